"""Control: who was claimed, by whom, to take, hold, contest, enter or lose a place on a day. Days of which nobody speaks have no row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from sayso.ledger.features import days_of
from sayso.ledger.telling import Telling, voice_names
from sayso.ledger.values import has_own_name, main_place, names_told, place_key
from sayso.lexicon.folding import fold
from sayso.model import ControlRow, Place, Status

__all__ = ["DayState", "are_rivals", "control_in", "day_states", "days_of_ground", "side_of_holder"]

Relation = Literal["seize", "hold", "contest", "lose", "enter"]
RELATIONS: dict[tuple[str, str | None], Relation] = {
    ("CONTROL", "seize"): "seize",
    ("CONTROL", "hold"): "hold",
    ("CONTROL", "contest"): "contest",
    ("CONTROL", "lose"): "lose",
    ("ADVANCE", "enter"): "enter",
    ("RETREAT", "withdraw"): "lose",
}
"""What a claim of this type and mode says of who has the ground."""
POWERS = frozenset({"military", "police", "armed-group", "government", "state", "political", "unknown"})
LONGEST = timedelta(days=7).days
UNTOLD = "somebody not named"


class DayState(NamedTuple):
    """A place on a day, for people: who is claimed to have it, and whether the claims agree."""

    place: str
    date: str
    state: str
    rows: tuple[ControlRow, ...]


def control_in(tellings: Iterable[Telling]) -> list[ControlRow]:
    """The rows of some claims by place, day and holder. A claim that tells several places or days stands under each; one without a place under none.

    A claim without a day of its own stands under the day on which it was said, since it says how things were by then.
    """
    rows: defaultdict[tuple[str, str, str, Relation, Status], list[tuple[Telling, Place]]] = defaultdict(list)
    for telling in tellings:
        relation = _relation(telling)
        if relation is None:
            continue
        for place in _places(telling, relation):
            for day in days_of_ground(telling):
                rows[(place_key(place), day, _holder(telling), relation, telling.claim.status)].append((telling, place))
    found = [_row(day, holder, relation, status, some) for (_, day, holder, relation, status), some in rows.items()]
    return sorted(found, key=lambda row: (row.place.name, row.date, row.holder, row.relation, row.status))


def side_of_holder(telling: Telling) -> str | None:
    """The side that holds: the state's forces of a country, or an armed group by its name; null where nobody is told."""
    for actor in telling.claim.actors:
        if actor.kind in POWERS:
            if actor.kind == "armed-group":
                return f"armed:{fold(actor.name) if has_own_name(actor.name) else ''}"
            return f"state:{actor.country or ''}"
    return None


def _row(day: str, holder: str, relation: Relation, status: Status, some: Sequence[tuple[Telling, Place]]) -> ControlRow:
    tellings = sorted(dict.fromkeys(telling for telling, _ in some), key=lambda telling: telling.order)
    place = main_place(telling.claim for telling in tellings) or some[0][1]
    place = next((mine for _, mine in some if place_key(mine) == place_key(place)), some[0][1])
    return ControlRow(place, day, holder, relation, voice_names(tellings), status, tuple(telling.id for telling in tellings), side_of_holder(tellings[0]))


def _relation(telling: Telling) -> Relation | None:
    relation = RELATIONS.get((telling.claim.event, telling.claim.mode))
    if relation == "lose" and telling.claim.event == "RETREAT" and not any(actor.kind in POWERS for actor in telling.claim.actors):
        return None
    return relation


def _places(telling: Telling, relation: Relation) -> Iterator[Place]:
    """The places that it speaks of: of a withdrawal those that are left, of an entry those that are entered."""
    unwanted = "destination" if relation == "lose" else "origin"
    claim = telling.claim
    yield from (place for place in (claim.place, *claim.more_places) if place is not None and place.role != unwanted and place.precision != "country")


def days_of_ground(telling: Telling) -> Iterator[str]:
    """The days of which it speaks; where it tells none, that on which its voice spoke, else that of the publication.

    A span of more than a week says on no day of it that a place was taken or left; that it has been held since then is said of the day of the publication.
    """
    said = [voice.said for voice in telling.claim.voices if voice.said]
    edtf = telling.claim.time.edtf if telling.claim.time else said[-1] if said else None
    published = telling.article.published
    days = days_of(edtf, published)
    if days is None:
        return
    if not days.told:
        yield date.fromordinal(days.last).isoformat()
    elif days.length <= LONGEST:
        yield from (date.fromordinal(day).isoformat() for day in range(days.first, days.last + 1))
    elif telling.claim.mode == "hold" and published is not None and days.first <= published <= days.last:
        yield date.fromordinal(published).isoformat()


def _holder(telling: Telling) -> str:
    return " and ".join(names_told([telling.claim.actors])) or UNTOLD


def day_states(rows: Iterable[ControlRow]) -> Iterator[DayState]:
    """Yields each place and day with what its rows come to: who is claimed to have it, contested where the claims do not agree."""
    by_place: defaultdict[str, list[ControlRow]] = defaultdict(list)
    for row in rows:
        by_place[place_key(row.place)].append(row)
    for mine in sorted(by_place.values(), key=lambda some: (some[0].place.name, place_key(some[0].place))):
        for day in sorted({row.date for row in mine}):
            some = [row for row in mine if row.date == day]
            yield DayState(mine[0].place.name, day, _state(some), tuple(some))


def _state(rows: Sequence[ControlRow]) -> str:
    """What the rows of a day come to. Contested where two sides are claimed to have it, one to have it while another is in it, or where a voice denies it."""
    if _is_contested(rows):
        return "contested"
    asserted = [row for row in rows if row.status == "asserted"]
    for relations, verb in (({"seize"}, "captured"), ({"hold"}, "held"), ({"enter"}, "entered"), ({"lose"}, "left")):
        if holders := [row.holder for row in asserted if row.relation in relations]:
            return f"claimed {verb} by {', '.join(_told_apart(holders))}"
    return "not settled"


def _told_apart(holders: Iterable[str]) -> list[str]:
    """The holders, each once however it is written; that somebody is not named is told only where nobody is."""
    names = list({fold(holder): holder for holder in holders}.values())
    return [name for name in names if name != UNTOLD] or names


def _is_contested(rows: Sequence[ControlRow]) -> bool:
    asserted = [row for row in rows if row.status == "asserted"]
    lost = {row.side for row in asserted if row.relation == "lose"}
    having = {row.side for row in asserted if row.relation in {"seize", "hold"}} - lost
    coming = {row.side for row in asserted if row.relation in {"seize", "hold", "enter"}}
    denied = any(_denies(row, other) for row in rows if row.status == "denied" for other in asserted)
    rivals = any(are_rivals(a, b) for a in having for b in coming)
    return rivals or denied or any(row.relation == "contest" for row in asserted)


def _denies(denial: ControlRow, other: ControlRow) -> bool:
    """Whether what is denied is what the other row says: that the same side, as far as can be told, has come or is there, or that it has left."""
    unlike = {denial.relation, other.relation} & {"lose", "contest"}
    return (not unlike or denial.relation == other.relation) and not are_rivals(denial.side, other.side)


def are_rivals(a: str | None, b: str | None) -> bool:
    """Whether the two cannot be one side: what has no name may be any of its kind."""
    if a is None or b is None or a == b:
        return False
    (kind, _, name), (other, _, called) = a.partition(":"), b.partition(":")
    return kind != other or bool(name and called)
