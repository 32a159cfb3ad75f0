"""What each voice and each outlet calls each actor: one group may be "rebels" here and "terrorists" there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.model import Claim, Kind, Participant, Reading

__all__ = ["NameRow", "names_in"]

_LEADING = re.compile(r"^(?:the|a|an|some|several|many|dozens of|hundreds of|at least|more than|around|about|[\d,.]+)\s+", re.IGNORECASE)


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
            for who in (*claim.actors, *claim.recipients):
                _count(rows, reading, claim, who)
    return sorted(rows.values(), key=lambda r: (r.country or "~", r.kind, r.actor, -r.count, r.speaker, r.called))


def _count(rows: dict[tuple[str, str, str], NameRow], reading: Reading, claim: Claim, who: Participant) -> None:
    called = _plain(who.text)
    if not called or len(called) < 3 or called.casefold() in {"they", "their", "them", "his", "her", "she", "its", "who", "that", "our"}:
        return
    own = not claim.voices
    speaker = (reading.report.outlet or reading.report.id) if own else claim.voices[-1].name
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
