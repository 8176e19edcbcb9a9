"""The motions that a phone is put through, as data: daily ones, and vectors about the benchmark.

Rules R03 to R05; the figures 15 m/s², 35° and 3 s are those of T/TAF 078.7-2026, chapter 8,
NOTE: reference values for an interaction that a person means. "Just below" keeps a distance
(0.5 m/s², 1°, 0.1 s) that no rounding of a sensor crosses.
"""

import enum
import itertools
import math

import msgspec

from harness.domain.motion import (
    GRAVITY_M_S2,
    STEP_MS,
    STILL,
    UPRIGHT,
    Motion,
    MotionSample,
    Vector,
    pick_up,
    shake,
    twist,
    walk,
)

REFERENCE_M_S2 = 15.0
REFERENCE_DEG = 35.0
REFERENCE_MS = 3_000


class MotionKind(enum.StrEnum):
    """What a jump under the motion would say."""

    REST = "rest"
    """It lies still: a jump is one without any cause."""
    DAILY = "daily"
    """Daily life: must never jump (R03)."""
    BELOW_ALL = "below_all"
    """Below all three reference values: must not jump (R04)."""
    BELOW_ONE = "below_one"
    """Below one of them: the standard reads them as alternatives; a note (R04)."""
    ONE_WAY = "one_way"
    """Without return to the start position (R05)."""
    MEANT = "meant"
    """Above all reference values, two ways: shows whether there is a trigger at all."""


class MotionTest(msgspec.Struct, frozen=True, kw_only=True):
    """A motion with what it is for."""

    key: str
    kind: MotionKind
    motion: Motion


def together(name: str, one: Motion, other: Motion) -> Motion:
    """Both motions at once: accelerations without gravity and rotations add up."""
    pairs = itertools.zip_longest(one.samples, other.samples)
    return Motion(name=name, samples=tuple(_sum(a, b) for a, b in pairs))


def _sum(one: MotionSample | None, other: MotionSample | None) -> MotionSample:
    if one is None or other is None:
        found = one or other
        assert found is not None
        return found
    moved = _plus(_minus(one.acceleration_m_s2, UPRIGHT), other.acceleration_m_s2)
    return MotionSample(
        at_ms=one.at_ms,
        acceleration_m_s2=moved,
        rotation_rad_s=_plus(one.rotation_rad_s, other.rotation_rad_s),
    )


def _plus(one: Vector, other: Vector) -> Vector:
    return tuple(round(a + b, 4) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def _minus(one: Vector, other: Vector) -> Vector:
    return tuple(round(a - b, 4) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def rest(for_ms: int = 3_000) -> Motion:
    """Held still."""
    return Motion(name="at rest", samples=tuple(_still(at) for at in range(0, for_ms, STEP_MS)))


def _still(at_ms: int) -> MotionSample:
    return MotionSample(at_ms=at_ms, acceleration_m_s2=UPRIGHT, rotation_rad_s=STILL)


def ride(for_ms: int = 5_000) -> Motion:
    """In a bus or metro: a rumble of 1.2 m/s² at 8 Hz, and a pull of 1.5 m/s² to the side.

    The size is that of ride comfort studies (ISO 2631-1 calls more than 1.25 m/s² r.m.s. very
    uncomfortable); starting and braking of a metro stay below 1.5 m/s².
    """

    def at(at_ms: int) -> MotionSample:
        t_s = at_ms / 1000
        rumble = 1.2 * math.sin(2 * math.pi * 8.0 * t_s)
        pull = 1.5 * math.sin(2 * math.pi * 0.2 * t_s)
        held: Vector = (round(pull, 4), round(GRAVITY_M_S2 + rumble, 4), 0.0)
        return MotionSample(at_ms=at_ms, acceleration_m_s2=held)

    return Motion(name="riding", samples=tuple(at(ms) for ms in range(0, for_ms, STEP_MS)))


def put_down(for_ms: int = 800) -> Motion:
    """Put on a table: the way of :func:`harness.domain.motion.pick_up`, backwards."""
    up = pick_up(for_ms=for_ms).samples
    last = up[-1].at_ms
    samples = [
        MotionSample(
            at_ms=last - s.at_ms,
            acceleration_m_s2=s.acceleration_m_s2,
            rotation_rad_s=_minus(STILL, s.rotation_rad_s),
        )
        for s in reversed(up)
    ]
    return Motion(name="put down", samples=tuple(samples))


def _swing(peak_m_s2: float, angle_deg: float, for_ms: int, *, two_way: bool = True) -> Motion:
    ways = "two ways" if two_way else "one way"
    name = f"{peak_m_s2:g} m/s², {angle_deg:g}°, {for_ms / 1000:g} s, {ways}"
    return together(
        name,
        shake(peak_m_s2=peak_m_s2, for_ms=for_ms, two_way=two_way),
        twist(angle_deg=angle_deg, for_ms=for_ms, two_way=two_way),
    )


_MILD_M_S2 = 5.0
"""With gravity, and with the part of gravity that the twist turns sideways, this stays below
15 m/s² however an app reads its sensor: the standard does not say which reading is meant."""
_STRONG_M_S2 = REFERENCE_M_S2 + 1
_TESTS = (
    MotionTest(key="rest", kind=MotionKind.REST, motion=rest()),
    MotionTest(key="walking", kind=MotionKind.DAILY, motion=walk()),
    MotionTest(key="riding", kind=MotionKind.DAILY, motion=ride()),
    MotionTest(key="picking_up", kind=MotionKind.DAILY, motion=pick_up()),
    MotionTest(key="putting_down", kind=MotionKind.DAILY, motion=put_down()),
    MotionTest(
        key="below_all",
        kind=MotionKind.BELOW_ALL,
        motion=_swing(_MILD_M_S2, REFERENCE_DEG - 1, REFERENCE_MS - 100),
    ),
    MotionTest(
        key="below_acceleration",
        kind=MotionKind.BELOW_ONE,
        motion=_swing(_MILD_M_S2, REFERENCE_DEG + 1, REFERENCE_MS + 100),
    ),
    MotionTest(
        key="below_angle",
        kind=MotionKind.BELOW_ONE,
        motion=_swing(_STRONG_M_S2, REFERENCE_DEG - 1, REFERENCE_MS + 100),
    ),
    MotionTest(
        key="below_time",
        kind=MotionKind.BELOW_ONE,
        motion=_swing(_STRONG_M_S2, REFERENCE_DEG + 1, REFERENCE_MS - 100),
    ),
    MotionTest(
        key="one_way",
        kind=MotionKind.ONE_WAY,
        motion=_swing(_STRONG_M_S2, REFERENCE_DEG + 1, REFERENCE_MS + 100, two_way=False),
    ),
    MotionTest(
        key="reference",
        kind=MotionKind.MEANT,
        motion=_swing(_STRONG_M_S2, REFERENCE_DEG + 1, REFERENCE_MS + 100),
    ),
)
MOTIONS = {test.key: test for test in _TESTS}
"""By key, in the order in which they are asked: the mildest first."""
