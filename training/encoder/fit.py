# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
"""The training loop: batches of trees and of names in one random order, with checkpoints from which it goes on."""

from __future__ import annotations

import random
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from encoder.data import NO_LABEL, Batch, Batcher, Corpus, Example
from encoder.model import JointModel, Labels, Scores, pick, weights_folder
from sayso.parse.wordpiece import Vocabulary

SEED = 7
ENCODER_RATE, HEAD_RATE, DECAY, WARM_UP, GRADIENT_NORM = 2e-4, 2e-3, 0.01, 80, 2.0
DECAY_SHARE = 0.5
CHECKPOINT_EVERY = 100


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores.flatten(0, 1).float(), gold.flatten(), ignore_index=NO_LABEL)


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
    return total


def plan(corpus: Corpus, batcher: Batcher, tree_epochs: float, name_epochs: float) -> list[list[Example]]:
    """All batches of the training in order; the same for the same data and seed."""
    rng = random.Random(SEED)
    parts: list[list[list[Example]]] = []
    for draw, epochs in ((corpus.tree_examples, tree_epochs), (corpus.name_examples, name_epochs)):
        groups: list[list[Example]] = []
        while epochs > 0:
            drawn = batcher.groups(draw(rng), rng)
            groups += drawn[: round(len(drawn) * min(epochs, 1))]
            epochs -= 1
        parts.append(groups)
    trees, names = parts
    places = sorted([((i + 0.5) / len(part), kind, i) for kind, part in enumerate((trees, names)) for i in range(len(part))])
    return [parts[kind][i] for _, kind, i in places]


def make_optimizer(model: JointModel) -> torch.optim.AdamW:
    """AdamW with a smaller rate for the encoder; the published piece vectors stay as they are."""
    model.encoder.pieces.weight.requires_grad_(False)
    new = {id(parameter) for parameter in (*model.heads.parameters(), *model.encoder.shapes.parameters())}
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in trained if id(p) not in new], "lr": ENCODER_RATE},
        {"params": [p for p in trained if id(p) in new], "lr": HEAD_RATE},
    ]
    return torch.optim.AdamW(groups, weight_decay=DECAY, betas=(0.9, 0.98), fused=True)


def load_model(path: Path, labels: Labels) -> JointModel:
    """The model of a checkpoint."""
    model = JointModel(labels)
    model.load_state_dict(torch.load(path, weights_only=True)["model"])
    return model.eval()


def fit(corpus: Corpus, work: Path, tree_epochs: float, name_epochs: float, *, half: bool, steps: int | None = None) -> JointModel:
    """Train, or go on from the last checkpoint; `half` computes in bfloat16, `steps` shortens the plan.

    The rate is even until its decay begins, so that the plan may still be shortened before that without a trace.
    """
    work.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    batcher = Batcher(Vocabulary.read(weights_folder() / "vocab.txt"), corpus.labels)
    batches = plan(corpus, batcher, tree_epochs, name_epochs)[:steps]
    torch.manual_seed(SEED)
    model = JointModel(corpus.labels)
    model.encoder.load_published()
    model.to(device)
    optimizer = make_optimizer(model)
    checkpoint, first = work / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=device)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    total = len(batches)
    start, words, shown = time.time(), 0, 0.0
    print(f"{total} batches, {sum(len(e.words) for b in batches for e in b)} words, from {first}", flush=True)
    model.train()
    rates = [group["lr"] for group in make_optimizer(model).param_groups]
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    for step in range(first, total):
        torch.manual_seed(SEED + step)
        share = min(1.0, (step + 1) / WARM_UP, (total - step) / (DECAY_SHARE * total))
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
