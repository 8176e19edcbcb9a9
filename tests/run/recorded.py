"""A bundle of synthetic sights and sessions, written by the real writer."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from harness.domain.device import AppFacts
from harness.domain.exchange import Aim, Session, Tap
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.place import Place, PlaceKind
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.domain.trial import Case, Question, QuestionKind, TrialResult
from harness.evidence.writer import BundleWriter
from harness.explore.sessions import session_for
from harness.run.replay import context_of
from harness.run.trial_runner import TrialRunner

from fake_rig import SIZE, FakeClock, FakePhone, FakeReceipt  # isort: skip

PACKAGE = "com.example.app"
WATCH = Question(kind=QuestionKind.WATCH)
TAP_BODY = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.5, 0.5))
CLOSE = Control(role=Role.CLOSE, box_px=BoxPx(60, 20, 20, 20), score=0.9, grounds=(Ground.DRAWN,))


class PopupEyes:
    """Sees a dialog with one close control on every frame, ``moved`` pixels further down."""

    def __init__(self, moved: int = 0) -> None:
        self._moved = moved

    def fast(self, image: np.ndarray, density: int | None = None, **_: Any) -> Sight:
        return self.see(image, None, density)

    def see(
        self,
        image: np.ndarray,
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: str = "crops",
        before: Any = (),
    ) -> Sight:
        box = BoxPx(10, 20 + self._moved, 70, 120)
        close = msgspec.structs.replace(CLOSE, box_px=BoxPx(60, 20 + self._moved, 20, 20))
        popup = Popup(kind=PopupKind.DIALOG, box_px=box, score=0.9, grounds=(Ground.DRAWN,))
        return Sight(size_px=SIZE, popup=popup, controls=(close,), phash="1" * 16)


class HastyClock(FakeClock):
    """A launch of 15 s takes a few hundred readings, not thousands."""

    def monotonic_ns(self) -> int:
        self.now_ns += 20_000_000
        return self.now_ns


class StartingPhone(FakePhone):
    """The launched app is in front at once and stays there."""

    def start_ms(self) -> float | None:
        return None

    def launch(self, package: str) -> FakeReceipt:
        self.now_at = Place(kind=PlaceKind.APP_PAGE, package=package, source="fake")
        return super().launch(package)

    def stop(self, package: str) -> None:
        super().stop(package)
        self.now_at = Place(kind=PlaceKind.LAUNCHER, package="com.launcher", source="fake")

    def last_place(self) -> Place:
        return self.place()

    def key(self, name: str) -> FakeReceipt:
        if name == "home":
            self.now_at = Place(kind=PlaceKind.LAUNCHER, package="com.launcher", source="fake")
        return super().key(name)


def record(folder: Path, key: Path, *, finish: bool = True) -> Case:
    """A bundle of one hands-off launch and one tap on the body, by today's sessions."""
    clock = HastyClock()
    phone = StartingPhone(clock)
    writer = BundleWriter.create(
        folder,
        case_id="case-1",
        tool_version="0",
        started_wall_ns=clock.wall_ns(),
        extra={"package": PACKAGE, "consent": "accept"},
        key_path=key,
    )
    device, app = phone.facts(), AppFacts(package=PACKAGE)
    writer.put_device(device)
    writer.put_app(app)
    case = Case(id="case-1", app=app, device=device, trials=(), started_wall_ns=clock.wall_ns())
    for number, question in enumerate((WATCH, TAP_BODY), start=1):
        writer.record("question", question, at_ns=1, wall_ns=1, trial=number)
        if not finish and number == 2:
            break
        runner = TrialRunner(
            phone, PopupEyes(), writer, clock, package=PACKAGE, density_dpi=device.density_dpi
        )
        trial = runner.run(number, question, session_for(question, context_of(case, case.trials)))
        writer.trial(trial)
        case = msgspec.structs.replace(case, trials=(*case.trials, trial))
    if finish:
        writer.finish(case, None, partial=False)
    writer.close()
    return case


def spoilt(session: Session, at: int) -> Session:
    """The session, but its command number ``at`` (from 1) is a tap in the corner."""
    command, position = next(session), 1
    while True:
        wrong = Tap(point_px=PointPx(1, 1), aim=Aim(frame=1, why="wrong"))
        event = yield wrong if position == at else command
        try:
            command, position = session.send(event), position + 1
        except StopIteration as end:
            result: TrialResult = end.value
            return result
