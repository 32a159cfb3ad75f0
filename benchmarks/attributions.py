"""How many of PolNeAR's attributions sayso finds, with textacy's quotations beside it on the same documents in the same run.

    python -m benchmarks.attributions POLNEAR/dev

The folder holds `text/*.txt` and `attributions/*_ANNOTATOR.ann`; of several annotators the first in name order counts. Two matches are told, each
one to one, the best first: by content (a character Jaccard of one half or more), and by source, cue and content that all overlap, or are missing
in both. PolNeAR marks no attribution inside another: the second line leaves those out. textacy (`pip install textacy`, not needed by sayso) gets the
paragraphs as sayso's own pipeline parses them; where it raises, the document counts as without quotations, and is told.

The last line is the time of the attribution stage (statements, chains, voices and the list of attributions) beside that of the pipeline.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import sayso.flow as flow
from sayso.flow import Engine
from sayso.model import Attribution, Report, Span
from sayso.parse.report import paragraphs

LIKE = 0.5
_SPAN = re.compile(r"(T\d+)\t(\S+) ([\d ;]+)")

Characters = frozenset[int]
NOTHING: Characters = frozenset()


@dataclass(frozen=True)
class Marks:
    """The characters of an attribution."""

    source: Characters = NOTHING
    cue: Characters = NOTHING
    content: Characters = NOTHING


@dataclass
class Score:
    """Attributions counted over documents."""

    gold: int = 0
    found: int = 0
    alike: int = 0
    voiced: int = 0
    speaker: int = 0
    overlapping: int = 0
    failures: int = 0
    problems: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """The figures in one line."""
        contents = f"content alike P {_share(self.alike, self.found)} R {_share(self.alike, self.gold)} F {_f(self.alike, self.found, self.gold)}"
        loose = f"all parts overlap P {_share(self.overlapping, self.found)} R {_share(self.overlapping, self.gold)}"
        end = f"; raised on {self.failures} documents" if self.failures else ""
        return f"{name:<22} {contents}; speaker {_share(self.speaker, self.voiced)}; {loose} F {_f(self.overlapping, self.found, self.gold)}{end}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _f(shared: int, found: int, gold: int) -> str:
    return _share(2 * shared, found + gold)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a part of PolNeAR")
    folder = parser.parse_args().folder
    documents = list(read_polnear(folder))
    engine = Engine.load()
    seconds = _timed_stage()
    started = time.perf_counter()
    readings = list(engine.read_all(Report(text, id=name) for name, text, _ in documents))
    whole = time.perf_counter() - started
    print(f"{engine.name}\n{len(documents)} documents, {sum(len(gold) for _, _, gold in documents)} attributions")
    everything, outermost, quotations = Score(), Score(), Score()
    extract = _textacy()
    for (_, text, gold), reading in zip(documents, readings, strict=True):
        count(everything, gold, [_marks(a) for a in reading.attributions])
        count(outermost, gold, [_marks(a) for a in reading.attributions if a.parent is None])
        if extract is not None:
            count(quotations, gold, _quotations(engine, text, extract, quotations))
    print(everything.line("sayso"))
    print(outermost.line("sayso, outermost"))
    print(quotations.line("textacy") if extract is not None else "textacy is not installed")
    started = time.perf_counter()
    for _ in engine.nlp.pipe([piece for _, text, _ in documents for _, piece in paragraphs(text)], batch_size=64):
        pass
    pipeline = time.perf_counter() - started
    print(f"attribution stage {sum(seconds) / pipeline:.2f} times the pipeline's time, the whole of reading {whole / pipeline:.2f}")


def read_polnear(folder: Path) -> Iterator[tuple[str, str, list[Marks]]]:
    """Name, text and gold attributions of each document that somebody annotated."""
    for path in sorted((folder / "text").glob("*.txt")):
        if files := sorted((folder / "attributions").glob(f"{path.stem}_*.ann")):
            yield path.stem, path.read_text(encoding="utf-8"), list(_brat(files[0]))


def _brat(path: Path) -> Iterator[Marks]:
    spans: dict[str, Characters] = {}
    lines = path.read_text(encoding="utf-8").split("\n")
    for match in filter(None, map(_SPAN.match, lines)):
        pieces = (piece.split() for piece in match[3].strip().split(";"))
        spans[match[1]] = frozenset(at for piece in pieces if len(piece) == 2 for at in range(int(piece[0]), int(piece[1])))
    for line in lines:
        if line.startswith("E"):
            roles: dict[str, Characters] = {"Source": NOTHING, "Cue": NOTHING, "Content": NOTHING}
            for argument in line.split("\t")[-1].split():
                role, _, name = argument.partition(":")
                role = re.sub(r"\d+$", "", role)
                if role in roles:
                    roles[role] |= spans.get(name, NOTHING)
            if roles["Content"]:
                yield Marks(roles["Source"], roles["Cue"], roles["Content"])


def _marks(attribution: Attribution) -> Marks:
    def characters(*spans: Span | None) -> Characters:
        return frozenset(at for span in spans if span is not None for at in range(span.start, span.end))

    return Marks(characters(attribution.source), characters(attribution.cue), characters(*attribution.content))


def count(score: Score, gold: Sequence[Marks], found: Iterable[Marks]) -> None:
    """Add a document to a score."""
    told = [marks for marks in found if marks.content]
    score.gold += len(gold)
    score.found += len(told)
    for mine, theirs in _pairs(gold, told, _likeness):
        score.alike += 1
        score.voiced += bool(mine.source)
        score.speaker += bool(mine.source & theirs.source)
    score.overlapping += sum(1 for _ in _pairs(gold, told, _shared))


def _pairs(gold: Sequence[Marks], found: Sequence[Marks], likeness: Callable[[Marks, Marks], float]) -> Iterator[tuple[Marks, Marks]]:
    """Attributions that are alike, one to one, the most alike first."""
    scored = sorted(((like, i, j) for i, g in enumerate(gold) for j, p in enumerate(found) if (like := likeness(g, p))), reverse=True)
    mine, theirs = set[int](), set[int]()
    for _, i, j in scored:
        if i not in mine and j not in theirs:
            mine.add(i)
            theirs.add(j)
            yield gold[i], found[j]


def _likeness(gold: Marks, found: Marks) -> float:
    shared = len(gold.content & found.content)
    like = shared / len(gold.content | found.content)
    return like if like >= LIKE else 0.0


def _shared(gold: Marks, found: Marks) -> float:
    parts = [(gold.source, found.source), (gold.cue, found.cue), (gold.content, found.content)]
    if any(not mine & theirs and (mine or theirs) for mine, theirs in parts):
        return 0.0
    return float(sum(len(mine & theirs) for mine, theirs in parts))


def _textacy() -> Callable[[Any], Iterable[Any]] | None:
    try:
        from textacy.extract import direct_quotations  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    return direct_quotations  # type: ignore[no-any-return,unused-ignore]


def _quotations(engine: Engine, text: str, extract: Callable[[Any], Iterable[Any]], score: Score) -> list[Marks]:
    """What textacy finds in a document; nothing where it raises."""
    found: list[Marks] = []
    pieces = list(paragraphs(text))
    failed = False
    for (offset, _), doc in zip(pieces, engine.nlp.pipe([piece for _, piece in pieces], batch_size=64), strict=True):
        try:
            for speaker, cue, content in extract(doc):
                spans = [[token.idx + at + offset for token in part for at in range(len(token))] for part in (speaker, cue, content)]
                found.append(Marks(*map(frozenset, spans)))
        except Exception as error:
            failed = True
            score.problems.append(repr(error))
    score.failures += failed
    return found


def _timed_stage() -> list[float]:
    """The seconds that each call of the attribution stage takes from now on."""
    seconds: list[float] = []

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments)
            finally:
                seconds.append(time.perf_counter() - started)

        return run

    for name in ("find_statements", "by_word", "chain_of", "voices_of", "attribution_records"):
        setattr(flow, name, timed(getattr(flow, name)))
    return seconds


if __name__ == "__main__":
    main()
