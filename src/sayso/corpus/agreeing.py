"""How far two annotators agree who did not see each other's work: by the project's own scorer, one pass held against the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sayso.corpus.passages import Passage
from sayso.evaluation import Score, Scores, score_documents
from sayso.evaluation.pairing import pairs_of
from sayso.records import Record

__all__ = ["Agreement", "agreement_of"]

SLOTS = ("kind", "country", "anonymous")


class Agreement(NamedTuple):
    """The scores of the second pass against the first (F1 is the same the other way round), over how many sentences, and what the scorer leaves out."""

    scores: Scores
    passages: int
    sentences: int
    both: Mapping[str, Score]


def agreement_of(first: Iterable[Passage], second: Iterable[Passage]) -> Agreement:
    """How far two passes agree on the passages that both have."""
    others = {passage.id: passage for passage in second}
    shared = [passage for passage in first if passage.id in others]
    scores = score_documents({one.id: one.claims for one in shared}, {one.id: others[one.id].claims for one in shared})
    pairs = [pair for one in shared for pair in pairs_of(one.claims, others[one.id].claims)]
    return Agreement(scores, len(shared), sum(len(one.sentences) for one in shared), {slot: _of_fillers(pairs, slot) for slot in SLOTS})


def _of_fillers(pairs: Iterable[tuple[Record, Record]], slot: str) -> Score:
    """How often fillers that overlap have the same value in a slot of theirs."""
    same = met = 0
    for first, second in pairs:
        for side in ("actors", "recipients", "voices"):
            for one in first[side]:
                other = next((item for item in second[side] if item["start"] < one["end"] and one["start"] < item["end"]), None)
                if other is not None and slot in one and slot in other:
                    met += 1
                    same += one[slot] == other[slot]
    return Score(same, met, met)
