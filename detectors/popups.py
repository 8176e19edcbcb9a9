"""Is there a pop-up? Evidence is added up as log-odds; the table stands here with reasons."""

import dataclasses
import math
import re
from collections.abc import Sequence

from detectors.cards import Card
from detectors.evidence import DrawnClose, Evidence, Said, leave_card
from detectors.facts import seconds_of
from detectors.lines import under_scrim
from detectors.network import Seen
from detectors.pages import Tells, any_tells, tells_of_own_page
from detectors.pixels import View
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import CLOSING_ROLES, Ground, PopupKind, Role

POPUP_AT = 0.5
"""Least score of a pop-up."""
_CARD_AT, _OFF_CENTRE = 1.0, 0.12
"""Least evidence of a card for a pop-up on which nothing can be named, and share of the height by
which its middle may lie off the screen's: tickets and profiles are cards on dark pages too."""
PRIOR = -3.0
"""Most frames show no pop-up, and a false one costs most."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """Score 0 … 1, with the sum's parts by name."""

    score: float
    kind: PopupKind
    box_px: BoxPx
    parts: dict[str, float]
    grounds: tuple[Ground, ...]
    update: bool = False
    """A card offers a newer version of the app."""

    def holds(self, view: View, card: Card | None, *, named: bool) -> bool:
        """Whether there is a pop-up; ``named``: whether any control on it is."""
        off = math.inf if card is None else abs(card.box_px.center.y - view.height / 2)
        alone = self.parts.get("card", 0.0) > _CARD_AT and off <= _OFF_CENTRE * view.height
        return self.score >= POPUP_AT and (named or alone)


_CLOSE_WEIGHT = {
    ("below_card", True): 3.4,
    ("below_card", False): 2.6,
    ("card_corner", True): 2.4,
    ("card_corner", False): 2.2,
    ("centred_low", True): 3.4,
    ("centred_low", False): 1.0,
    ("screen_corner", True): 2.3,
    ("screen_corner", False): 1.1,
    ("alone", True): 1.0,
    ("alone", False): 0.8,
    ("bar", True): 3.4,
    ("bar", False): 3.4,
    ("ball", True): 4.4,
    ("ball", False): 4.4,
}


def _of_closes(evidence: Evidence) -> float:
    return max(
        (
            c.quality * _CLOSE_WEIGHT.get((c.place, bool(c.mark.button)), 0.0)
            for c in evidence.closes
        ),
        default=0.0,
    )


def _of_words(evidence: Evidence) -> dict[str, float]:
    parts: dict[str, float] = {}
    for line in evidence.said:
        weight = line.word.weight * min(1.0, line.sure)
        placed = line.corner or line.at_exit
        if line.word.role in {Role.SKIP, Role.COUNTDOWN} and not placed:
            weight *= 0.25
        key = line.word.role.value
        parts[key] = max(parts.get(key, 0.0), weight)
    inviting = parts.get("cta", 0.0) > 0 or any(
        s.at_exit and s.word.role is Role.CTA for s in evidence.said
    )
    # forms end in such buttons too, but hold no picture
    pair = evidence.layout.picture > _NO_FORM and any(
        _are_a_pair(a, b) for a in evidence.said for b in evidence.said
    )
    if "dismiss" in parts and (inviting or pair):
        parts["choice"] = 1.4
        parts["pair"] = 2.4 * pair
    if "ad_label" in parts and any(_is_a_skip_pill(s) for s in evidence.said):
        parts["labelled"] = 1.0
    return parts


_NO_FORM = 0.1
"""Share of picture that no page of fields and labels reaches (0.03 … 0.06)."""


def _are_a_pair(yes: Said, no: Said) -> bool:
    """Two drawn buttons of one width, one above the other, that invite and decline.

    A page that ends so asks something. Buttons side by side stand under forms and pickers too.
    """
    if (yes.word.role, no.word.role) != (Role.CTA, Role.DISMISS):
        return False
    a, b = yes.box_px, no.box_px
    if not (yes.outlined and no.outlined) or a.width < 3 * a.height:
        return False
    apart = max(a.y, b.y) - min(a.bottom, b.bottom)
    off = max(abs(a.x - b.x), abs(a.right - b.right))
    return off <= 0.05 * a.width and 0 <= apart <= a.height


def _is_a_skip_pill(line: Said) -> bool:
    """Introductions say "skip" in a corner too, but bear no label of an advertisement."""
    return line.corner and line.outlined and line.word.role is Role.SKIP


def _in_strip(view: View, said: Sequence[Said]) -> bool:
    """Whether a number counts down in one row with an invitation at the other side: films do."""
    reach, middle = 30 * view.density / 160, view.width / 2
    numbers = [s for s in said if s.word.role is Role.COUNTDOWN and (s.strip or s.corner)]
    invitations = [s.box_px for s in said if s.word.role is Role.CTA]
    return any(
        abs(n.box_px.center.y - box.center.y) < reach
        and (n.box_px.center.x < middle) is not (box.center.x < middle)
        for n in numbers
        for box in invitations
    )


LEARNED_SHARE, LEARNED_EVEN = 0.45, 1.5
"""Weight of the learned log-odds of a pop-up, and where they say nothing: the middle of the
settings that were best in five-fold cross-validation. Drawn pages taught the network, so on its
own it decides nothing: it takes and adds no more than LEARNED_RANGE."""
LEARNED_RANGE = (-1.6, 2.2)


def _of_learned(seen: Seen | None) -> float:
    if seen is None:
        return 0.0
    low, high = LEARNED_RANGE
    return max(low, min(high, LEARNED_SHARE * (seen.log_odds - LEARNED_EVEN)))


def _of_card(evidence: Evidence, card: Card) -> dict[str, float]:
    parts = {"card": 1.7 * card.fit * min(1.0, max(0.0, (card.dim - 0.15) / 0.25))}
    offers = (s.box_px.center for s in evidence.said if s.word.role is Role.CTA)
    if parts["card"] > 0.6 and _leaves_card(evidence):
        parts["way_out_of_card"] = 1.0
    elif parts["card"] > 0.6 and not any(map(card.box_px.contains, offers)):
        parts["lit_page"] = -parts["card"] * evidence.layout.lit
    return parts


def _of_lines(texts: Sequence[str], leaving: float, before: dict[str, float]) -> dict[str, float]:
    """What lines speak of, where something leads out of it."""
    parts: dict[str, float] = {}
    if "dismiss" in before and any_tells(texts, Tells.SYSTEM):
        parts["system"] = 2.4
    if leaving > _LEADS_OUT and any_tells(texts, Tells.PURCHASE):
        parts["purchase"] = 2.8
    if before["close"] > _LEADS_OUT and any_tells(texts, Tells.REWARD):
        parts["reward"] = 1.5
    return parts


_LEADS_OUT = 0.7
"""Evidence of something that leads out."""


def weigh(view: View, evidence: Evidence) -> Verdict:
    """Add it all up."""
    layout = evidence.layout
    parts = {"prior": PRIOR, "close": _of_closes(evidence)} | _of_words(evidence)
    card = layout.card
    if card is not None:
        parts |= _of_card(evidence, card)
    leaving = max(parts["close"], parts.get("skip", 0), parts.get("countdown", 0))
    inviting = leaving > _LEADS_OUT or "choice" in parts
    if parts["close"] > _LEADS_OUT and parts.get("cta", 0) > 0.5:
        drawn = any(s.outlined and s.word.role is Role.CTA for s in evidence.said)
        parts["way_out_and_invitation"] = 0.8 if drawn else 0.5
    parts["strip"] = 1.5 * _in_strip(view, evidence.said)
    if inviting and not layout.status_bar_px:
        parts["immersive"] = 0.7
    if inviting or "countdown" in parts or "ad_label" in parts:
        parts["picture"] = 1.2 * min(1.0, max(0.0, (layout.picture - 0.2) / 0.35))
    consent = any(s.word.consent for s in evidence.said)
    private = any_tells(evidence.texts, Tells.PRIVACY)
    if consent and private:
        parts["consent"] = 3.6
    if evidence.sdk:
        parts["sdk"] = 3.0
    parts |= _of_lines(evidence.texts, leaving, parts)
    parts["own_page"] = _of_own_page(view, evidence)
    learned = _of_learned(evidence.seen)
    # as small as the network sees a page, what floats there is none
    parts["learned"] = max(0.0, learned) if evidence.floating_px is not None else learned
    total = sum(parts.values())
    score = 1 / (1 + math.exp(-total))
    asked = private or (card is not None and not _left_otherwise(evidence))
    kind = _kind(evidence, consent=consent and asked)
    if "system" in parts and kind is not PopupKind.SPLASH:
        kind = PopupKind.SYSTEM
    update = card is not None and "ad_label" not in parts and _offers_update(evidence)
    box = _box(view, evidence, kind)
    return Verdict(round(score, 4), kind, box, parts, _grounds(parts), update)


_OF_ADS = {Role.AD_LABEL, Role.COUNTDOWN}
_VIEWED, _TITLED, _OWN_PAGE = -1.5, -2.5, -3.5
_COUNTER = re.compile(r"(\d{1,3})\s*[/／]\s*(\d{1,3})")


_PAGE_SHARE = 0.8
"""Of the screen, from which what looks like a card is as likely the page's own picture."""


def _of_own_page(view: View, evidence: Evidence) -> float:
    """Against a pop-up: an X leads back from a page of the app's own, or one logs in there.

    A line counts pictures (3/12), puts goods into a cart, follows somebody; or somebody calls.
    """
    corner = [s for s in evidence.said if s.corner]
    if any(s.word.role in _OF_ADS or seconds_of(s.text) is not None for s in corner):
        return 0.0
    card = evidence.layout.card
    texts = [text for text, box in evidence.lines if not under_scrim(view, card, box)]
    if any_tells(texts, Tells.CALL):
        return _OWN_PAGE
    places = {_place_of(view, card, c) for c in evidence.closes if c.place != "elsewhere"}
    page = card is not None and card.box_px.area >= _PAGE_SHARE * view.width * view.height
    if not places:
        return _OWN_PAGE * ((card is None or page) and any_tells(texts, Tells.LOGIN))
    if not places <= ({"screen_corner", "card_corner"} if page else {"screen_corner"}):
        return 0.0
    counted = (_COUNTER.fullmatch(text.strip()) for text in texts)
    viewed = any(0 < int(m[1]) <= int(m[2]) and int(m[2]) > 1 for m in counted if m)
    titled = any(_heads_page(view, c, evidence.lines) for c in evidence.closes if c.sure)
    own = tells_of_own_page(texts) or _invites_in_rows(evidence.said)
    return min(_OWN_PAGE * own, _TITLED * titled, _VIEWED * viewed)


def _heads_page(view: View, close: DrawnClose, lines: Sequence[tuple[str, BoxPx]]) -> bool:
    """Whether a bare X at the left is in one row with a title in the middle: a title bar."""
    mark, middle = close.mark, view.width / 2
    if mark.button or mark.box_px.center.x > _AT_LEFT * view.width:
        return False
    return any(
        abs(box.center.y - mark.box_px.center.y) <= _IN_ROW * box.height
        and abs(box.center.x - middle) <= _IN_MIDDLE * view.width
        and box.width <= _TITLE * view.width
        and len(text) > 1
        for text, box in lines
    )


_AT_LEFT, _IN_MIDDLE, _TITLE = 0.15, 0.06, 0.5
"""Shares of the width: where such an X ends, how far a title's middle is off the page's (between an
X and a word at the right it is not exact), and how wide it is."""
_IN_ROW = 0.5
"""Heights of the title."""


def _invites_in_rows(said: Sequence[Said]) -> bool:
    """Whether the same invitation stands thrice in a column: a list has it in each row."""
    invitations = [s for s in said if s.word.role is Role.CTA and s.outlined]
    return any(
        sum(
            other.text == one.text
            and abs(other.ink_px.center.x - one.ink_px.center.x) <= one.ink_px.height
            for other in invitations
        )
        >= _ROWS
        for one in invitations
    )


_ROWS = 3


def _place_of(view: View, card: Card | None, close: DrawnClose) -> str:
    """Its place; in the screen's corner, well off what looks like a card, it may lead back."""
    if card is None or close.place != "card_corner":
        return close.place
    centre, dp = close.mark.box_px.center, view.density / 160
    above = card.box_px.y - centre.y > _ABOVE_DP * dp
    beside = max(card.box_px.x - centre.x, centre.x - card.box_px.right) > _ABOVE_DP * dp
    aside = min(centre.x, view.width - centre.x) < _ASIDE * view.width
    corner = aside and centre.y < 2 * _ASIDE * view.width
    return "screen_corner" if corner and (above or beside) else close.place


_ABOVE_DP, _ASIDE = 30, 0.12


def _offers_update(evidence: Evidence) -> bool:
    """Whether a line says so; of frames that are not read, only the buttons are known."""
    said = (s.text for s in evidence.said)
    return any_tells((*said, *evidence.texts), Tells.UPDATE)


def _leaves_card(evidence: Evidence) -> bool:
    return leave_card(evidence.closes) or any(
        s.at_exit and s.word.role in CLOSING_ROLES for s in evidence.said
    )


def _left_otherwise(evidence: Evidence) -> bool:
    """Whether one leaves as one leaves an offer: by a drawn X, or by declining without 不同意.

    A notice may say 同意 on its button; what it agrees to is then no policy.
    """
    declined = [s.word for s in evidence.said if s.word.role is Role.DISMISS]
    if any(word.consent for word in declined):
        return False
    return bool(declined) or any(c.sure for c in evidence.closes)


def _kind(evidence: Evidence, *, consent: bool) -> PopupKind:
    if evidence.floating_px is not None:
        return PopupKind.FLOATING
    if consent:
        return PopupKind.CONSENT
    roles = {s.word.role for s in evidence.said if s.corner or s.word.role is Role.GESTURE_HINT}
    low = any(c.place in {"below_card", "centred_low", "card_corner"} for c in evidence.closes)
    leaving = roles & {Role.SKIP, Role.COUNTDOWN, Role.GESTURE_HINT}
    if low or (evidence.layout.card is not None and not leaving):
        return PopupKind.DIALOG
    if leaving:
        return PopupKind.SPLASH
    return PopupKind.INTERSTITIAL


def _box(view: View, evidence: Evidence, kind: PopupKind) -> BoxPx:
    layout = evidence.layout
    if evidence.floating_px is not None:
        return evidence.floating_px
    full = BoxPx(0, 0, view.width, view.height)
    if kind in {PopupKind.DIALOG, PopupKind.CONSENT, PopupKind.SYSTEM} and layout.card is not None:
        return layout.card.box_px.clipped_to(SizePx(view.width, view.height))
    return BoxPx.from_edges(0, 0, full.right, full.bottom - layout.navigation_bar_px)


_TEXT_PARTS = {"skip", "countdown", "dismiss", "cta", "ad_label", "gesture_hint", "consent"}


def _grounds(parts: dict[str, float]) -> tuple[Ground, ...]:
    grounds = []
    if max(parts.get(p, 0) for p in ("close", "card", "learned")) > 0.3:
        grounds.append(Ground.DRAWN)
    if any(parts.get(p, 0) > 0.3 for p in _TEXT_PARTS):
        grounds.append(Ground.TEXT)
    if "sdk" in parts:
        grounds.append(Ground.HIERARCHY)
    return tuple(grounds)
