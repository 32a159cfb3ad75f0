"""The texts that stand-off annotation stands on, restored from a reader's own copies of open collections.

===== ===================================================================================================================================
gmb   Groningen Meaning Bank, name-tagged extract, as ``gmb_ner_dataset.csv.zip`` (mostly Voice of America news: public domain)
gum   UD English GUM, training part without the genres whose text is not open, as ``en_gum-open-train.conllu`` (CC BY)
re3d  Dstl's re3d, the folders ``UK Government`` (Open Government Licence) and ``US State Department`` (public domain)
===== ===================================================================================================================================

GMB comes as a CSV of words (read as Windows-1252, the superset of Latin-1 that its dashes and quotation marks are written in), so its
spacing has to be made up. `detokenise` is the one definition of it: change it and the hashes of all annotations change.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from sayso.errors import InputError

__all__ = ["Texts", "detokenise", "fingerprint", "passage_text", "read_gmb", "read_gum", "read_re3d", "read_sentences"]

GMB_ARCHIVE = "gmb_ner_dataset.csv.zip"
GUM_FILE = "en_gum-open-train.conllu"
RE3D_PARTS = ("UK Government", "US State Department")

_CLOSING = frozenset(". , ; : ? ! ) ] % ... .. … ” ’".split())
_OPENING = frozenset("( [ $ # “ ‘".split())
_SUFFIX = re.compile(r"(?:['’](?:s|m|d|re|ve|ll)|n['’]t)", re.IGNORECASE)
_POSSESSOR = re.compile(r"[sxz]", re.IGNORECASE)


def _opens(quote: str, words: Sequence[str], at: int, inside: bool) -> bool:
    """Whether a straight quotation mark opens a quotation; an apostrophe after "s" or without a later partner is a possessive."""
    if inside or at == len(words) - 1:
        return False
    return quote == '"' or (quote in words[at + 1 :] and not (at and _POSSESSOR.match(words[at - 1][-1])))


def _glue(words: Sequence[str]) -> list[tuple[bool, bool]]:
    """For every word, whether it joins the word before it and the word after it."""
    inside = {'"': False, "'": False}
    glue: list[tuple[bool, bool]] = []
    for at, word in enumerate(words):
        if word in inside:
            opens = _opens(word, words, at, inside[word])
            inside[word] = opens
            glue.append((not opens, opens))
        elif word == "/" or (word == "-" and _is_range(words, at)):
            glue.append((True, True))
        else:
            glue.append((word in _CLOSING or bool(_SUFFIX.fullmatch(word)), word in _OPENING))
    return glue


def _is_range(words: Sequence[str], at: int) -> bool:
    return 0 < at < len(words) - 1 and words[at - 1].isdecimal() and words[at + 1].isdecimal()


def detokenise(words: Sequence[str]) -> str:
    """Return the words as running text.

    Closing punctuation, "%" and the pieces of contractions join the word before them; opening brackets, "$" and "#" the word after; a slash,
    and a hyphen between figures, both. Straight double quotation marks open and close by turns within the sentence, the last word of a
    sentence never opens. A straight single one is a possessive after "s", "x" or "z" or where no other follows, else it opens or closes.
    Everything else is parted by one space.
    """
    glue = _glue(words)
    text = ""
    for at, word in enumerate(words):
        joined = at == 0 or glue[at][0] or glue[at - 1][1]
        text += word if joined else f" {word}"
    return text


def read_gmb(folder: Path) -> dict[str, str]:
    """Return the sentences of GMB by id (`gmb:<sentence number>`), in file order."""
    with zipfile.ZipFile(folder / GMB_ARCHIVE) as archive:
        rows = csv.DictReader(io.StringIO(archive.read(archive.namelist()[0]).decode("cp1252")))
    sentences: dict[str, list[str]] = {}
    for row in rows:
        if row["Sentence #"]:
            words = sentences[f"gmb:{row['Sentence #'].removeprefix('Sentence: ')}"] = []
        words.extend(row["Word"].split() or ["-"])
    return {key: detokenise(words) for key, words in sentences.items()}


def read_gum(folder: Path) -> dict[str, str]:
    """Return the sentences of the training part of GUM's open genres by id (`gum:<sent_id>`), in file order."""
    sentences: dict[str, str] = {}
    for line in (folder / GUM_FILE).read_text(encoding="utf-8").split("\n"):
        if line.startswith("# sent_id = "):
            key = f"gum:{line.removeprefix('# sent_id = ')}"
        elif line.startswith("# text = "):
            sentences[key] = " ".join(line.removeprefix("# text = ").split())
    return sentences


def read_re3d(folder: Path) -> dict[str, str]:
    """Return the documents of re3d whose texts are open by id (`re3d:<id>`)."""
    lines = (line for part in RE3D_PARTS for line in (folder / part / "documents.json").read_text(encoding="utf-8").split("\n") if line.strip())
    return {f"re3d:{document['_id']}": document["text"] for document in map(json.loads, lines)}


def read_sentences(ner: Path, ud: Path) -> dict[str, str]:
    """Return all sentences of both collections by id."""
    return {**read_gmb(ner), **read_gum(ud)}


def passage_text(ids: Iterable[str], sentences: Mapping[str, str]) -> str:
    """Return the text of a passage: its sentences joined by one space."""
    return " ".join(sentences[key] for key in ids)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text as hexadecimal digits."""
    return sha256(text.encode("utf-8")).hexdigest()


class Texts:
    """The collections that lie in some folders; each is read when it is first asked for."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def passage(self, ident: str) -> str:
        """The text of a stand-off passage. Raises InputError where its collection lies in none of the folders, or lacks it."""
        source = ident.partition(":")[0]
        try:
            if source == "re3d":
                _, document, slot = ident.split(":")
                start, _, end = slot.partition("-")
                return self._re3d[f"re3d:{document}"][int(start) : int(end)]
            return passage_text(ident.split("+"), self._gmb if source == "gmb" else self._gum)
        except (KeyError, ValueError) as error:
            raise InputError("is in no copy of its collection.", where=ident, remedy="Get the edition that the corpus' README names.") from error

    def sentences(self) -> Iterator[str]:
        """All sentences of those collections that are at hand; of re3d its documents."""
        for name, texts in ((GMB_ARCHIVE, "_gmb"), (GUM_FILE, "_gum"), (f"{RE3D_PARTS[0]}/documents.json", "_re3d")):
            if any((folder / name).is_file() for folder in self._folders):
                yield from getattr(self, texts).values()

    @cached_property
    def _gmb(self) -> dict[str, str]:
        return read_gmb(self._folder_with(GMB_ARCHIVE))

    @cached_property
    def _gum(self) -> dict[str, str]:
        return read_gum(self._folder_with(GUM_FILE))

    @cached_property
    def _re3d(self) -> dict[str, str]:
        return read_re3d(self._folder_with(f"{RE3D_PARTS[0]}/documents.json"))

    def _folder_with(self, name: str) -> Path:
        folder = next((folder for folder in self._folders if (folder / name).is_file()), None)
        if folder is None:
            where = ", ".join(map(str, self._folders)) or "the corpus"
            raise InputError(f"lacks {name}, whose texts the corpus does not carry.", where=where, remedy="Name a folder with your copy: --texts FOLDER.")
        return folder
