"""Writes ``basemap.zip``, the states of the world with their provinces, from Natural Earth.

Run it again when Natural Earth moves on (``README.md`` beside this script tells what is in the file and how it is packed)::

    apt-get download qgis-common          # Debian; unpack it with: dpkg -x FILE.deb unpacked
    pip install "shapely>=2.1"
    python tools/basemap/derive_basemap.py --geopackage unpacked/usr/share/qgis/resources/data/world_map.gpkg \\
        --places src/sayso/lexicon/data/places --out src/sayso/serve/data/basemap.zip
"""

from __future__ import annotations

import argparse
import csv
import json
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.ops import linemerge, unary_union

STEPS = 1000
"""Steps in a degree of longitude or latitude: coordinates are whole numbers of these."""
DETAIL = 0.02
"""The side, in degrees, of the smallest bend that the map of a state keeps."""
OVERVIEW = 0.12
"""The same for the map of the world."""
SPECK = 0.05
"""Square degrees below which a piece of a state is left out of the map of the world, where it has larger ones."""
FORMAT_DAY = (1980, 1, 1, 0, 0, 0)

OF_STATE = {"CYN": "CYP", "ESB": "GBR", "WSB": "GBR", "SOL": "SOM", "USG": "CUB", "IOA": "AUS", "CLP": "FRA", "KAB": "KAZ"}
"""The state that a piece without an ISO code of its own is drawn with, by Natural Earth's code."""
COUNTED_TO = {("RUS", "Crimea"): "UKR", ("RUS", "Sevastopol"): "UKR"}
"""Divisions that one state holds and the General Assembly of the United Nations (resolution 68/262) counts to another."""
NAMES = {
    "BHS": "Bahamas",
    "COD": "DR Congo",
    "COG": "Congo",
    "CZE": "Czechia",
    "HKG": "Hong Kong",
    "MAC": "Macau",
    "MKD": "North Macedonia",
    "PSE": "Palestine",
    "SRB": "Serbia",
    "SSD": "South Sudan",
    "SWZ": "Eswatini",
    "TZA": "Tanzania",
    "USA": "United States",
}
"""Names for the map where Natural Earth's are cut, long or old."""


class Area(NamedTuple):
    """A row of the project's own table of divisions: its name and its middle in degrees."""

    name: str
    middle: Point


@dataclass(frozen=True)
class Division:
    """A Natural Earth division: the state that it is drawn with, its name, the state's name there, and its shape."""

    code: str
    name: str
    state: str
    shape: Any


def read_shape(blob: bytes) -> Any:
    """The shape in a GeoPackage's blob."""
    envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
    return shapely.from_wkb(blob[8 + envelope :])


def read_codes(places: Path) -> dict[str, str]:
    """The alpha-3 code of each state by its alpha-2 code."""
    with (places / "countries.csv").open(encoding="utf-8", newline="") as handle:
        return {row["alpha2"]: row["alpha3"] for row in csv.DictReader(handle)}


def read_areas(places: Path) -> dict[str, list[Area]]:
    """The project's own divisions by the alpha-2 code of their state."""
    areas: defaultdict[str, list[Area]] = defaultdict(list)
    with (places / "admin1.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            areas[row["code"][:2]].append(Area(row["name"], Point(float(row["lon"]), float(row["lat"]))))
    return areas


def read_divisions(geopackage: Path, places: Path) -> list[Division]:
    """The divisions, in Natural Earth's order, named as the project names them where one of its middles lies inside."""
    codes, areas = read_codes(places), read_areas(places)
    with sqlite3.connect(geopackage) as db:
        rows = db.execute("SELECT adm0_a3, iso_a2, name, admin, geom FROM states_provinces ORDER BY fid").fetchall()
    found = []
    for natural, alpha2, name, state, blob in rows:
        shape = read_shape(blob)
        code = COUNTED_TO.get((natural, name or "")) or codes.get(alpha2) or OF_STATE.get(natural, natural)
        inside = [area.name for area in areas.get(alpha2, []) if shape.contains(area.middle)]
        bare = (name or "").partition("(")[0].strip()
        found.append(Division(code, inside[0] if len(inside) == 1 else bare, state, shape))
    return found


def read_disputed(geopackage: Path) -> Any:
    """The lines that are claimed or lie between forces, as one shape."""
    with sqlite3.connect(geopackage) as db:
        blobs = db.execute("SELECT geom FROM disputed_borders ORDER BY fid").fetchall()
    return shapely.simplify(unary_union([read_shape(blob) for (blob,) in blobs]), DETAIL / 2)


def polygons(shape: Any) -> list[Any]:
    """The polygons of a shape, the largest first."""
    parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape] if isinstance(shape, Polygon) else []
    return sorted((part for part in parts if not part.is_empty), key=lambda part: (-part.area, part.bounds))


def rings(polygon: Any) -> list[Any]:
    """Its outer ring and its holes."""
    return [polygon.exterior, *polygon.interiors]


def packed(points: Iterable[tuple[float, float]]) -> list[int]:
    """A line as whole steps: the first point, then from each point to the next; points that fall together are one."""
    flat: list[int] = []
    last = (0, 0)
    for x, y in points:
        here = (round(x * STEPS), round(y * STEPS))
        if flat and here == last:
            continue
        flat += [here[0] - last[0], here[1] - last[1]]
        last = here
    return flat


def packed_polygon(polygon: Any) -> list[list[int]]:
    """The rings of a polygon, without those that have shrunk to less than a triangle."""
    return [ring for ring in (packed(one.coords) for one in rings(polygon)) if len(ring) >= 8]


def inner_borders(shapes: Sequence[Any]) -> list[list[int]]:
    """The lines along which the divisions of a state meet."""
    seen: Counter[tuple[Any, Any]] = Counter()
    for shape in shapes:
        for polygon in polygons(shape):
            for ring in rings(polygon):
                ends = list(ring.coords)
                seen.update((min(a, b), max(a, b)) for a, b in pairwise(ends))
    shared = [LineString(pair) for pair, times in sorted(seen.items()) if times > 1]
    return sorted(packed(line.coords) for line in lines_of(linemerge(shared))) if shared else []


def lines_of(shape: Any) -> Iterator[Any]:
    """Yields the lines of a shape."""
    yield from (part for part in getattr(shape, "geoms", [shape]) if not part.is_empty)


def label_point(shape: Any) -> tuple[int, int]:
    """Where a name has most room: the middle of the largest circle inside the largest piece."""
    largest = polygons(shape)[0]
    spot = shapely.maximum_inscribed_circle(largest, tolerance=0.02).coords[0]
    return round(spot[0] * STEPS), round(spot[1] * STEPS)


def state_record(code: str, divisions: Sequence[Division], shapes: Sequence[Any]) -> dict[str, Any]:
    """What the file says of a state."""
    outline = shapely.coverage_union_all(list(shapes))
    named = [(division.name, *label_point(shape)) for division, shape in zip(divisions, shapes, strict=True) if division.name]
    return {
        "name": NAMES.get(code) or Counter(division.state for division in divisions).most_common(1)[0][0],
        "middle": label_point(outline),
        "box": [round(edge * STEPS) for edge in outline.bounds],
        "outline": [packed_polygon(polygon) for polygon in polygons(outline)],
        "borders": inner_borders(shapes),
        "divisions": sorted(named) if len(named) > 1 else [],
    }


def by_state(divisions: Sequence[Division], shapes: Iterable[Any]) -> dict[str, tuple[list[Division], list[Any]]]:
    """The divisions and shapes of each state, by its code."""
    found: defaultdict[str, tuple[list[Division], list[Any]]] = defaultdict(lambda: ([], []))
    for division, shape in zip(divisions, shapes, strict=True):
        if not shape.is_empty:
            found[division.code][0].append(division)
            found[division.code][1].append(shape)
    return dict(sorted(found.items()))


def world_record(divisions: Sequence[Division]) -> dict[str, list[list[list[int]]]]:
    """The outline of each state, as the map of the world has it."""
    rough = shapely.coverage_simplify([division.shape for division in divisions], OVERVIEW)
    record = {}
    for code, (_, shapes) in by_state(divisions, rough).items():
        pieces = polygons(shapely.coverage_union_all(shapes))
        kept = [piece for i, piece in enumerate(pieces) if not i or piece.area > SPECK]
        record[code] = [outline for outline in map(packed_polygon, kept) if outline]
    return record


def write(path: Path, records: dict[str, Any]) -> None:
    """Nothing; the records stand in the archive, the same bytes for the same records."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, record in sorted(records.items()):
            entry = zipfile.ZipInfo(f"{name}.json", FORMAT_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())


def main() -> None:
    """Nothing; the archive is written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--geopackage", type=Path, required=True)
    parser.add_argument("--places", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    divisions = read_divisions(options.geopackage, options.places)
    fine = shapely.coverage_simplify([division.shape for division in divisions], DETAIL)
    states = {code: state_record(code, mine, shapes) for code, (mine, shapes) in by_state(divisions, fine).items()}
    index = {code: [record["name"], *record["middle"], *record["box"]] for code, record in states.items()}
    disputed = sorted(packed(line.coords) for line in lines_of(read_disputed(options.geopackage)))
    write(options.out, {**states, "index": index, "world": world_record(divisions), "disputed": disputed})
    print(json.dumps({"states": len(states), "divisions": len(divisions), "bytes": options.out.stat().st_size}))


if __name__ == "__main__":
    main()
