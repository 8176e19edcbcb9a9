"""Pictures to learn from, drawn from a seed: half pop-ups, half ordinary pages."""

from pathlib import Path

import numpy as np
from PIL import Image

from detectors.training.brush import Brush
from detectors.training.pages import page
from detectors.training.popups import popup
from detectors.training.sample import Labels, Sample

WIDTH = 540
_ASPECTS = (16 / 9, 2.0, 2.11, 2.17, 2.22)
_WIDTH_DP = (360, 384, 393, 411)


def fabricate(seed: int, fonts: Path, popups: float = 0.6) -> Sample:
    """One picture of WIDTH pixels; the same for the same seed.

    Args:
        seed: any number.
        fonts: folder with two faces that have hanzi, ``*Regular*`` and ``*Bold*``.
        popups: share of pictures that show a pop-up.
    """
    rng = np.random.default_rng(seed)
    width_dp = int(rng.choice(_WIDTH_DP))
    height = round(WIDTH * float(rng.choice(_ASPECTS)))
    brush = Brush(rng, Image.new("RGB", (WIDTH, height)), WIDTH / width_dp, faces(fonts))
    labels = Labels()
    chinese = brush.chance(0.65)
    if brush.chance(popups):
        popup(brush, labels, chinese=chinese)
    else:
        page(brush, labels, chinese=chinese)
    labels.drawn = brush.drawn
    return Sample(np.asarray(brush.image, np.uint8), labels)


def faces(fonts: Path) -> tuple[str, str]:
    """Paths of the regular and the bold face in a folder."""
    regular = sorted(p for p in fonts.iterdir() if "Regular" in p.name)
    bold = sorted(p for p in fonts.iterdir() if "Bold" in p.name)
    if not regular or not bold:
        raise FileNotFoundError(f"{fonts}: no *Regular* and *Bold* font there")
    return str(regular[0]), str(bold[0])
