"""Direct speech: quotations joined to the cue beside them, carried on over sentences, and speech after a colon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sayso.attribution.cues import is_filler
from sayso.lexicon import Lexicon
from sayso.model import Statement
from sayso.syntax import Tree, quote_spans

__all__ = ["colon_statements", "extend_with_quotes", "quotes_in_words"]

_SCARE = 4
_LONGEST_LABEL = 8
_MARKS = frozenset({"-", "–", "—", "--", ":"})
_FULL_STOPS = frozenset({".", "!", "?"})


def quotes_in_words(tree: Tree) -> list[tuple[int, int]]:
    """The quotations of a report as word ranges, marks included."""
    out: list[tuple[int, int]] = []
    for start, end in quote_spans(tree.text):
        first, last = tree.at(start), tree.at(end - 1)
        if first <= last and last - first >= 1:
            out.append((first, last))
    return out


def extend_with_quotes(tree: Tree, lexicon: Lexicon, statements: list[Statement], quotes: list[tuple[int, int]]) -> list[Statement]:
    """The statements with the quotations that belong to them, and further ones for cues and quotations that stood alone."""
    taken: dict[tuple[int, int], Statement] = {}
    for statement in statements:
        if statement.effect in {"act", "attitude"} or statement.cue is None:
            continue
        for quote in _beside(tree, statement.cue[0], quotes):
            if quote not in taken and _long(tree, quote):
                _join(statement, quote)
                taken[quote] = statement
    found = list(statements)
    held = {quote for quote in quotes if quote in taken}
    cued = {s.cue[0] for s in found if s.cue is not None}
    last: tuple[int, int] | None = None
    for quote in quotes:
        if quote in held or not _long(tree, quote):
            last = quote if quote in taken else last
            continue
        speech = _lone_cue(tree, lexicon, quote, cued)
        if speech is not None:
            found.append(speech)
        elif last is not None and _goes_on(tree, last, quote):
            speech = taken[last]
            _join(speech, quote)
        if speech is not None:
            taken[quote] = speech
            last = quote
    return found


def _long(tree: Tree, quote: tuple[int, int]) -> bool:
    """Whether a quotation is speech: several words with a verb, not a name or scare quotes."""
    inside = range(quote[0] + 1, quote[1])
    return len(inside) >= _SCARE and any(tree.is_verb(k) for k in inside)


def _beside(tree: Tree, cue: int, quotes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quotations that share a sentence with a cue and do not hold it."""
    first, stop = tree.sents[tree.sent[cue]]
    start = bisect_left(quotes, first, key=lambda q: q[1])
    end = bisect_left(quotes, stop, key=lambda q: q[0])
    return [(a, b) for a, b in quotes[start:end] if not a <= cue <= b]


def _join(statement: Statement, quote: tuple[int, int]) -> None:
    pieces = [(a, b) for a, b in statement.content if not (quote[0] <= a and b <= quote[1])]
    statement.content = sorted([*pieces, quote])
    statement.quoted = True


def _lone_cue(tree: Tree, lexicon: Lexicon, quote: tuple[int, int], cued: set[int]) -> Statement | None:
    """A verb of saying in the quotation's sentences that the grammar left without content."""
    for sent in {tree.sent[quote[0]], tree.sent[quote[1]]}:
        for i in range(*tree.sents[sent]):
            if quote[0] <= i <= quote[1] or i in cued or not tree.is_verb(i) or tree.lemmas[i] not in lexicon.cue_verbs or is_filler(tree, i):
                continue
            cue = lexicon.cue_verbs[tree.lemmas[i]][0]
            sources = [s for s in tree.arguments(i).subjects if not quote[0] <= s <= quote[1]]
            if sources and cue.effect != "attitude":
                return Statement((i, i), sources, [quote], cue.effect, "quotation beside a verb of saying", cue.entry.line, quoted=True)
    return None


def _goes_on(tree: Tree, last: tuple[int, int], quote: tuple[int, int]) -> bool:
    """Whether a quotation without a cue goes on with the speaker of the one before it: it opens its sentence, and that one ends just before."""
    opening = tree.sents[tree.sent[quote[0]]][0]
    if tree.sent[quote[0]] - tree.sent[last[1]] > 1 or any(tree.pos[k] not in {"PUNCT", "SPACE"} for k in range(opening, quote[0])):
        return False
    return "\n\n\n" not in tree.text[tree.start[last[1]] : tree.start[quote[0]]]


def colon_statements(tree: Tree, lexicon: Lexicon, quotes: list[tuple[int, int]]) -> list[Statement]:
    """Speech that a paragraph ending in "said:" introduces, "Name: ..." at the head of a line, and a headline's source at its end."""
    found: list[Statement] = []
    transcript = sum(_in_capitals(tree, n) for n in range(len(tree.sents))) > 1
    for n, (first, stop) in enumerate(tree.sents):
        last = stop - 1
        if tree.words[last] == ":" and n + 1 < len(tree.sents):
            statement = _introduced(tree, lexicon, n, quotes) or _speaker(tree, lexicon, n, transcript=transcript)
        elif tree.words[first] in _MARKS and n and _same_line(tree, n):
            statement = _source_at_the_end(tree, lexicon, n)
        else:
            statement = _labelled(tree, lexicon, first, stop, quotes) or _signed(tree, lexicon, first, stop)
        if statement is not None:
            found.append(statement)
    return found


def _same_line(tree: Tree, n: int) -> bool:
    """Whether a sentence stands in the line of the one before it."""
    first = tree.sents[n][0]
    return "\n" not in tree.text[tree.end(first - 1) : tree.start[first]]


def _in_capitals(tree: Tree, n: int) -> bool:
    """Whether a sentence is a label in capitals ("MODERATOR:"); a report has one as its dateline, a transcript has many."""
    first, stop = tree.sents[n]
    return tree.words[stop - 1] == ":" and stop - first <= _LONGEST_LABEL and tree.words[first].isupper() and len(tree.words[first]) > 1


def _speaker(tree: Tree, lexicon: Lexicon, n: int, *, transcript: bool) -> Statement | None:
    """ "SALVATIERRA: It is quiet.", "Kyiv: Russia returns bodies": a label of its own speaks to the end of its line; a dateline does not, nor
    does the only label in capitals where it opens the report ("QUETTA: ...")."""
    first, stop = tree.sents[n]
    if (first and _same_line(tree, n)) or not _same_line(tree, n + 1) or stop - first > _LONGEST_LABEL or any(tree.is_verb(k) for k in range(first, stop)):
        return None
    end = n + 1
    while end + 1 < len(tree.sents) and _same_line(tree, end + 1):
        end += 1
    last = tree.sents[end][1] - 1
    label = [k for k in range(first, stop - 1) if tree.is_noun(k) or tree.pos[k] == "X"]
    if not label:
        return None
    place = any(tree.entity_of[k][2] in {"GPE", "LOC"} for k in label if k in tree.entity_of)
    if place and any(_says(tree, lexicon, k) for k in range(stop, last + 1)):
        return None
    speaks = _speaks(tree, lexicon, label, headline=tree.words[last] not in _FULL_STOPS)
    if not speaks and not (_in_capitals(tree, n) and (transcript or (first and not place))):
        return None
    head = next((k for k in label if not first <= tree.head[k] < stop or tree.head[k] == k), label[0])
    return Statement((stop - 1, stop - 1), [head], [(stop, last)], "asserted", "label before a colon", None)


def _says(tree: Tree, lexicon: Lexicon, k: int) -> bool:
    """Whether somebody speaks at a verb."""
    cues = lexicon.cue_verbs.get(tree.lemmas[k], ()) if tree.is_verb(k) else ()
    return any(len(cue.words) == 1 and cue.entry.strength == "core" for cue in cues) and bool(tree.arguments(k).subjects)


def _speaks(tree: Tree, lexicon: Lexicon, label: list[int], *, headline: bool) -> bool:
    """Whether a short name is one of somebody who speaks: a person, a body, an office; a state's capital in headlines ("Sudan: ..." says where)."""
    if any(tree.lemmas[k] in lexicon.people for k in label):
        return True
    if any(tree.entity_of[k][2] in {"PERSON", "PER", "ORG"} for k in label if k in tree.entity_of):
        return True
    name = tree.span(label[0], label[-1]).text
    return headline and any(name == state.capital for state in lexicon.states.values())


def _source_at_the_end(tree: Tree, lexicon: Lexicon, n: int) -> Statement | None:
    """ "Eighteen killed in clashes - police": the line before the dash is the source's word."""
    first, stop = tree.sents[n]
    label = [k for k in range(first + 1, stop) if tree.is_noun(k)]
    if not label or any(tree.is_verb(k) for k in range(first + 1, stop)) or not _speaks(tree, lexicon, label, headline=True):
        return None
    before = n - 1
    while before and _same_line(tree, before):
        before -= 1
    if not any(tree.is_verb(k) for k in range(tree.sents[before][0], first)):
        return None
    head = next((k for k in label if not first < tree.head[k] < stop or tree.head[k] == k), label[-1])
    return Statement((first, first), [head], [(tree.sents[before][0], first - 1)], "asserted", "source after a dash", None)


def _introduced(tree: Tree, lexicon: Lexicon, n: int, quotes: list[tuple[int, int]]) -> Statement | None:
    """The paragraphs after "X said:", as far as the speaker goes on in the first person; the next one in any case."""
    first, stop = tree.sents[n]
    for i in range(stop - 1, first - 1, -1):
        if tree.is_verb(i) and tree.lemmas[i] in lexicon.cue_verbs:
            sources = tree.arguments(i).subjects
            if not sources:
                return None
            end = _speech_end(tree, n + 1)
            return Statement((i, i), list(sources), [(tree.sents[n + 1][0], end)], "asserted", "speech after a colon", None, quoted=True)
    return None


def _speech_end(tree: Tree, n: int) -> int:
    last = n
    for m in range(n, len(tree.sents)):
        first, _stop = tree.sents[m]
        gap = tree.text[tree.end(tree.sents[m - 1][1] - 1) : tree.start[first]]
        if "\n" in gap and m > n and not _first_person(tree, m):
            break
        last = m
    return tree.sents[last][1] - 1


def _first_person(tree: Tree, n: int) -> bool:
    """Whether the paragraph that begins with sentence ``n`` speaks of "I", "we" or "our"."""
    for m in range(n, len(tree.sents)):
        first, stop = tree.sents[m]
        if m > n and "\n" in tree.text[tree.end(tree.sents[m - 1][1] - 1) : tree.start[first]]:
            return False
        if any(tree.lowers[k] in {"i", "we", "our", "my", "us"} for k in range(first, stop)):
            return True
    return False


def _labelled(tree: Tree, lexicon: Lexicon, first: int, stop: int, quotes: Sequence[tuple[int, int]]) -> Statement | None:
    """ "Army spokesman: 40 militants killed"; the label is short, names somebody, and opens its line."""
    if first and "\n" not in tree.text[tree.end(first - 1) : tree.start[first]]:
        return None
    while first < stop - 3 and (tree.pos[first] in {"PUNCT", "SYM"} or tree.is_time(first)):
        first += 1
    colon = next((k for k in range(first + 1, min(first + _LONGEST_LABEL + 1, stop - 2)) if tree.words[k] == ":"), None)
    if colon is None or any(tree.is_verb(k) for k in range(first, colon)):
        return None
    head = next((k for k in range(first, colon) if tree.head[k] == k or not first <= tree.head[k] < colon), first)
    if not tree.is_noun(head):
        return None
    named = tree.entity_of.get(head)
    if (named is not None and named[2] in {"PERSON", "ORG", "PER"}) or tree.lemmas[head] in lexicon.people:
        said = next((quote for quote in quotes if quote[0] == colon + 1), None)
        content = said or (colon + 1, stop - 1)
        return Statement((colon, colon), [head], [content], "asserted", "label before a colon", None, quoted=said is not None)
    return None


def _signed(tree: Tree, lexicon: Lexicon, first: int, stop: int) -> Statement | None:
    """A headline that ends with its source: "Eighteen killed in clashes - police"."""
    dash = next((k for k in range(stop - 2, max(first + 3, stop - 7), -1) if tree.words[k] in {"-", "–", "—"}), None)
    if dash is None or tree.end(dash - 1) == tree.start[dash]:
        return None
    heads = [k for k in range(dash + 1, stop) if tree.is_noun(k)]
    if not heads or any(tree.is_verb(k) for k in range(dash + 1, stop)) or not any(tree.is_verb(k) for k in range(first, dash)):
        return None
    head = heads[-1]
    named = tree.entity_of.get(head)
    if tree.lemmas[head] in lexicon.people or (named is not None and named[2] in {"PERSON", "ORG", "PER"}):
        return Statement((dash, dash), [head], [(first, dash - 1)], "asserted", "source after a dash", None)
    return None
