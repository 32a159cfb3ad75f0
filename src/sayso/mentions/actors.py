"""Who is meant by a noun phrase: known names, people's nouns, titles, demonyms, and what pronouns and descriptions stand for."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from sayso.lexicon import Lexicon, fold
from sayso.lexicon.schema import ActorEntry, PeopleEntry, StateEntry
from sayso.model import Kind, Participant
from sayso.syntax import Tree

__all__ = ["Actors", "Named"]

_PERSON = frozenset({"PERSON", "PER"})
_SINGULAR = frozenset({"he", "she", "him", "his", "her", "himself", "herself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_NEUTER = frozenset({"it", "its", "itself"})
_FIRST = frozenset({"i", "me", "my", "we", "us", "our", "myself", "ourselves"})
_TITLES_CUT = frozenset("the a an mr mrs ms dr gen lt col maj brig capt sgt adm cmdr rev prof sen gov".split())
_AGENTIVE = ("er", "or", "ist", "man", "woman", "ian", "eer", "herd", "people")
_UNITS = frozenset({"force", "forces", "unit"})
_SHORT = 4
_OF_A_SORT = frozenset({"military", "civilian", "medical", "royal", "private", "general", "local", "national", "elderly"})
_FORCES = frozenset({"military", "police", "armed-group", "government", "state"})


@dataclass(frozen=True, slots=True)
class Named:
    """A known or recognised name: words ``first`` to ``last`` inclusive."""

    first: int
    last: int
    name: str
    kind: Kind
    country: str | None
    side: str | None = None
    entry: str | None = None
    state: bool = False
    person: bool = False
    demonym: bool = False


_ONE_OF_THEM = frozenset({"one", "another", "two", "three"})
"""What stands for persons where a noun says of which ("one of the guards")."""
_A_CERTAIN = frozenset({"a", "an", "one", "another", "my"})
_IN_THE_KNOW = frozenset({"familiar", "brief", "privy"})
"""People familiar with something, or briefed on it, are a source."""


@dataclass
class Actors:
    """The actors of one report, by the words that name them."""

    tree: Tree
    lexicon: Lexicon
    country: str | None = None
    names: dict[int, Named] = field(default_factory=dict)
    _full: dict[str, Named] = field(default_factory=dict)
    _cache: dict[int, Participant | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._find_known()
        self._find_recognised()
        self._spell_out()
        self.country = self.country or self._main_country()

    # -- names ------------------------------------------------------------------------------------------------------------------------

    def _find_known(self) -> None:
        for first, stop in self.tree.sents:
            i = first
            while i < stop:
                named = self._known_at(i, stop) if self.tree.folded[i] else None
                if named is None:
                    i += 1
                    continue
                self._remember(named)
                i = named.last + 1

    def _known_at(self, i: int, stop: int) -> Named | None:
        """The longest known name that begins at a word; "South Korean" is the state's adjective."""
        folded, words = self.tree.folded, self.tree.words
        found = self.lexicon.names.longest(folded, words, i, stop)
        people = self.lexicon.long_demonyms.longest(folded, words, i, stop)
        if people is not None and (found is None or people[0] >= found[0]) and self._capital(i, people[0]):
            return replace(_named(i, people[0] - 1, people[1]), demonym=True)
        if found is None or not self._capital(i, found[0]) or self._letters_of_another(i, found[0]):
            return None
        return _named(i, found[0] - 1, found[1])

    def _letters_of_another(self, i: int, stop: int) -> bool:
        """The short capitals at the end of a longer name are its own ("Reed International PLC")."""
        entity = self.tree.entity_of.get(i)
        short = stop - i == 1 and self.tree.words[i].isupper() and len(self.tree.words[i]) <= _SHORT
        return short and entity is not None and entity[0] < i and entity[1] == stop and entity[2] == "ORG" and self.tree.words[i - 1][:1].isalpha()

    def _capital_city(self, i: int) -> Named | None:
        """A capital that acts or is addressed stands for its government ("Moscow said", "urged Kinshasa"); one that is struck is the city."""
        tree = self.tree
        state = self._capitals.get(tree.folded[i])
        if state is None or not tree.words[i][:1].isupper() or i in self.names:
            return None
        head = tree.first_conjunct(i)
        label, verb = tree.dep[head], tree.head[head]
        prep = tree.preposition(head)
        speaks = label == "nsubj" and (tree.lemmas[verb] in self.lexicon.cue_verbs or tree.lemmas[verb] in self._verbal)
        acts = label in {"nsubj", "obl:agent"} and tree.is_verb(verb) and (speaks or not tree.is_passive(verb))
        struck = any(trigger.event == "ASSAULT" for trigger in self.lexicon.verbs.get(tree.lemmas[verb], ()))
        addressed = label in {"obj", "iobj"} and tree.lemmas[verb] in self._verbal and not struck
        party = label in {"obl", "nmod"} and prep in {"with", "between", "by"}
        if not (acts or addressed or party or label == "nmod:poss" and self._possesses(head)):
            return None
        return Named(i, i, state.name, "government", state.code, entry=state.line, state=True)

    def _possesses(self, i: int) -> bool:
        return self.tree.lemmas[self.tree.head[i]] in self._verbal or self.tree.lemmas[self.tree.head[i]] in self.lexicon.cue_nouns

    @cached_property
    def _capitals(self) -> dict[str, StateEntry]:
        return {fold(s.capital): s for s in self.lexicon.states.values() if s.capital}

    @cached_property
    def _verbal(self) -> frozenset[str]:
        """Lemmas that name verbal acts."""
        tables = (self.lexicon.verbs, self.lexicon.nouns)
        return frozenset(lemma for table in tables for lemma, triggers in table.items() if any(t.verbal for t in triggers))

    def _capital(self, first: int, stop: int) -> bool:
        return any(self.tree.words[k][:1].isupper() and self.tree.lowers[k] != "the" for k in range(first, stop))

    def _remember(self, named: Named) -> None:
        for k in range(named.first, named.last + 1):
            self.names[k] = named

    def _find_recognised(self) -> None:
        """Names that only the pipeline knows; persons get kind and country from the title before or the apposition after."""
        for first, stop, label in self.tree.ents:
            covered = [k for k in range(first, stop) if k in self.names]
            if stop - first == 1 and self.tree.folded[first] in self._capitals:
                continue
            if label in _PERSON and not self._deity(first, stop) and (not covered or not self._whole(first, stop)):
                self._add_person(first, stop)
            elif label == "ORG" and not covered and not self.tree.span(first, stop - 1).text.islower():
                self._add_body(first, stop)

    def _spell_out(self) -> None:
        """ "The Coalition" after "the Syrian Coalition" is that one, whatever the word alone may mean; the name in full stands within eight sentences."""
        tree = self.tree
        for k, named in sorted(self.names.items()):
            if named.first != named.last or named.person or named.state or not k or tree.lowers[k - 1] != "the":
                continue
            floor = tree.sents[max(0, tree.sent[k] - 8)][0]
            full = next((n for j in range(k - 1, floor - 1, -1) if (n := self.names.get(j)) is not None and self._ends_with(n, j, tree.lowers[k])), None)
            if full is not None:
                self.names[k] = replace(full, first=k, last=k)

    def _ends_with(self, named: Named, j: int, word: str) -> bool:
        return named.last == j > named.first and named.entry is not None and not named.person and self.tree.lowers[j] == word

    def _whole(self, first: int, stop: int) -> bool:
        """Whether one known name covers the person's name, or its surname."""
        last = self.names.get(stop - 1)
        return last is not None and (last.person or last.last - last.first + 1 >= stop - first)

    def _add_person(self, first: int, stop: int) -> None:
        words = self.tree.words
        while first < stop - 1 and self.tree.lowers[first].rstrip(".") in self._titles:
            first += 1
        name = self.tree.span(first, stop - 1).text
        known = self._full.get(words[stop - 1]) if stop - first == 1 else None
        if known is not None:
            self._remember(replace(known, first=first, last=stop - 1))
            return
        kind, country = self._office(first, stop - 1)
        named = Named(first, stop - 1, name, kind, country, person=True)
        self._remember(named)
        if stop - first > 1:
            self._full.setdefault(words[stop - 1], named)
            self._full.setdefault(name, named)

    def _deity(self, first: int, stop: int) -> bool:
        """ "God willing": nobody who acts or speaks in a report."""
        return stop - first == 1 and self.tree.lowers[first] in self.lexicon.word_set("deities")

    @cached_property
    def _titles(self) -> frozenset[str]:
        return _TITLES_CUT | frozenset(n for n, e in self.lexicon.people.items() if e.kind in {"government", "military", "police"} and " " not in n)

    def _office(self, first: int, last: int) -> tuple[Kind, str | None]:
        """Kind and country of a person from the nouns around the name ("rebel commander X", "X, the governor of Y")."""
        tree = self.tree
        near: list[int] = [k for k in range(max(0, first - 5), first) if tree.sent[k] == tree.sent[first]]
        cut = max((n + 1 for n, k in enumerate(near) if tree.words[k] in {",", '"', "”", "“"} or tree.is_verb(k)), default=0)
        near = near[cut:]
        head = self._outer(first, last)
        for k in [head, *tree.kids[head]] if head not in range(first, last + 1) else tree.kids[head]:
            if tree.dep[k] == "appos" or k == head:
                near.extend(tree.name_parts(k))
                near.extend(j for c in tree.kids[k] if tree.dep[c] == "nmod" for j in tree.subtree(c))
        kind: Kind | None = None
        country: str | None = None
        for k in sorted(set(near) - set(range(first, last + 1))):
            entry = self._people_entry(k)
            if entry is not None and (kind is None or kind in {"civilian", "person", "unknown"} or tree.pos[k] != "PROPN"):
                kind = _stronger(kind, entry.kind)
            named = self.names.get(k)
            if named is not None and not named.person:
                country = country or named.country
                kind = _stronger(kind, named.kind) if not named.state else kind
            country = country or self.demonym(k)
        return kind or "person", country

    def _outer(self, first: int, last: int) -> int:
        """The head of the phrase that a name stands in."""
        head = next((k for k in range(first, last + 1) if not first <= self.tree.head[k] <= last), first)
        up = self.tree.head[head]
        return up if self.tree.dep[head] in {"flat", "appos", "compound", "nmod:desc", "flat:name"} and self.tree.is_noun(up) else head

    def _add_body(self, first: int, stop: int) -> None:
        words = self.tree.words
        while first < stop - 1 and (words[first].lower() in {"the", "a", "-"} or (first and words[first - 1] == "-" and words[first].islower())):
            first += 1
        kind: Kind = "unknown"
        country = None
        for k in range(first, stop):
            entry = self._people_entry(k)
            kind = entry.kind if entry is not None else kind
            country = country or self.demonym(k)
        self._remember(Named(first, stop - 1, self.tree.span(first, stop - 1).text, kind, country))

    def _main_country(self) -> str | None:
        """The country that the report names most often, which generic forces ("the army", "rebels") are taken to belong to."""
        votes: Counter[str] = Counter()
        for i, lower in enumerate(self.tree.lowers):
            state = self.lexicon.demonyms.get(lower)
            named = self.names.get(i)
            if state is not None:
                votes[state.code] += 1
            elif named is not None and named.first == i and named.country and (named.state or named.kind in _FORCES):
                votes[named.country] += 1
        return votes.most_common(1)[0][0] if votes else None

    def demonym(self, i: int) -> str | None:
        """The state (alpha-3) whose adjective or name a word is."""
        state = self.lexicon.demonyms.get(self.tree.lowers[i])
        if state is not None and self.tree.words[i][:1].isupper():
            return state.code
        named = self.names.get(i)
        return named.country if named is not None and named.state else None

    def _people_entry(self, i: int) -> PeopleEntry | None:
        """The people's noun at a word; two-word nouns ("police officer") first."""
        people, tree = self.lexicon.people, self.tree
        if tree.pos[i] not in {"NOUN", "PROPN", "ADJ"}:
            return None
        if i and tree.sent[i - 1] == tree.sent[i]:
            for last in (tree.lemmas[i], tree.lowers[i]):
                pair = people.get(f"{tree.lowers[i - 1]} {last}")
                if pair is not None:
                    return pair
        if tree.pos[i] == "ADJ":
            return None
        found = people.get(tree.lemmas[i]) or people.get(tree.lowers[i])
        return found or (people.get(tree.lowers[i].removesuffix("s")) if tree.tags[i] in {"NNPS", "NNP"} and i not in self.names else None)

    # -- who ----------------------------------------------------------------------------------------------------------------------------

    def at(self, i: int) -> Participant | None:
        """Who the phrase headed by word ``i`` is, or None where it is nobody (a thing, a place that does not act)."""
        if i not in self._cache:
            self._cache[i] = None
            self._cache[i] = self._describe(i)
        return self._cache[i]

    def entry_of(self, i: int) -> Named | None:
        """The name that decides who the phrase is, where one does."""
        first, last = self.tree.phrase(i)
        return self._deciding_name(i, first, last)

    def is_anonymous(self, i: int) -> bool:
        """Whether the phrase is an unnamed individual who speaks for nobody openly ("a source", "two officials", "one of the guards")."""
        tree = self.tree
        first, last = tree.phrase(i)
        below = {j for k in tree.kids[i] if tree.dep[k] in {"nmod", "nmod:poss", "acl", "acl:relcl"} for j in tree.subtree(k)}
        named = {k for k in range(first, last + 1) if k not in below and (n := self.names.get(k)) is not None and n.person and k == n.last}
        beside = [i, *(c for c in tree.kids[i] if tree.dep[c] in {"flat", "appos"})]
        if named or any(tree.pos[k] == "PROPN" and (k != i or k not in self.names) for k in beside):
            return False
        if tree.lowers[i] in _ONE_OF_THEM:
            return any(tree.dep[k] == "nmod" and self._may_be_masked(k) for k in tree.kids[i]) or tree.lowers[i] == "another"
        if not self._may_be_masked(i):
            return False
        entry = self._people_entry(i)
        if (entry is not None and entry.anonymous) or any(tree.lemmas[k] in _IN_THE_KNOW for k in tree.kids[i]):
            return True
        return self._is_a_certain(i) or any(j < i and tree.lemmas[j] == tree.lemmas[i] and self._is_a_certain(j) for j in self._the_same(i))

    def _may_be_masked(self, i: int) -> bool:
        """Whether the noun is for persons rather than for a body or a paper, and not for one who speaks openly for a body."""
        entry = self._people_entry(i)
        closed = self.lexicon.word_set("collectives") | self.lexicon.word_set("open_speakers")
        return entry is not None and entry.kind != "document" and self.tree.lemmas[i] not in closed

    def _is_a_certain(self, i: int) -> bool:
        """ "An officer", "two officers", "another officer", "my neighbour", and "several officials", but not "several residents"."""
        tree = self.tree
        before = {tree.lowers[k] for k in tree.kids[i] if k < i}
        if any(tree.dep[k] == "nummod" for k in tree.kids[i]) or before & _A_CERTAIN:
            return True
        entry = self._people_entry(i)
        return bool(before & {"several", "few"}) and entry is not None and entry.kind not in {"civilian", "witness", "medical"}

    def _the_same(self, i: int) -> list[int]:
        """Where the report spoke of such a person before, if the phrase takes that up ("the clerk")."""
        tree = self.tree
        taken_up = any(tree.lowers[k] in {"the", "this", "that", "same"} for k in tree.kids[i] if k < i) and len(tree.kids[i]) == 1
        return self._people_of(tree.lemmas[i]) if taken_up else []

    def _people_of(self, lemma: str) -> list[int]:
        return [k for k, other in enumerate(self.tree.lemmas) if other == lemma and self.tree.is_noun(k)]

    def side_of(self, i: int) -> str | None:
        """The party of the conflict that the named body speaks for, where the lexicon knows it."""
        named = self.entry_of(i)
        return named.side if named is not None else None

    def is_surname(self, word: str) -> bool:
        """Whether the report names a person in full whose last name the word is."""
        return word in self._full

    def is_state(self, i: int) -> bool:
        """Whether the word is a state's name, which may act as well as be a place."""
        named = self.names.get(i) or self._capital_city(i)
        return named is not None and named.state

    def of_modifier(self, i: int) -> Participant | None:
        """Who an adjective or noun before another noun names ("Russian strikes", "IS attack", "rebel shelling")."""
        tree = self.tree
        span = tree.span(i, i)
        named = self.names.get(i)
        if named is not None:
            whole = tree.span(named.first, named.last)
            return Participant(whole.text, whole.start, whole.end, named.name, named.kind, named.country)
        state = self.lexicon.demonyms.get(tree.lowers[i])
        if state is not None and tree.words[i][:1].isupper():
            return Participant(span.text, span.start, span.end, state.name, "state", state.code)
        noun = self.lexicon.people.get(tree.lemmas[i]) or self.lexicon.people.get(tree.lowers[i])
        if tree.pos[i] == "ADJ" and tree.lowers[i] in _OF_A_SORT:
            return None
        if noun is None or noun.kind in {"document", "expert", "person", "unknown"}:
            return None
        return Participant(span.text, span.start, span.end, span.text, noun.kind, self.country)

    def argument_class(self, i: int) -> str:
        """What sort of argument a phrase is: force, people or thing (places are told apart elsewhere)."""
        who = self.at(i)
        if who is None:
            return "thing"
        return "force" if who.kind in _FORCES else "people"

    def _describe(self, i: int) -> Participant | None:
        tree = self.tree
        if tree.pos[i] in {"PRON", "DET"} or (tree.lowers[i] in _SINGULAR | _PLURAL | _NEUTER):
            return self._pronoun(i)
        if tree.lemmas[i] in self.lexicon.word_set("partitives") or tree.pos[i] == "NUM" or (tree.pos[i] == "ADJ" and self._is_part(i)):
            return self._partitive(i)
        first, last = tree.phrase(i)
        span = tree.span(first, last)
        named = self._capital_city(i) or self._deciding_name(i, first, last)
        noun = self._people_entry(i)
        if named is not None and not named.first <= i <= named.last and not named.person and not named.state and noun is not None and self._individual(i):
            return Participant(span.text, span.start, span.end, self._plain_name(first, last), named.kind, named.country)
        if named is not None and (named.first <= i <= named.last or (named.person and noun is not None)):
            if noun is not None and named.state and not named.first <= i <= named.last:
                return self._composed(i, first, last, noun)
            kind = noun.kind if noun is not None and named.kind in {"unknown", "person"} and noun.kind not in {"civilian", "person"} else named.kind
            return Participant(span.text, span.start, span.end, named.name, kind, named.country)
        if noun is not None:
            return self._with_modifiers(i, first, last, noun, named)
        if self._is_demonym_noun(i):
            state = self.lexicon.demonyms[tree.lowers[i]]
            return Participant(span.text, span.start, span.end, span.text, "civilian", state.code)
        if self._agent_noun(i):
            return Participant(span.text, span.start, span.end, self._plain_name(first, last), "civilian", None)
        return self._possession(i, first, last, named)

    def _deciding_name(self, i: int, first: int, last: int) -> Named | None:
        here = self.names.get(i)
        if here is not None:
            return here
        flat = [k for k in self.tree.kids[i] if self.tree.dep[k] in {"flat", "appos", "flat:name", "nmod:desc"} and k <= last + 3]
        for k in flat:
            if (named := self.names.get(k)) is not None and named.person:
                return named
        for k in range(last, first - 1, -1):
            named = self.names.get(k)
            if named is None or not (k < i or named.person) or self._inside_pp(k, i) or self._holder(named, i):
                continue
            if not (named.person and self._owned_by(k, i)):
                return named
        return None

    def _owned_by(self, k: int, i: int) -> bool:
        """ "Assad's family" is not Assad."""
        head = next((j for j in range(self.names[k].first, self.names[k].last + 1) if self.tree.head[j] == i), k)
        return self.tree.dep[head] == "nmod:poss"

    def _holder(self, named: Named, i: int) -> bool:
        """ "Daesh-held town" is no town that is Daesh."""
        after = named.last + 1
        return after < i and self.tree.words[after] in {"-", "–"} and not self.tree.is_noun(after + 1)

    def _inside_pp(self, k: int, i: int) -> bool:
        """Whether a name stands in a prepositional phrase after the head ("commander of HTS" is of HTS; "people in Homs" are no Homs)."""
        while k != i and self.tree.head[k] != k:
            if self.tree.dep[k] in {"nmod", "obl", "acl", "advcl"} and self.tree.preposition(k):
                return True
            k = self.tree.head[k]
        return False

    def _with_modifiers(self, i: int, first: int, last: int, noun: PeopleEntry, named: Named | None) -> Participant:
        """ "HTS fighters" are HTS; "the Syrian army" is a body of Syria; "the group" is the group last named."""
        if named is None and (before := self._name_before(first)) is not None:
            named, first = before, before.first
        span = self.tree.span(first, last)
        if (
            named is not None
            and not named.state
            and named.kind in {"armed-group", "military", "political", "police"}
            and not self._individual(i)
            and noun.kind not in {"civilian", "media", "document"}
        ):
            return Participant(span.text, span.start, span.end, named.name, named.kind, named.country)
        known = self._anaphor(i, first, last)
        if known is not None:
            return Participant(span.text, span.start, span.end, known.name, known.kind, known.country)
        return self._composed(i, first, last, noun)

    def _individual(self, i: int) -> bool:
        """ "An army officer" is himself, "army units" are the army."""
        return self.tree.tags[i] == "NN" and self.tree.lemmas[i] in self.lexicon.word_set("individuals")

    def _name_before(self, first: int) -> Named | None:
        """A known name right before the phrase that the parser cut off from it ("Hayat Tahrir al-Sham (HTS) jihadist groups")."""
        k = first - 1
        while k >= 0 and self.tree.words[k] in {")", "("}:
            k -= 1
        named = self.names.get(k) if k >= 0 and self.tree.sent[k] == self.tree.sent[first] else None
        if named is None or named.entry is None or named.person or named.state:
            return None
        inside = self.names.get(named.first - 2) if self.tree.words[named.first - 1] == "(" else None
        return replace(named, first=inside.first) if inside is not None and inside.name == named.name else named

    def _composed(self, i: int, first: int, last: int, noun: PeopleEntry) -> Participant:
        span = self.tree.span(first, last)
        countries = [c for k in range(first, last + 1) if (c := self.demonym(k))]
        kind = self._body_kind(i, noun)
        country = countries[0] if countries else self._body_country(i)
        if country is None and kind in {"military", "police", "armed-group", "government"} and not self._foreign(first, last):
            country = self.country
        return Participant(span.text, span.start, span.end, self._plain_name(first, last), kind, country)

    def _body_kind(self, i: int, noun: PeopleEntry) -> Kind:
        """A spokesman, a source or a leader has the kind of the body he speaks for."""
        if noun.kind not in {"unknown", "person"} and not noun.anonymous:
            return noun.kind
        for k in self.tree.kids[i]:
            if self.tree.dep[k] in {"nmod", "compound", "nmod:poss", "amod"}:
                named = self.names.get(k)
                if named is not None and not named.state and not named.person:
                    return named.kind
                entry = self._people_entry(k) if self.tree.dep[k] != "amod" else self.lexicon.people.get(self.tree.lowers[k])
                if entry is not None and entry.kind not in {"civilian", "document", "unknown"}:
                    return entry.kind
        if self.tree.lemmas[i] in _UNITS and any(self.demonym(k) for k in self.tree.kids[i]):
            return "military"
        return noun.kind

    def _body_country(self, i: int) -> str | None:
        for k in self.tree.kids[i]:
            named = self.names.get(k)
            if self.tree.dep[k] in {"nmod", "compound", "nmod:poss"} and named is not None:
                return named.country
        return None

    def _foreign(self, first: int, last: int) -> bool:
        return any(self.tree.lowers[k] in {"foreign", "international", "other", "western", "allied"} for k in range(first, last + 1))

    def _plain_name(self, first: int, last: int) -> str:
        """The phrase without article, number and participle clause; a common noun that opens a sentence is written small."""
        tree = self.tree
        while first < last and (tree.pos[first] in {"DET", "NUM"} or tree.lowers[first] == "of") and tree.words[first + 1] not in {"-", "–"}:
            first += 1
        clause = next((tree.edges[k][0] for k in range(first + 1, last + 1) if tree.dep[k] == "acl" and first < tree.edges[k][0] and tree.head[k] < k), None)
        if clause is not None:
            last = clause - 1
        name = tree.span(first, last).text
        opens = first in (tree.sents[tree.sent[first]][0], tree.sents[tree.sent[first]][0] + 1)
        small = opens and tree.pos[first] == "NOUN" and tree.lowers[first] not in self.lexicon.demonyms and not tree.words[first].isupper()
        return name[0].lower() + name[1:] if small else name

    def _is_demonym_noun(self, i: int) -> bool:
        return self.tree.pos[i] in {"NOUN", "PROPN"} and self.tree.lowers[i] in self.lexicon.demonyms and self.tree.words[i][:1].isupper()

    def _agent_noun(self, i: int) -> bool:
        """Whether a noun unknown to the lexicon is built as a noun for people are ("surveyor", "deminers", "informer")."""
        lemma = self.tree.lemmas[i]
        if self.tree.pos[i] != "NOUN" or len(lemma) < 6 or not lemma.endswith(_AGENTIVE):
            return False
        return lemma not in self.lexicon.place_nouns and lemma not in self.lexicon.word_set("not_people") | self.lexicon.word_set("targets")

    def _possession(self, i: int, first: int, last: int, named: Named | None) -> Participant | None:
        """Things that belong to a force stand for it ("HTS positions", "IS headquarters"); what is done with a machine does not ("a drone attack")."""
        if named is None or named.state or named.kind not in {"armed-group", "military", "police", "government"}:
            modifier = next((k for k in self.tree.kids[i] if self.tree.dep[k] in {"compound", "nmod:poss", "amod"} and self._force_noun(k)), None)
            if modifier is None:
                return None
            who = self._composed(modifier, modifier, modifier, self.lexicon.people[self.tree.lemmas[modifier]])
            span = self.tree.span(first, last)
            return Participant(span.text, span.start, span.end, who.name, who.kind, who.country)
        span = self.tree.span(first, last)
        return Participant(span.text, span.start, span.end, named.name, named.kind, named.country)

    def _force_noun(self, k: int) -> bool:
        entry = self.lexicon.people.get(self.tree.lemmas[k])
        machine = self.tree.lemmas[k] in self.lexicon.word_set("machines") and self.tree.lemmas[self.tree.head[k]] in self.lexicon.nouns
        return entry is not None and entry.kind in {"armed-group", "military", "police"} and not machine

    # -- coreference --------------------------------------------------------------------------------------------------------------------

    def _anaphor(self, i: int, first: int, last: int) -> Named | None:
        """The last name of the right kind before "the group", "the agency", "the president" and the like."""
        tree = self.tree
        if tree.lowers[first] not in {"the", "this", "that", "these", "those"} or last - first > 2 or any(self.demonym(k) for k in range(first, last)):
            return None
        lemma = tree.lemmas[i]
        for kind in ("armed-group", "media", "ngo", "igo", "government", "political", "military"):
            if lemma in self.lexicon.word_set(f"anaphor:{kind}"):
                person = lemma in self.lexicon.word_set("offices")
                found = self._last_named(first, {kind}, person=person, word=lemma if person or kind in {"government", "media"} else None)
                if found is not None:
                    return found
        return None

    def _last_named(self, before: int, kinds: set[str], *, person: bool, word: str | None = None) -> Named | None:
        """The nearest earlier name of one of the kinds, within eight sentences; with ``word``, one that was called by it."""
        floor = self.tree.sents[max(0, self.tree.sent[before] - 8)][0]
        fallback: Named | None = None
        for k in range(before - 1, floor - 1, -1):
            named = self.names.get(k)
            if named is None or named.state or named.kind not in kinds or named.person != person:
                continue
            if word is None or self._called(named, word):
                return named
            fallback = fallback or (named if not person else None)
        return fallback

    def _called(self, named: Named, word: str) -> bool:
        lo = max(0, named.first - 4)
        return any(self.tree.lemmas[k] == word for k in range(lo, named.last + 1))

    def _pronoun(self, i: int) -> Participant | None:
        tree = self.tree
        lower = tree.lowers[i]
        span = tree.span(i, i)
        if lower in _FIRST:
            return Participant(span.text, span.start, span.end, span.text, "unknown", None)
        found: Participant | None = None
        whose = self._owner_of_speaker(i) if lower in _SINGULAR else None
        if whose is not None:
            found = self.at(whose)
        elif lower in _SINGULAR:
            found = self._nearest(i, lambda p, k: self._is_person(k))
        elif lower in _PLURAL:
            found = self._nearest(i, lambda p, k: self._is_plural(k, p))
        elif lower in _NEUTER and not any(tree.dep[k] == "expl" for k in (i,)):
            found = self._nearest(i, lambda p, k: not self._is_person(k) and p.kind not in {"civilian", "person"} and tree.tags[k] not in {"NNS"})
        elif lower in {"who", "which", "that"}:
            return None
        elif lower in {
            "some",
            "many",
            "others",
            "dozens",
            "hundreds",
            "scores",
            "those",
            "both",
            "all",
            "most",
            "several",
            "none",
            "another",
            "one",
            "everyone",
            "everybody",
            "someone",
            "anyone",
        }:
            return self._partitive(i)
        if found is None:
            return Participant(span.text, span.start, span.end, span.text, "unknown", None) if lower in _SINGULAR | _PLURAL else None
        return Participant(span.text, span.start, span.end, found.name, found.kind, found.country)

    def _owner_of_speaker(self, i: int) -> int | None:
        """The "her" of "her lawyer said she was ill": who has somebody speak of her is not that one."""
        tree = self.tree
        wanted = {"he": "his", "him": "his", "she": "her", "her": "her"}.get(tree.lowers[i])
        for k in range(tree.sents[tree.sent[i]][0], i):
            speaker = tree.head[k]
            if tree.lowers[k] == wanted and tree.dep[k] == "nmod:poss" and self._speaks(speaker) and tree.head[speaker] in tree.ancestors(i):
                return k
        return None

    def _partitive(self, i: int) -> Participant | None:
        first, last = self.tree.phrase(i)
        span = self.tree.span(first, last)
        inner = next((k for k in self.tree.kids[i] if self.tree.dep[k] == "nmod" or (self.tree.dep[k] == "obl" and self.tree.preposition(k) == "of")), None)
        who = self.at(inner) if inner is not None else None
        if who is not None:
            return Participant(span.text, span.start, span.end, who.name, who.kind, who.country)
        if inner is not None and self.tree.lowers[inner] == "them":
            return Participant(span.text, span.start, span.end, span.text, "civilian", None)
        if inner is not None or (self.tree.pos[i] == "NOUN" and not self._counts_people(i)):
            return None
        return Participant(span.text, span.start, span.end, span.text, "civilian", None)

    def _is_part(self, i: int) -> bool:
        """ "The last of the women", "the weakest of them"."""
        tree = self.tree
        return tree.child(i, "det") is not None and any(tree.dep[k] in {"nmod", "obl"} and tree.preposition(k) == "of" for k in tree.kids[i])

    def _counts_people(self, i: int) -> bool:
        """ "Hundreds were massacred": a bare number of the plural stands for people."""
        tree = self.tree
        return tree.lowers[i] in {"hundreds", "thousands", "dozens", "scores"} and not any(tree.dep[k] in {"nmod", "compound"} for k in tree.kids[i])

    def _is_person(self, k: int) -> bool:
        named = self.names.get(k)
        if named is not None:
            return named.person
        entry = self._people_entry(k)
        return (
            entry is not None
            and self.tree.tags[k] in {"NN", "NNP"}
            and entry.kind not in {"document", "media"}
            and self.tree.lemmas[k] not in self.lexicon.word_set("bodies")
        )

    def _is_plural(self, k: int, who: Participant) -> bool:
        named = self.names.get(k)
        if named is not None and not named.person:
            return True
        return self.tree.tags[k] in {"NNS", "NNPS"} or self.tree.lemmas[k] in self.lexicon.word_set("bodies")

    def _nearest(self, i: int, fits: Callable[[Participant, int], bool]) -> Participant | None:
        """The most salient earlier phrase that fits: subjects before others, this sentence and the three before it.

        For whoever goes on speaking ("They said") those who spoke come first.
        """
        tree = self.tree
        speaks = self._speaks(i)
        own = tree.clause_of(i)
        for s in range(tree.sent[i], max(-1, tree.sent[i] - 4), -1):
            a, b = tree.sents[s]
            ranked: list[tuple[int, int, Participant]] = []
            for k in range(a, min(b, i)):
                if tree.dep[k] in {"flat", "compound", "amod", "nmod:desc", "case", "punct", "det"} or not tree.is_noun(k):
                    continue
                if s == tree.sent[i] and tree.clause_of(k) == own and tree.dep[i] != "nmod:poss":
                    continue
                who = self.at(k)
                if who is not None and fits(who, k):
                    subject = tree.dep[k].startswith("nsubj") + 2 * (speaks and self._speaks(k))
                    ranked.append((subject, k if s == tree.sent[i] else -k, who))
            if ranked:
                return max(ranked, key=lambda r: (r[0], r[1]))[2]
        return None

    def _speaks(self, i: int) -> bool:
        """Whether it is the subject of a word of saying, or stands behind "according to"."""
        up = self.tree.head[i]
        says = self.tree.dep[i] == "nsubj" and self.tree.lemmas[up] in self.lexicon.cue_verbs
        return says or self.tree.preposition(i) == "according to"

    def mentions(self) -> list[Participant]:
        """Every participant mention of the report, in order."""
        found: dict[tuple[int, int], Participant] = {}
        for i in range(len(self.tree)):
            if not self.tree.is_noun(i) or self.tree.dep[i] in {"flat", "compound", "flat:name", "nmod:desc"}:
                continue
            who = self.at(i)
            if who is not None:
                found.setdefault((who.start, who.end), who)
        told = sorted(found)
        for named in dict.fromkeys(self.names.values()):
            span = self.tree.span(named.first, named.last)
            near = told[max(0, bisect_right(told, (span.start, len(self.tree.text))) - 3) :][:3]
            if named.state or any(a <= span.start and span.end <= b for a, b in near):
                continue
            found[(span.start, span.end)] = Participant(span.text, span.start, span.end, named.name, named.kind, named.country)
        return [found[key] for key in sorted(found)]


def _named(first: int, last: int, entry: ActorEntry | StateEntry) -> Named:
    if isinstance(entry, StateEntry):
        return Named(first, last, entry.name, "state", entry.code, entry=entry.line, state=True)
    person = entry.since is not None or entry.until is not None or entry.line.startswith("people.yaml")
    return Named(first, last, entry.name, entry.kind, entry.country, entry.side, entry.line, person=person)


def _stronger(old: Kind | None, new: Kind) -> Kind:
    """A body's kind tells more than "person" or "civilian"; the first told otherwise stays."""
    if old is None or (old in {"civilian", "person", "unknown", "expert"} and new not in {"civilian", "person", "unknown", "document"}):
        return new
    return old
