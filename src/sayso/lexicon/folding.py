"""Text evened out for looking things up: the same for what is stored and for what is asked."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "plain_name", "query_terms", "without_article", "words"]

TATWEEL = "\u0640"
WORD = re.compile(r"[^\W_]+")
TERM = re.compile(r'"([^"]*)"|(\S+)')
ARTICLE = re.compile("^(?:the|an?) (?=.)")
APOSTROPHES = re.compile("['’‘ʼʿʾ`´]")


def fold(text: str) -> str:
    """The text in small letters without accents, Arabic vowel marks, apostrophes and punctuation, its words parted by single spaces."""
    return " ".join(words(text))


def without_article(folded: str) -> str:
    """The folded name without "the", "a" or "an" before it."""
    return ARTICLE.sub("", folded)


def plain_name(name: str) -> str:
    """The name as it is compared with others: folded, without its article."""
    return without_article(fold(name))


def words(text: str) -> list[str]:
    """The words of the text, folded; "Hay'at" is one word, "al-Sham" two."""
    plain = APOSTROPHES.sub("", text)
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain).replace(TATWEEL, "")
        plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return WORD.findall(plain.casefold())


def query_terms(question: str) -> list[list[str]]:
    """What a person looks for: each term as its words; words between quotation marks are one term, a phrase."""
    found = (words(phrase or word) for phrase, word in TERM.findall(question))
    return [term for term in found if term]
