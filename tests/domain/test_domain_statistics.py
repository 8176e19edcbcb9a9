"""Sequential tests and intervals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.statistics import (
    DEAD,
    REDIRECTS,
    WHOLE_SCREEN,
    Leaning,
    Sprt,
    binomial_tail,
    clopper_pearson,
    fisher_exact,
    spread_points,
    wilson,
)

STEADY = settings(deadline=None, derandomize=True, max_examples=200)
COUNTS = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def operating(test: Sprt, share: float, most: int) -> tuple[float, float]:
    """Exact chances of HIGH and of LOW within ``most`` trials of that share."""
    open_at = {0: 1.0}
    high = low = 0.0
    for count in range(1, most + 1):
        following: dict[int, float] = {}
        for hits, weight in open_at.items():
            for hit, chance in ((1, share), (0, 1 - share)):
                leaning = test.leaning(hits + hit, count - hits - hit)
                if leaning is Leaning.HIGH:
                    high += weight * chance
                elif leaning is Leaning.LOW:
                    low += weight * chance
                else:
                    key = hits + hit
                    following[key] = following.get(key, 0.0) + weight * chance
        open_at = following
    return high, low


@pytest.mark.parametrize("test", [REDIRECTS, DEAD, WHOLE_SCREEN])
def test_error_levels_hold_exactly(test: Sprt) -> None:
    """HIGH at p0 is no likelier than alpha, LOW at p1 no likelier than beta."""
    assert operating(test, test.p0, 400)[0] <= test.alpha
    assert operating(test, test.p1, 400)[1] <= test.beta


def test_one_in_five_is_found_within_the_budget_and_an_honest_app_is_not_accused() -> None:
    """Design §12: at least 95 % in 36 taps, at most 1 %; 1.03 % with misreadings of 1 %."""
    assert operating(REDIRECTS, 0.2, 36)[0] >= 0.95
    assert operating(REDIRECTS, 0.005, 36)[0] <= 0.01
    assert operating(REDIRECTS, 0.01, 36)[0] <= 0.011


def test_few_answers_decide_clear_cut_cases() -> None:
    """Two redirects prove, sixteen clean taps clear, six of six body points prove."""
    assert REDIRECTS.walk([True, True]) is Leaning.HIGH
    assert REDIRECTS.walk([True]) is Leaning.OPEN
    assert REDIRECTS.misses_to_low() == 16
    assert REDIRECTS.walk([False] * 15) is Leaning.OPEN
    assert REDIRECTS.walk([False] * 16) is Leaning.LOW
    assert WHOLE_SCREEN.walk([True] * 6) is Leaning.HIGH
    assert DEAD.walk([True, True]) is Leaning.HIGH


def test_what_was_decided_is_not_undone_by_later_trials() -> None:
    """The walk stops at the first decision."""
    assert REDIRECTS.walk([True, True, *[False] * 40]) is Leaning.HIGH


@STEADY
@given(COUNTS)
def test_intervals_hold_the_share_and_lie_in_the_unit_range(counts: tuple[int, int]) -> None:
    """Both intervals contain k / n; the exact one is never empty."""
    hits, of = counts
    for low, high in (wilson(hits, of), clopper_pearson(hits, of)):
        assert 0.0 <= low <= hits / of + 1e-9
        assert hits / of - 1e-9 <= high <= 1.0


@STEADY
@given(COUNTS)
def test_intervals_mirror(counts: tuple[int, int]) -> None:
    """Counting misses instead of hits turns the interval around."""
    hits, of = counts
    low, high = wilson(hits, of)
    other_low, other_high = wilson(of - hits, of)
    assert low == pytest.approx(1 - other_high, abs=1e-9)
    assert high == pytest.approx(1 - other_low, abs=1e-9)


@STEADY
@given(COUNTS)
def test_exact_interval_ends_where_the_tails_are_rare(counts: tuple[int, int]) -> None:
    """At the lower end k or more come in 2.5 % of the cases."""
    hits, of = counts
    low, high = clopper_pearson(hits, of)
    if hits:
        assert binomial_tail(hits, of, low) == pytest.approx(0.025, abs=1e-5)
    if hits < of:
        assert 1 - binomial_tail(hits + 1, of, high) == pytest.approx(0.025, abs=1e-5)


def test_intervals_of_nothing_say_nothing() -> None:
    """No trials, no knowledge."""
    assert wilson(0, 0) == (0.0, 1.0)
    assert clopper_pearson(0, 0) == (0.0, 1.0)


@STEADY
@given(st.integers(0, 1000), st.integers(8, 64))
def test_spread_points_reach_every_quarter(start: int, count: int) -> None:
    """Any stretch of eight points visits all four quarters of the square."""
    points = spread_points(count, start)
    assert len({(u < 0.5, v < 0.5) for u, v in points}) == 4
    assert all(0 <= u < 1 and 0 <= v < 1 for u, v in points)


def test_fisher_agrees_with_the_lady_tasting_tea() -> None:
    """R. A. Fisher's own example: 3 of 4 against 1 of 4 gives p = 0.4857."""
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(0.485714, abs=1e-6)
    assert fisher_exact(4, 4, 0, 4) == pytest.approx(2 / 70, abs=1e-9)


@given(one=COUNTS, other=COUNTS)
@STEADY
def test_fisher_is_a_chance_and_does_not_mind_the_order(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    """Of either side, and of what counts as a hit."""
    p = fisher_exact(*one, *other)
    assert 0 < p <= 1
    assert p == pytest.approx(fisher_exact(*other, *one))
    turned = fisher_exact(one[1] - one[0], one[1], other[1] - other[0], other[1])
    assert p == pytest.approx(turned)


def test_fisher_says_nothing_of_an_empty_side() -> None:
    """No launch under the other set-up."""
    assert fisher_exact(0, 0, 5, 5) == 1.0
