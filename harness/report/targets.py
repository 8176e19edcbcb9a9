"""Closing controls drawn to scale, with a 44 dp ghost, and every tap at and beside them."""

import dataclasses

from harness.domain.answers import Answers
from harness.domain.geometry import BoxPx
from harness.domain.sight import Control
from harness.domain.statistics import wilson
from harness.domain.touch_target import TouchTarget, touch_target
from harness.domain.trial import Candidate, Case, Trial
from harness.report.pictures import Fate, Picture, Pictures, fate_of

GHOST_DP = 44.0
"""The touch area that the accessibility guides ask for; what the ghost shows."""
REACH_DP = 40.0
"""The drawing shows so much to each side of the control's centre at least."""
DOT_LIMIT = 60


@dataclasses.dataclass(frozen=True)
class Dot:
    """One tap, in dp from the control's centre."""

    x_dp: float
    y_dp: float
    fate: Fate
    trial: int


@dataclasses.dataclass(frozen=True)
class Target:
    """One closing control with its sizes and the taps around it. Boxes are in dp, centred."""

    candidate: Candidate
    control: Control
    drawn_dp: tuple[float, float]
    node_dp: tuple[float, float, float, float] | None
    """Clickable node: left, top, width, height from the control's centre."""
    reach_dp: float
    picture: Picture | None
    dots: tuple[Dot, ...]
    touch: TouchTarget | None
    """The measured touch area, where taps beside the centre were made."""
    hits: dict[str, tuple[int, int, tuple[float, float]]]
    """Fate of the taps at the centre: k, n and the 95 % interval."""

    @property
    def below(self) -> bool:
        """Whether the drawing is smaller than the ghost on a side."""
        return min(self.drawn_dp) < GHOST_DP

    @property
    def least_box(self) -> tuple[float, float, float, float] | None:
        """Left, top, width, height (dp from the centre) of what was shown to close."""
        if self.touch is None:
            return None
        left, right, up, down = (side.closes_dp for side in self.touch.sides)
        return (-left, -up, left + right, up + down)

    @property
    def most_box(self) -> tuple[float, float, float, float] | None:
        """The same of what the touch area does not exceed; None where a side is open."""
        if self.touch is None or self.touch.most_dp is None:
            return None
        left, right, up, down = (side.fails_dp or 0.0 for side in self.touch.sides)
        return (-left, -up, left + right, up + down)


def targets(case: Case, pictures: Pictures) -> list[Target]:
    """The case's closing controls, most often seen first."""
    answers = Answers(case.trials, case.device.size_px)
    found = []
    for known in answers.known:
        shown = _shown(known.candidate, answers)
        if shown is not None and case.device.density_dpi:
            found.append(_target(known.candidate, shown, answers, case, pictures))
    return found


def _shown(candidate: Candidate, answers: Answers) -> tuple[Trial, Control, int] | None:
    """The launch that shows the control best: the control as drawn, and the frame's number."""
    best: tuple[float, tuple[Trial, Control, int]] | None = None
    for trial in answers.with_popup():
        result = trial.result
        frame = (result.before_frame or result.popup_frame) if result else None
        if result is None or frame is None:
            continue
        tapped = result.tapped if trial.answered.candidate == candidate else None
        for control in (*((tapped,) if tapped else ()), *result.controls):
            score = control.score + (1 if control is tapped else 0) + bool(control.node_box_px) / 2
            if _is(control, candidate, answers) and (best is None or score > best[0]):
                best = (score, (trial, control, frame))
    return best[1] if best else None


def _is(control: Control, candidate: Candidate, answers: Answers) -> bool:
    size = answers.trials[0].frames[0].size_px if answers.trials[0].frames else None
    if control.role is not candidate.role or size is None:
        return False
    x, y = control.box_px.center.x / size.width, control.box_px.center.y / size.height
    gap_x, gap_y = x - candidate.center_rel[0], y - candidate.center_rel[1]
    return abs(gap_x) <= 0.09 and abs(gap_y) * size.height / size.width <= 0.09


def _target(
    candidate: Candidate,
    shown: tuple[Trial, Control, int],
    answers: Answers,
    case: Case,
    pictures: Pictures,
) -> Target:
    _, control, frame = shown
    dp = case.device.density_dpi / 160
    drawn = control.size_dp or (control.box_px.width / dp, control.box_px.height / dp)
    dots = _dots(candidate, control, answers, dp)[:DOT_LIMIT]
    node = _node_dp(control, dp)
    sides = [side / 2 + 8 for side in (*drawn, GHOST_DP)]
    sides += [abs(v) + 6 for d in dots for v in (d.x_dp, d.y_dp)]
    reach = min(90.0, max(REACH_DP, *sides))
    center = control.box_px.center
    half = round(reach * dp)
    around = BoxPx(center.x - half, center.y - half, 2 * half, 2 * half)
    return Target(
        candidate=candidate,
        control=control,
        drawn_dp=drawn,
        node_dp=node,
        reach_dp=reach,
        picture=pictures.square(frame, around),
        dots=tuple(dots),
        touch=_touch(candidate, answers),
        hits=_hits(candidate, answers),
    )


def _touch(candidate: Candidate, answers: Answers) -> TouchTarget | None:
    """The measured area; the centre alone measures nothing."""
    found = touch_target(answers, candidate)
    return found if found is not None and found.taps else None


def _node_dp(control: Control, dp: float) -> tuple[float, float, float, float] | None:
    node, center = control.node_box_px, control.box_px.center
    if node is None:
        return None
    return ((node.x - center.x) / dp, (node.y - center.y) / dp, node.width / dp, node.height / dp)


def _dots(candidate: Candidate, control: Control, answers: Answers, dp: float) -> list[Dot]:
    """Taps at the control (from the centre of its box in their launch) and near it."""
    dots = []
    for answer in answers.touched:
        result = answer.trial.result
        if result is None or result.tapped_px is None:
            continue
        asked = answer.question.candidate
        if asked is not None and asked.key != candidate.key:
            continue
        center = (result.tapped or control).box_px.center
        x, y = (result.tapped_px.x - center.x) / dp, (result.tapped_px.y - center.y) / dp
        if max(abs(x), abs(y)) <= 2 * GHOST_DP:
            dots.append(Dot(x, y, fate_of(answer.outcome.kind), answer.trial.number))
    return dots


def _hits(
    candidate: Candidate, answers: Answers
) -> dict[str, tuple[int, int, tuple[float, float]]]:
    taps = answers.of_candidate(candidate.key, certain=False)
    fates = [fate_of(a.outcome.kind) for a in taps]
    counted = {str(fate): fates.count(fate) for fate in Fate if fate in fates}
    return {name: (k, len(fates), wilson(k, len(fates))) for name, k in counted.items()}
