"""PDF with a text layer: the lines of all pages as paragraphs, without running heads and page numbers."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import InputError
from sayso.model import Report
from sayso.read.document import SPLIT, TEXT_LIMIT, TOO_LONG, Piece, build_report, read_all_bytes

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["extract_pdf", "split_pdf"]

FILE_LIMIT = 100_000_000
PAGES_LIMIT = 5000
CONTENT_LIMIT = 100_000_000
EDGE = 2
"""How many lines at the top and the foot of a page may be a running head."""

PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE)
END = re.compile(r"[.!?:…][\"'”’)\]]*$")
BULLET = re.compile(r"[•▪●◦‣*–—-]\s|\(?\d{1,2}[.)]\s")
SHORT = 0.75
"""A line of less than this share of the usual width may be the last of its paragraph."""

COMPOUNDS = frozenset(
    "backed led held controlled occupied based born run affiliated linked aligned owned made trained armed supported allied sponsored "
    "speaking majority old year month day hour minute era style range scale level term fire air ground wide related".split()
)
"""Second halves of words that keep their hyphen where a line breaks at it."""

PREFIXES = frozenset("anti pro non self ex co counter pre post semi mid cross well so multi inter al el ul ud abu".split())
NO_TITLE = re.compile(r"untitled.*|microsoft \w+ - .*|.*\.(?:docx?|pdf|indd|qxd|odt|rtf)", re.IGNORECASE)
DAMAGED = "is a damaged PDF document."
COMPLETE = "Check that it was saved completely."


def split_pdf(stream: BinaryIO, where: str) -> Iterator[Piece]:
    """Yields the one document that a PDF is."""
    what = f"is larger than the {FILE_LIMIT // 1_000_000} MB that a PDF document may have."
    yield Piece(where, read_all_bytes(stream, where, limit=FILE_LIMIT, what=what, remedy="Split it, or save its text as .txt."), "pdf")


def extract_pdf(piece: Piece) -> Report:
    """The report of the text layer. Raises InputError where the document is damaged, encrypted or has only pictures of text."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = _opened(piece)
        pages = [page.splitlines() for page in _pages(reader, piece.place)]
        title, created = _information(reader)
    except InputError:
        raise
    except Exception as error:  # what a damaged document can make it stumble over is not to be listed
        raise InputError(DAMAGED, where=piece.place, remedy=COMPLETE) from error
    text = "\n\n".join(_paragraphs(_lines(pages)))
    if not text.strip():
        raise InputError("is a PDF document without a text layer.", where=piece.place, remedy="Run text recognition (OCR) on it first.")
    return build_report(text, where=piece.place, origin="file", problems=piece.problems, title=title, published=created)


def _opened(piece: Piece) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(piece.data), strict=False)
    try:
        locked = reader.is_encrypted and not reader.decrypt("")
    except (DependencyError, NotImplementedError):
        locked = True
    if locked:
        raise InputError("is an encrypted PDF document.", where=piece.place, remedy="Save it without its password.")
    if len(reader.pages) > PAGES_LIMIT:
        raise InputError(f"has more than the {PAGES_LIMIT:,} pages that a PDF document may have.", where=piece.place, remedy="Split it.")
    return reader


def _pages(reader: PdfReader, where: str) -> Iterator[str]:
    """Yields the text of each page; raises InputError as soon as it is more than a report may have, or there is too much to go through."""
    left, unpacked = TEXT_LIMIT, CONTENT_LIMIT
    for page in reader.pages:
        contents = page.get_contents()
        unpacked -= len(contents.get_data()) if contents is not None else 0
        if unpacked < 0:
            what = f"has pages that unpack to more than {CONTENT_LIMIT // 1_000_000} MB."
            raise InputError(what, where=where, remedy="Split it, or save its text as .txt.")
        text = page.extract_text()
        left -= len(text)
        if left < 0:
            raise InputError(TOO_LONG, where=where, remedy=SPLIT)
        yield text


def _information(reader: PdfReader) -> tuple[str | None, str | None]:
    """Title and day of making, where the document has them and they can be meant."""
    told = reader.metadata
    if told is None:
        return None, None
    title = str(told.title or "").strip()
    try:
        created = told.creation_date
    except ValueError:
        created = None
    return title if title and not NO_TITLE.fullmatch(title) else None, created.date().isoformat() if created else None


def _lines(pages: list[list[str]]) -> list[str]:
    """The lines of all pages, without those that stand at the edge of most pages, and without page numbers."""
    stripped = [[" ".join(line.split()) for line in page] for page in pages]
    heads = Counter(shape for page in stripped for shape in {_shape(page[i]) for i in _edges(page)})
    repeated = {shape for shape, count in heads.items() if shape and count > 1 and 2 * count >= len(pages)}
    return [line for page in stripped for line in _body(page, repeated)]


def _body(page: list[str], repeated: set[str]) -> Iterator[str]:
    edges = _edges(page)
    for i, line in enumerate(page):
        if not (i in edges and (_shape(line) in repeated or PAGE_NUMBER.fullmatch(line))):
            yield line


def _edges(page: list[str]) -> set[int]:
    """The positions of the first and last lines with something on them."""
    filled = [i for i, line in enumerate(page) if line]
    return {*filled[:EDGE], *filled[-EDGE:]}


def _shape(line: str) -> str:
    """The line with all numbers alike."""
    return re.sub(r"\d+", "#", line)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Yields the lines joined to paragraphs."""
    width = _width(lines)
    paragraph = last = ""
    for line in lines:
        if paragraph and _breaks(last, line, width):
            yield paragraph
            paragraph = ""
        paragraph = _joined(paragraph, line) if paragraph else line
        last = line
    if paragraph:
        yield paragraph


def _width(lines: list[str]) -> int:
    """The length that all but the longest lines stay under."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _breaks(last: str, line: str, width: int) -> bool:
    """Whether a new paragraph begins between two lines."""
    if not line or not last or BULLET.match(line):
        return True
    short = len(last) < SHORT * width
    return short and (bool(END.search(last)) or line[0].isupper())


def _joined(paragraph: str, line: str) -> str:
    """The paragraph and its next line; a word that was parted at the line's end is one word again."""
    if not (parted := re.search(r"(\w+)[-\xad\u2010]$", paragraph)) or not line[:1].islower():
        return f"{paragraph} {line}"
    second = re.match(r"\w+", line)
    hyphen = parted[1].lower() in PREFIXES or parted[1].isupper() or parted[1].isdigit() or (second and second[0] in COMPOUNDS)
    return paragraph[:-1] + ("-" if hyphen else "") + line
