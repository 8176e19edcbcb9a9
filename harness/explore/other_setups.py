"""Launches under other set-ups: for apps that show themselves to few, or to nobody at first."""

import msgspec

from harness.domain.setups import compare_setups
from harness.domain.trial import Depth, Question, QuestionKind, Setup
from harness.explore.asking import Asking, Extra

OTHER_SETUP_LAUNCHES = 3
LONG_WATCH_MS = 60_000
DEEP_SETUPS = (Setup.ADB_ONLY, Setup.AFTER_PAUSE, Setup.FRESH_DATA, Setup.NIGHT)
FINE = Depth.THOROUGH


def other_setups(asking: Asking) -> list[Extra]:
    """Other set-ups: few launches each, more where they differ from the usual ones."""
    found = []
    seen = {c.setup: c for c in compare_setups(asking.answers)}
    for setup in DEEP_SETUPS:
        name = f"set-up {setup}"
        if reason := _no_setup(setup, asking):
            found.append(Extra(name=name, skipped=reason))
            continue
        question = Question(
            kind=QuestionKind.WATCH, setup=setup, why=f"does it show the same: {setup}?"
        )
        compared = seen.get(setup)
        differs = compared is not None and (compared.shown == 0) != (compared.usual_shown == 0)
        times = OTHER_SETUP_LAUNCHES + (2 if differs else 0)
        found.append(
            Extra(name=name, question=question if asking.asked(question) < times else None)
        )
    return found


def _no_setup(setup: Setup, asking: Asking) -> str:
    if asking.depth is not FINE:
        return "asked at the depth thorough only"
    if setup is Setup.NIGHT and "sets_clock" not in asking.capabilities:
        return "the device's clock cannot be set (that needs root)"
    if setup is Setup.ADB_ONLY and "ondevice_server" not in asking.capabilities:
        return "nothing of ours runs on the device anyway"
    return ""


def unseen(asking: Asking) -> list[Extra]:
    """Where no pop-up was seen: longer, after a pause, without our server, as if new."""
    longer = Question(
        kind=QuestionKind.WATCH,
        setup=Setup.LONG_WATCH,
        for_ms=LONG_WATCH_MS,
        why="does one come later than 15 s?",
    )
    wants = asking.asked(longer) < 1
    return [Extra(name="a longer watch", question=longer if wants else None), *_unseen(asking)]


def later_ones(asking: Asking) -> list[Extra]:
    """Where a pop-up came in a longer watch only: so often that it is no chance."""
    compared = {c.setup: c for c in compare_setups(asking.answers)}.get(Setup.LONG_WATCH)
    if compared is None or not compared.shown or compared.usual_shown:
        return []
    again = Question(
        kind=QuestionKind.WATCH,
        setup=Setup.LONG_WATCH,
        for_ms=LONG_WATCH_MS,
        why="does one come later than 15 s again?",
    )
    wants = asking.asked(again) < OTHER_SETUP_LAUNCHES
    return [Extra(name="a longer watch", question=again if wants else None)]


def _unseen(asking: Asking) -> list[Extra]:
    wanted = DEEP_SETUPS if asking.depth is FINE else (Setup.ADB_ONLY,)
    found = []
    for setup in wanted:
        if reason := _no_setup(setup, msgspec.structs.replace(asking, depth=FINE)):
            found.append(Extra(name=f"set-up {setup}", skipped=reason))
            continue
        question = Question(
            kind=QuestionKind.WATCH, setup=setup, why=f"does a pop-up come: {setup}?"
        )
        times = OTHER_SETUP_LAUNCHES if asking.depth is FINE else 2
        wants = asking.asked(question) < times
        found.append(Extra(name=f"set-up {setup}", question=question if wants else None))
    return found
