"""Movements of the phone in a hand, as samples of its accelerometer and gyroscope.

Axes are Android's (``SensorEvent``): x to the right of the screen, y to its top, z out of it.
Acceleration is in m/s² and contains gravity: a phone held upright and still reads
(0, 9.81, 0). Rotation is in rad/s, counter-clockwise about an axis that points to the reader.
"""

import math
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

Vector = tuple[float, float, float]
Axis = Literal["x", "y", "z"]

GRAVITY_M_S2 = 9.81
UPRIGHT: Vector = (0.0, GRAVITY_M_S2, 0.0)
STILL: Vector = (0.0, 0.0, 0.0)
STEP_MS = 20
"""Between two samples: 50 a second, what ``SENSOR_DELAY_GAME`` gives."""


class MotionSample(msgspec.Struct, frozen=True, kw_only=True):
    """What the sensors read from ``at_ms`` on, until the next sample."""

    at_ms: int
    """Since the movement began."""
    acceleration_m_s2: Vector = UPRIGHT
    rotation_rad_s: Vector = STILL


class Motion(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. Its samples ascend in time; after the last the phone is still again."""

    name: str
    """For people and for the record: "shake 15 m/s², two ways, 3 s"."""
    samples: tuple[MotionSample, ...]

    @property
    def for_ms(self) -> int:
        """How long it takes."""
        return self.samples[-1].at_ms if self.samples else 0


def shake(
    *, peak_m_s2: float, for_ms: int, two_way: bool = True, axis: Axis = "x", per_s: float = 3.0
) -> Motion:
    """Back and forth along an axis, ``per_s`` times a second.

    ``peak_m_s2`` is the largest acceleration without gravity. One way: every other half swing
    is left out, so that the phone is only ever pushed to one side.
    """

    def at(t_s: float) -> MotionSample:
        swing = peak_m_s2 * math.sin(2 * math.pi * per_s * t_s)
        moved = swing if two_way else max(0.0, swing)
        return _sample(t_s, _plus(UPRIGHT, _along(axis, moved)), STILL)

    ways = "two ways" if two_way else "one way"
    return _motion(f"shake {peak_m_s2:g} m/s², {ways}, {for_ms / 1000:g} s", for_ms, at)


def twist(*, angle_deg: float, for_ms: int, two_way: bool = True, axis: Axis = "z") -> Motion:
    """Turned about an axis by an angle, and back again if ``two_way``; gravity turns along.

    The angle follows half a cosine (at rest at both ends); two ways use half the time for each.
    """
    length_s = for_ms / 1000
    total = math.radians(angle_deg)

    def angle(t_s: float) -> float:
        turns = 2 * t_s / length_s if two_way else t_s / length_s
        return total * (1 - math.cos(math.pi * turns)) / 2

    def at(t_s: float) -> MotionSample:
        step_s = STEP_MS / 1000
        rate = (angle(min(length_s, t_s + step_s)) - angle(t_s)) / step_s
        return _sample(t_s, _turned(UPRIGHT, axis, -angle(t_s)), _along(axis, rate))

    ways = "and back" if two_way else "one way"
    return _motion(f"twist {angle_deg:g}° about {axis}, {ways}, {length_s:g} s", for_ms, at)


def walk(*, for_ms: int = 5000) -> Motion:
    """Walking with the phone in the hand: two steps a second of 2.5 m/s², a sway of 8°."""

    def at(t_s: float) -> MotionSample:
        bounce = 2.5 * math.sin(2 * math.pi * 2.0 * t_s)
        sway = math.radians(8) * math.sin(2 * math.pi * t_s)
        rate = math.radians(8) * 2 * math.pi * math.cos(2 * math.pi * t_s)
        held = _turned(UPRIGHT, "z", -sway)
        return _sample(t_s, _plus(held, _along("y", bounce)), _along("z", rate))

    return _motion(f"walking, {for_ms / 1000:g} s", for_ms, at)


def pick_up(*, for_ms: int = 800) -> Motion:
    """Taken from a table, face up, and held upright: a quarter turn about x."""

    def at(t_s: float) -> MotionSample:
        share = (1 - math.cos(math.pi * t_s * 1000 / for_ms)) / 2
        angle = math.pi / 2 * share
        lift = 2.0 * math.sin(2 * math.pi * t_s * 1000 / for_ms)
        held = (0.0, GRAVITY_M_S2 * math.sin(angle), GRAVITY_M_S2 * math.cos(angle))
        rate = math.pi / 2 * math.pi * 500 / for_ms * math.sin(math.pi * t_s * 1000 / for_ms)
        return _sample(t_s, _plus(held, _along("z", lift)), _along("x", rate))

    return _motion("picked up", for_ms, at)


def _motion(name: str, for_ms: int, at: Callable[[float], MotionSample]) -> Motion:
    times: Iterable[int] = range(0, for_ms, STEP_MS)
    moving = [at(at_ms / 1000) for at_ms in times]
    return Motion(name=name, samples=(*moving, MotionSample(at_ms=for_ms)))


def _sample(t_s: float, acceleration: Vector, rotation: Vector) -> MotionSample:
    return MotionSample(
        at_ms=round(t_s * 1000),
        acceleration_m_s2=_rounded(acceleration),
        rotation_rad_s=_rounded(rotation),
    )


def _rounded(vector: Vector) -> Vector:
    x, y, z = (round(value, 4) + 0.0 for value in vector)
    return x, y, z


def _along(axis: Axis, length: float) -> Vector:
    return (
        length if axis == "x" else 0.0,
        length if axis == "y" else 0.0,
        length if axis == "z" else 0.0,
    )


def _plus(one: Vector, other: Vector) -> Vector:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _turned(vector: Vector, axis: Axis, by_rad: float) -> Vector:
    """Rotated counter-clockwise about an axis (right-hand rule)."""
    x, y, z = vector
    cos, sin = math.cos(by_rad), math.sin(by_rad)
    if axis == "x":
        return x, y * cos - z * sin, y * sin + z * cos
    if axis == "y":
        return x * cos + z * sin, y, z * cos - x * sin
    return x * cos - y * sin, x * sin + y * cos, z
