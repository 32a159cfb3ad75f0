"""Streams without a telling name: the format is seen from how they begin."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, cast

from sayso.errors import InputError
from sayso.read.document import Failure, Piece
from sayso.read.feed import is_feed, split_feed
from sayso.read.html import is_page, split_html
from sayso.read.json_ import FILE_LIMIT, split_json_bytes
from sayso.read.jsonl import is_object, split_documents, split_lines

__all__ = ["beginning", "buffered", "sniff", "split_some_json", "split_xml"]

HEAD = 4096
MAGIC = ((b"\x1f\x8b", ".gz"), (b"PK\x03\x04", ".zip"), (b"PK\x05\x06", ".zip"), (b"%PDF-", ".pdf"), (b"WARC/", ".warc"))
JSON = re.compile(rb"\{|\[\s*[{\]]")


def sniff(head: bytes) -> str:
    """The suffix of the format that a stream begins like: ``.txt`` where it is none of the others."""
    for magic, suffix in MAGIC:
        if head.startswith(magic):
            return suffix
    head = _plain(head)
    if is_page(head):
        return ".html"
    if is_feed(head) or head.startswith(b"<?xml"):
        return ".xml"
    return ".json" if JSON.match(head) else ".txt"


def buffered(stream: BinaryIO) -> io.BufferedReader:
    """The stream as one whose beginning can be looked at."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def beginning(stream: io.BufferedReader) -> bytes:
    """The first bytes of the stream, which stay in it."""
    return stream.peek(HEAD)[:HEAD]


def split_some_json(stream: BinaryIO, where: str) -> Iterator[Piece | Failure]:
    """Yields the documents of JSON Lines as they come where the first line is one, else those of the whole as one JSON value."""
    lines = split_lines(stream, where)
    first = next(lines)
    if is_object(first):
        return split_documents(chain([first], lines), where)
    return split_json_bytes(first + stream.read(FILE_LIMIT), where)


def split_xml(stream: BinaryIO, where: str) -> Iterator[Piece | Failure]:
    """Yields the entries of a feed, or the one document that a page is. Raises InputError for other XML."""
    readable = buffered(stream)
    head = _plain(beginning(readable))
    if is_feed(head):
        return split_feed(readable, where)
    if is_page(head):
        return split_html(readable, where)
    raise InputError("is XML, but neither a feed (RSS, Atom) nor a page.", where=where, remedy="Save its text as .txt, .html or .json.")


def _plain(head: bytes) -> bytes:
    """The beginning of a text as UTF-8, without byte order mark and space."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return head.removeprefix(codecs.BOM_UTF8).lstrip()
