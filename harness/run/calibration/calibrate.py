"""Play every scene of the calibration app on a device and compare with its truth.

The sessions, the runner and the eyes are those of ``scan``. Only two things are special: the
app is told which scene comes next, and its own log is read *after* each trial.
"""

import contextlib
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from harness import __version__
from harness.domain.calibration import Agreement, Calibration, SceneAnswer
from harness.domain.candidates import candidates_of
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.trial import (
    Candidate,
    Case,
    Question,
    QuestionKind,
    StopReason,
    Trial,
)
from harness.evidence.writer import BundleWriter
from harness.explore.context import Context
from harness.explore.sessions import session_for
from harness.run.adapting import Measured, adapted, measure
from harness.run.calibration.compare import compare
from harness.run.calibration.package import COMPONENT, PACKAGE, apk_sha256
from harness.run.calibration.ports import CalibrationPhone, Told
from harness.run.calibration.scenes import Ask, Scene, load_scenes
from harness.run.calibration.truthlog import TAG, TruthLine, parse_truth
from harness.run.clock import Clock
from harness.run.ports import Eyes
from harness.run.trial_runner import TrialRunner

TEACHERS = 3
"""The first scenes are watched; what is seen there tells where the controls are."""
LOST_TRIES = 3
"""So often a scene is begun again after the device went away."""


class CalibrationOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose."""

    bundle: Path
    apk: Path
    scenes: tuple[str, ...] = ()
    """Only these; all when empty."""
    keep_app: bool = False


def calibrate(
    connect: Callable[[], contextlib.AbstractContextManager[CalibrationPhone]],
    eyes: Eyes,
    options: CalibrationOptions,
    *,
    clock: Clock,
    told: Told,
) -> Calibration:
    """Run the scenes, seal the bundle, and say what the device is good for.

    ``connect`` meets the device; it is called again when the device went away, and may wait
    for it. Raises ``DeviceLostError`` when it does not come back: what was seen is sealed.
    """
    started_wall_ns = clock.wall_ns()
    case_id = str(uuid.uuid4())
    writer = BundleWriter.create(
        options.bundle,
        case_id=case_id,
        tool_version=__version__,
        started_wall_ns=started_wall_ns,
        extra={"package": PACKAGE, "calibration": True},
    )
    with contextlib.closing(writer):
        run = _Calibrating(eyes, options, clock, told, writer, case_id, started_wall_ns)
        return run.whole(connect)


class _Calibrating:
    """One calibration; holds what its steps share."""

    def __init__(
        self,
        eyes: Eyes,
        options: CalibrationOptions,
        clock: Clock,
        told: Told,
        writer: BundleWriter,
        case_id: str,
        started_wall_ns: int,
    ) -> None:
        self._eyes = eyes
        self._options = options
        self._clock = clock
        self._told = told
        self._writer = writer
        self._case_id = case_id
        self._started_wall_ns = started_wall_ns
        self._scenes = [s for s in load_scenes() if not options.scenes or s.name in options.scenes]
        self._names = [scene.name for scene in load_scenes()][:TEACHERS]
        self._trials: list[Trial] = []
        self._teaching: list[Trial] = []
        self._answers: dict[str, list[SceneAnswer]] = {}
        self._device: DeviceFacts | None = None
        self._app: AppFacts | None = None
        self._measured = Measured(capture_ms=0.0)
        self._notes: tuple[str, ...] = ()

    def whole(
        self, connect: Callable[[], contextlib.AbstractContextManager[CalibrationPhone]]
    ) -> Calibration:
        """All scenes, the device going away in between or not."""
        lost_at: dict[str, int] = {}
        try:
            while (left := self._left()) is not None:
                try:
                    with connect() as phone:
                        self._with_phone(phone)
                except DeviceLostError as lost:
                    name = left.name
                    lost_at[name] = lost_at.get(name, 0) + 1
                    if lost_at[name] >= LOST_TRIES:
                        raise
                    self._told.note(f"{lost}; going on with {name} when it is back")
        except BaseException:
            self._seal(complete=False)
            raise
        self._seal(complete=True)
        return self._result(complete=True)

    def _left(self) -> Scene | None:
        done = {name for name, found in self._answers.items() if self._answered(name, found)}
        return next((s for s in self._scenes if s.name not in done), None)

    def _answered(self, name: str, found: Sequence[SceneAnswer]) -> bool:
        scene = next(s for s in self._scenes if s.name == name)
        return len(found) >= len(scene.asks)

    # --- one connection -----------------------------------------------------------
    def _with_phone(self, phone: CalibrationPhone) -> None:
        phone.watch_package(PACKAGE)
        phone.wake_and_unlock()
        phone.install(self._options.apk)
        try:
            self._learn_facts(phone)
            while (scene := self._left()) is not None:
                number = self._scenes.index(scene) + 1
                self._told.scene(number, len(self._scenes), scene)
                self._play(phone, scene)
        finally:
            if not self._options.keep_app:
                with contextlib.suppress(DeviceError):
                    phone.uninstall(PACKAGE)

    def _learn_facts(self, phone: CalibrationPhone) -> None:
        self._device = phone.facts()
        self._app = phone.app_facts(PACKAGE)
        self._writer.put_device(self._device, None)
        self._writer.put_app(self._app)
        before_ns = self._clock.monotonic_ns()
        phone.start_activity(COMPONENT, {"scene": "none"})
        start_ms = round((self._clock.monotonic_ns() - before_ns) / 1e6, 1)
        measured = measure(phone, self._clock)
        self._measured = msgspec.structs.replace(measured, start_ms=start_ms)
        self._notes = lacks_of(phone)

    def _play(self, phone: CalibrationPhone, scene: Scene) -> None:
        self._answers[scene.name] = []
        phone.stop(PACKAGE)  # an app that is in front is only brought there: extras are not read
        phone.start_activity(COMPONENT, {"scene": scene.name, "seed": scene.seed})
        phone.stop(PACKAGE)
        for ask in scene.asks:
            self._answers[scene.name].append(self._ask(phone, scene, ask))

    def _ask(self, phone: CalibrationPhone, scene: Scene, ask: Ask) -> SceneAnswer:
        assert self._device is not None
        question = self._question(scene, ask)
        if question is None:
            return self._unasked(scene, ask)
        number = len(self._trials) + 1
        context = Context.of(
            package=PACKAGE,
            density_dpi=self._device.density_dpi,
            size_px=self._device.size_px,
            trials=self._teaching,
            timing=adapted(self._measured),
        )
        for kind, record in (("question", question), ("context", context)):
            self._writer.record(
                kind,
                record,
                at_ns=self._clock.monotonic_ns(),
                wall_ns=self._clock.wall_ns(),
                trial=number,
            )
        runner = TrialRunner(
            phone,
            self._eyes,
            self._writer,
            self._clock,
            package=PACKAGE,
            density_dpi=self._device.density_dpi,
            capabilities=self._device.capabilities,
        )
        trial = runner.run(number, question, session_for(question, context))
        self._trials.append(trial)
        self._writer.trial(trial)
        if scene.name in self._names and question.kind is QuestionKind.WATCH:
            self._teaching.append(trial)
        said = self._said_since(phone, trial)
        answer = compare(scene, ask, trial, said, self._device.density_dpi)
        self._told.answer(answer)
        return answer

    def _said_since(self, phone: CalibrationPhone, trial: Trial) -> list[TruthLine]:
        """The app's log since this trial's launch, which says "started" at its own start."""
        try:
            lines = parse_truth(phone.app_log(TAG))
        except DeviceLostError:
            raise
        except DeviceError:
            return []
        since_ns = trial.started_at_ns - 500_000_000
        recent = [line for line in lines if line.at_ns >= since_ns]
        starts = [i for i, line in enumerate(recent) if line.event == "started"]
        return recent[starts[-1] :] if starts else recent

    def _question(self, scene: Scene, ask: Ask) -> Question | None:
        why = f"calibration scene {scene.name}"
        if ask.kind is QuestionKind.TAP_BODY:
            return Question(kind=ask.kind, point_rel=ask.at, why=why)
        if ask.role is None:
            return Question(kind=ask.kind, motion=ask.motion, why=why)
        candidate = self._candidate(ask)
        if candidate is None:
            return None
        return Question(kind=ask.kind, candidate=candidate, offset_dp=ask.beside, why=why)

    def _candidate(self, ask: Ask) -> Candidate | None:
        assert self._device is not None
        known = candidates_of(self._teaching, self._device.size_px)
        return next((k.candidate for k in known if k.candidate.role is ask.role), None)

    def _unasked(self, scene: Scene, ask: Ask) -> SceneAnswer:
        answer = SceneAnswer(
            scene=scene.name,
            question=Question(kind=ask.kind),
            expected=ask.expect,
            got="not asked",
            agreement=Agreement.UNCLEAR,
            core=scene.core,
            reason=f"no {ask.role} was seen in the scenes that are watched first",
        )
        self._told.answer(answer)
        return answer

    # --- the end --------------------------------------------------------------------
    def _seal(self, *, complete: bool) -> None:
        if self._device is None or self._app is None:
            return
        case = Case(
            id=self._case_id,
            app=self._app,
            device=self._device,
            trials=tuple(self._trials),
            started_wall_ns=self._started_wall_ns,
            ended_wall_ns=self._clock.wall_ns(),
            stopped=StopReason(why="all scenes played" if complete else "interrupted"),
            tool_version=__version__,
            partial=not complete,
        )
        self._writer.finish(case, None, partial=not complete)

    def _result(self, *, complete: bool) -> Calibration:
        assert self._device is not None
        timing = {"capture_ms": self._measured.capture_ms}
        if self._measured.start_ms is not None:
            timing["start_ms"] = self._measured.start_ms
        return Calibration(
            fingerprint=self._device.fingerprint,
            serial=self._device.serial,
            model=self._device.model,
            api_level=self._device.api_level,
            ended_wall_ns=self._clock.wall_ns(),
            tool_version=__version__,
            app_sha256=apk_sha256(self._options.apk),
            answers=tuple(a for found in self._answers.values() for a in found),
            lacks=self._notes,
            timing=timing,
            complete=complete and not self._options.scenes,
        )


def lacks_of(phone: CalibrationPhone) -> tuple[str, ...]:
    """What this device cannot do, in words for the table."""
    has = phone.capabilities()
    words = {
        "event_log": "the event log is not readable",
        "ondevice_server": "no on-device server: taps go through adb, slowly",
        "shakes": "no motion sensors that can be played",
        "records_video": "no video of the screen",
    }
    return tuple(text for name, text in words.items() if name not in has)
