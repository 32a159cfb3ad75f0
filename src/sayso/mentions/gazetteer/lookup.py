"""Looking a place name up: the name as it stands, without its type word, without its article, and last by its consonants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from sayso.mentions.gazetteer.entry import Feature, GazetteerEntry, PlaceQuery
from sayso.mentions.gazetteer.index import INDEX_VERSION, PlaceIndex, cache_folder
from sayso.mentions.gazetteer.keys import normalise
from sayso.mentions.gazetteer.resolve import resolve
from sayso.mentions.gazetteer.sources import fingerprint, shipped_rows
from sayso.mentions.gazetteer.user_places import read_places

__all__ = ["Gazetteer", "open_gazetteer"]

REMEMBERED_NAMES = 20_000
_AREA: tuple[Feature, ...] = ("admin1", "region", "country")
_DISTRICT: tuple[Feature, ...] = ("admin2", "district", "admin1", "region")
_TOWN: tuple[Feature, ...] = ("city", "district")
_TYPE_WORDS: Mapping[str, tuple[Feature, ...]] = {
    **dict.fromkeys("province governorate state region oblast krai department prefecture wilaya emirate republic countryside".split(), _AREA),
    **dict.fromkeys("district county raion parish subdistrict township municipality".split(), _DISTRICT),
    **dict.fromkeys("city town village settlement hamlet".split(), _TOWN),
}
_AREA_RADII: Mapping[Feature, float] = {"admin1": 60.0, "admin2": 20.0}


class Gazetteer:
    """Place names to what they may mean: the user's places, then those that come with sayso."""

    def __init__(self, indexes: Sequence[PlaceIndex]) -> None:
        self._indexes = tuple(indexes)
        self._remembered: Callable[[str], tuple[GazetteerEntry, ...]] = lru_cache(maxsize=REMEMBERED_NAMES)(self._look_up)

    def lookup(self, name: str) -> tuple[GazetteerEntry, ...]:
        """What the name may mean, likeliest first; empty where nothing bears it.

        "Homs province" gives the province. Spellings are evened out; transliterations that nothing bears as written ("Dayr az-Zawr",
        "Telbisah") are matched by their consonants.
        """
        return self._remembered(normalise(name))

    def resolve(self, queries: Sequence[PlaceQuery], *, countries: Collection[str] = ()) -> list[GazetteerEntry | None]:
        """The place that each name of one report means, in the light of all the others; see `resolve`."""
        return resolve(queries, self.lookup, countries=countries)

    def close(self) -> None:
        """Nothing; the index files are closed."""
        for index in self._indexes:
            index.close()

    def _look_up(self, key: str) -> tuple[GazetteerEntry, ...]:
        if len(key) < 2:
            return ()
        searches = (self._find, self._find_typed, self._find_loosely, self._find_alike)
        return next(filter(None, (_best_first(search(key)) for search in searches)), ())

    def _find(self, key: str) -> Iterable[GazetteerEntry]:
        return chain.from_iterable(index.find(key) for index in self._indexes)

    def _find_loosely(self, key: str) -> Iterable[GazetteerEntry]:
        return chain.from_iterable(index.find_loosely(key) for index in self._indexes)

    def _find_alike(self, key: str) -> Iterable[GazetteerEntry]:
        return chain.from_iterable(index.find_alike(key) for index in self._indexes)

    def _find_typed(self, key: str) -> Iterable[GazetteerEntry]:
        """Entries of a name that carries its type: of that type, else areas around a town of the name."""
        split = _split_type(key)
        if split is None:
            return ()
        bare, features = split
        found = self._remembered(bare)
        fitting = [entry for entry in found if entry.feature in features]
        radius = _AREA_RADII.get(features[0])
        if fitting or radius is None:
            return fitting
        return [replace(e, geonames_id=None, population=0, feature=features[0], radius_km=max(radius, e.radius_km)) for e in found if e.feature == "city"]


def open_gazetteer(*, places: Sequence[Path] = (), cache: Path | None = None) -> Gazetteer:
    """The gazetteer with the user's places files; the index of the shipped places is built on first use and kept in the cache folder.

    Raises `LexiconError` where a places file breaks its schema.
    """
    base = (cache or cache_folder()) / f"gazetteer-{INDEX_VERSION}-{fingerprint()[:16]}.sqlite"
    own = [PlaceIndex.in_memory(chain.from_iterable(map(read_places, places)))] if places else []
    return Gazetteer([*own, PlaceIndex.in_file(base, shipped_rows())])


def _split_type(key: str) -> tuple[str, tuple[Feature, ...]] | None:
    """The name without its type word, and what that word allows: "homs province", "province of homs"."""
    words = key.split()
    if len(words) > 1 and words[-1] in _TYPE_WORDS:
        return " ".join(words[:-1]), _TYPE_WORDS[words[-1]]
    if len(words) > 2 and words[0] in _TYPE_WORDS and words[1] == "of":
        return " ".join(words[2:]), _TYPE_WORDS[words[0]]
    return None


def _best_first(entries: Iterable[GazetteerEntry]) -> tuple[GazetteerEntry, ...]:
    """The entries by prior, each place once."""
    seen: dict[object, GazetteerEntry] = {}
    for entry in sorted(entries, key=lambda e: (-e.prior, e.name, e.lat)):
        seen.setdefault(entry.geonames_id or (entry.name, entry.lat, entry.lon), entry)
    return tuple(seen.values())
