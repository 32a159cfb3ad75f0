"""What the store remembers of feeds, and which addresses it has met."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, select, union_all

from sayso.store import tables as t
from sayso.store.rows import sha256_of

__all__ = ["FeedState", "feed_state", "is_known_address", "save_feed_state"]


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed between two polls: its tags, when it was asked and will be (ISO 8601, UTC), and how often in a row it did not go well, and why."""

    etag: str | None = None
    modified: str | None = None
    checked: str | None = None
    next_check: str | None = None
    failures: int = 0
    last_error: str | None = None


def feed_state(connection: Connection, url: str) -> FeedState:
    """What is remembered of a feed; an empty state where it was never asked."""
    kept = select(*(t.feeds.c[field.name] for field in fields(FeedState))).where(t.feeds.c.url == url)
    row = connection.execute(kept).mappings().one_or_none()
    return FeedState(**row) if row else FeedState()


def save_feed_state(connection: Connection, url: str, state: FeedState) -> None:
    """Nothing; the feed is remembered so."""
    connection.execute(t.feeds.delete().where(t.feeds.c.url == url))
    connection.execute(t.feeds.insert().values(url=url, **asdict(state)))


def is_known_address(connection: Connection, url: str) -> bool:
    """Whether a document with this address was met: as a report, as one that could not be read, or as one that was forgotten."""
    places = (
        select(t.reports.c.key).where(t.reports.c.url == url),
        select(t.sightings.c.key).where(t.sightings.c.location == url),
    )
    if connection.execute(union_all(*places).limit(1)).first():
        return True
    return connection.execute(select(t.mark_hashes.c.identity).where(t.mark_hashes.c.sha256 == sha256_of(url)).limit(1)).first() is not None
