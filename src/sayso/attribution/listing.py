"""The report's attributions as the contract lists them: those worth telling, each under the one that it stands inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.attribution.voices import FIRST_PERSON, Speakers, voice_of
from sayso.model import Attribution, Manner, Span, Statement, Voice
from sayso.syntax import Tree

__all__ = ["attribution_records"]


def attribution_records(
    tree: Tree, statements: Sequence[Statement], speakers: Speakers, said: Callable[[Statement], str | None], heard: Sequence[Statement]
) -> tuple[Attribution, ...]:
    """The attributions of a report in the order of their cues; ``heard`` are the statements that give a claim its voice.

    Left out are statements that the language model doubts, unless they give a claim its voice, those in which a voice only repeats itself ("he
    said he hoped", "I think" in a quotation), which grade what it says, and what somebody says of another one's wishes and beliefs.
    """
    voices = [_voice(tree, statement, speakers, said) for statement in statements]
    telling = {id(statement) for statement in heard}
    listed = [
        n
        for n, statement in enumerate(statements)
        if id(statement) in telling or not statement.doubted
        if statement.parent is None or not (statement.effect == "attitude" or _repeats(voices[n], voices[statement.parent]))
        if statement.parent is None or statement.sources or id(statement) in telling
    ]
    place = {n: at for at, n in enumerate(listed)}
    above = {n: _listed_above(statements, n, place) for n in listed}
    return tuple(_record(tree, statements[n], voices[n], _depth(n, above), place.get(above[n])) for n in listed)


def _voice(tree: Tree, statement: Statement, speakers: Speakers, said: Callable[[Statement], str | None]) -> Voice | None:
    if not statement.sources:
        return None
    return voice_of(tree, statement.sources[0], statement, speakers, said(statement), statement.depth, statement.quoted)


def _repeats(voice: Voice | None, outer: Voice | None) -> bool:
    """Whether a voice inside another one is that voice itself."""
    if voice is None or outer is None:
        return False
    return voice.name.casefold() == outer.name.casefold() or voice.text.casefold() in FIRST_PERSON


def _listed_above(statements: Sequence[Statement], n: int, place: dict[int, int]) -> int:
    """The number of the nearest listed statement that one stands inside, -1 where there is none."""
    seen = {n}
    parent = statements[n].parent
    while parent is not None and parent not in place and parent not in seen:
        seen.add(parent)
        parent = statements[parent].parent
    return parent if parent is not None and parent in place and parent not in seen else -1


def _depth(n: int, above: dict[int, int]) -> int:
    depth = 0
    while (n := above[n]) >= 0 and depth < len(above):
        depth += 1
    return depth


def _record(tree: Tree, statement: Statement, voice: Voice | None, depth: int, parent: int | None) -> Attribution:
    source: Span | None = None
    if statement.sources:
        first, last = tree.phrase(statement.sources[0]), tree.phrase(statement.sources[-1])
        source = tree.span(min(first[0], last[0]), max(first[1], last[1]))
    content = tuple(tree.span(a, b) for a, b in statement.content)
    cue = tree.span(*statement.cue) if statement.cue is not None else None
    manner: Manner = "quoted" if statement.quoted else "paraphrased"
    return Attribution(source, cue, content, voice, depth, parent, manner)
