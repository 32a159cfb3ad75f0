"""The ledger's tables of words, names and weights, as they stand in ``data/``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["table", "terms"]


@cache
def table(name: str) -> Any:
    """What ``data/<name>.yaml`` holds."""
    return yaml.safe_load((files("sayso.ledger") / "data" / f"{name}.yaml").read_text("utf-8"))


@cache
def terms(key: str) -> frozenset[str]:
    """The words of a list in ``data/terms.yaml``."""
    return frozenset(table("terms")[key].split())
