"""Keys under which claims are looked up that may tell of one event, so that few pairs need to be compared.

A claim has a key for each place, name, number and word that it could share with another, bound to the days that it may speak of. Two
claims are compared where they share a key; the keys of a claim depend on nothing but the claim and its report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayso.ledger.features import Features
from sayso.ledger.kinship import family_of_type

__all__ = ["keys_of"]

BUCKET = 4
LONGEST = 12
FEWEST = 4
ANY = "?"
WORD = "as"
UNDATED = "X"


def keys_of(account: Features) -> frozenset[str]:
    """The keys under which the account is looked up."""
    marks = tuple(_marks(account))
    families = {family_of_type(event) if event else ANY for event, _ in account.kinds}
    return frozenset(f"{family}|{mark}|{bucket}" for bucket in _buckets(account) for family, mark in _under(families, marks))


def _under(families: Iterable[str], marks: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is looked up: words and names within their family of types, and the word that names the event whatever its type."""
    for mark in marks:
        if mark.startswith(WORD):
            yield ANY, mark
        else:
            yield from ((family, mark) for family in families)


def _marks(claim: Features) -> Iterator[str]:
    """What another claim of the same event is likely to share."""
    for spot in claim.spots:
        if spot.precision != "country":
            yield f"at {spot.name}"
            if spot.lat is not None and spot.lon is not None and spot.precision != "region":
                yield from _cells(spot.lat, spot.lon)
    for party in (*claim.actors, *claim.recipients):
        if party.named:
            yield f"who {party.name}"
        elif party.country:
            yield f"who {party.kind} {party.country}"
    for what, low, _ in claim.counts:
        if low is not None and low >= FEWEST:
            yield f"{what} {low}"
    undated = claim.article.published is None
    if undated or all(spot.precision == "country" for spot in claim.spots):
        countries = sorted({spot.country or "" for spot in claim.spots} or {""})
        yield from (f"{WORD} {trigger} {country}" for trigger in claim.triggers for country in countries)
    untyped = any(not event for event, _ in claim.kinds)
    if untyped or undated:
        yield from (f"{WORD} {trigger} {name}" for trigger in claim.triggers for name in claim.names)
    if untyped:
        yield from (f"{WORD} {kind} {name}" for kind in claim.senses for name in claim.names)
    yield from (f"by {voice} {event}" for voice in claim.voices for event, _ in claim.kinds)


def _cells(lat: float, lon: float) -> Iterator[str]:
    """The quarter-degree cells that the neighbourhood of a point touches."""
    near = 0.06
    for y in {int((lat - near) // 0.25), int((lat + near) // 0.25)}:
        for x in {int((lon - near) // 0.25), int((lon + near) // 0.25)}:
            yield f"cell {y} {x}"


def _buckets(claim: Features) -> Iterator[str]:
    """The runs of days that the event may lie in; a long span is looked up by its two ends. Reports without a date are looked up among themselves."""
    if claim.days is None or claim.article.published is None:
        yield UNDATED
    if claim.days is not None:
        first, last = claim.days.first - 1, claim.days.last + 1
        spans = [(first, last)] if last - first <= LONGEST else [(first, first + 2), (last - 2, last)]
        yield from sorted({str(day // BUCKET) for start, end in spans for day in range(start, end + 1)})
