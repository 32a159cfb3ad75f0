"""JSON Lines: one document a line, read line by line; a broken line is reported and the others go on."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from sayso.errors import InputError
from sayso.read.decode import decode, refuse_binary
from sayso.read.document import SPLIT, TEXT_LIMIT, TOO_LONG, Failure, Piece, read_all_bytes
from sayso.read.json_ import SHAPE

__all__ = ["GIVE_UP", "is_object", "split_documents", "split_jsonl", "split_lines"]

LINE_LIMIT = 6 * TEXT_LIMIT + 1_000_000
"""The longest line in bytes: a text in which each character is escaped as ``\\uXXXX``, and its metadata."""

GIVE_UP = 20


def split_jsonl(stream: BinaryIO, where: str) -> Iterator[Piece | Failure]:
    """Yields each line of the stream that is not blank."""
    return split_documents(split_lines(stream, where), where)


def split_lines(stream: BinaryIO, where: str) -> Iterator[bytes]:
    """Yields the lines as bytes, in UTF-8 also where the file is marked as UTF-16; a line that is too long is cut off."""
    first = stream.readline(LINE_LIMIT)
    refuse_binary(first, where=where)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, _ = decode(first + read_all_bytes(stream, where, limit=LINE_LIMIT), where=where)
        yield from (line.encode() for line in text.split("\n"))
        return
    while first:
        yield first
        _skip_rest(stream, first)
        first = stream.readline(LINE_LIMIT)


def split_documents(lines: Iterable[bytes], where: str) -> Iterator[Piece | Failure]:
    """Yields each line that is not blank. Raises InputError where nothing looks like JSON Lines."""
    number, tried, good = 0, 0, False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        yield _piece(line, where, f"line {number}")
        tried += 1
        good = good or _is_document(line)
        if tried == GIVE_UP and not good:
            raise InputError(f"is not JSON Lines: none of its first {GIVE_UP} lines is a document.", where=where, remedy=SHAPE)
    if not tried:
        raise InputError("is empty.", where=where, remedy=SHAPE)


def is_object(line: bytes) -> bool:
    """Whether the line is a whole JSON object by itself."""
    return _object(line) is not None


def _is_document(line: bytes) -> bool:
    return isinstance((_object(line) or {}).get("text"), str)


def _object(line: bytes) -> dict[str, object] | None:
    """The JSON object, whatever its encoding: brackets and quotes are the same in all that JSON Lines come in."""
    try:
        value = json.loads(line.removeprefix(codecs.BOM_UTF8).decode("latin-1"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _piece(line: bytes, where: str, record: str) -> Piece | Failure:
    if len(line) >= LINE_LIMIT:
        return Failure(where, InputError(TOO_LONG, where=f"{where}, {record}", remedy=SPLIT), record)
    return Piece(where, line.strip(), "json", record)


def _skip_rest(stream: BinaryIO, line: bytes) -> None:
    """Reads on to the end of a line that was cut off."""
    while len(line) >= LINE_LIMIT and not line.endswith(b"\n"):
        line = stream.readline(LINE_LIMIT)
