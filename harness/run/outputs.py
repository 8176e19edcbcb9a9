"""Bundles to reports: joins what evidence reads and what report renders."""

from pathlib import Path

from harness.domain.errors import UsageError


def write_outputs(
    bundles: list[Path], folder: Path, *, lang: str = "both", junit: Path | None = None
) -> dict[str, str]:
    """Write ``report.html`` and ``report.json`` (and JUnit) into ``folder``; returns the paths."""
    raise UsageError("reports are not joined yet")
