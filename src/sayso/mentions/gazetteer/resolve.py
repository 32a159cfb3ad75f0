"""Which place each name of a report means, all names of the report taken together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from math import exp

from sayso.mentions.gazetteer.entry import GazetteerEntry, PlaceQuery, distance_km
from sayso.mentions.gazetteer.keys import normalise

__all__ = ["resolve"]

Lookup = Callable[[str], Sequence[GazetteerEntry]]
Key = tuple[str, str]

CANDIDATES = 60
ROUNDS = 3
NEAR_KM = 250.0
INSIDE_WEIGHT = 4.0
HINT_WEIGHT = 2.5
COUNTRY_WEIGHT = 3.0
DIVISION_WEIGHT = 2.0
NEAR_WEIGHT = 1.5
WELL_KNOWN = 5.5


def resolve(queries: Sequence[PlaceQuery], lookup: Lookup, *, countries: Collection[str] = ()) -> list[GazetteerEntry | None]:
    """The place that each name means, None where nothing bears it; one name means one place throughout a report.

    What speaks for a candidate: its prior; lying in what the text says it lies in; a country of ``countries`` (alpha-3 codes that the
    report names or hints at; a `collections.Counter` weighs them); the country, division and neighbourhood of the other places.
    """
    keys = [_key(query) for query in queries]
    choices = {key: _candidates(query, lookup, countries) for key, query in zip(keys, queries, strict=True)}
    times = Counter(keys)
    chosen = {key: max(found, key=lambda e: e.prior) for key, found in choices.items() if found}
    containers = {key: lookup(key[1])[:CANDIDATES] for key in chosen if key[1]}
    for _ in range(ROUNDS):
        chosen = {key: _best(key, choices[key], chosen, times, containers.get(key, ()), countries) for key in chosen}
    settled = {key[0]: place for key, place in sorted(chosen.items(), key=lambda item: bool(item[0][1]))}
    found = [chosen[key] if key[1] and key in chosen else settled.get(key[0]) for key in keys]
    return [None if place is not None and _far_fetched(key, place, chosen, countries) else place for key, place in zip(keys, found, strict=True)]


def _far_fetched(key: Key, place: GazetteerEntry, chosen: Mapping[Key, GazetteerEntry], countries: Collection[str]) -> bool:
    """Whether a small place bears the name only as a byname, in a country that nothing else in the report speaks of."""
    if place.prior >= WELL_KNOWN or normalise(place.name) == key[0] or place.country in countries:
        return False
    others = [other.country for named, other in chosen.items() if named[0] != key[0]]
    return bool(others or countries) and place.country not in others


def _key(query: PlaceQuery) -> Key:
    return normalise(query.name), normalise(query.inside or "")


def _candidates(query: PlaceQuery, lookup: Lookup, countries: Collection[str]) -> list[GazetteerEntry]:
    found = lookup(query.name)
    return [*found[:CANDIDATES], *(entry for entry in found[CANDIDATES:] if entry.country in countries)]


def _best(
    key: Key,
    found: Sequence[GazetteerEntry],
    chosen: Mapping[Key, GazetteerEntry],
    times: Mapping[Key, int],
    containers: Sequence[GazetteerEntry],
    countries: Collection[str],
) -> GazetteerEntry:
    """The candidate that the rest of the report speaks for most."""
    others = {other: place for other, place in chosen.items() if other[0] != key[0]}
    named = Counter({other: times[other] for other in others})
    total = named.total() + 1
    states: Counter[str | None] = Counter()
    divisions: Counter[tuple[str | None, str | None]] = Counter()
    for other, place in others.items():
        states[place.country] += named[other]
        divisions[place.country, place.admin1] += named[other]

    def support(entry: GazetteerEntry) -> float:
        score = entry.prior + INSIDE_WEIGHT * any(_lies_in(entry, container) for container in containers)
        score += HINT_WEIGHT * _share(entry.country, countries) + COUNTRY_WEIGHT * states[entry.country] / total
        score += DIVISION_WEIGHT * divisions[entry.country, entry.admin1] / total * (entry.admin1 is not None)
        return score + NEAR_WEIGHT * _nearness(entry, others.values())

    return max(found, key=support)


def _share(country: str | None, countries: Collection[str]) -> float:
    """How much the hints speak for a country, 0 to 1."""
    if country is None or country not in countries:
        return 0.0
    if isinstance(countries, Counter):
        return float(countries[country] / max(countries.values()))
    return 1.0


def _lies_in(entry: GazetteerEntry, container: GazetteerEntry) -> bool:
    if entry == container:
        return False
    if container.feature == "country":
        return entry.country == container.country and entry.feature != "country"
    if container.feature == "admin1" and entry.admin1 and container.country == entry.country:
        return entry.admin1 == container.admin1
    return distance_km(entry, container) <= max(2 * container.radius_km, 15.0)


def _nearness(entry: GazetteerEntry, others: Collection[GazetteerEntry]) -> float:
    """How near the nearest of the other settlements and areas is, 1 for the same spot; states do not count."""
    if entry.feature == "country":
        return 0.0
    gaps = (distance_km(entry, other) for other in others if other.feature != "country")
    return exp(-min(gaps, default=1e9) / NEAR_KM)
