"""The rounds of annotation: ``python -m tools.rounds add|alone|waiting|second|adopt [FILE ...] --texts FOLDER ...``.

``add FILE ... --split train`` puts new passages of our own into a split; their topics may stand in no other.
``alone --to FOLDER`` writes the passages that one hand alone has annotated as batches of bare text, for somebody who has not seen that work.
``second FILE ...`` takes such second passes in: both then stand in ``corpus/passes``. ``waiting --to FOLDER`` writes the passages whose two passes
nobody has settled: the passes and the sheet to decide on, for ``python -m tools.annotate settle``. ``adopt FILE ...`` puts settled passages into
their splits. FILE is what ``tools.annotate`` writes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.corpus.files import read_corpus, stored_passages, write_passages
from sayso.corpus.passages import OWN, Passage
from sayso.corpus.settling import items_of, sheet
from tools.annotate import read_batch, write

CORPUS = Path("corpus")
SPLITS = ("train", "dev", "test")
SETTLED = 3


@dataclass(frozen=True, slots=True)
class Rounds:
    """The passages of a corpus by id, and the two blind passes over them."""

    passages: dict[str, Passage]
    first: dict[str, Passage]
    second: dict[str, Passage]

    def alone(self) -> list[Passage]:
        """Those that one hand alone has annotated."""
        return [passage for passage in self.passages.values() if passage.hands < SETTLED and not self._passed_twice(passage)]

    def waiting(self) -> list[Passage]:
        """The first pass of those that have two which nobody has settled."""
        return [self.first[ident] for ident, passage in self.passages.items() if passage.hands < SETTLED and self._passed_twice(passage)]

    def _passed_twice(self, passage: Passage) -> bool:
        return passage.id in self.first and passage.id in self.second


def read_rounds(corpus: Path, texts: Sequence[Path]) -> Rounds:
    """The corpus in a folder with its passes."""

    def by_id(*parts: str) -> dict[str, Passage]:
        folders = [corpus / part for part in parts if (corpus / part).is_dir()]
        return {passage.id: passage for passage in read_corpus(folders, texts)}

    return Rounds(by_id(*SPLITS), by_id("passes/first"), by_id("passes/second"))


def in_batches(passages: Iterable[Passage], sentences: int) -> Iterator[list[Passage]]:
    """Yields the passages in batches of about so many sentences."""
    batch: list[Passage] = []
    for passage in passages:
        batch.append(passage)
        if sum(len(held.sentences) for held in batch) >= sentences:
            yield batch
            batch = []
    if batch:
        yield batch


def hand_out(rounds: Rounds, folder: Path, sentences: int) -> None:
    """Write the passages that one hand alone has annotated, without its claims."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, batch in enumerate(in_batches(rounds.alone(), sentences), 1):
        write((replace(passage, claims=()) for passage in batch), folder / f"{number}.batch.jsonl")


def lay_out(rounds: Rounds, folder: Path, sentences: int) -> None:
    """Write the passes that wait to be settled, and their sheets. Passages on which the passes agree need none: they are settled with an empty decision."""
    folder.mkdir(parents=True, exist_ok=True)
    agreed = [passage for passage, items in items_of(rounds.waiting(), rounds.second) if all(item.agreed for item in items)]
    differing = [passage for passage in rounds.waiting() if passage not in agreed]
    for name, batch in [("agreed", agreed), *((str(n), batch) for n, batch in enumerate(in_batches(differing, sentences), 1))]:
        write(batch, folder / f"{name}.first.jsonl")
        write((rounds.second[passage.id] for passage in batch), folder / f"{name}.second.jsonl")
        (folder / f"{name}.sheet.txt").write_text("".join(f"{line}\n" for line in sheet(batch, rounds.second)), encoding="utf-8")


def add(corpus: Path, split: str, new: dict[str, Passage]) -> int:
    """Put new passages of our own into a split; how many are new, none if one of their topics stands in another split."""
    own = {part: read_corpus([corpus / part], own_only=True) for part in SPLITS if (corpus / part).is_dir()}
    elsewhere = {passage.topic for part, passages in own.items() if part != split for passage in passages}
    known = {passage.id for passages in own.values() for passage in passages}
    if any(passage.topic in elsewhere or passage.source != OWN for passage in new.values()):
        return 0
    fresh = [passage for passage in new.values() if passage.id not in known]
    write_passages([*own.get(split, []), *fresh], corpus / split / f"{OWN}.jsonl")
    return len(fresh)


def adopt(corpus: Path, texts: Sequence[Path], settled: dict[str, Passage]) -> int:
    """Put settled passages into their splits in place of what stood there; how many were found."""
    found = 0
    for file in _files_with(corpus, SPLITS, settled):
        held = [_adopted(passage, settled) for passage in read_corpus([file], texts)]
        found += sum(passage.id in settled for passage in held)
        write_passages(held, file)
    return found


def _adopted(passage: Passage, settled: dict[str, Passage]) -> Passage:
    return replace(passage, claims=settled[passage.id].claims, hands=SETTLED) if passage.id in settled else passage


def _files_with(corpus: Path, parts: Sequence[str], wanted: Iterable[str]) -> list[Path]:
    ids = set(wanted)
    files = [file for part in parts for file in sorted((corpus / part).glob("*.jsonl"))]
    return [file for file in files if any(record["id"] in ids for _, record in stored_passages([file]))]


def take_in(corpus: Path, texts: Sequence[Path], rounds: Rounds, second: dict[str, Passage]) -> int:
    """Add second passes, and as their first what the corpus has; how many passages were waiting for one."""
    alone = {passage.id: passage for passage in rounds.alone()}
    taken = [passage for ident, passage in alone.items() if ident in second]
    for name, added in (("first", taken), ("second", [replace(passage, claims=second[passage.id].claims) for passage in taken])):
        for source in sorted({passage.source for passage in added}):
            file = corpus / "passes" / name / f"{source}.jsonl"
            held = read_corpus([file], texts) if file.exists() else []
            write_passages([*held, *(passage for passage in added if passage.source == source)], file)
    return len(taken)


def _done(files: Sequence[Path]) -> dict[str, Passage]:
    return {ident: passage for file in files for ident, passage in read_batch(file).items()}


def main() -> int:
    """Run one of the commands; the exit code tells whether every passage given found its place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["add", "alone", "waiting", "second", "adopt"])
    parser.add_argument("files", type=Path, nargs="*", help="passages that came back")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--texts", action="append", type=Path, default=[], help="a folder with your copy of a collection that the corpus stands on")
    parser.add_argument("--to", type=Path, default=Path("rounds"), help="where batches and sheets are written")
    parser.add_argument("--sentences", type=int, default=100, help="about how many make a batch")
    parser.add_argument("--split", choices=SPLITS, default="train", help="where new passages are added")
    args = parser.parse_intermixed_args()
    if args.command == "add":
        done = _done(args.files)
        return _told(add(args.corpus, args.split, done), len(done))
    if args.command == "adopt":
        done = _done(args.files)
        return _told(adopt(args.corpus, args.texts, done), len(done))
    rounds = read_rounds(args.corpus, args.texts)
    if args.command == "second":
        done = _done(args.files)
        return _told(take_in(args.corpus, args.texts, rounds, done), len(done))
    (hand_out if args.command == "alone" else lay_out)(rounds, args.to, args.sentences)
    return 0


def _told(found: int, given: int) -> int:
    print(f"{found} of {given} passages found their place")
    return int(found < given)


if __name__ == "__main__":
    sys.exit(main())
