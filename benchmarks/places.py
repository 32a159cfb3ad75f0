"""Prints how well the gazetteer places given names, on LGL (local news) and GeoVirus (world news on epidemics).

The toponyms are taken as the gold annotation gives them (demonyms as the name of their state); a name counts as placed when the place
found lies within 161 km (100 miles) of the gold coordinates, as is usual for these two. States and continents mostly miss by the choice
of their middle point, so the share is also given for the names that were not found, or placed at something of a radius up to 161 km
("smaller places"). Give the folder that holds ``lgl.xml`` and ``GeoVirus.xml``::

    python benchmarks/places.py FOLDER
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from math import inf
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from sayso.lexicon import load_lexicon
from sayso.mentions.gazetteer import Gazetteer, GazetteerEntry, PlaceQuery, distance_km, open_gazetteer

NEAR_KM = 161.0
INSIDE = re.compile(r"(?:,\s+|\s+in\s+|\s+\()(?:the\s+)?$")


@dataclass(frozen=True)
class Toponym:
    """A name of the gold annotation: where it stands, and where it is."""

    name: str
    start: int
    end: int
    where: GazetteerEntry | None


def read_articles(path: Path) -> Iterator[tuple[str, list[Toponym]]]:
    """The text of each article and its toponyms that have coordinates."""
    tags = ("toponym", "phrase") if path.name.startswith("lgl") else ("location", "name")
    for article in ElementTree.parse(path).iter("article"):
        found = [_toponym(node, tags[1]) for node in article.iter(tags[0])]
        yield article.findtext("text") or "", sorted((t for t in found if t.where), key=lambda t: t.start)


def _toponym(node: ElementTree.Element, name: str) -> Toponym:
    lat, lon = node.findtext(".//lat"), node.findtext(".//lon")
    where = GazetteerEntry(None, "", None, None, float(lat), float(lon), 0, "city", 0) if lat and lon else None
    return Toponym(node.findtext(name) or "", int(node.findtext("start") or 0), int(node.findtext("end") or 0), where)


def queries(text: str, toponyms: list[Toponym]) -> list[PlaceQuery]:
    """The questions to the gazetteer: each name, with the next one where only a comma or "in" stands between."""
    asked = []
    for this, after in zip_longest(toponyms, toponyms[1:]):
        joined = after is not None and INSIDE.fullmatch(text[this.end : after.start])
        asked.append(PlaceQuery(_place_name(this.name), after.name if after and joined else None))
    return asked


def _place_name(name: str) -> str:
    state = load_lexicon().demonyms.get(name.lower())
    return state.name if state else name


def measure(gazetteer: Gazetteer, path: Path, *, context: bool) -> dict[str, float]:
    """The shares of names found and placed, of those found placed, and of places no larger than the threshold placed; the median error."""
    tally: Counter[str] = Counter()
    errors: list[float] = []
    smaller: list[bool] = []
    for text, toponyms in read_articles(path):
        asked = queries(text, toponyms)
        places = gazetteer.resolve(asked) if context else [next(iter(gazetteer.lookup(query.name)), None) for query in asked]
        for toponym, place in zip(toponyms, places, strict=True):
            tally["names"] += 1
            error = distance_km(place, toponym.where) if place and toponym.where else inf
            errors.append(error)
            if not place or place.radius_km <= NEAR_KM:
                smaller.append(error <= NEAR_KM)
    found = [error for error in errors if error < inf]
    placed = sum(error <= NEAR_KM for error in errors)
    return {
        "names": tally["names"],
        "found": len(found) / tally["names"],
        "placed": placed / tally["names"],
        "of found": placed / len(found),
        "smaller places": sum(smaller) / len(smaller),
        "median km": median(found),
    }


def main() -> None:
    """Nothing; the figures are printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    gazetteer = open_gazetteer()
    for name in ("lgl.xml", "GeoVirus.xml"):
        for context in (False, True):
            start = time.perf_counter()
            figures = measure(gazetteer, folder / name, context=context)
            line = "  ".join(f"{what} {value:.3f}" if value < 1 else f"{what} {value:.0f}" for what, value in figures.items())
            print(f"{name:14} {'in context' if context else 'name alone':11} {line}  {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
