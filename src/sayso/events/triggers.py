"""Words that name events: lexicon patterns matched on lemmas, with their constraints left to the roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.lexicon import Lexicon, Trigger
from sayso.syntax import Tree

__all__ = ["Match", "matches_at"]

_GAP = frozenset({"DET", "ADJ", "ADV", "PRON", "NUM", "PART"})
_LONGEST_GAP = 5
_VERBAL_USES = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Match:
    """A trigger pattern on its words; ``last_noun`` is the pattern's own object, ``object`` what a final preposition governs."""

    trigger: Trigger
    words: tuple[int, ...]
    noun: bool
    object: int | None = None
    takes_preposition: str = ""


def matches_at(tree: Tree, lexicon: Lexicon, i: int) -> Iterator[Match]:
    """The patterns that fit at a word, longest first."""
    lemma, pos = tree.lemmas[i], tree.pos[i]
    if pos in _VERBAL_USES and tree.dep[i] not in {"aux", "aux:pass", "cop", "amod", "case", "compound"}:
        for trigger in lexicon.verbs.get(lemma, ()):
            if (match := _verb_match(tree, trigger, i)) is not None and not _excluded(tree, lexicon, i):
                yield match
    elif pos in {"NOUN", "PROPN"} or tree.dep[i] == "compound":
        yield from _noun_matches(tree, lexicon, lexicon.nouns.get(lemma, ()) or lexicon.nouns.get(tree.lowers[i], ()), i)
    if pos in {"ADJ", "VERB", "NOUN"} and tree.dep[i] in {"amod", "root", "conj", "acl", "xcomp", "compound"}:
        for trigger in (*lexicon.adjectives.get(tree.lowers[i], ()), *(lexicon.adjectives.get(lemma, ()) if lemma != tree.lowers[i] else ())):
            if (words := _before(tree, trigger.words, i)) is not None:
                yield Match(trigger, words, noun=True)


def _noun_matches(tree: Tree, lexicon: Lexicon, triggers: Sequence[Trigger], i: int) -> Iterator[Match]:
    for trigger in triggers:
        words = _before(tree, trigger.words, i)
        if words is not None and not _excluded(tree, lexicon, i):
            yield Match(trigger, words, noun=True)


def _before(tree: Tree, pattern: tuple[str, ...], i: int) -> tuple[int, ...] | None:
    """The words of a noun pattern that ends at ``i``; hyphens may part them, articles and prepositions must be in the pattern."""
    words = [i]
    j = i - 1
    for wanted in reversed(pattern[:-1]):
        while j >= 0 and tree.words[j] in {"-", "–", '"', "“", "”"}:
            j -= 1
        while j >= 0 and wanted not in {tree.lowers[j], tree.lemmas[j]} and tree.pos[j] == "ADJ" and len(words) == 1:
            j -= 1
        if j < 0 or wanted not in {tree.lowers[j], tree.lemmas[j]} or tree.sent[j] != tree.sent[i]:
            return None
        words.append(j)
        j -= 1
    return tuple(reversed(words))


def _verb_match(tree: Tree, trigger: Trigger, i: int) -> Match | None:
    words = [i]
    rest = list(trigger.words[1:])
    j = i + 1
    stop = tree.sents[tree.sent[i]][1]
    while rest:
        found = _next(tree, rest[0], j, stop)
        if found is None:
            break
        words.append(found)
        rest.pop(0)
        j = found + 1
    if not rest:
        governed = tree.head[words[-1]] if len(words) > 1 and tree.pos[words[-1]] == "ADP" and tree.dep[words[-1]] == "case" else None
        if governed is not None and governed < words[-1]:
            governed = None
        return Match(trigger, tuple(words), noun=False, object=governed, takes_preposition=tree.lowers[words[-1]] if governed is not None else "")
    if len(rest) == 1 and len(trigger.words) > 1:
        return _far_preposition(tree, trigger, words, rest[0])
    return None


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
                return Match(trigger, tuple(words), noun=False, object=k, takes_preposition=wanted)
    return None


def _excluded(tree: Tree, lexicon: Lexicon, i: int) -> bool:
    """Whether the word stands in a set phrase that names no event ("hit a record", "heart attack")."""
    for phrase in (*lexicon.exclusions.get(tree.lemmas[i], ()), *(lexicon.exclusions.get(tree.lowers[i], ()) if tree.lowers[i] != tree.lemmas[i] else ())):
        if _phrase_at(tree, phrase, i):
            return True
    return False


def _phrase_at(tree: Tree, phrase: tuple[str, ...], i: int) -> bool:
    for n, word in enumerate(phrase):
        if word in {tree.lemmas[i], tree.lowers[i]} and _sequence(tree, phrase, i, n):
            return True
    return False


def _sequence(tree: Tree, phrase: tuple[str, ...], i: int, n: int) -> bool:
    first, stop = tree.sents[tree.sent[i]]
    j = i + 1
    for wanted in phrase[n + 1 :]:
        found = _next(tree, wanted, j, stop)
        if found is None:
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
