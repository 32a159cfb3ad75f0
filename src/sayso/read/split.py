"""Streams to documents: the table of source formats, and the packed formats that hold others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import BinaryIO

from sayso.errors import InputError
from sayso.read.document import Failure, Piece, Splitter
from sayso.read.feed import split_feed
from sayso.read.html import split_html
from sayso.read.json_ import split_json
from sayso.read.jsonl import split_jsonl
from sayso.read.pdf import split_pdf
from sayso.read.sniff import beginning, buffered, sniff, split_some_json, split_xml
from sayso.read.table import split_table
from sayso.read.text import split_text
from sayso.read.unpack import gunzip, zip_members
from sayso.read.warc import split_warc

__all__ = ["READERS", "split_stream"]

NESTED = 1
"""How many ZIP archives may stand one in another, besides the outermost."""


def split_stream(
    stream: BinaryIO, where: str, *, name: str | None = None, columns: Mapping[str, str] | None = None, nested: int = NESTED
) -> Iterator[Piece | Failure]:
    """Yields the documents of a stream, whose format is told by the suffix of its name or else by how it begins.

    ``name`` is that of what is unpacked, where the stream is; ``nested`` is how many more ZIP archives may come inside.
    """
    splitters = _splitters(columns, nested)
    readable = buffered(stream)
    suffix = _suffix(where if name is None else name)
    if suffix in splitters:
        splitter = splitters[suffix]
    else:
        suffix = sniff(beginning(readable))
        suffix = ".csv" if suffix == ".txt" and columns else suffix
        splitter = split_some_json if suffix == ".json" else splitters[suffix]
    if name is not None and suffix == ".gz":
        raise InputError("is compressed twice.", where=where, remedy="Unpack it once.")
    return splitter(readable, where)


def _splitters(columns: Mapping[str, str] | None = None, nested: int = NESTED) -> dict[str, Splitter]:
    table = partial(split_table, columns=columns)
    return {
        ".txt": split_text,
        ".html": split_html,
        ".htm": split_html,
        ".xhtml": split_html,
        ".json": split_json,
        ".jsonl": split_jsonl,
        ".ndjson": split_jsonl,
        ".csv": table,
        ".tsv": table,
        ".pdf": split_pdf,
        ".rss": split_feed,
        ".atom": split_feed,
        ".xml": split_xml,
        ".warc": split_warc,
        ".wet": split_warc,
        ".zip": partial(_split_zip, columns=columns, nested=nested),
        ".gz": partial(_split_gzip, columns=columns, nested=nested),
    }


def _split_gzip(stream: BinaryIO, where: str, *, columns: Mapping[str, str] | None, nested: int) -> Iterator[Piece | Failure]:
    """Yields the documents of what is compressed; its suffix is the last but one of the name, as in ``reports.jsonl.gz``."""
    name = where[: -len(".gz")] if _suffix(where) == ".gz" else where
    return split_stream(gunzip(stream, where), where, name=name, columns=columns, nested=nested)


def _split_zip(stream: BinaryIO, where: str, *, columns: Mapping[str, str] | None, nested: int) -> Iterator[Piece | Failure]:
    """Yields the documents of the members, each read by its own suffix; a broken member is a failure and the others go on."""
    if nested < 0:
        raise InputError("is an archive in an archive in an archive.", where=where, remedy="Unpack the outermost first.")
    empty = True
    for name, member in zip_members(stream, where):
        empty = False
        results = [member] if isinstance(member, Failure) else _split_member(member, where, name, columns, nested - 1)
        for result in results:
            yield result if isinstance(member, Failure) else _moved(result, where, ", ".join(filter(None, (name, result.record))))
    if empty:
        raise InputError("is an archive without files.", where=where, remedy="Check that it was saved completely.")


def _split_member(stream: BinaryIO, where: str, name: str, columns: Mapping[str, str] | None, nested: int) -> Iterator[Piece | Failure]:
    place = f"{where}, {name}"
    try:
        yield from split_stream(stream, place, columns=columns, nested=nested)
    except InputError as error:
        yield Failure(place, error)


def _moved(result: Piece | Failure, where: str, record: str) -> Piece | Failure:
    """The result as one of the file that was opened."""
    return replace(result, where=where, record=record)


def _suffix(where: str) -> str:
    return PurePath(where).suffix.lower()


READERS: dict[str, Splitter] = _splitters()
"""Which splitter takes files with which suffix apart; all others are known by how they begin."""
