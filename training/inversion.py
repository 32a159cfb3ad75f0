"""Reported speech with the report in front, which news writes all the time and treebanks rarely: "The bridge fell, the mayor said."

Plain statements of the treebanks are joined with speakers and speech verbs from other sentences; both keep their trees.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ud_data import Sentence, Word

SPEECH_VERBS = frozenset("acknowledge add allege announce argue claim confirm declare explain insist note report say state warn write".split())
FINITE_TAGS = {"VBD", "VBZ", "VBP"}
SUBJECTS = {"nsubj", "nsubj:pass", "csubj", "expl"}
CIRCUMSTANCES = {"obl", "obl:unmarked"}
QUOTATION_MARKS = {'"', "“", "”", "``", "''", "‘", "’"}
SHORTEST, LONGEST = 5, 30
LONGEST_CIRCUMSTANCE = 6
QUOTED_SHARE = 0.3
VERB_FIRST_SHARE = 0.4


@dataclass(frozen=True)
class Frame:
    """A speaker and what is said of the speech, such as "the mayor" and "said on Monday"; the heads count within the joined words."""

    speaker: Sentence
    speech: Sentence


def _subtree(sentence: Sentence, top: int) -> list[int]:
    """The numbers of `top` and of all words below it, in order."""
    inside = {top}
    grown = True
    while grown:
        more = {number for number, word in enumerate(sentence, 1) if word.head in inside} - inside
        inside |= more
        grown = bool(more)
    return sorted(inside)


def _children(sentence: Sentence, head: int, relations: set[str]) -> list[int]:
    return [number for number, word in enumerate(sentence, 1) if word.head == head and word.relation in relations]


def _root(sentence: Sentence) -> int:
    return next((number for number, word in enumerate(sentence, 1) if word.head == 0), 0)


def find_frame(sentence: Sentence) -> Frame | None:
    """The frame with which a sentence opens, speaker first, or None."""
    verb = _root(sentence)
    if not verb or sentence[verb - 1].lemma not in SPEECH_VERBS or sentence[verb - 1].xpos not in FINITE_TAGS:
        return None
    subjects = _children(sentence, verb, {"nsubj"})
    if not subjects or _subtree(sentence, subjects[0]) != list(range(1, verb)):
        return None
    spans = (_subtree(sentence, number) for number in _children(sentence, verb, CIRCUMSTANCES))
    circumstance = next((span for span in spans if span == list(range(verb + 1, verb + 1 + len(span)))), [])
    end = verb + len(circumstance) if len(circumstance) <= LONGEST_CIRCUMSTANCE else verb
    return Frame(sentence[: verb - 1], sentence[verb - 1 : end])


def is_statement(sentence: Sentence) -> bool:
    """Whether the sentence is a plain statement that somebody could have made."""
    root = _root(sentence)
    return (
        SHORTEST <= len(sentence) <= LONGEST
        and bool(root and _children(sentence, root, SUBJECTS))
        and sentence[-1].form == "."
        and sentence[-1].head == root
        and sentence[0].upos != "CCONJ"
        and sentence[root - 1].lemma not in SPEECH_VERBS
        and not any(word.form in QUOTATION_MARKS for word in sentence)
    )


def _small(word: Word) -> Word:
    keep = word.upos == "PROPN" or word.form == "I" or not word.form[1:].islower() or word.xpos.startswith("JJ")
    return word if keep else replace(word, form=word.form[:1].lower() + word.form[1:])


def _shifted(words: Iterable[Word], places: dict[int, int]) -> list[Word]:
    return [replace(word, head=places.get(word.head, 0), space_after=True) for word in words]


def join(statement: Sentence, frame: Frame, rng: random.Random) -> Sentence:
    """The sentence that reports the statement first and names its speaker after it."""
    marks = rng.random() < QUOTED_SHARE
    turned = rng.random() < VERB_FIRST_SHARE and frame.speaker[0].upos != "PRON"
    top = _root(statement) + marks
    start = len(statement) - 1 + 2 * marks + 1
    speakers, speeches = len(frame.speaker), len(frame.speech)
    verb = start + 1 + (0 if turned else speakers)
    places = {number: start + number + turned for number in range(1, speakers + 1)}
    places[speakers + 1] = verb
    places |= {speakers + 1 + extra: start + speakers + 1 + extra for extra in range(1, speeches)}
    stop = statement[-1]
    clause = _shifted(statement[:-1], {number: number + marks for number in range(1, len(statement))})
    clause[top - 1 - marks] = replace(clause[top - 1 - marks], head=verb, relation="ccomp")
    comma = replace(stop, form=",", lemma=",", xpos=",", head=top)
    quotes = [[replace(comma, form='"', lemma='"', xpos=tag)] if marks else [] for tag in ("``", "''")]
    who = _shifted([_small(frame.speaker[0]), *frame.speaker[1:]], places)
    said, rest = _shifted(frame.speech[:1], places), _shifted(frame.speech[1:], places)
    order = (said, who, rest) if turned else (who, said, rest)
    return (*quotes[0], *clause, comma, *quotes[1], *chain(*order), replace(stop, head=verb))


def frames_of(treebanks: Iterable[Sequence[Sentence]]) -> list[Frame]:
    """All frames of the treebanks."""
    return [frame for sentence in chain(*treebanks) if (frame := find_frame(sentence))]
