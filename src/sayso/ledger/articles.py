"""What the ledger looks at in a report: who publishes it, when, whose copy it is, and what else it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sayso.dates.days import date_range
from sayso.ledger.tables import table
from sayso.ledger.words import is_name, stem, tokens
from sayso.lexicon.folding import fold, plain_name
from sayso.model import Report

__all__ = ["Article", "article_of", "family_of", "publisher_of", "side_of_house"]

CREDIT = re.compile(r"\s*(?:,|/|;|\band\b)\s*")
BRACKETS = re.compile(r"^\s*[(\[](.*)[)\]]\s*$")
SITE = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}")


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
        credits=tuple(family_of(name) for name in CREDIT.split(report.credit or "") if fold(name)),
        text=report.sha256[:16] if report.text else "",
        topic=frozenset(_topic(report.text)),
    )


def publisher_of(outlet: str | None, url: str | None = None) -> str | None:
    """The publisher: the family that the outlet belongs to, or the outlet as it is; the site where only an address is known."""
    if outlet and outlet.strip():
        return family_of(outlet)
    host = _host(url) if url else ""
    return family_of(host) if host else None


def _host(url: str) -> str:
    """The site of an address; empty where it has none."""
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def family_of(name: str) -> str:
    """The publishing house or agency that a name or a site belongs to; the name itself, a site without its "www.", where none is known."""
    plain = BRACKETS.sub(r"\1", name).strip()
    if not SITE.fullmatch(plain):
        return _families().get(_key(plain), plain)
    site = plain.lower().removeprefix("www.")
    parts = site.split(".")
    return next((house for n in range(len(parts) - 1) if (house := _families().get(_key(".".join(parts[n:]))))), site)


def side_of_house(name: str | None) -> str | None:
    """The party of a conflict that owns the publishing house; null for all others."""
    return _sides().get(name) if name else None


def _key(name: str) -> str:
    return plain_name(name)


@cache
def _houses() -> list[dict[str, Any]]:
    houses: list[dict[str, Any]] = table("publishers")
    return houses


@cache
def _families() -> dict[str, str]:
    return {_key(name): house["name"] for house in _houses() for name in (house["name"], *house.get("outlets", ()))}


@cache
def _sides() -> dict[str, str]:
    return {house["name"]: house["side"] for house in _houses() if "side" in house}


def _topic(text: str) -> Iterator[str]:
    """The stems of the words that carry the report's matter; names are marked, since they weigh more."""
    for word, starts in tokens(text):
        if is_name(word, starts=starts):
            yield "=" + fold(word)
        elif (found := stem(word)) is not None:
            yield found
