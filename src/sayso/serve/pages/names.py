"""Names: what each voice and each outlet calls each actor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from fastapi import APIRouter

from sayso.serve.asked import OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view
from sayso.store.desk import CalledRow

__all__ = ["router"]

router = APIRouter()
FILTERS = ("q", "place", "country", "event", "voice", "outlet", "said_since", "said_until", "as_of")
KNOWS = (*OF_HAPPENINGS, *ROWS)
USUAL = 20


def names(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the actors, those with most names first, and by whom each is called what; words are looked for in the names."""
    limit, offset = asked.rows(USUAL)
    found, called = bench.desk.names(asked.model_copy(update={"q": None}).happenings(), words=asked.q, limit=limit, offset=offset)
    by_actor: defaultdict[str, list[CalledRow]] = defaultdict(list)
    for row in called:
        by_actor[row.folded].append(row)
    actors = [(actor, by_actor[actor.folded]) for actor in found.rows]
    records = [{**_plain(actor), "called": [_plain(row) for row in rows]} for actor, rows in actors]
    context = {"actors": actors, "fields": fields_of(asked, *FILTERS)}
    columns = tuple(name for name in CalledRow._fields if name != "folded")
    return Listing("Names", records, columns, [_plain(row) for row in called], None, found.total, limit=limit, context=context)


def _plain(row: object) -> dict[str, object]:
    return {key: value for key, value in row._asdict().items() if key != "folded"}  # type: ignore[attr-defined]


add_view(router, "/names", names, "names.html", knows=KNOWS, usual=USUAL)
