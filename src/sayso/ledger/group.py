"""Claims brought together into groups that tell of one event each, in two steps.

First the claims of each report come together into *accounts*: what one report tells of one event, often over several sentences of which
each leaves out what the others have told. Then the accounts of different reports come together into happenings. Both steps depend on nothing
but the claims and their reports, so that any order of arrival comes to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sayso.ledger.cluster import clusters
from sayso.ledger.features import Features, merged
from sayso.ledger.keys import keys_of
from sayso.ledger.weights import score_of

__all__ = ["Grouping", "Pair", "accounts_of", "accounts_of_report", "grouped", "grouping_of", "link_score", "pairs_across"]

Pair = tuple[str, str]
Scoring = Callable[[Features, Features], float]
PAGE = 2000
"""Characters of a report within which all claims are compared; farther apart only those are that share a name, a place or a number."""


def link_score(a: Features, b: Features) -> float:
    """The log-odds that the two tell of one event, the same whichever comes first; above zero they are linked."""
    first, second = sorted((a, b), key=lambda one: one.id)
    return round(score_of(first, second), 4)


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is worked out once: the account that each claim belongs to, and the links between accounts, by the ids of their first claims."""

    accounts: Mapping[str, str]
    links: Mapping[Pair, float]
    same: Collection[Pair] = field(default=())
    different: Collection[Pair] = field(default=())


def grouped(grouping: Grouping, claims: Iterable[str]) -> list[list[str]]:
    """The ids of the given claims, in groups that tell of one event each; the order in which they are given does not matter."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for claim in sorted(claims):
        members[grouping.accounts[claim]].append(claim)
    found = clusters(members, grouping.links, same=grouping.same, different=grouping.different)
    return sorted(sorted(claim for account in group for claim in members[account]) for group in found)


def grouping_of(claims: Iterable[Features], *, same: Collection[Pair] = (), different: Collection[Pair] = (), scoring: Scoring = link_score) -> Grouping:
    """The accounts of the claims and the links between them, from scratch; ``same`` and ``different`` are pairs of claims that a person has judged."""
    accounts = accounts_of(claims, same=same, different=different, scoring=scoring)
    home = {claim: account.id for account in accounts for claim in account.claims}
    links = {pair: score for a, b in pairs_across(accounts) if (score := scoring(a, b)) > 0 for pair in [(a.id, b.id)]}
    return Grouping(home, links, _between(same, home), _between(different, home))


def _between(pairs: Collection[Pair], home: Mapping[str, str]) -> frozenset[Pair]:
    """The pairs as pairs of accounts; those within one account are settled."""
    found = ((home[a], home[b]) for a, b in pairs if a in home and b in home)
    return frozenset((min(a, b), max(a, b)) for a, b in found if a != b)


def accounts_of(claims: Iterable[Features], *, same: Collection[Pair] = (), different: Collection[Pair] = (), scoring: Scoring = link_score) -> list[Features]:
    """The accounts of all reports, in the order of their ids."""
    reports: defaultdict[str, list[Features]] = defaultdict(list)
    for claim in claims:
        reports[claim.article.id].append(claim)
    accounts = (accounts_of_report(some, same=same, different=different, scoring=scoring) for some in reports.values())
    return sorted((account for some in accounts for account in some), key=lambda account: account.id)


def accounts_of_report(
    claims: Sequence[Features], *, same: Collection[Pair] = (), different: Collection[Pair] = (), scoring: Scoring = link_score
) -> list[Features]:
    """What one report tells of each event: its claims in groups, the slots of each group brought together."""
    known = {claim.id: claim for claim in claims}
    links = {(a.id, b.id): score for a, b in _pairs_within(known.values()) if (score := scoring(a, b)) > 0}
    return [merged([known[ident] for ident in group]) for group in clusters(known, links, same=same, different=different)]


def _pairs_within(claims: Iterable[Features]) -> Iterator[tuple[Features, Features]]:
    ordered = sorted(claims, key=lambda claim: (claim.at, claim.id))
    if not ordered or ordered[-1].at[0] - ordered[0].at[0] <= PAGE:
        yield from combinations(ordered, 2)
        return
    under: defaultdict[str, list[int]] = defaultdict(list)
    first = 0
    for n, claim in enumerate(ordered):
        while claim.at[0] - ordered[first].at[0] > PAGE:
            first += 1
        met = set(range(first, n))
        for key in keys_of(claim):
            met.update(under[key])
            under[key].append(n)
        yield from ((ordered[m], claim) for m in sorted(met))


def pairs_across(accounts: Iterable[Features]) -> Iterator[tuple[Features, Features]]:
    """Yields each pair of accounts of different reports that share a key, once, the smaller id first."""
    under: defaultdict[str, list[Features]] = defaultdict(list)
    for account in sorted(accounts, key=lambda account: account.id):
        met: dict[str, Features] = {}
        for key in sorted(keys_of(account)):
            met.update((other.id, other) for other in under[key])
            under[key].append(account)
        yield from ((other, account) for other in met.values() if other.article.id != account.article.id)
