"""Search: one question over reports, claims, happenings, voices and actors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from sayso.errors import UsageError
from sayso.export.ledger.rows import happening_record
from sayso.export.ledger.words import where_label
from sayso.serve.asked import Asked
from sayso.serve.pages.happenings import name_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view
from sayso.store import ClaimFilter, ReportFilter
from sayso.store.desk import HappeningFilter, PlaceRow

__all__ = ["router"]

router = APIRouter()
SHOWN = 8
COLUMNS = ("what", "id", "name")


def search(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """The first few of everything that holds the words, with the addresses of all of it."""
    if not asked.q:
        return Listing("Search", [{}], COLUMNS, context={"found": None, "ident": None})
    if asked.q.startswith(("c-", "h-", "d-")) and " " not in asked.q:
        return Listing("Search", [{}], COLUMNS, context={"found": None, "ident": asked.q})
    claims = ClaimFilter(text=asked.q)
    happenings = bench.desk.happenings(HappeningFilter(claims), order="said", limit=SHOWN, with_claims=False)
    reports = list(bench.store.reports(ReportFilter(text=asked.q), limit=SHOWN, newest=True))
    voices = bench.desk.voices(words=asked.q, limit=SHOWN)
    actors, _ = bench.desk.names(words=asked.q, limit=SHOWN)
    places = _places(bench, asked.q)
    record = {
        "happenings": [happening_record(one) for one in happenings.happenings],
        "reports": [row._asdict() for row in reports],
        "voices": [row._asdict() for row in voices.rows],
        "actors": [row._asdict() for row in actors.rows],
        "places": [row._asdict() for row in places],
    }
    found = {"happenings": happenings, "reports": reports, "voices": voices, "actors": actors, "places": places}
    totals = {"claims": bench.store.count(claims), "reports": bench.store.count_reports(ReportFilter(text=asked.q))}
    rows: list[tuple[str, str | None, str | None]] = [("happening", one.id, f"{name_of(one)}, {where_label(one)}") for one in happenings.happenings]
    rows += [("report", row.id, row.title) for row in reports]
    rows += [("voice", None, row.name) for row in voices.rows]
    rows += [("actor", None, row.actor) for row in actors.rows]
    rows += [("place", None, row.place) for row in places]
    cells = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    context = {"found": found, "totals": totals, "ident": None}
    return Listing(f"Search: {asked.q}", [{**record, **totals}], COLUMNS, cells, context=context)


def _places(bench: Bench, words: str) -> Sequence[PlaceRow]:
    """The places of these words; none where they are no name."""
    try:
        return bench.desk.places(HappeningFilter(ClaimFilter(place=words)), limit=SHOWN).rows
    except UsageError:
        return ()


add_view(router, "/search", search, "search.html", knows=("q",))
