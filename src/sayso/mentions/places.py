"""Where: place names of a report, the phrases around them, and what the gazetteer knows of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from sayso.lexicon import Lexicon
from sayso.mentions.actors import Actors
from sayso.mentions.gazetteer import Gazetteer, GazetteerEntry, PlaceQuery
from sayso.model import Place, Precision
from sayso.syntax import Tree

__all__ = ["LOCATIVE", "PlaceName", "Places"]

LOCATIVE = frozenset(
    "in at near from to into outside around inside within across through toward towards on over off along throughout between against "
    "north south east west of above beyond behind opposite beside amid onto upon via".split()
)
_STRONG = frozenset({"in", "near", "at", "outside", "into", "inside", "around"})
_NEAR = frozenset({"near", "outside", "around", "close to", "beside", "opposite", "by", "off"})
_DIRECTIONS = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
_PARTS = {f"{d}ern": f"{d}ern-part-of" for d in _DIRECTIONS} | {"central": None, "upper": None, "lower": None}
_RELATION_NOUNS = {
    "suburb": "suburbs-of", "suburbs": "suburbs-of", "outskirts": "suburbs-of", "outskirt": "suburbs-of", "countryside": "countryside-of",
    "vicinity": "near", "surroundings": "near", "periphery": "suburbs-of", "hinterland": "countryside-of",
} | {d: f"{d}-of" for d in _DIRECTIONS}  # fmt: skip
_PRECISION: dict[str, Precision] = {
    "country": "country", "region": "region", "admin1": "region", "admin2": "district", "water": "region", "city": "exact", "district": "exact",
    "site": "exact",
}  # fmt: skip
_LONGER = 3
_ARTICLES = frozenset({"al", "el", "an", "ar", "as", "ash", "ad", "az", "ez", "la", "las", "los", "le"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place name: words ``first`` to ``last`` inclusive."""

    first: int
    last: int
    name: str
    country: str | None = None


@dataclass
class Places:
    """The places of one report, by the words that name them."""

    tree: Tree
    lexicon: Lexicon
    actors: Actors
    gazetteer: Gazetteer
    names: dict[int, PlaceName] = field(default_factory=dict)
    resolved: dict[str, GazetteerEntry | None] = field(default_factory=dict)
    _cache: dict[tuple[int, str], Place | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._from_names()
        self._from_entities()
        self._from_positions()
        self._resolve()

    # -- names ------------------------------------------------------------------------------------------------------------------------

    def _from_names(self) -> None:
        for named in set(self.actors.names.values()):
            if named.state and not named.demonym:
                self._remember(PlaceName(named.first, named.last, named.name, named.country))

    def _from_entities(self) -> None:
        for first, stop, label in self.tree.ents:
            for begin, end in self._listed(first, stop) if label in _PLACE_LABELS else ():
                if begin not in self.names and not any(k in self.actors.names for k in range(begin, end)):
                    self._add(*self._whole_name(*self._hyphenated(begin, end - 1)))

    def _listed(self, first: int, stop: int) -> list[tuple[int, int]]:
        """The names that commas part within what the name model took for one ("Qamenas, Sarmin")."""
        commas = [k for k in range(first, stop) if self.tree.words[k] == ","]
        edges = zip([first, *(k + 1 for k in commas)], [*commas, stop], strict=True)
        return [(begin, end) for begin, end in edges if begin < end]

    def _hyphenated(self, first: int, last: int) -> tuple[int, int]:
        """The name with what hyphens join to it ("Port-au-Prince")."""
        words, stop = self.tree.words, self.tree.sents[self.tree.sent[first]][1]
        while last + 1 < stop and (words[last] == "-" or (words[last + 1] == "-" and last + 2 < stop and words[last + 2][:1].isalpha())):
            last += 1
        while last > first and words[last] == "-":
            last -= 1
        while first < last and words[first] == "-":
            first += 1
        return first, last

    def _whole_name(self, first: int, last: int) -> tuple[int, int]:
        """The name with the capitalised words after it: after an article always ("Maaret al" "Numan"), else where the gazetteer knows it so."""
        tree, stop = self.tree, self.tree.sents[self.tree.sent[first]][1]
        for end in range(min(last + _LONGER, stop - 1), last, -1):
            rest = range(last + 1, end + 1)
            joined = (end == last + 1 and tree.lowers[last] in _ARTICLES) or self._known(tree.span(first, end).text)
            if joined and all(tree.pos[k] == "PROPN" and (k not in self.actors.names or self.actors.names[k].entry is None) for k in rest):
                for k in rest:
                    self.actors.names.pop(k, None)
                return first, end
        return first, last

    def _from_positions(self) -> None:
        """Capitalised words that the gazetteer knows, where the grammar puts a place."""
        tree = self.tree
        for i, pos in enumerate(tree.pos):
            if pos != "PROPN" or i in self.names or self._known_actor(i) or not tree.words[i][:1].isupper() or tree.lowers[i] in self.lexicon.people:
                continue
            run = self._run(i)
            if run[0] == i and self._placed(run):
                self._add(*run)
                for k in range(run[0], run[1] + 1):
                    self.actors.names.pop(k, None)

    def _known_actor(self, i: int) -> bool:
        """Whether the word belongs to a name that the lexicon knows, or to a person with a title or a body whose kind is plain."""
        named = self.actors.names.get(i)
        return named is not None and (named.entry is not None or named.kind not in {"unknown", "person"})

    def _run(self, i: int) -> tuple[int, int]:
        """The capitalised words that stand together with a word, Arabic articles and hyphens among them."""
        tree = self.tree
        first, stop = tree.sents[tree.sent[i]]

        def part(k: int) -> bool:
            return (
                (tree.pos[k] == "PROPN" or tree.words[k] in {"-", "’", "'"} or tree.lowers[k] in _ARTICLES | {"de"})
                and not self._known_actor(k)
                and k not in self.names
            )

        lo = hi = i
        while lo > first and part(lo - 1) and tree.pos[lo - 1] != "PUNCT" or (lo > first + 1 and tree.words[lo - 1] == "-" and part(lo - 2)):
            lo -= 1
        while hi + 1 < stop and part(hi + 1):
            hi += 1
        while hi > i and tree.words[hi] in {"-", "’", "'"}:
            hi -= 1
        return lo, hi

    def _placed(self, run: tuple[int, int]) -> bool:
        """Whether the grammar puts a place here: beside a place noun, after a locative preposition, or as what is entered or taken."""
        tree = self.tree
        head = self._head(run)
        if self._beside_place_noun(head):
            return True
        if run[0] == run[1] and self.actors.is_surname(tree.words[run[0]]):
            return False
        known = self._known(tree.span(*run).text)
        prep = tree.preposition(head)
        if prep in _STRONG:
            return known or (prep in {"in", "near"} and head not in tree.entity_of)
        if not known:
            return False
        event = tree.lemmas[tree.head[head]] in self.lexicon.nouns
        if event and (tree.dep[head] == "compound" or (prep == "on" and tree.dep[head] == "nmod" and run[0] == run[1])):
            return True
        if tree.dep[head] in {"obj", "nsubj:pass"} and self._takes_places(tree.head[head]):
            return True
        if tree.dep[head] == "nsubj" and any("place" in t.entry.subject for t in self.lexicon.verbs.get(tree.lemmas[tree.head[head]], ())):
            return True
        if tree.dep[head] == "conj" and tree.head[head] in self.names:
            return True
        if head in tree.entity_of and tree.entity_of[head][2] in {"PERSON", "PER"}:
            return False
        return prep in LOCATIVE or tree.dep[head] == "obj"

    def _takes_places(self, verb: int) -> bool:
        """Whether the verb is one that takes places as objects ("capture", "enter", "besiege")."""
        return any("place" in t.entry.object for t in self.lexicon.verbs.get(self.tree.lemmas[verb], ()))

    def _head(self, run: tuple[int, int]) -> int:
        return next((k for k in range(run[0], run[1] + 1) if not run[0] <= self.tree.head[k] <= run[1]), run[0])

    def _beside_place_noun(self, head: int) -> bool:
        tree = self.tree
        up = tree.head[head]
        near = [up] if tree.dep[head] in {"compound", "nmod", "appos", "flat", "nmod:desc"} else []
        near += [k for k in tree.kids[head] if tree.dep[k] in {"compound", "nmod:desc", "flat"}]
        return any(tree.lemmas[k] in self.lexicon.place_nouns for k in near)

    def _known(self, name: str) -> bool:
        return len(name) > 2 and (self.gazetteer.knows(name) or (name.endswith("s") and len(name) > 5 and self.gazetteer.knows(name[:-1])))

    def _add(self, first: int, last: int) -> None:
        tree = self.tree
        while first < last and (tree.lowers[first] in {"the", "central", "downtown"} or tree.lowers[first] in _PARTS):
            if tree.words[first][:1].isupper() and self.gazetteer.knows(tree.span(first, last).text):
                break
            first += 1
        while last > first and (tree.lemmas[last] in self.lexicon.place_nouns and tree.words[last].islower()):
            last -= 1
        if first == last and self.is_site(first):
            return
        name = tree.span(first, last).text
        if name.endswith("s") and len(name) > 5 and not self.gazetteer.knows(name) and self.gazetteer.knows(name[:-1]):
            name = name[:-1]
        self._remember(PlaceName(first, last, name))

    def _remember(self, name: PlaceName) -> None:
        for k in range(name.first, name.last + 1):
            self.names[k] = name

    # -- resolution -------------------------------------------------------------------------------------------------------------------

    def _resolve(self) -> None:
        """All names of the report are looked up together, so that they help one another."""
        inside: dict[str, str | None] = {}
        for place in sorted(set(self.names.values()), key=lambda p: p.first):
            inside[place.name] = inside.get(place.name) or self._container(place)
        queries = [PlaceQuery(name, within) for name, within in inside.items()]
        countries = self._countries()
        entries = self.gazetteer.resolve(queries, countries=countries) if queries else []
        self.resolved = dict(zip(inside, entries, strict=True))

    def _container(self, place: PlaceName) -> str | None:
        """ "Syria" in "Tabqa Dam, Syria", "Idlib" in "Hass in Idlib province"."""
        tree = self.tree
        head = self._head((place.first, place.last))
        for k in tree.kids[head]:
            if k > place.last and tree.dep[k] in {"nmod", "appos", "nmod:unmarked", "obl:unmarked"} and tree.preposition(k) in {"", "in", "of"}:
                named = self.names.get(k) or next((self.names[c] for c in tree.kids[k] if c in self.names and tree.dep[c] in {"compound", "nmod"}), None)
                if named is not None and named != place:
                    return named.name
        return None

    def _countries(self) -> list[str]:
        found = [c for i in range(len(self.tree)) if (c := self.actors.demonym(i))]
        return sorted(set(found), key=lambda c: (-found.count(c), c))

    # -- phrases ----------------------------------------------------------------------------------------------------------------------

    def is_place(self, i: int) -> bool:
        """Whether the phrase headed by a word names a place or a site."""
        return i in self.names or self._place_noun(i)

    def is_bare_name(self, i: int) -> bool:
        """Whether the phrase is a place name itself rather than a site or a thing."""
        return i in self.names

    def _place_noun(self, i: int) -> bool:
        return self.tree.is_noun(i) and (self.tree.lemmas[i] in self.lexicon.place_nouns or self.tree.lowers[i] in self.lexicon.place_nouns)

    def is_site(self, i: int) -> bool:
        """Whether the phrase is a site or an institution that can be hit ("hospital", "base")."""
        entry = self.lexicon.place_nouns.get(self.tree.lemmas[i]) or self.lexicon.place_nouns.get(self.tree.lowers[i])
        return entry is not None and entry.precision == "site"

    def _is_settlement(self, i: int) -> bool:
        """Whether the phrase is a settlement or a part of one, with or without a name ("two hamlets")."""
        entry = self.lexicon.place_nouns.get(self.tree.lemmas[i]) or self.lexicon.place_nouns.get(self.tree.lowers[i])
        return entry is not None and entry.precision in {"settlement", "district"}

    def at(self, i: int, prep: str = "") -> Place | None:
        """The place that the phrase headed by a word tells, or None where it tells none."""
        key = (i, prep)
        if key not in self._cache:
            self._cache[key] = self._describe(i, prep)
        return self._cache[key]

    def _describe(self, i: int, prep: str) -> Place | None:
        tree = self.tree
        relation = "near" if prep in _NEAR else None
        if i in self.names:
            name = self.names[i]
            return self._made(i, name, relation or self._part(name))
        if tree.lowers[i] in _RELATION_NOUNS or tree.lemmas[i] in _RELATION_NOUNS:
            noun_relation = _RELATION_NOUNS.get(tree.lowers[i]) or _RELATION_NOUNS[tree.lemmas[i]]
            named = self._named_below(i)
            if named is not None:
                return self._made(i, named, noun_relation)
            of_place = any(tree.dep[k] == "nmod" and tree.preposition(k) == "of" and self._place_noun(k) for k in tree.kids[i])
            return self._generic(i, noun_relation) if of_place or self._place_noun(i) else None
        if not self._place_noun(i) and not self._part_of_place(i):
            return None
        if self._is_term(i):
            return None
        named = self._named_below(i)
        if named is not None:
            return self._made(i, named, relation or self._part_of_phrase(i))
        state = self._of_state(i)
        if state is not None:
            return self._made(i, state, relation)
        whole = self._whole(i) if self._part_of_place(i) else None
        if whole is not None and (of := self.at(whole)) is not None and of.lat is not None:
            first, last = tree.phrase(i)
            span = tree.span(first, last)
            return replace(of, text=span.text, start=span.start, end=span.end, relation=relation or of.relation)
        return self._generic(i, relation)

    def _of_state(self, i: int) -> PlaceName | None:
        """ "Nicaraguan territory" is Nicaragua, "the Syrian capital" is Damascus."""
        tree = self.tree
        if tree.lemmas[i] not in self.lexicon.word_set("lands") and tree.lowers[i] not in self.lexicon.word_set("lands"):
            return None
        code = next((c for k in tree.kids[i] if tree.dep[k] in {"amod", "compound", "nmod:poss"} and (c := self.actors.demonym(k))), None)
        state = self.lexicon.states.get(code or "")
        if state is None:
            return None
        name = state.capital if tree.lemmas[i] == "capital" else state.name
        if name is None:
            return None
        if name not in self.resolved:
            self.resolved[name] = self.gazetteer.resolve([PlaceQuery(name)], countries=[state.code])[0]
        return PlaceName(i, i, name, state.code)

    def _part_of_place(self, i: int) -> bool:
        """ "much of the country", "parts of Homs", "dozens of villages"."""
        if self.tree.pos[i] != "NUM" and self.tree.lemmas[i] not in {
            "much",
            "part",
            "most",
            "half",
            "some",
            "all",
            "dozens",
            "area",
            "swathe",
            "rest",
            "centre",
            "center",
            "heart",
            "edge",
            "bulk",
            "several",
            "number",
            "dozen",
            "majority",
        }:
            return False
        return self._whole(i) is not None

    def _whole(self, i: int) -> int | None:
        """What a part is a part of ("much of the country", "the city's eastern half")."""
        for k in self.tree.kids[i]:
            if self.tree.dep[k] in {"nmod", "nmod:poss", "compound"} and (self.is_place(k) or self._part_of_place(k)):
                return k
        return None

    def _named_below(self, i: int) -> PlaceName | None:
        """The place name in the phrase: "city of Homs", "Aleppo city", "the village of X", "mosque in Y"; nearest first."""
        tree = self.tree
        order = sorted((k for k in tree.kids[i]), key=lambda k: (tree.dep[k] in {"acl:relcl", "acl"}, abs(k - i)))
        for k in order:
            if tree.dep[k] in {"compound", "nmod", "appos", "flat", "nmod:poss", "nmod:desc", "nmod:unmarked", "obl:unmarked"}:
                if k in self.names:
                    return self.names[k]
                if tree.dep[k] == "nmod" and (deep := self._named_below(k)) is not None:
                    return deep
        return None

    def _part(self, name: PlaceName) -> str | None:
        """ "northern Homs"."""
        before = self.tree.lowers[name.first - 1] if name.first else ""
        return _PARTS.get(before)

    def _part_of_phrase(self, i: int) -> str | None:
        if self._is_called(i):
            return None
        return next((_PARTS[self.tree.lowers[k]] for k in self.tree.kids[i] if self.tree.lowers[k] in _PARTS and self.tree.dep[k] == "amod"), None)

    def _is_called(self, i: int) -> bool:
        """Whether "of" gives the place its name ("the eastern province of Deir ez-Zor"), rather than a whole it is part of."""
        entry = self.lexicon.place_nouns.get(self.tree.lemmas[i])
        single = self.tree.tags[i] not in {"NNS", "NNPS"}
        return single and entry is not None and entry.precision in {"settlement", "region"} and any(self.tree.preposition(k) == "of" for k in self.tree.kids[i])

    def _is_term(self, i: int) -> bool:
        """ "Twelve years in prison", "jailed": what one is sentenced to is no place."""
        tree = self.tree
        bare = (
            tree.lemmas[i] in {"prison", "jail"}
            and tree.tags[i] == "NN"
            and not any(tree.dep[k] in {"det", "compound", "amod", "nmod:poss"} for k in tree.kids[i])
        )
        return bare and tree.preposition(i) in {"in", "to", "from"}

    def _generic(self, i: int, relation: str | None) -> Place | None:
        """ "the town" is the town last named; a site without a name keeps its words; "a country" is none."""
        tree = self.tree
        named = self._anaphor(i) or self._town_of(i)
        if named is not None:
            return self._made(i, named, relation)
        same = self._same_as(i)
        if same is not None:
            return self._made(i, same, relation)
        definite = any(tree.lowers[k] in {"the", "this", "that", "these", "those"} and tree.dep[k] == "det" for k in tree.kids[i])
        if not definite and not self.is_site(i) and not self._part_of_place(i) and not self._is_settlement(i):
            return None
        first, last = tree.phrase(i)
        first = next((k + 1 for k in range(i - 1, first - 1, -1) if tree.pos[k] == "ADP" and tree.lowers[k + 1] not in {"least", "most"}), first)
        span = tree.span(first, last)
        name = tree.span(i, i if tree.pos[i] != "NUM" else last).text if first == i else tree.span(first + (tree.pos[first] == "DET"), last).text
        return Place(span.text, span.start, span.end, name, relation)

    def _same_as(self, i: int) -> PlaceName | None:
        """ "Daquq, a town held by the Kurds"; "Fua is the only enclave"."""
        tree = self.tree
        if tree.dep[i] == "appos":
            return self.names.get(tree.head[i])
        if tree.child(i, "cop") is not None:
            return next((self.names[k] for k in tree.kids[i] if tree.dep[k] == "nsubj" and k in self.names), None)
        return None

    def _town_of(self, i: int) -> PlaceName | None:
        """The town that a site lies in by the words of its phrase: "a street near the city's market", "the airport of the town"."""
        tree = self.tree
        for k in tree.kids[i]:
            if tree.dep[k] in {"nmod", "nmod:poss"} and self._place_noun(k) and (named := self._anaphor(k) or self._town_of(k)) is not None:
                return named
        return None

    def _anaphor(self, i: int) -> PlaceName | None:
        tree = self.tree
        entry = self.lexicon.place_nouns.get(tree.lemmas[i])
        if entry is None or entry.precision == "site" or not any(tree.lowers[k] in {"the", "this", "that"} for k in tree.kids[i]):
            return None
        if tree.lemmas[i] == "capital":
            return self._capital(i)
        if tree.lemmas[i] == "country":
            return self._main_country(i)
        wanted = {
            "settlement": {"city", "district", "site"},
            "district": {"district", "city", "admin2"},
            "region": {"admin1", "region", "admin2"},
            "country": {"country"},
        }
        if any(tree.dep[k] in {"amod", "compound", "acl"} for k in tree.kids[i]):
            return None
        towns = [{"city"}] if tree.lemmas[i] in {"city", "town"} else []
        return next((named for features in (*towns, wanted[entry.precision]) if (named := self._last_named(i, features)) is not None), None)

    def _last_named(self, i: int, features: Collection[str]) -> PlaceName | None:
        """The place of one of these kinds that was named last before a word, within a few sentences."""
        floor = self.tree.sents[max(0, self.tree.sent[i] - 6)][0]
        for k in range(i - 1, floor - 1, -1):
            named = self.names.get(k)
            found = self.resolved.get(named.name) if named is not None else None
            if found is not None and found.feature in features:
                return named
        return None

    def _main_country(self, i: int) -> PlaceName | None:
        """ "The country" is the one that the report is about."""
        state = self.lexicon.states.get(self.actors.country or "")
        if state is None:
            return None
        if state.name not in self.resolved:
            self.resolved[state.name] = self.gazetteer.resolve([PlaceQuery(state.name)], countries=[state.code])[0]
        return PlaceName(i, i, state.name, state.code)

    def _capital(self, i: int) -> PlaceName | None:
        state = self.lexicon.states.get(self.actors.country or "")
        if state is None or state.capital is None:
            return None
        if state.capital not in self.resolved:
            self.resolved[state.capital] = self.gazetteer.resolve([PlaceQuery(state.capital, state.name)], countries=[state.code])[0]
        return PlaceName(i, i, state.capital, state.code)

    def _made(self, i: int, name: PlaceName, relation: str | None) -> Place:
        tree = self.tree
        first, last = tree.phrase(i)
        if i in self.names:
            first, last = name.first, name.last
            if first and relation == _PARTS.get(tree.lowers[first - 1], "") and relation:
                first -= 1
        elif name.first > i:
            last = max(last, name.last)
        span = tree.span(min(first, i), max(last, i))
        entry = self.resolved.get(name.name)
        if entry is None:
            return Place(span.text, span.start, span.end, name.name, relation, None, name.country)
        return Place(
            span.text, span.start, span.end, self._shown(name, entry), relation, None, entry.country, entry.admin1, entry.lat, entry.lon,
            _radius(entry, relation), entry.geonames_id, _precision(entry, relation),
        )  # fmt: skip

    def _shown(self, name: PlaceName, entry: GazetteerEntry) -> str:
        return entry.name if name.country is None else name.name

    def mentions(self) -> list[Place]:
        """Every place mention of the report, in order."""
        firsts: Iterable[PlaceName] = sorted(set(self.names.values()), key=lambda p: p.first)
        return [self._made(p.first, p, self._part(p)) for p in firsts]


def _radius(entry: GazetteerEntry, relation: str | None) -> float:
    return entry.radius_km + (25 if relation == "near" else 15 if relation is not None and entry.feature == "city" else 0)


def _precision(entry: GazetteerEntry, relation: str | None) -> Precision:
    base = _PRECISION[entry.feature]
    if relation is None or base != "exact":
        return base
    return "near" if relation == "near" or relation.endswith(("-of", "between")) and not relation.endswith("part-of") else "exact"
