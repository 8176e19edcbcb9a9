"""The outcome of a touch, from frames, place and navigation together (design §1).

``decide`` is asked after every event: it answers None while it is too early to tell, and
always answers when ``final``. No channel is believed alone: ``Outcome.agree`` lists those
that say so, ``disagree`` those that say otherwise.
"""

from harness.domain.candidates import worth_examining
from harness.domain.place import PlaceKind
from harness.domain.sight import Popup, PopupKind, Role, hamming
from harness.domain.trial import Channel, Outcome, OutcomeKind
from harness.explore.aftermath import MOVED_WITHIN_MS, PAGE_SHARE, SPARSE_MS, Aftermath
from harness.explore.context import SAME_PAGE_BITS
from harness.explore.leaving import left_the_app
from harness.explore.notebook import MS, Glimpse, is_own, other_popup
from harness.explore.own_page import is_web_page, judge_moving_page, judge_page

FRAMES, PLACE, NAVIGATION = Channel.FRAMES, Channel.PLACE, Channel.NAVIGATION
AUTO_CLOSE_SLACK_MS = 700
"""A pop-up that went so near to its own end was not surely closed by the touch."""


def decide_leaving(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The outcome if the app was left or crashed, otherwise None."""
    foreign = seen.foreign()
    if foreign.any:
        return left_the_app(seen, foreign, final=final)
    return _crashed(seen, final=final)


def decide(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The outcome, or None while it is too early (never None when ``final``)."""
    foreign = seen.foreign()
    if foreign.any:
        return left_the_app(seen, foreign, final=final)
    for decider in (_crashed, _went_home, _pop_up_gone, _pop_up_there):
        outcome = decider(seen, final=final)
        if outcome is not None:
            return outcome
    return _unclear(seen, "nothing that could be told was seen after the touch") if final else None


def _unclear(seen: Aftermath, why: str) -> Outcome:
    last = seen.glimpses[-1] if seen.glimpses else None
    return Outcome(
        kind=OutcomeKind.UNCLEAR,
        why=why,
        decided_at_ns=seen.now_ns,
        after_frame=last.frame if last else None,
        place=last.place if last else None,
    )


# --- inside the app --------------------------------------------------------------


def _crashed(seen: Aftermath, *, final: bool) -> Outcome | None:  # noqa: ARG001
    shown = seen.crashed
    if shown is None:
        return None
    agree = [PLACE]
    if seen.before is not None and hamming(shown.phash, seen.before.phash) > SAME_PAGE_BITS:
        agree.append(FRAMES)
    return Outcome(
        kind=OutcomeKind.CRASHED,
        why="the app crashed or stopped answering",
        agree=tuple(agree),
        place=shown.place,
        decided_at_ns=seen.now_ns,
        after_frame=shown.frame,
    )


def _went_home(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The launcher in front: the app was left, which is no outcome of a pop-up's control."""
    since: Glimpse | None = None
    for glimpse in reversed(seen.glimpses):
        if glimpse.place.kind is not PlaceKind.LAUNCHER:
            break
        since = glimpse
    if since is None:
        return None
    if not final and (seen.now_ns - since.told_ns) / MS < seen.context.timing.home_ms:
        return None
    return _unclear(seen, "the app was left: the launcher is in front")


def _pop_up_gone(seen: Aftermath, *, final: bool) -> Outcome | None:
    gone = seen.gone_at_ns()
    if gone is None:
        return None
    outcome = _by_itself(seen, gone)
    if outcome is not None:
        return outcome
    layer = seen.layer_instead()
    if layer is not None:
        asked = any(g.asked for g in seen.after_gone())
        return _another(seen, layer) if asked or final else None
    timing = seen.context.timing
    quiet = (seen.now_ns - gone) / MS >= timing.quiet_ms
    still = (final or quiet) and seen.stable_ms() >= timing.stable_ms
    if not final and not (quiet and still):
        return None
    return _page_reached(seen, (gone - seen.touched_at_ns) / MS, still=still)


def _page_reached(seen: Aftermath, after_ms: float, *, still: bool) -> Outcome:
    page, told = seen.page(), None
    if page is not None and still:
        told = judge_page(seen.context, page, seen.now_ns, after_ms, log_gap=seen.log_gap)
    elif page is not None and seen.bare_ms() >= seen.context.timing.quiet_ms:
        before = seen.activities()
        told = judge_moving_page(
            seen.context, page, before, seen.now_ns, after_ms, log_gap=seen.log_gap
        )
    return told or _unclear(seen, "the pop-up went, but no page of the app stood still after it")


def _by_itself(seen: Aftermath, gone_ns: int) -> Outcome | None:
    """The pop-up went when its time was over, or may have: not surely the touch's doing.

    It came between the last frame without it and the first with it.
    """
    auto_ms = seen.context.auto_close_ms
    if auto_ms is None or seen.popup_at_ns is None:
        return None
    due_ms = auto_ms - AUTO_CLOSE_SLACK_MS
    came_ns = seen.popup_at_ns if seen.bare_at_ns is None else seen.bare_at_ns
    if (gone_ns - came_ns) / MS < due_ms:
        return None
    waited_ms = (gone_ns - seen.touched_at_ns) / MS
    stayed = [
        g
        for g in seen.own()
        if g.at_ns - seen.touched_at_ns >= MOVED_WITHIN_MS * MS and g.at_ns < gone_ns
    ]
    last = seen.glimpses[-1]
    surely = (gone_ns - seen.popup_at_ns) / MS >= due_ms
    if surely and stayed and waited_ms > MOVED_WITHIN_MS:
        return Outcome(
            kind=OutcomeKind.NO_EFFECT,
            why=f"unchanged for {waited_ms / 1000:.1f} s; went only when its own time was over",
            agree=_quiet_witnesses(seen),
            decided_at_ns=seen.now_ns,
            after_frame=stayed[-1].frame,
            place=last.place,
        )
    return Outcome(
        kind=OutcomeKind.LOST,
        why="the pop-up's own time was over as the touch came",
        agree=(FRAMES,),
        decided_at_ns=seen.now_ns,
        after_frame=last.frame,
        place=last.place,
    )


def _another(seen: Aftermath, shown: Glimpse) -> Outcome:
    """Something else lies there: a remnant, a prompt, another pop-up, or a web page."""
    popup = shown.popup
    assert popup is not None
    if not worth_examining(popup):
        return _unclear(seen, f"a {popup.kind} dialog came after the pop-up")
    tree = next((g.tree_text for g in reversed(seen.after_gone()) if g.tree_text), ())
    if popup.box_px.area >= PAGE_SHARE * seen.context.size_px.area and is_web_page(
        tree, seen.context
    ):
        kind, why = OutcomeKind.ADVANCED, "a web page inside the app came up"
        agree: tuple[Channel, ...] = (FRAMES, Channel.HIERARCHY)
    elif _comes_anyway(seen, popup):
        return _unclear(seen, "the pop-up came that comes when nobody touches anything")
    elif _may_lie_beneath(seen, popup):
        return _unclear(seen, "what lies there now may be the page that was under the card")
    else:
        kind, why = _what_came(seen, popup, shown)
        agree = _quiet_witnesses(seen)
    return Outcome(
        kind=kind,
        why=why,
        agree=agree,
        decided_at_ns=seen.now_ns,
        after_frame=shown.frame,
        place=shown.place,
        in_app_landing=kind is OutcomeKind.ADVANCED,
    )


def _comes_anyway(seen: Aftermath, popup: Popup) -> bool:
    """The usual pop-up came only now: what was touched stood before it, and is none of it."""
    return any(
        not other_popup(known, popup) and other_popup(known, seen.popup or popup)
        for known in seen.context.untouched
    )


def _may_lie_beneath(seen: Aftermath, popup: Popup) -> bool:
    """A card went and something of the screen's size is there: a page that is misread, perhaps."""
    full = PAGE_SHARE * seen.context.size_px.area
    before = seen.popup
    return before is not None and before.box_px.area < full <= popup.box_px.area


def _what_came(seen: Aftermath, popup: Popup, shown: Glimpse) -> tuple[OutcomeKind, str]:
    before = seen.popup
    if popup.kind is PopupKind.FLOATING and (before is None or before.kind is not popup.kind):
        return OutcomeKind.REMNANT, "a floating rest stays"
    roles = {c.role for c in shown.controls}
    smaller = before is not None and popup.box_px.area < 0.6 * before.box_px.area
    asks = popup.kind is PopupKind.DIALOG and roles & {Role.DISMISS, Role.CTA}
    if smaller and asks and Role.CLOSE not in roles:  # with an X of its own it is a pop-up
        return OutcomeKind.PROMPTED, "a question came in place of the pop-up"
    return OutcomeKind.REPLACED, "another pop-up came in its place"


def _pop_up_there(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The same pop-up is still there when a tap had time to move it."""
    if not final and seen.since_ms < seen.context.timing.no_effect_ms:
        return None
    last = next(reversed(seen.own()), None)
    had_time = last is not None and last.at_ns - seen.touched_at_ns >= MOVED_WITHIN_MS * MS
    if last is None or not had_time or not seen.still(last):
        return None
    if seen.picture_changed():
        return Outcome(
            kind=OutcomeKind.REPLACED,
            why="another picture lies in the same place: a second layer, or one that changes",
            agree=(FRAMES,),
            decided_at_ns=seen.now_ns,
            after_frame=last.frame,
            place=last.place,
        )
    if seen.picture_differs():
        return _unclear(
            seen, "its picture is another one than was touched: another layer, or one that moves"
        )
    missed = _missed(seen)
    if missed is not None:
        return _unclear(seen, missed)
    return Outcome(
        kind=OutcomeKind.NO_EFFECT,
        why=f"the same pop-up is there {seen.since_ms / 1000:.1f} s after",
        agree=_quiet_witnesses(seen),
        decided_at_ns=seen.now_ns,
        after_frame=last.frame,
        place=last.place,
    )


def _missed(seen: Aftermath) -> str | None:
    """Why the pop-up may have gone and come again without its being seen; None: it stayed."""
    if seen.widest_gap_ms() > SPARSE_MS:
        apart = f"frames came up to {seen.widest_gap_ms() / 1000:.1f} s apart"
        return f"{apart}: whether the pop-up went and another came in between cannot be told"
    if seen.longest_away_ms() > MOVED_WITHIN_MS:
        return (
            "a frame after the touch does not show the pop-up, the later ones do: whether it "
            "went and came again cannot be told"
        )
    return None


def _quiet_witnesses(seen: Aftermath) -> tuple[Channel, ...]:
    """Frames saw it; place and log testify that the app is in front and nothing was started."""
    agree = [FRAMES]
    if seen.glimpses and is_own(seen.glimpses[-1].place, seen.context.package):
        agree.append(PLACE)
    if not seen.log_gap:
        agree.append(NAVIGATION)
    return tuple(agree)
