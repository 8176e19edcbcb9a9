"""The index of many cases: one page from disk, every case a row, filters with JavaScript only."""

import time
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec

from harness.domain.finding import Rule, Verdict
from harness.report import phrases
from harness.report.entry import Entry
from harness.report.html import environment, own_file, script_digest
from harness.report.view import VERDICT_ORDER
from harness.report.words import LANGUAGES, Words, texts


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One case in the index. Texts are the app's own, unclean."""

    name: str
    package: str
    version: str
    device: str
    verdict: str
    """A verdict, or "none" for a case that was not judged."""
    reason_zh: str
    reason_en: str
    rules: tuple[str, ...]
    """Ids of the rules that fired."""
    launches: int
    started_wall_ns: int
    digest: str
    href: str
    """Relative address of the case's own page, empty where there is none."""


def row_of(entry: Entry, href: str) -> Row:
    """The row of a case; ``href`` is a relative path with slashes, not yet quoted."""
    case, judgement = entry.case, entry.judgement
    device = case.device
    findings = judgement.findings if judgement else ()
    fired = dict.fromkeys(f.rule for f in findings if f.verdict is Verdict.VIOLATION)
    return Row(
        name=case.app.label or case.app.package,
        package=case.app.package,
        version=case.app.version_name or "",
        device=f"{device.manufacturer} {device.model}, Android {device.android_release}",
        verdict=str(judgement.verdict) if judgement else "none",
        reason_zh=judgement.reasons_zh[0] if judgement and judgement.reasons_zh else "",
        reason_en=judgement.reasons_en[0] if judgement and judgement.reasons_en else "",
        rules=tuple(fired),
        launches=len(case.trials),
        started_wall_ns=case.started_wall_ns,
        digest=str(phrases.seal_statement(entry.seal_info).get("manifest_sha256", "")),
        href=quote(href, safe="/._-~"),
    )


def render_index(
    rows: Sequence[Row],
    *,
    rules: Mapping[str, Rule],
    lang: str = "both",
    written_wall_ns: int | None = None,
) -> str:
    """The page; cases with problems first, else the order given."""
    words = Words(lang)
    names = (*map(str, VERDICT_ORDER), "none")
    counts = {name: sum(row.verdict == name for row in rows) for name in names}
    fired = sorted({rule for row in rows for rule in row.rules})
    written_ns = time.time_ns() if written_wall_ns is None else written_wall_ns
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            t=words,
            p=phrases,
            lang=lang,
            page_lang=LANGUAGES[words.langs[0]],
            languages=[(code, texts(code)["language"]) for code in words.langs],
            tags=LANGUAGES,
            style=own_file("style.css"),
            script=own_file("index.js"),
            script_digest=script_digest("index.js"),
            rows=sorted(rows, key=lambda row: names.index(row.verdict)),
            tally=[(name, count) for name, count in counts.items() if count],
            rules=[(rule, rules.get(rule)) for rule in fired],
            written=phrases.local_time(written_ns),
        )
    )
