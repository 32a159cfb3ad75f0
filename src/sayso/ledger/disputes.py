"""Disputes: claims that cannot all be right, side by side. Who is right is not said."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from sayso.ledger.control import are_rivals, days_of_ground, side_of_holder
from sayso.ledger.origins import Copies, words_of
from sayso.ledger.standing import COUNTED, SAYING, Words, at_odds, blaming_pairs, contradicts, latest_words
from sayso.ledger.tables import terms
from sayso.ledger.telling import Telling, voice_names
from sayso.ledger.values import may_be_one_place, names_told, number_label, place_key
from sayso.ledger.view import View
from sayso.lexicon.folding import fold, plain_name
from sayso.model import Count, Dispute, Happening, Place, Side

__all__ = ["disputes_between", "disputes_in", "disputes_within", "leavers"]

HOLDING = frozenset({"seize", "hold"})
WHEREABOUTS_DAYS = timedelta(days=3)


def disputes_in(view: View) -> list[Dispute]:
    """The disputes of a view, in the order of their happenings: denials, tolls and blame within each, control and whereabouts between them."""
    found = [dispute for happening in view.happenings for dispute in disputes_within(view, happening)]
    return found + list(disputes_between(view))


def disputes_within(view: View, happening: Happening) -> Iterator[Dispute]:
    """Yields the disputes among the claims of one happening: denials, tolls, blame."""
    tellings = view.of(happening)
    words = words_of(tellings, view.copies)
    yield from _denial(happening, tellings, words)
    for what in COUNTED:
        yield from _toll(happening, what, tellings, words)
    yield from _blame(happening, tellings, words)


def _dispute(kind: str, happenings: Sequence[str], sides: Sequence[Side], reason: str) -> Dispute:
    key = "|".join((kind, *sorted(claim for side in sides for claim in side.claims)))
    return Dispute("d-" + hashlib.sha256(key.encode()).hexdigest()[:12], kind, tuple(happenings), tuple(sides), reason)  # type: ignore[arg-type]


def _side(says: str, tellings: Iterable[Telling]) -> Side:
    ordered = sorted(dict.fromkeys(tellings), key=lambda telling: telling.order)
    return Side(says, voice_names(ordered), tuple(telling.id for telling in ordered))


def _denial(happening: Happening, tellings: Sequence[Telling], words: Words) -> Iterator[Dispute]:
    saying, denying = at_odds(tellings, words)
    if not denying:
        return
    across = "" if {one.article.id for one in denying} & {one.article.id for one in saying} else ", in different reports"
    what = _what(happening)
    sides = (_side(f"it happened: {what}", saying), _side(f"it did not happen: {what}", denying))
    yield _dispute("denial", [happening.id], sides, f"{_listed(sides[1].voices)} denied what {_listed(sides[0].voices)} said{across}.")


def _toll(happening: Happening, what: str, tellings: Sequence[Telling], words: Words) -> Iterator[Dispute]:
    against = [pair for pair in combinations(latest_words(tellings, what, words), 2) if contradicts(*pair, words)]
    if not against:
        return
    values: defaultdict[str, list[Telling]] = defaultdict(list)
    for count, telling in dict.fromkeys(item for pair in against for item in pair):
        values[_number(count)].append(telling)
    sides = [_side(f"{value} {what}", some) for value, some in values.items()]
    yield _dispute("toll", [happening.id], sides, f"No number {what} lies within all of: {'; '.join(values)}.")


def _number(count: Count) -> str:
    return number_label(count) + (" in all" if count.kind == "total" else "")


def _blame(happening: Happening, tellings: Sequence[Telling], words: Words) -> Iterator[Dispute]:
    against = blaming_pairs((telling for telling in tellings if telling.claim.status in SAYING), words)
    if not against:
        return
    values: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in dict.fromkeys(item for pair in against for item in pair):
        values[" and ".join(names_told([telling.claim.actors]))].append(telling)
    if len(values) < 2:
        return
    sides = [_side(f"{name} did it", some) for name, some in values.items()]
    yield _dispute("blame", [happening.id], sides, f"{_listed([side.voices[0] for side in sides])} name different forces: {'; '.join(values)}.")


def disputes_between(view: View) -> Iterator[Dispute]:
    """Yields the disputes between happenings: whereabouts of a person, control of a place."""
    yield from _whereabouts(view)
    yield from _control(view)


def _whereabouts(view: View) -> Iterator[Dispute]:
    """Somebody who is said to have left, and to be still there after that."""
    leaving: defaultdict[str, list[Happening]] = defaultdict(list)
    for one in view.happenings:
        for name in leavers(one):
            leaving[_key(name)].append(one)
    for here in (one for one in view.happenings if one.event == "REMAIN"):
        for name in (name for name in here.actors if name[:1].isupper()):
            for gone in leaving[_key(name)]:
                yield from _still_there(view, name, gone, here)


def leavers(one: Happening) -> tuple[str, ...]:
    """Who is said to have left: those who fled or withdrew, or whom others brought away."""
    if (one.event, one.mode) in {("RETREAT", "withdraw"), ("DISPLACE", "flee")}:
        return one.actors
    return one.recipients or one.actors if one.event == "DISPLACE" and one.mode != "return" else ()


def _still_there(view: View, name: str, gone: Happening, here: Happening) -> Iterator[Dispute]:
    stays = [telling for telling in view.of(here) if telling.claim.status in SAYING]
    left = [telling for telling in view.of(gone) if telling.claim.status in SAYING]
    if not _differ(stays, left, view.copies) or not _overtaken(gone, here) or not _from_there(left, stays):
        return
    sides = (_side(f"{name} has left", left), _side(f"{name} is still there", stays))
    reason = f"{_listed(sides[0].voices)} said that {name} had left, {_listed(sides[1].voices)} that {name} was still there."
    yield _dispute("whereabouts", [gone.id, here.id], sides, reason)


def _differ(some: Sequence[Telling], others: Sequence[Telling], copies: Copies) -> bool:
    """Whether two voices speak: one voice alone may change its word and does not contradict another."""
    return bool(some and others) and len({word.speaker for word in words_of((*some, *others), copies).values()}) > 1


def _from_there(left: Sequence[Telling], stays: Sequence[Telling]) -> bool:
    """Whether the place that was left may be the one where he is said to be; where only is told where he went, whether he is not said to be there."""
    here = [place for telling in stays for place in _places(telling)]
    origins = [place for telling in left for place in _places(telling) if place.role != "destination"]
    if not here or not origins:
        goals = [place for telling in left for place in _places(telling)]
        return not any(may_be_one_place(x, y) for x in here for y in goals)
    return any(may_be_one_place(x, y) for x in here for y in origins)


def _places(telling: Telling) -> tuple[Place, ...]:
    return tuple(place for place in (telling.claim.place, *telling.claim.more_places) if place is not None)


def _overtaken(gone: Happening, here: Happening) -> bool:
    """Whether he is said to be there on the day on which he is said to have left, or within a few days after it."""
    if gone.date_end is None or here.date_end is None:
        return gone.date_end == here.date_end
    left, stayed = date.fromisoformat(gone.date_start or gone.date_end), date.fromisoformat(here.date_end)
    return timedelta(0) <= stayed - left <= WHEREABOUTS_DAYS


def _control(view: View) -> Iterator[Dispute]:
    """A place that two sides are said to hold on the same day."""
    at: defaultdict[str, list[Happening]] = defaultdict(list)
    for one in view.happenings:
        if one.event == "CONTROL" and one.mode in HOLDING and one.place is not None and one.actors:
            at[place_key(one.place)].append(one)
    for some in at.values():
        for a, b in combinations(some, 2):
            yield from _both_hold(view, a, b)


def _both_hold(view: View, a: Happening, b: Happening) -> Iterator[Dispute]:
    first, second = _holders(view, a), _holders(view, b)
    if (
        a.place is None
        or not _differ(first, second, view.copies)
        or _told_by_one_report(first, second)
        or not _on_one_day(first, second)
        or not _are_rivals(first, second)
    ):
        return
    where = a.place.name
    sides = (_side(f"{a.actors[0]} {_verb(a)} {where}", first), _side(f"{b.actors[0]} {_verb(b)} {where}", second))
    yield _dispute("control", [a.id, b.id], sides, f"{a.actors[0]} and {b.actors[0]} are both claimed to hold {where} at about the same time.")


def _told_by_one_report(some: Sequence[Telling], others: Sequence[Telling]) -> bool:
    """Whether one report alone tells both, one of them on its own word: then it tells of two parts, or of two times."""
    reports = {telling.article.id for telling in (*some, *others)}
    return len(reports) == 1 and not all(telling.claim.voices for telling in (*some, *others))


def _verb(one: Happening) -> str:
    return "took" if one.mode == "seize" else "holds"


def _holders(view: View, one: Happening) -> list[Telling]:
    """The claims that he has the place, and the whole of it. "Rebel-held Aleppo" is a label and may mean a part."""
    return [telling for telling in view.of(one) if telling.claim.status == "asserted" and not _is_label(telling) and _is_whole(telling.claim.place)]


def _is_label(telling: Telling) -> bool:
    evidence, trigger = telling.claim.evidence, telling.claim.trigger
    return evidence.text[: trigger.start - evidence.start].endswith("-")


def _is_whole(place: Place | None) -> bool:
    return place is not None and place.relation is None and terms("parts_of_places").isdisjoint(fold(place.text).split())


def _on_one_day(some: Sequence[Telling], others: Sequence[Telling]) -> bool:
    """Whether a claim of each speaks of one day, as the rows of control have it."""
    return not {day for telling in some for day in days_of_ground(telling)}.isdisjoint(day for telling in others for day in days_of_ground(telling))


def _are_rivals(some: Sequence[Telling], others: Sequence[Telling]) -> bool:
    """Whether none of the holders may be one side."""
    first, second = ({side for telling in tellings if (side := side_of_holder(telling))} for tellings in (some, others))
    return bool(first and second) and all(are_rivals(a, b) for a in first for b in second)


def _key(name: str) -> str:
    return plain_name(name)


def _what(happening: Happening) -> str:
    """The happening in a few words."""
    kind = f"{happening.event}/{happening.mode}" if happening.mode else happening.event
    who = f" by {happening.actors[0]}" if happening.actors else ""
    whom = f" to {happening.recipients[0]}" if happening.recipients else ""
    return kind + who + whom + (f" in {happening.place.name}" if happening.place else "")


def _listed(names: Sequence[str]) -> str:
    """Names as a list, the first three of many."""
    shown = list(names[:3]) + ([f"{len(names) - 3} more"] if len(names) > 3 else [])
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else "nobody"
