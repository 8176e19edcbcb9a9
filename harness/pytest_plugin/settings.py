"""Options and ini keys: ``--taptruth-…`` on the command line, ``taptruth_…`` in the ini file."""

from pathlib import Path

import pytest

ARTIFACTS = ("on", "off", "retain-on-failure")
_KEYS = {
    "device": "serial number of a phone; several, separated by commas, with xdist",
    "profile": "rule profile (cn, play, vn, eu); the catalogue's default otherwise",
    "launches": "launches to spend at most on each app",
    "output": "folder for bundles and reports",
    "artifacts": f"which bundles and reports to keep: {', '.join(ARTIFACTS)}",
}
_DEFAULTS = {"launches": "40", "output": "out/pytest", "artifacts": "on"}


def add(parser: pytest.Parser) -> None:
    """Add each setting as option and as ini key; the option wins."""
    group = parser.getgroup("taptruth", "deceptive pop-ups (taptruth)")
    for key, text in _KEYS.items():
        choices = list(ARTIFACTS) if key == "artifacts" else None
        group.addoption(
            f"--taptruth-{key}", dest=f"taptruth_{key}", default=None, choices=choices, help=text
        )
        parser.addini(f"taptruth_{key}", text, default=None)


def given(config: pytest.Config, key: str) -> str | None:
    """Option, else ini key, else the default."""
    option: str | None = config.getoption(f"taptruth_{key}")
    ini: str | None = config.getini(f"taptruth_{key}") or None
    return option or ini or _DEFAULTS.get(key)


def names_phones(config: pytest.Config) -> bool:
    """Whether this run says which phones it uses."""
    return bool(given(config, "device"))


def serials(config: pytest.Config) -> list[str]:
    """The phones that are named, in order."""
    return [name.strip() for name in (given(config, "device") or "").split(",") if name.strip()]


def launches(config: pytest.Config) -> int:
    """How many launches an app may cost."""
    text = given(config, "launches") or ""
    if not text.isdecimal() or int(text) < 1:
        raise pytest.UsageError(f"taptruth-launches: {text!r} is no number of launches, from 1 up")
    return int(text)


def artifacts(config: pytest.Config) -> str:
    """What is kept."""
    chosen = given(config, "artifacts") or "on"
    if chosen not in ARTIFACTS:
        raise pytest.UsageError(f"taptruth_artifacts = {chosen}: expected {', '.join(ARTIFACTS)}")
    return chosen


def output(config: pytest.Config) -> Path:
    """Folder for bundles and reports, below the root of the tests where it is relative."""
    return config.rootpath / (given(config, "output") or "")
