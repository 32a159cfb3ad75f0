"""What a corpus holds, against what it is meant to hold, and how many of its sentences are alike in shape."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sayso.corpus.notation import MODES
from sayso.corpus.passages import OWN, Passage
from sayso.lexicon.schema import EVENT_TYPES
from sayso.records import Record

__all__ = ["ALIKE", "Wanted", "corpus_counts", "near_duplicates", "requirements", "shape_of"]

ALIKE = 0.7
"""Two sentences are near-duplicates where they share so much of their shapes' word pairs and triples (Jaccard)."""
SETTLED = 3
STATUSES = "asserted hedged denied unclear attempted prospective".split()
WORD = re.compile(r"\w+|[^\w\s]")


class Wanted(NamedTuple):
    """Something that the corpus is meant to hold, at least how many of it, and how many there are."""

    what: str
    needed: int
    found: int


def corpus_counts(passages: Iterable[Passage]) -> Counter[str]:
    """How many passages, sentences, claims, types (``ASSAULT``), modes (``ASSAULT/drone``), statuses, chains and counts there are."""
    counts: Counter[str] = Counter()
    for passage in passages:
        own = passage.source == OWN
        counts.update({"passages": 1, "sentences": len(passage.sentences), "own sentences" if own else "open sentences": len(passage.sentences)})
        counts["passages of " + passage.source] += 1
        counts["sentences annotated twice and settled"] += len(passage.sentences) if passage.hands == SETTLED else 0
        counts["sentences without a claim"] += len(passage.sentences) - len({passage.sentence_of(claim) for claim in passage.claims})
        for claim in passage.claims:
            counts.update(_of_claim(claim))
    return counts


def _of_claim(claim: Record) -> Iterator[str]:
    yield from ("claims", claim["event"], claim["status"])
    if claim["mode"]:
        yield f"{claim['event']}/{claim['mode']}"
    if claim["voices"]:
        yield "claims with a voice"
    if max((voice["depth"] for voice in claim["voices"]), default=0) > 0:
        yield "chains of two or more"
    yield from ("anonymous voices" for voice in claim["voices"] if voice["anonymous"])
    yield from ("counts" for _ in claim["counts"])


def requirements(counts: Counter[str], unlike: int) -> list[Wanted]:
    """What the corpus is meant to hold at least, beside what it holds; ``unlike`` is how many sentences are left when near-duplicates count once."""
    plain = {
        "passages": 1200, "sentences": 4000, "open sentences": 2000, "own sentences": 2000, "sentences annotated twice and settled": 4000,
        "sentences without a claim": 500,
        "chains of two or more": 300, "anonymous voices": 200, "counts": 800,
    }  # fmt: skip
    wanted = [Wanted(what, needed, counts[what]) for what, needed in plain.items()]
    wanted.append(Wanted("sentences, near-duplicates once", 4000, unlike))
    wanted += [Wanted(status, 150, counts[status]) for status in STATUSES]
    wanted += [Wanted(event, 60, counts[event]) for event in EVENT_TYPES]
    return wanted + [Wanted(f"{event}/{mode}", 15, counts[f"{event}/{mode}"]) for event, modes in MODES.items() for mode in modes]


def shape_of(sentence: str) -> frozenset[tuple[str, ...]]:
    """The shape of a sentence: the pairs and triples of its words, all names and numbers being one and the same."""
    words = ["¤" if word[:1].isupper() or word[:1].isdigit() else word for word in WORD.findall(sentence)]
    merged = [word for at, word in enumerate(words) if word != "¤" or at == 0 or words[at - 1] != "¤"]
    framed = ["^", *merged, "$"]
    return frozenset(tuple(framed[at : at + size]) for size in (2, 3) for at in range(len(framed) - size + 1))


def near_duplicates(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """The sentences that are near-duplicates of an earlier one in shape, each with the earliest such."""
    sentences = [passage.text[start:end] for passage in passages for start, end in passage.sentences]
    shapes = [shape_of(sentence) for sentence in sentences]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    found: list[tuple[str, str]] = []
    for number, shape in enumerate(shapes):
        common = Counter(earlier for piece in shape for earlier in holders[piece])
        alike = [earlier for earlier, n in common.items() if n >= ALIKE * (len(shape) + len(shapes[earlier]) - n)]
        if alike:
            found.append((sentences[min(alike)], sentences[number]))
        for piece in shape:
            holders[piece].append(number)
    return found
