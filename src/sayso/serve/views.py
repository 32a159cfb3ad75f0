"""Views and their twins: one function works a view out, and it can be had as a page, as JSON, as CSV, and as GeoJSON where it has places."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from sayso.export.ledger.flat import write_csv
from sayso.model import Place
from sayso.records import Record
from sayso.serve.asked import PAGE, TWIN_PAGE, Asked
from sayso.serve.cite import cite
from sayso.serve.rendering import Bench, bench_of, page, store_name
from sayso.serve.security import person_of

__all__ = ["Listing", "View", "add_view", "feature"]

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A view worked out: rows as the contract's objects and as flat cells, features of GeoJSON, and what else its page shows.

    ``total`` counts all rows that there are; ``at_most`` says that it is an upper bound. A view of one thing has ``total`` null.
    """

    title: str
    records: Sequence[Record] = ()
    columns: Sequence[str] = ()
    cells: Iterable[Cells] = ()
    features: Sequence[Record] | None = None
    total: int | None = None
    at_most: bool = False
    limit: int = PAGE
    context: Mapping[str, object] = field(default_factory=dict)


View = Callable[[Bench, Asked, Mapping[str, str]], Listing]
"""Works a view out of the store, of what is asked for and of what the path names; ``asked.limit`` is set."""


def add_view(router: APIRouter, path: str, work_out: View, template: str, *, usual: int = PAGE, places: bool = False, csv: bool = True) -> None:
    """Nothing; the router answers at the path with the page, and at the path with an ending with each twin."""
    name = path.strip("/").split("/")[0] or "overview"
    base = "/overview" if path == "/" else path
    twins = ["json", *(["csv"] if csv else []), *(["geojson"] if places else [])]

    def answer(ending: str | None) -> Callable[..., Response]:
        def respond(request: Request, bench: Annotated[Bench, Depends(bench_of)], asked: Annotated[Asked, Query()]) -> Response:
            parts = {**{key: str(value) for key, value in request.path_params.items()}, "person": person_of(request) or ""}
            given = asked.limit
            asked = asked.model_copy(update={"limit": min(given if given is not None else (TWIN_PAGE if ending else usual), TWIN_PAGE)})
            listing = work_out(bench, asked, parts)
            shown = asked.model_copy(update={"limit": given})
            return _answered(request, bench, shown, listing, ending, template, twins, base)

        return respond

    # a path that ends in a name takes its endings first, since the name itself may hold a dot
    for ending in (*twins, None):
        where = path if ending is None else f"{base}.{ending}"
        facts: dict[str, Any] = {"include_in_schema": ending is not None, "response_class": _kind(ending), "tags": ["views"]}
        router.add_api_route(where, answer(ending), methods=["GET"], summary=f"{name} as {ending.upper()}" if ending else name, **facts)


def _kind(ending: str | None) -> type[Response]:
    return JSONResponse if ending in {"json", "geojson"} else Response


def feature(place: Place | None, properties: Mapping[str, object]) -> Record | None:
    """A point of GeoJSON; null where the place is not located."""
    if place is None or place.lat is None or place.lon is None:
        return None
    facts = {"place": place.name, "country": place.country, "precision": place.precision, "radius_km": place.radius_km}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]}, "properties": {**facts, **properties}}


def _answered(request: Request, bench: Bench, asked: Asked, listing: Listing, ending: str | None, template: str, twins: Sequence[str], base: str) -> Response:
    path = request.url.path if ending is None else request.url.path.removesuffix(f".{ending}")
    here = asked.address(path)
    root = str(request.base_url).rstrip("/")
    citation = cite(listing.title, root + here, store=store_name(bench), engines=bench.engine_names, as_of=asked.as_of)
    if ending == "json":
        return JSONResponse(_json(asked, listing, here, citation.text))
    if ending == "geojson":
        collection = {"type": "FeatureCollection", "features": list(listing.features or ()), "citation": citation.text}
        return JSONResponse(collection, media_type="application/geo+json")
    if ending == "csv":
        stream = io.StringIO()
        write_csv(listing.columns, listing.cells, stream)
        name = quote(path.strip("/").replace("/", "-") or "overview")
        return Response(stream.getvalue(), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}.csv"})
    addresses = {twin: asked.address(f"{path if path != '/' else base}.{twin}", limit=None, offset=None) for twin in twins}
    context = {"listing": listing, "asked": asked, "here": here, "twins": addresses, "citation": citation, "pager": _pager(asked, listing, path)}
    return page(request, template, {"title": listing.title, **context, **listing.context})


def _json(asked: Asked, listing: Listing, here: str, citation: str) -> Record:
    """The view as one object: what was asked, how much there is, how to cite it, and the rows."""
    facts: Record = {"title": listing.title, "address": here, "asked": dict(_grouped(asked)), "citation": citation}
    if listing.total is None:
        return {**facts, **(listing.records[0] if listing.records else {})}
    return {**facts, "total": listing.total, "at_most": listing.at_most, "offset": asked.offset or 0, "rows": list(listing.records)}


def _grouped(asked: Asked) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in asked.pairs():
        found.setdefault(name, []).append(value)
    return found


class Pager:
    """Where in a list a page is, and the addresses of those before and after it."""

    __slots__ = ("after", "at_most", "before", "first", "last", "total")

    def __init__(self, first: int, last: int, total: int, before: str | None, after: str | None, *, at_most: bool) -> None:
        self.first, self.last, self.total, self.before, self.after, self.at_most = first, last, total, before, after, at_most


def _pager(asked: Asked, listing: Listing, path: str) -> Pager | None:
    if listing.total is None:
        return None
    size, offset = max(listing.limit, 1), asked.offset or 0
    last = min(offset + size, listing.total)
    before = asked.address(path, offset=max(0, offset - size) or None) if offset else None
    after = asked.address(path, offset=offset + size) if last < listing.total else None
    return Pager(min(offset + 1, listing.total), last, listing.total, before, after, at_most=listing.at_most)
