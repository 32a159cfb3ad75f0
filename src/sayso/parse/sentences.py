"""A spaCy component that marks where sentences begin, so that the parser works inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nupunkt import sent_spans
from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["SENTENCES", "mark_sentences"]

SENTENCES = "sayso_sentences"
_RANKS = frozenset({"Lt.", "Col.", "Maj.", "Brig.", "Sgt.", "Cpl.", "Capt.", "Cmdr.", "Adm.", "Gen.", "Gov.", "Sen.", "Rep.", "Spc."})


@Language.component(SENTENCES)
def mark_sentences(doc: Doc) -> Doc:
    """The document with ``is_sent_start`` set on each token. A document that comes with its own sentence starts keeps them."""
    if any(t.is_sent_start is not None for t in doc[1:]):
        return doc
    starts = _starts(doc.text)
    previous = ""
    pending = True
    for token in doc:
        pending = pending or token.idx in starts
        begins = pending and not token.is_space and previous not in _RANKS
        token.is_sent_start = begins or token.i == 0
        if not token.is_space:
            pending = False
            previous = token.text
    return doc


def _starts(text: str) -> frozenset[int]:
    """Offsets at which sentences begin: after a line break, and where the sentence splitter says."""
    starts: set[int] = set()
    for start, end in sent_spans(text):
        sentence = text[start:end]
        starts.add(start + len(sentence) - len(sentence.lstrip()))
    offset = 0
    for line in text.splitlines(keepends=True):
        starts.add(offset)
        offset += len(line)
    return frozenset(starts)
