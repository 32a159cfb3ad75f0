"""Places of the user's own: a CSV file of named columns, or a GeoNames dump.

A CSV file has the columns ``name``, ``lat`` and ``lon``, and may have ``country`` (ISO 3166-1 alpha-3), ``admin1``, ``aliases``
(separated by ``|``), ``radius_km`` and ``feature``; its places go before all others of the same name. A GeoNames dump (19 columns
separated by tabs, as for one country on the GeoNames server) is known by its shape; its places stand beside the others.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterator, Mapping
from math import log10
from pathlib import Path
from typing import cast

from sayso.errors import LexiconError
from sayso.mentions.gazetteer.entry import FEATURES, Feature, GazetteerEntry
from sayso.mentions.gazetteer.keys import is_searchable
from sayso.mentions.gazetteer.sources import FEWEST_PEOPLE, SUPPLEMENT_PRIOR, PlaceRow, country_codes, division_names, town_radius

__all__ = ["USER_PRIOR", "read_places"]

USER_PRIOR = 100.0
_NEEDED = ("name", "lat", "lon")
_OPTIONAL = ("country", "admin1", "aliases", "radius_km", "feature")
_DUMP_COLUMNS = 19
_RADII: Mapping[str, float] = {"country": 300, "admin1": 60, "admin2": 20, "city": 3, "district": 3, "site": 1, "region": 50, "water": 30}
_DUMP_FEATURES: Mapping[str, Feature] = {"P": "city", "S": "site", "T": "site", "L": "region", "H": "water"}
_DUMP_AREAS: Mapping[str, Feature] = {"ADM1": "admin1", "ADM2": "admin2", "ADM3": "district", "ADM4": "district"}


def read_places(path: Path) -> Iterator[PlaceRow]:
    """The places of a file.

    Raises `LexiconError` naming file and line where the file cannot be read, lacks a column, or holds a value that makes no sense.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise LexiconError(f"cannot be read ({error.strerror}).", where=str(path), remedy="Give a CSV file or a GeoNames dump.") from error
    except UnicodeDecodeError as error:
        raise LexiconError("is not UTF-8.", where=str(path), remedy="Save the file as UTF-8.") from error
    if lines and lines[0].count("\t") == _DUMP_COLUMNS - 1:
        return _read_dump(path, lines)
    return _read_csv(path, lines)


def _read_csv(path: Path, lines: list[str]) -> Iterator[PlaceRow]:
    reader = csv.DictReader(lines, restkey="", strict=True)
    try:
        header = reader.fieldnames or ()
        _check_header(path, header)
        for row in reader:
            yield _csv_row(row, f"{path}:{reader.line_num}")
    except csv.Error as error:
        raise LexiconError(f"not valid CSV ({error}).", where=f"{path}:{reader.line_num}", remedy="Quote fields that hold commas or quotes.") from error


def _check_header(path: Path, header: Collection[str]) -> None:
    missing = [column for column in _NEEDED if column not in header]
    unknown = [column for column in header if column not in _NEEDED + _OPTIONAL]
    if missing:
        raise LexiconError(f"lacks the column {', '.join(missing)}.", where=f"{path}:1", remedy=f"Its first line must name {', '.join(_NEEDED)}.")
    if unknown:
        raise LexiconError(f"has the unknown column {', '.join(map(repr, unknown))}.", where=f"{path}:1", remedy=f"Known are {', '.join(_NEEDED + _OPTIONAL)}.")


def _csv_row(row: Mapping[str, str], where: str) -> PlaceRow:
    if "" in row or None in row.values():
        raise LexiconError("has another number of fields than the header.", where=where, remedy="Quote fields that hold commas.")
    cell = {column: value.strip() for column, value in row.items()}
    if not any(map(str.isalnum, cell["name"])):
        raise LexiconError("has no name.", where=where, remedy="Give every place a name.")
    feature = cell.get("feature") or "city"
    _check(feature in FEATURES, "feature", feature, where, f"Known are {', '.join(FEATURES)}.")
    country = cell.get("country") or None
    _check(country is None or country in country_codes().values(), "country", country, where, "Give an ISO 3166-1 alpha-3 code such as SYR.")
    entry = GazetteerEntry(
        geonames_id=None,
        name=cell["name"],
        country=country,
        admin1=cell.get("admin1") or None,
        lat=_number("lat", cell["lat"], where, low=-90, high=90),
        lon=_number("lon", cell["lon"], where, low=-180, high=180),
        population=0,
        feature=cast(Feature, feature),
        radius_km=_number("radius_km", cell["radius_km"], where, low=0, high=20000) if cell.get("radius_km") else _RADII[feature],
        prior=USER_PRIOR,
    )
    return PlaceRow(entry, [entry.name, *(a for alias in cell.get("aliases", "").split("|") if (a := alias.strip()))], True)


def _read_dump(path: Path, lines: list[str]) -> Iterator[PlaceRow]:
    for number, line in enumerate(lines, start=1):
        cells, where = line.split("\t"), f"{path}:{number}"
        _check(len(cells) == _DUMP_COLUMNS, "number of columns", len(cells), where, f"A GeoNames dump has {_DUMP_COLUMNS}.")
        feature = _dump_feature(cells[6], cells[7])
        if feature and (names := list(filter(is_searchable, [cells[2], *cells[3].split(",")]))):
            yield PlaceRow(_dump_entry(cells, feature, where), [cells[1], *names], True)


def _dump_feature(kind: str, code: str) -> Feature | None:
    if kind == "A":
        return _DUMP_AREAS.get(code)
    return _DUMP_FEATURES.get(kind) if not (kind == "P" and code.endswith("H")) else None


def _dump_entry(cells: list[str], feature: Feature, where: str) -> GazetteerEntry:
    people = int(_number("population", cells[14] or "0", where, low=0, high=2e10))
    bare = SUPPLEMENT_PRIOR - 1.5 if feature in ("site", "water", "region") else log10(FEWEST_PEOPLE)
    return GazetteerEntry(
        geonames_id=int(_number("geonameid", cells[0], where, low=0, high=2**62)),
        name=cells[1],
        country=country_codes().get(cells[8]),
        admin1=division_names().get(f"{cells[8]}.{cells[10]}"),
        lat=_number("latitude", cells[4], where, low=-90, high=90),
        lon=_number("longitude", cells[5], where, low=-180, high=180),
        population=people,
        feature=feature,
        radius_km=town_radius(people) if feature == "city" else _RADII[feature],
        prior=max(bare, log10(max(people, 1))),
    )


def _number(column: str, value: str, where: str, *, low: float, high: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    _check(low <= number <= high, column, value, where, f"Give a number from {low:g} to {high:g}.")
    return number


def _check(holds: bool, what: str, value: object, where: str, remedy: str) -> None:
    if not holds:
        raise LexiconError(f"{what} cannot be {value!r}.", where=where, remedy=remedy)
