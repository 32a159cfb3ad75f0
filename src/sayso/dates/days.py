"""EDTF values as plain first and last days, for tables that know no uncertainty."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple

__all__ = ["DateRange", "date_range"]

DATE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?)?")


class DateRange(NamedTuple):
    """The first and the last day as ISO dates, null where they are open or the year is unknown, and how exactly they were told."""

    start: str | None
    end: str | None
    precision: Literal["day", "month", "year", "range"] | None


NOTHING = DateRange(None, None, None)


def date_range(edtf: str | None) -> DateRange:
    """The days that an EDTF value covers; all null where there is no value or it is none that is known here.

    ``2024-12`` runs from its first to its last day, ``2024-12-01/..`` has no end, ``~``, ``?`` and ``%`` are left out, an ``X`` widens to
    the next larger unit, and without its year (``XXXX-12-07``) a date keeps only its precision.
    """
    value = (edtf or "").strip()
    if "/" not in value:
        return _single(value)
    first, _, last = value.partition("/")
    start, end = _single(first), _single(last)
    if start is NOTHING and end is NOTHING:
        return NOTHING
    return DateRange(start.start, end.end, "range")


def _single(value: str) -> DateRange:
    found = DATE.fullmatch(re.sub(r"[~?%]", "", value).partition("T")[0])
    if not found:
        return NOTHING
    year, month, day = (_number(found[key]) for key in ("year", "month", "day"))
    try:
        return _days(year, month if month and month <= 12 else None, day)
    except ValueError:
        return NOTHING


def _days(year: int | None, month: int | None, day: int | None) -> DateRange:
    """The days of a year, month or day; a season, or a month that is not known, counts as its year."""
    if month is None:
        return _iso(year, 1, 1, 12, 31, "year")
    if day is None:
        return _iso(year, month, 1, month, monthrange(year or 2000, month)[1], "month")
    return _iso(year, month, day, month, day, "day")


def _iso(year: int | None, month: int, day: int, last_month: int, last_day: int, precision: Literal["day", "month", "year"]) -> DateRange:
    start, end = date(year or 2000, month, day), date(year or 2000, last_month, last_day)
    return DateRange(start.isoformat(), end.isoformat(), precision) if year else DateRange(None, None, precision)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits and digits.isdigit() else None
