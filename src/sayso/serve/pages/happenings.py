"""Happenings: the list, and one of them with all there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from sayso.export.ledger.flat import HAPPENING_COLUMNS, TOLD_COLUMNS, happening_cells, told_cells
from sayso.export.ledger.rows import (
    dispute_record,
    happening_record,
    link_record,
    slot_record,
    source_record,
    told_record,
    toll_record,
)
from sayso.export.ledger.why import links_of
from sayso.export.ledger.words import listed, where_label
from sayso.ledger.telling import Telling
from sayso.ledger.tolls import tolls_in
from sayso.ledger.view import View
from sayso.model import Happening, Link
from sayso.records import Record
from sayso.serve.asked import OF_HAPPENINGS, ROWS, Asked, fields_of
from sayso.serve.rendering import Bench
from sayso.serve.views import Listing, add_view, feature
from sayso.serve.wording import wording_of

__all__ = ["features_of", "name_of", "router"]

router = APIRouter()
FILTERS = ("q", "place", "actor", "country", "event", "standing", "outlet", "voice", "since", "until", "on", "as_of", "min_origins", "order")
KNOWS = (*OF_HAPPENINGS, "order", *ROWS)
MOST_CLAIMS = 200
"""Claims of a happening that its page shows; its twins have all."""
MOST_LINKS = 100
SAYINGS = (("asserted", "attempted"), ("hedged", "unclear"), ("denied",), ("prospective",))
HEADS = ("Say that it happened", "Hedge", "Deny it", "Foresee it")


def happenings(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """What is told to have happened, a page of it."""
    limit, offset = asked.rows()
    found = bench.desk.happenings(asked.happenings(), order=asked.sorted_by(), limit=limit, offset=offset, with_claims=False)
    return Listing(
        "Happenings",
        [happening_record(one) for one in found.happenings],
        HAPPENING_COLUMNS,
        [happening_cells(one) for one in found.happenings],
        features_of(found.happenings),
        found.total,
        found.at_most,
        limit,
        {"found": found, "fields": fields_of(asked, *FILTERS)},
    )


def features_of(happenings: Sequence[Happening]) -> list[Record]:
    """The happenings as points of GeoJSON, those that are located."""
    found = (feature(one.place, {**happening_record(one), "place": one.place.name if one.place else None}) for one in happenings)
    return [one for one in found if one is not None]


def name_of(one: Happening) -> str:
    """What a happening is called: what, by whom, on whom."""
    words = wording_of(one.event, one.mode)
    who = f" {words.before_actor} {listed(one.actors)}" if one.actors else ""
    whom = f" {words.before_recipient} {listed(one.recipients)}" if one.recipients else ""
    return f"{words.noun}{who}{whom}"


def happening(bench: Bench, asked: Asked, parts: Mapping[str, str]) -> Listing:
    """One happening: the voices side by side, what each says, from whom it comes, what is in dispute, and why it belongs together."""
    whole = bench.desk.happening(parts["ident"], as_of=asked.as_of)
    one, view = whole.happening, whole.view
    alone = View((one,), view.tellings, view.copies)
    tellings = view.of(one)
    links = links_of(tellings[:MOST_CLAIMS])[:MOST_LINKS]
    tolls = list(tolls_in(alone))
    record: Record = {
        "happening": happening_record(one),
        "slots": [slot_record(slot) for slot in one.slots],
        "sources": [source_record(origin) for origin in one.sources],
        "told": told_record(alone, one)["told"],
        "disputes": [dispute_record(dispute) for dispute in whole.disputes],
        "tolls": [toll_record(row) for row in tolls],
        "part_of": list(one.part_of),
        "parts": [part.id for part in whole.parts],
        "links": [link_record(link) for link in links],
    }
    context = {
        "whole": whole,
        "one": one,
        "view": view,
        "tellings": tellings[:MOST_CLAIMS],
        "untold": max(0, len(tellings) - MOST_CLAIMS),
        "columns": _columns(tellings[:MOST_CLAIMS]),
        "numbers": {telling.id: number for number, telling in enumerate(tellings, 1)},
        "links": _numbered(links, tellings),
        "tolls": tolls,
        "decisions": bench.desk.decisions_on(one.claims),
    }
    title = f"{name_of(one)}, {where_label(one)}"
    return Listing(title, [record], TOLD_COLUMNS, list(told_cells(view, one)), features_of([one]), None, context=context)


def _columns(tellings: Sequence[Telling]) -> list[tuple[str, list[Telling]]]:
    """The claims side by side: who says that it happened, who hedges, who denies it; columns that nobody fills are left out."""
    columns = [(head, [telling for telling in tellings if telling.claim.status in statuses]) for head, statuses in zip(HEADS, SAYINGS, strict=True)]
    return [(head, some) for head, some in columns if some]


def _numbered(links: Sequence[Link], tellings: Sequence[Telling]) -> list[tuple[int, int, Link]]:
    """The links by the numbers of their claims on the page, the later first."""
    numbers = {telling.id: number for number, telling in enumerate(tellings, 1)}
    pairs = [(sorted(numbers[claim] for claim in link.claims), link) for link in links if all(claim in numbers for claim in link.claims)]
    return [(later, earlier, link) for (earlier, later), link in sorted(pairs, key=lambda pair: pair[0][::-1])]


add_view(router, "/happenings", happenings, "happenings.html", knows=KNOWS, places=True)
add_view(router, "/happenings/{ident}", happening, "happening.html", knows=("as_of",), places=True)
