"""What the language model says that words name: a second opinion on the lexicon's patterns, and words that no pattern knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from sayso.events.triggers import Match, is_excluded
from sayso.lexicon import Lexicon, Trigger
from sayso.lexicon.schema import TriggerEntry
from sayso.syntax import Tree

Need = Literal["actor", "recipient", "place", "actor-or-recipient", "any"]

__all__ = ["DOUBTED", "UNLISTED", "is_conceivable", "likely_mode", "odds_of", "unlisted"]

UNLISTED = "language model"
"""Where an event comes from that no entry of the lexicon lists."""
DOUBTED = 0.03
"""What the rules take for an event of a type with less chance than this is none."""
CONCEIVABLE = 0.01
"""A word of which the language model thinks less than this is not looked at, unless a pattern was tried at it."""
LIKELY, SURE = 0.4, 0.5
"""A word where no pattern fits names an event of a type if that is at least as likely as this: one that some pattern of the type begins with, and another."""
OF_PEOPLE = frozenset({"release", "arrest", "abduct", "deport", "beat", "torture", "sexual", "targeted"})
"""Modes that are done to people: what names nobody to whom it is done is another sense of the word."""
OF_SOMEBODY = frozenset({"SUPPORT", "AGREE", "CONCEDE", "AID", "COOPERATE", "REJECT", "REQUEST", "ACCUSE", "THREATEN"})
"""Acts that nobody does are none."""
OPEN_CLASSES = frozenset({"VERB", "NOUN", "PROPN", "ADJ"})


def odds_of(tree: Tree, words: Iterable[int]) -> Mapping[str, float]:
    """How likely the words name an event, by label: a type, or a type and a mode; empty where the model has no opinion."""
    odds: dict[str, float] = {}
    for word in words:
        for label, chance in (tree.events or {}).get(word, {}).items():
            odds[label] = max(odds.get(label, 0.0), chance)
    return odds


def likely_mode(tree: Tree, words: Iterable[int], event: str) -> str | None:
    """The mode of an event that is likelier than all others and than none."""
    modes = {label.partition("/")[2]: chance for label, chance in odds_of(tree, words).items() if label.partition("/")[0] == event}
    best = max(modes, key=lambda mode: modes[mode], default="")
    return best if best and 2 * modes[best] > sum(modes.values()) else None


def is_conceivable(tree: Tree, i: int) -> bool:
    """Whether the language model gives the word, which is no function word, any chance to name an event."""
    return tree.pos[i] in OPEN_CLASSES and sum((tree.events or {}).get(i, {}).values()) >= CONCEIVABLE


def unlisted(tree: Tree, lexicon: Lexicon, i: int, chances: Mapping[str, float]) -> Match | None:
    """An event of the likeliest type at a word where no pattern fits, with the roles that are usual for the type."""
    event, chance = max(chances.items(), key=lambda item: item[1])
    if chance < (LIKELY if _is_listed(lexicon, tree.lemmas[i], event) else SURE) or tree.pos[i] not in OPEN_CLASSES:
        return None
    if is_excluded(tree, lexicon, event, i) or (event == "ASSAULT" and tree.lemmas[i] in lexicon.word_set("misfortunes")):
        return None
    file = lexicon.events[event]
    verb = tree.pos[i] == "VERB"
    lemma = tree.lemmas[i]
    mode = likely_mode(tree, (i,), event)
    need = _need(event, mode, verbal=file.verbal)
    needs: tuple[Need, ...] = ("actor-or-recipient" if need == "actor" and verb and tree.is_passive(i) else need,)
    entry = TriggerEntry(line=UNLISTED, verbs=(lemma,) if verb else (), nouns=() if verb else (lemma,), mode=mode, needs=needs)
    trigger = Trigger((lemma,), event, entry, file.verb_frame if verb else file.noun_frame, file.verbal)
    return Match(trigger, (i,), noun=not verb, verb=i if verb else -1)


def _is_listed(lexicon: Lexicon, lemma: str, event: str) -> bool:
    """Whether a pattern for the type begins with the word."""
    return any(trigger.event == event for trigger in (*lexicon.verbs.get(lemma, ()), *lexicon.nouns.get(lemma, ())))


def _need(event: str, mode: str | None, *, verbal: bool) -> Need:
    """What has to be told beside a word for it to name an event of a type."""
    if mode in OF_PEOPLE:
        return "recipient"
    if event == "CONTROL":
        return "place"
    return "actor" if verbal or event in OF_SOMEBODY else "any"
