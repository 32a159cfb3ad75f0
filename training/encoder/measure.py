"""Measure an encoder pipeline on the development or test parts: `python -m encoder.measure MODEL --ud UD_DIR --ner NER_DIR`, in `training/`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import spacy
from evaluate import Scores, score_names, score_relations, score_trees
from ner_data import CONLL_LABELS, CROSSNER_LABELS, NamedSentence, read_columns, read_gmb, split_gmb
from spacy.language import Language
from ud_data import read_conllu

import sayso.parse.encoder  # noqa: F401  (registers the component)
from encoder.voice_scores import score_polnear

RELATIONS = ("ccomp", "parataxis", "appos", "nsubj", "obj", "obl:agent")


def _names(ner: Path, part: str) -> dict[str, list[NamedSentence]]:
    gmb = split_gmb(read_gmb(ner / "gmb_ner_dataset.csv.zip"))
    if part == "dev":
        return {"gmb": gmb.dev, "btc f": read_columns(ner / "btc" / "f.conll", CONLL_LABELS)}
    return {
        "gmb": gmb.test,
        "crossner politics": read_columns(ner / "crossner_politics" / "test.txt", CROSSNER_LABELS),
        "uner ewt": read_columns(ner / "uner_ewt-test.iob2", CONLL_LABELS),
        "wikigold": read_columns(ner / "wikigold.conllu", CONLL_LABELS),
    }


def measure(nlp: Language, ud: Path, ner: Path, part: str) -> dict[str, Scores]:
    """Score trees and names on one part of the data."""
    report: dict[str, Scores] = {}
    for name in ("ewt", "gum-open"):
        sentences = list(read_conllu(ud / f"en_{name}-{part}.conllu"))
        report[name] = score_trees(nlp, sentences)
        report[f"{name} relations"] = score_relations(nlp, sentences, RELATIONS)
    return report | {f"names, {name}": score_names(nlp, sentences) for name, sentences in _names(ner, part).items()}


def main() -> None:
    """Measure the pipeline named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder of the pipeline")
    parser.add_argument("--ud", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--ner", type=Path, required=True, help="folder with the name corpora")
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--polnear", type=Path, help="folder with a part of PolNeAR")
    arguments = parser.parse_args()
    nlp = spacy.load(arguments.model)
    report = measure(nlp, arguments.ud, arguments.ner, arguments.part)
    if arguments.polnear:
        report |= {f"polnear, {name}": scores for name, scores in score_polnear(nlp, arguments.polnear).items()}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
