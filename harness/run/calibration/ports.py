"""What a calibration needs besides what a scan needs: Protocols for tests to play."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from harness.domain.calibration import SceneAnswer
from harness.run.calibration.scenes import Scene
from harness.run.ports import Phone


class CalibrationPhone(Phone, Protocol):
    """A device that can also be given our own app."""

    def capabilities(self) -> frozenset[str]: ...
    def install(self, path: Path) -> str: ...
    def uninstall(self, package: str) -> None: ...
    def start_activity(self, component: str, extras: Mapping[str, str | int]) -> None: ...
    def app_log(self, tag: str) -> list[tuple[int, str]]: ...


class Told(Protocol):
    """Told of each answer as it comes."""

    def scene(self, number: int, of: int, scene: Scene) -> None: ...
    def answer(self, answer: SceneAnswer) -> None: ...
    def note(self, text: str) -> None: ...
