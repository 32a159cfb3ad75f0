"""Words that name events: lexicon patterns matched on lemmas, with their constraints left to the roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.lexicon import Lexicon, Trigger
from sayso.syntax import Tree

__all__ = ["Match", "is_excluded", "matches_at"]

_GAP = frozenset({"DET", "ADJ", "ADV", "PRON", "NUM", "PART"})
_MODIFIERS = frozenset({"amod", "compound", "det", "nmod:poss"})
_NOMINAL = frozenset({"compound", "nsubj", "nsubj:pass", "obj", "obl", "nmod", "obl:agent"})
_LONGEST_GAP = 5
_VERBAL_USES = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Match:
    """A trigger pattern on its words; ``object`` is what a final preposition governs, ``joined`` says "rebel-held"."""

    trigger: Trigger
    words: tuple[int, ...]
    noun: bool
    verb: int = -1
    object: int | None = None
    joined: bool = False


def matches_at(tree: Tree, lexicon: Lexicon, i: int) -> Iterator[Match]:
    """The patterns that fit at a word, longest first."""
    lemma, pos = tree.lemmas[i], tree.pos[i]
    if i and tree.words[i - 1] in {"-", "–"} and (joined := lexicon.adjectives.get(tree.lowers[i])):
        yield from (Match(trigger, (i,), noun=True, joined=True) for trigger in joined)
        return
    if pos in _VERBAL_USES and tree.dep[i] not in {"aux", "aux:pass", "amod", "case", "compound"}:
        for trigger in lexicon.verbs.get(lemma, ()):
            if (
                (tree.dep[i] != "cop" or len(trigger.words) > 1)
                and (match := _verb_match(tree, trigger, i)) is not None
                and not _narrower(tree, lexicon, match)
                and not is_excluded(tree, lexicon, trigger.event, i)
            ):
                yield match
    if pos in {"NOUN", "PROPN"} or tree.dep[i] in _NOMINAL:
        yield from _noun_matches(tree, lexicon, lexicon.nouns.get(lemma, ()) or lexicon.nouns.get(tree.lowers[i], ()), i)


def _noun_matches(tree: Tree, lexicon: Lexicon, triggers: Sequence[Trigger], i: int) -> Iterator[Match]:
    for trigger in triggers:
        words = _before(tree, trigger.words, i)
        if words is not None and not is_excluded(tree, lexicon, trigger.event, i):
            yield Match(trigger, words, noun=True)


def _before(tree: Tree, pattern: tuple[str, ...], i: int) -> tuple[int, ...] | None:
    """The words of a noun pattern that ends at ``i``; hyphens may part them, articles and prepositions must be in the pattern."""
    words = [i]
    j = i - 1
    for wanted in reversed(pattern[:-1]):
        while j >= 0 and tree.words[j] in {"-", "–", '"', "“", "”"}:
            j -= 1
        while j >= 0 and wanted not in {tree.lowers[j], tree.lemmas[j]} and len(words) == 1 and tree.head[j] == i and tree.dep[j] in _MODIFIERS:
            j -= 1
        if j < 0 or wanted not in {tree.lowers[j], tree.lemmas[j]} or tree.sent[j] != tree.sent[i]:
            return None
        words.append(j)
        j -= 1
    return tuple(reversed(words))


def _verb_match(tree: Tree, trigger: Trigger, i: int) -> Match | None:
    """The pattern on a verb: each further word follows it, or hangs on it further off ("took 40 people hostage")."""
    words = [i]
    rest = list(trigger.words[1:])
    j = i + 1
    stop = tree.sents[tree.sent[i]][1]
    while rest:
        found = _next(tree, rest[0], j, stop)
        if found is None and len(rest) == 1 and len(trigger.words) > 1 and (far := _far_preposition(tree, trigger, words, rest[0])) is not None:
            return far
        if found is not None and len(rest) == 1 and rest[0] == "to" and tree.dep[found] == "mark" and not trigger.verbal:
            return None
        taken = (found,) if found is not None else _far(tree, i, rest, j)
        if not taken:
            return None
        words += taken
        rest = rest[len(taken) :]
        j = max(j, words[-1] + 1)
    return Match(trigger, tuple(sorted(words)), noun=False, verb=i, object=_governed(tree, words))


def _narrower(tree: Tree, lexicon: Lexicon, match: Match) -> bool:
    """Whether the noun of a verb pattern is the last word of a noun pattern for another event ("launch strike" in "launched air strikes")."""
    return any(
        trigger.event != match.trigger.event and (words := _before(tree, trigger.words, k)) is not None and not set(words) <= set(match.words)
        for k in match.words[1:]
        for trigger in lexicon.nouns.get(tree.lemmas[k], ())
        if len(trigger.words) > 1
    )


def _governed(tree: Tree, words: list[int]) -> int | None:
    """The noun that a pattern's final preposition introduces."""
    last = words[-1]
    if len(words) < 2 or tree.pos[last] != "ADP" or tree.dep[last] != "case" or tree.head[last] < last:
        return None
    return tree.head[last]


def _far(tree: Tree, verb: int, rest: list[str], j: int) -> tuple[int, ...]:
    """The next word or two of a pattern among the verb's dependents: its object, what a particle or "under" adds, a passive's subject."""
    for k in tree.kids[verb]:
        label = tree.dep[k]
        same = rest[0] in {tree.lemmas[k], tree.lowers[k]}
        if same and ((k >= j and label in {"obj", "xcomp", "compound:prt", "advmod", "obl:unmarked"}) or label == "nsubj:pass"):
            return (k,)
        if len(rest) > 1 and k >= j and label in {"obl", "nmod"} and tree.preposition(k) == rest[0] and rest[1] in {tree.lemmas[k], tree.lowers[k]}:
            case = next((c for c in tree.kids[k] if tree.dep[c] == "case"), k)
            return (case, k)
    return ()


def _next(tree: Tree, wanted: str, j: int, stop: int) -> int | None:
    gap = 0
    while j < stop:
        if wanted in {tree.lowers[j], tree.lemmas[j]}:
            return j
        modifier = tree.pos[j] in _GAP or tree.dep[j] in {"compound", "nmod:poss", "compound:prt"} or tree.words[j] in {"-", "'s", "’s"}
        if not modifier or gap >= _LONGEST_GAP:
            return None
        gap += 1
        j += 1
    return None


def _far_preposition(tree: Tree, trigger: Trigger, words: list[int], wanted: str) -> Match | None:
    """The last preposition of a pattern may stand further on ("fired shells late on Tuesday at the town")."""
    for holder in reversed(words):
        for k in tree.kids[holder]:
            if k > holder and tree.dep[k] in {"obl", "nmod"} and tree.preposition(k) == wanted:
                return Match(trigger, tuple(sorted(words)), noun=False, verb=words[0], object=k)
    return None


def is_excluded(tree: Tree, lexicon: Lexicon, event: str, i: int) -> bool:
    """Whether the word stands in a set phrase that names no event of the type ("hit a record", "heart attack"; to strike an oil depot is not to strike oil)."""
    keys = {(event, tree.lemmas[i]), (event, tree.lowers[i])}
    return any(_phrase_at(tree, phrase, i) for key in keys for phrase in lexicon.exclusions.get(key, ()))


def _phrase_at(tree: Tree, phrase: tuple[str, ...], i: int) -> bool:
    return any(word in {tree.lemmas[i], tree.lowers[i]} and _sequence(tree, phrase, i, n) for n, word in enumerate(phrase))


def _sequence(tree: Tree, phrase: tuple[str, ...], i: int, n: int) -> bool:
    first, stop = tree.sents[tree.sent[i]]
    j = i + 1
    for wanted in phrase[n + 1 :]:
        while j < stop and tree.pos[j] == "AUX":
            j += 1
        found = _next(tree, wanted, j, stop)
        if found is None or (tree.is_verb(i) and tree.dep[found] == "compound" and tree.head[found] > found):
            return False
        j = found + 1
    j = i - 1
    for wanted in reversed(phrase[:n]):
        gap = 0
        while j >= first and wanted not in {tree.lemmas[j], tree.lowers[j]} and tree.pos[j] in _GAP and gap < 3:
            j -= 1
            gap += 1
        if j < first or wanted not in {tree.lemmas[j], tree.lowers[j]}:
            return False
        j -= 1
    return True
