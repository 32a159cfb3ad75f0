"""How long it takes to bring claims together, and how that grows: made-up claims of so many happenings, told twenty times each.

    python -m benchmarks.ledger                 # 10,000 claims of 500 happenings, then 100,000 of 5,000
    python -m benchmarks.ledger --claims 20000

The claims of a happening share what happened, where, when and who did it, each told with gaps and slips as reports have them; every report tells
of ten happenings. Times are of one process and one core; what is to be compared is the growth.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sayso.ledger.articles import article_of
from sayso.ledger.disputes import disputes_in
from sayso.ledger.features import features_of
from sayso.ledger.group import grouped, grouping_of
from sayso.ledger.telling import Telling, telling_of
from sayso.ledger.view import view_of
from sayso.model import Claim, Count, Participant, Place, Report, Span, Status, Time, Voice

TOLD = 20
PER_REPORT = 10
OUTLETS = tuple(f"Outlet {n}" for n in range(60))
KINDS = (("ASSAULT", "aerial", "bombed"), ("ASSAULT", "heavy-weapons", "shelled"), ("CONTROL", "seize", "captured"), ("RETREAT", "withdraw", "left"),
         ("ADVANCE", "enter", "entered"), ("PROTEST", "demo", "demonstrated in"), ("COERCE", "arrest", "rounded people up in"))  # fmt: skip
FORCES = tuple(
    f"{first} {second}" for first in ("Northern", "Southern", "Coastal", "Desert", "Red", "Free") for second in ("Front", "Brigade", "Guard", "Army")
)
VOICES = ("First Agency", "Second Agency", "Observers", "Ministry of Defence", "Free Council", "residents", "a doctor", "two officials")
STATUSES: tuple[Status, ...] = ("asserted",) * 7 + ("hedged", "hedged", "denied")
START = date(2022, 1, 1)


class _Event(NamedTuple):
    """A happening as it was made up."""

    number: int
    kind: tuple[str, str, str]
    force: str
    town: int
    day: date
    dead: int


def made_up(claims: int, *, seed: int = 1) -> Iterator[tuple[Telling, int]]:
    """Yields claims, each with the number of the happening that it is of."""
    draw = random.Random(seed)
    days = max(1, claims // 250)
    events = [
        _Event(n, draw.choice(KINDS), draw.choice(FORCES), draw.randrange(1500), START + timedelta(days=draw.randrange(days)), draw.randint(2, 80))
        for n in range(claims // TOLD)
    ]
    told = sorted((event for event in events for _ in range(TOLD)), key=lambda event: (event.day, draw.random()))
    for n in range(0, len(told), PER_REPORT):
        yield from _report(draw, n // PER_REPORT, told[n : n + PER_REPORT])


def _report(draw: random.Random, number: int, events: list[_Event]) -> Iterator[tuple[Telling, int]]:
    sentences = [_sentence(draw, event) for event in events]
    day = max(event.day for event in events) + timedelta(days=draw.randint(0, 1))
    report = Report(" ".join(sentences), id=f"made-{number}", outlet=draw.choice(OUTLETS), published=day.isoformat())
    article, start = article_of(report), 0
    for event, sentence in zip(events, sentences, strict=True):
        yield telling_of(_claim(draw, report.id, event, sentence, start), article), event.number
        start += len(sentence) + 1


def _sentence(draw: random.Random, event: _Event) -> str:
    filler = " ".join(f"word{draw.randrange(3000)}" for _ in range(4))
    return f"{draw.choice(VOICES).capitalize()} said that the {event.force} {event.kind[2]} Town{event.town} and killed {event.dead} people, {filler}."


def _claim(draw: random.Random, report: str, event: _Event, sentence: str, start: int) -> Claim:
    def at(words: str) -> tuple[str, int, int]:
        first = start + sentence.index(words)
        return words, first, first + len(words)

    name, (kind, mode, verb) = f"Town{event.town}", event.kind
    place = Place(*at(name), name, country="SYR", lat=20.0 + event.town // 40 * 0.4, lon=10.0 + event.town % 40 * 0.4, radius_km=5, precision="exact")
    dead = event.dead if draw.random() < 0.8 else event.dead + draw.randint(1, 9)
    voice = sentence.partition(" said")[0]
    return Claim(
        report_id=report,
        event=kind,
        mode=mode if draw.random() < 0.8 else None,
        trigger=Span(*at(verb)),
        actors=(Participant(*at(event.force), event.force, "armed-group", "SYR"),) if draw.random() < 0.7 else (),
        recipients=(),
        place=place if draw.random() < 0.85 else None,
        more_places=(),
        time=Time(*at("said"), event.day.isoformat()) if draw.random() < 0.6 else None,
        counts=(Count(*at(f"{event.dead} people"), "killed", "people", dead, dead),) if draw.random() < 0.5 else (),
        status=draw.choice(STATUSES),
        voices=(Voice(*at(voice), voice, anonymous=voice.startswith(("A ", "Two "))),),
        evidence=Span(sentence, start, start + len(sentence)),
        score=0.5,
    )


def measure(claims: int) -> None:
    """Nothing; what each step took is printed."""
    told = list(made_up(claims))
    tellings, of = [telling for telling, _ in told], {telling.id: number for telling, number in told}
    begin = time.perf_counter()
    features = [features_of(telling.claim, telling.article) for telling in tellings]
    compared = time.perf_counter()
    grouping = grouping_of(features)
    linked = time.perf_counter()
    groups = grouped(grouping, of)
    done = time.perf_counter()
    view = view_of(tellings, grouping=grouping)
    seen = time.perf_counter()
    disputes = len(disputes_in(view))
    settled = time.perf_counter()
    right = sum(max(sum(of[ident] == number for ident in group) for number in {of[ident] for ident in group}) for group in groups)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(of):,} claims of {claims // TOLD:,} happenings")
    print(f"  {len(groups):,} groups, {right / len(of):.1%} of the claims in a group of their own happening; {disputes:,} disputes")
    print(f"  features {compared - begin:.1f} s, links {linked - compared:.1f} s, groups {done - linked:.1f} s, in all {done - begin:.1f} s; ", end="")
    print(f"standing {seen - done:.1f} s, disputes {settled - seen:.1f} s; peak memory {peak:,.0f} MB")
    print(f"TOTAL {done - begin:.3f} {peak:.0f}")


def main() -> None:
    """Measures ten thousand and a hundred thousand claims, each in a process of its own, or what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int)
    asked = parser.parse_args()
    if asked.claims:
        measure(asked.claims)
        return
    totals = []
    for claims in (10_000, 100_000):
        shown = subprocess.run([sys.executable, "-m", "benchmarks.ledger", "--claims", str(claims)], capture_output=True, text=True, check=True).stdout
        *lines, total = shown.splitlines()
        print("\n".join(lines))
        totals.append(float(total.split()[1]))
    print(f"ten times the claims took {totals[1] / totals[0]:.1f} times as long")


if __name__ == "__main__":
    main()
