"""Words evened out for comparing: stems without endings, and none of the words that every report has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer
import yaml

from sayso.lexicon.folding import fold

__all__ = ["is_name", "names_in", "stem", "stems", "tokens"]

TOKEN = re.compile(r"(?P<end>[.!?][\"”’)]*\s+|\n|^)?(?P<word>[^\W_]+(?:['’-][^\W_]+)*)")
SHORTEST = 3


def tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Yields each word as written, and whether a sentence starts with it."""
    for found in TOKEN.finditer(text):
        yield found["word"], found["end"] is not None


def is_name(word: str, *, starts: bool) -> bool:
    """Whether the word looks like part of a name or is a number of two digits or more."""
    return (word[0].isupper() and not starts and fold(word) not in _stop_words() and len(word) > 2) or (word.isdigit() and len(word) > 1)


def names_in(text: str) -> frozenset[str]:
    """The words of names in the text and its longer numbers, folded."""
    return frozenset(fold(word) for word, starts in tokens(text) if is_name(word, starts=starts))


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry the text's matter."""
    return frozenset(found for word, _ in tokens(text) if (found := stem(word)) is not None)


@lru_cache(maxsize=65536)
def stem(word: str) -> str | None:
    """The stem of a word; null for the words that every report has, and for very short ones."""
    plain = fold(word)
    if len(plain) < SHORTEST or plain in _stop_words():
        return None
    return str(_stemmer().stemWord(plain))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(yaml.safe_load((files("sayso.ledger") / "data" / "words.yaml").read_text("utf-8"))["passed_over"].split())
