"""Names in GUM: its mentions of persons, organisations, places and events whose head is a proper noun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from names import GROUP_NAMES
from ner_data import Name, NamedSentence, strip_titles
from ud_data import Sentence, read_conllu

ETYPES = {"person": "PERSON", "organization": "ORG", "place": "GPE", "event": "EVENT"}
_PARTICLES = frozenset("al bin da de den der di du el ibn la le van von - ' ’".split())
_JOINTS = _PARTICLES | frozenset("of the".split())
LINKS = {"PERSON": _PARTICLES, "GPE": _JOINTS, "EVENT": _JOINTS, "ORG": _JOINTS | frozenset("and & for 's ’s".split())}
_PART = re.compile(r"\((?P<id>\d+)-(?P<type>[a-z]+)[^()]*|(?P<close>\d+)\)|\)")


def _mentions(entities: list[str]) -> Iterator[tuple[int, int, str]]:
    """The mentions opened and closed in the words' `Entity` values, as first word, end and type."""
    open_: list[tuple[str, int, str]] = []
    for index, value in enumerate(entities):
        for part in _PART.finditer(value):
            if part["id"]:
                open_.append((part["id"], index, part["type"]))
            elif open_:
                at = next((i for i in range(len(open_) - 1, -1, -1) if open_[i][0] == part["close"]), len(open_) - 1)
                _, start, kind = open_.pop(at)
                yield start, index + 1, kind


def _head(sentence: Sentence, start: int, end: int) -> int:
    """The first word of a span that depends on a word outside."""
    return next((i for i in range(start, end) if not start < sentence[i].head <= end), start)


def _is_proper(sentence: Sentence, index: int) -> bool:
    word = sentence[index]
    return (word.upos == "PROPN" or word.xpos in {"NNP", "NNPS"}) and word.form[:1].isupper()


def _belongs(sentence: Sentence, index: int, label: str) -> bool:
    """Whether a word may be the end of a name: a proper noun, or outside persons another word with a capital."""
    word = sentence[index]
    return _is_proper(sentence, index) or (label != "PERSON" and index > 0 and word.upos in {"NOUN", "ADJ", "NUM"} and word.form[:1].isupper())


def _name(sentence: Sentence, start: int, end: int, label: str) -> Name | None:
    """The run of proper nouns around the head of a mention, over small words between them."""
    head = _head(sentence, start, end)
    if not _is_proper(sentence, head):
        return None
    edges = []
    for step, stop in ((-1, start - 1), (1, end)):
        edge = head
        for index in range(head + step, stop, step):
            if _belongs(sentence, index, label):
                edge = index
            elif sentence[index].form.lower() not in LINKS[label]:
                break
        edges.append(edge)
    return Name(edges[0], edges[1] + 1, label)


def gum_names(sentence: Sentence, entities: list[str]) -> NamedSentence:
    """The words of a sentence with its names; of names inside each other the shorter is left out."""
    words = tuple(word.form for word in sentence)
    found: list[Name] = []
    for start, end, kind in sorted(_mentions(entities), key=lambda mention: mention[0] - mention[1]):
        name = _name(sentence, start, end, ETYPES[kind]) if kind in ETYPES else None
        if name and name.label == "PERSON":
            name = strip_titles(name, words)
        if name and " ".join(words[name.start : name.end]) in GROUP_NAMES:
            name = replace(name, label="NORP")
        if name and not any(name.start < other.end and other.start < name.end for other in found):
            found.append(name)
    taken = {index for name in found for index in range(name.start, name.end)}
    found += [Name(i, i + 1, "NORP") for i, word in enumerate(words) if i not in taken and word in GROUP_NAMES]
    return NamedSentence(words, tuple(sorted(found, key=lambda name: name.start)))


def _entities(path: Path) -> Iterator[list[str]]:
    """The `Entity` value of each word, sentence by sentence."""
    values: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            values.append(next((part[7:] for part in columns[9].split("|") if part.startswith("Entity=")), ""))
        elif not line and values:
            yield values
            values = []


def _documents(path: Path) -> Iterator[str]:
    """The document of each sentence, empty where the file names none."""
    document, words = "", False
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# sent_id = "):
            document = line[12:].strip().rpartition("-")[0]
        elif line and not line.startswith("#"):
            words = True
        elif not line and words:
            yield document
            document, words = "", False


def read_gum(path: Path, held_out: Iterable[Path] = ()) -> list[tuple[Sentence, NamedSentence]]:
    """The sentences of GUM with their names, without the documents that stand in the files held out as well."""
    left_out = {document for other in held_out for document in _documents(other) if document}
    rows = zip(read_conllu(path), _entities(path), _documents(path), strict=True)
    return [(sentence, gum_names(sentence, entities)) for sentence, entities, document in rows if document not in left_out]
