"""The scoring of raw text on hand-made cases whose figures can be counted."""

from pathlib import Path

import pytest
from spacy.tokens import Doc
from tokens import blank_english

pytest.importorskip("udtools", reason="the evaluator of the CoNLL 2018 shared task comes with the package udtools")

from raw_text import Scores, documents, gold_sentences, score

GOLD = """\
# newdoc id = one
# newpar
# text = Rebels didn't attack.
1	Rebels	rebel	NOUN	NNS	_	4	nsubj	_	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	_	4	aux:pass	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	attack	attack	VERB	VB	_	0	root	4:root	SpaceAfter=No
4.1	met	meet	VERB	VBD	_	_	_	_	_
5	.	.	PUNCT	.	_	4	punct	_	_

# text = They left.
1	They	they	PRON	PRP	_	2	nsubj	_	_
2	left	leave	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# newpar
# text = Why?
1	Why	why	ADV	WRB	_	0	root	_	SpaceAfter=No
2	?	?	PUNCT	.	_	1	punct	_	_

# newdoc id = two
# text = Yes
1	Yes	yes	INTJ	UH	_	0	root	_	_

"""
WORDS = "Rebels did n't attack . They left . Why ? Yes".split()
UPOS = "NOUN AUX PART VERB PUNCT PRON VERB PUNCT ADV PUNCT INTJ".split()
HEADS = [3, 3, 3, 3, 3, 6, 6, 6, 8, 8, 10]
RELATIONS = "nsubj aux:pass advmod ROOT punct nsubj ROOT punct ROOT punct ROOT".split()


def _scores(tmp_path: Path, doc: Doc) -> Scores:
    path = tmp_path / "gold.conllu"
    path.write_text(GOLD, encoding="utf-8")
    return score([doc], gold_sentences(path))


def _doc(words: list[str] = WORDS, pos: list[str] = UPOS, heads: list[int] = HEADS, deps: list[str] = RELATIONS) -> Doc:
    return Doc(blank_english().vocab, words=words, pos=pos, heads=heads, deps=deps)


def test_text_is_put_together_again(tmp_path: Path) -> None:
    path = tmp_path / "gold.conllu"
    path.write_text(GOLD, encoding="utf-8")
    assert documents(gold_sentences(path)) == ["Rebels didn't attack. They left.\n\nWhy?", "Yes"]


def test_only_the_contraction_costs_a_token(tmp_path: Path) -> None:
    """Nine of ten gold tokens are found with eleven; of the words none is lost."""
    scores = _scores(tmp_path, _doc())
    assert scores["tokens"] == pytest.approx(100 * 2 * 9 / 21, abs=0.01)
    assert {scores[name] for name in ("sentences", "words", "upos", "uas", "las", "las, subtypes")} == {100.0}


def test_blanks_are_left_out(tmp_path: Path) -> None:
    words = [*WORDS[:8], "\n\n", *WORDS[8:]]
    heads = [head + (head > 7) for head in [*HEADS[:8], 7, *HEADS[8:]]]
    assert _scores(tmp_path, _doc(words, [*UPOS[:8], "SPACE", *UPOS[8:]], heads, [*RELATIONS[:8], "dep", *RELATIONS[8:]]))["las"] == 100.0


def test_subtypes_count_under_their_own_score_only(tmp_path: Path) -> None:
    scores = _scores(tmp_path, _doc(deps=["nsubj", "aux", *RELATIONS[2:]]))
    assert scores["las"] == 100.0
    assert scores["las, subtypes"] == pytest.approx(100 * 10 / 11, abs=0.01)


def test_wrong_words_heads_and_sentences(tmp_path: Path) -> None:
    """A contraction left whole matches none of its two words; two sentences in one cost two, and one root its head."""
    whole = _doc(["Rebels", "didn't", *WORDS[3:]], [UPOS[0], *UPOS[2:]], [2, *(head - 1 for head in HEADS[2:])], [RELATIONS[0], *RELATIONS[2:]])
    scores = _scores(tmp_path, whole)
    assert scores["tokens"] == 100.0
    assert scores["words"] == scores["las"] == pytest.approx(100 * 2 * 9 / 21, abs=0.01)
    joined = _scores(tmp_path, _doc(heads=[*HEADS[:6], 3, *HEADS[7:]], deps=[*RELATIONS[:6], "parataxis", *RELATIONS[7:]]))
    assert joined["sentences"] == pytest.approx(100 * 2 * 2 / 7, abs=0.01)
    assert joined["uas"] == joined["las"] == pytest.approx(100 * 10 / 11, abs=0.01)
