"""A spaCy component that completes the names of the encoder: dates, and sites among the places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.util import filter_spans

from sayso.dates import Anchor, find_times
from sayso.model import Report

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["ENTITIES", "complete_entities"]

ENTITIES = "sayso_entities"
_SITES = frozenset(
    "airbase airfield airport airstrip barracks base basilica bridge camp castle cathedral cemetery church clinic court courthouse crossing dam depot "
    "embassy factory fort gate harbour harbor hospital hotel jail library mall market mine monastery monument mosque museum palace pipeline plant port "
    "prison refinery school shrine square stadium station synagogue temple terminal theatre theater tower tunnel university".split()
)


@Language.component(ENTITIES, assigns=["doc.ents"])
def complete_entities(doc: Doc) -> Doc:
    """The document with its dates as `DATE`, and with `FAC` for names of places that are sites ("Tabqa airport", "Abu Ghraib prison")."""
    names = [_as_site(doc, entity) for entity in doc.ents]
    dates = (doc.char_span(time.start, time.end, label="DATE", alignment_mode="expand") for time in find_times(Report(doc.text), Anchor(None)))
    taken = {token.i for entity in names for token in entity}
    free = [span for span in dates if span is not None and taken.isdisjoint(range(span.start, span.end))]
    doc.ents = tuple(sorted([*names, *filter_spans(free)], key=lambda span: span.start))
    return doc


def _as_site(doc: Doc, entity: Span) -> Span:
    if entity.label_ != "GPE":
        return entity
    last = entity[-1]
    after = doc[entity.end] if entity.end < len(doc) else None
    named = len(entity) > 1 and last.lower_ in _SITES
    beside = after is not None and after.lower_ in _SITES and entity.root.head.i == after.i
    if not named and not beside:
        return entity
    return doc.char_span(entity.start_char, entity.end_char, label="FAC") or entity
