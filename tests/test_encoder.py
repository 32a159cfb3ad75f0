"""The encoder component around its graph: windows, batches, blanks, sentence starts, trees. A stand-in takes the place of the weights."""

from __future__ import annotations

import itertools
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from sayso.parse.encoder import ENCODER, WORDS_AT_ONCE, SentenceEncoder
from sayso.parse.trees import best_tree, is_tree
from sayso.parse.voices import ROLES, attributions
from sayso.parse.wordpiece import PIECES_PER_WORD, SHAPES, Vocabulary, shape
from sayso.syntax import MARKED, Marked

PIECES = ["[PAD]", *(f"[unused{n}]" for n in range(99)), "[UNK]", "[CLS]", "[SEP]", "reb", "##el", "##s", "fire", "cafe", "-", ".", "u", "n"]
LABELS = {"upos": ["NOUN", "VERB"], "xpos": ["NN", "VBD"], "names": ["O", "B-GPE", "I-GPE"], "relations": ["ROOT", "dep", "nsubj"]}


class Graph:
    """Answers by the numbers of the pieces: about every third word hangs from itself or in a circle unless its head is given."""

    def run(self, _: None, feed: dict[str, NDArray[np.int64]]) -> list[NDArray[Any]]:
        pieces, firsts, given_heads = feed["pieces"], feed["firsts"], feed["given_heads"]
        words = np.take_along_axis(pieces, firsts, 1) + firsts
        count, width = firsts.shape
        arcs = np.zeros((count, width, width), np.float32)
        for row, word, head in itertools.product(range(count), range(width), range(width)):
            here = feed["word_shapes"][row]
            arcs[row, word, head] = (int(words[row, word]) * 7 + head * 13) % 11 if here[head] and head != word else -1000
        heads = np.where(given_heads < 0, arcs.argmax(-1), given_heads)
        cues = (words * 5 % 4 - 2.0).astype(np.float32)
        mixed = words[:, :, None, None] * 3 + words[:, None, None, :] * 2 + np.arange(len(ROLES))[:, None] * (3 + firsts[:, None, None, :])
        return [words % 2, words % 2, words % 3, heads, np.where(heads == 0, 0, 1 + words % 2), arcs, cues, (mixed % 7).astype(np.float32)]


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    encoder = pipeline.add_pipe(ENCODER)
    assert isinstance(encoder, SentenceEncoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SentenceEncoder, "_open", lambda self: Graph())
        encoder.set_model(b"", "\n".join(PIECES) + "\n", LABELS)
    return pipeline


def made(nlp: Language, words: list[str], starts: list[bool] | None = None) -> Doc:
    return Doc(nlp.vocab, words=words, sent_starts=list(starts) if starts else None)


def seen(doc: Doc) -> list[tuple[str, str, str, int, str, str]]:
    return [(t.pos_, t.tag_, t.dep_, t.head.i - t.sent.start, t.ent_iob_, t.ent_type_) for t in doc]


def voices(doc: Doc, offset: int = 0) -> list[tuple[tuple[int, ...], ...]]:
    return [tuple(tuple(word + offset for word in words) for words in voice) for voice in doc.user_data.get(MARKED, [])]


def test_pieces_and_shapes() -> None:
    vocabulary = Vocabulary(PIECES)
    assert [PIECES[n] for n in vocabulary.word("Rebels")[0]] == ["reb", "##el", "##s"]
    assert [PIECES[n] for n in vocabulary.word("Café")[0]] == ["cafe"]
    assert [PIECES[n] for n in vocabulary.word("U.N.")[0]] == ["u", ".", "n", "."]
    assert vocabulary.word("xyz")[0] == vocabulary.word("\u200b")[0] == (100,)
    assert len(vocabulary.word("fire-" * 50)[0]) == PIECES_PER_WORD
    found = [SHAPES[shape(word)] for word in ("fire", "Fire", "A", "U.N.", "McFire", "2014", "F-16", "...", "دمشق")]
    assert found == ["lower", "title", "initial", "upper", "mixed", "digit", "digit and letter", "mark", "caseless"]


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_the_best_tree_is_the_best_of_all(words: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(words + 1, words + 1)).astype(np.float32)
    trees = [[0, *heads] for heads in itertools.product(range(words + 1), repeat=words) if is_tree([0, *heads])]
    assert best_tree(scores) == max(trees, key=lambda heads: sum(scores[word, heads[word]] for word in range(1, words + 1)))


def test_heads_that_are_no_tree() -> None:
    assert is_tree([0, 2, 0])
    assert not is_tree([0, 2, 1])
    assert not is_tree([0, 0, 0])
    assert not is_tree([0, 0, 3, 2])
    assert not is_tree([0, 0, 2])


def role_scores(*paths: str) -> NDArray[np.float32]:
    """Scores by which each path of initials is the best: `n`one, cu`e`, `s`ource, c`o`ntent; `?` is undecided."""
    return np.array([[[4.0 if letter == role else 0.0 for letter in path] for role in "neso"] for path in paths], np.float32)


def read(cues: list[float], roles: NDArray[np.float32]) -> list[Marked]:
    return attributions(np.array([cues], np.float32), roles[None], [len(cues)])[0]


def test_attributions_out_of_scores() -> None:
    path = "ssnenooon"
    roles = role_scores(*[path] * len(path))
    assert read([-1, -1, -1, 2, -1, -1, -1, -1, -1], roles) == [Marked((3,), (0, 1), (5, 6, 7))]
    assert read([-1.0] * 9, roles) == []


def test_attributions_stand_inside_each_other_and_in_pieces() -> None:
    roles = role_scores(*["nnnnnnnn"] * 2, "sseooooo", *["nnnnnnnn"] * 2, "nnnsseoo", "oonnsneo", "nnnnnnnn")
    outer, inner, pieces = read([-1, -1, 3, -1, -1, 2, 1, -1], roles)
    assert outer == Marked((2,), (0, 1), (3, 4, 5, 6, 7))
    assert inner == Marked((5,), (3, 4), (6, 7))
    assert pieces == Marked((6,), (4,), (0, 1, 7))


def test_attributions_are_whole_pieces() -> None:
    roles = role_scores("seeso?oonn", *["nnnnnnnnnn"] * 9)
    roles[1] = roles[2] = roles[0]
    cues = [-1, 3, 2, *[-1.0] * 7]
    assert read(cues, roles) == [Marked((1, 2), (0,), (4, 5, 6, 7))]
    assert read(cues, role_scores(*["sennnnnnnn"] * 10)) == []


WORDS = st.lists(st.sampled_from(["rebels", "Fire", "U.N.", "cafe", ".", "-", "xyz", "\n", " "]), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(1, 6), st.randoms(use_true_random=False))
def test_what_a_sentence_gets_does_not_depend_on_its_batch(nlp: Language, sentences: list[list[str]], size: int, rng: Any) -> None:
    starts = [[i == 0 for i in range(len(words))] for words in sentences]
    singles = [nlp(made(nlp, words, begins)) for words, begins in zip(sentences, starts, strict=True)]
    alone = [seen(doc) for doc in singles]
    order = list(range(len(sentences)))
    rng.shuffle(order)
    docs = list(nlp.pipe([made(nlp, sentences[n], starts[n]) for n in order], batch_size=size))
    assert [seen(doc) for doc in docs] == [alone[n] for n in order]
    assert [voices(doc) for doc in docs] == [voices(singles[n]) for n in order]
    joined = nlp(made(nlp, [w for words in sentences for w in words], [b for begins in starts for b in begins]))
    assert [t.is_sent_start for t in joined] == [b for begins in starts for b in begins]
    assert [item[:4] for item in seen(joined)] == [item[:4] for items in alone for item in items]
    offsets = itertools.accumulate([len(words) for words in sentences], initial=0)
    assert voices(joined) == [voice for doc, offset in zip(singles, offsets, strict=False) for voice in voices(doc, offset)]


@given(WORDS)
@settings(deadline=None)
def test_every_sentence_is_one_tree(nlp: Language, words: list[str]) -> None:
    doc = nlp(made(nlp, words, [i == 0 for i in range(len(words))]))
    assert sum(token.dep_ == "ROOT" for token in doc) == sum(token.head is token or token.head.i == token.i for token in doc) == 1
    assert all(token.pos_ == "SPACE" for token in doc if token.is_space)


def test_long_sentences_are_read_in_windows(nlp: Language) -> None:
    words = ["rebels", "fire", "."] * WORDS_AT_ONCE
    doc = nlp(made(nlp, words, [i == 0 for i in range(len(words))]))
    assert len(list(doc.sents)) == 1
    assert [t.dep_ for t in doc].count("ROOT") == 1
    assert [t.dep_ for t in doc].count("parataxis") == 3


def test_sentences_are_marked_where_nobody_did(nlp: Language) -> None:
    doc = nlp("Rebels fire. Rebels fire.")
    assert [sentence.text for sentence in doc.sents] == ["Rebels fire.", "Rebels fire."]
    assert not len(nlp(""))


def test_a_component_without_a_model_says_so() -> None:
    with pytest.raises(ValueError, match="no model"):
        SentenceEncoder(spacy.blank("en").vocab)(spacy.blank("en")("Fire"))


def test_the_model_is_written_and_read(nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SentenceEncoder, "_open", lambda self: Graph())
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.pipe_labels[ENCODER] == ["GPE"]
    assert seen(again("Rebels fire.")) == seen(nlp("Rebels fire."))
    assert voices(again("Rebels fire.")) == voices(nlp("Rebels fire."))


def test_a_model_without_attributions_leaves_none(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = nlp.get_pipe(ENCODER)
    monkeypatch.setattr(encoder, "_session", type("Less", (Graph,), {"run": lambda self, _, feed: Graph.run(self, _, feed)[:6]})())
    assert MARKED not in nlp("Rebels fire.").user_data


def test_the_component_reaches_other_processes(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SentenceEncoder, "_open", lambda self: Graph())
    sent = pickle.loads(pickle.dumps(nlp.get_pipe(ENCODER)))
    assert sent.labels == ("GPE",)
    blank = spacy.blank("en")
    again = SentenceEncoder(blank.vocab).from_bytes(sent.to_bytes())
    assert seen(again(blank.make_doc("Rebels fire."))) == seen(nlp("Rebels fire."))
