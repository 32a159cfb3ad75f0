"""Independence before counting: from whom each claim of a happening ultimately comes.

Ten articles that quote one spokesman have one origin; so have a wire story and its reprints, and two outlets that only cite each other.
Where it cannot be told whether two origins differ, they count as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import yaml

from sayso.ledger.articles import Article, family_of
from sayso.ledger.cluster import components
from sayso.ledger.copies import Copy
from sayso.ledger.telling import Telling, innermost
from sayso.lexicon.folding import fold, without_article
from sayso.model import Origin, Voice

__all__ = ["NO_COPIES", "Copies", "are_copies", "origins_of", "publishers_of"]

Copies = Mapping[tuple[str, str], Copy]
"""Pairs of text ids, the smaller first, that have much in common."""
NO_COPIES: Copies = MappingProxyType({})
Basis = Literal["voice", "agency", "publisher", "text"]
UNKNOWN = "an unknown publisher"
PASSAGE_SHARE = 0.8
FEWEST_STEMS = 6


@dataclass(frozen=True, slots=True)
class _Root:
    """Where a claim comes from: a voice by name, or a publisher."""

    name: str
    basis: Basis

    @property
    def key(self) -> str:
        """What two roots share that are one: a body that speaks and a publisher of one name are one."""
        return without_article(fold(self.name))


def origins_of(tellings: Sequence[Telling], copies: Copies = NO_COPIES) -> tuple[Origin, ...]:
    """The independent origins of some claims of one happening, those that most claims rest on first; each claim is in exactly one."""
    ordered = sorted(tellings, key=lambda telling: telling.order)
    roots = _roots(ordered, copies)
    joined = _circles(ordered, roots)
    groups: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in ordered:
        groups[joined.get(roots[telling.id].key, roots[telling.id].key)].append(telling)
    found = [_origin(some, roots, circular=key in joined.values()) for key, some in groups.items()]
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


def _origin(some: Sequence[Telling], roots: Mapping[str, _Root], *, circular: bool) -> Origin:
    root = roots[some[0].id]
    names = list(dict.fromkeys(roots[telling.id].name for telling in some))
    sides = {voice.side if (voice := innermost(telling)) else None for telling in some}
    return Origin(
        name=" = ".join(names) if circular else root.name,
        basis=root.basis,
        claims=tuple(telling.id for telling in some),
        side=sides.pop() if len(sides) == 1 else None,
        circular=circular,
    )


def _roots(ordered: Sequence[Telling], copies: Copies) -> dict[str, _Root]:
    """Where each claim comes from: its voice; else, in a report that quotes somebody for it, that voice; else the report's own origin."""
    quoted: dict[str, _Root] = {}
    for telling in ordered:
        if (root := _voice_root(telling)) is not None and telling.asserts:
            quoted.setdefault(telling.article.id, root)
    own = _own_roots(ordered, copies)
    return {
        telling.id: _voice_root(telling) or (quoted.get(telling.article.id) if not telling.claim.voices else None) or own[telling.article.id]
        for telling in ordered
    }


def _voice_root(telling: Telling) -> _Root | None:
    """The innermost voice that has a name. An unnamed one stands behind the outlet or the voice that knows it."""
    for voice in reversed(telling.claim.voices):
        if _is_named(voice):
            name = _body(voice)
            return _Root(name, "publisher" if voice.kind == "media" else "voice")
    return None


def _is_named(voice: Voice) -> bool:
    return not voice.anonymous and any(letter.isupper() for letter in voice.name)


def _body(voice: Voice) -> str:
    """For whom the voice speaks."""
    return family_of(voice.name) if voice.kind == "media" else _bodies().get(without_article(fold(voice.name)), voice.name)


@cache
def _bodies() -> dict[str, str]:
    entries = yaml.safe_load((files("sayso.ledger") / "data" / "speakers.yaml").read_text("utf-8"))
    return {without_article(fold(name)): entry["body"] for entry in entries for name in (entry["body"], *entry["speakers"])}


def _own_roots(ordered: Sequence[Telling], copies: Copies) -> dict[str, _Root]:
    """For each report where its own words come from: the agency that it credits, else the one whose text it copies, else itself."""
    articles = {telling.article.id: telling.article for telling in ordered}
    passages: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in ordered:
        if not telling.claim.voices:
            passages[telling.article.id].append(telling)
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


def _share_passage(xs: Sequence[Telling], ys: Sequence[Telling]) -> bool:
    """Whether one tells it in the other's sentence."""
    return any(_same_sentence(_plain(x), _plain(y)) for x in xs for y in ys)


def _plain(telling: Telling) -> frozenset[str]:
    return frozenset(fold(telling.claim.evidence.text).split())


def _same_sentence(x: frozenset[str], y: frozenset[str]) -> bool:
    return min(len(x), len(y)) >= FEWEST_STEMS and len(x & y) >= PASSAGE_SHARE * max(len(x), len(y))


def _family_root(family: Sequence[Article]) -> _Root:
    """The origin of reports that are copies of one another: an agency that one of them credits, else who was first."""
    for article in family:
        if article.credits:
            return _Root(article.credits[0], "agency")
    first = family[0]
    return _Root(first.publisher or UNKNOWN, "publisher" if first.publisher else "text")


def _circles(ordered: Sequence[Telling], roots: Mapping[str, _Root]) -> dict[str, str]:
    """Publishers that have it only from each other, each with the name under which they come together."""
    cites: defaultdict[str, set[str]] = defaultdict(set)
    speaks: set[str] = set()
    for telling in ordered:
        teller = _Root(telling.article.publisher or UNKNOWN, "publisher").key
        root = roots[telling.id]
        if root.key == teller or root.basis != "publisher":
            speaks.add(teller)
        else:
            cites[teller].add(root.key)
    circle = [(a, b) for a, others in cites.items() for b in others if a not in speaks and b not in speaks and _reaches(cites, b, a)]
    return {name: min(group) for group in components(sorted({name for pair in circle for name in pair}), circle) for name in group}


def _reaches(cites: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, todo = set[str](), [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        todo += [name for name in cites.get(here, ()) if name not in seen]
        seen.add(here)
    return False
