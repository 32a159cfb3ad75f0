"""The language pipeline: the one that ships with sayso, or any other spaCy pipeline that has a parser."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["SHIPPED", "held_weights", "load_pipeline", "pipeline_hash", "pipeline_name"]

SHIPPED = "en_sayso_minilm"


@lru_cache(maxsize=2)
def load_pipeline(model: str | Path | None = None) -> Language:
    """A spaCy `Language` with tags, lemmas, dependencies, sentences and names (PERSON, ORG, GPE, FAC, NORP, EVENT, DATE).

    Without ``model`` it is the English pipeline that ships with sayso; else the name or the folder of any spaCy pipeline with a parser.
    Raises `ModelError` where it cannot be loaded or has no parser.
    """
    import spacy

    import_module("sayso.parse.encoder")
    from sayso.parse.entities import ENTITIES
    from sayso.parse.lemmas import LEMMAS
    from sayso.parse.sentences import SENTENCES

    path = Path(str(files("sayso.parse") / SHIPPED)) if model is None else model
    try:
        nlp = spacy.load(path)
    except (OSError, ValueError) as error:
        raise ModelError(f"the pipeline cannot be loaded ({error}).", where=str(path), remedy="Give the name or folder of a spaCy pipeline.") from error
    if not any("token.dep" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names):
        raise ModelError("the pipeline has no dependency parser.", where=str(path), remedy="Choose one whose components include a parser.")
    if model is None:
        nlp.add_pipe(SENTENCES, first=True)
        nlp.add_pipe(LEMMAS, last=True)
        nlp.add_pipe(ENTITIES, last=True)
    return nlp


def held_weights(nlp: Language) -> bytes:
    """The weights with which a pipeline's chances of events are weighed, as in their file; empty where it has none."""
    return b"".join(getattr(component, "senses", b"") for _, component in nlp.pipeline)


def pipeline_name(nlp: Language) -> str:
    """Name and version of a pipeline, for the record of what read a report."""
    return f"{nlp.meta.get('lang', 'xx')}_{nlp.meta.get('name', 'pipeline')}-{nlp.meta.get('version', '0')}"


def pipeline_hash(nlp: Language) -> str:
    """The hash of the pipeline's files, or of its configuration where it was not loaded from files; in hexadecimal."""
    digest = hashlib.sha256()
    folder = nlp.path
    for file in sorted(path for path in folder.rglob("*") if path.is_file()) if folder else ():
        digest.update(str(file.relative_to(folder)).encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    if not folder:
        digest.update(nlp.config.to_str().encode())
    return digest.hexdigest()
