"""Packed files as streams: gzip and the members of ZIP archives, guarded against bombs; nothing is written where it could be found."""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from sayso.errors import InputError
from sayso.read.document import Failure
from sayso.read.sources import is_wanted

__all__ = ["gunzip", "zip_members"]

FREE = 100_000_000
RATIO = 200
"""Text shrinks to a tenth, and seldom to a hundredth; what unpacks to more than this many times its size, and more than ``FREE`` bytes, is a bomb."""

BLOCK = 1 << 16
IN_MEMORY = 10_000_000
SPOOL_LIMIT = 4_000_000_000
METHODS = frozenset([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, RuntimeError, OSError)
UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f]")
OFFICE = frozenset(["[Content_Types].xml", "mimetype"])
COMPLETE = "Check that it was saved completely."


class _Unpacking(io.RawIOBase):
    """A packed stream, unpacked: what is wrong with the packing comes as InputError, and a bomb is broken off."""

    def __init__(self, stream: gzip.GzipFile | zipfile.ZipExtFile, where: str, *, packed: Callable[[], int]) -> None:
        self._stream, self._where, self._packed = stream, where, packed
        self.count = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: object) -> int:
        """The number of bytes put into the buffer."""
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._stream.read1(len(view))
        except BROKEN as error:
            what = f"is damaged or breaks off after {self.count:,} unpacked bytes."
            raise InputError(what, where=self._where, remedy=COMPLETE) from error
        self.count += len(data)
        if self.count > FREE and self.count > RATIO * self._packed():
            raise InputError(f"unpacks to more than {RATIO} times its size.", where=self._where, remedy="Unpack it, and check what it is.")
        view[: len(data)] = data
        return len(data)


class _Counted:
    """A stream that knows how many bytes were taken from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self.count += len(data)
        return data


def gunzip(stream: BinaryIO, where: str) -> BinaryIO:
    """The unpacked stream; reading it raises InputError where it is damaged, breaks off or is a bomb."""
    counted = _Counted(stream)
    packed = gzip.GzipFile(fileobj=cast(BinaryIO, counted), mode="rb")
    return io.BufferedReader(_Unpacking(packed, where, packed=lambda: counted.count), BLOCK)


def zip_members(stream: BinaryIO, where: str) -> Iterator[tuple[str, BinaryIO | Failure]]:
    """Yields the name of each member and its stream, or a failure where it cannot be read; sorted, without folders and hidden files.

    Raises InputError where the archive is damaged, and where its members together are a bomb.
    """
    with _seekable(stream, where) as file, _opened(file, where) as archive:
        if OFFICE & archive.NameToInfo.keys():
            raise InputError("is an Office document or an e-book.", where=where, remedy="Save its text as .txt or .html.")
        budget = max(10 * FREE, RATIO * file.seek(0, io.SEEK_END))
        for member in sorted(archive.infolist(), key=lambda info: info.filename):
            if member.is_dir() or not _is_shown(member.filename):
                continue
            opened = _member(archive, member, where)
            if isinstance(opened, Failure):
                yield member.filename, opened
                continue
            yield member.filename, io.BufferedReader(opened, BLOCK)
            budget -= opened.count
            if budget < 0:
                raise InputError(f"unpacks to more than {RATIO} times its size.", where=where, remedy="Unpack it, and check what it is.")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> _Unpacking | Failure:
    place = f"{where}, {member.filename}"
    try:
        if refused := _refusal(member):
            raise InputError(refused[0], where=place, remedy=refused[1])
        stream = cast(zipfile.ZipExtFile, archive.open(member))
    except InputError as error:
        return Failure(where, error, member.filename)
    except BROKEN as error:
        return Failure(where, InputError(f"is damaged: {error}.", where=place, remedy=COMPLETE), member.filename)
    return _Unpacking(stream, place, packed=lambda: member.compress_size)


def _refusal(member: zipfile.ZipInfo) -> tuple[str, str] | None:
    """What is wrong with a member, and what to do about it."""
    if UNSAFE.search(member.filename):
        return "has a name that leads out of the archive or holds control characters.", "Pack it again under a plain name."
    if member.flag_bits & 1:
        return "is encrypted.", "Unpack it with its password."
    if member.compress_type not in METHODS:
        return "is packed in a way that is not read.", "Unpack it, or pack it as plain ZIP."
    return None


def _is_shown(name: str) -> bool:
    """Whether a file of that name would be read in a folder."""
    parts = re.split(r"[/\\]", name)
    return is_wanted(parts[-1]) and not any(part.startswith(".") and part.strip(".") or part == "__MACOSX" for part in parts[:-1])


def _opened(file: IO[bytes], where: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except BROKEN as error:
        raise InputError("is a damaged ZIP archive.", where=where, remedy=COMPLETE) from error


@contextmanager
def _seekable(stream: BinaryIO, where: str) -> Iterator[IO[bytes]]:
    """Yields the stream, or a nameless temporary file with what is in it, where one cannot go back in it."""
    if stream.seekable():
        yield stream
        return
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spooled:
        size = 0
        while block := stream.read(BLOCK):
            size += len(block)
            if size > SPOOL_LIMIT:
                what = f"is larger than the {SPOOL_LIMIT // 1_000_000_000} GB that a ZIP archive may have in a pipe or in another archive."
                raise InputError(what, where=where, remedy="Save it as a file of its own.")
            spooled.write(block)
        spooled.seek(0)
        yield cast(IO[bytes], spooled)
