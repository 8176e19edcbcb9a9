"""Where a tap really closes: the boundary of the touch area around a drawn control, in dp.

The area is taken for a rectangle that holds the drawing's centre, as hit areas of views are.
Along each of four sides the farthest tap that closed and the nearest beyond it that did not
leave an interval for the boundary; the plan halves the widest one until all are narrow.
"""

from collections.abc import Sequence

import msgspec

from harness.domain.answer import Answer
from harness.domain.answers import Answers
from harness.domain.statistics import fisher_exact, wilson
from harness.domain.trial import Candidate

SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))
"""Left, right, up, down as directions (x, y)."""
FINE_DP = 4.0
"""A boundary known to this is fine enough: the raster of the procedure's step P4."""
FIRST_BEYOND_DP = 8.0
"""The first tap on a side goes so far beyond the drawing."""
FARTHEST_DP = 64.0
NEAR_MISS_DP = 24.0
"""A tap beside the drawing by no more than a fingertip's width is a near miss."""
DISCORD_DP = 1.0
NEAR_DP = 12.0
"""Half of the 24 dp that a target must have."""
NARROW_LEVEL = 0.03
"""Four of four taps beside the centre and none of three on it: of controls that lead away by
chance at most 0.8 % look so, of honest ones that lose one tap in twenty 1 in 100,000."""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """The boundary on one side, as distance from the drawing's centre in dp."""

    closes_dp: float
    """The farthest tap that closed; 0 is the centre itself."""
    fails_dp: float | None
    """The nearest tap beyond that which did not; None: not known."""

    @property
    def open_dp(self) -> float:
        """How wide the interval is."""
        return FARTHEST_DP - self.closes_dp if self.fails_dp is None else self.width_dp

    @property
    def width_dp(self) -> float:
        """Of a closed interval."""
        return (self.fails_dp or FARTHEST_DP) - self.closes_dp


class TouchTarget(msgspec.Struct, frozen=True, kw_only=True):
    """The measured touch area of one control. Lengths in dp."""

    key: str
    drawn_dp: tuple[float, float]
    sides: tuple[Side, Side, Side, Side]
    """Left, right, up, down."""
    taps: int
    near_misses: int
    """Taps beside the drawing by no more than ``NEAR_MISS_DP`` …"""
    near_miss_redirects: int
    """… that led away."""

    @property
    def measured(self) -> bool:
        """Whether every side is known to ``FINE_DP``."""
        return all(s.fails_dp is not None and s.width_dp <= FINE_DP for s in self.sides)

    @property
    def least_dp(self) -> tuple[float, float]:
        """Width and height that are surely covered."""
        left, right, up, down = (s.closes_dp for s in self.sides)
        return (left + right, up + down)

    @property
    def most_dp(self) -> tuple[float, float] | None:
        """Width and height that are not exceeded; None where a side is open."""
        ends = [s.fails_dp for s in self.sides]
        left, right, up, down = ends
        if left is None or right is None or up is None or down is None:
            return None
        return (left + right, up + down)

    @property
    def iou(self) -> tuple[float, float] | None:
        """Least and most IoU of drawing and touch area, both about the drawing's centre."""
        if self.most_dp is None:
            return None
        corners = [self._iou(picked) for picked in _choices(self.sides)]
        return (min(corners), max(corners))

    def _iou(self, ends: tuple[float, float, float, float]) -> float:
        left, right, up, down = ends
        half_w, half_h = self.drawn_dp[0] / 2, self.drawn_dp[1] / 2
        common = (min(left, half_w) + min(right, half_w)) * (min(up, half_h) + min(down, half_h))
        area = (left + right) * (up + down)
        union = area + self.drawn_dp[0] * self.drawn_dp[1] - common
        return common / union if union else 0.0

    @property
    def near_miss_share(self) -> tuple[float, float]:
        """95 % Wilson interval of the share of near misses that led away."""
        return wilson(self.near_miss_redirects, self.near_misses)


def _choices(sides: Sequence[Side]) -> list[tuple[float, float, float, float]]:
    """Each side at either end of its interval: sixteen rectangles."""
    ends = [(s.closes_dp, s.fails_dp or FARTHEST_DP) for s in sides]
    return [
        (ends[0][i & 1], ends[1][i >> 1 & 1], ends[2][i >> 2 & 1], ends[3][i >> 3 & 1])
        for i in range(16)
    ]


def touch_target(answers: Answers, candidate: Candidate) -> TouchTarget | None:
    """What the probes so far tell; None where the centre does not close, or has no size."""
    if candidate.size_dp is None or not any(a.closed for a in answers.of_candidate(candidate.key)):
        return None
    probes = answers.probes(candidate.key)
    left, right, up, down = (_side(probes, way) for way in SIDES)
    near = [p for p in probes if _beside(p, candidate.size_dp)]
    return TouchTarget(
        key=candidate.key,
        drawn_dp=candidate.size_dp,
        sides=(left, right, up, down),
        taps=len(probes),
        near_misses=len(near),
        near_miss_redirects=sum(p.left for p in near),
    )


def _side(probes: Sequence[Answer], way: tuple[int, int]) -> Side:
    """Distances along one direction; where answers contradict, the majority at a distance."""
    votes: dict[float, int] = {}
    for probe in probes:
        distance = _along(probe, way)
        if distance is not None:
            votes[distance] = votes.get(distance, 0) + (1 if probe.closed else -1)
    closed = [d for d, vote in votes.items() if vote > 0]
    failed = [d for d, vote in votes.items() if vote < 0]
    farthest = max(closed, default=0.0)
    beyond = [d for d in failed if d > farthest]
    return Side(closes_dp=farthest, fails_dp=min(beyond, default=None))


def _along(probe: Answer, way: tuple[int, int]) -> float | None:
    """How far out along the direction; None for a probe in another one."""
    offset = probe.question.offset_dp
    if offset is None:
        return None
    axis = 0 if way[0] else 1
    sign = way[axis]
    if offset[axis] * sign <= 0 or abs(offset[1 - axis]) > DISCORD_DP:
        return None
    return abs(offset[axis])


def _beside(probe: Answer, drawn_dp: tuple[float, float]) -> bool:
    offset = probe.question.offset_dp
    assert offset is not None
    out = max(abs(offset[0]) - drawn_dp[0] / 2, abs(offset[1]) - drawn_dp[1] / 2)
    return 0 < out <= NEAR_MISS_DP


def next_probe(target: TouchTarget) -> tuple[float, float] | None:
    """The offset from the centre that tells most; None when every side is fine enough."""
    sides = [(side.open_dp, -index) for index, side in enumerate(target.sides)]
    widest, minus_index = max(sides)
    side, way = target.sides[-minus_index], SIDES[-minus_index]
    if widest <= FINE_DP:
        return None
    half = target.drawn_dp[0 if way[0] else 1] / 2
    if side.fails_dp is None:
        reach = half + FIRST_BEYOND_DP if side.closes_dp == 0 else side.closes_dp * 1.6
        if side.closes_dp >= FARTHEST_DP:
            return None
        distance = min(FARTHEST_DP, reach)
    else:
        distance = (side.closes_dp + side.fails_dp) / 2
    distance = round(distance, 1)
    return (way[0] * distance, way[1] * distance)


def failed_beside(answers: Answers, key: str, axis: int) -> list[Answer]:
    """The taps that show that the touch area is narrow along an axis (0 = x, 1 = y).

    Both points beside the centre were tapped twice and none of the taps closed; empty
    when that is not so. Points farther out say nothing of a target of 24 dp.
    """
    shown: list[Answer] = []
    for sign in (-1, 1):
        side = [
            p
            for p in answers.probes(key)
            if p.question.offset_dp is not None and 0 < p.question.offset_dp[axis] * sign <= NEAR_DP
        ]
        if len(side) < 2 or any(p.closed for p in side):
            return []
        shown += side
    return shown


def is_narrow(answers: Answers, key: str) -> bool:
    """Whether taps prove the touch area too narrow: those beside the centre fail, on it they close.

    What leads away or is swallowed by chance fails beside the centre as at it: Fisher's
    exact test tells the two apart at ``NARROW_LEVEL``.
    """
    centre = answers.of_candidate(key)
    failed = sum(not a.closed for a in centre)
    counts = (len(failed_beside(answers, key, axis)) for axis in (0, 1))
    return any(n and fisher_exact(n, n, failed, len(centre)) <= NARROW_LEVEL for n in counts)
