"""How long to leave a host alone between two requests."""

from __future__ import annotations

from collections.abc import Callable

from sayso.fetch.errors import FetchError
from sayso.fetch.limits import Limits

__all__ = ["Pace", "Sleep"]

Sleep = Callable[[float], object]
"""Waits for so many seconds; what it returns is true where the program is to stop, as that of `threading.Event.wait` is."""

FULL = 1000
"""How many hosts are remembered before those are forgotten that may be asked again."""


class Pace:
    """When each host may be asked again, in the seconds of ``clock``."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float], sleep: Sleep) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}

    def wait(self, host: str, where: str) -> None:
        """Nothing, once the host may be asked.

        Raises FetchError ``wait`` where that is longer than ``limits.patience``, and ``stopped`` where the sleep was ended.
        """
        seconds = self._next.get(host, 0.0) - self._clock()
        if seconds > max(self._limits.patience, self._limits.delay):
            what = f"is left alone: {host} asked for {seconds:,.0f} s without requests."
            raise FetchError("wait", what, where=where, retry_after=seconds)
        if seconds > 0 and self._sleep(seconds):
            raise FetchError("stopped", "was not fetched: the program was told to stop.", where=where)

    def leave(self, host: str, *, seconds: float = 0.0) -> None:
        """Nothing; the host is left alone for the usual delay, or for longer where it asked for that."""
        now = self._clock()
        if len(self._next) >= FULL:
            self._next = {name: due for name, due in self._next.items() if due > now}
        self._next[host] = max(self._next.get(host, 0.0), now + max(seconds, self._limits.delay))
