"""Which claim of a reading stands for which checked one, and whether what fills their slots is the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sayso.records import Record

__all__ = ["Pair", "is_right", "pairs_of", "same_chain", "same_counts", "same_filler", "same_voice", "shared"]

IDLE = frozenset("the a an of in al s mr mrs its his their some several".split())
WORD = re.compile(r"\w+")
Pair = tuple[Record, Record]


def pairs_of(gold: Sequence[Record], read: Sequence[Record]) -> list[Pair]:
    """The checked claims, each with the one of the reading that is likest to it, if any: the likest pairs of all first, each claim in one pair at most."""
    likeness = [(_likeness(checked, claim), n, m) for n, checked in enumerate(gold) for m, claim in enumerate(read)]
    taken_gold: set[int] = set()
    taken_read: set[int] = set()
    found: list[Pair] = []
    for score, n, m in sorted(likeness, key=lambda row: -row[0]):
        if score > 0 and n not in taken_gold and m not in taken_read:
            taken_gold.add(n)
            taken_read.add(m)
            found.append((gold[n], read[m]))
    return found


def _likeness(gold: Record, read: Record) -> float:
    """How alike two claims are; 0 where they stand in different sentences, or share neither the trigger's place nor the type."""
    trigger, event = _overlap(gold["trigger"], read["trigger"]), gold["event"] == read["event"]
    if not _overlap(gold["evidence"], read["evidence"]) or not (trigger or event):
        return 0.0
    weighed = (
        (2.0, trigger),
        (1.5, event),
        (0.5, same_voice(gold, read)),
        (0.2, gold["status"] == read["status"]),
        (0.2, shared(gold["actors"], read["actors"]) > 0),
        (0.2, shared(gold["recipients"], read["recipients"]) > 0),
    )
    return sum(weight for weight, holds in weighed if holds)


def is_right(gold: Record, read: Record) -> bool:
    """Whether type, status, innermost voice and, where any is told, one actor or recipient on the right side are those of the checked claim."""
    if gold["event"] != read["event"] or gold["status"] != read["status"] or not same_voice(gold, read):
        return False
    named = gold["actors"] or gold["recipients"]
    return not named or shared(gold["actors"], read["actors"]) > 0 or shared(gold["recipients"], read["recipients"]) > 0


def same_voice(gold: Record, read: Record) -> bool:
    """Whether both stand on the same voice's word, or both on the report's own."""
    first, second = _innermost(gold), _innermost(read)
    if first is None or second is None:
        return first is second
    return same_filler(first, second)


def same_chain(gold: Record, read: Record) -> bool:
    """Whether the voices are the same, one by one from the outermost."""
    first, second = gold.get("voices") or (), read.get("voices") or ()
    return len(first) == len(second) and all(map(same_filler, first, second))


def same_counts(gold: Record, read: Record) -> int:
    """How many numbers the two have in common: of the same people, with the same bounds."""
    left = [_number(count) for count in read.get("counts") or ()]
    found = 0
    for count in gold.get("counts") or ():
        if _number(count) in left:
            left.remove(_number(count))
            found += 1
    return found


def shared(gold: Sequence[Record], read: Sequence[Record]) -> int:
    """How many of the checked fillers the reading has too, each of its own counted once."""
    used: set[int] = set()
    for checked in gold:
        used.update(next(([n] for n, filler in enumerate(read) if n not in used and same_filler(checked, filler)), []))
    return len(used)


def same_filler(first: Record, second: Record) -> bool:
    """Whether two participants, places or voices are one: their characters overlap, or half of the words of the shorter name are in the other's."""
    if None not in (first.get("start"), second.get("start")) and first["start"] < second["end"] and second["start"] < first["end"]:
        return True
    return any(_half_shared(a, b) for a in _names(first) for b in _names(second))


def _names(filler: Record) -> list[set[str]]:
    texts = (filler.get("text"), filler.get("name"))
    return [words for text in texts if (words := {word for word in WORD.findall((text or "").lower()) if word not in IDLE})]


def _half_shared(a: set[str], b: set[str]) -> bool:
    common = len(a & b)
    return common > 0 and 2 * common >= min(len(a), len(b))


def _innermost(claim: Record) -> Record | None:
    voices = claim.get("voices")
    return voices[-1] if voices else None


def _overlap(a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> bool:
    return bool(a and b and a["start"] < b["end"] and b["start"] < a["end"])


def _number(count: Record) -> tuple[object, object, object]:
    return count["what"], count.get("low"), count.get("high")
