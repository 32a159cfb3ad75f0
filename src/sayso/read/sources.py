"""Which files the user means: files, folders, patterns and ``-``."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from sayso.errors import InputError
from sayso.read.document import Failure

__all__ = ["STDIN", "STDIN_NAME", "find_files", "is_wanted", "total_bytes"]

STDIN, STDIN_NAME = "-", "standard input"
COMPANIONS = frozenset([".css", ".js", ".map", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".woff", ".woff2", ".ttf"])
"""What a browser saves beside a page; left out in folders and patterns."""


def find_files(sources: Sequence[str]) -> Iterator[str | Failure]:
    """Yields the path of each file that is meant, once, in the order of the sources; folders sorted, without hidden files.

    ``-`` stands for itself. A source that names nothing is yielded as a failure.
    """
    seen: set[str] = set()
    for source in sources:
        for found in _expand(source):
            key = found if isinstance(found, Failure) or found == STDIN else os.path.realpath(found)
            if isinstance(key, str):
                if key in seen:
                    continue
                seen.add(key)
            yield found


def total_bytes(sources: Sequence[str]) -> int | None:
    """The size of all files that are meant, in bytes; null where a stream is among them. Files that cannot be read count nothing."""
    total = 0
    for found in find_files(sources):
        if found == STDIN:
            return None
        if isinstance(found, str):
            size = _size(found)
            if size is None:
                return None
            total += size
    return total


def _size(path: str) -> int | None:
    """The size of a file in bytes, 0 where it cannot be opened; null for a pipe."""
    try:
        status = os.stat(path)
    except OSError:
        return 0
    if stat.S_ISFIFO(status.st_mode):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _expand(source: str) -> Iterator[str | Failure]:
    if source == STDIN:
        yield source
    elif os.path.isdir(source):
        yield from _walk(source)
    elif os.path.exists(source):
        yield source
    elif glob.has_magic(source):
        yield from _match(source)
    else:
        yield _missing(source)


def _walk(folder: str) -> Iterator[str | Failure]:
    failures: list[OSError] = []
    empty = True
    for path, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            full = os.path.join(path, name)
            if is_wanted(name) and os.path.isfile(full):
                empty = False
                yield full
    yield from (_fail(error.filename, f"cannot be opened: {error.strerror}.", "Check its permissions.") for error in failures)
    if empty and not failures:
        yield _fail(folder, "is a folder without files.", "Name a folder that holds reports.")


def _match(pattern: str) -> Iterator[str | Failure]:
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        yield _fail(pattern, "matches no file.", "Check the pattern, and quote it.", missing=True)
    for path in found:
        if os.path.isdir(path):
            yield from _walk(path)
        elif is_wanted(os.path.basename(path)):
            yield path


def is_wanted(name: str) -> bool:
    """Whether a file of that name is read where nobody named it: neither hidden nor a companion of a page."""
    return not name.startswith(".") and Path(name).suffix.lower() not in COMPANIONS


def _missing(source: str) -> Failure:
    if re.match(r"https?://", source):
        return _fail(source, "is a web address.", "Save the page and name the file: sayso reads nothing from the network.", missing=True)
    return _fail(source, "is no file or folder.", "Check the name.", missing=True)


def _fail(where: str, what: str, remedy: str, *, missing: bool = False) -> Failure:
    return Failure(where, InputError(what, where=where, remedy=remedy), missing=missing)
