"""Where documents are taken apart and read: in this process, or in several with an engine each."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Protocol, TypeVar

from sayso.errors import InputError, SaysoError, UsageError
from sayso.flow import Engine
from sayso.model import EngineVersion, Reading, Report
from sayso.read import Failure, Piece, extract
from sayso.store.arrivals import Refusal

__all__ = ["EngineOptions", "InProcess", "Processes", "Workers", "open_workers"]

Result = TypeVar("Result")
Extracted = list[Report | Failure]
Readings = list[Reading | Refusal]
MOST_JOBS = 256


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What an engine is loaded from: a pipeline by name, and the user's own lexicon folders and places, merged last."""

    model: str | None = None
    lexicons: tuple[Path, ...] = ()
    places: tuple[Path, ...] = ()

    def check(self) -> None:
        """Nothing; raises ModelError or LexiconError, here and not in a process that nobody hears, where something named cannot be loaded."""
        if self.model or self.lexicons or self.places:
            self.load()

    def load(self) -> Engine:
        """The engine. Raises ModelError or LexiconError where something named cannot be loaded."""
        return Engine.load(model=self.model, lexicons=self.lexicons, places=self.places)


class Workers(Protocol):
    """Takes documents apart and reads reports; results come in the order of what was given."""

    jobs: int

    @property
    def engine(self) -> EngineVersion:
        """What reads."""

    def extract(self, pieces: Sequence[Piece]) -> Future[Extracted]:
        """The reports that the documents hold, or why they hold none."""

    def read(self, reports: Sequence[Report]) -> Future[Readings]:
        """The readings of the reports, or why the engine could not read one."""


class InProcess:
    """Does the work at once, in this process."""

    jobs = 1

    def __init__(self, options: EngineOptions) -> None:
        self.options = options

    @cached_property
    def loaded(self) -> Engine:
        """The engine, loaded when there is something to read."""
        return self.options.load()

    @property
    def engine(self) -> EngineVersion:
        """What reads."""
        return self.loaded.version

    def extract(self, pieces: Sequence[Piece]) -> Future[Extracted]:
        """The reports that the documents hold, or why they hold none."""
        return _done(lambda: _extract(pieces))

    def read(self, reports: Sequence[Report]) -> Future[Readings]:
        """The readings of the reports, or why the engine could not read one."""
        return _done(lambda: _read(self.loaded, reports) if reports else [])


class Processes:
    """Hands the work to processes with an engine each."""

    def __init__(self, pool: ProcessPoolExecutor, jobs: int, engine: EngineVersion) -> None:
        self.pool = pool
        self.jobs = jobs
        self.engine = engine

    def extract(self, pieces: Sequence[Piece]) -> Future[Extracted]:
        """The reports that the documents hold, or why they hold none."""
        return self.pool.submit(_extract, list(pieces))

    def read(self, reports: Sequence[Report]) -> Future[Readings]:
        """The readings of the reports, or why the engine could not read one."""
        return self.pool.submit(_read_there, list(reports))


@contextmanager
def open_workers(options: EngineOptions, *, jobs: int = 1) -> Iterator[Workers]:
    """Yields what reads; ``jobs`` above 1 starts as many processes. Raises UsageError for a number of jobs that makes no sense.

    A process that is killed from outside, by a lack of memory as a rule, ends the work with a SaysoError; what was committed stays.
    """
    if not 1 <= jobs <= MOST_JOBS:
        raise UsageError(f"{jobs} is no number of processes.", where="--jobs", remedy=f"Choose 1 to {MOST_JOBS}.")
    if jobs == 1:
        yield InProcess(options)
        return
    options.check()
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(options,))
    try:
        yield Processes(pool, jobs, pool.submit(_version_there).result())
    except BrokenProcessPool as error:
        what = "one of the reading processes was killed, for lack of memory as a rule; what was committed before is in the store."
        raise SaysoError(what, where=f"--jobs {jobs}", remedy="Run it again with fewer jobs: it goes on where it stopped.") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _start(options: EngineOptions) -> None:
    """Loads the engine of a process; Ctrl-C is for the process that started it, and whose end is the end of this one too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _engine(options)
    _options.append(options)


def _end_with_parent() -> None:
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


_options: list[EngineOptions] = []


@lru_cache(maxsize=1)
def _engine(options: EngineOptions) -> Engine:
    return options.load()


def _version_there() -> EngineVersion:
    return _engine(_options[0]).version


def _extract(pieces: Sequence[Piece]) -> Extracted:
    return [_extract_one(piece) for piece in pieces]


def _extract_one(piece: Piece) -> Report | Failure:
    """The report that the document holds; a document over which a reader stumbles must not keep the others from being read."""
    try:
        return extract(piece)
    except Exception as error:
        what = f"The reader stumbled over it ({type(error).__name__}: {error})."
        return Failure(piece.where, InputError(what, where=piece.place, remedy="Please report that."), piece.record)


def _read_there(reports: Sequence[Report]) -> Readings:
    return _read(_engine(_options[0]), reports)


def _read(engine: Engine, reports: Sequence[Report]) -> Readings:
    """The readings; where the engine stumbles over one report, the others are read one by one."""
    try:
        return [*engine.read_batch(reports)]
    except Exception as error:
        if len(reports) == 1:
            return [Refusal("engine-failed", f"The engine could not read it ({type(error).__name__}: {error}). Please report that.")]
        return [reading for report in reports for reading in _read(engine, [report])]


def _done(work: Callable[[], Result]) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(work())
    return future
