"""A second opinion on the rules: how likely a word names an event of each type, all that is known of the word taken together.

Weighed are what the language model says that the word may name, what the lexicon lists for it and for the words that hang on it, how it stands in its
sentence, and what the rules made of it. The weights are learned on the sayso corpus (`training/encoder/judge.py`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sayso.events.context import Context
from sayso.lexicon import Lexicon, Trigger
from sayso.model import EventMention
from sayso.syntax import Tree

__all__ = ["Judge", "Outcome", "features_of"]

Outcome = Literal["fit", "needs", "frame"]
"""What became of a pattern: it fits, what it needs is not told, or its conditions do not hold."""

KIN = ("nsubj", "obj", "obl", "compound", "xcomp", "ccomp")
"""The words below a word that are looked at."""
CLASSES = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "ADV", "AUX"})
MARK = 3.0
"""How strong a yes is."""
LEAST = 0.005
"""The chance below which the language model does not tell a label."""


@dataclass(frozen=True)
class Judge:
    """A network of two layers over named features."""

    rows: Mapping[str, int]
    types: Sequence[str]
    inner: NDArray[np.float32]
    inner_bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    outer_bias: NDArray[np.float32]

    @classmethod
    def from_bytes(cls, data: bytes) -> Judge:
        """The judge that a file of weights holds (NumPy's npz)."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            rows = {str(name): row for row, name in enumerate(file["features"])}
            weights = [file[name].astype(np.float32) for name in ("inner", "inner_bias", "outer", "outer_bias")]
            return cls(rows, tuple(map(str, file["types"])), *weights)

    def chances(self, context: Context, i: int, tried: Sequence[tuple[str, Outcome]], told: EventMention | None) -> dict[str, float]:
        """How likely a word names an event of each type; what is missing to one is the chance that it names none."""
        features = features_of(context, i, tried, told)
        known = [(self.rows[name], value) for name, value in features.items() if name in self.rows]
        rows, values = [row for row, _ in known], np.array([value for _, value in known], np.float32)
        hidden = np.maximum(values @ self.inner[rows] + self.inner_bias, 0)
        scores = hidden @ self.outer + self.outer_bias
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        return {name: float(chance) for name, chance in zip(self.types, likely[1:], strict=True)}


def features_of(context: Context, i: int, tried: Sequence[tuple[str, Outcome]], told: EventMention | None) -> dict[str, float]:
    """What is known of a word, by name; `tried` are the patterns that were tried at it, `told` is the event that the rules made of it."""
    tree, lexicon = context.tree, context.lexicon
    found: dict[str, float] = {"dep:" + tree.dep[i].partition(":")[0]: MARK}
    if tree.pos[i] in CLASSES:
        found["pos:" + tree.pos[i]] = MARK
    for label, chance in (tree.events or {}).get(i, {}).items():
        found["model:" + label] = math.log(chance / LEAST * 4) / 2
    _add_listed(found, "", MARK, tree, lexicon, i)
    for k in tree.kids[i]:
        dep = next((kin for kin in KIN if tree.dep[k].startswith(kin)), None)
        if dep is not None:
            _add_listed(found, dep + ":", 1.0, tree, lexicon, k)
    _add_listed(found, "head:", 1.0, tree, lexicon, tree.head[i])
    for event, outcome in tried:
        found[f"{outcome}:{event}"] = MARK
    if told is not None:
        found |= {"told": MARK, f"told:{told.event}": MARK}
        slots = {"actor": told.actors, "recipient": told.recipients, "place": told.places}
        found |= {"told:" + slot: MARK for slot, held in slots.items() if held}
    return found


def _add_listed(found: dict[str, float], prefix: str, weight: float, tree: Tree, lexicon: Lexicon, i: int) -> None:
    """The types that the lexicon lists for a word; patterns of several words count half."""
    listed: tuple[tuple[str, Sequence[Trigger]], ...] = (
        ("verb:", lexicon.verbs.get(tree.lemmas[i], ())),
        ("noun:", lexicon.nouns.get(tree.lemmas[i], ())),
    )
    for kind, triggers in listed:
        for trigger in triggers:
            name = prefix + kind + trigger.event
            found[name] = max(found.get(name, 0.0), weight if len(trigger.words) == 1 else weight / 2)
