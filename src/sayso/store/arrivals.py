"""What comes into the store, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sayso.model import Reading, Report

__all__ = ["Arrival", "Outcome", "Refusal", "Sighting", "SightingKey", "Tally"]

SightingKey = tuple[str, str, str, str]

Outcome = Literal["read", "unread", "repeat", "known", "forgotten", "failed"]
"""What became of a document: new and read; new and kept unread (another language); the same article met elsewhere before; met here before;
taken out for good before; broken."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a document was met: file or address, which document of it, the hash and the size of its bytes, its format, and what the user said of it."""

    location: str
    record: str
    sha256: str
    size: int
    format: str
    given: str = ""

    @property
    def key(self) -> SightingKey:
        """What makes it the same sighting when it comes again."""
        return self.location, self.record, self.sha256, self.given


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document is no report: a stable code, and a message for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that was met: the report that it holds, or why it holds none; its reading, where there is one; its bytes, where they are to be kept."""

    sighting: Sighting
    found: Report | Refusal
    reading: Reading | None = None
    raw: bytes | None = field(default=None, repr=False)


@dataclass(slots=True)
class Tally:
    """How many documents came to what, and how many claims were added."""

    outcomes: Counter[str] = field(default_factory=Counter)
    claims: int = 0

    def count(self, outcome: Outcome, claims: int = 0) -> None:
        """Nothing; one more document came to this."""
        self.outcomes[outcome] += 1
        self.claims += claims

    def add(self, other: Tally) -> None:
        """Nothing; what the other counted is counted here too."""
        self.outcomes.update(other.outcomes)
        self.claims += other.claims

    def __getitem__(self, outcome: Outcome) -> int:
        return self.outcomes[outcome]

    @property
    def changed(self) -> bool:
        """Whether anything came into the store."""
        return any(self.outcomes[outcome] for outcome in ("read", "unread", "repeat", "failed"))
