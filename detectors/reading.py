"""Text on crops, by the recogniser that ships in rapidocr's wheel; answers are remembered.

Only the recognition model runs (no text detection): a crop is one line. The model is loaded
at the first crop. Width is not padded, so that a short pill costs a short time.
"""

import collections
import hashlib
import importlib.resources
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes

HEIGHT = 48
_LEAST_WIDTH, _MOST_WIDTH = 32, 640


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
        self._session: Any = None
        self._characters: list[str] = []
        self._whole: Any = None

    def known(self, crop: Bytes) -> Reading | None:
        """The remembered answer for exactly this crop, without reading."""
        key = _key(prepared(crop))
        answer = self._known.get(key)
        if answer is not None:
            self._known.move_to_end(key)
        return answer

    def read(self, crop: Bytes) -> Reading:
        """Read one RGB crop that holds one line."""
        picture = prepared(crop)
        key = _key(picture)
        answer = self._known.get(key)
        if answer is None:
            answer = self._recognise(picture)
            self._known[key] = answer
            while len(self._known) > self._remember:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return answer

    def read_page(self, rgb: Bytes) -> list[tuple[tuple[int, int, int, int], Reading]]:
        """Find and read every line of a page (slow): edges (left, top, right, bottom), text."""
        if self._whole is None:
            self._whole = _whole_page_engine(self._threads)
        result = self._whole(np.ascontiguousarray(rgb[:, :, 2::-1]), use_cls=False)
        if result.boxes is None or result.txts is None:
            return []
        lines = []
        for corners, text, sure in zip(result.boxes, result.txts, result.scores, strict=True):
            xs, ys = np.asarray(corners)[:, 0], np.asarray(corners)[:, 1]
            edges = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
            lines.append((edges, Reading((str(text), float(sure)))))
        return lines

    def _recognise(self, picture: Bytes) -> Reading:
        if self._session is None:
            self._session, self._characters = _load(self._threads)
        tensor = picture[:, :, ::-1].astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
        name = self._session.get_inputs()[0].name
        chances = self._session.run(None, {name: np.ascontiguousarray(tensor)})[0][0]
        return _decode(chances, self._characters)


def _decode(chances: Any, characters: list[str]) -> Reading:
    """CTC greedy: drop repeats, then blanks (class 0)."""
    best = chances.argmax(1)
    keep = (best != 0) & np.concatenate(([True], best[1:] != best[:-1]))
    text = "".join(characters[i - 1] if i - 1 < len(characters) else " " for i in best[keep])
    sure = float(chances[np.flatnonzero(keep), best[keep]].mean()) if keep.any() else 0.0
    return Reading((text, sure))


def _key(picture: Bytes) -> bytes:
    return hashlib.blake2b(
        picture.tobytes(), digest_size=16, salt=str(picture.shape[1]).encode()[:16]
    ).digest()


def _load(threads: int) -> tuple[Any, list[str]]:
    import onnxruntime  # noqa: PLC0415  0.2 s that only a reader pays

    models = importlib.resources.files("rapidocr").joinpath("models")
    names = sorted(p.name for p in models.iterdir() if p.name.endswith(".onnx"))
    name = next(n for n in names if "_rec_" in n)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        models.joinpath(name).read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, characters


def _whole_page_engine(threads: int) -> Any:
    import logging  # noqa: PLC0415

    import rapidocr  # noqa: PLC0415  1 s that only full pages pay

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )
