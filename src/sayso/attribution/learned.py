"""What the language model marks of who says what, joined with the statements that the grammar finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from sayso.attribution.cues import NOBODY_SAYS, effect_of, is_filler
from sayso.lexicon import Lexicon
from sayso.model import Statement
from sayso.syntax import Marked, Tree

__all__ = ["with_marked"]

_CITING = frozenset({"cite", "quote"})
_RELATIVE = frozenset({"who", "which", "that"})


def with_marked(tree: Tree, lexicon: Lexicon, statements: Sequence[Statement]) -> list[Statement]:
    """The statements with sources and contents as the model marks them, and those that only the model found.

    Where the pipeline marks no attributions (any other than the shipped one) the statements stay as they are.
    """
    found = list(statements)
    by_cue: dict[int, Statement] = {}
    for statement in statements:
        for k in range(statement.cue[0], statement.cue[1] + 1) if statement.cue is not None else ():
            by_cue.setdefault(k, statement)
    for marked in tree.marked:
        same = next((by_cue[k] for k in marked.cue if k in by_cue), None)
        if same is None:
            found += _fresh(tree, lexicon, marked)
        elif same.effect != "act":
            _mend(tree, same, marked)
    if tree.marked:
        _doubt(tree, statements)
    return found


def _doubt(tree: Tree, statements: Iterable[Statement]) -> None:
    """Doubt the statements of which the model has no trace at all."""
    cues = {k for marked in (*tree.marked, *tree.doubtful) for k in marked.cue}
    for statement in statements:
        statement.doubted = statement.cue is not None and cues.isdisjoint(range(statement.cue[0], statement.cue[1] + 1))


def _mend(tree: Tree, statement: Statement, marked: Marked) -> None:
    """Give a statement the source that it lacks, and another content where the grammar took what the model does not."""
    if not statement.sources and statement.rule != NOBODY_SAYS:
        statement.sources = _heads(tree, marked.source)
    if len(marked.content) > 1 and not any(statement.holds(k) for k in marked.content):
        statement.content = _runs(marked.content)


def _fresh(tree: Tree, lexicon: Lexicon, marked: Marked) -> list[Statement]:
    """A statement that the grammar missed: with a source, by a word of saying that is no verbal act (those are events of their own)."""
    sources = _heads(tree, marked.source)
    at = next((k for k in marked.cue if tree.is_verb(k) and _says(tree, lexicon, k)), None)
    if at is None or not sources or is_filler(tree, at):
        return []
    cue = lexicon.cue_verbs[tree.lemmas[at]][0]
    effect = effect_of(tree, at, cue)
    return [Statement((marked.cue[0], marked.cue[-1]), sources, _runs(marked.content), effect, "marked by the language model", cue.entry.line)]


def _says(tree: Tree, lexicon: Lexicon, k: int) -> bool:
    lemma = tree.lemmas[k]
    if lemma in _CITING or any(trigger.entry.complement for trigger in lexicon.verbs.get(lemma, ())):
        return False
    return any(len(cue.words) == 1 for cue in lexicon.cue_verbs.get(lemma, ()))


def _heads(tree: Tree, words: Sequence[int]) -> list[int]:
    """The heads of a noun phrase, those that are coordinated each."""
    inside = set(words)
    top = next((k for k in words if (tree.is_noun(k) or tree.pos[k] == "PRON") and (tree.head[k] not in inside or tree.head[k] == k)), None)
    if top is None:
        return []
    clause = tree.head[top]
    if tree.lowers[top] in _RELATIVE and tree.dep[clause] == "acl:relcl":
        return [tree.head[clause]]
    return [c for c in tree.conjuncts(top) if c in inside]


def _runs(words: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for _, group in groupby(enumerate(words), key=lambda pair: pair[1] - pair[0]):
        members = [word for _, word in group]
        runs.append((members[0], members[-1]))
    return runs
