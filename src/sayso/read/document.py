"""What readers hand on: documents as they came, reports that are checked, and failures that say where and why."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, BinaryIO

from sayso.errors import InputError
from sayso.model import Problem, Report
from sayso.read.credits import wire_credit

__all__ = [
    "TEXT_LIMIT",
    "Extractor",
    "Facts",
    "Failure",
    "Found",
    "Piece",
    "Splitter",
    "build_report",
    "published_date",
    "read_all_bytes",
    "replace_unkeepable",
]

TEXT_LIMIT = 6_000_000
"""The longest text, in characters, that is read as one report; about a million words, and room for 5 MiB on one line."""

TOO_LONG = f"is longer than the {TEXT_LIMIT:,} characters that one report may have."
SPLIT = "Split it into one file, or one JSON line, for each report."
NOTHING = re.compile("[\\s\ufeff\u200b\x00]*")
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""What neither UTF-8 nor every database can hold."""

ISO_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")


Facts = tuple[tuple[str, str, str], ...]
"""What is known about a document from outside of it: triples of a field of `Report`, its value, and who says so (``feed``, ``archive``, ``user``).

Besides the fields of `Report` there is ``encoding``, the one that a server names for the document's bytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One document as it came, before its text is taken out.

    ``where`` is the file or address, ``record`` which document of it ("line 3", "a/b.html"; empty where it is the only one), ``format``
    the key of the extractor that can read ``data``, ``facts`` what the container says about the document, ``problems`` what went wrong
    beside it when it was taken out of its container.
    """

    where: str
    data: bytes = field(repr=False)
    format: str
    record: str = ""
    facts: Facts = ()
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> str:
        """Where the document stands, for people."""
        return f"{self.where}, {self.record}" if self.record else self.where

    @property
    def sha256(self) -> str:
        """The hash of the document's bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """A report, and the file (or ``standard input``) that it was found in."""

    where: str
    report: Report


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or one document of it, that could not be read as a report; ``missing`` where the source names nothing that is there."""

    where: str
    error: InputError
    record: str = ""
    missing: bool = False


Splitter = Callable[[BinaryIO, str], Iterator[Piece | Failure]]
"""Yields the documents of a stream and a failure for each broken one; raises InputError where the whole stream is of no use."""

Extractor = Callable[[Piece], Report]
"""The report that a document holds; raises InputError where there is none."""


def build_report(
    text: str,
    *,
    where: str,
    origin: str,
    problems: tuple[Problem, ...] = (),
    **metadata: str | None,
) -> Report:
    """A report of the unchanged text and its metadata (fields of `Report`), which ``origin`` states (page, feed, record, file).

    A ``published`` that is no date is left out and told as a problem. Raises InputError where the text is empty or longer than ``TEXT_LIMIT``.
    """
    if len(text) > TEXT_LIMIT:
        raise InputError(TOO_LONG, where=where, remedy=SPLIT)
    if NOTHING.fullmatch(text):
        raise InputError("holds no text.", where=where, remedy="Check that it was saved completely.")
    text, replaced = replace_unkeepable(text)
    day, ignored = _published(metadata.get("published"))
    stated: dict[str, Any] = {name: replace_unkeepable(value)[0] for name, value in {**metadata, "published": day}.items() if value}
    provenance = tuple((name, origin) for name in stated if name != "language")
    if "credit" not in stated and (credit := wire_credit(text, stated.get("byline"))):
        stated["credit"], provenance = credit, (*provenance, ("credit", "text"))
    return replace(Report(text=text, problems=(*problems, *replaced, *ignored), provenance=provenance), **stated)


def published_date(value: str) -> str:
    """The date as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; of a date with a time, its day as written.

    Raises ValueError for anything else, and for days that no calendar has.
    """
    value = value.strip()
    if short := ISO_MONTH.fullmatch(value):
        date(int(short[1]), int(short[2] or 1), 1)
        return value
    if not re.match(r"\d{4}-\d{2}-\d{2}($|[T ])", value):
        raise ValueError(f"not an ISO date: {value!r}")
    datetime.fromisoformat(value)
    return value[:10]


def replace_unkeepable(text: str) -> tuple[str, tuple[Problem, ...]]:
    """The text with U+FFFD for each NUL and each half of a broken character, at unchanged offsets, and the problem if there was one."""
    text, count = UNKEEPABLE.subn("\ufffd", text)
    if not count:
        return text, ()
    return text, (Problem("characters-replaced", f"{count} broken characters (NUL or lone surrogates) were replaced by U+FFFD."),)


def read_all_bytes(stream: BinaryIO, where: str, *, limit: int = 4 * TEXT_LIMIT, what: str = TOO_LONG, remedy: str = SPLIT) -> bytes:
    """All bytes of the stream; raises InputError, without reading on, where there are more than ``limit``."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(what, where=where, remedy=remedy)
    return data


def _published(value: str | None) -> tuple[str | None, tuple[Problem, ...]]:
    if value is None:
        return None, ()
    try:
        return published_date(value), ()
    except ValueError:
        return None, (Problem("published-ignored", f"The publication date {value[:40]!r} is no ISO date (2024-12-08) and was left out."),)
