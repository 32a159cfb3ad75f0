"""What was claimed, as of any day: happenings with their standing, worked out from claims, links and decisions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sayso.ledger.compare import distance_km
from sayso.ledger.decisions import Ruling, rule, ruled
from sayso.ledger.features import Days, Spot, days_of, features_of, spot_of
from sayso.ledger.group import Grouping, grouped, grouping_of
from sayso.ledger.origins import NO_COPIES, Copies, origins_of, publishers_of
from sayso.ledger.standing import one_side_of, slot_standings, standing_of
from sayso.ledger.telling import Telling, asserting_of, said_by
from sayso.ledger.values import day_told, main_place, names_told
from sayso.model import Decision, Happening

__all__ = ["View", "lies_in", "view_of"]

SAID = frozenset({"asserted", "attempted", "hedged", "unclear"})


@dataclass(frozen=True, slots=True)
class View:
    """Happenings, in the order of their days, with the claims that they are made of by id, and which texts are copies."""

    happenings: tuple[Happening, ...]
    tellings: Mapping[str, Telling]
    copies: Copies = field(default_factory=lambda: NO_COPIES)

    def of(self, happening: Happening) -> list[Telling]:
        """The claims of a happening in the order of publication."""
        return sorted((self.tellings[ident] for ident in happening.claims), key=lambda telling: telling.order)


def view_of(
    tellings: Iterable[Telling],
    *,
    grouping: Grouping | None = None,
    copies: Copies = NO_COPIES,
    decisions: Sequence[Decision] = (),
    as_of: str | None = None,
) -> View:
    """The happenings that the claims tell of.

    ``grouping`` is what was worked out before; it is used where no decision changes it. With ``as_of`` (an ISO day) only what had been published
    by the end of that day is known, and claims of reports without a date are left out.
    """
    known = list(tellings)
    ruling = rule(decisions, known)
    if ruling or grouping is None:
        known = ruled(known, ruling)
        grouping = _worked_out(known, ruling)
    said = said_by(known, as_of) if as_of else known
    by_id = {telling.id: telling for telling in said}
    found = [happening_of([by_id[ident] for ident in group], copies) for group in grouped(grouping, by_id)]
    ordered = sorted(found, key=lambda one: (one.date_end or "9", one.date_start or one.date_end or "9", one.id))
    return View(tuple(_with_parts(ordered)), by_id, copies)


def _worked_out(tellings: Sequence[Telling], ruling: Ruling) -> Grouping:
    """The groups from scratch, as the decisions have it."""
    return grouping_of((replace(features_of(t.claim, t.article), id=t.id, claims=(t.id,)) for t in tellings), same=ruling.same, different=ruling.different)


def happening_of(tellings: Collection[Telling], copies: Copies = NO_COPIES) -> Happening:
    """The happening that these claims tell of, with its counts and its standing."""
    ordered = sorted(tellings, key=lambda telling: telling.order)
    saying = [telling for telling in ordered if telling.claim.status in SAID] or ordered
    asserting = asserting_of(ordered)
    counted = asserting or saying
    sources = origins_of(counted, copies)
    slots = slot_standings(ordered, copies)
    event, mode = _kind(saying)
    start, end = day_told(saying)
    return Happening(
        id=_ident(ordered),
        event=event,
        mode=mode,
        place=main_place(telling.claim for telling in saying) or main_place(telling.claim for telling in ordered),
        date_start=start,
        date_end=end,
        actors=names_told(telling.claim.actors for telling in saying),
        recipients=names_told(telling.claim.recipients for telling in saying),
        claims=tuple(telling.id for telling in ordered),
        articles=len({telling.article.id for telling in counted}),
        publishers=len(publishers_of(counted)),
        origins=len(sources),
        standing=standing_of(ordered, sources, slots, copies),
        slots=slots,
        sources=sources,
        one_side=one_side_of(sources) if asserting else None,
    )


def _ident(ordered: Sequence[Telling]) -> str:
    """A name that stays as long as the first claim does."""
    return "h-" + hashlib.sha256(ordered[0].id.encode()).hexdigest()[:12]


def _kind(tellings: Sequence[Telling]) -> tuple[str, str | None]:
    """The type that most claims have, and the mode that most of these have; of what is as frequent, what comes first in the alphabet."""
    events = Counter(telling.claim.event for telling in tellings)
    event = min(events, key=lambda name: (-events[name], name))
    modes = Counter(telling.claim.mode for telling in tellings if telling.claim.event == event and telling.claim.mode)
    return event, min(modes, key=lambda name: (-modes[name], name), default=None)


def _with_parts(happenings: Sequence[Happening]) -> list[Happening]:
    """The happenings, each with those that it is a part of."""
    wholes = [one for one in happenings if _is_whole(one)]
    return [_placed_in(one, wholes) for one in happenings]


def _is_whole(one: Happening) -> bool:
    return one.date_start is not None and one.date_start != one.date_end or one.place is not None and one.place.precision in {"region", "country"}


def _placed_in(one: Happening, wholes: Sequence[Happening]) -> Happening:
    found = tuple(whole.id for whole in wholes if whole.id != one.id and lies_in(one, whole))
    return replace(one, part_of=found) if found else one


def lies_in(part: Happening, whole: Happening) -> bool:
    """Whether it is of one kind with a wider happening and lies in its days and its place."""
    if part.event != whole.event or not (part.mode == whole.mode or whole.mode is None) or _span(part) is None or _span(whole) is None:
        return False
    if set(part.actors) and set(whole.actors) and not set(part.actors) & set(whole.actors):
        return False
    return _within_days(part, whole) and _within_place(part, whole)


def _span(one: Happening) -> Days | None:
    return days_of(f"{one.date_start}/{one.date_end}", None) if one.date_start and one.date_end else None


def _within_days(part: Happening, whole: Happening) -> bool:
    inner, outer = _span(part), _span(whole)
    assert inner is not None and outer is not None
    return outer.first <= inner.first and inner.last <= outer.last and outer.length <= LONGEST


LONGEST = 31
"""Days beyond which a span is an era and no happening that others are part of."""


def _within_place(part: Happening, whole: Happening) -> bool:
    if part.place is None or whole.place is None:
        return False
    x, y = spot_of(part.place), spot_of(whole.place)
    if x.name == y.name:
        inner, outer = _span(part), _span(whole)
        return inner is not None and outer is not None and inner.length < outer.length
    return _contains(y, x)


def _contains(outer: Spot, inner: Spot) -> bool:
    if outer.precision == "country":
        return inner.precision != "country" and inner.country == outer.country
    if outer.precision != "region" or inner.precision in {"region", "country"}:
        return False
    if outer.admin1 and inner.admin1:
        return outer.admin1 == inner.admin1 and outer.country == inner.country
    km = distance_km(outer, inner)
    return km is not None and km <= outer.radius
