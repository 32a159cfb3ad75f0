"""Disputes: claims that cannot all be right, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from sayso.errors import UsageError
from sayso.export.ledger.flat import DISPUTE_COLUMNS, dispute_cells
from sayso.export.ledger.rows import dispute_record
from sayso.ledger.view import View
from sayso.model import Dispute
from sayso.records import Record
from sayso.serve.asked import DISPUTE_KINDS, OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view, feature

__all__ = ["router"]

router = APIRouter()
FILTERS = ("q", "kind", "place", "actor", "country", "event", "outlet", "since", "until", "as_of")
KNOWS = (*OF_HAPPENINGS, "kind", *ROWS)
USUAL = 20


def disputes(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the disputes, those first that were heard of last."""
    limit, offset = asked.rows(USUAL)
    if unknown := [kind for kind in asked.kind if kind not in DISPUTE_KINDS]:
        raise UsageError(f"there is no dispute of the kind {unknown[0]!r}.", where="kind", remedy=f"Choose {', '.join(DISPUTE_KINDS)}.")
    found = bench.desk.disputes(asked.happenings(), kinds=asked.kind, limit=limit, offset=offset, with_claims=parts.get("ending") == "")
    context = {"found": found, "by_id": _by_id(found.view), "fields": fields_of(asked, *FILTERS, kind=list(DISPUTE_KINDS))}
    return _listing("Disputes", found.disputes, found.view, context, found.total, limit, at_most=found.at_most)


def dispute(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """One dispute."""
    found = bench.desk.dispute(parts["ident"])
    one = found.disputes[0]
    return _listing(f"Dispute: {one.reason}", [one], found.view, {"found": found, "one": one, "by_id": _by_id(found.view)}, None, USUAL)


def _by_id(view: View) -> dict[str, object]:
    return {one.id: one for one in view.happenings}


def _listing(
    title: str, some: Sequence[Dispute], view: View, context: Mapping[str, object], total: int | None, limit: int, *, at_most: bool = False
) -> Listing:
    cells = [row for one in some for row in dispute_cells(one)]
    return Listing(title, [dispute_record(one) for one in some], DISPUTE_COLUMNS, cells, _features(some, view), total, at_most, limit, context)


def _features(some: Sequence[Dispute], view: View) -> list[Record]:
    places = {one.id: one.place for one in view.happenings}
    found = (feature(places.get(one.happenings[0]), {"id": one.id, "kind": one.kind, "reason": one.reason}) for one in some)
    return [one for one in found if one is not None]


add_view(router, "/disputes", disputes, "disputes.html", knows=KNOWS, usual=USUAL, places=True)
add_view(router, "/disputes/{ident}", dispute, "dispute.html", places=True)
