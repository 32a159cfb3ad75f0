"""What is wrong with a stored corpus: shape, offsets, hashes, the claim record's terms, and words that do not belong to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sayso.corpus.files import is_canonical, passage_from_record, stored_passages
from sayso.corpus.notation import COUNTED, KINDS, MODES, RELATIONS, VOICE_ONLY, is_edtf
from sayso.corpus.passages import OWN, Passage
from sayso.corpus.texts import Texts
from sayso.errors import InputError
from sayso.lexicon.schema import EventType
from sayso.model import CountKind, Kind, Manner, Status
from sayso.records import Record

__all__ = ["borrowed_words", "passage_problems", "problems_of_corpus"]

BORROWED = 12
"""So many words in a row, the same in a passage of the project's own and in another collection, are no accident."""
WORD = re.compile(r"\w+")

Offset = Annotated[int, Field(ge=0)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Ident = Annotated[str, Field(pattern=r"^(own-[a-z0-9-]+|gmb:\d+(\+gmb:\d+)*|gum:GUM_\w+-\d+(\+gum:GUM_\w+-\d+)*|re3d:[0-9A-F]{32}:\d+-\d+)$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Span(_Shape):
    start: Offset
    end: Offset
    text: str | None = None


class _Participant(_Span):
    name: str | None
    kind: Kind
    country: Country | None


class _Place(_Span):
    name: str | None
    relation: str | None
    role: Literal["origin", "destination"] | None
    country: Country | None


class _Time(_Span):
    edtf: str


class _Count(_Span):
    what: str
    who: str | _Span | None
    low: int | None
    high: int | None
    kind: CountKind


class _Voice(_Participant):
    cue: _Span | None
    manner: Manner
    said: str | None
    anonymous: bool
    depth: Offset


class _Claim(_Shape):
    event: EventType
    mode: str | None
    trigger: _Span
    actors: tuple[_Participant, ...]
    recipients: tuple[_Participant, ...]
    place: _Place | None
    more_places: tuple[_Place, ...]
    time: _Time | None
    counts: tuple[_Count, ...]
    status: Status
    voices: tuple[_Voice, ...]
    evidence: _Span


class _Passage(_Shape):
    source: Literal["sayso", "gmb", "gum", "re3d"]
    id: Ident
    topic: str
    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    hands: Literal[1, 2, 3]
    text: str | None = None
    sha256: Hash | None = None
    sentences: tuple[tuple[Offset, Offset], ...]
    claims: tuple[_Claim, ...]


def problems_of_corpus(paths: Sequence[Path], texts: Sequence[Path]) -> Iterator[str]:
    """Yields every problem of the corpus files, with the passage in which it is.

    Without a copy of the collections (``texts``) offsets and hashes of stand-off passages are not checked, and this is told as a problem.
    """
    collections = Texts(texts)
    seen: dict[str, str] = {}
    whole: list[Passage] = []
    for where, record in stored_passages(paths):
        problems = list(_shape_problems(record))
        if not problems:
            problems, passage = _restored_problems(record, collections)
            whole += [passage] if passage else []
        if (ident := str(record.get("id"))) in seen:
            problems.append(f"stands in {seen[ident]} too")
        seen[ident] = where
        yield from (f"{where}: {ident}: {problem}" for problem in problems)
    yield from _borrowed(whole, texts)


def _shape_problems(record: Record) -> Iterator[str]:
    try:
        _Passage.model_validate(record)
    except ValidationError as error:
        yield from (f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
        return
    if record["source"] == OWN:
        yield from () if record.get("text") else ["has no text"]
        return
    if not record.get("sha256"):
        yield "has no hash"
    yield from (f"holds words of its text at {where}" for where in _words(record, "passage"))


def _words(value: object, where: str) -> Iterator[str]:
    """Yields where words stand that may be those of the text: any text, and names that are not canonical."""
    if isinstance(value, dict):
        for key, item in value.items():
            foreign = key in {"text", "title", "who"} and isinstance(item, str) or key == "name" and item is not None and not is_canonical(item)
            if foreign:
                yield f"{where}.{key} ({item})"
            yield from _words(item, f"{where}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _words(item, f"{where}[{number}]")


def _restored_problems(record: Record, collections: Texts) -> tuple[list[str], Passage | None]:
    try:
        passage = passage_from_record(record, collections)
    except InputError as error:
        return [str(error)], None
    return list(passage_problems(passage)), passage


def passage_problems(passage: Passage) -> Iterator[str]:
    """Yields what is wrong with a passage and its claims as texts: offsets, terms, chains."""
    if any(first[1] > second[0] for first, second in pairwise(passage.sentences)) or any(end > len(passage.text) for _, end in passage.sentences):
        yield "its sentences overlap or leave the text"
    for number, claim in enumerate(passage.claims, 1):
        problems = [*_span_problems(claim, passage), *_term_problems(claim), *_chain_problems(claim)]
        yield from (f"claim {number} ({claim['event']} {claim['trigger']['text']!r}): {problem}" for problem in problems)


def _span_problems(claim: Record, passage: Passage) -> Iterator[str]:
    evidence = claim["evidence"]
    if (evidence["start"], evidence["end"]) not in passage.sentences:
        yield "its evidence is no sentence"
    fillers = [claim["trigger"], *claim["actors"], *claim["recipients"], claim["place"], *claim["more_places"], claim["time"], *claim["counts"]]
    told = [span for span in fillers if span]
    elsewhere = [span for voice in claim["voices"] for span in (voice, voice["cue"]) if span]
    for span in (*told, *elsewhere, evidence):
        start, end = span["start"], span["end"]
        if not 0 <= start < end <= len(passage.text) or passage.text[start:end] != span["text"]:
            yield f"{span['text']!r} is not what stands at {start}"
        elif passage.text[start].isspace() or passage.text[end - 1].isspace():
            yield f"{span['text']!r} has white space at an edge"
    yield from (f"{span['text']!r} stands outside its sentence" for span in told if not evidence["start"] <= span["start"] < span["end"] <= evidence["end"])


def _term_problems(claim: Record) -> Iterator[str]:
    if claim["mode"] is not None and claim["mode"] not in MODES.get(claim["event"], ()):
        yield f"{claim['event']} has no mode {claim['mode']}"
    if any(item["kind"] in VOICE_ONLY for item in (*claim["actors"], *claim["recipients"])):
        yield "a party is a document, a witness or an expert"
    yield from (f"there is no kind {voice['kind']}" for voice in claim["voices"] if voice["kind"] not in KINDS)
    places = [place for place in (claim["place"], *claim["more_places"]) if place]
    yield from (f"there is no relation {place['relation']}" for place in places if place["relation"] not in (None, *RELATIONS))
    dates = [claim["time"]["edtf"] if claim["time"] else None, *(voice["said"] for voice in claim["voices"])]
    yield from (f"{date} is no EDTF" for date in dates if date and not is_edtf(date))
    for count in claim["counts"]:
        if count["what"] not in COUNTED or count["low"] is count["high"] is None:
            yield f"{count['what']} {count['low']}..{count['high']} is no count"
        elif None not in (count["low"], count["high"]) and count["low"] > count["high"]:
            yield f"{count['text']!r} is more than itself"


def _chain_problems(claim: Record) -> Iterator[str]:
    depths = [voice["depth"] for voice in claim["voices"]]
    if depths != sorted(depths) or set(depths) != set(range(len(set(depths)))):
        yield "its chain of voices is none"


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return (tuple(words[at : at + BORROWED]) for at in range(len(words) - BORROWED + 1))


def borrowed_words(own: Iterable[Passage], others: Iterable[str]) -> Iterator[str]:
    """Yields where a passage of the project's own has twelve words in a row that stand in one of the other texts too."""
    held: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for passage in own:
        for run in _runs(passage.text):
            held[run].append(passage.id)
    found = {(ident, run) for text in others for run in _runs(text) for ident in held.get(run, ())}
    yield from (f"{ident}: {' '.join(run)!r} stands in another collection" for ident, run in sorted(found))


def _borrowed(passages: Sequence[Passage], texts: Sequence[Path]) -> Iterator[str]:
    own = [passage for passage in passages if passage.source == OWN]
    if own and texts:
        yield from borrowed_words(own, Texts(texts).sentences())
