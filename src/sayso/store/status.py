"""What is in the store, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from sayso.store import tables as t

__all__ = ["EngineCount", "FailedDocument", "Status", "status_of"]

SHOWN = 1000
"""The most documents that are listed one by one."""


@dataclass(frozen=True, slots=True)
class EngineCount:
    """How many reports an engine has read, and for how many its reading is the newest."""

    name: str
    model_sha256: str
    readings: int
    current: int
    claims: int


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document that could not be read: where, why, and when that was found."""

    location: str
    record: str
    code: str
    message: str
    seen: str


@dataclass(frozen=True, slots=True)
class Status:
    """What a store holds. ``claims`` are those of the newest readings; ``failed`` lists at most a thousand of ``failures``."""

    where: str
    reports: int
    texts: int
    outlets: int
    first_published: str | None
    last_published: str | None
    claims: int
    statuses: dict[str, int]
    events: dict[str, int]
    languages: dict[str, int]
    engines: list[EngineCount]
    problems: dict[str, int]
    failures: int
    failure_codes: dict[str, int]
    failed: list[FailedDocument]
    forgotten: int
    not_erased: int
    feeds: int


def status_of(connection: Connection, where: str) -> Status:
    """What is in the store, and what could not be read and why."""
    reports, claims, sightings = t.reports.c, t.claims.c, t.sightings.c
    first, last, outlets = connection.execute(select(func.min(reports.published), func.max(reports.published), func.count(reports.outlet.distinct()))).one()
    broken = sightings.report_key.is_(None)
    failed = select(sightings.location, sightings.record, sightings.code, sightings.message, sightings.seen).where(broken)
    codes = _counts(connection, select(sightings.code, func.count()).where(broken).group_by(sightings.code))
    statuses = _counts(connection, select(claims.status, func.count()).where(claims.current).group_by(claims.status))
    return Status(
        where=where,
        reports=_size(connection, t.reports),
        texts=_size(connection, t.texts),
        outlets=outlets,
        first_published=first,
        last_published=last,
        claims=sum(statuses.values()),
        statuses=statuses,
        events=_counts(connection, select(claims.event, func.count()).where(claims.current).group_by(claims.event)),
        languages=_counts(connection, select(reports.language, func.count()).group_by(reports.language)),
        engines=_engines(connection),
        problems=_counts(connection, select(t.problems.c.code, func.count()).group_by(t.problems.c.code)),
        failures=sum(codes.values()),
        failure_codes=codes,
        failed=[FailedDocument(*row) for row in connection.execute(failed.order_by(sightings.key).limit(SHOWN))],
        forgotten=_size(connection, t.marks),
        not_erased=connection.execute(select(func.count()).select_from(t.marks).where(t.marks.c.erased.is_(None))).scalar_one(),
        feeds=_size(connection, t.feeds),
    )


def _engines(connection: Connection) -> list[EngineCount]:
    readings, engines = t.readings.c, t.engines.c
    counts = select(
        engines.name,
        engines.model_sha256,
        func.count(readings.key),
        func.count(readings.key).filter(readings.current),
        func.coalesce(func.sum(readings.claims), 0),
    )
    rows = connection.execute(
        counts.select_from(t.engines.outerjoin(t.readings)).group_by(engines.key, engines.name, engines.model_sha256).order_by(engines.key)
    )
    return [EngineCount(*row) for row in rows]


def _counts(connection: Connection, statement: Select[Any]) -> dict[str, int]:
    """The counts by value, the commonest first."""
    found = {str(value): int(count) for value, count in connection.execute(statement)}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _size(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
