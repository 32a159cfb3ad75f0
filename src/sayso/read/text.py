"""Plain text: the whole file is the report, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sayso.model import Report
from sayso.read.decode import decode
from sayso.read.document import build_report, read_all_bytes

__all__ = ["read_text"]


def read_text(stream: BinaryIO, where: str) -> Iterator[Report]:
    """Yields the one report that a text file is; line ends stay as they are."""
    text, problems = decode(read_all_bytes(stream, where), where=where)
    yield build_report(text, where=where, problems=problems)
