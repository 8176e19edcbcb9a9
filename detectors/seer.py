"""The detectors put together: one frame in, one sight out."""

import concurrent.futures
import dataclasses
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
import numpy as np

from detectors import hierarchy as tree
from detectors.cards import Card
from detectors.closes import (
    beside_skip,
    drawn_closes,
    on_lit_page,
    outside_letters,
    outside_words,
    without_boards_of,
    without_false_bar,
)
from detectors.corners import (
    beyond,
    bright_bands,
    head_of,
    in_corner,
    right_side,
    strip_parts,
    upper_corners,
)
from detectors.evidence import DrawnClose, Evidence, Said
from detectors.floating import with_floating_close
from detectors.floating_balls import Balls
from detectors.hashes import creative_phash, frame_phash
from detectors.joining import MASKED, controls_of, told_controls, with_measures
from detectors.layout import Layout, survey
from detectors.lines import Line, find_buttons, whole_words, with_outlines
from detectors.lone_closes import close_read, with_lone_close
from detectors.network import Glance
from detectors.pale import find_pale
from detectors.pixels import MIN_SIDE_PX, Bytes, View, crop_of, crop_rgb, prepare, rgb_of, scaled
from detectors.popups import POPUP_AT, Verdict, weigh
from detectors.reading import Edges, Reader, Reading
from detectors.saying import (
    SURE_AT,
    above_the_scrim,
    among,
    counting,
    dimmed,
    facts_in,
    inviting,
    is_bare_number,
    label_sized,
    labels_of,
    may_label,
    part_of_more,
    said_by,
    strip_countdowns,
    told_above,
    told_by,
    twin,
    with_settings,
    without_titles,
)
from detectors.scrims import over_page
from detectors.skips import drawn_skips
from detectors.stacks import joined
from detectors.timers import Timers, framed, with_rings, without_labels_of
from detectors.underneath import without_page_closes, without_page_words
from detectors.unknown import unknown_buttons
from detectors.vocabulary import UNMISTAKABLE
from detectors.witness import witnesses
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import CLOSING_ROLES, Control, Popup, PopupKind, Role, Sight

Read = Literal["crops", "full", "none"]
_Texts = list[tuple[str, BoxPx]]
"""All that was read, with where it stands in frame pixels."""

LOOK_AGAIN_AT = 0.3
"""From this chance of a pop-up on, corners in which nothing leads out are read enlarged."""
_MAYBE_NOT = 0.9
"""Below this chance crosses are looked for that say that the page is a board or a list."""
_CLOSER = 1.6
"""There "2 s" is 20 px high, which the finder sees; at twice it costs half as much again."""
_UNPLACED = frozenset({"alone", "elsewhere"})
"""Places of crosses that no card and no corner speaks for: a skip may still be at the side."""
_MOST_READS = 8
_MOST_PLACES = 24


class Seer:
    """Sees frames, and remembers what it read. Not to be shared between threads; has one more."""

    def __init__(self, reader: Reader | None = None, glance: Glance | None = None) -> None:
        self._reader = reader or Reader()
        self._glance = glance or Glance()
        self._places: dict[tuple[int, int, Line], None] = {}
        self._timers = Timers()
        self._balls = Balls()
        self._beside = concurrent.futures.ThreadPoolExecutor(1, "glance")

    def see(
        self,
        image: Bytes,
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: Read = "crops",
        most_reads: int = _MOST_READS,
        before: Sequence[Bytes] = (),
    ) -> Sight:
        """Look at one frame.

        Args:
            image: H x W x 3 (RGB) or H x W x 4 (RGBA), uint8.
            hierarchy: uiautomator's XML of the same moment, if there is one.
            density: dpi of the screen; without it sizes in dp are not told.
            read: "crops" reads lines that may matter, "full" the whole page (slow),
                "none" only what was read before on the very same pixels.
            most_reads: at most so many crops are looked at.
            before: the app's pages of this launch without a pop-up, other pictures than this,
                H x W, grey, uint8: what stood there, and shows through a scrim or a card now,
                leads out of no pop-up.

        Raises:
            ValueError: the array is not a picture of that form.
        """
        _check(image)
        size = SizePx(int(image.shape[1]), int(image.shape[0]))
        if min(size.width, size.height) < MIN_SIDE_PX:
            return Sight(size_px=size, why=f"picture {size.width}x{size.height} is too small")
        view = prepare(image, density)
        glance = self._beside.submit(self._glance.look, view, places=False)
        layout = survey(view)
        nodes = tree.parse(hierarchy)
        if layout.black:
            told = told_controls(view, told_by(view, nodes), nodes)
            why = "the frame is black"
            return Sight(size_px=size, controls=told, capturable=False, why=why)
        closes = drawn_closes(view, layout, tiny=read != "none")
        closes = without_page_closes(view, closes, before)
        layout = without_false_bar(view, layout, closes)
        seen = glance.result()
        if read != "none" and seen.present < _MAYBE_NOT:
            closes = without_boards_of(view, layout, closes)
        if read != "none":
            closes = with_lone_close(
                view, layout, closes, seen.present, lambda: self._glance.look(view).peaks
            )
        layout, closes = over_page(view, layout, closes)
        closes = on_lit_page(view, layout, closes)
        again = seen.present > LOOK_AGAIN_AT and not any(c.sure for c in closes)
        aside = again or (
            seen.present > LOOK_AGAIN_AT and all(c.place in _UNPLACED for c in closes)
        )
        said, lines = self._read(view, layout, read, most_reads, again=again, aside=aside)
        if read != "none":
            closes = closes + close_read(view, layout, closes, seen.present, lines)
        closes = without_page_closes(view, closes, before)
        closes = outside_letters(outside_words(closes, said), lines)
        closes = beside_skip(view, closes, said)
        said = with_settings(said + told_above(view, layout, nodes), nodes)
        said = without_titles(view, layout, without_page_words(view, said, before))
        lines += [(n.words, n.box_px) for n in nodes if n.words]
        closes, rings = framed(closes, self._timers.rings(view, layout, anew=read != "none"))
        said = without_labels_of(closes, with_rings(view, layout, rings, said, lines))
        sdk = any(tree.mark_of(n) is not None for n in nodes) if nodes else False
        closes, over = with_floating_close(
            view, layout, closes, said, self._balls, anew=read != "none"
        )
        evidence = Evidence(tuple(closes), tuple(said), tuple(lines), layout, sdk, seen, over)
        verdict = weigh(view, evidence)
        phash = frame_phash(view, layout.status_bar_px, layout.navigation_bar_px)
        controls = controls_of(view, evidence, nodes)
        facts = facts_in(lines, said)
        bare = Sight(size_px=size, phash=phash, text=evidence.texts, facts=facts)
        if not verdict.holds(view, layout.card, named=bool(controls)):
            return _with_why(bare, verdict, closes)
        controls = with_measures(view, evidence, controls)
        beside = witnesses(size, view.density, controls, nodes)
        sight = _with_popup(bare, view, verdict, controls, layout)
        unknown: tuple[BoxPx, ...] = ()
        if not any(c.role in CLOSING_ROLES for c in controls):
            unknown = unknown_buttons(view, verdict.box_px, lines, controls, nodes)
        return msgspec.structs.replace(sight, witnesses=beside, unknown_buttons=unknown)

    def fast(
        self, image: Bytes, density: int | None = None, *, before: Sequence[Bytes] = ()
    ) -> Sight:
        """As ``see`` with ``read="none"``: shapes, and words read before on equal pixels."""
        return self.see(image, None, density, read="none", before=before)

    def _read(
        self,
        view: View,
        layout: Layout,
        read: Read,
        most: int,
        *,
        again: bool,
        aside: bool,
    ) -> tuple[list[Said], _Texts]:
        card = layout.card if again and read == "crops" else None
        if read == "none":
            lines = self._places_of(view)
        elif read == "full":
            found = self._found(view, [(0, 0, view.width, view.height)])
            buttons = find_buttons(view, most, layout.navigation_bar_px)
            lines = dimmed(view, layout, with_outlines(found, buttons))
        else:
            bands = bright_bands(view, layout)
            again = again and any(first == 0 for first, _ in bands)
            found = self._found(view, [(0, a, view.width, b) for a, b in bands])
            corners = labels_of(view, layout, found)
            strip = beyond(view, self._found(view, strip_parts(view, bands)), found)
            buttons = find_buttons(view, most, layout.navigation_bar_px, layout.dimming)
            if layout.surely_dims:
                buttons = dimmed(view, layout, buttons)
            lines = corners + labels_of(view, layout, strip)
            lines += [b for b in buttons if not among(b, corners)]
        said, numbers, texts = self._told(view, layout, lines, remembered=read == "none")
        if read == "crops":
            for look in self._looks(view, layout, again=again, aside=aside, card=card):
                if look.found(said):
                    continue
                more, _, read_now = self._told(view, layout, look.lines(), remembered=False)
                said += [s for s in more if look.counts(s, said, texts)]
                texts += read_now
        said = above_the_scrim(view, layout, said)
        said = joined(view, said, texts) + strip_countdowns(view, numbers, said)
        return inviting(counting(said)), texts

    def _told(
        self, view: View, layout: Layout, lines: list[Line], *, remembered: bool
    ) -> tuple[list[Said], list[tuple[Reading, Line]], _Texts]:
        """What lines say: meanings, bare numbers, and all that was read."""
        said: list[Said] = []
        numbers: list[tuple[Reading, Line]] = []
        texts: _Texts = []
        for line in lines:
            reading = self._read_line(view, line, remembered=remembered)
            if reading is None or reading.sure < SURE_AT or not reading.text.strip():
                continue
            told, reading, line = self._in_button(view, layout, reading, line, remembered)
            if told is None and line.dim:
                continue
            texts.append((reading.text, line.box_px))
            if told is None and is_bare_number(view, reading, line):
                numbers.append((reading, line))
            if told is not None and not twin(told, said):
                said.append(told)
                self._remember(view, line)
        return said, numbers, texts

    def _in_button(
        self,
        view: View,
        layout: Layout,
        reading: Reading,
        line: Line,
        remembered: bool,
    ) -> tuple[Said | None, Reading, Line]:
        """What a line means, its reading and itself; of words cut off in a button the whole."""
        whole = whole_words(line)
        more = self._read_line(view, whole, remembered=remembered) if whole is not None else None
        if whole is not None and more is not None and more.sure >= SURE_AT:
            told = said_by(view, layout, more, whole)
            if told is not None and told.word.role is not Role.COUNTDOWN:
                return told, more, whole
        return said_by(view, layout, reading, line), reading, line

    def _looks(
        self, view: View, layout: Layout, *, again: bool, aside: bool, card: Card | None
    ) -> list["_Look"]:
        """Where words are looked for next, in this order; a card's pale ones only with ``card``."""
        looks = [
            _Look(_skips, lambda: self._in_drawn_pills(view, layout), _stands_alone),
            _Look(_leads_out, lambda: self._at_head(view, layout), _surely_skips),
        ]
        if again:
            corners = _Look(_leaving, lambda: self._in_upper_corners(view, layout), _is_new)
            looks.insert(0, corners)
        if aside:
            looks.append(_Look(_leads_out, lambda: self._aside(view, layout), _skips_anywhere))
        if card is not None:
            looks.append(_Look(_leads_out, lambda: find_pale(view, card), _refuses))
        return looks

    def _in_upper_corners(self, view: View, layout: Layout) -> list[Line]:
        """Labels in the upper corners, enlarged."""
        return labels_of(view, layout, self._found(view, upper_corners(view), _CLOSER))

    def _in_drawn_pills(self, view: View, layout: Layout) -> list[Line]:
        """Labels in what is drawn as a skip's pill."""
        lines = drawn_skips(view, self._reader, lambda line: may_label(view, layout, line))
        return labels_of(view, layout, lines)

    def _aside(self, view: View, layout: Layout) -> list[Line]:
        """Lines between the right corners that count where they surely lead out."""
        found = self._found(view, right_side(view))
        short = [line for line in found if label_sized(view, line.box_px)]
        return dimmed(view, layout, [dataclasses.replace(line, head=True) for line in short])

    def _at_head(self, view: View, layout: Layout) -> list[Line]:
        """Lines at a card's head; none where no card lies over a page."""
        if layout.dimming is None:
            return []
        found = self._found(view, head_of(view, layout.dimming.box_px))
        return [line for line in found if label_sized(view, line.box_px)]

    def _found(self, view: View, parts: list[Edges], zoom: float = 1.0) -> list[Line]:
        """Lines that the finder sees in parts of the frame, at ``zoom`` times the work scale."""
        lines = []
        for left, top, right, bottom in parts:
            if zoom == 1.0:
                x, y = round(left * view.scale), round(top * view.scale)
                small = rgb_of(view.colour[y : max(y + 1, round(bottom * view.scale)), x:])
                small = small[:, : max(1, round((right - left) * view.scale))]
            else:
                k = view.scale * zoom
                size = (max(1, round((right - left) * k)), max(1, round((bottom - top) * k)))
                small = scaled(crop_rgb(view, left, top, right, bottom), size)
            k = 1 / (view.scale * zoom)
            for x0, y0, x1, y1 in self._reader.find(small):
                first = (left + round(x0 * k), top + round(y0 * k))
                box = BoxPx.from_edges(*first, left + round(x1 * k), top + round(y1 * k))
                box = box.clipped_to(SizePx(view.width, view.height))
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
        crop = crop_of(
            view,
            box.x - round(side * box.height),
            box.y - round(over * box.height),
            box.right + round(side * box.height),
            box.bottom + round(over * box.height),
        )
        exits = line.exact and in_corner(view, box)
        return self._reader.known(crop) if remembered else self._reader.read(crop, exits=exits)


@dataclasses.dataclass(frozen=True, slots=True)
class _Look:
    """A place that is read where the lines so far do not have what is looked for."""

    found: Callable[[list[Said]], bool]
    """Whether they have it."""
    lines: Callable[[], list[Line]]
    counts: Callable[[Said, list[Said], _Texts], bool]
    """Whether a line read there counts, beside the lines and all texts so far."""


def _leaving(said: list[Said]) -> bool:
    return any(s.corner and s.word.role in {Role.SKIP, Role.COUNTDOWN} for s in said)


def _skips(said: list[Said]) -> bool:
    return any(s.corner and s.word.role is Role.SKIP for s in said)


def _leads_out(said: list[Said]) -> bool:
    return any(s.word.role in CLOSING_ROLES for s in said)


def _is_new(line: Said, said: list[Said], _texts: _Texts) -> bool:
    # a number alone is part of a line there: enlarged, "Total: 0" falls apart
    return not line.text.isdigit() and not twin(line, said)


def _stands_alone(line: Said, _said: list[Said], texts: _Texts) -> bool:
    return not part_of_more(line, texts)


def _surely_skips(line: Said, _said: list[Said], _texts: _Texts) -> bool:
    return line.word.role is Role.SKIP and line.word.weight >= UNMISTAKABLE


def _skips_anywhere(line: Said, _said: list[Said], _texts: _Texts) -> bool:
    return line.word.role is Role.SKIP


def _refuses(line: Said, _said: list[Said], _texts: _Texts) -> bool:
    return line.word.role in CLOSING_ROLES


def _check(image: Bytes) -> None:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] not in {3, 4}:
        raise ValueError(f"a frame is H x W x 3 or 4 of uint8, not {image.shape} of {image.dtype}")
    if 0 in image.shape:
        raise ValueError("the frame has no pixels")


def _with_why(bare: Sight, verdict: Verdict, closes: list[DrawnClose]) -> Sight:
    best = max((c.quality for c in closes), default=0.0)
    parts = ", ".join(f"{k} {v:+.1f}" for k, v in verdict.parts.items() if abs(v) >= 0.05)
    why = f"pop-up {verdict.score:.2f} < {POPUP_AT:.2f} ({parts}); best drawn close {best:.2f}"
    return msgspec.structs.replace(bare, why=why)


def _with_popup(
    bare: Sight, view: View, verdict: Verdict, controls: tuple[Control, ...], layout: Layout
) -> Sight:
    masked = [c.box_px for c in controls if c.role in MASKED]
    popup = Popup(
        kind=verdict.kind,
        box_px=verdict.box_px,
        score=verdict.score,
        grounds=verdict.grounds,
        scrim=layout.card.dim if layout.card and verdict.kind in _LAID_OVER else None,
        creative=creative_phash(view, verdict.box_px, masked),
        update=verdict.update,
    )
    return msgspec.structs.replace(bare, popup=popup, controls=controls)


_LAID_OVER = {PopupKind.DIALOG, PopupKind.CONSENT, PopupKind.SYSTEM}


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
