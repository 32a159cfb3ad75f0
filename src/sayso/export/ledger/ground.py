"""Which rows of control answer a question about places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.ledger.control import control_in
from sayso.ledger.telling import Telling
from sayso.ledger.values import place_key
from sayso.ledger.view import View
from sayso.lexicon.folding import fold
from sayso.model import ControlRow, Place

__all__ = ["ground_rows"]


def ground_rows(view: View, places: Sequence[str] = (), countries: Sequence[str] = ()) -> list[ControlRow]:
    """The rows of the places that go by one of the names, or lie in a province or a country that does; those by the name itself come first.

    Another place that the same claim tells of is left out. A place goes by all names by which the claims call it.
    """
    named, near = _keys(view, places, own=True), _keys(view, places, own=False)
    rows = [row for row in control_in(view.tellings.values()) if not countries or row.place.country in countries]
    if not places:
        return rows
    return [row for row in rows if place_key(row.place) in named] + [row for row in rows if place_key(row.place) in near - named]


def _keys(view: View, asked: Sequence[str], *, own: bool) -> frozenset[str]:
    """The places that are meant, by what their mentions share: by their own names, or by their provinces."""
    wanted = [f" {fold(name)} " for name in asked]
    told = (place for telling in view.tellings.values() for place in _told(telling))
    return frozenset(place_key(place) for place in told if any(name in _names(place, own=own) for name in wanted))


def _told(telling: Telling) -> Iterator[Place]:
    yield from (place for place in (telling.claim.place, *telling.claim.more_places) if place is not None)


def _names(place: Place, *, own: bool) -> str:
    """All names of the place, folded, with spaces around each."""
    names = (place.name, place.text) if own else (place.admin1 or "",)
    return "|".join(f" {fold(name)} " for name in names)
