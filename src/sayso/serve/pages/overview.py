"""The first page: what is in the store, what is new, what is in dispute, where, and who was heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fastapi import APIRouter

from sayso.export.ledger.rows import dispute_record, happening_record
from sayso.serve.asked import Asked
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view
from sayso.store.desk import Contested, HappeningFilter, Overview, SpeakerRow

__all__ = ["router"]

router = APIRouter()
COLUMNS = ("what", "name", "number")
NEW, DISPUTES, PLACES, VOICES, REPORTS = 8, 5, 8, 8, 6


def overview(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """What is in the store, and the newest of it."""
    desk = bench.desk
    numbers = desk.overview()
    new = desk.happenings(HappeningFilter(), order="said", limit=NEW, with_claims=False)
    disputes = desk.disputes(HappeningFilter(), limit=DISPUTES)
    contested = desk.contested(limit=PLACES)
    voices = desk.voices_of_the_day(numbers.last_said, limit=VOICES) if numbers.last_said else ()
    reports = desk.latest_reports(limit=REPORTS)
    record = {
        "holds": numbers._asdict(),
        "new": [happening_record(one) for one in new.happenings],
        "disputes": [dispute_record(one) for one in disputes.disputes],
        "contested": [one._asdict() for one in contested],
        "voices": [one._asdict() for one in voices],
        "reports": [one._asdict() for one in reports],
    }
    context = {"numbers": numbers, "new": new, "disputes": disputes, "contested": contested, "voices": voices, "reports": reports}
    cells = [{"what": what, "name": name, "number": number} for what, name, number in _numbers(numbers, contested, voices)]
    return Listing("Overview", [record], COLUMNS, cells, context=context)


def _numbers(numbers: Overview, contested: Sequence[Contested], voices: Sequence[SpeakerRow]) -> Iterator[tuple[str, str, int]]:
    """Yields what can be counted of the page: what there is, how much of it is in dispute where, and who was heard how often on the last day."""
    yield from (("holds", name, getattr(numbers, name)) for name in ("reports", "outlets", "claims", "happenings", "disputes"))
    yield from (("disputes about", row.place, row.disputes) for row in contested)
    yield from (("claims on the last day by", row.name, row.claims) for row in voices)


add_view(router, "/", overview, "overview.html")
