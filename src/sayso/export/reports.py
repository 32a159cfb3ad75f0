"""Reports out of a store, one by one, without their texts: a list for people, CSV and JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from textwrap import shorten
from typing import Protocol, TextIO

from rich.text import Text

from sayso.export.claims import WIDEST_FACT
from sayso.export.csv_ import BareLines
from sayso.export.labels import one_line
from sayso.export.table import table_console
from sayso.store import ReportRow

__all__ = ["REPORT_WRITERS", "ReportWriter"]


class ReportWriter(Protocol):
    """Writes reports to a stream one by one and counts them."""

    count: int

    def write(self, row: ReportRow) -> None:
        """Writes one report."""


class JsonlWriter:
    """A report a line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.count = 0

    def write(self, row: ReportRow) -> None:
        """Writes one report."""
        self.count += 1
        self.stream.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")


class CsvWriter:
    """A header, then a row for each report."""

    def __init__(self, stream: TextIO) -> None:
        self.writer = csv.writer(BareLines(stream))
        self.writer.writerow(ReportRow._fields)
        self.count = 0

    def write(self, row: ReportRow) -> None:
        """Writes one report."""
        self.count += 1
        self.writer.writerow(row)


class LineWriter:
    """Two lines for each report: when, where and what; then its id and what is known of it."""

    def __init__(self, stream: TextIO) -> None:
        self.console = table_console(stream)
        self.count = 0

    def write(self, row: ReportRow) -> None:
        """Writes one report."""
        self.count += 1
        heading = (row.published or "no date", row.outlet or "no outlet", row.title)
        read = "not read" if row.claims is None else f"{row.claims:,} claim{'' if row.claims == 1 else 's'}"
        facts = (row.id, read, row.language, f"{row.chars:,} characters", row.credit, row.url)
        self.console.print(Text(" · ".join(shorten(one_line(fact), WIDEST_FACT, placeholder=" …") for fact in heading if fact)))
        self.console.print(Text("    " + " · ".join(shorten(one_line(fact), WIDEST_FACT, placeholder=" …") for fact in facts if fact), style="dim"))


REPORT_WRITERS: dict[str, Callable[[TextIO], ReportWriter]] = {"table": LineWriter, "csv": CsvWriter, "jsonl": JsonlWriter}
"""Which writer writes which format."""
