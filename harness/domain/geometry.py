"""Points and boxes on a screen, in pixels of the frame; origin top left."""

import math

import msgspec


class PointPx(msgspec.Struct, frozen=True, array_like=True):
    """A pixel; JSON form ``[x, y]``."""

    x: int
    y: int

    def distance_to(self, other: "PointPx") -> float:
        """Euclidean distance in pixels."""
        return math.hypot(self.x - other.x, self.y - other.y)


class SizePx(msgspec.Struct, frozen=True, array_like=True):
    """Width and height in pixels; JSON form ``[w, h]``."""

    width: int
    height: int

    @property
    def area(self) -> int:
        """Pixels covered."""
        return self.width * self.height

    @property
    def center(self) -> PointPx:
        """The middle pixel."""
        return PointPx(self.width // 2, self.height // 2)


class BoxPx(msgspec.Struct, frozen=True, array_like=True):
    """An axis-parallel box; JSON form ``[x, y, w, h]``. Right and bottom are exclusive."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def from_edges(cls, left: int, top: int, right: int, bottom: int) -> "BoxPx":
        """Box from its edges, right and bottom exclusive; never of negative size."""
        return cls(left, top, max(0, right - left), max(0, bottom - top))

    @property
    def right(self) -> int:
        """First column right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """Pixels covered."""
        return self.width * self.height

    @property
    def center(self) -> PointPx:
        """The middle pixel."""
        return PointPx(self.x + self.width // 2, self.y + self.height // 2)

    def contains(self, point: PointPx) -> bool:
        """Whether the pixel lies inside."""
        return self.x <= point.x < self.right and self.y <= point.y < self.bottom

    def intersection(self, other: "BoxPx") -> "BoxPx":
        """The common box; of zero area where there is none."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        return BoxPx.from_edges(
            left, top, min(self.right, other.right), min(self.bottom, other.bottom)
        )

    def union(self, other: "BoxPx") -> "BoxPx":
        """The smallest box around both."""
        left, top = min(self.x, other.x), min(self.y, other.y)
        return BoxPx.from_edges(
            left, top, max(self.right, other.right), max(self.bottom, other.bottom)
        )

    def iou(self, other: "BoxPx") -> float:
        """Intersection over union, 0.0 … 1.0."""
        if self == other:
            return 1.0 if self.area else 0.0
        common = self.intersection(other).area
        together = self.area + other.area - common
        return common / together if together else 0.0

    def inflated(self, by_px: int) -> "BoxPx":
        """Grown on every side by ``by_px`` (shrunk when negative, never below zero size)."""
        return BoxPx.from_edges(
            self.x - by_px, self.y - by_px, self.right + by_px, self.bottom + by_px
        )

    def clipped_to(self, size: SizePx) -> "BoxPx":
        """The part that lies on a screen of this size."""
        return self.intersection(BoxPx(0, 0, size.width, size.height))


def px_to_dp(length_px: float, density_dpi: int) -> float:
    """Pixels to density-independent pixels (Android: 1 dp = density / 160 px)."""
    return length_px * 160.0 / density_dpi


def dp_to_px(length_dp: float, density_dpi: int) -> float:
    """Density-independent pixels to pixels (Android: 1 dp = density / 160 px)."""
    return length_dp * density_dpi / 160.0
