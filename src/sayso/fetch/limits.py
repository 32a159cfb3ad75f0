"""How much time and room a fetch may take."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one `Fetcher.get`, all redirects together: seconds, bytes, and hops.

    ``connect`` is also the time for the TLS handshake, ``read`` for each wait for more bytes, ``deadline`` for everything but polite waiting.
    ``wire`` counts the bytes as they come, headers too; ``body`` those after decompression. ``delay`` is the least time between two requests
    to one host, ``patience`` the longest wait for a host that asked for more; where it wants more yet, the fetch fails with ``wait``.
    """

    connect: float = 10.0
    read: float = 20.0
    deadline: float = 60.0
    wire: int = 10 * MEBIBYTE
    body: int = 20 * MEBIBYTE
    headers: int = 64 << 10
    redirects: int = 5
    delay: float = 2.0
    patience: float = 60.0
