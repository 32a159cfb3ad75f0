"""The review for people and programs: what there is to judge, what was said of it, how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.export.labels import many, one_line, voice_chain
from sayso.export.ledger.words import block, sentence
from sayso.export.table import STATUS_STYLES
from sayso.ledger.decisions import ItemState, Word
from sayso.ledger.review import Agreement, Progress, ReviewProgress
from sayso.records import Record
from sayso.store.review import Queued
from sayso.store.stored import StoredClaim

__all__ = ["STATE_LABELS", "agreement_label", "progress_record", "progress_table", "queue_list", "queued_record", "word_label"]

STATE_LABELS: dict[ItemState, str] = {
    "open": "open",
    "judged": "judged by one",
    "agreed": "agreed",
    "disputed": "in dispute",
    "settled": "settled",
}
STYLES: dict[ItemState, str] = {"open": "", "judged": "yellow", "agreed": "green", "disputed": "red", "settled": "cyan"}
ROOM = 70


def queued_record(row: Queued) -> Record:
    """The item as a JSON object: its claims as the contract has them, how it stands, and who said what of it by which decisions."""
    verdict = row.verdict
    return {
        "kind": row.kind,
        "claims": [claim.record for claim in row.claims],
        "score": row.score,
        "state": verdict.state,
        "judgement": verdict.judgement,
        "slots": list(verdict.slots),
        "judged": [
            {"by": word.by, "judgement": word.judgement, "slots": list(word.slots), "decisions": list(word.numbers), "reasons": list(word.reasons)}
            for word in verdict.words
        ],
    }


def progress_record(progress: ReviewProgress) -> Record:
    """How far the review has come, for links and for claims, as a JSON object."""
    return {"links": _progress(progress.links), "claims": _progress(progress.claims)}


def _progress(progress: Progress) -> Record:
    agreement = progress.agreement._asdict()
    return {**progress._asdict(), "by": [{"name": name, "items": items} for name, items in progress.by], "agreement": agreement}


def queue_list(rows: Iterable[Queued], console: Console) -> None:
    """Prints each item: how certain the engine is, how it stands, its claims with their sentences and ids, and who said what of it."""
    for row in rows:
        state, score = row.verdict.state, "not linked" if row.score is None else f"{row.score:.2f}"
        console.print(Text.assemble((row.kind, "bold"), "  ", (score, "dim"), "  ", (STATE_LABELS[state], STYLES[state])))
        for claim in row.claims:
            _claim_lines(claim, console)
        for word in row.verdict.words:
            console.print(block(Text(word_label(word)), console, indent=4, hang=6))
        console.print()


def _claim_lines(stored: StoredClaim, console: Console) -> None:
    claim, report = stored.claim, stored.report
    voices = (voice_chain(claim.voices), "bold") if claim.voices else ("the report itself", "dim")
    said = Text.assemble((f"{report.published or 'no date'}  {one_line(report.outlet or report.id)}  ", "dim"), (claim.status, STATUS_STYLES[claim.status]))
    console.print(block(said.append("  says ", "dim").append(*voices).append(f"  {stored.record['id']}", "dim"), console, indent=2, hang=4))
    console.print(block(sentence(claim, coloured=console.color_system is not None, room=ROOM), console, indent=4))


def word_label(word: Word) -> str:
    """What a person said: ``Mara: wrong-slot place, time (4 and 7), “the city”``."""
    slots = f" {', '.join(word.slots)}" if word.slots else ""
    numbers = ", ".join(map(str, word.numbers))
    return f"{one_line(word.by)}: {word.judgement}{slots} ({numbers}), “{one_line('; '.join(word.reasons))}”"


def progress_table(progress: ReviewProgress, console: Console) -> None:
    """Prints how many links and claims stand how, who has judged how many, and how far the reviewers agree."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for column in ("", "in all", *STATE_LABELS.values()):
        table.add_column(column, justify="left" if not column else "right")
    for name, one in (("links", progress.links), ("claims", progress.claims)):
        table.add_row(name, *(f"{number:,}" for number in (one.total, one.open, one.judged, one.agreed, one.disputed, one.settled)))
    console.print(table)
    for name, one in (("link", progress.links), ("claim", progress.claims)):
        console.print()
        _who(name, one.by, console)
        console.print(block(Text(f"{name}s: {agreement_label(one.agreement)}"), console, hang=2))


def _who(name: str, by: Sequence[tuple[str, int]], console: Console) -> None:
    told = "; ".join(f"{one_line(person)} {count:,}" for person, count in by)
    console.print(block(Text(f"{name}s judged: {told or 'by nobody yet'}"), console, hang=2))


def agreement_label(agreement: Agreement) -> str:
    """How far the reviewers agree, in words."""
    if agreement.percent is None:
        return "no two persons have judged the same, so agreement cannot be told"
    alpha = f"Krippendorff's alpha {agreement.alpha:.2f}" if agreement.alpha is not None else "alpha cannot be told, since all were judged alike"
    return f"{many(agreement.items, 'item')} judged by two or more, {agreement.percent:.0f} % alike, {alpha}"
