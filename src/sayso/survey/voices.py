"""Who speaks in reports: how often, as what kind, openly or not, in whose words, with what verbs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.model import Kind, Reading, Voice

__all__ = ["VoiceRow", "voices_in"]


@dataclass(slots=True)
class VoiceRow:
    """One voice: ``statements`` are its attributions in all, ``claims`` the claims that stand on its word at any depth."""

    name: str
    kind: Kind
    country: str | None
    side: str | None
    statements: int = 0
    claims: int = 0
    quoted: int = 0
    paraphrased: int = 0
    anonymous: int = 0
    cues: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)


def voices_in(readings: Iterable[Reading]) -> list[VoiceRow]:
    """The voices of the readings, those with most statements first. Names are the resolved ones; "I" and pronouns that nothing resolves count too."""
    rows: dict[tuple[str, str], VoiceRow] = {}
    for reading in readings:
        for attribution in reading.attributions:
            if attribution.voice is not None:
                _count_statement(_row(rows, attribution.voice), attribution.voice, attribution.manner, reading.report.id)
        for claim in reading.claims:
            for voice in claim.voices:
                row = _row(rows, voice)
                row.claims += 1
                row.statuses[claim.status] += voice is claim.voices[-1]
    return sorted(rows.values(), key=lambda row: (-row.statements, -row.claims, row.name))


def _row(rows: dict[tuple[str, str], VoiceRow], voice: Voice) -> VoiceRow:
    return rows.setdefault((voice.name, voice.kind), VoiceRow(voice.name, voice.kind, voice.country, voice.side))


def _count_statement(row: VoiceRow, voice: Voice, manner: str, report: str) -> None:
    row.statements += 1
    row.quoted += manner == "quoted"
    row.paraphrased += manner != "quoted"
    row.anonymous += voice.anonymous
    row.reports[report] += 1
    if voice.cue is not None:
        row.cues[voice.cue.text.casefold()] += 1
