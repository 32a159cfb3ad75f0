"""A claim as the store hands it out."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sayso.model import SCHEMA, Claim, Report
from sayso.records import CLAIM_KEYS, Record, claim_from_record

__all__ = ["StoredClaim", "stored_claim"]


class StoredClaim(NamedTuple):
    """A claim as it is kept: the contract's record, the claim itself, and the report without its text."""

    record: Record
    claim: Claim
    report: Report


def stored_claim(row: Any) -> StoredClaim:
    """The claim of a row that `claims_statement` selects."""
    kept = json.loads(row.record)
    origin = {"id": row.report_id, "outlet": row.outlet, "title": row.title, "url": row.url, "published": row.published}
    whole = {**kept, "id": row.id, "schema": SCHEMA, "engine": row.engine, "report": origin}
    return StoredClaim({key: whole[key] for key in CLAIM_KEYS}, claim_from_record(kept, row.report_id), Report("", **origin))
