"""The nouns of the gazetteer: an entry, and the question that a text puts to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Literal, get_args

__all__ = ["FEATURES", "Feature", "GazetteerEntry", "PlaceQuery", "distance_km"]

Feature = Literal["country", "admin1", "admin2", "city", "district", "site", "region", "water"]
FEATURES: tuple[Feature, ...] = get_args(Feature)


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A place that a name may mean: WGS 84 degrees, and within how many kilometres of them it lies.

    ``prior`` says how likely a bare mention of the name means this place: about the decimal logarithm of its population, higher for states
    and capitals; 100 and more for the user's own places.
    """

    geonames_id: int | None
    name: str
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    population: int
    feature: Feature
    radius_km: float
    prior: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A place name as a report tells it, and the name of what it is said to lie in ("Homs" in "Talbiseh, Homs")."""

    name: str
    inside: str | None = None


def distance_km(a: GazetteerEntry, b: GazetteerEntry) -> float:
    """The great-circle distance between two entries in kilometres."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 12742 * asin(min(1.0, sqrt(half)))
