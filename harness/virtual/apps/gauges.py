"""Motion triggers of pop-ups, evaluated on the sampled signal as advertising SDKs do it.

A movement begins when the signal changes after half a second without change; what the phone
read before is its position at rest. *Shake* looks at acceleration without that gravity;
*twist* at the angle since then, from the gyroscope or, where that is silent, from the
direction of gravity; *tilt* at the direction of gravity alone.
"""

import math

from harness.virtual.android.sensors import Sample, Vector
from harness.virtual.apps.script import Axis, MotionTrigger, Shake, Tilt, Twist

STILL_MS = 500
_GRAVITY = 9.81
_NEARLY = 0.3
"""A phone is back where it was within this share of the angle."""
_AXES = {"x": 0, "y": 1, "z": 2}


class Gauge:
    """One trigger while its pop-up is shown; ``feed`` is true once, when it fires."""

    def __init__(self, trigger: MotionTrigger, at_rest: Sample) -> None:
        self.trigger = trigger
        self._last = at_rest
        self._rest = at_rest.acceleration
        self._began_ms = at_rest.at_ms
        self._fired = False
        self._forget()

    def _forget(self) -> None:
        self._turned = [0.0, 0.0, 0.0]
        self._peaks: list[int] = []
        self._reached = 0
        self._tilted_ms: float | None = None

    def feed(self, sample: Sample) -> bool:
        """Take the next change of the signal."""
        last, passed_ms = self._last, sample.at_ms - self._last.at_ms
        if passed_ms > STILL_MS and last.rotation == (0.0, 0.0, 0.0):
            self._rest, self._began_ms = last.acceleration, sample.at_ms
            self._forget()
        else:
            for axis, rate in enumerate(last.rotation):
                self._turned[axis] += math.degrees(rate) * passed_ms / 1000
        self._last = sample
        if self._fired or not self._holds(sample):
            return False
        self._fired = True
        return True

    def _holds(self, sample: Sample) -> bool:
        trigger = self.trigger
        if trigger.shake is not None:
            return self._shaken(trigger.shake, sample)
        if trigger.twist is not None:
            return self._twisted(trigger.twist, sample)
        return trigger.tilt is not None and self._tilts(trigger.tilt, sample)

    def _shaken(self, shake: Shake, sample: Sample) -> bool:
        linear = [now - rest for now, rest in zip(sample.acceleration, self._rest, strict=True)]
        axis = max(_axes(shake.axis), key=lambda one: abs(linear[one]))
        strength = math.hypot(*linear) if shake.axis == "any" else abs(linear[axis])
        if strength >= shake.magnitude:
            side = (axis + 1) * (1 if linear[axis] > 0 else -1)
            if not self._peaks or self._peaks[-1] != side:
                self._peaks.append(side)
        elif strength < shake.magnitude / 2 and self._peaks and self._peaks[-1] != 0:
            self._peaks.append(0)
        peaks = [one for one in self._peaks if one]
        both = any(-one in peaks for one in peaks)
        enough = len(peaks) >= shake.times and (shake.ways == "one" or both)
        return enough and self._lasted(sample, shake.for_ms)

    def _twisted(self, twist: Twist, sample: Sample) -> bool:
        angle = max((self._turned[axis] for axis in _axes(twist.axis)), key=abs)
        if not any(self._turned):
            angle = _between(self._rest, sample.acceleration)
        if abs(angle) >= twist.angle:
            self._reached = 1 if angle > 0 else -1
        if not self._reached:
            return False
        back = abs(angle) <= _NEARLY * twist.angle or angle * self._reached < 0
        return (twist.ways == "one" or back) and self._lasted(sample, twist.for_ms)

    def _tilts(self, tilt: Tilt, sample: Sample) -> bool:
        if _about(tilt.axis, self._rest, sample.acceleration) < tilt.angle:
            self._tilted_ms = None
            return False
        if self._tilted_ms is None:
            self._tilted_ms = sample.at_ms
        return sample.at_ms - self._tilted_ms >= tilt.hold_ms

    def _lasted(self, sample: Sample, for_ms: int) -> bool:
        return sample.at_ms - self._began_ms >= for_ms


def _axes(axis: Axis) -> tuple[int, ...]:
    return (0, 1, 2) if axis == "any" else (_AXES[axis],)


def _between(one: Vector, other: Vector) -> float:
    """Degrees between two directions of gravity; 0 where the phone is being moved."""
    lengths = math.hypot(*one), math.hypot(*other)
    if any(abs(length - _GRAVITY) > 0.25 * _GRAVITY for length in lengths):
        return 0.0
    cosine = sum(a * b for a, b in zip(one, other, strict=True)) / (lengths[0] * lengths[1])
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _about(axis: Axis, one: Vector, other: Vector) -> float:
    """Degrees that gravity has turned about one axis, or in all."""
    if axis == "any":
        return _between(one, other)
    if _between(one, other) == 0.0:
        return 0.0
    first, second = (number for number in range(3) if number != _AXES[axis])
    angles = [math.atan2(vector[second], vector[first]) for vector in (one, other)]
    turned = math.degrees(angles[1] - angles[0])
    return abs((turned + 180) % 360 - 180)
