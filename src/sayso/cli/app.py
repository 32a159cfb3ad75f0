"""The program itself: how errors are told, with which exit code it ends, and the options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sayso.errors import SaysoError, UsageError
from sayso.export.labels import many, one_line

__all__ = [
    "EXIT_CODES",
    "INTERRUPTED",
    "NOTHING_READ",
    "PIPE_CLOSED",
    "SOME_FAILED",
    "Db",
    "Lexicon",
    "Model",
    "Outlet",
    "Places",
    "Published",
    "Quiet",
    "SurveyFormat",
    "app",
    "main",
    "options_named",
    "tell",
    "tell_page",
]

NOTHING_READ, WRONG_USE, SOME_FAILED, INTERRUPTED, PIPE_CLOSED = 1, 2, 3, 130, 141
EXIT_CODES = (
    "Exit codes: 0 all was read; 1 nothing could be read, or a fatal error; 2 wrong use; 3 some sources could not be read, and the "
    "results of the others were printed or kept; 130 interrupted."
)


class Polite(TyperGroup):
    """The one place where errors become a line on standard error and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """What the command returns; a mistake of the user's, a closed pipe and Ctrl-C end the program without a traceback."""
        try:
            return super().invoke(ctx)
        except SaysoError as error:
            tell(str(error))
            raise typer.Exit(WRONG_USE if isinstance(error, UsageError) else NOTHING_READ) from error
        except UnicodeEncodeError as error:
            tell(f"something that was given is no UTF-8: {error.object!a}.")
            raise typer.Exit(WRONG_USE) from error
        except KeyboardInterrupt as error:
            tell("interrupted")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            _silence_output()
            raise typer.Exit(PIPE_CLOSED) from error
        except OSError as error:
            _silence_output()
            tell(f"{error.filename or 'output'}: {error.strerror or error}.")
            raise typer.Exit(NOTHING_READ) from error


app = typer.Typer(
    cls=Polite,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXIT_CODES,
    help="Read news reports of conflict, print who says that what happened, to whom, where and when, and keep it to be looked through.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"sayso {version('sayso')}")
        raise typer.Exit


def _check_survey_format(value: str) -> str:
    if value not in {"table", "jsonl"}:
        raise UsageError(f"there is no format {value!r} here.", where="--format", remedy="Choose table or jsonl.")
    return value


Published = Annotated[str | None, typer.Option(help="Publication date of all the reports, in the place of what they say themselves.", metavar="YYYY-MM-DD")]
Outlet = Annotated[str | None, typer.Option(help="Outlet of all the reports, in the place of what they say themselves.")]
Model = Annotated[str | None, typer.Option(help="A spaCy pipeline, by name or folder, in the place of the one that comes with sayso.")]
Lexicon = Annotated[
    list[Path] | None,
    typer.Option(help="A folder of your own lexicon entries, merged last. May be given again.", exists=True, file_okay=False),
]
Places = Annotated[list[Path] | None, typer.Option(help="A CSV file of your own places, merged last. May be given again.", exists=True, dir_okay=False)]
SurveyFormat = Annotated[str, typer.Option("--format", "-f", metavar="[table|jsonl]", callback=_check_survey_format, help="Table for people, or JSON lines.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes; failures are still told.")]
Db = Annotated[str, typer.Option("--db", envvar="SAYSO_DB", metavar="FILE|URL", help="The store: an SQLite file, or postgresql+psycopg://user@host/name.")]


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Takes the options that stand before the command."""


def main() -> None:
    """Runs the command line; ends the program with the exit code."""
    app()


def tell(message: str) -> None:
    """Prints one line on standard error."""
    print(f"sayso: {one_line(message)}", file=sys.stderr)


def _silence_output() -> None:
    """Lets nothing more go to standard output, not even what is still held back when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def options_named() -> Iterator[None]:
    """Names conditions that are wrong as the options that they are here."""
    try:
        yield
    except UsageError as error:
        raise UsageError(error.what, where=f"--{error.where.replace('_', '-')}", remedy=error.remedy) from error


def tell_page(what: str, total: int, offset: int, shown: int) -> None:
    """Says on standard error which of how many are shown, where these are not all."""
    if not total:
        tell(f"no {what} meets these conditions.")
    elif offset >= total:
        tell(f"there {'is' if total == 1 else 'are'} only {many(total, what)}.")
    elif shown < total:
        page = f"{what}s {offset + 1:,} to {offset + shown:,} of {total:,}" if shown else f"none of {many(total, what)} shown"
        tell(page + (f"; --offset {offset + shown} goes on." if offset + shown < total else "."))
