"""Where an event happens whose clause is told of a place: "Arda, where rebels are fighting the army"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.events.context import Context
from sayso.model import EventMention, Place

__all__ = ["set_scenes"]

_WHERE = frozenset({"in", "at", "near", "outside", "around"})
PART_OF_THEM = frozenset({"ADVANCE", "DISPLACE", "CONTROL"})
"""Types of which a place is a part; where such an event is told of another place, that is none of its own."""


def set_scenes(context: Context, mentions: Sequence[EventMention]) -> None:
    """Give the place of which its clause is told to each event that has none."""
    for mention in mentions:
        if mention.places or mention.event in PART_OF_THEM:
            continue
        place = _told_of(context, mention.trigger) or (None if mention.verbal else _shared(context, mention, mentions))
        if place is not None:
            mention.places = [place]


def _told_of(context: Context, trigger: int) -> Place | None:
    tree = context.tree
    for k in (trigger, *tree.ancestors(trigger)):
        if tree.dep[k] == "acl:relcl" and any(tree.lowers[c] == "where" for c in tree.kids[k]):
            return context.sites.at(tree.head[k], "in")
    return None


def _shared(context: Context, mention: EventMention, others: Iterable[EventMention]) -> Place | None:
    """ "In Gomel police picked up five men and beat one", "stormed the hall in Accra, taking 37 away": what happened beside it happened there."""
    tree = context.tree
    here = mention.trigger
    beside = tree.dep[here] == "conj" or (tree.dep[here] == "advcl" and tree.is_gerund(here) and not any(tree.dep[k] == "mark" for k in tree.kids[here]))
    verb = tree.head[here]
    if not beside or not tree.is_verb(here) or not tree.is_verb(verb) or tree.child(here, "nsubj") is not None:
        return None
    told = [place for other in others if other.trigger == verb or other.clause == verb for place in other.places if place.role is None]
    obliques = (context.sites.at(k, prep) for prep, k in tree.arguments(verb).obliques if prep in _WHERE and k < here)
    return next(iter(told), None) or next((place for place in obliques if place is not None), None)
