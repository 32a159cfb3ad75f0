"""How the workbench is run: which store, where it listens, who is signed in by the run's own key, and how much may be asked of it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sayso.errors import UsageError
from sayso.store.tokens import checked_name

__all__ = ["HOST", "PORT", "Rates", "ServeSettings", "is_loopback"]

HOST, PORT = "127.0.0.1", 8377
NETLOC = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rates:
    """How many requests a minute one client may make: for reading, for writing, and to sign in."""

    reading: int = 600
    writing: int = 120
    signing_in: int = 10


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How the workbench is run. ``db`` is a file or a URL of a database, ``host`` and ``port`` are where it listens.

    ``public`` is the address under which people reach it where a proxy stands before it (``https://desk.example.org``). ``tiles`` is a
    pattern for online tiles of the map. ``key`` signs in as ``name`` as often as it is used, ``key_once`` the first time only; both are of
    this run, and empty for none. ``max_body`` is in bytes, ``body_seconds`` is how long a body may take to arrive. Raises UsageError for
    what cannot be.
    """

    db: str | Path
    host: str = HOST
    port: int = PORT
    tiles: str | None = None
    name: str = ""
    key: str = field(default="", repr=False)
    key_once: str = field(default="", repr=False)
    public: str | None = None
    max_body: int = 1 << 20
    body_seconds: float = 30.0
    rates: Rates = Rates()

    def __post_init__(self) -> None:
        """Checks what was given."""
        if not 0 <= self.port <= 65_535:
            raise UsageError(f"there is no port {self.port}.", where="port", remedy="Choose one from 1024 to 65535.")
        if (self.key or self.key_once) and not self.is_local:
            raise UsageError("does not go with an address that others can reach.", where="key", remedy="Make tokens with `sayso token`.")
        if self.key or self.key_once:
            checked_name(self.name)
        if self.tiles is not None:
            _check_tiles(self.tiles)
        if self.public is not None:
            _check_public(self.public)

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach it; reading is free there, and takes signing in anywhere else."""
        return self.public is None and is_loopback(self.host)

    @property
    def is_encrypted(self) -> bool:
        """Whether people reach it by https."""
        return self.public is not None and self.public.startswith("https:")

    @property
    def tiles_origin(self) -> str | None:
        """The one other host that a browser may ask for pictures: that of the tiles, if there are any."""
        return None if self.tiles is None else _origin(urlsplit(self.tiles))

    @property
    def public_origin(self) -> str | None:
        """The origin of the public address, as a browser tells it."""
        return None if self.public is None else _origin(urlsplit(self.public))

    @property
    def address(self) -> str:
        """The address of the first page."""
        if self.public_origin is not None:
            return f"{self.public_origin}/"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def is_loopback(host: str) -> bool:
    """Whether the host is an address that only this machine can reach. Of names only ``localhost`` is."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _check_tiles(pattern: str) -> None:
    parts = _parts(pattern)
    missing = [name for name in ("{z}", "{x}", "{y}") if name not in pattern]
    if parts is None or missing or "@" in parts.netloc:
        remedy = "Write it as 'https://tiles.example.org/{z}/{x}/{y}.png'."
        raise UsageError(f"{pattern!r} is no pattern for tiles.", where="tiles", remedy=remedy)


def _check_public(address: str) -> None:
    parts = _parts(address)
    if parts is None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise UsageError(f"{address!r} is no address of a host.", where="public", remedy="Write it as https://desk.example.org, without a path.")


def _parts(address: str) -> SplitResult | None:
    """The parts of an address of the web; null for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    plain = all(32 < ord(one) < 127 and one not in "\\;,'\"" for one in address)
    return parts if plain and parts.scheme in {"http", "https"} and NETLOC.fullmatch(parts.netloc) else None


def _origin(parts: SplitResult) -> str:
    netloc = parts.netloc.lower()
    usual = ":443" if parts.scheme == "https" else ":80"
    return f"{parts.scheme}://{netloc.removesuffix(usual)}"
