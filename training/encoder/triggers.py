# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
"""The branch of the encoder that tells which words name events, trained by itself: all other weights stay as they are.

The branch leaves the finished encoder after its first layer, goes on with the second and third layer of the published encoder, and ends in a head of two
layers. The finished encoder's own later layers have turned to grammar; the published ones still know what a word means.

`python -m encoder.triggers CORPUS OUT --texts FOLDER ...`, run in `training/`, writes OUT/model.onnx and OUT/labels.json: the graph that ships, with
another branch. It learns first from what the present engine reads in sentences of the collections that are in no passage of the corpus (two passes over
them), then from the corpus' train split. About fifteen minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, compose, helper
from torch import nn
from torch.nn import functional

from encoder.export import OPSET, quantise
from encoder.model import FAR, WIDTH, Encoder
from sayso.corpus.files import read_corpus, stored_passages
from sayso.corpus.passages import OWN, Passage
from sayso.corpus.texts import GMB_ARCHIVE, GUM_FILE, read_gmb, read_gum
from sayso.flow import Engine
from sayso.parse.casing import ordinary_case
from sayso.parse.encoder import ENCODER, SentenceEncoder
from sayso.parse.report import paragraphs
from sayso.syntax import EVENTS

SEED = 20261123
STATES = "/model/encoder/layers.0/outer_norm/LayerNormalization_output_0"
MASK, PLACES = "/model/encoder/Mul_output_0", "/model/Expand_output_0"
"""The graph's tensors with the pieces after the first layer, what bars them from padding, and where the words' first pieces are."""
PREFIX = "events_"
GROWN = (1, 2)
"""The layers of the published encoder that the branch goes on with."""
NONE, IGNORED = 0, -100
HIDDEN, DROPOUT, DECAY = 256, 0.3, 1e-2
RATE, HEAD_RATE, WARM = 2e-4, 1e-3, 0.1
PIECES_AT_ONCE, SILVER_PASSES, PASSES = 1500, 2, 4
TRIGGER_WEIGHT = 2.0
"""How much more a trigger counts in training than one of the many words that are none."""
RAREST = 8
"""A mode with fewer triggers in the train split is learned as its type alone."""
SILVER_SENTENCES, SHORTEST, LONGEST = 12_000, 6, 45
"""How many sentences are looked at for silver, and of how many words."""
SUSPECT, LIKELY_IN_IT = 0.12, 0.3
"""A word that the present model holds for an event with more than the first, where the engine tells none, is no example of either; a sentence without a
word of more than the second is left out."""


class Window(NamedTuple):
    """Some words of a sentence as the encoder sees them: their pieces after its first layer, where each word begins, and what each names."""

    states: NDArray[np.float16]
    firsts: list[int]
    labels: list[str]


def labels_of(doc, triggers: Iterable[tuple[int, int, str]], start: int) -> list[str]:
    """What each word of a document names: a label at the head of a trigger, "?" beside it, else nothing; `start` is where the document stands in its text."""
    names = ["" for _ in doc]
    for first, last, label in triggers:
        inside = [token for token in doc if token.idx + start < last and first < token.idx + start + len(token)]
        for token in inside:
            names[token.i] = names[token.i] or "?"
        for token in [token for token in inside if token.head not in inside or token.head is token][:1]:
            names[token.i] = label if names[token.i] in {"", "?"} else names[token.i]
    return names


class Lower:
    """The encoder up to where the branch leaves it."""

    def __init__(self, component: SentenceEncoder) -> None:
        """Take the shipped graph, with the states of the pieces told."""
        parts = dict(component._parts)
        model = onnx.load_model_from_string(parts["model.onnx"])
        del model.graph.output[:]
        model.graph.output.append(helper.make_tensor_value_info(STATES, TensorProto.FLOAT, ["batch", "pieces", WIDTH]))
        self.twin = SentenceEncoder(component.vocab, threads=2)
        self.twin.set_model(model.SerializeToString(), parts["vocab.txt"].decode(), json.loads(parts["labels.json"]))

    def windows(self, doc, names: Sequence[str]) -> Iterator[Window]:
        """Yields the windows of a document with what their words name."""
        for sentence in self.twin._doc_windows(doc):
            for window in sentence:
                feed = {
                    "pieces": np.array([window.pieces], np.int64),
                    "piece_shapes": np.array([window.shapes], np.int64),
                    "firsts": np.array([window.firsts], np.int64),
                    "word_shapes": np.array([window.word_shapes], np.int64),
                    "given_heads": np.full((1, len(window.firsts)), -1, np.int64),
                }
                (states,) = self.twin._session.run([STATES], feed)
                yield Window(states[0].astype(np.float16), window.firsts[1:], [names[index] for index in window.tokens])


def read_windows(engine: Engine, passages: Iterable[Passage]) -> list[Window]:
    """The words of passages of the corpus, as the engine splits them."""
    lower = Lower(engine.nlp.get_pipe(ENCODER))
    return [window for passage in passages for window in passage_windows(engine, lower, passage)]


def passage_windows(engine: Engine, lower: Lower, passage: Passage) -> Iterator[Window]:
    """The words of a passage, as the engine splits them."""
    triggers = [(claim["trigger"]["start"], claim["trigger"]["end"], _label(claim["event"], claim["mode"])) for claim in passage.claims]
    for start, text in paragraphs(passage.text):
        doc = engine.nlp(ordinary_case(text, engine.lexicon))
        yield from lower.windows(doc, labels_of(doc, triggers, start))


def _label(event: str, mode: str | None) -> str:
    return f"{event}/{mode}" if mode else event


def silver_windows(engine: Engine, corpus: Path, texts: Sequence[Path]) -> list[Window]:
    """What the engine reads in sentences that no passage of the corpus has."""
    used = {ident for _, record in stored_passages([corpus]) if record["source"] != OWN for ident in record["id"].split("+")}
    sentences = {key: text for folder in texts for key, text in _sentences(folder).items() if key not in used and SHORTEST <= len(text.split()) <= LONGEST}
    chosen = random.Random(SEED).sample(sorted(sentences), min(SILVER_SENTENCES, len(sentences)))
    docs = engine.nlp.pipe([ordinary_case(sentences[key], engine.lexicon) for key in chosen], batch_size=256)
    kept = [(key, doc) for key, doc in zip(chosen, docs, strict=True) if any(sum(odds.values()) > LIKELY_IN_IT for odds in doc.user_data[EVENTS].values())]
    readings = engine.read_all([Passage(key, "silver", sentences[key], ((0, len(sentences[key])),)).gold.report for key, _ in kept])
    lower = Lower(engine.nlp.get_pipe(ENCODER))
    windows: list[Window] = []
    for (_, doc), reading in zip(kept, readings, strict=True):
        names = labels_of(doc, [(claim.trigger.start, claim.trigger.end, _label(claim.event, claim.mode)) for claim in reading.claims], 0)
        suspects = {word for word, odds in doc.user_data[EVENTS].items() if sum(odds.values()) > SUSPECT}
        windows += lower.windows(doc, [name or "?" * (word in suspects) for word, name in enumerate(names)])
    return windows


def _sentences(folder: Path) -> dict[str, str]:
    """The sentences of GMB and of GUM that lie in a folder."""
    gmb = read_gmb(folder) if (folder / GMB_ARCHIVE).is_file() else {}
    return gmb | (read_gum(folder) if (folder / GUM_FILE).is_file() else {})


def inventory(windows: Iterable[Window]) -> list[str]:
    """The labels to learn: none, the types, and the modes that are not too rare."""
    counts = Counter(label for window in windows for label in window.labels if label not in {"", "?"})
    types = sorted({label.partition("/")[0] for label in counts})
    return ["", *types, *sorted(label for label, n in counts.items() if "/" in label and n >= RAREST)]


class Branch(nn.Module):
    """Two layers of the published encoder, and a head of two layers on the vector of a word and on what it was before them."""

    def __init__(self, labels: int) -> None:
        """Make the weights; those of the layers are the published ones."""
        super().__init__()
        published = Encoder()
        published.load_published()
        self.layers = nn.ModuleList(published.layers[number] for number in GROWN)
        self.inner, self.outer = nn.Linear(2 * WIDTH, HIDDEN), nn.Linear(HIDDEN, labels)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, states: torch.Tensor, mask: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """The scores of the labels of all words; `places` are the numbers of their first pieces, as wide as the states."""
        upper = states
        for layer in self.layers:
            upper = layer(upper, mask)
        words = torch.cat((torch.gather(upper, 1, places), torch.gather(states, 1, places)), -1)
        return self.outer(self.dropout(functional.gelu(self.inner(self.dropout(words)))))


class Told(nn.Module):
    """The branch as it is exported: probabilities instead of scores."""

    def __init__(self, branch: Branch) -> None:
        """Wrap the branch."""
        super().__init__()
        self.branch = branch

    def forward(self, states: torch.Tensor, mask: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """The probabilities of the labels of all words."""
        return torch.softmax(self.branch(states, mask, places), dim=-1)


class Batch(NamedTuple):
    """Some windows as tensors."""

    states: torch.Tensor
    mask: torch.Tensor
    places: torch.Tensor
    targets: torch.Tensor


def batch_of(windows: Sequence[Window], names: Sequence[str]) -> Batch:
    """Windows side by side; a mode that is not learned counts as its type."""
    numbers = {name: number for number, name in enumerate(names)}
    length, width = max(len(window.states) for window in windows), max(len(window.firsts) for window in windows)
    states, mask = torch.zeros(len(windows), length, WIDTH), torch.full((len(windows), 1, 1, length), FAR)
    firsts, targets = torch.zeros(len(windows), width, dtype=torch.long), torch.full((len(windows), width), IGNORED)
    for row, window in enumerate(windows):
        states[row, : len(window.states)] = torch.from_numpy(window.states.astype(np.float32))
        mask[row, ..., : len(window.states)] = 0
        firsts[row, : len(window.firsts)] = torch.tensor(window.firsts)
        targets[row, : len(window.firsts)] = torch.tensor(
            [IGNORED if label == "?" else numbers.get(label, numbers.get(label.partition("/")[0], NONE)) for label in window.labels]
        )
    return Batch(states, mask, firsts.unsqueeze(-1).expand(-1, -1, WIDTH), targets)


def batches(windows: Sequence[Window], chance: random.Random | None) -> list[list[Window]]:
    """The windows in batches of about one length; with `chance` in another order each time."""
    order = sorted(windows, key=lambda window: len(window.states) + (6 * chance.random() if chance else 0))
    found: list[list[Window]] = [[]]
    for window in order:
        if found[-1] and (len(found[-1]) + 1) * len(window.states) > PIECES_AT_ONCE:
            found.append([])
        found[-1].append(window)
    if chance:
        chance.shuffle(found)
    return found


def fit(branch: Branch, windows: Sequence[Window], names: Sequence[str], passes: int, *, falling: bool) -> Branch:
    """The branch after some passes; the rate rises at the start and, if `falling`, goes down to nothing."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    planned = [batch for _ in range(passes) for batch in batches(windows, chance)]
    layers = list(branch.layers.parameters())
    heads = [*branch.inner.parameters(), *branch.outer.parameters()]
    optimiser = torch.optim.AdamW([{"params": layers, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY)
    warm = WARM * len(planned)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm) * ((len(planned) - step) / len(planned) if falling else 1.0)
    )
    weights = torch.ones(len(names))
    weights[1:] = TRIGGER_WEIGHT
    branch.train()
    for rows in planned:
        batch = batch_of(rows, names)
        scores = branch(batch.states, batch.mask, batch.places)
        loss = functional.cross_entropy(scores.flatten(0, 1), batch.targets.flatten(), weight=weights, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return branch.eval()


def grown(silver: Sequence[Window], names: Sequence[str]) -> dict[str, torch.Tensor]:
    """The weights of a branch that has learned from the engine's own reading alone."""
    torch.manual_seed(SEED)
    return fit(Branch(len(names)), silver, names, SILVER_PASSES, falling=False).state_dict()


def taught(start: dict[str, torch.Tensor], windows: Sequence[Window], names: Sequence[str]) -> Branch:
    """A branch that goes on from there with checked passages."""
    branch = Branch(len(names))
    branch.load_state_dict(start)
    return fit(branch, windows, names, PASSES, falling=True)


def type_f1(branch: Branch, windows: Sequence[Window], names: Sequence[str], sure: float) -> float:
    """F1 of the types of triggers, where the likeliest label is told if that any label holds is at least so likely."""
    types = [name.partition("/")[0] for name in names]
    right = told = marked = 0
    with torch.no_grad():
        for rows in batches(windows, None):
            batch = batch_of(rows, names)
            chances = branch(batch.states, batch.mask, batch.places).softmax(-1)
            for chance, target in zip(chances.flatten(0, 1), batch.targets.flatten().tolist(), strict=True):
                if target != IGNORED:
                    read = types[1 + int(chance[1:].argmax())] if chance[0] <= 1 - sure else ""
                    told, marked, right = told + bool(read), marked + bool(target), right + (read == types[target] != "")
    return 2 * right / max(1, told + marked)


def extended(model: onnx.ModelProto, branch: Branch) -> onnx.ModelProto:
    """The graph with the branch; its probabilities are one more output, `events`."""
    for layer in branch.layers:
        layer.exported = True
    sample = (torch.zeros(2, 5, WIDTH), torch.zeros(2, 1, 1, 5), torch.zeros(2, 3, WIDTH, dtype=torch.long))
    axes = {"states": {0: "batch", 1: "pieces"}, "mask": {0: "batch", 3: "pieces"}, "places": {0: "batch", 1: "words"}, "out": {0: "batch", 1: "words"}}
    with tempfile.TemporaryDirectory() as folder:
        exact, whole = Path(folder) / "float.onnx", Path(folder) / "whole.onnx"
        names = {"input_names": ["states", "mask", "places"], "output_names": ["out"], "dynamic_axes": axes}
        torch.onnx.export(Told(branch), sample, exact, opset_version=OPSET, dynamo=False, **names)
        quantise(exact, whole)
        part = compose.add_prefix(onnx.load(whole), PREFIX)
    for layer in branch.layers:
        layer.exported = False
    told = [output.name for output in model.graph.output]
    shared = {STATES: ("pieces", WIDTH), MASK: (1, 1, "pieces"), PLACES: ("words", WIDTH)}
    for name, shape in shared.items():
        kind = TensorProto.INT64 if name == PLACES else TensorProto.FLOAT
        model.graph.output.append(helper.make_tensor_value_info(name, kind, ["batch", *shape]))
    part.ir_version = model.ir_version
    joints = [(name, f"{PREFIX}{end}") for name, end in zip(shared, ("states", "mask", "places"), strict=True)]
    merged = compose.merge_models(model, part, joints, outputs=[*told, f"{PREFIX}out"])
    merged.graph.node.append(helper.make_node("Identity", [f"{PREFIX}out"], ["events"]))
    merged.graph.output.pop()
    merged.graph.output.append(helper.make_tensor_value_info("events", TensorProto.FLOAT, ["batch", "words", len(branch.outer.bias)]))
    onnx.checker.check_model(merged)
    return merged


def without_events(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph without an earlier branch for events."""
    graph = model.graph
    for items in (graph.node, graph.output, graph.initializer, graph.value_info):
        kept = [item for item in items if not (item.output[0] if hasattr(item, "output") else item.name).startswith("events")]
        del items[:]
        items.extend(kept)
    return model


def main() -> None:
    """Train the branch and write the model with it."""
    parser = argparse.ArgumentParser(description="Train the branch for events.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", action="append", type=Path, default=[])
    args = parser.parse_args()
    engine = Engine.load()
    train, dev = (read_windows(engine, read_corpus([args.corpus / split], args.texts)) for split in ("train", "dev"))
    names = inventory(train)
    silver = silver_windows(engine, args.corpus, args.texts)
    start = grown(silver, names)
    branch = taught(start, train, names)
    found = {sure: round(type_f1(branch, dev, names, sure), 3) for sure in (0.3, 0.4, 0.5)}
    print(f"{len(train)} windows and {len(silver)} of silver, {len(names)} labels; F1 of types on dev {found}")
    parts = engine.nlp.get_pipe(ENCODER)._parts
    args.out.mkdir(parents=True, exist_ok=True)
    onnx.save(extended(without_events(onnx.load_model_from_string(parts["model.onnx"])), branch), args.out / "model.onnx")
    (args.out / "labels.json").write_text(json.dumps({**json.loads(parts["labels.json"]), "events": names}, indent=1), encoding="utf-8")
    torch.save({"names": names, "start": start}, args.out / "grown.pt")


if __name__ == "__main__":
    main()
