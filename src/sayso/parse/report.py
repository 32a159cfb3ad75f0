"""Whole reports through the pipeline, paragraph by paragraph, so that line breaks never reach the parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from sayso.model import Report
from sayso.syntax import Tree

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["paragraphs", "parse_reports"]

LONGEST_PARAGRAPH = 20_000
"""Characters; longer lines are cut at sentence ends, or at spaces where there are none."""

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{2,}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3}(?:, [A-Z][\w.]+(?: [A-Z]\w+)?)?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?\s*"
    r"(?:\([^)]{2,40}\)\s*(?:[-–—]+|:)?|[-–—]+|:)\s+(?=[\"“‘'A-Z])"
)
_BREAK = re.compile(r"[.!?]['\"”’)]*\s+(?=\S)|\s+(?=\S)")


def parse_reports(nlp: Language, reports: Iterable[Report], *, batch_size: int = 64) -> Iterator[tuple[Report, Tree]]:
    """Each report with its tree, in order. Paragraphs of several reports share a batch."""
    pieces = ((text, (n, report, start)) for n, report in enumerate(reports) for start, text in _pieces(report))
    parsed = nlp.pipe(pieces, as_tuples=True, batch_size=batch_size)
    for _, group in groupby(parsed, key=lambda pair: pair[1][0]):
        docs = list(group)
        report: Report = docs[0][1][1]
        yield report, Tree.from_docs(report.text, [(context[2], doc) for doc, context in docs])


def _pieces(report: Report) -> Iterator[tuple[int, str]]:
    """A report without a single word still is one piece, so that every report comes back."""
    found = False
    for start, text in paragraphs(report.text):
        found = True
        yield start, text
    if not found:
        yield 0, ""


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each paragraph: a line with something on it, cut where it is longer than `LONGEST_PARAGRAPH`.

    A dateline ("HOMS, Syria (Agency) -") is a piece of its own, so that the sentence after it is parsed as one.
    """
    for line in _LINE.finditer(text):
        start, content = line.start(), line.group()
        lead = len(content) - len(content.lstrip())
        start, content = start + lead, content.strip()
        dateline = _DATELINE.match(content)
        if dateline is not None and dateline.end() < len(content):
            yield start, dateline.group().rstrip()
            start, content = start + dateline.end(), content[dateline.end() :]
        while len(content) > LONGEST_PARAGRAPH:
            cut = _cut(content)
            yield start, content[:cut].rstrip()
            rest = content[cut:].lstrip()
            start += len(content) - len(rest)
            content = rest
        if content:
            yield start, content


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
