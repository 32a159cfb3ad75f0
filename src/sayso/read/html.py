"""Web pages: the article's text, and the title, outlet, address and date that the page states."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import InputError
from sayso.model import Report
from sayso.read.decode import decode
from sayso.read.document import build_report, read_all_bytes

if TYPE_CHECKING:
    from trafilatura.settings import Document

__all__ = ["read_html"]

PAGE_LIMIT = 20_000_000
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)|encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
WESTERN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
ENOUGH_WORDS = 8
ENOUGH_PROSE = 40
SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?]['\"’”)\]]*$")


def read_html(stream: BinaryIO, where: str) -> Iterator[Report]:
    """Yields the one report that a page holds; offsets refer to the extracted text. Raises InputError where there is no article."""
    what = f"is larger than the {PAGE_LIMIT // 1_000_000} MB that a page may have."
    data = read_all_bytes(stream, where, limit=PAGE_LIMIT, what=what, remedy="Save the article alone, as text.")
    page, problems = decode(data, where=where, declared=_declared(data))
    if not page.strip():
        raise InputError("is empty.", where=where, remedy="Check that it was saved completely.")
    article = _article(page)
    if article is None:
        raise InputError("holds no article text.", where=where, remedy="Save the page once it shows the article, or its text as .txt.")
    yield build_report(
        _without_title(article.text or "", article.title or ""),
        where=where,
        outlet=article.sitename or None,
        title=article.title or None,
        url=article.url or None,
        published=article.date or None,
        problems=problems,
    )


def _declared(data: bytes) -> str | None:
    """The encoding that the page names; as browsers do, Windows-1252 where it names a Western one."""
    found = DECLARED.search(data[:4096])
    if not found:
        return None
    name = (found[1] or found[2]).decode("ascii", "replace").lower()
    return "cp1252" if name in WESTERN else name


def _article(page: str) -> Document | None:
    """The article: cautiously extracted, else whatever of the page is prose enough to be one."""
    page = page if re.search(r"<html\b", page[:5000], re.IGNORECASE) else f"<html><body>{page}</body></html>"
    careful = _extract(page, careful=True)
    if careful and len((careful.text or "").split()) >= ENOUGH_WORDS:
        return careful
    bold = _extract(page, careful=False)
    return bold if bold and _prose(bold.text or "") >= ENOUGH_PROSE else None


def _extract(page: str, *, careful: bool) -> Document | None:
    import trafilatura
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, favor_precision=careful, date_extraction_params=dict(DATES))
    return found if isinstance(found, Document) else None


def _without_title(text: str, title: str) -> str:
    """The text without a first line that only repeats the title, which is metadata and is not read for claims."""
    first, _, rest = text.partition("\n")
    return rest if title and first.strip() == title.strip() else text


def _prose(text: str) -> int:
    """The number of words in lines that end like sentences."""
    return sum(len(line.split()) for line in text.splitlines() if SENTENCE.match(line.strip()))
