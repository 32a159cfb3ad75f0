"""The commands that read sources and print what is in them."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console

from sayso.cli.app import EXIT_CODES, NOTHING_READ, SOME_FAILED, Lexicon, Model, Outlet, Places, Published, Quiet, SurveyFormat, app, tell
from sayso.errors import UsageError
from sayso.export import EXPORTERS
from sayso.export.labels import one_line
from sayso.export.target import open_target
from sayso.model import Reading, Report
from sayso.read import READERS, Failure, Found, find_files, read_sources
from sayso.records import problems_of

if TYPE_CHECKING:
    from sayso.flow import Engine
    from sayso.survey import NameRow, VoiceRow

__all__ = ["demo", "explain", "names", "read", "voices"]

Row = TypeVar("Row", "VoiceRow", "NameRow")

FORMATS = "|".join(EXPORTERS)


def _check_format(value: str | None) -> str | None:
    if value is not None and value not in EXPORTERS:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(EXPORTERS)}.")
    return value


Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar=f"[{FORMATS}]",
        callback=_check_format,
        help="Default: by the suffix of --output, else table.",
        show_default=False,
    ),
]


@app.command(epilog=EXIT_CODES)
def read(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCES...",
            help=f"Files, folders, patterns, or - for standard input. Formats: {' '.join(READERS)}; others by their content.",
        ),
    ],
    published: Published = None,
    outlet: Outlet = None,
    format: Format = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file; it appears once it is complete.", dir_okay=False)] = None,
    model: Model = None,
    lexicon: Lexicon = None,
    places: Places = None,
    quiet: Quiet = False,
) -> None:
    """Print the claims of reports: table for people; jsonl and csv a claim a line; json and ndjson whole readings."""
    chosen = format or _format_by_suffix(output)
    shown = not quiet and (output is not None or not sys.stdout.isatty())
    with open_target(output, as_utf8=chosen != "table") as stream, _progress(sources, shown=shown) as opened:
        feed = Feed(read_sources(sources, outlet=outlet, published=published, opened=opened))
        exporter = EXPORTERS[chosen](stream)
        for reading in feed.readings(model, lexicon, places):
            exporter.write(reading, feed.source)
            stream.flush()
            if not quiet and chosen != "table":
                _tell_notes(reading, feed.source)
        exporter.close()
    if feed.failures:
        raise typer.Exit(SOME_FAILED)


@app.command()
def explain(
    file: Annotated[str, typer.Argument(help="A file, or - for standard input.")],
    number: Annotated[int, typer.Argument(help="Number of the claim, as the table of the file counts them.", metavar="N", min=1)],
    published: Published = None,
    outlet: Outlet = None,
    model: Model = None,
    lexicon: Lexicon = None,
    places: Places = None,
) -> None:
    """Show why claim N of a file holds what it holds: the cue, rule and lexicon entry behind each slot."""
    from sayso.export.explain import explanation

    feed = Feed(read_sources([file], outlet=outlet, published=published))
    seen = 0
    for reading in feed.readings(model, lexicon, places):
        if number <= seen + len(reading.claims):
            console = Console(highlight=False, markup=False, emoji=False)
            console.print(explanation(reading.claims[number - seen - 1], number, console))
            return
        seen += len(reading.claims)
    held = f"holds {seen} claim{'' if seen == 1 else 's'}, so there is no number {number}."
    raise UsageError(held, where=file, remedy=f"`sayso read {file}` numbers them.")


SurveySources = Annotated[list[str] | None, typer.Argument(metavar="[SOURCES...]", help="Files, folders, patterns, or - for standard input.")]
SurveyDb = Annotated[str | None, typer.Option("--db", metavar="FILE|URL", help="The newest readings of a store, in the place of sources.")]


@app.command(epilog=EXIT_CODES)
def voices(
    sources: SurveySources = None,
    db: SurveyDb = None,
    published: Published = None,
    outlet: Outlet = None,
    format: SurveyFormat = "table",
    model: Model = None,
    lexicon: Lexicon = None,
    places: Places = None,
) -> None:
    """Show who speaks in the reports: how often, as what kind, openly or not, quoted or not, with what verbs."""
    from sayso.export.survey import voice_list
    from sayso.survey import voices_in

    feed = Feed(read_sources(sources or (), outlet=outlet, published=published))
    _survey(voices_in, voice_list, sources, db, feed, lambda: feed.readings(model, lexicon, places), format)


@app.command(epilog=EXIT_CODES)
def names(
    sources: SurveySources = None,
    db: SurveyDb = None,
    published: Published = None,
    outlet: Outlet = None,
    format: SurveyFormat = "table",
    model: Model = None,
    lexicon: Lexicon = None,
    places: Places = None,
) -> None:
    """Show what each voice and each outlet calls each actor, with counts and examples."""
    from sayso.export.survey import name_list
    from sayso.survey import names_in

    feed = Feed(read_sources(sources or (), outlet=outlet, published=published))
    _survey(names_in, name_list, sources, db, feed, lambda: feed.readings(model, lexicon, places), format)


def _survey(
    count: Callable[[Iterable[Reading]], list[Row]],
    show: Callable[[list[Row], Console], None],
    sources: Sequence[str] | None,
    db: str | None,
    feed: Feed,
    read: Callable[[], Iterator[Reading]],
    format: str,
) -> None:
    """Print what the readings of the sources, or of the store, show: as JSON lines, or as a person wants to see them."""
    from sayso.export.survey import write_jsonl

    if bool(sources) == bool(db):
        raise UsageError("needs sources or a store, and not both.", remedy="Name files or folders, or give --db FILE.")
    rows = _kept(count, db) if db else count(read())
    if format == "jsonl":
        write_jsonl(rows, sys.stdout)
    else:
        show(rows, Console(highlight=False, markup=False, emoji=False))
    if feed.failures:
        raise typer.Exit(SOME_FAILED)


def _kept(count: Callable[[Iterable[Reading]], list[Row]], db: str) -> list[Row]:
    from sayso.store import Store

    with Store.open(db, create=False) as store:
        return count(store.readings())


@app.command()
def demo(serve: Annotated[bool, typer.Option("--serve", help="Then show them in the browser, as `sayso serve` does.")] = False) -> None:
    """Read the reports that come with sayso, and show what can be done with them."""
    from sayso.demo import FOLDER, STORE, run_demo

    run_demo(Console(highlight=False))
    if serve:
        from sayso.cli.serving import run_workbench

        run_workbench(str(FOLDER / STORE))


class Feed:
    """The readings of what was found: it tells and counts the failures, and knows which file a reading came from."""

    def __init__(self, found: Iterator[Found | Failure]) -> None:
        self.found = found
        self.failures = 0
        self.source = ""
        self.waiting: deque[str] = deque()

    def readings(self, model: str | None, lexicon: Sequence[Path] | None, places: Sequence[Path] | None) -> Iterator[Reading]:
        """Yields the readings in the order of the reports; ends the program where there is no report, before the engine is loaded."""
        reports = self._reports()
        first = next(reports, None)
        if first is None:
            raise typer.Exit(NOTHING_READ)
        for reading in _engine(model, lexicon, places).read_all(chain([first], reports)):
            self.source = self.waiting.popleft()
            yield reading

    def _reports(self) -> Iterator[Report]:
        for item in self.found:
            if isinstance(item, Failure):
                self.failures += 1
                tell(str(item.error))
            else:
                self.waiting.append(item.where)
                yield item.report


def _engine(model: str | None, lexicon: Sequence[Path] | None, places: Sequence[Path] | None) -> Engine:
    from sayso.flow import Engine

    return Engine.load(model=model, lexicons=lexicon or (), places=places or ())


def _format_by_suffix(output: Path | None) -> str:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return suffix if suffix in EXPORTERS else "table"


@contextmanager
def _progress(sources: Sequence[str], *, shown: bool) -> Iterator[Callable[[str], None]]:
    """Yields what to call with each file that is opened; a bar is drawn only for people who wait for several files."""
    total = sum(1 for _ in find_files(sources)) if shown and sys.stderr.isatty() else 0
    if total < 2:
        yield lambda where: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda where: bar.update(task, advance=1, description=one_line(where))


def _tell_notes(reading: Reading, source: str) -> None:
    for problem in problems_of(reading):
        tell(f"{source}: note: {problem.message}")
