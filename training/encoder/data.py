# mypy: disable-error-code="import-not-found,import-untyped,misc,unused-ignore"
"""Training examples out of treebanks, name corpora and annotated attributions, and batches of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from inversion import frames_of, is_statement, join
from ner_data import CONLL_LABELS, CROSSNER_LABELS, LABELS, NamedSentence, disturb_names, read_columns, read_gmb, retokenize, split_gmb
from news_noise import disturb
from tokens import blank_english
from torch import Tensor
from ud_data import REPORTED_SHARE, Sentence, read_conllu

from encoder.gum_names import read_gum
from encoder.model import Labels
from encoder.voices import VoicedSentence, read_named, read_voiced, vary
from sayso.corpus.texts import read_sentences
from sayso.parse.voices import ROLES
from sayso.parse.wordpiece import CLS, PAD, ROOT_SHAPE, SEP, Vocabulary
from sayso.syntax import Marked

BATCH_WORDS, POOL = 500, 2000
LONGEST = 140
ATTRIBUTIONS, NAMES = "attributions.jsonl", "names.jsonl"
NO_LABEL = -100

Array = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """The words of a sentence with what is known of them: trees, names, both, or attributions."""

    words: tuple[str, ...]
    tree: Sentence | None
    names: tuple[str, ...] | None
    voices: tuple[Marked, ...] | None = None


class Batch(NamedTuple):
    """The tensors of some sentences; what is not known is `NO_LABEL`. Starts of cues have two numbers, row and word, and roles one a word."""

    pieces: Tensor
    piece_shapes: Tensor
    firsts: Tensor
    word_shapes: Tensor
    upos: Tensor
    xpos: Tensor
    heads: Tensor
    relations: Tensor
    names: Tensor
    cues: Tensor
    starts: Tensor
    roles: Tensor


def bio_tags(sentence: NamedSentence) -> tuple[str, ...]:
    """One BIO tag a word."""
    tags = ["O"] * len(sentence.words)
    for name in sentence.names:
        tags[name.start : name.end] = [f"B-{name.label}", *[f"I-{name.label}"] * (name.end - name.start - 1)][: len(tags) - name.start]
    return tuple(tags)


def inventory(trees: Iterable[Sentence]) -> Labels:
    """The labels of all words."""
    words = [word for sentence in trees for word in sentence]
    return Labels(
        upos=tuple(sorted({word.upos for word in words})),
        xpos=tuple(sorted({word.xpos for word in words})),
        relations=tuple(sorted({"ROOT" if word.relation == "root" else word.relation for word in words})),
        names=("O", *(f"{prefix}-{label}" for label in LABELS for prefix in "BI")),
    )


def _forms(sentence: Sentence) -> tuple[str, ...]:
    return tuple(word.form for word in sentence)


@dataclass(frozen=True)
class Sources:
    """Folders with the treebanks, the name corpora and the annotation."""

    ud: Path
    ner: Path
    annotations: Path


class Corpus:
    """All training data, from which every epoch draws anew."""

    def __init__(self, sources: Sources) -> None:
        """Read the data folders."""
        ud, ner = sources.ud, sources.ner
        tokenize = blank_english().tokenizer
        ewt = list(read_conllu(ud / "en_ewt-train.conllu"))
        gum = read_gum(ud / "en_gum-open-train.conllu", [ud / f"en_gum-open-{part}.conllu" for part in ("dev", "test")])
        self.trees: list[tuple[Sentence, tuple[str, ...] | None]] = [(sentence, None) for sentence in ewt]
        self.trees += [(sentence, bio_tags(named)) for sentence, named in gum]
        self.frames = frames_of([ewt, [sentence for sentence, _ in gum]])
        self.labels = inventory(sentence for sentence, _ in self.trees)
        crossner = [s for part in ("train", "dev") for s in read_columns(ner / "crossner_politics" / f"{part}.txt", CROSSNER_LABELS)]
        uner = read_columns(ner / "uner_ewt-dev.iob2", CONLL_LABELS)
        tweets = read_columns(ner / "btc" / "g.conll", CONLL_LABELS)
        self.gmb = [retokenize(s, tokenize) for s in split_gmb(read_gmb(ner / "gmb_ner_dataset.csv.zip")).train]
        self.others = [retokenize(s, tokenize) for s in (*crossner * 3, *uner * 2, *tweets)]
        sentences = read_sentences(ner, ud)
        self.own_names = read_named(sources.annotations / NAMES, sentences, tokenize)
        self.voiced, self.voiced_dev = read_voiced(sources.annotations / ATTRIBUTIONS, sentences, tokenize)

    def tree_examples(self, rng: random.Random) -> Iterator[Example]:
        """All trees once, with fresh noise; names only where the words stayed in place."""
        for sentence, names in self.trees:
            if self.frames and rng.random() < REPORTED_SHARE and is_statement(sentence):
                sentence, names = join(sentence, rng.choice(self.frames), rng), None
            noisy = disturb(sentence, rng)
            yield Example(_forms(noisy), noisy, names[: len(noisy)] if names else None)

    def name_examples(self, rng: random.Random, gmb_share: float, own_copies: int) -> Iterator[Example]:
        """A share of GMB, all of the others and some copies of our own annotation once, with fresh noise; with copies GMB leaves out the same sentences."""
        own = {"".join(sentence.words) for sentence in self.own_names} if own_copies else set()
        gmb = [sentence for sentence in self.gmb if "".join(sentence.words) not in own]
        for sentence in (*rng.sample(gmb, round(len(gmb) * gmb_share)), *self.others, *self.own_names * own_copies):
            noisy = disturb_names(sentence, rng)
            yield Example(noisy.words, None, bio_tags(noisy))

    def voice_examples(self, rng: random.Random) -> Iterator[Example]:
        """All sentences with annotated attributions once, varied afresh."""
        for sentence in self.voiced:
            yield voiced_example(vary(sentence, rng))


def voiced_example(sentence: VoicedSentence) -> Example:
    """A sentence of which the attributions are known."""
    return Example(sentence.words, None, None, sentence.voices)


class Batcher:
    """Examples into batches of like length."""

    def __init__(self, vocabulary: Vocabulary, labels: Labels) -> None:
        """Number the labels."""
        self.vocabulary = vocabulary
        self.upos, self.xpos, self.relations, self.names = (
            {label: number for number, label in enumerate(inventory)} for inventory in (labels.upos, labels.xpos, labels.relations, labels.names)
        )

    def pieces(self, example: Example) -> int:
        """The number of pieces of an example."""
        return sum(len(self.vocabulary.word(word)[0]) for word in example.words)

    def groups(self, examples: Iterable[Example], rng: random.Random) -> list[list[Example]]:
        """Batches of about `BATCH_WORDS` words and like numbers of pieces, in random order."""
        pool = [example for example in examples if 0 < len(example.words) <= LONGEST]
        rng.shuffle(pool)
        groups: list[list[Example]] = []
        for start in range(0, len(pool), POOL):
            words = BATCH_WORDS
            for example in sorted(pool[start : start + POOL], key=self.pieces):
                if words >= BATCH_WORDS:
                    groups.append([])
                    words = 0
                groups[-1].append(example)
                words += len(example.words)
        rng.shuffle(groups)
        return groups

    def batch(self, examples: Sequence[Example]) -> Batch:
        """The tensors of some examples."""
        rows = [[self.vocabulary.word(word) for word in example.words] for example in examples]
        length = max(sum(len(pieces) for pieces, _ in row) for row in rows) + 2
        width = max(len(row) for row in rows) + 1
        pieces, piece_shapes = (np.full((len(rows), length), value, np.int64) for value in (PAD, 0))
        firsts, word_shapes = (np.zeros((len(rows), width), np.int64) for _ in range(2))
        upos, xpos, heads, relations, names, cues = (np.full((len(rows), width), NO_LABEL, np.int64) for _ in range(6))
        starts: list[tuple[int, int]] = []
        roles: list[Array] = []
        for at, (row, example) in enumerate(zip(rows, examples, strict=True)):
            pieces[at, 0], word_shapes[at, 0] = CLS, ROOT_SHAPE
            place = 1
            for number, (word_pieces, word_shape) in enumerate(row, 1):
                end = place + len(word_pieces)
                firsts[at, number], word_shapes[at, number] = place, word_shape
                pieces[at, place:end], piece_shapes[at, place:end] = word_pieces, word_shape
                place = end
            pieces[at, place] = SEP
            end = len(row) + 1
            if example.tree:
                upos[at, 1:end] = [self.upos[word.upos] for word in example.tree]
                xpos[at, 1:end] = [self.xpos.get(word.xpos, NO_LABEL) for word in example.tree]
                heads[at, 1:end] = [word.head for word in example.tree]
                relations[at, 1:end] = [self.relations["ROOT" if word.relation == "root" else word.relation] for word in example.tree]
            if example.names:
                names[at, 1:end] = [self.names[tag] for tag in example.names]
            if example.voices is not None:
                cues[at, 1:end] = 0
                for voice in filter(lambda voice: voice.cue, example.voices):
                    cues[at, voice.cue[0] + 1] = 1
                    starts.append((at, voice.cue[0] + 1))
                    roles.append(_role_row(voice, end, width))
        rest = (np.array(starts, np.int64).reshape(-1, 2), np.array(roles, np.int64).reshape(-1, width))
        arrays = (pieces, piece_shapes, firsts, word_shapes, upos, xpos, heads, relations, names, cues, *rest)
        return Batch(*(torch.from_numpy(array) for array in arrays))


def _role_row(voice: Marked, end: int, width: int) -> Array:
    """The number of the role of every word for a cue."""
    row = np.full(width, NO_LABEL, np.int64)
    row[1:end] = ROLES.index("none")
    for role in ("content", "source", "cue"):
        row[[word + 1 for word in getattr(voice, role)]] = ROLES.index(role)
    return row
