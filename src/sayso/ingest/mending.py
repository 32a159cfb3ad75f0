"""Failures that are no more: a source that was damaged and is whole again has no failure to tell."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from sayso.ingest.places import location_of
from sayso.read import Failure, Piece
from sayso.store import Store

__all__ = ["watched"]

AT_ONCE = 100


def watched(store: Store, documents: Iterable[Piece | Failure]) -> Iterator[Piece | Failure]:
    """Yields the documents as they are; of each source that came to its end, the failures are dropped whose documents it has no more.

    A folder that could not be opened has no failure once a file of it is met. Documents of one source come one after another. What is held
    is the failures that the store knows of a source, not its documents.
    """
    if not store.has_failures():
        yield from documents
        return
    location = ""
    missed: set[str] = set()
    gone: set[tuple[str, str]] = set()
    for item in documents:
        if (here := location_of(item)) != location:
            gone |= {(location, record) for record in missed}
            location, known = here, store.failures_at({here, os.path.dirname(here)})
            missed = {record for place, record in known if place == here}
            gone |= {(place, record) for place, record in known if place != here}
        missed.discard(item.record)
        yield item
        if len(gone) > AT_ONCE:
            store.drop_failures(gone)
            gone.clear()
    if gone := gone | {(location, record) for record in missed}:
        store.drop_failures(gone)
