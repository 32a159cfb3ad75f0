"""Bytes to reports, in two steps: streams are split into documents, and a report is extracted from each.

Splitting is quick and goes through files of any size; extracting is slow, and can be done by other processes: documents, reports and
failures can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from sayso.errors import InputError, UsageError
from sayso.model import Report
from sayso.read.document import TEXT_LIMIT, Extractor, Facts, Failure, Found, Piece, Splitter, published_date
from sayso.read.facts import with_facts
from sayso.read.feed import extract_entry
from sayso.read.html import extract_html
from sayso.read.json_ import extract_json
from sayso.read.language import identify
from sayso.read.meter import Meter, metered
from sayso.read.pdf import extract_pdf
from sayso.read.sources import STDIN, STDIN_NAME, find_files, total_bytes
from sayso.read.split import READERS, split_stream
from sayso.read.table import COLUMNS, check_columns
from sayso.read.text import extract_text
from sayso.read.warc import page_format

__all__ = [
    "COLUMNS",
    "EXTRACTORS",
    "READERS",
    "STDIN_NAME",
    "TEXT_LIMIT",
    "Extractor",
    "Facts",
    "Failure",
    "Found",
    "Piece",
    "Splitter",
    "extract",
    "find_files",
    "page_format",
    "published_date",
    "read_file",
    "read_sources",
    "split_file",
    "split_sources",
    "total_bytes",
]

EXTRACTORS: dict[str, Extractor] = {
    "text": extract_text,
    "html": extract_html,
    "json": extract_json,
    "pdf": extract_pdf,
    "entry": extract_entry,
}
"""Which extractor takes the report out of a document of which format."""


def split_file(path: str, *, columns: Mapping[str, str] | None = None) -> Iterator[Piece | Failure]:
    """Yields the documents of one file, or of standard input for ``-``; a file of no use is yielded as one failure.

    ``columns`` maps fields of a report to columns of CSV files; a CSV file that has not these columns is a failure.
    """
    check_columns(columns)
    return _split_file(path, columns, Meter())


def split_sources(
    sources: Sequence[str],
    *,
    outlet: str | None = None,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    opened: Callable[[str], None] = lambda where: None,
    advanced: Callable[[int], None] = lambda count: None,
) -> Iterator[Piece | Failure]:
    """Yields the documents of files, folders, patterns and ``-`` (standard input) as they are found, and a failure for each that is broken.

    ``outlet`` and ``published`` are what the user says of all of them. ``opened`` is told the name of each file as it comes up,
    ``advanced`` how many bytes of all the files together have been used (`total_bytes` tells of how many). Raises UsageError at once where
    ``published`` is no date or ``columns`` names no field, and later where a CSV file has not these columns.
    """
    check_columns(columns)
    given = (("outlet", outlet), ("published", _given_date(published)))
    facts = tuple((name, value, "user") for name, value in given if value)
    return _split_sources(sources, facts, columns, opened, Meter(advanced))


def extract(piece: Piece) -> Report | Failure:
    """The report that a document holds, with what is known from outside and its language; a failure where there is none."""
    try:
        report = with_facts(EXTRACTORS[piece.format](piece), piece.facts)
    except InputError as error:
        return Failure(piece.where, error, piece.record)
    if dict(report.provenance).get("language") == "user":
        return report
    return replace(report, language=identify(report.text, hint=report.language))


def read_sources(
    sources: Sequence[str],
    *,
    outlet: str | None = None,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    opened: Callable[[str], None] = lambda where: None,
) -> Iterator[Found | Failure]:
    """Yields the reports of files, folders, patterns and ``-`` (standard input) as they are read, and a failure for each that is broken.

    The arguments are those of `split_sources`: ``outlet`` and ``published`` stand in the place of what the documents say themselves.
    """
    return map(_found, split_sources(sources, outlet=outlet, published=published, columns=columns, opened=opened))


def read_file(path: str) -> Iterator[Report | Failure]:
    """Yields the reports of one file, or of standard input for ``-``; a file of no use is yielded as one failure."""
    for piece in split_file(path):
        yield extract(piece) if isinstance(piece, Piece) else piece


def _found(piece: Piece | Failure) -> Found | Failure:
    result = extract(piece) if isinstance(piece, Piece) else piece
    return Found(piece.where, result) if isinstance(result, Report) else result


def _split_sources(
    sources: Sequence[str], facts: Facts, columns: Mapping[str, str] | None, opened: Callable[[str], None], meter: Meter
) -> Iterator[Piece | Failure]:
    for file in find_files(sources):
        if isinstance(file, Failure):
            yield file
            continue
        opened(file)
        for result in _split_file(file, columns, meter):
            yield replace(result, facts=(*result.facts, *facts)) if isinstance(result, Piece) else result


def _split_file(path: str, columns: Mapping[str, str] | None, meter: Meter) -> Iterator[Piece | Failure]:
    where = STDIN_NAME if path == STDIN else path
    try:
        with metered(path, meter) as stream:
            yield from split_stream(stream, where, columns=columns)
    except InputError as error:
        yield Failure(where, error)
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}."
        yield Failure(where, InputError(what, where=where, remedy="Check the file and its permissions."))


def _given_date(published: str | None) -> str | None:
    if not published:
        return None
    try:
        return published_date(published)
    except ValueError:
        what = f"{published!r} is no publication date."
        raise UsageError(what, where="--published", remedy="Write it as 2024-12-08, 2024-12 or 2024.") from None
