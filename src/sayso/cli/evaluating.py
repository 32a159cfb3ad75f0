"""The command that holds claims against checked ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli.app import Lexicon, Places, SurveyFormat, app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sayso.evaluation import GoldDocument
    from sayso.records import Record

__all__ = ["evaluate"]

Engine = Annotated[
    str | None,
    typer.Option("--engine", "--model", metavar="PIPELINE", help="A spaCy pipeline, by name or folder, for the engine to read with in the place of its own."),
]


@app.command()
def evaluate(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD...", help="Documents with checked claims: JSON files, JSON lines, or folders of them.", exists=True)
    ],
    predictions: Annotated[
        Path | None,
        typer.Option(help="Claims of another program, as `sayso read --format jsonl` prints them, in the place of this engine's.", exists=True, dir_okay=False),
    ] = None,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="Your copy of a collection that passages of the sayso corpus stand on. May be given again.", exists=True, file_okay=False
        ),
    ] = None,
    model: Engine = None,
    lexicon: Lexicon = None,
    places: Places = None,
    format: SurveyFormat = "table",
) -> None:
    """Read documents whose claims people have checked, and show how right the claims are: whole, slot by slot, type by type."""
    from sayso.corpus.files import read_corpus
    from sayso.evaluation import read_gold, read_predictions, score_documents
    from sayso.export.evaluation import print_scores, write_scores
    from sayso.export.table import table_console
    from sayso.export.target import open_target

    documents = [passage.gold for passage in read_corpus(gold, texts)] if texts else read_gold(gold)
    read = read_predictions(predictions) if predictions is not None else _read(documents, model, lexicon or (), places or ())
    scores = score_documents({document.id: document.claims for document in documents}, read)
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_scores(scores, stream)
        else:
            print_scores(scores, table_console(stream))


def _read(documents: Sequence[GoldDocument], model: str | None, lexicons: Sequence[Path], places: Sequence[Path]) -> dict[str, list[Record]]:
    """What the engine reads in the documents."""
    from sayso.flow import Engine
    from sayso.records import claim_record

    engine = Engine.load(model=model, lexicons=lexicons, places=places)
    readings = engine.read_all([document.report for document in documents])
    return {reading.report.id: [claim_record(claim, reading.report, reading.engine) for claim in reading.claims] for reading in readings}
