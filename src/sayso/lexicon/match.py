"""Names found in running words: a trie over folded words, so that one pass finds the longest known name at each place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar, cast

__all__ = ["NameTrie", "fold", "name_words"]

Entry = TypeVar("Entry")
_WORD = re.compile(r"\w+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`ʼʿʾ´"), None)


def fold(word: str) -> str:
    """The word without case, diacritics and apostrophes: two spellings of one name fold alike."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    plain = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def name_words(name: str) -> list[str]:
    """The folded words of a name; hyphens and full stops part words ("al-Nusra" is two)."""
    dotted = re.sub(r"(?<=\b\w)\.(?=\w\b|\s|$)", "", name)
    return _WORD.findall(fold(dotted))


class NameTrie(Generic[Entry]):
    """Known names by their folded words."""

    def __init__(self) -> None:
        self._root: dict[str, object] = {}

    def add(self, name: str, entry: Entry) -> None:
        """Make ``name`` stand for ``entry``; the entry added last wins. Short capitals ("IS") match only as capitals."""
        words = name_words(name)
        if not words:
            return
        node = self._root
        for word in words:
            node = node.setdefault(word, {})  # type: ignore[assignment]
        plain = name.replace(".", "")
        node["\0"] = (entry, plain if len(words) == 1 and plain.isupper() and len(plain) <= 5 else None)

    def update(self, names: Iterable[tuple[str, Entry]]) -> None:
        """Add many names."""
        for name, entry in names:
            self.add(name, entry)

    def longest(self, folded: Sequence[str], written: Sequence[str], at: int, stop: int) -> tuple[int, Entry] | None:
        """The end and the entry of the longest name that begins at word ``at``, or None.

        Empty folded words (punctuation) are passed; a genitive that lost its apostrophe ("Assads forces") still matches.
        """
        node: dict[str, object] = self._root
        best: tuple[int, Entry] | None = None
        i = at
        while i < stop:
            word = folded[i]
            if word:
                follow = node.get(word)
                if follow is None and len(word) > 4 and word[-1] == "s":
                    follow = node.get(word[:-1])
                if follow is None:
                    break
                node = follow  # type: ignore[assignment]
                end = cast("tuple[Entry, str | None] | None", node.get("\0"))
                if end is not None and (end[1] is None or written[i].replace(".", "") == end[1]):
                    best = (i + 1, end[0])
            elif i == at or not _joins(written[i]):
                break
            i += 1
        return best


def _joins(word: str) -> bool:
    """Whether a mark may stand inside a name ("al-Nusra", "Hay'at", "U.S.")."""
    return word in {"-", "–", "'", "’", "‘", "`", "."}
