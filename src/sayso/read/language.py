"""Language identification: English unless there is good reason to think otherwise, since what is marked as another language is not read."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["identify"]

ENGLISH, UNKNOWN = "en", "und"
AS_ENGLISH = frozenset(["en", "pcm", "zxx"])
"""Labels that English gets: its own, Nigerian Pidgin (reports from Nigeria), and "no language" (lists of names)."""

ENGLISH_WORDS = frozenset(
    "the and of that with this which from were been have has his their they who said says would after not are its by we you as is was".split()
)
ENOUGH_ENGLISH = 0.1
"""The share of English function words from which a text is English; other languages have a few words of the same look."""

PART = 2000
SHORT, LONG = 20, 40
"""Letters: below ``SHORT`` only the page's own word can make a text foreign, below ``LONG`` only a sure classifier."""

MINIMUM, SURE = 0.4, 0.8
RULED_OUT, DOUBTFUL = 0.01, 0.05
NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[@#]\s?\w+")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def identify(text: str, *, hint: str | None = None) -> str:
    """The language of the text as an ISO 639 code; ``en`` also where the text is too short to tell, ``und`` for an unknown script.

    ``hint`` is what the page or feed says, which decides only where the text is short and the classifier agrees.
    """
    words = WORD.findall(NOISE.sub(" ", unicodedata.normalize("NFKC", _sample(text))))
    other = [word for word in words if not _is_latin(word[0])]
    if 2 * sum(map(len, other)) > sum(map(len, words)):
        return next((label for label, _ in _ranked(other) if label not in AS_ENGLISH), UNKNOWN)
    if not words or sum(word.lower() in ENGLISH_WORDS for word in words) >= ENOUGH_ENGLISH * len(words):
        return ENGLISH
    return _of_latin(words, (hint or "").lower().replace("_", "-").partition("-")[0])


def _of_latin(words: list[str], hint: str) -> str:
    """The language of words in Latin letters, none too many of which are English."""
    ranked = _ranked(words)
    best, share = ranked[0]
    english = sum(each for label, each in ranked if label in AS_ENGLISH)
    if best in AS_ENGLISH or share < MINIMUM and best != hint:
        return ENGLISH
    letters = sum(map(len, words))
    if best == hint and english < DOUBTFUL:
        return best
    enough = letters >= LONG or letters >= SHORT and share >= SURE
    return best if enough and english < RULED_OUT else ENGLISH


def _sample(text: str) -> str:
    """The beginning, the middle and the end of a long text."""
    if len(text) <= 3 * PART:
        return text
    middle = len(text) // 2
    return " ".join((text[:PART], text[middle : middle + PART], text[-PART:]))


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"


def _ranked(words: list[str]) -> list[tuple[str, float]]:
    """The languages by how likely they are, likeliest first; shouted words are lowered, since capitals look like names."""
    text = " ".join(words)
    shouted = 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))
    ranked: list[tuple[str, float]] = _identifier().rank(text.lower() if shouted else text)
    return ranked


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
