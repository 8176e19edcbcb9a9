"""Lines that were read or told, with what they mean in their place."""

import dataclasses
import math
import re

from detectors import hierarchy as tree
from detectors.cards import CARD_WITHIN, Card
from detectors.corners import above_strip, at_head, at_tail, in_corner
from detectors.evidence import Said
from detectors.facts import facts_of, seconds_of
from detectors.fills import is_filled
from detectors.inks import inked
from detectors.layout import Layout
from detectors.lines import Line, under_scrim
from detectors.pills import badge_around, disc_of_two, is_short, one_of_a_row, pill_around
from detectors.pixels import View
from detectors.reading import Reading
from detectors.ticks import box_before, box_told
from detectors.vocabulary import UNMISTAKABLE, Word, meaning, tail_of
from harness.domain.geometry import BoxPx
from harness.domain.measures import Fact
from harness.domain.sight import CLOSING_ROLES, Ground, Role

_TAP = re.compile("点击|點擊|跳转|跳轉|tap|click", re.IGNORECASE)
_INVITATION = "立即查看"
"""What a button that asks for a tap counts as, whatever gesture it names besides."""
SURE_AT = 0.6
"""Least confidence of a line that is believed."""
_SURE_NUMBER = 0.85


def facts_in(lines: list[tuple[str, BoxPx]], said: list[Said]) -> tuple[Fact, ...]:
    """What the lines tell; the meaning that a line has in its place goes before its words'."""
    placed = {line.ink_px: line.word for line in said}
    return tuple(f for text, box in lines for f in facts_of(text, box, placed.get(box)))


def may_label(view: View, layout: Layout, line: Line) -> bool:
    """Whether a line in a corner band can be a pill's or a label's."""
    box, dp = line.box_px, view.density / 160
    if box.center.y < min(layout.status_bar_px, 25 * dp):
        return False  # a pill that overhangs the bar makes it look higher
    if layout.surely_dims and under_scrim(view, layout.dimming, box):
        return False
    long = at_head(view, box) or at_tail(view, box)
    placed = long or in_corner(view, box) or above_strip(view, box)
    return placed and label_sized(view, box, 230 if long else 130)


def label_sized(view: View, box: BoxPx, most_dp: float = 130) -> bool:
    """Whether a line has the size of a pill's or a label's words."""
    dp = view.density / 160
    return box.width < most_dp * dp and 6 * dp < box.height < 40 * dp


def labels_of(view: View, layout: Layout, lines: list[Line]) -> list[Line]:
    """Those that can be a pill's or a label's, marked as ``dimmed`` does, and at the head."""
    kept = (line for line in lines if may_label(view, layout, line))
    placed = [dataclasses.replace(line, head=_beyond_corner(view, line.box_px)) for line in kept]
    return dimmed(view, layout, placed)


def _beyond_corner(view: View, box: BoxPx) -> bool:
    """Whether a line was taken for its place at the head alone."""
    return at_head(view, box) and not in_corner(view, box)


def dimmed(view: View, layout: Layout, lines: list[Line]) -> list[Line]:
    """The lines, those marked that may be the page's under a scrim: of them only a skip counts."""
    return [
        dataclasses.replace(line, dim=under_scrim(view, layout.dimming, line.box_px))
        for line in lines
    ]


def among(line: Line, others: list[Line]) -> bool:
    """Whether one of the others holds its centre."""
    return any(o.box_px.contains(line.box_px.center) for o in others)


def twin(line: Said, others: list[Said]) -> bool:
    """Whether another proposal read the same thing already."""
    return any(
        o.word.role == line.word.role and o.box_px.inflated(4).contains(line.box_px.center)
        for o in others
    )


def part_of_more(line: Said, texts: list[tuple[str, BoxPx]]) -> bool:
    """Whether it was cut out of a longer line that means something else: VIP可跳过广告."""
    for text, box in texts:
        longer = box.contains(line.box_px.center) and line.text in text.strip()[1:]
        word = meaning(text) if longer else None
        if word is not None and word.role is not line.word.role:
            return True
    return False


def said_by(view: View, layout: Layout, reading: Reading, line: Line) -> Said | None:
    """What a reading means where it stands, or None."""
    leads_out = _surely_leads_out(reading)
    corner = in_corner(view, line.box_px)
    corner = corner or (leads_out and (line.head or above_strip(view, line.box_px)))
    if (line.exits_only and not corner) or (line.dim and not leads_out):
        return None
    outline, believed = _outline_of(view, layout, reading, line, corner=corner)
    if not believed:
        return None
    word = meaning(reading.text, corner=corner, outlined=outline is not None)
    if word is None or (line.head and not corner and word.role is not Role.AD_LABEL):
        return None
    if word.role is Role.SKIP and corner and outline is None and is_short(line.box_px):
        outline = disc_of_two(view, line.box_px)
    box = line.box_px
    if word.role is not Role.AD_LABEL:
        box = outline or (inked(view, box) if word.role in CLOSING_ROLES else box)
    if word.tail:
        start = line.box_px.right - round(tail_of(reading.text.strip()) * line.box_px.width)
        box = BoxPx.from_edges(start, box.y, box.right, box.bottom)
    return Said(
        text=reading.text.strip(),
        word=word,
        box_px=box,
        sure=reading.sure,
        corner=corner,
        ground=Ground.TEXT,
        ink_px=line.box_px,
        at_exit=_at_exit(view, layout, line.box_px),
        outlined=outline is not None,
        setting=_is_setting(view, word, line, outline),
    )


def _is_setting(view: View, word: Word, line: Line, outline: BoxPx | None) -> bool:
    """Whether a line can belong to a box to tick, or to one of several to choose from."""
    if word.role is not Role.DISMISS or not (word.tick or outline is None):
        return False
    return (word.tick and outline is None) or box_before(view, line.box_px)


def _outline_of(
    view: View, layout: Layout, reading: Reading, line: Line, *, corner: bool
) -> tuple[BoxPx | None, bool]:
    """The button, pill or disc around a line, and whether the line is believed."""
    outline = line.button_px
    if reading.text.strip().isdigit():
        outline = badge_around(view, line.box_px)
        stroke = outline is None or reading.text.strip() == "1"
        if reading.sure < (_SURE_NUMBER if stroke else SURE_AT):
            # a photograph has what looks like a pill of glass, and digits in it; a sign to play
            # is a one
            return None, False
        if outline is None and corner:
            outline = _number_pill(view, layout, line.box_px)
        if outline is not None and one_of_a_row(view, outline):
            return None, False
    elif outline is None and corner:
        outline = pill_around(view, line.box_px)
    if outline is not None and not corner and far_aside(outline, line.box_px):
        outline = None
    if outline is not None and _edge_of_card(view, layout, outline):
        outline = outline if is_filled(view, line.box_px) else None
    return outline, True


def _surely_leads_out(reading: Reading) -> bool:
    """Whether a line says the word of splash pages alone."""
    word = meaning(reading.text)
    return word is not None and word.role is Role.SKIP and word.weight >= UNMISTAKABLE


def far_aside(outline: BoxPx, line: BoxPx) -> bool:
    """Whether words stand so far from the middle of an outline that it is none of theirs."""
    return abs(outline.center.x - line.center.x) > _ASIDE * line.height


_ASIDE = 2.0
"""Heights of a line: a sign and its gap before the words of a button take up to three."""


def _edge_of_card(view: View, layout: Layout, outline: BoxPx) -> bool:
    """Whether what looks like a button's outline are the sides of the card itself."""
    if layout.card is None:
        return False
    card, near = layout.card.box_px, 8 * view.density / 160
    return abs(outline.x - card.x) < near and abs(outline.right - card.right) < near


def counting(said: list[Said]) -> list[Said]:
    """Without numbers of a picture, or letters, that pass for a skip's seconds.

    They are read less surely than the skip, or it tells its seconds itself. Nor with several
    numbers alone: a page counts down once, a game's cards and tables have more of them.
    """
    alone = [s for s in said if s.word.role is Role.COUNTDOWN and s.text.isdigit()]
    if len(alone) > 1:
        said = [s for s in said if s not in alone]
    skips = [s for s in said if s.word.role is Role.SKIP and s.corner and s.sure >= _SURE_NUMBER]
    if not skips:
        return said
    least = math.inf if any(seconds_of(s.text) is not None for s in skips) else _SURE_NUMBER
    return [
        s
        for s in said
        if s.word.role is not Role.COUNTDOWN or s.sure >= least or not s.text.isdigit()
    ]


def above_the_scrim(view: View, layout: Layout, said: list[Said]) -> list[Said]:
    """Without the dimmed page's own words.

    Those that the card's side cuts off, and dim skips beside a card that words lead out of.
    """
    card = layout.dimming
    if card is not None:
        cut = {s for s in said if not s.outlined and _is_cut(view, card, s.ink_px)}
        said = [s for s in said if s not in cut]
    refusals = (s.box_px.center for s in said if s.word.role is Role.DISMISS)
    if card is None or not any(map(card.box_px.contains, refusals)):
        return said
    skips = {s for s in said if s.word.role is Role.SKIP and under_scrim(view, card, s.ink_px)}
    return [s for s in said if s not in skips]


def _is_cut(view: View, card: Card, box: BoxPx) -> bool:
    """Whether a run goes on beneath the card: dimmed, it ends where a side of the card begins."""
    edges = card.box_px
    if edges.contains(box.center) or not edges.y < box.center.y < edges.bottom:
        return False
    within = round(CARD_WITHIN * view.width)
    gap = min(abs(edges.x - box.right), abs(box.x - edges.right))
    if gap >= _CUT * box.height + within:
        return False
    left, right = box.x, box.right
    if box.center.x < edges.x:
        right = min(right, edges.x - within)  # the card's own pixels shine
    else:
        left = max(left, edges.right + within)
    return under_scrim(view, card, BoxPx.from_edges(left, box.y, max(left, right), box.bottom))


_CUT = 0.3
"""Of a run's height: a word that ends with its line stands further from the card than that."""


def inviting(said: list[Said]) -> list[Said]:
    """Invitations that are drawn as buttons, or all where none is.

    Claims in a picture and small print speak like buttons ("click to get your gift"). A button
    that asks for a gesture or a tap invites too.
    """
    asked = [
        s for s in said if s.word.role is Role.GESTURE_HINT and s.outlined and _TAP.search(s.text)
    ]
    if asked and (word := meaning(_INVITATION)) is not None:
        said = said + [dataclasses.replace(s, word=word) for s in asked]
    if not any(s.outlined and s.word.role is Role.CTA for s in said):
        return said
    return [s for s in said if s.outlined or s.word.role is not Role.CTA]


def strip_countdowns(
    view: View, numbers: list[tuple[Reading, Line]], said: list[Said]
) -> list[Said]:
    """Bare numbers at one side of a row with an invitation at its other side: films count so."""
    dp = view.density / 160
    word = meaning("5", corner=True, outlined=True)
    found: list[Said] = []
    for reading, line in numbers:
        box = line.box_px
        left = box.center.x < view.width / 2
        beside = (
            s
            for s in said
            if s.word.role is Role.CTA
            and abs(s.box_px.center.y - box.center.y) < 30 * dp
            and (s.box_px.center.x < view.width / 2) is not left
        )
        if word is None or reading.sure < _SURE_NUMBER or next(beside, None) is None:
            continue
        half = round(0.7 * max(box.width, box.height))
        middle = box.center
        badge = BoxPx(middle.x - half, middle.y - half, 2 * half, 2 * half)
        found.append(
            Said(
                reading.text.strip(), word, badge, reading.sure, True, Ground.TEXT, box, strip=True
            )
        )
    return found


def is_bare_number(view: View, reading: Reading, line: Line) -> bool:
    """One or two digits in a corner, near a side, below the rows of a status bar."""
    text, box = reading.text.strip(), line.box_px
    aside = min(box.center.x, view.width - box.center.x) < 0.12 * view.width
    below = box.center.y > 26 * view.density / 160
    number = text.isdigit() and meaning(text, corner=True, outlined=True) is not None
    return number and aside and below and in_corner(view, box)


def _number_pill(view: View, layout: Layout, box: BoxPx) -> BoxPx | None:
    """A pill of a countdown's size around a number near the top, clear of the status bar."""
    dp = view.density / 160
    if box.center.y < max(26 * dp, layout.status_bar_px) or box.center.y > 0.18 * view.height:
        return None
    if min(box.center.x, view.width - box.center.x) > 0.2 * view.width:
        return None
    pill = pill_around(view, box)
    if pill is None or not (14 * dp <= pill.height <= 40 * dp and pill.width <= 64 * dp):
        return None
    return pill


def _at_exit(view: View, layout: Layout, box: BoxPx) -> bool:
    """Inside the card, within a finger's width of it, or somewhat above one of its corners."""
    if layout.card is None:
        return False
    card, dp = layout.card.box_px, view.density / 160
    near = card.inflated(round(56 * dp))
    side = min(abs(box.center.x - card.x), abs(box.center.x - card.right)) < 56 * dp
    return near.contains(box.center) or (side and 0 < card.y - box.center.y < 130 * dp)


def with_settings(said: list[Said], nodes: tuple[tree.TreeNode, ...]) -> list[Said]:
    """Refusing words within what the tree calls checkable are a setting, however drawn."""
    boxes = [n.box_px for n in nodes if n.checkable]
    return [
        dataclasses.replace(s, setting=True)
        if s.word.role is Role.DISMISS and any(b.contains(s.ink_px.center) for b in boxes)
        else s
        for s in said
    ]


def told_above(view: View, layout: Layout, nodes: tuple[tree.TreeNode, ...]) -> list[Said]:
    """What the tree tells, without the words that lead out of the page below the scrim."""
    told = told_by(view, nodes)
    if not layout.surely_dims:
        return told
    card = layout.dimming
    out = {s for s in told if s.word.role in CLOSING_ROLES and under_scrim(view, card, s.box_px)}
    return [s for s in told if s not in out]


def without_titles(view: View, layout: Layout, said: list[Said]) -> list[Said]:
    """Without a bare refusal in the page's title bar: 取消 there leads back from what one edits.

    A card that begins above it, as a sheet's head does, is refused so.
    """
    return [s for s in said if not _is_in_title(view, layout, s)]


def _is_in_title(view: View, layout: Layout, line: Said) -> bool:
    if line.word.role is not Role.DISMISS or line.outlined:
        return False
    centre, dp = line.ink_px.center, view.density / 160
    aside = min(centre.x, view.width - centre.x) < _TITLE_ASIDE_DP * dp
    high = centre.y - layout.status_bar_px < _TITLE_DP * dp
    return aside and high and (layout.card is None or layout.card.box_px.y > line.ink_px.y)


_TITLE_DP, _TITLE_ASIDE_DP = 60, 60
"""Height of a title bar, and how far the middle of a word at its end is from the side."""


def told_by(view: View, nodes: tuple[tree.TreeNode, ...]) -> list[Said]:
    """Lines that the tree tells: texts, descriptions, and what SDK ids stand for."""
    told = []
    for node in nodes:
        word = meaning(node.words) if node.words and not node.checkable else None
        if word is not None:
            corner = in_corner(view, node.box_px)
            box = node.box_px
            told.append(
                Said(
                    node.words,
                    word,
                    box,
                    0.9,
                    corner,
                    Ground.HIERARCHY,
                    box,
                    setting=word.tick or (word.role is Role.DISMISS and box_told(view, box)),
                )
            )
    return told
