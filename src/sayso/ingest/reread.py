"""Reading again what is in the store, by an engine that has not read it: the older claim sets stay."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import NamedTuple

from sayso.ingest.feed_in import BATCH_DOCUMENTS, Progress
from sayso.ingest.workers import Workers
from sayso.model import Problem, Reading, Report
from sayso.parse import ENGLISH
from sayso.store import Store
from sayso.store.arrivals import Refusal, Tally
from sayso.store.writing import ENGINE_FAILED

__all__ = ["reread"]


def reread(store: Store, workers: Workers, *, told: Callable[[Progress], None] = lambda progress: None) -> Progress:
    """What came of it: every report that the engine has not read gets a claim set by it, which becomes the current one.

    Committed batch by batch, so that an interrupted run goes on where it stopped.
    """
    progress = Progress()
    waiting: deque[_Batch] = deque()
    for reports in _batches(store, workers):
        waiting.append(_Batch(reports, workers.read(reports)))
        while len(waiting) > workers.jobs:
            _commit(store, workers, waiting.popleft(), progress, told)
    while waiting:
        _commit(store, workers, waiting.popleft(), progress, told)
    return progress


def _batches(store: Store, workers: Workers) -> Iterator[list[Report]]:
    after = 0
    while rows := store.unread_by(workers.engine, language=ENGLISH, after=after, limit=BATCH_DOCUMENTS):
        after = rows[-1][0]
        yield [report for _, report in rows]


class _Batch(NamedTuple):
    """Some reports, and their readings to come."""

    reports: list[Report]
    results: Future[list[Reading | Refusal]]


def _commit(store: Store, workers: Workers, batch: _Batch, progress: Progress, told: Callable[[Progress], None]) -> None:
    results = batch.results.result()
    tally: Tally = store.add_readings([result for result in results if isinstance(result, Reading)], engine=workers.engine)
    stumbles = [(report.id, result.message) for report, result in zip(batch.reports, results, strict=True) if isinstance(result, Refusal)]
    store.add_problems([(report_id, Problem(ENGINE_FAILED, message)) for report_id, message in stumbles])
    progress.failures = [f"{report_id}: {message}" for report_id, message in stumbles]
    progress.stumbles += len(stumbles)
    progress.tally.add(tally)
    told(progress)
