"""What the ledger looks at in a report: who publishes it, when, whose copy it is, and what else it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import yaml

from sayso.dates.days import date_range
from sayso.ledger.words import is_name, stem, tokens
from sayso.lexicon.folding import fold, without_article
from sayso.model import Report

__all__ = ["Article", "article_of", "family_of", "publisher_of"]

CREDIT = re.compile(r"\s*(?:,|/|;|\band\b)\s*")
NAME_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Article:
    """A report as the ledger knows it. ``published`` is the last day that its date means, as an ordinal; ``topic`` weighs its stems and names."""

    id: str
    outlet: str | None = None
    publisher: str | None = None
    published: int | None = None
    credits: tuple[str, ...] = ()
    text: str = ""
    topic: frozenset[str] = frozenset()


def article_of(report: Report) -> Article:
    """The report as the ledger knows it; its text may be empty, and then says nothing about its topic."""
    end = date_range(report.published and report.published[:10]).end
    return Article(
        id=report.id,
        outlet=report.outlet,
        publisher=publisher_of(report.outlet, report.url),
        published=date.fromisoformat(end).toordinal() if end else None,
        credits=tuple(family_of(name) for name in CREDIT.split(report.credit) if name) if report.credit else (),
        text=report.sha256[:16] if report.text else "",
        topic=frozenset(_topic(report.text)),
    )


def publisher_of(outlet: str | None, url: str | None = None) -> str | None:
    """The publisher: the family that the outlet belongs to, or the outlet as it is; the site where only an address is known."""
    if outlet and outlet.strip():
        return family_of(outlet)
    host = (urlsplit(url).hostname or "") if url else ""
    return family_of(host.removeprefix("www.")) if host else None


def family_of(name: str) -> str:
    """The publishing house or agency that a name belongs to; the name itself where none is known."""
    return _families().get(_key(name), name.strip())


def _key(name: str) -> str:
    return without_article(fold(name))


@cache
def _families() -> dict[str, str]:
    entries: list[dict[str, Any]] = yaml.safe_load((files("sayso.ledger") / "data" / "publishers.yaml").read_text("utf-8"))
    return {_key(name): entry["name"] for entry in entries for name in (entry["name"], *entry.get("outlets", ()))}


def _topic(text: str) -> Iterator[str]:
    """The stems of the words that carry the report's matter; names are marked, since they weigh more."""
    for word, starts in tokens(text):
        if is_name(word, starts=starts):
            yield "=" + fold(word)
        elif (found := stem(word)) is not None:
            yield found
