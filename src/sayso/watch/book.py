"""What is remembered of a feed between two polls, and who remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["FeedBook", "FeedState"]


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed between two polls: its tags, when it was asked and will be (ISO 8601, UTC), and how often in a row it did not go well, and why."""

    etag: str | None = None
    modified: str | None = None
    checked: str | None = None
    next_check: str | None = None
    failures: int = 0
    last_error: str | None = None


class FeedBook(Protocol):
    """Remembers feeds and addresses; a store does."""

    def feed_state(self, url: str) -> FeedState:
        """What is remembered of a feed; an empty state where it was never asked."""

    def save_feed_state(self, url: str, state: FeedState) -> None:
        """Nothing; the feed is remembered so."""

    def known_address(self, url: str) -> bool:
        """Whether a document whose `Piece.where` or address this is was delivered before, be it kept, failed or forgotten since."""
