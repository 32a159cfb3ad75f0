"""The ledger's rows as flat tables for pandas, R and spreadsheets. Lists are joined by ``; ``, a place has six columns, and what is null is empty."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from sayso.export.csv_ import BareLines
from sayso.export.labels import one_line, voice_chain
from sayso.ledger.view import View
from sayso.model import ControlRow, Dispute, Happening, Place, TollRow

__all__ = [
    "CONTROL_COLUMNS",
    "DISPUTE_COLUMNS",
    "HAPPENING_COLUMNS",
    "TOLD_COLUMNS",
    "TOLL_COLUMNS",
    "control_cells",
    "dispute_cells",
    "happening_cells",
    "told_cells",
    "toll_cells",
    "write_csv",
]

Cell = str | int | float | None
Cells = Mapping[str, Cell]

PLACE_COLUMNS = ("place", "country", "admin1", "lat", "lon", "place_precision")
HAPPENING_COLUMNS = (
    "id", "event", "mode", *PLACE_COLUMNS, "date_start", "date_end", "actors", "recipients", "claims", "articles", "publishers", "origins", "standing",
)  # fmt: skip
DISPUTE_COLUMNS = ("id", "kind", "happenings", "side", "says", "voices", "claims", "reason")
CONTROL_COLUMNS = (*PLACE_COLUMNS, "date", "holder", "relation", "voices", "status", "claims")
TOLL_COLUMNS = ("happening", "what", "voice", "said", "low", "high", "kind", "claim")
TOLD_COLUMNS = ("happening", "event", "mode", *PLACE_COLUMNS, "date_start", "date_end", "standing", "said", "report", "outlet", "voices", "status", "claim")


def write_csv(columns: Sequence[str], rows: Iterable[Cells], stream: TextIO) -> None:
    """Writes a header, then the rows; lines end in a bare line feed, and cells that hold line ends are quoted."""
    writer = csv.writer(BareLines(stream))
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(column) for column in columns])


def happening_cells(happening: Happening) -> Cells:
    """The happening's cells by column."""
    plain = {column: getattr(happening, column) for column in HAPPENING_COLUMNS if column not in PLACE_COLUMNS}
    return {**_joined(plain), **_place_cells(happening.place)}


def dispute_cells(dispute: Dispute) -> Iterator[Cells]:
    """Yields a row for each side of the dispute, numbered from 1."""
    common = {"id": dispute.id, "kind": dispute.kind, "happenings": dispute.happenings, "reason": dispute.reason}
    for number, side in enumerate(dispute.sides, 1):
        yield _joined({**common, "side": number, "says": side.says, "voices": side.voices, "claims": side.claims})


def control_cells(row: ControlRow) -> Cells:
    """The cells, by column, of who was claimed to have a place on a day."""
    plain = {column: getattr(row, column) for column in CONTROL_COLUMNS if column not in PLACE_COLUMNS}
    return {**_joined(plain), **_place_cells(row.place)}


def toll_cells(row: TollRow) -> Cells:
    """The cells, by column, of the number that a voice told."""
    return _joined({column: getattr(row, column) for column in TOLL_COLUMNS})


def told_cells(view: View, happening: Happening) -> Iterator[Cells]:
    """Yields a row for each claim of the happening, in the order of publication; voices are joined as in the table of claims."""
    common = {**happening_cells(happening), "happening": happening.id}
    for telling in view.of(happening):
        voices = voice_chain(telling.claim.voices, lambda voice: voice.name, beside="; ")
        told = {"said": telling.said, "report": telling.article.id, "outlet": telling.article.outlet, "status": telling.claim.status}
        yield {**common, **told, "voices": voices, "claim": telling.id}


def _place_cells(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return {}
    exact = {"lat": place.lat, "lon": place.lon, "place_precision": place.precision}
    return {"place": place.name, "country": place.country, "admin1": place.admin1, **exact}


def _joined(values: Mapping[str, object]) -> dict[str, Cell]:
    return {key: "; ".join(map(one_line, value)) if isinstance(value, tuple) else value for key, value in values.items()}  # type: ignore[misc]
