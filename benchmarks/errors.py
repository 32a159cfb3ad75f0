"""What goes wrong most often: the engine's claims against checked ones, every error put into a class, with counts and examples.

    python -m benchmarks.errors corpus/dev --texts NER --texts UD --texts RE3D [--classes 20] [--examples 2] [--own-examples]

An error is a claim that is missed, one that is told and is not there, or a slot of a claim found that differs. ``--own-examples`` shows only words of the
corpus' own passages.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sayso.corpus.files import read_corpus
from sayso.corpus.passages import OWN, Passage
from sayso.evaluation import read_gold
from sayso.evaluation.pairing import pairs_of, same_filler, same_voice, shared
from sayso.flow import Engine
from sayso.records import Record, claim_record


class Error(NamedTuple):
    """One error: its class, the sentence, and what was checked and read."""

    kind: str
    sentence: str
    checked: str
    read: str


def errors_of(passage: Passage, claims: Sequence[Record], known: frozenset[str]) -> Iterator[Error]:
    """Yields the errors of a passage's reading; ``known`` are the words with which the lexicon's triggers begin or end."""
    pairs = pairs_of(passage.claims, claims)
    met = {id(claim) for pair in pairs for claim in pair}
    taken = [gold["trigger"]["start"] for gold, _ in pairs]
    for gold in passage.claims:
        if id(gold) not in met:
            yield Error(f"missed {gold['event']}: {_why_missed(gold, taken, known)}", gold["evidence"]["text"], told(gold), "")
    at = {(gold["trigger"]["start"], gold["trigger"]["end"]) for gold in passage.claims}
    for claim in claims:
        if id(claim) not in met:
            start, end = claim["trigger"]["start"], claim["trigger"]["end"]
            again = any(a < end and start < b for a, b in at)
            yield Error(f"too much {claim['event']}: {'told twice' if again else 'no such claim'}", claim["evidence"]["text"], "", told(claim))
    for gold, claim in pairs:
        yield from (Error(kind, gold["evidence"]["text"], told(gold), told(claim)) for kind in differences(gold, claim))


def _why_missed(gold: Record, taken: Sequence[int], known: frozenset[str]) -> str:
    if gold["trigger"]["start"] in taken:
        return "a further claim at the same word"
    words = {word.lower() for word in gold["trigger"]["text"].split()}
    stems = {word[: max(4, len(word) - 3)] for word in words}
    return "pattern did not fit" if any(one.startswith(stem) for stem in stems for one in known) else "word not in the lexicon"


def differences(gold: Record, claim: Record) -> Iterator[str]:
    """Yields the classes of the slots in which a claim differs from the checked one."""
    if gold["event"] != claim["event"]:
        yield f"type {gold['event']} read as {claim['event']}"
    elif gold["mode"] != claim["mode"]:
        yield f"mode {gold['event']}/{gold['mode']} read as {claim['mode']}"
    if gold["status"] != claim["status"]:
        yield f"status {gold['status']} read as {claim['status']}"
    if not same_voice(gold, claim):
        yield "voice " + ("missed" if not claim["voices"] else "told where none is" if not gold["voices"] else "is another")
    elif len(gold["voices"]) != len(claim["voices"]):
        yield "chain of another length"
    yield from _of_fillers("actor", gold["actors"], claim["actors"])
    yield from _of_fillers("recipient", gold["recipients"], claim["recipients"])
    yield from _of_fillers("place", *([p for p in (one["place"], *one["more_places"]) if p] for one in (gold, claim)))
    yield from _of_values("time", *(one["time"]["edtf"] if one["time"] else None for one in (gold, claim)))
    yield from _of_counts(gold["counts"], claim["counts"])


def _of_fillers(slot: str, gold: Sequence[Record], read: Sequence[Record]) -> Iterator[str]:
    both = shared(gold, read)
    missed, extra = len(gold) - both, len(read) - both
    for _ in range(min(missed, extra)):
        yield f"{slot} is another"
    for _ in range(missed - min(missed, extra)):
        yield f"{slot} missed"
    extras = [item for item in read if not any(same_filler(one, item) for one in gold)]
    for _ in extras[: extra - min(missed, extra)]:
        yield f"{slot} told where none is"


def _of_values(slot: str, gold: str | None, read: str | None) -> Iterator[str]:
    if gold != read:
        yield f"{slot} " + ("missed" if read is None else "told where none is" if gold is None else "is another")


def _of_counts(gold: Sequence[Record], read: Sequence[Record]) -> Iterator[str]:
    mine, theirs = ([(count["what"], count["low"], count["high"]) for count in counts] for counts in (gold, read))
    missed, extra = [one for one in mine if one not in theirs], [one for one in theirs if one not in mine]
    for _ in range(min(len(missed), len(extra))):
        yield "count is another"
    for _ in range(len(missed) - len(extra)):
        yield "count missed"
    for _ in range(len(extra) - len(missed)):
        yield "count told where none is"


def told(claim: Record) -> str:
    """A claim in one line."""
    slots = [f"{claim['event']}/{claim['mode']}" if claim["mode"] else claim["event"], f"[{claim['trigger']['text']}]", claim["status"]]
    slots += [f"a={item['text']}" for item in claim["actors"]] + [f"r={item['text']}" for item in claim["recipients"]]
    slots += [f"p={item['text']}" for item in (claim["place"], *claim["more_places"]) if item]
    slots += [f"t={claim['time']['edtf']}"] if claim["time"] else []
    slots += [f"{count['what']}={count['low']}..{count['high']}" for count in claim["counts"]]
    return " ".join([*slots, *(f"v{voice['depth']}={voice['text']}" for voice in claim["voices"])])


def known_words(engine: Engine) -> frozenset[str]:
    """The words of the lexicon's triggers."""
    lexicon = engine.lexicon
    return frozenset(
        word for table in (lexicon.verbs, lexicon.nouns, lexicon.adjectives) for triggers in table.values() for one in triggers for word in one.words
    )


def main() -> None:
    """Read the passages and print the classes of errors, the commonest first."""
    parser = argparse.ArgumentParser(description="The commonest errors of the engine.")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--texts", action="append", type=Path, default=[])
    parser.add_argument("--gold", action="store_true", help="the paths are documents with claims, not the corpus")
    parser.add_argument("--classes", type=int, default=20)
    parser.add_argument("--examples", type=int, default=2)
    parser.add_argument("--own-examples", action="store_true")
    parser.add_argument("--only", default="", help="classes that begin so")
    args = parser.parse_args()
    if args.gold:
        passages = [Passage(one.id, OWN, one.text, (), one.claims, None, one.published, one.outlet) for one in read_gold(args.paths)]
    else:
        passages = read_corpus(args.paths, args.texts)
    engine = Engine.load()
    known = known_words(engine)
    classes: dict[str, list[tuple[bool, Error]]] = defaultdict(list)
    for passage, reading in zip(passages, engine.read_all([passage.gold.report for passage in passages]), strict=True):
        claims = [claim_record(claim, reading.report, reading.engine) for claim in reading.claims]
        for error in errors_of(passage, claims, known):
            classes[error.kind].append((passage.source == OWN, error))
    total = sum(map(len, classes.values()))
    print(f"{len(passages)} passages, {sum(len(passage.claims) for passage in passages)} checked claims, {total} errors in {len(classes)} classes")
    ranked = sorted(classes.items(), key=lambda item: -len(item[1]))
    for kind, found in [item for item in ranked if item[0].startswith(args.only)][: args.classes]:
        print(f"\n{len(found):5}  {kind}")
        shown = [error for own, error in found if own or not args.own_examples]
        for error in shown[:: max(1, len(shown) // max(1, args.examples))][: args.examples]:
            print(
                f"         {error.sentence}",
                *(f"           {label}: {text}" for label, text in (("checked", error.checked), ("read", error.read)) if text),
                sep="\n",
            )


if __name__ == "__main__":
    main()
