"""The file that says which feeds are watched, and how."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.errors import UsageError
from sayso.fetch import Fetcher, Limits
from sayso.fetch.pace import Sleep
from sayso.fetch.urls import parse_url

if TYPE_CHECKING:
    from pydantic import ValidationError

    from sayso.watch.schema import FeedsFile, FeedTable

__all__ = ["Feed", "Feeds", "load_feeds"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: its address, the outlet whose it is, after how many seconds it is asked again, and whether the pages that it links to are fetched."""

    url: str
    outlet: str | None = None
    every: float = 900.0
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Feeds:
    """All feeds, and the manners and bounds of fetching them; ``agent`` is the User-Agent, the rest as in `Fetcher`."""

    feeds: tuple[Feed, ...]
    agent: str
    allow_private: bool = False
    proxy: str | None = None
    limits: Limits = field(default_factory=Limits)

    def fetcher(self, *, sleep: Sleep) -> Fetcher:
        """The client that the feeds are to be fetched with; give it the ``wait`` of the event that stops the watch as its ``sleep``."""
        return Fetcher(agent=self.agent, allow_private=self.allow_private, proxy=self.proxy, limits=self.limits, sleep=sleep)


def load_feeds(path: str | Path) -> Feeds:
    """The feeds that a TOML file names; raises UsageError with file, key and remedy where it cannot be read or says what it must not."""
    from pydantic import ValidationError

    from sayso.watch.schema import FeedsFile

    data = _parsed(Path(path))
    try:
        table = FeedsFile.model_validate(data)
    except ValidationError as error:
        raise _told(error, str(path)) from error
    _refuse_twice(table.feed, str(path))
    return _feeds(table)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}.", where=str(path), remedy="Check its name and its permissions.") from error
    except UnicodeDecodeError as error:
        raise UsageError("is no UTF-8.", where=str(path), remedy="Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"is no TOML: {error}.", where=str(path), remedy="Look at that line; texts stand in quotation marks.") from error


def _told(error: ValidationError, path: str) -> UsageError:
    """The first thing that is wrong, in words."""
    from sayso.watch.schema import HINTS

    first = error.errors(include_url=False)[0]
    key, where = str(first["loc"][-1]), f"{path}, {_place(first['loc'])}"
    if first["type"] == "extra_forbidden":
        return UsageError("is no key that is known here.", where=where, remedy=_suggestion(key, first["loc"][:-1]))
    if first["type"] == "missing":
        return UsageError("is missing.", where=where, remedy=HINTS.get(key, ""))
    return UsageError(f"{first['msg'].removeprefix('Value error, ').rstrip('.')}.", where=where, remedy=HINTS.get(key, ""))


def _place(loc: Sequence[str | int]) -> str:
    """Where a key stands: ``watch.every``, or ``every`` of which feed."""
    names = [str(part) for part in loc if isinstance(part, str)]
    if len(loc) > 1 and isinstance(loc[1], int):
        return f"feed {loc[1] + 1}" + (f", {'.'.join(names[1:])}" if names[1:] else "")
    return ".".join(names)


def _suggestion(key: str, table: Sequence[str | int]) -> str:
    from sayso.watch.schema import FeedsFile, FeedTable, LimitsTable, Table, WatchTable

    tables: dict[tuple[str, ...], type[Table]] = {(): FeedsFile, ("watch",): WatchTable, ("watch", "limits"): LimitsTable}
    known = sorted(tables.get(tuple(str(part) for part in table), FeedTable).model_fields)
    close = get_close_matches(key, known, n=1)
    return f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(known)}."


def _refuse_twice(feeds: Sequence[FeedTable], path: str) -> None:
    """Nothing; raises UsageError for an address that stands there a second time."""
    seen: dict[str, int] = {}
    for number, feed in enumerate(feeds, 1):
        first = seen.setdefault(str(parse_url(feed.url, where=feed.url)), number)
        if first != number:
            what = f"{feed.url} is feed {first} already."
            raise UsageError(what, where=f"{path}, feed {number}, url", remedy="Take one of the two out.")


def _feeds(table: FeedsFile) -> Feeds:
    watch = table.watch
    return Feeds(
        feeds=tuple(_feed(feed, table) for feed in table.feed),
        agent=f"sayso/{_version()} (+{watch.contact})",
        allow_private=watch.allow_private,
        proxy=watch.proxy,
        limits=Limits(delay=watch.delay, **watch.limits.model_dump(exclude_unset=True)),
    )


def _feed(feed: FeedTable, table: FeedsFile) -> Feed:
    every = table.watch.every if feed.every is None else feed.every
    pages = table.watch.pages if feed.pages is None else feed.pages
    return Feed(feed.url, outlet=feed.outlet, every=every, pages=pages)


def _version() -> str:
    try:
        return version("sayso")
    except PackageNotFoundError:
        return "0+source"
