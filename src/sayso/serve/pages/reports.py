"""Reports: the list of what is in the store, and one of them with its claims marked in its text."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter

from sayso.export.csv_ import COLUMNS, claim_row
from sayso.records import claim_record, reading_record
from sayso.serve.asked import ROWS, Asked, fields_of
from sayso.serve.marks import cards_of, mark_report
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view, feature
from sayso.store import ReportRow

__all__ = ["router"]

router = APIRouter()
FILTERS = ("q", "outlet", "said_since", "said_until")
KNOWS = (*FILTERS, *ROWS)


def reports(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the reports, the newest first; words are looked for in their texts."""
    limit, offset = asked.rows()
    wanted = asked.reports()
    rows = list(bench.store.reports(wanted, limit=limit, offset=offset, newest=True))
    total = bench.store.count_reports(wanted)
    records = [row._asdict() for row in rows]
    context = {"rows": rows, "fields": fields_of(asked, *FILTERS)}
    return Listing("Reports", records, ReportRow._fields, records, None, total, limit=limit, context=context)


def report(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """One report with the claims of its newest reading, around the characters that are asked for where it is long."""
    ident = parts["ident"]
    reading = next(iter(bench.store.readings(reports=[ident])), None)
    found = reading.report if reading is not None else bench.store.report(ident)
    claims = [(claim.id, claim) for claim in reading.claims] if reading is not None else []
    engine = reading.engine if reading is not None else ""
    cards = cards_of(claims, bench.desk.homes([claim for claim, _ in claims]))
    at = (asked.start, asked.end) if asked.start is not None else None
    points = (feature(claim.place, claim_record(claim, found, engine)) for _, claim in claims)
    context = {"report": found, "cards": cards, "text": mark_report(found.text, cards, at=at), "asked_at": at, "engine": engine}
    return Listing(
        found.title or found.id,
        [reading_record(reading) if reading is not None else {"report": {"id": found.id}, "claims": []}],
        COLUMNS,
        [claim_row(claim, found) for _, claim in claims],
        [point for point in points if point is not None],
        context=context,
    )


add_view(router, "/reports", reports, "reports.html", knows=KNOWS)
add_view(router, "/reports/{ident:path}", report, "report.html", knows=("start", "end"), places=True)
