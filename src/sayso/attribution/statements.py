"""All statements of a report, from every way of reporting speech."""

from __future__ import annotations

from sayso.attribution.chains import nested
from sayso.attribution.cues import citing_statements, verb_statements
from sayso.attribution.learned import with_marked
from sayso.attribution.phrases import inside_sayings, noun_statements, phrase_statements
from sayso.attribution.quotes import colon_statements, extend_with_quotes
from sayso.attribution.relays import later_sources, relays
from sayso.lexicon import Lexicon
from sayso.model import Statement
from sayso.syntax import Tree

__all__ = ["find_statements"]


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
    for statement in statements:
        _part_from_frame(tree, statement)
    return nested([*statements, *later_sources(tree, lexicon, statements)])


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
