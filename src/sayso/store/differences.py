"""What another engine makes of the same report: claims gained, lost and changed. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sayso.model import Claim, Participant, Place, Voice

__all__ = ["Change", "Differences", "compare_claims"]

Slot = Callable[[Claim], object]


class Change(NamedTuple):
    """One claim as two engines have it, and the slots in which they differ."""

    old: Claim
    new: Claim
    slots: tuple[str, ...]


class Differences(NamedTuple):
    """How two claim sets of one report differ; ``same`` counts the claims in which they do not."""

    report_id: str
    gained: list[Claim]
    lost: list[Claim]
    changed: list[Change]
    same: int

    @property
    def any(self) -> bool:
        """Whether there is a difference."""
        return bool(self.gained or self.lost or self.changed)


def compare_claims(report_id: str, old: Sequence[Claim], new: Sequence[Claim]) -> Differences:
    """How the claim sets differ. Claims whose triggers overlap are taken for the same one, those first that have most slots in common."""
    pairs = _pairs(old, new)
    changes = [Change(old[i], new[j], slots) for i, j in pairs if (slots := _differing(old[i], new[j]))]
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    gained = [claim for j, claim in enumerate(new) if j not in right]
    lost = [claim for i, claim in enumerate(old) if i not in left]
    return Differences(report_id, gained, lost, changes, len(pairs) - len(changes))


def _pairs(old: Sequence[Claim], new: Sequence[Claim]) -> list[tuple[int, int]]:
    candidates = [(i, j) for i, a in enumerate(old) for j, b in enumerate(new) if a.trigger.overlaps(b.trigger)]
    candidates.sort(key=lambda pair: (len(_differing(old[pair[0]], new[pair[1]])), abs(pair[0] - pair[1]), pair))
    left: set[int] = set()
    right: set[int] = set()
    chosen = []
    for i, j in candidates:
        if i not in left and j not in right:
            chosen.append((i, j))
            left.add(i)
            right.add(j)
    return sorted(chosen)


def _differing(old: Claim, new: Claim) -> tuple[str, ...]:
    return tuple(name for name, slot in SLOTS.items() if slot(old) != slot(new))


def _who(participants: Sequence[Participant]) -> object:
    return [(who.name, who.kind, who.country, who.start, who.end) for who in participants]


def _where(place: Place | None) -> object:
    return place and (place.name, place.relation, place.role, place.country, place.lat, place.lon, place.start, place.end)


def _chain(voices: Sequence[Voice]) -> object:
    return [(voice.name, voice.kind, voice.anonymous, voice.manner, voice.said, voice.depth, voice.start, voice.end) for voice in voices]


SLOTS: dict[str, Slot] = {
    "event": lambda claim: (claim.event, claim.mode),
    "status": lambda claim: claim.status,
    "voices": lambda claim: _chain(claim.voices),
    "actors": lambda claim: _who(claim.actors),
    "recipients": lambda claim: _who(claim.recipients),
    "place": lambda claim: [_where(place) for place in (claim.place, *claim.more_places)],
    "time": lambda claim: claim.time,
    "counts": lambda claim: claim.counts,
    "trigger": lambda claim: claim.trigger,
    "evidence": lambda claim: claim.evidence,
}
"""What of a claim is compared, by slot."""
