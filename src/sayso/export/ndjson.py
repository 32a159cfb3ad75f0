"""Whole readings, one JSON object a line."""

from __future__ import annotations

import json
from typing import TextIO

from sayso.model import Reading
from sayso.records import reading_record

__all__ = ["NdjsonExporter"]


class NdjsonExporter:
    """Writes each reading as one line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, reading: Reading, source: str = "") -> None:
        """Writes one reading."""
        self.stream.write(json.dumps(reading_record(reading), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Writes nothing: every line is complete."""
