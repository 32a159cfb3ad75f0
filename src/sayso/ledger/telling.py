"""A claim with the report that it stands in: what all views of the ledger are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sayso.ledger.articles import Article
from sayso.model import Claim, Status, Voice

__all__ = ["ASSERTING", "Telling", "asserting_of", "said_by", "teller", "telling_of", "voice_names"]

ASSERTING: frozenset[Status] = frozenset({"asserted", "attempted"})
UNKNOWN_OUTLET = "an unnamed outlet"


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim, its id, and the report that it stands in as the ledger knows it."""

    id: str
    claim: Claim
    article: Article

    @property
    def asserts(self) -> bool:
        """Whether the innermost voice says that it happened."""
        return self.claim.status in ASSERTING

    @property
    def said(self) -> str | None:
        """The day on which it was said at the latest: that of the publication."""
        return date.fromordinal(self.article.published).isoformat() if self.article.published is not None else None

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Tellings in the order in which they were published; those without a date come last."""
        published = self.article.published
        return (published if published is not None else date.max.toordinal(), self.article.id, self.claim.trigger.start, self.id)


def telling_of(claim: Claim, article: Article) -> Telling:
    """The claim as the views take it."""
    return Telling(claim.id, claim, article)


def said_by(tellings: Iterable[Telling], day: str) -> list[Telling]:
    """Those that had been published by the end of the day; what has no date is left out, since nobody knows when it was said."""
    last = date.fromisoformat(day).toordinal()
    return [telling for telling in tellings if telling.article.published is not None and telling.article.published <= last]


def teller(telling: Telling) -> str:
    """On whose word it stands: the innermost voice, else the outlet."""
    voices = telling.claim.voices
    return voices[-1].name if voices else telling.article.outlet or UNKNOWN_OUTLET


def asserting_of(tellings: Iterable[Telling]) -> list[Telling]:
    """Those that say that it happened. That it was only tried counts where nobody says more; a repelled attack was an attack."""
    found = [telling for telling in tellings if telling.asserts]
    outright = [telling for telling in found if telling.claim.status == "asserted" or telling.claim.event == "ASSAULT"]
    return outright or found


def voice_names(tellings: Iterable[Telling]) -> tuple[str, ...]:
    """On whose word they stand, each name once, in the order of publication."""
    return tuple(dict.fromkeys(teller(telling) for telling in sorted(tellings, key=lambda telling: telling.order)))


def innermost(telling: Telling) -> Voice | None:
    """The voice on whose word it stands; null where it is the report's own."""
    return telling.claim.voices[-1] if telling.claim.voices else None
