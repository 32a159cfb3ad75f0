"""Calendar arithmetic for EDTF values: days, months and spans of them, with the year left open where it is not known."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Anchor", "edtf_bounds", "edtf_day", "edtf_month", "edtf_range", "parse_day"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day against which relative words are resolved; None where the report's date is not known."""

    day: date | None

    def shifted(self, days: int) -> str | None:
        """The day ``days`` later as EDTF, or None without an anchor."""
        return (self.day + timedelta(days=days)).isoformat() if self.day else None

    def weekday(self, number: int, *, future: bool = False, weeks: int = 0) -> str | None:
        """The nearest such weekday (0 = Monday) at or before the anchor, or after it for the future."""
        if self.day is None:
            return None
        if future:
            ahead = (number - self.day.weekday()) % 7 or 7
            return (self.day + timedelta(days=ahead)).isoformat()
        back = (self.day.weekday() - number) % 7
        return (self.day - timedelta(days=back + 7 * weeks)).isoformat()

    def year_of(self, month: int, day: int | None, *, future: bool = False) -> str:
        """The year of the nearest such date at or before the anchor (after it for the future), or ``XXXX``.

        A date within the week after the anchor is that week's: reports are dated loosely, and announce things.
        """
        if self.day is None:
            return "XXXX"
        here = (self.day.month, self.day.day if day else 0)
        there = (month, day or 0)
        if future:
            return str(self.day.year + (there < here))
        soon = self.day + timedelta(days=7 if day else 0)
        return str(self.day.year - (there > here and there > (soon.month, soon.day) and soon.year == self.day.year))

    def month_back(self, months: int) -> str | None:
        """The month ``months`` before the anchor's."""
        if self.day is None:
            return None
        index = self.day.year * 12 + self.day.month - 1 - months
        return f"{index // 12:04d}-{index % 12 + 1:02d}"

    def days_back(self, days: int) -> str | None:
        """The range from ``days`` before the anchor to the anchor."""
        if self.day is None:
            return None
        return edtf_range((self.day - timedelta(days=days)).isoformat(), self.day.isoformat())

    def week(self, offset: int) -> str | None:
        """The calendar week ``offset`` weeks from the anchor's; this week ends with the anchor."""
        if self.day is None:
            return None
        monday = self.day - timedelta(days=self.day.weekday()) + timedelta(weeks=offset)
        last = self.day if offset == 0 else monday + timedelta(days=6)
        return edtf_range(monday.isoformat(), last.isoformat())

    def weekend(self, offset: int = 0) -> str | None:
        """The last Saturday and Sunday that began at or before the anchor, ``offset`` weeks later."""
        if self.day is None:
            return None
        saturday = self.day - timedelta(days=(self.day.weekday() - 5) % 7) + timedelta(weeks=offset)
        return edtf_range(saturday.isoformat(), (saturday + timedelta(days=1)).isoformat())


def edtf_day(year: str | int, month: int, day: int) -> str | None:
    """The EDTF day, or None where the calendar has no such day."""
    known = int(year) if str(year).isdigit() else 2000
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(known, month)[1]):
        return None
    return f"{str(year).zfill(4) if str(year).isdigit() else year}-{month:02d}-{day:02d}"


def edtf_month(year: str | int, month: int) -> str:
    """The EDTF month."""
    return f"{year}-{month:02d}"


def edtf_range(first: str, last: str) -> str:
    """The EDTF interval; one value where both ends are the same."""
    return first if first == last else f"{first}/{last}"


def parse_day(value: str | None) -> date | None:
    """The day of an ISO date or date-time, None where the value is missing, coarser or no date."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def edtf_bounds(value: str | None) -> tuple[str | None, str | None, str | None]:
    """First day, last day and precision (day, month, year, range, open) of an EDTF value.

    Days are None where the year or an end is not known. Accepts `XXXX-..` values, which the `edtf` package does not.
    """
    if not value:
        return None, None, None
    if "/" in value:
        first, _, last = value.partition("/")
        open_end = "" in {first.strip("."), last.strip(".")}
        return _first_day(first), _last_day(last), "open" if open_end else "range"
    plain = value.rstrip("~?%")
    precision = {0: "year", 1: "month", 2: "day"}[min(plain.count("-"), 2)]
    return _first_day(plain), _last_day(plain), precision


def _first_day(value: str) -> str | None:
    parts = value.rstrip("~?%").split("-")
    if not parts[0].isdigit():
        return None
    return "-".join([*parts, "01", "01"][:3])


def _last_day(value: str) -> str | None:
    parts = value.rstrip("~?%").split("-")
    if not parts[0].isdigit():
        return None
    month = int(parts[1]) if len(parts) > 1 else 12
    day = int(parts[2]) if len(parts) > 2 else calendar.monthrange(int(parts[0]), month)[1]
    return f"{parts[0]}-{month:02d}-{day:02d}"
