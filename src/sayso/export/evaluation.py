"""Scores of claims as a table for people and as one JSON object."""

from __future__ import annotations

import json
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.evaluation import Rate, Score, Scores
from sayso.export.labels import many
from sayso.records import Record

__all__ = ["print_scores", "write_scores"]

FOUND = (
    ("claim", "claims right as a whole"),
    ("detection", "claims found"),
    ("typed", "claims of the right type"),
    ("actors", "their actors"),
    ("recipients", "their recipients"),
    ("counts", "their counts"),
)
RATES = (
    ("mode", "mode"),
    ("status", "status"),
    ("unasserted", "status where it is not asserted"),
    ("voice", "innermost voice"),
    ("voiced", "innermost voice where there is one"),
    ("chain", "whole chain"),
    ("nested", "whole chain of several"),
    ("place", "place"),
    ("time", "time"),
)


def print_scores(scores: Scores, console: Console) -> None:
    """Prints what was found with precision, recall and F1, then the rates over the pairs, then each event type."""
    console.print(Text(f"{many(scores.documents, 'document')}, {many(scores.claim.gold, 'checked claim')}, {scores.claim.read:,} read", style="bold"))
    console.print(_found_table(scores))
    console.print()
    rates = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for head in ("of the pairs, right", "share", "of", "told where nothing is"):
        rates.add_column(head, justify="left" if head.startswith("of the") else "right")
    for name, label in RATES:
        rate: Rate = getattr(scores, name)
        rates.add_row(label, "" if rate.share is None else f"{rate.share:.3f}", f"{rate.of:,}", f"{rate.spurious:,}" if rate.spurious else "")
    console.print(rates)
    console.print()
    types = _scores_table("type")
    for event, score in scores.types:
        types.add_row(event, *_cells(score))
    console.print(types)
    console.print()
    console.print(_phenomena_table(scores))


def _phenomena_table(scores: Scores) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for head in ("phenomenon", "checked", "of the right type", "right as a whole"):
        table.add_column(head, justify="left" if head == "phenomenon" else "right")
    for one in scores.phenomena:
        table.add_row(one.phenomenon, f"{one.gold:,}", f"{one.typed / one.gold:.3f}", f"{one.right / one.gold:.3f}")
    return table


def _found_table(scores: Scores) -> Table:
    table = _scores_table("")
    for name, label in FOUND:
        table.add_row(label, *_cells(getattr(scores, name)))
    return table


def _scores_table(first: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column(first)
    for head in ("F1", "precision", "recall", "found", "checked", "read"):
        table.add_column(head, justify="right")
    return table


def _cells(score: Score) -> tuple[str, ...]:
    return f"{score.f1:.3f}", f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.found:,}", f"{score.gold:,}", f"{score.read:,}"


def write_scores(scores: Scores, stream: TextIO) -> None:
    """Writes all scores as one JSON object."""
    record: Record = {"documents": scores.documents}
    record |= {name: _record(getattr(scores, name)) for name, _ in FOUND}
    record |= {name: {**getattr(scores, name)._asdict(), "share": getattr(scores, name).share} for name, _ in RATES}
    record["types"] = {event: _record(score) for event, score in scores.types}
    record["phenomena"] = {one.phenomenon: {"gold": one.gold, "typed": one.typed, "right": one.right} for one in scores.phenomena}
    stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def _record(score: Score) -> Record:
    return {**score._asdict(), "precision": score.precision, "recall": score.recall, "f1": score.f1}
