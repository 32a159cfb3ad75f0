# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
"""The trained model as an ONNX graph with integer weights.

Activations are scaled word piece by word piece, so that a sentence gets the same numbers whatever else is in its batch.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from encoder.model import FAR, JointModel, Layer, pick

OPSET = 17
CONTRIB = "com.microsoft"
INPUTS = ("pieces", "piece_shapes", "firsts", "word_shapes", "given_heads")
OUTPUTS = ("upos", "xpos", "names", "heads", "relations", "arcs", "cues", "roles")


class RowwiseEmbedding(nn.Module):
    """An embedding in bytes with one scale a row."""

    def __init__(self, weight: Tensor) -> None:
        """Round the weight."""
        super().__init__()
        scale = weight.abs().amax(dim=1).clamp(min=1e-8) / 127
        self.register_buffer("numbers", torch.round(weight / scale[:, None]).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, indices: Tensor) -> Tensor:
        """The vectors of the indices."""
        return self.numbers[indices].float() * self.scale[indices].unsqueeze(-1)


class Graph(nn.Module):
    """The model as it is exported: labels instead of scores, and heads that may be given (-1 leaves the choice to the model)."""

    def __init__(self, model: JointModel, root: int) -> None:
        """Wrap the model; `root` is the relation that only the root may have."""
        super().__init__()
        self.model = model
        self.register_buffer("barred", functional.one_hot(torch.tensor(root), model.heads.relation_count).float() * FAR)

    def forward(self, pieces: Tensor, piece_shapes: Tensor, firsts: Tensor, word_shapes: Tensor, given_heads: Tensor) -> tuple[Tensor, ...]:
        """The labels of all words, and the scores of the arcs, of the starts of cues, and of roles."""
        scores = self.model(pieces, piece_shapes, firsts, word_shapes)
        heads = torch.where(given_heads < 0, scores.arcs.argmax(-1), given_heads)
        relations = self.model.heads.label_scores(scores.dependents, pick(scores.governors, heads))
        relations = (relations + (heads > 0).unsqueeze(-1).float() * self.barred).argmax(-1)
        roles = self.model.voices.role_scores(scores.voices, scores.parts)
        return scores.upos.argmax(-1), scores.xpos.argmax(-1), scores.names.argmax(-1), heads, relations, scores.arcs, scores.cues, roles


def export_float(model: JointModel, path: Path, root: int) -> None:
    """Write the graph with the weights as they are, but for the piece vectors."""
    model = model.eval()
    published = model.encoder.pieces
    model.encoder.pieces = RowwiseEmbedding(published.weight.detach())
    for layer in model.encoder.layers:
        if isinstance(layer, Layer):
            layer.exported = True
    pieces = torch.tensor([[101, 1996, 2158, 102], [101, 1996, 102, 0]])
    words = torch.tensor([[0, 1, 2], [0, 1, 0]])
    shapes = torch.tensor([[1, 2, 2], [1, 2, 0]])
    sample = (pieces, torch.zeros_like(pieces), words, shapes, torch.full_like(words, -1))
    axes = {name: {0: "batch", 1: "pieces" if "piece" in name else "words"} for name in (*INPUTS, *OUTPUTS)}
    axes |= {"arcs": {0: "batch", 1: "words", 2: "words"}, "roles": {0: "batch", 1: "words", 3: "words"}}
    torch.onnx.export(
        Graph(model, root), sample, path, input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes, opset_version=OPSET, dynamo=False
    )
    model.encoder.pieces = published


def quantise(source: Path, target: Path) -> None:
    """Replace every product with a constant matrix by one of whole numbers: rows of words and columns of weights have scales of their own."""
    model = onnx.load(source)
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes, gone, added = [], set(), []

    def constant(name: str, value: np.ndarray) -> str:
        added.append(numpy_helper.from_array(value, name))
        return name

    step, zero = constant("row_step", np.array(1 / 127, np.float32)), constant("row_zero", np.array(128, np.uint8))
    smallest = constant("row_smallest", np.array(1e-8, np.float32))
    scaled: dict[str, tuple[str, str]] = {}
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        left, right = node.input
        weight = numpy_helper.to_array(weights[right])
        gone.add(right)
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / 127
        numbers = constant(f"{right}_numbers", np.round(weight / scale).astype(np.int8))
        columns = constant(f"{right}_scale", scale.astype(np.float32))
        if left not in scaled:
            prefix = f"{left}_rows"
            nodes += [
                helper.make_node("Abs", [left], [f"{prefix}_abs"]),
                helper.make_node("ReduceMax", [f"{prefix}_abs"], [f"{prefix}_max"], axes=[-1], keepdims=1),
                helper.make_node("Max", [f"{prefix}_max", smallest], [f"{prefix}_scale"]),
                helper.make_node("Div", [left, f"{prefix}_scale"], [f"{prefix}_unit"]),
                helper.make_node("QuantizeLinear", [f"{prefix}_unit", step, zero], [f"{prefix}_numbers"]),
            ]
            scaled[left] = f"{prefix}_numbers", f"{prefix}_scale"
        name = f"{node.output[0]}_whole"
        nodes += [
            helper.make_node("MatMulIntegerToFloat", [scaled[left][0], numbers, step, columns, zero], [name], domain=CONTRIB),
            helper.make_node("Mul", [name, scaled[left][1]], list(node.output)),
        ]
    kept = [tensor for tensor in graph.initializer if tensor.name not in gone]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *added])
    model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    onnx.checker.check_model(model)
    onnx.save(model, target)
