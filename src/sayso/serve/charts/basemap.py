"""The offline map: states and their provinces in Web Mercator, read from ``basemap.zip`` when they are asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate
from typing import Any, NamedTuple
from zipfile import ZipFile

__all__ = ["Box", "Country", "Label", "Path", "countries_in", "country", "country_names", "disputed_lines", "mercator", "world"]

STEPS = 1000
EARTH = 6378137.0
FARTHEST = 85.05


class Path(NamedTuple):
    """A line or ring in Web Mercator metres."""

    x: tuple[int, ...]
    y: tuple[int, ...]


class Box(NamedTuple):
    """A stretch of the earth in WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: Box) -> bool:
        """Whether the two share a point."""
        return self.west <= other.east and other.west <= self.east and self.south <= other.north and other.south <= self.north

    def padded(self, share: float) -> Box:
        """The box, larger by this share of its sides on each side."""
        wide, high = (self.east - self.west) * share, (self.north - self.south) * share
        return Box(self.west - wide, max(-FARTHEST, self.south - high), self.east + wide, min(FARTHEST, self.north + high))


class Label(NamedTuple):
    """A name and where on the map it has room, in Web Mercator metres."""

    name: str
    x: int
    y: int


class Country(NamedTuple):
    """A state: its code (ISO 3166 alpha-3 where it has one), its pieces with their holes, the borders of its provinces, and these by name."""

    code: str
    label: Label
    box: Box
    outline: tuple[tuple[Path, ...], ...]
    borders: tuple[Path, ...]
    divisions: tuple[Label, ...]


def mercator(lat: float, lon: float) -> tuple[float, float]:
    """The point in Web Mercator metres (EPSG:3857), x first; latitudes beyond 85.05° are drawn there."""
    held = max(-FARTHEST, min(FARTHEST, lat))
    return EARTH * math.radians(lon), EARTH * math.log(math.tan(math.pi / 4 + math.radians(held) / 2))


@lru_cache(maxsize=64)
def country(code: str) -> Country | None:
    """The state of that alpha-3 code; null where the map has none."""
    if code not in _index():
        return None
    record = _record(code)
    name, lon, lat, *box = _index()[code]
    return Country(
        code=code,
        label=_label(name, lon, lat),
        box=_box(box),
        outline=_pieces(record["outline"]),
        borders=tuple(map(_path, record["borders"])),
        divisions=tuple(_label(*division) for division in record["divisions"]),
    )


@cache
def country_names() -> dict[str, str]:
    """The name of each state on the map by its code."""
    return {code: entry[0] for code, entry in _index().items()}


def countries_in(box: Box) -> list[str]:
    """The codes of the states that may be seen in the box, those of which the box shows least first."""
    return [code for code, entry in _index().items() if _box(entry[3:]).meets(box)]


@cache
def world() -> dict[str, tuple[tuple[Path, ...], ...]]:
    """The outlines of all states by code, coarse enough for a map of the world."""
    return {code: _pieces(pieces) for code, pieces in _record("world").items()}


@cache
def disputed_lines() -> tuple[Path, ...]:
    """Borders that are claimed and lines between forces, as Natural Earth has them."""
    return tuple(map(_path, _record("disputed")))


@cache
def _archive() -> ZipFile:
    return ZipFile(BytesIO(files("sayso.serve").joinpath("data", "basemap.zip").read_bytes()))


@cache
def _index() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = _record("index")
    return found


def _record(name: str) -> Any:
    return json.loads(_archive().read(f"{name}.json"))


def _box(edges: Sequence[int]) -> Box:
    west, south, east, north = (edge / STEPS for edge in edges)
    return Box(west, south, east, north)


def _label(name: str, lon: int, lat: int) -> Label:
    x, y = mercator(lat / STEPS, lon / STEPS)
    return Label(name, round(x), round(y))


def _pieces(pieces: Iterable[Iterable[Sequence[int]]]) -> tuple[tuple[Path, ...], ...]:
    return tuple(tuple(map(_path, rings)) for rings in pieces)


def _path(steps: Sequence[int]) -> Path:
    points = [mercator(lat / STEPS, lon / STEPS) for lon, lat in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)]
    return Path(tuple(round(x) for x, _ in points), tuple(round(y) for _, y in points))
