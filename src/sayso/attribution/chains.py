"""Statements inside statements: who is quoted by whom."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Statement

__all__ = ["chain_of", "echoes_of", "nested"]


def nested(statements: Sequence[Statement]) -> list[Statement]:
    """The statements in order of their cues, each with the index of the one that it stands inside, and its depth."""
    ordered = sorted(statements, key=lambda s: (s.cue or s.content[0], s.content))
    for n, inner in enumerate(ordered):
        inner.parent = _parent(ordered, n)
    for inner in ordered:
        inner.depth = len(_line(ordered, inner)) - 1
    return ordered


def _parent(statements: list[Statement], n: int) -> int | None:
    """The smallest other statement whose content holds this one's cue."""
    inner = statements[n]
    if inner.host is not None:
        return next((m for m, outer in enumerate(statements) if outer is inner.host), None)
    at = inner.cue[0] if inner.cue is not None else inner.content[0][0]
    best: int | None = None
    for m, outer in enumerate(statements):
        if m == n or outer.echo or not outer.holds(at) or (inner.cue is not None and inner.cue == outer.cue):
            continue
        mutual = outer.cue is not None and inner.holds(outer.cue[0])
        if mutual and (outer.size, m) <= (inner.size, n):
            continue
        if best is None or outer.size < statements[best].size:
            best = m
    return best


def _line(statements: Sequence[Statement], inner: Statement) -> list[Statement]:
    line = [inner]
    while (parent := line[-1].parent) is not None and len(line) <= len(statements):
        line.append(statements[parent])
    return line[::-1]


def chain_of(statements: Sequence[Statement], i: int) -> list[Statement]:
    """The statements that a word stands in, outermost first."""
    holding = [s for s in statements if s.holds(i) and not s.echo]
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


def echoes_of(statements: Sequence[Statement], i: int) -> list[Statement]:
    """The statements that take up, later on, what a word stands in ("the ministry denied it")."""
    return [s for s in statements if s.echo and s.holds(i)]
