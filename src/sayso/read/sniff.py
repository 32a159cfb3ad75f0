"""Streams without a telling name: the format is seen from how they begin."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, cast

from sayso.model import Report
from sayso.read.document import Failure
from sayso.read.html import read_html
from sayso.read.json_ import FILE_LIMIT, read_json_bytes
from sayso.read.jsonl import is_document, read_lines, split_lines
from sayso.read.text import read_text

__all__ = ["read_unknown"]

HEAD = 1024
PAGE = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def read_unknown(stream: BinaryIO, where: str) -> Iterator[Report | Failure]:
    """Yields what the stream holds: a page, JSON documents, or else plain text."""
    buffered = cast(BinaryIO, stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream)))
    head = cast(io.BufferedReader, buffered).peek(HEAD)[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if PAGE.match(head):
        return read_html(buffered, where)
    if re.match(rb"\{|\[\s*[{\]]", head):
        return _read_some_json(buffered, where)
    return read_text(buffered, where)


def _read_some_json(stream: BinaryIO, where: str) -> Iterator[Report | Failure]:
    """Yields the documents of JSON Lines as they come where the first line is one, else those of the whole as one JSON value."""
    lines = split_lines(stream, where)
    first = next(lines)
    if is_document(first):
        return read_lines(chain([first], lines), where)
    return read_json_bytes(first + stream.read(FILE_LIMIT), where)
