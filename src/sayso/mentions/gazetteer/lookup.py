"""Looking a place name up: the name as it stands, without its type word, without its article, and last by its consonants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from sayso.mentions.gazetteer.entry import Feature, GazetteerEntry, PlaceQuery
from sayso.mentions.gazetteer.index import INDEX_VERSION, PlaceIndex, cache_folder
from sayso.mentions.gazetteer.keys import normalise
from sayso.mentions.gazetteer.resolve import resolve
from sayso.mentions.gazetteer.sources import PlaceType, fingerprint, place_types, shipped_rows
from sayso.mentions.gazetteer.user_places import read_places

__all__ = ["Gazetteer", "open_gazetteer", "places_hash"]

Search = Callable[[str], Iterable[GazetteerEntry]]

REMEMBERED_NAMES = 20_000


class Gazetteer:
    """Place names to what they may mean: the user's places, then those that come with sayso."""

    def __init__(self, indexes: Sequence[PlaceIndex]) -> None:
        self._indexes = tuple(indexes)
        self._sure_searches: tuple[Search, ...] = (self._find, self._find_typed, self._find_loosely)
        self._remembered: Callable[[str], tuple[GazetteerEntry, ...]] = lru_cache(maxsize=REMEMBERED_NAMES)(self._look_up)

    def lookup(self, name: str) -> tuple[GazetteerEntry, ...]:
        """What the name may mean, likeliest first; empty where nothing bears it.

        "Homs province" gives the province, "Homs airport" a site at the town. Spellings are evened out; transliterations that nothing bears
        as written ("Dayr az-Zour", "Kweyris") are matched by their consonants. Demonyms are no place names.
        """
        return self._remembered(normalise(name))

    def knows(self, name: str) -> bool:
        """Whether a place bears the name as it stands, with or without its article and its type word; a likeness of spelling is not enough."""
        return bool(self._first_of(self._sure_searches, normalise(name)))

    def resolve(self, queries: Sequence[PlaceQuery], *, countries: Collection[str] = ()) -> list[GazetteerEntry | None]:
        """The place that each name of one report means, in the light of all the others; see `resolve`."""
        return resolve(queries, self.lookup, countries=countries)

    def close(self) -> None:
        """Nothing; the index files are closed."""
        for index in self._indexes:
            index.close()

    def _look_up(self, key: str) -> tuple[GazetteerEntry, ...]:
        return self._first_of((*self._sure_searches, self._find_alike, self._find_typed_alike), key)

    def _first_of(self, searches: Sequence[Search], key: str) -> tuple[GazetteerEntry, ...]:
        if len(key) < 2:
            return ()
        return next(filter(None, (_best_first(search(key)) for search in searches)), ())

    def _find(self, key: str) -> Iterable[GazetteerEntry]:
        return chain.from_iterable(index.find(key) for index in self._indexes)

    def _find_loosely(self, key: str) -> Iterable[GazetteerEntry]:
        return chain.from_iterable(index.find_loosely(key) for index in self._indexes)

    def _find_alike(self, key: str) -> Iterable[GazetteerEntry]:
        return chain.from_iterable(index.find_alike(key) for index in self._indexes)

    def _find_typed(self, key: str) -> Iterable[GazetteerEntry]:
        """Entries of a name that carries its type: of that type, else what stands at a town of the bare name."""
        for bare, kind in _typings(key):
            found = self._first_of((self._find, self._find_loosely), bare)
            fitting = [entry for entry in found if entry.feature in kind.features]
            if fitting or kind.fallback is None:
                return fitting
            return [_standing_at(town, kind.fallback, kind.radius_km) for town in found if town.feature == "city"]
        return ()

    def _find_typed_alike(self, key: str) -> Iterable[GazetteerEntry]:
        return (entry for bare, kind in _typings(key) for entry in self._find_alike(bare) if entry.feature in kind.features)


def places_hash(own: Iterable[Path] = ()) -> str:
    """A hash of all places that are known: those that come with sayso, and the files of the user's own; in hexadecimal."""
    digest = hashlib.sha256(fingerprint().encode())
    for path in own:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_gazetteer(*, places: Sequence[Path] = (), cache: Path | None = None) -> Gazetteer:
    """The gazetteer with the user's places files; the index of the shipped places is built on first use and kept in the cache folder.

    Raises `LexiconError` where a places file breaks its schema.
    """
    base = (cache or cache_folder()) / f"gazetteer-{INDEX_VERSION}-{fingerprint()[:16]}.sqlite"
    own = [PlaceIndex.in_memory(chain.from_iterable(map(read_places, places)))] if places else []
    return Gazetteer([*own, PlaceIndex.in_file(base, shipped_rows)])


def _typings(key: str) -> Iterator[tuple[str, PlaceType]]:
    """The name without its type words, and what these allow, longest first: "homs province", "province of homs"."""
    words, types = key.split(), place_types()
    for length in (3, 2, 1):
        last, first = " ".join(words[-length:]), " ".join(words[:length])
        if len(words) > length and last in types:
            yield " ".join(words[:-length]), types[last]
        if len(words) > length + 1 and first in types and words[length] == "of":
            yield " ".join(words[length + 1 :]), types[first]


def _standing_at(town: GazetteerEntry, feature: Feature, radius_km: float) -> GazetteerEntry:
    return replace(town, geonames_id=None, population=0, feature=feature, radius_km=max(radius_km, town.radius_km))


def _best_first(entries: Iterable[GazetteerEntry]) -> tuple[GazetteerEntry, ...]:
    """The entries by prior, each place once."""
    seen: dict[object, GazetteerEntry] = {}
    for entry in sorted(entries, key=lambda e: (-e.prior, e.name, e.lat)):
        seen.setdefault(entry.geonames_id or (entry.name, entry.lat, entry.lon), entry)
    return tuple(seen.values())
