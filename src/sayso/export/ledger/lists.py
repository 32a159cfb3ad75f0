"""The ledger's lists for people: happenings, disputes, the timeline, control of ground, tolls and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.export.labels import count_label, many, one_line, place_label, voice_chain
from sayso.export.ledger.words import STANDING_STYLES, block, days_label, happening_label, happening_line, listed, relation_label, sentence, where_label
from sayso.export.table import STATUS_STYLES
from sayso.ledger.control import DayState, day_states
from sayso.ledger.decisions import DecisionState, states_of
from sayso.ledger.telling import Telling
from sayso.ledger.values import number_label, place_key
from sayso.ledger.view import View
from sayso.model import ControlRow, Count, Decision, Dispute, Happening, Side, TollRow

__all__ = [
    "control_list",
    "decision_label",
    "decision_list",
    "dispute_block",
    "dispute_list",
    "happening_list",
    "in_order",
    "nothing",
    "timeline",
    "toll_list",
    "toll_table",
]

ROOM = 70
PAD = (0, 2, 0, 0)
LEGEND = "3/2/1: 3 articles, 2 publishers, 1 independent origin · by DAY: no day told, reported by then"
NARROW = 70


def nothing(console: Console, what: str = "happening") -> None:
    """Says that nothing was found."""
    console.print(Text(f"No {what} meets these conditions."))


def happening_list(happenings: Iterable[Happening], console: Console) -> None:
    """Prints two lines or more for each: days, what and where, standing with its three counts, id."""
    if console.width < NARROW:
        for one in happenings:
            console.print(block(happening_line(one), console, hang=4))
        return
    table = Table(box=None, padding=PAD, header_style="dim", pad_edge=False)
    table.add_column("day", width=13)
    table.add_column("what, and where", ratio=1, overflow="fold")
    table.add_column("standing", width=len("single-origin"))
    table.add_column("happening", width=len("h-0123456789ab"), overflow="fold", style="dim")
    for one in happenings:
        table.add_row(*_happening_cells(one))
    console.print(table)
    console.print(Text(f"\n{LEGEND}", style="dim"))


def _happening_cells(one: Happening) -> tuple[Text, Text, Text, Text]:
    days = days_label(one.date_start, one.date_end).replace(" to ", " to\n")
    what = Text.assemble((happening_label(one), "bold"), "\n", where_label(one))
    return Text(days), what, _standing(one), Text(one.id)


def _standing(one: Happening) -> Text:
    counts = f"{one.articles}/{one.publishers}/{one.origins}"
    side = "\none side only" if one.one_side else ""
    return Text.assemble((one.standing, STANDING_STYLES[one.standing]), "\n", counts, (side, "dim"))


def dispute_list(disputes: Iterable[Dispute], view: View, console: Console) -> None:
    """Prints each dispute with its sides under each other; the view holds the happenings and claims that it is about."""
    for dispute in disputes:
        dispute_block(dispute, view, console)
        console.print()


def dispute_block(dispute: Dispute, view: View, console: Console, *, indent: int = 0) -> None:
    """Prints the dispute: of what kind, why its sides are set against each other, what each says, who says so in what words, the happenings."""
    happenings = {one.id: one for one in view.happenings}
    lines = [Text.assemble((dispute.kind, "bold red"), "  ", (dispute.id, "dim")), Text(one_line(dispute.reason))]
    for line in lines:
        console.print(block(line, console, indent=indent))
    for number, side in enumerate(dispute.sides, 1):
        console.print(block(_side_line(number, side), console, indent=indent + 2, hang=indent + 5))
        _words_of(side, view, console, indent + 5)
    for ident in dispute.happenings:
        known = happenings.get(ident)
        facts = f"{ident}  {days_label(known.date_start, known.date_end)}, {where_label(known)}" if known else ident
        console.print(block(Text(facts, style="dim"), console, indent=indent + 2, hang=indent + 5))


def _words_of(side: Side, view: View, console: Console, indent: int) -> None:
    """The first claim's day, outlet, words and id, and how many more there are."""
    first, coloured = view.tellings.get(side.claims[0]) if side.claims else None, console.color_system is not None
    if first is not None:
        said = Text.assemble((f"{first.said or 'no date'}  {one_line(first.article.outlet or first.article.id)}  ", "dim"))
        console.print(block(said.append_text(sentence(first.claim, coloured=coloured, room=ROOM)), console, indent=indent))
    more = f" and {many(len(side.claims) - 1, 'further claim')}: {', '.join(side.claims[1:])}" if len(side.claims) > 1 else ""
    console.print(block(Text("".join(side.claims[:1]) + more, style="dim"), console, indent=indent))


def _side_line(number: int, side: Side) -> Text:
    voices = ", ".join(map(one_line, side.voices)) or "nobody"
    return Text.assemble((f"{number}  ", "dim"), one_line(side.says), ("  says ", "dim"), (voices, "bold"))


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """The happenings by their days, those whose day is told before those that had only been reported by then; what has no day comes last."""
    return sorted(happenings, key=lambda one: (one.date_end or "9", one.date_start or "9", one.id))


def timeline(view: View, console: Console) -> None:
    """Prints day by day the happenings, and under each its claims in the order of publication: when, where, with what status, on whose word."""
    for label, some in groupby(in_order(view.happenings), key=lambda one: days_label(one.date_start, one.date_end)):
        console.print(Text(label, style="bold underline"))
        for happening in some:
            console.print(block(happening_line(happening, day=False), console, indent=2, hang=4))
            _told_lines(view.of(happening), console)
            console.print()


def _told_lines(tellings: Iterable[Telling], console: Console) -> None:
    """Claim by claim; a sentence that has been printed is not printed again."""
    seen: set[tuple[str, int]] = set()
    for telling in tellings:
        console.print(block(_told_line(telling), console, indent=4, hang=16))
        words = (telling.claim.evidence.text, telling.claim.trigger.start - telling.claim.evidence.start)
        again = words in seen
        seen.add(words)
        text = Text("in the same words", style="dim") if again else sentence(telling.claim, coloured=console.color_system is not None, room=ROOM)
        console.print(block(text, console, indent=16))


def _told_line(telling: Telling) -> Text:
    claim = telling.claim
    outlet = one_line(telling.article.outlet or telling.article.id)
    voices = (voice_chain(claim.voices), "bold") if claim.voices else ("the report itself", "dim")
    line = Text.assemble((telling.said or "no date", "dim"), f"  {outlet}  ", (claim.status, STATUS_STYLES[claim.status]), ("  says ", "dim"), voices)
    return line.append("  " + "; ".join(map(count_label, claim.counts))) if claim.counts else line


def control_list(rows: Sequence[ControlRow], console: Console) -> None:
    """Prints place by place and day by day what the claims come to, and under it the claims: who, does what, by which status, on whose word."""
    for key in dict.fromkeys(place_key(row.place) for row in rows):
        mine = [row for row in rows if place_key(row.place) == key]
        console.print(Text(_place_heading(mine[0]), style="bold underline"))
        for state in day_states(mine):
            _day_block(state, console)
        console.print()


def _place_heading(row: ControlRow) -> str:
    place = row.place
    province = f" ({one_line(place.admin1)} province)" if place.admin1 and place.admin1 != place.name else ""
    return place_label(replace(place, role=None)) + province


def _day_block(state: DayState, console: Console) -> None:
    style = "bold red" if state.state == "contested" else "bold"
    console.print(block(Text.assemble(state.date, "  ", (one_line(state.state), style)), console, hang=12))
    for row in state.rows:
        says = " by " if row.status == "denied" else "  says "
        who = Text.assemble(one_line(row.holder), f" {relation_label(row)}: ", (row.status, STATUS_STYLES[row.status]), (says, "dim"))
        console.print(block(who.append(", ".join(map(one_line, row.voices))), console, indent=12, hang=16))


def toll_list(tolls: Iterable[TollRow], happenings: Mapping[str, Happening], console: Console) -> None:
    """Prints under each happening the numbers, by what they count and by voice, in the order in which they were said. Nothing is added up."""
    for ident, rows in groupby(tolls, key=lambda row: row.happening):
        known = happenings.get(ident)
        console.print(block(happening_line(known) if known else Text(ident), console, hang=4))
        toll_table(list(rows), console)
        console.print()


def toll_table(rows: Sequence[TollRow], console: Console, *, indent: int = 2) -> None:
    """Prints the numbers of one happening; those that their own voice has replaced are dimmed and say so."""
    table = Table(box=None, padding=PAD, show_header=False, pad_edge=False)
    for width in (indent + len("displaced"), None, len("2024-12-08"), None, None):
        table.add_column(min_width=width, overflow="fold")
    last = ("", "")
    for (what, voice, *_), some in groupby(_series(rows), key=_as_told):
        heads = (" " * indent + (what if what != last[0] else ""), one_line(voice) if (what, voice) != last else "")
        table.add_row(*map(Text, heads), *_toll_cells(list(some)))
        last = (what, voice)
    console.print(table)


def _as_told(row: TollRow) -> tuple[str, str, str | None, int | None, int | None, str, bool]:
    return (row.what, row.voice, row.said, row.low, row.high, row.kind, row.superseded)


def _toll_cells(some: Sequence[TollRow]) -> Iterator[Text]:
    """When a number was said, the number, and what else there is to say of the claims that tell it."""
    row = some[0]
    notes = (["replaced"] if row.superseded else []) + ([f"in {len(some)} claims"] if len(some) > 1 else [])
    for cell in (row.said or "no date", _number(row), ", ".join(notes)):
        yield Text(cell, style="dim" if row.superseded else "")


def _series(rows: Sequence[TollRow]) -> Iterator[TollRow]:
    """The rows by what they count, then voice by voice, those first that spoke first."""
    for what in dict.fromkeys(row.what for row in rows):
        mine = [row for row in rows if row.what == what]
        for voice in dict.fromkeys(row.voice for row in mine):
            yield from (row for row in mine if row.voice == voice)


KINDS = {"new": "", "total": " in all", "part": ", a part of others", "previous": ", recalled"}


def _number(row: TollRow) -> str:
    return number_label(Count("", 0, 0, row.what, None, row.low, row.high)) + KINDS[row.kind]


STATES: dict[DecisionState, tuple[str, str]] = {
    "holds": ("", ""),
    "disputed": ("  in dispute", "red"),
    "superseded": ("  replaced", "yellow"),
    "settled": ("  settled", "cyan"),
    "undone": ("  undone", "yellow"),
}


def decision_list(decisions: Sequence[Decision], console: Console) -> None:
    """Prints the decisions in their order: number, when, who, what and why; those that do not hold say why not."""
    states = states_of(decisions)
    for decision in decisions:
        state = states[decision.number]
        style = "bold" if state == "holds" else "dim"
        what = Text.assemble((f"{decision.number:>4}  ", "dim"), (decision_label(decision), style), STATES[state])
        console.print(block(what, console, hang=6))
        console.print(block(Text(f"{decision.at[:16].replace('T', ' ')} · {one_line(decision.by)} · {one_line(decision.reason)}"), console, indent=6))


def decision_label(decision: Decision) -> str:
    """What was decided: ``wrong-slot place of c-…``, ``undo decision 3``, ``same c-… and c-…, which settles 3 and 5``."""
    slot = f" {decision.slot} of" if decision.slot else ""
    target = f" decision {decision.undoes}" if decision.undoes is not None else ""
    settled = f", which settles {_numbers(decision.settles)}" if decision.settles else ""
    return f"{decision.judgement}{slot}{target}{' ' + listed(decision.claims) if decision.claims else ''}{settled}"


def _numbers(numbers: Sequence[int]) -> str:
    return " and ".join(filter(None, (", ".join(map(str, numbers[:-1])), str(numbers[-1]))))
