"""Sequential tests and intervals for counts; plain Python, no tables, no randomness.

Sources of the formulas: A. Wald, "Sequential Tests of Statistical Hypotheses" (1945); E. B.
Wilson, JASA 22 (1927); C. J. Clopper and E. S. Pearson, Biometrika 26 (1934).
"""

import enum
import functools
import math
from collections.abc import Sequence

import msgspec


class Leaning(enum.StrEnum):
    """Where a sequential test stands."""

    HIGH = "high"
    """Decided: the share is the high one (``p1``)."""
    LOW = "low"
    """Decided: the share is the low one (``p0``)."""
    OPEN = "open"


class Sprt(msgspec.Struct, frozen=True, kw_only=True):
    """Wald's sequential test of a share: ``p0`` against ``p1`` (0 < p0 < p1 < 1).

    ``alpha`` bounds the chance of HIGH when the share is ``p0`` or less, ``beta`` the chance
    of LOW when it is ``p1`` or more.
    """

    p0: float
    p1: float
    alpha: float
    beta: float

    @property
    def upper(self) -> float:
        """Log likelihood ratio at which HIGH is decided."""
        return math.log((1 - self.beta) / self.alpha)

    @property
    def lower(self) -> float:
        """Log likelihood ratio at which LOW is decided."""
        return math.log(self.beta / (1 - self.alpha))

    def ratio(self, hits: int, misses: int) -> float:
        """Log likelihood ratio after so many hits and misses."""
        return hits * math.log(self.p1 / self.p0) + misses * math.log((1 - self.p1) / (1 - self.p0))

    def leaning(self, hits: int, misses: int) -> Leaning:
        """The decision, if there is one. Use :meth:`walk` where the order is known."""
        ratio = self.ratio(hits, misses)
        if ratio >= self.upper:
            return Leaning.HIGH
        return Leaning.LOW if ratio <= self.lower else Leaning.OPEN

    def walk(self, hits_in_order: Sequence[bool]) -> Leaning:
        """The first decision along the trials in their order; later trials do not undo it."""
        return _walk(self, tuple(hits_in_order))

    def misses_to_low(self, hits: int = 0) -> int:
        """How many misses in all decide LOW when there are ``hits`` hits."""
        room = self.ratio(hits, 0) - self.lower
        return math.ceil(room / -math.log((1 - self.p1) / (1 - self.p0)) - 1e-12)


@functools.lru_cache(maxsize=4096)
def _walk(test: Sprt, hits_in_order: tuple[bool, ...]) -> Leaning:
    upper, lower = test.upper, test.lower
    up = math.log(test.p1 / test.p0)
    down = math.log((1 - test.p1) / (1 - test.p0))
    hits = misses = 0
    for hit in hits_in_order:
        hits, misses = (hits + 1, misses) if hit else (hits, misses + 1)
        ratio = hits * up + misses * down
        if ratio >= upper:
            return Leaning.HIGH
        if ratio <= lower:
            return Leaning.LOW
    return Leaning.OPEN


REDIRECTS = Sprt(p0=0.005, p1=0.2, alpha=0.01, beta=0.035)
"""A closing control leads away: honest (0.5 % for misreadings) against one tap in five.

Two that led away within fourteen taps decide, sixteen clean taps end the test. Exact for at most
36 taps: a control that leads away one time in five is found in 95.7 % and passes in 3.0 %
of cases; one that is misread in 1 % of the taps is accused in 1.0 %.
"""
CLEAN_TAPS, CLEARED_IN_ERROR = 15, 0.038
"""So many taps of which none led away clear; the plan asks a sixteenth where launches are left
(with two hands-off launches and two body points that makes twenty). Ending at fifteen would clear
3.8 % of the controls that lead away one time in five, exactly, and find 95.1 %.
"""
DEAD = Sprt(p0=0.05, p1=0.6, alpha=0.01, beta=0.05)
"""A closing control does nothing: a swallowed tap now and then against most of them."""
WHOLE_SCREEN = Sprt(p0=0.4, p1=0.8, alpha=0.02, beta=0.11)
"""Share of the pop-up's body that leads away: a usual card against the whole window."""
UNTOUCHED = Sprt(p0=0.02, p1=0.5, alpha=0.01, beta=0.3)
"""The app jumps by itself. Every launch before its tap is a small watch of this, too."""

Z95 = 1.959963984540054
"""97.5 % quantile of the normal distribution."""


def wilson(hits: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of ``hits / of`` (95 % with the default ``z``); (0, 1) of nothing."""
    if not of:
        return (0.0, 1.0)
    share, z2 = hits / of, z * z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return (low, high)


def binomial_tail(hits: int, of: int, share: float) -> float:
    """Chance of ``hits`` or more in ``of`` draws of chance ``share``."""
    return math.fsum(
        math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits, of + 1)
    )


def fisher_exact(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Two-sided p of Fisher's exact test for two shares (R. A. Fisher, 1922).

    The chance, with both margins fixed, of a table no likelier than the one seen; 1.0 where
    either side is empty.
    """
    if not of or not other_of:
        return 1.0
    total, together = of + other_of, hits + other_hits
    ways = math.comb(total, together)

    def chance(k: int) -> float:
        return math.comb(of, k) * math.comb(other_of, together - k) / ways

    seen = chance(hits)
    possible = range(max(0, together - other_of), min(of, together) + 1)
    return min(1.0, math.fsum(p for k in possible if (p := chance(k)) <= seen * (1 + 1e-9)))


def clopper_pearson(hits: int, of: int, error: float = 0.05) -> tuple[float, float]:
    """Exact interval of ``hits / of`` at level ``1 - error``, by bisection to 1e-9."""
    if not of:
        return (0.0, 1.0)

    def solve(wanted: float, least: int) -> float:
        low, high = 0.0, 1.0
        while high - low > 1e-9:
            middle = (low + high) / 2
            if binomial_tail(least, of, middle) < wanted:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    lower = 0.0 if hits == 0 else solve(error / 2, hits)
    upper = 1.0 if hits == of else solve(1 - error / 2, hits + 1)
    return (lower, upper)


PLASTIC = 1.324717957244746
"""The plastic number, the real root of x³ = x + 1."""


def spread_points(count: int, start: int = 0) -> "list[tuple[float, float]]":
    """``count`` points of the unit square, evenly spread whatever the count.

    The additive recurrence by the plastic number (M. Roberts, 2018, "R2"): any prefix of the
    sequence covers the square well. ``start`` skips so many points.
    """
    return [spread_point(k) for k in range(start, start + count)]


def spread_point(index: int) -> "tuple[float, float]":
    """The ``index``-th of them."""
    return ((0.5 + index / PLASTIC) % 1.0, (0.5 + index / PLASTIC**2) % 1.0)
