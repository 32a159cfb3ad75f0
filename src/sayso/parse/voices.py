"""Attributions out of the encoder's scores: for each cue the words of the cue, of the source and of the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sayso.syntax import Marked

__all__ = ["ROLES", "attributions", "graded"]

ROLES = ("none", "cue", "source", "content")
"""What a word may be for a cue."""
_NONE, _CUE, _SOURCE, _CONTENT = range(len(ROLES))
_CHANGE = 1.0
_CERTAIN = 1e4
_DOUBT = -1.0


def attributions(cues: NDArray[np.float32], roles: NDArray[np.float32], sizes: Sequence[int]) -> list[list[Marked]]:
    """The attributions of each sentence of a batch, in the order of their cues.

    `cues` (sentence, word) says whether a word is the first of a cue, which it is above 0; `roles` (sentence, cue, role, word) says what a
    word is for such a cue; `sizes` are the numbers of words. A cue is one piece, and so is a source; a content may have several. Of two cues
    that share a word the one with the higher score stays.
    """
    return [[voice for _, voice in voices] for voices in _scored(cues, roles, sizes, 0.0)]


def graded(cues: NDArray[np.float32], roles: NDArray[np.float32], sizes: Sequence[int]) -> list[tuple[list[Marked], list[Marked]]]:
    """As `attributions`, and beside them those that are too doubtful to stand alone, but may confirm what else speaks for them."""
    found = _scored(cues, roles, sizes, _DOUBT)
    return [([voice for score, voice in voices if score > 0], [voice for score, voice in voices if score <= 0]) for voices in found]


def _scored(cues: NDArray[np.float32], roles: NDArray[np.float32], sizes: Sequence[int], least: float) -> list[list[tuple[float, Marked]]]:
    """The attributions whose cues score more than `least`, with these scores."""
    outside = np.arange(cues.shape[1]) >= np.array(sizes)[:, None]
    sentences, starts = np.nonzero((cues > least) & ~outside)
    found: list[dict[int, tuple[float, Marked]]] = [{} for _ in sizes]
    if len(starts):
        scores = roles[sentences, starts].transpose(0, 2, 1).copy()
        scores[outside[sentences]] = 0
        scores[np.arange(len(starts)), starts, _CUE] += _CERTAIN
        paths = _paths(scores)
        certainty = cues[sentences, starts]
        taken: set[tuple[int, int]] = set()
        for at in np.argsort(-certainty, kind="stable").tolist():
            sentence, start = int(sentences[at]), int(starts[at])
            voice = _attribution(paths[at, : sizes[sentence]].tolist(), start)
            if voice.content and taken.isdisjoint((sentence, word) for word in voice.cue):
                taken.update((sentence, word) for word in voice.cue)
                found[sentence][start] = (float(certainty[at]), voice)
    return [[voices[start] for start in sorted(voices)] for voices in found]


def _attribution(path: Sequence[int], start: int) -> Marked:
    """What the roles of the words say about the cue that begins with one of them."""
    cue = next(piece for piece in _pieces(path, _CUE) if start in piece)
    content = (word for word, role in enumerate(path) if role == _CONTENT)
    return Marked(tuple(cue), tuple(_nearest(_pieces(path, _SOURCE), start)), tuple(content))


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
