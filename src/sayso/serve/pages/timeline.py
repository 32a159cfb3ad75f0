"""The timeline: what is told to have happened when, by the time of the event or of the saying."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter

from sayso.export.ledger.flat import TOLD_COLUMNS, told_cells
from sayso.export.ledger.rows import told_record
from sayso.serve.asked import OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.pages.happenings import features_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view

__all__ = ["router"]

router = APIRouter()
FILTERS = ("place", "actor", "country", "event", "q", "outlet", "standing", "since", "until", "on", "as_of", "min_origins", "order")
KNOWS = (*OF_HAPPENINGS, "order", *ROWS)
ORDERS = ["newest", "oldest", "said"]
USUAL = 60
TWIN = 200


def timeline(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of happenings in time, with who told each."""
    limit, offset = asked.rows(USUAL)
    order = asked.sorted_by()
    found = bench.desk.happenings(asked.happenings(), order=order, limit=limit, offset=offset)
    said = {one.id: _said(found.view.of(one)) for one in found.happenings}
    records = [told_record(found.view, one) for one in found.happenings]
    cells = [row for one in found.happenings for row in told_cells(found.view, one)]
    context = {"found": found, "said": said, "by_saying": order == "said", "fields": fields_of(asked, *FILTERS, order=ORDERS)}
    return Listing("Timeline", records, TOLD_COLUMNS, cells, features_of(found.happenings), found.total, found.at_most, limit, context)


def _said(tellings: object) -> tuple[str, str]:
    """The first and the last day on which anything of it was published; empty where no report has a date."""
    days = sorted(telling.said for telling in tellings if telling.said)  # type: ignore[attr-defined]
    return (days[0], days[-1]) if days else ("", "")


add_view(router, "/timeline", timeline, "timeline.html", knows=KNOWS, usual=USUAL, usual_twin=TWIN, places=True)
