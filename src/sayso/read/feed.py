"""RSS and Atom: each entry of a feed is a document, with what the feed tells of it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from sayso.errors import InputError
from sayso.model import Problem, Report
from sayso.read.document import Facts, Failure, Piece, build_report, read_all_bytes, replace_unkeepable
from sayso.read.facts import feed_date
from sayso.read.json_ import json_piece

__all__ = ["extract_entry", "is_feed", "split_feed"]

FEED_LIMIT = 20_000_000
ROOT = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+<(?:\w+:)?(?:rss|feed|RDF)\b", re.DOTALL)
BLOCKS = frozenset("address article blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul".split())
BREAK = "\x00"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
UNSEEN = frozenset(["script", "style"])
TRAILER = re.compile(r"\s*(?:The post .{1,300} (?:first )?appeared (?:first )?on .{1,200}|Continue reading.{0,300}|Read more\W*)\Z")
CHECK_FEED = "Open it in a browser, and save it again."


def is_feed(head: bytes) -> bool:
    """Whether bytes begin like RSS or Atom."""
    return bool(ROOT.match(head))


def split_feed(stream: BinaryIO, where: str) -> Iterator[Piece | Failure]:
    """Yields the entries of a feed as they stand in it. Raises InputError where there are none."""
    what = f"is larger than the {FEED_LIMIT // 1_000_000} MB that a feed may have."
    feed = _parsed(read_all_bytes(stream, where, limit=FEED_LIMIT, what=what, remedy="Split it."), where)
    problems = _problems(feed)
    if not feed.entries:
        what = "is damaged: it is no whole XML, and no entry of it can be read." if problems else "is a feed without entries."
        raise InputError(what, where=where, remedy=CHECK_FEED)
    for number, entry in enumerate(feed.entries, 1):
        yield json_piece(_told(entry), where=where, record=f"entry {number}", problems=problems, format="entry", facts=_facts(feed.feed, entry))


def extract_entry(piece: Piece) -> Report:
    """The report of one entry: its content or else its summary as plain text. Raises InputError where it has neither."""
    entry = json.loads(piece.data)
    text = TRAILER.sub("", _text_of(entry["content"], markup=entry["markup"]))
    if not text.strip():
        what = "gives no text for this entry."
        raise InputError(what, where=piece.place, remedy="Read the page that it links to." if entry["link"] else CHECK_FEED)
    return build_report(
        text,
        where=piece.place,
        origin="feed",
        problems=piece.problems,
        title=_text_of(entry["title"] or "", markup=True).replace("\n", " "),
        url=entry["link"],
        published=_day(entry["published"]),
        byline=entry["author"],
    )


def _parsed(data: bytes, where: str) -> Any:
    import feedparser

    if not data.strip():
        raise InputError("is empty.", where=where, remedy=CHECK_FEED)
    try:
        # A stream, since it would fetch a string that is an address. Its cleaning takes hours on some broken HTML, and is not needed here.
        return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # what broken XML can make it stumble over is not to be listed
        raise InputError("is damaged: it cannot be read as RSS or Atom.", where=where, remedy=CHECK_FEED) from error


def _problems(feed: Any) -> tuple[Problem, ...]:
    """What the parser had to mend; that it saw the encoding by itself is no problem."""
    import feedparser

    error = feed.get("bozo_exception")
    if not feed.get("bozo") or isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType):
        return ()
    return (Problem("feed-repaired", "The feed is no whole XML; what could be read of it was read."),)


def _told(entry: Any) -> dict[str, Any]:
    """What the feed tells of the entry, as strings, null where it does not."""
    contents = [part for part in entry.get("content") or () if part.get("value")]
    detail = contents[0] if contents else entry.get("summary_detail") or {}
    return {
        "title": entry.get("title"),
        "link": entry.get("link"),
        "published": entry.get("published") or ("updated" in entry and entry["updated"]) or None,
        "author": entry.get("author"),
        "content": detail.get("value") or entry.get("summary") or "",
        "markup": detail.get("type") != "text/plain",
    }


def _facts(feed: Any, entry: Any) -> Facts:
    outlet = (entry.get("source") or {}).get("title") or feed.get("title")
    language = entry.get("language") or feed.get("language")
    return tuple((name, str(value), "feed") for name, value in (("outlet", outlet), ("language", language)) if value)


def _day(value: str | None) -> str | None:
    """The ISO day, or the value as it came, so that the report tells that it is none."""
    if not value:
        return None
    try:
        return feed_date(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return value


def _text_of(content: str, *, markup: bool) -> str:
    """The content as plain text, a blank line between its blocks; however short it is, all of it is text."""
    if not markup:
        return content
    lines = (" ".join(line.split()) for line in "".join(_words(content)).split(BREAK))
    return "\n\n".join(line for line in lines if line)


def _words(content: str) -> Iterator[str]:
    """Yields the words of a piece of HTML, and a break before and after each block."""
    from lxml import etree

    root = etree.fromstring(f"<div>{_printable(content)}</div>", etree.HTMLParser())
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            yield BREAK if element.tag in BLOCKS else ""
            yield "" if element.tag in UNSEEN else element.text or ""
        else:
            yield BREAK if element.tag in BLOCKS else ""
            yield element.tail or ""


def _printable(content: str) -> str:
    """The content without the characters that HTML cannot have."""
    return replace_unkeepable(UNPRINTABLE.sub(" ", content))[0]
