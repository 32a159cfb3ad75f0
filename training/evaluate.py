"""Measure a pipeline: tags, trees and lemmas on treebanks, names on name corpora, tokens on raw text, and speed.

Trees are scored on gold tokens, one sentence a document, with punctuation counted. Names are scored as exact spans over PERSON, ORG and
GPE; other labels are left out on both sides.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from ner_data import CONLL_LABELS, CROSSNER_LABELS, NamedSentence, read_columns, read_gmb, retokenize, split_gmb
from spacy.language import Language
from spacy.tokens import Doc
from ud_data import Sentence, read_conllu

SCORED_LABELS = frozenset(("PERSON", "ORG", "GPE"))
SPEED_PASSAGE = 10

Scores = dict[str, float]


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _f_score(right: int, predicted: int, gold: int) -> Scores:
    precision, recall = _percent(right, predicted), _percent(right, gold)
    return {"p": precision, "r": recall, "f": _percent(2 * right, predicted + gold)}


def _gold_words(nlp: Language, sentence: Sentence) -> Doc:
    return Doc(
        nlp.vocab,
        words=[word.form for word in sentence],
        spaces=[word.space_after for word in sentence],
        sent_starts=[index == 0 for index in range(len(sentence))],
    )


def score_trees(nlp: Language, sentences: Sequence[Sentence]) -> Scores:
    """Score tags, lemmas and trees on gold tokens."""
    counts = dict.fromkeys(("upos", "xpos", "lemma", "uas", "las"), 0)
    total = 0
    for doc, sentence in zip(nlp.pipe(_gold_words(nlp, s) for s in sentences), sentences, strict=True):
        for token, word in zip(doc, sentence, strict=True):
            head = 0 if token.head.i == token.i else token.head.i + 1
            relation = "root" if token.dep_ == "ROOT" else token.dep_
            total += 1
            counts["upos"] += token.pos_ == word.upos
            counts["xpos"] += token.tag_ == word.xpos
            counts["lemma"] += token.lemma_ == word.lemma
            counts["uas"] += head == word.head
            counts["las"] += head == word.head and relation == word.relation
    return {name: _percent(count, total) for name, count in counts.items()}


def score_relations(nlp: Language, sentences: Sequence[Sentence], relations: Sequence[str]) -> Scores:
    """Give the F score of single relations, head and label right."""
    right, predicted, gold = (dict.fromkeys(relations, 0) for _ in range(3))
    for doc, sentence in zip(nlp.pipe(_gold_words(nlp, s) for s in sentences), sentences, strict=True):
        for token, word in zip(doc, sentence, strict=True):
            if token.dep_ in predicted:
                predicted[token.dep_] += 1
            if word.relation in gold:
                gold[word.relation] += 1
                right[word.relation] += token.dep_ == word.relation and token.head.i + 1 == word.head
    return {name: _percent(2 * right[name], predicted[name] + gold[name]) for name in relations}


def score_names(nlp: Language, sentences: Sequence[NamedSentence]) -> Scores:
    """Score exact name spans on gold words, cut at hyphens as the tokenizer does."""
    cut = [retokenize(sentence, nlp.tokenizer) for sentence in sentences]
    right = predicted = gold = 0
    for doc, sentence in zip(nlp.pipe(Doc(nlp.vocab, words=list(s.words)) for s in cut), cut, strict=True):
        found = {(span.start, span.end, span.label_) for span in doc.ents if span.label_ in SCORED_LABELS}
        true = {(name.start, name.end, name.label) for name in sentence.names if name.label in SCORED_LABELS}
        right += len(found & true)
        predicted += len(found)
        gold += len(true)
    return _f_score(right, predicted, gold)


def _text(sentence: Sentence) -> str:
    return "".join(word.form + " " * word.space_after for word in sentence).strip()


def _offsets(words: Iterator[str]) -> set[tuple[int, int]]:
    spans: set[tuple[int, int]] = set()
    position = 0
    for word in words:
        spans.add((position, position + len(word)))
        position += len(word)
    return spans


def score_tokens(nlp: Language, sentences: Sequence[Sentence]) -> Scores:
    """Score the tokenizer on the raw text of sentences."""
    right = predicted = gold = 0
    for sentence in sentences:
        found = _offsets(token.text for token in nlp.tokenizer(_text(sentence)) if not token.is_space)
        true = _offsets(word.form for word in sentence)
        right += len(found & true)
        predicted += len(found)
        gold += len(true)
    return _f_score(right, predicted, gold)


def words_per_second(nlp: Language, sentences: Sequence[Sentence]) -> float:
    """Count words per second of processor time, from raw text to names, in passages of ten sentences."""
    texts = [" ".join(_text(sentence) for sentence in sentences[start : start + SPEED_PASSAGE]) for start in range(0, len(sentences), SPEED_PASSAGE)]
    list(nlp.pipe(texts[:10]))
    start = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    return round(words / (time.process_time() - start))


def evaluate(nlp: Language, ud: Path, ner: Path) -> dict[str, Scores | float]:
    """Run all measurements on the test data; `ud` and `ner` are the data folders."""
    report: dict[str, Scores | float] = {}
    treebanks = {name: list(read_conllu(ud / f"en_{name}-test.conllu")) for name in ("ewt", "gum-open")}
    for name, sentences in treebanks.items():
        report[f"{name} test"] = score_trees(nlp, sentences)
        report[f"{name} test relations"] = score_relations(nlp, sentences, ("ccomp", "parataxis", "appos", "nsubj", "obj", "obl:agent"))
        report[f"{name} test tokens"] = score_tokens(nlp, sentences)
    names = {
        "gmb held-out": split_gmb(read_gmb(ner / "gmb_ner_dataset.csv.zip")).test,
        "crossner politics test": read_columns(ner / "crossner_politics" / "test.txt", CROSSNER_LABELS),
        "uner ewt test": read_columns(ner / "uner_ewt-test.iob2", CONLL_LABELS),
        "wikigold": read_columns(ner / "wikigold.conllu", CONLL_LABELS),
    }
    report |= {f"names, {name}": score_names(nlp, sentences) for name, sentences in names.items()}
    report["words per second"] = words_per_second(nlp, [sentence for part in treebanks.values() for sentence in part])
    return report


def main() -> None:
    """Measure the pipeline named on the command line and print the report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of the pipeline")
    parser.add_argument("--ud", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--ner", type=Path, required=True, help="folder with the name corpora")
    arguments = parser.parse_args()
    print(json.dumps(evaluate(spacy.load(arguments.model), arguments.ud, arguments.ner), indent=1))


if __name__ == "__main__":
    main()
