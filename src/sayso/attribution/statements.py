"""All statements of a report, from every way of reporting speech."""

from __future__ import annotations

from sayso.attribution.chains import nested
from sayso.attribution.cues import CITED, citing_statements, verb_statements
from sayso.attribution.learned import with_marked
from sayso.attribution.phrases import inside_sayings, noun_statements, phrase_statements
from sayso.attribution.quotes import colon_statements, extend_with_quotes
from sayso.attribution.relays import later_sources, relays
from sayso.lexicon import Lexicon
from sayso.model import Statement
from sayso.syntax import Tree

__all__ = ["find_statements"]

_ASIDE = frozenset({"nsubj", "obj", "iobj", "obl", "obl:unmarked", "advmod"})
"""What stands with a cue that is set aside: speaker, hearers, when and how."""


def find_statements(tree: Tree, lexicon: Lexicon, quotes: list[tuple[int, int]]) -> list[Statement]:
    """The statements of a report in order of their cues, nested, with the quotations that belong to them."""
    statements = [*verb_statements(tree, lexicon), *phrase_statements(tree, lexicon), *noun_statements(tree, lexicon)]
    inside_sayings(tree, statements)
    statements = with_marked(tree, lexicon, statements)
    statements = extend_with_quotes(tree, lexicon, statements, quotes)
    statements += citing_statements(tree, lexicon, statements)
    statements = relays(tree, lexicon, statements)
    _take_up(tree, statements)
    statements += colon_statements(tree, lexicon, quotes)
    _carry_over_asides(tree, statements)
    for statement in statements:
        _part_from_frame(tree, statement)
    for statement in statements:
        if statement.host is not None and statement.rule == CITED:
            statement.content = list(statement.host.content)
    return nested([*statements, *later_sources(tree, lexicon, statements)])


def _carry_over_asides(tree: Tree, statements: list[Statement]) -> None:
    """Let "Rebels took the town, the mayor said, and burned the mill" be said to its end, unless somebody else speaks there."""
    speaking = {s.cue[0] for s in statements if s.cue is not None and s.sources and _speaks_for_itself(tree, s)}
    for statement in statements:
        if statement.cue is None or statement.effect in {"act", "attitude"} or not statement.sources or statement.echo or not tree.is_verb(statement.cue[0]):
            continue
        rest = _rest_after_aside(tree, statement)
        if rest is not None and speaking.isdisjoint(range(rest[0], rest[1] + 1)):
            statement.content = [*statement.content, rest]


def _speaks_for_itself(tree: Tree, statement: Statement) -> bool:
    """Whether somebody speaks, or does a verbal act with a subject of its own."""
    assert statement.cue is not None
    acting = any(tree.dep[k].startswith("nsubj") for k in tree.kids[statement.cue[0]])
    return statement.effect != "attitude" and (statement.effect != "act" or acting)


def _rest_after_aside(tree: Tree, statement: Statement) -> tuple[int, int] | None:
    """The coordinated clause that goes on behind a cue set aside between commas."""
    assert statement.cue is not None
    cue = statement.cue[0]
    if any(last > cue for _, last in statement.content) or min(statement.sources) < statement.content[0][0]:
        return None
    aside = [j for k in tree.kids[cue] if tree.dep[k] in _ASIDE for j in tree.subtree(k)]
    end = max([cue, *aside])
    stop = tree.sents[tree.sent[cue]][1]
    if end + 3 >= stop or tree.words[end + 1] != "," or tree.lowers[end + 2] not in {"and", "but"}:
        return None
    last = next((k for k in range(end + 3, stop) if tree.words[k] in {";", ":"}), stop) - 1
    clause = next((k for k in range(end + 3, last + 1) if tree.dep[k] == "conj" and not end < tree.head[k] <= last), None)
    if clause is None or tree.head[clause] == cue or not tree.is_verb(clause):
        return None
    return end + 3, last


def _part_from_frame(tree: Tree, statement: Statement) -> None:
    """Cut cue and source out of what is said, where a piece of it runs over them, and pieces that run over one another into one."""
    frame = set(range(statement.cue[0], statement.cue[1] + 1)) if statement.cue is not None else set()
    for source in statement.sources:
        first, last = tree.phrase(source)
        frame.update(range(first, last + 1))
    words = {k for first, last in statement.content for k in range(first, last + 1)}
    overlaps = sum(last - first + 1 for first, last in statement.content) > len(words)
    if statement.echo or not (overlaps or words & frame) or words <= frame:
        return
    runs: list[tuple[int, int]] = []
    for k in sorted(words - frame):
        if runs and k == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], k)
        else:
            runs.append((k, k))
    statement.content = [(a, b) for a, b in runs if any(tree.pos[k] not in {"PUNCT", "SPACE"} for k in range(a, b + 1))] or statement.content


def _take_up(tree: Tree, statements: list[Statement]) -> None:
    """Give each echo ("the ministry denied it") the content of the last statement before it, within this sentence and the one before."""
    for echo in statements:
        if not echo.echo or echo.cue is None:
            continue
        at = echo.cue[0]
        before = [s for s in statements if s.cue is not None and s.cue[0] < at and not s.echo and s.effect not in {"act", "attitude"} and s.sources]
        near = [s for s in before if tree.sent[at] - tree.sent[(s.cue or (0, 0))[0]] <= 1]
        if near:
            echo.content = list(max(near, key=lambda s: s.cue or (0, 0)).content)
