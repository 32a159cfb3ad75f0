"""How far reading has come: files that tell how many of their bytes were used."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from sayso.errors import InputError
from sayso.read.sources import STDIN, STDIN_NAME

__all__ = ["Meter", "metered"]

BLOCK = 1 << 15
"""Bytes at a time: as finely is it told how much was used."""


class Meter:
    """Counts the bytes of one file after another, and tells the sum."""

    def __init__(self, advanced: Callable[[int], None] = lambda count: None) -> None:
        self._advanced = advanced
        self._before = 0

    def at(self, count: int) -> None:
        """Tells how far it has come, ``count`` bytes into the present file."""
        self._advanced(self._before + count)

    def end(self, count: int) -> None:
        """Tells that the present file, ``count`` bytes of it, is done."""
        self._before += count
        self._advanced(self._before)


class _Metered(io.RawIOBase):
    """A stream that tells a meter how much was read from it, and never more than it holds, though parts may be read again."""

    def __init__(self, stream: BinaryIO, meter: Meter, size: int | None) -> None:
        self._stream, self._meter, self._size = stream, meter, size
        self._count = 0

    @property
    def used(self) -> int:
        """How many bytes of it were used."""
        return self._count if self._size is None else min(self._count, self._size)

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """Whether one can go back in the stream."""
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes to a position."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """The position."""
        return self._stream.tell()

    def readinto(self, buffer: object) -> int:
        """The number of bytes put into the buffer; as few as the stream has at hand, so that pipes are read as they come."""
        view = memoryview(cast(bytearray, buffer))
        data = cast(io.BufferedReader, self._stream).read1(len(view))
        view[: len(data)] = data
        self._count += len(data)
        self._meter.at(self.used)
        return len(data)


@contextmanager
def metered(path: str, meter: Meter) -> Iterator[BinaryIO]:
    """Yields the file's bytes, or those of standard input for ``-``. Raises InputError for what is no file, OSError where it cannot be opened."""
    if path == STDIN:
        if sys.stdin is None:
            raise InputError("is closed.", where=STDIN_NAME, remedy="Pipe something into it, or name a file.")
        with _counted(sys.stdin.buffer, meter, None) as stream:
            yield stream
        return
    status = os.stat(path)
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
        raise InputError("is no file.", where=path, remedy="Name a file, a folder or - for standard input.")
    size = status.st_size if stat.S_ISREG(status.st_mode) else None
    with open(path, "rb") as file, _counted(file, meter, size) as stream:
        yield stream


@contextmanager
def _counted(file: BinaryIO, meter: Meter, size: int | None) -> Iterator[BinaryIO]:
    counting = _Metered(file, meter, size)
    try:
        yield io.BufferedReader(counting, BLOCK)
    finally:
        meter.end(counting.used if size is None else size)
