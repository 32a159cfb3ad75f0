"""The index of place names: one SQLite file a user, built on first use, never written again."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sayso.mentions.gazetteer.entry import Feature, GazetteerEntry
from sayso.mentions.gazetteer.keys import likeness, normalise, skeleton, without_article
from sayso.mentions.gazetteer.sources import PlaceRow

__all__ = ["INDEX_VERSION", "PlaceIndex", "cache_folder"]

INDEX_VERSION = 1
_LOOSE, _BARRED = "~", "!"
_LIKE_ENOUGH = 0.8
_MOST_SPELLINGS = 2000
_MAIN_NAME_BONUS = 0.5
_KEPT_SECONDS = 30 * 24 * 3600
_log = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE place (id INTEGER PRIMARY KEY, geonames_id INTEGER, name TEXT, country TEXT, admin1 TEXT, lat REAL, lon REAL,
                    population INTEGER, feature TEXT, radius_km REAL, prior REAL);
CREATE TABLE name (key TEXT, place INTEGER, main INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE spelling (skeleton TEXT, key TEXT, PRIMARY KEY (skeleton, key)) WITHOUT ROWID;
"""
_FIND = "SELECT p.*, n.main FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?"


def cache_folder() -> Path:
    """The folder for what can be built again: ``SAYSO_CACHE``, else the platform's cache folder for this user."""
    if chosen := os.environ.get("SAYSO_CACHE"):
        return Path(chosen)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "sayso"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "sayso" / "Cache"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "sayso"


class PlaceIndex:
    """Place names and the entries they may mean, in an open SQLite database that is only read."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def in_memory(cls, rows: Iterable[PlaceRow]) -> PlaceIndex:
        """An index of the rows that lives as long as the process."""
        database = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(database, rows)
        return cls(database)

    @classmethod
    def in_file(cls, path: Path, rows: Callable[[], Iterable[PlaceRow]]) -> PlaceIndex:
        """The index in the file, built from the rows where there is none; in memory where the folder cannot be written to.

        The file appears whole or not at all, so any number of processes may do this at once.
        """
        found = _open(path)
        if found is None:
            try:
                _build(path, rows())
            except OSError as error:
                _log.warning("%s: the index of place names cannot be kept there (%s); it is built anew in memory.", path.parent, error)
                return cls.in_memory(rows())
            found = _open(path)
        if found is None:
            return cls.in_memory(rows())
        return cls(found)

    def find(self, key: str) -> list[GazetteerEntry]:
        """The entries of a normalised name, unsorted."""
        return [_entry(row) for row in self._database.execute(_FIND, (key,))]

    def find_loosely(self, key: str) -> list[GazetteerEntry]:
        """The entries whose names differ from the key by the Arabic article alone."""
        bare = without_article(key)
        found = self.find(bare) if bare else []
        return found + self.find(_LOOSE + (bare or key))

    def find_alike(self, key: str) -> list[GazetteerEntry]:
        """The entries that have a name of the same skeleton as the key, of the spellings nearest to it."""
        bones = skeleton(key)
        if not bones or self.find(_BARRED + key):
            return []
        rows = self._database.execute("SELECT key FROM spelling WHERE skeleton = ? LIMIT ?", (bones, _MOST_SPELLINGS))
        scored = [(likeness(key, other), other) for (other,) in rows]
        best = max(scored, default=(0.0, ""))[0]
        near = [other for score, other in scored if score >= max(_LIKE_ENOUGH, best - 0.05)]
        return [entry for other in near for entry in self.find(other)]

    def close(self) -> None:
        """Nothing; the database is closed."""
        self._database.close()


def _entry(row: Sequence[object]) -> GazetteerEntry:
    _, identifier, name, country, admin1, lat, lon, population, feature, radius, prior, main = row
    return GazetteerEntry(identifier, name, country, admin1, lat, lon, population, feature, radius, prior + _MAIN_NAME_BONUS * main)  # type: ignore[arg-type,operator]


def _open(path: Path) -> sqlite3.Connection | None:
    """The database in the file, or None where there is none that is whole."""
    if not path.is_file():
        return None
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        (built,) = database.execute("PRAGMA user_version").fetchone()
        database.execute("SELECT key FROM spelling ORDER BY skeleton DESC LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        built = None
    if built == INDEX_VERSION:
        return database
    database.close()
    return None


def _build(path: Path, rows: Iterable[PlaceRow]) -> None:
    """Nothing; the index stands in the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".building", dir=path.parent)
    os.close(handle)
    building = Path(name)
    try:
        with closing(sqlite3.connect(building)) as database:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            _fill(database, rows)
        _move(building, path)
    except sqlite3.DatabaseError as error:
        raise OSError(str(error)) from error
    finally:
        building.unlink(missing_ok=True)
    _forget_old(path)


def _forget_old(path: Path) -> None:
    """Nothing; indexes that an earlier version left beside the file a month and more ago are gone."""
    for other in path.parent.glob("gazetteer-*.sqlite"):
        with suppress(OSError):
            if other != path and time.time() - other.stat().st_mtime > _KEPT_SECONDS:
                other.unlink()


def _move(building: Path, path: Path) -> None:
    try:
        os.replace(building, path)
    except PermissionError:
        if not path.is_file():
            raise  # where another process reads the finished file on Windows, that one will do


def _fill(database: sqlite3.Connection, rows: Iterable[PlaceRow]) -> None:
    database.executescript(_TABLES)
    names: dict[tuple[str, int], int] = {}
    spellings: set[str] = set()
    database.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", _places(rows, names, spellings))
    database.executemany("INSERT INTO name VALUES (?,?,?)", sorted((key, place, main) for (key, place), main in names.items()))
    bones = ((skeleton(key), key) for key in spellings)
    database.executemany("INSERT INTO spelling VALUES (?,?)", sorted((found, key) for found, key in bones if found))
    database.execute(f"PRAGMA user_version = {INDEX_VERSION}")
    database.commit()


def _places(rows: Iterable[PlaceRow], names: dict[tuple[str, int], int], spellings: set[str]) -> Iterator[tuple[object, ...]]:
    """The rows of the place table; their keys are put down in ``names`` and ``spellings`` on the way."""
    for number, (entry, spelt, respelt, barred) in enumerate(rows):
        for place, name in enumerate(spelt):
            key = normalise(name)
            if not key:
                continue
            names.setdefault((key, number), int(place == 0))
            if respelt:
                spellings.add(key)
                if bare := without_article(key):
                    names.setdefault((_LOOSE + bare, number), 0)
        names.update(((_BARRED + normalise(name), number), 0) for name in barred)
        yield (number, *_columns(entry))


def _columns(entry: GazetteerEntry) -> tuple[object, ...]:
    feature: Feature = entry.feature
    where = (entry.geonames_id, entry.name, entry.country, entry.admin1, entry.lat, entry.lon)
    return (*where, entry.population, feature, entry.radius_km, entry.prior)
