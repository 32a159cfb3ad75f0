"""WARC: the pages and texts of a web archive, record by record."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from sayso.errors import InputError
from sayso.read.document import Failure, Piece
from sayso.read.html import PAGE_LIMIT, is_page

__all__ = ["page_format", "split_warc"]

BEGINNING = b"WARC/"
LINE = 1 << 16
HEADERS_LIMIT = 1 << 20
TEXT_RECORDS = frozenset(["response", "resource", "conversion"])
FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
NOT_READ = frozenset(["br", "zstd", "compress"])
GZIP = b"\x1f\x8b"
WINDOWS = {"gzip": (16 + zlib.MAX_WBITS,), "x-gzip": (16 + zlib.MAX_WBITS,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
COMPLETE = "Check that it was saved completely."


class _Records:
    """An archive as warcio's record loader reads it: lines have a length that they cannot exceed, and the position is known."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.position = 0
        self._read_as_lines = 0

    def begin(self) -> None:
        """Counts the headers of the next record anew."""
        self._read_as_lines = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self.position += len(data)
        return data

    def readline(self, size: int | None = None) -> bytes:
        """The next line, or as much of it as a header may have. Raises ValueError where the headers of a record never end."""
        line = self._stream.readline(LINE if size is None else min(size, LINE))
        self.position += len(line)
        self._read_as_lines += len(line)
        if self._read_as_lines > HEADERS_LIMIT:
            raise ValueError("the headers of a record do not end")
        return line

    def tell(self) -> int:
        """The position."""
        return self.position


def split_warc(stream: BinaryIO, where: str) -> Iterator[Piece | Failure]:
    """Yields the pages and texts of an archive, with their addresses and when they were fetched; other records are passed over.

    Where the archive is damaged there is a failure, and it goes on with the next record that can be found; a break in the last record
    ends it. Raises InputError where there is no record at all.
    """
    records = _Records(stream)
    number = 0
    while True:
        first, skipped, offset = _next_record(records)
        if skipped:
            yield _broken(where, offset, f"is damaged: {skipped:,} bytes are no record")
        if not first:
            break
        number += 1
        yield from _read_record(records, first, where, number)
    if not number:
        raise InputError("is no WARC archive: it holds no record.", where=where, remedy=COMPLETE)


def page_format(media_type: str, data: bytes) -> str | None:
    """The format of what a server sent as that media type, for `Piece`: html, text, or null where it is neither."""
    name = media_type.partition(";")[0].strip().lower()
    if not name and is_page(data[:1024].lstrip()):
        return "html"
    return FORMATS.get(name)


def _next_record(records: _Records) -> tuple[bytes, int, int]:
    """The first line of the next record (nothing at the end), how many bytes before it were none, and where those began."""
    skipped, offset = 0, records.position
    while True:
        records.begin()
        position = records.position
        line = records.readline()
        if not line or line.startswith(BEGINNING):
            return line, skipped, offset
        if line.strip():
            offset = offset if skipped else position
            skipped += len(line)


def _read_record(records: _Records, first: bytes, where: str, number: int) -> Iterator[Piece | Failure]:
    """Yields the document of the record, if it holds one, and reads to its end."""
    from warcio.recordloader import ArcWarcRecordLoader

    offset, name = records.position - len(first), f"record {number}"
    try:
        record = ArcWarcRecordLoader(verify_http=False, arc2warc=False).parse_record_stream(records, first, "warc")
        if record.length is None:
            raise ValueError("the record has no length")
        found = _document(record, where, name)
        while record.raw_stream.read(LINE):
            pass
    except InputError:
        raise
    except Exception:  # the loader stumbles over broken headers in ways that are not to be listed
        yield _broken(where, offset, "is damaged in the headers of a record", name)
        return
    if missing := record.raw_stream.limit:
        yield _broken(where, offset, f"breaks off: {missing:,} bytes of a record are missing", name)
    elif found:
        yield found


def _document(record: Any, where: str, name: str) -> Piece | Failure | None:
    """The page or text of a record; null where it is something else."""
    http = record.http_headers
    if record.rec_type not in TEXT_RECORDS or http and not http.get_statuscode().startswith("2"):
        return None
    media_type = (http.get_header("Content-Type") if http else record.content_type) or ""
    if media_type and page_format(media_type, b"") is None:
        return None
    try:
        data = _content(record)
    except InputError as error:
        return Failure(where, InputError(error.what, where=f"{where}, {name}", remedy=error.remedy), name)
    format = page_format(media_type, data)
    return Piece(where, data, format, name, tuple(_facts(record, media_type))) if format else None


def _content(record: Any) -> bytes:
    """What the server sent, unpacked. Raises InputError where it is too large or cannot be unpacked."""
    from warcio.bufferedreaders import ChunkedDataReader

    header = record.http_headers.get_header if record.http_headers else lambda name: None
    chunked = (header("Transfer-Encoding") or "").lower() == "chunked"
    data: bytes = (ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream).read(PAGE_LIMIT + 1)
    data = _inflated(data, (header("Content-Encoding") or "").strip().lower())
    if len(data) > PAGE_LIMIT:
        raise InputError(f"is larger than the {PAGE_LIMIT // 1_000_000} MB that a page may have.", remedy="Save the article alone, as text.")
    return data


def _inflated(data: bytes, encoding: str) -> bytes:
    """The bytes unpacked, at most one more than a page may have; unchanged where the archive holds them unpacked already."""
    if encoding in NOT_READ:
        raise InputError(f"is compressed with {encoding}, which is not read.", remedy="Make the archive without that compression.")
    if encoding not in WINDOWS or encoding != "deflate" and not data.startswith(GZIP):
        return data
    for window in WINDOWS[encoding]:
        with suppress(zlib.error):
            return zlib.decompressobj(window).decompress(data, PAGE_LIMIT + 1)
    raise InputError("is a page whose compression is damaged.", remedy=COMPLETE)


def _facts(record: Any, media_type: str) -> Iterator[tuple[str, str, str]]:
    known = {"url": record.rec_headers.get_header("WARC-Target-URI"), "fetched": record.rec_headers.get_header("WARC-Date")}
    charset = CHARSET.search(media_type)
    for name, value in {**known, "encoding": charset and charset[1]}.items():
        if value:
            yield name, value, "archive"


def _broken(where: str, offset: int, what: str, record: str = "") -> Failure:
    return Failure(where, InputError(f"{what} (byte {offset:,}).", where=where, remedy=COMPLETE), record)
