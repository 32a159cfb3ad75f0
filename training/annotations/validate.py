"""Check annotation files: `python -m annotations.validate NER_FOLDER UD_FOLDER FILE...`, run in `training/`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from annotations.records import AttributedPassage, Attribution, NamedPassage, Passage, Span, read_attributions, read_names
from sayso.corpus.texts import fingerprint, passage_text, read_sentences

QUOTES = "\"'“”‘’"


def span_problems(span: Span, text: str) -> Iterator[str]:
    """Yield what is wrong with a span: out of the text, white space at an edge, or an edge inside a word."""
    start, end = span
    if not 0 <= start < end <= len(text):
        yield f"{span} is no span of the text"
        return
    if text[start].isspace() or text[end - 1].isspace():
        yield f"{span} has white space at an edge"
    if any(0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum() for edge in span):
        yield f"{span} cuts a word"


def _overlaps(spans: Iterable[Span]) -> Iterator[str]:
    for first, second in pairwise(sorted(spans)):
        if first[1] > second[0]:
            yield f"{first} and {second} overlap"


def _all_spans(attribution: Attribution) -> list[Span]:
    return [span for span in (attribution.source, attribution.cue, *attribution.content) if span]


def _parent_problems(index: int, attributions: Sequence[Attribution]) -> Iterator[str]:
    parent = attributions[index].parent
    if parent is None:
        return
    seen = {index}
    while parent is not None:
        if parent in seen or not 0 <= parent < len(attributions):
            yield "its chain of parents is no chain"
            return
        seen.add(parent)
        parent = attributions[parent].parent
    outer = attributions[attributions[index].parent or 0].content
    inner = attributions[index].content
    if min(inner)[0] < min(outer)[0] or max(end for _, end in inner) > max(end for _, end in outer):
        yield "its content is not inside its parent's content"


def attribution_problems(passage: AttributedPassage, text: str) -> Iterator[str]:
    """Yield what is wrong with the attributions of a passage."""
    for index, attribution in enumerate(passage.attributions):
        spans = _all_spans(attribution)
        problems = [problem for span in spans for problem in span_problems(span, text)]
        problems += [*_overlaps(spans), *_parent_problems(index, passage.attributions)]
        if list(attribution.content) != sorted(attribution.content):
            problems.append("the pieces of its content are out of order")
        if not attribution.source and not attribution.cue and not any(quote in text[s:e] for s, e in attribution.content for quote in QUOTES):
            problems.append("neither source nor cue, and no quotation")
        yield from (f"attribution {index + 1}: {problem}" for problem in problems)
    twice = [key for key, number in Counter((a.cue, a.content) for a in passage.attributions).items() if number > 1]
    yield from (f"cue and content {key} stand twice" for key in twice)


def name_problems(passage: NamedPassage, text: str) -> Iterator[str]:
    """Yield what is wrong with the names of a passage."""
    spans = [(start, end) for start, end, _ in passage.names]
    yield from (problem for span in spans for problem in span_problems(span, text))
    yield from _overlaps(spans)
    if spans != sorted(spans):
        yield "the names are out of order"


def passage_problems(passage: Passage, sentences: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a passage, each problem under the passage's ids."""
    where = "+".join(passage.id)
    missing = [key for key in passage.id if key not in sentences]
    if missing:
        yield f"{where}: no such sentence: {', '.join(missing)}"
        return
    text = passage_text(passage.id, sentences)
    if fingerprint(text) != passage.sha256:
        yield f"{where}: the text is another one (hash)"
        return
    problems = attribution_problems(passage, text) if isinstance(passage, AttributedPassage) else ()
    if isinstance(passage, NamedPassage):
        problems = name_problems(passage, text)
    yield from (f"{where}: {problem}" for problem in problems)


def read_passages(path: Path) -> list[AttributedPassage] | list[NamedPassage]:
    """Return the passages of a file of either sort, told apart by its first line."""
    with path.open(encoding="utf-8") as file:
        return read_names(path) if '"names"' in file.readline() else read_attributions(path)


def file_problems(path: Path, sentences: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a file; a line with anything but ids, hashes, offsets and labels is wrong."""
    try:
        passages = read_passages(path)
    except ValidationError as error:
        yield f"{path}: {error}"
        return
    for passage in passages:
        yield from passage_problems(passage, sentences)
    used = Counter(key for passage in passages for key in passage.id)
    yield from (f"{key}: stands {number} times in {path}" for key, number in used.items() if number > 1)


def main() -> int:
    """Return 1 if there is any problem; the problems are printed."""
    parser = argparse.ArgumentParser(description="Check stand-off annotations against the texts.")
    parser.add_argument("ner", type=Path, help="folder of the GMB archive")
    parser.add_argument("ud", type=Path, help="folder of the UD treebanks")
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    sentences = read_sentences(args.ner, args.ud)
    problems = [problem for path in args.files for problem in file_problems(path, sentences)]
    print(*problems, f"{len(problems)} problems in {len(args.files)} files", sep="\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
