"""What the events stage is given: the parsed report and, by word, who and where its phrases are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sayso.lexicon import Lexicon
from sayso.model import Participant, Place, Statement, Time
from sayso.syntax import Tree

if TYPE_CHECKING:
    from sayso.events.judge import Judge

__all__ = ["Context", "People", "Quantity", "Sites"]


class People(Protocol):
    """What is asked of the actors."""

    country: str | None

    def at(self, i: int) -> Participant | None:
        """Who the phrase headed by a word is."""

    def of_modifier(self, i: int) -> Participant | None:
        """Who an adjective or noun before another noun names ("Russian strikes", "IS attack")."""

    def is_state(self, i: int) -> bool:
        """Whether the word is a state's name."""

    def argument_class(self, i: int) -> str:
        """Force, people or thing."""


class Sites(Protocol):
    """What is asked of the places."""

    def at(self, i: int, prep: str = "") -> Place | None:
        """The place that the phrase headed by a word tells."""

    def is_place(self, i: int) -> bool:
        """Whether the phrase names a place or a site."""

    def is_bare_name(self, i: int) -> bool:
        """Whether the word is part of a place name."""

    def is_site(self, i: int) -> bool:
        """Whether the phrase is an institution or building."""


class Quantity(Protocol):
    """A number of people: the words it stands on, the noun counted (if any), and its bounds."""

    @property
    def first(self) -> int:
        """Its first word."""

    @property
    def last(self) -> int:
        """Its last word."""

    @property
    def head(self) -> int | None:
        """The noun counted."""

    @property
    def low(self) -> int | None:
        """The lower bound."""

    @property
    def high(self) -> int | None:
        """The upper bound."""


@dataclass
class Context:
    """One report as the events stage sees it."""

    tree: Tree
    lexicon: Lexicon
    people: People
    sites: Sites
    statements: Sequence[Statement]
    times: Sequence[tuple[int, int, Time]]
    quantities: Sequence[Quantity]
    judge: Judge | None = None

    def __post_init__(self) -> None:
        tree = self.tree
        self.cues = {s.cue[0] for s in self.statements if s.cue is not None and s.effect not in {"act", "attitude"}}
        self.speakers = {i for s in self.statements if s.cue is not None and s.effect != "act" for i in s.sources if not s.holds(i)}
        self.covered = {k for s in self.statements for k in s.covered}
        self.by_cue = {s.cue[0]: s for s in self.statements if s.cue is not None}
        self.time_words = {k for a, b, _ in self.times for k in range(a, b + 1)}
        self._times: dict[int, list[tuple[int, int, Time]]] = {}
        for item in self.times:
            self._times.setdefault(tree.sent[item[0]], []).append(item)
        self._quantities: dict[int, list[Quantity]] = {}
        for quantity in self.quantities:
            self._quantities.setdefault(tree.sent[quantity.first], []).append(quantity)

    def times_in(self, sent: int) -> list[tuple[int, int, Time]]:
        """The time expressions of a sentence, with their words."""
        return self._times.get(sent, [])

    def quantities_in(self, sent: int) -> list[Quantity]:
        """The numbers of a sentence."""
        return self._quantities.get(sent, [])
