"""Many bundles to one index page, with a page of its own for each case that has none."""

import os
from collections.abc import Sequence
from pathlib import Path

from harness.domain.errors import UsageError
from harness.evidence.reader import open_bundle
from harness.report.html import render_many
from harness.report.index import Row, render_index, row_of
from harness.run.outputs import catalogue_of, entry_of, write_bytes

BESIDE = "report.html"
"""The page that a scan leaves beside its bundle."""


def merge(bundles: Sequence[Path], out: Path, *, lang: str = "both", pages: bool = True) -> int:
    """Write the index to ``out`` and missing pages below it; returns how many cases it lists.

    One bundle is open at a time. A case's page is the ``report.html`` beside its bundle where
    there is one, else it is written into the folder ``OUT_cases`` (not with ``pages`` False).
    """
    rows = [_row(number, path, out, lang, pages=pages) for number, path in enumerate(bundles, 1)]
    page = render_index(rows, rules=catalogue_of([])["rules"], lang=lang)
    write_bytes(out, page.encode())
    return len(rows)


def _row(number: int, path: Path, out: Path, lang: str, *, pages: bool) -> Row:
    with open_bundle(path) as bundle:
        beside = path.resolve().parent / BESIDE
        if beside.is_file():
            return row_of(entry_of(bundle), _relative(beside, out))
        if not pages:
            return row_of(entry_of(bundle), "")
        entry = entry_of(bundle)
        where = out.with_name(f"{out.stem}_cases") / f"{number:04}.html"
        write_bytes(where, render_many([entry], **catalogue_of([entry]), lang=lang).encode())
        return row_of(entry, _relative(where, out))


def _relative(page: Path, out: Path) -> str:
    """The page's address from the index, with slashes."""
    try:
        found = os.path.relpath(page.resolve(), out.resolve().parent)
    except ValueError as error:
        raise UsageError(f"{page}: lies on another drive than {out}; choose another -o") from error
    return Path(found).as_posix()
