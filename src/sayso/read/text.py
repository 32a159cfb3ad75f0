"""Plain text: the whole file is the report, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sayso.model import Report
from sayso.read.decode import decode
from sayso.read.document import Piece, build_report, read_all_bytes
from sayso.read.facts import encoding_in

__all__ = ["extract_text", "split_text"]


def split_text(stream: BinaryIO, where: str) -> Iterator[Piece]:
    """Yields the one document that a text file is."""
    yield Piece(where, read_all_bytes(stream, where), "text")


def extract_text(piece: Piece) -> Report:
    """The report that the text is; line ends stay as they are."""
    text, problems = decode(piece.data, where=piece.place, declared=encoding_in(piece.facts))
    return build_report(text, where=piece.place, origin="file", problems=(*piece.problems, *problems))
