"""Surveys of voices and names, as lists for people and as JSON lines for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from typing import TextIO

from rich.console import Console
from rich.text import Text

from sayso.survey import NameRow, VoiceRow

__all__ = ["name_list", "voice_list", "write_jsonl"]

_SHOWN = 4


def write_jsonl(rows: Iterable[VoiceRow | NameRow], stream: TextIO) -> None:
    """One JSON object a line, with the fields of the rows; counters as objects, the commonest first."""
    for row in rows:
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        record = {key: dict(value.most_common()) if isinstance(value, Counter) else value for key, value in values.items()}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def voice_list(rows: Iterable[VoiceRow], console: Console) -> None:
    """Prints who speaks: statements, claims, manner, anonymity, reports, and the commonest words of saying."""
    heads = ("said", "claims", "quoted", "anonymous", "reports")
    widths = [max(6, len(head)) + 1 for head in heads]
    indent = sum(widths) + 2
    console.print(Text("".join(head.rjust(width) for head, width in zip(heads, widths, strict=True)), style="bold"))
    for row in rows:
        numbers = (row.statements, row.claims, row.quoted, row.anonymous, len(row.reports))
        line = "".join((str(n) if n else "").rjust(width) for n, width in zip(numbers, widths, strict=True))
        console.print(Text.assemble(line, "  ", (row.name, "bold"), f" ({row.kind})"), overflow="ellipsis", no_wrap=True)
        if row.cues:
            console.print(Text(" " * indent + _counted(row.cues), style="dim"), overflow="ellipsis", no_wrap=True)


def name_list(rows: Iterable[NameRow], console: Console) -> None:
    """Prints each actor with what it is called, how often and by whom, and one example of each name; those with most names first."""
    actors: dict[tuple[str, str, str | None], list[NameRow]] = {}
    for row in rows:
        actors.setdefault((row.actor, row.kind, row.country), []).append(row)
    by_number = sorted(actors.items(), key=lambda item: (-len({row.called.casefold() for row in item[1]}), -sum(row.count for row in item[1]), item[0][0]))
    for (actor, kind, country), used in by_number:
        console.print(Text.assemble((actor, "bold"), f"  {kind}{f', {country}' if country else ''}"))
        for called, named in _by_name(used):
            by = Counter({_speaker(row): row.count for row in named})
            console.print(Text(f"{sum(by.values()):>6}  {called}  ({_counted(by)})"), overflow="ellipsis", no_wrap=True)
            console.print(Text(f"        {_around(named[0], console.width - 8)}", style="dim"), overflow="ellipsis", no_wrap=True)
        console.print()


def _counted(numbers: Counter[str]) -> str:
    return ", ".join(f"{what} {n}" if n > 1 else what for what, n in numbers.most_common(_SHOWN))


def _speaker(row: NameRow) -> str:
    return f"{row.speaker} itself" if row.own_word else row.speaker


def _by_name(rows: Iterable[NameRow]) -> list[tuple[str, list[NameRow]]]:
    """The rows by what the actor is called, the commonest name first."""
    names: dict[str, list[NameRow]] = {}
    for row in rows:
        names.setdefault(row.called.casefold(), []).append(row)
    return sorted(((named[0].called, named) for named in names.values()), key=lambda item: (-sum(row.count for row in item[1]), item[0]))


def _around(row: NameRow, width: int) -> str:
    """The example, cut so that the name is in it."""
    line = " ".join(row.example.split())
    at = line.find(row.called)
    if at + len(row.called) < width or at < 0:
        return line
    return "…" + line[max(0, at - width // 2) :]
