"""Cases written as lists of answers, for the judge's tests."""

import itertools

import msgspec
from paper_phone import paper_phone

from harness.domain.device import AppFacts
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.place import Hop, Place, PlaceKind
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role
from harness.domain.trial import (
    Candidate,
    Case,
    Channel,
    Outcome,
    OutcomeKind,
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialResult,
    TrialStatus,
)

SIZE = SizePx(1080, 2400)
X_BOX = BoxPx(498, 1760, 84, 84)
SKIP_BOX = BoxPx(900, 120, 132, 84)
BROWSER = Place(kind=PlaceKind.BROWSER, package="com.android.browser")
HOP = Hop(at_ns=5, source="events", package="com.android.browser", data_uri="https://ad.example/")
LEAVING = {
    OutcomeKind.REDIRECTED,
    OutcomeKind.DISMISSED_THEN_REDIRECTED,
    OutcomeKind.REDIRECT_BLOCKED,
    OutcomeKind.DOWNLOAD,
}
BOTH = (Channel.FRAMES, Channel.PLACE)


def closing(
    box: BoxPx = X_BOX,
    role: Role = Role.CLOSE,
    size_dp: tuple[float, float] | None = (28.0, 28.0),
    node: BoxPx | None = None,
    contrast: float | None = 7.0,
    score: float = 0.9,
) -> Control:
    """A closing control as drawn."""
    return Control(
        role=role,
        box_px=box,
        score=score,
        grounds=(Ground.DRAWN,),
        size_dp=size_dp,
        node_box_px=node,
        contrast=contrast,
    )


X = closing()
SKIP = closing(SKIP_BOX, Role.SKIP, (44.0, 28.0))
LABEL = Control(
    role=Role.AD_LABEL, box_px=BoxPx(40, 2200, 90, 40), score=0.9, grounds=(Ground.TEXT,)
)
X_KEY = Candidate(
    key="close@bottom_center", role=Role.CLOSE, center_rel=(0.5, 0.751), size_dp=(28.0, 28.0)
)
SKIP_KEY = Candidate(key="skip@top_right", role=Role.SKIP, center_rel=(0.894, 0.068))


class CaseBuilder:
    """Adds trials one after the other; every method returns the builder."""

    def __init__(
        self,
        *controls: Control,
        creative: str = "aaaa5555aaaa5555",
        update: bool = False,
        kind: PopupKind = PopupKind.DIALOG,
    ) -> None:
        self._controls = (*(controls or (X,)), LABEL)
        self._creative = creative
        self._update = update
        self._kind = kind
        self._numbers = itertools.count(1)
        self.trials: list[Trial] = []

    def _add(self, question: Question, result: TrialResult) -> "CaseBuilder":
        self.trials.append(
            Trial(
                number=next(self._numbers),
                question=question,
                status=TrialStatus.DONE,
                result=result,
                reason=result.reason,
            )
        )
        return self

    def _result(
        self, question: Question, outcome: Outcome | None, tapped: PointPx | None
    ) -> TrialResult:
        has_control = len(self._controls) > 1
        return TrialResult(
            question=question,
            launched_at_ns=0,
            popup=Popup(
                kind=self._kind,
                box_px=BoxPx(140, 700, 800, 1000),
                score=0.9,
                grounds=(Ground.DRAWN,),
                creative=self._creative,
                update=self._update,
            ),
            popup_at_ns=1_000_000_000,
            popup_frame=3,
            creative=self._creative,
            controls=self._controls,
            control_at_ns=1_200_000_000 if has_control else None,
            tapped=X if tapped else None,
            tapped_px=tapped,
            tapped_at_ns=2_000_000_000 if tapped else None,
            before_frame=4 if tapped else None,
            outcome=outcome,
        )

    def watch(self, kind: OutcomeKind = OutcomeKind.NO_EFFECT, times: int = 2) -> "CaseBuilder":
        """Hands-off launches."""
        for _ in range(times):
            question = Question(kind=QuestionKind.WATCH)
            self._add(question, self._result(question, outcome(kind), None))
        return self

    def no_popup(self, times: int, reason: str = "no pop-up in 15.0 s") -> "CaseBuilder":
        """Launches without any pop-up."""
        for _ in range(times):
            question = Question(kind=QuestionKind.WATCH)
            self._add(question, TrialResult(question=question, reason=reason))
        return self

    def tap(
        self,
        kind: OutcomeKind,
        times: int = 1,
        candidate: Candidate = X_KEY,
        *,
        offset_dp: tuple[float, float] | None = None,
        delay_ms: int = 0,
        certain: bool = True,
        landing: bool = False,
    ) -> "CaseBuilder":
        """Taps at the centre of a control (or beside it, with ``offset_dp``)."""
        question = Question(
            kind=QuestionKind.TAP_CONTROL,
            candidate=candidate,
            offset_dp=offset_dp,
            delay_ms=delay_ms,
        )
        for _ in range(times):
            self._add(
                question,
                self._result(
                    question, outcome(kind, certain=certain, landing=landing), X_BOX.center
                ),
            )
        return self

    def waited(self, kind: OutcomeKind, times: int = 1, delay_ms: int = 0) -> "CaseBuilder":
        """Taps once every wait was over, and so much later."""
        question = Question(kind=QuestionKind.WAIT_OUT, candidate=X_KEY, delay_ms=delay_ms)
        for _ in range(times):
            found = self._result(question, outcome(kind), X_BOX.center)
            late_ns = 6_200_000_000 + delay_ms * 1_000_000
            self._add(question, msgspec.structs.replace(found, tapped_at_ns=late_ns))
        return self

    def body(
        self, kind: OutcomeKind, times: int = 1, point: PointPx | None = None
    ) -> "CaseBuilder":
        """Taps at the body."""
        question = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.5, 0.5))
        for _ in range(times):
            found = self._result(question, outcome(kind), point or PointPx(540, 1000))
            self._add(question, msgspec.structs.replace(found, tapped=None))
        return self

    def back(self, kind: OutcomeKind) -> "CaseBuilder":
        """The Back key."""
        question = Question(kind=QuestionKind.PRESS_BACK)
        found = self._result(question, outcome(kind), PointPx(0, 0))
        return self._add(question, msgspec.structs.replace(found, tapped_px=None, tapped=None))

    def ask(
        self,
        question: Question,
        kind: OutcomeKind,
        times: int = 1,
        *,
        point: PointPx | None = None,
        **changes: object,
    ) -> "CaseBuilder":
        """Any question, with fields of its result as given."""
        for _ in range(times):
            touched = None if question.kind is QuestionKind.WATCH else point or PointPx(540, 1000)
            found = self._result(question, outcome(kind), touched)
            found = msgspec.structs.replace(found, tapped=None)
            self._add(question, msgspec.structs.replace(found, **changes))
        return self

    def case(self, stopped: StopReason | None = None, *, partial: bool = False) -> Case:
        """What was added, as a case."""
        return Case(
            id="case",
            app=AppFacts(package="com.example.app"),
            device=paper_phone(serial="played", size_px=SIZE, density_dpi=480),
            trials=tuple(self.trials),
            started_wall_ns=1_795_000_000_000_000_000,
            stopped=stopped,
            partial=partial,
        )


def outcome(kind: OutcomeKind, *, certain: bool = True, landing: bool = False) -> Outcome:
    """An outcome that two witnesses saw, or only one."""
    leaves = kind in LEAVING
    return Outcome(
        kind=kind,
        why="as written",
        agree=BOTH if certain else BOTH[:1],
        place=BROWSER if leaves else None,
        hops=(HOP,) if leaves else (),
        after_frame=9,
        in_app_landing=landing,
    )
