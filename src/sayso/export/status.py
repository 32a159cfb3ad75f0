"""What is in a store, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.export.labels import one_line
from sayso.store.status import FailedDocument, Status

__all__ = ["status_lines", "status_record"]

LISTED = 20
"""How many failed documents the table lists; the JSON has more."""


def status_record(status: Status) -> str:
    """All of it as one JSON object."""
    return json.dumps(asdict(status), ensure_ascii=False)


def status_lines(status: Status) -> RenderableType:
    """All of it as tables."""
    parts: list[RenderableType] = [Text(status.where, style="bold"), _facts(status)]
    if status.engines:
        parts += [Text("\nread by", style="bold"), _engines(status)]
    if status.problems:
        parts += [Text("\nnotes beside the results", style="bold"), _pairs((name, f"{count:,}") for name, count in status.problems.items())]
    if status.failures:
        parts += [Text(f"\ncould not be read: {status.failures:,}", style="bold"), _failed(status.failed[:LISTED])]
        if status.failures > LISTED:
            parts.append(Text(f"and {status.failures - LISTED:,} more; --format jsonl lists {min(status.failures, len(status.failed)):,}.", style="dim"))
    return Group(*parts)


def _facts(status: Status) -> Table:
    days = f"{status.first_published} to {status.last_published}" if status.first_published else "no dates"
    return _pairs(
        [
            ("reports", f"{status.reports:,} ({status.texts:,} different texts, {status.outlets:,} outlets, {days})"),
            ("claims", f"{status.claims:,}{_counted(status.statuses)}"),
            ("events", _counted(status.events).strip(" ()") or "none"),
            ("languages", _counted(status.languages).strip(" ()") or "none"),
            *([("forgotten", f"{status.forgotten:,}{_unfinished(status)}")] if status.forgotten else []),
            *([("feeds", f"{status.feeds:,}")] if status.feeds else []),
        ]
    )


def _unfinished(status: Status) -> str:
    return f" ({status.not_erased:,} of them with traces left in the files: `sayso forget --finish`)" if status.not_erased else ""


def _engines(status: Status) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("", "engine", "model", "reports", "newest of", "claims"):
        table.add_column(heading, justify="left" if heading in {"engine", "model"} else "right", overflow="fold")
    for number, engine in enumerate(status.engines, 1):
        figures = (f"{value:,}" for value in (engine.readings, engine.current, engine.claims))
        table.add_row(str(number), engine.name, engine.model_sha256[:8], *figures)
    return table


def _failed(documents: Iterable[FailedDocument]) -> RenderableType:
    """Two lines for each: where it stands, whole, and why it could not be read."""
    lines = []
    for found in documents:
        lines += [Text(one_line(f"{found.location}{', ' if found.record else ''}{found.record}")), Text(f"    {one_line(found.message)}", style="dim")]
    return Group(*lines)


def _pairs(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), Text(value))
    return table


def _counted(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{name} {count:,}' for name, count in counts.items())})" if counts else ""
