"""Reading reports that come over the web: the engine is loaded when the first one does, and reads one after the other."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from sayso.errors import InputError, UsageError
from sayso.ingest import EngineOptions, InProcess, Progress, ingest
from sayso.model import Reading, Report
from sayso.read import Failure, Piece, published_date
from sayso.read.split import split_stream
from sayso.store import Store
from sayso.store.arrivals import Refusal

__all__ = ["Reader"]


class Reader:
    """An engine in this process that reads for whoever asks, one at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    @cached_property
    def _workers(self) -> InProcess:
        return InProcess(EngineOptions())

    def read(self, report: Report) -> Reading:
        """All that the report tells; nothing of it is kept. Raises InputError where the engine cannot read it."""
        with self._turn:
            (reading,) = self._workers.read([report]).result()
        if isinstance(reading, Refusal):
            raise InputError(reading.message, where=report.id, remedy="")
        return reading

    def take_in(self, store: Store, data: bytes, *, name: str, outlet: str | None, published: str | None, url: str | None) -> Progress:
        """What came of the documents that the bytes hold; their format is told by the suffix of the name or by how they begin.

        Raises InputError where they hold none, UsageError where the date is none.
        """
        if published is not None:
            try:
                published_date(published)
            except ValueError as error:
                raise UsageError(f"{published!r} is no date.", where="published", remedy="Write it as 2024-12-08.") from error
        facts = tuple((field, value, "user") for field, value in (("outlet", outlet), ("published", published), ("url", url)) if value)
        with self._turn:
            return ingest(store, _documents(data, name, facts), self._workers)


def _documents(data: bytes, name: str, facts: tuple[tuple[str, str, str], ...]) -> Iterator[Piece | Failure]:
    where = f"api://{name}"
    try:
        for item in split_stream(io.BytesIO(data), where, name=name):
            yield replace(item, facts=(*item.facts, *facts)) if isinstance(item, Piece) else item
    except InputError as error:
        yield Failure(where, error)
