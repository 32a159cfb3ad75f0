"""Which texts are copies of one another: reprints, shortened or rewritten agency copy, republished passages.

Texts that may be copies are found by what they share under a mark: bands of a MinHash (rensa) for texts that are alike as a whole, and
numbers of some runs of words for passages. Whether they are copies is then settled on the texts themselves. An outlet repeats its background
paragraphs under other news; so two texts of one house are copies only where they share what stands first.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sayso.lexicon.folding import words

__all__ = ["Copy", "Wording", "copies_among", "copy_between", "marks_of", "wording_of"]

SHINGLE = 4
PERMUTATIONS = 128
BANDS = 32
PASSAGE = 7
WINDOW = 6
FEWEST = PASSAGE - SHINGLE + 1
"""What two texts share at the least: the runs of one passage. Half a sentence in common does not make a copy of a short text."""
LEAST_SHARE = 0.2
LEAD_SHARE = 0.25
LEAD = 0.4
COMMON = 200
"""A passage that more texts than this share is a formula and no passage."""


class Wording(NamedTuple):
    """A text's words, and the runs of four that it holds."""

    words: list[str]
    runs: set[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Copy:
    """What two texts have in common: the share of the smaller one's four-word runs, and of those that stand first in one of them."""

    share: float
    lead: float

    def holds(self, *, one_house: bool) -> bool:
        """Whether the texts are copies; ``one_house`` where one publisher prints both."""
        return not one_house or self.lead >= LEAD_SHARE


def marks_of(text: str) -> frozenset[int]:
    """Numbers (63 bits) of which copies are likely to share at least one: bands of the text's MinHash, and some of its passages."""
    return frozenset((*_bands(text), *_passages(text)))


def wording_of(text: str) -> Wording:
    """What is compared of the text: worked out once, however many others it is compared with."""
    plain = words(text)
    return Wording(plain, _runs(plain))


def copy_between(a: Wording, b: Wording) -> Copy | None:
    """What the two texts have in common; null where that is too little for copies."""
    if not a.runs or not b.runs:
        return None
    shared = a.runs & b.runs
    if len(shared) < FEWEST:
        return None
    share = len(shared) / min(len(a.runs), len(b.runs))
    if share < LEAST_SHARE:
        return None
    return Copy(round(share, 3), round(max(_lead_share(a.words, shared), _lead_share(b.words, shared)), 3))


def copies_among(texts: Mapping[str, str]) -> dict[tuple[str, str], Copy]:
    """The pairs of texts that have much in common, by their ids, the smaller id first."""
    pairs = sorted(_candidates(texts))
    wordings = {ident: wording_of(texts[ident]) for ident in sorted({ident for pair in pairs for ident in pair})}
    found = (((a, b), copy_between(wordings[a], wordings[b])) for a, b in pairs)
    return {pair: copy for pair, copy in found if copy is not None}


def _candidates(texts: Mapping[str, str]) -> set[tuple[str, str]]:
    under: defaultdict[int, list[str]] = defaultdict(list)
    for ident in sorted(texts):
        for mark in marks_of(texts[ident]):
            under[mark].append(ident)
    return {(a, b) for some in under.values() if len(some) <= COMMON for n, a in enumerate(some) for b in some[n + 1 :]}


def _runs(text: list[str]) -> set[tuple[str, ...]]:
    return {tuple(text[n : n + SHINGLE]) for n in range(len(text) - SHINGLE + 1)}


def _lead_share(text: list[str], shared: set[tuple[str, ...]]) -> float:
    """The share of the runs in the text's first part that are shared."""
    lead = [tuple(text[n : n + SHINGLE]) for n in range(max(1, int(len(text) * LEAD)))]
    return sum(run in shared for run in lead) / len(lead)


def _bands(text: str) -> Iterator[int]:
    from rensa import RMinHash

    runs = [" ".join(run) for run in _runs(words(text))]
    if not runs:
        return
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update(runs)
    rows, width = sketch.digest(), PERMUTATIONS // BANDS
    yield from (_number(f"band {n} {rows[n * width : (n + 1) * width]}") for n in range(BANDS))


def _passages(text: str) -> Iterator[int]:
    """Numbers of some runs of words, chosen by what they are and not by where they stand (winnowing): of each few in a row the smallest."""
    plain = words(text)
    runs = [_number(" ".join(plain[n : n + PASSAGE])) for n in range(len(plain) - PASSAGE + 1)]
    yield from {min(runs[n : n + WINDOW]) for n in range(max(1, len(runs) - WINDOW + 1)) if runs}


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1
