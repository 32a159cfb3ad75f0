"""Tolls: the numbers of people that are told, voice by voice. Nothing is added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from fastapi import APIRouter

from sayso.errors import UsageError
from sayso.export.ledger.flat import TOLL_COLUMNS, toll_cells
from sayso.export.ledger.rows import happening_record, toll_record
from sayso.model import TollRow
from sayso.serve.asked import CHOICES, OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.pages.happenings import features_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view

__all__ = ["router"]

router = APIRouter()
FILTERS = ("what", "q", "place", "actor", "country", "event", "outlet", "standing", "since", "until", "as_of")
KNOWS = (*OF_HAPPENINGS, "what", *ROWS)
USUAL = 20


def tolls(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the happenings of which numbers are told, and these numbers."""
    limit, offset = asked.rows(USUAL)
    if unknown := [what for what in asked.what if what not in CHOICES["what"]]:
        raise UsageError(f"nothing counts {unknown[0]!r}.", where="what", remedy=f"Choose {', '.join(CHOICES['what'])}.")
    found, rows = bench.desk.tolls(asked.happenings(), what=asked.what, limit=limit, offset=offset)
    by_happening: defaultdict[str, list[TollRow]] = defaultdict(list)
    for row in rows:
        by_happening[row.happening].append(row)
    shown = [(one, by_happening[one.id]) for one in found.happenings if by_happening[one.id]]
    records = [{**happening_record(one), "tolls": [toll_record(row) for row in some]} for one, some in shown]
    context = {"shown": shown, "view": found.view, "fields": fields_of(asked, *FILTERS)}
    cells = [toll_cells(row) for _, some in shown for row in some]
    return Listing("Tolls", records, TOLL_COLUMNS, cells, features_of([one for one, _ in shown]), found.total, found.at_most, limit, context)


add_view(router, "/tolls", tolls, "tolls.html", knows=KNOWS, usual=USUAL, places=True)
