"""Touch areas and tap maps measured from answers, in the domain's own terms."""

from case_of_answers import SIZE, X_KEY, CaseBuilder

from harness.domain.answers import Answers
from harness.domain.geometry import PointPx
from harness.domain.tap_areas import next_between, tap_areas
from harness.domain.touch_target import TouchTarget, next_probe, touch_target
from harness.domain.trial import OutcomeKind, Question, QuestionKind

GONE, AWAY, DEAD = OutcomeKind.DISMISSED, OutcomeKind.REDIRECTED, OutcomeKind.NO_EFFECT


def probed(left: float, right: float, up: float, down: float) -> tuple[TouchTarget, int]:
    """A touch area with these distances from the drawing's centre, measured by the search."""
    builder = CaseBuilder().watch().tap(GONE, 2)
    reach = {(-1, 0): left, (1, 0): right, (0, -1): up, (0, 1): down}
    for taps in range(40):
        answers = Answers(builder.trials, SIZE)
        target = touch_target(answers, X_KEY)
        assert target is not None
        offset = next_probe(target)
        if offset is None:
            return target, taps
        way = ((offset[0] > 0) - (offset[0] < 0), (offset[1] > 0) - (offset[1] < 0))
        inside = max(abs(offset[0]), abs(offset[1])) <= reach[way]
        builder.tap(GONE if inside else AWAY, offset_dp=offset)
    raise AssertionError("the search does not end")


def test_the_search_finds_each_side_within_four_dp() -> None:
    """Also one that is nowhere near the drawing's edge, in at most twenty taps."""
    for wanted in ((14, 14, 14, 14), (30, 8, 22, 14), (5, 5, 5, 5)):
        target, taps = probed(*wanted)
        for side, reach in zip(target.sides, wanted, strict=True):
            assert side.closes_dp <= reach
            assert side.fails_dp is not None
            assert side.fails_dp >= reach
            assert side.width_dp <= 4
        assert target.measured
        assert taps <= 20


def test_the_iou_is_one_for_an_area_as_drawn_and_small_for_another() -> None:
    """As an interval, from what is surely covered to what is not exceeded."""
    as_drawn, _ = probed(14, 14, 14, 14)
    assert as_drawn.iou is not None
    assert as_drawn.iou[0] <= 1.0 <= as_drawn.iou[1] + 0.2
    small, _ = probed(5, 5, 5, 5)
    assert small.iou is not None
    assert small.iou[1] < 0.4


def test_near_misses_that_led_away_are_counted_with_an_interval() -> None:
    """Taps within 24 dp of a drawing of 28 dp."""
    target, _ = probed(14, 14, 14, 14)
    assert target.near_misses >= 4
    assert target.near_miss_redirects == target.near_misses
    low, high = target.near_miss_share
    assert low > 0.5
    assert high == 1.0


def test_a_control_that_never_closes_has_no_touch_area() -> None:
    """Its centre leads away: that is another rule's matter."""
    assert touch_target(Answers(CaseBuilder().watch().tap(AWAY, 2).trials, SIZE), X_KEY) is None


def body(builder: CaseBuilder, point: tuple[float, float], kind: OutcomeKind) -> None:
    """One tap at a point of the pop-up."""
    question = Question(kind=QuestionKind.TAP_BODY, point_rel=point)
    builder.ask(question, kind, point=PointPx(540, 1000))


def test_tap_areas_add_up_and_follow_the_nearest_tap() -> None:
    """The left half leads away, the right does nothing."""
    builder = CaseBuilder().watch()
    for y in (0.2, 0.5, 0.8):
        body(builder, (0.25, y), AWAY)
        body(builder, (0.75, y), DEAD)
    areas = tap_areas(Answers(builder.trials, SIZE))
    assert areas is not None
    assert areas.shares["redirects"] == areas.shares["nothing"] == 0.5
    assert sum(areas.shares.values()) == 1.0
    low, high = areas.intervals["redirects"]
    assert low < 0.5 < high


def test_the_next_refined_point_lies_between_two_that_differ() -> None:
    """And there is none where all agree."""
    builder = CaseBuilder().watch()
    body(builder, (0.2, 0.5), AWAY)
    body(builder, (0.6, 0.5), DEAD)
    assert next_between(Answers(builder.trials, SIZE)) == (0.4, 0.5)
    alike = CaseBuilder().watch()
    body(alike, (0.2, 0.5), AWAY)
    body(alike, (0.6, 0.5), AWAY)
    assert next_between(Answers(alike.trials, SIZE)) is None
    assert tap_areas(Answers(CaseBuilder().watch().trials, SIZE)) is None
