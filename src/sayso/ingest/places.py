"""Where documents stand, as the store writes it down."""

from __future__ import annotations

import os
import re

from sayso.read import STDIN_NAME, Failure, Piece
from sayso.store.arrivals import Sighting
from sayso.store.rows import dumped, sha256_of

__all__ = ["location_of", "sighting_of"]

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def location_of(item: Piece | Failure) -> str:
    """The web address, or the whole path of the file, what is no UTF-8 in it written out; standard input under its own name."""
    if item.where == STDIN_NAME or ADDRESS.match(item.where):
        return item.where
    return os.fsencode(os.path.abspath(item.where)).decode("utf-8", "backslashreplace")


def sighting_of(item: Piece | Failure) -> Sighting:
    """Where the document was met, with the hash of its bytes, or of what is wrong where there are none, and what the user said of it."""
    if isinstance(item, Failure):
        return Sighting(location_of(item), item.record, sha256_of(item.error.what), 0, "")
    given = [(field, value) for field, value, source in item.facts if source == "user"]
    return Sighting(location_of(item), item.record, item.sha256, len(item.data), item.format, dumped(given) if given else "")
