"""Feed the recorded events to today's sessions and compare the commands they yield.

Needs no device and no detectors: the sights are those that were recorded.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import msgspec

from harness.domain.errors import EvidenceError
from harness.domain.exchange import Command, Event, Session
from harness.domain.trial import Case, Trial, TrialResult, TrialStatus
from harness.evidence.reader import Bundle
from harness.explore.sessions import Context, session_for

COMMAND, EVENT, CONTEXT = "command", "event", "context"
LATER = frozenset({"bare_at_ns", "black_frames", "moved_dp", "undrawn", "unknown_buttons"})
"""Fields that every result has today and older recordings have not."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded command with its event; ``seq`` is the command's line in ``events.jsonl``."""

    seq: int
    command: Command
    event: Event


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Where today's session first does something else than the recorded one."""

    trial: int
    position: int
    """Of the command within the trial, from 1; one more than there are for the result."""
    seq: int | None
    """Line of ``events.jsonl`` that holds the recorded command, if there is one."""
    what: str
    recorded: Any = None
    now: Any = None


class TrialReplay(msgspec.Struct, frozen=True, kw_only=True):
    """What replaying one trial gave."""

    trial: int
    question: str
    commands: int
    """So many commands were compared."""
    truncated: str = ""
    """Why the recording of this trial ends before the session did; empty when it is whole."""
    difference: Difference | None = None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What replaying a bundle gave."""

    trials: tuple[TrialReplay, ...]

    @property
    def first(self) -> Difference | None:
        """The first difference, or None."""
        return next((t.difference for t in self.trials if t.difference), None)


def replay(bundle: Bundle) -> Replay:
    """Replay every trial of the bundle.

    Raises EvidenceError, one line, when the bundle holds nothing that can be replayed.
    """
    case = replayable(bundle)
    exchanges, contexts = exchanges_of(bundle), contexts_of(bundle)
    return Replay(
        trials=tuple(
            replay_trial(
                trial,
                session_for(
                    trial.question,
                    contexts.get(trial.number) or context_of(case, case.trials[:index]),
                ),
                exchanges.get(trial.number, []),
            )
            for index, trial in enumerate(case.trials)
        )
    )


def replayable(bundle: Bundle) -> Case:
    """The bundle's case; EvidenceError when there is no trial or the device is not known."""
    case = bundle.case
    if not case.trials:
        raise EvidenceError(
            f"{bundle.path}: holds no trial with its question, so there is nothing to replay"
        )
    if not case.device.size_px.area or not case.device.density_dpi:
        raise EvidenceError(
            f"{bundle.path}: does not tell the device's screen, which the sessions need"
        )
    return case


def exchanges_of(bundle: Bundle) -> dict[int, list[Exchange]]:
    """Commands with their events by trial, in order; a command without an event is left out.

    Trials that ran side by side on several phones lie interleaved.
    """
    found: dict[int, list[Exchange]] = {}
    asked: dict[int, tuple[int, Command]] = {}
    for line in bundle.events():
        trial = line.trial or 0
        try:
            if line.kind == COMMAND:
                asked[trial] = (line.seq, line.decode(Command))
            elif line.kind == EVENT and trial in asked:
                seq, command = asked.pop(trial)
                exchange = Exchange(seq=seq, command=command, event=line.decode(Event))
                found.setdefault(trial, []).append(exchange)
        except msgspec.ValidationError as error:
            raise EvidenceError(
                f"{bundle.path}: events.jsonl line {line.seq}: {line.kind} cannot be read "
                f"by this taptruth: {error}"
            ) from error
    return found


def contexts_of(bundle: Bundle) -> dict[int, Context]:
    """The context that each session was started with, where it was recorded."""
    return {
        line.trial: line.decode(Context)
        for line in bundle.events()
        if line.kind == CONTEXT and line.trial is not None
    }


def context_of(case: Case, before: Sequence[Trial]) -> Context:
    """The context as the trials before teach it."""
    return Context.of(
        package=case.app.package,
        density_dpi=case.device.density_dpi,
        size_px=case.device.size_px,
        consent=case.consent_policy,
        updates=case.update_policy,
        trials=before,
    )


def replay_trial(trial: Trial, session: Session, exchanges: Sequence[Exchange]) -> TrialReplay:
    """Send the recorded events to the session until it does something else."""
    walk = _Walk(trial.number, exchanges)
    try:
        difference = walk.through(session, trial)
    except Exception as error:  # noqa: BLE001  whatever a session raises is a finding about it
        difference = walk.differs(f"the session fails: {type(error).__name__}: {error}")
    return TrialReplay(
        trial=trial.number,
        question=trial.question.kind,
        commands=walk.compared,
        truncated=walk.truncated,
        difference=difference,
    )


@dataclasses.dataclass
class _Walk:
    """One pass over the exchanges of a trial."""

    number: int
    exchanges: Sequence[Exchange]
    compared: int = 0
    truncated: str = ""

    def through(self, session: Session, trial: Trial) -> Difference | None:
        """The first difference of commands or result."""
        command = next(session)
        for exchange in self.exchanges:
            if command != exchange.command:
                return self.differs("another command", exchange.command, command)
            self.compared += 1
            try:
                command = session.send(exchange.event)
            except StopIteration as end:
                return self._at_end(end.value, trial)
        if trial.status is TrialStatus.DONE:
            return self.differs("the recording ended, the session goes on", None, command)
        self.truncated = trial.reason or "the recording ends before the session did"
        return None

    def _at_end(self, result: TrialResult, trial: Trial) -> Difference | None:
        if self.compared < len(self.exchanges):
            left = self.exchanges[self.compared].command
            return self.differs("the session ends, the recording goes on", left, None)
        if trial.result is None:
            self.truncated = trial.reason or "the trial's result was not recorded"
            return None
        fields = changed_fields(trial.result, with_hops_of(trial.result, result))
        fields = [name for name in fields if name not in LATER or getattr(trial.result, name)]
        if not fields:
            return None
        return self.differs(
            "another result: " + ", ".join(fields),
            {name: getattr(trial.result, name) for name in fields},
            {name: getattr(result, name) for name in fields},
        )

    def differs(self, what: str, recorded: Any = None, now: Any = None) -> Difference:
        """A difference at the command that comes next."""
        at = self.exchanges[self.compared] if self.compared < len(self.exchanges) else None
        return Difference(
            trial=self.number,
            position=self.compared + 1,
            seq=at.seq if at else None,
            what=what,
            recorded=msgspec.to_builtins(recorded),
            now=msgspec.to_builtins(now),
        )


def changed_fields(one: msgspec.Struct, other: msgspec.Struct) -> list[str]:
    """Names of the fields in which two records of one type differ."""
    return [n for n in one.__struct_fields__ if getattr(one, n) != getattr(other, n)]


def with_hops_of(recorded: TrialResult | None, result: TrialResult) -> TrialResult:
    """The result with its hops as the live run learnt them after the session had ended."""
    if recorded is None or recorded.outcome is None or result.outcome is None:
        return result
    known = {hop.at_ns: hop for hop in recorded.outcome.hops}
    hops = tuple(known.get(hop.at_ns, hop) for hop in result.outcome.hops)
    return msgspec.structs.replace(
        result, outcome=msgspec.structs.replace(result.outcome, hops=hops)
    )
