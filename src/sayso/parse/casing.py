"""Ordinary case for sentences in capitals and for headlines in title case, so that the parser sees what it was trained on.

The text keeps its length and its offsets: only letters change their case, and only in what the pipeline is given.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lemminflect import getAllLemmas
from nupunkt import sent_spans
from spacy.lang.en.stop_words import STOP_WORDS

from sayso.lexicon import Lexicon
from sayso.lexicon.match import name_words

__all__ = ["ordinary_case"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOSTLY = 0.75
_FEWEST_WORDS = 4
_SHORTEST = 4
_LONGEST_ABBREVIATION = 5


def ordinary_case(text: str, lexicon: Lexicon) -> str:
    """The text with the sentences that are all in capitals or in title case recased; of the same length."""
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS or sum(w[:1].isupper() for w in words) * 3 < len(words):
        return text
    pieces: list[str] = []
    done = 0
    for start, end in sent_spans(text):
        pieces.append(text[done:start])
        sentence = text[start:end]
        pieces.append(_recased(sentence, lexicon) if _unusual(sentence) else sentence)
        done = end
    recased = "".join(pieces) + text[done:]
    return recased if len(recased) == len(text) else text


def _unusual(sentence: str) -> bool:
    words = _WORD.findall(sentence)
    if len(words) < _FEWEST_WORDS:
        return False
    if sum(w.isupper() for w in words) >= _MOSTLY * len(words):
        return True
    long = [w for w in words if len(w) >= _SHORTEST]
    return len(long) >= _FEWEST_WORDS and sum(w[0].isupper() for w in long) >= _MOSTLY * len(long) and any(_common(w.lower()) for w in long)


def _recased(sentence: str, lexicon: Lexicon) -> str:
    """The sentence in lower case but for its first word, known names, and words that no dictionary has."""
    matches = list(_WORD.finditer(sentence))
    named = _named_words([m.group() for m in matches], lexicon)
    out: list[str] = []
    done = 0
    for n, match in enumerate(matches):
        out.append(sentence[done : match.start()])
        out.append(_word(match.group(), opening=n == 0, named=n in named, lexicon=lexicon))
        done = match.end()
    return "".join(out) + sentence[done:]


def _word(written: str, *, opening: bool, named: bool, lexicon: Lexicon) -> str:
    lower = written.lower()
    if named and written.isupper() and len(written) <= _LONGEST_ABBREVIATION and not _common(lower):
        return written
    if named or lower in lexicon.demonyms or not _common(lower):
        return written.capitalize() if written.isupper() else written
    return written.capitalize() if opening else lower


def _named_words(words: list[str], lexicon: Lexicon) -> set[int]:
    """The words that belong to names in the lexicon; short words that are also common ones ("IS", "US") only in longer names."""
    folded = ["".join(name_words(w)) for w in words]
    named: set[int] = set()
    i = 0
    while i < len(words):
        found = lexicon.names.longest(folded, words, i, len(words)) if folded[i] else None
        if found is None or (found[0] == i + 1 and _common(words[i].lower())):
            i += 1
            continue
        named.update(range(i, found[0]))
        i = found[0]
    return named


@lru_cache(maxsize=50_000)
def _common(word: str) -> bool:
    """Whether a word is in the dictionary of common words."""
    plain = word.split("'", maxsplit=1)[0].split("’", maxsplit=1)[0]
    return plain in STOP_WORDS or bool(getAllLemmas(plain))
