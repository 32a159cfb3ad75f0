"""Lists of words that the ledger asks for by name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

__all__ = ["terms"]


@cache
def terms(key: str) -> frozenset[str]:
    """The words of a list in ``data/terms.yaml``."""
    lists: dict[str, str] = yaml.safe_load((files("sayso.ledger") / "data" / "terms.yaml").read_text("utf-8"))
    return frozenset(lists[key].split())
