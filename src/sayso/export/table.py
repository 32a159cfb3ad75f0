"""Readings for people, on a terminal or in a pipe: a heading for each report, a block for each claim."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from sayso.export.labels import event_label, excerpt, one_line, reading_facts, reading_title, slots, voice_chain
from sayso.model import Claim, Reading, Status
from sayso.records import problems_of

__all__ = ["TableExporter", "claim_block", "table_console"]

STATUS_STYLES: dict[Status, str] = {
    "asserted": "green",
    "hedged": "yellow",
    "denied": "red",
    "unclear": "magenta",
    "attempted": "cyan",
    "prospective": "blue",
}
WIDEST = 120
INDENT = 5


class TableExporter:
    """Writes each reading as blocks of lines; claims are numbered through each file, as ``sayso explain`` counts them."""

    def __init__(self, stream: TextIO) -> None:
        self.console = table_console(stream)
        self.source: str | None = None
        self.number = 0

    def write(self, reading: Reading, source: str = "") -> None:
        """Writes one reading; ``source`` is the file that it came from."""
        if not source or source != self.source:
            self.source, self.number = source, 0
        self._write_heading(reading, source)
        for claim in reading.claims:
            self.number += 1
            self.console.print(claim_block(claim, self.number, self.console), end="\n\n")

    def close(self) -> None:
        """Writes nothing: every block is complete."""

    def _write_heading(self, reading: Reading, source: str) -> None:
        self.console.print(Text(reading_title(reading, source), style="bold"))
        self.console.print(Text(" · ".join(reading_facts(reading, source)), style="dim"))
        for problem in problems_of(reading):
            self.console.print(Text(f"note: {one_line(problem.message)}", style="yellow"))
        self.console.print()


class _Console(Console):
    """A console that leaves it to the caller what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - called while the error is handled


def table_console(stream: TextIO) -> Console:
    """A console on the stream that is no wider than is pleasant to read."""
    console = _Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console


def claim_block(claim: Claim, number: int, console: Console) -> Text:
    """The claim in three or more lines as wide as the console: event, status and voices; what fills its slots; the sentence."""
    coloured = console.color_system is not None
    lines = [_first_line(claim), _slot_line(claim), _sentence(claim, coloured=coloured)]
    wrapped = [piece for line in lines if line for piece in line.wrap(console, console.width - INDENT)]
    heads = [f"{number:>{INDENT - 1}} ", *[" " * INDENT] * len(wrapped)]
    return Text("\n").join(Text.assemble((head, "dim"), piece) for head, piece in zip(heads, wrapped, strict=False))


def _sentence(claim: Claim, *, coloured: bool) -> Text:
    """The sentence with its trigger marked: underlined where there is colour, else between asterisks."""
    before, trigger, after = excerpt(claim)
    marked = Text(trigger, style="bold underline") if coloured or not trigger else Text(f"*{trigger}*")
    return Text.assemble((before, "italic"), marked, (after, "italic"))


def _first_line(claim: Claim) -> Text:
    style = STATUS_STYLES[claim.status]
    voices = (voice_chain(claim.voices), "bold") if claim.voices else ("the report itself", "dim")
    return Text.assemble((event_label(claim), "bold"), "  ", (claim.status, style), "  ", ("says ", "dim"), voices)


def _slot_line(claim: Claim) -> Text:
    pieces = [Text.assemble((f"{question} ", "dim"), answer) for question, answer in slots(claim).items()]
    return Text("  ·  ").join(pieces)
