# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
"""The weights of the judge of events (`sayso.events.judge`), trained on what the engine sees at the words of the sayso corpus.

`python -m encoder.judge CORPUS OUT --texts FOLDER ...`, run in `training/`, writes OUT/senses.npz. The judge weighs what the head for events says, and that
head was trained on the same passages; so that it is not believed more here than it deserves on new text, the train split is read in five parts, each by a
head that was trained on the other four. About five minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from encoder.triggers import extended, fit, inventory, read_words, with_tensor, without_events
from sayso.corpus.files import read_corpus
from sayso.corpus.passages import Passage
from sayso.events.context import Context
from sayso.events.judge import Outcome, features_of
from sayso.flow import Engine
from sayso.model import EventMention
from sayso.parse.encoder import ENCODER

SEED = 20261123
PARTS = 5
RAREST = 4
"""A feature seen at fewer words is left out."""
HIDDEN, DROPOUT, RATE, DECAY, BATCH, EPOCHS = 128, 0.4, 2e-3, 5e-2, 256, 16
TRIGGER_WEIGHT = 2.0
"""How much more a word that names an event counts than one that names none."""


class Seen(NamedTuple):
    """A word that the judge was asked about: what is known of it, and what it names ("" for no event, "?" beside the word that stands for a trigger)."""

    features: dict[str, float]
    event: str


class Recorder:
    """Stands in for the judge: notes what it is asked and finds nothing likely."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.seen: list[Seen] = []
        self.passage: Passage | None = None

    def chances(self, context: Context, i: int, tried: Sequence[tuple[str, Outcome]], told: EventMention | None) -> dict[str, float]:
        """What is known of the word is noted."""
        self.seen.append(Seen(features_of(context, i, tried, told), self._named(context, i)))
        return {event: float(told is not None and told.event == event) for event in context.lexicon.events}

    def _named(self, context: Context, i: int) -> str:
        tree = context.tree
        name = ""
        for claim in self.passage.claims if self.passage else ():
            start, end = claim["trigger"]["start"], claim["trigger"]["end"]
            if not (tree.start[i] < end and start < tree.start[i] + len(tree.words[i])):
                continue
            head = tree.head[i]
            below = head != i and tree.start[head] < end and start < tree.start[head] + len(tree.words[head])
            name = name if name not in {"", "?"} else "?" if below else str(claim["event"])
        return name


def seen_in(engine: Engine, passages: Iterable[Passage]) -> list[Seen]:
    """What the judge is asked about passages."""
    recorder = Recorder()
    engine.judge = recorder
    for passage in passages:
        recorder.passage = passage
        engine.read(passage.gold.report)
    return recorder.seen


def cross_read(engine: Engine, train: Sequence[Passage], dev: Sequence[Passage]) -> list[Seen]:
    """What the judge is asked about the train split, each part read with a head that was trained on the others."""
    component = engine.nlp.get_pipe(ENCODER)
    parts = dict(component._parts)
    order = sorted(train, key=lambda passage: passage.id)
    random.Random(SEED).shuffle(order)
    held_out = read_words(dev)
    seen = []
    for part in range(PARTS):
        words = read_words([passage for n, passage in enumerate(order) if n % PARTS != part])
        names = inventory(words.labels)
        head, _ = fit(words, held_out, names)
        graph = extended(with_tensor(without_events(onnx.load_model_from_string(parts["model.onnx"]))), head)
        component.set_model(graph.SerializeToString(), parts["vocab.txt"].decode(), {**json.loads(parts["labels.json"]), "events": names})
        seen += seen_in(engine, [passage for n, passage in enumerate(order) if n % PARTS == part])
        component.set_model(parts["model.onnx"], parts["vocab.txt"].decode(), json.loads(parts["labels.json"]))
    return seen


def matrix(seen: Sequence[Seen], names: Sequence[str]) -> torch.Tensor:
    """The features as a matrix, one row a word."""
    place = {name: column for column, name in enumerate(names)}
    table = np.zeros((len(seen), len(names)), np.float32)
    for row, word in enumerate(seen):
        for name, value in word.features.items():
            if name in place:
                table[row, place[name]] = value
    return torch.from_numpy(table)


class Network(nn.Module):
    """Two layers on the features of a word."""

    def __init__(self, width: int, types: int) -> None:
        """Make the weights."""
        super().__init__()
        self.inner, self.outer = nn.Linear(width, HIDDEN), nn.Linear(HIDDEN, types)

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """The scores of no event and of the types."""
        hidden = torch.relu(self.inner(functional.dropout(words, DROPOUT / 2, self.training)))
        return self.outer(functional.dropout(hidden, DROPOUT, self.training))


def trained(seen: Sequence[Seen], names: Sequence[str], types: Sequence[str], seed: int = SEED) -> Network:
    """The network after all epochs."""
    torch.manual_seed(seed)
    known = [word for word in seen if word.event != "?"]
    words, targets = matrix(known, names), torch.tensor([["", *types].index(word.event) for word in known])
    network = Network(len(names), len(types) + 1)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * (len(known) // BATCH + 1))
    weights = torch.ones(len(types) + 1)
    weights[1:] = TRIGGER_WEIGHT
    for _ in range(EPOCHS):
        network.train()
        for rows in torch.randperm(len(known)).split(BATCH):
            loss = functional.cross_entropy(network(words[rows]), targets[rows], weight=weights, label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return network.eval()


def type_f1(network: Network, seen: Sequence[Seen], names: Sequence[str], types: Sequence[str], sure: float) -> float:
    """F1 of the types at the words that were asked about, where a type is told that is at least so likely."""
    known = [word for word in seen if word.event != "?"]
    with torch.no_grad():
        chances = network(matrix(known, names)).softmax(1)[:, 1:]
    told = [types[best] if chance >= sure else "" for chance, best in zip(*map(torch.Tensor.tolist, chances.max(1)), strict=True)]
    right = sum(word.event == event != "" for word, event in zip(known, told, strict=True))
    return 2 * right / max(1, sum(word.event != "" for word in known) + sum(event != "" for event in told))


def save(network: Network, names: Sequence[str], types: Sequence[str], path: Path) -> None:
    """Write the weights, in half precision."""
    state = {name.replace(".weight", "").replace(".bias", "_bias"): value.numpy() for name, value in network.state_dict().items()}
    halves = {name: np.ascontiguousarray(value.T).astype(np.float16) for name, value in state.items()}
    np.savez_compressed(path, features=np.array(names), types=np.array(types), **halves)


def main() -> None:
    """Train the judge and write its weights."""
    parser = argparse.ArgumentParser(description="Train the judge of events.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", action="append", type=Path, default=[])
    args = parser.parse_args()
    train, dev = (list(read_corpus([args.corpus / split], args.texts)) for split in ("train", "dev"))
    engine = Engine.load()
    seen, held_out = cross_read(engine, train, dev), seen_in(engine, dev)
    counts = Counter(name for word in seen for name in word.features)
    names = sorted(name for name, n in counts.items() if n >= RAREST)
    types = sorted(engine.lexicon.events)
    network = trained(seen, names, types)
    for sure in (0.3, 0.4, 0.5, 0.6, 0.7):
        print(f"{len(seen)} words, {len(names)} features; dev F1 of types at {sure}: {type_f1(network, held_out, names, types, sure):.3f}")
    args.out.mkdir(parents=True, exist_ok=True)
    save(network, names, types, args.out / "senses.npz")


if __name__ == "__main__":
    main()
