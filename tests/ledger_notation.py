"""Cases of the ledger that read as sentences: reports with their claims, and what the ledger is expected to make of them.

A claim is written as who says what: ``Hassan Abdul-Ghani [armed-group, side: opposition] says: CONTROL/seize by rebels in Homs on 2024-12-08, killed
at least 10 soldiers``. ``itself`` is the report in its own voice, ``AFP > a doctor`` a chain, and the verb is the status (`VERBS`). A participant or a voice
may be followed by its kind, its country in capitals, ``side: ...``, ``said: DAY`` and ``unnamed``. Places follow ``in``, ``from`` (left) or ``into``
(reached), a date ``on``, a name ``by`` or ``to`` (done to). ``killed 70 in all`` is a total, ``of whom killed 3 children`` a part, ``earlier killed 50`` is
recalled. Last may come the sentence itself, its trigger between asterisks: ``— "Rebels *captured* Homs."``
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sayso.ledger.articles import article_of
from sayso.ledger.control import control_in, day_states
from sayso.ledger.copies import copies_among
from sayso.ledger.disputes import disputes_in
from sayso.ledger.group import Grouping
from sayso.ledger.origins import Copies
from sayso.ledger.telling import Telling, telling_of
from sayso.ledger.tolls import tolls_in
from sayso.ledger.values import number_label
from sayso.ledger.view import View, view_of
from sayso.model import Claim, ControlRow, Count, Dispute, Happening, Participant, Place, Report, Span, Status, Time, TollRow, Voice

__all__ = ["Case", "cases", "claim_in", "seen", "tellings_of", "together"]

FOLDER = Path(__file__).parent / "data" / "ledger"

VERBS: dict[str, Status] = {
    "says": "asserted",
    "suggests": "hedged",
    "denies": "denied",
    "cannot tell": "unclear",
    "tells of an attempt": "attempted",
    "foresees": "prospective",
}
PLACES: dict[str, dict[str, Any]] = {
    "Homs": {"geonames_id": 169577, "admin1": "Homs", "country": "SYR", "lat": 34.727, "lon": 36.723, "radius_km": 5.0, "precision": "exact"},
    "Hama": {"geonames_id": 170017, "admin1": "Hama", "country": "SYR", "lat": 35.131, "lon": 36.758, "radius_km": 5.0, "precision": "exact"},
    "Aleppo": {"geonames_id": 170063, "admin1": "Aleppo", "country": "SYR", "lat": 36.201, "lon": 37.161, "radius_km": 8.0, "precision": "exact"},
    "Idlib": {"geonames_id": 169389, "admin1": "Idlib", "country": "SYR", "lat": 35.931, "lon": 36.634, "radius_km": 5.0, "precision": "exact"},
    "Damascus": {"geonames_id": 170654, "admin1": "Damascus", "country": "SYR", "lat": 33.51, "lon": 36.291, "radius_km": 10.0, "precision": "exact"},
    "Kobani": {"geonames_id": 172408, "admin1": "Aleppo", "country": "SYR", "lat": 36.89, "lon": 38.354, "radius_km": 5.0, "precision": "exact"},
    "Ayn al-Arab": {"geonames_id": 172408, "admin1": "Aleppo", "country": "SYR", "lat": 36.89, "lon": 38.354, "radius_km": 5.0, "precision": "exact"},
    "Bakhmut": {"geonames_id": 712930, "admin1": "Donetsk", "country": "UKR", "lat": 48.595, "lon": 38.0, "radius_km": 5.0, "precision": "exact"},
    "Moscow": {"geonames_id": 524901, "admin1": "Moscow", "country": "RUS", "lat": 55.752, "lon": 37.616, "radius_km": 15.0, "precision": "exact"},
    "Idlib province": {"geonames_id": 169387, "admin1": "Idlib", "country": "SYR", "lat": 35.83, "lon": 36.7, "radius_km": 50.0, "precision": "region"},
    "Syria": {"geonames_id": 163843, "country": "SYR", "lat": 35.0, "lon": 38.0, "radius_km": 400.0, "precision": "country"},
}
KNOWN = {
    "rebels": "armed-group SYR",
    "Hay'at Tahrir al-Sham": "armed-group SYR",
    "Syrian Democratic Forces": "armed-group SYR",
    "Islamic State": "armed-group",
    "Syrian army": "military SYR",
    "Russian army": "military RUS",
    "Ukrainian army": "military UKR",
    "Russia": "state RUS",
    "Bashar al-Assad": "government SYR",
    "civilians": "civilian",
    "Reuters": "media GBR",
    "AFP": "media FRA",
}
WHAT = "killed|wounded|detained|abducted|displaced|missing|present"
CLAIM = re.compile(
    rf"(?P<voices>.+?) (?P<verb>{'|'.join(VERBS)}): (?P<event>[A-Z]+)(?:/(?P<mode>[a-z-]+))?(?P<rest>.*?)(?: — \"(?P<sentence>.*)\")?", re.DOTALL
)
SLOT = re.compile(r" (by|to|in|from|into|on) ")
NUMBER = re.compile(
    rf"(?P<kind>of whom |earlier )?(?P<what>{WHAT}) (?P<bound>at least |up to )?(?P<low>\d+)(?: to (?P<high>\d+))?"
    r"(?: (?P<who>(?!in all)[\w -]+?))?(?P<all> in all)?"
)
NAMED = re.compile(r"(?P<name>[^\[]+?)(?: \[(?P<facts>[^\]]*)\])?")
ROLES: dict[str, Any] = {"in": None, "from": "origin", "into": "destination"}
NO_SPAN = ("", 0, 0)


@dataclass(frozen=True)
class Case:
    """Some reports, how their claims are brought together (null where the ledger is to find that out), and what is expected of them."""

    name: str
    claims: Mapping[str, Telling]
    grouping: Grouping | None
    copies: Copies
    expected: Mapping[str, Any] = field(repr=False)

    def view(self, as_of: str | None = None) -> View:
        """What the ledger makes of the reports."""
        return view_of(self.claims.values(), grouping=self.grouping, copies=self.copies, as_of=as_of)

    def label(self, ident: str) -> str:
        """What the case calls a claim."""
        return next(label for label, telling in self.claims.items() if telling.id == ident)


def cases() -> Iterator[Case]:
    """Yields all cases of the folder."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            yield _case(f"{path.stem}: {entry.pop('case')}", entry)


def _case(name: str, entry: dict[str, Any]) -> Case:
    reports = [_report(number, told) for number, told in enumerate(entry.pop("reports"), 1)]
    claims = {label: telling for number, (report, told) in enumerate(reports) for label, telling in tellings_of(report, told).items()}
    assert len(claims) == sum(len(told) for _, told in reports), f"{name}: two claims have one name"
    how = entry.pop("brought together", "all")
    return Case(name, claims, together(claims, how), copies_of([report for report, _ in reports]), entry)


def copies_of(reports: Sequence[Report]) -> Copies:
    """Which texts of the reports are copies, as the store keeps it."""
    return copies_among({article_of(report).text: report.text for report in reports if report.text})


def _report(number: int, told: dict[str, Any]) -> tuple[Report, dict[str, str]]:
    claims = told.pop("claims")
    published = told.pop("published", None)
    return Report(told.pop("text", ""), id=told.pop("id", f"report {number}"), published=published and str(published), **told), claims


def tellings_of(report: Report, claims: Mapping[str, str]) -> dict[str, Telling]:
    """The claims of a report by their names, each with the report as the ledger knows it."""
    article = article_of(report)
    return {label: telling_of(claim_in(report, sentence, at=1000 * n), article) for n, (label, sentence) in enumerate(claims.items())}


def together(claims: Mapping[str, Telling], how: str) -> Grouping | None:
    """Which claims are to be brought together: ``all``, ``as the ledger finds``, or names in groups, ``a b, c d``."""
    if how == "as the ledger finds":
        return None
    groups = [list(claims)] if how == "all" else [names.split() for names in how.split(",")]
    assert sorted(name for group in groups for name in group) == sorted(claims), "each claim is in one group"
    accounts = {claims[name].id: claims[name].id for group in groups for name in group}
    links = {(claims[a].id, claims[b].id): 5.0 for group in groups for a in group for b in group if claims[a].id < claims[b].id}
    return Grouping(accounts, links)


def claim_in(report: Report, told: str, *, at: int = 0) -> Claim:
    """The claim that is written in the notation; where its sentence stands in the report it is found there, else it is put at an offset."""
    found = CLAIM.fullmatch(told)
    assert found, f"no claim: {told!r}"
    marked = found["sentence"] or f"*{found['event'].lower()}*, {report.id}, {at}"
    sentence = marked.replace("*", "")
    start = report.text.find(sentence) if sentence in report.text else at
    trigger = start + marked.index("*")
    slots, numbers = _split(found["rest"])
    places = [place for word in ROLES for names in slots.get(word, ()) for place in _places(names, ROLES[word])]
    when = slots.get("on", [""])[0]
    return Claim(
        report_id=report.id,
        event=found["event"],
        mode=found["mode"],
        trigger=Span(marked.split("*")[1], trigger, trigger + len(marked.split("*")[1])),
        actors=_participants(slots.get("by", ())),
        recipients=_participants(slots.get("to", ())),
        place=places[0] if places else None,
        more_places=tuple(places[1:]),
        time=Time(when, start, start, when) if when else None,
        counts=tuple(_count(number, start + n) for n, number in enumerate(numbers)),
        status=VERBS[found["verb"]],
        voices=tuple(_voice(name, start, depth) for depth, name in enumerate(found["voices"].split(" > ")) if name != "itself"),
        evidence=Span(sentence, start, start + len(sentence)),
        score=0.9,
    )


def _split(rest: str) -> tuple[dict[str, list[str]], list[str]]:
    """What follows each of the small words, and the numbers."""
    slots, *numbers = re.split(rf", (?=(?:of whom |earlier )?(?:{WHAT}) )", rest)
    first, *pieces = SLOT.split(slots)
    assert not first, f"what is {first!r}?"
    found: dict[str, list[str]] = {}
    for word, names in zip(pieces[::2], pieces[1::2], strict=True):
        found.setdefault(word, []).append(names)
    return found, numbers


def _participants(groups: Sequence[str]) -> tuple[Participant, ...]:
    found = []
    for told in (told for names in groups for told in names.split(" and ")):
        name, facts = _named(told)
        found.append(Participant(name, 0, 0, name, facts.get("kind", "unknown"), facts.get("country")))
    return tuple(found)


def _places(names: str, role: Any) -> Iterator[Place]:
    yield from (Place(name, 0, 0, name, role=role, **PLACES.get(name, {})) for name in names.split(" and "))


def _voice(told: str, start: int, depth: int) -> Voice:
    name, facts = _named(told)
    said, side = facts.get("said"), facts.get("side")
    kind, country = facts.get("kind", "unknown"), facts.get("country")
    return Voice(name, start, start + len(name), name, kind, country, side, None, "paraphrased", said, "unnamed" in facts, depth)


def _named(told: str) -> tuple[str, dict[str, Any]]:
    """The name, and what stands in brackets after it or is known of it."""
    found = NAMED.fullmatch(told)
    assert found, f"no name: {told!r}"
    facts: dict[str, Any] = {}
    for fact in re.split(r", |(?<=[a-z]) (?=[A-Z]{3}(?:,|$))", found["facts"] or KNOWN.get(found["name"], "")):
        key, colon, value = fact.partition(": ")
        if colon or key == "unnamed":
            facts[key] = value
        elif key:
            facts["country" if key.isupper() else "kind"] = key
    return found["name"], facts


def _count(told: str, start: int) -> Count:
    found = NUMBER.fullmatch(told)
    assert found, f"no number: {told!r}"
    number = int(found["low"])
    low, high = (None, number) if found["bound"] == "up to " else (number, int(found["high"] or number))
    kinds: dict[str | None, Any] = {"of whom ": "part", "earlier ": "previous", None: "total" if found["all"] else "new"}
    return Count(told, start, start, found["what"], found["who"], low, None if found["bound"] == "at least " else high, kinds[found["kind"]])


def seen(case: Case, wanted: Mapping[str, Any], *, as_of: str | None = None) -> dict[str, Any]:
    """What the ledger makes of the case, told as the case tells what it expects: of all that can be told, what it speaks of."""
    view = case.view(as_of)
    happenings = sorted((_happening(case, one, view) for one in view.happenings), key=lambda one: str(one["claims"]))
    found: dict[str, Any] = {
        "happenings": _alike(happenings, wanted.get("happenings", [])),
        "disputes": sorted((_dispute(case, dispute) for dispute in disputes_in(view)), key=str),
        "tolls": [_toll(row) for row in tolls_in(view)],
        "control": [_control(row) for row in control_in(view.tellings.values())],
        "days": [f"{state.date} {state.place}: {state.state}" for state in day_states(control_in(view.tellings.values()))],
    }
    return {key: found[key] for key in wanted if key in found}


def _alike(happenings: Sequence[dict[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The happenings, each with what is asked of the one with the same claims."""
    asked = {one["claims"]: set(one) for one in wanted}
    return [{key: value for key, value in one.items() if key in asked.get(one["claims"], {"claims"})} for one in happenings]


def _happening(case: Case, one: Happening, view: View) -> dict[str, Any]:
    labels = {other.id: _labels(case, other.claims) for other in view.happenings}
    days = f"by {one.date_end}" if one.date_start is None else one.date_start if one.date_start == one.date_end else f"{one.date_start} to {one.date_end}"
    return {
        "claims": labels[one.id],
        "standing": one.standing,
        "counts": f"{one.articles}/{one.publishers}/{one.origins}",
        "origins": {origin.name: _labels(case, origin.claims) for origin in one.sources},
        "basis": {origin.name: origin.basis for origin in one.sources},
        "circular": any(origin.circular for origin in one.sources),
        "one side": one.one_side,
        "event": one.event + (f"/{one.mode}" if one.mode else ""),
        "place": one.place and one.place.name,
        "days": days,
        "actors": ", ".join(one.actors),
        "slots": {f"{slot.slot} {slot.value}": slot.standing for slot in one.slots},
        "part of": [labels[whole] for whole in one.part_of],
    }


def _labels(case: Case, claims: Sequence[str]) -> str:
    return " ".join(sorted(map(case.label, claims)))


def _dispute(case: Case, dispute: Dispute) -> dict[str, list[str]]:
    """The sides as who says what; of a denial it is enough that the one says yes and the other no; of two holders none comes first."""
    sides = [f"{', '.join(side.voices)}: {side.says.partition(':')[0] if dispute.kind == 'denial' else side.says}" for side in dispute.sides]
    assert all(case.label(claim) for side in dispute.sides for claim in side.claims), "every claim of a dispute is known"
    return {dispute.kind: sorted(sides) if dispute.kind == "control" else sides}


def _toll(row: TollRow) -> str:
    number = number_label(Count("", 0, 0, row.what, None, row.low, row.high))
    kinds = {"total": " in all", "part": ", a part", "previous": ", recalled"}
    return f"{row.what} {number}{kinds.get(row.kind, '')}: {row.voice}, {row.said or 'no date'}{', replaced' if row.superseded else ''}"


def _control(row: ControlRow) -> str:
    return f"{row.date} {row.place.name}: {row.relation} by {row.holder}, {row.status} by {', '.join(row.voices)}"
