"""Statements inside statements: who is quoted by whom."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Statement

__all__ = ["by_word", "chain_of", "nested"]

_DEEPEST = 20


def nested(statements: Sequence[Statement]) -> list[Statement]:
    """The statements in order of their cues, each with the index of the one that it stands inside, and its depth."""
    ordered = sorted(statements, key=lambda s: (s.cue or s.content[0], s.content))
    place = {id(s): n for n, s in enumerate(ordered)}
    covering = by_word(ordered)
    for inner in ordered:
        inner.parent = _parent(inner, covering, place)
    for inner in ordered:
        inner.depth = len(_line(ordered, inner)) - 1
    return ordered


def by_word(statements: Sequence[Statement]) -> dict[int, list[Statement]]:
    """The statements whose content holds each word, in their order."""
    covering: dict[int, list[Statement]] = {}
    for statement in statements:
        for first, last in statement.content:
            for k in range(first, last + 1):
                covering.setdefault(k, []).append(statement)
    return covering


def _parent(inner: Statement, covering: dict[int, list[Statement]], place: dict[int, int]) -> int | None:
    """The smallest other statement whose content holds this one's cue."""
    if inner.host is not None:
        return place.get(id(inner.host))
    at = inner.cue[0] if inner.cue is not None else inner.content[0][0]
    best: Statement | None = None
    for outer in covering.get(at, ()):
        if outer is inner or outer.echo or (inner.cue is not None and inner.cue == outer.cue):
            continue
        mutual = outer.cue is not None and inner.holds(outer.cue[0])
        if mutual and (outer.size, place[id(outer)]) <= (inner.size, place[id(inner)]):
            continue
        if best is None or outer.size < best.size:
            best = outer
    return place[id(best)] if best is not None else None


def _line(statements: Sequence[Statement], inner: Statement) -> list[Statement]:
    line = [inner]
    while (parent := line[-1].parent) is not None and len(line) <= _DEEPEST:
        line.append(statements[parent])
    return line[::-1]


def chain_of(statements: Sequence[Statement], holding: Sequence[Statement]) -> list[Statement]:
    """The statements that a word stands in, outermost first; ``holding`` are those whose content holds it."""
    holding = [s for s in holding if not s.echo]
    if not holding:
        return []
    innermost = min(holding, key=lambda s: (s.size, -s.depth))
    line = _line(statements, innermost)
    extra = [s for s in holding if not any(s is t for t in line)]
    outer = [s for s in extra if s.size > innermost.size and s.cue is not None and not any(_same_cue(s, t) for t in line)]
    chain: list[Statement] = []
    for statement in [*sorted(outer, key=lambda s: -s.size), *line]:
        if not any(_same_cue(statement, other) for other in chain):
            chain.append(statement)
    return chain


def _same_cue(a: Statement, b: Statement) -> bool:
    return a.cue is not None and a.cue == b.cue
