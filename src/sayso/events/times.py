"""When: the time expression in an event's own clause, or in one that it hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.events.context import Context
from sayso.model import Time

__all__ = ["time_of"]

_PARTING = frozenset({"after", "before", "since", "until", "till", "unless", "if"})
_BOUNDARIES = frozenset({"ccomp", "root", "acl:relcl", "parataxis"})


def time_of(context: Context, trigger: int, clause: int, words: Sequence[int], *, noun: bool) -> Time | None:
    """The time of an event: on its noun, in its clause, in a clause coordinated with it, or in the clause that it is part of."""
    tree = context.tree
    own = context.times_in(tree.sent[trigger])
    if not own:
        return None
    if noun and (found := _under(context, own, trigger)) is not None:
        return found
    if noun:
        for k in tree.kids[trigger]:
            if tree.dep[k] in {"acl", "acl:relcl"} and (found := _in_clause(context, own, k, (k,))) is not None:
                return found
    here = clause
    for _ in range(5):
        found = _in_clause(context, own, here, words)
        if found is not None:
            return found
        sibling = _beside(context, own, here, words) or _below(context, own, here)
        if sibling is not None:
            return sibling
        up = tree.head[here]
        if up == here or tree.dep[here] in _BOUNDARIES or up in context.cues or _at_another_time(context, here):
            return None
        if tree.dep[here] == "conj" and tree.child(here, "nsubj", "nsubj:pass") is not None:
            return _in_clause(context, [t for t in own if t[1] < up], up, words)
        here = tree.clause_of(up)
    return None


def _at_another_time(context: Context, clause: int) -> bool:
    """ "Took the town in 2007, after battling the army": one came before the other."""
    tree = context.tree
    return tree.dep[clause] == "advcl" and any(tree.dep[k] in {"mark", "case"} and tree.lowers[k] in _PARTING for k in tree.kids[clause])


def _under(context: Context, own: list[tuple[int, int, Time]], noun: int) -> Time | None:
    tree = context.tree
    below = set(tree.subtree(noun))
    for a, b, t in own:
        head = _head(context, a, b)
        if head in below and not any(tree.is_verb(k) for k in _path(context, head, noun)):
            return t
    return None


def _path(context: Context, low: int, high: int) -> list[int]:
    path: list[int] = []
    tree = context.tree
    while low != high and tree.head[low] != low:
        low = tree.head[low]
        if low != high:
            path.append(low)
    return path


def _head(context: Context, a: int, b: int) -> int:
    tree = context.tree
    return next((k for k in range(a, b + 1) if not a <= tree.head[k] <= b), a)


def _in_clause(context: Context, own: list[tuple[int, int, Time]], clause: int, words: Sequence[int]) -> Time | None:
    if clause in context.cues and clause not in words:
        return None
    tree = context.tree
    inside = [t for t in own if tree.clause_of(_head(context, t[0], t[1])) == clause and not _of_other_noun(context, t, clause, words)]
    return min(inside, key=lambda t: abs(t[0] - words[0]))[2] if inside else None


def _of_other_noun(context: Context, item: tuple[int, int, Time], clause: int, words: Sequence[int]) -> bool:
    """A date inside a noun phrase ("the 2015 deal", "an attack on Friday") dates that noun."""
    tree = context.tree
    head = _head(context, item[0], item[1])
    up = tree.head[head]
    if not tree.is_noun(up) or up == clause or up in words:
        return False
    return tree.dep[head] in {"compound", "amod", "nummod"} or tree.lemmas[up] in context.lexicon.nouns


def _below(context: Context, own: list[tuple[int, int, Time]], clause: int) -> Time | None:
    """A time further down in the clause, under words that tell no event of their own ("dropped a barrel holding gas on Wednesday")."""
    tree = context.tree
    below = set(tree.subtree(clause))
    for a, b, t in own:
        head = _head(context, a, b)
        if head in below and not any(_telling(context, k) for k in _path(context, head, clause)):
            return t
    return None


def _telling(context: Context, k: int) -> bool:
    """Whether a word may tell an event or report one."""
    tree = context.tree
    if tree.is_verb(k):
        return k in context.cues or tree.lemmas[k] in context.lexicon.verbs or tree.dep[k] in {"ccomp", "acl:relcl", "parataxis"}
    return tree.is_noun(k) and tree.lemmas[k] in context.lexicon.nouns


def _beside(context: Context, own: list[tuple[int, int, Time]], clause: int, words: Sequence[int]) -> Time | None:
    tree = context.tree
    for k in tree.conjuncts(tree.first_conjunct(clause)):
        if k != clause and tree.is_verb(k) and k not in context.cues and not _own_subject(context, k):
            found = _in_clause(context, own, k, words)
            if found is not None:
                return found
    return None


def _own_subject(context: Context, k: int) -> bool:
    return context.tree.dep[k] == "conj" and any(context.tree.dep[c].startswith("nsubj") for c in context.tree.kids[k])
