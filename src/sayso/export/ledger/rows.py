"""The ledger's rows as plain dictionaries, in exactly the shape and key order of the claim record, and as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from sayso.ledger.decisions import states_of
from sayso.ledger.telling import Telling
from sayso.ledger.view import View
from sayso.model import ControlRow, Decision, Dispute, Happening, Link, Origin, Place, SlotStanding, TollRow
from sayso.records import PLACE, Record

__all__ = [
    "control_record",
    "decision_records",
    "dispute_record",
    "happening_record",
    "link_record",
    "slot_record",
    "source_record",
    "told_record",
    "toll_record",
    "write_jsonl",
]

HAPPENING = (
    "id", "event", "mode", "place", "date_start", "date_end", "actors", "recipients", "claims", "articles", "publishers", "origins", "standing",
)  # fmt: skip
DISPUTE = ("id", "kind", "happenings", "sides", "reason")
SIDE = ("says", "voices", "claims")
CONTROL = ("place", "date", "holder", "relation", "voices", "status", "claims")
TOLL = ("happening", "what", "voice", "said", "low", "high", "kind", "claim")
SLOT = ("slot", "value", "standing", "claims", "origins", "voices")
SOURCE = ("name", "basis", "claims", "side", "circular")
DECISION = ("number", "at", "by", "judgement", "claims", "slot", "undoes", "settles", "reason")


def happening_record(happening: Happening) -> Record:
    """The happening as the contract's JSON object."""
    return {**_pick(happening, HAPPENING), "place": _place(happening.place)}


def dispute_record(dispute: Dispute) -> Record:
    """The dispute as the contract's JSON object."""
    return {**_pick(dispute, DISPUTE), "sides": [_pick(side, SIDE) for side in dispute.sides]}


def control_record(row: ControlRow) -> Record:
    """The row of who was claimed to have a place on a day, as the contract's JSON object."""
    return {**_pick(row, CONTROL), "place": _place(row.place)}


def toll_record(row: TollRow) -> Record:
    """The number that a voice told, as the contract's JSON object."""
    return _pick(row, TOLL)


def slot_record(slot: SlotStanding) -> Record:
    """How one value of a slot stands, as a JSON object."""
    return _pick(slot, SLOT)


def source_record(origin: Origin) -> Record:
    """From whom some claims of a happening come, as a JSON object."""
    return _pick(origin, SOURCE)


def link_record(link: Link) -> Record:
    """Why two claims are taken to tell of one happening, as a JSON object: each comparison with its level and its weight."""
    reasons = [{"compared": name, "level": level, "weight": weight} for name, level, weight in link.reasons]
    return {"claims": list(link.claims), "score": link.score, "reasons": reasons}


def told_record(view: View, happening: Happening) -> Record:
    """The happening with who told it, claim by claim in the order of publication, as a JSON object."""
    return {**happening_record(happening), "told": [_told(telling) for telling in view.of(happening)]}


def decision_records(decisions: Sequence[Decision]) -> list[Record]:
    """The decisions as JSON objects in their order; ``state`` says how each stands, ``in_force`` is true for those that hold."""
    states = states_of(decisions)
    return [{**_pick(decision, DECISION), "state": states[decision.number], "in_force": states[decision.number] == "holds"} for decision in decisions]


def write_jsonl(records: Iterable[Mapping[str, Any]], stream: TextIO) -> None:
    """Writes an object a line."""
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def _told(telling: Telling) -> Record:
    claim = telling.claim
    outlet = {"report": telling.article.id, "outlet": telling.article.outlet}
    return {"claim": telling.id, "said": telling.said, **outlet, "voices": [voice.name for voice in claim.voices], "status": claim.status}


def _place(place: Place | None) -> Record | None:
    return _pick(place, PLACE) if place else None


def _pick(noun: object, keys: Sequence[str]) -> Record:
    """The values under these keys, tuples as lists."""
    values = {key: getattr(noun, key) for key in keys}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
