"""What the claims of a happening say of each of its slots, and whether two values contradict each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sayso.ledger.features import WITHOUT_YEAR, days_of, spot_of
from sayso.ledger.telling import Telling
from sayso.ledger.words import stems
from sayso.lexicon.folding import fold, without_article
from sayso.model import Claim, Participant, Place
from sayso.model import Count as Number

__all__ = ["Told", "blamed", "contradict", "day_told", "main_place", "names_told", "number_label", "numbers_told", "place_key"]

PRECISION = {"exact": 0, "near": 1, "district": 2, "region": 3, "country": 4, None: 5}
NOBODY_NAMED = frozenset(
    "gunmen attackers assailants fighters militants insurgents unknown unidentified terrorists terrorist group groups forces troops".split()
)
FORCES = frozenset({"state", "government", "military", "police", "armed-group"})
EVERYBODY = frozenset("people person civilian casualti man men woman women child children resid victim other total number life live dead member".split())


class Told(NamedTuple):
    """A value of a slot as some claim tells it."""

    value: str
    telling: Telling


def main_place(claims: Iterable[Claim]) -> Place | None:
    """The place that most claims name, the most exact one of those that are named as often; countries count only where nothing else is told."""
    places = [place for claim in claims for place in (claim.place, *claim.more_places) if place is not None]
    fine = [place for place in places if place.precision != "country"] or places
    often = Counter(place_key(place) for place in fine)
    return min(fine, key=lambda place: (-often[place_key(place)], PRECISION[place.precision], place.name, place.start), default=None)


def place_key(place: Place) -> str:
    """What two mentions of one place share."""
    spot = spot_of(place)
    return f"#{spot.ident}" if spot.ident is not None else spot.name


def names_told(groups: Iterable[Sequence[Participant]]) -> tuple[str, ...]:
    """The names, those told most often first; a name that is written with and without a capital or an article is one."""
    often: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in groups:
        for participant in group:
            key = without_article(fold(participant.name)) or participant.name
            often[key] += 1
            written[key][participant.name] += 1
    return tuple(min(written[key], key=lambda name: (-written[key][name], name)) for key in sorted(often, key=lambda key: (-often[key], key)))


def day_told(tellings: Sequence[Telling]) -> tuple[str | None, str | None]:
    """The first and the last day as most claims tell them, the narrowest of those told as often.

    Where no claim tells it the first is null, and the last is the day by which it had been reported; what is only foreseen has none.
    """
    spans = Counter(span for telling in tellings if (span := _span(telling)) is not None)
    if spans:
        first, last = min(spans, key=lambda span: (-spans[span], span[1] - span[0], span))
        return date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()
    published = [telling.article.published for telling in tellings if telling.article.published is not None and telling.claim.status != "prospective"]
    return None, date.fromordinal(min(published)).isoformat() if published else None


def _span(telling: Telling) -> tuple[int, int] | None:
    edtf = telling.claim.time.edtf if telling.claim.time else None
    if not edtf or edtf.startswith(WITHOUT_YEAR) and telling.article.published is None:
        return None
    days = days_of(edtf, telling.article.published)
    return (days.first, days.last) if days else None


def numbers_told(tellings: Iterable[Telling], what: str) -> list[tuple[Number, Telling]]:
    """The numbers of this kind with the claims that tell them, in the order of publication; parts of a number and older ones are left out."""
    ordered = sorted(tellings, key=lambda telling: telling.order)
    return [(count, telling) for telling in ordered for count in telling.claim.counts if count.what == what and count.kind in {"new", "total"}]


def number_label(count: Number) -> str:
    """The number for people: "12", "at least 30", "up to 20", "10 to 15"."""
    low, high = count.low, count.high
    if low is not None and low == high:
        return f"{low:,}"
    if low is not None and high is not None:
        return f"{low:,} to {high:,}"
    return f"at least {low:,}" if low is not None else f"up to {high:,}" if high is not None else "an unknown number"


def contradict(a: Number, b: Number) -> bool:
    """Whether the two numbers cannot both be right: they count the same people, and no number lies within both."""
    if a.what != b.what or a.kind != b.kind or not _same_people(a.who, b.who):
        return False
    low, high = max(a.low or 0, b.low or 0), min((n for n in (a.high, b.high) if n is not None), default=None)
    return high is not None and low > high


def _same_people(a: str | None, b: str | None) -> bool:
    """Whether two descriptions may be of the same people: "people" are anybody, "soldiers" are no "civilians"."""
    first, second = stems(a or ""), stems(b or "")
    if not first - EVERYBODY and not second - EVERYBODY:
        return True
    return bool(first & second)


def blamed(claim: Claim) -> frozenset[tuple[str, str, str | None]]:
    """Who is said to have done it, by name, kind and country; nobody where it is only "gunmen" or the like."""
    named = (actor for actor in claim.actors if not set(fold(actor.name).split()) <= NOBODY_NAMED)
    return frozenset((without_article(fold(actor.name)), actor.kind, actor.country) for actor in named if actor.kind in FORCES)
