"""The outcome of a touch that led out of the app: which way, and who saw it."""

from harness.domain.place import BLOCKED_KINDS, DOWNLOAD, Hop, PlaceKind
from harness.domain.sight import hamming
from harness.domain.trial import Channel, Outcome, OutcomeKind
from harness.explore.aftermath import Aftermath
from harness.explore.context import SAME_PAGE_BITS
from harness.explore.foreign import NOT_RESOLVED, Foreign
from harness.explore.notebook import MS, is_own

FRAMES, PLACE, NAVIGATION = Channel.FRAMES, Channel.PLACE, Channel.NAVIGATION
OWN_FIRST_MS = 250
"""The pop-up was gone for so long before the first foreign sign: closed, then redirected."""


def left_the_app(seen: Aftermath, foreign: Foreign, *, final: bool) -> Outcome | None:
    """Wait a little for all channels, then say which way it left."""
    assert foreign.first_ns is not None
    lingered_ms = (seen.now_ns - foreign.first_ns) / MS
    witnesses = _witnesses_of_leaving(seen, foreign)
    all_agree = len(witnesses) == 3 and lingered_ms >= seen.context.timing.linger_ms / 2
    if not final and not all_agree and lingered_ms < seen.context.timing.linger_ms:
        return None
    kind = _way_of_leaving(seen, foreign)
    why = _why_left(seen, foreign, kind)
    disagree = () if foreign.only_loads else _against_leaving(seen, kind, witnesses)
    another = foreign.by_another(seen.context.package)
    if another is not None:
        kind, disagree = OutcomeKind.LOST, (*disagree, NAVIGATION)
        why += f", begun by {another} and not by the app: another app was in the way"
    return Outcome(
        kind=kind,
        why=why,
        agree=tuple(witnesses),
        disagree=disagree,
        place=foreign.place,
        hops=tuple(h for h in seen.hops if h.at_ns >= foreign.first_ns - 60 * MS),
        decided_at_ns=seen.now_ns,
        after_frame=foreign.place_frame or (seen.glimpses[-1].frame if seen.glimpses else None),
    )


def _witnesses_of_leaving(seen: Aftermath, foreign: Foreign) -> list[Channel]:
    """Frames testify when the screen is another while a foreign place is in front.

    A start that found no target leaves the pop-up where it is, or crashes the app: then
    frames or place testify that the touch did not do what the control promises.
    """
    witnesses = []
    if foreign.hops and foreign.by_another(seen.context.package) is None:
        witnesses.append(NAVIGATION)
    if foreign.place is not None:
        witnesses.append(PLACE)
    shown = next((g for g in seen.glimpses if g.frame == foreign.place_frame), None)
    if shown is not None and seen.before is not None:
        if hamming(shown.phash, seen.before.phash) > SAME_PAGE_BITS:
            witnesses.append(FRAMES)
    elif foreign.place is None and _found_no_target(foreign):
        if seen.place_kind is PlaceKind.CRASH:
            witnesses.append(PLACE)
        elif seen.own() and seen.gone_at_ns() is None:
            witnesses.append(FRAMES)
    return witnesses


def _found_no_target(foreign: Foreign) -> bool:
    return bool(foreign.hops) and all(h.result_code == NOT_RESOLVED for h in foreign.hops)


def _against_leaving(
    seen: Aftermath, kind: OutcomeKind, witnesses: list[Channel]
) -> tuple[Channel, ...]:
    """Channels that saw the app stay where it was although another says that it left."""
    if kind is OutcomeKind.REDIRECT_BLOCKED or not seen.glimpses:
        return ()
    last = seen.glimpses[-1]
    against = []
    stays = is_own(last.place, seen.context.package)
    if PLACE not in witnesses and stays:
        against.append(PLACE)
    if FRAMES not in witnesses and stays and seen.gone_at_ns() is None:
        against.append(FRAMES)
    return tuple(against)


def _way_of_leaving(seen: Aftermath, foreign: Foreign) -> OutcomeKind:
    if any(_is_download(hop) for hop in foreign.hops):
        return OutcomeKind.DOWNLOAD
    reached = foreign.reached_by_log or (foreign.place is not None and not foreign.blocked_place)
    if foreign.blocked_place and not _reached_place(foreign):
        return OutcomeKind.REDIRECT_BLOCKED
    if not reached:
        return OutcomeKind.REDIRECT_BLOCKED
    gone = seen.gone_at_ns()
    assert foreign.first_ns is not None
    if seen.touched and gone is not None and foreign.first_ns - gone >= OWN_FIRST_MS * MS:
        closed = next(g for g in seen.own() if g.at_ns >= gone)
        shown = next((g for g in seen.glimpses if g.frame == foreign.place_frame), None)
        if shown is None or hamming(closed.phash, shown.phash) > SAME_PAGE_BITS:
            return OutcomeKind.DISMISSED_THEN_REDIRECTED
    return OutcomeKind.REDIRECTED


def _reached_place(foreign: Foreign) -> bool:
    return foreign.place is not None and foreign.place.kind not in BLOCKED_KINDS


def _is_download(hop: Hop) -> bool:
    uri = (hop.data_uri or "").lower().split("?", 1)[0]
    return hop.action == DOWNLOAD or hop.kind is PlaceKind.INSTALLER or uri.endswith(".apk")


def _why_left(seen: Aftermath, foreign: Foreign, kind: OutcomeKind) -> str:
    assert foreign.first_ns is not None
    after_s = max(0.0, (foreign.first_ns - seen.touched_at_ns) / MS / 1000)
    if foreign.only_loads:
        return f"a download began {after_s:.1f} s after, by the download manager's notification"
    place = foreign.place
    target = f"{place.kind} {place.package or ''}".strip() if place else ""
    if not target and foreign.hops:
        hop = foreign.hops[0]
        target = hop.component or hop.package or hop.data_uri or hop.action or "an intent"
    if kind is OutcomeKind.REDIRECT_BLOCKED:
        return f"tried to leave for {target} {after_s:.1f} s after"
    return f"left for {target} {after_s:.1f} s after"
