"""Today's detectors, sessions and rules on yesterday's frames, and what changes by that.

Three steps, kept apart so that each change has its cause: the recorded trials judged by
today's rules; the recorded frames seen anew; the trials run anew on what was seen, and judged.
"""

import dataclasses
from collections.abc import Sequence

import msgspec

from harness.domain.errors import EvidenceError
from harness.domain.exchange import Command, Event, Look, Observed, Session, Tap, TimeUp
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.trial import Trial, TrialResult, TrialStatus
from harness.evidence.cut_off import first_after
from harness.evidence.reader import Bundle
from harness.explore.sessions import Context, session_for
from harness.judge import judge
from harness.judge.catalogue import Catalogue
from harness.run.looking import Looker, ReadBefore
from harness.run.ports import Eyes
from harness.run.replay import (
    Exchange,
    changed_fields,
    context_of,
    contexts_of,
    exchanges_of,
    replayable,
    with_hops_of,
)
from harness.run.sight_changes import SightChange, compare_sights

SAME_TAP_DP = 4.0
"""A tap no farther from the recorded one is answered by what that one led to."""
KEPT_TREE = "the hierarchy is not stored (a bundle of an earlier version)"
KEPT_LOST = "the frame is not in the bundle"


class TrialChange(msgspec.Struct, frozen=True, kw_only=True):
    """What running one trial anew gave."""

    trial: int
    question: str
    frames: int
    """So many frames were seen anew."""
    kept: dict[str, int] = {}
    """Frames whose recorded sight was kept, by the reason."""
    stopped: str = ""
    """Why the recording cannot answer today's session to its end; then it is not judged."""
    changed: tuple[str, ...] = ()
    """Fields of the result that differ."""
    outcome_was: str | None = None
    outcome_now: str | None = None


class FindingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A finding then and now; None where there was or is none."""

    rule: str
    subject: str | None
    was: Finding | None
    now: Finding | None
    fields: tuple[str, ...]
    """Which of verdict, measured, hits, of, rule_version … differ; empty: the same finding."""
    why: tuple[str, ...] = ()


class Rejudged(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that changed, and what did not."""

    rules_was: str
    rules_now: str
    verdict_was: Verdict | None
    verdict_now: Verdict
    sights: tuple[SightChange, ...]
    trials: tuple[TrialChange, ...]
    findings: tuple[FindingChange, ...]

    @property
    def differs(self) -> bool:
        """Whether a frame, a trial or a finding is another one today."""
        return (
            self.verdict_was != self.verdict_now
            or bool(self.sights)
            or any(t.changed or t.stopped for t in self.trials)
            or any(f.fields for f in self.findings)
        )


def rejudge(bundle: Bundle, eyes: Eyes, catalogue: Catalogue) -> Rejudged:
    """See, run and judge the bundle's case anew; the bundle stays as it is.

    Raises EvidenceError, one line, when there is no trial to judge.
    """
    case = replayable(bundle)
    exchanges, contexts = exchanges_of(bundle), contexts_of(bundle)
    sights: list[SightChange] = []
    trials: list[Trial] = []
    changes: list[TrialChange] = []
    read_before = ReadBefore()
    anew = first_after(bundle.events())
    for trial in case.trials:
        if trial.number in anew:
            read_before = ReadBefore()  # as in the run: a new process had read nothing
        again = _SeenAgain(bundle, Looker(eyes, case.device.density_dpi, read_before))
        seen = [again.exchange(trial.number, it) for it in exchanges.get(trial.number, [])]
        sights += again.changes
        context = _as_patient(context_of(case, trials), contexts.get(trial.number))
        session = session_for(trial.question, context)
        trial_now, stopped = _run_anew(trial, session, seen, case.device.density_dpi)
        trials.append(trial_now)
        changes.append(_trial_change(trial, trial_now, stopped, again))
    then = bundle.judgement
    by_rules = judge(case, catalogue)
    now = judge(msgspec.structs.replace(case, trials=tuple(trials)), catalogue)
    return Rejudged(
        rules_was=then.rules_version if then else "",
        rules_now=now.rules_version,
        verdict_was=then.verdict if then else None,
        verdict_now=now.verdict,
        sights=tuple(sights),
        trials=tuple(changes),
        findings=tuple(compare_findings(then, by_rules, now, changes)),
    )


def _as_patient(context: Context, recorded: Context | None) -> Context:
    """The context with the waits of the live run: they were measured on that device."""
    if recorded is None:
        return context
    return msgspec.structs.replace(context, timing=recorded.timing)


# --- seeing anew ---------------------------------------------------------------------
@dataclasses.dataclass
class _SeenAgain:
    """The frames of one trial, seen in their order by today's detectors."""

    bundle: Bundle
    looker: Looker
    changes: list[SightChange] = dataclasses.field(default_factory=list)
    frames: int = 0
    kept: dict[str, int] = dataclasses.field(default_factory=dict)

    def exchange(self, trial: int, recorded: Exchange) -> Exchange:
        """The same exchange with today's sight in it."""
        event = recorded.event
        if not isinstance(event, Observed) or not isinstance(recorded.command, Look):
            return recorded
        try:
            pixels = self.bundle.frame_pixels(event.frame.number)
        except EvidenceError:
            return self._keep(recorded, KEPT_LOST)
        if event.hierarchy == "given" and event.hierarchy_sha256 is None:
            self.looker.remember(pixels, event.sight)
            return self._keep(recorded, KEPT_TREE)
        tree = self._tree(event)
        sight = self.looker.see(pixels, tree, recorded.command, event.frame.at_ns)
        self.frames += 1
        told = compare_sights(event.sight, sight)
        if told:
            self.changes.append(SightChange(trial=trial, frame=event.frame.number, what=told))
        seen = msgspec.structs.replace(event, sight=sight)
        return msgspec.structs.replace(recorded, event=seen)

    def _tree(self, event: Observed) -> str | None:
        sha256 = event.hierarchy_sha256
        return None if sha256 is None else self.bundle.hierarchy(sha256)

    def _keep(self, recorded: Exchange, why: str) -> Exchange:
        self.kept[why] = self.kept.get(why, 0) + 1
        return recorded


# --- running anew --------------------------------------------------------------------
def _run_anew(
    trial: Trial, session: Session, exchanges: Sequence[Exchange], density_dpi: int
) -> tuple[Trial, str]:
    """The trial with today's result, and why there is none if the recording cannot answer."""
    if trial.status is not TrialStatus.DONE:
        return trial, ""
    try:
        result, stopped = _drive(session, exchanges, density_dpi)
    except Exception as error:  # noqa: BLE001  whatever a session raises is told, not hidden
        result, stopped = None, f"the session fails: {type(error).__name__}: {error}"
    if result is None:
        broken = msgspec.structs.replace(
            trial, status=TrialStatus.BROKEN, result=None, reason=stopped
        )
        return broken, stopped
    result = with_hops_of(trial.result, result)
    return msgspec.structs.replace(trial, result=result, reason=result.reason), ""


def _drive(
    session: Session, exchanges: Sequence[Exchange], density_dpi: int
) -> tuple[TrialResult | None, str]:
    command = next(session)
    for position, exchange in enumerate(exchanges, start=1):
        if not answers(command, exchange.command, exchange.event, density_dpi):
            now, was = _words(command), _words(exchange.command)
            return None, f"command {position}: {now}, but {was} is what was recorded"
        try:
            command = session.send(exchange.event)
        except StopIteration as end:
            result: TrialResult = end.value
            return result, ""
    return None, f"the recording ended; the session would go on with {_words(command)}"


def answers(now: Command, recorded: Command, event: Event, density_dpi: int) -> bool:
    """Whether what the recorded command led to answers today's command too.

    The same command always is: on a slow rig a frame may have come after its deadline. A look
    is answered by any frame or end of time that fits its deadline, a tap by one within
    ``SAME_TAP_DP``; anything else by its equal only.
    """
    if now == recorded:
        return True
    if isinstance(now, Look) and isinstance(recorded, Look):
        if isinstance(event, TimeUp):
            return now.until_ns <= event.at_ns
        return isinstance(event, Observed) and event.frame.at_ns <= now.until_ns
    if isinstance(now, Tap) and isinstance(recorded, Tap):
        apart_dp = now.point_px.distance_to(recorded.point_px) * 160 / density_dpi
        return apart_dp <= SAME_TAP_DP
    return now == recorded


def _words(command: Command) -> str:
    name = type(command).__name__.lower()
    if isinstance(command, Tap):
        return f"{name} at {command.point_px.x},{command.point_px.y} ({command.aim.why})"
    if isinstance(command, Look):
        wants = [w for w in ("hierarchy", "read") if getattr(command, w)]
        return " ".join([f"{name} until {command.until_ns}", *wants])
    return name


def _trial_change(was: Trial, now: Trial, stopped: str, again: _SeenAgain) -> TrialChange:
    fields: tuple[str, ...] = ()
    if was.result is not None and now.result is not None:
        fields = tuple(changed_fields(was.result, now.result))
    return TrialChange(
        trial=was.number,
        question=was.question.kind,
        frames=again.frames,
        kept=again.kept,
        stopped=stopped,
        changed=fields,
        outcome_was=_outcome(was),
        outcome_now=_outcome(now),
    )


def _outcome(trial: Trial) -> str | None:
    if trial.result is None or trial.result.outcome is None:
        return None
    return str(trial.result.outcome.kind)


# --- comparing findings --------------------------------------------------------------
TOLD = ("verdict", "measured", "hits", "of", "severity", "benchmark", "rule_version", "clauses")
"""Fields of a finding that count as a change; reasons and pointers follow from them."""


def compare_findings(
    then: Judgement | None, by_rules: Judgement, now: Judgement, trials: Sequence[TrialChange]
) -> list[FindingChange]:
    """Findings one by one, by rule and subject, in the order of the recorded ones.

    ``by_rules`` is the recorded case judged by today's rules: what differs there already is
    the rules' doing, the rest that of detectors and sessions.
    """
    old, middle, new = _by_key(then), _by_key(by_rules), _by_key(now)
    return [
        _compared(key, old.get(key), middle.get(key), new.get(key), trials)
        for key in dict.fromkeys([*old, *new])
    ]


def _compared(
    key: tuple[str, str | None],
    was: Finding | None,
    ruled: Finding | None,
    now: Finding | None,
    trials: Sequence[TrialChange],
) -> FindingChange:
    fields = _told_fields(was, now)
    why = []
    if fields and _told_fields(was, ruled):
        why.append("today's rules judge the recorded trials differently")
    if fields and _told_fields(ruled, now):
        why += _because(trials)
    return FindingChange(
        rule=key[0], subject=key[1], was=was, now=now, fields=tuple(fields), why=tuple(why)
    )


def _because(trials: Sequence[TrialChange]) -> list[str]:
    """What became of the trials, in words; the same words are said once."""
    told: dict[str, list[str]] = {}
    for trial in trials:
        if trial.stopped:
            words = f"not judged: {trial.stopped}"
        elif trial.outcome_was != trial.outcome_now:
            words = f"{trial.outcome_was or 'no outcome'} is now {trial.outcome_now or 'none'}"
        elif trial.changed:
            words = f"another {', '.join(trial.changed)}"
        else:
            continue
        told.setdefault(words, []).append(str(trial.trial))
    return [f"trial {', '.join(numbers)}: {words}" for words, numbers in told.items()]


def _told_fields(one: Finding | None, other: Finding | None) -> list[str]:
    if one is None or other is None:
        return [] if one is other else ["verdict"]
    return [name for name in TOLD if getattr(one, name) != getattr(other, name)]


def _by_key(judgement: Judgement | None) -> dict[tuple[str, str | None], Finding]:
    return {(f.rule, f.subject): f for f in judgement.findings} if judgement else {}
