"""The report for people: one HTML file, no network, facts without script."""

import base64
import concurrent.futures
import functools
import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from harness.domain.finding import Clause, Judgement, Rule
from harness.domain.trial import Case
from harness.report import phrases
from harness.report.clean import clean
from harness.report.entry import Entry
from harness.report.pictures import FrameSource
from harness.report.printing import page_marks
from harness.report.view import VERDICT_ORDER, CaseView, case_view
from harness.report.words import LANGUAGES, Words, texts


def render_case(
    case: Case,
    judgement: Judgement | None,
    frames: FrameSource,
    *,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
    lang: str = "both",
    seal_info: Mapping[str, Any] | None = None,
) -> str:
    """The report of one app; ``lang`` is "zh", "en" or "both" (with a switch on the page)."""
    entry = Entry(case, judgement, frames, seal_info)
    return render_many([entry], rules=rules, clauses=clauses, lang=lang)


def render_many(
    entries: Sequence[Entry],
    *,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
    lang: str = "both",
    written_wall_ns: int | None = None,
) -> str:
    """One page for all apps together; an overview stands first when there are several.

    Apps with problems come first, else the order given is kept.
    """
    words = Words(lang)
    written_ns = time.time_ns() if written_wall_ns is None else written_wall_ns
    ranked = sorted(entries, key=_rank)
    views = _views(ranked, words, rules, clauses)
    version = next((v.entry.case.tool_version for v in views), "")
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            t=words,
            lang=lang,
            page_lang=LANGUAGES[words.langs[0]],
            languages=[(code, texts(code)["language"]) for code in words.langs],
            tags=LANGUAGES,
            style=own_file("style.css"),
            script=own_file("desk.js"),
            script_digest=script_digest("desk.js"),
            page_marks=page_marks([(v.anchor, v.entry) for v in views], written_ns, version),
            cases=views,
            tally=_tally(views),
            written=phrases.local_time(written_ns),
            version=version,
            p=phrases,
        )
    )


def _views(
    entries: Sequence[Entry],
    words: Words,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
) -> list[CaseView]:
    """The chapters, made side by side: they spend their time in decoding, outside the GIL."""

    def made(index: int) -> CaseView:
        return case_view(entries[index], index + 1, words, rules, clauses)

    with concurrent.futures.ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        return list(pool.map(made, range(len(entries))))


def _rank(entry: Entry) -> int:
    if entry.judgement is None:
        return VERDICT_ORDER.index(VERDICT_ORDER[2])
    return VERDICT_ORDER.index(entry.judgement.verdict)


def _tally(views: Sequence[CaseView]) -> list[tuple[str, int]]:
    names = (*map(str, VERDICT_ORDER), "none")
    counts = [(name, sum(view.verdict == name for view in views)) for name in names]
    return [(name, count) for name, count in counts if count]


@functools.cache
def environment() -> Environment:
    """Templates with escaping on; every value that is not our markup is made harmless."""
    return Environment(
        loader=PackageLoader("harness.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )


def _harmless(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@functools.cache
def own_file(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    source = resources.files("harness.report") / "templates" / name
    return Markup(source.read_text(encoding="utf-8"))  # noqa: S704  our own file


def script_digest(name: str) -> str:
    """The one script that the page may run, for its Content-Security-Policy."""
    digest = hashlib.sha256(own_file(name).encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
