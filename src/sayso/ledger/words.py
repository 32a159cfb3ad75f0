"""Words evened out for comparing: stems without endings, and none of the words that every report has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from sayso.ledger.tables import table
from sayso.lexicon.folding import fold

__all__ = ["is_general", "is_name", "kinds_of_word", "names_in", "stem", "stems", "tokens", "trigger_stems"]

TOKEN = re.compile(r"(?P<end>[.!?][\"”’)]*\s+|\n|^)?(?P<word>[^\W_]+(?:['’-][^\W_]+)*)")
SHORTEST = 3
TURNING = frozenset(("out", "off", "down", "up", "away", "back", "over"))
NO_KINDS: frozenset[int] = frozenset()


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
    return _even(plain)


def trigger_stems(text: str) -> str:
    """The stems of the words that name an event, in their order; where they are such as every report has, the words as they are.

    Words such as "out" stay, since to check out is another thing than to check in.
    """
    plain = fold(text).split()
    return " ".join(found for word in plain if (found := word if word in TURNING else stem(word)) is not None) or " ".join(plain)


def kinds_of_word(stem: str) -> frozenset[int]:
    """The numbers of the kinds of event that the word may name."""
    return _kindred().get(stem, NO_KINDS)


@lru_cache(maxsize=65536)
def is_general(trigger: str) -> bool:
    """Whether much happens under the words, so that two reports may share them without speaking of the same event."""
    return _general().issuperset(trigger.split())


@cache
def _general() -> frozenset[str]:
    return frozenset(found for word in _synonyms()["general"].split() for found in (_even(word), word))


def _even(plain: str) -> str:
    stem = str(_stemmer().stemWord(plain))
    return _irregular().get(plain) or _irregular().get(stem) or stem


@cache
def _irregular() -> dict[str, str]:
    lines = [line.split() for line in _synonyms()["irregular"]]
    return {form: str(_stemmer().stemWord(line[0])) for line in lines for form in line[1:]}


@cache
def _kindred() -> dict[str, frozenset[int]]:
    lines = [{_even(word) for word in line.split()} for line in _synonyms()["kindred"]]
    return {word: frozenset(n for n, line in enumerate(lines) if word in line) for word in set().union(*lines)}


@cache
def _synonyms() -> dict[str, Any]:
    groups: dict[str, Any] = table("synonyms")
    return groups


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(table("words")["passed_over"].split())
