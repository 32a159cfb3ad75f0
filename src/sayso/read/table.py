"""CSV and TSV: a document a row, by a map of columns or by the names in the first row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from sayso.errors import InputError, UsageError
from sayso.model import Problem
from sayso.read.decode import decode, encoding_of
from sayso.read.document import SPLIT, TEXT_LIMIT, TOO_LONG, Failure, Piece
from sayso.read.json_ import json_piece
from sayso.read.jsonl import GIVE_UP
from sayso.read.sniff import beginning, buffered

__all__ = ["COLUMNS", "check_columns", "split_table"]

COLUMNS = {
    "text": "text body content article full_text fulltext article_text article_body body_text maintext notes story report transcript message tweet "
    "description summary",
    "title": "title headline heading subject",
    "outlet": "outlet source publisher publication newspaper media_outlet media outlet_name source_name site website",
    "url": "url link uri source_url article_url permalink web_url href",
    "published": "published date publication_date publish_date published_at published_date date_published pub_date pubdate event_date datetime timestamp",
    "id": "id doc_id article_id document_id report_id event_id_cnty event_id uuid",
    "byline": "byline author authors author_name reporter writer",
}
"""The fields that a row can give, and the names of columns that are taken for them, likeliest first."""

DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"
LINE_LIMIT = TEXT_LIMIT + 1_000_000
ROW_LIMIT = 4 * TEXT_LIMIT


class _TooLong(Exception):
    """A row is longer than any report may be."""


class _Lines:
    """The lines of a table, as the CSV reader wants them, and how far they have come."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        # Bytes that are not UTF-8 are carried through, so that each cell can be decoded by itself.
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
        self.number = 0
        self.start = 1
        self._size = self._quotes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        self._quotes += line.count('"')
        if len(line) >= LINE_LIMIT or self._size > ROW_LIMIT:
            self._skip_rest(line)
            raise _TooLong
        return line

    def begin_row(self) -> None:
        """Counts anew: the next line is the first of a row."""
        self.start, self._size, self._quotes = self.number + 1, 0, 0

    @property
    def is_open(self) -> bool:
        """Whether the row has opened a quotation and not closed it."""
        return self._quotes % 2 == 1

    def _skip_rest(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(LINE_LIMIT)


def check_columns(columns: Mapping[str, str] | None) -> None:
    """Nothing; raises UsageError where the map names a field that a report has not."""
    for name in columns or ():
        if name not in COLUMNS:
            raise UsageError(f"there is no field {name!r} that a column could fill.", where="columns", remedy=f"Fields: {', '.join(COLUMNS)}.")


def split_table(stream: BinaryIO, where: str, *, columns: Mapping[str, str] | None = None) -> Iterator[Piece | Failure]:
    """Yields each row as a JSON document, and a failure for each row with too many or too few cells.

    ``columns`` maps fields to names of columns; without it they are guessed. Raises InputError where the table has not the columns of the
    map, or no column with text.
    """
    csv.field_size_limit(max(csv.field_size_limit(), TEXT_LIMIT))
    readable = buffered(stream)
    encoding, problems = encoding_of(beginning(readable), where=where)
    lines = _Lines(readable, encoding)
    header, delimiter = _header(lines, where)
    fields = _fields(header, columns, where)
    tried, good = 0, False
    for row in _rows(lines, delimiter, where):
        result = row if isinstance(row, Failure) else _piece(row, header, fields, lines, where, problems)
        yield result
        tried, good = tried + 1, good or isinstance(result, Piece)
        if tried == GIVE_UP and not good:
            raise InputError(f"is no table that can be read: none of its first {GIVE_UP} rows is whole.", where=where, remedy=_advice(header))
    if not tried:
        raise InputError("is a table without rows.", where=where, remedy="Check that it was saved completely.")


def _header(lines: _Lines, where: str) -> tuple[list[str], str]:
    """The names of the columns, and what stands between cells."""
    try:
        first = next((line for line in lines if line.strip()), "")
    except _TooLong:
        raise InputError("has a first line that is too long to name columns.", where=where, remedy="Put the names of the columns first.") from None
    if not first:
        raise InputError("is empty.", where=where, remedy="Check that it was saved completely.")
    counts = {delimiter: _count(first, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda each: counts[each])
    if not counts[delimiter]:
        delimiter = NO_DELIMITER
    names = next(csv.reader([first], delimiter=delimiter))
    return [name.removeprefix("\ufeff").strip() for name in names], delimiter


def _count(line: str, delimiter: str) -> int:
    """How often the delimiter stands outside of quotation marks."""
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _fields(header: list[str], columns: Mapping[str, str] | None, where: str) -> dict[str, int]:
    """The column of each field, by its position."""
    known = {_plain(name): position for position, name in reversed(list(enumerate(header)))}
    given = {field: _position(name, header, known, where) for field, name in (columns or {}).items()}
    guessed = {field: found for field in COLUMNS if (found := _guess(field, known)) is not None}
    fields = {**({"text": guessed["text"]} if "text" in guessed else {}), **given} if given else guessed
    if "text" not in fields:
        raise InputError(f"has no column that is known to hold text; its columns are {_listed(header)}.", where=where, remedy=_advice(header))
    return fields


def _position(name: str, header: list[str], known: dict[str, int], where: str) -> int:
    if name in header:
        return header.index(name)
    if _plain(name) in known:
        return known[_plain(name)]
    raise InputError(f"has no column {name!r}; its columns are {_listed(header)}.", where=where, remedy="Name one of these.")


def _guess(field: str, known: dict[str, int]) -> int | None:
    return next((known[name] for name in COLUMNS[field].split() if name in known), None)


def _rows(lines: _Lines, delimiter: str, where: str) -> Iterator[list[str] | Failure]:
    """Yields the rows that are not blank, and a failure for each that the CSV reader cannot take."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except (_TooLong, csv.Error):
            yield _failure(TOO_LONG, SPLIT + " Or a quotation mark is never closed.", lines, where)
            continue
        if lines.is_open and lines.number > lines.start:
            yield _failure("opens a quotation mark that is never closed.", 'Inside quotation marks, write " as "".', lines, where)
        elif any(cell.strip() for cell in row):
            yield row


def _piece(row: list[str], header: list[str], fields: dict[str, int], lines: _Lines, where: str, problems: tuple[Problem, ...]) -> Piece | Failure:
    if len(row) < len(header) or any(cell.strip() for cell in row[len(header) :]):
        what = f"has {len(row)} cells, and the first row names {len(header)}."
        return _failure(what, 'Cells that hold the delimiter or a line break stand in "quotation marks".', lines, where)
    record = f"line {lines.start}"
    document: dict[str, str] = {}
    for field, position in fields.items():
        document[field], repaired = _cell(row[position], f"{where}, {record}")
        problems = (*problems, *repaired)
    return json_piece(document, where=where, record=record, problems=problems)


def _cell(cell: str, place: str) -> tuple[str, tuple[Problem, ...]]:
    """The cell, in which bytes that are not UTF-8 are decoded by themselves."""
    try:
        cell.encode()
        return cell, ()
    except UnicodeEncodeError:
        return decode(cell.encode("utf-8", "surrogateescape"), where=place)


def _failure(what: str, remedy: str, lines: _Lines, where: str) -> Failure:
    record = f"line {lines.start}"
    return Failure(where, InputError(what, where=f"{where}, {record}", remedy=remedy), record)


def _plain(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def _listed(header: list[str]) -> str:
    return ", ".join(repr(name[:40]) for name in header[:40]) + (" ..." if len(header) > 40 else "")


def _advice(header: list[str]) -> str:
    return "Say which column holds the text, or check what stands between the cells." if len(header) > 1 else "Check what stands between the cells."
