"""What people have decided, and what follows from it. The decisions are only ever added to; what holds now is worked out from all of them.

What is decided about is an *item*: a claim, or a pair of claims. Each person has one word on an item, the last one that he gave; wrong slots of a claim
add up. Where persons say different things of an item, nothing of it holds until somebody settles it by a decision that names those that it settles.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sayso.errors import UsageError
from sayso.ledger.telling import Telling
from sayso.model import Claim, Decision, Judgement

__all__ = [
    "JUDGEMENTS",
    "SLOT_FIELDS",
    "Anchor",
    "DecisionState",
    "Finder",
    "Item",
    "ItemState",
    "Ruling",
    "Verdict",
    "Word",
    "anchor_at",
    "anchor_of",
    "checked",
    "in_force",
    "person",
    "rule",
    "ruled",
    "states_of",
    "undone",
    "verdicts_of",
]

SLOT_FIELDS: dict[str, object] = {
    "actor": ("actors", ()), "recipient": ("recipients", ()), "place": ("place", None), "time": ("time", None), "counts": ("counts", ()),
    "voice": ("voices", ()), "mode": ("mode", None),
}  # fmt: skip
"""The slots that may be judged wrong, with the field of the claim and what it holds then."""

JUDGEMENTS = {"same": 2, "different": 2, "right": 1, "wrong-slot": 1, "not-a-claim": 1, "undo": 0}
"""How many claims each judgement is about."""

Pair = tuple[str, str]
Anchor = tuple[str, str, int, int]
Item = tuple[str, ...]
"""What is decided about: the id of a claim, or those of two claims, the smaller first."""
Finder = Callable[[str, Anchor | None], Sequence[str]]
"""Tells which claims of now the claim of a decision is, by its id and where it stood."""
ItemState = Literal["open", "judged", "agreed", "disputed", "settled"]
DecisionState = Literal["holds", "disputed", "superseded", "settled", "undone"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the decisions that are in force come to."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    no_claims: frozenset[str] = frozenset()
    wrong: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.same or self.different or self.no_claims or self.wrong)


@dataclass(frozen=True, slots=True)
class Word:
    """What one person says of an item, by which decisions, and why; ``slots`` are those that he calls wrong."""

    by: str
    judgement: Judgement
    slots: tuple[str, ...]
    numbers: tuple[int, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people say of an item.

    ``words`` are those that count, one for each person: neither undone, nor replaced by the same person, nor settled. ``first_hand`` is what each
    person said before anything was settled, ``superseded`` and ``settled`` are the numbers of the decisions that count no more.
    """

    item: Item
    words: tuple[Word, ...] = ()
    first_hand: tuple[Word, ...] = ()
    is_settled: bool = False
    superseded: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()

    @property
    def state(self) -> ItemState:
        """Whether nobody has judged the item, one person, several who agree, several who do not, or whether it was settled."""
        if not self.words:
            return "open"
        if len({word.judgement for word in self.words}) > 1:
            return "disputed"
        return "settled" if self.is_settled else "judged" if len(self.words) == 1 else "agreed"

    @property
    def judgement(self) -> Judgement | None:
        """What holds; null where nobody has judged, or persons do not agree."""
        return None if self.state in {"open", "disputed"} else self.words[0].judgement

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots that hold to be wrong: all that anybody names, since who names one says nothing of the others."""
        return _in_order(slot for word in self.words for slot in word.slots) if self.judgement == "wrong-slot" else ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The decisions that count, which is what a settling decision has to name."""
        return tuple(sorted(number for word in self.words for number in word.numbers))

    @property
    def persons(self) -> frozenset[str]:
        """Who has judged the item, as `person` evens their names out, also where the word no longer counts."""
        return frozenset(person(word.by) for word in (*self.words, *self.first_hand))


def person(name: str) -> str:
    """The name by which one person is known however it is spaced and whatever its capitals."""
    return " ".join(name.split()).casefold()


def checked(decision: Decision, earlier: Sequence[Decision]) -> Decision:
    """The decision as it is. Raises UsageError where it lacks something, or takes back or settles what is not there."""
    if decision.judgement not in JUDGEMENTS:
        raise UsageError(f"there is no judgement {decision.judgement!r}.", remedy=f"Choose {', '.join(JUDGEMENTS)}.")
    if len(decision.claims) != JUDGEMENTS[decision.judgement]:
        raise UsageError(f"{decision.judgement!r} is about {JUDGEMENTS[decision.judgement]} claims, not {len(decision.claims)}.")
    if len(set(decision.claims)) != len(decision.claims):
        raise UsageError(f"{decision.claims[0]!r} is given twice.", remedy="Give two claims.")
    if decision.judgement == "wrong-slot" and decision.slot not in SLOT_FIELDS:
        raise UsageError(f"there is no slot {decision.slot!r}.", remedy=f"Choose {', '.join(SLOT_FIELDS)}.")
    if not decision.by.strip() or not decision.reason.strip():
        raise UsageError("a decision needs a name and a reason.", remedy="Say who decides, and why.")
    if decision.judgement == "undo":
        _check_undo(decision, earlier)
    for number in decision.settles:
        _check_settling(decision, number, earlier)
    return decision


def _check_undo(decision: Decision, earlier: Sequence[Decision]) -> None:
    if decision.settles:
        raise UsageError("what is undone settles nothing.", remedy="Undo one decision, or settle several by one about the same.")
    if decision.undoes not in {other.number for other in earlier}:
        raise _no_decision(decision.undoes)
    if decision.undoes in undone(earlier):
        raise UsageError(f"decision {decision.undoes} is undone already.", remedy="Undo the decision that undid it, and it holds again.")


def _check_settling(decision: Decision, number: int, earlier: Sequence[Decision]) -> None:
    known = {other.number: other for other in earlier}
    if number not in known:
        raise _no_decision(number)
    if not _is_about_the_same(decision, known[number]):
        raise UsageError(f"decision {number} is about something else.", remedy="A decision settles others about the same claim, or the same two claims.")
    if number in undone(earlier):
        raise UsageError(f"decision {number} is undone, so there is nothing to settle.", remedy="Name only decisions that hold or are in dispute.")


def _no_decision(number: int | None) -> UsageError:
    return UsageError(f"there is no decision {number}.", remedy="`sayso decisions` lists them with their numbers.")


def _is_about_the_same(one: Decision, other: Decision) -> bool:
    """Whether the claims are the same, by their ids or by where they stand."""
    mine, theirs = list(_places(one)), list(_places(other))
    orders = (theirs, theirs[::-1])
    return len(mine) == len(theirs) > 0 and any(all(map(_is_same_place, mine, order)) for order in orders)


def _is_same_place(one: tuple[str, Anchor | None], other: tuple[str, Anchor | None]) -> bool:
    return one[0] == other[0] or one[1] is not None and one[1] == other[1]


def _places(decision: Decision) -> Iterator[tuple[str, Anchor | None]]:
    """Yields the claims of the decision, each with where it stood if that is known."""
    yield from zip(decision.claims, decision.anchors or [None] * len(decision.claims), strict=False)


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that hold, less the undoings: nobody has undone them, replaced his own, settled them or said otherwise.

    Claims are told apart by the ids that the decisions name; `rule` also knows them again under the ids of a later reading.
    """
    known = sorted(decisions, key=lambda decision: decision.number)
    states = states_of(known)
    return [decision for decision in known if decision.judgement != "undo" and states[decision.number] == "holds"]


def undone(decisions: Iterable[Decision]) -> frozenset[int]:
    """The numbers of the decisions that were taken back, also of undoings that are undone themselves and so undo nothing."""
    found: set[int] = set()
    for decision in sorted(decisions, key=lambda decision: -decision.number):
        if decision.judgement == "undo" and decision.number not in found and decision.undoes is not None:
            found.add(decision.undoes)
    return frozenset(found)


def _as_named(ident: str, anchor: Anchor | None) -> Sequence[str]:
    return (ident,)


def states_of(decisions: Iterable[Decision], found: Finder = _as_named) -> dict[int, DecisionState]:
    """How each decision stands, by its number; of one that counts for one claim of a later reading and not for another, that it counts."""
    known = list(decisions)
    gone = undone(known)
    states: dict[int, DecisionState] = {decision.number: "undone" if decision.number in gone else "holds" for decision in known}
    counting: dict[int, DecisionState] = {}
    for verdict in verdicts_of(known, found).values():
        states.update(dict.fromkeys(verdict.superseded, "superseded"))
        states.update(dict.fromkeys(verdict.settled, "settled"))
        counting.update(dict.fromkeys(verdict.numbers, "disputed" if verdict.state == "disputed" else "holds"))
    return states | counting


def verdicts_of(decisions: Iterable[Decision], found: Finder = _as_named) -> dict[Item, Verdict]:
    """What people say of each item that anybody has judged; ``found`` tells which claims of now the claims of the decisions are."""
    known = sorted(decisions, key=lambda decision: decision.number)
    gone = undone(known)
    about: defaultdict[Item, list[Decision]] = defaultdict(list)
    for decision in known:
        if decision.judgement != "undo" and decision.number not in gone:
            for item in _items(decision, found):
                about[item].append(decision)
    return {item: _verdict(item, about[item]) for item in sorted(about)}


def _items(decision: Decision, found: Finder) -> set[Item]:
    claims = [found(ident, anchor) for ident, anchor in _places(decision)]
    if len(claims) == 1:
        return {(ident,) for ident in claims[0]}
    return {(min(a, b), max(a, b)) for a in claims[0] for b in claims[1] if a != b}


def _verdict(item: Item, decisions: Sequence[Decision]) -> Verdict:
    """What the decisions about the item, none of which is undone, come to. What was settled stays so, even if the one who settled it settles it anew."""
    settled = frozenset(number for decision in decisions for number in decision.settles).intersection(decision.number for decision in decisions)
    latest = _latest(decisions)
    superseded = frozenset(decision.number for decision in decisions) - {decision.number for decision in latest}
    return Verdict(
        item,
        _words(decision for decision in latest if decision.number not in settled),
        _words(_latest([decision for decision in decisions if not decision.settles])),
        bool(settled),
        superseded,
        settled,
    )


def _latest(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that no later one by the same person has taken the place of."""
    kept: list[Decision] = []
    for decision in decisions:
        kept = [other for other in kept if person(other.by) != person(decision.by) or _adds_up(other, decision)]
        kept.append(decision)
    return kept


def _adds_up(one: Decision, other: Decision) -> bool:
    return one.judgement == other.judgement == "wrong-slot" and one.slot != other.slot


def _words(decisions: Iterable[Decision]) -> tuple[Word, ...]:
    """One for each person, by name."""
    by: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by[person(decision.by)].append(decision)
    return tuple(_word(by[name]) for name in sorted(by))


def _word(decisions: Sequence[Decision]) -> Word:
    last = decisions[-1]
    slots = _in_order(decision.slot for decision in decisions if decision.slot)
    numbers, reasons = (decision.number for decision in decisions), (decision.reason for decision in decisions)
    return Word(last.by, last.judgement, slots, tuple(numbers), tuple(dict.fromkeys(reasons)))


def _in_order(slots: Iterable[str]) -> tuple[str, ...]:
    known = list(SLOT_FIELDS)
    return tuple(sorted(set(slots), key=lambda slot: known.index(slot) if slot in known else len(known)))


def anchor_of(claim: Claim) -> Anchor:
    """Where the claim stands: what a claim of a later reading is known again by."""
    return anchor_at(claim.report_id, claim.event, claim.trigger.start, claim.trigger.end)


def anchor_at(report_id: str, event: str, start: int, end: int) -> Anchor:
    """Where a claim of this event with its trigger there stands. The report's id is hashed, so that it may be forgotten."""
    return (hashlib.sha256(report_id.encode("utf-8", "surrogatepass")).hexdigest()[:16], event, start, end)


def rule(decisions: Iterable[Decision], tellings: Iterable[Telling]) -> Ruling:
    """What the decisions come to for these claims: what one person says, what several say alike, and what was settled.

    A claim that is not here by its id is the one of the same event whose trigger stands where the decision's claim stood.
    """
    known: set[str] = set()
    standing: defaultdict[Anchor, list[str]] = defaultdict(list)
    for telling in tellings:
        known.add(telling.id)
        standing[anchor_of(telling.claim)].append(telling.id)

    def found(ident: str, anchor: Anchor | None) -> Sequence[str]:
        return (ident,) if ident in known else standing.get(anchor, ()) if anchor else ()

    verdicts = verdicts_of(decisions, found).values()
    return Ruling(
        frozenset((v.item[0], v.item[1]) for v in verdicts if v.judgement == "same"),
        frozenset((v.item[0], v.item[1]) for v in verdicts if v.judgement == "different"),
        frozenset(v.item[0] for v in verdicts if v.judgement == "not-a-claim"),
        {v.item[0]: frozenset(v.slots) for v in verdicts if v.judgement == "wrong-slot"},
    )


def ruled(tellings: Iterable[Telling], ruling: Ruling) -> list[Telling]:
    """The claims less those that are none, and less what is wrong in them; the engine's own output stays as it is."""
    return [_corrected(telling, ruling.wrong.get(telling.id, frozenset())) for telling in tellings if telling.id not in ruling.no_claims]


def _corrected(telling: Telling, slots: frozenset[str]) -> Telling:
    if not slots:
        return telling
    emptied = {SLOT_FIELDS[slot][0]: SLOT_FIELDS[slot][1] for slot in slots}  # type: ignore[index]
    return replace(telling, claim=replace(telling.claim, **emptied))
