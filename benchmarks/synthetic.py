"""Made-up reports of one or more sentences, and readings of them without a language model: material for measuring the store and the workbench."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from sayso.model import Claim, Count, EngineVersion, Kind, Participant, Place, Precision, Reading, Report, Span, Status, Time, Voice

__all__ = ["ENGINE", "synthetic_news", "synthetic_readings", "synthetic_texts"]

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


class _Town(NamedTuple):
    """A place that events happen in."""

    name: str
    country: str
    lat: float
    lon: float
    precision: Precision


class _Side(NamedTuple):
    """A force, what else it is called, and who speaks for it."""

    name: str
    kind: Kind
    country: str
    called: tuple[str, ...]
    spokesman: str


class _Deed(NamedTuple):
    """What was done: the verb after "had" and "have", the type, the mode, and whether numbers of dead are told of it."""

    verb: str
    event: str
    mode: str
    deadly: bool


class _Event(NamedTuple):
    """A happening as it was made up; ``weight`` is how much the outlets care for it."""

    deed: _Deed
    side: _Side
    rival: _Side
    town: _Town
    day: date
    dead: int
    weight: float


LANDS = (("SYR", 33.0, 36.4), ("SDN", 11.0, 25.0), ("MLI", 13.2, -6.0), ("YEM", 13.6, 44.0), ("MMR", 18.0, 94.8))
BEGINS = ("Al", "Bel", "Cor", "Dem", "Eri", "Fal", "Gor", "Hul", "Isk", "Jar", "Kem", "Lor", "Mar", "Nov", "Ost", "Pel", "Qas", "Rud", "Sel", "Tor")
ENDINGS = ("abad", "eyn", "ova", "umir", "ista", "orra", "enk", "awi", "usha", "idan", "eth", "olm", "arga", "ilo", "unda")
GROUND_TOWNS = 48
DEEDS = (
    _Deed("shelled", "ASSAULT", "heavy-weapons", deadly=True),
    _Deed("bombed", "ASSAULT", "aerial", deadly=True),
    _Deed("attacked", "ASSAULT", "firearms", deadly=True),
    _Deed("detained people in", "COERCE", "arrest", deadly=False),
    _Deed("looted", "ASSAULT", "loot", deadly=False),
)
GROUND_DEEDS = (
    _Deed("captured", "CONTROL", "seize", deadly=True),
    _Deed("held", "CONTROL", "hold", deadly=False),
    _Deed("entered", "ADVANCE", "enter", deadly=True),
    _Deed("left", "RETREAT", "withdraw", deadly=False),
)
NEWS_OUTLETS = tuple(f"{first} {second}" for first in ("Morning", "Evening", "Border", "Harbour", "Capital", "Valley", "National", "Free", "Daily", "People's")
                     for second in ("Post", "Herald", "Gazette", "Radio", "Tribune", "Courier"))  # fmt: skip
AGENCIES = ("Meridian News Agency", "Eastern Wire", "State Press Service")
NEWS = (*NEWS_OUTLETS, *AGENCIES)
WATCHERS = ("Observers", "Relief Committee", "Doctors' Union", "Monitoring Desk")
TOLD_AS: tuple[Status, ...] = ("asserted",) * 8 + ("hedged", "hedged", "unclear", "prospective")
CUES = {"denied": "denied", "hedged": "suggested", "unclear": "could not say", "prospective": "warned"}
UNNAMED = ("residents", "a doctor", "two officials", "a witness", "local sources", "a security source", "aid workers", "an elder")
FILLER = tuple(
    tuple(words.split())
    for words in (
        "Shops Schools Buses Bakers Farmers Traders Drivers Teachers Nurses Tailors Fishermen Porters Students Builders Guards Clerks Weavers Cooks",
        "near beside behind along around beyond below above across outside within inside",
        "bridge market harbour mill station orchard museum stadium cemetery reservoir ferry courthouse granary lighthouse quarry vineyard theatre depot well",
        "stayed opened waited closed worked queued rested slept gathered returned complained paused sang argued traded prayed painted mended walked listened",
        "late early quietly slowly again together alone indoors unpaid hungry cheerful tired undisturbed unnoticed freely briefly",
        "while although because until after before since whenever",
        "rain wind dust snow heat fog thunder frost drought hail prices rumours rations strikes elections harvests holidays floods repairs taxes",
        "came passed worsened eased lingered spread vanished resumed stopped doubled",
    )
)
"""Sentences that tell of nothing: who, where, what, how and when."""


def synthetic_news(reports: int, *, claims: int = 10, seed: int = 1, days: int = 1095) -> Iterator[Reading]:
    """Yields readings as a newsroom might gather them, by day of publication: several outlets tell of one happening, some copy an agency.

    Voices stand alone, in chains and without names; they deny, hedge and tell other numbers; towns change hands and are claimed by two sides. A report
    has about so many claims (half as many to half as many again) in sentences of their own, and other sentences between them.
    """
    draw = random.Random(seed)
    events = sorted(_events(draw, reports * claims // 13, days), key=lambda event: event.day)
    by_day: dict[date, list[_Event]] = {}
    for event in events:
        by_day.setdefault(event.day, []).append(event)
    wire: list[Reading] = []
    for n in range(reports):
        day = FIRST_DAY + timedelta(days=n * days // reports)
        recent = [event for back in range(3) for event in by_day.get(day - timedelta(days=back), ())] or [draw.choice(events)]
        if wire and draw.random() < 0.15:
            yield _reprint(draw, draw.choice(wire), n, day)
            continue
        told = draw.choices(recent, [event.weight for event in recent], k=draw.randint(2, 5))
        reading = _news(draw, n, day, list(dict.fromkeys(told)), draw.randint(claims // 2, claims + claims // 2 + claims % 2))
        if reading.report.outlet in AGENCIES:
            wire = [*wire[-5:], reading]
        yield reading


def _towns(draw: random.Random) -> list[_Town]:
    names = [first + last for last in ENDINGS for first in BEGINS]
    precisions: tuple[Precision, ...] = ("exact", "exact", "exact", "near", "district", "region")
    return [
        _Town(name, land, south + n // 5 % 10 * 0.41 + draw.random() * 0.1, west + n // 50 * 0.53 + draw.random() * 0.1, draw.choice(precisions))
        for n, name in enumerate(names)
        for land, south, west in [LANDS[n % len(LANDS)]]
    ]


def _sides() -> dict[str, list[_Side]]:
    """The forces of each country, that of the state first."""
    found = {}
    for land, names in zip((land for land, _, _ in LANDS), zip(FIRST_NAMES[:5], FIRST_NAMES[5:], strict=True), strict=True):
        state = _Side(f"{names[0]} Army", "military", land, ("army", "regime forces", "government troops"), f"{names[0]} Ministry of Defence")
        rebels = [
            _Side(f"{name} {what}", "armed-group", land, ("rebels", "terrorists", "fighters", "militants"), f"{name} {what} Media Office")
            for name, what in ((names[1], "Front"), (names[1], "Brigade"), (names[0], "Council"))
        ]
        found[land] = [state, *rebels]
    return found


def _events(draw: random.Random, number: int, days: int) -> Iterator[_Event]:
    towns, sides = _towns(draw), _sides()
    for _ in range(number):
        ground = draw.random() < 0.3
        town = draw.choice(towns[:GROUND_TOWNS] if ground else towns)
        side, rival = draw.sample(sides[town.country], 2)
        deed = draw.choice(GROUND_DEEDS if ground else DEEDS)
        yield _Event(deed, side, rival, town, FIRST_DAY + timedelta(days=draw.randrange(days)), draw.randint(2, 90), draw.paretovariate(1.2))


def _news(draw: random.Random, number: int, day: date, events: list[_Event], claims: int) -> Reading:
    outlet = draw.choice(AGENCIES) if draw.random() < 0.1 else draw.choice(NEWS_OUTLETS)
    parts: list[tuple[str, _Words | None]] = []
    for n in range(claims):
        words = _sentence_of(draw, events[n * len(events) // claims])
        parts.append((words.text, words))
        if draw.random() < 0.7:
            parts.append((_filler(draw), None))
    title = f"{events[0].side.name} and {events[0].town.name}: what is known"
    text, url = " ".join(text for text, _ in parts), f"https://news-{NEWS.index(outlet)}.example/{number}"
    report = Report(text, id=f"news-{number}", outlet=outlet, title=title, url=url, published=day.isoformat())
    found, start = [], 0
    for text, told in parts:
        if told is not None:
            found.append(told.claim(report.id, start))
        start += len(text) + 1
    return Reading(report, tuple(found), engine=ENGINE.name)


def _aside(draw: random.Random) -> tuple[str, str]:
    """What stands before and behind what is claimed, so that no two outlets use the same words."""
    _, where, what, _, how, when, weather, came = (draw.choice(words) for words in FILLER)
    return f"Speaking {how} {where} the {what}", f" {when} the {weather} {came}"


def _filler(draw: random.Random) -> str:
    who, where, what, did, how, when, weather, came = (draw.choice(words) for words in FILLER)
    return f"{who} {where} the {what} {did} {how} {when} the {weather} {came}."


def _reprint(draw: random.Random, wire: Reading, number: int, day: date) -> Reading:
    """The agency's report under another outlet's name, whole or with a line of its own behind it."""
    own = "" if draw.random() < 0.5 else f" {_filler(draw)}"
    outlet = draw.choice(NEWS_OUTLETS)
    url, first = f"https://news-{NEWS.index(outlet)}.example/{number}", wire.report
    report = replace(first, text=first.text + own, id=f"news-{number}", outlet=outlet, url=url, credit=first.outlet, published=day.isoformat())
    return Reading(report, tuple(replace(claim, report_id=report.id) for claim in wire.claims), engine=ENGINE.name)


class _Speaker(NamedTuple):
    """Somebody on whose word a claim stands."""

    name: str
    kind: Kind
    side: str | None = None
    unnamed: bool = False


class _Words(NamedTuple):
    """A sentence, and what it claims."""

    text: str
    event: _Event
    actor: str
    speakers: tuple[_Speaker, ...]
    cue: str
    status: Status
    dead: int | None
    when: str | None

    def claim(self, report: str, start: int) -> Claim:
        """The claim, for a sentence that begins at this offset of its report."""

        def at(words: str, behind: str = "") -> tuple[str, int, int]:
            first = start + self.text.index(behind + words) + len(behind)
            return words, first, first + len(words)

        side, town, deed = self.event.side, self.event.town, self.event.deed
        cue = Span(*at(self.cue, " ")) if self.cue else None
        chain = enumerate(self.speakers)
        return Claim(
            report_id=report,
            event=deed.event,
            mode=deed.mode,
            trigger=Span(*at(deed.verb, "had ")),
            actors=(Participant(*at(self.actor, "he "), side.name, side.kind, side.country),),
            recipients=(),
            place=Place(*at(town.name), town.name, country=town.country, lat=town.lat, lon=town.lon, radius_km=5.0, precision=town.precision),
            more_places=(),
            time=Time(*at(self.when), self.event.day.isoformat()) if self.when else None,
            counts=(Count(*at(f"{self.dead} people"), "killed", "people", self.dead, self.dead),) if self.dead else (),
            status=self.status,
            voices=tuple(Voice(*at(who.name), who.name, who.kind, side=who.side, cue=cue, anonymous=who.unnamed, depth=depth) for depth, who in chain),
            evidence=Span(self.text, start, start + len(self.text)),
            score=round(0.4 + start % 61 / 100, 2),
        )


def _sentence_of(draw: random.Random, event: _Event) -> _Words:
    """A sentence that tells of the event, on somebody's word or on nobody's."""
    actor = event.side.name if draw.random() < 0.6 else draw.choice(event.side.called)
    when = f"{event.day:%A} the {event.day.day}" if draw.random() < 0.5 else None
    dead = (event.dead if draw.random() < 0.75 else event.dead + draw.randint(1, 12)) if event.deed.deadly and draw.random() < 0.6 else None
    told = f"he {actor} had {event.deed.verb} {event.town.name}" + (f" on {when}" if when else "") + (f", killing {dead} people" if dead else "")
    begin, end = _aside(draw)
    if draw.random() < 0.12:
        return _Words(f"T{told}{end}.", event, actor, (), "", "asserted", dead, when)
    voice = _speaker(draw, event)
    status: Status = "denied" if voice.name == event.side.spokesman and draw.random() < 0.4 else draw.choice(TOLD_AS)
    cue = CUES.get(status) or draw.choice(("said", "reported", "stated"))
    if draw.random() < 0.25:
        through = _Speaker(draw.choice(AGENCIES), "media")
        return _Words(f"{begin}, {through.name}, citing {voice.name}, {cue} that t{told}{end}.", event, actor, (through, voice), cue, status, dead, when)
    return _Words(f"{begin}, {voice.name} {cue} that t{told}{end}.", event, actor, (voice,), cue, status, dead, when)


def _speaker(draw: random.Random, event: _Event) -> _Speaker:
    """Somebody of one of the two sides, somebody who watches them, or somebody without a name."""
    if draw.random() < 0.3:
        return _Speaker(draw.choice(UNNAMED), "witness", unnamed=True)
    if draw.random() < 0.5:
        return _Speaker(f"{event.town.country} {draw.choice(WATCHERS)}", "ngo")
    side = draw.choice((event.side, event.rival))
    return _Speaker(side.spokesman, side.kind, side.name)
