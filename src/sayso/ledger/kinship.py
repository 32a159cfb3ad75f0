"""Which event types tell of one event in other words."""

from __future__ import annotations

from functools import cache

from sayso.ledger.tables import table

__all__ = ["family_of_type", "kinship"]


def kinship(a: str, b: str) -> str:
    """``kin`` where one event may be told as either type, ``akin`` where it sometimes is, else ``strange``."""
    return _pairs().get(frozenset((a, b)), "strange")


def family_of_type(event: str) -> str:
    """The name under which all types that are of kin come together; types without kin are their own."""
    return _families().get(event, event)


@cache
def _table() -> dict[str, list[list[str]]]:
    pairs: dict[str, list[list[str]]] = table("kinship")
    return pairs


@cache
def _pairs() -> dict[frozenset[str], str]:
    return {frozenset(pair): level for level in ("akin", "kin") for pair in _table()[level]}


@cache
def _families() -> dict[str, str]:
    return {event: names[0] for names in _table()["families"] for event in names}
