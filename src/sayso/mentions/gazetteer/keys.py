"""The keys under which place names are found: spelling evened out, the Arabic article off, and a skeleton of consonants.

``normalise`` evens out what is mere typography. ``without_article`` is the second key of names that start with the Arabic article.
``skeleton`` is the last resort for transliterations, in which vowels, doubled letters and the article vary freely ("Dayr az-Zawr",
"Deir Ezzor", "Deir al-Zour" -> ``drzr``); ``likeness`` then says how near two spellings of one skeleton are.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

__all__ = ["is_searchable", "likeness", "normalise", "plain_form", "skeleton", "without_article"]

_LETTERS = {
    "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "e",
    "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه", "ء": "", "ـ": "",
    "'": "", "’": "", "‘": "", "`": "", "´": "", "ʼ": "", "ʻ": "", "ʿ": "", "ʾ": "", "ʹ": "", "ʺ": "", "′": "", ".": "",
}  # fmt: skip
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_ARTICLES = frozenset(
    {"ad", "adh", "aj", "al", "an", "ar", "as", "ash", "at", "ath", "az", "ech", "ed", "edh", "el", "en", "er", "es", "esh", "et", "eth", "ez", "il", "ul"}
)
_ASSIMILATED = re.compile(r"^[aeiu](?=(sh|th|dh|[zsdtnrl])\1)(?:sh|th|dh|[zsdtnrl])")
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tch|sch|sh|ch", "x"),
        (r"kh", "h"),
        (r"gh|dj|j", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"zh", "z"),
        (r"c(?=[eiy])", "s"),
        (r"[qc]", "k"),
        (r"(?<=.)h$", ""),
        (r"^[aeiouyw]+", "a"),
        (r"(?<=.)[aeiouyw]", ""),
        (r"(.)\1+", r"\1"),
    )
)
_MARKS = {ord(mark): None for mark in "’‘`´ʼʻʿʾʹʺ′"}
_VOWELS = str.maketrans("eyowqc", "aiuukk")
_SCRIPTS = re.compile(r"^[A-Za-zÀ-ɏʰ-˿Ḁ-ỿЀ-ԯ֐-׿؀-ۿݐ-ݿ\s\d.,'’‘`´()/–-]+$")
_SHORTEST = 3


class _Fold(dict[int, str]):
    """Characters to what stands for them in a key, worked out once each."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        found = _LETTERS.get(char, _LETTERS.get(plain, plain if plain.isalnum() else "" if not plain.strip() and char.strip() else " "))
        self[code] = found
        return found


_FOLD = _Fold({ord(char): plain for char, plain in _LETTERS.items()})


def normalise(name: str) -> str:
    """The key of a name: lower case, no diacritics, apostrophes or points, words apart by one space, no leading "the"."""
    words = name.casefold().translate(_FOLD).split()
    if len(words) < 2:
        return words[0] if words else ""
    if words[0] == "the":
        del words[0]
    return " ".join([_WORDS.get(word, word) for word in words])


def plain_form(name: str) -> str:
    """The name as news writes it, without the marks of scholarly transliteration: "Ma‘arrat an Nu‘mān" -> "Maarrat an Numan"."""
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFKD", name.translate(_MARKS))
    return "".join(char for char in plain if not unicodedata.combining(char))


def without_article(key: str) -> str | None:
    """The key less its leading Arabic article; None where it has none or too little would be left."""
    first, _, rest = key.partition(" ")
    if first in _ARTICLES and len(rest) >= _SHORTEST:
        return rest
    if key.startswith("ال") and len(key) >= _SHORTEST + 2:
        return key[2:]
    return None


def is_searchable(name: str) -> bool:
    """Whether an alternate name is worth an index entry: three letters or more of a script sayso reads, and no code or mechanical romanisation."""
    if len(name) < _SHORTEST or not _SCRIPTS.match(name):
        return False
    if not name.isascii():
        return True
    return not name.islower() and not (len(name) == _SHORTEST and name.isupper())


def skeleton(key: str) -> str | None:
    """The consonants of a key of five letters or more, one letter a sound; None where fewer than three are left."""
    if not key.isascii():
        return None
    plain = _bare(key)
    if sum(map(len, key.split())) < 5:
        return None
    for pattern, sound in _SOUNDS:
        plain = pattern.sub(sound, plain)
    return plain if len(plain) >= _SHORTEST else None


def likeness(key: str, other: str) -> float:
    """How alike two keys of one skeleton are, from 0 to 1, vowels that stand for one another counted as the same."""
    return SequenceMatcher(None, _bare(key).translate(_VOWELS), _bare(other).translate(_VOWELS), autojunk=False).ratio()


def _bare(key: str) -> str:
    words = [word for word in key.split() if word not in _ARTICLES] or key.split()
    return words[0] + "".join(_ASSIMILATED.sub("", word) for word in words[1:])
