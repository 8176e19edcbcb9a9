"""The report's contents as the templates want them."""

import dataclasses
from collections.abc import Mapping, Sequence

from harness.domain.answers import Answers
from harness.domain.finding import Clause, Finding, Rule, Verdict
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.place import Hop
from harness.domain.tap_areas import TapAreas, tap_areas
from harness.domain.trial import Trial, TrialStatus
from harness.report.entry import Entry, SdkTrace
from harness.report.observer import Observer, observer_of
from harness.report.parties import Party, drawn_by, parties
from harness.report.pictures import Fate, Picture, Pictures, fate_of
from harness.report.strips import Strip, strip
from harness.report.tapmap import Tally, TapMap, tallies, tap_maps
from harness.report.targets import Target, targets
from harness.report.timeline import Timeline, timeline
from harness.report.words import Words

VERDICT_ORDER = (Verdict.VIOLATION, Verdict.SUSPECTED, Verdict.INCONCLUSIVE, Verdict.CLEAR)
MAX_MAPS, MAX_TARGETS, MAX_CHECKS = 3, 6, 40


@dataclasses.dataclass(frozen=True)
class Step:
    """One hop with its time after the tap (or after the launch when nothing was tapped)."""

    hop: Hop
    seconds: float | None


@dataclasses.dataclass(frozen=True)
class Proof:
    """The launch that shows a finding best, in pictures."""

    trial: Trial
    before: Picture | None
    close_up: Picture | None
    after: Picture | None
    after_seconds: float | None
    tapped: bool
    path: tuple[Step, ...]
    timeline: Timeline | None


@dataclasses.dataclass(frozen=True)
class FindingView:
    """A finding with its rule, its clauses and its proof."""

    finding: Finding
    rule: Rule | None
    clauses: tuple[Clause, ...]
    proof: Proof | None
    trials: tuple[Trial, ...]
    drawn_by: tuple[SdkTrace, ...]


@dataclasses.dataclass(frozen=True)
class MapView:
    """A tap map with its picture and its counts."""

    map: TapMap
    picture: Picture | None
    counts: tuple[tuple[Fate, int], ...]
    tallies: tuple[Tally, ...]


@dataclasses.dataclass(frozen=True)
class CaseView:
    """Everything that one app's chapter shows."""

    anchor: str
    entry: Entry
    verdict: str
    findings: tuple[FindingView, ...]
    others: tuple[FindingView, ...]
    maps: tuple[MapView, ...]
    strips: tuple[Strip, ...]
    counted: int
    targets: tuple[Target, ...]
    observer: Observer
    parties: tuple[Party, ...]
    areas: TapAreas | None
    """Shares of the pop-up's area by what a tap there leads to."""
    checks: tuple[Mapping[str, str], ...]
    """What the doctor said before the run."""

    @property
    def name(self) -> str:
        """The app's label, or its package where it has none."""
        return self.entry.case.app.label or self.entry.case.app.package

    @property
    def fired(self) -> tuple[str, ...]:
        """Ids of the rules that fired, each once."""
        found = (v.finding.rule for v in self.findings if v.finding.verdict is Verdict.VIOLATION)
        return tuple(dict.fromkeys(found))


def case_view(
    entry: Entry,
    index: int,
    words: Words,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
) -> CaseView:
    """One app's chapter."""
    pictures = Pictures(entry.frames)
    judgement = entry.judgement
    views = [
        _finding_view(finding, entry, pictures, rules, clauses)
        for finding in sorted(judgement.findings if judgement else (), key=_rank)
    ]
    fired = {Verdict.VIOLATION, Verdict.SUSPECTED}
    return CaseView(
        anchor=f"app-{index}",
        entry=entry,
        verdict=str(judgement.verdict) if judgement else "none",
        findings=tuple(v for v in views if v.finding.verdict in fired),
        others=tuple(v for v in views if v.finding.verdict not in fired),
        maps=tuple(_map_view(m, pictures) for m in tap_maps(entry.case)[:MAX_MAPS]),
        strips=tuple(strip(trial, entry, pictures, words) for trial in entry.case.trials),
        counted=sum(trial.status is TrialStatus.DONE for trial in entry.case.trials),
        targets=tuple(targets(entry.case, pictures)[:MAX_TARGETS]),
        observer=observer_of(entry),
        parties=tuple(parties(entry)),
        areas=tap_areas(Answers(entry.case.trials, entry.case.device.size_px)),
        checks=_checks(entry),
    )


def _checks(entry: Entry) -> tuple[Mapping[str, str], ...]:
    """The doctor's checks as far as they are what they should be: the file may say anything."""
    found = (entry.doctor or {}).get("checks", ())
    told = [c for c in found if isinstance(c, Mapping)] if isinstance(found, list | tuple) else []
    keys = ("name", "status", "said", "do")
    return tuple({key: str(check.get(key, "")) for key in keys} for check in told[:MAX_CHECKS])


def _rank(finding: Finding) -> tuple[int, str, str]:
    return VERDICT_ORDER.index(finding.verdict), finding.severity, finding.rule


def _finding_view(
    finding: Finding,
    entry: Entry,
    pictures: Pictures,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
) -> FindingView:
    trials = tuple(t for t in entry.case.trials if t.number in set(finding.trials))
    shows = finding.verdict in {Verdict.VIOLATION, Verdict.SUSPECTED}
    best = best_trial(trials)
    return FindingView(
        finding=finding,
        rule=rules.get(finding.rule),
        clauses=tuple(clauses[name] for name in finding.clauses if name in clauses),
        proof=_proof(best, finding, pictures, entry) if shows and best else None,
        trials=trials,
        drawn_by=tuple(drawn_by(entry, finding)),
    )


def best_trial(trials: Sequence[Trial]) -> Trial | None:
    """The launch that shows most: one that jumped, surely, with frames before and after."""

    def weight(trial: Trial) -> tuple[bool, bool, bool, bool, int]:
        result = trial.result
        outcome = result.outcome if result else None
        return (
            outcome is not None and fate_of(outcome.kind) is Fate.REDIRECT,
            outcome is not None and outcome.certain,
            outcome is not None and outcome.after_frame is not None,
            result is not None and result.before_frame is not None,
            -trial.number,
        )

    return max(trials, key=weight, default=None)


def proof_pictures(
    trial: Trial, finding: Finding, pictures: Pictures
) -> tuple[Picture | None, Picture | None]:
    """The launch before its tap, with control and aim drawn on, and what came after."""
    proof = _proof(trial, finding, pictures, None)
    return proof.before, proof.after


def _proof(trial: Trial, finding: Finding, pictures: Pictures, entry: Entry | None) -> Proof:
    result = trial.result
    outcome = result.outcome if result else None
    own = {frame.number: frame for frame in trial.frames}
    shown = [number for number in finding.frames if number in own]
    before = (result and (result.before_frame or result.popup_frame)) or next(iter(shown), None)
    after = (outcome.after_frame if outcome else None) or (shown[-1] if len(shown) > 1 else None)
    box, aim = _box_and_aim(trial)
    zero_ns = (result and (result.tapped_at_ns or result.launched_at_ns)) or trial.started_at_ns
    hops = (outcome.hops if outcome else ()) or finding.hops
    known_time = bool(outcome and outcome.hops)
    return Proof(
        trial=trial,
        before=pictures.key(before, box=box, aim=aim),
        close_up=pictures.close_up(before, box, aim) if box else None,
        after=pictures.key(after),
        after_seconds=(own[after].at_ns - zero_ns) / 1e9 if after in own else None,
        tapped=bool(result and result.tapped_px),
        path=tuple(Step(h, (h.at_ns - zero_ns) / 1e9 if known_time else None) for h in hops),
        timeline=timeline(trial, entry.events.get(trial.number, ())) if entry else None,
    )


def _box_and_aim(trial: Trial) -> tuple[BoxPx | None, PointPx | None]:
    result = trial.result
    if result is None:
        return None, None
    if result.tapped is not None:
        return result.tapped.box_px, result.tapped_px
    on_control = trial.question.candidate is not None
    return (result.aim.box_px if result.aim and on_control else None), result.tapped_px


def _map_view(tap_map: TapMap, pictures: Pictures) -> MapView:
    counts = tuple((fate, tap_map.count(fate)) for fate in Fate if tap_map.count(fate))
    picture = pictures.tap_map(tap_map.frame, tap_map.points)
    return MapView(tap_map, picture, counts, tuple(tallies(tap_map)))
