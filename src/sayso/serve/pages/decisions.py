"""Decisions: what people have decided, who, when and why, and what of it holds."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter

from sayso.export.ledger.rows import decision_records
from sayso.serve.asked import ROWS, Asked
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view

__all__ = ["router"]

router = APIRouter()
KNOWS = ROWS
COLUMNS = ("number", "at", "by", "judgement", "claims", "slot", "undoes", "settles", "reason", "in_force")


def decisions(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the decisions, the newest first."""
    limit, offset = asked.rows()
    made = bench.store.decisions()
    records = decision_records(made)
    pairs = list(zip(made, records, strict=True))[::-1][offset : offset + limit]
    cells = [{**record, "claims": "; ".join(record["claims"]), "settles": "; ".join(map(str, record.get("settles") or ()))} for _, record in pairs]
    return Listing("Decisions", [record for _, record in pairs], COLUMNS, cells, None, len(made), limit=limit, context={"pairs": pairs})


add_view(router, "/decisions", decisions, "decisions.html", knows=KNOWS)
