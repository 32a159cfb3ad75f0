"""What each voice and each outlet calls each actor: one group may be "rebels" here and "terrorists" there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sayso.model import Claim, Kind, Participant, Reading

__all__ = ["Calling", "NameRow", "callings_in", "names_in"]

_LEADING = re.compile(r"^(?:the|a|an|some|several|many|dozens of|hundreds of|at least|more than|around|about|[\d,.]+)\s+", re.IGNORECASE)
PRONOUNS = frozenset({"they", "their", "them", "his", "her", "she", "its", "who", "that", "our"})


class Calling(NamedTuple):
    """What a claim calls somebody, less articles and numbers, and who calls him so: the innermost voice, or the outlet in its own words."""

    who: Participant
    called: str
    speaker: str
    own_word: bool


@dataclass(slots=True)
class NameRow:
    """A name that somebody uses for an actor; ``speaker`` is the innermost voice, or the outlet where the report itself speaks.

    The example is the first place where it stands: report id, and character offsets into its text.
    """

    actor: str
    kind: Kind
    country: str | None
    called: str
    speaker: str
    own_word: bool
    count: int
    example_report: str
    example_start: int
    example_end: int
    example: str


def names_in(readings: Iterable[Reading]) -> list[NameRow]:
    """The names that actors are called by, grouped by country, kind and actor, the commonest first."""
    rows: dict[tuple[str, str, str], NameRow] = {}
    for reading in readings:
        for claim in reading.claims:
            for calling in callings_in(claim, reading.report.outlet or reading.report.id):
                _count(rows, reading, claim, calling)
    return sorted(rows.values(), key=lambda r: (r.country or "~", r.kind, r.actor, -r.count, r.speaker, r.called))


def callings_in(claim: Claim, outlet: str) -> Iterator[Calling]:
    """Yields what the claim calls each of its actors and recipients; pronouns are no names."""
    own = not claim.voices
    for who in (*claim.actors, *claim.recipients):
        called = _plain(who.text)
        if len(called) >= 3 and called.casefold() not in PRONOUNS:
            yield Calling(who, called, outlet if own else claim.voices[-1].name, own)


def _count(rows: dict[tuple[str, str, str], NameRow], reading: Reading, claim: Claim, calling: Calling) -> None:
    who, called, speaker, own = calling
    key = (who.name, called.casefold(), speaker)
    row = rows.get(key)
    if row is None:
        text = claim.evidence.text
        rows[key] = NameRow(who.name, who.kind, who.country, called, speaker, own, 1, reading.report.id, who.start, who.end, text)
    else:
        row.count += 1


def _plain(text: str) -> str:
    previous = None
    while previous != text:
        previous, text = text, _LEADING.sub("", text)
    return " ".join(text.split())
