"""Groups of items from scored links: average linkage, the same whatever order items and links come in."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from math import log2
from typing import TypeVar

__all__ = ["clusters", "components"]

Item = TypeVar("Item", bound=Hashable)
Pair = tuple[str, str]

UNLINKED = -0.5
"""What a pair without a link weighs when two groups are compared."""
STRONGEST = 8.0
"""The most that one link weighs there, so that one certain link does not bring together what all others keep apart."""
HURDLE = 0.7
"""How much more the mean weight must be each time that the smaller group doubles: a wrong join of large groups brings more together that is apart."""


def components(items: Iterable[Item], pairs: Iterable[tuple[Item, Item]]) -> list[list[Item]]:
    """The items that hang together over any number of pairs, in the order of the items."""
    parent: dict[Item, Item] = {item: item for item in items}

    def root(item: Item) -> Item:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for a, b in pairs:
        if a in parent and b in parent:
            parent[root(a)] = root(b)
    groups: defaultdict[Item, list[Item]] = defaultdict(list)
    for item in parent:
        groups[root(item)].append(item)
    return list(groups.values())


def clusters(items: Collection[str], links: Mapping[Pair, float], *, same: Collection[Pair] = (), different: Collection[Pair] = ()) -> list[list[str]]:
    """Groups of items, each sorted, and sorted among themselves; ``same`` pairs end in one group, ``different`` ones never.

    Groups are joined, the likeliest first, as long as the mean weight of the pairs between them is above zero, and the more above it the larger
    they are; where two are equally likely the ones with the smaller names go first. Where a pair is in both, ``different`` holds.
    """
    known = set(items)
    inside = {pair: weight for pair, weight in links.items() if known.issuperset(pair)}
    bound = sorted({(min(pair), max(pair)) for pair in same if known.issuperset(pair)})
    parts = components(sorted(known), [*inside, *bound])
    home = {item: n for n, part in enumerate(parts) for item in part}
    links_of: defaultdict[int, dict[Pair, float]] = defaultdict(dict)
    for pair, weight in inside.items():
        links_of[home[pair[0]]][pair] = weight
    groups = (group for n, part in enumerate(parts) for group in _joined(part, links_of[n], different, [pair for pair in bound if home[pair[0]] == n]))
    return sorted(sorted(group) for group in groups)


class _Groups:
    """Groups under way: what they hold, the sums of the links between them, and which must stay apart."""

    def __init__(self, items: Iterable[str], links: Mapping[Pair, float], different: Collection[Pair]) -> None:
        self.members = {item: [item] for item in items}
        self.between: dict[str, dict[str, tuple[float, int]]] = {item: {} for item in self.members}
        self.apart: defaultdict[str, set[str]] = defaultdict(set)
        for (a, b), weight in links.items():
            if a != b:
                self._note(a, b, min(weight, STRONGEST), 1)
        for a, b in different:
            if a in self.members and b in self.members:
                self.apart[a].add(b)
                self.apart[b].add(a)

    def _note(self, a: str, b: str, weight: float, count: int) -> None:
        for x, y in ((a, b), (b, a)):
            known, n = self.between[x].get(y, (0.0, 0))
            self.between[x][y] = (known + weight, n + count)

    def likelihood(self, a: str, b: str) -> float:
        """The mean weight of all pairs between two groups."""
        weight, count = self.between[a].get(b, (0.0, 0))
        pairs = len(self.members[a]) * len(self.members[b])
        return round((weight + UNLINKED * (pairs - count)) / pairs, 9)

    def may_join(self, a: str, b: str) -> bool:
        """Whether both are still groups, and need not stay apart."""
        return a in self.members and b in self.members and b not in self.apart[a]

    def hurdle(self, a: str, b: str) -> float:
        """What the mean weight must be above: the larger the smaller group, the more a wrong join would bring together."""
        return HURDLE * log2(min(len(self.members[a]), len(self.members[b])))

    def join(self, a: str, b: str) -> str:
        """The group that two have become; it goes by the smaller name."""
        a, b = sorted((a, b))
        self.members[a] += self.members.pop(b)
        for other, (weight, count) in self.between.pop(b).items():
            del self.between[other][b]
            if other != a:
                self._note(a, other, weight, count)
        for other in self.apart.pop(b, set()):
            self.apart[other].discard(b)
            self.apart[other].add(a)
            self.apart[a].add(other)
        return a


def _joined(items: Collection[str], links: Mapping[Pair, float], different: Collection[Pair], same: Iterable[Pair]) -> list[list[str]]:
    if len(items) == 1:
        return [list(items)]
    groups = _Groups(items, links, different)
    home = {item: item for item in items}

    def group_of(item: str) -> str:
        while home[item] != item:
            item = home[item]
        return item

    for x, y in same:
        a, b = group_of(x), group_of(y)
        if a != b and b not in groups.apart[a]:
            home[max(a, b)] = groups.join(a, b)
    heap = [(-groups.likelihood(a, b), a, b) for a, others in groups.between.items() for b in others if a < b]
    heapq.heapify(heap)
    while heap:
        negative, a, b = heapq.heappop(heap)
        if negative >= 0:
            break
        if not groups.may_join(a, b) or -negative != groups.likelihood(a, b) or -negative <= groups.hurdle(a, b):
            continue
        joined = groups.join(a, b)
        home[max(a, b)] = joined
        for other in groups.between[joined]:
            heapq.heappush(heap, (-groups.likelihood(joined, other), min(joined, other), max(joined, other)))
    return list(groups.members.values())
