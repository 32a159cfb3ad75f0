"""The errors that sayso raises on purpose; whatever else escapes is a bug.

::

    SaysoError
    ├── InputError        a file, folder or record that cannot be read as a report
    ├── LexiconError      a lexicon or places file that breaks its schema
    ├── ModelError        a language pipeline that is missing or lacks a parser
    ├── StoreError        a store that cannot be opened, read or written
    └── UsageError        options that contradict one another or name nothing

Every message says what went wrong, where, and what to do about it.
"""

from __future__ import annotations

__all__ = ["InputError", "LexiconError", "ModelError", "SaysoError", "StoreError", "UsageError"]


class SaysoError(Exception):
    """The root of the errors that a caller may want to catch."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        place = f"{where}: " if where else ""
        advice = f" {remedy}" if remedy else ""
        super().__init__(f"{place}{what}{advice}")


class InputError(SaysoError):
    """A file, folder or record cannot be read as a report."""


class LexiconError(SaysoError):
    """A lexicon or places file breaks its schema."""


class ModelError(SaysoError):
    """A language pipeline is missing, or lacks the parser that the engine needs."""


class StoreError(SaysoError):
    """A store cannot be opened, read or written."""


class UsageError(SaysoError):
    """Options contradict one another or name nothing."""
