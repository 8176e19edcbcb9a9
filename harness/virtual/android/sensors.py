"""Sensors: what they read, since when, and who listens.

The signal is what an emulator's is: a value holds from the moment it is set until the next.
Axes and units are Android's (``SensorEvent``): m/s² with gravity, rad/s.
"""

import dataclasses
from collections.abc import Callable, Iterable

Vector = tuple[float, float, float]

ACCELERATION, GYROSCOPE = "acceleration", "gyroscope"
AT_REST: dict[str, tuple[float, ...]] = {
    ACCELERATION: (0.0, 9.81, 0.0),
    GYROSCOPE: (0.0, 0.0, 0.0),
    "magnetic-field": (0.0, 9.9, -47.8),
    "orientation": (0.0, 0.0, 0.0),
    "temperature": (25.0,),
    "proximity": (1.0,),
    "light": (180.0,),
    "pressure": (1013.25,),
    "humidity": (45.0,),
}
"""Upright and still on a desk by daylight; names as on an emulator's console."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """What the two sensors of movement read from ``at_ms`` on."""

    at_ms: float
    acceleration: Vector
    rotation: Vector


@dataclasses.dataclass(frozen=True, slots=True)
class Listening:
    """An app that has registered a listener, as ``dumpsys sensorservice`` tells it."""

    package: str
    uid: int
    pid: int
    sensors: tuple[str, ...]


class Sensors:
    """All sensors of one phone."""

    def __init__(self, now_ms: Callable[[], float]) -> None:
        self._now_ms = now_ms
        self._values = dict(AT_REST)
        self.on_change: Callable[[Sample], None] = lambda _: None
        self.listeners: Callable[[], Iterable[Listening]] = tuple

    def names(self) -> list[str]:
        """Every sensor."""
        return list(self._values)

    def get(self, name: str) -> tuple[float, ...]:
        """What it reads; ``KeyError`` for one that there is not."""
        return self._values[name]

    def set(self, name: str, values: Iterable[float]) -> None:
        """Let it read something else; missing values stay. ``KeyError`` for an unknown one."""
        before, given = self._values[name], tuple(values)
        self._values[name] = (given + before[len(given) :])[: len(before)]
        if name in {ACCELERATION, GYROSCOPE}:
            self.on_change(self.sample())

    def sample(self) -> Sample:
        """What the sensors of movement read now."""
        return Sample(
            self._now_ms(), _vector(self._values[ACCELERATION]), _vector(self._values[GYROSCOPE])
        )


def _vector(values: tuple[float, ...]) -> Vector:
    x, y, z = values
    return x, y, z
