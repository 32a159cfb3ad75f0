"""JSON: one document, or an array of them, each with its ``text`` and what is known about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sayso.errors import InputError
from sayso.model import Problem, Report
from sayso.read.decode import decode
from sayso.read.document import Facts, Failure, Piece, build_report, read_all_bytes, replace_unkeepable

__all__ = ["FILE_LIMIT", "SHAPE", "extract_json", "json_piece", "load_json", "split_json", "split_json_bytes"]

FILE_LIMIT = 100_000_000
TYPES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a truth value",
    int: "a number",
    float: "a number",
    type(None): "null",
}
METADATA = ("outlet", "title", "url", "published", "byline", "credit", "language")
TOO_DEEP = "is JSON that is nested too deeply or holds too large a number."
SHAPE = 'A document looks like {"text": "...", "published": "2024-12-08"}.'


def split_json(stream: BinaryIO, where: str) -> Iterator[Piece | Failure]:
    """Yields each document of the file."""
    what = f"is larger than the {FILE_LIMIT // 1_000_000} MB that a JSON file may have."
    data = read_all_bytes(stream, where, limit=FILE_LIMIT, what=what, remedy="Write one document a line, as .jsonl: that is read piece by piece.")
    yield from split_json_bytes(data, where)


def split_json_bytes(data: bytes, where: str) -> Iterator[Piece | Failure]:
    """Yields each document of the JSON value: the elements of an array, or the value itself."""
    text, problems = decode(data, where=where)
    if not text.strip():
        raise InputError("is empty.", where=where, remedy=SHAPE)
    if not text.lstrip().startswith("["):
        yield Piece(where, data, "json")
        return
    documents = load_json(text, where)
    if not isinstance(documents, list) or not documents:
        raise InputError("holds an empty array.", where=where, remedy=SHAPE)
    for number, document in enumerate(documents, 1):
        yield json_piece(document, where=where, record=f"document {number}", problems=problems)


def json_piece(value: object, *, where: str, record: str, problems: tuple[Problem, ...] = (), format: str = "json", facts: Facts = ()) -> Piece | Failure:
    """The document as its own JSON, in one order of keys and without spaces; a failure where it is nested too deeply."""
    try:
        data = _canonical(value)
    except RecursionError:
        place = f"{where}, {record}"
        return Failure(where, InputError(TOO_DEEP, where=place, remedy=SHAPE), record)
    return Piece(where, data, format, record, facts, problems)


def extract_json(piece: Piece) -> Report:
    """The report of one JSON document; keys that it need not have are ignored. Raises InputError where it has no ``text``."""
    where = piece.place
    text, problems = decode(piece.data, where=where)
    value = load_json(text, where)
    if not isinstance(value, dict):
        raise InputError(f"is {_type(value)}, not a document.", where=where, remedy=SHAPE)
    if "text" not in value:
        raise InputError("has no `text`.", where=where, remedy=SHAPE)
    if not isinstance(value["text"], str):
        raise InputError(f"has {_type(value['text'])} as its `text`.", where=where, remedy=SHAPE)
    fields = _Fields(value)
    metadata = {name: fields.take(name) for name in METADATA} | {"id": fields.take("id") or fields.take("doc_id")}
    return build_report(value["text"], where=where, origin="record", problems=(*piece.problems, *problems, *fields.problems), **metadata)


def load_json(text: str, where: str) -> object:
    """The value that the text holds; raises InputError where it is no JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        more = error.msg == "Extra data"
        remedy = "Files with one document a line are named .jsonl." if more else "Check that it is complete."
        what = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise InputError(what, where=where, remedy=remedy) from error
    except (RecursionError, ValueError) as error:
        raise InputError(TOO_DEEP, where=where, remedy=SHAPE) from error


class _Fields:
    """The metadata of a document as strings, and the problems with them."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def take(self, key: str) -> str | None:
        """The value as a string, null where there is none; a value that is no string or number is told and left out."""
        value = self.document.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.problems.append(Problem("metadata-ignored", f"`{key}` is {_type(value)} and was left out."))
            return None
        return replace_unkeepable(str(value))[0]


def _canonical(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _type(value: object) -> str:
    return TYPES.get(type(value), "of an unknown type")
