# mypy: disable-error-code="import-not-found,import-untyped,misc,unused-ignore"
"""Choose on the development part how high a cue must score and what a change of role costs, and build both into the model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray

from encoder.data import Batcher, voiced_example
from encoder.model import JointModel
from encoder.voice_scores import soft_f
from encoder.voices import VoicedSentence
from sayso.parse.voices import attributions
from sayso.syntax import Marked

THRESHOLDS = tuple(round(-2.0 + 0.25 * step, 2) for step in range(15))
CHANGES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)


def _scores(model: JointModel, batcher: Batcher, sentence: VoicedSentence) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    batch = batcher.batch([voiced_example(sentence)])
    with torch.no_grad():
        scores = model(batch.pieces, batch.piece_shapes, batch.firsts, batch.word_shapes)
        roles = model.voices.role_scores(scores.voices, scores.parts)
    return scores.cues[:, 1:].numpy(), roles[:, 1:, :, 1:].numpy()


def settle(model: JointModel, batcher: Batcher, sentences: Sequence[VoicedSentence]) -> tuple[float, float]:
    """The threshold and the cost that bring the attributions of the sentences nearest to the gold ones, now built into the model."""
    scored = [_scores(model, batcher, sentence) for sentence in sentences]
    gold = [[voice for voice in sentence.voices if voice.content] for sentence in sentences]

    def found(threshold: float, change: float) -> list[list[Marked]]:
        return [attributions(cues - np.float32(threshold), roles / np.float32(change), [cues.shape[1]])[0] for cues, roles in scored]

    best = max(product(THRESHOLDS, CHANGES), key=lambda setting: soft_f(gold, found(*setting))) if sentences else (0.0, 1.0)
    model.voices.settle(*best)
    return best
