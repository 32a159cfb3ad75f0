"""What a feed and the pages that it links to give: documents for the readers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urljoin

from sayso.errors import InputError
from sayso.fetch import Fetched, FetchError
from sayso.fetch.urls import parse_url
from sayso.model import Problem
from sayso.read import EXTRACTORS, Facts, Failure, Piece, page_format
from sayso.read.feed import split_feed
from sayso.watch.feeds import Feed

__all__ = ["Entry", "has_text", "in_place_of_page", "page_piece", "split_entries"]

HEAD = 4096
DOCUMENTS = {"application/pdf": "pdf"}
UNTOLD = "text/html"
"""What a page is taken for whose server does not say."""

LONGEST_TITLE = 2000
TAG = re.compile(r"<[^<>]*>")
PAGE = re.compile(rb"<html\b", re.IGNORECASE)
FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)\b")
ANY_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b")
CLOSED = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--.{0,1000}-->\s*)?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    ``address`` is what it is known by: that of its page, or where it has none the feed's with a hash. ``piece`` is the entry itself as a
    document, ``facts`` what the feed says about the page.
    """

    address: str
    linked: bool
    piece: Piece
    facts: Facts


def split_entries(fetched: Fetched, feed: Feed) -> Iterator[Entry | Failure]:
    """Yields the entries of a feed as they stand in it; a whole feed that is empty has none. Raises InputError for what is no feed."""
    try:
        for found in split_feed(io.BytesIO(fetched.body), feed.url):
            yield _entry(found, fetched, feed) if isinstance(found, Piece) else found
    except InputError as error:
        if PAGE.search(fetched.body[:HEAD]):
            raise InputError("is a web page, not a feed.", where=feed.url, remedy="Look on it for the address of its feed.") from error
        if not _is_empty(fetched.body):
            raise


def page_piece(entry: Entry, page: Fetched) -> Piece:
    """The page as a document, with what the feed says about it. Raises FetchError ``media-type`` for what is no article."""
    kind = page_format(page.media_type or UNTOLD, page.body) or DOCUMENTS.get(page.media_type)
    if kind is None:
        raise FetchError("media-type", f"is no page but {page.media_type or 'something'}.", where=entry.address)
    told = (("url", page.url, "feed"), ("fetched", page.fetched, "feed"))
    encoding = (("encoding", page.charset, "server"),) if page.charset else ()
    return Piece(entry.address, page.body, kind, facts=(*entry.facts, *told, *encoding))


def has_text(piece: Piece) -> bool:
    """Whether a report can be read from the document."""
    try:
        EXTRACTORS[piece.format](piece)
    except InputError:
        return False
    return True


def in_place_of_page(entry: Entry, why: str) -> Piece:
    """The entry's own text, with the problem that it stands for a page that could not be had."""
    problem = Problem("page-not-fetched", f"This is what the feed tells. The page itself {why}")
    return replace(entry.piece, problems=(*entry.piece.problems, problem))


def _entry(piece: Piece, fetched: Fetched, feed: Feed) -> Entry:
    data = json.loads(piece.data)
    link = _link(data.get("link"), fetched.url)
    known = (*piece.facts, *((("outlet", feed.outlet, "user"),) if feed.outlet else ()))
    own = replace(
        piece,
        where=link or f"{feed.url}#{piece.sha256[:16]}",
        record="",
        data=json.dumps(data | {"link": link}, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        facts=(*known, ("fetched", fetched.fetched, "feed")),
    )
    said = (("title", _plain(data.get("title"))), ("published", data.get("published")), ("byline", data.get("author")))
    return Entry(own.where, link is not None, own, (*known, *((name, value, "feed") for name, value in said if value)))


def _link(value: str | None, base: str) -> str | None:
    """The full address of the page that an entry links to; null where there is none that can be fetched."""
    if not value:
        return None
    try:
        link = urljoin(base, value.strip())
        parse_url(link, where=link)
    except (FetchError, ValueError):
        return None
    return link


def _plain(title: str | None) -> str:
    """A title without markup."""
    return " ".join(unescape(TAG.sub("", (title or "")[:LONGEST_TITLE])).split())


def _is_empty(body: bytes) -> bool:
    """Whether it is a feed from its beginning to its end, and only has no entry today."""
    return FEED.search(body[:HEAD]) is not None and not ANY_ENTRY.search(body) and CLOSED.search(body[-HEAD:]) is not None
