"""Compressed bodies, unpacked piece by piece and never beyond a bound."""

from __future__ import annotations

import zlib

from sayso.fetch.errors import FetchError

__all__ = ["ACCEPTED", "Unpacker"]

ACCEPTED = "gzip, deflate"
GZIP_MAGIC = b"\x1f\x8b"
GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Unpacker:
    """Takes the bytes of a body as they come and keeps what they unpack to, at most ``limit`` bytes.

    ``encoding`` is the header ``Content-Encoding``. Raises FetchError ``encoding`` for one that was not asked for and for broken data,
    ``bomb`` where the unpacked body is longer than the limit, ``too-large`` where one that is not packed is.
    """

    def __init__(self, encoding: str, *, limit: int, where: str) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-")
        self._limit = limit
        self._where = where
        self._body = bytearray()
        self._inflate: zlib._Decompress | None = None
        if self._encoding not in ("", "identity", "gzip", "deflate"):
            raise FetchError("encoding", f"comes packed as {encoding[:40]!r}, which was not asked for.", where=where)

    def feed(self, chunk: bytes) -> None:
        """Nothing; takes the next bytes."""
        if self._encoding in ("", "identity"):
            self._keep(chunk)
        else:
            self._unpack(chunk)

    def close(self) -> bytes:
        """The whole body."""
        if self._inflate and not self._inflate.eof:
            raise self._broken()
        return bytes(self._body)

    def _unpack(self, chunk: bytes) -> None:
        while chunk:
            stream = self._stream(chunk)
            if stream is None:
                return
            try:
                self._keep(stream.decompress(chunk, self._limit - len(self._body) + 1))
            except zlib.error as error:
                raise self._broken() from error
            chunk = stream.unused_data or stream.unconsumed_tail

    def _stream(self, chunk: bytes) -> zlib._Decompress | None:
        """What unpacks the chunk: the stream that is under way, the next of several in a row, or none for padding behind the end."""
        if self._inflate is None:
            self._inflate = zlib.decompressobj(GZIP_OR_ZLIB if _has_header(chunk) else -zlib.MAX_WBITS)
        elif self._inflate.eof:
            if not GZIP_MAGIC.startswith(chunk[:2]):
                return None
            self._inflate = zlib.decompressobj(GZIP_OR_ZLIB)
        return self._inflate

    def _keep(self, data: bytes) -> None:
        self._body += data
        if len(self._body) <= self._limit:
            return
        packed = self._encoding not in ("", "identity")
        what = f"{'unpacks to' if packed else 'is'} more than {self._limit:,} bytes."
        raise FetchError("bomb" if packed else "too-large", what, where=self._where, remedy="Raise the limit `body` if this is meant to be so long.")

    def _broken(self) -> FetchError:
        return FetchError("encoding", f"is broken {self._encoding} data.", where=self._where, remedy="Try again later.")


def _has_header(chunk: bytes) -> bool:
    """Whether it is gzip or zlib; some servers send bare deflate, which has no header."""
    return chunk.startswith(GZIP_MAGIC[: len(chunk)]) or chunk[0] & 0x0F == 8 and (len(chunk) == 1 or int.from_bytes(chunk[:2]) % 31 == 0)
