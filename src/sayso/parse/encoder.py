"""A spaCy component that sets tags, dependencies, names and attributions with one encoder, on ONNX Runtime and numpy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import srsly  # type: ignore[import-untyped]
from numpy.typing import NDArray
from spacy.language import Language
from spacy.util import ensure_path

from sayso.parse.sentences import mark_sentences
from sayso.parse.trees import best_tree, is_tree
from sayso.parse.voices import graded
from sayso.parse.wordpiece import CLS, ROOT_SHAPE, SEP, Vocabulary
from sayso.syntax import DOUBTFUL, EVENTS, MARKED, Marked

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["ENCODER", "SentenceEncoder", "make_encoder"]

ENCODER = "sayso_encoder"
WORDS_AT_ONCE, PIECES_AT_ONCE = 200, 500
"""What one window of the encoder holds; longer sentences are read window by window."""

_MODEL, _VOCABULARY, _LABELS, _SENSES = "model.onnx", "vocab.txt", "labels.json", "senses.npz"
_JOINTS = frozenset(';:,.!?–—-)"”')
_LOOSE, _ROOT = "parataxis", "ROOT"
_BEGIN, _IN, _OUT = 3, 1, 2
_LIKELY, _WORTH_TELLING = 0.005, 0.005
"""How likely a word must be to name an event for that to be kept with the document, and how likely a label for it to be told."""


class _Window(NamedTuple):
    """Some words of one sentence, ready for the encoder."""

    tokens: list[int]
    pieces: list[int]
    shapes: list[int]
    firsts: list[int]
    word_shapes: list[int]


class _Found(NamedTuple):
    """What the encoder says of a window's words; heads count from 1, and 0 is the root. The words of attributions count from 0."""

    upos: NDArray[np.int64]
    xpos: NDArray[np.int64]
    names: NDArray[np.int64]
    heads: NDArray[np.int64]
    relations: NDArray[np.int64]
    voices: tuple[list[Marked], list[Marked]] | None
    events: NDArray[np.float32] | None


@Language.factory(
    ENCODER,
    assigns=["token.pos", "token.tag", "token.dep", "token.head", "doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"threads": 1, "batch_pieces": 384},
)
def make_encoder(nlp: Language, name: str, threads: int, batch_pieces: int) -> SentenceEncoder:
    """The component; its model is read from disk with the pipeline."""
    return SentenceEncoder(nlp.vocab, name, threads=threads, batch_pieces=batch_pieces)


class SentenceEncoder:
    """Tags, dependencies, names and attributions of the sentences of documents.

    Tokens and sentence starts of a document stay as they are; where no sentence starts are set, `mark_sentences` sets them. Windows with
    the same number of word pieces share a batch, so that what a sentence gets does not depend on the sentences beside it.

    `doc.user_data["sayso_attributions"]` is a list of `Marked`s: the words of cue, source and content as positions in the document, in the
    order of the cues. It is missing where the model has no head for them. One attribution may stand inside the content of another.
    `doc.user_data["sayso_doubtful_attributions"]` holds those that scored too low to stand alone.

    `doc.user_data["sayso_events"]` has, for each word that may name an event, how likely it names one of which type and mode: a dictionary of the word's
    position to probabilities by label (`ASSAULT/aerial`, or the type alone). It is missing where the model has no head for them.
    """

    def __init__(self, vocab: Vocab, name: str = ENCODER, *, threads: int = 1, batch_pieces: int = 384) -> None:
        """Make the component without a model; `threads` are those of ONNX Runtime, `batch_pieces` caps a batch."""
        self.vocab = vocab
        self.name = name
        self.threads = threads
        self.batch_pieces = batch_pieces
        self._parts: dict[str, bytes] = {}
        self._session: InferenceSession | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of names."""
        return tuple(dict.fromkeys(tag.partition("-")[2] for tag in self._names if tag != "O")) if self._parts else ()

    @property
    def senses(self) -> bytes:
        """The weights with which the chances of events are weighed, as in their file; empty where there are none."""
        return self._parts.get(_SENSES, b"")

    def __call__(self, doc: Doc) -> Doc:
        """The document, annotated."""
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """The documents in order, annotated `batch_size` at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            self._annotate(batch)
            yield from batch

    def set_model(self, model: bytes, vocabulary: str, labels: dict[str, list[str]]) -> None:
        """Take an ONNX graph, the vocabulary's file and the labels of the heads."""
        self._parts = {_MODEL: model, _VOCABULARY: vocabulary.encode(), _LABELS: json.dumps(labels, indent=1).encode()}
        self._start()

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the model, the vocabulary and the labels into a folder."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._parts.items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> SentenceEncoder:
        """Read what `to_disk` wrote."""
        folder = ensure_path(path)
        names = (_MODEL, _VOCABULARY, _LABELS, *([_SENSES] if (folder / _SENSES).exists() else []))
        self._parts = {name: (folder / name).read_bytes() for name in names}
        self._start()
        return self

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:
        """The model, the vocabulary and the labels as one string of bytes."""
        return bytes(srsly.msgpack_dumps(self._parts))

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> SentenceEncoder:
        """Read what `to_bytes` gave."""
        self._parts = srsly.msgpack_loads(data)
        if self._parts:
            self._start()
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """For other processes: the session is opened again there."""
        return _restored, (self.vocab, self.name, self.threads, self.batch_pieces, self.to_bytes())

    def _open(self) -> InferenceSession:
        """A session of ONNX Runtime on the graph."""
        from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-not-found, import-untyped, unused-ignore]

        options = SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        return InferenceSession(self._parts[_MODEL], options, providers=["CPUExecutionProvider"])

    def _start(self) -> None:
        """Open the session and number the labels."""
        self._session = self._open()
        self._pieces = Vocabulary(self._parts[_VOCABULARY].decode().removesuffix("\n").split("\n"))
        labels: dict[str, list[str]] = json.loads(self._parts[_LABELS])
        add = self.vocab.strings.add
        self._names = labels["names"]
        self._events = labels.get("events", [])
        self._upos = np.array([self.vocab.strings[label] for label in labels["upos"]], np.uint64)
        self._xpos = np.array([add(label) for label in labels["xpos"]], np.uint64)
        self._relations = np.array([add(label) for label in labels["relations"]], np.uint64)
        self._name_types = np.array([0 if tag == "O" else add(tag.partition("-")[2]) for tag in self._names], np.uint64)
        self._begins = np.array([tag.startswith("B-") for tag in self._names])
        self._space = self.vocab.strings["SPACE"], add("_SP"), add("dep")
        self._root, self._loose = add(_ROOT), add(_LOOSE)

    def _annotate(self, docs: Sequence[Doc]) -> None:
        """Annotate the documents, all their sentences together."""
        if self._session is None:
            raise ValueError(f"the component {self.name} has no model: load the pipeline from disk")
        windows = [list(self._doc_windows(doc)) for doc in docs]
        found = iter(self._read([window for sentences in windows for sentence in sentences for window in sentence]))
        for doc, sentences in zip(docs, windows, strict=True):
            self._write(doc, [[(window, next(found)) for window in sentence] for sentence in sentences])

    def _doc_windows(self, doc: Doc) -> Iterator[list[_Window]]:
        """The windows of each sentence; a sentence of blanks has none."""
        if not len(doc):
            return
        starts = doc.to_array("SENT_START").astype(np.int64)
        if not starts[1:].any():
            starts = mark_sentences(doc).to_array("SENT_START").astype(np.int64)
        blank = doc.to_array("IS_SPACE").tolist()
        texts = [token.text for token in doc]
        edges = [0, *(np.flatnonzero(starts[1:] == 1) + 1).tolist(), len(texts)]
        for start, end in pairwise(edges):
            tokens = [index for index in range(start, end) if not blank[index]]
            yield list(self._windows(tokens, texts)) if tokens else []

    def _windows(self, tokens: list[int], texts: list[str]) -> Iterator[_Window]:
        """One window as a rule; long sentences are cut behind a mark, where there is one in the window's second half."""
        word = self._pieces.word
        while tokens:
            pieces, shapes, firsts, word_shapes = [CLS], [0], [0], [ROOT_SHAPE]
            count = 0
            for index in tokens:
                word_pieces, shape = word(texts[index])
                if count == WORDS_AT_ONCE or len(pieces) + len(word_pieces) > PIECES_AT_ONCE:
                    break
                firsts.append(len(pieces))
                pieces += word_pieces
                shapes += [shape] * len(word_pieces)
                word_shapes.append(shape)
                count += 1
            if count < len(tokens):
                count = next((cut for cut in range(count, count // 2, -1) if texts[tokens[cut - 1]] in _JOINTS), count)
                end = firsts[count + 1] if count + 1 < len(firsts) else len(pieces)
                pieces, shapes, firsts, word_shapes = pieces[:end], shapes[:end], firsts[: count + 1], word_shapes[: count + 1]
            yield _Window(tokens[:count], [*pieces, SEP], [*shapes, 0], firsts, word_shapes)
            tokens = tokens[count:]

    def _read(self, windows: Sequence[_Window]) -> list[_Found]:
        """What the encoder says, in the order of the windows; heads that form no tree give way to the best tree."""
        found: dict[int, _Found] = {}
        trees: dict[int, list[int]] = {}
        for batch in self._batches(windows, range(len(windows))):
            for number, result, arcs in self._run(windows, batch, {}):
                found[number] = result
                size = len(windows[number].firsts)
                if not is_tree(result.heads.tolist()):
                    trees[number] = best_tree(arcs[:size, :size])
        for batch in self._batches(windows, sorted(trees)):
            found |= {number: result for number, result, _ in self._run(windows, batch, trees)}
        return [found[number] for number in range(len(windows))]

    def _batches(self, windows: Sequence[_Window], numbers: Iterable[int]) -> Iterator[list[int]]:
        """Numbers of windows with the same number of pieces, no more at a time than the cap allows."""
        lengths: dict[int, list[int]] = {}
        for number in numbers:
            lengths.setdefault(len(windows[number].pieces), []).append(number)
        for length, same in lengths.items():
            same.sort(key=lambda number: len(windows[number].firsts))
            size = max(1, self.batch_pieces // length)
            for start in range(0, len(same), size):
                yield same[start : start + size]

    def _run(self, windows: Sequence[_Window], batch: list[int], trees: dict[int, list[int]]) -> Iterator[tuple[int, _Found, NDArray[np.float32]]]:
        """Run one batch; the heads of `trees` are given."""
        assert self._session is not None
        rows = [windows[number] for number in batch]
        width = max(len(row.firsts) for row in rows)
        firsts, word_shapes = (np.zeros((len(rows), width), np.int64) for _ in range(2))
        given = np.full((len(rows), width), -1, np.int64)
        for at, row in enumerate(rows):
            size = len(row.firsts)
            firsts[at, :size] = row.firsts
            word_shapes[at, :size] = row.word_shapes
            if batch[at] in trees:
                given[at, :size] = trees[batch[at]]
        pieces, shapes = np.array([row.pieces for row in rows], np.int64), np.array([row.shapes for row in rows], np.int64)
        feed = {"pieces": pieces, "piece_shapes": shapes, "firsts": firsts, "word_shapes": word_shapes, "given_heads": given}
        upos, xpos, names, heads, relations, arcs, *scores = self._session.run(None, feed)
        voices: Sequence[tuple[list[Marked], list[Marked]] | None] = [None] * len(rows)
        if scores:
            voices = graded(scores[0][:, 1:], scores[1][:, 1:, :, 1:], [len(row.tokens) for row in rows])
        events = scores[2] if self._events else None
        for at, number in enumerate(batch):
            size = len(rows[at].firsts)
            tags = (upos[at, :size], xpos[at, :size], names[at, :size], heads[at, :size], relations[at, :size])
            yield number, _Found(*tags, voices[at], None if events is None else events[at, 1:size]), arcs[at]

    def _write(self, doc: Doc, sentences: Sequence[Sequence[tuple[_Window, _Found]]]) -> None:
        """Set the attributes of all tokens at once."""
        if not len(doc):
            return
        self._write_voices(doc, sentences)
        self._write_events(doc, sentences)
        space_pos, space_tag, space_dep = self._space
        pos = np.full(len(doc), space_pos, np.uint64)
        tag = np.full(len(doc), space_tag, np.uint64)
        dep = np.full(len(doc), space_dep, np.uint64)
        heads = np.full(len(doc), -1, np.int64)
        kinds = np.zeros(len(doc), np.uint64)
        begins = np.zeros(len(doc), bool)
        for sentence in sentences:
            top = -1
            for window, found in sentence:
                tokens = np.array(window.tokens)
                pos[tokens], tag[tokens], dep[tokens] = self._upos[found.upos[1:]], self._xpos[found.xpos[1:]], self._relations[found.relations[1:]]
                kinds[tokens], begins[tokens] = self._name_types[found.names[1:]], self._begins[found.names[1:]]
                begins[tokens[0]] = True
                at_root = found.heads[1:] == 0
                root = int(tokens[at_root][0])
                heads[tokens] = np.where(at_root, root if top < 0 else top, tokens[found.heads[1:] - 1])
                dep[root] = self._root if top < 0 else self._loose
                top = root if top < 0 else top
        self._place_blanks(doc, heads, dep)
        begins[1:] |= kinds[1:] != kinds[:-1]
        begins[0] = True
        iob = np.where(kinds == 0, _OUT, np.where(begins, _BEGIN, _IN)).astype(np.uint64)
        offsets = (heads - np.arange(len(doc))).astype(np.uint64)
        values: Any = np.stack((pos, tag, dep, offsets, iob, kinds), axis=1)
        doc.from_array(["POS", "TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE"], values)

    def _write_voices(self, doc: Doc, sentences: Sequence[Sequence[tuple[_Window, _Found]]]) -> None:
        """Keep the attributions with the document, where the model finds any."""
        windows = [(window.tokens, found.voices) for sentence in sentences for window, found in sentence if found.voices is not None]
        for grade, key in enumerate((MARKED, DOUBTFUL)) if windows else ():
            doc.user_data[key] = [Marked(*(tuple(tokens[word] for word in words) for words in voice)) for tokens, voices in windows for voice in voices[grade]]

    def _write_events(self, doc: Doc, sentences: Sequence[Sequence[tuple[_Window, _Found]]]) -> None:
        """Keep with the document what its words may name, where the model has a head for that."""
        if self._events:
            doc.user_data[EVENTS] = {
                window.tokens[word]: {self._events[n]: float(found.events[word, n]) for n in np.flatnonzero(found.events[word] > _WORTH_TELLING) if n}
                for sentence in sentences
                for window, found in sentence
                if found.events is not None
                for word in np.flatnonzero(found.events[:, 0] < 1 - _LIKELY)
            }

    def _place_blanks(self, doc: Doc, heads: NDArray[np.int64], dep: NDArray[np.uint64]) -> None:
        """Hang blanks from the word before them, or behind them at the start of a sentence; blanks alone are their own root."""
        blanks = np.flatnonzero(heads < 0).tolist()
        if not blanks:
            return
        starts = doc.to_array("SENT_START").astype(np.int64)
        for index in blanks:
            first = index
            while first > 0 and starts[first] != 1:
                first -= 1
            words = [place for place in range(first, index) if not doc[place].is_space]
            after = index + 1
            while not words and after < len(doc) and starts[after] != 1:
                if not doc[after].is_space:
                    words = [after]
                after += 1
            heads[index] = words[-1] if words else first
            if not words and index == first:
                dep[index] = self._root


def _restored(vocab: Vocab, name: str, threads: int, batch_pieces: int, parts: bytes) -> SentenceEncoder:
    """The component in another process."""
    return SentenceEncoder(vocab, name, threads=threads, batch_pieces=batch_pieces).from_bytes(parts)
