"""A simulated app scanned whole: plan, sessions and judge, with nothing of a device."""

import dataclasses
import random
from collections.abc import Callable, Sequence

from paper_phone import paper_phone
from simulated_app import CAPABILITIES, DENSITY, PACKAGE, QUIET, SIZE, Noise, SimApp
from simulated_phone import SimPhone

from harness.domain.device import AppFacts
from harness.domain.finding import Judgement
from harness.domain.sight import Sight
from harness.domain.trial import (
    Case,
    Depth,
    Question,
    StopReason,
    Trial,
    TrialStatus,
)
from harness.explore.context import Context
from harness.explore.plan import Plan
from harness.explore.sessions import session_for
from harness.judge import judge
from harness.run.catalogue import load_catalogue

CATALOGUE = load_catalogue()


@dataclasses.dataclass(frozen=True)
class Scanned:
    """What the plan and the judge made of a simulated app."""

    case: Case
    judgement: Judgement

    @property
    def launches(self) -> int:
        """Spent."""
        return len(self.case.trials)


def scan(
    app: SimApp | Callable[[int], SimApp],
    seed: int,
    budget: int = 40,
    *,
    depth: Depth = Depth.QUICK,
    noise: Noise = QUIET,
) -> Scanned:
    """Plan, ask and judge one simulated app, or one that depends on the launch's number from 1."""
    app_at = app if callable(app) else lambda _: app
    rng = random.Random(f"{app_at(1).name}/{seed}")
    plan = Plan(
        seed=seed, budget_launches=budget, depth=depth, capabilities=CAPABILITIES, size_px=SIZE
    )
    trials: list[Trial] = []
    sights: dict[object, Sight] | None = None if callable(app) else {}
    while not isinstance(following := plan.next(trials), StopReason):
        trials.append(ask(app_at(len(trials) + 1), following, trials, rng, noise, sights))
    case = case_of(trials, following)
    return Scanned(case=case, judgement=judge(case, CATALOGUE))


def ask(
    app: SimApp,
    question: Question,
    before: Sequence[Trial],
    rng: random.Random,
    noise: Noise = QUIET,
    sights: dict[object, Sight] | None = None,
) -> Trial:
    """One launch."""
    context = Context.of(package=PACKAGE, density_dpi=DENSITY, size_px=SIZE, trials=before)
    first_frame = before[-1].frames[-1].number + 1 if before and before[-1].frames else 1
    phone = SimPhone(app, rng, first_frame, setup=question.setup, noise=noise, sights=sights)
    result = phone.run(session_for(question, context))
    return Trial(
        number=len(before) + 1,
        question=question,
        status=TrialStatus.DONE,
        result=result,
        reason=result.reason,
        frames=tuple(phone.frames[-1:]),
    )


def case_of(trials: Sequence[Trial], stopped: StopReason | None = None) -> Case:
    """The trials as a case of a played device."""
    return Case(
        id="case",
        app=AppFacts(package=PACKAGE),
        device=paper_phone(serial="played", size_px=SIZE, density_dpi=DENSITY),
        trials=tuple(trials),
        started_wall_ns=0,
        stopped=stopped,
    )
