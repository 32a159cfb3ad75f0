"""A spaCy corpus reader that shows the parser most of its sentence starts, because the engine sets them before parsing."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import registry


def _bare(doc: Doc, with_starts: bool) -> Doc:
    starts: list[bool | int | None] | None = [token.is_sent_start for token in doc] if with_starts else None
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc], sent_starts=starts)


def create_reader(path: Path, shown_starts: float, seed: int) -> Callable[[Language], Iterator[Example]]:
    """A reader of a DocBin; for a share `shown_starts` of the documents the true sentence starts are preset."""

    def read(nlp: Language) -> Iterator[Example]:
        rng = random.Random(seed)
        for doc in DocBin().from_disk(path).get_docs(nlp.vocab):
            yield Example(_bare(doc, rng.random() < shown_starts), doc)

    return read


def register_reader() -> None:
    """Make the reader known to spaCy under the name that the configurations use."""
    registry.readers("sayso.passages.v1")(create_reader)
