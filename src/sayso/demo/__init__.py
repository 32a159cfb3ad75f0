"""The demo: the bundled reports read, and a few views of what their claims can show."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.demo.views import Row, control_of, copies, denied_rumours, tolls_near
from sayso.export import EXPORTERS
from sayso.export.table import STATUS_STYLES
from sayso.ingest import EngineOptions, ingest, open_workers
from sayso.model import Reading
from sayso.read import split_sources
from sayso.store import Store

__all__ = ["FOLDER", "run_demo"]

FOLDER = Path("sayso-demo")
STORE = "demo.db"
WIDEST = 120
_ABOUT = """\
[bold]sayso[/] reads news reports and keeps who says what: every claim with its words, its status and its chain of voices.
These reports are [bold]made up[/]. They follow public events of December 2024 in Syria, as outlets of different sides might tell them."""


def run_demo(console: Console, folder: Path | None = None) -> None:
    """Reads the bundled reports and prints what can be seen in their claims; nothing is written outside ``folder``, ``./sayso-demo``."""
    folder = folder or FOLDER
    console.width = min(console.width, WIDEST)
    console.print(_ABOUT, end="\n\n")
    started = time.perf_counter()
    with console.status("Reading the reports; the first time, an index of place names is built as well."):
        readings = _kept(_copied_reports(folder), folder / STORE)
    _print_summary(console, readings, time.perf_counter() - started)
    _print_views(console, readings)
    for name in ("jsonl", "csv"):
        _write(readings, folder / f"claims.{name}", name)
    _print_next(console, folder)


def _copied_reports(folder: Path) -> Path:
    """The folder in which copies of the bundled reports now stand, so that they can be tried out."""
    target = folder / "reports"
    with as_file(files("sayso.demo") / "reports") as source:
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=lambda _, names: [n for n in names if not n.endswith(".json")])
    return target


def _kept(reports: Path, path: Path) -> list[Reading]:
    """The readings of the reports, oldest first, out of a store that was made of them anew."""
    for old in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        old.unlink(missing_ok=True)
    with Store.open(path) as store, open_workers(EngineOptions()) as workers:
        ingest(store, split_sources([str(reports / "*.json")]), workers)
        return sorted(store.readings(), key=lambda reading: (reading.report.published or "", reading.report.id))


def _write(readings: Iterable[Reading], path: Path, name: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        exporter = EXPORTERS[name](stream)
        for reading in readings:
            exporter.write(reading)
        exporter.close()


def _print_summary(console: Console, readings: Sequence[Reading], seconds: float) -> None:
    claims = [claim for reading in readings for claim in reading.claims]
    outlets = {reading.report.outlet for reading in readings}
    voices = {voice.name for claim in claims for voice in claim.voices}
    told = sum(bool(claim.voices) for claim in claims)
    console.print(f"Read [bold]{len(readings)}[/] reports by [bold]{len(outlets)}[/] outlets in {seconds:.0f} seconds.")
    console.print(f"Found [bold]{len(claims)}[/] claims; [bold]{told}[/] of them stand on the word of one of [bold]{len(voices)}[/] voices.")
    numbers = {status: sum(claim.status == status for claim in claims) for status in STATUS_STYLES}
    console.print("  ".join(f"[{STATUS_STYLES[status]}]{status}[/] {number}" for status, number in numbers.items() if number), end="\n\n")


def _print_views(console: Console, readings: Sequence[Reading]) -> None:
    console.print(_table("Who holds Homs? It depends on who is asked, and when.", control_of(readings, "Homs")))
    rumours, denials = denied_rumours(readings, "Bashar al-Assad")
    console.print(_table("Has Assad left? Those who say so ...", rumours))
    console.print(_table("... and those who deny it, or say that he is still there.", denials))
    for place in ("Idlib", "Rastan"):
        console.print(_table(f"How many were killed at {place}? Each number keeps its voice.", tolls_near(readings, place), figures=True))
    _print_copies(console, readings)


def _table(title: str, rows: Sequence[Row], *, figures: bool = False) -> RenderableType:
    """The rows under a title, one a claim; with the numbers of people killed where ``figures`` are the point, else with the event."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, padding=(0, 2, 0, 0), expand=True)
    table.add_column("reported by", ratio=4)
    table.add_column("on whose word", ratio=4)
    table.add_column("killed" if figures else "what", width=len("RETREAT/withdraw"))
    table.add_column("in these words", ratio=7)
    for row in rows:
        told = Text.assemble(row.numbers if figures else row.event, "\n", (row.status, STATUS_STYLES[row.status]))
        table.add_row(Text(row.where), Text(row.voices), told, _words(row))
    if not rows:
        table.add_row(Text("nothing found", style="dim"), "", "", "")
    return Padding(table, (0, 0, 1, 0))


def _words(row: Row) -> Text:
    before, trigger, after = row.words
    return Text.assemble((before, "italic"), (trigger, "bold italic underline"), (after, "italic"))


def _print_copies(console: Console, readings: Sequence[Reading]) -> None:
    console.print("One text, or two? What two papers print word for word is one source, not two.", style="bold")
    for copy in copies(readings):
        console.print(Text(f"{copy.later} and {copy.earlier} share {copy.shared} of {copy.paragraphs} paragraphs, and with them {copy.claims} claims."))
    console.print()


def _print_next(console: Console, folder: Path) -> None:
    report = folder / "reports" / "mezzeh-1207-office.json"
    console.print(Text(f"All of it now lies in {folder}: the reports, claims.jsonl and claims.csv, and a store, {STORE}.", style="bold"))
    console.print("Try next:", style="bold")
    for command, gloss in (
        (f"sayso read {report}", "the claims of one report"),
        (f"sayso explain {report} 1", "why the first of them holds what it holds"),
        (f"sayso query --db {folder / STORE} --place Homs --status denied", "what is denied of Homs, out of the store"),
        (f"sayso read {folder / 'reports'} -o claims.csv", "a folder, as a table for pandas, R or a spreadsheet"),
        ("sayso read YOUR-ARTICLE.html --published 2024-12-08", "your own; the date resolves words such as “on Saturday”"),
        ("sayso ingest YOUR-FOLDER --db news.db", "many of your own, kept to be looked through and added to"),
    ):
        console.print(Text.assemble("  ", command, "\n", (f"      {gloss}", "dim")), soft_wrap=True)
