"""Surveys of voices and names, as tables for people and as JSON lines for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from sayso.survey import NameRow, VoiceRow

__all__ = ["name_table", "voice_table", "write_jsonl"]

_CUES_SHOWN = 4


def write_jsonl(rows: Iterable[VoiceRow | NameRow], stream: TextIO) -> None:
    """One JSON object a line, with the fields of the rows; counters as objects, the commonest first."""
    for row in rows:
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        record = {key: dict(value.most_common()) if isinstance(value, Counter) else value for key, value in values.items()}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def voice_table(rows: Iterable[VoiceRow], console: Console) -> None:
    """Prints who speaks: statements, claims, manner, anonymity and commonest verbs."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("voice", "kind", "statements", "claims", "quoted", "anonymous", "reports", "with these words"):
        table.add_column(head, justify="right" if head in {"statements", "claims", "quoted", "anonymous", "reports"} else "left")
    for row in rows:
        cues = ", ".join(f"{cue} {n}" if n > 1 else cue for cue, n in row.cues.most_common(_CUES_SHOWN))
        numbers = (row.statements, row.claims, row.quoted, row.anonymous, len(row.reports))
        table.add_row(row.name, row.kind, *(str(n) if n else "" for n in numbers), cues)
    console.print(table)


def name_table(rows: Iterable[NameRow], console: Console) -> None:
    """Prints what each speaker calls each actor, with one example."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("actor", "kind", "country", "called", "by", "times", "for example"):
        table.add_column(head, justify="right" if head == "times" else "left", max_width=44 if head == "for example" else None, no_wrap=head == "for example")
    for row in rows:
        by = f"{row.speaker} (own word)" if row.own_word else row.speaker
        table.add_row(row.actor, row.kind, row.country or "", row.called, by, str(row.count), row.example)
    console.print(table)
