"""The store: reports, their readings and claims, kept so that nothing is lost and nothing is there twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from sqlalchemy import Connection, exists, func, or_, select
from sqlalchemy.exc import DBAPIError

from sayso.errors import StoreError, UsageError
from sayso.ledger.decisions import anchor_of, checked
from sayso.ledger.disputes import disputes_in
from sayso.ledger.review import ENOUGH, ReviewProgress
from sayso.ledger.view import View
from sayso.model import Claim, Decision, Dispute, EngineVersion, Happening, Judgement, Problem, Reading, Report
from sayso.records import Record, claim_from_record, reading_from_record
from sayso.store import tables as t
from sayso.store.arrivals import Arrival, Outcome, Sighting, SightingKey, Tally
from sayso.store.clock import utc_now
from sayso.store.desk import Desk
from sayso.store.dialect import WRITING, Dialect, dialect_of
from sayso.store.differences import Differences, compare_claims
from sayso.store.digest import DigestWriter, is_stale
from sayso.store.dump import write_dump
from sayso.store.feeds import FeedState, feed_state, is_known_address, save_feed_state
from sayso.store.filters import ClaimFilter, ReportFilter, ReportRow, claims_statement, conditions, engine_key, last_day, reports_statement
from sayso.store.forgetting import Forgotten, forget, mark_erased
from sayso.store.ledger import LedgerWriter, add_decision, anchors_of, decisions_of, is_behind, load_view, mark_decided, whole_from_scratch
from sayso.store.review import QueueKind, Review, ReviewQueue
from sayso.store.rows import sha256_of, unpacked
from sayso.store.schema import prepare
from sayso.store.status import Status, status_of
from sayso.store.stored import StoredClaim, stored_claim
from sayso.store.tokens import Token, make_token, name_of_token, revoke_token, tokens
from sayso.store.writing import Writer, in_chunks, sightings_at

__all__ = ["Store", "StoredClaim"]

PATIENCE = 60.0
"""Seconds for which a lock of another program is waited for."""


class Store:
    """Reports, readings and claims in one SQLite file or one PostgreSQL database.

    Every method that writes does so in one transaction: all of it is there afterwards, or nothing. All raise StoreError where the
    database cannot be reached, is locked by others for too long, is full or damaged.
    """

    def __init__(self, dialect: Dialect, *, clock: Callable[[], str] = utc_now) -> None:
        self.dialect = dialect
        self.clock = clock

    @classmethod
    def open(cls, target: str | Path, *, create: bool = True, read_only: bool = False, wait: float = PATIENCE, clock: Callable[[], str] = utc_now) -> Store:
        """The store in a file, or at a URL (``postgresql+psycopg://user@host/name``); made where there is none, unless ``create`` is false.

        An older schema is brought up to date. With ``read_only`` nothing is made or changed, and no right to write is needed. Raises
        StoreError where the database is another program's or was made by a newer sayso.
        """
        store = cls(dialect_of(target, wait=wait, read_only=read_only), clock=clock)
        with store._translated():
            prepare(store.dialect, create=create and not read_only, read_only=read_only)
        return store

    def close(self) -> None:
        """Nothing; the connections are closed."""
        self.dialect.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def add(self, arrivals: Sequence[Arrival], *, engine: EngineVersion | None = None) -> Tally:
        """What became of the documents; ``engine`` is what read those that come with a reading."""
        tally = Tally()
        for outcome, claims in self.outcomes(arrivals, engine=engine):
            tally.count(outcome, claims)
        return tally

    def outcomes(self, arrivals: Sequence[Arrival], *, engine: EngineVersion | None = None) -> list[tuple[Outcome, int]]:
        """What became of each document, in order, and how many claims it added."""
        with self.writing() as connection:
            writer = Writer(connection, self.dialect, self.clock())
            outcomes = writer.take(arrivals, engine)
            writer.flush()
        return outcomes

    def add_readings(self, readings: Sequence[Reading], *, engine: EngineVersion) -> Tally:
        """What became of further readings of reports that are here; a report that this engine has read already is left as it is."""
        tally = Tally()
        with self.writing() as connection:
            writer = Writer(connection, self.dialect, self.clock())
            key = writer.engine_key(engine)
            done: set[int] = set()
            for reading in readings:
                row = connection.execute(select(t.reports.c.key).where(t.reports.c.id == reading.report.id)).one_or_none()
                if row is None:
                    tally.count("forgotten")
                elif row.key in done or connection.execute(select(t.readings.c.key).filter_by(report_key=row.key, engine_key=key)).first():
                    tally.count("known")
                else:
                    done.add(row.key)
                    tally.count("read", writer.add_further_reading(row.key, reading, key))
            writer.flush()
        return tally

    def add_problems(self, problems: Sequence[tuple[str, Problem]]) -> None:
        """Nothing; each problem stands beside the report of that id, once; reports that are not here are passed over."""
        with self.writing() as connection:
            writer = Writer(connection, self.dialect, self.clock())
            for report_id, problem in problems:
                if (key := connection.execute(select(t.reports.c.key).where(t.reports.c.id == report_id)).scalar()) is not None:
                    writer.add_problem(key, problem)
            writer.flush()

    def keep(self, reading: Reading, *, engine: EngineVersion, location: str = "python") -> Tally:
        """What became of a reading that a program made itself (``store.keep(engine.read(report), engine=engine.version)``)."""
        report = reading.report
        sighting = Sighting(location, report.id, report.sha256, len(report.text.encode("utf-8", "surrogatepass")), "text")
        return self.add([Arrival(sighting, report, reading)], engine=engine)

    def met(self, keys: Collection[SightingKey]) -> dict[SightingKey, bool]:
        """Which documents were met before, and whether they could be read."""
        with self.reading_from() as connection:
            return {key: readable for key, readable in sightings_at(connection, (key[:2] for key in keys)) if key in keys}

    def settled(self, identities: Collection[str]) -> set[str]:
        """Which articles, by their identities, are here already or were forgotten."""
        found: set[str] = set()
        with self.reading_from() as connection:
            for some in in_chunks(sorted(identities)):
                for table in (t.reports, t.marks):
                    found |= set(connection.execute(select(table.c.identity).where(table.c.identity.in_(some))).scalars())
        return found

    def own_files(self) -> frozenset[str]:
        """The whole paths of the files that the store itself is made of, which are no sources; none for a database server."""
        return self.dialect.own_files()

    def has_failures(self) -> bool:
        """Whether there is any document that could not be read."""
        with self.reading_from() as connection:
            return connection.execute(select(t.sightings.c.key).where(t.sightings.c.report_key.is_(None)).limit(1)).first() is not None

    def failures_at(self, locations: Collection[str]) -> set[tuple[str, str]]:
        """Which documents (location, record) at these locations could not be read."""
        found: set[tuple[str, str]] = set()
        s = t.sightings.c
        with self.reading_from() as connection:
            for some in in_chunks(sorted(locations)):
                rows = connection.execute(select(s.location, s.record).where(s.location.in_(some), s.report_key.is_(None)))
                found |= {(row.location, row.record) for row in rows}
        return found

    def drop_failures(self, places: Collection[tuple[str, str]]) -> None:
        """Nothing; that these documents (location, record) could not be read is told no more."""
        s = t.sightings.c
        with self.writing() as connection:
            for location, record in sorted(places):
                connection.execute(t.sightings.delete().where(s.location == location, s.record == record, s.report_key.is_(None)))

    def unread_by(self, engine: EngineVersion, *, language: str, after: int = 0, limit: int = 64) -> list[tuple[int, Report]]:
        """The next reports of the language that the engine has not read, with their keys, in order of the keys."""
        key = select(t.engines.c.key).filter_by(**asdict(engine)).scalar_subquery()
        done = exists().where(t.readings.c.report_key == t.reports.c.key, t.readings.c.engine_key == key)
        wanted = _reports().where(t.reports.c.language == language, t.reports.c.key > after, ~done)
        with self.reading_from() as connection:
            rows = connection.execute(wanted.order_by(t.reports.c.key).limit(limit)).all()
            return [(row.key, _report(row, self._problems(connection, row.key))) for row in rows]

    def report(self, report_id: str) -> Report:
        """The report with its text. Raises UsageError where there is none of this id, and tells if it was forgotten."""
        with self.reading_from() as connection:
            row = connection.execute(_reports().where(t.reports.c.id == report_id)).one_or_none()
            if row is None:
                raise self._no_report(connection, report_id)
            return _report(row, self._problems(connection, row.key))

    def readings(self, *, reports: Sequence[str] = (), engine: str | None = None) -> Iterator[Reading]:
        """Yields whole readings, the newest of each report or those by one engine, in the order in which the reports came in."""
        wanted = select(t.readings, t.reports.c.id.label("report_id"), t.engines.c.name.label("engine")).select_from(
            t.readings.join(t.reports, t.reports.c.key == t.readings.c.report_key).join(t.engines, t.engines.c.key == t.readings.c.engine_key)
        )
        if reports:
            wanted = wanted.where(t.reports.c.id.in_(reports))
        with self.reading_from() as connection:
            chosen = t.readings.c.current if engine is None else t.engines.c.key == engine_key(connection, engine)
            wanted = wanted.where(chosen).order_by(t.reports.c.key)
            for row in connection.execute(wanted.execution_options(yield_per=16)):
                yield self._reading(connection, row)

    def claims(
        self, wanted: ClaimFilter | None = None, *, limit: int | None = None, offset: int = 0, newest: bool = False, **asked: Any
    ) -> Iterator[StoredClaim]:
        """Yields the claims that meet the conditions, by publication date, the newest first if wanted, and then as they came in.

        Conditions may also be given by name: ``store.claims(actor="HTS", status="denied")``; see `ClaimFilter`.
        """
        wanted = replace(wanted or ClaimFilter(), **asked)
        with self.reading_from() as connection:
            statement = claims_statement(connection, self.dialect, wanted, newest=newest).limit(limit).offset(offset or None)
            for row in connection.execute(statement.execution_options(yield_per=256)):
                yield stored_claim(row)

    def count(self, wanted: ClaimFilter | None = None, **asked: Any) -> int:
        """How many claims meet the conditions, given as for `claims`."""
        with self.reading_from() as connection:
            met = conditions(connection, self.dialect, replace(wanted or ClaimFilter(), **asked))
            return int(connection.execute(select(func.count()).select_from(t.claims).where(*met)).scalar_one())

    def reports(
        self, wanted: ReportFilter | None = None, *, limit: int | None = None, offset: int = 0, newest: bool = False, **asked: Any
    ) -> Iterator[ReportRow]:
        """Yields what is known of the reports that meet the conditions, without their texts, by publication date and then as they came in."""
        with self.reading_from() as connection:
            statement = reports_statement(self.dialect, replace(wanted or ReportFilter(), **asked), newest=newest).limit(limit).offset(offset or None)
            for row in connection.execute(statement.execution_options(yield_per=256)):
                yield ReportRow(**row._mapping)

    def count_reports(self, wanted: ReportFilter | None = None, **asked: Any) -> int:
        """How many reports meet the conditions, given as for `reports`."""
        with self.reading_from() as connection:
            met = reports_statement(self.dialect, replace(wanted or ReportFilter(), **asked)).order_by(None)
            return int(connection.execute(select(func.count()).select_from(met.subquery())).scalar_one())

    def plan(self, wanted: ClaimFilter) -> str:
        """How the database would find the claims, a step a line."""
        with self.reading_from() as connection:
            return self.dialect.plan(connection, claims_statement(connection, self.dialect, wanted).limit(50))

    def raw(self, report_id: str) -> list[bytes]:
        """The bytes that the report came as, where they were kept: one value for each place where it was met with bytes of its own."""
        sightings = select(t.sightings.c.sha256).join(t.reports, t.reports.c.key == t.sightings.c.report_key).where(t.reports.c.id == report_id)
        with self.reading_from() as connection:
            return [unpacked(data) for data in connection.execute(select(t.raws.c.data).where(t.raws.c.sha256.in_(sightings))).scalars()]

    def forget(self, report_id: str, *, reason: str | None = None, copies: bool = False) -> Forgotten:
        """What was taken out for good; a mark stays, so that the same article is not taken in again.

        ``copies`` takes out every article that prints the same text; without it the text stays while another article prints it. Raises
        UsageError where there is no such report, and StoreError where it is forgotten but traces are left in the database's files, because
        others are using it; `erase_traces`, or forgetting any report, then finishes the work.
        """
        with self.writing() as connection:
            key = connection.execute(select(t.reports.c.key).where(t.reports.c.id == report_id)).scalar()
            if key is None:
                raise self._no_report(connection, report_id)
            gone = forget(connection, self.dialect, key, reason=reason, copies=copies, now=self.clock())
        self.erase_traces()
        return gone

    def erase_traces(self) -> None:
        """Nothing; of what was forgotten no trace is left in the database's files. Raises StoreError where others keep it from doing so."""
        try:
            with self._translated():
                self.dialect.erase_traces()
                with self.writing() as connection:
                    mark_erased(connection, self.clock())
        except StoreError as error:
            what = f"the report is forgotten, but traces of it are left in the files, because the database {error.what}"
            raise StoreError(what, where=self.dialect.where, remedy="Run `sayso forget --finish` when nobody uses it.") from error

    def status(self) -> Status:
        """What is in the store, and what could not be read and why."""
        with self.reading_from() as connection:
            return status_of(connection, self.dialect.where)

    def engines(self) -> list[EngineVersion]:
        """What has read reports here, the first first."""
        with self.reading_from() as connection:
            rows = connection.execute(select(t.engines).order_by(t.engines.c.key)).mappings().all()
            return [EngineVersion(**{key: row[key] for key in EngineVersion.__slots__}) for row in rows]

    def diff(self, *, old: str | None = None, new: str | None = None, reports: Sequence[str] = ()) -> Iterator[Differences]:
        """Yields how the claims of two engines differ, for each report that both have read, also where they do not.

        Engines are given by their number in `engines`, from 1, or by name; without, the last two are compared. Raises UsageError where
        there are no two.
        """
        first, second = self._two_engines(old, new)
        older, newer = t.readings.alias(), t.readings.alias()
        both = select(older.c.key.label("old"), newer.c.key.label("new"), t.reports.c.id).select_from(
            older.join(newer, (older.c.report_key == newer.c.report_key) & (older.c.engine_key == first) & (newer.c.engine_key == second)).join(
                t.reports, t.reports.c.key == older.c.report_key
            )
        )
        both = both.where(t.reports.c.id.in_(reports)) if reports else both
        with self.reading_from() as connection:
            for row in connection.execute(both.order_by(t.reports.c.key).execution_options(yield_per=16)):
                yield compare_claims(row.id, _claims_of(connection, row.old, row.id), _claims_of(connection, row.new, row.id))

    def _two_engines(self, old: str | None, new: str | None) -> tuple[int, int]:
        with self.reading_from() as connection:
            keys = list(connection.execute(select(t.engines.c.key).order_by(t.engines.c.key)).scalars())
            if len(keys) < 2:
                what = "holds the readings of fewer than two engines, so there is nothing to compare."
                raise UsageError(what, where=self.dialect.where, remedy="`sayso reread` reads it with the engine that is installed now.")
            return engine_key(connection, old or str(keys[-2])), engine_key(connection, new or str(keys[-1]))

    def update_ledger(self, told: Callable[[int], None] = lambda done: None, *, stop: Callable[[], bool] = lambda: False) -> int:
        """How many readings were worked into the ledger, a batch in a transaction; nothing is done where it is up to date.

        Between two batches ``stop`` is asked whether to end here.
        """
        writer, done = LedgerWriter(), 0
        with self.reading_from() as connection:
            if not is_behind(connection):
                return 0
        while True:
            with self.writing() as connection:
                batch = writer.work_in(connection)
            done += batch
            told(done)
            if not batch or stop():
                return done

    def update_digest(self, told: Callable[[int], None] = lambda done: None, *, stop: Callable[[], bool] = lambda: False) -> int:
        """How many parts of the ledger were written into the digest, some in a transaction; the ledger is brought up to date first.

        Between two transactions ``stop`` is asked whether to end here; what was done is kept.
        """
        self.update_ledger(stop=stop)
        writer, done = DigestWriter(), 0
        with self.reading_from() as connection:
            if not is_stale(connection):
                return 0
        while True:
            with self.writing() as connection:
                some = writer.write(connection)
            done += some
            told(done)
            if not some or stop():
                return done

    @property
    def desk(self) -> Desk:
        """Pages of what the ledger comes to, out of the digest as it is; `update_digest` brings it up to date."""
        return Desk(self.reading_from, self.dialect)

    def view(self, wanted: ClaimFilter | None = None, *, as_of: str | None = None, on: str | None = None, **asked: Any) -> View:
        """The happenings of which some claim meets the conditions (given as for `claims`), as of the end of a day and with ``on`` only those of that day.

        Days are ISO days, months or years. The ledger is brought up to date first. Raises UsageError for what is no day.
        """
        met = replace(wanted or ClaimFilter(), **asked)
        view = self._view(met, last_day(as_of, "as-of") if as_of else None)
        shown = self._shown(view, met, on)
        return replace(view, happenings=tuple(shown), tellings={ident: view.tellings[ident] for one in shown for ident in one.claims})

    def disputes(self, wanted: ClaimFilter | None = None, *, as_of: str | None = None, on: str | None = None, **asked: Any) -> tuple[View, list[Dispute]]:
        """The disputes about happenings that meet the conditions, given as for `view`, and the view that holds all that are set against each other."""
        met = replace(wanted or ClaimFilter(), **asked)
        view = self._view(met, last_day(as_of, "as-of") if as_of else None, around=True)
        shown = {one.id for one in self._shown(view, met, on)}
        return view, [dispute for dispute in disputes_in(view) if not shown.isdisjoint(dispute.happenings)]

    def _shown(self, view: View, met: ClaimFilter, on: str | None) -> list[Happening]:
        day = last_day(on, "on") if on else None
        shown = [one for one in view.happenings if day is None or _is_on(one, day)]
        if met == ClaimFilter():
            return shown
        keys = self._meeting(met, [ident for one in shown for ident in one.claims])
        return [one for one in shown if not keys.isdisjoint(one.claims)]

    def happening(self, ident: str, *, as_of: str | None = None) -> tuple[View, Happening]:
        """A happening by its id, the beginning of one, or the id of one of its claims, with the view of all that may hang together with it.

        Raises UsageError where there is none, or several.
        """
        view = self._view(ClaimFilter(claim=ident) if ident.startswith("c-") else ClaimFilter(), last_day(as_of, "as-of") if as_of else None, around=True)
        found = [one for one in view.happenings if one.id.startswith(ident) or ident in one.claims]
        if len(found) == 1:
            return view, found[0]
        what = f"{ident!r} begins the names of {len(found)} happenings." if found else f"there is no happening {ident!r}{' as of that day' if as_of else ''}."
        raise UsageError(what, where=self.dialect.where, remedy="`sayso happenings` lists them with their ids.")

    def _view(self, met: ClaimFilter, as_of: str | None, *, around: bool = False) -> View:
        """All happenings that may hold a claim which meets the conditions; worked out in memory where the store cannot be written."""
        try:
            self.update_ledger()
        except StoreError:
            with self.reading_from() as connection:
                if is_behind(connection):
                    return whole_from_scratch(connection, as_of=as_of)
        with self.reading_from() as connection:
            everything = met == ClaimFilter()
            keys = None if everything else select(t.claims.c.key).where(*conditions(connection, self.dialect, met))
            return load_view(connection, keys, as_of=as_of, around=around)

    def _meeting(self, met: ClaimFilter, claims: Sequence[str]) -> set[str]:
        with self.reading_from() as connection:
            wanted = select(t.claims.c.id).where(*conditions(connection, self.dialect, met))
            return set(connection.execute(wanted).scalars()).intersection(claims)

    def decide(
        self,
        judgement: Judgement,
        claims: Sequence[str] = (),
        *,
        by: str,
        reason: str,
        slot: str | None = None,
        undoes: int | None = None,
        settles: Sequence[int] = (),
    ) -> Decision:
        """The decision as it is kept: who, when and why; it is never changed, only undone by a further one, or settled by one that names it.

        Raises UsageError where it makes no sense, or is about claims that are not here.
        """
        with self.writing() as connection:
            known = anchors_of(connection, claims)
            if missing := [ident for ident in claims if ident not in known]:
                raise UsageError(
                    f"there is no claim {missing[0]!r}.", where=self.dialect.where, remedy="`sayso query --format jsonl` prints claims with their ids."
                )
            anchors = tuple(anchor_of(known[ident]) for ident in claims)
            decision = Decision(judgement, tuple(claims), by, self.clock(), reason, slot, undoes, anchors=anchors, settles=tuple(settles))
            earlier = decisions_of(connection)
            mark_decided(connection, checked(decision, earlier), earlier)
            return add_decision(connection, decision)

    def decisions(self) -> list[Decision]:
        """All decisions in the order in which they were made, also those that are undone."""
        with self.reading_from() as connection:
            return decisions_of(connection)

    def review_queue(
        self, kind: QueueKind = "all", wanted: ClaimFilter | None = None, *, reviewer: str | None = None, limit: int = 50, offset: int = 0, **asked: Any
    ) -> ReviewQueue:
        """A page of the links and claims to be judged, the least certain first, less those that the reviewer has judged; conditions as for `claims`.

        Links are those of the ledger as it is; `update_ledger` brings it up to date. Raises UsageError for a kind that there is not.
        """
        return self.review.queue(kind, replace(wanted or ClaimFilter(), **asked), reviewer=reviewer, limit=limit, offset=offset)

    def review_progress(self) -> ReviewProgress:
        """How many links and claims were judged, by whom, and how far the reviewers agree."""
        return self.review.progress()

    def gold(self, *, reviewers: int = ENOUGH) -> Iterator[Record]:
        """Yields the reports with the claims that so many persons found right, or that were settled to be right, each in the shape of a gold file."""
        return self.review.gold(reviewers=reviewers)

    @property
    def review(self) -> Review:
        """What there is to review, and what reviewers have made of it."""
        return Review(self.reading_from, self.dialect)

    def make_token(self, name: str) -> str:
        """A new token with which the person may write over the web; only its hash is kept. Raises UsageError for what is no name."""
        with self.writing() as connection:
            return make_token(connection, name, self.clock())

    def tokens(self) -> list[Token]:
        """All tokens in the order in which they were made, also those that were taken back; none of them can be had again."""
        with self.reading_from() as connection:
            return tokens(connection)

    def revoke_token(self, number: int) -> Token:
        """The token of this number, which is worth nothing from now on. Raises UsageError where there is none."""
        with self.writing() as connection:
            return revoke_token(connection, number, self.clock())

    def name_of_token(self, sha256: str) -> str | None:
        """Whose token has this hash (`sayso.store.tokens.token_sha256`); null where there is none, or none any more."""
        with self.reading_from() as connection:
            return name_of_token(connection, sha256)

    def tune(self) -> None:
        """Nothing; the database has counted its rows, so that it finds the best way to them; unless others are writing, which is no harm."""
        with suppress(StoreError), self._translated():
            self.dialect.tune()

    def feed_state(self, url: str) -> FeedState:
        """What is remembered of a feed; an empty state where it was never asked."""
        with self.reading_from() as connection:
            return feed_state(connection, url)

    def save_feed_state(self, url: str, state: FeedState) -> None:
        """Nothing; the feed is remembered so."""
        with self.writing() as connection:
            save_feed_state(connection, url, state)

    def known_address(self, url: str) -> bool:
        """Whether a document with this address was met before: read, broken or forgotten."""
        with self.reading_from() as connection:
            return is_known_address(connection, url)

    def dump(self, stream: TextIO) -> None:
        """Nothing; all rows are written as JSON lines in a fixed order: equal stores give equal bytes."""
        with self.reading_from() as connection:
            write_dump(connection, stream)

    @contextmanager
    def reading_from(self) -> Iterator[Connection]:
        """Yields a connection that sees the store as it is now, whatever others write meanwhile."""
        with self._translated(), self.dialect.engine.connect().execution_options(**self.dialect.reading) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yields a connection that alone may write; what it wrote is committed at the end, or nothing of it where an error escapes."""
        with self._translated(), self.dialect.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            self.dialect.lock(connection)
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turns the database's errors into words for people, where they are no bugs."""
        try:
            yield
        except DBAPIError as error:
            if told := self.dialect.explained(error):
                raise told from error
            raise

    def _reading(self, connection: Connection, row: Any) -> Reading:
        report = _report(connection.execute(_reports().where(t.reports.c.key == row.report_key)).one(), self._problems(connection, row.report_key))
        layers = json.loads(unpacked(row.layers))
        records = connection.execute(select(t.claims.c.record).where(t.claims.c.reading_key == row.key).order_by(t.claims.c.key)).scalars()
        whole = {**layers, "claims": [json.loads(record) for record in records]}
        return reading_from_record(whole, report, row.engine, reasons=layers["reasons"])

    def _problems(self, connection: Connection, report_key: int) -> tuple[Problem, ...]:
        p = t.problems.c
        rows = connection.execute(select(p.code, p.message, p.start, p.end).where(p.report_key == report_key, p.reading_key.is_(None)).order_by(p.key))
        return tuple(Problem(*row) for row in rows)

    def _no_report(self, connection: Connection, report_id: str) -> UsageError:
        mark = connection.execute(select(t.marks.c.forgotten).where(t.marks.c.id_sha256 == sha256_of(report_id))).scalar()
        if mark:
            return UsageError(
                f"the report {report_id!r} was forgotten on {mark[:10]}.", where=self.dialect.where, remedy="Nothing is left of it but this mark."
            )
        given = select(t.reports.c.id).join(t.sightings, t.sightings.c.report_key == t.reports.c.key)
        like = or_(t.sightings.c.given_id == report_id, t.sightings.c.location == report_id, t.reports.c.url == report_id)
        other = connection.execute(given.where(like).limit(1)).scalar()
        remedy = f"It is here as {other!r}." if other else "`sayso reports` lists the reports with their ids."
        return UsageError(f"there is no report {report_id!r}.", where=self.dialect.where, remedy=remedy)


def _is_on(happening: Happening, day: str) -> bool:
    """Whether the day lies in the happening's days; one of which only the latest day is known is of that day."""
    first = happening.date_start or happening.date_end
    return first is not None and first <= day <= (happening.date_end or first)


def _claims_of(connection: Connection, reading_key: int, report_id: str) -> list[Claim]:
    records = connection.execute(select(t.claims.c.record).where(t.claims.c.reading_key == reading_key).order_by(t.claims.c.key)).scalars()
    return [claim_from_record(json.loads(record), report_id) for record in records]


def _reports() -> Any:
    return select(t.reports, t.texts.c.text).join(t.texts, t.texts.c.key == t.reports.c.text_key)


def _report(row: Any, problems: tuple[Problem, ...]) -> Report:
    return Report(
        text=row.text,
        id=row.id,
        outlet=row.outlet,
        title=row.title,
        url=row.url,
        published=row.published,
        language=row.language,
        problems=problems,
        byline=row.byline,
        credit=row.credit,
        fetched=row.fetched,
        provenance=tuple(sorted(json.loads(row.provenance).items())),
    )
