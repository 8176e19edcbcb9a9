"""The rule catalogue that ships with the tool, a profile of it, a company's file on top."""

import functools
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from harness.domain.errors import UsageError
from harness.domain.finding import Clause
from harness.judge.catalogue import OWN, Catalogue, Profile
from harness.judge.loading import DEFAULT_PROFILE, load_profiles, load_rules
from harness.judge.own_rules import parse_own, with_own

if TYPE_CHECKING:  # opening bundles loads OpenCV; listing rules must not
    from harness.evidence.reader import Bundle


def load_catalogue(profile: str | None = None, own: Path | None = None) -> Catalogue:
    """Read the files of the package ``harness.judge``, and the company's own if there is one.

    ``profile`` is "cn", "play", "vn" or "eu"; without it the own file's, else "cn". Raises
    UsageError, one line, for a profile that there is not and for a wrong own file.
    """
    if own is None:
        return _shipped(profile or DEFAULT_PROFILE)
    text = read_own(own)
    base = profile or parse_own(text, str(own)).profile or DEFAULT_PROFILE
    return with_own(_shipped(base), text, str(own))


def own_on_top(text: str, where: str, profile: str | None = None) -> Catalogue:
    """The catalogue with the own file's text on top, as a bundle keeps it."""
    base = profile or parse_own(text, where).profile or DEFAULT_PROFILE
    return with_own(_shipped(base), text, where)


def catalogue_of(
    bundle: "Bundle", profile: str | None = None, own: Path | None = None
) -> Catalogue:
    """Today's catalogue as the bundle's case was judged with: its profile, its own rules.

    ``profile`` and ``own``, where given, take their place.
    """
    told = bundle.begin.extra.get("profile")
    chosen = profile or (str(told) if told and own is None else None)
    if own is not None or bundle.own_rules is None:
        return load_catalogue(chosen, own)
    return own_on_top(bundle.own_rules, f"{bundle.path}/rules.toml", chosen)


def own_clauses_of(bundle: "Bundle") -> tuple[Clause, ...]:
    """The company's own clauses that the bundle's case may cite.

    Empty where its file is none that this version reads: what it cites is then left out.
    """
    if bundle.own_rules is None:
        return ()
    try:
        found = own_on_top(bundle.own_rules, f"{bundle.path}/rules.toml")
    except UsageError:
        return ()
    return tuple(clause for clause in found.clauses if clause.jurisdiction == OWN)


def read_own(path: Path) -> str:
    """Text of a company's own file; UsageError when it cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: cannot be read: {why}; give another rules file") from error


def profiles() -> dict[str, Profile]:
    """The profiles by their id."""
    return load_profiles(_text("profiles.toml"))


@functools.cache
def _shipped(profile: str) -> Catalogue:
    return load_rules(
        _text("rules.toml"), _text("clauses.toml"), _text("profiles.toml"), profile=profile
    )


def _text(name: str) -> str:
    return (resources.files("harness.judge") / name).read_text("utf-8")
