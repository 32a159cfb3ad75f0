"""How things are called on the pages: event types in plain words, for headlines. The types themselves stand beside them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

__all__ = ["Wording", "wording_of"]


class Wording(NamedTuple):
    """The noun for an event, and what goes before who does it and before whom it is done to."""

    noun: str
    before_actor: str
    before_recipient: str


@cache
def _wordings() -> dict[str, dict[str, Wording]]:
    table = yaml.safe_load((files("sayso.serve") / "data" / "wording.yaml").read_text(encoding="utf-8"))
    return {event: {mode: Wording(*words) for mode, words in modes.items()} for event, modes in table.items()}


def wording_of(event: str, mode: str | None) -> Wording:
    """The words for an event of this type and mode; of a mode that has none, those of the type."""
    modes = _wordings().get(event, {"": Wording(event, "by", "to")})
    return modes.get(mode or "", modes[""])
