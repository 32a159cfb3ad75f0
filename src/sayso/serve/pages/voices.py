"""Voices: who is heard, how often, how often alone or denied, by name or not; and what one of them says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from fastapi import APIRouter

from sayso.export.csv_ import COLUMNS, claim_row
from sayso.model import Kind
from sayso.serve.asked import OF_CLAIMS, OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view
from sayso.store.desk import SpeakerRow

__all__ = ["router"]

router = APIRouter()
FILTERS = ("q", "kind", "place", "country", "event", "outlet", "said_since", "said_until", "as_of")
CLAIM_FILTERS = ("q", "place", "actor", "event", "status", "outlet", "said_since", "said_until")
KNOWS = (*OF_HAPPENINGS, "kind", *ROWS)
VOICE_KNOWS = (*(name for name in OF_CLAIMS if name != "voice"), *ROWS)


def voices(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """A page of the voices, those first on whose word most claims stand; words are looked for in their names."""
    limit, offset = asked.rows()
    of = asked.model_copy(update={"q": None, "kind": []}).happenings()
    kind = asked.kind[0] if asked.kind else None
    found = bench.desk.voices(of, kind=kind, words=asked.q, limit=limit, offset=offset)
    rows = [row._asdict() for row in found.rows]
    context = {"rows": found.rows, "fields": fields_of(asked, *FILTERS, kind=list(get_args(Kind)))}
    return Listing("Voices", rows, SpeakerRow._fields, rows, None, found.total, limit=limit, context=context)


def voice(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """One voice, and a page of the claims that stand on its word or that it passes on, the newest first."""
    row = bench.desk.voice(parts["name"])
    limit, offset = asked.rows()
    wanted = asked.model_copy(update={"voice": []}).claims()
    found = bench.desk.claims_of_voice(row.name, wanted, limit=limit, offset=offset)
    homes = bench.desk.homes([stored.record["id"] for stored in found.rows])
    cells = [claim_row(stored.claim, stored.report) for stored in found.rows]
    context = {"row": row, "claims": found.rows, "homes": homes, "fields": fields_of(asked, *CLAIM_FILTERS)}
    return Listing(f"Voice: {row.name}", [stored.record for stored in found.rows], COLUMNS, cells, None, found.total, limit=limit, context=context)


add_view(router, "/voices", voices, "voices.html", knows=KNOWS)
add_view(router, "/voices/{name:path}", voice, "voice.html", knows=VOICE_KNOWS)
