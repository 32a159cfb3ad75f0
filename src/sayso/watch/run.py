"""A watch that reads what it finds into a store."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sayso.ingest import EngineOptions, Progress, Workers, ingest, open_workers
from sayso.read import Failure, Piece
from sayso.store import Store
from sayso.watch.feeds import Feeds, load_feeds
from sayso.watch.loop import watch

__all__ = ["Watched", "run_watch"]


class Watched(NamedTuple):
    """How many feeds were watched, and what is wrong with those that failed when they were last asked."""

    feeds: int
    failing: list[str]


def run_watch(path: Path, db: str, options: EngineOptions, *, once: bool, told: Callable[[str], None]) -> Watched:
    """How it went, once Ctrl-C is pressed or the process is told to end; with ``once``, after each feed whose time has come was asked.

    What was fetched is kept with its bytes, since it may not be there tomorrow. Raises UsageError for a file of feeds that is wrong.
    """
    feeds = load_feeds(path)
    stop = threading.Event()
    options.check()
    with Store.open(db) as store, open_workers(options) as workers, _ended_by(signal.SIGTERM, stop):
        _watch(feeds, store, workers, stop, once=once, told=told)
        states = {feed.url: store.feed_state(feed.url) for feed in feeds.feeds}
    return Watched(len(states), [f"{url}: {state.last_error}" for url, state in states.items() if state.failures])


def _watch(feeds: Feeds, store: Store, workers: Workers, stop: threading.Event, *, once: bool, told: Callable[[str], None]) -> None:
    def tell_failures(progress: Progress) -> None:
        for failure in progress.failures:
            told(failure)

    def deliver(documents: Sequence[Piece | Failure]) -> None:
        progress = ingest(store, documents, workers, keep_raw=True, told=tell_failures)
        if progress.tally["read"]:
            told(f"{progress.tally['read']} read, {progress.tally.claims} claims.")

    watch(feeds, book=store, deliver=deliver, fetcher=feeds.fetcher(sleep=stop.wait), told=told, once=once, stop=stop)
    store.tune()


@contextmanager
def _ended_by(number: signal.Signals, stop: threading.Event) -> Iterator[None]:
    """Sets ``stop`` where the process is asked to end, so that what is on its way is still kept."""
    before = signal.signal(number, lambda *_: stop.set())
    try:
        yield
    finally:
        signal.signal(number, before)
