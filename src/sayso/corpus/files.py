"""The files of the corpus: one passage a line, with its text where it is the project's own, else as stand-off annotation.

A stand-off passage holds no word of its text: its spans have offsets alone, who was counted is a span, and a name stands there only where it is
canonical. :func:`read_corpus` puts the words back from a reader's copy and checks the hash of the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sayso.corpus.notation import name_as_written
from sayso.corpus.passages import OWN, Passage
from sayso.corpus.texts import Texts, fingerprint
from sayso.errors import InputError
from sayso.records import Record

__all__ = ["is_canonical", "passage_from_record", "passage_record", "read_corpus", "stored_passages", "write_passages"]

LONGEST_NAME = 8
COMMON_IN_NAMES = frozenset(
    "a administration agency al alliance an and armed army at authorities authority body border broadcaster by cabinet church coalition commission committee "
    "company council court de del delegation der des di district du e el embassy federal fighters fleet for force forces foreign front government group guard "
    "guards in intelligence interior junta la law le local los media military militants militia militias ministry mission movement national navy of office "
    "officials on opposition ould "
    "parliament party peacekeepers police presidency president press prison province public rebels refugees regime region regional "
    "republic security service services soldiers spokesman state television the to town transitional troops ul und union van von y".split()
)  # fmt: skip
"""The words without capitals that a canonical name may hold."""

FILLERS = ("actors", "recipients", "more_places", "voices")


def is_canonical(name: str) -> bool:
    """Whether a name is one: short, begun with a capital or a figure, and otherwise of capitalised words and the commonest words of bodies."""
    words = re.findall(r"[^\s/-]+", name)
    named = [word for word in words if not word[:1].islower()]
    return 0 < len(words) <= LONGEST_NAME and bool(named) and all(word.strip("'’.,").lower() in COMMON_IN_NAMES for word in words if word not in named)


def passage_record(passage: Passage) -> Record:
    """The passage as its file holds it."""
    facts = {key: value for key in ("topic", "published", "outlet", "title") if (value := getattr(passage, key)) is not None}
    facts["hands"] = passage.hands
    sentences = [list(slot) for slot in passage.sentences]
    if passage.source == OWN:
        return {"source": OWN, "id": passage.id, **facts, "text": passage.text, "sentences": sentences, "claims": list(passage.claims)}
    facts.pop("title", None)
    claims = [_stripped(claim, passage.text) for claim in passage.claims]
    return {"source": passage.source, "id": passage.id, **facts, "sha256": fingerprint(passage.text), "sentences": sentences, "claims": claims}


def write_passages(passages: Iterable[Passage], path: Path) -> None:
    """Write passages to a file, a line for each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(passage_record(passage), ensure_ascii=False, separators=(",", ":")) for passage in passages)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def stored_passages(paths: Sequence[Path]) -> Iterator[tuple[str, Record]]:
    """Yields every passage of files and folders as it is stored, with where it stands. Raises InputError for what is no JSON object."""
    for path in paths:
        for file in sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]:
            for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
                if line.strip():
                    yield f"{file}, line {number}", _object(line, f"{file}, line {number}")


def _object(line: str, where: str) -> Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"is no JSON: {error}.", where=where, remedy="Take the file from the corpus again.") from error
    if not isinstance(record, dict):
        raise InputError("is no passage.", where=where, remedy="Take the file from the corpus again.")
    return record


def read_corpus(paths: Sequence[Path], texts: Sequence[Path] = (), *, own_only: bool = False) -> list[Passage]:
    """The passages of corpus files and folders with their texts, those of other collections out of the copies in the folders ``texts``.

    With ``own_only`` the stand-off passages are left out. Raises InputError where a text cannot be had or is another one than was annotated.
    """
    collections = Texts(texts)
    records = (record for _, record in stored_passages(paths) if not own_only or record.get("source") == OWN)
    return [passage_from_record(record, collections) for record in records]


def passage_from_record(record: Record, texts: Texts) -> Passage:
    """A stored passage with its text. Raises InputError where that cannot be had or is another one than was annotated."""
    try:
        own = record["source"] == OWN
        text = record["text"] if own else texts.passage(record["id"])
        if not own and fingerprint(text) != record["sha256"]:
            raise InputError("has another text than was annotated.", where=record["id"], remedy="Get the edition that the corpus' README names.")
        claims = tuple(record["claims"] if own else (_restored(claim, text) for claim in record["claims"]))
        facts = {key: record.get(key) for key in ("topic", "published", "outlet", "title")}
        sentences = tuple((start, end) for start, end in record["sentences"])
        return Passage(record["id"], record["source"], text, sentences, claims, **facts, hands=record["hands"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"is no passage of the corpus: {error!r}.", where=str(record.get("id")), remedy="Take the file from the corpus again.") from error


def _mapped(claim: Record, span: Callable[[Record], Record]) -> Record:
    """The claim with every span in it changed, each filler's cue and all."""
    changed = dict(claim)
    for slot in ("trigger", "evidence", "place", "time"):
        changed[slot] = span(claim[slot]) if claim[slot] else None
    for slot in (*FILLERS, "counts"):
        changed[slot] = [span(item) for item in claim[slot]]
    return changed


def _stripped(claim: Record, text: str) -> Record:
    """The claim without a word of its text."""
    evidence = claim["evidence"]

    def strip(item: Record) -> Record:
        bare = {key: value for key, value in item.items() if key != "text"}
        if "name" in bare and (bare["name"] == name_as_written(item["text"]) or not is_canonical(bare["name"])):
            bare["name"] = None
        if bare.get("cue"):
            bare["cue"] = strip(bare["cue"])
        if bare.get("who"):
            bare["who"] = _found(bare["who"], text, evidence)
        return bare

    return _mapped(claim, strip)


def _found(words: str, text: str, evidence: Record) -> Record | None:
    """Where words stand in a claim's sentence; null where they do not."""
    at = text.find(words, evidence["start"], evidence["end"])
    return {"start": at, "end": at + len(words)} if at >= 0 else None


def _restored(claim: Record, text: str) -> Record:
    def restore(item: Record) -> Record:
        whole: dict[str, Any] = {"text": text[item["start"] : item["end"]], **item}
        if "name" in whole and whole["name"] is None:
            whole["name"] = name_as_written(whole["text"])
        if whole.get("cue"):
            whole["cue"] = restore(whole["cue"])
        if whole.get("who"):
            whole["who"] = text[whole["who"]["start"] : whole["who"]["end"]]
        return whole

    return _mapped(claim, restore)
