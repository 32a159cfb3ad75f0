"""Control: who was claimed, by whom, to have which place when; as a table, and on a map for one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from fastapi import APIRouter

from sayso.export.ledger.flat import CONTROL_COLUMNS, control_cells
from sayso.export.ledger.ground import ground_rows
from sayso.export.ledger.rows import control_record
from sayso.ledger.control import DayState, day_states
from sayso.ledger.values import place_key
from sayso.model import ControlRow
from sayso.records import Record
from sayso.serve.asked import OF_CLAIMS, OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view, feature
from sayso.store.desk import HappeningFilter, PlaceRow

__all__ = ["router"]

router = APIRouter()
FILTERS = ("place", "country", "actor", "voice", "outlet", "since", "until", "on", "as_of")
MAP_FILTERS = ("place", "country", "actor", "event", "q", "outlet", "standing", "since", "until", "on", "as_of")
KNOWS = (*OF_CLAIMS, "on", "as_of", *ROWS)
MAP_KNOWS = (*OF_HAPPENINGS, "limit")
MOST_PLACES = 1000
MAP_COLUMNS = PlaceRow._fields


def control(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """Who was claimed to have which place, day by day, a page of days of places; the newest first."""
    limit, offset = asked.rows()
    ground = bench.desk.ground(asked.happenings())
    wanted = asked.claims()
    rows = ground_rows(ground.view, wanted.place, wanted.country) if wanted.place or wanted.country else list(ground.rows)
    rows = [row for row in rows if _is_wanted(row, asked.happenings())]
    states = sorted(day_states(rows), key=lambda state: (state.date, state.place), reverse=True)
    page = states[offset : offset + limit]
    shown = [row for state in page for row in state.rows]
    context = {"states": page, "cut": ground.cut, "fields": fields_of(asked, *FILTERS)}
    features = _features(shown)
    return Listing(
        "Control",
        [control_record(row) for row in shown],
        CONTROL_COLUMNS,
        [control_cells(row) for row in shown],
        features,
        len(states),
        limit=limit,
        context=context,
    )


def _is_wanted(row: ControlRow, asked: HappeningFilter) -> bool:
    since, until = asked.on or asked.claims.since or "", asked.on or asked.claims.until or "9"
    return since <= row.date <= until


def _features(rows: Sequence[ControlRow]) -> list[Record]:
    found = (feature(row.place, {**control_record(row), "place": row.place.name}) for row in rows)
    return [one for one in found if one is not None]


def on_the_map(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """The places of which anything is told, and who was claimed to have which on a day: the one that is asked for, else the last of which anybody speaks."""
    wanted = asked.happenings()
    days = bench.desk.ground_days(replace(wanted, on=None))
    day = wanted.on or (min(days[1], wanted.as_of) if days and wanted.as_of else days[1] if days else None)
    places = bench.desk.places(replace(wanted, on=None), limit=min(asked.rows()[0], MOST_PLACES))
    states = list(day_states(bench.desk.ground(replace(wanted, on=day)).rows)) if day else []
    context = {
        "places": places,
        "day": day,
        "days": days,
        "before": _shifted(day, -1),
        "after": _shifted(day, 1),
        "states": states,
        "at": {place_key(state.rows[0].place): state for state in states},
        "fields": fields_of(asked, *MAP_FILTERS),
    }
    records = [row._asdict() for row in places.rows]
    return Listing("Map", records, MAP_COLUMNS, records, _points(places.rows, states, day), places.total, limit=MOST_PLACES, context=context)


def _shifted(day: str | None, days: int) -> str | None:
    if day is None:
        return None
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except OverflowError:
        return None


def _points(places: Sequence[PlaceRow], states: Sequence[DayState], day: str | None) -> list[Record]:
    """The places and the rows of control as points of GeoJSON."""
    found = [_point(row) for row in places]
    control = _features([row for state in states for row in state.rows])
    return [*found, *({**one, "properties": {"what": "control", "day": day, **one["properties"]}} for one in control)]


def _point(row: PlaceRow) -> Record:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]}, "properties": {"what": "claims", **row._asdict()}}


add_view(router, "/control", control, "control.html", knows=KNOWS, places=True)
add_view(router, "/map", on_the_map, "map.html", knows=MAP_KNOWS, usual=MOST_PLACES, places=True)
