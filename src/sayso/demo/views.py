"""What the demo picks from the readings: rows about a place, a rumour, a toll, and texts that stand in two reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sayso.export.labels import Excerpt, count_label, event_label, excerpt, voice_chain
from sayso.model import Claim, Reading, Report, Status

__all__ = ["Copy", "Row", "control_of", "copies", "denied_rumours", "tolls_near"]

GROUND = frozenset({"CONTROL", "ADVANCE", "RETREAT"})
LEAVING = frozenset({"DISPLACE", "RETREAT"})
FEWEST_LETTERS = 80
ROOM = 60


class Row(NamedTuple):
    """One claim, or the same claim in the same words by several outlets, in the demo's words."""

    where: str
    voices: str
    event: str
    numbers: str
    status: Status
    words: Excerpt


class Copy(NamedTuple):
    """Two reports by different outlets that share paragraphs word for word."""

    earlier: str
    later: str
    shared: int
    paragraphs: int
    claims: int


def control_of(readings: Sequence[Reading], place: str) -> list[Row]:
    """What is told about who takes, holds, nears or leaves a place, in the order of the readings."""
    return _rows(readings, lambda _, claim: claim.event in GROUND and any(p.name == place for p in (claim.place, *claim.more_places) if p))


def denied_rumours(readings: Sequence[Reading], person: str) -> tuple[list[Row], list[Row]]:
    """Those who say that a person has left, and those who deny it or say that he is still there."""

    def concerns(claim: Claim) -> bool:
        return any(actor.name == person for actor in claim.actors)

    gone = _rows(readings, lambda _, claim: claim.event in LEAVING and claim.status != "denied" and concerns(claim))
    here = _rows(readings, lambda _, claim: concerns(claim) and (claim.event == "REMAIN" or (claim.event in LEAVING and claim.status == "denied")))
    return gone, here


def tolls_near(readings: Sequence[Reading], name: str) -> list[Row]:
    """The numbers of people killed that are told in paragraphs which name a place."""
    return _rows(readings, lambda report, claim: bool(_killed(claim)) and name in _paragraph_of(report, claim))


def copies(readings: Sequence[Reading]) -> list[Copy]:
    """The pairs of reports by different outlets that share long paragraphs, the earlier one first."""
    found = (_copy(a, b) for a, b in combinations(readings, 2) if a.report.outlet != b.report.outlet)
    return [copy for copy in found if copy is not None]


def _copy(earlier: Reading, later: Reading) -> Copy | None:
    theirs = set(_paragraphs(earlier.report))
    paragraphs = list(_paragraphs(later.report))
    shared = [paragraph for paragraph in paragraphs if paragraph in theirs and len(paragraph) >= FEWEST_LETTERS]
    claims = sum(_paragraph_of(later.report, claim) in shared for claim in later.claims)
    return Copy(_where(earlier.report), _where(later.report), len(shared), len(paragraphs), claims) if shared else None


def _rows(readings: Sequence[Reading], wanted: Callable[[Report, Claim], bool]) -> list[Row]:
    """The wanted claims as rows; the same words by several outlets are one row that names them all."""
    rows: dict[tuple[object, ...], Row] = {}
    for reading in readings:
        for claim in reading.claims:
            if wanted(reading.report, claim):
                row = _row(reading.report, claim)
                seen = rows.get(row[1:])
                rows[row[1:]] = row if seen is None else row._replace(where=f"{seen.where}\n= {row.where}")
    return list(rows.values())


def _row(report: Report, claim: Claim) -> Row:
    numbers = "; ".join(_killed(claim))
    return Row(_where(report), voice_chain(claim.voices) or "its own", event_label(claim), numbers, claim.status, _short(claim))


def _where(report: Report) -> str:
    day = date.fromisoformat(report.published) if report.published else None
    return f"{report.outlet or report.id}, {day.day} {day:%b}" if day else report.outlet or report.id


def _killed(claim: Claim) -> list[str]:
    """The numbers of people killed, with who they were, less what stands behind a comma."""
    told = [(count_label(count).replace(" killed", ""), (count.who or "").partition(",")[0]) for count in claim.counts if count.what == "killed"]
    return [f"{number} {who}".strip() for number, who in told]


def _short(claim: Claim) -> Excerpt:
    """The words around the trigger, cut between words."""
    before, trigger, after = excerpt(claim, room=ROOM)
    before = f"… {before.removeprefix('…').partition(' ')[2]}" if before.startswith("…") else before
    after = f"{after.removesuffix('…').rpartition(' ')[0]} …" if after.endswith("…") else after
    return Excerpt(before, trigger, after)


def _paragraphs(report: Report) -> Iterator[str]:
    return (line.strip() for line in report.text.splitlines() if line.strip())


def _paragraph_of(report: Report, claim: Claim) -> str:
    """The line of the report in which the claim's trigger stands."""
    start = report.text.rfind("\n", 0, claim.trigger.start) + 1
    stop = report.text.find("\n", claim.trigger.end)
    return report.text[start : len(report.text) if stop < 0 else stop].strip()
