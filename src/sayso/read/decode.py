"""Bytes to text: which encoding they are in, and which files are no text at all."""

from __future__ import annotations

import codecs
import re

from sayso.errors import InputError
from sayso.model import Problem

__all__ = ["decode", "encoding_of", "refuse_binary"]

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAVE_AS_TEXT = "Save its text as .txt or .html first."
UNPACK = "Unpack it first."
MAGIC = (
    (b"\x89PNG", "is a PNG image.", SAVE_AS_TEXT),
    (b"\xff\xd8\xff", "is a JPEG image.", SAVE_AS_TEXT),
    (b"GIF8", "is a GIF image.", SAVE_AS_TEXT),
    (b"II*\x00", "is a TIFF image.", SAVE_AS_TEXT),
    (b"MM\x00*", "is a TIFF image.", SAVE_AS_TEXT),
    (b"%PDF-", "is a PDF document.", "Give it the suffix .pdf."),
    (b"{\\rtf", "is an RTF document.", SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "is an old Office document.", SAVE_AS_TEXT),
    (b"PK\x03\x04", "is a ZIP archive or an Office document.", "Give it the suffix .zip, or save its text as .txt."),
    (b"\x1f\x8b", "is compressed with gzip.", "Unpack it, or give it the suffix .gz."),
    (b"BZh", "is compressed with bzip2.", UNPACK),
    (b"\xfd7zXZ", "is compressed with xz.", UNPACK),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd.", UNPACK),
    (b"7z\xbc\xaf", "is a 7z archive.", UNPACK),
    (b"Rar!\x1a\x07", "is a RAR archive.", UNPACK),
)
TAR, TAR_AT = b"ustar", 257
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
LEADS = bytes(range(0xC2, 0xF5))
SAMPLE = 1 << 16
USUAL = "cp1252"
REMEDY = "Save it as UTF-8."


def decode(data: bytes, *, where: str, declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The text of the bytes, and a problem where the encoding had to be guessed or repaired.

    Tried in this order: a byte order mark, UTF-8, the encoding that the document declares, UTF-8 with a few broken bytes, a guess.
    Line ends and everything else stay as they are. Raises InputError for bytes that are no text.
    """
    text, problems = _decode(data, where, declared)
    if len(CONTROL.findall(text)) * 100 > len(text):
        raise InputError("is no text: it is full of control characters.", where=where, remedy=SAVE_AS_TEXT)
    return text, problems


def encoding_of(head: bytes, *, where: str) -> tuple[str, tuple[Problem, ...]]:
    """The encoding of a stream that begins with ``head``, and a problem where it had to be guessed. Raises InputError for what is no text."""
    refuse_binary(head, where=where)
    if marked := _bom(head):
        return marked, ()
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8", ()
    except UnicodeDecodeError as error:
        first = error.start
    if _repair(head):
        return "utf-8", ()
    encoding = _likeliest(head, first, where)
    return encoding, (_guessed(encoding),)


def refuse_binary(data: bytes, *, where: str) -> None:
    """Nothing; raises InputError for the beginnings of images, archives and the like, and for NUL bytes outside UTF-16 and UTF-32."""
    for magic, what, remedy in MAGIC:
        if data.startswith(magic):
            raise InputError(what, where=where, remedy=remedy)
    if data.startswith(TAR, TAR_AT):
        raise InputError("is a tar archive.", where=where, remedy=UNPACK)
    if b"\0" in data and not _bom(data):
        raise InputError("is no text: it holds NUL bytes.", where=where, remedy="If it is UTF-16 without its mark, save it as UTF-8.")


def _decode(data: bytes, where: str, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    refuse_binary(data, where=where)
    if encoding := _bom(data):
        return _strict(data, encoding, where), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        first = error.start
    if declared and (text := _try(data, declared)) is not None:
        return text, ()
    return _repair(data) or _guess(data, first, where)


def _bom(data: bytes) -> str | None:
    return next((encoding for mark, encoding in BOMS if data.startswith(mark)), None)


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"is marked as {encoding.upper().removesuffix('-SIG')} but breaks off or is damaged at byte {error.start:,}."
        raise InputError(what, where=where, remedy=REMEDY) from error


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _repair(data: bytes) -> tuple[str, tuple[Problem, ...]] | None:
    """UTF-8 with the broken bytes replaced, where nearly all of its longer characters are whole."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(data) - len(data.translate(None, LEADS)) - broken
    if whole < 2 * broken:
        return None
    return text, (Problem("encoding-repaired", f"{broken} broken UTF-8 characters were replaced by U+FFFD."),)


def _guess(data: bytes, first: int, where: str) -> tuple[str, tuple[Problem, ...]]:
    encoding = _likeliest(data, first, where)
    text = _try(data, encoding)
    if text is None:
        encoding, text = "latin-1", data.decode("latin-1")
    return text, (_guessed(encoding),)


def _likeliest(data: bytes, first: int, where: str) -> str:
    """The likeliest encoding; among Western ones Windows-1252, which English text nearly always is in."""
    from charset_normalizer import from_bytes

    best = from_bytes(_sample(data, first)).best()
    if best is None:
        raise InputError("is in no known text encoding.", where=where, remedy=REMEDY)
    return USUAL if USUAL in best.could_be_from_charset else best.encoding


def _guessed(encoding: str) -> Problem:
    return Problem("encoding-guessed", f"The text is not UTF-8; it was read as {encoding}. If letters look wrong, save it as UTF-8.")


def _sample(data: bytes, first: int) -> bytes:
    """The bytes about the first that is not UTF-8, from the beginning of their line where it is near."""
    start = max(data.rfind(b"\n", 0, first) + 1, first - SAMPLE // 2, 0)
    return data[start : start + SAMPLE]
