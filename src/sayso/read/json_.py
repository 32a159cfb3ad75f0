"""JSON: one document, or an array of them, each with its ``text`` and what is known about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sayso.errors import InputError
from sayso.model import Problem, Report
from sayso.read.decode import decode
from sayso.read.document import Failure, build_report, read_all_bytes, replace_surrogates

__all__ = ["load_json", "parse_document", "read_json", "read_json_bytes"]

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
SHAPE = 'A document looks like {"text": "...", "published": "2024-12-08"}.'


def read_json(stream: BinaryIO, where: str) -> Iterator[Report | Failure]:
    """Yields a report, or a failure, for each document of the file."""
    what = f"is larger than the {FILE_LIMIT // 1_000_000} MB that a JSON file may have."
    data = read_all_bytes(stream, where, limit=FILE_LIMIT, what=what, remedy="Write one document a line, as .jsonl: that is read piece by piece.")
    yield from read_json_bytes(data, where)


def read_json_bytes(data: bytes, where: str) -> Iterator[Report | Failure]:
    """Yields a report, or a failure, for each document of the JSON value."""
    text, problems = decode(data, where=where)
    if not text.strip():
        raise InputError("is empty.", where=where, remedy=SHAPE)
    value = load_json(text, where)
    if not isinstance(value, list):
        yield parse_document(value, where=where, problems=problems)
        return
    if not value:
        raise InputError("holds an empty array.", where=where, remedy=SHAPE)
    for number, document in enumerate(value, 1):
        yield _parse_or_fail(document, where, number, problems)


def parse_document(value: object, *, where: str, problems: tuple[Problem, ...] = ()) -> Report:
    """The report of one JSON document; keys that it need not have are ignored. Raises InputError where it has no ``text``."""
    if not isinstance(value, dict):
        raise InputError(f"is {_type(value)}, not a document.", where=where, remedy=SHAPE)
    if "text" not in value:
        raise InputError("has no `text`.", where=where, remedy=SHAPE)
    if not isinstance(value["text"], str):
        raise InputError(f"has {_type(value['text'])} as its `text`.", where=where, remedy=SHAPE)
    fields = _Fields(value)
    return build_report(
        value["text"],
        where=where,
        identifier=fields.take("id") or fields.take("doc_id"),
        outlet=fields.take("outlet"),
        title=fields.take("title"),
        url=fields.take("url"),
        published=fields.take("published"),
        problems=(*problems, *fields.problems),
    )


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
        raise InputError("is JSON that is nested too deeply or holds too large a number.", where=where, remedy=SHAPE) from error


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
        return replace_surrogates(str(value))[0]


def _parse_or_fail(document: object, where: str, number: int, problems: tuple[Problem, ...]) -> Report | Failure:
    try:
        return parse_document(document, where=f"{where}, document {number}", problems=problems)
    except InputError as error:
        return Failure(where, error)


def _type(value: object) -> str:
    return TYPES.get(type(value), "of an unknown type")
