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

THRESHOLDS = tuple(round(-3.0 + 0.25 * step, 2) for step in range(21))
NEAR_BEST = 0.01
CHANGES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)


def _scores(model: JointModel, batcher: Batcher, sentence: VoicedSentence) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    batch = batcher.batch([voiced_example(sentence)])
    with torch.no_grad():
        scores = model(batch.pieces, batch.piece_shapes, batch.firsts, batch.word_shapes)
        roles = model.voices.role_scores(scores.voices, scores.parts)
    return scores.cues[:, 1:].numpy(), roles[:, 1:, :, 1:].numpy()


def settle(model: JointModel, batcher: Batcher, sentences: Sequence[VoicedSentence]) -> tuple[float, float]:
    """The threshold and the cost with which the model goes on, now built into it.

    The cost is the best on the sentences. Over a wide range of thresholds the score hardly changes; of those within a hundredth of the best the
    one is taken at which the model finds as many attributions as there are.
    """
    scored = [_scores(model, batcher, sentence) for sentence in sentences]
    gold = [[voice for voice in sentence.voices if voice.content] for sentence in sentences]

    def found(threshold: float, change: float) -> list[list[Marked]]:
        return [attributions(cues - np.float32(threshold), roles / np.float32(change), [cues.shape[1]])[0] for cues, roles in scored]

    best = (0.0, 1.0)
    if sentences:
        results = {setting: found(*setting) for setting in product(THRESHOLDS, CHANGES)}
        scores = {setting: soft_f(gold, result) for setting, result in results.items()}
        top = max(scores, key=lambda setting: scores[setting])
        near = [setting for setting in scores if setting[1] == top[1] and scores[setting] >= scores[top] - NEAR_BEST]
        wanted = sum(map(len, gold))
        best = min(near, key=lambda setting: abs(sum(map(len, results[setting])) - wanted))
    model.voices.settle(*best)
    return best
