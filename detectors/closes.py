"""The crosses that count as drawn closes, by shape, button and place."""

import dataclasses
from collections.abc import Sequence

from detectors.crosses import Cross, find_crosses
from detectors.evidence import DrawnClose, Said
from detectors.hidden_crosses import find_tiny_crosses
from detectors.layout import Layout
from detectors.lines import find_boxes
from detectors.marks import Mark, look_closely
from detectors.pixels import View
from detectors.places import below_card, card_corners, close_zones, dimmed, place_of
from detectors.quality import least_shape, quality_of
from detectors.vocabulary import UNMISTAKABLE
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.sight import Role

CLOSE_AT = 0.5
"""Least quality of a drawn close."""
CLOSER_LOOKS = 14


def drawn_closes(view: View, layout: Layout, *, tiny: bool) -> list[DrawnClose]:
    """Closes drawn where one counts; tiny ones are looked for only where no other was found.

    Of hair lines, below the card, in a ring only. Without ``tiny`` no rare drawings either:
    looking at twice as many candidates takes 1 ms.
    """
    crosses = find_crosses(view, CLOSER_LOOKS, close_zones(view, layout), rare=tiny)
    found = _without_boards(looked_at(view, layout, crosses))
    found = _above_scrim(layout, [_unless_repeated(view, layout, c) for c in found])
    found = _without_blots(_without_letters(view, _without_rows(view, layout, found)))
    if tiny and not any(c.place != "elsewhere" for c in found):
        small = looked_at(view, layout, find_tiny_crosses(view, card_corners(view, layout)))
        found += _without_letters(view, small)
        if not any(c.place != "elsewhere" for c in small):
            below = looked_at(view, layout, find_tiny_crosses(view, below_card(view, layout)))
            found += [c for c in _without_letters(view, below) if c.mark.button == "disc"]
    return found


def _above_scrim(layout: Layout, found: list[DrawnClose]) -> list[DrawnClose]:
    """Where one surely closes a card, a duller one in the screen's corner is the page's below.

    One as bright as a pop-up draws stays: a card may have two, and one of them deceive.
    """
    card = layout.card
    if card is None or not any(c.sure and c.place in _AT_CARDS for c in found):
        return found
    return [
        dataclasses.replace(c, place="elsewhere")
        if c.place == "screen_corner" and dimmed(card, c.mark, DULL)
        else c
        for c in found
    ]


def on_lit_page(view: View, layout: Layout, found: list[DrawnClose]) -> list[DrawnClose]:
    """Placed anew where the page beside the card is surely lit: no scrim, so none lies below one.

    A film's end shows a bright part of its picture, which looks like a card.
    """
    if layout.card is None or layout.dimming is not None:
        return found
    bare = dataclasses.replace(layout, card=None)
    placed = [
        _unless_repeated(view, bare, dataclasses.replace(c, place=place_of(view, bare, c.mark)))
        if c.place == "elsewhere" and c.mark.button and dimmed(layout.card, c.mark)
        else c
        for c in found
    ]
    told = (
        new if new.place == "screen_corner" and not lies_below(view, new.mark) else old
        for new, old in zip(placed, found, strict=True)
    )
    return _without_boards(list(told))


_AT_CARDS = frozenset({"below_card", "card_corner"})
DULL = 1.4
"""Dark pages make their scrim look darker than it is, by so much."""


def _without_boards(found: list[DrawnClose]) -> list[DrawnClose]:
    """Of three equal crosses none is a close: games have boards of them, lists rows."""
    kept = []
    for close in found:
        equal = [other for other in found if other is not close and alike(close.mark, other.mark)]
        kept.append(dataclasses.replace(close, place="elsewhere") if len(equal) > 1 else close)
    return kept


def alike(one: Mark, other: Mark) -> bool:
    """Whether two marks are of one size and kind."""
    a, b = one.glyph_px, other.glyph_px
    near = max(abs(a.width - b.width), abs(a.height - b.height)) <= _SAME * max(a.width, a.height)
    return near and one.light == other.light and bool(one.button) == bool(other.button)


def _unless_repeated(view: View, layout: Layout, close: DrawnClose) -> DrawnClose:
    """As it is, but "elsewhere" in a corner of a screen without a card where it is repeated."""
    if close.place == "screen_corner" and is_repeated(view, layout, close.mark):
        return dataclasses.replace(close, place="elsewhere")
    return close


def _without_letters(view: View, found: list[DrawnClose]) -> list[DrawnClose]:
    return [_unless_a_letter(view, close) for close in found]


def _unless_a_letter(view: View, close: DrawnClose) -> DrawnClose:
    """As it is, but "elsewhere" at a card where it is amid a line (区 holds an X), or in a letter.

    What looks like a disc there is a part of 路 or 明, half as high as the line.
    """
    if close.place != "card_corner":
        return close
    letters = _is_in_letter if close.mark.button == "disc" else amid_line
    return dataclasses.replace(close, place="elsewhere") if letters(view, close.mark) else close


def amid_line(view: View, mark: Mark) -> bool:
    """Whether strokes are a piece of a line of letters."""
    return any(high < 2.4 for high in _lines_through(view, mark, mark.glyph_px))


def _is_in_letter(view: View, mark: Mark) -> bool:
    """Whether a disc is a part of a letter in a line."""
    return any(1.5 < high < 2.9 for high in _lines_through(view, mark, mark.box_px))


def _lines_through(view: View, mark: Mark, box: BoxPx) -> list[float]:
    """How high the lines of several letters are that hold the middle of a mark's box, in boxes."""
    drawn = in_work(view, box)
    reach = BoxPx.from_edges(
        *(drawn.x - _LINE * drawn.height, drawn.y - drawn.height),
        *(drawn.right + _LINE * drawn.height, drawn.bottom + drawn.height),
    ).clipped_to(SizePx(view.work.shape[1], view.work.shape[0]))
    part = view.work[reach.y : reach.bottom, reach.x : reach.right]
    middle = PointPx(drawn.center.x - reach.x, drawn.center.y - reach.y)
    steep = max(_LEAST_STEEP, round(mark.top_grey * (1 - mark.contrast**-0.5) / 2))
    return [
        line.height / max(1, drawn.height)
        for line in find_boxes(part, view.dp, steep)
        if line.contains(middle) and line.width > max(0.5 * reach.width, 4 * line.height)
    ]


_LINE = 6
"""Heights of a mark by which a line is looked for to both sides."""
_LEAST_STEEP = 10


def _without_blots(found: list[DrawnClose]) -> list[DrawnClose]:
    """Beside a clear close none half as large that is like an X by half: a picture's texture."""
    clear = [c.mark.glyph_px for c in found if c.place != "elsewhere" and c.quality >= _CLEAR]
    least = min((box.width for box in clear), default=0) / 2
    return [
        dataclasses.replace(c, place="elsewhere")
        if c.quality < _HALF_LIKE and c.mark.glyph_px.width < least
        else c
        for c in found
    ]


_CLEAR, _HALF_LIKE = 0.9, 0.75


def _without_rows(view: View, layout: Layout, found: list[DrawnClose]) -> list[DrawnClose]:
    """Of several at a card none that heads a column of equal ones.

    While a card fades in, the rows of the page below show through its corner.
    """
    counted = [c for c in found if c.place in _AT_CARDS]
    rows = [c for c in counted if len(counted) > 1 and _heads_column(view, layout, c.mark)]
    return [dataclasses.replace(c, place="elsewhere") if c in rows else c for c in found]


def _heads_column(view: View, layout: Layout, close: Mark) -> bool:
    return len(_equals(view, close, [_below(view, layout, close.glyph_px)])) > 1


def _below(view: View, layout: Layout, mark: BoxPx) -> BoxPx:
    floor = view.height - layout.navigation_bar_px
    cx, wide = mark.center.x, mark.width
    return BoxPx.from_edges(cx - wide, min(mark.bottom, floor), cx + wide, floor)


def is_repeated(view: View, layout: Layout, close: Mark) -> bool:
    """Whether an equal cross stands below or next to a mark.

    Fields and rows have one each, games show lives lost by them.
    """
    mark = close.glyph_px
    wide, (cx, cy) = mark.width, (mark.center.x, mark.center.y)
    left = BoxPx.from_edges(cx - 3 * wide, cy - wide, mark.x, cy + wide)
    right = BoxPx.from_edges(mark.right, cy - wide, cx + 3 * wide, cy + wide)
    return bool(_equals(view, close, [_below(view, layout, mark), left, right]))


def _equals(view: View, close: Mark, zones: Sequence[BoxPx]) -> list[Mark]:
    """The crosses in the zones (frame pixels) that are like a mark."""
    size = SizePx(view.work.shape[1], view.work.shape[0])
    inside = [in_work(view, zone).clipped_to(size) for zone in zones]
    crosses = find_crosses(view, _AROUND, inside, rare=False)
    around = (look_closely(view, cross, _PLAIN) for cross in crosses)
    return [m for m in around if m and not m.glyph_px.iou(close.glyph_px) and alike(close, m)]


_SAME = 0.15
"""Marks whose sides differ by no more than this share are of one size."""
_AROUND = 6
_PLAIN = 0.75
"""Likeness of strokes from which another cross surely is one."""


def without_boards_of(view: View, layout: Layout, closes: list[DrawnClose]) -> list[DrawnClose]:
    """Those that count stand nowhere where two more equal crosses stand on the page.

    For pages that may well be no pop-up, off the fast path: it takes 5 ms.
    """
    counted = [c for c in closes if c.place != "elsewhere"]
    if not counted:
        return closes
    found = looked_at(view, layout, find_crosses(view, _MOST_OF_A_BOARD, rare=False))
    others = [c for c in found if not any(c.mark.glyph_px.iou(o.mark.glyph_px) for o in counted)]
    return [
        dataclasses.replace(c, place="elsewhere")
        if sum(alike(c.mark, other.mark) for other in others) > 1
        else c
        for c in closes
    ]


_MOST_OF_A_BOARD = 24
_WAYS_OUT = {Role.SKIP, Role.DISMISS}


def outside_words(closes: list[DrawnClose], said: Sequence[Said]) -> list[DrawnClose]:
    """Without what turned out to be part of a letter of words that lead out themselves.

    Of a label it may be the way out: 广告 × is read as one line. Right behind a skip, or in its
    pill, it is the skip's.
    """
    words = [line for line in said if line.word.role in _WAYS_OUT and len(line.text) > 1]
    return [
        c
        for c in closes
        if not any(
            _words_of(line).contains(c.mark.box_px.center)
            and c.mark.box_px.height < line.ink_px.height
            for line in words
        )
    ]


def outside_letters(
    closes: list[DrawnClose], lines: Sequence[tuple[str, BoxPx]]
) -> list[DrawnClose]:
    """Without what was read as a letter that has an X in it: 区 is one in a frame."""
    return [c for c in closes if not any(_is_letter(c, text, box) for text, box in lines)]


def _is_letter(close: DrawnClose, text: str, box: BoxPx) -> bool:
    """Whether such a letter was read there; letters stand about where their share of a line is."""
    centre = close.mark.box_px.center
    if len(text) < _LEAST_LETTERS or not box.contains(centre):
        return False  # alone an X in a frame is read as 区
    at = int(len(text) * (centre.x - box.x) / box.width)
    there = set(text[max(0, at - 1) : at + 2])
    return bool(there & _CROSSED) and not there & CROSS_SIGNS


_CROSSED = frozenset("区网凶図冈岗风凤囚文父交义乂爻又丈双")
"""Letters with a cross in them, in a frame or without."""
_LEAST_LETTERS = 2
CROSS_SIGNS = frozenset("xX×✕✖╳")
"""As which an X is read."""


def beside_skip(view: View, closes: list[DrawnClose], said: Sequence[Said]) -> list[DrawnClose]:
    """Where a skip is surely read in a corner, without bare strokes that little else speaks for.

    Pictures hold them: the cross of a game's keys, a texture. The one beside a loudspeaker is too
    small to be touched alone. Tapped, they would be no way out.
    """
    skips = (s for s in said if s.word.role is Role.SKIP and s.corner)
    if not any(s.word.weight >= UNMISTAKABLE and s.sure >= _SURELY_READ for s in skips):
        return closes
    least = TOUCHED_DP * view.density / 160
    return [c for c in closes if c.mark.button or c.place in _AT_CARDS or _is_likely(c, least)]


def _is_likely(close: DrawnClose, least: float) -> bool:
    large = max(close.mark.glyph_px.width, close.mark.glyph_px.height) >= least
    return large and close.place != "alone" and close.quality >= _HALF_LIKE


def is_touchable(view: View, mark: Mark) -> bool:
    """Whether a mark is drawn large enough to be touched: the cross of AdChoices is not."""
    return min(mark.box_px.width, mark.box_px.height) >= TOUCHED_DP * view.density / 160


TOUCHED_DP = 7
"""Nothing smaller is drawn to be touched: four pixels of a star have strokes like an X."""


_SURELY_READ = 0.85


def _words_of(line: Said) -> BoxPx:
    """A line's letters; of a skip its pill too, and what may follow right behind."""
    ink = line.ink_px
    if line.word.role is not Role.SKIP:
        return ink
    behind = BoxPx(ink.x, ink.y, ink.width + round(_BEHIND * ink.height), ink.height)
    return line.box_px.union(behind)


_BEHIND = 0.6
"""Heights of a line."""


def in_work(view: View, box: BoxPx) -> BoxPx:
    """A box of the frame in work pixels."""
    edges = (box.x, box.y, box.right, box.bottom)
    return BoxPx.from_edges(*(round(edge * view.scale) for edge in edges))


def looked_at(view: View, layout: Layout, crosses: list[Cross]) -> list[DrawnClose]:
    """The crosses that are drawn closes, each with its place."""
    found = []
    for cross in crosses:
        mark = look_closely(view, cross, least_shape(cross.fit, CLOSE_AT))
        if mark is None or (cross.rare and not _tellable(view, mark)):
            continue
        quality = quality_of(mark, cross.fit, view.density / 160)
        if quality >= CLOSE_AT:
            place = place_of(view, layout, mark)
            mark = _off_tile(mark, place, view.density / 160)
            page_own = place == "screen_corner" and lies_below(view, mark)
            off = page_own or _is_woven(mark, place)
            found.append(DrawnClose(mark, quality, "elsewhere" if off else place))
    return _one_to_a_button(found)


def lies_below(view: View, mark: Mark) -> bool:
    """Whether dark strokes in no disc lie on a ground far darker than much of the frame.

    So does the page's own X under a scrim; what leaves a pop-up is drawn to be seen.
    """
    if mark.light or mark.button == "disc" or mark.top_grey >= DULL_GREY:
        return False
    brighter = view.levels[-1] > mark.top_grey / HALF_LIT
    return float(brighter.mean()) >= _MUCH


DULL_GREY = 153
"""White under the lightest usual scrim (0.4)."""
HALF_LIT = 0.6
"""What lies under a scrim is at most so bright as what lies on it."""
_MUCH = 0.25
"""Pop-ups with a dark X on a dark ground of their own are brighter on at most 0.16 of the frame."""


def without_false_bar(view: View, layout: Layout, closes: Sequence[DrawnClose]) -> Layout:
    """The survey without a status bar in which a clear X of a finger's size stands.

    On a black page a film's seconds at one side and its X at the other look like a bar's marks.
    """
    least = _NO_STATUS_DP * view.density / 160
    large = any(
        c.quality >= _CLEAR
        and c.mark.glyph_px.height >= least
        and c.mark.glyph_px.center.y < layout.status_bar_px
        for c in closes
    )
    return dataclasses.replace(layout, status_bar_px=0) if large else layout


_NO_STATUS_DP = 11
"""A status bar's own marks with an X in them are half as large."""


def _off_tile(mark: Mark, place: str, dp: float) -> Mark:
    """Bare, where it stands in a square below a card: the page's tile, seen through the scrim.

    A button of that form has the X in its very middle.
    """
    if place != "below_card" or mark.button != "square":
        return mark
    glyph, box = mark.glyph_px, mark.box_px
    off = max(
        abs(glyph.x + glyph.right - box.x - box.right),
        abs(glyph.y + glyph.bottom - box.y - box.bottom),
    )
    if off <= 2 * _IN_MIDDLE_DP * dp and max(box.width, box.height) <= _MOST_TILE_DP * dp:
        return mark
    return dataclasses.replace(mark, box_px=glyph, button="")


_IN_MIDDLE_DP, _MOST_TILE_DP = 1.2, 44
"""An icon's tile in the middle of a page has 46 dp and more."""


def _is_woven(mark: Mark, place: str) -> bool:
    """Whether strokes somewhat like an X stand in a square away from any card: a picture's dots."""
    return mark.button == "square" and mark.shape < _PLAIN_SHAPE and place not in _AT_CARDS


_PLAIN_SHAPE = 0.78
"""Squares drawn around an X away from cards hold one of 0.85 and more, a dotted wallpaper 0.76."""


def _one_to_a_button(found: list[DrawnClose]) -> list[DrawnClose]:
    """Of several in one disc or square, as the notches of a bold X are, the surest alone."""
    kept: list[DrawnClose] = []
    for close in sorted(found, key=lambda c: -c.quality):
        if not any(close.mark.box_px.iou(other.mark.box_px) > _SAME_BUTTON for other in kept):
            kept.append(close)
    return [c for c in found if c in kept]


_SAME_BUTTON = 0.5


_LEAST_RARE_DP = 5
"""Lobes narrower than two pixels of the work scale are a blotch's as well."""


def _tellable(view: View, mark: Mark) -> bool:
    """Whether a rare drawing is a close: in a button of its own, and large enough to be seen."""
    least = _LEAST_RARE_DP * view.density / 160
    return bool(mark.button) and max(mark.glyph_px.width, mark.glyph_px.height) >= least
