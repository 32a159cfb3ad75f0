# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
"""A head for the words that name events, trained on the sayso corpus on the vectors of the finished encoder, whose weights stay as they are.

`python -m encoder.triggers CORPUS OUT --texts FOLDER ...`, run in `training/`, takes the train split, chooses by the dev split, and writes OUT/model.onnx and
OUT/labels.json: the graph that ships, with one more output. A minute or two on one core.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

from sayso.corpus.files import read_corpus
from sayso.corpus.passages import Passage
from sayso.lexicon import Lexicon, load_lexicon
from sayso.parse import load_pipeline
from sayso.parse.casing import ordinary_case
from sayso.parse.encoder import ENCODER, SentenceEncoder
from sayso.parse.report import paragraphs

SEED = 20261123
WORDS, PLACES = "/model/Add_output_0", "/model/Expand_output_0"
"""The graph's tensors with the vector of every word, from which all its heads read, and with where the words' first pieces are."""
EARLY = "/model/encoder/layers.1/outer_norm/LayerNormalization_output_0"
"""The pieces after the second layer: the last ones have turned to grammar, and what a word means is told better there."""
VECTORS = "events_vectors"
NONE, IGNORED = 0, -100
HIDDEN, DROPOUT, RATE, DECAY, BATCH, EPOCHS = 256, 0.4, 1.5e-3, 5e-2, 256, 16
TRIGGER_WEIGHT = 3.0
"""How much more a trigger counts in training than one of the many words that are none."""
RAREST = 8
"""A mode with fewer triggers in the train split is learned as its type alone."""


class Words(NamedTuple):
    """The words of some passages: their vectors, and the label of what each names (`IGNORED` beside the word that stands for a trigger)."""

    vectors: NDArray[np.float32]
    labels: list[str]


def with_vectors(component: SentenceEncoder) -> SentenceEncoder:
    """The component with a graph that also tells the vectors of the words."""
    parts = dict(component._parts)
    model = with_tensor(without_events(onnx.load_model_from_string(parts["model.onnx"])))
    model.graph.output.append(helper.make_tensor_value_info(VECTORS, TensorProto.FLOAT, ["batch", "words", None]))
    twin = SentenceEncoder(component.vocab, threads=2)
    twin.set_model(model.SerializeToString(), parts["vocab.txt"].decode(), json.loads(parts["labels.json"]))
    return twin


def with_tensor(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with the vectors that the head reads: of the finished word, and of its first piece early on."""
    model.graph.node.extend(
        [
            helper.make_node("GatherElements", [EARLY, PLACES], ["events_early"], axis=1),
            helper.make_node("Concat", [WORDS, "events_early"], [VECTORS], axis=-1),
        ]
    )
    return model


def read_words(passages: Iterable[Passage]) -> Words:
    """The words of passages, as the engine would split them."""
    nlp, lexicon = load_pipeline(), load_lexicon()
    component = with_vectors(nlp.get_pipe(ENCODER))
    vectors, labels = [], []
    for passage in passages:
        for found, names in _passage_words(passage, nlp, lexicon, component):
            vectors.append(found)
            labels += names
    return Words(np.concatenate(vectors), labels)


def _passage_words(passage: Passage, nlp, lexicon: Lexicon, component: SentenceEncoder) -> Iterator[tuple[NDArray[np.float32], list[str]]]:
    for start, text in paragraphs(passage.text):
        doc = nlp(ordinary_case(text, lexicon))
        names = ["" for _ in doc]
        for claim in passage.claims:
            trigger = claim["trigger"]
            inside = [token for token in doc if token.idx + start < trigger["end"] and trigger["start"] < token.idx + start + len(token)]
            label = f"{claim['event']}/{claim['mode']}" if claim["mode"] else claim["event"]
            heads = [token for token in inside if token.head not in inside or token.head is token]
            for token in inside:
                names[token.i] = names[token.i] or "?"
            for token in heads[:1]:
                names[token.i] = label if names[token.i] in {"", "?"} else names[token.i]
        for sentence in component._doc_windows(doc):
            for window in sentence:
                yield _vectors(window, component), [names[index] for index in window.tokens]


def _vectors(window, component: SentenceEncoder) -> NDArray[np.float32]:
    feed = {
        "pieces": np.array([window.pieces], np.int64),
        "piece_shapes": np.array([window.shapes], np.int64),
        "firsts": np.array([window.firsts], np.int64),
        "word_shapes": np.array([window.word_shapes], np.int64),
        "given_heads": np.full((1, len(window.firsts)), -1, np.int64),
    }
    (found,) = component._session.run([VECTORS], feed)
    return found[0, 1:]


def inventory(labels: Sequence[str]) -> list[str]:
    """The labels to learn: none, the types, and the modes that are not too rare."""
    counts = Counter(label for label in labels if label not in {"", "?"})
    types = sorted({label.partition("/")[0] for label in counts})
    return ["", *types, *sorted(label for label, n in counts.items() if "/" in label and n >= RAREST)]


def numbered(labels: Sequence[str], names: Sequence[str]) -> torch.Tensor:
    """The labels by number; a mode that is not learned counts as its type."""
    place = {name: number for number, name in enumerate(names)}
    return torch.tensor([IGNORED if label == "?" else place.get(label, place.get(label.partition("/")[0], NONE)) for label in labels])


class Head(nn.Module):
    """Two layers on the vector of a word."""

    def __init__(self, width: int, labels: int) -> None:
        """Make the weights."""
        super().__init__()
        self.inner, self.outer = nn.Linear(width, HIDDEN), nn.Linear(HIDDEN, labels)

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """The scores of the labels."""
        hidden = functional.dropout(torch.relu(self.inner(functional.dropout(words, DROPOUT / 2, self.training))), DROPOUT, self.training)
        return self.outer(hidden)


def fit(train: Words, dev: Words, names: Sequence[str]) -> tuple[Head, float]:
    """The head after the epoch that was best on dev, by F1 of the types of triggers, and that F1."""
    torch.manual_seed(SEED)
    head = Head(train.vectors.shape[1], len(names))
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * (len(train.labels) // BATCH + 1))
    vectors, targets = torch.from_numpy(train.vectors), numbered(train.labels, names)
    kept = torch.nonzero(targets != IGNORED).squeeze(1)
    weights = torch.ones(len(names))
    weights[1:] = TRIGGER_WEIGHT
    best, best_f = None, -1.0
    for epoch in range(EPOCHS):
        head.train()
        order = kept[torch.randperm(len(kept))]
        for rows in order.split(BATCH):
            loss = functional.cross_entropy(head(vectors[rows]), targets[rows], weight=weights, label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        f = type_f1(head, dev, names)
        if f > best_f:
            best, best_f = {key: value.clone() for key, value in head.state_dict().items()}, f
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}, dev F1 of types {f:.3f}")
    head.load_state_dict(best)
    return head.eval(), best_f


def type_f1(head: Head, words: Words, names: Sequence[str]) -> float:
    """F1 of the types of triggers, the most likely label of every word against the marked one."""
    head.eval()
    types = [name.partition("/")[0] for name in names]
    with torch.no_grad():
        told = [types[number] for number in head(torch.from_numpy(words.vectors)).argmax(1).tolist()]
    pairs = [(label.partition("/")[0], read) for label, read in zip(words.labels, told, strict=True) if label != "?"]
    right = sum(label == read != "" for label, read in pairs)
    return 2 * right / max(1, sum(label != "" for label, _ in pairs) + sum(read != "" for _, read in pairs))


def extended(model: onnx.ModelProto, head: Head) -> onnx.ModelProto:
    """The graph with the head's probabilities as one more output, `events`."""
    weights = {
        "events_inner": head.inner.weight.detach().numpy().T, "events_inner_bias": head.inner.bias.detach().numpy(),
        "events_outer": head.outer.weight.detach().numpy().T, "events_outer_bias": head.outer.bias.detach().numpy(),
    }  # fmt: skip
    graph = model.graph
    graph.initializer.extend(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name) for name, value in weights.items())
    graph.node.extend(
        [
            helper.make_node("MatMul", [VECTORS, "events_inner"], ["events_product"]),
            helper.make_node("Add", ["events_product", "events_inner_bias"], ["events_sum"]),
            helper.make_node("Relu", ["events_sum"], ["events_hidden"]),
            helper.make_node("MatMul", ["events_hidden", "events_outer"], ["events_scores"]),
            helper.make_node("Add", ["events_scores", "events_outer_bias"], ["events_logits"]),
            helper.make_node("Softmax", ["events_logits"], ["events"], axis=-1),
        ]
    )
    graph.output.append(helper.make_tensor_value_info("events", TensorProto.FLOAT, ["batch", "words", len(head.outer.bias)]))
    onnx.checker.check_model(model)
    return model


def without_events(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph without an earlier head for events."""
    graph = model.graph
    for items in (graph.node, graph.output, graph.initializer):
        kept = [item for item in items if not (item.output[0] if hasattr(item, "output") else item.name).startswith("events")]
        del items[:]
        items.extend(kept)
    return model


def main() -> None:
    """Train the head and write the model with it."""
    parser = argparse.ArgumentParser(description="Train the head for events.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", action="append", type=Path, default=[])
    args = parser.parse_args()
    random.seed(SEED)
    train, dev = (read_words(read_corpus([args.corpus / split], args.texts)) for split in ("train", "dev"))
    names = inventory(train.labels)
    print(f"{len(train.labels)} words to train on, {sum(label not in {'', '?'} for label in train.labels)} triggers, {len(names)} labels")
    head, f = fit(train, dev, names)
    print(f"best on dev: {f:.3f}")
    parts = load_pipeline().get_pipe(ENCODER)._parts
    labels = {**json.loads(parts["labels.json"]), "events": names}
    args.out.mkdir(parents=True, exist_ok=True)
    onnx.save(extended(with_tensor(without_events(onnx.load_model_from_string(parts["model.onnx"]))), head), args.out / "model.onnx")
    (args.out / "labels.json").write_text(json.dumps(labels, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
