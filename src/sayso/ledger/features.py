"""What a claim is compared by, worked out once from the claim and the report that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sayso.dates.days import date_range
from sayso.ledger.articles import Article
from sayso.ledger.words import kinds_of_word, names_in, stems, trigger_stems
from sayso.lexicon.folding import fold, plain_name
from sayso.model import Claim, Participant, Place, Voice

__all__ = ["Days", "Features", "Party", "Spot", "days_of", "features_of", "merged", "party_of", "spot_of"]

OPEN_END = timedelta(days=3).days
LOOK_BACK = 3
WITHOUT_YEAR = "XXXX-"
POINTING = re.compile(r"\b(?:the|this|that|these|those|such)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of an event as ordinals; ``told`` where the claim itself dates it, else inferred from the publication."""

    first: int
    last: int
    told: bool

    @property
    def length(self) -> int:
        """How many days it may be."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it is compared: its folded name, and where and how large it is."""

    name: str
    lat: float | None
    lon: float | None
    radius: float
    precision: str | None
    country: str | None
    admin1: str | None
    ident: int | None


@dataclass(frozen=True, slots=True)
class Party:
    """A participant as it is compared; ``named`` where it has a name of its own."""

    name: str
    kind: str
    country: str | None
    named: bool
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared: one claim, or all claims of one report that tell of one event, their slots brought together (`merged`).

    ``id`` is that of the first claim, ``claims`` are all of them; ``at`` and ``sentence`` are the spans of the first one's trigger and evidence.
    """

    id: str
    claims: tuple[str, ...]
    article: Article
    kinds: frozenset[tuple[str, str | None]]
    days: Days | None
    yearless: str | None
    spots: tuple[Spot, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    counts: tuple[tuple[str, int | None, int | None], ...]
    triggers: frozenset[str]
    at: tuple[int, int]
    sentence: tuple[int, int]
    wording: frozenset[str]
    names: frozenset[str]
    voices: frozenset[str]
    senses: frozenset[int] = frozenset()
    foreseen: frozenset[bool] = frozenset()
    pointing: bool = False
    totals: frozenset[str] = frozenset()
    bare: bool = False


def features_of(claim: Claim, article: Article) -> Features:
    """What the claim is compared by."""
    edtf = claim.time.edtf if claim.time else None
    trigger = trigger_stems(claim.trigger.text)
    return Features(
        id=claim.id,
        claims=(claim.id,),
        article=article,
        kinds=frozenset({(claim.event, claim.mode)}),
        days=days_of(edtf, article.published),
        yearless=edtf.partition("/")[0].removeprefix(WITHOUT_YEAR) if edtf and edtf.startswith(WITHOUT_YEAR) else None,
        spots=tuple(spot_of(place) for place in (claim.place, *claim.more_places) if place is not None),
        actors=tuple(party_of(actor) for actor in claim.actors),
        recipients=tuple(party_of(recipient) for recipient in claim.recipients),
        counts=tuple((count.what, count.low, count.high) for count in claim.counts if count.kind != "previous"),
        triggers=frozenset(filter(None, (trigger,))),
        at=(claim.trigger.start, claim.trigger.end),
        sentence=(claim.evidence.start, claim.evidence.end),
        wording=stems(claim.evidence.text),
        names=names_in(claim.evidence.text),
        voices=frozenset(_named_voice(claim.voices)),
        senses=frozenset().union(*map(kinds_of_word, trigger.split())),
        foreseen=frozenset({claim.status == "prospective"}),
        pointing=_points_back(claim),
        totals=frozenset(count.what for count in claim.counts if count.kind == "total"),
        bare=claim.place is None and claim.time is None and not any(_has_name(who) for who in (*claim.actors, *claim.recipients)),
    )


def _has_name(participant: Participant) -> bool:
    return any(letter.isupper() for letter in participant.name)


def _points_back(claim: Claim) -> bool:
    """Whether it takes up what was told before: "the attack", or a toll that has risen or is put anew."""
    before = claim.evidence.text[: max(0, claim.trigger.start - claim.evidence.start)]
    return POINTING.search(before) is not None or any(count.kind == "total" for count in claim.counts)


def merged(parts: Sequence[Features]) -> Features:
    """What some claims of one report are compared by together: all that each of them tells."""
    parts = sorted(parts, key=lambda part: (part.at, part.id))
    first = parts[0]
    if len(parts) == 1:
        return first
    return replace(
        first,
        claims=tuple(claim for part in parts for claim in part.claims),
        kinds=frozenset().union(*(part.kinds for part in parts)),
        days=_narrowest([part.days for part in parts if part.days is not None]),
        yearless=next((part.yearless for part in parts if part.yearless), None),
        spots=tuple(dict.fromkeys(spot for part in parts for spot in part.spots)),
        actors=tuple(dict.fromkeys(actor for part in parts for actor in part.actors)),
        recipients=tuple(dict.fromkeys(recipient for part in parts for recipient in part.recipients)),
        counts=tuple(dict.fromkeys(count for part in parts for count in part.counts)),
        totals=frozenset().union(*(part.totals for part in parts)),
        triggers=frozenset().union(*(part.triggers for part in parts)),
        wording=frozenset().union(*(part.wording for part in parts)),
        names=frozenset().union(*(part.names for part in parts)),
        voices=frozenset().union(*(part.voices for part in parts)),
        senses=frozenset().union(*(part.senses for part in parts)),
        foreseen=frozenset().union(*(part.foreseen for part in parts)),
    )


def _narrowest(days: Sequence[Days]) -> Days | None:
    """The shortest span of days that is told, the earliest of several; what is only inferred counts where nothing is told."""
    return min(days, key=lambda span: (not span.told, span.length, span.first), default=None)


def days_of(edtf: str | None, published: int | None) -> Days | None:
    """The days that an event may have been on: those told, else the last few up to the publication; null where neither is known.

    A date without its year is that of the publication, or of the year before where it would be far ahead of it.
    """
    if edtf and edtf.startswith(WITHOUT_YEAR) and published is not None:
        edtf = _with_year(edtf, date.fromordinal(published))
    found = date_range(edtf)
    first = date.fromisoformat(found.start).toordinal() if found.start else None
    last = date.fromisoformat(found.end).toordinal() if found.end else None
    if first is None and last is None:
        return Days(published - LOOK_BACK, published, told=False) if published is not None and not edtf else None
    if last is None and first is not None:
        last = max(first, published if published is not None else first + OPEN_END)
    if first is None and last is not None:
        first = last - OPEN_END
    assert first is not None and last is not None
    return Days(min(first, last), max(first, last), told=True)


def _with_year(edtf: str, published: date) -> str:
    here = edtf.replace("XXXX", str(published.year))
    start = date_range(here).start
    if start is not None and date.fromisoformat(start) > published + timedelta(days=31):
        return edtf.replace("XXXX", str(published.year - 1))
    return here


def spot_of(place: Place) -> Spot:
    """The place as it is compared."""
    radius = place.radius_km if place.radius_km is not None else 5.0
    if place.relation is not None:
        radius = max(radius, 15.0)
    return Spot(fold(place.name), place.lat, place.lon, radius, place.precision, place.country, place.admin1, place.geonames_id)


def party_of(participant: Participant) -> Party:
    """The participant as it is compared."""
    return Party(plain_name(participant.name), participant.kind, participant.country, _has_name(participant), stems(participant.name))


def _named_voice(voices: tuple[Voice, ...]) -> Iterator[str]:
    """The innermost voice, where it has a name."""
    last = voices[-1] if voices else None
    if last and not last.anonymous and any(letter.isupper() for letter in last.name):
        yield plain_name(last.name)
