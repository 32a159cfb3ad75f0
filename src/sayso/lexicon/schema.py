"""The shapes that lexicon files must have. Anything else in a file is an error that names the file and the line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sayso.model import Kind, Status

__all__ = [
    "EVENT_TYPES",
    "ActorEntry",
    "CueEntry",
    "EventFile",
    "Frame",
    "LexiconFile",
    "MarkerEntry",
    "NumberEntry",
    "PeopleEntry",
    "PlaceNounEntry",
    "StateEntry",
    "TriggerEntry",
]

EVENT_TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT "
    "CONTROL ADVANCE DISPLACE REMAIN"
).split()

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "CONTROL", "ADVANCE", "DISPLACE", "REMAIN",
]  # fmt: skip
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Role = Literal["actor", "recipient", "place", "origin", "destination", "none"]
Argument = Literal["place", "people", "force", "thing", "clause", "none", "any"]


class Entry(BaseModel):
    """What all entries share: unknown keys are errors, and ``line`` says where the entry stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    line: str = ""


class StateEntry(Entry):
    """A state: its names, its people's names, and the capital that stands for its government."""

    name: Word
    code: Country
    aliases: tuple[Word, ...] = ()
    demonyms: tuple[Word, ...] = ()
    capital: Word | None = None


class ActorEntry(Entry):
    """A body or a person that acts or speaks; ``since`` and ``until`` date a role."""

    name: Word
    kind: Kind
    country: Country | None = None
    aliases: tuple[Word, ...] = ()
    side: Word | None = None
    since: Word | None = None
    until: Word | None = None


class PeopleEntry(Entry):
    """Nouns for people and bodies of one kind; ``anonymous`` where one such person alone is nobody named."""

    nouns: tuple[Word, ...]
    kind: Kind
    anonymous: bool = False
    example: str | None = None


class PlaceNounEntry(Entry):
    """Nouns for places and sites ("town", "checkpoint"), and how precisely they place an event."""

    nouns: tuple[Word, ...]
    precision: Literal["site", "district", "settlement", "region", "country"]


class CueEntry(Entry):
    """Words that report speech, and what they do with what is reported."""

    verbs: tuple[Word, ...] = ()
    nouns: tuple[Word, ...] = ()
    phrases: tuple[Word, ...] = ()
    effect: Literal["asserted", "hedged", "denied", "unclear", "prospective", "attitude"] = "asserted"
    strength: Literal["core", "weak"] = "core"
    example: str


class MarkerEntry(Entry):
    """Words that change the status of what they govern."""

    words: tuple[Word, ...]
    pos: Literal["verb", "noun", "adjective", "adverb", "auxiliary", "phrase"]
    status: Status
    example: str


class NumberEntry(Entry):
    """Words for numbers and for their bounds ("dozens", "at least")."""

    words: tuple[Word, ...]
    low: int | None = None
    high: int | None = None
    bound: Literal["at-least", "at-most", "about", "exactly"] | None = None
    example: str


class Frame(BaseModel):
    """Which grammatical argument fills which slot. ``prepositions`` overrides by preposition."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    subject: Role | None = None
    object: Role | None = None
    possessive: Role | None = None
    compound: Role | None = None
    prepositions: dict[str, Role] = Field(default_factory=dict)


class TriggerEntry(Entry):
    """Words that name an event of one type.

    Patterns are lemmas, or several lemmas in their order ("take control of", "open fire"), between which articles, adjectives, adverbs
    and numbers may stand. A pattern that ends in a preposition takes that preposition's complement as its object.
    """

    verbs: tuple[Word, ...] = ()
    nouns: tuple[Word, ...] = ()
    adjectives: tuple[Word, ...] = ()
    mode: Word | None = None
    subject: tuple[Argument, ...] = ()
    object: tuple[Argument, ...] = ()
    subject_words: tuple[Word, ...] = ()
    actor_kinds: tuple[Kind, ...] = ()
    recipient_kinds: tuple[Kind, ...] = ()
    needs: tuple[Literal["actor", "recipient", "place", "count", "actor-or-recipient", "any", "told-to"], ...] = ()
    frame: Frame = Frame()
    mutual: bool = False
    complement: Literal["claims", "covers"] | None = None
    effect: Status | None = None


class Acled(BaseModel):
    """The ACLED event and sub-event type that an export uses."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    event_type: str
    sub_event_type: str


class Crosswalk(BaseModel):
    """The codes of other schemes; CAMEO codes are strings."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    plover: str | None = None
    cameo: tuple[str, ...] = ()
    acled: Acled | None = None


class Mode(BaseModel):
    """One mode of an event type."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    gloss: str
    crosswalk: Crosswalk | None = None


class EventFile(BaseModel):
    """One file in ``events/``: a type, its modes, the words that name it, and sentences that show it.

    ``complement_modes`` gives a verbal act the mode that the event it covers calls for: ``TYPE`` or ``TYPE/mode`` of that event to a mode.
    ``instruments`` gives an event whose pattern tells no mode the one that its means give away.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    event: EventType
    gloss: str
    modes: dict[str, Mode] = Field(default_factory=dict)
    crosswalk: Crosswalk = Crosswalk()
    verbal: bool = False
    verb_frame: Frame = Frame()
    noun_frame: Frame = Frame()
    triggers: dict[str, tuple[TriggerEntry, ...]] = Field(default_factory=dict)
    exclude: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    examples: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    no_claims: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    complement_modes: dict[str, str] = Field(default_factory=dict)
    instruments: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class LexiconFile(BaseModel):
    """Any other lexicon file; each key is optional, so that a user's own file may hold a bit of everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    states: tuple[StateEntry, ...] = ()
    actors: tuple[ActorEntry, ...] = ()
    people: tuple[PeopleEntry, ...] = ()
    place_nouns: tuple[PlaceNounEntry, ...] = ()
    cues: tuple[CueEntry, ...] = ()
    markers: tuple[MarkerEntry, ...] = ()
    numbers: tuple[NumberEntry, ...] = ()
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
