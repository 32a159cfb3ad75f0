"""Made-up reports of one or more sentences, and readings of them without a language model: material for measuring the store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sayso.model import Claim, Count, EngineVersion, Kind, Participant, Place, Reading, Report, Span, Status, Time, Voice

__all__ = ["ENGINE", "synthetic_readings", "synthetic_texts"]

ENGINE = EngineVersion("synthetic 1", "synthetic", "none", "0", "0", "0")
OUTLETS = tuple(f"Outlet {n}" for n in range(40))
FORCES: tuple[tuple[str, Kind, str | None], ...] = (
    ("Front", "armed-group", None),
    ("Brigade", "armed-group", "SYR"),
    ("Guard", "military", "SDN"),
    ("Police", "police", "MLI"),
)
FIRST_NAMES = ("Northern", "Southern", "Coastal", "Desert", "Mountain", "River", "Free", "United", "Red", "Holy")
ACTORS = tuple((f"{name} {what}", kind, country) for name in FIRST_NAMES for what, kind, country in FORCES)
VOICES = (*(f"{name} agency" for name in ("First", "Second", "Third", "State", "Coast")), "a doctor", "two officials", "the ministry", "residents")
TOWNS = tuple(
    (f"{first}{second}", lat, lon)
    for lat, first in enumerate(("Bar", "Dar", "Kaf", "Mar", "Tal", "Qar"))
    for lon, second in enumerate(("ada", "en", "oum", "ish", "ur"))
)
VERBS = (
    ("captured", "CONTROL", "seize"),
    ("shelled", "ASSAULT", "heavy-weapons"),
    ("bombed", "ASSAULT", "aerial"),
    ("left", "RETREAT", "withdraw"),
    ("entered", "ADVANCE", "enter"),
)
STATUSES: tuple[Status, ...] = ("asserted", "asserted", "asserted", "hedged", "denied", "prospective")
FIRST_DAY = date(2023, 1, 1)


def synthetic_texts(count: int, *, seed: int = 1) -> Iterator[Report]:
    """Yields reports of four plain sentences each, no two alike, as an outlet might print them."""
    draw = random.Random(seed)
    for n in range(count):
        day = FIRST_DAY + timedelta(days=n % 700)
        sentences = [_sentence(draw, f"{n}-{k}") for k in range(4)]
        yield Report(" ".join(sentences), id=f"made-{n}", outlet=draw.choice(OUTLETS), published=day.isoformat(), title=f"Report {n}")


def _sentence(draw: random.Random, mark: str) -> str:
    actor, _, _ = draw.choice(ACTORS)
    verb, _, _ = draw.choice(VERBS)
    town, _, _ = draw.choice(TOWNS)
    return f"{draw.choice(VOICES).capitalize()} said on Monday that the {actor} had {verb} {town} and killed {draw.randint(2, 90)} people near post {mark}."


def synthetic_readings(reports: int, *, claims: int = 10, seed: int = 1) -> Iterator[Reading]:
    """Yields readings with so many claims each, whose spans fit their reports."""
    draw = random.Random(seed)
    for n in range(reports):
        day = FIRST_DAY + timedelta(days=n % 700)
        parts = [_told(draw, day, n * claims + k) for k in range(claims)]
        report = Report(" ".join(text for text, _ in parts), id=f"made-{n}", outlet=draw.choice(OUTLETS), published=day.isoformat())
        yield Reading(report, tuple(_placed(report, parts)), engine=ENGINE.name)


class _Facts(NamedTuple):
    """What is claimed in one sentence."""

    actor: tuple[str, Kind, str | None]
    verb: tuple[str, str, str]
    town: tuple[str, int, int]
    voice: str
    dead: int
    days: int
    when: str
    status: Status


def _told(draw: random.Random, day: date, number: int) -> tuple[str, _Facts]:
    """A sentence, and what is claimed in it."""
    actor, verb, town, voice = draw.choice(ACTORS), draw.choice(VERBS), draw.choice(TOWNS), draw.choice(VOICES)
    dead, days = draw.randint(2, 90), draw.randint(0, 5)
    text = f"On day {days}, {voice} said that the {actor[0]} {verb[0]} {town[0]} and killed {dead} people, entry {number}."
    return text, _Facts(actor, verb, town, voice, dead, days, (day - timedelta(days=days)).isoformat(), draw.choice(STATUSES))


def _placed(report: Report, parts: list[tuple[str, _Facts]]) -> Iterator[Claim]:
    start = 0
    for text, facts in parts:
        yield _claim(report, start, text, facts)
        start += len(text) + 1


def _claim(report: Report, start: int, text: str, facts: _Facts) -> Claim:
    def at(words: str) -> tuple[str, int, int]:
        first = start + text.index(words)
        return words, first, first + len(words)

    (actor, kind, country), (verb, event, mode), (town, lat, lon) = facts.actor, facts.verb, facts.town
    return Claim(
        report_id=report.id,
        event=event,
        mode=mode,
        trigger=Span(*at(verb)),
        actors=(Participant(*at(actor), actor, kind, country),),
        recipients=(),
        place=Place(*at(town), town, country=country, lat=30.0 + lat, lon=30.0 + lon, precision="exact"),
        more_places=(),
        time=Time(*at(f"day {facts.days}"), facts.when),
        counts=(Count(*at(f"{facts.dead} people"), "killed", "people", facts.dead, facts.dead),),
        status=facts.status,
        voices=(Voice(*at(facts.voice), facts.voice, cue=Span(*at("said")), anonymous=facts.voice.startswith(("a ", "two "))),),
        evidence=Span(text, start, start + len(text)),
        score=0.5,
    )
