"""Reports and readings as rows of the tables: pure functions, without a database."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sayso.dates.days import date_range
from sayso.lexicon.folding import fold, plain_name, words
from sayso.model import Claim, Participant, Place, Reading, Report, Voice
from sayso.records import Record, claim_record, layers_record, reason_records

__all__ = [
    "Naming",
    "claim_row",
    "claim_text",
    "dumped",
    "identity_of",
    "layers_of",
    "name_words",
    "namings",
    "packed",
    "place_rows",
    "report_row",
    "sha256_of",
    "unpacked",
]

LONGEST_NAME = 200
FOREVER = "9999-12-31"
ELSEWHERE = ("id", "schema", "engine", "report")
"""Keys of the contract's claim that other columns hold."""

SMALL_WORDS = frozenset({"the", "of", "and", "for", "in", "a"})


class Naming(NamedTuple):
    """A name that a claim holds, folded, in the role in which it is looked for; ``alias_of`` where it is a proper name of somebody named otherwise."""

    role: str
    folded: str
    alias_of: str | None = None


def sha256_of(text: str) -> str:
    """The hash of the text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def identity_of(report: Report) -> str:
    """What makes an article the same one when it comes again: the hash of its text, outlet, address and date."""
    return sha256_of(dumped([report.sha256, report.outlet, report.url, report.published]))


def dumped(value: object) -> str:
    """The value as JSON without spaces, keys in their own order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed(data: bytes) -> bytes:
    """The bytes, compressed."""
    return zlib.compress(data, 6)


def unpacked(data: bytes) -> bytes:
    """The bytes that `packed` compressed."""
    return zlib.decompress(data)


def report_row(report: Report, *, identity: str, text_key: int) -> Record:
    """The report's columns, without its key, its id and the time."""
    return {
        "identity": identity,
        "text_key": text_key,
        "outlet": report.outlet,
        "outlet_folded": fold(report.outlet) if report.outlet else None,
        "title": report.title,
        "url": report.url,
        "published": report.published,
        "byline": report.byline,
        "credit": report.credit,
        "language": report.language,
        "fetched": report.fetched,
        "provenance": dumped(dict(sorted(report.provenance))),
    }


def claim_row(claim: Claim, report: Report) -> Record:
    """The claim's columns, without its keys."""
    start, end, _ = date_range(claim.time.edtf if claim.time else None)
    first, last, _ = date_range(report.published)
    full = claim_record(claim, report, "")
    return {
        "id": claim.id,
        "event": claim.event,
        "mode": claim.mode,
        "status": claim.status,
        "published": first or "",
        "published_last": last or "",
        "date_start": start,
        "date_end": end or (FOREVER if start else None),
        "score": round(claim.score, 3),
        "record": dumped({key: value for key, value in full.items() if key not in ELSEWHERE}),
        "search": claim_text(claim),
    }


def claim_text(claim: Claim) -> str:
    """What the text search looks through for a claim: its sentence, and the resolved names that the sentence may not hold. Folded."""
    named = (*(who.name for who in (*claim.actors, *claim.recipients)), *(voice.name for voice in claim.voices))
    places = (place.name for place in _places(claim))
    return fold(" \n ".join((claim.evidence.text, *dict.fromkeys((*named, *places)))))


def layers_of(reading: Reading) -> bytes:
    """What the reading holds beside its claims' records, compressed: attributions, mentions, and the reasons of its claims."""
    return packed(dumped({**layers_record(reading), "reasons": [reason_records(claim) for claim in reading.claims]}).encode("utf-8", "surrogatepass"))


def place_rows(claim: Claim) -> Iterator[Record]:
    """The columns of each place, without the claim's key."""
    for position, place in enumerate(_places(claim)):
        yield {"position": position, "country": place.country, "lat": place.lat, "lon": place.lon}


def namings(claim: Claim) -> list[Naming]:
    """The names by which the claim is found, each once."""
    found = [naming for role, whos in _roles(claim) for who in whos for naming in _called(role, who, claim)]
    for place in _places(claim):
        found += [Naming("place", name) for name in _folded((place.name, place.text, place.admin1))]
    return list(dict.fromkeys(found))


def _roles(claim: Claim) -> Iterable[tuple[str, Iterable[Participant | Voice]]]:
    return ("actor", claim.actors), ("recipient", claim.recipients), ("voice", claim.voices)


def _called(role: str, who: Participant | Voice, claim: Claim) -> Iterator[Naming]:
    """The resolved name, and the wording: linked to the name where it is a proper name itself."""
    name, wording = (_short(plain_name(text)) for text in (who.name, who.text))
    if name:
        yield Naming(role, name)
    if wording and wording != name:
        yield Naming(role, wording, name if name and _is_proper(who.text, opens=who.start == claim.evidence.start) else None)


def _is_proper(wording: str, *, opens: bool) -> bool:
    """Whether the wording is a proper name by its capitals: an abbreviation, or capitalised throughout and not just because it opens the sentence."""
    parts = [part for part in wording.replace("-", " ").split() if part.casefold() not in SMALL_WORDS]
    if len(parts) == 1 and len(parts[0]) > 1 and parts[0].isupper():
        return True
    return bool(parts) and all(part[0].isupper() for part in parts) and not (opens and len(parts) == 1)


def _folded(texts: Iterable[str | None]) -> Iterator[str]:
    return (folded for text in texts if text and (folded := _short(plain_name(text))))


def _short(folded: str) -> str:
    """The name, cut at a word's end where it is too long to be one."""
    return folded if len(folded) <= LONGEST_NAME else folded[:LONGEST_NAME].rpartition(" ")[0] or folded[:LONGEST_NAME]


def _places(claim: Claim) -> tuple[Place, ...]:
    return (*((claim.place,) if claim.place else ()), *claim.more_places)


def name_words(folded: str) -> list[str]:
    """The words of a folded name, each once."""
    return list(dict.fromkeys(words(folded)))
