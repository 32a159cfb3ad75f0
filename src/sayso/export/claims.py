"""Claims out of a store, one by one: the table for people, CSV and JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from textwrap import shorten
from typing import Any, Protocol, TextIO

from rich.text import Text

from sayso.export.csv_ import COLUMNS, BareLines, claim_row
from sayso.export.labels import one_line
from sayso.export.table import claim_block, table_console
from sayso.model import Claim, Report

__all__ = ["CLAIM_WRITERS", "ClaimWriter"]


WIDEST_FACT = 160


class ClaimWriter(Protocol):
    """Writes claims to a stream one by one and counts them."""

    count: int

    def write(self, record: dict[str, Any], claim: Claim, report: Report) -> None:
        """Writes one claim; the report need not have its text."""


class JsonlWriter:
    """A claim a line, as the contract has it."""

    def __init__(self, stream: TextIO, offset: int) -> None:
        self.stream = stream
        self.count = 0

    def write(self, record: dict[str, Any], claim: Claim, report: Report) -> None:
        """Writes one claim."""
        self.count += 1
        self.stream.write(json.dumps(record, ensure_ascii=False) + "\n")


class CsvWriter:
    """A header, then a row for each claim."""

    def __init__(self, stream: TextIO, offset: int) -> None:
        self.writer = csv.writer(BareLines(stream))
        self.writer.writerow(COLUMNS)
        self.count = 0

    def write(self, record: dict[str, Any], claim: Claim, report: Report) -> None:
        """Writes one claim; its id is that of the store."""
        self.count += 1
        row = {**claim_row(claim, report), "claim_id": record["id"]}
        self.writer.writerow([row.get(column) for column in COLUMNS])


class BlockWriter:
    """Blocks of lines, numbered on from the offset, with a heading wherever the report changes."""

    def __init__(self, stream: TextIO, offset: int) -> None:
        self.console = table_console(stream)
        self.offset = offset
        self.count = 0
        self.report = ""

    def write(self, record: dict[str, Any], claim: Claim, report: Report) -> None:
        """Writes one claim."""
        if report.id != self.report:
            self.report = report.id
            facts = (report.published, report.outlet, report.title, report.id)
            self.console.print(Text(" · ".join(shorten(one_line(fact), WIDEST_FACT, placeholder=" …") for fact in facts if fact), style="bold"))
        self.count += 1
        self.console.print(claim_block(claim, self.offset + self.count, self.console), end="\n\n")


CLAIM_WRITERS: dict[str, Callable[[TextIO, int], ClaimWriter]] = {"table": BlockWriter, "csv": CsvWriter, "jsonl": JsonlWriter}
"""Which writer writes which format; the number is how many claims were left out at the beginning."""
