"""Taking a report out for good: its text, its claims and every name that only they held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from sayso.lexicon.folding import fold
from sayso.store import tables as t
from sayso.store.dialect import Dialect
from sayso.store.digest import drop_digest
from sayso.store.ledger import parts_holding
from sayso.store.rows import sha256_of
from sayso.store.writing import in_chunks

__all__ = ["Forgotten", "forget", "mark_erased"]


class Forgotten(NamedTuple):
    """What was taken out, and the articles that still print the same text."""

    reports: list[str]
    claims: int
    text_erased: bool
    copies_left: list[str]


def forget(connection: Connection, dialect: Dialect, key: int, *, reason: str | None, copies: bool, now: str) -> Forgotten:
    """What was taken out: the article, and with ``copies`` every other one of the same text. Its marks are there afterwards."""
    text_key = connection.execute(select(t.reports.c.text_key).where(t.reports.c.key == key)).scalar_one()
    same = connection.execute(select(t.reports.c.key, t.reports.c.id).where(t.reports.c.text_key == text_key).order_by(t.reports.c.key)).all()
    gone = [row for row in same if copies or row.key == key]
    left = [row.id for row in same if row not in gone]
    claims = sum(_forget_one(connection, dialect, row.key, reason, now, last=not left) for row in gone)
    if not left:
        _erase_text(connection, dialect, text_key)
    return Forgotten([row.id for row in gone], claims, not left, left)


def mark_erased(connection: Connection, now: str) -> None:
    """Nothing; all marks say that no trace is left."""
    connection.execute(update(t.marks).where(t.marks.c.erased.is_(None)).values(erased=now))


def _forget_one(connection: Connection, dialect: Dialect, key: int, reason: str | None, now: str, *, last: bool) -> int:
    """How many claims went with the report: those of the newest reading; older readings go too."""
    report = connection.execute(select(t.reports, t.texts.c.sha256).join(t.texts).where(t.reports.c.key == key)).one()
    claims = connection.execute(select(func.count()).select_from(t.claims).where(t.claims.c.report_key == key, t.claims.c.current)).scalar_one()
    sightings = connection.execute(select(t.sightings.c.sha256, t.sightings.c.location).where(t.sightings.c.report_key == key)).all()
    names = list(connection.execute(select(t.claim_names.c.name_key).distinct().join(t.claims).where(t.claims.c.report_key == key)).scalars())
    mark = {"identity": report.identity, "id_sha256": sha256_of(report.id), "forgotten": now, "reason": reason}
    connection.execute(t.marks.insert().values(**mark))
    _erase_claim_search(connection, dialect, key)
    drop_digest(connection, parts_holding(connection, select(t.claims.c.key).where(t.claims.c.report_key == key)))
    connection.execute(delete(t.reports).where(t.reports.c.key == key))
    _erase_raws(connection, sorted({row.sha256 for row in sightings}))
    _erase_lonely_names(connection, names)
    hashes = {*_own_addresses(connection, report.url, sorted({row.location for row in sightings}))}
    if last:
        hashes |= {report.sha256, *(row.sha256 for row in sightings)}
    connection.execute(t.mark_hashes.insert(), [{"sha256": sha256, "identity": report.identity} for sha256 in sorted(hashes | {report.identity})])
    return int(claims)


def _own_addresses(connection: Connection, url: str | None, locations: Sequence[str]) -> Iterator[str]:
    """Yields the hashes of the web addresses that no other report has; the report itself is gone from the tables by now."""
    for address in {*locations, *([url] if url else [])}:
        others = (exists().where(t.reports.c.url == address), exists().where(t.sightings.c.location == address))
        if "://" in address and not connection.execute(select(or_(*others))).scalar():
            yield sha256_of(address)


def _erase_raws(connection: Connection, hashes: Sequence[str]) -> None:
    for some in in_chunks(hashes):
        shared = select(t.sightings.c.sha256).where(t.sightings.c.sha256.in_(some))
        connection.execute(delete(t.raws).where(t.raws.c.sha256.in_(some), t.raws.c.sha256.not_in(shared)))


def _erase_claim_search(connection: Connection, dialect: Dialect, report_key: int) -> None:
    """Takes the claims out of their search, for which the texts that were put in must be given again."""
    rows = connection.execute(select(t.claims.c.key, t.claims.c.search).where(t.claims.c.report_key == report_key)).all()
    dialect.drop_from_search(connection, "claim_search", [(row.key, row.search) for row in rows])


def _erase_text(connection: Connection, dialect: Dialect, text_key: int) -> None:
    text = connection.execute(select(t.texts.c.text).where(t.texts.c.key == text_key)).scalar_one()
    dialect.drop_from_search(connection, "report_search", [(text_key, fold(text))])
    connection.execute(delete(t.texts).where(t.texts.c.key == text_key))


def _erase_lonely_names(connection: Connection, keys: Sequence[int]) -> None:
    """Takes out those of the names that no claim holds any more."""
    used: Any = or_(exists().where(t.claim_names.c.name_key == t.names.c.key), exists().where(t.claim_names.c.alias_of == t.names.c.key))
    for some in in_chunks(keys):
        connection.execute(delete(t.names).where(t.names.c.key.in_(some), ~used))
