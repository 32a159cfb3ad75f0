"""Read CoNLL-U treebanks and turn them into spaCy training documents."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inversion import Frame, frames_of, is_statement, join
from news_noise import disturb
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

GROUP_SIZES = (1, 1, 1, 2, 3, 5)
REPORTED_SHARE = 0.08


@dataclass(frozen=True)
class Word:
    """One syntactic word of a treebank; `head` counts from 1 and is 0 at the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    relation: str
    space_after: bool


Sentence = tuple[Word, ...]


def _word(columns: Sequence[str]) -> Word:
    return Word(
        form=columns[1].replace(" ", ""),
        lemma=columns[2].replace(" ", ""),
        upos=columns[3],
        xpos=columns[4],
        feats="" if columns[5] == "_" else columns[5],
        head=int(columns[6]),
        relation=columns[7],
        space_after="SpaceAfter=No" not in columns[9].split("|"),
    )


def _range_end(columns: Sequence[str]) -> tuple[int, int]:
    first, last = columns[0].split("-")
    return int(first), int(last)


def _sentence(lines: Iterable[str]) -> Sentence:
    """Keep the words, leave out token ranges and empty nodes, and carry the ranges' spacing over to the words."""
    words: list[Word] = []
    glued: set[int] = set()
    spaced_ends: dict[int, bool] = {}
    for line in lines:
        columns = line.split("\t")
        if "-" in columns[0]:
            first, last = _range_end(columns)
            glued.update(range(first, last))
            spaced_ends[last] = "SpaceAfter=No" not in columns[9].split("|")
        elif "." not in columns[0]:
            words.append(_word(columns))
    return tuple(replace(word, space_after=number not in glued and spaced_ends.get(number, word.space_after)) for number, word in enumerate(words, start=1))


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of one CoNLL-U file."""
    lines: list[str] = []
    with path.open(encoding="utf-8") as source:
        for raw in source:
            line = raw.rstrip("\n")
            if line and not line.startswith("#"):
                lines.append(line)
            elif not line and lines:
                yield _sentence(lines)
                lines = []
    if lines:
        yield _sentence(lines)


def make_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """Build one annotated Doc out of consecutive sentences."""
    words = [word for sentence in sentences for word in sentence]
    heads: list[int] = []
    for sentence in sentences:
        start = len(heads)
        heads.extend(start + (word.head - 1 if word.head else index) for index, word in enumerate(sentence))
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[word.space_after for word in words],
        tags=[word.xpos for word in words],
        pos=[word.upos for word in words],
        morphs=[word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=["ROOT" if word.relation == "root" else word.relation for word in words],
    )


def _groups(sentences: Sequence[Sentence], rng: random.Random) -> Iterator[Sequence[Sentence]]:
    start = 0
    while start < len(sentences):
        size = rng.choice(GROUP_SIZES)
        yield sentences[start : start + size]
        start += size


def _varied(sentence: Sentence, frames: Sequence[Frame], rng: random.Random) -> Sentence:
    """The sentence with fresh noise, and now and then as the report of some speaker."""
    if frames and rng.random() < REPORTED_SHARE and is_statement(sentence):
        sentence = join(sentence, rng.choice(frames), rng)
    return disturb(sentence, rng)


def training_docs(vocab: Vocab, treebanks: Sequence[Sequence[Sentence]], copies: int, seed: int) -> Iterator[Doc]:
    """Yield the training sentences `copies` times, each time with fresh noise and grouped afresh into short passages."""
    rng = random.Random(seed)
    frames = frames_of(treebanks)
    for _ in range(copies):
        for sentences in treebanks:
            for group in _groups(sentences, rng):
                yield make_doc(vocab, [_varied(sentence, frames, rng) for sentence in group])


def single_docs(vocab: Vocab, sentences: Iterable[Sentence]) -> Iterator[Doc]:
    """Yield one undisturbed Doc for each sentence."""
    for sentence in sentences:
        yield make_doc(vocab, [sentence])


def save_docs(docs: Iterable[Doc], path: Path) -> None:
    """Write documents as one spaCy binary file."""
    DocBin(docs=docs, store_user_data=False).to_disk(path)
