"""Web pages: the article's text, and the title, outlet, byline, address and date that the page states."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import InputError
from sayso.model import Report
from sayso.read.decode import decode
from sayso.read.document import Piece, build_report, read_all_bytes
from sayso.read.facts import encoding_in

if TYPE_CHECKING:
    from trafilatura.settings import Document

__all__ = ["PAGE_LIMIT", "extract_html", "is_page", "split_html"]

PAGE = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
PAGE_LIMIT = 20_000_000
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)|encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
WESTERN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
HEAD = 5000
LANGUAGE = re.compile(r"""<html\b[^>]*?\slang\s*=\s*["']?([A-Za-z]{2,3})\b""", re.IGNORECASE)
ENOUGH_WORDS = 8
ENOUGH_PROSE = 40
SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?]['\"’”)\]]*$")


def split_html(stream: BinaryIO, where: str) -> Iterator[Piece]:
    """Yields the one document that a page is."""
    what = f"is larger than the {PAGE_LIMIT // 1_000_000} MB that a page may have."
    yield Piece(where, read_all_bytes(stream, where, limit=PAGE_LIMIT, what=what, remedy="Save the article alone, as text."), "html")


def extract_html(piece: Piece) -> Report:
    """The report of the one article that a page holds; offsets refer to the extracted text. Raises InputError where there is no article."""
    where = piece.place
    page, problems = decode(piece.data, where=where, declared=_declared(piece.data) or encoding_in(piece.facts))
    if not page.strip():
        raise InputError("is empty.", where=where, remedy="Check that it was saved completely.")
    article = _article(page)
    if article is None:
        raise InputError("holds no article text.", where=where, remedy="Save the page once it shows the article, or its text as .txt.")
    return build_report(
        _without_title(article.text or "", article.title or ""),
        where=where,
        origin="page",
        problems=(*piece.problems, *problems),
        outlet=article.sitename,
        title=article.title,
        url=article.url,
        published=article.date,
        byline=article.author,
        language=_language(page),
    )


def is_page(head: bytes) -> bool:
    """Whether bytes begin like a web page."""
    return bool(PAGE.match(head))


def _declared(data: bytes) -> str | None:
    """The encoding that the page names; as browsers do, Windows-1252 where it names a Western one."""
    found = DECLARED.search(data[:4096])
    if not found:
        return None
    name = (found[1] or found[2]).decode("ascii", "replace").lower()
    return "cp1252" if name in WESTERN else name


def _language(page: str) -> str | None:
    """The language that the page says it is in, as a code of two or three letters."""
    found = LANGUAGE.search(page[:HEAD])
    return found[1].lower() if found else None


def _article(page: str) -> Document | None:
    """The article: cautiously extracted, else whatever of the page is prose enough to be one."""
    page = page if re.search(r"<html\b", page[:HEAD], re.IGNORECASE) else f"<html><body>{page}</body></html>"
    careful = _extract(page, careful=True)
    if careful and len((careful.text or "").split()) >= ENOUGH_WORDS:
        return careful
    bold = _extract(page, careful=False)
    return bold if bold and _prose(bold.text or "") >= ENOUGH_PROSE else None


def _extract(page: str, *, careful: bool) -> Document | None:
    import trafilatura
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, favor_precision=careful, date_extraction_params=dict(DATES))
    except Exception:  # what a page can make it stumble over is not to be listed, and none of it is an article
        return None
    return found if isinstance(found, Document) else None


def _without_title(text: str, title: str) -> str:
    """The text without a first line that only repeats the title, which is metadata and is not read for claims."""
    first, _, rest = text.partition("\n")
    return rest if title and first.strip() == title.strip() else text


def _prose(text: str) -> int:
    """The number of words in lines that end like sentences."""
    return sum(len(line.split()) for line in text.splitlines() if SENTENCE.match(line.strip()))
