"""Scores of claims against checked ones, as a whole, slot by slot and type by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sayso.evaluation.pairing import Pair, is_right, pairs_of, same_chain, same_counts, same_filler, same_voice, shared
from sayso.evaluation.phenomena import PHENOMENA, phenomena_of
from sayso.records import Record

__all__ = ["PhenomenonScore", "Rate", "Score", "Scores", "TypeScore", "score_documents"]

SIDES = ("actors", "recipients")


class Score(NamedTuple):
    """How many were found of how many there are, out of how many that were read."""

    found: int
    gold: int
    read: int

    @property
    def precision(self) -> float:
        """Of what was read, how much is there; 0 where nothing was read."""
        return self.found / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Of what there is, how much was read; 0 where there is nothing."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Rate(NamedTuple):
    """How many of how many are right; what was told where nothing is counts as ``spurious``."""

    right: int
    of: int
    spurious: int = 0

    @property
    def share(self) -> float | None:
        """The share that is right; null where there is none to be right."""
        return self.right / self.of if self.of else None


class TypeScore(NamedTuple):
    """How the claims of one event type fare, paired and of that type."""

    event: str
    score: Score


class PhenomenonScore(NamedTuple):
    """How the checked claims that show a phenomenon fare: how many there are, how many of them were read with the right type, and how many right as a whole."""

    phenomenon: str
    gold: int
    typed: int
    right: int


class Scores(NamedTuple):
    """All scores of some documents.

    ``claim`` counts a pair only where type, status, innermost voice and, where any is told, one actor or recipient are right. ``detection`` counts every
    pair, ``typed`` those of one type. The rates are over pairs: ``voiced`` where the checked claim has a voice, ``nested`` where it has several one inside
    another, ``unasserted`` where it is not asserted.
    """

    documents: int
    claim: Score
    detection: Score
    typed: Score
    actors: Score
    recipients: Score
    counts: Score
    mode: Rate
    status: Rate
    unasserted: Rate
    voice: Rate
    voiced: Rate
    chain: Rate
    nested: Rate
    place: Rate
    time: Rate
    types: tuple[TypeScore, ...]
    phenomena: tuple[PhenomenonScore, ...]


def score_documents(gold: Mapping[str, Sequence[Record]], read: Mapping[str, Sequence[Record]]) -> Scores:
    """The scores of the claims that were read (contract's records, by document) against the checked ones; documents without checked claims are left out."""
    n: Counter[str] = Counter()
    types: Counter[tuple[str, str]] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for document, checked in gold.items():
        claims = read.get(document, ())
        n["gold"] += len(checked)
        n["read"] += len(claims)
        types.update(("gold", claim["event"]) for claim in checked)
        types.update(("read", claim["event"]) for claim in claims)
        pairs = pairs_of(checked, claims)
        for pair in pairs:
            _count_pair(n, types, *pair)
        _count_phenomena(shown, checked, pairs)
    return _scores(len(gold), n, types, shown)


def _count_phenomena(shown: Counter[tuple[str, str]], checked: Sequence[Record], pairs: Sequence[Pair]) -> None:
    read = {id(gold): claim for gold, claim in pairs}
    of_sentence = Counter(claim["evidence"]["start"] for claim in checked)
    for gold in checked:
        claim = read.get(id(gold))
        for phenomenon in phenomena_of(gold, of_sentence[gold["evidence"]["start"]]):
            shown["gold", phenomenon] += 1
            shown["typed", phenomenon] += claim is not None and claim["event"] == gold["event"]
            shown["right", phenomenon] += claim is not None and is_right(gold, claim)


def _count_pair(n: Counter[str], types: Counter[tuple[str, str]], gold: Record, read: Record) -> None:
    same_type = gold["event"] == read["event"]
    n["paired"] += 1
    n["typed"] += same_type
    n["right"] += is_right(gold, read)
    types["found", gold["event"]] += same_type
    for side in SIDES:
        n[f"{side} found"] += shared(gold[side], read[side])
        n[f"{side} gold"] += len(gold[side])
        n[f"{side} read"] += len(read[side])
    n["counts found"] += same_counts(gold, read)
    n["counts gold"] += len(gold.get("counts") or ())
    n["counts read"] += len(read.get("counts") or ())
    n["mode"] += (gold.get("mode") or None) == (read.get("mode") or None)
    _count_voices(n, gold, read)
    _count_where_and_when(n, gold, read)


def _count_voices(n: Counter[str], gold: Record, read: Record) -> None:
    voices = gold.get("voices") or ()
    right_status, right_voice, right_chain = gold["status"] == read["status"], same_voice(gold, read), same_chain(gold, read)
    n["status"] += right_status
    n["voice"] += right_voice
    n["chain"] += right_chain
    if gold["status"] != "asserted":
        n["unasserted"] += 1
        n["unasserted right"] += right_status
    if voices:
        n["voiced"] += 1
        n["voiced right"] += right_voice
    if len({voice.get("depth", number) for number, voice in enumerate(voices)}) > 1:
        n["nested"] += 1
        n["nested right"] += right_chain


def _count_where_and_when(n: Counter[str], gold: Record, read: Record) -> None:
    where, there = gold.get("place"), read.get("place")
    if where:
        n["placed"] += 1
        n["placed right"] += bool(there and same_filler(where, there))
    n["place spurious"] += bool(there and not where)
    when, then = _edtf(gold), _edtf(read)
    if when:
        n["timed"] += 1
        n["timed right"] += when == then
    n["time spurious"] += bool(then and not when)


def _edtf(claim: Record) -> str | None:
    """The value of the claim's time."""
    time = claim.get("time")
    value = time.get("edtf") if isinstance(time, dict) else time
    return str(value) if value else None


def _scores(documents: int, n: Counter[str], types: Counter[tuple[str, str]], shown: Counter[tuple[str, str]]) -> Scores:
    def of_slot(slot: str) -> Score:
        return Score(n[f"{slot} found"], n[f"{slot} gold"], n[f"{slot} read"])

    def over_pairs(slot: str) -> Rate:
        return Rate(n[slot], n["paired"])

    def where_told(slot: str) -> Rate:
        return Rate(n[f"{slot} right"], n[slot])

    events = sorted({event for _, event in types}, key=lambda event: (-types["gold", event], event))
    return Scores(
        documents=documents,
        claim=Score(n["right"], n["gold"], n["read"]),
        detection=Score(n["paired"], n["gold"], n["read"]),
        typed=Score(n["typed"], n["gold"], n["read"]),
        actors=of_slot("actors"),
        recipients=of_slot("recipients"),
        counts=of_slot("counts"),
        mode=over_pairs("mode"),
        status=over_pairs("status"),
        unasserted=where_told("unasserted"),
        voice=over_pairs("voice"),
        voiced=where_told("voiced"),
        chain=over_pairs("chain"),
        nested=where_told("nested"),
        place=where_told("placed")._replace(spurious=n["place spurious"]),
        time=where_told("timed")._replace(spurious=n["time spurious"]),
        types=tuple(TypeScore(event, Score(types["found", event], types["gold", event], types["read", event])) for event in events),
        phenomena=tuple(PhenomenonScore(name, *(shown[what, name] for what in ("gold", "typed", "right"))) for name in PHENOMENA if shown["gold", name]),
    )
