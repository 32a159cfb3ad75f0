"""Light disturbances that make treebank sentences look more like news text found on the web."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ud_data import Sentence, Word

NO_STOP_SHARE = 0.06
QUOTE_SHARE = 0.3
APOSTROPHE_SHARE = 0.15
UPPER_SHARE = 0.03
TITLE_SHARE = 0.025
LOWER_SHARE = 0.015

QUOTE_STYLES = (("“", "”"), ("``", "''"), ('"', '"'), ("‘", "’"))
DOUBLE_QUOTES = {'"', "“", "”", "``", "''"}
SMALL_CLASSES = {"ADP", "DET", "CCONJ", "PART"}


def drop_final_stop(sentence: Sentence) -> Sentence:
    """Leave out a closing full stop on which nothing depends, as headlines and captions do."""
    last = len(sentence)
    if last < 3 or sentence[-1].form != "." or any(word.head == last for word in sentence):
        return sentence
    return sentence[:-1]


def restyle_quotes(sentence: Sentence, rng: random.Random) -> Sentence:
    """Write all double quotation marks in one randomly chosen style, opening and closing in turn."""
    opening, closing = rng.choice(QUOTE_STYLES)
    words: list[Word] = []
    inside = False
    for word in sentence:
        if word.form in DOUBLE_QUOTES and word.upos == "PUNCT":
            mark = closing if inside else opening
            inside = not inside
            words.append(replace(word, form=mark, lemma=mark, xpos="''" if mark == closing and not inside else "``"))
        else:
            words.append(word)
    return tuple(words)


def swap_apostrophes(sentence: Sentence) -> Sentence:
    """Exchange straight and curly apostrophes inside words; lemmas stay."""
    return tuple(replace(word, form=word.form.translate({39: "’", 8217: "'"})) if len(word.form) > 1 and word.upos != "PUNCT" else word for word in sentence)


def _recase(change: Callable[[Word], str], keep_lemmas: bool, sentence: Sentence) -> Sentence:
    return tuple(replace(word, form=change(word), lemma=word.lemma if keep_lemmas or change(word) == word.form else "") for word in sentence)


def upper_case(sentence: Sentence) -> Sentence:
    """Write everything in capitals; changed words lose their lemma, which no short edit could reach."""
    return _recase(lambda word: word.form.upper(), False, sentence)


def lower_case(sentence: Sentence) -> Sentence:
    """Write everything in small letters."""
    return _recase(lambda word: word.form.lower(), False, sentence)


def title_case(sentence: Sentence) -> Sentence:
    """Capitalise the words as English headlines do."""

    def change(word: Word) -> str:
        if word.upos in SMALL_CLASSES and word is not sentence[0]:
            return word.form
        return word.form[:1].upper() + word.form[1:]

    return _recase(change, True, sentence)


def disturb(sentence: Sentence, rng: random.Random) -> Sentence:
    """Return the sentence, now and then with other quotation marks, without its full stop or in other letter case."""
    if rng.random() < NO_STOP_SHARE:
        sentence = drop_final_stop(sentence)
    if rng.random() < QUOTE_SHARE:
        sentence = restyle_quotes(sentence, rng)
    if rng.random() < APOSTROPHE_SHARE:
        sentence = swap_apostrophes(sentence)
    draw = rng.random()
    for share, change in ((UPPER_SHARE, upper_case), (TITLE_SHARE, title_case), (LOWER_SHARE, lower_case)):
        if draw < share:
            return change(sentence)
        draw -= share
    return sentence
