"""Measure the agreement of two passes: `python -m annotations.agreement NER_FOLDER UD_FOLDER FIRST SECOND`, run in `training/`.

F is symmetric: neither pass counts as right. Only passages that stand in both files count. "Exact" asks for the same span, "partial" for an
overlap, one to one, and "tokens" for the same words under the same role. A whole attribution agrees where source, cue and content all overlap
(or are missing in both), one to one; it agrees exactly where all of them are the same.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from annotations.records import AttributedPassage, Attribution, NamedPassage, Span
from annotations.validate import read_passages
from sayso.corpus.texts import passage_text, read_sentences

ROLES = ("source", "cue", "content")
T = TypeVar("T")
P = TypeVar("P", AttributedPassage, NamedPassage)
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass
class Tally:
    """How many items each pass has, and how many of them they share."""

    first: int = 0
    second: int = 0
    shared: int = 0

    def add(self, first: int, second: int, shared: int) -> None:
        """Count the items of one more passage."""
        self.first, self.second, self.shared = self.first + first, self.second + second, self.shared + shared

    @property
    def f(self) -> float:
        """The F measure, 1 where there is nothing to find."""
        total = self.first + self.second
        return 2 * self.shared / total if total else 1.0


def spans_of(attribution: Attribution, role: str) -> tuple[Span, ...]:
    """Return the spans of a role."""
    if role == "content":
        return attribution.content
    span = attribution.source if role == "source" else attribution.cue
    return (span,) if span else ()


def overlap(first: Iterable[Span], second: Iterable[Span]) -> int:
    """Return how many characters two sets of spans share."""
    return len(_characters(first) & _characters(second))


def _characters(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def pair_off(first: Sequence[T], second: Sequence[T], likeness: Callable[[T, T], int]) -> list[tuple[int, int]]:
    """Return the indices of one-to-one pairs, the likest first; a likeness of 0 is no pair."""
    ranked = sorted(((likeness(a, b), i, j) for i, a in enumerate(first) for j, b in enumerate(second)), key=lambda it: (-it[0], it[1], it[2]))
    pairs: list[tuple[int, int]] = []
    for score, i, j in ranked:
        if score > 0 and not any(i == left or j == right for left, right in pairs):
            pairs.append((i, j))
    return pairs


def _same_span(first: Span, second: Span) -> int:
    return overlap([first], [second])


def _role_fits(first: Attribution, second: Attribution, role: str) -> bool:
    mine, theirs = spans_of(first, role), spans_of(second, role)
    return overlap(mine, theirs) > 0 or not (mine or theirs)


def attribution_likeness(first: Attribution, second: Attribution) -> int:
    """Return how many characters of source, cue and content two attributions share, 0 unless all of the three fit."""
    if not all(_role_fits(first, second, role) for role in ROLES):
        return 0
    return sum(overlap(spans_of(first, role), spans_of(second, role)) for role in ROLES)


def _tokens(spans: Iterable[Span], text: str) -> set[int]:
    inside = _characters(spans)
    return {match.start() for match in _WORD.finditer(text) if match.start() in inside}


def _role_tallies(first: AttributedPassage, second: AttributedPassage, text: str, tallies: dict[str, Tally]) -> None:
    for role in ROLES:
        mine = [span for attribution in first.attributions for span in spans_of(attribution, role)]
        theirs = [span for attribution in second.attributions for span in spans_of(attribution, role)]
        tallies[f"{role} exact"].add(len(mine), len(theirs), (Counter(mine) & Counter(theirs)).total())
        tallies[f"{role} partial"].add(len(mine), len(theirs), len(pair_off(mine, theirs, _same_span)))
        left, right = _tokens(mine, text), _tokens(theirs, text)
        tallies[f"{role} tokens"].add(len(left), len(right), len(left & right))


def _whole_tallies(first: AttributedPassage, second: AttributedPassage, tallies: dict[str, Tally]) -> None:
    mine, theirs = first.attributions, second.attributions
    pairs = pair_off(mine, theirs, attribution_likeness)
    tallies["whole attributions"].add(len(mine), len(theirs), len(pairs))
    same = sum(all(spans_of(mine[i], role) == spans_of(theirs[j], role) for role in ROLES) for i, j in pairs)
    tallies["whole attributions exact"].add(len(mine), len(theirs), same)
    partner = dict(pairs)
    nested = [(i, j) for i, j in pairs if mine[i].parent is not None and theirs[j].parent is not None]
    shared = sum(partner.get(mine[i].parent or 0) == theirs[j].parent for i, j in nested)
    tallies["nesting"].add(sum(a.parent is not None for a in mine), sum(a.parent is not None for a in theirs), shared)
    for kind in ("speech", "attitude"):
        both = sum(mine[i].kind == theirs[j].kind == kind for i, j in pairs)
        tallies[f"kind {kind}"].add(sum(a.kind == kind for a in mine), sum(a.kind == kind for a in theirs), both)


class _Tallies(dict[str, Tally]):
    def __missing__(self, key: str) -> Tally:
        self[key] = Tally()
        return self[key]


def attribution_agreement(passes: Iterable[tuple[AttributedPassage, AttributedPassage]], sentences: Mapping[str, str]) -> dict[str, Tally]:
    """Return the tallies of two passes over attributions."""
    tallies = _Tallies()
    for first, second in passes:
        _role_tallies(first, second, passage_text(first.id, sentences), tallies)
        _whole_tallies(first, second, tallies)
    return tallies


def name_agreement(passes: Iterable[tuple[NamedPassage, NamedPassage]]) -> dict[str, Tally]:
    """Return the tallies of two passes over names: exact spans with their label, overall and by label, and spans without their label."""
    tallies = _Tallies()
    for first, second in passes:
        mine, theirs = set(first.names), set(second.names)
        tallies["names exact"].add(len(mine), len(theirs), len(mine & theirs))
        left, right = {name[:2] for name in mine}, {name[:2] for name in theirs}
        tallies["names, label aside"].add(len(left), len(right), len(left & right))
        for label in sorted({name[2] for name in mine | theirs}):
            some, others = {n for n in mine if n[2] == label}, {n for n in theirs if n[2] == label}
            tallies[label].add(len(some), len(others), len(some & others))
    return tallies


def _shared(first: Iterable[P], second: Iterable[P]) -> Iterator[tuple[P, P]]:
    others = {passage.id: passage for passage in second}
    return ((passage, others[passage.id]) for passage in first if passage.id in others)


def agreement(first: Path, second: Path, sentences: Mapping[str, str]) -> dict[str, Tally]:
    """Return the tallies of two files of the same sort."""
    mine, theirs = read_passages(first), read_passages(second)
    names = _shared([p for p in mine if isinstance(p, NamedPassage)], [p for p in theirs if isinstance(p, NamedPassage)])
    attributed = _shared([p for p in mine if isinstance(p, AttributedPassage)], [p for p in theirs if isinstance(p, AttributedPassage)])
    return {**attribution_agreement(attributed, sentences), **name_agreement(names)}


def main() -> None:
    """Print the agreement of two passes as a table."""
    parser = argparse.ArgumentParser(description="Measure the agreement of two passes of annotation.")
    for name in ("ner", "ud", "first", "second"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    print(f"{'':28}{'first':>8}{'second':>8}{'shared':>8}{'F':>8}")
    for name, tally in agreement(args.first, args.second, read_sentences(args.ner, args.ud)).items():
        print(f"{name:28}{tally.first:8}{tally.second:8}{tally.shared:8}{tally.f:8.3f}")


if __name__ == "__main__":
    main()
