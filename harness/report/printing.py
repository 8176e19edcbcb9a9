"""What stands on each printed page: package, digest, time, page number (CSS paged media).

Values go into CSS strings, so only letters that mean nothing there are let through.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup

from harness.report.entry import Entry
from harness.report.phrases import local_time, seal_statement

_SAFE = re.compile(r"[^A-Za-z0-9 .:+,_-]")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def page_marks(entries: Sequence[tuple[str, Entry]], written_wall_ns: int, version: str) -> Markup:
    """Page rules: one for the document, a named one a case where there are several.

    A page of another name begins anew, so that one case alone has none.
    """
    written = _safe(local_time(written_wall_ns))
    title = f"TapTruth {_safe(version)} \u00b7 {written}"
    if len(entries) == 1:
        title = _said(entries[0][1], written)
    number = "@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt sans-serif}"
    rules = [f"@page{{{number}@bottom-left{{content:'{title}';font:6.5pt monospace}}}}"]
    for anchor, entry in entries if len(entries) > 1 else ():
        rules.append(
            f"@page {anchor}{{@bottom-left{{content:'{_said(entry, written)}'}}}}"
            f"@media print{{#{anchor}{{page:{anchor}}}}}"
        )
    return Markup("\n".join(rules))  # noqa: S704  letters were picked one by one


def _said(entry: Entry, written: str) -> str:
    return f"{_safe(entry.case.app.package)} \u00b7 {_digest(entry)} \u00b7 {written}"


def _digest(entry: Entry) -> str:
    """The digest of the bundle's manifest, as its seal tells it."""
    found = str(seal_statement(entry.seal_info).get("manifest_sha256", ""))
    return f"sha256:{found}" if _DIGEST.fullmatch(found) else "unsealed"


def _safe(text: str) -> str:
    return _SAFE.sub("_", text)[:80]
