"""A spaCy component that marks where sentences begin, so that the parser works inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nupunkt import sent_spans
from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["SENTENCES", "mark_sentences"]

SENTENCES = "sayso_sentences"
_NEVER_LAST = frozenset("Adm. Brig. Capt. Cmdr. Col. Cpl. Gen. Gov. Lt. Maj. Pfc. Rep. Sen. Sgt. Spc. Supt. e.g. i.e.".split())
_SHORTENED = frozenset(
    "Asst Assoc Atty Blvd Bros Comdr Conf Dept Govt Insp Intl Lieut Messrs Natl Pres Supt Thur Thurs Tues Univ approx dept dr est ft mt no ps st vs".split()
)
_OPENING, _CLOSING = frozenset("\"'“‘([«"), frozenset("\"'”’)]»")
_TAIL = re.compile(r"(?:(?:\[\d{1,3}\]|[:;=]-?[()DP]+(?!\w))[^\S\r\n]*)+")
"""Numbers of notes and smileys, which belong to the sentence before them."""
_RUN_IN = re.compile(
    r"\b(?:[A-Z]{2,5}|Reuters|Xinhua|Bloomberg|Interfax)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4}\s+(?=[\"'“‘]?[A-Z0-9])"
)
"""An agency and a full date in the middle of a line, as pages leave them between headline and text once their marks are gone."""


@Language.component(SENTENCES)
def mark_sentences(doc: Doc) -> Doc:
    """The document with ``is_sent_start`` set on each token. A document that comes with its own sentence starts keeps them."""
    if any(t.is_sent_start is not None for t in doc[1:]):
        return doc
    starts = _starts(doc.text)
    words = [token for token in doc if not token.is_space]
    index = 0
    pending = True
    for token in doc:
        pending = pending or token.idx in starts
        begins = False
        if not token.is_space:
            begins = (pending or _follows_stop(words, index)) and _last(words, index) not in _NEVER_LAST
            pending = False
            index += 1
        token.is_sent_start = begins or token.i == 0
    return doc


def _last(words: Sequence[Token], index: int) -> str:
    """The word before a word, with its full stop where the tokenizer has cut that off."""
    if index > 1 and words[index - 1].text == "." and not words[index - 2].whitespace_:
        return words[index - 2].text + "."
    return words[index - 1].text if index else ""


def _starts(text: str) -> frozenset[int]:
    """Offsets at which sentences begin: after a line break, and where the sentence splitter says."""
    starts: set[int] = set()
    for start, end in sent_spans(text):
        sentence = text[start:end]
        start += len(sentence) - len(sentence.lstrip())
        tail = _TAIL.match(text, start)
        starts.add(tail.end() if tail else start)
    for run_in in _RUN_IN.finditer(text):
        starts.update(run_in.span())
    offset = 0
    for line in text.splitlines(keepends=True):
        starts.add(offset)
        offset += len(line)
    return frozenset(starts)


def _follows_stop(words: Sequence[Token], index: int) -> bool:
    """Whether a word with a capital comes after a full stop behind an ordinary word; the splitter takes many of these for abbreviations."""
    capital = index
    while capital < len(words) and words[capital].text in _OPENING:
        capital += 1
    if index == 0 or capital == len(words) or not words[capital].text[0].isupper():
        return False
    spaced = bool(words[index - 1].whitespace_)
    stop = index - 1
    while spaced and stop > 0 and words[stop].text in _CLOSING and not words[stop - 1].whitespace_:
        stop -= 1
    if stop == 0 or words[stop].text != "." or words[stop - 1].whitespace_:
        return False
    word = words[stop - 1].text
    if not word.isalpha() or word in _SHORTENED:
        return False
    if word.islower():
        return len(word) > 1 and (spaced or capital == index)
    return spaced and (len(word) > 3 if word.istitle() else word.isupper() and len(word) > 1 and not words[capital].text.isupper())
