"""What an address asks for: the conditions behind its question mark, the same for a page and for its twins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, cast, get_args
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, Field

from sayso.errors import UsageError
from sayso.lexicon.schema import EVENT_TYPES
from sayso.model import Standing, Status
from sayso.store import ClaimFilter, ReportFilter
from sayso.store.desk import HappeningFilter, Order

__all__ = ["CONDITIONS", "DISPUTE_KINDS", "PAGE", "TWIN_PAGE", "Asked", "FieldOfForm", "fields_of"]

PAGE = 50
"""Rows of a page."""
TWIN_PAGE = 1000
"""Rows of a twin, and the most that may be asked for at once."""
DISPUTE_KINDS = ("denial", "toll", "blame", "control", "whereabouts")
MANY = ("place", "actor", "recipient", "voice", "country", "event", "status", "outlet", "standing", "kind", "what")
CONDITIONS = ("q", "place", "actor", "recipient", "voice", "country", "event", "status", "standing", "kind", "what", "outlet")
"""The conditions that are lists or words, in the order in which a form shows them; days follow."""


def _some(value: object) -> object:
    """The values of a field, without those that a form sends empty."""
    values = value if isinstance(value, list) else [value] if value is not None else []
    return [one for one in values if not (isinstance(one, str) and not one.strip())]


def _one(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Many = Annotated[list[Annotated[str, Field(max_length=200)]], BeforeValidator(_some), Field(max_length=20)]
One = Annotated[str | None, BeforeValidator(_one), Field(max_length=300)]
Day = Annotated[str | None, BeforeValidator(_one), Field(max_length=10, description="A day, month or year: 2024-12-08, 2024-12, 2024.")]
Number = Annotated[int | None, BeforeValidator(_one), Field(ge=0, le=10_000_000)]


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
    since: Day = None
    until: Day = None
    said_since: Day = None
    said_until: Day = None
    on: Day = None
    as_of: Day = None
    min_origins: Number = Field(None, description="Told from at least so many independent origins.")
    order: One = Field(None, description=f"The order of happenings: {', '.join(get_args(Order))}.")
    limit: Number = None
    offset: Number = None
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
        return ClaimFilter(**lists, **days, text=self.q)

    def reports(self) -> ReportFilter:
        """Which reports are asked for. Raises UsageError for what none can have."""
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
HINTS = {"country": "Syria, SYR", "event": "ASSAULT/aerial", "as_of": "what had been published by then", "q": "words, or “a phrase”"}


def fields_of(asked: Asked, *names: str, **choices: list[str]) -> list[FieldOfForm]:
    """The fields of a form, in this order, holding what is asked for; ``choices`` are those of fields whose choices depend on the page."""
    return [_field(asked, name, choices.get(name) or CHOICES.get(name) or []) for name in names]


def _field(asked: Asked, name: str, choices: list[str]) -> FieldOfForm:
    value = getattr(asked, name)
    values = value if isinstance(value, list) else [str(value)] if value is not None else []
    kind = "select" if choices and name != "event" else "day" if name in DAYS else "number" if name == "min_origins" else "text"
    return FieldOfForm(name=name, label=LABELS[name], kind=kind, value=values[0] if values else "", values=values, choices=choices, hint=HINTS.get(name, ""))
