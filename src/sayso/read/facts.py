"""What is known about a document from outside of it, put beside what it says itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from sayso.model import Problem, Report
from sayso.read.document import Facts, published_date

__all__ = ["encoding_in", "feed_date", "with_facts"]

FILLED = frozenset(["outlet", "title", "url", "published", "byline", "credit", "fetched", "language"])
ALWAYS = "fetched"
UNKNOWN_LANGUAGE = "en"
"""The language of a report that says nothing of it: English is what is not marked as something else."""


def with_facts(report: Report, facts: Facts) -> Report:
    """The report with what is known from outside: the user's word stands above the document's, all others' only fills what is missing.

    ``fetched`` is known to nobody but who fetched it. A date that is none is left out and told as a problem.
    """
    for name, value, source in sorted(facts, key=lambda fact: fact[2] == "user"):
        if name in FILLED and value and (source == "user" or name == ALWAYS or _is_missing(report, name)):
            report = _with_fact(report, name, value, source)
    return report


def encoding_in(facts: Facts) -> str | None:
    """The encoding that a server names for the document; null where none does."""
    return next((value for name, value, _ in facts if name == "encoding"), None)


def feed_date(value: str) -> str:
    """The day of an ISO date or of an RFC 822 date ("Sun, 08 Dec 2024 10:00:00 +0300"), as written. Raises ValueError for anything else."""
    try:
        return published_date(value)
    except ValueError:
        return parsedate_to_datetime(value).date().isoformat()


def _is_missing(report: Report, name: str) -> bool:
    value = getattr(report, name)
    return not value or name == "language" and value == UNKNOWN_LANGUAGE


def _with_fact(report: Report, name: str, value: str, source: str) -> Report:
    try:
        value = _checked(name, value)
    except (ValueError, TypeError, IndexError, OverflowError):
        what = f"The date {value[:40]!r} that the {source} gives as `{name}` is no date and was left out."
        return replace(report, problems=(*report.problems, Problem(f"{name}-ignored", what)))
    origins = {**dict(report.provenance), name: source} if name != "language" or source == "user" else dict(report.provenance)
    changes: dict[str, Any] = {name: value, "provenance": tuple(origins.items())}
    return replace(report, **changes)


def _checked(name: str, value: str) -> str:
    if name == "published":
        return feed_date(value)
    if name == "fetched":
        datetime.fromisoformat(value)
    return value
