"""Whole reports through the pipeline, paragraph by paragraph, so that line breaks never reach the parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import TYPE_CHECKING

from sayso.lexicon import Lexicon
from sayso.model import Report
from sayso.parse.casing import ordinary_case
from sayso.parse.repairs import repaired
from sayso.syntax import Tree

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["ENGLISH", "paragraphs", "parse_reports"]

ENGLISH = "en"
"""The language that the rules are for."""

_STOPS = frozenset(".!?\"”’';,")
_LONGEST_SOURCE = 5
LONGEST_PARAGRAPH = 3_000
"""Characters; longer lines are cut at sentence ends, or at spaces where there are none, so that a batch stays small."""

WRAPPED = (55, 90)
"""Shortest and longest line, in characters, that is taken for part of a hard-wrapped paragraph."""

_BREAKS = re.compile(r"[\r\n]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{2,}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3}(?:, [A-Z][\w.]+(?: [A-Z]\w+)?)?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?\s*"
    r"(?:\([^)]{2,40}\)\s*(?:[-–—]+|:)?|[-–—]+|:)\s+(?=[\"“‘'A-Z])"
)
_SOURCE = re.compile(
    r"(?P<told>\S+(?: \S+){2,24}?)(?P<mark> [-–—]+|:)\s+"
    r"(?P<source>(?:[A-Z]|the |local |state |army|police|military|officials?|witness|sources?|report)[^.:!?–—]{2,40})"
)
_LABEL = re.compile(r"(?P<source>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}):\s+(?P<told>\S+(?: \S+){2,24})")
_BREAK = re.compile(r"[.!?]['\"”’)]*\s+(?=\S)|\s+(?=\S)")


def parse_reports(nlp: Language, lexicon: Lexicon, reports: Iterable[Report], *, batch_size: int = 64) -> Iterator[tuple[Report, Tree]]:
    """Each report with its tree, in order. Paragraphs of several reports share a batch, and no more than a batch is held parsed."""
    pieces = (
        (ordinary_case(_SURROGATES.sub("\ufffd", text), lexicon), (n, report, start)) for n, report in enumerate(reports) for start, text in _pieces(report)
    )
    from sayso.parse.entities import ENTITIES

    unused = [name for name in nlp.pipe_names if name == ENTITIES]
    parsed = nlp.pipe(pieces, as_tuples=True, batch_size=batch_size, disable=unused)
    for _, group in groupby(parsed, key=lambda pair: pair[1][0]):
        first = next(group)
        report: Report = first[1][1]
        docs = ((context[2], doc) for doc, context in chain([first], group))
        yield report, repaired(Tree.from_docs(report.text, docs))


def _pieces(report: Report) -> Iterator[tuple[int, str]]:
    """The paragraphs; a report without a word, or in another language, still is one empty piece, so that every report comes back."""
    found = False
    for start, text in paragraphs(report.text) if report.language == ENGLISH else ():
        found = True
        yield start, text
    if not found:
        yield 0, ""


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each paragraph: a line with something on it, cut where it is longer than `LONGEST_PARAGRAPH`.

    A dateline ("HOMS, Syria (Agency) -") is a piece of its own, so that the sentence after it is parsed as one.
    """
    for start, content in _lines(text):
        lead = len(content) - len(content.lstrip())
        start, content = start + lead, content.strip()
        dateline = _DATELINE.match(content)
        if dateline is not None and dateline.end() < len(content):
            yield start, dateline.group().rstrip()
            start, content = start + dateline.end(), content[dateline.end() :]
        if (cut := _headline_cut(content)) is not None:
            yield start, content[:cut].rstrip()
            rest = content[cut:].lstrip()
            start, content = start + len(content) - len(rest), rest
        while len(content) > LONGEST_PARAGRAPH:
            cut = _cut(content)
            yield start, content[:cut].rstrip()
            rest = content[cut:].lstrip()
            start += len(content) - len(rest)
            content = rest
        if content:
            yield start, content


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each line; the lines of a hard-wrapped paragraph come as one, their breaks as spaces."""
    block: list[re.Match[str]] = []
    for line in _LINE.finditer(text):
        if block and _continues(text, block[-1], line):
            block.append(line)
            continue
        yield from _block(text, block)
        block = [line]
    yield from _block(text, block)


def _continues(text: str, line: re.Match[str], follower: re.Match[str]) -> bool:
    """Whether a line was wrapped rather than ended: of a wrapped line's length, no blank line after it, the next one not indented."""
    gap = text[line.end() : follower.start()]
    whole = line.group().rstrip()
    return gap in {"\n", "\r\n"} and WRAPPED[0] <= len(whole) <= WRAPPED[1] and not follower.group()[0].isspace() and bool(follower.group().strip())


def _block(text: str, lines: list[re.Match[str]]) -> Iterator[tuple[int, str]]:
    if len(lines) >= 2 and all(len(m.group()) <= WRAPPED[1] for m in lines) and any(m.group().rstrip()[-1:] not in '.!?"”' for m in lines[:-1]):
        start, end = lines[0].start(), lines[-1].end()
        yield start, _BREAKS.sub(" ", text[start:end])
    else:
        yield from ((m.start(), m.group()) for m in lines)


def _headline_cut(content: str) -> int | None:
    """Where a headline parts from its source: "Eighteen killed in clashes - police", "Kyiv: Russia returns bodies"; None in running text."""
    if content[-1:] in _STOPS:
        return None
    if (last := _SOURCE.fullmatch(content)) is not None and len(last["source"].split()) <= _LONGEST_SOURCE:
        return last.start("mark")
    first = _LABEL.fullmatch(content)
    return first.start("told") if first is not None else None


def _cut(content: str) -> int:
    """Where to cut a long line: after the last sentence end within the limit, else at the last space, else at the limit."""
    best = LONGEST_PARAGRAPH
    sentence = space = 0
    for match in _BREAK.finditer(content, LONGEST_PARAGRAPH // 2, LONGEST_PARAGRAPH):
        if match.group()[0] in ".!?":
            sentence = match.end()
        else:
            space = match.end()
    return sentence or space or best
