"""Reading again what is in the store, by an engine that has not read it: the older claim sets stay."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from sayso.ingest.feed_in import BATCH_DOCUMENTS, Progress
from sayso.ingest.workers import Workers
from sayso.model import Reading, Report
from sayso.store import Store
from sayso.store.arrivals import Refusal, Tally

__all__ = ["reread"]

LANGUAGE = "en"


def reread(store: Store, workers: Workers, *, told: Callable[[Progress], None] = lambda progress: None) -> Progress:
    """What came of it: every report that the engine has not read gets a claim set by it, which becomes the current one.

    Committed batch by batch, so that an interrupted run goes on where it stopped.
    """
    progress = Progress()
    waiting: deque[Future[list[Reading | Refusal]]] = deque()
    for reports in _batches(store, workers):
        waiting.append(workers.read(reports))
        while len(waiting) > workers.jobs:
            _commit(store, workers, waiting.popleft(), progress, told)
    while waiting:
        _commit(store, workers, waiting.popleft(), progress, told)
    return progress


def _batches(store: Store, workers: Workers) -> Iterator[list[Report]]:
    after = 0
    while rows := store.unread_by(workers.engine, language=LANGUAGE, after=after, limit=BATCH_DOCUMENTS):
        after = rows[-1][0]
        yield [report for _, report in rows]


def _commit(store: Store, workers: Workers, future: Future[list[Reading | Refusal]], progress: Progress, told: Callable[[Progress], None]) -> None:
    results = future.result()
    tally: Tally = store.add_readings([result for result in results if isinstance(result, Reading)], engine=workers.engine)
    progress.failures = [result.message for result in results if isinstance(result, Refusal)]
    tally.outcomes["failed"] += len(progress.failures)
    progress.tally.add(tally)
    told(progress)
