# mypy: disable-error-code="import-not-found,import-untyped,misc,no-any-return,no-untyped-call,unused-ignore"
"""The training loop: batches of trees, of names and of attributions in one random order, stage by stage, with checkpoints from which it goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from encoder.data import NO_LABEL, Batch, Batcher, Corpus, Example
from encoder.model import JointModel, Labels, Scores, pick, weights_folder
from sayso.parse.wordpiece import Vocabulary

SEED = 7
DECAY, WARM_UP, GRADIENT_NORM = 0.01, 80, 2.0
CUE_WEIGHT = 4.0
CHECKPOINT_EVERY = 100


@dataclass(frozen=True)
class Stage:
    """A part of the training: what it draws how often, and how fast it learns; the rates fall to zero over the last `decay_share` of its steps."""

    name: str
    tree_epochs: float
    name_epochs: float
    voice_epochs: float
    gmb_share: float
    own_names: int
    encoder_rate: float
    head_rate: float
    voice_rate: float
    decay_share: float


BASE = Stage("base", 5.0, 1.6, 0.0, 0.4, 0, 2e-4, 2e-3, 0.0, 0.5)
VOICED = Stage("voiced", 0.9, 0.6, 14.0, 0.15, 3, 1e-4, 5e-4, 1.5e-3, 0.9)
STAGES = (BASE, VOICED)


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores.flatten(0, 1).float(), gold.flatten(), ignore_index=NO_LABEL)


def _voice_loss(model: JointModel, scores: Scores, batch: Batch) -> Tensor:
    """The loss of the starts of cues, and of the roles of all words for the cues that are there."""
    known = batch.cues != NO_LABEL
    total = CUE_WEIGHT * functional.binary_cross_entropy_with_logits(scores.cues[known].float(), batch.cues[known].float())
    if len(batch.starts):
        rows, words = batch.starts.unbind(-1)
        roles = model.voices.role_scores(scores.voices[rows, words].unsqueeze(1), scores.parts[rows]).squeeze(1)
        total = total + _cross_entropy(roles.transpose(1, 2), batch.roles)
    return total


def loss_of(model: JointModel, scores: Scores, batch: Batch) -> Tensor:
    """The sum of the losses of the heads for which the batch has gold labels."""
    total = scores.names.sum() * 0.0
    if bool((batch.heads != NO_LABEL).any()):
        total = total + 0.5 * _cross_entropy(scores.upos, batch.upos) + 0.5 * _cross_entropy(scores.xpos, batch.xpos)
        total = total + _cross_entropy(scores.arcs, batch.heads)
        known = batch.heads != NO_LABEL
        governors = pick(scores.governors, batch.heads.clamp(min=0))
        relations = model.heads.label_scores(scores.dependents[known], governors[known])
        total = total + functional.cross_entropy(relations.float(), batch.relations[known])
    if bool((batch.names != NO_LABEL).any()):
        total = total + _cross_entropy(scores.names, batch.names)
    if bool((batch.cues != NO_LABEL).any()):
        total = total + _voice_loss(model, scores, batch)
    return total


def plan(corpus: Corpus, batcher: Batcher, stage: Stage) -> list[list[Example]]:
    """All batches of a stage in order; the same for the same data and seed."""
    rng = random.Random(SEED)

    def names(rng: random.Random) -> Iterable[Example]:
        return corpus.name_examples(rng, stage.gmb_share, stage.own_names)

    draws: tuple[tuple[Callable[[random.Random], Iterable[Example]], float], ...]
    draws = ((corpus.tree_examples, stage.tree_epochs), (names, stage.name_epochs), (corpus.voice_examples, stage.voice_epochs))
    parts: list[list[list[Example]]] = []
    for draw, epochs in draws:
        groups: list[list[Example]] = []
        while epochs > 0:
            drawn = batcher.groups(draw(rng), rng)
            groups += drawn[: round(len(drawn) * min(epochs, 1))]
            epochs -= 1
        parts.append(groups)
    places = sorted([((i + 0.5) / len(part), kind, i) for kind, part in enumerate(parts) for i in range(len(part))])
    return [parts[kind][i] for _, kind, i in places]


def make_optimizer(model: JointModel, stage: Stage) -> torch.optim.AdamW:
    """AdamW with a smaller rate for the encoder; the published piece vectors stay as they are, and so do parts without a rate."""
    model.encoder.pieces.weight.requires_grad_(False)
    new = {id(parameter) for parameter in (*model.heads.parameters(), *model.encoder.shapes.parameters())}
    voices = {id(parameter) for parameter in model.voices.parameters()}
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad and id(parameter) not in voices]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in trained if id(p) not in new], "lr": stage.encoder_rate},
        {"params": [p for p in trained if id(p) in new], "lr": stage.head_rate},
    ]
    if stage.voice_rate:
        groups.append({"params": list(model.voices.parameters()), "lr": stage.voice_rate})
    return torch.optim.AdamW(groups, weight_decay=DECAY, betas=(0.9, 0.98), fused=True)


def load_model(path: Path, labels: Labels) -> JointModel:
    """The model of a checkpoint."""
    model = JointModel(labels)
    model.load_state_dict(torch.load(path, weights_only=True)["model"])
    return model.eval()


def start_model(labels: Labels) -> JointModel:
    """The model before all training, with the published encoder."""
    torch.manual_seed(SEED)
    model = JointModel(labels)
    model.encoder.load_published()
    return model


def checkpoint_of(work: Path, stage: Stage) -> Path:
    """Where a stage keeps its last checkpoint."""
    return work / f"{stage.name}.pt"


def fit(model: JointModel, corpus: Corpus, work: Path, stage: Stage, *, half: bool, steps: int | None = None) -> JointModel:
    """Train one stage, or go on from its last checkpoint; `half` computes in bfloat16, `steps` shortens the plan.

    The rate is even until its decay begins, so that the plan may still be shortened before that without a trace.
    """
    work.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    batcher = Batcher(Vocabulary.read(weights_folder() / "vocab.txt"), corpus.labels)
    batches = plan(corpus, batcher, stage)[:steps]
    model.to(device)
    optimizer = make_optimizer(model, stage)
    checkpoint, first = checkpoint_of(work, stage), 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=device)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    total = len(batches)
    start, words, shown = time.time(), 0, 0.0
    print(f"{stage.name}: {total} batches, {sum(len(e.words) for b in batches for e in b)} words, from {first}", flush=True)
    model.train()
    rates = [group["lr"] for group in make_optimizer(model, stage).param_groups]
    trained = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    for step in range(first, total):
        torch.manual_seed(SEED + step)
        share = min(1.0, (step + 1) / WARM_UP, (total - step) / (stage.decay_share * total))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        batch = Batch(*(tensor.to(device) for tensor in batcher.batch(batches[step])))
        with torch.autocast(device.type, torch.bfloat16) if half else nullcontext():
            scores = model(batch.pieces, batch.piece_shapes, batch.firsts, batch.word_shapes)
            loss = loss_of(model, scores, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(trained, GRADIENT_NORM)
        optimizer.step()
        words += sum(len(example.words) for example in batches[step])
        shown = 0.98 * shown + 0.02 * float(loss.detach())
        if (step + 1) % 50 == 0:
            print(f"{step + 1}/{total} loss {shown:.3f}, {words / (time.time() - start):.0f} words/s", flush=True)
        if (step + 1) % CHECKPOINT_EVERY == 0 or step + 1 == total:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    return model.cpu().eval()
