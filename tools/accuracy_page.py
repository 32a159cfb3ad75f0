"""``python -m tools.accuracy_page GOLD --texts NER --texts UD --texts RE3D``: measure anew and put the figures into docs/accuracy.md.

GOLD is the folder of the eighteen development documents. Written anew are the tables of whole claims, of the corpus' ``dev`` part with what is hard and the
types, the comparison with and without the learned parts, and the twenty commonest errors; all other words stay. Read the difference before you commit it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.errors import Error, errors_of, known_words
from sayso.corpus.files import read_corpus
from sayso.corpus.passages import OWN, Passage
from sayso.evaluation import GoldDocument, Rate, Scores, read_gold, score_documents
from sayso.flow import Engine
from sayso.records import Record, claim_record

PAGE, DEV = Path("docs/accuracy.md"), Path("corpus/dev")
CLASSES, LONGEST = 20, 160
SHOWN = ("the report's own word", "one voice", "a chain of voices", "an anonymous voice", "in quotation marks", "hedged", "denied", "unclear", "attempted",
         "prospective", "no actor", "several actors", "people counted", "a long sentence")  # fmt: skip


def reading_of(engine: Engine, documents: Sequence[GoldDocument]) -> dict[str, list[Record]]:
    """What the engine reads in the documents, as records."""
    readings = engine.read_all([document.report for document in documents])
    return {reading.report.id: [claim_record(claim, reading.report, reading.engine) for claim in reading.claims] for reading in readings}


def scores_of(engine: Engine, documents: Sequence[GoldDocument]) -> Scores:
    """How the engine's reading of the documents fares."""
    return score_documents({document.id: document.claims for document in documents}, reading_of(engine, documents))


def of_whole_claims(scores: Scores) -> Iterator[tuple[str, str]]:
    """Yields the rows of the first section."""
    for name, score in (("found", scores.detection), ("typed", scores.typed), ("actors, of the claims found", scores.actors),
                        ("recipients", scores.recipients), ("counts", scores.counts)):  # fmt: skip
        yield name, f"| {name} | {score.precision:.2f} | {score.recall:.2f} | {score.f1:.2f} |"
    yield "right", f"| right | {scores.claim.precision:.2f} | {scores.claim.recall:.2f} | **{scores.claim.f1:.2f}** |"
    for name, rate in (("innermost voice, where there is one", scores.voiced), ("whole chain of voices", scores.chain), ("status", scores.status),
                       ("status, where it is not plainly asserted", scores.unasserted), ("plainly asserted and told as such", _plain(scores)),
                       ("mode", scores.mode)):  # fmt: skip
        yield name, f"| {name} | {rate.share or 0:.2f} |"
    for name, rate in (("place", scores.place), ("time", scores.time)):
        yield f"{name}, where there is one", f"| {name}, where there is one (spurious: {rate.spurious}) | {rate.share or 0:.2f} |"


def _plain(scores: Scores) -> Rate:
    return Rate(scores.status.right - scores.unasserted.right, scores.status.of - scores.unasserted.of)


def of_corpus(every: Scores, own: Scores, others: Scores) -> Iterator[tuple[str, str]]:
    """Yields the rows of the corpus' section: slots, what is hard, and the line of the types."""
    for name, slot, parted in (("found", "detection", False), ("typed", "typed", True), ("right", "claim", True),
                               ("actors, of the claims found", "actors", True),
                               ("recipients", "recipients", True), ("counts", "counts", False)):  # fmt: skip
        score, beside = getattr(every, slot), [f"{getattr(part, slot).f1:.2f}" if parted else "" for part in (own, others)]
        f1 = f"**{score.f1:.2f}**" if slot == "claim" else f"{score.f1:.2f}"
        yield name, f"| {name} | {score.precision:.2f} | {score.recall:.2f} | {f1} | {beside[0]} | {beside[1]} |"
    for shown in every.phenomena:
        if shown.phenomenon in SHOWN:
            yield shown.phenomenon, f"| {shown.phenomenon} | {shown.gold} | {shown.typed / max(1, shown.gold):.2f} | {shown.right / max(1, shown.gold):.2f} |"


def by_type(scores: Scores) -> str:
    """The types, the best first."""
    types = sorted(scores.types, key=lambda one: -one.score.f1)
    return "By type, F1: " + ", ".join(f"{one.event} {one.score.f1:.2f}" for one in types) + "."


def compared(with_all: Sequence[Scores], without: Sequence[Scores]) -> Iterator[tuple[str, str]]:
    """Yields the rows that tell what the learned parts give."""
    for name, there, here in zip(("development gold", "corpus dev, own passages", "corpus dev, stand-off passages"), without, with_all, strict=True):
        yield name, f"| {name} | {there.claim.f1:.3f} / {there.typed.f1:.3f} | {here.claim.f1:.3f} / {here.typed.f1:.3f} |"


def commonest(engine: Engine, passages: Sequence[Passage]) -> tuple[list[str], int, int]:
    """The rows of the commonest errors with examples from own passages, how many errors there are, and in how many classes."""
    read = reading_of(engine, [passage.gold for passage in passages])
    known = known_words(engine)
    counts: Counter[str] = Counter()
    examples: dict[str, Error] = {}
    for passage in passages:
        for error in errors_of(passage, read[passage.id], known):
            counts[error.kind] += 1
            if passage.source == OWN:
                examples.setdefault(error.kind, error)
    rows = [f"| {n} | {kind} | {_short(examples[kind].sentence) if kind in examples else ''} |" for kind, n in counts.most_common(CLASSES)]
    return rows, sum(counts.values()), len(counts)


def _short(sentence: str) -> str:
    plain = " ".join(sentence.split()).replace("|", "/")
    return plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0] + " …"


def put(text: str, rows: Iterable[tuple[str, str]]) -> str:
    """The text with each row in the place of the one that begins with its name."""
    for name, row in rows:
        pattern = re.compile(rf"^\| {re.escape(name)}(?: \([^|]*\))? \|.*$", re.MULTILINE)
        if not pattern.search(text):
            raise ValueError(f"the page has no row {name!r}")
        text = pattern.sub(lambda _, row=row: row, text, count=1)  # type: ignore[misc]
    return text


def main() -> int:
    """Measure and rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", action="append", type=Path, default=[])
    args = parser.parse_args()
    gold, passages = read_gold([args.gold]), read_corpus([DEV], args.texts)
    parts = [gold, [one.gold for one in passages if one.source == OWN], [one.gold for one in passages if one.source != OWN]]
    engine = Engine.load()
    here = [scores_of(engine, part) for part in parts]
    every = scores_of(engine, [one.gold for one in passages])
    rows, errors, classes = commonest(engine, passages)
    engine.judge = None
    there = [scores_of(engine, part) for part in parts]
    page = PAGE.read_text(encoding="utf-8")
    first, mark, rest = page.partition("## The sayso corpus")
    second, errors_mark, last = rest.partition("**The twenty commonest")
    second = put(put(second, of_corpus(every, here[1], here[2])), compared(here, there))
    second = re.sub(r"^By type, F1: .*$", by_type(every), second, flags=re.MULTILINE)
    last = re.sub(r"\([\d,]+ errors in \d+ classes", f"({errors:,} errors in {classes} classes", last, count=1)
    head, table = re.split(r"(?<=\|---\|---\|---\|\n)", last, maxsplit=1)
    last = head + "\n".join(rows) + "\n" + table[table.index("\n\n") + 1 :]
    PAGE.write_text(put(first, of_whole_claims(here[0])) + mark + second + errors_mark + last, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
