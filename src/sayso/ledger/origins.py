"""Independence before counting: from whom each claim of a happening ultimately comes.

Ten articles that quote one spokesman have one origin; so have a wire story and its reprints, and two outlets that only cite each other.
Where it cannot be told whether two origins differ, they count as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from sayso.ledger.articles import Article, family_of, side_of_house
from sayso.ledger.cluster import components
from sayso.ledger.copies import Copy
from sayso.ledger.tables import table
from sayso.ledger.telling import Telling, innermost
from sayso.lexicon.folding import fold, plain_name
from sayso.model import Origin, Status, Voice

__all__ = ["NO_COPIES", "Copies", "Word", "are_copies", "is_unnamed", "origins_of", "publishers_of", "words_of"]

Copies = Mapping[tuple[str, str], Copy]
"""Pairs of text ids, the smaller first, that have much in common."""
NO_COPIES: Copies = MappingProxyType({})
Basis = Literal["voice", "agency", "publisher", "text"]
UNKNOWN = "an unknown publisher"
BODIES = frozenset({"ngo", "igo", "media", "government", "military", "police", "political", "medical", "state"})
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
WHERE = re.compile(r"\s(?:in|at|near|from|outside|around)\s")
LONGEST_NAME = 3
PASSAGE_SHARE = 0.8
FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Root:
    """Where a claim comes from: a voice by name, or a publisher; of a publisher that is not known the report."""

    name: str
    basis: Basis
    side: str | None = None
    article: str | None = None

    @property
    def key(self) -> str:
        """What two roots share that are one: a body that speaks and a publisher of one name are one."""
        return plain_name(self.name)


class Word(NamedTuple):
    """Whose word a claim is, for telling whether two are of one voice, and the report in which it was first given."""

    speaker: str
    article: Article


def origins_of(tellings: Sequence[Telling], copies: Copies = NO_COPIES) -> tuple[Origin, ...]:
    """The independent origins of some claims of one happening, those that most claims rest on first; each claim is in exactly one."""
    ordered = sorted(tellings, key=lambda telling: telling.order)
    roots = _roots(ordered, copies)
    ends, circles = _ends(ordered, roots)
    groups: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in ordered:
        groups[ends[roots[telling.id].key]].append(telling)
    found = [_origin(key, some, roots, circular=key in circles) for key, some in groups.items()]
    return tuple(sorted(found, key=lambda origin: (-len(origin.claims), origin.name)))


def publishers_of(tellings: Iterable[Telling]) -> set[str]:
    """The publishers of the reports; all whose publisher is not known count as one."""
    return {telling.article.publisher or UNKNOWN for telling in tellings}


def are_copies(a: Article, b: Article, copies: Copies) -> bool:
    """Whether the two reports print one text, or copies of it."""
    if not a.text or a.text == b.text:
        return bool(a.text)
    copy = copies.get((min(a.text, b.text), max(a.text, b.text)))
    return copy is not None and copy.holds(one_house=a.publisher is not None and a.publisher == b.publisher)


def _origin(key: str, some: Sequence[Telling], roots: Mapping[str, _Root], *, circular: bool) -> Origin:
    mine = [roots[telling.id] for telling in some]
    root = next((root for root in mine if root.key == key), mine[0])
    sides = {one.side for one in mine if circular or one.key == key and one.side}
    return Origin(
        name=" = ".join(dict.fromkeys(one.name for one in mine)) if circular else root.name,
        basis=root.basis,
        claims=tuple(telling.id for telling in some),
        side=sides.pop() if len(sides) == 1 else None,
        circular=circular,
    )


def _roots(ordered: Sequence[Telling], copies: Copies) -> dict[str, _Root]:
    """Where each claim comes from: its voice; else, in a report that quotes somebody for it, that voice; else the report's own origin."""
    named = _named_roots(ordered)
    quoted: dict[str, _Root] = {}
    for telling in ordered:
        if (root := named.get(telling.id)) is not None and telling.asserts:
            quoted.setdefault(telling.article.id, root)
    own = _own_roots(ordered, named, copies)
    return {
        telling.id: named.get(telling.id) or (quoted.get(telling.article.id) if not telling.claim.voices else None) or own[telling.article.id]
        for telling in ordered
    }


def _named_roots(ordered: Sequence[Telling]) -> dict[str, _Root]:
    """The voice of each claim that has one with a name. "A monitoring group" is the one that its report names for the same event, where it names just one."""
    found = {telling.id: root for telling in ordered if (root := _voice_root(telling)) is not None}
    bodies: defaultdict[tuple[str, str], dict[str, _Root]] = defaultdict(dict)
    for telling in ordered:
        if telling.id in found and (voice := innermost(telling)) is not None:
            bodies[(telling.article.id, voice.kind)][found[telling.id].key] = found[telling.id]
    for telling in ordered:
        voice = innermost(telling)
        if telling.id not in found and voice is not None and not voice.anonymous and voice.kind in BODIES:
            named = list(bodies[(telling.article.id, voice.kind)].values())
            if len(named) == 1:
                found[telling.id] = named[0]
    return found


def _voice_root(telling: Telling) -> _Root | None:
    """The innermost voice that has a name. An unnamed one stands behind the outlet or the voice that knows it."""
    for voice in reversed(telling.claim.voices):
        if _is_named(voice):
            name = _body(voice)
            if voice.kind == "media":
                return _house(name, voice.side)
            return _Root(name, "voice", voice.side)
    return None


def words_of(tellings: Iterable[Telling], copies: Copies = NO_COPIES) -> dict[str, Word]:
    """Whose word each claim is, and in which report it was first given; the same sentence in a later report is no new word."""
    ordered = sorted(tellings, key=lambda telling: telling.order)
    named = _named_roots(ordered)
    own = _own_roots(ordered, named, copies)
    found: dict[str, Word] = {}
    first: dict[tuple[str, str, Status, str, int], Article] = {}
    for telling in ordered:
        claim, speaker = telling.claim, _speaker(telling, named.get(telling.id), own)
        at = claim.trigger.start - claim.evidence.start
        found[telling.id] = Word(speaker, first.setdefault((speaker, claim.event, claim.status, fold(claim.evidence.text), at), telling.article))
    return found


def _speaker(telling: Telling, named: _Root | None, own: Mapping[str, _Root]) -> str:
    """The voice, else where the report's own words come from; somebody unnamed is another one than the outlet that knows him."""
    voice = innermost(telling)
    root = named or own[telling.article.id]
    name = root.key if root.basis != "text" else f"#{root.article}"
    known = voice is None or _is_named(voice) or named is not None and _voice_root(telling) is None
    return name if known or voice is None else f"{name} > {fold(voice.name)}"


def is_unnamed(telling: Telling) -> bool:
    """Whether it is the word of somebody who has no name, so that nobody can tell whether he speaks again."""
    voice = innermost(telling)
    return voice is not None and not _is_named(voice)


def _house(name: str, side: str | None = None) -> _Root:
    return _Root(name, "publisher", side or side_of_house(name))


def _is_named(voice: Voice) -> bool:
    """Whether the voice is called by a name; "rescue workers in Idlib" name only where they are."""
    return not voice.anonymous and any(letter.isupper() for letter in WHERE.split(voice.name, maxsplit=1)[0])


def _body(voice: Voice) -> str:
    """For whom the voice speaks. A long description is of the body that it names: "the British-based Syrian Observatory for Human Rights"."""
    if voice.kind == "media":
        return next((house for name in _parts(voice.name, fewest=1) if (house := family_of(name)) != name), family_of(voice.name))
    return next((_bodies()[name] for name in map(fold, _parts(voice.name, fewest=2)) if name in _bodies()), voice.name)


def _parts(name: str, *, fewest: int) -> Iterator[str]:
    """Yields the name without its article, then the runs of words within a longer description that could be a name, the longest first."""
    words = ARTICLE.sub("", name).split()
    yield " ".join(words)
    if len(words) > LONGEST_NAME:
        for length in range(len(words) - 1, fewest - 1, -1):
            runs = (words[n : n + length] for n in range(len(words) - length + 1))
            yield from (" ".join(run) for run in runs if run[0][0].isupper() and run[-1][0].isupper())


@cache
def _bodies() -> dict[str, str]:
    entries = table("speakers")
    return {plain_name(name): entry["body"] for entry in entries for name in (entry["body"], *entry["speakers"])}


def _own_roots(ordered: Sequence[Telling], named: Mapping[str, _Root], copies: Copies) -> dict[str, _Root]:
    """For each report where its own words come from: the agency that it credits, else the one whose text it copies, else itself."""
    articles = {telling.article.id: telling.article for telling in ordered}
    passages: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for telling in ordered:
        if telling.id not in named:
            passages[telling.article.id].append(frozenset(fold(telling.claim.evidence.text).split()))
    pairs = [
        (a, b)
        for n, a in enumerate(articles)
        for b in list(articles)[n + 1 :]
        if are_copies(articles[a], articles[b], copies) or _share_passage(passages[a], passages[b])
    ]
    found: dict[str, _Root] = {}
    for family in components(articles, pairs):
        root = _family_root([articles[ident] for ident in family])
        found.update(dict.fromkeys(family, root))
    return found


def _share_passage(xs: Sequence[frozenset[str]], ys: Sequence[frozenset[str]]) -> bool:
    """Whether one tells it in the other's sentence."""
    return any(_same_sentence(x, y) for x in xs for y in ys)


def _same_sentence(x: frozenset[str], y: frozenset[str]) -> bool:
    """Whether the words are those of one sentence, hardly edited; another number makes it another sentence."""
    if min(len(x), len(y)) < FEWEST_WORDS or len(x & y) < PASSAGE_SHARE * max(len(x), len(y)):
        return False
    return not any(word.isdigit() for word in x ^ y)


def _family_root(family: Sequence[Article]) -> _Root:
    """The origin of reports that are copies of one another: an agency that one of them credits, else who was first."""
    for article in family:
        if article.credits:
            return _Root(article.credits[0], "agency", side_of_house(article.credits[0]))
    first = family[0]
    return _house(first.publisher) if first.publisher else _Root(UNKNOWN, "text", article=first.id)


def _ends(ordered: Sequence[Telling], roots: Mapping[str, _Root]) -> tuple[dict[str, str], set[str]]:
    """Where each root comes from in the end, and which of these are circles.

    A publisher that is cited and has it only from somebody else hands that one on. Publishers that have it only from each other are one circle.
    """
    rests: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for telling in ordered:
        if telling.article.publisher:
            rests[_house(telling.article.publisher).key][roots[telling.id].key] = None
    found = {root.key: _end(rests, root.key) for root in roots.values()}
    loose = sorted(key for key in {*found, *rests} if _end(rests, key) is None)
    circles = {key: min(group) for group in components(loose, [(key, other) for key in loose for other in rests[key]]) for key in group}
    return {key: end if end is not None else circles[key] for key, end in found.items()}, set(circles.values())


def _end(rests: Mapping[str, Mapping[str, None]], start: str) -> str | None:
    """The nearest root that rests on nothing but itself; null where everything leads in a circle."""
    todo = [start]
    for here in todo:
        if here not in rests or here in rests[here]:
            return here
        todo += [other for other in rests[here] if other not in todo]
    return None
