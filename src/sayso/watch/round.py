"""One poll of one feed: what is new in it is fetched and handed on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sayso.errors import InputError
from sayso.fetch import Fetcher, FetchError
from sayso.read import Failure, Piece
from sayso.watch.book import FeedBook
from sayso.watch.entries import Entry, has_text, in_place_of_page, page_piece
from sayso.watch.feeds import Feed

__all__ = ["MOST", "Deliver", "Hands", "Round"]

BATCH = 10
BATCH_BYTES = 16_000_000
MOST = 50
"""How many new entries one poll takes; a feed that has more is asked again in its turn, so that it holds up no other."""

TROUBLE = 3
"""After how many pages in a row that cannot be had for now the feed's other pages are not asked for."""

Deliver = Callable[[Sequence[Piece | Failure]], None]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who fetches, who takes the documents, who remembers, who is told, and what says that it is time to stop."""

    fetcher: Fetcher
    deliver: Deliver
    book: FeedBook
    told: Callable[[str], None]
    stop: threading.Event


@dataclass(slots=True)
class Round:
    """One poll; ``patient`` leaves pages that cannot be had for now to the next one.

    Afterwards ``delivered`` is how many documents were handed on, ``late`` why some were left, ``more`` whether the feed holds still others.
    """

    feed: Feed
    hands: Hands
    patient: bool
    delivered: int = 0
    late: list[FetchError] = field(default_factory=list)
    more: bool = False
    _batch: list[Piece | Failure] = field(default_factory=list)
    _trouble: list[FetchError] = field(default_factory=list)

    def take(self, entries: Iterable[Entry | Failure]) -> None:
        """Nothing; what is new among the entries is handed on. Raises FetchError ``stopped`` where it is time to stop."""
        try:
            for entry in self._new(entries):
                self._put(self._document(entry))
        except FetchError:
            self._flush()
            raise
        self._flush()

    def _new(self, entries: Iterable[Entry | Failure]) -> Iterator[Entry]:
        taken: set[str] = set()
        for entry in entries:
            if isinstance(entry, Failure):
                self.hands.told(str(entry.error))
            elif entry.address not in taken and not self.hands.book.known_address(entry.address):
                if self.hands.stop.is_set():
                    raise FetchError("stopped", "was not fetched: the program was told to stop.", where=entry.address)
                if len(taken) == MOST:
                    self.more = True
                    return
                taken.add(entry.address)
                yield entry

    def _document(self, entry: Entry) -> Piece | Failure | None:
        """The page, the entry in its place, a failure where there is neither, or null where it is left to the next poll."""
        if not self.feed.pages or not entry.linked:
            return entry.piece
        try:
            piece = self._page(entry)
        except FetchError as error:
            if error.code == "stopped":
                raise
            if error.passing and self.patient:
                self.late.append(error)
                return None
            return self._without_page(entry, error)
        return piece if has_text(piece) or not has_text(entry.piece) else self._entry_alone(entry, "holds no article text.")

    def _page(self, entry: Entry) -> Piece:
        """The page; where page after page cannot be had for now, the last one's error without asking again."""
        if len(self._trouble) >= TROUBLE:
            raise self._trouble[-1]
        try:
            page = self.hands.fetcher.get_page(entry.address)
        except FetchError as error:
            self._trouble = [*self._trouble, error] if error.passing else []
            raise
        self._trouble = []
        return page_piece(entry, page)

    def _without_page(self, entry: Entry, error: FetchError) -> Piece | Failure:
        if has_text(entry.piece):
            return self._entry_alone(entry, error.what)
        self.hands.told(f"{entry.address}: {error.what} {error.remedy}".strip())
        return Failure(entry.address, InputError(error.what, where=entry.address, remedy=error.remedy))

    def _entry_alone(self, entry: Entry, why: str) -> Piece:
        self.hands.told(f"{entry.address}: {why} The feed's own words are taken in its place.")
        return in_place_of_page(entry, why)

    def _put(self, document: Piece | Failure | None) -> None:
        if document is None:
            return
        self._batch.append(document)
        if len(self._batch) >= BATCH or sum(len(piece.data) for piece in self._batch if isinstance(piece, Piece)) > BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self.hands.deliver(tuple(self._batch))
            self.delivered += len(self._batch)
            self._batch = []
