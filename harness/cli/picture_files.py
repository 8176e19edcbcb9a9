"""Pictures named on a command line, one by one or by the folder that they lie in."""

from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
"""Of a folder only files that end so are taken; a file that is named is always taken."""


def picture_files(paths: Iterable[Path], without: Path | None) -> Iterator[tuple[Path, Path]]:
    """Each picture, and its own name below the folder that was given.

    Args:
        paths: files, and folders that are gone through with all that lies below, by name.
        without: a folder whose files are none of them: where annotated pictures go.

    Yields:
        A folder without pictures as itself: that is for the caller to complain of.
    """
    left_out = without.resolve() if without is not None else None
    for path in paths:
        if not path.is_dir():
            yield path, Path(path.name)
            continue
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        found = [p for p in files if left_out is None or left_out not in p.resolve().parents]
        if not found:
            yield path, Path(path.name)
        for file in found:
            yield file, file.relative_to(path)
