"""Putting arrivals into the store: one batch, one transaction, all of it or nothing.

Keys are given out here and not by the database, counting on from the highest, so that the same arrivals in the same order make the same
rows, whatever was interrupted between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, update

from sayso.errors import UsageError
from sayso.lexicon.folding import fold
from sayso.model import Claim, EngineVersion, Problem, Reading, Report
from sayso.records import Record
from sayso.store import tables as t
from sayso.store.arrivals import Arrival, Outcome, Refusal, SightingKey
from sayso.store.dialect import Dialect
from sayso.store.rows import Naming, claim_row, identity_of, layers_of, name_words, namings, packed, place_rows, report_row, sha256_of

__all__ = ["ENGINE_FAILED", "Writer", "hashes_of", "in_chunks", "sightings_at"]

CHUNK = 400
LINK = ("claim_key", "role", "name_key", "alias_of")
ENGINE_FAILED = "engine-failed"
"""The problem of a report over which the engine stumbled; it goes when an engine has read it."""

ORDER = (
    t.engines,
    t.texts,
    t.reports,
    t.raws,
    t.sightings,
    t.readings,
    t.problems,
    t.claims,
    t.names,
    t.name_words,
    t.claim_names,
    t.claim_places,
)
SHARED = {t.raws}
"""Tables whose rows may be there already."""


class Writer:
    """The rows of one transaction, gathered and put in at the end by `flush`."""

    def __init__(self, connection: Connection, dialect: Dialect, now: str) -> None:
        self.connection = connection
        self.dialect = dialect
        self.now = now
        self.rows: dict[Table, list[Record]] = defaultdict(list)
        self.last: dict[Table, int] = {}
        self.namings: list[tuple[int, Naming]] = []
        self.searches: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.sighted: dict[SightingKey, bool] = {}
        self.broken: set[tuple[str, str]] = set()
        self.articles: dict[str, int] = {}
        self.forgotten: set[str] = set()
        self.texts: dict[str, int] = {}
        self.ids: set[str] = set()

    def take(self, arrivals: Sequence[Arrival], engine: EngineVersion | None) -> list[tuple[Outcome, int]]:
        """What became of each arrival, and how many claims it added."""
        self._look_up(arrivals)
        engine_key = 0
        if any(arrival.reading is not None for arrival in arrivals):
            if engine is None:
                raise UsageError("a reading needs to be told which engine made it.", remedy="Give engine=, as `Engine.version` has it.")
            engine_key = self.engine_key(engine)
        return [self._take(arrival, engine_key) for arrival in arrivals]

    def engine_key(self, engine: EngineVersion) -> int:
        """The key of the engine, which is added where it is new."""
        facts = asdict(engine)
        found = self.connection.execute(select(t.engines.c.key).filter_by(**facts)).scalar()
        return int(found) if found else self._add(t.engines, **facts, added=self.now)

    def add_further_reading(self, report_key: int, reading: Reading, engine_key: int) -> int:
        """The number of claims added: the reading becomes the report's current one, and its older ones stay as they were."""
        for table in (t.readings, t.claims):
            self.connection.execute(update(table).where(table.c.report_key == report_key, table.c.current).values(current=False))
        stumbles = (t.problems.c.report_key == report_key) & (t.problems.c.code == ENGINE_FAILED)
        self.connection.execute(delete(t.problems).where(stumbles))
        return self._add_reading(report_key, reading.report, reading, engine_key)

    def add_problem(self, report_key: int, problem: Problem) -> None:
        """Nothing; the problem stands beside the report, once."""
        same = select(t.problems.c.key).filter_by(report_key=report_key, code=problem.code, message=problem.message)
        if self.connection.execute(same).first() is None:
            self._add_problems([problem], report_key, None)

    def _add_reading(self, report_key: int, report: Report, reading: Reading, engine_key: int) -> int:
        key = self._add(
            t.readings,
            report_key=report_key,
            engine_key=engine_key,
            current=True,
            added=self.now,
            claims=len(reading.claims),
            layers=layers_of(reading),
        )
        self._add_problems((p for p in reading.problems if p not in report.problems), report_key, key)
        for claim in reading.claims:
            self._add_claim(claim, report, report_key, key)
        return len(reading.claims)

    def flush(self) -> None:
        """Nothing; all that was gathered is in the tables and the searches."""
        self._name_claims()
        for table in ORDER:
            if rows := self.rows.pop(table, None):
                statement = self.dialect.insert_new(table) if table in SHARED else table.insert()
                self.connection.execute(statement, rows)
        for index, texts in self.searches.items():
            self.dialect.add_to_search(self.connection, index, texts)
        self.searches.clear()

    def _look_up(self, arrivals: Sequence[Arrival]) -> None:
        """Fills the sets of what is there already and bears on these arrivals."""
        for key, readable in sightings_at(self.connection, (arrival.sighting.key[:2] for arrival in arrivals)):
            self.sighted[key] = readable
            if not readable:
                self.broken.add(key[:2])
        reports = [arrival.found for arrival in arrivals if isinstance(arrival.found, Report)]
        identities = [identity_of(report) for report in reports]
        self.articles |= {row.identity: row.key for row in self._all(t.reports, t.reports.c.identity, identities)}
        hashes = [sha256 for arrival in arrivals for sha256 in hashes_of(arrival)]
        self.forgotten |= {row.sha256 for row in self._all(t.mark_hashes, t.mark_hashes.c.sha256, hashes)}
        self.texts |= {row.sha256: row.key for row in self._all(t.texts, t.texts.c.sha256, [report.sha256 for report in reports])}
        ids = {sha256_of(id): id for report, identity in zip(reports, identities, strict=True) for id in possible_ids(report, identity)}
        self.ids |= {row.id for row in self._all(t.reports, t.reports.c.id, list(ids.values()))}
        self.ids |= {ids[row.id_sha256] for row in self._all(t.marks, t.marks.c.id_sha256, list(ids))}

    def _all(self, table: Table, column: ColumnElement[Any], values: Collection[Any]) -> Iterator[Any]:
        columns = [c for c in table.c if c.name != "text"]
        for some in in_chunks(sorted(set(values))):
            yield from self.connection.execute(select(*columns).where(column.in_(some)))

    def _take(self, arrival: Arrival, engine_key: int) -> tuple[Outcome, int]:
        before = self.sighted.get(arrival.sighting.key)
        if before or (before is not None and isinstance(arrival.found, Refusal)):
            return "known", 0
        if not self.forgotten.isdisjoint(hashes_of(arrival)):
            return "forgotten", 0
        if isinstance(arrival.found, Refusal):
            self._sight(arrival, None)
            return "failed", 0
        identity = identity_of(arrival.found)
        if (known := self.articles.get(identity)) is not None:
            self._sight(arrival, known)
            return "repeat", 0
        key, report = self._add_report(arrival.found, identity)
        self._sight(arrival, key)
        if arrival.reading is None:
            return "unread", 0
        return "read", self._add_reading(key, report, with_id(arrival.reading, report), engine_key)

    def _add_report(self, report: Report, identity: str) -> tuple[int, Report]:
        text_key = self._text_key(report)
        known_as = next(id for id in possible_ids(report, identity) if id not in self.ids)
        report = replace(report, id=known_as)
        key = self._add(t.reports, id=known_as, added=self.now, **report_row(report, identity=identity, text_key=text_key))
        self._add_problems(report.problems, key, None)
        self.articles[identity] = key
        self.ids.add(known_as)
        return key, report

    def _text_key(self, report: Report) -> int:
        sha256 = report.sha256
        if sha256 not in self.texts:
            self.texts[sha256] = self._add(t.texts, sha256=sha256, chars=len(report.text), text=report.text)
            self.searches["report_search"].append((self.texts[sha256], fold(report.text)))
        return self.texts[sha256]

    def _sight(self, arrival: Arrival, report_key: int | None) -> None:
        """Notes where the document was met; that it could not be read there before is then of no more use."""
        sighting, found = arrival.sighting, arrival.found
        if report_key is not None and (sighting.location, sighting.record) in self.broken:
            failed = t.sightings.c.report_key.is_(None)
            here = (t.sightings.c.location == sighting.location) & (t.sightings.c.record == sighting.record)
            self.connection.execute(delete(t.sightings).where(failed, here))
        refusal = found if isinstance(found, Refusal) else None
        report = found if isinstance(found, Report) else None
        self.sighted[sighting.key] = report_key is not None
        self._add(
            t.sightings,
            **asdict(sighting),
            report_key=report_key,
            given_id=report.id if report else None,
            fetched=report.fetched if report else None,
            seen=self.now,
            code=refusal.code if refusal else None,
            message=refusal.message if refusal else None,
        )
        if arrival.raw is not None:
            self.rows[t.raws].append({"sha256": sighting.sha256, "size": len(arrival.raw), "data": packed(arrival.raw)})

    def _add_problems(self, found: Iterable[Problem], report_key: int, reading_key: int | None) -> None:
        for problem in found:
            self._add(t.problems, report_key=report_key, reading_key=reading_key, **asdict(problem))

    def _add_claim(self, claim: Claim, report: Report, report_key: int, reading_key: int) -> None:
        row = claim_row(claim, report)
        key = self._add(t.claims, reading_key=reading_key, report_key=report_key, current=True, **row)
        self.rows[t.claim_places] += [{"claim_key": key, **row} for row in place_rows(claim)]
        self.namings += [(key, naming) for naming in namings(claim)]
        self.searches["claim_search"].append((key, row["search"]))

    def _name_claims(self) -> None:
        """Turns the names that were gathered into rows, each name once."""
        wanted = list(dict.fromkeys(name for _, naming in self.namings for name in (naming.folded, naming.alias_of) if name))
        keys = {row.folded: row.key for row in self._all(t.names, t.names.c.folded, wanted)}
        for name in wanted:
            if name not in keys:
                keys[name] = self._add(t.names, folded=name)
                self.rows[t.name_words] += [{"word": word, "name_key": keys[name]} for word in name_words(name)]
        links: dict[tuple[int, str, int], int | None] = {}
        for claim, naming in self.namings:
            link = (claim, naming.role, keys[naming.folded])
            links[link] = keys[naming.alias_of] if naming.alias_of else links.get(link)
        self.rows[t.claim_names] += [dict(zip(LINK, (*link, alias), strict=True)) for link, alias in links.items()]
        self.namings.clear()

    def _add(self, table: Table, **values: Any) -> int:
        if table not in self.last:
            self.last[table] = self.connection.execute(select(func.max(table.c.key))).scalar() or 0
        self.last[table] += 1
        self.rows[table].append({"key": self.last[table], **values})
        return self.last[table]


def with_id(reading: Reading, report: Report) -> Reading:
    """The reading of the report under the id that the store gave it."""
    if reading.report.id == report.id:
        return reading
    return replace(reading, report=report, claims=tuple(replace(claim, report_id=report.id) for claim in reading.claims))


def possible_ids(report: Report, identity: str) -> list[str]:
    """The ids that the report may get: its own, or that with more and more of its identity where others have taken it."""
    return [report.id, *(f"{report.id}~{identity[:length]}" for length in (8, 16, 64))]


def hashes_of(arrival: Arrival) -> set[str]:
    """The hashes by which a document is known again after it was forgotten: of its bytes, its text, its article and its web addresses."""
    sighting, found = arrival.sighting, arrival.found
    addresses = [sighting.location] if "://" in sighting.location else []
    if isinstance(found, Refusal):
        return {sighting.sha256, *map(sha256_of, addresses)}
    addresses += [found.url] if found.url else []
    return {sighting.sha256, found.sha256, identity_of(found), *map(sha256_of, addresses)}


def sightings_at(connection: Connection, places: Iterable[tuple[str, str]]) -> Iterator[tuple[SightingKey, bool]]:
    """Yields what was met at these places (location, record) before, and whether it could be read.

    One question for each location, which the index answers; a list of pairs would be looked for in the whole table.
    """
    s = t.sightings.c
    records: dict[str, set[str]] = defaultdict(set)
    for location, record in places:
        records[location].add(record)
    for location, wanted in records.items():
        for some in in_chunks(sorted(wanted)):
            rows = connection.execute(select(s.record, s.sha256, s.given, s.report_key).where(s.location == location, s.record.in_(some)))
            yield from (((location, row.record, row.sha256, row.given), row.report_key is not None) for row in rows)


def in_chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yields the values in lists that are short enough for one statement."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
