"""The PDF: A4, with number, digest and time on every page."""

import dataclasses
import io
import sys

import msgspec
import pypdf
import pytest
from case_builder import CLAUSES, RULES, honest, played

from harness.domain.errors import UsageError
from harness.report.html import render_many
from harness.report.pdf import to_pdf

DIGEST = "5a" * 32
SEAL = {"statement": {"manifest_sha256": DIGEST, "sealed": "at_end", "sealed_at": "2026-11-01"}}


def no_frame(number: int) -> bytes:
    raise KeyError(number)


def test_every_page_is_a4_and_bears_number_digest_and_time() -> None:
    """As the page prints from a browser, with nothing fetched."""
    pytest.importorskip("weasyprint", reason="the extra pdf is not installed")
    entry = played(honest(), seal_info=SEAL)
    short = msgspec.structs.replace(entry.case, trials=entry.case.trials[:2])
    entry = dataclasses.replace(entry, case=short, frames=no_frame)
    html = render_many([entry], rules=RULES, clauses=CLAUSES, lang="zh", written_wall_ns=0)
    read = pypdf.PdfReader(io.BytesIO(to_pdf(html)))
    many = len(read.pages)
    for number, sheet in enumerate(read.pages, 1):
        text = sheet.extract_text()
        assert f"sha256:{DIGEST}" in text
        assert f"{number} / {many}" in text
        assert "1970-01-01" in text
        assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback: what to type, and what to do without it."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(UsageError, match=r"pip install 'taptruth\[pdf\]'"):
        to_pdf("<p>x</p>")
