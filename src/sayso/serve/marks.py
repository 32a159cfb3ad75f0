"""A report's text in pieces: paragraphs, and in them the stretches that claims rest on, each with what it is to which claim.

Nothing is lost or doubled: the pieces together are the text. Characters that would act on the page unseen (control characters, those that turn the
direction of writing, lone surrogates) come with a mark to show in their place.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple, TypeVar

from sayso.model import Claim, Span

__all__ = ["ROOM", "Card", "Marked", "Passage", "Piece", "Role", "Segment", "cards_of", "mark_claim", "mark_report", "pieces_of"]

Role = Literal["voice", "cue", "trigger", "actor", "recipient", "place", "time", "count"]
At = Literal["", "start", "more"]
Key = TypeVar("Key")
Spans = Sequence[tuple[Span, Role, int]]
Turns = Mapping[int, Sequence[tuple[Role, int]]]

ROLES: tuple[Role, ...] = ("voice", "cue", "actor", "recipient", "place", "time", "count", "trigger")
"""In the order in which their marks are laid around one another, the outermost first."""
ROOM = 200_000
"""The most characters of a report that are shown at once."""
BESIDE = 8
"""The most claims that one stretch names; where more rest on it, the first ones."""
LONG = 700
"""From how many characters on a paragraph is parted at the ends of sentences that hold claims, so that its notes stand beside them."""
WRAPPED = 100
"""The longest line of a text that was broken into lines by a program."""

BLANK_LINES = re.compile(r"(?:\n|\r(?!\n))(?:[ \t]*(?:\r\n?|\n))+")
LINES = re.compile(r"[\r\n]+")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+")
SHORT = {
    "\u061c": "ALM", "\u200b": "ZWSP", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO",
    "\u202e": "RLO", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
}  # fmt: skip
SHOWN = 3
"""How many characters of a run are named one by one."""


class Piece(NamedTuple):
    """Characters of the text. ``mark`` and ``title`` are what to show in their place, where they are not to be written as they are."""

    text: str
    mark: str = ""
    title: str = ""


class Segment(NamedTuple):
    """A stretch of the text that is the same to all claims: what it is, to which claims (by number), and whose trigger ends with it (``refs``).

    ``at`` says whether it belongs to the stretch that the address asks for, and whether it begins it.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    roles: tuple[Role, ...] = ()
    claims: tuple[int, ...] = ()
    refs: tuple[int, ...] = ()
    at: At = ""

    @property
    def text(self) -> str:
        """The characters as they are."""
        return "".join(piece.text for piece in self.pieces)


class Passage(NamedTuple):
    """A paragraph, or a part of a long one, which then ``goes_on`` in the next; ``tail`` are the line ends after its segments.

    ``claims`` are the numbers of those whose trigger stands in it.
    """

    start: int
    end: int
    segments: tuple[Segment, ...]
    tail: str
    claims: tuple[int, ...]
    goes_on: bool = False

    @property
    def text(self) -> str:
        """The characters as they are."""
        return "".join(segment.text for segment in self.segments) + self.tail


class Marked(NamedTuple):
    """What is shown of a text of ``total`` characters: those from ``start`` to ``end``.

    ``earlier`` and ``later`` are where the rest is to be asked for, null where there is none. ``reflow`` says that the lines were broken by a program,
    and mean nothing.
    """

    passages: tuple[Passage, ...]
    start: int
    end: int
    total: int
    earlier: int | None = None
    later: int | None = None
    reflow: bool = False

    @property
    def claims(self) -> int:
        """How many claims have their trigger in what is shown."""
        return sum(len(passage.claims) for passage in self.passages)


class Card(NamedTuple):
    """A claim beside the report: its number there, its id, and the happening that it belongs to, if it is known, with how that stands."""

    number: int
    ident: str
    claim: Claim
    happening: str | None = None
    standing: str | None = None


def cards_of(claims: Iterable[tuple[str, Claim]], homes: Mapping[str, tuple[str, str]]) -> dict[int, Card]:
    """The claims in the order of the text, by their numbers, which begin with 1; ``homes`` are their happenings by claim id."""
    ordered = sorted(claims, key=lambda pair: (pair[1].trigger.start, pair[1].trigger.end, pair[0]))
    return {number: Card(number, ident, claim, *homes.get(ident, (None, None))) for number, (ident, claim) in enumerate(ordered, 1)}


def mark_report(text: str, cards: Mapping[int, Card], *, at: tuple[int, int | None] | None = None, room: int = ROOM) -> Marked:
    """The text in passages, at most ``room`` characters of it, around the place ``at``: where it starts, and where it ends if it is to be marked."""
    start, end = _window(text, at[0] if at else 0, room)
    wanted = _within(Span("", at[0], at[1]), start, end) if at and at[1] is not None else None
    spans = [(span, role, number) for number, card in cards.items() for span, role in _spans(card.claim)]
    borders = _borders(text, cards, start, end)
    tails = {last: _line_end(text, first, last) for first, last in pairwise([*borders, end])}
    segments = _segments(text, spans, start, end, wanted, (*borders, *tails.values()))
    passages = _passages(text, segments, borders, tails, cards)
    earlier = max(0, start - room) if start > 0 else None
    return Marked(tuple(passages), start, end, len(text), earlier, end if end < len(text) else None, _is_wrapped(text[start:end]))


def mark_claim(claim: Claim) -> tuple[Segment, ...]:
    """The claim's own sentence in segments; its offsets are those of the report. Marks that lie outside of it are left out."""
    evidence = claim.evidence
    shift = evidence.start
    spans = [(Span(span.text, span.start - shift, span.end - shift), role, 1) for span, role in _spans(claim)]
    found = _segments(evidence.text, spans, 0, len(evidence.text), None, ())
    return tuple(segment._replace(start=segment.start + shift, end=segment.end + shift, refs=()) for segment in found)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The text as it can be written on a page; runs of unseen characters come with a mark."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    last = 0
    for found in UNSEEN.finditer(text):
        if found.start() > last:
            yield Piece(text[last : found.start()])
        yield _unseen(found.group())
        last = found.end()
    if last < len(text):
        yield Piece(text[last:])


def _unseen(run: str) -> Piece:
    kinds = list(dict.fromkeys(run[:1000]))
    marks = " ".join(SHORT.get(kind, f"U+{ord(kind):04X}") for kind in kinds[:SHOWN])
    more = " …" if len(kinds) > SHOWN else ""
    times = f" ×{len(run):,}" if len(run) > len(kinds) else ""
    title = ", ".join(f"U+{ord(kind):04X} {unicodedata.name(kind, 'control character').lower()}" for kind in kinds[:SHOWN])
    return Piece(run, marks + more + times, title + more)


def _window(text: str, near: int, room: int) -> tuple[int, int]:
    """Which characters are shown: all, or as many as there is room for, from a line's beginning before the place if there is one close by."""
    if len(text) <= room:
        return 0, len(text)
    near = min(max(near, 0), len(text))
    start = max(0, min(near - room // 10, len(text) - room))
    line = text.find("\n", start, min(near, start + room // 10)) if start else -1
    start = line + 1 if line >= 0 else start
    return start, min(len(text), start + room)


def _within(span: Span, start: int, end: int) -> tuple[int, int] | None:
    first, last = max(span.start, start), min(span.end, end)
    return (first, last) if first < last else None


def _spans(claim: Claim) -> Iterator[tuple[Span, Role]]:
    """Yields what stands where in the text, by its role for the claim."""
    yield claim.trigger, "trigger"
    for voice in claim.voices:
        yield voice, "voice"
        if voice.cue:
            yield voice.cue, "cue"
    for actor in claim.actors:
        yield actor, "actor"
    for recipient in claim.recipients:
        yield recipient, "recipient"
    for place in (claim.place, *claim.more_places):
        if place:
            yield place, "place"
    if claim.time:
        yield claim.time, "time"
    for count in claim.counts:
        yield count, "count"


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The paragraphs between two offsets, each with the line ends that follow it: blank lines part them, or line ends where there are none."""
    breaks = BLANK_LINES if BLANK_LINES.search(text, start, end) else LINES
    borders = [start, *(found.end() for found in breaks.finditer(text, start, end)), end]
    return [(first, last) for first, last in pairwise(borders) if first < last]


def _borders(text: str, cards: Mapping[int, Card], start: int, end: int) -> dict[int, bool]:
    """Where passages begin, and whether a paragraph begins there: long paragraphs are parted after sentences that hold claims."""
    stops = sorted({card.claim.evidence.end for card in cards.values() if start < card.claim.evidence.end < end})
    found: dict[int, bool] = {}
    for first, last in _paragraphs(text, start, end):
        found[first] = True
        if last - first < LONG:
            continue
        before = first
        for stop in stops[bisect_right(stops, first) : bisect_left(stops, last)]:
            if stop - before >= LONG // 2 and last - stop >= LONG // 3:
                found[stop] = False
                before = stop
    return found


def _segments(text: str, spans: Spans, start: int, end: int, at: tuple[int, int] | None, borders: Iterable[int]) -> list[Segment]:
    """The stretches between all borders, in order."""
    opening: defaultdict[int, list[tuple[Role, int]]] = defaultdict(list)
    closing: defaultdict[int, list[tuple[Role, int]]] = defaultdict(list)
    refs: defaultdict[int, set[int]] = defaultdict(set)
    cuts = {start, end, *borders, *(at or ())}
    for span, role, number in spans:
        inside = _within(span, start, end)
        if inside is None:
            continue
        opening[inside[0]].append((role, number))
        closing[inside[1]].append((role, number))
        cuts.update(inside)
        if role == "trigger" and inside[1] == span.end:
            refs[inside[1]].add(number)
    return list(_swept(text, sorted(cuts), opening, closing, refs, at))


def _swept(text: str, cuts: Sequence[int], opening: Turns, closing: Turns, refs: Mapping[int, set[int]], at: tuple[int, int] | None) -> Iterator[Segment]:
    open_roles: dict[Role, int] = {}
    open_claims: dict[int, int] = {}
    for first, last in pairwise(cuts):
        for role, number in closing.get(first, ()):
            _count(open_roles, role, -1)
            _count(open_claims, number, -1)
        for role, number in opening.get(first, ()):
            _count(open_roles, role, 1)
            _count(open_claims, number, 1)
        roles = tuple(role for role in ROLES if role in open_roles)
        claims = tuple(sorted(islice(open_claims, BESIDE)))
        yield Segment(first, last, pieces_of(text[first:last]), roles, claims, tuple(sorted(refs.get(last, ()))), _at(first, last, at))


def _count(counts: dict[Key, int], key: Key, by: int) -> None:
    """Nothing; one more or one less is counted, and what is counted down to nothing is taken out."""
    number = counts.get(key, 0) + by
    if number:
        counts[key] = number
    else:
        del counts[key]


def _at(first: int, last: int, at: tuple[int, int] | None) -> At:
    if at is None or last <= at[0] or first >= at[1]:
        return ""
    return "start" if first == at[0] else "more"


def _line_end(text: str, start: int, end: int) -> int:
    """Where the blanks and line ends begin that a passage ends with."""
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _passages(text: str, segments: Sequence[Segment], borders: Mapping[int, bool], tails: Mapping[int, int], cards: Mapping[int, Card]) -> Iterator[Passage]:
    """Yields the segments passage by passage, each with its claims."""
    begins = [segment.start for segment in segments]
    numbers = sorted(cards, key=lambda number: cards[number].claim.trigger.start)
    triggers = [cards[number].claim.trigger.start for number in numbers]
    for first, (last, tail) in zip(borders, tails.items(), strict=True):
        own = tuple(segments[bisect_left(begins, first) : bisect_left(begins, tail)])
        claims = tuple(numbers[bisect_left(triggers, first) : bisect_left(triggers, last)])
        yield Passage(first, last, own, text[tail:last], claims, goes_on=not borders.get(last, True))


def _is_wrapped(text: str) -> bool:
    """Whether a program broke the text into lines of much the same length."""
    lines = text.splitlines()
    return len(lines) > 4 and BLANK_LINES.search(text) is not None and 40 < max(map(len, lines)) <= WRAPPED
