"""Train, assemble and measure the English pipeline: prepare the data, train parser and names, join them, write the result."""

import argparse
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
import srsly  # type: ignore[import-untyped]
from evaluate import Scores, evaluate
from ner_data import name_docs, read_gmb, split_gmb, training_mix
from reader import register_reader
from spacy.cli.train import train
from spacy.language import Language
from spacy.strings import StringStore
from tokens import blank_english
from ud_data import read_conllu, save_docs, single_docs, training_docs

HERE = Path(__file__).parent
COPIES = 3
SEED = 7
TREEBANKS = ("en_ewt", "en_gum-open")
SYNTAX_PIPES = ("tok2vec", "tagger", "morphologizer", "trainable_lemmatizer", "parser")
META = {
    "name": "sayso_cnn",
    "version": "0.1.0",
    "description": "English tagger, morphologizer, lemmatizer, Universal Dependencies parser and names for news text",
    "license": "CC BY-SA 4.0",
    "author": "The sayso contributors",
    "sources": [
        {"name": "UD English EWT", "license": "CC BY-SA 4.0", "url": "https://github.com/UniversalDependencies/UD_English-EWT"},
        {
            "name": "UD English GUM, open genres",
            "license": "annotations CC BY 4.0, texts CC BY, CC BY-SA or public domain",
            "url": "https://github.com/UniversalDependencies/UD_English-GUM",
        },
        {
            "name": "Groningen Meaning Bank, named-entity extract",
            "license": "public-domain text, database ODbL 1.0",
            "url": "https://gmb.let.rug.nl",
        },
        {"name": "CrossNER politics", "license": "MIT", "url": "https://github.com/zliucr/CrossNER"},
        {"name": "Universal NER, English EWT", "license": "CC BY-SA 4.0", "url": "https://www.universalner.org"},
        {"name": "Broad Twitter Corpus, part G", "license": "CC BY 4.0", "url": "https://github.com/GateNLP/broad_twitter_corpus"},
    ],
}


@dataclass(frozen=True)
class Folders:
    """Where the data lie, where to work, and where the pipeline goes."""

    ud: Path
    ner: Path
    work: Path
    out: Path


def prepare_trees(folders: Folders) -> None:
    """Write the treebanks' training and development documents into the working folder."""
    vocab = spacy.blank("en").vocab
    train_parts = [list(read_conllu(folders.ud / f"{name}-train.conllu")) for name in TREEBANKS]
    dev = [sentence for name in TREEBANKS for sentence in read_conllu(folders.ud / f"{name}-dev.conllu")]
    save_docs(training_docs(vocab, train_parts, COPIES, SEED), folders.work / "parser-train.spacy")
    save_docs(single_docs(vocab, dev), folders.work / "parser-dev.spacy")


def prepare_names(folders: Folders) -> None:
    """Write the name corpora's training and development documents into the working folder."""
    nlp = blank_english()
    gmb = split_gmb(read_gmb(folders.ner / "gmb_ner_dataset.csv.zip"))
    mix = training_mix(gmb, folders.ner)
    save_docs(name_docs(nlp.vocab, nlp.tokenizer, mix, random.Random(SEED)), folders.work / "ner-train.spacy")
    save_docs(name_docs(nlp.vocab, nlp.tokenizer, gmb.dev), folders.work / "ner-dev.spacy")


def train_part(part: str, work: Path, steps: int | None) -> Path:
    """Train the "parser" or the "ner" configuration on the prepared documents; return the best model's folder."""
    overrides: dict[str, str | int] = {
        "paths.train": str(work / f"{part}-train.spacy"),
        "paths.dev": str(work / f"{part}-dev.spacy"),
    }
    if steps is not None:
        overrides |= {
            "training.max_steps": steps,
            "training.eval_frequency": steps,
            "training.optimizer.learn_rate.warmup_steps": steps // 10,
        }
    register_reader()
    train(HERE / f"{part}.cfg", work / part, overrides=overrides)
    return work / part / "model-best"


def _leaves(value: object) -> Iterator[object]:
    """Yield the plain values nested in dictionaries and lists."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _needed_strings(nlp: Language) -> list[str]:
    """List the strings that the trained parts refer to; the words seen in training are of no use later."""
    lemmatizer: Any = nlp.get_pipe("trainable_lemmatizer")
    strings: Any = nlp.vocab.strings
    numbers = {value for value in _leaves(srsly.msgpack_loads(lemmatizer.trees.to_bytes())) if isinstance(value, int)}
    needed = {strings[number] for number in numbers if number in strings}
    needed |= {label for labels in nlp.pipe_labels.values() for label in labels}
    return sorted(needed | set(map(str, blank_english().vocab.strings)))


def assemble(parser: Path, ner: Path) -> Language:
    """Join the trained parts behind the adapted tokenizer; names keep their own encoder."""
    nlp = blank_english()
    syntax = spacy.load(parser)
    for name in SYNTAX_PIPES:
        nlp.add_pipe(name, source=syntax)
    names = spacy.load(ner)
    names.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=names)
    nlp.meta.update(META)
    return nlp


def ship(nlp: Language, out: Path) -> None:
    """Write the pipeline with no more strings than it needs."""
    nlp.to_disk(out)
    StringStore(_needed_strings(nlp)).to_disk(out / "vocab" / "strings.json")


def file_hashes(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _flat(report: dict[str, Scores | float]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, value in report.items():
        if isinstance(value, dict):
            flat |= {f"{name} {measure}": score for measure, score in value.items()}
        else:
            flat[name] = value
    return flat


def build(folders: Folders, *, trained: bool, parser_steps: int | None = None, ner_steps: int | None = None) -> None:
    """Run the whole recipe; with `trained` the models already in the working folder are taken as they are."""
    folders.work.mkdir(parents=True, exist_ok=True)
    if not trained:
        prepare_trees(folders)
        prepare_names(folders)
        train_part("parser", folders.work, parser_steps)
        train_part("ner", folders.work, ner_steps)
    nlp = assemble(folders.work / "parser" / "model-best", folders.work / "ner" / "model-best")
    ship(nlp, folders.out)
    shipped = spacy.load(folders.out)
    report = evaluate(shipped, folders.ud, folders.ner)
    srsly.write_json(folders.out / "meta.json", {**shipped.meta, "performance": _flat(report)})
    summary = {"report": report, "sha256": file_hashes(folders.out)}
    (folders.work / "report.json").write_text(json.dumps(summary, indent=1), encoding="utf-8")
    print(json.dumps(summary, indent=1))


def main() -> None:
    """Read the command line and run the recipe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--ner", type=Path, required=True, help="folder with the name corpora")
    parser.add_argument("--work", type=Path, required=True, help="folder for prepared data and checkpoints, outside the repository")
    parser.add_argument("--out", type=Path, required=True, help="folder of the finished pipeline")
    parser.add_argument("--parser-steps", type=int, help="training steps of the parser, instead of the configuration's")
    parser.add_argument("--ner-steps", type=int, help="training steps of the names, instead of the configuration's")
    parser.add_argument("--trained", action="store_true", help="only assemble and measure the models already in the working folder")
    arguments = parser.parse_args()
    folders = Folders(arguments.ud, arguments.ner, arguments.work, arguments.out)
    build(folders, trained=arguments.trained, parser_steps=arguments.parser_steps, ner_steps=arguments.ner_steps)


if __name__ == "__main__":
    main()
