"""The gallery: one app a trick, with pictures that the phone paints itself.

``python -m harness.virtual.fabricate.gallery DIR`` writes it anew; the scripts are kept in
``fixtures/gallery`` and may be edited by hand where chance made them ugly.
"""

import sys
import zlib
from pathlib import Path

from harness.virtual.fabricate.apps import DENSITY, HEIGHT_PX, WIDTH_PX, Fabricated, make, write_app
from harness.virtual.fabricate.draft import draft
from harness.virtual.fabricate.honest import HONEST
from harness.virtual.fabricate.special_table import SPECIAL_HONEST, SPECIAL_TRICKS
from harness.virtual.fabricate.trick_table import TRICKS
from harness.virtual.fabricate.tricks import Trick

BOTH_SHAPES = {
    "decoy", "decoy_by_chance", "decoy_and_close", "dead", "jump_alone", "jump_after_closing",
    "no_mark", "whole_link",
}  # fmt: skip
"""Tricks shown on a full screen and on a card."""


def entries() -> list[tuple[str, Trick, str]]:
    """Name, trick and sort of pop-up of every app, deceptive ones first."""
    found = []
    for trick in (*TRICKS, *SPECIAL_TRICKS):
        shapes = [trick.sorts[0]]
        if trick.name in BOTH_SHAPES and "promo" in trick.sorts:
            shapes.append("promo")
        found += [(f"{trick.name}_{sort}", trick, sort) for sort in shapes]
    for trick in HONEST:
        found += [(f"{trick.name}_{sort}", trick, sort) for sort in trick.sorts]
    found += [(trick.name, trick, trick.sorts[0]) for trick in SPECIAL_HONEST]
    return found


def app(name: str, trick: Trick, sort: str) -> Fabricated:
    """The app of that entry."""
    seed = zlib.crc32(name.encode()) % 10_000
    d = draft(seed, 0, WIDTH_PX * 160 / DENSITY, HEIGHT_PX * 160 / DENSITY, None)
    d.stock = True
    return make(d, trick, name, f"com.example.g{seed}", sort)


def write_gallery(out: Path) -> int:
    """Write every app to ``out/GROUP/NAME``; returns how many."""
    made = [(trick.group, app(name, trick, sort)) for name, trick, sort in entries()]
    for group, one in made:
        write_app(out / group, one)
    return len(made)


if __name__ == "__main__":
    print(write_gallery(Path(sys.argv[1])))  # noqa: T201
