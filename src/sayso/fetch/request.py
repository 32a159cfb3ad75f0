"""One request and its answer; redirects, manners and the like are the client's."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import httpcore2
import httpx2

from sayso.errors import UsageError
from sayso.fetch.errors import FetchError
from sayso.fetch.network import Budget, Door, Guard
from sayso.fetch.unpack import Unpacker

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Answer", "Wire"]

OK = 200
HEADERS_TOO_LARGE = 431
NAME_PROXY = "Name an HTTP proxy, as http://host:port."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent; the body is read only where all went well."""

    status: int
    headers: httpx2.Headers
    body: bytes = field(repr=False)


class Wire:
    """Sends requests, each on a connection of its own: to the host itself by way of the door, or to a proxy."""

    def __init__(self, *, door: Door, proxy: str | None, tls: ssl.SSLContext | None) -> None:
        self._door = door
        self._proxy = _proxy(proxy) if proxy else None
        self._own_tls = tls

    def ask(self, target: httpx2.URL, headers: Mapping[str, str], budget: Budget) -> Answer:
        """The answer to a GET, whatever its status; raises FetchError where there is none, or none within the budget."""
        try:
            return self._ask(target, headers, budget)
        except httpcore2.TimeoutException as error:
            raise budget.late() from error
        except (httpcore2.NetworkError, httpcore2.ProxyError, OSError) as error:
            raise FetchError("connection", f"cannot be reached: {_reason(error)}.", where=budget.where, remedy="Try again later.") from error
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, ValueError) as error:
            raise _broken(error, budget) from error

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._own_tls or httpx2.create_ssl_context(trust_env=False)

    def _ask(self, target: httpx2.URL, headers: Mapping[str, str], budget: Budget) -> Answer:
        address = httpcore2.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
        lines = [(b"Host", target.netloc), *((name.encode("ascii"), value.encode("ascii", "replace")) for name, value in headers.items())]
        seconds = {"connect": budget.limits.connect, "read": budget.limits.read, "write": budget.limits.read}
        with self._pool(target, budget) as pool, pool.stream("GET", address, headers=lines, extensions={"timeout": seconds}) as response:
            return _read(response, budget)

    def _pool(self, target: httpx2.URL, budget: Budget) -> httpcore2.ConnectionPool:
        tls = self._tls if target.scheme == "https" else None
        if self._proxy is None:
            return httpcore2.ConnectionPool(ssl_context=tls, max_connections=1, network_backend=Guard(budget, self._door))
        self._door.check_literal(target.host, budget)
        url = self._proxy.url
        return httpcore2.HTTPProxy(
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            proxy_auth=self._proxy.raw_auth,
            ssl_context=tls,
            max_connections=1,
            network_backend=Guard(budget, None),
        )


def _proxy(address: str) -> httpx2.Proxy:
    try:
        proxy = httpx2.Proxy(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise UsageError(f"{address!r} is no address.", where="proxy", remedy=NAME_PROXY) from error
    if proxy.url.scheme not in ("http", "https"):
        raise UsageError(f"{proxy.url.scheme} proxies are not spoken with.", where="proxy", remedy=NAME_PROXY)
    return proxy


def _read(response: httpcore2.Response, budget: Budget) -> Answer:
    if sum(len(name) + len(value) for name, value in response.headers) > budget.limits.headers:
        raise _long_headers(budget)
    headers = httpx2.Headers(response.headers)
    if response.status != OK:
        return Answer(response.status, headers, b"")
    _refuse_long(headers.get("content-length", ""), budget)
    unpacker = Unpacker(headers.get("content-encoding", ""), limit=budget.limits.body, where=budget.where)
    for chunk in response.iter_stream():
        unpacker.feed(chunk)
    return Answer(response.status, headers, unpacker.close())


def _refuse_long(length: str, budget: Budget) -> None:
    """Nothing; raises FetchError for a body that is too long by its own account, before any of it is read."""
    if length.isdecimal() and int(length[:19]) > budget.limits.wire:
        budget.take(budget.limits.wire + 1)


def _broken(error: Exception, budget: Budget) -> FetchError:
    if getattr(next(iter(error.args), None), "error_status_hint", None) == HEADERS_TOO_LARGE:
        return _long_headers(budget)
    return FetchError("protocol", f"answers with broken HTTP: {_reason(error)}.", where=budget.where, remedy="Try again later.")


def _long_headers(budget: Budget) -> FetchError:
    return FetchError("headers", f"sends headers of more than {budget.limits.headers:,} bytes.", where=budget.where)


def _reason(error: Exception) -> str:
    """What went wrong, in the system's words."""
    return (str(error) or type(error).__name__).rstrip(".")
