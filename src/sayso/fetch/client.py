"""Fetches feeds and pages from the web: politely, safely, and never more than was allowed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from sayso.fetch.errors import FetchError
from sayso.fetch.limits import Limits
from sayso.fetch.pace import Pace, Sleep
from sayso.fetch.robots import Robots, parse_robots
from sayso.fetch.unpack import ACCEPTED
from sayso.fetch.urls import follow, parse_url

if TYPE_CHECKING:
    import ssl

    from httpx2 import URL

    from sayso.fetch.network import Budget, Resolver
    from sayso.fetch.request import Answer

__all__ = ["Fetched", "Fetcher"]

ROBOTS_BYTES = 512 << 10
ROBOTS_KEPT = 86_400.0
ROBOTS_RETRIED = 600.0
MOST_ROBOTS = 1000
LONGEST_REST = 7 * 86_400.0
"""The longest Retry-After, in seconds, that is believed."""

LONGEST_TAG = 1024
MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)", re.ASCII)
CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", re.ASCII)
OK = 200
NOT_MODIFIED = 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NO_ROBOTS = frozenset({"redirect-loop", "too-many-redirects", "bad-redirect", "downgrade", "not-http"})
"""Failures of robots.txt that mean, as those of the 400s do, that there is none."""

Check = Callable[["URL"], float]
"""How long to leave the host alone after the request; raises FetchError where the address must not be asked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: ``status`` is 200, or 304 with an empty body where nothing is new.

    ``url`` is the last address after redirects, ``etag`` and ``modified`` are what to hand to the next `Fetcher.get`, ``fetched`` is
    when it was had (ISO 8601, UTC).
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    media_type: str
    charset: str | None
    etag: str | None
    modified: str | None
    fetched: str


class Fetcher:
    """A client for http and https that keeps to `Limits`, waits between requests to one host, and connects to public addresses only.

    ``agent`` is the User-Agent; what stands before its slash is the name that robots.txt may call it by. ``allow_private`` lets it connect
    to any address, ``allowed_hosts`` to those of the hosts named (as they stand in the address). ``proxy`` is the address of an HTTP proxy,
    which then looks the hosts up itself; proxies that the environment names are not used. ``tls`` says whom to trust, in the place of the
    usual authorities. ``sleep`` may return true to say that the program is to stop. ``clock`` gives seconds since 1970. For one thread only.
    """

    def __init__(
        self,
        *,
        agent: str,
        allow_private: bool = False,
        allowed_hosts: Collection[str] = (),
        limits: Limits | None = None,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
        sleep: Sleep = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        from sayso.fetch.network import Door, resolve
        from sayso.fetch.request import Wire

        self.agent = agent
        self.limits = limits or Limits()
        door = Door(allow_private=allow_private, allowed_hosts=allowed_hosts, resolver=resolver or resolve)
        self._wire = Wire(door=door, proxy=proxy, tls=tls)
        self._clock = clock
        self._pace = Pace(self.limits, clock=clock, sleep=sleep)
        self._robots: dict[str, tuple[float, Robots | FetchError]] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What the address gives, after redirects; status 304 where it is still what ``etag`` or ``modified`` stand for.

        Raises FetchError for everything else.
        """
        tags = {"If-None-Match": etag, "If-Modified-Since": modified}
        return self._get(url, self.limits, lambda target: 0.0, {name: value for name, value in tags.items() if value})

    def get_page(self, url: str) -> Fetched:
        """What the address gives, where the robots.txt of its site and of all that it redirects to allow that. Raises FetchError."""
        return self._get(url, self.limits, self._heed_robots, {})

    def _get(self, url: str, limits: Limits, check: Check, tags: dict[str, str]) -> Fetched:
        from sayso.fetch.network import Budget

        budget = Budget(limits, where=url)
        target = parse_url(url, where=url)
        seen = [target]
        while True:
            answer = self._ask(target, budget, tags, rest=check(target))
            if answer.status not in REDIRECTS:
                return self._fetched(target, answer, url, asked=bool(tags))
            target = _next_hop(seen, answer, limits, url)
            seen.append(target)

    def _ask(self, target: URL, budget: Budget, tags: dict[str, str], *, rest: float) -> Answer:
        """The answer to one request, made in the host's turn; after it the host is left alone."""
        self._pace.wait(target.host, budget.where)
        budget.start()
        try:
            answer = self._wire.ask(target, self._headers | tags, budget)
            rest = max(rest, self._retry_after(answer) or 0.0)
            return answer
        finally:
            budget.stop()
            self._pace.leave(target.host, seconds=rest)

    @property
    def _headers(self) -> dict[str, str]:
        return {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED, "Connection": "close"}

    def _fetched(self, target: URL, answer: Answer, where: str, *, asked: bool) -> Fetched:
        if answer.status != OK and not (answer.status == NOT_MODIFIED and asked):
            what, remedy = _refusal(answer.status)
            raise FetchError(f"status-{answer.status}", what, where=where, remedy=remedy, retry_after=self._retry_after(answer))
        media_type, charset = _content_type(answer)
        return Fetched(
            url=str(target),
            status=answer.status,
            body=answer.body,
            media_type=media_type,
            charset=charset,
            etag=_tag(answer, "etag"),
            modified=_tag(answer, "last-modified"),
            fetched=datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        )

    def _retry_after(self, answer: Answer) -> float | None:
        """For how many seconds the server wants to be left alone."""
        value = answer.headers.get("retry-after", "").strip()
        if answer.status < 400 or not value:
            return None
        if value.isdecimal():
            return min(float(value[:9]), LONGEST_REST)
        try:
            return min(max(parsedate_to_datetime(value).timestamp() - self._clock(), 0.0), LONGEST_REST)
        except (ValueError, OverflowError):
            return None

    def _heed_robots(self, target: URL) -> float:
        """How long the site wants to be left alone between two pages; raises FetchError where it does not want this one to be fetched."""
        robots = self._robots_of(target)
        if not robots.allows(target.raw_path.decode("ascii")):
            raise FetchError("robots", "is not to be fetched, says the site's robots.txt.", where=str(target))
        return min(robots.delay, self.limits.patience)

    def _robots_of(self, target: URL) -> Robots:
        address = str(target.join("/robots.txt"))
        due, found = self._robots.get(address, (0.0, None))
        if found is None or due <= self._clock():
            found = self._fetch_robots(address)
            self._keep_robots(address, found)
        if isinstance(found, FetchError):
            raise FetchError(found.code, found.what, where=str(target), remedy=found.remedy, retry_after=found.retry_after)
        return found

    def _fetch_robots(self, address: str) -> Robots | FetchError:
        limits = replace(self.limits, wire=ROBOTS_BYTES, body=ROBOTS_BYTES)
        try:
            return parse_robots(self._get(address, limits, lambda target: 0.0, {}).body, agent=self.agent.split("/")[0])
        except FetchError as error:
            if error.code in ("private-address", "stopped", "wait"):
                raise
            missing = error.code in NO_ROBOTS or error.code.startswith("status-4") and not error.passing
            return Robots() if missing else _no_robots(error)

    def _keep_robots(self, address: str, found: Robots | FetchError) -> None:
        now = self._clock()
        if len(self._robots) >= MOST_ROBOTS:
            self._robots.clear()
        self._robots[address] = (now + (ROBOTS_KEPT if isinstance(found, Robots) else ROBOTS_RETRIED), found)


def _next_hop(seen: list[URL], answer: Answer, limits: Limits, where: str) -> URL:
    location = answer.headers.get("location", "")
    if not location.strip():
        raise FetchError("bad-redirect", "redirects to nowhere.", where=where)
    target = follow(seen[-1], location, where=where)
    if target in seen:
        raise FetchError("redirect-loop", f"redirects in a circle, back to {target}.", where=where)
    if len(seen) > limits.redirects:
        raise FetchError("too-many-redirects", f"redirects more than {limits.redirects} times.", where=where)
    return target


def _content_type(answer: Answer) -> tuple[str, str | None]:
    """The media type and the charset, each in small letters, and empty or null where the header does not say it plainly."""
    value = answer.headers.get("content-type", "").lower()
    kind, charset = MEDIA_TYPE.match(value), CHARSET.search(value)
    return kind[1] if kind else "", charset[1] if charset else None


def _tag(answer: Answer, name: str) -> str | None:
    """A header that is sent back next time, where it is such that it can be."""
    value = answer.headers.get(name, "")
    return value if value and value.isascii() and value.isprintable() and len(value) <= LONGEST_TAG else None


def _refusal(status: int) -> tuple[str, str]:
    """What a status means, and what to do about it."""
    if status == 410:
        return "is gone for good (410).", "Take it out of your list."
    if status == 404:
        return "is not there (404).", "Check the address."
    if status in (401, 402, 403, 451):
        return f"is not open to this program ({status}).", "Ask the site, or leave it out."
    return f"answers with status {status}.", "Try again later."


def _no_robots(error: FetchError) -> FetchError:
    what = f"robots.txt, which says what may be fetched, cannot be had now ({error.what.rstrip('.')})."
    return FetchError("robots-unavailable", what, where=error.where, remedy="Try again later.", retry_after=error.retry_after)
