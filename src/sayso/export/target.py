"""Where output goes: standard output, or a file that appears only once it is complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Literal, TextIO

from sayso.errors import UsageError

__all__ = ["open_target"]


@contextmanager
def open_target(path: Path | None, *, as_utf8: bool = True) -> Iterator[TextIO]:
    """Yields a text stream: standard output where there is no path, else a file beside ``path`` that takes its place at the end.

    After an error the old file, or none, is there as before. Raises UsageError where no file can be written.
    ``as_utf8`` makes standard output UTF-8, as files always are.
    """
    if path is None or str(path) == "-":
        yield _standard_output(as_utf8=as_utf8)
        sys.stdout.flush()
        return
    if path.exists() and not path.is_file():
        with _open(path, "w") as stream:
            yield stream
        return
    real = path.resolve() if path.is_symlink() else path
    part = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        with _open(part, "x", told=path) as stream:
            yield stream
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)


def _open(path: Path, mode: Literal["w", "x"], *, told: Path | None = None) -> TextIO:
    try:
        return open(path, mode, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        what = f"cannot be written: {error.strerror}."
        raise UsageError(what, where=str(told or path), remedy="Name a file in a folder that exists.") from error


def _standard_output(*, as_utf8: bool) -> TextIO:
    """Standard output, so set that no character and no line end can break it."""
    if isinstance(sys.stdout, TextIOWrapper):
        if as_utf8:
            sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        else:
            sys.stdout.reconfigure(errors="replace")
    return sys.stdout
