"""The demo: the bundled reports read, and a few views of what their claims can show."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sayso.export import EXPORTERS
from sayso.export.ledger import lists
from sayso.export.table import STATUS_STYLES
from sayso.ingest import EngineOptions, ingest, open_workers
from sayso.ledger.control import control_in
from sayso.ledger.tolls import tolls_in
from sayso.ledger.view import View
from sayso.model import Reading
from sayso.read import split_sources
from sayso.store import Store

__all__ = ["FOLDER", "STORE", "run_demo"]

FOLDER = Path("sayso-demo")
STORE = "demo.db"
WIDEST = 120
COPIES = 3
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
    with Store.open(folder / STORE) as store:
        _print_views(console, store)
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


def _print_views(console: Console, store: Store) -> None:
    """Prints a few views of the ledger: a place, a person, numbers, copies."""
    view = store.view(place="Homs")
    _title(console, "Who holds Homs? It depends on who is asked, and when.")
    lists.control_list([row for row in control_in(view.tellings.values()) if row.place.name == "Homs"], console)
    _title(console, "Has Assad left? Those who say so, and those who deny it, side by side.")
    whole, disputes = store.disputes(actor="Bashar al-Assad")
    lists.dispute_list([one for one in disputes if one.kind in {"denial", "whereabouts"}], whole, console)
    _title(console, "How many were killed? Each number keeps its voice, and nothing is added up.")
    _print_tolls(console, store.view(place=("Idlib", "Rastan"), event="ASSAULT"))
    _title(console, "One text, or two? Two papers that print one agency's story are two articles and one origin.")
    _print_copies(console, store.view())


def _title(console: Console, words: str) -> None:
    console.print(words, style="bold", end="\n\n")


def _print_tolls(console: Console, view: View) -> None:
    tolls = [row for row in tolls_in(view) if row.what == "killed"]
    lists.toll_list(tolls, {one.id: one for one in view.happenings}, console)


def _print_copies(console: Console, view: View) -> None:
    """Prints the happenings that several articles tell from one origin, a few of them."""
    lists.happening_list([one for one in view.happenings if one.publishers > one.origins][:COPIES], console)
    console.print()


def _print_next(console: Console, folder: Path) -> None:
    report = folder / "reports" / "mezzeh-1207-office.json"
    console.print(Text(f"All of it now lies in {folder}: the reports, claims.jsonl and claims.csv, and a store, {STORE}.", style="bold"))
    console.print("Try next:", style="bold")
    for command, gloss in (
        (f"sayso serve --db {folder / STORE}", "the workbench: read, check and decide in a browser"),
        (f"sayso read {report}", "the claims of one report"),
        (f"sayso explain {report} 1", "why the first of them holds what it holds"),
        (f"sayso happenings --db {folder / STORE}", "what is told to have happened, and how it stands"),
        (f"sayso timeline --db {folder / STORE} --place Homs --as-of 2024-12-07", "what was known of Homs by the evening of the 7th"),
        (f"sayso read {folder / 'reports'} -o claims.csv", "a folder, as a table for pandas, R or a spreadsheet"),
        ("sayso read YOUR-ARTICLE.html --published 2024-12-08", "your own; the date resolves words such as “on Saturday”"),
        ("sayso ingest YOUR-FOLDER --db news.db", "many of your own, kept to be looked through and added to"),
    ):
        console.print(Text.assemble("  ", command, "\n", (f"      {gloss}", "dim")), soft_wrap=True)
