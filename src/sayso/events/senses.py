"""What the language model says that words name: a second opinion on the lexicon's patterns, and words that no pattern knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from sayso.events.triggers import Match, is_excluded
from sayso.lexicon import Lexicon, Trigger
from sayso.lexicon.schema import TriggerEntry
from sayso.syntax import Tree

Need = Literal["actor", "recipient", "place", "any"]

__all__ = ["UNLISTED", "is_doubted", "likely_mode", "odds_of", "unlisted"]

UNLISTED = "language model"
"""Where an event comes from that no entry of the lexicon lists."""
DOUBTED = 0.01
"""A pattern's words that name an event with less probability than this name none."""
SURE = 0.6
"""A word that no pattern knows names an event of a type if that is at least as likely as this."""
LIKELY = 0.45
"""The same for a word that has a pattern of the type whose conditions do not hold here, unless the type is one of speech and talks."""
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


def _by_type(odds: Mapping[str, float]) -> dict[str, float]:
    """How likely each type is, whatever the mode."""
    types: dict[str, float] = {}
    for label, chance in odds.items():
        event = label.partition("/")[0]
        types[event] = types.get(event, 0.0) + chance
    return types


def is_doubted(tree: Tree, match: Match) -> bool:
    """Whether the model takes the words of a pattern for no event at all."""
    return tree.events is not None and sum(odds_of(tree, match.words).values()) < DOUBTED


def likely_mode(tree: Tree, words: Iterable[int], event: str) -> str | None:
    """The mode of an event that is likelier than all others and than none."""
    modes = {label.partition("/")[2]: chance for label, chance in odds_of(tree, words).items() if label.partition("/")[0] == event}
    best = max(modes, key=lambda mode: modes[mode], default="")
    return best if best and 2 * modes[best] > sum(modes.values()) else None


def unlisted(tree: Tree, lexicon: Lexicon, i: int) -> Match | None:
    """An event of the likeliest type at a word that no pattern knows, with the roles that are usual for the type."""
    if i not in (tree.events or {}) or tree.pos[i] not in OPEN_CLASSES:
        return None
    types = _by_type(odds_of(tree, (i,)))
    event, chance = max(types.items(), key=lambda item: item[1], default=("", 0.0))
    if not event or chance < (LIKELY if _is_listed(lexicon, tree.lemmas[i], event) else SURE):
        return None
    if is_excluded(tree, lexicon, event, i):
        return None
    file = lexicon.events[event]
    verb = tree.pos[i] == "VERB"
    lemma = tree.lemmas[i]
    mode = likely_mode(tree, (i,), event)
    needs = (_need(event, mode, verbal=file.verbal),)
    entry = TriggerEntry(line=UNLISTED, verbs=(lemma,) if verb else (), nouns=() if verb else (lemma,), mode=mode, needs=needs)
    trigger = Trigger((lemma,), event, entry, file.verb_frame if verb else file.noun_frame, file.verbal)
    return Match(trigger, (i,), noun=not verb, verb=i if verb else -1)


def _is_listed(lexicon: Lexicon, lemma: str, event: str) -> bool:
    """Whether a pattern for the type, which is one of deeds, begins with the word."""
    if lexicon.events[event].verbal or event == "CONSULT":
        return False
    return any(trigger.event == event for trigger in (*lexicon.verbs.get(lemma, ()), *lexicon.nouns.get(lemma, ())))


def _need(event: str, mode: str | None, *, verbal: bool) -> Need:
    """What has to be told beside a word for it to name an event of a type."""
    if mode in OF_PEOPLE:
        return "recipient"
    if event == "CONTROL":
        return "place"
    return "actor" if verbal or event in OF_SOMEBODY else "any"
