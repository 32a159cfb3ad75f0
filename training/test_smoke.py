"""The parts of the recipe on hand-written sentences, and a few training steps whose pipeline must load and work."""

import random
import zipfile
from pathlib import Path

import spacy
from inversion import find_frame, is_statement, join
from ner_data import CONLL_LABELS, Name, NamedSentence, read_columns, read_gmb, retokenize
from tokens import blank_english
from train import Folders, build
from ud_data import Sentence, read_conllu

TREES = """\
# text = Rebels didn't attack the city on Monday.
1	Rebels	rebel	NOUN	NNS	Number=Plur	4	nsubj	_	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	Tense=Past|VerbForm=Fin	4	aux	_	_
3	n't	not	PART	RB	Polarity=Neg	4	advmod	_	_
4	attack	attack	VERB	VB	VerbForm=Inf	0	root	_	_
5	the	the	DET	DT	Definite=Def|PronType=Art	6	det	_	_
6	city	city	NOUN	NN	Number=Sing	4	obj	_	_
7	on	on	ADP	IN	_	8	case	_	_
8	Monday	Monday	PROPN	NNP	Number=Sing	4	obl	_	SpaceAfter=No
8.1	met	meet	VERB	VBD	_	_	_	_	_
9	.	.	PUNCT	.	_	4	punct	_	_

# text = "We held the bridge," said Anna Kovac
1	"	"	PUNCT	``	_	3	punct	_	SpaceAfter=No
2	We	we	PRON	PRP	Case=Nom|Number=Plur	3	nsubj	_	_
3	held	hold	VERB	VBD	Tense=Past|VerbForm=Fin	8	ccomp	_	_
4	the	the	DET	DT	Definite=Def|PronType=Art	5	det	_	_
5	bridge	bridge	NOUN	NN	Number=Sing	3	obj	_	SpaceAfter=No
6	,	,	PUNCT	,	_	3	punct	_	SpaceAfter=No
7	"	"	PUNCT	''	_	3	punct	_	_
8	said	say	VERB	VBD	Tense=Past|VerbForm=Fin	0	root	_	_
9	Anna	Anna	PROPN	NNP	Number=Sing	8	nsubj	_	_
10	Kovac	Kovac	PROPN	NNP	Number=Sing	9	flat	_	_

"""
GMB_SENTENCES = (
    "President/B-per Anna/I-per Kovac/I-per visited/O Lyon/B-geo ./O",
    "The/O Harbour/B-org Council/I-org thanked/O French/B-gpe sailors/O ./O",
    "Troops/O left/O Kenya/B-gpe after/O the/O River/B-eve War/I-eve ./O",
    "Anna/B-per Kovac/I-per met/O the/O Lyon-based/B-geo Harbour/B-org Council/I-org ./O",
)
COLUMNS = "Anna\tB-{person}\nKovac\tI-{person}\nleft\tO\nLyon\tB-{place}\n.\tO\n\n"
EPISODES = 10
REPORT = """\
1	The	the	DET	DT	_	2	det	_	_
2	mayor	mayor	NOUN	NN	_	3	nsubj	_	_
3	said	say	VERB	VBD	_	0	root	_	_
4	nothing	nothing	PRON	NN	_	3	obj	_	SpaceAfter=No
5	.	.	PUNCT	.	_	3	punct	_	_

"""


def _write_trees(folder: Path) -> Path:
    folder.mkdir()
    for name in ("en_ewt", "en_gum-open"):
        for part in ("train", "dev", "test"):
            (folder / f"{name}-{part}.conllu").write_text(TREES * EPISODES, encoding="utf-8")
    return folder


def _gmb_csv() -> str:
    rows = ["Sentence #,Word,POS,Tag"]
    for number in range(EPISODES * len(GMB_SENTENCES)):
        pairs = [f"{number}/O", *GMB_SENTENCES[number % len(GMB_SENTENCES)].split()]
        rows.append(f"Sentence: {number}," + pairs[0].replace("/", ",X,"))
        rows.extend("," + pair.replace("/", ",X,") for pair in pairs[1:])
    return "\n".join(rows)


def _write_names(folder: Path) -> Path:
    for sub in ("crossner_politics", "btc"):
        (folder / sub).mkdir(parents=True)
    with zipfile.ZipFile(folder / "gmb_ner_dataset.csv.zip", "w") as archive:
        archive.writestr("ner_dataset.csv", _gmb_csv())
    for part in ("train", "dev", "test"):
        text = COLUMNS.format(person="politician", place="location")
        (folder / "crossner_politics" / f"{part}.txt").write_text(text, encoding="utf-8")
    conll = COLUMNS.format(person="PER", place="LOC")
    for name in ("btc/g.conll", "uner_ewt-dev.iob2", "uner_ewt-test.iob2", "wikigold.conllu"):
        (folder / name).write_text(conll, encoding="utf-8")
    return folder


def _read(text: str, folder: Path) -> list[Sentence]:
    path = folder / "sample.conllu"
    path.write_text(text, encoding="utf-8")
    return list(read_conllu(path))


def test_token_ranges_and_empty_nodes_are_left_out(tmp_path: Path) -> None:
    """Of "didn't" the two words stay, written together; a node without a word goes."""
    words = _read(TREES, tmp_path)[0]
    assert [word.form for word in words] == ["Rebels", "did", "n't", "attack", "the", "city", "on", "Monday", "."]
    assert [word.space_after for word in words[:4]] == [True, False, True, True]


def test_statement_and_speaker_are_joined(tmp_path: Path) -> None:
    """The statement comes first and depends on the speech verb."""
    statement, (report,) = _read(TREES, tmp_path)[0], _read(REPORT, tmp_path)
    frame = find_frame(report)
    assert frame is not None
    assert is_statement(statement)
    joined = join(statement, frame, random.Random(0))
    root = next(number for number, word in enumerate(joined, 1) if word.head == 0)
    assert joined[root - 1].form == "said"
    assert next(word for word in joined if word.form == "attack").relation == "ccomp"
    assert next(word for word in joined if word.form == "attack").head == root
    assert joined[next(word for word in joined if word.form == "mayor").head - 1].form == "said"


def test_hyphens() -> None:
    """Compounds are cut, words with a bound prefix are not."""
    tokens = [token.text for token in blank_english()("A US-led, pro-Western five-year U.N.-backed F-16 non-event")]
    expected = "A US - led , pro-Western five - year U.N. - backed F - 16 non-event"
    assert tokens == expected.split()


def test_names_are_brought_to_one_inventory(tmp_path: Path) -> None:
    """Titles leave persons, demonyms become NORP, country names GPE, and compounds keep only the name."""
    folder = _write_names(tmp_path / "ner")
    first, second, third, fourth = read_gmb(folder / "gmb_ner_dataset.csv.zip")[:4]
    assert Name(2, 4, "PERSON") in first.names
    assert {name.label for name in second.names} == {"ORG", "NORP"}
    assert {name.label for name in third.names} == {"GPE", "EVENT"}
    assert "Lyon-based" in fourth.words
    cut = retokenize(fourth, blank_english().tokenizer)
    place = next(name for name in cut.names if name.label == "GPE")
    assert cut.words[place.start : place.end] == ("Lyon",)
    assert read_columns(folder / "wikigold.conllu", CONLL_LABELS) == [
        NamedSentence(("Anna", "Kovac", "left", "Lyon", "."), (Name(0, 2, "PERSON"), Name(3, 4, "GPE")))
    ]


def test_recipe(tmp_path: Path) -> None:
    """The whole recipe runs on a tiny sample, and what it ships works from raw text."""
    folders = Folders(_write_trees(tmp_path / "ud"), _write_names(tmp_path / "ner"), tmp_path / "work", tmp_path / "out")
    build(folders, trained=False, parser_steps=80, ner_steps=80)
    nlp = spacy.load(folders.out)
    doc = nlp("Rebels didn't attack the US-led city on Monday.")
    assert [token.text for token in doc[:7]] == ["Rebels", "did", "n't", "attack", "the", "US", "-"]
    assert all(token.dep_ and token.pos_ and token.lemma_ for token in doc)
    assert doc[0].dep_ == "nsubj"
    assert doc[0].lemma_ == "rebel"
    assert "PERSON" in {span.label_ for span in nlp("Anna Kovac left Lyon.").ents}
    assert (folders.work / "report.json").exists()
