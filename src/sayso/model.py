"""The nouns of sayso: what a report, a claim and its parts hold.

Offsets are code points into the report's unchanged text, ``start`` inclusive and ``end`` exclusive, and every span carries its text so
that anyone can check it. All objects are immutable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

__all__ = [
    "SCHEMA",
    "Attribution",
    "Claim",
    "ControlRow",
    "Count",
    "CountKind",
    "Decision",
    "Dispute",
    "EngineVersion",
    "EventMention",
    "Happening",
    "Judgement",
    "Kind",
    "Link",
    "Manner",
    "Origin",
    "Participant",
    "Place",
    "Precision",
    "Problem",
    "Reading",
    "Reason",
    "Report",
    "Side",
    "SlotStanding",
    "Span",
    "Standing",
    "Statement",
    "Status",
    "Time",
    "TollRow",
    "Voice",
]

SCHEMA = "sayso/1"

Status = Literal["asserted", "hedged", "denied", "unclear", "attempted", "prospective"]
Kind = Literal[
    "state",
    "government",
    "military",
    "police",
    "armed-group",
    "political",
    "media",
    "ngo",
    "igo",
    "medical",
    "civilian",
    "person",
    "business",
    "unknown",
    "document",
    "witness",
    "expert",
]
Manner = Literal["quoted", "paraphrased"]
Precision = Literal["exact", "near", "district", "region", "country"]
CountKind = Literal["new", "total", "part", "previous"]
Standing = Literal["corroborated", "single-origin", "disputed", "corrected", "retracted", "unconfirmed", "denied", "prospective"]
Judgement = Literal["same", "different", "right", "wrong-slot", "not-a-claim", "undo"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the report: its text and where it stands."""

    text: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Participant(Span):
    """Somebody who does something, to whom it is done, or who is merely named."""

    name: str
    kind: Kind = "unknown"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Place(Span):
    """A place as told, and where the gazetteer puts it (WGS 84 degrees, kilometres)."""

    name: str
    relation: str | None = None
    role: Literal["origin", "destination"] | None = None
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    geonames_id: int | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Time(Span):
    """A time expression and its value as EDTF (ISO 8601-2); ``edtf`` is null where it cannot be told."""

    edtf: str | None


@dataclass(frozen=True, slots=True)
class Count(Span):
    """A number of people: ``low`` and ``high`` are bounds, null where open."""

    what: str
    who: str | None
    low: int | None
    high: int | None
    kind: CountKind = "new"


@dataclass(frozen=True, slots=True)
class Voice(Span):
    """Somebody on whose word a claim stands. ``depth`` 0 is the outermost voice of a chain."""

    name: str
    kind: Kind = "unknown"
    country: str | None = None
    side: str | None = None
    cue: Span | None = None
    manner: Manner = "paraphrased"
    said: str | None = None
    anonymous: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a slot of a claim holds what it holds: the rule, and the lexicon entry (``file:line``) behind it."""

    slot: str
    rule: str
    entry: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One event as told by one chain of voices in one report."""

    report_id: str
    event: str
    mode: str | None
    trigger: Span
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    place: Place | None
    more_places: tuple[Place, ...]
    time: Time | None
    counts: tuple[Count, ...]
    status: Status
    voices: tuple[Voice, ...]
    evidence: Span
    score: float
    reasons: tuple[Reason, ...] = field(default=(), compare=False, repr=False)

    @property
    def id(self) -> str:
        """A hash of report id, event, trigger, status and voice spans: the same reading gives the same id."""
        voices = ",".join(f"{v.start}-{v.end}" for v in self.voices)
        key = f"{self.report_id}|{self.event}|{self.trigger.start}-{self.trigger.end}|{self.status}|{voices}"
        return "c-" + hashlib.sha256(key.encode()).hexdigest()[:16]

    def __repr__(self) -> str:
        who = ", ".join(p.name for p in self.actors) or "?"
        whom = ", ".join(p.name for p in self.recipients)
        said = " > ".join(v.name for v in self.voices) or "the report"
        parts = [f"{self.event}{'/' + self.mode if self.mode else ''} {self.trigger.text!r}", f"by {who}"]
        parts += [f"to {whom}"] if whom else []
        parts += [f"in {self.place.name}"] if self.place else []
        parts += [f"on {self.time.edtf}"] if self.time and self.time.edtf else []
        return f"<Claim {' '.join(parts)}: {self.status} by {said}>"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's word in the report: who, by which cue, and what; also where it tells no event."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    voice: Voice | None
    depth: int = 0
    parent: int | None = None
    manner: Manner = "paraphrased"


@dataclass(slots=True)
class Statement:
    """What the attribution stage hands on: an attribution by word positions (inclusive ranges), before voices are made of it.

    ``effect`` is a status, or ``attitude``, or ``act`` (a verbal act such as accusing, which is an event of its own and whose performer
    is the voice of what it names). ``covered`` are words whose events the act itself covers ("urged X to withdraw"). ``host`` is the
    statement that this one stands inside where the words do not show it ("Reuters, citing police, reported that"). An ``echo`` takes
    up what another statement said before ("the ministry denied it") and holds no words of its own. ``doubted`` is a statement that the
    grammar finds and the language model does not.
    """

    cue: tuple[int, int] | None
    sources: list[int]
    content: list[tuple[int, int]]
    effect: str
    rule: str
    entry: str | None = None
    covered: frozenset[int] = frozenset()
    quoted: bool = False
    parent: int | None = None
    depth: int = 0
    host: Statement | None = None
    echo: bool = False
    doubted: bool = False

    @property
    def size(self) -> int:
        """How many words the content has."""
        return sum(b - a + 1 for a, b in self.content)

    def holds(self, i: int) -> bool:
        """Whether a word stands in the content."""
        return any(a <= i <= b for a, b in self.content)


@dataclass(slots=True)
class EventMention:
    """What the events stage hands on: an event by word positions, its slots filled, before voices and evidence are added."""

    trigger: int
    words: tuple[int, ...]
    event: str
    mode: str | None
    verbal: bool
    actors: list[Participant] = field(default_factory=list)
    recipients: list[Participant] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    time: Time | None = None
    counts: list[Count] = field(default_factory=list)
    status: Status = "asserted"
    clause: int = 0
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong beside good results: a stable code, a message for people, and where."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it came in: its unchanged text and what is known about it.

    ``byline`` and ``credit`` are who is said to have written it (a person, a wire agency), ``fetched`` when it was taken from the web
    (ISO 8601), ``provenance`` pairs of a field and where its value came from (page, feed, archive, record, file, user).
    """

    text: str = field(repr=False)
    id: str = ""
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    language: str = "en"
    problems: tuple[Problem, ...] = ()
    byline: str | None = None
    credit: str | None = None
    fetched: str | None = None
    provenance: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", "r-" + self.sha256[:16])

    @property
    def sha256(self) -> str:
        """The hash of the text as UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def span(self, start: int, end: int) -> Span:
        """The span of the text between two offsets."""
        return Span(self.text[start:end], start, end)


@dataclass(frozen=True, slots=True)
class EngineVersion:
    """What read a report: its name, the program, the language model and the hashes of model, lexicon and places."""

    name: str
    program: str
    model: str
    model_sha256: str
    lexicon_sha256: str
    places_sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the engine read in one report."""

    report: Report
    claims: tuple[Claim, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    actors: tuple[Participant, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    problems: tuple[Problem, ...] = ()
    engine: str = ""

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def __repr__(self) -> str:
        return f"<Reading of {self.report.id}: {len(self.claims)} claims, {len(self.attributions)} attributions>"

    def _repr_html_(self) -> str:
        """A table of the claims for notebooks. The export is looked up by name, since the nouns know nothing of their exports."""
        html: str = import_module("sayso.export.html").reading_html(self)
        return html


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims are taken to tell, or not to tell, of one happening: ``score`` is the sum of the weights (log-odds), each with what was compared."""

    claims: tuple[str, str]
    score: float
    reasons: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent origin of what is said of a happening: who it comes from, how that is known, and the claims that rest on it."""

    name: str
    basis: Literal["voice", "agency", "publisher", "text"]
    claims: tuple[str, ...]
    side: str | None = None
    circular: bool = False


@dataclass(frozen=True, slots=True)
class SlotStanding:
    """How one value of a slot stands: who asserts it and who contradicts it."""

    slot: str
    value: str
    standing: Standing
    claims: tuple[str, ...]
    origins: int
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Claims that tell of one event, brought together and not merged.

    ``articles``, ``publishers`` and ``origins`` count those that say that it happened; ``date_start`` and ``date_end`` are ISO days.
    ``one_side`` is the party of the conflict that all who assert it belong to, where there is one.
    """

    id: str
    event: str
    mode: str | None
    place: Place | None
    date_start: str | None
    date_end: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    claims: tuple[str, ...]
    articles: int
    publishers: int
    origins: int
    standing: Standing
    slots: tuple[SlotStanding, ...] = ()
    sources: tuple[Origin, ...] = ()
    one_side: str | None = None
    part_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: what it says, who says it, in which claims."""

    says: str
    voices: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Claims that cannot all be right, side by side, and why they are set against each other."""

    id: str
    kind: Literal["denial", "toll", "blame", "control", "whereabouts"]
    happenings: tuple[str, ...]
    sides: tuple[Side, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ControlRow:
    """Who was claimed, by whom, to take, hold, contest, enter or lose a place on a day; ``side`` says which holders may be one side."""

    place: Place
    date: str
    holder: str
    relation: Literal["seize", "hold", "contest", "lose", "enter"]
    voices: tuple[str, ...]
    status: Status
    claims: tuple[str, ...]
    side: str | None = None


@dataclass(frozen=True, slots=True)
class TollRow:
    """A number of people as one voice told it at one time; ``superseded`` where the same voice later told another."""

    happening: str
    what: str
    voice: str
    said: str | None
    low: int | None
    high: int | None
    kind: CountKind
    claim: str
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about claims; kept for good, and undone by a further decision that names it.

    ``claims`` are one or two claim ids; ``anchors`` say where they stand (hash of the report id, event, trigger start and end), by which they are
    found again after a re-reading has given them other ids. ``slot`` is the one that is wrong; ``undoes`` the number of the decision taken back;
    ``settles`` the numbers of earlier decisions about the same that this one puts an end to.
    """

    judgement: Judgement
    claims: tuple[str, ...]
    by: str
    at: str
    reason: str
    slot: str | None = None
    undoes: int | None = None
    number: int = 0
    anchors: tuple[tuple[str, str, int, int], ...] = ()
    settles: tuple[int, ...] = ()
