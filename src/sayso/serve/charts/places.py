"""Where words and marks find room on a map or beside a point, so that they do not cover one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["LINE", "Room", "Spot", "text_width"]

LETTER = 6.7
LINE = 15


class Spot(NamedTuple):
    """A rectangle on the screen, in pixels from the left and the bottom of the chart."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Spot) -> bool:
        """Whether the two share a point."""
        return self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top


class Room:
    """The free space of a chart of that many pixels."""

    def __init__(self, width: float, height: float) -> None:
        self.whole = Spot(0, 0, width, height)
        self.taken: list[Spot] = []

    def take(self, spot: Spot) -> bool:
        """Whether the spot was free and is taken now; what reaches over the edge is not free."""
        whole = self.whole
        inside = spot.left >= whole.left and spot.right <= whole.right and spot.bottom >= whole.bottom and spot.top <= whole.top
        if not inside or any(spot.meets(other) for other in self.taken):
            return False
        self.taken.append(spot)
        return True

    def occupy(self, spot: Spot) -> None:
        """Nothing; the spot is taken, whatever else stands there."""
        self.taken.append(spot)

    def beside(self, x: float, y: float, width: float, height: float, gap: float) -> tuple[float, float] | None:
        """The lower left corner of a free rectangle right of the point, left of it, above, below or aslant, in this order; null where there is none."""
        right, left, over, under = x + gap, x - gap - width, y + gap, y - gap - height
        corners = (
            (right, y - height / 2),
            (left, y - height / 2),
            (x - width / 2, over),
            (x - width / 2, under),
            *((side, level) for side in (right, left) for level in (over - height / 2, under + height / 2)),
        )
        return next((corner for corner in corners if self.take(Spot(*corner, corner[0] + width, corner[1] + height))), None)

    def near(self, x: float, y: float, width: float, height: float, gaps: Iterable[float]) -> tuple[float, float] | None:
        """The same, farther and farther away."""
        return next((corner for gap in gaps if (corner := self.beside(x, y, width, height, gap)) is not None), None)


def text_width(text: str) -> float:
    """About how many pixels wide the text is at 12 pixels."""
    return LETTER * len(text)
