"""What the claims of a happening say of each of its slots, and whether two values contradict each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sayso.ledger.features import WITHOUT_YEAR, days_of, spot_of
from sayso.ledger.tables import terms
from sayso.ledger.telling import Telling
from sayso.ledger.words import stems
from sayso.lexicon.folding import fold, plain_name
from sayso.model import Claim, Participant, Place
from sayso.model import Count as Number

__all__ = [
    "Told",
    "blamed",
    "contradict",
    "day_told",
    "has_own_name",
    "is_another",
    "main_place",
    "may_be_at_once",
    "may_be_one_place",
    "names_told",
    "number_label",
    "numbers_told",
    "place_key",
    "surely_at_once",
]

PRECISION = {"exact": 0, "near": 1, "district": 2, "region": 3, "country": 4, None: 5}
ROUGHLY = 0.9
FEW_DAYS = 3
LONGEST_NAME = 6
TOWN = frozenset({"exact", "near", "district"})
FORCES = frozenset({"state", "government", "military", "police", "armed-group"})


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


def may_be_one_place(a: Place, b: Place) -> bool:
    """Whether the two may be one place: the same, or a country or a region and a place in it."""
    if place_key(a) == place_key(b):
        return True
    if a.country and b.country and a.country != b.country:
        return False
    widest = max((a, b), key=lambda place: PRECISION[place.precision] if place.precision else -1).precision
    return widest == "country" or widest == "region" and (a.admin1 == b.admin1 or not a.admin1 or not b.admin1)


def may_be_at_once(a: Telling, b: Telling) -> bool:
    """Whether two claims may speak of one day and one place: what is not told may be anything."""
    first, second = _span(a), _span(b)
    if first is not None and second is not None and max(first[0], second[0]) > min(first[1], second[1]):
        return False
    return a.claim.place is None or b.claim.place is None or may_be_one_place(a.claim.place, b.claim.place) or _is_unlocated(a.claim.place, b.claim.place)


def surely_at_once(a: Telling, b: Telling) -> bool:
    """Whether two claims speak of one day or of one town by their own words, and of no other; in one report it is enough that they may."""
    if not may_be_at_once(a, b):
        return False
    if a.article.id == b.article.id:
        return True
    first, second = _span(a), _span(b)
    short = first is not None and second is not None and max(first[1] - first[0], second[1] - second[0]) < FEW_DAYS
    x, y = a.claim.place, b.claim.place
    return short or x is not None and y is not None and place_key(x) == place_key(y) and x.precision in TOWN


def _is_unlocated(a: Place, b: Place) -> bool:
    return a.lat is None or b.lat is None


def names_told(groups: Iterable[Sequence[Participant]]) -> tuple[str, ...]:
    """The names, those told most often first; a name that is written with and without a capital or an article is one."""
    often: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in groups:
        for participant in group:
            key = plain_name(participant.name) or participant.name
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
    """Whether the two numbers cannot both be right: they count the same people, and no number lies within both.

    An order of magnitude ("dozens") contradicts nothing, nor does a single person beside a number; "around 40" may be 41.
    """
    if not _count_the_same(a, b) or _is_no_toll(a) or _is_no_toll(b):
        return False
    low = max(_give(number) * (number.low or 0) for number in (a, b))
    high = min((number.high / _give(number) for number in (a, b) if number.high is not None), default=None)
    return high is not None and low > high


def _is_no_toll(number: Number) -> bool:
    """Whether it is an order of magnitude, or one person."""
    return number.low == number.high == 1 or not terms("vague_numbers").isdisjoint(number.text.lower().split())


def _give(number: Number) -> float:
    """By what a number may be smaller or larger than it is told."""
    return ROUGHLY if not terms("roughly").isdisjoint(number.text.lower().split()[:2]) else 1.0


def is_another(a: Number, b: Number) -> bool:
    """Whether the two numbers count the same people and are not the same number."""
    return _count_the_same(a, b) and (a.low, a.high) != (b.low, b.high)


def _count_the_same(a: Number, b: Number) -> bool:
    return a.what == b.what and a.kind == b.kind and _same_people(a.who or "", b.who or "")


def _same_people(a: str, b: str) -> bool:
    """Whether two descriptions may be of the same people: "people" are anybody, "soldiers" are no "civilians", "Russian soldiers" are no "Syrian soldiers"."""
    first, second = stems(a) - _everybody(), stems(b) - _everybody()
    if not first and not second:
        return True
    named, other = _names(a), _names(b)
    return bool(first & second) and not (named and other and named.isdisjoint(other))


@cache
def _everybody() -> frozenset[str]:
    return stems(" ".join(sorted(terms("everybody"))))


def _names(who: str) -> frozenset[str]:
    return frozenset(fold(word) for word in who.split() if word[:1].isupper())


def has_own_name(name: str) -> bool:
    """Whether it is called by a name: "Syrian rebels" are any rebels, the "Southern Front" and "Ahrar al-Sham" are one body each."""
    return any(letter.isupper() for letter in name.rpartition(" ")[2])


def blamed(claim: Claim) -> frozenset[tuple[str, str, str | None]]:
    """Who is said to have done it, by name, kind and country; nobody where it is only "gunmen" or the like, or those who suffer it."""
    told = (actor for actor in claim.actors if (actor.country or has_own_name(actor.name)) and len(actor.name.split()) <= LONGEST_NAME)
    suffering = [fold(text) for text in (*(who.name for who in claim.recipients), *(count.who or "" for count in claim.counts))]
    doing = (actor for actor in told if not any(fold(actor.name) in text for text in suffering))
    named = (actor for actor in doing if not set(fold(actor.name).split()) <= terms("nobody_named"))
    return frozenset((plain_name(actor.name), actor.kind, actor.country) for actor in named if actor.kind in FORCES)
