"""Documents with checked claims, as files hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.errors import InputError
from sayso.model import Report
from sayso.records import Record

__all__ = ["GoldDocument", "read_gold", "read_predictions"]

NEEDED = ("event", "trigger", "evidence", "status", "actors", "recipients")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document, what is known about it, and its checked claims in the shape of the claim record."""

    id: str
    text: str
    claims: tuple[Record, ...]
    published: str | None = None
    outlet: str | None = None
    title: str | None = None

    @property
    def report(self) -> Report:
        """The document as the engine takes it."""
        return Report(self.text, id=self.id, published=self.published, outlet=self.outlet, title=self.title)


def read_gold(paths: Sequence[Path]) -> list[GoldDocument]:
    """The documents in JSON files (one each), JSON-lines files (one a line) and folders of both, in the order of their names.

    Raises InputError for what is no such document, for offsets that lie outside the text, and for two documents of one id.
    """
    found: dict[str, GoldDocument] = {}
    for path in _files(paths):
        for where, record in _records(path):
            document = _document(record, where)
            if document.id in found:
                raise InputError(f"holds a second document {document.id!r}.", where=where, remedy="Give each document an id of its own.")
            found[document.id] = document
    if not found:
        raise InputError("holds no document.", where=", ".join(map(str, paths)), remedy="Name files with documents and their checked claims.")
    return list(found.values())


def read_predictions(path: Path) -> dict[str, list[Record]]:
    """Claims by document, out of JSON lines as ``sayso read --format jsonl`` prints them. Raises InputError for a line that is no claim."""
    found: dict[str, list[Record]] = {}
    for where, record in _records(path):
        report = record.get("report")
        if not isinstance(report, dict) or "id" not in report:
            raise InputError("is no claim: it names no report.", where=where, remedy="Make the file with `sayso read --format jsonl`.")
        _check_claim(record, where)
        found.setdefault(str(report["id"]), []).append(record)
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(item for item in path.iterdir() if item.suffix in {".json", ".jsonl"})
        else:
            yield path


def _records(path: Path) -> Iterator[tuple[str, Record]]:
    """Yields the objects of a file, each with where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is no UTF-8.", where=str(path), remedy="Save it as UTF-8.") from error
    if path.suffix == ".json":
        yield str(path), _parsed(text, str(path))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path}, line {number}", _parsed(line, f"{path}, line {number}")


def _parsed(text: str, where: str) -> Record:
    try:
        record: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON: {error}.", where=where, remedy="Save it again, or leave it out.") from error
    if not isinstance(record, dict):
        raise InputError("is no JSON object.", where=where, remedy="Write a document as an object with id, text and claims.")
    return record


def _document(record: Record, where: str) -> GoldDocument:
    ident, text, claims = record.get("doc_id", record.get("id")), record.get("text"), record.get("claims")
    if not isinstance(ident, str) or not isinstance(text, str) or not isinstance(claims, list):
        raise InputError("lacks an id, a text or claims.", where=where, remedy=_remedy(record))
    for claim in claims:
        _check_claim(claim, where, len(text))
    known = {key: record[key] for key in ("published", "outlet", "title") if isinstance(record.get(key), str)}
    return GoldDocument(ident, text, tuple(claims), **known)


def _remedy(record: Record) -> str:
    if "sha256" in record:
        return "It is a passage of the corpus on another collection: name a folder with your copy of that, --texts FOLDER."
    return "A document is an object with doc_id (or id), text and claims."


def _check_claim(claim: Any, where: str, length: int | None = None) -> None:
    """Raises InputError where the claim lacks what is compared, or stands outside of its text."""
    if not isinstance(claim, dict) or any(key not in claim for key in NEEDED):
        raise InputError(f"holds a claim without one of {', '.join(NEEDED)}.", where=where, remedy="Write claims in the shape of the claim record.")
    for name in ("trigger", "evidence"):
        span = claim[name]
        whole = isinstance(span, dict) and isinstance(span.get("start"), int) and isinstance(span.get("end"), int)
        if not whole or not 0 <= span["start"] < span["end"] or length is not None and span["end"] > length:
            raise InputError(f"holds a claim whose {name} stands nowhere in the text.", where=where, remedy="Offsets count code points of the text.")
