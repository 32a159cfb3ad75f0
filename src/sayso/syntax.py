"""The only file that speaks dependency labels: a light tree over a parsed report, and what the grammar says about its words.

Words are integers, positions in the tree's lists. Labels are Universal Dependencies; a pipeline with the older ClearNLP labels (spaCy's
own English ones) is turned into them on the way in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from sayso.lexicon.match import fold
from sayso.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["DOUBTFUL", "EVENTS", "MARKED", "Arguments", "Marked", "Tree", "quote_spans"]

MARKED = "sayso_attributions"
"""Where a document keeps the attributions that its pipeline marks: `doc.user_data[MARKED]`, triples of word positions."""

DOUBTFUL = "sayso_doubtful_attributions"
"""Where it keeps those that it is too unsure of to mark them, in the same form."""

EVENTS = "sayso_events"
"""Where a document keeps what its words may name: `doc.user_data[EVENTS]`, by word the probability of each event label."""

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass"})
_PASSIVE = frozenset({"nsubj:pass", "aux:pass", "csubj:pass", "obl:agent"})
_NO_NAMES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY"})
_OBLIQUES = frozenset({"obl", "obl:agent", "obl:unmarked", "obl:tmod", "obl:npmod", "nmod", "nmod:unmarked", "nmod:tmod", "nmod:npmod"})
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "advcl:relcl", "csubj", "csubj:pass", "parataxis", "root"})
_NAME_PARTS = frozenset({"flat", "compound", "flat:name", "nmod:desc", "amod", "nummod", "det", "nmod:poss", "fixed"})
_OUTSIDE_PHRASE = frozenset({"acl:relcl", "appos", "cc", "conj", "parataxis", "case", "advcl", "advcl:relcl", "cc:preconj", "mark", "ccomp",
                             "discourse", "vocative", "reparandum", "cop", "nsubj", "nsubj:outer", "expl", "aux", "list", "orphan"})  # fmt: skip
_TIME_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow night morning afternoon evening noon midday midnight dawn "
    "dusk then now".split()
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:am|pm|AM|PM)?|\d{1,2}(?:am|pm|AM|PM)|\d{4}(?:hrs|GMT|Z)")
_HALVES = frozenset({"a.m.", "p.m.", "am", "pm", "a.m", "p.m", "o'clock", "o’clock", "hours", "gmt"})
_CORE = frozenset({"obj", "iobj", "nsubj", "nsubj:pass"})
_CLEARNLP = frozenset({"prep", "pobj", "dobj", "nsubjpass"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_OPENING = {"“": "”", "«": "»", "„": "“", "‟": "”"}


@dataclass(slots=True)
class Arguments:
    """The logical arguments of a verb: passives are turned round, shared and controlled subjects are found."""

    subjects: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    obliques: list[tuple[str, int]] = field(default_factory=list)
    passive: bool = False


class Marked(NamedTuple):
    """An attribution that the pipeline marks: the words of cue, source and content, each in order; the source may be empty."""

    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]


@dataclass
class Tree:
    """A parsed report as plain lists, one item a token. ``head`` of a root is itself."""

    text: str
    words: list[str]
    lemmas: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    start: list[int]
    sent: list[int]
    sents: list[tuple[int, int]]
    ents: list[tuple[int, int, str]]
    tags: list[str]
    kids: list[list[int]] = field(default_factory=list)
    lowers: list[str] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    doubtful: list[Marked] = field(default_factory=list)
    events: dict[int, dict[str, float]] | None = None

    # -- making one -------------------------------------------------------------------------------------------------------------------

    @classmethod
    def from_docs(cls, text: str, docs: Iterable[tuple[int, Doc]]) -> Tree:
        """One tree for the parsed paragraphs of a text, each given with the offset at which it begins."""
        tree = cls(text, [], [], [], [], [], [], [], [], [], [])
        for offset, doc in docs:
            tree._append(offset, doc)
        tree._index()
        return tree

    def _append(self, offset: int, doc: Doc) -> None:
        base = len(self.words)
        tokens = list(doc)
        dep = [intern(t.dep_.lower()) for t in tokens]
        head = [t.head.i for t in tokens]
        pos = [intern(t.pos_) for t in tokens]
        lemmas = [intern(t.lemma_.lower() or t.lower_) for t in tokens]
        if not _CLEARNLP.isdisjoint(dep):
            dep, head = _from_clearnlp(dep, head, pos, lemmas)
        self.words += [intern(t.text) for t in tokens]
        self.lemmas += lemmas
        self.pos += pos
        self.tags += [intern(t.tag_) for t in tokens]
        self.dep += dep
        self.head += [h + base for h in head]
        self.start += [t.idx + offset for t in tokens]
        self.ents += [(e.start + base, e.end + base, "GPE" if e.label_ == "FAC" else e.label_) for e in doc.ents if e.label_ not in _NO_NAMES]
        for key, voices in ((MARKED, self.marked), (DOUBTFUL, self.doubtful)):
            voices += [Marked(*(tuple(k + base for k in words) for words in voice)) for voice in doc.user_data.get(key, ())]
        if EVENTS in doc.user_data:
            self.events = self.events or {}
            self.events.update((k + base, labels) for k, labels in doc.user_data[EVENTS].items())
        for s in doc.sents if len(doc) else ():
            self.sent += [len(self.sents)] * (s.end - s.start)
            self.sents.append((s.start + base, s.end + base))

    def _index(self) -> None:
        self.kids = [[] for _ in self.words]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        self.lowers = [intern(w.lower()) for w in self.words]

    def hang(self, i: int, head: int, label: str) -> None:
        """Hang a word from another one, unless that one stands below it; only before anything has been asked of the tree."""
        if head == i or i in self.ancestors(head):
            return
        if self.head[i] != i:
            self.kids[self.head[i]].remove(i)
        self.head[i], self.dep[i] = head, label
        self.kids[head] = sorted([*self.kids[head], i])

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def folded(self) -> list[str]:
        """The words as the name trie sees them; punctuation is empty."""
        return [fold(w).replace(".", "") if any(map(str.isalnum, w)) else "" for w in self.words]

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """First and last word of each word's subtree."""
        left = list(range(len(self.words)))
        right = list(range(len(self.words)))
        for i in self._bottom_up():
            h = self.head[i]
            if h != i:
                left[h] = min(left[h], left[i])
                right[h] = max(right[h], right[i])
        return list(zip(left, right, strict=True))

    def _bottom_up(self) -> list[int]:
        order: list[int] = [i for i, h in enumerate(self.head) if h == i]
        for i in order:
            order.extend(self.kids[i])
        return order[::-1]

    @cached_property
    def entity_of(self) -> dict[int, tuple[int, int, str]]:
        """The name that a word is part of."""
        return {i: e for e in self.ents for i in range(e[0], e[1])}

    # -- spans ------------------------------------------------------------------------------------------------------------------------

    def end(self, i: int) -> int:
        """The offset after word ``i``."""
        return self.start[i] + len(self.words[i])

    def span(self, first: int, last: int) -> Span:
        """The span from word ``first`` to word ``last``, both inclusive."""
        a, b = self.start[first], self.end(last)
        return Span(self.text[a:b], a, b)

    def at(self, offset: int) -> int:
        """The word that stands at or after an offset."""
        i = bisect_right(self.start, offset) - 1
        return i if i >= 0 and offset < self.end(i) else min(i + 1, len(self.words) - 1)

    def subtree(self, i: int) -> Iterator[int]:
        """The words below ``i`` and itself, in no order."""
        stack = [i]
        while stack:
            j = stack.pop()
            yield j
            stack.extend(self.kids[j])

    def phrase(self, i: int) -> tuple[int, int]:
        """First and last word of the noun phrase around ``i``: with its modifiers, without relative clauses, appositions and conjuncts."""
        keep = [i]
        copula = self.child(i, "cop")
        for k in self.kids[i]:
            if (
                copula is not None
                and (k < copula or self.dep[k] == "advmod")
                or self.dep[k] in _OUTSIDE_PHRASE
                or self.dep[k] == "punct"
                or (self.dep[k] == "acl" and not self._tight(i, k))
            ):
                continue
            if self.dep[k] in _OBLIQUES and (self.pos[i] in {"VERB", "ADJ"} or (k > i and self.is_time(k))):
                continue
            if k > i and (self.preposition(k) == "including" or self._over_a_verb(i, k)):
                continue
            keep.extend(j for j in self._bounded(k) if j > i or self._reaches(j, i))
        lo, hi = min(keep), max(keep)
        comma = next((j for j in range(i + 1, hi + 1) if self.words[j] in {",", ";", ":", "\n"} and self.head[j] == i), None)
        if comma is not None:
            hi = comma - 1
        lo, hi = self._trimmed(lo, hi)
        return self._whole_names(i, lo, hi)

    def _over_a_verb(self, i: int, k: int) -> bool:
        """Whether a verb stands between a noun and a number, an article or an adjective that is said to hang on it."""
        loose = self.dep[k] in {"nummod", "det", "amod", "nmod:poss"}
        return loose and any(self.pos[j] in {"AUX", "VERB"} and self.head[j] not in {i, k} for j in range(i + 1, k))

    def _whole_names(self, i: int, lo: int, hi: int) -> tuple[int, int]:
        """The phrase with the names at its edges complete, whatever the parser made of their parts."""
        for edge in (lo, hi, i):
            entity = self.entity_of.get(edge)
            if entity is not None and self.sent[entity[0]] == self.sent[entity[1] - 1] == self.sent[i]:
                lo, hi = min(lo, entity[0]), max(hi, entity[1] - 1)
        return lo, hi

    def _tight(self, noun: int, k: int) -> bool:
        """Whether a participle clause is close enough to belong to the phrase ("fighters backed by Turkey")."""
        return k > noun and self.edges[k][1] - noun <= 7 and self.words[k - 1] != ","

    def _reaches(self, j: int, i: int) -> bool:
        return i - j < 12

    def _bounded(self, k: int) -> Iterator[int]:
        """The subtree of ``k`` without side matter that begins with a comma or a relative clause."""
        stack = [k]
        while stack:
            j = stack.pop()
            yield j
            for c in self.kids[j]:
                if self.dep[c] not in {"acl:relcl", "parataxis", "appos", "punct"} or (self.dep[c] == "punct" and self.words[c] in {"-", "'"}):
                    stack.append(c)

    def _trimmed(self, lo: int, hi: int) -> tuple[int, int]:
        while (
            lo < hi and self.pos[lo] in {"PUNCT", "SPACE", "CCONJ", "ADP"} and self.words[lo] not in {"'", "’"} and self.lowers[lo + 1] not in {"least", "most"}
        ):
            lo += 1
        while hi > lo and self.pos[hi] in {"PUNCT", "SPACE", "CCONJ"}:
            hi -= 1
        return lo, hi

    def clause_span(self, i: int, *, without: Iterable[int] = ()) -> tuple[int, int]:
        """First and last word of a clause's subtree, ends trimmed of punctuation, without the subtrees in ``without``."""
        out = {j for w in without for j in self.subtree(w)}
        inside = [j for j in self.subtree(i) if j not in out]
        return self._trimmed(min(inside), max(inside)) if inside else (i, i)

    # -- grammar ----------------------------------------------------------------------------------------------------------------------

    def is_verb(self, i: int) -> bool:
        """Whether the word is used as a verb."""
        return self.pos[i] in {"VERB", "AUX"}

    def is_noun(self, i: int) -> bool:
        """Whether the word is a noun or a name."""
        return self.pos[i] in {"NOUN", "PROPN"}

    def conjuncts(self, i: int) -> list[int]:
        """The word and what is coordinated with it, in order."""
        out = [i]
        for j in out:
            out.extend(k for k in self.kids[j] if self.dep[k] == "conj")
        return sorted(out)

    def first_conjunct(self, i: int) -> int:
        """The head of the coordination that a word is in."""
        while self.dep[i] == "conj":
            i = self.head[i]
        return i

    def child(self, i: int, *labels: str) -> int | None:
        """The first child with one of the labels."""
        return next((k for k in self.kids[i] if self.dep[k] in labels), None)

    def preposition(self, i: int) -> str:
        """The preposition that introduces a noun ("north of" gives "of"), lower case, or empty."""
        case = [k for k in self.kids[i] if self.dep[k] == "case" and self.lowers[k] not in {"'s", "’s", "'", "’"}]
        if not case and self.dep[i] == "conj":
            return self.preposition(self.head[i])
        if not case:
            return self._edge_preposition(i)
        first = case[0]
        fixed = sorted(k for k in self.kids[first] if self.dep[k] == "fixed")
        if fixed:
            return " ".join(self.lowers[k] for k in (first, *fixed))
        return self.lowers[case[-1]] if len(case) > 1 and self.lowers[first] in {"out", "up", "down", "over", "from"} else self.lowers[first]

    def _edge_preposition(self, i: int) -> str:
        """The preposition at the front of a phrase whose parser hung it on a modifier ("in the rebel-held town")."""
        edge = self.edges[i][0]
        holder = self.head[edge]
        if edge < i and self.dep[edge] == "case" and holder != i and self.dep[holder] in {"compound", "amod", "nmod:poss"}:
            return self.lowers[edge]
        return ""

    def is_passive(self, i: int) -> bool:
        """Whether a verb is passive, a bare past participle after a noun among them ("a town taken by rebels")."""
        if any(self.dep[k] in {"nsubj:pass", "aux:pass", "csubj:pass"} for k in self.kids[i]):
            return True
        if self.dep[i] == "acl":
            return self._past_participle(i) and not self._own_voice(i)
        if self.dep[i] == "conj" and self._past_participle(i) and not self._own_voice(i):
            return self.is_passive(self.head[i])
        return self.dep[i] in {"advcl", "amod"} and self._past_participle(i) and not any(self.dep[k] in {"nsubj", "aux"} for k in self.kids[i])

    def _past_participle(self, i: int) -> bool:
        tag = self.tags[i]
        return tag == "VBN" if tag else self.lowers[i].endswith(("ed", "en", "t", "n"))

    def _own_voice(self, i: int) -> bool:
        return any(self.dep[k] in {"nsubj", "aux", "obj"} for k in self.kids[i])

    def arguments(self, i: int) -> Arguments:
        """The logical subject, object and obliques of a verb."""
        if self.dep[i] == "cop":
            return self._copular(i)
        args = Arguments(passive=self.is_passive(i))
        direct: list[int] = []
        for k in self.kids[i]:
            label = self.dep[k]
            if label in _SUBJECTS:
                direct.append(self._antecedent(k, i))
            elif label == "obj" or (label == "iobj"):
                args.objects.append(self._antecedent(k, i))
            elif label in _OBLIQUES:
                self._add_oblique(args, k)
            elif label == "ccomp" and k > i and not self._finite(k):
                args.objects.extend(c for c in self.kids[k] if self.dep[c] in {"nsubj", "nsubj:pass"} and i < c < k)
        self._bare_object(args, i)
        self._relative_gap(args, i, direct)
        if not direct:
            direct = self._inherited_subjects(i)
        if args.passive:
            args.objects = [*direct, *args.objects]
        else:
            args.subjects = direct
        self._shared_object(args, i)
        self._shared_agent(args, i)
        args.subjects = self._spread(args.subjects)
        args.objects = self._spread(args.objects)
        return args

    def _bare_object(self, args: Arguments, i: int) -> None:
        """A noun without a preposition right after a verb and its particle is its object ("burned down the village")."""
        if args.objects or args.passive:
            return
        for prep, k in args.obliques:
            if not prep and i < k <= i + 6 and self.dep[k] == "obl" and self.pos[k] == "NOUN" and not self.is_time(k):
                args.objects.append(k)
                args.obliques.remove((prep, k))
                return

    def _copular(self, i: int) -> Arguments:
        """ "He is still in Damascus": the subject of the predicate, which itself is the oblique."""
        predicate = self.head[i]
        subjects = [self._antecedent(k, predicate) for k in self.kids[predicate] if self.dep[k] in _SUBJECTS]
        return Arguments(subjects=self._spread(subjects), obliques=[(self.preposition(predicate), predicate)])

    def _add_oblique(self, args: Arguments, k: int) -> None:
        prep = self.preposition(k)
        if self.dep[k] == "obl:agent" or (prep == "by" and args.passive and not self.is_time(k)):
            args.subjects.extend(self.conjuncts(k))
            args.obliques.append(("by", k))
            return
        args.obliques.extend((self.preposition(c) or prep, c) for c in self.conjuncts(k))

    def is_time(self, k: int) -> bool:
        """Whether the word is a day, a part of one, or the time of day ("20:00", "6 a.m.")."""
        following = self.lowers[k + 1] if k + 1 < len(self.lowers) else ""
        return self.lowers[k] in _TIME_WORDS or bool(_CLOCK.fullmatch(self.words[k])) or (self.words[k].isdigit() and following in _HALVES)

    def _spread(self, heads: list[int]) -> list[int]:
        seen: list[int] = []
        for h in heads:
            for c in self.conjuncts(h):
                if c not in seen and not (self.is_verb(c) and not self.is_verb(h)):
                    seen.append(c)
        return seen

    def _antecedent(self, k: int, verb: int) -> int:
        """The noun that a relative pronoun stands for, else the word itself."""
        if self.lowers[k] in _RELATIVE and self.pos[k] in {"PRON", "DET", "SCONJ"}:
            clause = verb
            while self.dep[clause] in {"conj", "xcomp", "ccomp"} and self.dep[clause] != "acl:relcl":
                clause = self.head[clause]
            if self.dep[clause] in {"acl:relcl", "acl"} and self.head[clause] < k:
                before = k - 2 if self.words[k - 1] == "," else k - 1
                people = self.pos[self.head[clause]] == "PRON" and self.lowers[k] == "which" and self.is_noun(before)
                return self._name_head(before) if people else self.head[clause]
        return k

    def _name_head(self, i: int) -> int:
        """The head of the name that a word is part of."""
        while self.dep[i] in {"flat", "compound"}:
            i = self.head[i]
        return i

    def _relative_gap(self, args: Arguments, i: int, direct: list[int]) -> None:
        """In "the town (that) rebels took" the noun is the object."""
        if self.dep[i] == "acl:relcl" and direct and self.head[i] not in direct and not args.objects and not args.passive:
            marked = any(self.preposition(k) for k in self.kids[i] if self.lowers[k] in _RELATIVE | {"where", "when"})
            adverb = any(self.lowers[k] in {"where", "when", "why"} for k in self.kids[i])
            if not marked and not adverb and not self._intransitive(i):
                args.objects.append(self.head[i])

    def _intransitive(self, i: int) -> bool:
        return any(self.dep[k] in {"ccomp", "xcomp"} for k in self.kids[i])

    def _inherited_subjects(self, i: int) -> list[int]:
        label, h = self.dep[i], self.head[i]
        if label == "conj" and self.is_verb(h) or (label == "conj" and self.child(h, "cop") is not None):
            upper = self.arguments(h)
            return self._surface_subjects(h, upper)
        if label == "xcomp":
            upper = self.arguments(h)
            if upper.passive:
                return list(upper.objects)
            return list(upper.objects) if upper.objects and not self._subject_control(h) else list(upper.subjects)
        if label == "acl":
            between = [k for k in self.kids[h] if self.dep[k] == "nmod" and h < k < i and self.preposition(k) in {"about", "of"}]
            return between[-1:] if between and self.is_gerund(i) else [h]
        if label in {"advcl", "ccomp", "parataxis"} and not self._finite(i):
            if self.is_gerund(i) and any(self.dep[k] in {"mark", "case"} and self.lowers[k] in {"of", "for", "from", "into"} for k in self.kids[i]):
                upper = self.arguments(h)
                if upper.objects and min(upper.objects) < i:
                    return list(upper.objects)
            return self._surface_subjects(h, self.arguments(h)) if self.is_verb(h) else []
        return []

    def _surface_subjects(self, h: int, upper: Arguments) -> list[int]:
        return list(upper.objects[:1]) if upper.passive else list(upper.subjects)

    def _subject_control(self, h: int) -> bool:
        return self.lemmas[h] in {"promise", "threaten", "vow", "use", "take", "do", "launch", "carry"}

    def _finite(self, i: int) -> bool:
        if self.is_infinitive(i):
            return False
        tag = self.tags[i]
        bare = self.lowers[i] == self.lemmas[i] and any(self.dep[k] == "nsubj" and self.tags[k] in {"NN", "NNP"} for k in self.kids[i])
        if bare and not any(self.dep[k] in {"aux", "mark"} for k in self.kids[i]):
            return False
        if any(self.dep[k] in {"aux", "aux:pass", "cop"} and self.lowers[k] not in {"to", "having", "being"} for k in self.kids[i]):
            return True
        return tag in {"VBD", "VBZ", "VBP", "MD"}

    def is_infinitive(self, i: int) -> bool:
        """Whether the verb stands with "to"."""
        return any(self.lowers[k] == "to" and self.dep[k] in {"mark", "aux"} for k in self.kids[i])

    def is_gerund(self, i: int) -> bool:
        """Whether the verb is an -ing form without an auxiliary."""
        return self.lowers[i].endswith("ing") and not any(self.dep[k].startswith("aux") for k in self.kids[i])

    def _shared_object(self, args: Arguments, i: int) -> None:
        """In "took and held the town" the object goes with both verbs."""
        if args.objects or args.passive:
            return
        for k in self.kids[i]:
            if self.dep[k] == "conj" and self.is_verb(k) and not any(self.dep[c] in _SUBJECTS for c in self.kids[k]) and k - i <= 4:
                args.objects.extend(c for c in self.kids[k] if self.dep[c] == "obj")
                return
        before = self.head[i]
        if self.dep[i] == "conj" and self.is_verb(before) and not any(self.dep[c] in _SUBJECTS for c in self.kids[i]):
            args.objects.extend(c for c in self.kids[before] if self.dep[c] == "obj" and c > i and not self.is_time(c))

    def _shared_agent(self, args: Arguments, i: int) -> None:
        """In "were rounded up and executed by the group" the agent goes with both verbs."""
        if not args.passive or args.subjects:
            return
        for k in self.kids[i]:
            if self.dep[k] == "conj" and self.is_verb(k) and not any(self.dep[c] in _SUBJECTS for c in self.kids[k]):
                for c in self.kids[k]:
                    if self.dep[c] == "obl:agent":
                        args.subjects.append(c)
                        return
        if self.dep[i] == "conj" and self.is_verb(self.head[i]):
            args.subjects.extend(c for c in self.kids[self.head[i]] if self.dep[c] == "obl:agent" and c > i)

    def is_told_to(self, i: int) -> bool:
        """Whether a verb says to somebody what to do or not to do ("told them to leave", "warned them against leaving", "gave them a day to leave")."""
        whom = [k for k in self.kids[i] if k > i and self.dep[k] in {"obj", "iobj"}] or ([i] if self.is_passive(i) else [])
        for k in (c for o in (i, *whom) for c in self.kids[o]):
            against = any(self.lowers[c] == "against" for c in self.kids[k] if self.dep[c] in {"mark", "case"})
            if whom and k > max(i, min(whom)) and self.dep[k] in {"xcomp", "ccomp", "advcl", "acl"} and (self.is_infinitive(k) or against):
                return True
            if whom and k > max(i, min(whom)) and self.dep[k] in {"obl", "nmod"} and against:
                return True
        return False

    def clause_of(self, i: int) -> int:
        """The verb (or predicate) of the clause that a word stands in."""
        while self.head[i] != i and self.dep[i].split(":")[0] not in {"ccomp", "advcl", "acl", "csubj", "parataxis", "root"}:
            if self.dep[i] == "conj" and self.is_verb(i):
                return i
            if self.dep[i] == "xcomp":
                return i
            i = self.head[i]
        return i

    def ancestors(self, i: int) -> Iterator[int]:
        """The words above ``i``, nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i

    def is_clausal(self, i: int) -> bool:
        """Whether the word heads a clause."""
        return self.dep[i] in _CLAUSES or (self.dep[i] == "conj" and self.is_verb(i))

    def name_parts(self, i: int) -> list[int]:
        """The word and the words before and after it that make up its name or title."""
        parts = [i, *(j for k in self.kids[i] if self.dep[k] in _NAME_PARTS for j in self.subtree(k))]
        return sorted(parts)


def quote_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the quotations in a text, marks included; a quotation left open ends with its paragraph.

    A straight mark opens where a word follows and none stands before it, and closes the other way round, so that one stray mark does not
    turn the rest of a report inside out; doubled marks count as one, two single ones ('') and two grave accents (``) too.
    """
    text = text.replace("''", '""').replace("``", '""')
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    closing = ""
    for i, c in enumerate(text):
        if c == "\n":
            if opened is not None:
                spans.append((opened, i))
            opened = None
        elif c == '"':
            if text[i + 1 : i + 2] == '"':
                continue
            opens = _opens(text, i)
            if opened is None or (opens and closing == '"' and not _closes(text, i)):
                opened, closing = (i, '"') if opens else (opened, closing)
            elif closing in {'"', "”"}:
                spans.append((opened, i + 1))
                opened = None
        elif c in _OPENING:
            opened, closing = i, _OPENING[c]
        elif opened is not None and c == closing:
            spans.append((opened, i + 1))
            opened = None
    if opened is not None:
        spans.append((opened, len(text)))
    return [s for s in spans if s[1] - s[0] > 2]


def _opens(text: str, i: int) -> bool:
    """Whether a straight mark has a word after it and none before it."""
    before = text[:i].rstrip('"')[-1:]
    return (not before or before.isspace() or before in "([—–-:") and bool(text[i + 1 : i + 2].strip())


def _closes(text: str, i: int) -> bool:
    """Whether a straight mark has a word or a stop before it and none after it."""
    after = text[i + 1 : i + 2]
    return bool(text[:i].rstrip('"')[-1:].strip()) and (not after or after.isspace() or after in ".,;:!?)]—–-")


def _from_clearnlp(dep: list[str], head: list[int], pos: list[str], lemmas: list[str]) -> tuple[list[str], list[int]]:
    """Universal labels and heads from ClearNLP's: prepositions and copulas become dependents of the noun or predicate they go with."""
    plain = {
        "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "auxpass": "aux:pass", "dobj": "obj", "dative": "iobj", "relcl": "acl:relcl",
        "poss": "nmod:poss", "prt": "compound:prt", "neg": "advmod", "npadvmod": "obl:unmarked", "nn": "compound", "preconj": "cc:preconj",
        "predet": "det:predet", "complm": "mark", "intj": "discourse", "oprd": "xcomp", "acomp": "xcomp", "pcomp": "advcl", "quantmod": "advmod",
    }  # fmt: skip
    new = [plain.get(d, d) for d in dep]
    heads = list(head)
    for i, d in enumerate(dep):
        if d in {"pobj", "pcomp"} and dep[head[i]] in {"prep", "agent", "dative"}:
            _promote(i, head[i], dep, heads, new, pos)
    for i, d in enumerate(dep):
        if d in {"attr", "acomp"} and lemmas[head[i]] == "be":
            _swap_copula(i, heads, new)
    return new, heads


def _promote(noun: int, prep: int, dep: list[str], heads: list[int], new: list[str], pos: list[str]) -> None:
    governor = heads[prep]
    heads[noun] = governor
    verbal = pos[governor] in {"VERB", "AUX", "ADJ", "ADV"}
    new[noun] = "obl:agent" if dep[prep] == "agent" else ("obl" if verbal else "nmod")
    if dep[noun] == "pcomp":
        new[noun] = "advcl"
    heads[prep] = noun
    new[prep] = "case" if dep[noun] == "pobj" else "mark"


def _swap_copula(predicate: int, heads: list[int], new: list[str]) -> None:
    be = heads[predicate]
    heads[predicate] = heads[be] if heads[be] != be else predicate
    new[predicate] = new[be]
    for i, h in enumerate(heads):
        if h == be and i not in {be, predicate}:
            heads[i] = predicate
    heads[be], new[be] = predicate, "cop"
