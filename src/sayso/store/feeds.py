"""What the store remembers of feeds, and which addresses it has met."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select, union_all

from sayso.store import tables as t
from sayso.store.rows import sha256_of

__all__ = ["FeedRow", "feed_row", "is_known_address", "save_feed_row"]


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed between two polls: its validators, when it was and will be asked (ISO 8601, UTC), and how often it has failed in a row."""

    url: str
    etag: str | None = None
    modified: str | None = None
    checked: str | None = None
    next_check: str | None = None
    failures: int = 0
    last_error: str | None = None


def feed_row(connection: Connection, url: str) -> FeedRow | None:
    """What is remembered of a feed, null where it was never polled."""
    row = connection.execute(select(t.feeds).where(t.feeds.c.url == url)).mappings().one_or_none()
    return FeedRow(**row) if row else None


def save_feed_row(connection: Connection, row: FeedRow) -> None:
    """Nothing; the feed is remembered so."""
    connection.execute(t.feeds.delete().where(t.feeds.c.url == row.url))
    connection.execute(t.feeds.insert().values(**asdict(row)))


def is_known_address(connection: Connection, url: str) -> bool:
    """Whether a document with this address was met: as a report, as one that could not be read, or as one that was forgotten."""
    places = (
        select(t.reports.c.key).where(t.reports.c.url == url),
        select(t.sightings.c.key).where(t.sightings.c.location == url),
    )
    if connection.execute(union_all(*places).limit(1)).first():
        return True
    return connection.execute(select(t.mark_hashes.c.identity).where(t.mark_hashes.c.sha256 == sha256_of(url)).limit(1)).first() is not None
