"""Land cut to what a map can show, and thinned to what its scale can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sayso.serve.charts.basemap import Path

__all__ = ["Frame", "cut_line", "cut_ring"]

Point = tuple[float, float]
Frame = tuple[float, float, float, float]
"""Left, bottom, right and top in the units of the points."""


def cut_ring(ring: Path, frame: Frame, least: float) -> Path | None:
    """The part of the ring's area inside the frame, its points at least ``least`` apart; null where nothing is left."""
    left, bottom, right, top = frame
    if max(ring.x) < left or min(ring.x) > right or max(ring.y) < bottom or min(ring.y) > top:
        return None
    points = list(_thinned(zip(ring.x, ring.y, strict=True), least))
    if min(ring.x) < left or max(ring.x) > right or min(ring.y) < bottom or max(ring.y) > top:
        for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, bottom, 1), (1, top, -1)):
            points = list(_halved(points, axis, limit, sign))
    return _path(points) if len(points) > 3 else None


def cut_line(line: Path, frame: Frame, least: float) -> Iterator[Path]:
    """Yields the stretches of the line that may be seen in the frame."""
    left, bottom, right, top = frame
    points = list(_thinned(zip(line.x, line.y, strict=True), least))
    stretch: list[Point] = []
    for a, b in pairwise(points):
        if max(a[0], b[0]) >= left and min(a[0], b[0]) <= right and max(a[1], b[1]) >= bottom and min(a[1], b[1]) <= top:
            stretch = [*stretch, b] if stretch else [a, b]
        elif stretch:
            yield _path(stretch)
            stretch = []
    if stretch:
        yield _path(stretch)


def _halved(points: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Yields the ring on one side of a line along the other axis (Sutherland and Hodgman)."""
    for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
        stays = sign * here[axis] >= sign * limit
        if stays != (sign * before[axis] >= sign * limit):
            share = (limit - before[axis]) / (here[axis] - before[axis])
            yield before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])
        if stays:
            yield here


def _thinned(points: Iterable[Point], least: float) -> Iterator[Point]:
    """Yields the first point, each that is far enough from the one before, and the last."""
    last: Point | None = None
    skipped: Point | None = None
    for point in points:
        if last is not None and abs(point[0] - last[0]) < least and abs(point[1] - last[1]) < least:
            skipped = point
            continue
        yield point
        last, skipped = point, None
    if skipped is not None:
        yield skipped


def _path(points: Sequence[Point]) -> Path:
    return Path(tuple(round(x) for x, _ in points), tuple(round(y) for _, y in points))
