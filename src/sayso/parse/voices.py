"""Attributions out of the encoder's scores: for each cue the words of the cue, of the source and of the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ROLES", "VOICES", "Attribution", "attributions"]

VOICES = "sayso_attributions"
"""Where a document keeps its attributions: `doc.user_data[VOICES]`."""

ROLES = ("none", "cue", "source", "content")
"""What a word may be for a cue."""

_NONE, _CUE, _SOURCE, _CONTENT = range(len(ROLES))
_CHANGE = 1.0
_CERTAIN = 1e4


class Attribution(NamedTuple):
    """The words of a cue, of its source and of its content, each in order; the source may be empty."""

    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]


def attributions(cues: NDArray[np.float32], roles: NDArray[np.float32]) -> list[Attribution]:
    """The attributions of a sentence, given a score a word for being the first word of a cue, and for each such word and role a score a word.

    A word is taken for the start of a cue where its score is above 0. A cue is one piece, and so is a source; a content may have several.
    """
    starts = np.flatnonzero(cues > 0).tolist()
    if not starts:
        return []
    scores = roles[starts].transpose(0, 2, 1).copy()
    scores[range(len(starts)), starts, _CUE] += _CERTAIN
    found: list[Attribution] = []
    taken: set[int] = set()
    for start, path in zip(starts, _paths(scores).tolist(), strict=True):
        if start in taken:
            continue
        cue = next(piece for piece in _pieces(path, _CUE) if start in piece)
        content = tuple(word for piece in _pieces(path, _CONTENT) for word in piece)
        if content:
            taken.update(cue)
            found.append(Attribution(tuple(cue), tuple(_nearest(_pieces(path, _SOURCE), start)), content))
    return found


def _pieces(path: Sequence[int], role: int) -> Iterator[range]:
    """The runs of words that have a role."""
    for kind, group in groupby(range(len(path)), key=path.__getitem__):
        if kind == role:
            words = list(group)
            yield range(words[0], words[-1] + 1)


def _nearest(pieces: Iterable[range], cue: int) -> range:
    """The longest piece, of equals the one nearest to the cue."""
    return max(pieces, key=lambda piece: (len(piece), -abs(piece.start - cue)), default=range(0))


def _paths(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """The best role of every word for each cue, where each change of role from one word to the next costs 1."""
    rows, length, kinds = scores.shape
    same = np.arange(kinds)
    best = scores[:, 0]
    before = np.zeros((length, rows, kinds), np.int64)
    for word in range(1, length):
        top = best.argmax(1)[:, None]
        changed = np.take_along_axis(best, top, 1) - np.float32(_CHANGE)
        before[word] = np.where(best >= changed, same, top)
        best = np.maximum(best, changed) + scores[:, word]
    paths = np.empty((rows, length), np.int64)
    paths[:, -1] = best.argmax(1)
    for word in range(length - 1, 0, -1):
        paths[:, word - 1] = np.take_along_axis(before[word], paths[:, word, None], 1)[:, 0]
    return paths
