"""Readings to files and terminals: one file for each format, and the table of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TextIO

from sayso.export.csv_ import CsvExporter
from sayso.export.html import reading_html
from sayso.export.json_ import JsonExporter
from sayso.export.jsonl import JsonlExporter
from sayso.export.ndjson import NdjsonExporter
from sayso.export.table import TableExporter
from sayso.model import Reading
from sayso.records import claim_record, reading_record

__all__ = ["EXPORTERS", "Exporter", "claim_record", "reading_html", "reading_record"]


class Exporter(Protocol):
    """Writes readings to a stream one by one; it holds at most one of them."""

    def write(self, reading: Reading, source: str = "") -> None:
        """Writes one reading; ``source`` is the file that it came from, for formats that tell people."""

    def close(self) -> None:
        """Writes what the format needs at its end; the stream stays open."""


EXPORTERS: dict[str, Callable[[TextIO], Exporter]] = {
    "table": TableExporter,
    "jsonl": JsonlExporter,
    "json": JsonExporter,
    "ndjson": NdjsonExporter,
    "csv": CsvExporter,
}
"""Which exporter writes which format, by the name that ``--format`` and a file's suffix give it."""
