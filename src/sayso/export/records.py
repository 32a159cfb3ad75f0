"""Claims and readings as plain dictionaries, in exactly the shape and key order of the claim record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sayso.model import SCHEMA, Attribution, Claim, Problem, Reading, Report, Span, Voice

__all__ = ["claim_record", "problems_of", "reading_record"]

Record = dict[str, Any]

SPAN = ("text", "start", "end")
PARTICIPANT = (*SPAN, "name", "kind", "country")
PLACE = (*SPAN, "name", "relation", "role", "country", "admin1", "lat", "lon", "radius_km", "geonames_id", "precision")
TIME = ("edtf", *SPAN)
COUNT = ("what", "who", "low", "high", *SPAN, "kind")
VOICE = (*SPAN, "name", "kind", "country", "side", "cue", "manner", "said", "anonymous", "depth")
PROBLEM = ("code", "message", "start", "end")
ORIGIN = ("id", "outlet", "title", "url", "published")


def claim_record(claim: Claim, report: Report, engine: str) -> Record:
    """The claim as the contract's JSON object; ``engine`` names the program and the language model that made it."""
    return {
        "id": claim.id,
        "schema": SCHEMA,
        "engine": engine,
        "report": _pick(report, ORIGIN),
        "event": claim.event,
        "mode": claim.mode,
        "trigger": _pick(claim.trigger, SPAN),
        "actors": _each(claim.actors, PARTICIPANT),
        "recipients": _each(claim.recipients, PARTICIPANT),
        "place": _maybe(claim.place, PLACE),
        "more_places": _each(claim.more_places, PLACE),
        "time": _maybe(claim.time, TIME),
        "counts": _each(claim.counts, COUNT),
        "status": claim.status,
        "score": round(claim.score, 3),
        "voices": [_voice(voice) for voice in claim.voices],
        "evidence": _pick(claim.evidence, SPAN),
    }


def reading_record(reading: Reading) -> Record:
    """The whole reading as the contract's JSON object: the report's facts, then every layer that the engine found."""
    report = reading.report
    facts = {**_pick(report, (*ORIGIN, "language")), "chars": len(report.text), "sha256": report.sha256}
    return {
        "report": facts,
        "claims": [claim_record(claim, report, reading.engine) for claim in reading.claims],
        "attributions": [_attribution(attribution) for attribution in reading.attributions],
        "actors": _each(reading.actors, PARTICIPANT),
        "places": _each(reading.places, PLACE),
        "times": _each(reading.times, (*SPAN, "edtf")),
        "problems": _each(problems_of(reading), PROBLEM),
    }


def problems_of(reading: Reading) -> tuple[Problem, ...]:
    """The problems of the report as it came in, then those of its reading, each once."""
    return tuple(dict.fromkeys((*reading.report.problems, *reading.problems)))


def _attribution(attribution: Attribution) -> Record:
    return {
        "source": _maybe(attribution.source, SPAN),
        "cue": _maybe(attribution.cue, SPAN),
        "content": _each(attribution.content, SPAN),
        "voice": _voice(attribution.voice) if attribution.voice else None,
        "depth": attribution.depth,
        "parent": attribution.parent,
        "manner": attribution.manner,
    }


def _voice(voice: Voice) -> Record:
    return {**_pick(voice, VOICE), "cue": _maybe(voice.cue, SPAN)}


def _each(nouns: Iterable[object], keys: Sequence[str]) -> list[Record]:
    return [_pick(noun, keys) for noun in nouns]


def _maybe(noun: Span | None, keys: Sequence[str]) -> Record | None:
    return None if noun is None else _pick(noun, keys)


def _pick(noun: object, keys: Sequence[str]) -> Record:
    return {key: getattr(noun, key) for key in keys}
