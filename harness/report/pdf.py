"""The page as a PDF (A4, page numbers, digest and time on every page), by the extra ``pdf``."""

import logging

from harness.domain.errors import UsageError

NEEDED = "PDF needs WeasyPrint: pip install 'taptruth[pdf]' (or print the page from a browser)"


def to_pdf(html: str) -> bytes:
    """The PDF of a page in one language; UsageError when the extra is not there.

    Nothing is fetched: the page holds its pictures, and every address is refused.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415  slow, and an extra
    except (ImportError, OSError) as error:
        raise UsageError(f"{NEEDED}: {error}") from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    made: bytes = HTML(string=html, url_fetcher=_only_data).write_pdf()
    return made


def _only_data(url: str, *_: object, **__: object) -> dict[str, object]:
    from weasyprint import default_url_fetcher  # noqa: PLC0415

    if not url.startswith("data:"):
        raise ValueError(f"not fetched: {url[:80]}")
    found: dict[str, object] = default_url_fetcher(url)
    return found
