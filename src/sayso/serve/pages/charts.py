"""What the charts of the pages are drawn from: the same rows as the page, as data for the script that draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from sayso.export.ledger.words import days_label, where_label
from sayso.model import Happening, TollRow
from sayso.serve.asked import Asked
from sayso.serve.charts import Bar, Holding, MapPoint, Theme, TollMark, map_chart, timeline_chart, toll_chart
from sayso.serve.pages import ground, timeline, tolls
from sayso.serve.pages.happenings import name_of
from sayso.serve.rendering import Bench, bench_of
from sayso.store.desk import PlaceRow

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

AtHand = Annotated[Bench, Depends(bench_of)]
Asking = Annotated[Asked, Query()]


@router.get("/charts/timeline.json")
def of_time(bench: AtHand, asked: Asking, theme: Theme = "light", narrow: bool = False) -> JSONResponse:
    """The happenings of a page of the timeline."""
    listing = timeline.timeline(bench, asked, {})
    found, said = listing.context["found"], listing.context["said"]
    bars = [_bar(one, *said[one.id]) for one in found.happenings]  # type: ignore[attr-defined, index]
    along = "saying" if listing.context["by_saying"] else "happening"
    return JSONResponse(timeline_chart(bars, along=along, theme=theme, narrow=narrow))  # type: ignore[arg-type]


def _bar(one: Happening, first_said: str, last_said: str) -> Bar:
    claims = len(one.claims)
    label, where = name_of(one), where_label(one)
    return Bar(label, one.date_start, one.date_end, one.standing, first_said or None, last_said or None, where, claims, f"/happenings/{one.id}")


@router.get("/charts/tolls.json")
def of_tolls(bench: AtHand, asked: Asking, theme: Theme = "light", narrow: bool = False) -> JSONResponse:
    """The numbers of a page of tolls, those of what is counted first."""
    listing = tolls.tolls(bench, asked, {})
    marks = [_mark(row, one) for one, rows in listing.context["shown"] for row in rows]  # type: ignore[attr-defined]
    return _drawn_tolls(marks, asked.what[0] if asked.what else None, theme, narrow)


@router.get("/charts/happenings/{ident}/tolls.json")
def of_one(bench: AtHand, ident: str, asked: Asking, theme: Theme = "light", narrow: bool = False) -> JSONResponse:
    """The numbers of one happening of one kind."""
    whole = bench.desk.happening(ident)
    marks = [_mark(row, whole.happening) for row in bench.desk.tolls_of(whole.happening.id)]
    return _drawn_tolls(marks, asked.what[0] if asked.what else None, theme, narrow)


Marked = tuple[str, TollMark]


def _mark(row: TollRow, one: Happening) -> Marked:
    label = f"{where_label(one)}, {days_label(one.date_start, one.date_end)}"
    return row.what, TollMark(row.voice, row.said, row.low, row.high, row.kind, row.superseded, one.id, label, f"/claims/{row.claim}")


def _drawn_tolls(marks: Sequence[Marked], what: str | None, theme: Theme, narrow: bool) -> JSONResponse:
    chosen = what or (marks[0][0] if marks else "killed")
    return JSONResponse(toll_chart([mark for counted, mark in marks if counted == chosen], what=chosen, theme=theme, narrow=narrow))


@router.get("/charts/map.json")
def of_places(bench: AtHand, asked: Asking, theme: Theme = "light", narrow: bool = False, control: bool = False) -> JSONResponse:
    """The places of the map; with ``control`` who is claimed to have which on its day."""
    listing = ground.on_the_map(bench, asked.model_copy(update={"limit": asked.limit or ground.MOST_PLACES}), {})
    points = [_point(row, asked) for row in listing.context["places"].rows]  # type: ignore[attr-defined]
    holdings = list(_holdings(listing.context["states"])) if control else []
    chart = map_chart(points, holdings, _countries(asked), tiles=_tiles(bench.settings.tiles), theme=theme, narrow=narrow)
    return JSONResponse(chart)


def _tiles(pattern: str | None) -> str | None:
    """The pattern of the tiles as the chart writes it."""
    return pattern.replace("{z}", "{Z}").replace("{x}", "{X}").replace("{y}", "{Y}") if pattern else None


def _point(row: PlaceRow, asked: Asked) -> MapPoint:
    href = asked.address("/happenings", place=row.place, on=None, limit=None, offset=None)
    return MapPoint(row.place, row.lat, row.lon, row.radius_km, row.claims, row.happenings, row.disputed, href)


def _holdings(states: Any) -> Any:
    """Yields who is claimed to have, contest, enter or leave which located place."""
    for state in states:
        for row in state.rows:
            if row.place.lat is not None and row.place.lon is not None:
                where = (row.place.name, row.place.lat, row.place.lon)
                yield Holding(*where, row.holder, row.relation, row.status, row.voices, row.side, f"/claims/{row.claims[0]}")


def _countries(asked: Asked) -> tuple[str, ...]:
    return asked.claims().country if asked.country else ()  # type: ignore[return-value]
