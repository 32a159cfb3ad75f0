"""Views and their twins: one function works a view out, and it can be had as a page, as JSON, as CSV, and as GeoJSON where it has places."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel

from sayso.errors import UsageError
from sayso.export.ledger.flat import write_csv
from sayso.model import Place
from sayso.records import Record
from sayso.serve.asked import PAGE, TWIN_PAGE, Asked, Ident, asking
from sayso.serve.cite import cite
from sayso.serve.rendering import Bench, bench_of, page, store_name
from sayso.serve.security import person_of

__all__ = ["FAULTS", "Listing", "View", "add_view", "engines_of", "feature"]

Cells = Mapping[str, Any]


FAULT = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "What is wrong."}, "remedy": {"type": "string", "description": "What to do about it."}},
}
FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/json": {"schema": FAULT}}}
    for status, words in (
        (400, "It cannot be asked like this."),
        (403, "It comes from a page of another site."),
        (404, "There is nothing of this name."),
        (413, "The body is too large."),
        (414, "The address is too long."),
        (422, "It cannot be understood."),
        (429, "Too much was asked at once."),
        (503, "The store cannot be read just now."),
    )
}
"""The answers that are not what was asked for, for the description of the API."""


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


def add_view(
    router: APIRouter,
    path: str,
    work_out: View,
    template: str,
    *,
    knows: Sequence[str] = (),
    usual: int = PAGE,
    usual_twin: int = TWIN_PAGE,
    places: bool = False,
    csv: bool = True,
) -> None:
    """Nothing; the router answers at the path with the page, and at the path with an ending with each twin.

    ``knows`` are the conditions that the view goes by, ``usual`` and ``usual_twin`` the rows of a page and of a twin where no limit is asked for.
    """
    name = path.strip("/").partition(":")[0].replace("/{", "_").rstrip("}") or "overview"
    base = "/overview" if path == "/" else path
    twins = ["json", *(["csv"] if csv else []), *(["geojson"] if places else [])]
    known: Any = asking(*knows)

    def view(request: Request, bench: Bench, asked: Asked, ending: str | None, parts: Mapping[str, str]) -> Response:
        limit = min(asked.limit or (usual_twin if ending else usual), TWIN_PAGE)
        listing = work_out(bench, asked.model_copy(update={"limit": limit}), {**parts, "person": person_of(request) or "", "ending": ending or ""})
        return _answered(request, bench, asked, listing, ending, template, twins, base)

    def answer(ending: str | None) -> Callable[..., Response]:
        def respond(request: Request, bench: Annotated[Bench, Depends(bench_of)], given: BaseModel, **parts: str) -> Response:
            asked = Asked.model_validate(given.model_dump(by_alias=True))
            try:
                return view(request, bench, asked, ending, parts)
            except UsageError:
                if ending is None or not path.endswith(":path}"):
                    raise
                longer = {key: f"{value}.{ending}" for key, value in parts.items()}
                with suppress(UsageError):
                    return view(request, bench, asked, None, longer)
                raise

        _takes(respond, Annotated[known, Query()], re.findall(r"{(\w+)", path))
        return respond

    # a path that ends in a name takes its endings first; where there is nothing of that name the ending is part of it
    for ending in (*twins, None):
        where = path if ending is None else f"{base}.{ending}"
        facts: dict[str, Any] = {"include_in_schema": ending is not None, "response_class": _kind(ending), "tags": ["views"], "responses": FAULTS}
        facts |= {"operation_id": f"view_{name}_{ending or 'page'}", "summary": f"{name.replace('_', ' by ')} as {ending.upper()}" if ending else name}
        router.add_api_route(where, answer(ending), methods=["GET"], **facts)


def _takes(respond: Callable[..., Response], asked: object, names: Sequence[str]) -> None:
    """Nothing; the function tells that it takes these conditions, and what the path names."""
    told = signature(respond)
    own = [one for one in told.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
    more = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=Ident) for name in names]
    annotations = {"request": Request, "bench": Annotated[Bench, Depends(bench_of)], "given": asked}
    respond.__signature__ = told.replace(  # type: ignore[attr-defined]
        parameters=[*(one.replace(annotation=annotations[one.name]) for one in own), *more], return_annotation=Response
    )


class _Csv(Response):
    media_type = "text/csv"


class _GeoJson(JSONResponse):
    media_type = "application/geo+json"


def _kind(ending: str | None) -> type[Response]:
    return {"json": JSONResponse, "csv": _Csv, "geojson": _GeoJson}.get(ending or "", HTMLResponse)


def feature(place: Place | None, properties: Mapping[str, object]) -> Record | None:
    """A point of GeoJSON; null where the place is not located."""
    if place is None or place.lat is None or place.lon is None:
        return None
    facts = {"place": place.name, "country": place.country, "precision": place.precision, "radius_km": place.radius_km}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]}, "properties": {**facts, **properties}}


def engines_of(bench: Bench) -> str:
    """The names of what has read the reports up to now; empty where nothing has."""
    return ", ".join(engine.name for engine in bench.store.engines())


def _answered(request: Request, bench: Bench, asked: Asked, listing: Listing, ending: str | None, template: str, twins: Sequence[str], base: str) -> Response:
    whole = quote(request.scope["path"])
    path = whole if ending is None else whole.removesuffix(f".{ending}")
    here = asked.address(path)
    root = str(request.base_url).rstrip("/")
    citation = cite(listing.title, root + here, store=store_name(bench), engines=engines_of(bench), as_of=asked.as_of)
    pager = _pager(asked, listing, path)
    if ending is not None:
        following = _pager(asked, listing, whole)
        headers = {"Link": f'<{following.after}>; rel="next"'} if following and following.after else {}
    if ending == "json":
        return JSONResponse(_json(asked, listing, here, citation.text), headers=headers)
    if ending == "geojson":
        return _GeoJson({"type": "FeatureCollection", "features": list(listing.features or ()), "citation": citation.text}, headers=headers)
    if ending == "csv":
        stream = io.StringIO()
        write_csv(listing.columns, listing.cells, stream)
        name = path.strip("/").replace("/", "-")
        return _Csv(stream.getvalue(), headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}.csv", **headers})
    addresses = {twin: asked.address(f"{path if path != '/' else base}.{twin}", limit=None, offset=None) for twin in twins}
    context = {"listing": listing, "asked": asked, "here": here, "twins": addresses, "citation": citation, "pager": pager}
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
    last = min(offset + size, listing.total) if listing.records else 0
    before = asked.address(path, offset=max(0, offset - size) or None) if offset else None
    if not listing.records:
        return Pager(0, 0, 0, before, None, at_most=False)
    after = asked.address(path, offset=offset + size) if last < listing.total else None
    return Pager(min(offset + 1, listing.total), last, listing.total, before, after, at_most=listing.at_most)
