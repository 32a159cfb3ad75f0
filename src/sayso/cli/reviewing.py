"""The command that lists what there is to review, shows how far the review has come, and hands out what was found right."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from sayso.cli.app import Db, SurveyFormat, app, options_named, tell, tell_page
from sayso.cli.storing import MOST, PAGE, Limit, Offset
from sayso.errors import StoreError, UsageError
from sayso.export.labels import many
from sayso.export.table import table_console
from sayso.export.target import open_target

if TYPE_CHECKING:
    from sayso.store import Store
    from sayso.store.review import QueueKind

__all__ = ["review"]

QUEUES = ("links", "claims", "all", "disagreements")
Kind = Annotated[str, typer.Option(help=f"What to list: {', '.join(QUEUES)}.")]
By = Annotated[str | None, typer.Option("--by", help="Who reviews: what this person has judged is left out.", metavar="NAME")]
Shown = Annotated[bool, typer.Option("--progress", help="How much is judged, by whom, and how far the reviewers agree, in the place of the list.")]
Gold = Annotated[Path | None, typer.Option(help="Write the claims that were found right, a report a line, as gold; - is standard output.", metavar="FILE|-")]
Reviewers = Annotated[int | None, typer.Option(help="For --gold: how many persons must have judged alike, where nobody has settled it; default: 2.", min=1)]


@app.command()
def review(
    db: Db,
    kind: Kind = "all",
    by: By = None,
    limit: Limit = None,
    offset: Offset = 0,
    format: SurveyFormat = "table",
    progress: Shown = False,
    gold: Gold = None,
    reviewers: Reviewers = None,
) -> None:
    """List the links between claims, and the claims, of which the engine is least sure, for `sayso decide`; or what reviewers have come to."""
    from sayso.store import Store

    kind = _queue(kind)
    if progress and gold:
        raise UsageError("does not go with --gold.", where="--progress", remedy="Ask for one of them.")
    if reviewers is not None and not gold:
        raise UsageError("is missing.", where="--gold", remedy="--reviewers says what --gold takes in.")
    if by is not None and not by.strip():
        raise UsageError("is empty.", where="--by", remedy="Say who reviews.")
    with Store.open(db, create=False) as store:
        if gold:
            _write_gold(store, gold, reviewers)
            return
        with suppress(StoreError):
            store.update_ledger()
        if progress:
            _show_progress(store, format)
        else:
            _show_queue(store, kind, by, limit, offset, format)


def _queue(kind: str) -> str:
    if kind.lower() not in QUEUES:
        raise UsageError(f"there is no {kind!r}.", where="--kind", remedy=f"Choose {', '.join(QUEUES)}.")
    return kind.lower()


def _show_queue(store: Store, kind: str, by: str | None, limit: int | None, offset: int, format: str) -> None:
    from sayso.export.ledger.review import queue_list, queued_record
    from sayso.export.ledger.rows import write_jsonl

    most = limit if limit is not None else PAGE if format == "table" else MOST - offset
    with options_named():
        found = store.review_queue(cast("QueueKind", kind), reviewer=by, limit=most, offset=offset)
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl(map(queued_record, found.rows), stream)
        elif found.total:
            queue_list(found.rows, table_console(stream))
        else:
            print("There is nothing left to review.", file=stream)
    if found.total and format == "table":
        tell_page("item", found.total, offset, len(found.rows))


def _show_progress(store: Store, format: str) -> None:
    from sayso.export.ledger.review import progress_record, progress_table
    from sayso.export.ledger.rows import write_jsonl

    progress = store.review_progress()
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl([progress_record(progress)], stream)
        else:
            progress_table(progress, table_console(stream))


def _write_gold(store: Store, target: Path, reviewers: int | None) -> None:
    from sayso.export.ledger.rows import write_jsonl

    asked: dict[str, Any] = {} if reviewers is None else {"reviewers": reviewers}
    with open_target(target) as stream:
        found = list(store.gold(**asked))
        write_jsonl(found, stream)
    claims = sum(len(report["claims"]) for report in found)
    tell(f"note: {many(len(found), 'report')} with {many(claims, 'claim')} found right; what the engine missed nobody has judged.")
