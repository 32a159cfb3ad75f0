"""Claims as a flat table for pandas and R: one row a claim."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from sayso.dates.days import date_range
from sayso.export.labels import names, voice_chain
from sayso.model import Claim, Count, Participant, Reading, Report

__all__ = ["COLUMNS", "BareLines", "CsvExporter", "claim_row", "count_bounds"]

COLUMNS = (
    "report_id", "outlet", "published", "url", "claim_id", "event", "mode", "status", "trigger", "voices", "voice_kind", "anonymous",
    "actor", "actor_kind", "actor_country", "recipient", "recipient_kind", "place", "relation", "admin1", "country", "lat", "lon",
    "place_precision", "time_edtf", "date_start", "date_end", "date_precision", "killed_low", "killed_high", "wounded_low",
    "wounded_high", "evidence", "start", "end", "score",
)  # fmt: skip

Cell = str | int | float | None


class CsvExporter:
    """Writes a header, then a row for each claim; lines end in a bare line feed, and cells that hold line ends are quoted."""

    def __init__(self, stream: TextIO) -> None:
        self.writer = csv.writer(BareLines(stream))
        self.writer.writerow(COLUMNS)

    def write(self, reading: Reading, source: str = "") -> None:
        """Writes the claims of one reading."""
        for claim in reading.claims:
            row = claim_row(claim, reading.report)
            self.writer.writerow([row.get(column) for column in COLUMNS])

    def close(self) -> None:
        """Writes nothing: every row is complete."""


class BareLines:
    """Passes rows on with a bare line feed; the writer itself must end them in CR LF, or it would not quote a lone CR."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, row: str) -> int:
        """Writes one row; returns how many characters."""
        return self.stream.write(row.removesuffix("\r\n") + "\n")


def claim_row(claim: Claim, report: Report) -> dict[str, Cell]:
    """The claim's cells by column; what is null or missing is an empty cell.

    Several actors or recipients, and their kinds and countries, stand in the same order with ``; `` between them. ``voices`` and
    ``voice_kind`` run from the outermost voice inwards with `` > `` between them, and ``; `` between voices side by side.
    ``anonymous`` is true where one of the voices is. Place columns hold the first place.
    """
    return {
        "report_id": report.id,
        "outlet": report.outlet,
        "published": report.published,
        "url": report.url,
        "claim_id": claim.id,
        "event": claim.event,
        "mode": claim.mode,
        "status": claim.status,
        "trigger": claim.trigger.text,
        **_voice_cells(claim),
        "actor": names(claim.actors),
        "actor_kind": "; ".join(actor.kind for actor in claim.actors),
        "actor_country": _countries(claim.actors),
        "recipient": names(claim.recipients),
        "recipient_kind": "; ".join(recipient.kind for recipient in claim.recipients),
        **_place_cells(claim),
        **_time_cells(claim),
        **_count_cells(claim.counts),
        "evidence": claim.evidence.text,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "score": round(claim.score, 3),
    }


def count_bounds(counts: Sequence[Count], what: str) -> tuple[int | None, int | None]:
    """The low and high bound of how many were killed, wounded ..., null where open or not told.

    A ``previous`` count is left out, a ``part`` where there is anything else. A count alone stands as it is. Several ``new`` counts of
    different people ("a child and two women") are summed, an open bound keeping the sum open. In any other case nothing is summed:
    the largest total stands, or the largest count where none is a total.
    """
    told = [count for count in counts if count.what == what and count.kind != "previous"]
    told = [count for count in told if count.kind != "part"] or told
    if not told:
        return None, None
    if len(told) > 1 and all(count.kind == "new" for count in told) and len({count.who for count in told}) == len(told):
        return _sum(told)
    totals = [count for count in told if count.kind == "total"]
    largest = max(totals or told, key=lambda count: max(count.low or 0, count.high or 0))
    return largest.low, largest.high


def _sum(counts: Sequence[Count]) -> tuple[int | None, int | None]:
    """The sums of the bounds: what has no low bound adds nothing to it, and one open high bound opens the sum."""
    lows = [count.low for count in counts if count.low is not None]
    highs = [count.high for count in counts if count.high is not None]
    return (sum(lows) if lows else None), (sum(highs) if len(highs) == len(counts) else None)


def _voice_cells(claim: Claim) -> dict[str, Cell]:
    return {
        "voices": voice_chain(claim.voices, lambda voice: voice.name, beside="; "),
        "voice_kind": voice_chain(claim.voices, lambda voice: voice.kind, beside="; "),
        "anonymous": "true" if any(voice.anonymous for voice in claim.voices) else "false",
    }


def _place_cells(claim: Claim) -> dict[str, Cell]:
    place = claim.place
    if place is None:
        return {}
    return {
        "place": place.name,
        "relation": place.relation,
        "admin1": place.admin1,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "place_precision": place.precision,
    }


def _time_cells(claim: Claim) -> dict[str, Cell]:
    edtf = claim.time.edtf if claim.time else None
    start, end, precision = date_range(edtf)
    return {"time_edtf": edtf, "date_start": start, "date_end": end, "date_precision": precision}


def _count_cells(counts: Sequence[Count]) -> dict[str, Cell]:
    killed, wounded = count_bounds(counts, "killed"), count_bounds(counts, "wounded")
    return {"killed_low": killed[0], "killed_high": killed[1], "wounded_low": wounded[0], "wounded_high": wounded[1]}


def _countries(participants: Sequence[Participant]) -> str:
    """The countries in the participants' order, empty where none has one."""
    codes = [participant.country or "" for participant in participants]
    return "; ".join(codes) if any(codes) else ""
