"""Bytes to reports: one file for each source format, and the table of them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from sayso.errors import InputError, UsageError
from sayso.model import Report
from sayso.read.document import TEXT_LIMIT, Failure, Found, Reader, published_date
from sayso.read.html import read_html
from sayso.read.json_ import read_json
from sayso.read.jsonl import read_jsonl
from sayso.read.sniff import read_unknown
from sayso.read.sources import STDIN, find_files
from sayso.read.text import read_text

__all__ = ["READERS", "TEXT_LIMIT", "Failure", "Found", "Reader", "find_files", "published_date", "read_file", "read_sources"]

STDIN_NAME = "standard input"
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}
"""Which reader reads files with which suffix; all others are read by how they begin."""


def read_sources(
    sources: Sequence[str],
    *,
    outlet: str | None = None,
    published: str | None = None,
    opened: Callable[[str], None] = lambda where: None,
) -> Iterator[Found | Failure]:
    """Yields the reports of files, folders, patterns and ``-`` (standard input) as they are read, and a failure for each that is broken.

    ``outlet`` and ``published`` stand in the place of what the documents say themselves. ``opened`` is told the name of each file
    as it comes up. Raises UsageError at once where ``published`` is no date.
    """
    given = {key: value for key, value in (("outlet", outlet), ("published", _given_date(published))) if value}
    return _read_sources(sources, given, opened)


def read_file(path: str) -> Iterator[Report | Failure]:
    """Yields the reports of one file, or of standard input for ``-``; a file of no use is yielded as one failure."""
    try:
        if path == STDIN:
            yield from read_unknown(sys.stdin.buffer, STDIN_NAME)
        else:
            with _open(path) as stream:
                yield from READERS.get(Path(path).suffix.lower(), read_unknown)(stream, path)
    except InputError as error:
        yield Failure(path, error)
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}."
        yield Failure(path, InputError(what, where=path, remedy="Check the file and its permissions."))


def _read_sources(sources: Sequence[str], given: dict[str, str], opened: Callable[[str], None]) -> Iterator[Found | Failure]:
    for file in find_files(sources):
        if isinstance(file, Failure):
            yield file
            continue
        opened(file)
        where = STDIN_NAME if file == STDIN else file
        for result in read_file(file):
            yield Found(where, _with(result, given)) if isinstance(result, Report) else result


def _with(report: Report, given: dict[str, str]) -> Report:
    return replace(report, outlet=given.get("outlet", report.outlet), published=given.get("published", report.published))


def _given_date(published: str | None) -> str | None:
    if not published:
        return None
    try:
        return published_date(published)
    except ValueError:
        what = f"{published!r} is no publication date."
        raise UsageError(what, where="--published", remedy="Write it as 2024-12-08, 2024-12 or 2024.") from None


def _open(path: str) -> BinaryIO:
    mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise InputError("is no file.", where=path, remedy="Name a file, a folder or - for standard input.")
    return open(path, "rb")
