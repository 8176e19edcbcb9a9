"""``python -m detectors.training.draw_phrases``: draw the phrases that ``phrases.py`` looks for.

The same fonts give the same file.
"""

import argparse
import functools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from detectors.phrases import Drawing, tight_ink
from detectors.skips import EM, MARGIN, WORD
from detectors.training.brush import latin_fonts
from detectors.training.words import PHRASES

_SIZE_PX = 40
_FACES = ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", "NotoSansSC-Light.otf")
_LATIN = ("Roboto-Regular.ttf", "Roboto-Medium.ttf", "Roboto-Bold.ttf")


@functools.cache
def _face(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, _SIZE_PX)


def _holds(path: str, sign: str) -> bool:
    return bytes(_face(path).getmask(sign)) != bytes(_face(path).getmask("\uffff"))


def drawn(words: str, path: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
    """Tight ink of the words in a face; None where it lacks a sign."""
    if not all(_holds(path, sign) for sign in set(words) - {" "}):
        return None
    left, top, right, bottom = (round(v) for v in _face(path).getbbox(words))
    picture = Image.new("RGB", (right - left + 60, bottom - top + 60))
    ImageDraw.Draw(picture).text((30 - left, 30 - top), words, fill=(255,) * 3, font=_face(path))
    return tight_ink(np.asarray(picture))


def drawings(folder: Path) -> Iterator[Drawing]:
    """Every form of every phrase in every face that can write it, in small and great letters."""
    latin = [path for path in latin_fonts() if Path(path).name in _LATIN]
    for phrase, forms in PHRASES.items():
        for words in sorted({w for form in forms for w in (form, form.lower(), form.upper())}):
            for path in [*(str(folder / name) for name in _FACES), *latin]:
                ink = drawn(words, path)
                if ink is not None:
                    yield Drawing(phrase, ink)


def skip(folder: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The mean of regular and bold letters of the word that ``skips.py`` looks for."""
    margin = round(MARGIN * EM)
    size = (len(WORD) * EM + 2 * margin, EM + 2 * margin)
    faces = []
    for name in _FACES[:2]:
        picture = Image.new("L", size)
        face = ImageFont.truetype(str(folder / name), EM)
        left, top, right, bottom = face.getbbox(WORD)
        start = ((size[0] - left - right) / 2, (size[1] - top - bottom) / 2)
        ImageDraw.Draw(picture).text(start, WORD, fill=255, font=face)
        faces.append(np.asarray(picture, np.float32))
    return np.asarray(np.rint(np.mean(faces, axis=0)), np.uint8)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m detectors.training.draw_phrases")
    parser.add_argument("--fonts", type=Path, required=True, help="folder of OpenType fonts")
    parser.add_argument("--out", type=Path, required=True, help="the NumPy archive")
    given = parser.parse_args()
    made = list(drawings(given.fonts))
    np.savez_compressed(
        given.out,
        phrases=np.array([one.phrase for one in made]),
        widths=np.array([one.ink.shape[1] for one in made]),
        ink=np.concatenate([one.ink for one in made], axis=1),
        skip=skip(given.fonts),
    )
    print(f"{given.out}: {len(PHRASES)} phrases, {len(made)} drawings")  # noqa: T201


if __name__ == "__main__":
    main()
