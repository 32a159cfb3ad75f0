"""Documents into the store: what is known is passed over, what is new is read, and each batch is committed whole."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from sayso.ingest.mending import watched
from sayso.ingest.places import location_of, sighting_of
from sayso.ingest.workers import Workers
from sayso.model import Problem, Reading, Report
from sayso.parse import ENGLISH
from sayso.read import Failure, Piece
from sayso.store import Store
from sayso.store.arrivals import Arrival, Refusal, Sighting, Tally
from sayso.store.rows import identity_of
from sayso.store.writing import ENGINE_FAILED

__all__ = ["BATCH_BYTES", "BATCH_DOCUMENTS", "Progress", "ingest", "refusal_of"]

BATCH_DOCUMENTS = 64
BATCH_BYTES = 400_000
"""What is read and committed together: so many documents, or so many bytes of them. One document is never split."""


@dataclass(slots=True)
class Progress:
    """What has come of the documents so far, ``stumbles`` being reports that the engine could not read and ``missing``
    sources that name nothing; how far the sources had been drawn for what is committed; and the failures of the last batch."""

    tally: Tally = field(default_factory=Tally)
    failed_before: int = 0
    stumbles: int = 0
    missing: int = 0
    position: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """Some documents on their way: met, taken apart, read."""

    items: list[Piece | Failure]
    sightings: list[Sighting]
    known: int = 0
    failed_before: int = 0
    missing: list[str] = field(default_factory=list)
    position: int = 0
    extracted: Future[list[Report | Failure]] | None = None
    found: list[Report | Refusal] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)
    readings: Future[list[Reading | Refusal]] | None = None


def ingest(
    store: Store,
    documents: Iterable[Piece | Failure],
    workers: Workers,
    *,
    keep_raw: bool = False,
    retry: bool = False,
    position: Callable[[], int] = lambda: 0,
    told: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """What came of the documents. They are committed in their order, batch by batch; ``told`` hears of each commit.

    A document that was met before at the same place is passed over, so that an interrupted run goes on where it stopped; with ``retry`` not
    one that could not be read. A failure that a source has no more, once all of the source was met again, is told no more. ``keep_raw``
    keeps the bytes of the documents beside their hashes. ``position`` tells how far the sources are drawn. Memory holds a few batches,
    however many documents there are.
    """
    progress = Progress()
    extracting: deque[_Batch] = deque()
    reading: deque[_Batch] = deque()
    pending: set[str] = set()
    for batch in _batches(store, watched(store, documents), retry=retry):
        batch.position = position()
        batch.extracted = workers.extract([item for item in batch.items if isinstance(item, Piece)])
        extracting.append(batch)
        while len(extracting) > workers.jobs:
            reading.append(_start_reading(store, workers, extracting.popleft(), pending))
        while len(reading) > workers.jobs:
            _commit(store, workers, reading.popleft(), pending, progress, keep_raw, told)
    while extracting:
        reading.append(_start_reading(store, workers, extracting.popleft(), pending))
    while reading:
        _commit(store, workers, reading.popleft(), pending, progress, keep_raw, told)
    return progress


def refusal_of(failure: Failure) -> Refusal:
    """The failure as the store keeps it: without the place, which stands beside it."""
    error = failure.error
    return Refusal(getattr(error, "code", "unreadable"), f"{error.what} {error.remedy}".strip())


def _batches(store: Store, documents: Iterable[Piece | Failure], *, retry: bool) -> Iterator[_Batch]:
    """Yields the documents in batches, without those that were met before."""
    own = store.own_files()
    for items in _groups(item for item in documents if location_of(item) not in own):
        missing = [str(item.error) for item in items if isinstance(item, Failure) and item.missing]
        items = [item for item in items if not (isinstance(item, Failure) and item.missing)]
        sightings = [sighting_of(item) for item in items]
        met = {key: readable for key, readable in store.met({sighting.key for sighting in sightings}).items() if readable or not retry}
        new = [(item, sighting) for item, sighting in zip(items, sightings, strict=True) if sighting.key not in met]
        failed = sum(met.get(sighting.key) is False for sighting in sightings)
        yield _Batch([item for item, _ in new], [sighting for _, sighting in new], len(items) - len(new), failed, missing)


def _groups(documents: Iterable[Piece | Failure]) -> Iterator[list[Piece | Failure]]:
    group: list[Piece | Failure] = []
    size = 0
    for item in documents:
        group.append(item)
        size += len(item.data) if isinstance(item, Piece) else 0
        if len(group) >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _start_reading(store: Store, workers: Workers, batch: _Batch, pending: set[str]) -> _Batch:
    """The batch with its reports on their way to the engine: those that are new and in its language."""
    assert batch.extracted is not None
    extracted = iter(batch.extracted.result())
    batch.found = [_found(next(extracted) if isinstance(item, Piece) else item) for item in batch.items]
    identities = {n: identity_of(report) for n, report in enumerate(batch.found) if isinstance(report, Report)}
    settled = store.settled(set(identities.values()))
    for n, identity in identities.items():
        if identity not in settled and identity not in pending:
            pending.add(identity)
            batch.wanted.append(n)
    batch.wanted = [n for n in batch.wanted if _report(batch, n).language == ENGLISH]
    batch.readings = workers.read([_report(batch, n) for n in batch.wanted])
    return batch


def _commit(store: Store, workers: Workers, batch: _Batch, pending: set[str], progress: Progress, keep_raw: bool, told: Callable[[Progress], None]) -> None:
    assert batch.readings is not None
    readings: dict[int, Reading | Refusal] = dict(zip(batch.wanted, batch.readings.result(), strict=True))
    arrivals = [_arrival(batch, n, readings.get(n), keep_raw) for n in range(len(batch.items))]
    engine = workers.engine if any(arrival.reading is not None for arrival in arrivals) else None
    tally = store.add(arrivals, engine=engine) if arrivals else Tally()
    tally.outcomes["known"] += batch.known
    pending.difference_update(identity_of(report) for report in batch.found if isinstance(report, Report))
    progress.tally.add(tally)
    progress.failed_before += batch.failed_before + sum(isinstance(arrival.found, Refusal) for arrival in arrivals) - tally["failed"]
    progress.missing += len(batch.missing)
    progress.position = batch.position
    progress.stumbles += sum(isinstance(reading, Refusal) for reading in readings.values())
    stumbles = [f"{arrivals[n].sighting.location}: {reading.message}" for n, reading in readings.items() if isinstance(reading, Refusal)]
    progress.failures = [_told(arrival) for arrival in arrivals if isinstance(arrival.found, Refusal)] + stumbles + batch.missing
    told(progress)


def _arrival(batch: _Batch, n: int, reading: Reading | Refusal | None, keep_raw: bool) -> Arrival:
    item = batch.items[n]
    raw = item.data if keep_raw and isinstance(item, Piece) else None
    if isinstance(reading, Refusal):
        report = _report(batch, n)
        return Arrival(batch.sightings[n], replace(report, problems=(*report.problems, Problem(ENGINE_FAILED, reading.message))), raw=raw)
    return Arrival(batch.sightings[n], batch.found[n], reading, raw)


def _found(result: Report | Failure) -> Report | Refusal:
    return result if isinstance(result, Report) else refusal_of(result)


def _report(batch: _Batch, n: int) -> Report:
    report = batch.found[n]
    assert isinstance(report, Report)
    return report


def _told(arrival: Arrival) -> str:
    sighting, found = arrival.sighting, arrival.found
    place = f"{sighting.location}, {sighting.record}" if sighting.record else sighting.location
    return f"{place}: {found.message}" if isinstance(found, Refusal) else place
