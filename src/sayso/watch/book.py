"""What is remembered of a feed between two polls, and who remembers it."""

from __future__ import annotations

from typing import Protocol

from sayso.store.feeds import FeedState

__all__ = ["FeedBook", "FeedState"]


class FeedBook(Protocol):
    """Remembers feeds and addresses; a store does."""

    def feed_state(self, url: str) -> FeedState:
        """What is remembered of a feed; an empty state where it was never asked."""

    def save_feed_state(self, url: str, state: FeedState) -> None:
        """Nothing; the feed is remembered so."""

    def known_address(self, url: str) -> bool:
        """Whether a document whose `Piece.where` or address this is was delivered before, be it kept, failed or forgotten since."""
