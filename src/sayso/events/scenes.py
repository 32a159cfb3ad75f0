"""Where an event happens whose clause is told of a place: "Arda, where rebels are fighting the army"."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.events.context import Context
from sayso.model import EventMention, Place

__all__ = ["set_scenes"]

PART_OF_THEM = frozenset({"ADVANCE", "DISPLACE", "CONTROL"})
"""Types of which a place is a part; where such an event is told of another place, that is none of its own."""


def set_scenes(context: Context, mentions: Iterable[EventMention]) -> None:
    """Give the place of which its clause is told to each event that has none."""
    for mention in mentions:
        if not mention.places and mention.event not in PART_OF_THEM and (place := _told_of(context, mention.trigger)) is not None:
            mention.places = [place]


def _told_of(context: Context, trigger: int) -> Place | None:
    tree = context.tree
    for k in (trigger, *tree.ancestors(trigger)):
        if tree.dep[k] == "acl:relcl" and any(tree.lowers[c] == "where" for c in tree.kids[k]):
            return context.sites.at(tree.head[k], "in")
    return None
