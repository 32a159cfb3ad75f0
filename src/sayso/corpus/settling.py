"""Two annotators' passes laid side by side, and a third hand's decisions where they differ.

A **sheet** numbers the claims of both passes: those on which they agree, those that differ in some slot, and those that only one of them has. A decision
is a line: ``4 a``, ``4 b``, ``4 a place=b status=b`` (the first's claim with two slots of the second's), ``5 keep``, ``6 drop``,
``4 = 2 ASSAULT/aerial strike ...`` (the settler's own line), and ``+ own-17 2 ASSAULT ...`` for what both overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sayso.corpus.notation import Mistake, claim_line, read_claim
from sayso.corpus.passages import Passage
from sayso.evaluation.pairing import pairs_of, same_chain, same_counts, shared
from sayso.records import Record

__all__ = ["Item", "differing_slots", "items_of", "settled", "sheet"]

SLOTS: dict[str, tuple[str, ...]] = {
    "event": ("event", "mode"), "trigger": ("trigger",), "status": ("status",), "actors": ("actors",), "recipients": ("recipients",),
    "place": ("place", "more_places"), "time": ("time",), "counts": ("counts",), "voices": ("voices",),
}  # fmt: skip
DECISION = re.compile(r"(\d+)\s+(a|b|keep|drop)((?:\s+[a-z]+=[ab])*)\s*$")
REWRITTEN = re.compile(r"(\d+)\s*=\s*(.+)$")
ADDED = re.compile(r"\+\s*(\S+)\s+(.+)$")


@dataclass(frozen=True, slots=True)
class Item:
    """A claim of one pass or of both, under its number on the sheet; ``differs`` names the slots in which the two are not the same."""

    number: int
    passage: str
    first: Record | None
    second: Record | None
    differs: tuple[str, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether both passes have the claim and mean the same."""
        return self.first is not None and self.second is not None and not self.differs


def differing_slots(first: Record, second: Record) -> tuple[str, ...]:
    """The slots in which two annotators' claims are not the same: other types, statuses, values, or fillers that do not overlap."""
    places = [[place for place in (claim["place"], *claim["more_places"]) if place] for claim in (first, second)]
    times = [claim["time"]["edtf"] if claim["time"] else None for claim in (first, second)]
    same = {
        "event": (first["event"], first["mode"]) == (second["event"], second["mode"]),
        "trigger": first["trigger"]["start"] < second["trigger"]["end"] and second["trigger"]["start"] < first["trigger"]["end"],
        "status": first["status"] == second["status"],
        "actors": _same_fillers(first["actors"], second["actors"]),
        "recipients": _same_fillers(first["recipients"], second["recipients"]),
        "place": _same_fillers(*places),
        "time": times[0] == times[1],
        "counts": same_counts(first, second) == len(first["counts"]) == len(second["counts"]),
        "voices": same_chain(first, second) and all(a["anonymous"] == b["anonymous"] for a, b in zip(first["voices"], second["voices"], strict=True)),
    }
    return tuple(slot for slot, holds in same.items() if not holds)


def _same_fillers(first: Sequence[Record], second: Sequence[Record]) -> bool:
    return shared(first, second) == len(first) == len(second)


def items_of(first: Iterable[Passage], second: Mapping[str, Passage]) -> Iterator[tuple[Passage, list[Item]]]:
    """Yields every passage that both passes have, with its claims numbered through all of them."""
    number = 0
    for passage in first:
        if passage.id not in second:
            continue
        items: list[Item] = []
        for claim, other in _aligned(passage, second[passage.id]):
            number += 1
            items.append(Item(number, passage.id, claim, other, differing_slots(claim, other) if claim and other else ()))
        yield passage, items


def _aligned(first: Passage, second: Passage) -> list[tuple[Record | None, Record | None]]:
    """The claims of both in the order of the text, those that are meant to be one beside each other."""
    pairs = pairs_of(first.claims, second.claims)
    paired = {id(claim) for pair in pairs for claim in pair}
    rows: list[tuple[Record | None, Record | None]] = [*pairs]
    rows += [(claim, None) for claim in first.claims if id(claim) not in paired]
    rows += [(None, claim) for claim in second.claims if id(claim) not in paired]
    return sorted(rows, key=lambda row: (row[0] or row[1] or {})["trigger"]["start"])


def sheet(first: Iterable[Passage], second: Mapping[str, Passage]) -> Iterator[str]:
    """Yields the lines of the sheet of two passes; passages on which they agree are left out."""
    for passage, items in items_of(first, second):
        if all(item.agreed for item in items):
            continue
        yield f"# {passage.id}"
        yield from (f"> {' '.join(passage.text[start:end].split())}" for start, end in passage.sentences)
        for item in items:
            yield from _rows(item, passage)
        yield ""


def _rows(item: Item, passage: Passage) -> Iterator[str]:
    told = [claim_line(claim, passage) if claim else "" for claim in (item.first, item.second)]
    if item.agreed:
        yield f"{item.number} agreed: {told[0]}"
    elif item.first is None or item.second is None:
        yield f"{item.number} only {'b' if item.first is None else 'a'}: {told[0] or told[1]}"
    else:
        yield f"{item.number} DIFFERS in {', '.join(item.differs)}"
        yield f"    a: {told[0]}"
        yield f"    b: {told[1]}"


@dataclass(slots=True)
class Decisions:
    """What a settler decided: by number, and claims added by passage."""

    chosen: dict[int, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    written: dict[int, str] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)


def _decisions(lines: Iterable[str]) -> Decisions:
    found = Decisions()
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("#"):
            continue
        if match := REWRITTEN.match(line):
            found.written[int(match[1])] = match[2]
        elif match := DECISION.match(line):
            overrides = tuple((slot, side) for slot, _, side in (item.partition("=") for item in match[3].split()))
            found.chosen[int(match[1])] = (match[2], overrides)
        elif match := ADDED.match(line):
            found.added.setdefault(match[1], []).append(match[2])
        else:
            raise Mistake(f"{line!r} is no decision.")
    return found


def settled(first: Iterable[Passage], second: Mapping[str, Passage], lines: Iterable[str]) -> tuple[list[Passage], list[str]]:
    """The settled passages, and what is wrong with the decisions: those that are missing, fit no item or are misspelt."""
    try:
        decisions = _decisions(lines)
    except Mistake as mistake:
        return [], [str(mistake)]
    passages: list[Passage] = []
    problems: list[str] = []
    for passage, items in items_of(first, second):
        claims: list[Record] = []
        for item in items:
            try:
                claims += _outcome(item, decisions, passage)
            except Mistake as mistake:
                problems.append(f"{item.number} ({passage.id}): {mistake}")
        for line in decisions.added.get(passage.id, ()):
            try:
                claims.append(read_claim(line, passage))
            except Mistake as mistake:
                problems.append(f"+ {passage.id}: {mistake}")
        passages.append(replace(passage, claims=tuple(sorted(claims, key=lambda claim: claim["trigger"]["start"]))))
    return passages, problems


def _outcome(item: Item, decisions: Decisions, passage: Passage) -> list[Record]:
    if item.number in decisions.written:
        return [read_claim(decisions.written[item.number], passage)]
    choice, overrides = decisions.chosen.get(item.number, ("keep" if item.agreed else "", ()))
    if choice == "drop":
        return []
    only = item.first or item.second
    if choice == "keep" and only is not None and (item.agreed or item.first is None or item.second is None):
        return [only]
    sides = {"a": item.first, "b": item.second}
    base = sides.get(choice)
    if base is None:
        raise Mistake("There is no decision." if not choice else f"{choice!r} chooses a claim that is not there.")
    chosen = dict(base)
    for slot, side in overrides:
        other = sides[side]
        if slot not in SLOTS or other is None:
            raise Mistake(f"{slot}={side} names nothing: {', '.join(SLOTS)}.")
        chosen.update({key: other[key] for key in SLOTS[slot]})
    return [chosen]
