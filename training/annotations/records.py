"""The lines of the annotation files. Nothing but ids, hashes, offsets and fixed labels fits into them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SentenceId = Annotated[str, Field(pattern=r"^(gmb:\d+|gum:GUM_(news|interview)_[a-z0-9]+-\d+)$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Span = tuple[int, int]
Label = Literal["PERSON", "ORG", "GPE", "NORP", "EVENT"]
Name = tuple[int, int, Label]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Attribution(_Record):
    """Who says or thinks what: spans of the source, the cue and the content, and the attribution that this one stands in."""

    source: Span | None
    cue: Span | None
    content: Annotated[tuple[Span, ...], Field(min_length=1)]
    parent: int | None
    kind: Literal["speech", "attitude"]


class Passage(_Record):
    """The ids of some consecutive sentences and the hash of their text."""

    id: Annotated[tuple[SentenceId, ...], Field(min_length=1)]
    sha256: Hash


class AttributedPassage(Passage):
    """A passage with its attributions."""

    attributions: tuple[Attribution, ...]


class NamedPassage(Passage):
    """A passage with its names."""

    names: tuple[Name, ...]


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def read_attributions(path: Path) -> list[AttributedPassage]:
    """Return the passages of a file of attributions."""
    return [AttributedPassage.model_validate_json(line) for line in _lines(path)]


def read_names(path: Path) -> list[NamedPassage]:
    """Return the passages of a file of names."""
    return [NamedPassage.model_validate_json(line) for line in _lines(path)]
