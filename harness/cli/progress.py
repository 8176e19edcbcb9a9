"""Progress of a scan on stderr: a status line on a terminal, one line a trial elsewhere."""

from rich.console import Console
from rich.status import Status
from rich.text import Text

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.finding import Judgement, Verdict
from harness.domain.trial import Question, QuestionKind, StopReason, Trial, TrialStatus

VERDICT_STYLE = {
    Verdict.VIOLATION: "bold red",
    Verdict.SUSPECTED: "yellow",
    Verdict.CLEAR: "green",
    Verdict.INCONCLUSIVE: "cyan",
}


def question_text(question: Question) -> str:
    """The question in plain words."""
    if question.kind is QuestionKind.WATCH:
        return "hands off: what shows, and does it jump by itself?"
    if question.kind is QuestionKind.TAP_CONTROL and question.candidate:
        return f"tap {question.candidate.key}: does it close?"
    if question.kind is QuestionKind.TAP_BODY and question.point_rel:
        across, down = question.point_rel
        return f"tap the body at {across:.0%}, {down:.0%}: does it redirect?"
    if question.kind is QuestionKind.PRESS_BACK:
        return "press Back: does it leave?"
    if question.kind is QuestionKind.WAIT_OUT:
        return "wait out the countdown: does it end by itself?"
    return str(question.kind)


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
