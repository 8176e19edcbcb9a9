"""The detectors put together: one frame in, one sight out."""

import dataclasses
from typing import Literal

import cv2
import msgspec
import numpy as np

from detectors import hierarchy as tree
from detectors.crosses import find_crosses
from detectors.facts import facts_of
from detectors.hashes import creative_phash, frame_phash
from detectors.layout import Layout, survey
from detectors.lines import (
    Line,
    badge_around,
    corner_bands,
    find_buttons,
    in_corner,
    pill_around,
)
from detectors.marks import contrast_of, look_closely
from detectors.measure import measure
from detectors.pixels import MIN_SIDE_PX, Bytes, View, crop_rgb, prepare
from detectors.popups import (
    DrawnClose,
    Evidence,
    Said,
    Verdict,
    close_zones,
    place_of,
    quality_of,
    weigh,
)
from detectors.reading import Reader, Reading
from detectors.vocabulary import meaning
from detectors.witness import witnesses
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.measures import Fact
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight

Read = Literal["crops", "full", "none"]

POPUP_AT = 0.5
"""Least score of a pop-up."""
CLOSE_AT = 0.5
"""Least quality of a drawn close."""
SURE_AT = 0.6
"""Least confidence of a line that is believed."""
_SURE_NUMBER = 0.85
_CLOSER_LOOKS = 14
_MOST_READS = 8
_MOST_PLACES = 24


class Seer:
    """Sees frames, and remembers what it read. Not to be shared between threads."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader = reader or Reader()
        self._places: dict[tuple[int, int, Line], None] = {}

    def see(
        self,
        image: Bytes,
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: Read = "crops",
        most_reads: int = _MOST_READS,
    ) -> Sight:
        """Look at one frame.

        Args:
            image: H x W x 3 (RGB) or H x W x 4 (RGBA), uint8.
            hierarchy: uiautomator's XML of the same moment, if there is one.
            density: dpi of the screen; without it sizes in dp are not told.
            read: "crops" reads lines that may matter, "full" the whole page (slow),
                "none" only what was read before on the very same pixels.
            most_reads: at most so many crops are looked at.

        Raises:
            ValueError: the array is not a picture of that form.
        """
        _check(image)
        size = SizePx(int(image.shape[1]), int(image.shape[0]))
        if min(size.width, size.height) < MIN_SIDE_PX:
            return Sight(size_px=size, why=f"picture {size.width}x{size.height} is too small")
        view = prepare(image, density)
        layout = survey(view)
        if layout.black:
            return Sight(size_px=size, capturable=False, why="the frame is black")
        closes = _closes(view, layout)
        nodes = tree.parse(hierarchy)
        said, lines = self._read(view, layout, read, most_reads)
        said += _told(view, nodes)
        lines += [(n.words, n.box_px) for n in nodes if n.words]
        texts = [text for text, _ in lines]
        sdk = any(tree.mark_of(n) is not None for n in nodes) if nodes else False
        evidence = Evidence(tuple(closes), tuple(said), tuple(texts), layout, sdk)
        verdict = weigh(view, evidence)
        phash = frame_phash(view, layout.status_bar_px, layout.navigation_bar_px)
        controls = _controls(view, evidence, nodes)
        facts = _facts(lines, said)
        bare = Sight(size_px=size, phash=phash, text=tuple(texts), facts=facts)
        if verdict.score < POPUP_AT or not controls:
            return _with_why(bare, verdict, closes)
        controls = _measured(view, evidence, controls)
        beside = witnesses(size, view.density, controls, nodes)
        sight = _with_popup(bare, view, verdict, controls, layout)
        return msgspec.structs.replace(sight, witnesses=beside)

    def fast(self, image: Bytes, density: int | None = None) -> Sight:
        """As ``see`` with ``read="none"``: shapes, and words read before on equal pixels."""
        return self.see(image, None, density, read="none")

    def _read(
        self, view: View, layout: Layout, read: Read, most: int
    ) -> tuple[list[Said], list[tuple[str, BoxPx]]]:
        if read == "none":
            lines = self._places_of(view)
        elif read == "full":
            lines = self._found(view, [(0, view.height)])
        else:
            seen = self._found(view, corner_bands(view))
            corners = [line for line in seen if _may_label(view, layout, line)]
            buttons = find_buttons(view, most, layout.navigation_bar_px)
            lines = corners + [b for b in buttons if not _among(b, corners)]
        said: list[Said] = []
        texts: list[tuple[str, BoxPx]] = []
        for line in lines:
            reading = self._read_line(view, line, remembered=read == "none")
            if reading is None or reading.sure < SURE_AT or not reading.text.strip():
                continue
            texts.append((reading.text, line.box_px))
            told = _said(view, layout, reading, line)
            if told is not None and not _twin(told, said):
                said.append(told)
                self._remember(view, line)
        return said, texts

    def _found(self, view: View, bands: list[tuple[int, int]]) -> list[Line]:
        """Lines that the finder sees in these rows (frame pixels), read at work scale."""
        lines = []
        for first, last in bands:
            start = round(first * view.scale)
            small = view.colour[start : max(start + 1, round(last * view.scale))]
            k = 1 / view.scale
            for x0, y0, x1, y1 in self._reader.find(small):
                edges = (round(x0 * k), first + round(y0 * k), round(x1 * k), first + round(y1 * k))
                box = BoxPx.from_edges(*edges).clipped_to(SizePx(view.width, view.height))
                if box.width >= 4 and box.height >= 4:
                    lines.append(Line(box, None, 0.0, exact=True))
        return lines

    def _remember(self, view: View, line: Line) -> None:
        key = (view.width, view.height, line)
        self._places.pop(key, None)
        self._places[key] = None
        while len(self._places) > _MOST_PLACES:
            self._places.pop(next(iter(self._places)))

    def _places_of(self, view: View) -> list[Line]:
        """Where words that mean something were read on frames of this size."""
        size = (view.width, view.height)
        return [line for w, h, line in self._places if (w, h) == size]

    def _read_line(self, view: View, line: Line, *, remembered: bool) -> Reading | None:
        box = line.box_px
        side, over = (0.0, 0.0) if line.exact else (0.35, 0.14)
        crop = crop_rgb(
            view,
            box.x - round(side * box.height),
            box.y - round(over * box.height),
            box.right + round(side * box.height),
            box.bottom + round(over * box.height),
        )
        return self._reader.known(crop) if remembered else self._reader.read(crop)


def _facts(lines: list[tuple[str, BoxPx]], said: list[Said]) -> tuple[Fact, ...]:
    """What the lines tell; the meaning that a line has in its place goes before its words'."""
    placed = {line.ink_px: line.word for line in said}
    return tuple(f for text, box in lines for f in facts_of(text, box, placed.get(box)))


def _may_label(view: View, layout: Layout, line: Line) -> bool:
    """Whether a line in a corner band can be a pill's or a label's."""
    box, dp = line.box_px, view.density / 160
    floor = view.height - layout.navigation_bar_px
    if box.center.y < layout.status_bar_px or box.center.y > floor:
        return False
    return in_corner(view, box) and box.width < 130 * dp and 6 * dp < box.height < 40 * dp


def _among(line: Line, others: list[Line]) -> bool:
    return any(o.box_px.contains(line.box_px.center) for o in others)


def _twin(line: Said, others: list[Said]) -> bool:
    """Whether another proposal read the same thing already."""
    return any(
        o.word.role == line.word.role and o.box_px.inflated(4).contains(line.box_px.center)
        for o in others
    )


def _check(image: Bytes) -> None:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] not in {3, 4}:
        raise ValueError(f"a frame is H x W x 3 or 4 of uint8, not {image.shape} of {image.dtype}")
    if 0 in image.shape:
        raise ValueError("the frame has no pixels")


def _closes(view: View, layout: Layout) -> list[DrawnClose]:
    found = []
    for cross in find_crosses(view, _CLOSER_LOOKS, close_zones(view, layout)):
        mark = look_closely(view, cross)
        if mark is None:
            continue
        quality = quality_of(mark, cross.fit, view.density / 160)
        if quality >= CLOSE_AT:
            found.append(DrawnClose(mark, quality, place_of(view, layout, mark)))
    return found


def _said(view: View, layout: Layout, reading: Reading, line: Line) -> Said | None:
    corner = in_corner(view, line.box_px)
    outline = line.button_px
    if reading.text.strip().isdigit():
        outline = badge_around(view, line.box_px)
        if outline is None and corner and line.box_px.center.y > layout.status_bar_px:
            outline = pill_around(view, line.box_px)
        if reading.sure < (_SURE_NUMBER if outline is None else SURE_AT):
            return None
    elif outline is None and corner:
        outline = pill_around(view, line.box_px)
    word = meaning(reading.text, corner=corner, outlined=outline is not None)
    if word is None:
        return None
    box = outline if outline is not None and word.role is not Role.AD_LABEL else line.box_px
    return Said(
        text=reading.text.strip(),
        word=word,
        box_px=box,
        sure=reading.sure,
        corner=corner,
        ground=Ground.TEXT,
        ink_px=line.box_px,
        at_exit=_at_exit(view, layout, line.box_px),
    )


def _at_exit(view: View, layout: Layout, box: BoxPx) -> bool:
    """Inside the card, within a finger's width of it, or somewhat above one of its corners."""
    if layout.card is None:
        return False
    card, dp = layout.card.box_px, view.density / 160
    near = card.inflated(round(56 * dp))
    side = min(abs(box.center.x - card.x), abs(box.center.x - card.right)) < 56 * dp
    return near.contains(box.center) or (side and 0 < card.y - box.center.y < 130 * dp)


def _told(view: View, nodes: tuple[tree.TreeNode, ...]) -> list[Said]:
    """Lines that the tree tells: texts, descriptions, and what SDK ids stand for."""
    told = []
    for node in nodes:
        word = meaning(node.words) if node.words else None
        if word is not None:
            corner = in_corner(view, node.box_px)
            box = node.box_px
            told.append(Said(node.words, word, box, 0.9, corner, Ground.HIERARCHY, box))
    return told


def _controls(
    view: View, evidence: Evidence, nodes: tuple[tree.TreeNode, ...]
) -> tuple[Control, ...]:
    controls = [_close_control(view, c) for c in evidence.closes if c.place != "elsewhere"]
    for line in evidence.said:
        control = _text_control(view, line)
        twin = next((c for c in controls if _same(c, control)), None)
        if twin is None:
            controls.append(control)
        else:
            controls[controls.index(twin)] = _joined(twin, control)
    if nodes:
        controls = [_witnessed(c, nodes) for c in controls]
    return tuple(sorted(controls, key=lambda c: -c.score))


def _same(one: Control, other: Control) -> bool:
    return one.role == other.role and (
        one.box_px.contains(other.box_px.center) or other.box_px.contains(one.box_px.center)
    )


def _joined(one: Control, other: Control) -> Control:
    """Two witnesses of one control: the box of the drawn one, the better score."""
    grounds = tuple(dict.fromkeys(one.grounds + other.grounds))
    return Control(
        role=one.role,
        box_px=one.box_px,
        score=max(one.score, other.score),
        grounds=grounds,
        text=one.text or other.text,
        contrast=one.contrast,
        size_dp=one.size_dp,
    )


def _size_dp(view: View, box: BoxPx) -> tuple[float, float] | None:
    if not view.density_known:
        return None
    k = 160 / view.density
    return round(box.width * k, 1), round(box.height * k, 1)


def _close_control(view: View, close: DrawnClose) -> Control:
    return Control(
        role=Role.CLOSE,
        box_px=close.mark.box_px,
        score=close.quality,
        grounds=(Ground.DRAWN,),
        contrast=round(close.mark.contrast, 2),
        size_dp=_size_dp(view, close.mark.box_px),
    )


def _text_control(view: View, line: Said) -> Control:
    closing = line.word.role in {Role.SKIP, Role.CLOSE}
    return Control(
        role=line.word.role,
        box_px=line.box_px,
        score=round(min(1.0, line.sure) * (1.0 if line.corner else 0.9), 3),
        grounds=(line.ground,),
        text=line.text,
        contrast=_text_contrast(view, line.ink_px) if closing else None,
        size_dp=_size_dp(view, line.box_px) if closing else None,
    )


def _text_contrast(view: View, box: BoxPx) -> float:
    """Of the two ways to read a text box (dark or light letters) the one with less ink."""
    part = crop_rgb(view, box.x, box.y, box.right, box.bottom)
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY))
    middle = (float(grey.max()) + float(grey.min())) / 2
    return round(contrast_of(view, box, light=bool((grey > middle).mean() < 0.5)), 2)


def _witnessed(control: Control, nodes: tuple[tree.TreeNode, ...]) -> Control:
    node = tree.clickable_at(nodes, control.box_px)
    if node is None:
        return control
    grounds = tuple(dict.fromkeys((*control.grounds, Ground.HIERARCHY)))
    return Control(
        role=control.role,
        box_px=control.box_px,
        score=control.score,
        grounds=grounds,
        text=control.text,
        contrast=control.contrast,
        size_dp=control.size_dp,
        node_box_px=node.box_px,
    )


def _measured(view: View, evidence: Evidence, controls: tuple[Control, ...]) -> tuple[Control, ...]:
    """Closing controls and countdowns with their measures; the others as they are."""
    inks = {c.mark.box_px: c.mark.glyph_px for c in evidence.closes}
    inks |= {line.box_px: line.ink_px for line in evidence.said}
    return tuple(
        msgspec.structs.replace(
            c,
            measures=measure(view, evidence.layout, c, controls, inks.get(c.box_px, c.box_px)),
        )
        if c.role in _MASKED
        else c
        for c in controls
    )


def _with_why(bare: Sight, verdict: Verdict, closes: list[DrawnClose]) -> Sight:
    best = max((c.quality for c in closes), default=0.0)
    parts = ", ".join(f"{k} {v:+.1f}" for k, v in verdict.parts.items() if abs(v) >= 0.05)
    why = f"pop-up {verdict.score:.2f} < {POPUP_AT:.2f} ({parts}); best drawn close {best:.2f}"
    return msgspec.structs.replace(bare, why=why)


def _with_popup(
    bare: Sight, view: View, verdict: Verdict, controls: tuple[Control, ...], layout: Layout
) -> Sight:
    masked = [c.box_px for c in controls if c.role in _MASKED]
    popup = Popup(
        kind=verdict.kind,
        box_px=verdict.box_px,
        score=verdict.score,
        grounds=verdict.grounds,
        scrim=layout.card.dim if layout.card and verdict.kind in _LAID_OVER else None,
        creative=creative_phash(view, verdict.box_px, masked),
    )
    return msgspec.structs.replace(bare, popup=popup, controls=controls)


_LAID_OVER = {PopupKind.DIALOG, PopupKind.CONSENT, PopupKind.SYSTEM}
_MASKED = {Role.CLOSE, Role.SKIP, Role.COUNTDOWN, Role.DISMISS}


@dataclasses.dataclass(slots=True)
class _Default:
    seer: Seer | None = None


_DEFAULT = _Default()


def see(
    image: Bytes,
    hierarchy: str | None = None,
    density: int | None = None,
    *,
    read: Read = "crops",
) -> Sight:
    """Look at one frame with a seer of this process; arguments as ``Seer.see``."""
    if _DEFAULT.seer is None:
        _DEFAULT.seer = Seer()
    return _DEFAULT.seer.see(image, hierarchy, density, read=read)
