"""Passages of the corpus: a text, where its sentences stand, and its checked claims in the shape of the claim record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.evaluation import GoldDocument
from sayso.records import Record

__all__ = ["OWN", "Passage", "Slot", "Split"]

OWN = "sayso"
"""The source of the passages that were written for the corpus; all others are stand-off."""

Slot = tuple[int, int]
Split = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with its text: ``sentences`` are its offsets, ``claims`` its checked claims, ``topic`` what it is about.

    ``hands`` tells how many annotators made the claims: 1 alone, 2 one after the other in the sight of the first's work, 3 two who did not see each other's
    work and one who settled.
    """

    id: str
    source: str
    text: str
    sentences: tuple[Slot, ...]
    claims: tuple[Record, ...] = ()
    topic: str | None = None
    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    hands: int = 1

    @property
    def gold(self) -> GoldDocument:
        """The passage as a document to score against."""
        return GoldDocument(self.id, self.text, self.claims, self.published, self.outlet, self.title)

    def sentence_of(self, claim: Record) -> int:
        """Which sentence a claim's trigger stands in, from 0."""
        at = claim["trigger"]["start"]
        return max((number for number, (start, _) in enumerate(self.sentences) if start <= at), default=0)
