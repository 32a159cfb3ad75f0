"""The connections of a fetch: made only to addresses that were checked, and held to one budget of time and bytes."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore2

from sayso.fetch.addresses import is_public
from sayso.fetch.errors import FetchError
from sayso.fetch.limits import Limits

__all__ = ["Budget", "Door", "Guard", "Resolver", "resolve"]

Resolver = Callable[[str, int], Sequence[str]]
"""All addresses of a host, as strings; raises OSError where it has none."""

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


def resolve(host: str, port: int, *, flags: int = 0) -> list[str]:
    """All addresses of the host, in the system's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Budget:
    """What is left of the time and the bytes of one fetch; the clock runs only between ``start`` and ``stop``."""

    def __init__(self, limits: Limits, *, where: str) -> None:
        self.limits = limits
        self.where = where
        self._seconds = limits.deadline
        self._bytes = limits.wire
        self._started = time.monotonic()

    def start(self) -> None:
        """Nothing; lets the time run."""
        self._started = time.monotonic()

    def stop(self) -> None:
        """Nothing; takes the time that has passed off the budget."""
        self._seconds -= time.monotonic() - self._started

    def seconds(self, most: float | None) -> float:
        """How long the next wait may be; raises FetchError ``timeout`` where no time is left."""
        left = self._seconds - (time.monotonic() - self._started)
        if left <= 0:
            raise self.late()
        return left if most is None else min(most, left)

    def take(self, count: int) -> None:
        """Nothing; raises FetchError ``too-large`` where the bytes are used up."""
        self._bytes -= count
        if self._bytes < 0:
            remedy = "Raise the limit `wire` if this is meant to be so long."
            raise FetchError("too-large", f"sends more than {self.limits.wire:,} bytes.", where=self.where, remedy=remedy)

    def late(self) -> FetchError:
        """The error for an answer that takes too long."""
        what = f"did not answer in time: {self.limits.connect:g} s to connect, {self.limits.read:g} s to go on, {self.limits.deadline:g} s in all."
        return FetchError("timeout", what, where=self.where, remedy="Try again later.")


class Door:
    """Says to which addresses a host may be connected; the answer is used as it is, so that no second look-up can differ."""

    def __init__(self, *, allow_private: bool, allowed_hosts: Collection[str], resolver: Resolver) -> None:
        self._allow_private = allow_private
        self._allowed = frozenset(allowed_hosts)
        self._resolver = resolver

    def addresses(self, host: str, port: int, budget: Budget) -> Sequence[str]:
        """The host's addresses, at least one; raises FetchError ``private-address`` where any of them is not open to everybody."""
        found = self._look_up(host, port, budget)
        if not found:
            raise _unknown(host, budget)
        self._check(found, host, budget)
        return found

    def check_literal(self, host: str, budget: Budget) -> None:
        """Nothing; raises FetchError ``private-address`` where the host is written as an address that is not open to everybody.

        All that can be known where a proxy looks hosts up. Short and decimal forms count, since the system understands them.
        """
        try:
            written = resolve(host, 0, flags=socket.AI_NUMERICHOST)
        except (OSError, ValueError):
            return
        self._check(written, host, budget)

    def _check(self, addresses: Iterable[str], host: str, budget: Budget) -> None:
        private = next((address for address in addresses if not is_public(address)), None)
        if private and not self._allow_private and host not in self._allowed:
            what = f"leads to {host}{'' if private == host else f' at {private}'}, which is no public address."
            raise FetchError("private-address", what, where=budget.where, remedy="Set allow_private if you trust all that you fetch.")

    def _look_up(self, host: str, port: int, budget: Budget) -> Sequence[str]:
        """In a thread of its own, since the system's look-up takes no time limit."""
        answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()
        Thread(target=_answer, args=(self._resolver, host, port, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=budget.seconds(budget.limits.connect))
        except Empty:
            raise budget.late() from None
        if isinstance(answer, Exception):
            raise _unknown(host, budget) from answer
        return answer


class Stream(httpcore2.NetworkStream):
    """A connection that is held to the budget."""

    def __init__(self, stream: httpcore2.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        data = self._stream.read(max_bytes, self._budget.seconds(timeout))
        self._budget.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Nothing; sends the bytes."""
        self._stream.write(buffer, self._budget.seconds(timeout))

    def close(self) -> None:
        """Nothing; closes the connection."""
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> Stream:
        """The same connection, encrypted; raises FetchError ``tls`` where the other side cannot show that it is the host."""
        try:
            return Stream(self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds(timeout)), self._budget)
        except httpcore2.ConnectError as error:
            if not isinstance(error.__cause__, ssl.SSLError):
                raise
            reason = getattr(error.__cause__, "verify_message", None) or error.__cause__.reason or "no agreement"
            raise FetchError("tls", f"gives no safe connection: {reason}.", where=self._budget.where, remedy="Look at its certificate.") from error

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows about itself."""
        return self._stream.get_extra_info(info)


class Guard(httpcore2.NetworkBackend):
    """Makes connections: to checked addresses where there is a door, and without one (to a proxy) to whatever the name stands for."""

    def __init__(self, budget: Budget, door: Door | None) -> None:
        self._budget = budget
        self._door = door
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> Stream:
        """A connection to the first of the host's addresses that answers."""
        addresses = self._door.addresses(host, port, self._budget) if self._door else (host,)
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                stream = self._backend.connect_tcp(address, port, self._budget.seconds(timeout), local_address, socket_options)
                return Stream(stream, self._budget)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if not last:
                    raise
        raise httpcore2.ConnectError("no address")


def _answer(resolver: Resolver, host: str, port: int, answers: SimpleQueue[Sequence[str] | Exception]) -> None:
    try:
        answers.put(resolver(host, port))
    except (OSError, ValueError) as error:
        answers.put(error)


def _unknown(host: str, budget: Budget) -> FetchError:
    return FetchError("dns", f"has no address: nobody knows the host {host}.", where=budget.where, remedy="Check its name, and your connection.")
