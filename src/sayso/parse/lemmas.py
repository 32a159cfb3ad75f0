"""A spaCy component that sets lemmas from a dictionary of English inflections, by part of speech."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lemminflect import getAllLemmas, getLemma
from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["LEMMAS", "lemma", "opening_lemma", "set_lemmas"]

LEMMAS = "sayso_lemmas"
_INFLECTED = frozenset({"NOUN", "VERB", "ADJ", "ADV", "AUX", "PROPN"})
_CLOSED = {
    "n't": "not", "n’t": "not", "ca": "can", "wo": "will", "sha": "shall", "'ve": "have", "’ve": "have", "'re": "be", "’re": "be", "'m": "be",
    "’m": "be", "'ll": "will", "’ll": "will", "would": "would", "could": "could", "might": "might", "should": "should", "an": "a",
}  # fmt: skip
_AMBIGUOUS = {"found": "find", "left": "leave", "saw": "see", "fell": "fall", "wound": "wound", "bound": "bind", "media": "media", "data": "data"}


@Language.component(LEMMAS)
def set_lemmas(doc: Doc) -> Doc:
    """The document with ``lemma_`` set on each token; words unknown to the dictionary go by English suffix rules."""
    for token in doc:
        opening = token.pos_ == "PROPN" and (token.i == 0 or bool(token.is_sent_start)) and not token.ent_type_
        token.lemma_ = opening_lemma(token.text) if opening else lemma(token.text, token.pos_)
    return doc


@lru_cache(maxsize=20_000)
def opening_lemma(word: str) -> str:
    """The base form of a capitalised word that opens a sentence: a common noun's where the dictionary has one ("Warplanes")."""
    nouns = getAllLemmas(word.lower(), upos="NOUN").get("NOUN", ())
    return nouns[0] if nouns else word


@lru_cache(maxsize=100_000)
def lemma(word: str, pos: str) -> str:
    """The base form of a word used as a part of speech; other parts of speech stay as they are, in lower case."""
    lower = word.lower()
    if lower in _CLOSED:
        return _CLOSED[lower]
    if pos == "PROPN":
        return word
    if pos not in _INFLECTED:
        return lower
    if lower in _AMBIGUOUS and pos in {"VERB", "NOUN"} and not (lower == "wound" and pos == "NOUN"):
        return _AMBIGUOUS[lower]
    found = getLemma(lower, upos=pos)
    return found[0] if found else lower
