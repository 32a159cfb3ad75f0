"""What every reader hands on: reports that are checked, and failures that say where and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from sayso.errors import InputError
from sayso.model import Problem, Report

__all__ = ["TEXT_LIMIT", "Failure", "Found", "Reader", "build_report", "published_date", "read_all_bytes", "replace_surrogates"]

TEXT_LIMIT = 6_000_000
"""The longest text, in characters, that is read as one report; about a million words, and room for 5 MiB on one line."""

TOO_LONG = f"is longer than the {TEXT_LIMIT:,} characters that one report may have."
SPLIT = "Split it into one file, or one JSON line, for each report."
NOT_TEXT = " \t\r\n\f\v\ufeff\u200b\u00a0\x00"
SURROGATE = re.compile("[\ud800-\udfff]")
ISO_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Found:
    """A report, and the file (or ``standard input``) that it was found in."""

    where: str
    report: Report


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or one document of it, that could not be read as a report."""

    where: str
    error: InputError


Reader = Callable[[BinaryIO, str], Iterator[Report | Failure]]
"""Yields the reports of a stream and a failure for each broken document; raises InputError where the whole stream is of no use."""


def build_report(
    text: str,
    *,
    where: str,
    identifier: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
    problems: tuple[Problem, ...] = (),
) -> Report:
    """A report of the unchanged text; a ``published`` that is no date is left out and told as a problem.

    Raises InputError where the text is empty or longer than ``TEXT_LIMIT``.
    """
    if len(text) > TEXT_LIMIT:
        raise InputError(TOO_LONG, where=where, remedy=SPLIT)
    if not text.strip(NOT_TEXT):
        raise InputError("holds no text.", where=where, remedy="Check that it was saved completely.")
    text, replaced = replace_surrogates(text)
    day, ignored = _published(published)
    return Report(
        text=text,
        id=identifier or "",
        outlet=outlet,
        title=title,
        url=url,
        published=day,
        problems=(*problems, *replaced, *ignored),
    )


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


def replace_surrogates(text: str) -> tuple[str, tuple[Problem, ...]]:
    """The text with U+FFFD for each half of a broken character, at unchanged offsets, and the problem if there was one."""
    text, count = SURROGATE.subn("\ufffd", text)
    if not count:
        return text, ()
    return text, (Problem("surrogates-replaced", f"{count} broken characters (lone surrogates) were replaced by U+FFFD."),)


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
