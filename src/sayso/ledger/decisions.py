"""What people have decided, and what follows from it. The decisions are only ever added to; what holds now is worked out from all of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sayso.errors import UsageError
from sayso.ledger.telling import Telling
from sayso.model import Claim, Decision

__all__ = ["JUDGEMENTS", "SLOT_FIELDS", "Ruling", "anchor_of", "checked", "in_force", "rule", "ruled"]

SLOT_FIELDS: dict[str, object] = {
    "actor": ("actors", ()), "recipient": ("recipients", ()), "place": ("place", None), "time": ("time", None), "counts": ("counts", ()),
    "voice": ("voices", ()), "mode": ("mode", None),
}  # fmt: skip
"""The slots that may be judged wrong, with the field of the claim and what it holds then."""

JUDGEMENTS = {"same": 2, "different": 2, "wrong-slot": 1, "not-a-claim": 1, "undo": 0}
"""How many claims each judgement is about."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the decisions that are in force come to."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    no_claims: frozenset[str] = frozenset()
    wrong: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.same or self.different or self.no_claims or self.wrong)


def checked(decision: Decision, earlier: Sequence[Decision]) -> Decision:
    """The decision as it is. Raises UsageError where it lacks something, or takes back what is not there or is taken back already."""
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
    return decision


def _check_undo(decision: Decision, earlier: Sequence[Decision]) -> None:
    numbers = {other.number for other in earlier}
    if decision.undoes not in numbers:
        raise UsageError(f"there is no decision {decision.undoes}.", remedy="`sayso decisions` lists them with their numbers.")
    if decision.undoes not in {other.number for other in in_force(earlier)} | _undoing(earlier):
        raise UsageError(f"decision {decision.undoes} is undone already.", remedy="Undo the decision that undid it, and it holds again.")


def _undoing(decisions: Sequence[Decision]) -> set[int]:
    """The undoings that are not themselves undone."""
    undone = _undone(decisions)
    return {decision.number for decision in decisions if decision.judgement == "undo" and decision.number not in undone}


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that hold: those that nobody has undone, less the undoings themselves."""
    known = sorted(decisions, key=lambda decision: decision.number)
    undone = _undone(known)
    return [decision for decision in known if decision.judgement != "undo" and decision.number not in undone]


def _undone(decisions: Iterable[Decision]) -> set[int]:
    """What is undone; an undoing that is undone itself undoes nothing."""
    undone: set[int] = set()
    for decision in sorted(decisions, key=lambda decision: -decision.number):
        if decision.judgement == "undo" and decision.number not in undone and decision.undoes is not None:
            undone.add(decision.undoes)
    return undone


def anchor_of(claim: Claim) -> tuple[str, str, int, int]:
    """Where the claim stands: what a claim of a later reading is known again by. The report's id is hashed, so that it may be forgotten."""
    return (hashlib.sha256(claim.report_id.encode("utf-8", "surrogatepass")).hexdigest()[:16], claim.event, claim.trigger.start, claim.trigger.end)


def rule(decisions: Iterable[Decision], tellings: Iterable[Telling]) -> Ruling:
    """What the decisions come to for these claims. A later one holds against an earlier one about the same two claims.

    A claim that is not here by its id is the one of the same event whose trigger stands where the decision's claim stood.
    """
    known: set[str] = set()
    standing: defaultdict[tuple[str, str, int, int], list[str]] = defaultdict(list)
    for telling in tellings:
        known.add(telling.id)
        standing[anchor_of(telling.claim)].append(telling.id)
    pairs: dict[Pair, str] = {}
    no_claims: set[str] = set()
    wrong: defaultdict[str, set[str]] = defaultdict(set)
    for decision in in_force(decisions):
        found = [_found(ident, anchor, known, standing) for ident, anchor in zip(decision.claims, decision.anchors or [None] * 2, strict=False)]
        if decision.judgement in {"same", "different"}:
            pairs.update({(min(a, b), max(a, b)): decision.judgement for a in found[0] for b in found[1] if a != b})
        elif decision.judgement == "not-a-claim":
            no_claims.update(found[0])
        elif decision.slot:
            for ident in found[0]:
                wrong[ident].add(decision.slot)
    return Ruling(
        frozenset(pair for pair, what in pairs.items() if what == "same"),
        frozenset(pair for pair, what in pairs.items() if what == "different"),
        frozenset(no_claims),
        {ident: frozenset(slots) for ident, slots in wrong.items()},
    )


def _found(ident: str, anchor: tuple[str, str, int, int] | None, known: Collection[str], standing: Mapping[tuple[str, str, int, int], list[str]]) -> list[str]:
    if ident in known:
        return [ident]
    return list(standing.get(anchor, ())) if anchor else []


def ruled(tellings: Iterable[Telling], ruling: Ruling) -> list[Telling]:
    """The claims less those that are none, and less what is wrong in them; the engine's own output stays as it is."""
    return [_corrected(telling, ruling.wrong.get(telling.id, frozenset())) for telling in tellings if telling.id not in ruling.no_claims]


def _corrected(telling: Telling, slots: frozenset[str]) -> Telling:
    if not slots:
        return telling
    emptied = {SLOT_FIELDS[slot][0]: SLOT_FIELDS[slot][1] for slot in slots}  # type: ignore[index]
    return replace(telling, claim=replace(telling.claim, **emptied))
