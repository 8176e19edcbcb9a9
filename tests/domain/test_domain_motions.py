"""The motions of rules R03 to R05: on which side of the reference values each of them lies."""

import math

import pytest

from harness.domain.motion import GRAVITY_M_S2, Motion
from harness.domain.motions import MOTIONS, REFERENCE_M_S2, REFERENCE_MS, MotionKind


def raw_m_s2(motion: Motion) -> float:
    """The largest reading with gravity."""
    return max(math.hypot(*s.acceleration_m_s2) for s in motion.samples)


def linear_m_s2(motion: Motion) -> float:
    """The largest reading with upright gravity taken away."""
    return max(
        math.hypot(x, y - GRAVITY_M_S2, z)
        for x, y, z in (s.acceleration_m_s2 for s in motion.samples)
    )


@pytest.mark.parametrize("key", [k for k, t in MOTIONS.items() if t.kind is MotionKind.BELOW_ALL])
def test_below_all_stays_below_however_the_sensor_is_read(key: str) -> None:
    """With and without gravity: an accusation must not rest on a reading."""
    motion = MOTIONS[key].motion
    assert raw_m_s2(motion) < REFERENCE_M_S2
    assert linear_m_s2(motion) < REFERENCE_M_S2
    assert motion.for_ms < REFERENCE_MS


@pytest.mark.parametrize("key", ["reference", "one_way"])
def test_the_meant_motions_lie_above_however_the_sensor_is_read(key: str) -> None:
    """Without gravity, too."""
    motion = MOTIONS[key].motion
    assert linear_m_s2(motion) > REFERENCE_M_S2
    assert motion.for_ms > REFERENCE_MS


@pytest.mark.parametrize("key", [k for k, t in MOTIONS.items() if t.kind is MotionKind.DAILY])
def test_daily_motions_stay_below_the_reference(key: str) -> None:
    """Walking, riding, picking up, putting down."""
    assert linear_m_s2(MOTIONS[key].motion) < REFERENCE_M_S2


def test_samples_ascend_in_time() -> None:
    """As a sensor tells them."""
    for test in MOTIONS.values():
        times = [s.at_ms for s in test.motion.samples]
        assert times == sorted(set(times)), test.key


def test_each_kind_of_motion_is_there_and_the_mildest_come_first() -> None:
    """Rest, daily, below, above."""
    kinds = [t.kind for t in MOTIONS.values()]
    assert set(kinds) == set(MotionKind)
    assert kinds[0] is MotionKind.REST
    assert kinds[-1] is MotionKind.MEANT
