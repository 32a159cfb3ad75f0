# mypy: disable-error-code="import-not-found,import-untyped,misc,unused-ignore"
"""What PolNeAR's own training part would give, as a bound; nothing of it is shipped: `python -m encoder.polnear_bound --help`, in `training/`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from spacy.tokens import Doc
from tokens import blank_english

from encoder.__main__ import assemble
from encoder.data import Batcher, Corpus, Sources
from encoder.fit import BASE, VOICED, checkpoint_of, fit, load_model
from encoder.model import weights_folder
from encoder.settle import settle
from encoder.voice_scores import on_words, read_polnear, score_polnear
from encoder.voices import ANNOTATIONS, VoicedSentence
from sayso.parse.sentences import mark_sentences
from sayso.parse.wordpiece import Vocabulary
from sayso.syntax import Marked

DEV_DOCUMENTS = 20


def _sentences(doc: Doc, voices: list[Marked]) -> Iterator[VoicedSentence]:
    """Each sentence with the attributions whose cue begins in it; what stands in other sentences is left out."""
    for sentence in mark_sentences(doc).sents:
        tokens = [token.i for token in sentence if not token.is_space]
        places = {token: place for place, token in enumerate(tokens)}
        here = [voice for voice in voices if voice.cue and voice.cue[0] in places]
        cut = tuple(Marked(*(tuple(places[word] for word in words if word in places) for words in voice)) for voice in here)
        yield VoicedSentence(tuple(doc[token].text for token in tokens), cut)


def read_voiced(folder: Path) -> list[list[VoicedSentence]]:
    """The sentences of each document of a part of PolNeAR."""
    tokenize = blank_english().tokenizer
    documents = ((tokenize(text), marks) for text, marks in read_polnear(folder))
    return [list(_sentences(doc, [on_words(doc, roles) for roles in marks])) for doc, marks in documents]


def main() -> None:
    """Train on PolNeAR from the base of the recipe, and print the figures on its development part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--ner", type=Path, required=True, help="folder with the name corpora")
    parser.add_argument("--polnear", type=Path, required=True, help="folder with the parts of PolNeAR")
    parser.add_argument("--work", type=Path, required=True, help="the recipe's working folder; the checkpoint of its base is needed")
    parser.add_argument("--epochs", type=float, default=1.0, help="passes over PolNeAR")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    corpus = Corpus(Sources(arguments.ud, arguments.ner, ANNOTATIONS))
    documents = read_voiced(arguments.polnear / "train")
    corpus.voiced, dev = ([sentence for document in part for sentence in document] for part in (documents[DEV_DOCUMENTS:], documents[:DEV_DOCUMENTS]))
    model = load_model(checkpoint_of(arguments.work, BASE), corpus.labels)
    stage = replace(VOICED, name="polnear", tree_epochs=0.0, name_epochs=0.0, voice_epochs=arguments.epochs)
    work = arguments.work / stage.name
    model = fit(model, corpus, work, stage, half=True)
    settings = settle(model, Batcher(Vocabulary.read(weights_folder() / "vocab.txt"), corpus.labels), dev)
    report = score_polnear(assemble(model, corpus.labels, work), arguments.polnear / "dev")
    print(json.dumps({"settings": settings, "report": report}, indent=1))


if __name__ == "__main__":
    main()
