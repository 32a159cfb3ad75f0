"""What an address asks for: the conditions behind its question mark, the same for a page and for its twins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, cast, get_args
from urllib.parse import urlencode

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, create_model

from sayso.errors import UsageError
from sayso.lexicon.schema import EVENT_TYPES
from sayso.model import Standing, Status
from sayso.store import ClaimFilter, ReportFilter
from sayso.store.desk import HappeningFilter, Order

__all__ = [
    "DISPUTE_KINDS",
    "OF_CLAIMS",
    "OF_HAPPENINGS",
    "PAGE",
    "ROWS",
    "TWIN_PAGE",
    "Asked",
    "Day",
    "FieldOfForm",
    "Ident",
    "Words",
    "asking",
    "fields_of",
]

PAGE = 50
"""Rows of a page."""
TWIN_PAGE = 1000
"""Rows of a twin, and the most that may be asked for at once."""
DISPUTE_KINDS = ("denial", "toll", "blame", "control", "whereabouts")
OF_CLAIMS = ("q", "place", "actor", "recipient", "voice", "country", "event", "status", "outlet", "since", "until", "said_since", "said_until")
"""The conditions that claims are asked for by."""
OF_HAPPENINGS = (*OF_CLAIMS, "standing", "on", "as_of", "min_origins")
"""The conditions that happenings are asked for by."""
ROWS = ("limit", "offset")
"""How many rows of a list, and after how many."""


def _some(value: object) -> object:
    """The values of a field, without those that a form sends empty."""
    values = value if isinstance(value, list) else [value] if value is not None else []
    return [one for one in values if not (isinstance(one, str) and not one.strip())]


def _one(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _of_characters(value: str) -> str:
    """The text, if a database can hold it."""
    if "\x00" in value:
        raise ValueError("a NUL is no character of a text")
    return value


Words = Annotated[str, AfterValidator(_of_characters)]
"""Text that a database can hold."""
Many = Annotated[list[Annotated[Words, Field(max_length=200)]], BeforeValidator(_some), Field(max_length=20)]
One = Annotated[Annotated[Words, Field(max_length=300)] | None, BeforeValidator(_one)]
Day = Annotated[Annotated[Words, Field(max_length=10)] | None, BeforeValidator(_one)]
"""A day, month or year, or null."""
Number = Annotated[Annotated[int, Field(ge=0, le=10_000_000)] | None, BeforeValidator(_one)]
Limit = Annotated[Annotated[int, Field(ge=1, le=10_000_000)] | None, BeforeValidator(_one)]
Ident = Annotated[Words, Path(max_length=300, description="The id, as the lists have it.")]
"""What an address names in its path."""
A_DAY = "A day, month or year: 2024-12-08, 2024-12, 2024."


class Asked(BaseModel):
    """The conditions of an address. Lists may be given again, and then any of their values will do."""

    q: One = Field(None, description="Words that all occur in a claim's sentence, or a phrase in quotation marks.")
    place: Many = Field([], description="A place by name, also the province that it lies in.")
    actor: Many = Field([], description="Who does it: a name, or words of one.")
    recipient: Many = Field([], description="To whom it is done.")
    voice: Many = Field([], description="On whose word it stands.")
    country: Many = Field([], description="Where it happens: a name, or ISO 3166-1 alpha-3.")
    event: Many = Field([], description="An event type, with its mode if one is wanted: ASSAULT, ASSAULT/aerial.")
    status: Many = Field([], description=f"The status of a claim: {', '.join(get_args(Status))}.")
    outlet: Many = Field([], description="In which outlet it stands.")
    standing: Many = Field([], description=f"How a happening stands: {', '.join(get_args(Standing))}.")
    kind: Many = Field([], description="The kind of a dispute or of a voice.")
    what: Many = Field([], description="What is counted: killed, wounded, detained, abducted, displaced, missing, present.")
    since: Day = Field(None, description=f"From when on it happens. {A_DAY}")
    until: Day = Field(None, description=f"Until when it happens. {A_DAY}")
    said_since: Day = Field(None, description=f"From when on it was published. {A_DAY}")
    said_until: Day = Field(None, description=f"Until when it was published. {A_DAY}")
    on: Day = Field(None, description="The day of which it is told; of a month or a year the last.")
    as_of: Day = Field(None, description="As it was told by the end of this day; of a month or a year the last.")
    min_origins: Number = Field(None, description="Told from at least so many independent origins.")
    order: One = Field(None, description=f"The order of happenings: {', '.join(get_args(Order))}.")
    limit: Limit = Field(None, description=f"How many rows; no more than {TWIN_PAGE:,} come at once.")
    offset: Number = Field(None, description="After how many rows.")
    start: Number = Field(None, alias="from", description="The first of the characters of a report that are asked for.")
    end: Number = Field(None, alias="to", description="The character after the last of them.")

    def happenings(self) -> HappeningFilter:
        """Which happenings are asked for. Raises UsageError for what none can have."""
        unknown = [value for value in self.standing if value not in get_args(Standing)]
        if unknown:
            raise UsageError(f"there is no standing {unknown[0]!r}.", where="standing", remedy=f"Choose {', '.join(get_args(Standing))}.")
        standing = cast("tuple[Standing, ...]", tuple(self.standing))
        return HappeningFilter(self.claims(), standing, self.min_origins or 0, self.on, self.as_of)

    def claims(self) -> ClaimFilter:
        """Which claims are asked for. Raises UsageError for what none can have."""
        lists: dict[str, Any] = {name: tuple(getattr(self, name)) for name in ("place", "actor", "recipient", "voice", "country", "event", "status", "outlet")}
        days = {name: getattr(self, name) for name in ("since", "until", "said_since", "said_until")}
        with _words_are_q():
            return ClaimFilter(**lists, **days, text=self.q)

    def reports(self) -> ReportFilter:
        """Which reports are asked for. Raises UsageError for what none can have."""
        with _words_are_q():
            return ReportFilter(text=self.q, outlet=tuple(self.outlet), said_since=self.said_since, said_until=self.said_until)

    def sorted_by(self) -> Order:
        """The order of happenings; the newest first where none is asked for. Raises UsageError for one that there is not."""
        if self.order is not None and self.order not in get_args(Order):
            raise UsageError(f"there is no order {self.order!r}.", where="order", remedy=f"Choose {', '.join(get_args(Order))}.")
        return cast("Order", self.order or "newest")

    def rows(self, usual: int = PAGE) -> tuple[int, int]:
        """How many rows, and after how many."""
        return min(self.limit if self.limit is not None else usual, TWIN_PAGE), self.offset or 0

    def pairs(self) -> list[tuple[str, str]]:
        """The conditions as they stand in an address, those that are not given left out."""
        return list(_pairs(self))

    def address(self, path: str, **changed: object) -> str:
        """The address of the path with these conditions, some of them changed; null takes one out."""
        pairs = [(name, value) for name, value in self.pairs() if name not in changed]
        pairs += [(name, str(value)) for name, value in changed.items() if value is not None]
        return f"{path}?{urlencode(pairs)}" if pairs else path


@cache
def asking(*names: str) -> type[BaseModel]:
    """What an address may ask for where only these conditions are known; any others are passed over, so that none is cited that was not met."""
    fields = {name: (field.annotation, field) for name, field in Asked.model_fields.items() if name in names}
    return create_model("Asked", **fields)  # type: ignore[call-overload, no-any-return]


@contextmanager
def _words_are_q() -> Iterator[None]:
    """Tells of what is wrong with the words as addresses name them."""
    try:
        yield
    except UsageError as error:
        raise UsageError(error.what, where="q" if error.where == "text" else error.where, remedy=error.remedy) from error


def _pairs(asked: Asked) -> Iterator[tuple[str, str]]:
    for name, field in Asked.model_fields.items():
        value = getattr(asked, name)
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                yield field.alias or name, str(one)


class FieldOfForm(BaseModel):
    """A field of the form of conditions: its name, its label, what kind of input it is, what it holds, and what may be chosen."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    values: list[str] = []
    choices: list[str] = []
    hint: str = ""


LABELS = {
    "q": "Words", "place": "Place", "actor": "Actor", "recipient": "Done to", "voice": "Voice", "country": "Country", "event": "Event", "status": "Status",
    "standing": "Standing", "kind": "Kind", "what": "Counted", "outlet": "Outlet", "since": "From", "until": "To", "said_since": "Published from",
    "said_until": "Published to", "on": "On the day", "as_of": "As told by", "min_origins": "Origins at least", "order": "Order",
}  # fmt: skip
CHOICES = {
    "event": list(EVENT_TYPES),
    "status": list(get_args(Status)),
    "standing": list(get_args(Standing)),
    "order": list(get_args(Order)),
    "what": ["killed", "wounded", "detained", "abducted", "displaced", "missing", "present"],
}
DAYS = frozenset({"since", "until", "said_since", "said_until", "on", "as_of"})
HINTS = {
    "place": "a town, or a province",
    "country": "Syria, SYR",
    "event": "ASSAULT/aerial",
    "as_of": "what had been published by then",
    "q": "words, or “a phrase”",
}


def fields_of(asked: Asked, *names: str, **choices: list[str]) -> list[FieldOfForm]:
    """The fields of a form, in this order, holding what is asked for, and those of whatever else is.

    ``choices`` are those of fields whose choices depend on the page.
    """
    given = (name for name, _ in asked.pairs() if name in LABELS and name not in names)
    return [_field(asked, name, choices.get(name) or CHOICES.get(name) or []) for name in (*names, *dict.fromkeys(given))]


def _field(asked: Asked, name: str, choices: list[str]) -> FieldOfForm:
    value = getattr(asked, name)
    values = value if isinstance(value, list) else [str(value)] if value is not None else []
    kind = "select" if choices and name != "event" else "day" if name in DAYS else "number" if name == "min_origins" else "text"
    return FieldOfForm(name=name, label=LABELS[name], kind=kind, value=values[0] if values else "", values=values, choices=choices, hint=HINTS.get(name, ""))
