"""The pen that signs are drawn with, on a canvas finer than the screen."""

from typing import TypeAlias

from PIL import Image, ImageDraw

Point: TypeAlias = tuple[float, float]


class Pen:
    """Draws in units of half the sign's side: (-1, -1) is top left, (1, 1) bottom right."""

    def __init__(self, canvas: Image.Image, half: float, stroke: float) -> None:
        self._draw = ImageDraw.Draw(canvas)
        self._middle = (canvas.width / 2, canvas.height / 2)
        self._half = half
        self.stroke = stroke

    def at(self, point: Point) -> Point:
        """The point in canvas pixels."""
        return (
            self._middle[0] + point[0] * self._half - 0.5,
            self._middle[1] + point[1] * self._half - 0.5,
        )

    def line(self, *points: Point, weight: float = 1.0) -> None:
        """A polyline with round ends and joints."""
        width = self.stroke * weight
        spots = [self.at(point) for point in points]
        self._draw.line(spots, fill=255, width=max(1, round(width)), joint="curve")
        for x, y in spots:
            r = width / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=255)

    def flat_line(self, start: Point, end: Point, weight: float = 1.0) -> None:
        """A line with butt ends."""
        width = max(1, round(self.stroke * weight))
        self._draw.line([self.at(start), self.at(end)], fill=255, width=width)

    def polygon(self, *points: Point, ink: int = 255) -> None:
        """A filled polygon."""
        self._draw.polygon([self.at(point) for point in points], fill=ink)

    def disc(self, centre: Point, radius: float, ink: int = 255) -> None:
        """A filled disc."""
        self._draw.ellipse(self._around(centre, radius), fill=ink)

    def arc(self, centre: Point, radius: float, from_deg: float, to_deg: float) -> None:
        """Part of a circle; 0 degrees is to the right, clockwise."""
        box = self._around(centre, radius)
        self._draw.arc(box, from_deg, to_deg, fill=255, width=max(1, round(self.stroke)))

    def box(self, start: Point, end: Point, radius: float = 0.0, ink: int = 255) -> None:
        """A filled rounded rectangle."""
        spots = (*self.at(start), *self.at(end))
        self._draw.rounded_rectangle(spots, radius * self._half, fill=ink)

    def frame(self, start: Point, end: Point, radius: float = 0.0) -> None:
        """The outline of a rounded rectangle."""
        spots = (*self.at(start), *self.at(end))
        width = max(1, round(self.stroke))
        self._draw.rounded_rectangle(spots, radius * self._half, outline=255, width=width)

    def _around(self, centre: Point, radius: float) -> tuple[float, float, float, float]:
        x, y = self.at(centre)
        r = radius * self._half
        return x - r, y - r, x + r, y + r
