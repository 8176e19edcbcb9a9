"""Text, by the two models that ship in rapidocr's wheel; answers are remembered.

The recogniser reads a crop that holds one line; its width is not padded, so that a short pill
costs a short time. The finder says where lines stand; it runs on the bands where skip pills
and ad labels live, or on a whole page when that is asked for. Both load at first use.
"""

import collections
import hashlib
import importlib.resources
import re
from typing import Any

import cv2
import numpy as np

from detectors.phrases import phrase_on
from detectors.pixels import Bytes, rgb_of
from detectors.runtime import onnx_session
from detectors.vocabulary import meaning
from harness.domain.sight import Role

HEIGHT = 48
_LEAST_WIDTH, _MOST_WIDTH = 32, 640
_BLURRED = 20
"""Rows under which the strokes of Chinese letters run into each other."""
_EXITS = "跳过過关關闭閉略广廣告秒0123456789s|>"
"""The signs of the words by which one leaves an advertisement."""
_AS_LIKELY = -5.0
"""Least log odds of such a word against what was read."""
_MISREAD = re.compile(r"(.*?)[^\W跳]([过過].*)")
_NEVER = 1e-9
"""As good as no chance."""
_WORD_AS_LIKELY = -8.0
"""Least log odds of a word whose drawing fits there: 路过 leaves -9.6 and less for 跳过."""
_TWO_WITNESSES = 0.9
"""Least confidence of a word whose drawing fits there."""

_UNSURE, _LONG_SIGN = 0.75, 1.5
"""Cyrillic and hangul come out as blanks and a few signs: so unsure, or fewer of them than one for
each so many heights of the line."""

Edges = tuple[int, int, int, int]
"""Left, top, right, bottom."""
_FINDS_REMEMBERED = 32


class Reading(tuple[str, float]):
    """Text and its mean confidence 0 … 1."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """As read."""
        return self[0]

    @property
    def sure(self) -> float:
        """0 … 1."""
        return self[1]


def prepared(crop: Bytes) -> Bytes:
    """RGB crop of any size as HEIGHT rows, width in steps of 8."""
    height, width = crop.shape[:2]
    wide = min(_MOST_WIDTH, max(_LEAST_WIDTH, round(width * HEIGHT / height / 8) * 8))
    how = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (wide, HEIGHT), interpolation=how), np.uint8)


class Reader:
    """Reads crops. Holds at most ``remember`` answers, oldest use forgotten first."""

    def __init__(self, remember: int = 2048, threads: int = 2) -> None:
        self._remember = remember
        self._threads = threads
        self._known: collections.OrderedDict[bytes, Reading] = collections.OrderedDict()
        self._glimpses: dict[bytes, bytes] = {}
        self._session: Any = None
        self._characters: list[str] = []
        self._exits: list[int] = []
        self._finder: Any = None
        self._found: collections.OrderedDict[bytes, list[Edges]] = collections.OrderedDict()

    def known(self, crop: Bytes) -> Reading | None:
        """The remembered answer for exactly this RGB or RGBA crop, without reading.

        Most crops are told apart from all that was read by a glimpse at a few of their pixels.
        """
        if _glimpse(crop) not in self._glimpses:
            return None
        key = _key(rgb_of(crop))
        answer = self._known.get(key)
        if answer is not None:
            self._known.move_to_end(key)
        return answer

    def read(self, crop: Bytes, *, exits: bool = False, word: str = "") -> Reading:
        """Read one RGB or RGBA crop that holds one line.

        With ``exits`` small letters that mean nothing are read as a word that leads out where
        that is nearly as likely; with ``word``, whose drawing fits there, letters of any size as
        that word.
        """
        crop = rgb_of(crop)
        key = _key(crop)
        answer = self._known.get(key)
        if answer is None:
            answer = self._recognise(crop, exits and crop.shape[0] < _BLURRED, word)
            if not word and (answer.sure < _UNSURE or _too_little(answer.text, crop)):
                text, sure = phrase_on(crop)
                answer = Reading((text, sure)) if text else answer
            self._known[key] = answer
            self._glimpses[_glimpse(crop)] = key
            while len(self._known) > self._remember:
                self._known.popitem(last=False)
            if len(self._glimpses) > 2 * self._remember:
                self._glimpses = {g: k for g, k in self._glimpses.items() if k in self._known}
        else:
            self._known.move_to_end(key)
        return answer

    def find(self, rgb: Bytes) -> list[Edges]:
        """Edges (left, top, right, bottom) of the lines on an RGB picture, in its pixels."""
        key = _key(rgb)
        if key not in self._found:
            self._found[key] = self._find(rgb)
            while len(self._found) > _FINDS_REMEMBERED:
                self._found.popitem(last=False)
        self._found.move_to_end(key)
        return self._found[key]

    def _find(self, rgb: Bytes) -> list[Edges]:
        if self._finder is None:
            self._finder = _session("_det_", self._threads)
        height, width = rgb.shape[:2]
        rows, columns = max(32, round(height / 32) * 32), max(32, round(width / 32) * 32)
        how = cv2.INTER_AREA if columns < width else cv2.INTER_LINEAR
        picture = np.asarray(cv2.resize(rgb, (columns, rows), interpolation=how), np.uint8)
        name = self._finder.get_inputs()[0].name
        chances = self._finder.run(None, {name: _tensor(picture)})[0][0, 0]
        kx, ky = width / columns, height / rows
        return [
            (round(x0 * kx), round(y0 * ky), round(x1 * kx), round(y1 * ky))
            for x0, y0, x1, y1 in _blobs(chances)
        ]

    def _as_exit(self, chances: Any, answer: Reading) -> Reading:
        """The likeliest line of the signs of exits alone, or ``answer`` where that fits better."""
        told = meaning(answer.text, corner=True)
        if told is not None and told.role is not Role.AD_LABEL:
            return answer
        if not self._exits:  # a look through 18,000 signs takes 3 ms
            self._exits = [0, *(self._characters.index(sign) + 1 for sign in _EXITS)]
        few = chances[:, self._exits]
        odds = float(np.log((few.max(1) + _NEVER) / (chances.max(1) + _NEVER)).sum())
        text = _decode(few, list(_EXITS)).text
        word = meaning(text, corner=True) if odds >= _AS_LIKELY else None
        leads_out = word is not None and word.role is Role.SKIP
        return Reading((text, answer.sure)) if leads_out else self._as_skip(chances, answer)

    def _as_skip(self, chances: Any, answer: Reading) -> Reading:
        """With 跳 for the one sign before 过, where that is nearly as likely; or ``answer``.

        In 路过 of clear letters it is not. 广告 behind it, as only a skip has, is a second witness.
        """
        text = _MISREAD.sub(r"\1跳\2", "".join(answer.text.split()), count=1)
        word = meaning(text, corner=True)
        if word is None or word.role is not Role.SKIP:
            return answer
        least = _WORD_AS_LIKELY if "告" in text else _AS_LIKELY
        signs = [self._characters.index(sign) + 1 for sign in text]
        return Reading((text, answer.sure)) if _odds(chances, signs) >= least else answer

    def _as_word(self, chances: Any, word: str, answer: Reading) -> Reading:
        """The word, where it is nearly as likely as the likeliest line of all signs."""
        signs = [self._characters.index(sign) + 1 for sign in word]
        told = _odds(chances, signs) >= _WORD_AS_LIKELY
        return Reading((word, max(_TWO_WITNESSES, answer.sure))) if told else answer

    def _recognise(self, crop: Bytes, exits: bool, word: str) -> Reading:
        chances = self._chances(prepared(crop))
        answer = _decode(chances, self._characters)
        if word:
            return self._as_word(chances, word, answer)
        return self._as_exit(chances, answer) if exits else answer

    def _chances(self, picture: Bytes) -> Any:
        """Of each sign (of none first) along a line."""
        if self._session is None:
            self._session = _session("_rec_", self._threads)
            words = self._session.get_modelmeta().custom_metadata_map["character"]
            self._characters = words.splitlines()
        name = self._session.get_inputs()[0].name
        return self._session.run(None, {name: _tensor(picture)})[0][0]


def _too_little(text: str, crop: Bytes) -> bool:
    """Whether fewer signs were read than a line of this length holds."""
    height, width = crop.shape[:2]
    return bool(len("".join(text.split())) * _LONG_SIGN * height < width)


def _decode(chances: Any, characters: list[str]) -> Reading:
    """CTC greedy: drop repeats, then blanks (class 0)."""
    best = chances.argmax(1)
    keep = (best != 0) & np.concatenate(([True], best[1:] != best[:-1]))
    text = "".join(characters[i - 1] if i - 1 < len(characters) else " " for i in best[keep])
    sure = float(chances[np.flatnonzero(keep), best[keep]].mean()) if keep.any() else 0.0
    return Reading((text, sure))


def _odds(chances: Any, signs: list[int]) -> float:
    """Log odds of the likeliest way to read just these signs, against the likeliest of all."""
    logs = np.log(chances + _NEVER)
    ways = [0, *(n for sign in signs for n in (sign, 0))]
    best = np.full(len(ways), -np.inf)
    best[:2] = logs[0, ways[:2]]
    for row in logs[1:]:
        stay, step = best, np.concatenate(([-np.inf], best[:-1]))
        jump = np.concatenate(([-np.inf, -np.inf], best[:-2]))
        jump[::2] = -np.inf  # a blank is left out between signs alone
        best = np.maximum(np.maximum(stay, step), jump) + row[ways]
    return float(best[-2:].max() - logs.max(1).sum())


def _key(picture: Bytes) -> bytes:
    # SHA-256 is made in hardware: half the time of BLAKE2
    return hashlib.sha256(picture.tobytes() + str(picture.shape[1]).encode()).digest()


def _glimpse(picture: Bytes) -> bytes:
    """Every fifth pixel of every seventh row: equal for equal pictures, seldom for others."""
    return bytes(picture[::7, ::5, :3].tobytes())


def _tensor(picture: Bytes) -> Any:
    """RGB rows to the models' 1 x 3 x H x W in BGR, -1 … 1."""
    planes = picture[:, :, ::-1].astype(np.float32).transpose(2, 0, 1)
    return np.ascontiguousarray(planes)[None] / 127.5 - 1


_INK, _BLOB = 0.3, 0.5
_GROWTH = 1.5
"""The finder marks the core of a line; area x growth / perimeter gives its edges back."""


def _blobs(chances: Any) -> list[tuple[float, float, float, float]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats((chances > _INK).astype(np.uint8))
    found = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label][:4])
        part = labels[y : y + h, x : x + w] == label
        if min(w, h) < 3 or float(chances[y : y + h, x : x + w][part].mean()) < _BLOB:
            continue
        grow = w * h * _GROWTH / (2 * (w + h))
        found.append((x - grow, y - grow, x + w + grow, y + h + grow))
    return found


def _session(part: str, threads: int) -> Any:
    """The model in rapidocr's wheel whose file name holds ``part``."""
    models = importlib.resources.files("rapidocr").joinpath("models")
    names = sorted(p.name for p in models.iterdir() if p.name.endswith(".onnx"))
    name = next(n for n in names if part in n)
    return onnx_session(models.joinpath(name).read_bytes(), threads)
