"""JSON Lines: one document a line, read line by line; a broken line is reported and the others go on."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from sayso.errors import InputError
from sayso.model import Report
from sayso.read.decode import decode, refuse_binary
from sayso.read.document import SPLIT, TEXT_LIMIT, TOO_LONG, Failure, read_all_bytes
from sayso.read.json_ import SHAPE, load_json, parse_document

__all__ = ["is_document", "read_jsonl", "read_lines", "split_lines"]

LINE_LIMIT = 6 * TEXT_LIMIT + 1_000_000
"""The longest line in bytes: a text in which each character is escaped as ``\\uXXXX``, and its metadata."""

GIVE_UP = 20


def read_jsonl(stream: BinaryIO, where: str) -> Iterator[Report | Failure]:
    """Yields a report, or a failure, for each line of the stream that is not blank."""
    return read_lines(split_lines(stream, where), where)


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


def read_lines(lines: Iterable[bytes], where: str) -> Iterator[Report | Failure]:
    """Yields a report, or a failure, for each line that is not blank. Raises InputError where nothing looks like JSON Lines."""
    read = failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        result = _read_line(line, where, number)
        read, failed = (read + 1, failed) if isinstance(result, Report) else (read, failed + 1)
        yield result
        if failed == GIVE_UP and not read:
            raise InputError(f"is not JSON Lines: none of its first {GIVE_UP} lines is a document.", where=where, remedy=SHAPE)
    if not read and not failed:
        raise InputError("is empty.", where=where, remedy=SHAPE)


def is_document(line: bytes) -> bool:
    """Whether the line is a whole JSON object by itself."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _read_line(line: bytes, where: str, number: int) -> Report | Failure:
    place = f"{where}, line {number}"
    try:
        if len(line) >= LINE_LIMIT:
            raise InputError(TOO_LONG, where=place, remedy=SPLIT)
        text, problems = decode(line, where=place)
        return parse_document(load_json(text, place), where=place, problems=problems)
    except InputError as error:
        return Failure(where, error)


def _skip_rest(stream: BinaryIO, line: bytes) -> None:
    """Reads on to the end of a line that was cut off."""
    while len(line) >= LINE_LIMIT and not line.endswith(b"\n"):
        line = stream.readline(LINE_LIMIT)
