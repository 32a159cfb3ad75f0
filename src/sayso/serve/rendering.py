"""Turning what was worked out into pages: the templates, what every page is given, and what a request has at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sayso.export.labels import count_label, event_label, many, one_line, place_label, time_label, voice_chain
from sayso.export.ledger.words import days_label, happening_label, listed, reasons_label, relation_label, where_label
from sayso.ledger.telling import voice_names
from sayso.ledger.values import number_label
from sayso.model import Count, Happening, TollRow
from sayso.serve.keeper import Keeper
from sayso.serve.reading import Reader
from sayso.serve.security import csrf_of, person_of
from sayso.serve.settings import ServeSettings
from sayso.serve.wording import wording_of
from sayso.store import Store
from sayso.store.desk import CalledRow, Desk

__all__ = ["Bench", "bench_of", "page", "store_name", "templates"]


@dataclass(slots=True)
class Bench:
    """What a request has at hand: the store, the settings, and what keeps the digest up to date."""

    store: Store
    settings: ServeSettings
    keeper: Keeper
    reader: Reader
    schema: Callable[[], dict[str, Any]]

    @property
    def desk(self) -> Desk:
        """The pages of the digest."""
        return self.store.desk


def bench_of(request: Request) -> Bench:
    """What the application was made with."""
    bench: Bench = request.app.state.bench
    return bench


def store_name(bench: Bench) -> str:
    """The store as people call it: the file's name, or the database's without who may enter it."""
    target = str(bench.settings.db)
    return target.rsplit("@", 1)[-1] if "://" in target else Path(target).name


@cache
def templates() -> Environment:
    """The templates, with all that comes from reports escaped, and with the words of the ledger at hand as filters."""
    folder = str(files("sayso.serve") / "templates")
    found = Environment(
        loader=FileSystemLoader(folder), autoescape=select_autoescape(default=True), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters.update(
        {
            "by_id": _by_id,
            "count_label": count_label,
            "days_label": lambda one: days_label(one.date_start, one.date_end),
            "event_label": event_label,
            "groupby_called": _by_name,
            "happening_label": happening_label,
            "listed": listed,
            "many": many,
            "one_line": one_line,
            "path": lambda value: quote(str(value), safe="", errors="replace"),
            "place_label": place_label,
            "reasons_label": reasons_label,
            "relation_label": relation_label,
            "tellers": lambda one, view: list(voice_names(view.of(one))),
            "time_label": time_label,
            "toll_label": _toll_label,
            "voice_chain": voice_chain,
            "where_label": where_label,
            "wording": wording_of,
        }
    )
    return found


def _by_id(happenings: Iterable[Happening]) -> dict[str, Happening]:
    return {one.id: one for one in happenings}


def _by_name(rows: Sequence[CalledRow]) -> list[list[CalledRow]]:
    """What an actor is called, name by name, the commonest first, and for each who calls him so."""
    found: dict[str, list[CalledRow]] = {}
    for row in rows:
        found.setdefault(row.called.casefold(), []).append(row)
    return sorted(found.values(), key=lambda some: (-sum(row.times for row in some), some[0].called))


KINDS = {"new": "", "total": " in all", "part": ", a part of others", "previous": ", recalled"}


def _toll_label(row: TollRow) -> str:
    return number_label(Count("", 0, 0, row.what, None, row.low, row.high)) + KINDS[row.kind]


def page(request: Request, template: str, context: Mapping[str, object], *, status: int = 200) -> Response:
    """The page that the template makes of what it is given, with what all pages have."""
    whole: Mapping[str, object] = {**_common(request), **context}
    return HTMLResponse(templates().get_template(template).render(whole), status_code=status)


def _common(request: Request) -> dict[str, object]:
    bench = bench_of(request)
    return {
        "request": request,
        "person": person_of(request),
        "csrf": csrf_of(request),
        "store_name": store_name(bench),
        "path": request.url.path,
        "notice": _notice(bench),
        "query": dict(request.query_params),
    }


def _notice(bench: Bench) -> str | None:
    """What a reader has to know of the state of things; null where all is well."""
    if bench.keeper.trouble:
        return f"What has come in cannot be brought together: {bench.keeper.trouble}"
    return "New reports are being brought together; what is shown may lack them." if bench.keeper.at_work else None
