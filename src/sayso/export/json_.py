"""Whole readings as one JSON value: an object for one report, an array for several."""

from __future__ import annotations

import json
from typing import TextIO

from sayso.model import Reading
from sayso.records import reading_record

__all__ = ["JsonExporter"]


class JsonExporter:
    """Writes readings as they come; the first is held back until it is clear whether it stands alone."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.first: str | None = None
        self.several = False

    def write(self, reading: Reading, source: str = "") -> None:
        """Writes one reading, or holds it if it is the first."""
        text = json.dumps(reading_record(reading), ensure_ascii=False)
        if self.several:
            self.stream.write(",\n" + text)
        elif self.first is None:
            self.first = text
        else:
            self.stream.write(f"[\n{self.first},\n{text}")
            self.several, self.first = True, None

    def close(self) -> None:
        """Writes what is still due: the end of the array, the single object, or an empty array."""
        self.stream.write("\n]\n" if self.several else f"{self.first or '[]'}\n")
