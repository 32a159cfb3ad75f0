"""Read the name corpora and bring them to one inventory: PERSON, ORG, GPE, NORP, EVENT."""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from names import (
    CAPITALS,
    COMPOUND_STARTS,
    COUNTRIES,
    GROUP_NAMES,
    NOT_NAMES,
    TITLE_PHRASES,
    TITLES,
    UNITED_NATIONS,
)
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

LABELS = ("PERSON", "ORG", "GPE", "NORP", "EVENT")

CROSSNER_LABELS = {
    "politician": "PERSON",
    "person": "PERSON",
    "organisation": "ORG",
    "politicalparty": "ORG",
    "country": "GPE",
    "location": "GPE",
    "election": "EVENT",
    "event": "EVENT",
}
CONLL_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}
GMB_LABELS = {"per": "PERSON", "org": "ORG", "geo": "GPE", "gpe": "NORP", "eve": "EVENT"}

NO_STOP_SHARE = 0.06
UPPER_SHARE = 0.03
TITLE_SHARE = 0.03
LOWER_SHARE = 0.005


@dataclass(frozen=True)
class Name:
    """A named span of words, `end` exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class NamedSentence:
    """The words of a sentence and its names."""

    words: tuple[str, ...]
    names: tuple[Name, ...]


TaggedWords = Sequence[tuple[str, str]]
Tokenize = Callable[[str], Doc]


def _spans(tags: Sequence[str]) -> Iterator[Name]:
    """Read IOB tags leniently: a change of type or a tag I after O opens a new span."""
    start, label = 0, ""
    for index, tag in enumerate((*tags, "O")):
        prefix, _, kind = tag.partition("-")
        if label and (prefix != "I" or kind != label):
            yield Name(start, index, label)
            label = ""
        if kind and not label:
            start, label = index, kind


def _is_title(words: Sequence[str]) -> int:
    """Count the words of the title that the words begin with, 0 for none."""
    low = tuple(word.lower() for word in words)
    for phrase in TITLE_PHRASES:
        if low[: len(phrase)] == phrase:
            return len(phrase)
    return int(bool(low) and low[0] in TITLES)


def strip_titles(name: Name, words: Sequence[str]) -> Name | None:
    """Take leading titles off a person; None if nothing else is left."""
    start = name.start
    while start < name.end and (length := _is_title(words[start : name.end])):
        start += length
    return replace(name, start=start) if start < name.end else None


def _fill_groups(words: Sequence[str], names: Sequence[Name]) -> tuple[Name, ...]:
    """Add every demonym or group word that lies in no other name as NORP."""
    taken = {index for name in names for index in range(name.start, name.end)}
    groups = [Name(i, i + 1, "NORP") for i, word in enumerate(words) if i not in taken and word in GROUP_NAMES]
    return tuple(sorted((*names, *groups), key=lambda name: name.start))


def _named(tagged: TaggedWords, labels: dict[str, str]) -> NamedSentence:
    words = tuple(word for word, _ in tagged)
    names = [replace(name, label=labels[name.label]) for name in _spans([tag for _, tag in tagged]) if name.label in labels]
    return NamedSentence(words, _join_compounds(words, _fill_groups(words, names)))


def _corrected_label(name: Name, text: str) -> str:
    """Judge well-known places and groups by their text, whatever GMB calls them; "" drops a name."""
    low = text.lower()
    if low in UNITED_NATIONS:
        return "ORG"
    if low in COUNTRIES or low in CAPITALS:
        return "GPE"
    if text in GROUP_NAMES:
        return "NORP"
    if name.label in ("PERSON", "ORG", "EVENT") and (low in NOT_NAMES or set(text) <= {"I", "V", "X"}):
        return ""
    return name.label


def _gmb_names(sentence: NamedSentence) -> Iterator[Name]:
    for name in sentence.names:
        stripped = strip_titles(name, sentence.words) if name.label == "PERSON" else name
        if stripped and (label := _corrected_label(stripped, " ".join(sentence.words[stripped.start : stripped.end]))):
            yield replace(stripped, label=label)


def _join_compounds(words: Sequence[str], names: Iterable[Name]) -> tuple[Name, ...]:
    """Make one name of "South" and "Korean", which GMB often marks apart or by half."""
    joined: list[Name] = []
    for name in names:
        before = name.start - 1
        if before >= 0 and words[name.start] in COMPOUND_STARTS.get(words[before], ()):
            joined = [earlier for earlier in joined if earlier.end <= before]
            text = " ".join(words[before : name.end]).lower()
            name = Name(before, name.end, "GPE" if text in COUNTRIES else name.label)
        joined.append(name)
    return tuple(joined)


def read_gmb(archive: Path) -> list[NamedSentence]:
    """Read the GMB extract from its zip archive, without repeated sentences."""
    with zipfile.ZipFile(archive) as source:
        text = source.read(source.namelist()[0]).decode("latin-1")
    sentences: list[list[tuple[str, str]]] = []
    for row in csv.DictReader(io.StringIO(text)):
        if row["Sentence #"]:
            sentences.append([])
        sentences[-1].append((row["Word"].strip() or "-", row["Tag"]))
    unique = {tuple(word for word, _ in tagged): tagged for tagged in sentences}
    named = (_named(tagged, GMB_LABELS) for tagged in unique.values())
    return [replace(sentence, names=tuple(_gmb_names(sentence))) for sentence in named]


def read_columns(path: Path, labels: dict[str, str]) -> list[NamedSentence]:
    """Read a file with one word a line; the tag stands after the word, and a number may stand before it."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if not line:
            sentences.append([])
            continue
        columns = line.split("\t")
        if len(columns) < 2 or line.startswith("# "):
            continue
        word, tag = columns[1:3] if len(columns) > 2 else columns
        sentences[-1].append((word, tag))
    return [_named(tagged, labels) for tagged in sentences if tagged]


def _name_pieces(pieces: Sequence[str], label: str) -> int:
    """Count the pieces of a name's last word that belong to the name: of "Iran-backed" only "Iran"."""
    compound = len(pieces) > 2 and pieces[-2] == "-" and pieces[-1].islower() and label != "PERSON"
    return len(pieces) - 2 if compound else len(pieces)


def retokenize(sentence: NamedSentence, tokenizer: Tokenize) -> NamedSentence:
    """Cut hyphenated words as the pipeline's tokenizer does."""
    pieces = [[token.text for token in tokenizer(word)] if "-" in word.strip("-") else [word] for word in sentence.words]
    starts = [0]
    for parts in pieces:
        starts.append(starts[-1] + len(parts))
    names = tuple(Name(starts[name.start], starts[name.end - 1] + _name_pieces(pieces[name.end - 1], name.label), name.label) for name in sentence.names)
    return NamedSentence(tuple(piece for parts in pieces for piece in parts), names)


def _recased(sentence: NamedSentence, change: Callable[[str], str]) -> NamedSentence:
    return replace(sentence, words=tuple(change(word) for word in sentence.words))


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:] if len(word) > 3 else word


def disturb_names(sentence: NamedSentence, rng: random.Random) -> NamedSentence:
    """Return the sentence, now and then without its full stop or in other letter case."""
    if rng.random() < NO_STOP_SHARE and len(sentence.words) > 2 and sentence.words[-1] == ".":
        sentence = replace(sentence, words=sentence.words[:-1])
    draw = rng.random()
    for share, change in ((UPPER_SHARE, str.upper), (TITLE_SHARE, _capitalised), (LOWER_SHARE, str.lower)):
        if draw < share:
            return _recased(sentence, change)
        draw -= share
    return sentence


def make_named_doc(vocab: Vocab, sentence: NamedSentence) -> Doc:
    """Build a Doc with its entities."""
    doc = Doc(vocab, words=list(sentence.words))
    spans = [Span(doc, name.start, min(name.end, len(doc)), label=name.label) for name in sentence.names if name.start < len(doc)]
    doc.set_ents(spans, default="outside")
    return doc


@dataclass(frozen=True)
class GmbSplit:
    """GMB cut by sentence in file order."""

    train: list[NamedSentence]
    dev: list[NamedSentence]
    test: list[NamedSentence]


def split_gmb(sentences: list[NamedSentence]) -> GmbSplit:
    """Hold out the last tenth for the test and the twentieth before it for development."""
    test_at, dev_at = round(len(sentences) * 0.9), round(len(sentences) * 0.85)
    return GmbSplit(sentences[:dev_at], sentences[dev_at:test_at], sentences[test_at:])


def training_mix(gmb: GmbSplit, folder: Path) -> list[NamedSentence]:
    """Join GMB with CrossNER politics (three times), Universal NER EWT dev and the news part of the Broad Twitter Corpus."""
    crossner = [sentence for part in ("train.txt", "dev.txt") for sentence in read_columns(folder / "crossner_politics" / part, CROSSNER_LABELS)]
    uner = read_columns(folder / "uner_ewt-dev.iob2", CONLL_LABELS)
    tweets = read_columns(folder / "btc" / "g.conll", CONLL_LABELS)
    return [*gmb.train, *crossner, *crossner, *crossner, *uner, *tweets]


def name_docs(vocab: Vocab, tokenizer: Tokenize, sentences: Iterable[NamedSentence], rng: random.Random | None = None) -> Iterator[Doc]:
    """Yield the sentences as documents, with noise where a random source is given."""
    for sentence in sentences:
        cut = retokenize(sentence, tokenizer)
        yield make_named_doc(vocab, disturb_names(cut, rng) if rng else cut)
