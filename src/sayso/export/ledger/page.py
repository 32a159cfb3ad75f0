"""One happening with all there is: how it and its slots stand, from whom it comes, claim by claim, disputes, numbers, and why it belongs together."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.export.labels import many, one_line
from sayso.export.ledger.lists import dispute_block, toll_table
from sayso.export.ledger.rows import dispute_record, happening_record, link_record, slot_record, source_record, toll_record
from sayso.export.ledger.why import links_of
from sayso.export.ledger.words import STANDING_STYLES, block, days_label, happening_label, happening_line, reasons_label, standing_line, where_label
from sayso.export.table import claim_block
from sayso.ledger.disputes import disputes_in
from sayso.ledger.telling import Telling
from sayso.ledger.tolls import tolls_in
from sayso.ledger.view import View
from sayso.model import Dispute, Happening, Link, Origin, SlotStanding, TollRow
from sayso.records import Record

__all__ = ["Page", "page_of", "print_page", "write_page"]

BASES = {"voice": "voice", "agency": "agency", "publisher": "outlet", "text": "text"}


@dataclass(frozen=True, slots=True)
class Page:
    """A happening with what the rest of the view says of it; ``parts`` are the happenings that are part of it."""

    view: View
    happening: Happening
    tellings: tuple[Telling, ...]
    disputes: tuple[Dispute, ...]
    tolls: tuple[TollRow, ...]
    wholes: tuple[Happening, ...]
    parts: tuple[Happening, ...]
    links: tuple[Link, ...]


def page_of(view: View, happening: Happening) -> Page:
    """All there is on a happening, out of a view that holds it and its neighbours."""
    tellings = tuple(view.of(happening))
    return Page(
        view=view,
        happening=happening,
        tellings=tellings,
        disputes=tuple(dispute for dispute in disputes_in(view) if happening.id in dispute.happenings),
        tolls=tuple(row for row in tolls_in(view) if row.happening == happening.id),
        wholes=tuple(one for one in view.happenings if one.id in happening.part_of),
        parts=tuple(one for one in view.happenings if happening.id in one.part_of),
        links=tuple(links_of(tellings)),
    )


def write_page(page: Page, claims: Iterable[Record], stream: TextIO) -> None:
    """Writes all of it as one JSON object; ``claims`` are the contract's records of its claims."""
    record = {
        "happening": happening_record(page.happening),
        "slots": [slot_record(slot) for slot in page.happening.slots],
        "sources": [source_record(origin) for origin in page.happening.sources],
        "claims": list(claims),
        "disputes": [dispute_record(dispute) for dispute in page.disputes],
        "tolls": [toll_record(row) for row in page.tolls],
        "part_of": list(page.happening.part_of),
        "parts": [one.id for one in page.parts],
        "links": [link_record(link) for link in page.links],
    }
    stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def print_page(page: Page, console: Console) -> None:
    """Prints all of it under headings; what there is nothing of has none."""
    one = page.happening
    facts = (where_label(one), days_label(one.date_start, one.date_end), one.id)
    console.print(block(Text(happening_label(one), style="bold"), console, hang=4))
    console.print(block(Text(" · ".join(facts)), console))
    console.print(block(standing_line(one), console), end="\n\n")
    sections: tuple[tuple[str, Collection[object], Callable[[Page, Console], None]], ...] = (
        ("What is told", one.slots, _print_slots),
        ("From whom it comes", one.sources, _print_sources),
        ("Claim by claim", page.tellings, _print_claims),
        ("Disputes", page.disputes, _print_disputes),
        ("Numbers", page.tolls, lambda page, console: toll_table(page.tolls, console)),
        ("Part of", page.wholes, lambda page, console: _print_others(page.wholes, console)),
        ("Its parts", page.parts, lambda page, console: _print_others(page.parts, console)),
        ("Why these claims are taken to tell of one happening", page.links, _print_links),
    )
    for heading, held, printed in sections:
        if held:
            console.print(Text(heading, style="bold underline"))
            printed(page, console)
            console.print()


def _print_slots(page: Page, console: Console) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    table.add_column(min_width=2 + len("recipient"))
    table.add_column(ratio=3, overflow="fold")
    table.add_column(width=len("single-origin"))
    table.add_column(ratio=3, overflow="fold")
    last = ""
    for slot in page.happening.slots:
        name, last = ("" if slot.slot == last else slot.slot), slot.slot
        standing = Text(slot.standing, style=STANDING_STYLES[slot.standing])
        table.add_row(Text(f"  {name}", style="dim"), Text(one_line(slot.value)), standing, _sayers(slot))
    console.print(table)


def _sayers(slot: SlotStanding) -> Text:
    voices = ", ".join(map(one_line, slot.voices))
    return Text.assemble(("says ", "dim"), voices, (f" ({many(slot.origins, 'origin')})" if slot.origins > 1 else "", "dim"))


def _print_sources(page: Page, console: Console) -> None:
    numbers = _numbers(page)
    for origin in page.happening.sources:
        console.print(block(_source_line(origin, numbers), console, indent=2, hang=4))


def _source_line(origin: Origin, numbers: Mapping[str, int]) -> Text:
    facts = [f"{BASES[origin.basis]}"] + ([f"side: {one_line(origin.side)}"] if origin.side else [])
    facts += [_claims_label(origin.claims, numbers)] + (["circular: they have it only from each other"] if origin.circular else [])
    return Text.assemble((one_line(origin.name), "bold"), "  ", " · ".join(facts))


def _claims_label(claims: Collection[str], numbers: Mapping[str, int]) -> str:
    """The claims by the numbers under which they stand on the page."""
    return f"claim{'' if len(claims) == 1 else 's'} {', '.join(str(numbers[claim]) for claim in claims if claim in numbers)}"


def _numbers(page: Page) -> dict[str, int]:
    return {telling.id: number for number, telling in enumerate(page.tellings, 1)}


def _print_claims(page: Page, console: Console) -> None:
    article = ""
    for number, telling in enumerate(page.tellings, 1):
        if telling.article.id != article:
            article = telling.article.id
            facts = (telling.said or "no date", telling.article.outlet, article)
            console.print(block(Text(" · ".join(one_line(fact) for fact in facts if fact), style="bold"), console, indent=2, hang=4))
        console.print(claim_block(telling.claim, number, console))
        console.print(Text(f"     {telling.id}", style="dim"))


def _print_disputes(page: Page, console: Console) -> None:
    for dispute in page.disputes:
        dispute_block(dispute, page.view, console, indent=2)


def _print_others(happenings: Iterable[Happening], console: Console) -> None:
    for one in happenings:
        console.print(block(happening_line(one), console, indent=2, hang=4))


def _print_links(page: Page, console: Console) -> None:
    numbers = _numbers(page)
    pairs = [(sorted(numbers[claim] for claim in link.claims), link) for link in page.links]
    for (earlier, later), link in sorted(pairs, key=lambda pair: pair[0][::-1]):
        console.print(block(_link_line(link, earlier, later), console, indent=2, hang=4))
    console.print(block(Text(SCORES, style="dim"), console, indent=2))


SCORES = "Scores are log-odds, the sum of all that was compared; here are the three things that weigh most, for it (+) or against it (−)."


def _link_line(link: Link, earlier: int, later: int) -> Text:
    score = f"{link.score:+.1f}".replace("-", "−")
    weak = "" if link.score > 0 else "  (not by this alone: others, or a person's decision, hold them together)"
    return Text.assemble(f"{later} with {earlier}  ", (score, "bold"), f"  {reasons_label(link)}", (weak, "dim"))
