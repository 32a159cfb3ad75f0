"""Who is signed in with a browser. All of it is in memory: it ends with the program."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["IDLE", "Session", "Sessions", "new_secret"]

IDLE = 12 * 3600.0
"""Seconds after which a session that nobody uses ends."""
MOST = 1000
"""Sessions at the same time; then the one that was not used for longest ends."""


@dataclass(slots=True)
class Session:
    """A browser that is signed in: as whom, by which token (its hash; null for the run's key), what its forms carry, and when it was last seen."""

    name: str
    token_sha256: str | None
    csrf: str
    seen: float


class Sessions:
    """The sessions of one run, each known by the hash of the random id in its cookie. ``clock`` tells seconds.

    The cookie bears the port, since browsers send the cookies of a host to all of its ports.
    """

    def __init__(self, clock: Callable[[], float], port: int) -> None:
        self.clock = clock
        self.cookie = f"sayso_session_{port}"
        self._all: dict[bytes, Session] = {}
        self._turn = threading.Lock()

    def begin(self, name: str, token_sha256: str | None) -> str:
        """The id of a new session."""
        ident = new_secret()
        with self._turn:
            self._drop_old()
            self._all[_hash(ident)] = Session(name, token_sha256, new_secret(), self.clock())
        return ident

    def find(self, ident: str) -> Session | None:
        """The session, which counts as seen now; null where there is none, or it was idle for too long."""
        with self._turn:
            session = self._all.get(_hash(ident))
            if session is None or self.clock() - session.seen > IDLE:
                self._all.pop(_hash(ident), None)
                return None
            session.seen = self.clock()
            return session

    def end(self, ident: str) -> None:
        """Nothing; there is no such session any more."""
        with self._turn:
            self._all.pop(_hash(ident), None)

    def _drop_old(self) -> None:
        """Drops the sessions that have ended, and the oldest ones where there would be too many."""
        now = self.clock()
        kept = sorted(((key, one) for key, one in self._all.items() if now - one.seen <= IDLE), key=lambda pair: pair[1].seen)
        self._all = dict(kept[-(MOST - 1) :])


def new_secret() -> str:
    """32 random bytes as text that may stand in an address."""
    return secrets.token_urlsafe(32)


def _hash(ident: str) -> bytes:
    return hashlib.sha256(ident.encode("utf-8", "surrogatepass")).digest()
