"""Claims in words: the short forms that the tables, the notebook view and the CSV share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

from sayso.model import Claim, Count, Participant, Place, Reading, Time, Voice

__all__ = [
    "Excerpt",
    "count_label",
    "event_label",
    "excerpt",
    "many",
    "names",
    "one_line",
    "place_label",
    "reading_facts",
    "reading_title",
    "slots",
    "time_label",
    "voice_chain",
    "voice_label",
]

UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u061c\ufeff\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]+")
ROLES = {"origin": "from", "destination": "to"}


class Excerpt(NamedTuple):
    """The sentence of a claim in three pieces, so that the trigger can be marked."""

    before: str
    trigger: str
    after: str


def one_line(text: str) -> str:
    """The text on one line: line ends, control and direction characters become spaces."""
    return UNPRINTABLE.sub(" ", text).strip()


def event_label(claim: Claim) -> str:
    """The event and its mode, ``ASSAULT/aerial``."""
    return f"{claim.event}/{claim.mode}" if claim.mode else claim.event


def names(participants: Iterable[Participant]) -> str:
    """The names, ``; `` between them."""
    return "; ".join(one_line(participant.name) for participant in participants)


def voice_label(voice: Voice) -> str:
    """The voice's name, marked where it is anonymous."""
    return one_line(voice.name) + (" (anonymous)" if voice.anonymous else "")


def voice_chain(voices: Iterable[Voice], label: Callable[[Voice], str] = voice_label, *, beside: str = " & ") -> str:
    """The chain from the outermost voice inwards, ``Reuters > Hassan Abdul-Ghani``; voices side by side are joined by ``beside``."""
    levels = groupby(voices, key=lambda voice: voice.depth)
    return " > ".join(beside.join(label(voice) for voice in level) for _, level in levels)


def place_label(place: Place) -> str:
    """The place with what it is to the event and its country: ``from Homs, SYR``, ``north of Aleppo, SYR``."""
    relation = place.relation.replace("-", " ") if place.relation else ""
    words = [ROLES.get(place.role or "", ""), relation, one_line(place.name)]
    return " ".join(word for word in words if word) + (f", {place.country}" if place.country else "")


def time_label(time: Time) -> str:
    """The EDTF value, else the words as written."""
    return time.edtf or f"“{one_line(time.text)}”"


def count_label(count: Count) -> str:
    """The number and what it counts: ``30+ killed``, ``10–15 wounded (total)``."""
    kind = "" if count.kind == "new" else f" ({count.kind})"
    return f"{_bounds(count.low, count.high)} {count.what}{kind}"


def slots(claim: Claim) -> dict[str, str]:
    """What fills the claim's slots, by the question that each answers; empty slots are left out."""
    places = [claim.place, *claim.more_places] if claim.place else claim.more_places
    words = {
        "who": names(claim.actors),
        "whom": names(claim.recipients),
        "where": "; ".join(place_label(place) for place in places if place),
        "when": time_label(claim.time) if claim.time else "",
        "counts": "; ".join(count_label(count) for count in claim.counts),
    }
    return {question: answer for question, answer in words.items() if answer}


def excerpt(claim: Claim, *, room: int = 240) -> Excerpt:
    """The sentence of the claim, at most ``room`` characters on either side of the trigger."""
    evidence, trigger = claim.evidence, claim.trigger
    cut, stop = trigger.start - evidence.start, trigger.end - evidence.start
    if cut < 0 or stop > len(evidence.text):
        return Excerpt(one_line(evidence.text[: 2 * room]), "", "")
    before, after = evidence.text[max(0, cut - room) : cut], evidence.text[stop : stop + room]
    start = ("…" if cut > room else "") + UNPRINTABLE.sub(" ", before).lstrip()
    end = UNPRINTABLE.sub(" ", after).rstrip() + ("…" if stop + room < len(evidence.text) else "")
    return Excerpt(start, one_line(evidence.text[cut:stop]), end)


def reading_title(reading: Reading, source: str = "") -> str:
    """What a person knows the report by: its title, else the file it came from, else its id."""
    return one_line(reading.report.title or source or reading.report.id)


def reading_facts(reading: Reading, source: str = "") -> list[str]:
    """What else heads a reading: outlet, date, file, number of claims."""
    report = reading.report
    number = len(reading.claims)
    claims = "1 claim" if number == 1 else f"{number or 'no'} claims"
    facts = [report.outlet, report.published or "no date", source if report.title else None, claims]
    return [one_line(fact) for fact in facts if fact]


def _bounds(low: int | None, high: int | None) -> str:
    if low is None:
        return "?" if high is None else f"up to {high:,}"
    if high is None:
        return f"{low:,}+"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def many(count: int, what: str) -> str:
    """The number with its noun: ``1 article``, ``2 articles``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
