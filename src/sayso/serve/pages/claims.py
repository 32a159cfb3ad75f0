"""Claims: the list of what is claimed, and one of them with the words behind each of its slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from sayso.errors import UsageError
from sayso.export.csv_ import COLUMNS, claim_row
from sayso.export.labels import event_label, one_line
from sayso.ledger.decisions import SLOT_FIELDS
from sayso.model import Reason
from sayso.serve.asked import OF_CLAIMS, ROWS, Asked, fields_of
from sayso.serve.marks import mark_claim
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view, feature

__all__ = ["router"]

router = APIRouter()
FILTERS = ("q", "voice", "actor", "recipient", "place", "country", "event", "status", "outlet", "since", "until", "said_since", "said_until")
KNOWS = (*OF_CLAIMS, *ROWS)


def claims(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the claims, those published last first."""
    limit, offset = asked.rows()
    wanted = asked.claims()
    found = list(bench.store.claims(wanted, limit=limit, offset=offset, newest=True))
    homes = bench.desk.homes([stored.record["id"] for stored in found])
    points = (feature(stored.claim.place, {"id": stored.record["id"], "event": stored.claim.event, "status": stored.claim.status}) for stored in found)
    context = {"claims": found, "homes": homes, "fields": fields_of(asked, *FILTERS)}
    cells = [claim_row(stored.claim, stored.report) for stored in found]
    features = [point for point in points if point is not None]
    return Listing("Claims", [stored.record for stored in found], COLUMNS, cells, features, bench.store.count(wanted), limit=limit, context=context)


SLOTS = ("event", "mode", "trigger", "actors", "recipients", "place", "time", "counts", "status", "voices")
SLOT_OF = {"actor": "actors", "recipient": "recipients", "count": "counts", "voice": "voices", "more_places": "place"}
"""Reasons name a slot as a part of the engine does; this is how the claim names it."""


def claim(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """One claim of a newest reading, with why each slot holds what it holds, its happening, and what people decided about it."""
    ident = parts["ident"]
    stored = next(iter(bench.store.claims(claim=ident)), None)
    if stored is None:
        raise UsageError(
            f"there is no claim {ident!r}.", remedy="It may be of an older reading, or its report was forgotten; the list of claims has those of now."
        )
    told, report = stored.claim, stored.report
    home = bench.desk.homes([ident]).get(ident)
    whole = bench.desk.happening(home[0]) if home else None
    context = {
        "ident": ident,
        "claim": told,
        "report": report,
        "sentence": mark_claim(told),
        "engine": stored.record["engine"],
        "reasons": _reasons(bench, report.id, ident),
        "happening": whole.happening if whole else None,
        "disputes": [one for one in whole.disputes if any(ident in side.claims for side in one.sides)] if whole else [],
        "decisions": bench.desk.decisions_on([ident]),
        "slots": list(SLOT_FIELDS),
    }
    point = feature(told.place, stored.record)
    title = f"{event_label(told)} “{one_line(told.trigger.text)}”, {report.outlet or report.id}"
    return Listing(title, [stored.record], COLUMNS, [claim_row(told, report)], [point] if point else [], context=context)


def _reasons(bench: Bench, report: str, ident: str) -> list[tuple[str, Sequence[Reason]]]:
    """The reasons for what the slots hold, slot by slot."""
    reading = next(iter(bench.store.readings(reports=[report])), None)
    known = next((one for one in reading.claims if one.id == ident), None) if reading is not None else None
    found: dict[str, list[Reason]] = {}
    for reason in known.reasons if known is not None else ():
        slot = reason.slot.partition("[")[0].partition(".")[0]
        found.setdefault(SLOT_OF.get(slot, slot), []).append(reason)
    order = {slot: number for number, slot in enumerate(SLOTS)}
    return sorted(found.items(), key=lambda item: (order.get(item[0], len(SLOTS)), item[0]))


add_view(router, "/claims", claims, "claims.html", knows=KNOWS, places=True)
add_view(router, "/claims/{ident}", claim, "claim.html", places=True)
