"""Claims and readings as plain dictionaries, in exactly the shape and key order of the claim record, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sayso.model import SCHEMA, Attribution, Claim, Count, Participant, Place, Problem, Reading, Reason, Report, Span, Time, Voice

__all__ = [
    "CLAIM_KEYS",
    "Record",
    "claim_from_record",
    "claim_record",
    "layers_record",
    "origin_record",
    "problems_of",
    "reading_from_record",
    "reading_record",
    "reason_records",
]

Record = dict[str, Any]

SPAN = ("text", "start", "end")
PARTICIPANT = (*SPAN, "name", "kind", "country")
PLACE = (*SPAN, "name", "relation", "role", "country", "admin1", "lat", "lon", "radius_km", "geonames_id", "precision")
TIME = ("edtf", *SPAN)
COUNT = ("what", "who", "low", "high", *SPAN, "kind")
VOICE = (*SPAN, "name", "kind", "country", "side", "cue", "manner", "said", "anonymous", "depth")
REASON = ("slot", "rule", "entry")
PROBLEM = ("code", "message", "start", "end")
CLAIM_KEYS = (
    "id", "schema", "engine", "report", "event", "mode", "trigger", "actors", "recipients", "place", "more_places", "time", "counts", "status", "score",
    "voices", "evidence",
)  # fmt: skip
"""The keys of a claim's record, in their order."""

ORIGIN = ("id", "outlet", "title", "url", "published")


def claim_record(claim: Claim, report: Report, engine: str) -> Record:
    """The claim as the contract's JSON object; ``engine`` names the program and the language model that made it."""
    return {
        "id": claim.id,
        "schema": SCHEMA,
        "engine": engine,
        "report": origin_record(report),
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


def origin_record(report: Report) -> Record:
    """What a claim's record tells of the report that it stands in."""
    return _pick(report, ORIGIN)


def reading_record(reading: Reading) -> Record:
    """The whole reading as the contract's JSON object: the report's facts, then every layer that the engine found."""
    report = reading.report
    facts = {**_pick(report, (*ORIGIN, "language")), "chars": len(report.text), "sha256": report.sha256}
    return {
        "report": facts,
        "claims": [claim_record(claim, report, reading.engine) for claim in reading.claims],
        **layers_record(reading),
    }


def layers_record(reading: Reading) -> Record:
    """What the whole reading's record holds beside the report's facts and the claims."""
    return {
        "attributions": [_attribution(attribution) for attribution in reading.attributions],
        "actors": _each(reading.actors, PARTICIPANT),
        "places": _each(reading.places, PLACE),
        "times": _each(reading.times, (*SPAN, "edtf")),
        "problems": _each(problems_of(reading), PROBLEM),
    }


def problems_of(reading: Reading) -> tuple[Problem, ...]:
    """The problems of the report as it came in, then those of its reading, each once."""
    return tuple(dict.fromkeys((*reading.report.problems, *reading.problems)))


def reason_records(claim: Claim) -> list[Record]:
    """Why the claim's slots hold what they hold; the contract's record leaves that out."""
    return [{**_pick(reason, REASON), "span": _maybe(reason.span, SPAN)} for reason in claim.reasons]


def claim_from_record(record: Record, report_id: str, reasons: Sequence[Record] = ()) -> Claim:
    """The claim that `claim_record` wrote; ``reasons`` as `reason_records` wrote them."""
    place, time = record["place"], record["time"]
    return Claim(
        report_id=report_id,
        event=record["event"],
        mode=record["mode"],
        trigger=Span(**record["trigger"]),
        actors=tuple(Participant(**item) for item in record["actors"]),
        recipients=tuple(Participant(**item) for item in record["recipients"]),
        place=Place(**place) if place else None,
        more_places=tuple(Place(**item) for item in record["more_places"]),
        time=Time(**time) if time else None,
        counts=tuple(Count(**item) for item in record["counts"]),
        status=record["status"],
        voices=tuple(_voice_of(item) for item in record["voices"]),
        evidence=Span(**record["evidence"]),
        score=record["score"],
        reasons=tuple(Reason(**{**item, "span": _span_of(item["span"])}) for item in reasons),
    )


def reading_from_record(record: Record, report: Report, engine: str, *, reasons: Sequence[Sequence[Record]] = ()) -> Reading:
    """The reading that `reading_record` wrote, of a report whose text is at hand; ``reasons`` are those of its claims, in their order."""
    claims = record["claims"]
    whys: Sequence[Sequence[Record]] = reasons or [()] * len(claims)
    return Reading(
        report=report,
        claims=tuple(claim_from_record(claim, report.id, why) for claim, why in zip(claims, whys, strict=True)),
        attributions=tuple(_attribution_of(item) for item in record["attributions"]),
        actors=tuple(Participant(**item) for item in record["actors"]),
        places=tuple(Place(**item) for item in record["places"]),
        times=tuple(Time(**item) for item in record["times"]),
        problems=tuple(Problem(**item) for item in record["problems"]),
        engine=engine,
    )


def _attribution_of(record: Record) -> Attribution:
    spans = {"source": _span_of(record["source"]), "cue": _span_of(record["cue"]), "content": tuple(Span(**piece) for piece in record["content"])}
    return Attribution(**{**record, **spans, "voice": _voice_of(record["voice"]) if record["voice"] else None})


def _voice_of(record: Record) -> Voice:
    return Voice(**{**record, "cue": _span_of(record["cue"])})


def _span_of(record: Record | None) -> Span | None:
    return Span(**record) if record else None


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
