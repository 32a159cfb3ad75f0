"""Claims, one JSON object a line."""

from __future__ import annotations

import json
from typing import TextIO

from sayso.model import Reading
from sayso.records import claim_record

__all__ = ["JsonlExporter"]


class JsonlExporter:
    """Writes each claim as one line."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, reading: Reading, source: str = "") -> None:
        """Writes the claims of one reading."""
        for claim in reading.claims:
            self.stream.write(json.dumps(claim_record(claim, reading.report, reading.engine), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Writes nothing: every line is complete."""
