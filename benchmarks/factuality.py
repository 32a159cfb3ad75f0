"""Status against how far events are said to have happened: UW and UDS-IH2 (as JSON lines of `text` and `targets` with `span1` and `label`).

    python -m benchmarks.factuality FOLDER/UW/dev.jsonl FOLDER/UDS_IH2/dev.jsonl

Labels run from -3 to 3; above 1 counts as happened, below -1 as not happened, what lies between as uncertain. Every annotated word gets the status
that sayso would give an event on it, voices included: asserted is happened, denied is not happened, the others are uncertain. The two sets ask
different questions of the future: UW's writers may be sure of what *will* happen, for UDS-IH2 what is still to come has not happened. The
second figure of each set therefore takes prospective and attempted as UDS-IH2 does.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from spacy.tokens import Doc

from sayso.attribution import by_word, chain_of, find_statements
from sayso.attribution.quotes import quotes_in_words
from sayso.claims.assemble import status_under
from sayso.events.context import Context
from sayso.events.status import status_of
from sayso.flow import Engine
from sayso.mentions.actors import Actors
from sayso.mentions.places import Places
from sayso.model import Status
from sayso.parse.repairs import repaired
from sayso.syntax import Tree

CLASSES = ("happened", "uncertain", "not happened")
PLAIN: Mapping[Status, str] = {"asserted": "happened", "denied": "not happened"}
NOT_YET: Mapping[Status, str] = {**PLAIN, "prospective": "not happened", "attempted": "not happened"}

Found = Counter[tuple[str, Status]]


def main() -> None:
    """Prints the confusion of each set and the macro-averaged F1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    engine = Engine.load()
    for path in parser.parse_args().files:
        found = Counter(statuses(engine, path))
        print(f"{path}: {found.total()} words")
        for name, mapping in (("prospective is uncertain", PLAIN), ("prospective is not happened", NOT_YET)):
            _print(name, found, mapping)


def statuses(engine: Engine, path: Path) -> Iterator[tuple[str, Status]]:
    """The gold class and sayso's status of each annotated word."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    words = [row["text"].split() for row in rows]
    docs = engine.nlp.pipe(Doc(engine.nlp.vocab, words=tokens, sent_starts=[at == 0 for at in range(len(tokens))]) for tokens in words)
    for row, doc in zip(rows, docs, strict=True):
        tree = repaired(Tree.from_docs(doc.text, [(0, doc)]))
        actors = Actors(tree, engine.lexicon)
        places = Places(tree, engine.lexicon, actors, engine.gazetteer)
        statements = find_statements(tree, engine.lexicon, quotes_in_words(tree))
        context = Context(tree, engine.lexicon, actors, places, statements, [], [])
        covering = by_word(statements)
        for target in row["targets"]:
            word, label = target["span1"][0], target["label"]
            own, _ = status_of(context, word, noun=not tree.is_verb(word), clause=tree.clause_of(word), effect=None)
            status, _ = status_under(tree, word, own, chain_of(statements, covering.get(word, [])))
            yield CLASSES[0 if label > 1 else 2 if label < -1 else 1], status


def _print(name: str, found: Found, mapping: Mapping[Status, str]) -> None:
    confusion: Counter[tuple[str, str]] = Counter()
    for (label, status), number in found.items():
        confusion[label, mapping.get(status, "uncertain")] += number
    print(f"  {name}; rows are gold, columns {', '.join(CLASSES)}")
    scores: list[float] = []
    for label in CLASSES:
        gold = sum(confusion[label, other] for other in CLASSES)
        told = sum(confusion[other, label] for other in CLASSES)
        scores.append(2 * confusion[label, label] / (gold + told) if gold + told else 0.0)
        print(f"    {label:<13}" + "".join(f"{confusion[label, other]:>7}" for other in CLASSES) + f"   F1 {scores[-1]:.3f}")
    print(f"    macro F1 {sum(scores) / len(scores):.3f}")


if __name__ == "__main__":
    main()
