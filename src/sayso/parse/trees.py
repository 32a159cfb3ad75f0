"""Dependency heads that form a tree with one root: a check, and the best tree for those that fail it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree", "is_tree"]

_NEVER = -1e9


def is_tree(heads: Sequence[int]) -> bool:
    """Whether the heads of the words 1, 2, ... (0 is the root; the first item stands for the root itself) form a tree with one root."""
    if sum(head == 0 for head in heads[1:]) != 1:
        return False
    safe = [False] * len(heads)
    safe[0] = True
    for start in range(1, len(heads)):
        path: list[int] = []
        word = start
        while not safe[word]:
            if len(path) > len(heads):
                return False
            path.append(word)
            word = heads[word]
        for word in path:
            safe[word] = True
    return True


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """The heads of the best tree with one root, by Chu, Liu and Edmonds.

    ``scores[d, h]`` is the score of the arc from the word d up to h; the root has the number 0, and its own row does not count.
    """
    exact = scores.astype(np.float64)
    np.fill_diagonal(exact, _NEVER)
    heads = _arborescence(exact)
    roots = [word for word in range(1, len(heads)) if heads[word] == 0]
    if len(roots) > 1:
        heads = max((_arborescence(_rooted(exact, root)) for root in roots), key=lambda tree: _total(exact, tree))
    return heads


def _rooted(scores: NDArray[np.float64], root: int) -> NDArray[np.float64]:
    """The scores with one word only that may hang from the root."""
    rooted = scores.copy()
    rooted[:, 0] = _NEVER
    rooted[root, 0] = scores[root, 0]
    return rooted


def _total(scores: NDArray[np.float64], heads: list[int]) -> float:
    return float(sum(scores[word, heads[word]] for word in range(1, len(heads))))


def _cycle(heads: list[int]) -> list[int]:
    """The words of one cycle, or none."""
    seen = [0] * len(heads)
    for start in range(1, len(heads)):
        word = start
        while word and not seen[word]:
            seen[word] = start
            word = heads[word]
        if word and seen[word] == start:
            cycle = [word]
            while heads[cycle[-1]] != word:
                cycle.append(heads[cycle[-1]])
            return cycle
    return []


def _arborescence(scores: NDArray[np.float64]) -> list[int]:
    """The best tree, perhaps with several words below the root: cycles become one word, and the rest is solved again."""
    heads = [0, *(int(head) for head in scores[1:].argmax(axis=1))]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.array(cycle)
    rest = np.array([word for word in range(len(heads)) if word not in set(cycle)])
    inner = scores[inside, [heads[word] for word in cycle]]
    smaller = np.full((len(rest) + 1, len(rest) + 1), _NEVER)
    smaller[:-1, :-1] = scores[np.ix_(rest, rest)]
    smaller[:-1, -1] = scores[np.ix_(rest, inside)].max(axis=1)
    entering = scores[np.ix_(inside, rest)] - inner[:, None]
    smaller[-1, :-1] = entering.max(axis=0)
    solved = _arborescence(smaller)
    result = list(heads)
    for place, word in enumerate(rest[1:], 1):
        head = solved[place]
        result[word] = int(rest[head]) if head < len(rest) else int(inside[scores[word, inside].argmax()])
    outer = solved[-1]
    result[int(inside[entering[:, outer].argmax()])] = int(rest[outer])
    return result
