"""``python -m detectors.training.draw``: fill a folder with pictures to learn from.

The folder holds JPEG files and ``labels.json``, a list of rows with ``file``, ``kind`` (empty
where no pop-up is), ``popup`` ``[x, y, w, h]``, ``scrim`` and ``controls`` (role and box).
"""

import argparse
import json
from pathlib import Path
from typing import Any

from PIL import Image

from detectors.training.fabricate import fabricate
from detectors.training.sample import Labels


def as_row(name: str, labels: Labels) -> dict[str, Any]:
    """One row of ``labels.json``."""
    return {
        "file": name,
        "kind": labels.kind,
        "popup": [round(v, 1) for v in labels.popup],
        "scrim": round(labels.scrim, 3),
        "controls": [[role, [round(v, 1) for v in box]] for role, box in labels.controls],
        "drawn": [[role, [round(v, 1) for v in box]] for role, box in labels.drawn],
    }


def draw(out: Path, fonts: Path, seed: int, count: int) -> None:
    """Draw ``count`` pictures; picture ``i`` comes from seed ``seed * 1_000_000 + i`` alone."""
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for i in range(count):
        sample = fabricate(seed * 1_000_000 + i, fonts)
        name = f"{i:06d}.jpg"
        Image.fromarray(sample.picture).save(out / name, quality=96, subsampling=0)
        rows.append(as_row(name, sample.labels))
        if i % 500 == 499:
            (out / "labels.json").write_text(json.dumps(rows), "utf-8")
    (out / "labels.json").write_text(json.dumps(rows), "utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m detectors.training.draw")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=6000)
    given = parser.parse_args()
    draw(given.out, given.fonts, given.seed, given.count)


if __name__ == "__main__":
    main()
