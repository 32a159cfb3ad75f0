"""The corpus as spaCy documents, to train and to look at with spaCy's own tools."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from sayso.corpus.passages import Passage
from sayso.records import Record

__all__ = ["doc_of", "write_docbin"]

GROUPS = {"actors": "actor", "recipients": "recipient", "more_places": "place", "counts": "count", "voices": "voice"}


def write_docbin(passages: Iterable[Passage], path: Path) -> int:
    """Write the passages to a file that ``spacy.tokens.DocBin().from_disk`` reads, and return how many they are; see :func:`doc_of`."""
    nlp = spacy.blank("en")
    box = DocBin(attrs=["SENT_START"], store_user_data=True)
    for passage in passages:
        box.add(doc_of(passage, nlp))
    box.to_disk(path)
    return len(box)


def doc_of(passage: Passage, nlp: Language) -> Doc:
    """The passage as a document with sentence starts.

    ``doc.spans["triggers"]`` holds the claims' triggers, labelled with type and mode; ``doc.spans["fillers"]`` all other spans, labelled ``actor``,
    ``recipient``, ``place``, ``time``, ``count``, ``voice`` or ``cue``; each span's id is the number of its claim in ``doc.user_data["claims"]``. A span that
    ends within a word of the tokeniser's takes in the whole of it.
    """
    doc: Doc = nlp.make_doc(passage.text)
    starts = {start for start, _ in passage.sentences}
    for token in doc:
        token.is_sent_start = token.i == 0 or any(token.idx <= start < token.idx + len(token) for start in starts)
    doc.user_data.update(id=passage.id, source=passage.source, topic=passage.topic, claims=[dict(claim) for claim in passage.claims])
    doc.spans["triggers"] = [_span(doc, claim["trigger"], _label(claim), number) for number, claim in enumerate(passage.claims)]
    doc.spans["fillers"] = [_span(doc, item, label, number) for number, claim in enumerate(passage.claims) for label, item in _fillers(claim)]
    return doc


def _label(claim: Record) -> str:
    return f"{claim['event']}/{claim['mode']}" if claim["mode"] else str(claim["event"])


def _fillers(claim: Record) -> Iterable[tuple[str, Record]]:
    for slot, label in (("place", "place"), ("time", "time")):
        if claim[slot]:
            yield label, claim[slot]
    for slot, label in GROUPS.items():
        yield from ((label, item) for item in claim[slot])
    yield from (("cue", voice["cue"]) for voice in claim["voices"] if voice["cue"])


def _span(doc: Doc, item: Record, label: str, number: int) -> Span:
    found = doc.char_span(item["start"], item["end"], label=label, span_id=number, alignment_mode="expand")
    if found is None:
        raise ValueError(f"{item} stands nowhere in {doc.user_data['id']}")
    return found
