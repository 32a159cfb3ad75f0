"""Words into the pieces of an uncased BERT vocabulary, with the letter case kept as one shape number a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["CLS", "PAD", "PIECES_PER_WORD", "ROOT_SHAPE", "SEP", "SHAPES", "Vocabulary", "shape"]

PAD, UNKNOWN, CLS, SEP = 0, 100, 101, 102
"""Numbers of the special pieces in BERT's uncased vocabulary."""

PIECES_PER_WORD = 8
"""Later pieces of a word (of a URL, for example) are left out."""

LONGEST_RUN = 100
"""Characters; a longer run of letters becomes one unknown piece."""

SHAPES = ("padding", "root", "lower", "title", "initial", "upper", "mixed", "digit", "digit and letter", "mark", "caseless")
ROOT_SHAPE = SHAPES.index("root")
_NUMBER = {name: number for number, name in enumerate(SHAPES)}


def shape(word: str) -> int:
    """The number of the word's shape, by letter case and digits."""
    letters = [char for char in word if char.isalpha()]
    digits = any(char.isdigit() for char in word)
    if not letters:
        return _NUMBER["digit" if digits else "mark"]
    if digits:
        return _NUMBER["digit and letter"]
    if word.islower():
        return _NUMBER["lower"]
    if word.isupper():
        return _NUMBER["upper" if len(letters) > 1 else "initial"]
    if word.lower() == word.upper():
        return _NUMBER["caseless"]
    return _NUMBER["title" if letters[0].isupper() and "".join(letters[1:]).islower() else "mixed"]


class Vocabulary:
    """The pieces of a vocabulary and how a word falls into them."""

    def __init__(self, pieces: Iterable[str]) -> None:
        """Number the pieces in order."""
        self.pieces = tuple(pieces)
        self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
        self._cache: dict[str, tuple[tuple[int, ...], int]] = {}

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """The vocabulary in a file with one piece a line."""
        return cls(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))

    def write(self, path: Path) -> None:
        """Write the file that `read` reads."""
        path.write_text("".join(f"{piece}\n" for piece in self.pieces), encoding="utf-8", newline="\n")

    def word(self, word: str) -> tuple[tuple[int, ...], int]:
        """The numbers of a word's first pieces, at least one, and the word's shape."""
        known = self._cache.get(word)
        if known is None:
            pieces = [number for run in _runs(word) for number in self._run(run)][:PIECES_PER_WORD]
            known = tuple(pieces) or (UNKNOWN,), shape(word)
            if len(self._cache) > 200_000:
                self._cache.clear()
            self._cache[word] = known
        return known

    def _run(self, run: str) -> list[int]:
        """The pieces of a run, longest first, or the unknown piece."""
        numbers: list[int] = []
        start = 0
        while start < len(run) <= LONGEST_RUN:
            prefix = "##" if start else ""
            end = len(run)
            while end > start and (number := self._numbers.get(prefix + run[start:end])) is None:
                end -= 1
            if end == start or number is None:
                return [UNKNOWN]
            numbers.append(number)
            start = end
        return numbers or [UNKNOWN]


def _runs(word: str) -> Iterator[str]:
    """Cut a word at marks and ideographs, in lower case and without accents, as BERT does."""
    run = ""
    for char in unicodedata.normalize("NFD", word.lower()):
        category = unicodedata.category(char)
        if category in {"Mn", "Cc", "Cf"}:
            continue
        if char.isspace() or _is_mark(char, category) or _is_ideograph(char):
            if run:
                yield run
                run = ""
            if not char.isspace():
                yield char
        else:
            run += char
    if run:
        yield run


def _is_mark(char: str, category: str) -> bool:
    return category.startswith("P") or (char.isascii() and not char.isalnum())


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0002fa1f"
