"""Numbers of people as told: "at least 30", "dozens of militants", "between 10 and 15", "a child"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.lexicon import Lexicon
from sayso.syntax import Tree

__all__ = ["Quantity", "find_quantities"]

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {w: n for n, w in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "k": 1_000, "m": 1_000_000}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+$|\d+(?:\.\d+)?$")
_UNIT_NOUNS = frozenset(
    "year month week day hour minute km kilometre kilometer mile metre meter foot percent % per cent ton tonne dollar euro pound square degree "
    "age year-old pm am p.m. a.m.".split()
)
_NOT_PEOPLE = frozenset(
    "house home building vehicle tank rocket shell missile strike airstrike attack bomb village town city site drone plane school hospital raid "
    "shot truck bus car ship boat country state province group faction time".split()
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number: words ``first`` to ``last`` inclusive, the noun counted (None where it stands alone), and its bounds."""

    first: int
    last: int
    head: int | None
    low: int | None
    high: int | None


def find_quantities(tree: Tree, lexicon: Lexicon) -> list[Quantity]:
    """The numbers of people in a report, in order; dates, distances, ages and numbers of things are none."""
    found: list[Quantity] = []
    for first, stop in tree.sents:
        i = first
        while i < stop:
            number = _number(tree, lexicon, i, stop)
            if number is None:
                i += 1
                continue
            end, low, high = number
            quantity = _bounded(tree, lexicon, i, end, low, high, first)
            if quantity is not None:
                found.append(quantity)
            i = end
    return found


def _number(tree: Tree, lexicon: Lexicon, i: int, stop: int) -> tuple[int, int | None, int | None] | None:
    """End, low and high of the number that begins at a word."""
    vague = _vague(tree, lexicon, i, stop)
    if vague is not None:
        return vague
    end, value = _cardinal(tree, i, stop)
    if value is None:
        return None
    if end < stop - 1 and tree.words[end] in {"-", "–", "to"} and tree.pos[i] == "NUM":
        end2, second = _cardinal(tree, end + 1, stop)
        if second is not None and second > value:
            return end2, value, second
    return end, value, value


def _vague(tree: Tree, lexicon: Lexicon, i: int, stop: int) -> tuple[int, int | None, int | None] | None:
    for length in (3, 2, 1):
        if i + length > stop:
            continue
        entry = lexicon.numbers.get(" ".join(tree.lowers[i : i + length]))
        if entry is not None and entry.bound in {None, "exactly"} and entry.low is not None:
            if entry.words[0] == "dozen" and i and (many := _WORDS.get(tree.lowers[i - 1])):
                return i + length, 12 * many, 12 * many
            return i + length - (length > 1 and tree.lowers[i + length - 1] == "of"), entry.low, entry.high
    return None


def _cardinal(tree: Tree, i: int, stop: int) -> tuple[int, int | None]:
    if i >= stop:
        return i, None
    word = tree.lowers[i]
    value: float | None = None
    end = i + 1
    if _DIGITS.match(word):
        value = float(word.replace(",", ""))
    elif word in _WORDS:
        value = _WORDS[word]
        if end + 1 < stop and tree.words[end] == "-" and tree.lowers[end + 1] in _WORDS and value >= 20:
            value += _WORDS[tree.lowers[end + 1]]
            end += 2
        elif word.endswith("ty") and end < stop and 0 < _WORDS.get(tree.lowers[end], 0) < 10:
            value += _WORDS[tree.lowers[end]]
            end += 1
    elif "-" in word and all(p in _WORDS for p in word.split("-")):
        value = sum(_WORDS[p] for p in word.split("-"))
    elif word in {"a", "one"} and end < stop and tree.lowers[end] in {"hundred", "thousand", "million"}:
        value = 1
    if value is None or (word == "one" and tree.pos[i] != "NUM"):
        return i, None
    while end < stop and tree.lowers[end] in _SCALES:
        value *= _SCALES[tree.lowers[end]]
        end += 1
        if end + 1 < stop and tree.lowers[end] == "and" and tree.lowers[end + 1] in _WORDS:
            value += _WORDS[tree.lowers[end + 1]]
            end += 2
    return end, int(value)


def _bounded(tree: Tree, lexicon: Lexicon, i: int, end: int, low: int | None, high: int | None, floor: int) -> Quantity | None:
    if low is None and high is None:
        return None
    if i and tree.words[i - 1] in {"$", "€", "£", "No.", "no.", "#", "-", "/"} and tree.words[i - 1] != "-":
        return None
    if _is_age(tree, i, end):
        return None
    head = _counted(tree, i, end)
    if head is not None and (tree.lemmas[head] in _UNIT_NOUNS or tree.lemmas[head] in _NOT_PEOPLE):
        return None
    if end < len(tree) and (tree.lemmas[end] in _UNIT_NOUNS or tree.words[end] in {"%", ":"} or tree.lowers[end].startswith("year")):
        return None
    first, low, high = _bound_before(tree, lexicon, i, low, high, floor)
    return Quantity(first, end - 1, head, low, high)


def _is_age(tree: Tree, i: int, end: int) -> bool:
    """ "Daniel Montalvo, 19, was arrested"."""
    if i < 2 or tree.words[i - 1] != "," or end >= len(tree) or tree.words[end] not in {",", "."}:
        return False
    return tree.pos[i - 2] == "PROPN" and tree.sent[i - 2] == tree.sent[i]


def _bound_before(tree: Tree, lexicon: Lexicon, i: int, low: int | None, high: int | None, floor: int) -> tuple[int, int | None, int | None]:
    if i - 2 >= floor and tree.lowers[i - 1] in {"a", "another", "some"}:
        i -= 1
    if i - 3 >= floor and tree.lowers[i - 1] == "and" and tree.lowers[i - 3] == "between" and (lower := _cardinal(tree, i - 2, i)[1]) is not None:
        return i - 3, lower, high
    for length in (4, 3, 2, 1):
        start = i - length
        if start < floor:
            continue
        entry = lexicon.numbers.get(" ".join(tree.lowers[start:i]))
        if entry is None or entry.bound is None:
            continue
        if entry.bound == "at-least":
            return start, low, None
        if entry.bound == "at-most":
            return start, None, high if high is not None else low
        return start, low, high
    return i, low, high


def _counted(tree: Tree, i: int, end: int) -> int | None:
    """The noun that is counted: the number's head, or what follows "of"."""
    last = end - 1
    for k in (last, i):
        if tree.dep[k] in {"nummod", "compound", "amod", "det", "nmod"} and tree.is_noun(tree.head[k]) and tree.head[k] > last and tree.preposition(k) == "":
            return tree.head[k]
    for k in tree.kids[last]:
        if tree.dep[k] == "nmod" and tree.preposition(k) == "of":
            return k
    if end < len(tree) and tree.is_noun(end) and tree.sent[end] == tree.sent[last] and tree.pos[last] == "NUM":
        j = end
        while tree.dep[j] == "compound" and j < tree.head[j] < end + 4:
            j = tree.head[j]
        return j
    return None
