"""Review: what most needs a person's look, item by item; and what he decides, here and on the other pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, cast, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from pydantic import Field

from sayso.errors import UsageError
from sayso.export.ledger.review import queued_record
from sayso.ledger.articles import article_of
from sayso.ledger.decisions import SLOT_FIELDS
from sayso.ledger.features import features_of
from sayso.ledger.weights import link_of
from sayso.model import Judgement
from sayso.serve.asked import OF_CLAIMS, ROWS, Asked, Words, fields_of
from sayso.serve.rendering import Bench, bench_of
from sayso.serve.security import safe_next, writer
from sayso.serve.views import FAULTS, Listing, add_view
from sayso.store.review import Queued, QueueKind

__all__ = ["router"]

router = APIRouter()
FILTERS = ("kind", "place", "actor", "country", "event", "outlet", "said_since", "said_until")
KNOWS = (*OF_CLAIMS, "kind", *ROWS)
USUAL = 10
MOST_NUMBER = 2**31 - 1
COLUMNS = ("kind", "score", "claims", "state", "judgement")
NO_REASON = "no reason given"


def review(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the queue: what the engine is least sure of, less what the person has judged."""
    limit, offset = asked.rows(USUAL)
    kind = asked.kind[0] if asked.kind else "all"
    if kind not in get_args(QueueKind):
        raise UsageError(f"there is nothing {kind!r} to review.", where="kind", remedy=f"Choose {', '.join(get_args(QueueKind))}.")
    wanted = asked.model_copy(update={"kind": []}).claims()
    person = parts.get("person") or None
    found = bench.store.review_queue(cast("QueueKind", kind), wanted, reviewer=person, limit=limit, offset=offset)
    context = {
        "items": [(one, _why(one)) for one in found.rows],
        "progress": bench.store.review_progress(),
        "slots": tuple(SLOT_FIELDS),
        "mine": bench.desk.last_decision_of(person) if person else None,
        "fields": fields_of(asked, *FILTERS, kind=list(get_args(QueueKind))),
    }
    cells = [{**queued_record(one), "claims": "; ".join(stored.record["id"] for stored in one.claims)} for one in found.rows]
    return Listing("Review", [queued_record(one) for one in found.rows], COLUMNS, cells, None, found.total, limit=limit, context=context)


def _why(one: Queued) -> Any:
    """The link between two claims with its reasons, as they compare without the rest of their reports; null for one claim."""
    if one.kind == "claim":
        return None
    first, second = (features_of(stored.claim, article_of(stored.report)) for stored in one.claims)
    return link_of(first, second)


@router.post("/decisions", include_in_schema=False)
def decide(
    request: Request,
    bench: Annotated[Bench, Depends(bench_of)],
    by: Annotated[str, Depends(writer)],
    judgement: Annotated[str, Form(max_length=60)],
    claims: Annotated[list[Words] | None, Form()] = None,
    reason: Annotated[Words, Form(max_length=2000)] = "",
    slot: Annotated[str, Form(max_length=30)] = "",
    undoes: Annotated[int | None, Form(ge=0, le=MOST_NUMBER)] = None,
    settles: Annotated[list[Annotated[int, Field(ge=0, le=MOST_NUMBER)]] | None, Form()] = None,
    then: Annotated[str, Form(max_length=4000)] = "/review",
) -> Response:
    """Keeps the decision under the name of who is signed in, and leads back to where it was made. A wrong slot may stand behind the judgement."""
    judgement, _, named = judgement.partition(" ")
    slot = slot or named
    if judgement == "wrong-slot" and not slot:
        raise UsageError("no slot was chosen.", where="slot", remedy="Go back and choose which one is wrong.")
    why = reason.strip() or NO_REASON
    right_slot = slot or None if judgement == "wrong-slot" else None
    bench.store.decide(cast("Judgement", judgement), claims or (), by=by, reason=why, slot=right_slot, undoes=undoes, settles=settles or ())
    bench.keeper.refresh()
    return RedirectResponse(safe_next(then), status_code=303)


@router.get(
    "/review/gold.jsonl",
    tags=["views"],
    summary="adjudicated claims as gold",
    operation_id="gold",
    response_class=StreamingResponse,
    responses={**FAULTS, 200: {"content": {"application/x-ndjson": {}}}},
)
def gold(bench: Annotated[Bench, Depends(bench_of)]) -> StreamingResponse:
    """The reports with what two persons judged alike or somebody settled, a line each, in the shape of gold files."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in bench.store.gold())
    return StreamingResponse(lines, media_type="application/x-ndjson", headers={"Content-Disposition": "attachment; filename=gold.jsonl"})


add_view(router, "/review", review, "review.html", knows=KNOWS, usual=USUAL)
