"""Movements of the phone as sensor samples."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.motion import (
    GRAVITY_M_S2,
    STEP_MS,
    STILL,
    UPRIGHT,
    Axis,
    Motion,
    pick_up,
    shake,
    twist,
    walk,
)


def turned_by_deg(motion: Motion, axis: int) -> list[float]:
    """The gyroscope integrated: the angle about an axis before each sample."""
    angle, angles = 0.0, []
    for sample in motion.samples:
        angles.append(math.degrees(angle))
        angle += sample.rotation_rad_s[axis] * STEP_MS / 1000
    return angles


@settings(max_examples=15)
@given(peak=st.floats(1, 60), two_way=st.booleans(), for_ms=st.integers(1000, 5000))
def test_a_shake_reaches_its_peak_and_never_passes_it(
    peak: float, two_way: bool, for_ms: int
) -> None:
    """Without gravity a shake reads up to its peak; one way it never reads the other side."""
    swings = [s.acceleration_m_s2[0] for s in shake(
        peak_m_s2=peak, for_ms=for_ms, two_way=two_way).samples]  # fmt: skip
    assert 0.97 * peak <= max(swings) <= peak + 1e-3
    assert min(swings) == pytest.approx(-peak if two_way else 0.0, rel=0.03, abs=1e-3)


@settings(max_examples=15)
@given(angle=st.floats(5, 170), two_way=st.booleans(), axis=st.sampled_from(["x", "y", "z"]))
def test_a_twist_turns_by_its_angle(angle: float, two_way: bool, axis: Axis) -> None:
    """The gyroscope adds up to the angle; two ways it comes back to the start."""
    motion = twist(angle_deg=angle, for_ms=3000, two_way=two_way, axis=axis)
    angles = turned_by_deg(motion, "xyz".index(axis))
    assert max(angles) == pytest.approx(angle, rel=0.01)
    assert angles[-1] == pytest.approx(0.0 if two_way else angle, abs=0.1)


@settings(max_examples=15)
@given(angle=st.floats(5, 170), axis=st.sampled_from(["x", "z"]))
def test_gravity_turns_along(angle: float, axis: Axis) -> None:
    """A turned phone weighs as much as before, and feels it from another side."""
    motion = twist(angle_deg=angle, for_ms=3000, two_way=False, axis=axis)
    for sample in motion.samples:
        assert math.hypot(*sample.acceleration_m_s2) == pytest.approx(GRAVITY_M_S2, abs=1e-3)
    last = motion.samples[-2].acceleration_m_s2
    between = math.degrees(math.acos(last[1] / math.hypot(*last)))
    assert between == pytest.approx(angle, abs=1.0)


@pytest.mark.parametrize("motion", [walk(), pick_up(), twist(angle_deg=35, for_ms=3000)])
def test_it_ends_upright_and_still(motion: Motion) -> None:
    """Samples ascend, and after the last the phone is held upright and still."""
    times = [sample.at_ms for sample in motion.samples]
    assert times == sorted(set(times))
    last = motion.samples[-1]
    assert (last.acceleration_m_s2, last.rotation_rad_s) == (UPRIGHT, STILL)
    assert motion.for_ms == last.at_ms


def test_walking_stays_far_below_the_reference_values() -> None:
    """Walking moves by less than 15 m/s² and turns by less than 35°."""
    motion = walk()
    assert all(math.dist(s.acceleration_m_s2, UPRIGHT) < 5 for s in motion.samples)
    assert max(map(abs, turned_by_deg(motion, 2))) < 20
