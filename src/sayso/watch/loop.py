"""Asks feeds for news when their time has come, and hands on what they link to."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sayso.errors import InputError
from sayso.fetch import Fetched, Fetcher, FetchError
from sayso.fetch.pace import Sleep
from sayso.watch.book import FeedBook, FeedState
from sayso.watch.entries import split_entries
from sayso.watch.feeds import Feed, Feeds
from sayso.watch.round import Deliver, Hands, Round

__all__ = ["watch"]

DAY = 86_400.0
PATIENCE = 3
"""At how many polls in a row a page may fail for now before the feed's own words are taken in its place."""

LONGEST_SLEEP = 300.0
"""In seconds; the clock may be set, or the state changed, while one sleeps."""


def watch(
    feeds: Feeds,
    *,
    book: FeedBook,
    deliver: Deliver,
    fetcher: Fetcher,
    told: Callable[[str], None],
    once: bool = False,
    stop: threading.Event | None = None,
    sleep: Sleep | None = None,
    clock: Callable[[], float] = time.time,
    chance: Callable[[], float] = random.random,
) -> None:
    """Nothing, once ``stop`` is set or Ctrl-C is pressed; with ``once``, after each feed whose time has come was asked.

    New documents go to ``deliver``, a few at a time; the feed's state goes to ``book`` when all of them are delivered, so that nothing is
    lost where the program ends in between. ``told`` hears in words what was found and what went wrong. No feed stops another; what
    ``deliver`` and ``book`` raise ends the watch.
    """
    stop = stop or threading.Event()
    hands = Hands(fetcher, deliver, book, told, stop)
    try:
        _Watcher(feeds.feeds, hands, sleep or stop.wait, clock, chance).run(once=once)
    except KeyboardInterrupt:
        told("Stopped.")


@dataclass(frozen=True, slots=True)
class _Watcher:
    feeds: Sequence[Feed]
    hands: Hands
    sleep: Sleep
    clock: Callable[[], float]
    chance: Callable[[], float]

    def run(self, *, once: bool) -> None:
        while not self.hands.stop.is_set():
            due = self._due()
            if once and not due:
                self.hands.told("No feed's time has come yet.")
            if not all(self._poll(feed) for feed in due) or once or self.sleep(self._rest()):
                return

    def _due(self) -> list[Feed]:
        """The feeds whose time has come, the longest waiting first."""
        now = self.clock()
        times = sorted((self._time(feed), number) for number, feed in enumerate(self.feeds))
        return [self.feeds[number] for due, number in times if due <= now]

    def _rest(self) -> float:
        """How long there is nothing to do, in seconds."""
        return min(max(min(map(self._time, self.feeds)) - self.clock(), 0.0), LONGEST_SLEEP)

    def _time(self, feed: Feed) -> float:
        """When the feed is to be asked; sooner than remembered where its ``every`` has become shorter since."""
        state = self.hands.book.feed_state(feed.url)
        if state.checked is None or state.next_check is None:
            return 0.0
        due = datetime.fromisoformat(state.next_check).timestamp()
        return due if state.failures else min(due, datetime.fromisoformat(state.checked).timestamp() + feed.every)

    def _poll(self, feed: Feed) -> bool:
        """Whether to go on. The feed was asked, and what is new in it is delivered and then remembered."""
        state = self.hands.book.feed_state(feed.url)
        try:
            fetched = self.hands.fetcher.get(feed.url, etag=state.etag, modified=state.modified)
            entries = list(split_entries(fetched, feed)) if fetched.status != 304 else []
        except (FetchError, InputError) as error:
            return self._failed(feed, state, error)
        round = Round(feed, self.hands, patient=state.failures < PATIENCE)
        try:
            round.take(entries)
        except FetchError:
            return False
        self._save(feed, self._after(feed, state, fetched, round))
        return True

    def _failed(self, feed: Feed, state: FeedState, error: FetchError | InputError) -> bool:
        """Whether to go on: not where the error is that one is to stop."""
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        if isinstance(error, FetchError) and error.code == "stopped":
            return False
        self.hands.told(str(error))
        wait = self._back_off(feed, state.failures + 1, retry_after)
        self._save(feed, self._state(state.etag, state.modified, wait, failures=state.failures + 1, last_error=error.what))
        return True

    def _after(self, feed: Feed, state: FeedState, fetched: Fetched, round: Round) -> FeedState:
        """The feed's state after a poll. The tags stay the old ones where it holds entries that are yet to be taken, so that it is sent again."""
        if round.delivered:
            self.hands.told(f"{feed.url}: {round.delivered} new.")
        if round.late:
            return self._late(feed, state, round)
        if round.more:
            return self._state(state.etag, state.modified, feed.every)
        unchanged = fetched.status == 304
        etag, modified = (fetched.etag or state.etag, fetched.modified or state.modified) if unchanged else (fetched.etag, fetched.modified)
        return self._state(etag, modified, feed.every)

    def _late(self, feed: Feed, state: FeedState, round: Round) -> FeedState:
        what = f"{len(round.late)} pages could not be had yet. The last one {round.late[-1].what}"
        self.hands.told(f"{feed.url}: {what}")
        wait = self._back_off(feed, state.failures + 1, max((error.retry_after or 0.0 for error in round.late), default=0.0) or None)
        return self._state(state.etag, state.modified, wait, failures=state.failures + 1, last_error=what)

    def _back_off(self, feed: Feed, failures: int, retry_after: float | None) -> float:
        """How long to leave a feed alone that did not go well: as long as it asks, or twice as long each time and not always equally long."""
        if retry_after is not None:
            return max(feed.every, retry_after)
        return max(feed.every, min(feed.every * 2.0 ** min(failures, 20), DAY) * (0.75 + 0.25 * self.chance()))

    def _state(self, etag: str | None, modified: str | None, wait: float, *, failures: int = 0, last_error: str | None = None) -> FeedState:
        now = self.clock()
        return FeedState(etag, modified, checked=_iso(now), next_check=_iso(now + wait), failures=failures, last_error=last_error)

    def _save(self, feed: Feed, state: FeedState) -> None:
        self.hands.book.save_feed_state(feed.url, state)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
