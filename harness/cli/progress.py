"""Progress of a scan on stderr: a status line on a terminal, one line a trial elsewhere."""

from rich.console import Console
from rich.status import Status
from rich.text import Text

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.finding import Judgement, Verdict
from harness.domain.trial import Question, QuestionKind, Setup, StopReason, Trial, TrialStatus

VERDICT_STYLE = {
    Verdict.VIOLATION: "bold red",
    Verdict.SUSPECTED: "yellow",
    Verdict.CLEAR: "green",
    Verdict.INCONCLUSIVE: "cyan",
}


def question_text(question: Question) -> str:
    """The question in plain words."""
    key = question.candidate.key if question.candidate else "the control"
    across, down = question.point_rel or (0.5, 0.5)
    texts = {
        QuestionKind.WATCH: "hands off: what shows, and does it jump by itself?",
        QuestionKind.TAP_CONTROL: f"tap {key}: does it close?",
        QuestionKind.TAP_BODY: f"tap the body at {across:.0%}, {down:.0%}: does it redirect?",
        QuestionKind.PRESS_BACK: "press Back: does it leave?",
        QuestionKind.WAIT_OUT: "wait out the countdown: does it end by itself?",
        QuestionKind.CLICK_CONTROL: f"click {key} by accessibility: does it differ?",
        QuestionKind.SWIPE: f"swipe ({question.gesture}): does it lead away?",
        QuestionKind.MOVE: f"move the phone ({question.motion}): does it lead away?",
    }
    setup = "" if question.setup is Setup.USUAL else f" ({question.setup})"
    return texts[question.kind] + setup


def answer_text(trial: Trial) -> str:
    """What a trial found, in plain words."""
    if trial.status is not TrialStatus.DONE or trial.result is None:
        return f"{trial.status}: {trial.reason}"
    outcome = trial.result.outcome
    if outcome is None:
        return trial.result.reason or "nothing to tap"
    where = ""
    if outcome.place is not None and outcome.place.package:
        where = f" to {outcome.place.package} ({outcome.place.kind})"
    return f"{outcome.kind}{where}: {outcome.why}"


class TerminalProgress:
    """Writes to stderr through rich; plain lines where stderr is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._budget = 0

    def began(self, device: DeviceFacts, app: AppFacts, budget: int) -> None:
        """Say what is tested on what."""
        self._budget = budget
        name = f"{app.label} ({app.package})" if app.label else app.package
        self._line(
            f"{name} {app.version_name or ''} on {device.model}, "
            f"Android {device.android_release} ({device.serial})"
        )
        if self._console.is_terminal:
            self._status = self._console.status("starting")
            self._status.start()

    def asking(self, number: int, question: Question) -> None:
        """Say which question is put to which launch."""
        text = f"launch {number} of at most {self._budget}: {question_text(question)}"
        if self._status is not None:
            self._status.update(Text(text))
        else:
            self._line(text)

    def answered(self, trial: Trial) -> None:
        """Say what came out of it."""
        self._line(f"  {trial.number:>2}. {question_text(trial.question)} -> {answer_text(trial)}")

    def note(self, text: str) -> None:
        """Say something else."""
        self._line(text)

    def ended(self, judgement: Judgement, stopped: StopReason) -> None:
        """Say the verdict."""
        self.close()
        self._console.print(
            Text.assemble(
                ("verdict: ", "bold"),
                (str(judgement.verdict), VERDICT_STYLE[judgement.verdict]),
            )
        )
        for reason in judgement.reasons_en:
            self._line(f"  {reason}")
        self._line(f"  stopped: {stopped.why}")

    def close(self) -> None:
        """Take the status line away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _line(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)
