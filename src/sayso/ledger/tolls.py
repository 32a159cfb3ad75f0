"""Tolls as running series: each number with its voice and the day on which it was said. Nothing is added up."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.ledger.origins import words_of
from sayso.ledger.standing import is_said, superseded
from sayso.ledger.telling import teller
from sayso.ledger.view import View
from sayso.model import Happening, TollRow

__all__ = ["tolls_in"]


def tolls_in(view: View) -> Iterator[TollRow]:
    """Yields the numbers of each happening, kind by kind, in the order in which they were said; also parts of others and older ones that are recalled.

    What somebody denies or cannot tell is no number of his.
    """
    for happening in view.happenings:
        yield from _series(view, happening)


def _series(view: View, happening: Happening) -> Iterator[TollRow]:
    tellings = view.of(happening)
    counts = [(count, telling) for telling in tellings for count in telling.claim.counts if is_said(count, telling)]
    words = words_of(tellings, view.copies)
    replaced = {what: superseded(tellings, what, words) for what in {count.what for count, _ in counts}}
    for count, telling in sorted(counts, key=lambda item: (item[0].what, item[1].order, item[0].start)):
        said = telling.claim.voices[-1].said if telling.claim.voices else None
        yield TollRow(
            happening=happening.id,
            what=count.what,
            voice=teller(telling),
            said=said if said and "X" not in said else telling.said,
            low=count.low,
            high=count.high,
            kind=count.kind,
            claim=telling.id,
            superseded=(telling.id, count.start) in replaced[count.what],
        )
