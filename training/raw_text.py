"""Measure a pipeline on raw text, as the CoNLL 2018 shared task did: `python raw_text.py --ud UD_DIR`, in `training/` (needs `udtools`).

The text of a CoNLL-U file is put together again from its words: documents apart, one line a paragraph, a blank line between paragraphs,
and a blank between words unless `SpaceAfter=No` stands there. The evaluator is the shared task's own, from the package `udtools`: characters
other than blanks must be the same on both sides, and words and sentences are aligned by the characters they span.

The pipeline has words only, no tokens that hold several words. So each contraction of the treebank ("didn't", a range `2-3`) costs a token
under `tokens`; its words are aligned with the pipeline's words inside the range by the longest common subsequence of their forms, as in the
task, and count under all other scores. `las` compares labels without their subtypes, as in the task, `las, subtypes` with them.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span
from udtools.udeval import evaluate, load_conllu  # type: ignore[import-untyped]

from sayso.parse import load_pipeline

MEASURES = {
    "tokens": "Tokens",
    "sentences": "Sentences",
    "words": "Words",
    "upos": "UPOS",
    "xpos": "XPOS",
    "lemma": "Lemmas",
    "uas": "UAS",
    "las": "LAS",
}
FORM, HEAD, RELATION, DEPS, MISC = 1, 6, 7, 8, 9

Columns = list[str]
Scores = dict[str, float]


class GoldSentence(NamedTuple):
    """The lines of a sentence without empty nodes, and whether it opens a paragraph or a document."""

    lines: list[Columns]
    paragraph: bool
    document: bool

    def text(self) -> str:
        """The words as they stood in the text, with the blank behind them."""
        covered = 0
        pieces: list[str] = []
        for columns in self.lines:
            first, _, last = columns[0].partition("-")
            if int(first) <= covered:
                continue
            covered = int(last or first)
            pieces += [columns[FORM], "" if "SpaceAfter=No" in columns[MISC].split("|") else " "]
        return "".join(pieces)


def gold_sentences(path: Path) -> Iterator[GoldSentence]:
    """The sentences of one CoNLL-U file."""
    lines: list[Columns] = []
    comments: set[str] = set()
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("#"):
            comments.add(line[1:].split()[0] if line[1:].split() else "")
        elif line:
            columns = line.split("\t")
            if "." not in columns[0]:
                lines.append(columns)
        elif lines:
            yield GoldSentence(lines, "newpar" in comments, "newdoc" in comments)
            lines, comments = [], set()


def documents(sentences: Iterable[GoldSentence]) -> list[str]:
    """The text of each document, with a blank line between paragraphs."""
    texts: list[list[str]] = []
    for sentence in sentences:
        if sentence.document or not texts:
            texts.append([""])
        elif sentence.paragraph:
            texts[-1].append("")
        texts[-1][-1] += sentence.text()
    return ["\n\n".join(paragraph.strip() for paragraph in paragraphs) for paragraphs in texts]


def _gold_lines(sentence: GoldSentence) -> Iterator[Columns]:
    for columns in sentence.lines:
        yield [*columns[:DEPS], "_", columns[MISC]]


def _found_lines(span: Span) -> Iterator[Columns]:
    """The words of a sentence without blanks; a head outside counts as the root."""
    numbers = {token.i: number for number, token in enumerate((token for token in span if not token.is_space), 1)}
    for index, number in numbers.items():
        token = span.doc[index]
        head = 0 if token.head.i == index else numbers.get(token.head.i, 0)
        relation = "root" if head == 0 else token.dep_
        yield [str(number), token.text, token.lemma_ or "_", token.pos_, token.tag_, "_", str(head), relation, "_", "_"]


def _load(sentences: Iterable[Iterable[Columns]], subtypes: bool) -> Any:
    """The evaluator's form of some sentences; it cuts labels at the colon, so that with `subtypes` the colon gives way."""
    text: list[str] = []
    for sentence in sentences:
        rows = list(sentence)
        for columns in rows:
            relation = columns[RELATION].replace(":", "_") if subtypes else columns[RELATION]
            text.append("\t".join([*columns[:RELATION], relation, *columns[DEPS:]]) + "\n")
        text += ["\n"] if rows else []
    return load_conllu(io.StringIO("".join(text)), "", {})


def score(docs: Iterable[Doc], gold: Iterable[GoldSentence]) -> Scores:
    """The F scores of documents that were read from the text of gold sentences."""
    found_lines = [list(_found_lines(span)) for doc in docs for span in doc.sents]
    gold_lines = [list(_gold_lines(sentence)) for sentence in gold]
    plain, full = (evaluate(_load(gold_lines, subtypes), _load(found_lines, subtypes)) for subtypes in (False, True))
    scores = {name: round(100 * plain[measure].f1, 2) for name, measure in MEASURES.items()}
    return scores | {"las, subtypes": round(100 * full["LAS"].f1, 2)}


def measure(nlp: Language, path: Path) -> Scores:
    """The F scores of a pipeline on the raw text of a CoNLL-U file."""
    gold = list(gold_sentences(path))
    return score(nlp.pipe(documents(gold)), gold)


def main() -> None:
    """Measure the shipped pipeline, or the one named, and print the scores as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--model", type=Path, help="folder of a pipeline; default: the one that ships with sayso")
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--treebanks", nargs="+", default=["ewt", "gum-open"], help="default: ewt gum-open")
    arguments = parser.parse_args()
    nlp = load_pipeline(arguments.model)
    print(json.dumps({name: measure(nlp, arguments.ud / f"en_{name}-{arguments.part}.conllu") for name in arguments.treebanks}, indent=1))


if __name__ == "__main__":
    main()
