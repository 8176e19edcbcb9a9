"""One picture to learn from, and what is on it."""

import dataclasses
from typing import Any

Box = tuple[float, float, float, float]


@dataclasses.dataclass(slots=True)
class Labels:
    """Boxes in pixels of the picture; ``kind`` is empty where no pop-up is."""

    kind: str = ""
    popup: Box = (0.0, 0.0, 0.0, 0.0)
    scrim: float = 0.0
    controls: list[tuple[str, Box]] = dataclasses.field(default_factory=list)

    drawn: list[tuple[str, Box]] = dataclasses.field(default_factory=list)
    """What is drawn where, whether it is a control there or not."""

    def add(self, role: str, box: Box) -> None:
        """One more control."""
        self.controls.append((role, box))

    def moved(self, scale: tuple[float, float], shift: tuple[float, float]) -> "Labels":
        """The same after ``new = old * scale + shift``."""

        def of(box: Box) -> Box:
            x, y, w, h = box
            return (x * scale[0] + shift[0], y * scale[1] + shift[1], w * scale[0], h * scale[1])

        return Labels(
            self.kind,
            of(self.popup),
            self.scrim,
            [(r, of(b)) for r, b in self.controls],
            [(r, of(b)) for r, b in self.drawn],
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """RGB array and its labels."""

    picture: Any
    labels: Labels
