"""Counting the trials of a complaint: the plan and the judge count alike, here.

The tests are Wald's (``harness.domain.statistics``); alpha is the chance of confirming a claim
about an app that does it no more often than ``p0``, beta that of refuting one that is true at
least as often as ``p1``.
"""

from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.answer import Answer
from harness.domain.answers import Answers
from harness.domain.candidates import SAME_PLACE_REL, gap_rel, zone
from harness.domain.complaint import ON_A_CONTROL, WITH_TARGET, ClaimKind, Wanted
from harness.domain.creatives import SAME_CREATIVE_BITS
from harness.domain.geometry import SizePx
from harness.domain.lateness import is_late
from harness.domain.sight import hamming
from harness.domain.statistics import DEAD, REDIRECTS, Leaning, Sprt
from harness.domain.trial import REDIRECTING, Candidate, OutcomeKind, QuestionKind, Trial

ASKS = Sprt(p0=0.02, p1=0.5, alpha=0.01, beta=0.05)
"""A tap is answered by a question or another layer: a misreading against every other tap."""
WHOLE = Sprt(p0=0.4, p1=0.8, alpha=0.02, beta=0.05)
"""Share of the picture that leads away: a usual card against the whole of it."""
ALONE = Sprt(p0=0.02, p1=0.3, alpha=0.01, beta=0.05)
"""The app jumps by itself: hardly ever against one launch in three."""
NO_MARK = Sprt(p0=0.05, p1=0.6, alpha=0.01, beta=0.05)
"""A pop-up shows no closing control: a sight missed now and then against most launches."""
TEST_OF = {
    ClaimKind.CLOSE_LEADS_AWAY: REDIRECTS,
    ClaimKind.CLOSE_THEN_JUMPS: REDIRECTS,
    ClaimKind.CLOSE_DOES_NOTHING: DEAD,
    ClaimKind.CLOSE_ASKS_AGAIN: ASKS,
    ClaimKind.WHOLE_SCREEN_LEADS_AWAY: WHOLE,
    ClaimKind.JUMPS_ALONE: ALONE,
    ClaimKind.NO_CLOSE_MARK: NO_MARK,
}
LEAST_HITS = 2
"""What was seen once may be a misreading."""
LEAST_WITHOUT_MARK = 5
"""Launches without a closing control: a mark that is drawn unusually is missed every time."""
LEAST_SEEN_NS = 2_000_000_000
"""So long a pop-up must have been in sight to be said to have no closing control."""
NEAR_PICTURE_REL = 2 * SAME_PLACE_REL
"""A control this near to where the person's picture shows it (of the width) is the same."""
TARGET_NAMES: tuple[frozenset[str], ...] = (
    frozenset({"淘宝", "taobao", "tmall", "天猫"}),
    frozenset({"京东", "jingdong", "jd.com", "openapp.jdmobile", "jd"}),
    frozenset({"拼多多", "pinduoduo", "xunmeng", "pdd"}),
    frozenset({"抖音", "douyin", "aweme", "snssdk1128"}),
    frozenset({"微信", "wechat", "weixin", "com.tencent.mm"}),
    frozenset({"支付宝", "alipay"}),
    frozenset({"百度", "baidu"}),
    frozenset({"快手", "kuaishou", "gifmaker"}),
    frozenset({"浏览器", "browser", "chrome"}),
    frozenset({"应用商店", "应用市场", "store", "market", "vending"}),
)
"""Names of one target, as people and as packages and addresses write them."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """Where a claim stands."""

    leaning: Leaning
    test: Sprt
    hits: tuple[Trial, ...] = ()
    misses: tuple[Trial, ...] = ()
    elsewhere: tuple[Trial, ...] = ()
    """Among the misses: they led away, but not to where the person said."""
    late: tuple[Trial, ...] = ()
    """Taps that a slow rig sent so late that they tell nothing against the claim."""
    others: tuple[Trial, ...] = ()
    """The same question on other advertisements than the person's."""
    candidates: tuple[Candidate, ...] = ()
    """Controls that fit what the person described."""
    popups: int = 0
    launches: int = 0

    @property
    def of(self) -> int:
        """Trials that could have shown it."""
        return len(self.hits) + len(self.misses)


def count(
    kind: ClaimKind, wanted: Wanted, trials: Sequence[Trial], size: SizePx | None = None
) -> Count:
    """Count the trials of a claim, in their order."""
    answers = Answers(trials, size)
    fitting = tuple(fitting_candidates(wanted, answers, size)) if kind in ON_A_CONTROL else ()
    whole = list(_told(kind, wanted, answers, fitting))
    told = [(trial, hit) for trial, hit in whole if hit or not is_late(trial)]
    mine = [(trial, hit) for trial, hit in told if is_wanted_creative(wanted, trial)]
    hits = tuple(trial for trial, hit in mine if hit)
    return Count(
        leaning=_leaning(kind, [hit for _, hit in mine]),
        test=TEST_OF[kind],
        hits=hits,
        misses=tuple(trial for trial, hit in mine if not hit),
        elsewhere=tuple(t for t, hit in mine if not hit and kind in WITH_TARGET and _left(t)),
        late=tuple(trial for trial, hit in whole if not hit and is_late(trial)),
        others=tuple(t for t, _ in told if not is_wanted_creative(wanted, t)),
        candidates=fitting,
        popups=len(answers.with_popup()),
        launches=len(answers.trials),
    )


def _leaning(kind: ClaimKind, hits: list[bool]) -> Leaning:
    leaning = TEST_OF[kind].walk(hits)
    least = LEAST_WITHOUT_MARK if kind is ClaimKind.NO_CLOSE_MARK else LEAST_HITS
    if leaning is Leaning.HIGH and sum(hits) < least:
        return Leaning.OPEN
    return leaning


def _told(
    kind: ClaimKind, wanted: Wanted, answers: Answers, fitting: Sequence[Candidate]
) -> Iterable[tuple[Trial, bool]]:
    """Trials that could show it, each with whether it did."""
    if kind is ClaimKind.JUMPS_ALONE:
        jumped = {trial.number for trial in answers.jumps() if _certain(trial)}
        for trial in answers.watched():
            yield trial, trial.number in jumped and _to_target(wanted, trial)
    elif kind is ClaimKind.NO_CLOSE_MARK:
        for trial in answers.with_popup():
            assert trial.result is not None
            unmarked = trial.result.control_at_ns is None
            if trial.question.kind is QuestionKind.WATCH and not (unmarked and _brief(trial)):
                yield trial, unmarked
    elif kind is ClaimKind.WHOLE_SCREEN_LEADS_AWAY:
        for answer in answers.body():
            yield answer.trial, answer.left and _to_target(wanted, answer.trial)
    else:
        keys = {candidate.key for candidate in fitting}
        for answer in answers.closing():
            if answer.question.candidate and answer.question.candidate.key in keys:
                yield answer.trial, _does(kind, wanted, answer)


def _does(kind: ClaimKind, wanted: Wanted, answer: Answer) -> bool:
    outcome = answer.outcome.kind
    if kind is ClaimKind.CLOSE_DOES_NOTHING:
        return answer.dead
    if kind is ClaimKind.CLOSE_ASKS_AGAIN:
        return outcome in {OutcomeKind.PROMPTED, OutcomeKind.REPLACED}
    later = outcome is OutcomeKind.DISMISSED_THEN_REDIRECTED
    right = later if kind is ClaimKind.CLOSE_THEN_JUMPS else answer.left and not later
    return right and _to_target(wanted, answer.trial)


def fitting_candidates(
    wanted: Wanted, answers: Answers, size: SizePx | None = None
) -> list[Candidate]:
    """Closing controls that fit: by the picture's place, else by role and ninth of the screen.

    Where no control has both role and ninth, the ninth alone decides: people call a skip an X.
    """
    known = answers.candidates(1)
    if wanted.center_rel is not None:
        screen = size or SizePx(1080, 2400)
        near = [
            c for c in known if gap_rel(c.center_rel, wanted.center_rel, screen) <= NEAR_PICTURE_REL
        ]
        return near or [c for c in known if zone(c.center_rel) == zone(wanted.center_rel)]
    placed = [c for c in known if wanted.zone in {None, zone(c.center_rel)}]
    exact = [c for c in placed if wanted.role in {None, c.role}]
    return exact or (placed if wanted.zone is not None else [])


def is_wanted_creative(wanted: Wanted, trial: Trial) -> bool:
    """Whether the trial showed the person's advertisement, or none is named."""
    if wanted.creative is None:
        return True
    shown = trial.result.creative if trial.result else None
    return shown is not None and hamming(shown, wanted.creative) <= SAME_CREATIVE_BITS


def targets_of(trial: Trial) -> list[str]:
    """Everything that tells where a trial led: package, activity, title, addresses."""
    outcome = trial.result.outcome if trial.result else None
    if outcome is None:
        return []
    place = outcome.place
    told = [place.package, place.activity, place.title] if place is not None else []
    for hop in outcome.hops:
        told += [hop.package, hop.component, hop.data_uri]
    return [text for text in told if text]


def _to_target(wanted: Wanted, trial: Trial) -> bool:
    if wanted.target is None:
        return True
    name = wanted.target.casefold().strip()
    names = next((group for group in TARGET_NAMES if name in group), frozenset({name}))
    told = " ".join(targets_of(trial)).casefold()
    return any(known in told for known in names)


def _brief(trial: Trial) -> bool:
    """Whether the pop-up was in sight too shortly to miss a closing control on it."""
    result = trial.result
    if result is None or result.popup_at_ns is None:
        return True
    last_ns = trial.frames[-1].at_ns if trial.frames else None
    end_ns = result.popup_gone_at_ns or last_ns
    return end_ns is not None and end_ns - result.popup_at_ns < LEAST_SEEN_NS


def _left(trial: Trial) -> bool:
    outcome = trial.result.outcome if trial.result else None
    return outcome is not None and (outcome.kind in REDIRECTING or outcome.in_app_landing)


def _certain(trial: Trial) -> bool:
    outcome = trial.result.outcome if trial.result else None
    return outcome is not None and outcome.certain
