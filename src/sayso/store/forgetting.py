"""Taking a report out for good: its text, its claims and every name that only they held."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select

from sayso.store import tables as t
from sayso.store.dialect import Dialect
from sayso.store.rows import sha256_of
from sayso.store.text import fold

__all__ = ["Forgotten", "forget"]


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
    claims = sum(_forget_one(connection, dialect, row.key, reason, now) for row in gone)
    if not left:
        _erase_text(connection, dialect, text_key)
    _erase_lonely_names(connection)
    return Forgotten([row.id for row in gone], claims, not left, left)


def _forget_one(connection: Connection, dialect: Dialect, key: int, reason: str | None, now: str) -> int:
    """How many claims went with the report: those of the newest reading; older readings go too."""
    report = connection.execute(select(t.reports, t.texts.c.sha256).join(t.texts).where(t.reports.c.key == key)).one()
    claims = connection.execute(select(func.count()).select_from(t.claims).where(t.claims.c.report_key == key, t.claims.c.current)).scalar_one()
    mark = {"identity": report.identity, "id": report.id, "text_sha256": report.sha256, "forgotten": now, "reason": reason}
    connection.execute(t.marks.insert().values(**mark))
    sightings = connection.execute(select(t.sightings.c.sha256, t.sightings.c.location).where(t.sightings.c.report_key == key)).all()
    addresses = sorted({sha256_of(address) for address in (report.url, *(row.location for row in sightings)) if address})
    connection.execute(t.mark_addresses.insert(), [{"sha256": sha256, "identity": report.identity} for sha256 in addresses])
    _erase_claim_search(connection, dialect, key)
    hashes = [row.sha256 for row in sightings]
    connection.execute(delete(t.reports).where(t.reports.c.key == key))
    shared = select(t.sightings.c.sha256).where(t.sightings.c.sha256.in_(hashes))
    connection.execute(delete(t.raws).where(t.raws.c.sha256.in_(hashes), t.raws.c.sha256.not_in(shared)))
    return int(claims)


def _erase_claim_search(connection: Connection, dialect: Dialect, report_key: int) -> None:
    """Takes the claims out of their search, for which the texts that were put in must be given again."""
    rows = connection.execute(select(t.claims.c.key, t.claims.c.search).where(t.claims.c.report_key == report_key)).all()
    dialect.drop_from_search(connection, "claim_search", [(row.key, row.search) for row in rows])


def _erase_text(connection: Connection, dialect: Dialect, text_key: int) -> None:
    text = connection.execute(select(t.texts.c.text).where(t.texts.c.key == text_key)).scalar_one()
    dialect.drop_from_search(connection, "report_search", [(text_key, fold(text))])
    connection.execute(delete(t.texts).where(t.texts.c.key == text_key))


def _erase_lonely_names(connection: Connection) -> None:
    """Takes out the names that no claim holds any more; that they were other names for somebody goes with them."""
    used = select(t.claim_names.c.name_key)
    aliases = select(t.aliases.c.wording_key).where(t.aliases.c.name_key.in_(used), t.aliases.c.wording_key.in_(used))
    connection.execute(delete(t.names).where(t.names.c.key.not_in(used), t.names.c.key.not_in(aliases)))
