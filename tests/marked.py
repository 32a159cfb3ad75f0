"""Marked-up sentences: text in which one claim is marked, and what a reading of it lacks.

``[v|Reuters] said that [a|rebels] had [CONTROL/seize|captured] [p|Homs]. => hedged``

The label of a mark is an event type, with a mode where it matters, for the trigger; ``a`` for an actor, ``r`` for a recipient, ``p`` for a
place; ``t`` for a time, ``t=2024-12-07`` where its value matters; ``v`` for the outermost voice, ``v1`` and ``v2`` for those inside it, ``va`` for
a voice that is the actor too;
``killed=30``, ``killed=30..``, ``killed=..30`` and ``killed=10..15`` for a count. The status stands at the end, ``asserted`` if left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sayso.lexicon import load_lexicon
from sayso.model import Claim, Reading, Report, Span, Voice

__all__ = ["SENTENCES", "Expected", "Sentence", "chain_right", "lexicon_sentences", "misses", "parse", "written_sentences"]

SENTENCES = Path(__file__).parent / "sentences"
_SETTINGS = {"floors", "must"}
_MARK = re.compile(r"\[(?P<label>[^\]|]+)\|(?P<text>[^\]]*)\]")
_STATUS = re.compile(r" => (?P<status>asserted|hedged|denied|unclear|attempted|prospective)$")
_TRIGGER = re.compile(r"(?P<event>[A-Z]+)(?:/(?P<mode>[a-z-]+))?")
_COUNT = re.compile(r"(?P<what>killed|wounded|detained|abducted|displaced|missing|present)=(?P<low>\d*)(?P<open>\.\.)?(?P<high>\d*)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its label and where its text stands in the plain sentence."""

    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Expected:
    """The one claim that a sentence marks."""

    event: str
    mode: str | None
    trigger: Span
    status: str
    marks: tuple[Mark, ...]

    def spans(self, label: str) -> list[Span]:
        """The spans under a label, in order; ``va`` stands for both ``v`` and ``a``."""
        return [mark.span for mark in self.marks if mark.label == label or (mark.label == "va" and label in {"v", "a"})]

    @property
    def voices(self) -> list[list[Span]]:
        """The marked voices by depth, outermost first."""
        levels = (self.spans(label) for label in ("v", "v1", "v2", "v3"))
        return [level for level in levels if level]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the tests: its plain text, and the claim in it, or None where no claim may come."""

    id: str
    group: str
    phenomenon: str
    text: str
    expected: Expected | None
    published: str | None = None

    @property
    def report(self) -> Report:
        """The sentence as a report of its own."""
        return Report(self.text, id=self.id, published=self.published)


def parse(marked: str) -> tuple[str, Expected]:
    """The plain text of a marked-up sentence, and the claim that it marks. Raises ValueError where it marks no trigger, or two."""
    status = _STATUS.search(marked)
    body = marked[: status.start()] if status else marked
    plain, marks = _without_marks(body)
    triggers = [(mark, match) for mark in marks if (match := _TRIGGER.fullmatch(mark.label))]
    if len(triggers) != 1:
        raise ValueError(f"one trigger must be marked, not {len(triggers)}: {marked}")
    trigger, match = triggers[0]
    rest = tuple(mark for mark in marks if mark is not trigger)
    _check_labels(rest, marked)
    return plain, Expected(match["event"], match["mode"], trigger.span, status["status"] if status else "asserted", rest)


def _without_marks(body: str) -> tuple[str, list[Mark]]:
    plain, marks, at = "", [], 0
    for match in _MARK.finditer(body):
        plain += body[at : match.start()]
        text = match["text"]
        marks.append(Mark(match["label"], Span(text, len(plain), len(plain) + len(text))))
        plain += text
        at = match.end()
    return plain + body[at:], marks


def _check_labels(marks: Iterable[Mark], marked: str) -> None:
    for mark in marks:
        if not re.fullmatch(r"[arpt]|t=\S+|v[123]?|va", mark.label) and not _COUNT.fullmatch(mark.label):
            raise ValueError(f"unknown label {mark.label!r}: {marked}")


def written_sentences() -> Iterator[Sentence]:
    """The sentences of ``tests/sentences``, file by file."""
    for path in sorted(SENTENCES.glob("*.yaml")):
        if path.stem not in _SETTINGS:
            for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
                yield _written(path.stem, entry)


def _written(group: str, entry: dict[str, Any]) -> Sentence:
    text, expected = (entry["text"], None) if entry.get("none") else parse(entry["text"])
    return Sentence(entry["id"], group, entry["phenomenon"], text, expected, entry.get("published"))


def lexicon_sentences() -> Iterator[Sentence]:
    """The examples of the event types in the lexicon, and the sentences from which no claim may come."""
    for event, file in sorted(load_lexicon().events.items()):
        name = event.lower()
        for n, marked in enumerate(file.examples.get("en", ()), start=1):
            text, expected = parse(marked)
            yield Sentence(f"lexicon-{name}-{n}", "lexicon", event, text, expected)
        for n, text in enumerate(file.no_claims.get("en", ()), start=1):
            yield Sentence(f"lexicon-{name}-none-{n}", "lexicon-none", event, text, None)


def misses(sentence: Sentence, reading: Reading) -> list[str]:
    """What the reading lacks, one line a fault, ``slot: what was expected; what came``; empty where the marked claim was found."""
    expected = sentence.expected
    if expected is None:
        return [f"none: no claim; {claim!r}" for claim in reading.claims]
    here = [claim for claim in reading.claims if claim.event == expected.event and claim.trigger.overlaps(expected.trigger)]
    if not here:
        return [_no_event(expected, reading)]
    return min((_lacking(expected, claim) for claim in here), key=len)


def chain_right(sentence: Sentence, reading: Reading) -> bool | None:
    """Whether a claim on the marked trigger, of whatever event, has the marked chain of voices; None where there is no claim on it."""
    expected = sentence.expected
    here = [claim for claim in reading.claims if expected is not None and claim.trigger.overlaps(expected.trigger)]
    if expected is None or not here:
        return None
    return any(not list(_voices(expected, claim)) for claim in here)


def _no_event(expected: Expected, reading: Reading) -> str:
    came = "; ".join(map(repr, reading.claims)) or "nothing"
    return f"event: {expected.event} on {expected.trigger.text!r}; {came}"


def _lacking(expected: Expected, claim: Claim) -> list[str]:
    checks: tuple[Callable[[Expected, Claim], Iterator[str]], ...] = (_mode, _status, _voices, _slots, _time, _counts)
    return [miss for check in checks for miss in check(expected, claim)]


def _mode(expected: Expected, claim: Claim) -> Iterator[str]:
    if expected.mode is not None and expected.mode != claim.mode:
        yield f"mode: {expected.mode}; {claim.mode}"


def _status(expected: Expected, claim: Claim) -> Iterator[str]:
    if expected.status != claim.status:
        yield f"status: {expected.status}; {claim.status}"


def _voices(expected: Expected, claim: Claim) -> Iterator[str]:
    wanted, found = expected.voices, _levels(claim.voices)
    same = list(map(len, wanted)) == list(map(len, found))
    if not same or not all(a.overlaps(b) for w, f in zip(wanted, found, strict=True) for a, b in zip(w, f, strict=True)):
        yield f"voices: {_chain(wanted)}; {_chain(found)}"


def _levels(voices: Iterable[Voice]) -> list[list[Voice]]:
    levels: dict[int, list[Voice]] = {}
    for voice in voices:
        levels.setdefault(voice.depth, []).append(voice)
    return [sorted(levels[depth], key=lambda voice: voice.start) for depth in sorted(levels)]


def _chain(levels: Iterable[Iterable[Span]]) -> str:
    return " > ".join(" & ".join(repr(span.text) for span in level) for level in levels) or "the report"


def _slots(expected: Expected, claim: Claim) -> Iterator[str]:
    places = [claim.place, *claim.more_places] if claim.place else []
    slots: tuple[tuple[str, str, Iterable[Span]], ...] = (
        ("actors", "a", claim.actors),
        ("recipients", "r", claim.recipients),
        ("places", "p", places),
    )
    for slot, label, found in slots:
        missing = [span.text for span in expected.spans(label) if not any(span.overlaps(other) for other in found)]
        if missing:
            yield f"{slot}: {missing}; {[span.text for span in found]}"


def _time(expected: Expected, claim: Claim) -> Iterator[str]:
    for mark in expected.marks:
        name, _, value = mark.label.partition("=")
        if name == "t" and (claim.time is None or not claim.time.overlaps(mark.span) or (value and claim.time.edtf != value)):
            yield f"time: {mark.span.text!r} {value}; {f'{claim.time.text!r} {claim.time.edtf}' if claim.time else None}"


def _counts(expected: Expected, claim: Claim) -> Iterator[str]:
    found = {(count.what, count.low, count.high) for count in claim.counts}
    for mark in expected.marks:
        match = _COUNT.fullmatch(mark.label)
        if match and _bounds(match) not in found:
            yield f"counts: {mark.label}; {sorted(found, key=str)}"


def _bounds(match: re.Match[str]) -> tuple[str, int | None, int | None]:
    low = int(match["low"]) if match["low"] else None
    high = int(match["high"]) if match["high"] else None
    return match["what"], low, high if match["open"] else low
