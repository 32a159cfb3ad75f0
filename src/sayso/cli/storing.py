"""The commands that keep reports and claims in a store, and look them up there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from sayso.cli.app import (
    EXIT_CODES,
    NOTHING_READ,
    SOME_FAILED,
    Db,
    Lexicon,
    Model,
    Outlet,
    Places,
    Published,
    Quiet,
    SurveyFormat,
    app,
    options_named,
    tell,
    tell_page,
)
from sayso.errors import UsageError
from sayso.export.labels import many, one_line
from sayso.export.table import table_console
from sayso.export.target import open_target

if TYPE_CHECKING:
    from sayso.ingest import EngineOptions, Progress
    from sayso.store import Store

__all__ = ["diff", "forget", "ingest", "query", "reports", "reread", "status", "watch"]

TOLD = 20
"""How many failures are told one by one."""

PAGE = 50
MOST = 2**62
QUERY_FORMATS = ("table", "csv", "jsonl")


def _check_query_format(value: str) -> str:
    if value not in QUERY_FORMATS:
        raise UsageError(f"there is no format {value!r} here.", where="--format", remedy=f"Choose {', '.join(QUERY_FORMATS)}.")
    return value


Jobs = Annotated[int, typer.Option("--jobs", "-j", help="Reading processes, each with a language model of its own (about half a gigabyte).", min=1)]
QueryFormat = Annotated[
    str,
    typer.Option("--format", "-f", metavar="[table|csv|jsonl]", callback=_check_query_format, help="Table for people, a row each, or a line of JSON each."),
]
Limit = Annotated[int | None, typer.Option(help=f"The most to print; default: {PAGE} in the table, else all.", min=0, max=MOST)]
Offset = Annotated[int, typer.Option(help="How many to leave out at the beginning.", min=0, max=MOST)]
Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCES...", help="Files, folders, patterns, or - for standard input; also archives (ZIP, WARC) and feeds.")
]


@app.command(epilog=EXIT_CODES)
def ingest(
    sources: Sources,
    db: Db,
    published: Published = None,
    outlet: Outlet = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", metavar="FIELD=COLUMN", help="Which column of a CSV file holds text, title, outlet, url, published, id.")
    ] = None,
    jobs: Jobs = 1,
    keep_raw: Annotated[bool, typer.Option("--keep-raw", help="Keep the documents' own bytes too, not only their hash.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what could not be read before.")] = False,
    model: Model = None,
    lexicon: Lexicon = None,
    places: Places = None,
    quiet: Quiet = False,
) -> None:
    """Read reports into a store. What is there already is passed over, so that a run that was stopped goes on where it stopped."""
    from sayso.ingest import ingest as take_in
    from sayso.ingest import open_workers
    from sayso.read import split_sources, total_bytes
    from sayso.store import Store

    options, drawn = _options(model, lexicon, places), _Drawn()
    options.check()
    documents = split_sources(sources, outlet=outlet, published=published, columns=_columns(columns), advanced=drawn.advanced)
    with Store.open(db) as store, open_workers(options, jobs=jobs) as workers:
        with _progress(None if quiet else total_bytes(sources)) as shown:
            progress = take_in(store, documents, workers, keep_raw=keep_raw, retry=retry, position=lambda: drawn.bytes, told=shown.told)
        if progress.tally.changed:
            store.tune()
        _tell_ingested(store, progress, quiet=quiet)


@app.command(epilog=EXIT_CODES)
def reread(db: Db, jobs: Jobs = 1, model: Model = None, lexicon: Lexicon = None, places: Places = None, quiet: Quiet = False) -> None:
    """Read the reports of a store again with the engine that is installed now. The older claims stay; `sayso diff` compares them."""
    from sayso.ingest import open_workers
    from sayso.ingest import reread as read_again
    from sayso.store import Store

    options = _options(model, lexicon, places)
    options.check()
    with Store.open(db, create=False) as store, open_workers(options, jobs=jobs) as workers:
        with _progress(None) as shown:
            progress = read_again(store, workers, told=shown.told)
        if not progress.tally.changed and not progress.stumbles:
            print(f"Nothing to do: {store.dialect.where} holds no report in English that {workers.engine.name} has not read.")
            return
        store.tune()
        read, claims = progress.tally["read"], progress.tally.claims
        print(f"Read {many(read, 'report')} again, with {many(claims, 'claim')}, by {workers.engine.name}.")
        if read and not quiet:
            tell("note: `sayso diff` shows what has changed.")
        _end(failed=progress.stumbles, read=read)


@app.command()
def status(db: Db, format: SurveyFormat = "table") -> None:
    """Show what is in a store, what read it, and what could not be read and why."""
    from sayso.export.status import status_lines, status_record
    from sayso.store import Store

    with Store.open(db, read_only=True) as store:
        found = store.status()
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            stream.write(status_record(found) + "\n")
        else:
            table_console(stream).print(status_lines(found))


@app.command()
def query(
    db: Db,
    actor: Annotated[list[str] | None, typer.Option(help="Who does it: a name, or words of one. This and most other options may be given again: any.")] = None,
    recipient: Annotated[list[str] | None, typer.Option(help="To whom it is done.")] = None,
    voice: Annotated[list[str] | None, typer.Option(help="On whose word, at any place of the chain.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="A place by name, also the province that it lies in.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Where it happens, as ISO 3166-1 alpha-3: SYR.", metavar="CODE")] = None,
    box: Annotated[str | None, typer.Option(help="Where it happens, in degrees.", metavar="WEST,SOUTH,EAST,NORTH")] = None,
    event: Annotated[list[str] | None, typer.Option(help="An event type, with its mode if one is wanted: ASSAULT, ASSAULT/aerial.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="asserted, hedged, denied, unclear, attempted or prospective.")] = None,
    since: Annotated[str | None, typer.Option(help="Told to have happened on this day or later.", metavar="YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option(help="Told to have happened on this day or earlier.", metavar="YYYY-MM-DD")] = None,
    said_since: Annotated[str | None, typer.Option(help="Published on this day or later.", metavar="YYYY-MM-DD")] = None,
    said_until: Annotated[str | None, typer.Option(help="Published on this day or earlier.", metavar="YYYY-MM-DD")] = None,
    text: Annotated[str | None, typer.Option(help="Words that the claim's sentence holds; phrases in quotation marks.")] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="In which outlet.")] = None,
    report: Annotated[list[str] | None, typer.Option(help="In which report, by its id.")] = None,
    claim: Annotated[list[str] | None, typer.Option(help="One claim, by its id.")] = None,
    engine: Annotated[str | None, typer.Option(help="Claims by this engine (`sayso status` names them); default: the newest reading of each report.")] = None,
    format: QueryFormat = "table",
    limit: Limit = None,
    offset: Offset = 0,
) -> None:
    """Print the claims of a store that meet all conditions, by publication date and then as they came in."""
    from sayso.export.claims import CLAIM_WRITERS
    from sayso.store import ClaimFilter, Store
    from sayso.store.filters import parse_box

    with options_named():
        wanted = ClaimFilter(
            actor=actor or (), recipient=recipient or (), voice=voice or (), place=place or (), country=country or (), box=parse_box(box) if box else None,
            event=event or (), status=status or (), since=since, until=until, said_since=said_since, said_until=said_until, text=text,
            outlet=outlet or (), report=report or (), claim=claim or (), engine=engine,
        )  # fmt: skip
    most = limit if limit is not None or format != "table" else PAGE
    with Store.open(db, read_only=True) as store, open_target(None, as_utf8=format != "table") as stream:
        writer = CLAIM_WRITERS[format](stream, offset)
        for found in store.claims(wanted, limit=most, offset=offset):
            writer.write(found.record, found.claim, found.report)
        if format == "table":
            tell_page("claim", store.count(wanted), offset, writer.count)


@app.command()
def reports(
    db: Db,
    text: Annotated[str | None, typer.Option(help="Words that the report's text holds; phrases in quotation marks.")] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="In which outlet. May be given again: any.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="In which language, as ISO 639: en, ar.", metavar="CODE")] = None,
    said_since: Annotated[str | None, typer.Option(help="Published on this day or later.", metavar="YYYY-MM-DD")] = None,
    said_until: Annotated[str | None, typer.Option(help="Published on this day or earlier.", metavar="YYYY-MM-DD")] = None,
    unread: Annotated[bool | None, typer.Option("--unread/--read", help="Only those that no engine has read, or that one has.", show_default=False)] = None,
    format: QueryFormat = "table",
    limit: Limit = None,
    offset: Offset = 0,
) -> None:
    """List the reports of a store with their ids, by publication date and then as they came in."""
    from sayso.export.reports import REPORT_WRITERS
    from sayso.store import ReportFilter, Store

    with options_named():
        wanted = ReportFilter(text=text, outlet=outlet or (), language=language or (), said_since=said_since, said_until=said_until, unread=unread)
    most = limit if limit is not None or format != "table" else PAGE
    with Store.open(db, read_only=True) as store, open_target(None, as_utf8=format != "table") as stream:
        writer = REPORT_WRITERS[format](stream)
        for row in store.reports(wanted, limit=most, offset=offset):
            writer.write(row)
        if format == "table":
            tell_page("report", store.count_reports(wanted), offset, writer.count)


@app.command()
def diff(
    db: Db,
    old: Annotated[str | None, typer.Option("--from", help="The older engine, by its number in `sayso status`; default: the last but one.")] = None,
    new: Annotated[str | None, typer.Option("--to", help="The newer engine; default: the last one.")] = None,
    report: Annotated[list[str] | None, typer.Option(help="Only this report, by its id.")] = None,
    format: SurveyFormat = "table",
) -> None:
    """Show how two engines' claims of the same reports differ: gained, lost, and changed in which slots."""
    from sayso.export.differences import DIFFERENCE_WRITERS
    from sayso.store import Store

    with Store.open(db, read_only=True) as store, open_target(None, as_utf8=format != "table") as stream:
        writer = DIFFERENCE_WRITERS[format](stream)
        for differences in store.diff(old=old, new=new, reports=report or ()):
            writer.write(differences)
        writer.close()


@app.command()
def forget(
    db: Db,
    report: Annotated[str | None, typer.Argument(metavar="REPORT", help="The report's id.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; it is kept with the mark, so name nobody.")] = None,
    copies: Annotated[bool, typer.Option("--copies", help="Also every other article that prints the same text.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    finish: Annotated[bool, typer.Option("--finish", help="Erase the traces that an earlier `forget` had to leave in the files.")] = False,
) -> None:
    """Take a report out of a store for good: its text, claims and names. A mark stays, so that it does not come back."""
    from sayso.store import Store

    if report is None and not finish:
        raise UsageError("names no report.", where="forget", remedy="`sayso reports` lists them with their ids.")
    with Store.open(db, create=False) as store:
        if report is None:
            store.erase_traces()
            print("No trace is left of what was forgotten.")
            return
        found = store.report(report)
        if not yes and not _agreed(one_line(f"Forget {found.id} ({found.title or found.outlet or found.text[:60]!r})? It cannot be undone.")):
            raise UsageError("nothing was forgotten.", where=store.dialect.where, remedy="Say yes, or give --yes.")
        gone = store.forget(report, reason=reason, copies=copies)
    print(one_line(f"Forgotten: {', '.join(gone.reports)}, with {many(gone.claims, 'claim')}."))
    if gone.copies_left:
        tell(f"note: the same text is still here as {', '.join(gone.copies_left)}; --copies takes out all of them.")


@app.command()
def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="Which feeds to ask, and how often.", dir_okay=False)],
    db: Db,
    once: Annotated[bool, typer.Option("--once", help="Ask each feed whose time has come, and stop.")] = False,
    model: Model = None,
    lexicon: Lexicon = None,
    places: Places = None,
    quiet: Quiet = False,
) -> None:
    """Ask feeds for news, politely, and read what is new into a store. Goes on until it is stopped."""
    from sayso.watch.run import run_watch

    result = run_watch(feeds, db, _options(model, lexicon, places), once=once, told=(lambda message: None) if quiet else tell)
    if quiet and once:
        for failure in result.failing:
            tell(failure)
    if once:
        _end(failed=len(result.failing), read=result.feeds - len(result.failing))


class _Drawn:
    """How many bytes of the sources have been drawn."""

    def __init__(self) -> None:
        self.bytes = 0

    def advanced(self, done: int) -> None:
        self.bytes = done


class _Shown:
    """What the person who waits sees of an ingest: a bar on a terminal, and failures as they come."""

    def __init__(self, advance: Callable[[int, str], None]) -> None:
        self.advance = advance
        self.failures = 0

    def told(self, progress: Progress) -> None:
        for failure in progress.failures:
            self.failures += 1
            if self.failures <= TOLD:
                tell(failure)
        if self.failures > TOLD and self.failures - len(progress.failures) <= TOLD:
            tell("note: further failures are not told here; `sayso status` lists them.")
        self.advance(progress.position, f"{progress.tally['read']:,} read · {progress.tally.claims:,} claims")


@contextmanager
def _progress(total: int | None) -> Iterator[_Shown]:
    """Yields what to tell of the progress; a bar with rate and time left is drawn only on a terminal."""
    if not sys.stderr.isatty():
        yield _Shown(lambda done, heard: None)
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn, TransferSpeedColumn

    sized = (DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()) if total else (TimeElapsedColumn(),)
    columns = (BarColumn(), *sized, TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield _Shown(lambda done, heard: bar.update(task, completed=done, description=heard))


def _tell_ingested(store: Store, progress: Progress, *, quiet: bool) -> None:
    """Says what came of it, and ends the program with the code for it."""
    tally, where = progress.tally, store.dialect.where
    if tally.changed:
        print(f"Read {many(tally['read'], 'report')} with {many(tally.claims, 'claim')} into {where}.")
    elif known := tally["known"] + tally["forgotten"]:
        print(f"Nothing new: {'the document had' if known == 1 else f'all {known:,} documents had'} been met before. {where} is unchanged.")
    else:
        print(f"Nothing to read. {where} is unchanged.")
    for count, what in (
        (tally["repeat"], "the same article as one that is there"),
        (tally["unread"] - progress.stumbles, "kept unread, in another language"),
        (progress.stumbles, "kept unread, because the engine failed"),
        (tally["known"] if tally.changed else 0, "met before at the same place"),
        (tally["forgotten"], "left out: forgotten before"),
        (tally["failed"] + progress.missing, "could not be read"),
    ):
        if count:
            print(f"{count:>9,} {what}")
    if not quiet and progress.failed_before:
        tell(f"note: {many(progress.failed_before, 'document')} could not be read before, see `sayso status`; --retry tries again.")
    if not quiet and len(store.engines()) > 1:
        tell("note: several engines have read here; `sayso reread` reads the rest with the one that is installed now.")
    failed = tally["failed"] + progress.stumbles + progress.missing + progress.failed_before
    _end(failed=failed, read=tally["read"] + tally["unread"] + tally["repeat"] + tally["known"] - progress.failed_before)


def _end(*, failed: int, read: int) -> None:
    if failed:
        raise typer.Exit(SOME_FAILED if read else NOTHING_READ)


def _columns(given: Sequence[str] | None) -> dict[str, str] | None:
    """The column of each field. Raises UsageError for what is no FIELD=COLUMN."""
    if not given:
        return None
    pairs = [item.partition("=") for item in given]
    for field, sign, column in pairs:
        if not (field and sign and column):
            raise UsageError(
                f"{field + sign + column!r} names no field and column.", where="--column", remedy="Write --column text=body --column published=date."
            )
    return {field.strip(): column.strip() for field, _, column in pairs}


def _options(model: str | None, lexicon: Sequence[Path] | None, places: Sequence[Path] | None) -> EngineOptions:
    from sayso.ingest import EngineOptions

    return EngineOptions(model, tuple(lexicon or ()), tuple(places or ()))


def _agreed(question: str) -> bool:
    return sys.stdin.isatty() and typer.confirm(question)
