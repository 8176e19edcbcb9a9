"""Pictures named on a command line, one by one or by the folder that they lie in."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
"""Of a folder only files that end so are taken; a file that is named is always taken."""


def picture_files(paths: Iterable[Path], without: Path | None) -> Iterator[tuple[Path, Path]]:
    """Each picture, and a name of its own: its place below the folder that was given.

    Of two folders that hold the same names the second's get a number: a-2.png.

    Args:
        paths: files, and folders that are gone through with all that lies below, by name.
        without: a folder whose files are none of them: where annotated pictures go.

    Yields:
        A folder without pictures as itself: that is for the caller to complain of.
    """
    left_out = without.resolve() if without is not None else None
    taken: set[Path] = set()
    for path in paths:
        for file in _pictures(path, left_out) or [path]:
            name = _free(file.relative_to(path) if file != path else Path(path.name), taken)
            taken.add(name)
            yield file, name


def _pictures(path: Path, left_out: Path | None) -> list[Path]:
    """Those in a folder, by name."""
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    return [p for p in files if left_out is None or left_out not in p.resolve().parents]


def _free(name: Path, taken: set[Path]) -> Path:
    """The name, or the first one with a number that is not taken."""
    numbered = (name.with_stem(f"{name.stem}-{number}") for number in itertools.count(2))
    return next(n for n in itertools.chain([name], numbered) if n not in taken)
