"""The corpus: claims in the annotators' notation, passages stored without foreign words, two passes laid side by side, and what is wrong told."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from sayso.corpus.agreeing import agreement_of
from sayso.corpus.counting import corpus_counts, near_duplicates, requirements
from sayso.corpus.docbin import write_docbin
from sayso.corpus.files import is_canonical, passage_record, read_corpus, write_passages
from sayso.corpus.notation import Mistake, claim_line, read_claim, read_notation
from sayso.corpus.passages import Passage
from sayso.corpus.settling import settled, sheet
from sayso.corpus.texts import GMB_ARCHIVE, read_gmb
from sayso.corpus.validating import borrowed_words, passage_problems, problems_of_corpus
from sayso.errors import InputError

NOTES = """
# own-17 | topic: siege | published: 2026-03-14 | outlet: Radio Savana
> The army denied that shells had hit the market in Arda on Friday, where at least 30 people died.
>> "They will pay," a rebel commander told the agency Norpress, according to two people who heard the call.
> He said that he and the army's envoys had met in Arda.
1 ASSAULT/heavy-weapons shells had hit !denied | r: the market in Arda (civilian) | p: the market in Arda (SYR = Arda) | t: on Friday = 2026-03-13
  | n: at least 30 (killed 30.. who=people) | v: The army (military SYR = Syrian army) <denied>
2 THREATEN/violence will pay | a: a rebel commander (armed-group SYR) | r: They (military SYR = Syrian army)
  | v: two people who heard the call (unknown anon said:2026-03) <according to>
3 CONSULT met | a: said that {he} and (armed-group SYR) ; the army's envoys (military SYR = Syrian army) | p: Arda (SYR)
  | v: [2] two people who heard the call (unknown anon) <[2] according to> > He (armed-group SYR = rebel commander) <said>

# own-18 | topic: football
> The strikers bombarded the visitors' goal.
-
"""


def passages(notes: str = NOTES) -> list[Passage]:
    found = [passage for _, passage in read_notation(notes.split("\n"))]
    assert all(isinstance(passage, Passage) for passage in found), found
    return [passage for passage in found if isinstance(passage, Passage)]


def mistakes(line: str) -> str:
    with pytest.raises(Mistake) as mistake:
        read_claim(line, passages()[0])
    return str(mistake.value)


def test_a_claim_is_read_out_of_its_line() -> None:
    siege, football = passages()
    strike, threat, talks = siege.claims
    assert (strike["event"], strike["mode"], strike["status"], strike["trigger"]["text"]) == ("ASSAULT", "heavy-weapons", "denied", "shells had hit")
    assert strike["place"] == {"text": "the market in Arda", "start": 36, "end": 54, "name": "Arda", "relation": None, "role": None, "country": "SYR"}
    assert [(count["what"], count["low"], count["high"], count["who"]) for count in strike["counts"]] == [("killed", 30, None, "people")]
    assert (threat["voices"][0]["anonymous"], threat["voices"][0]["said"], threat["recipients"][0]["name"]) == (True, "2026-03", "Syrian army")
    assert [(voice["text"], voice["depth"], voice["cue"]["text"]) for voice in talks["voices"]] == [
        ("two people who heard the call", 0, "according to"), ("He", 1, "said"),
    ]  # fmt: skip
    assert siege.text[slice(*siege.sentences[1])].startswith('"They') and "\n\n" in siege.text
    assert (football.claims, siege.published, football.topic) == ((), "2026-03-14", "football")


def test_a_claim_written_again_is_the_same_claim() -> None:
    siege = passages()[0]
    assert [read_claim(claim_line(claim, siege), siege) for claim in siege.claims] == list(siege.claims)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 ASSAULT/polite shells", "ASSAULT has no mode 'polite'"),
        ("1 WAR shells", "no event type 'WAR'"),
        ("9 ASSAULT shells", "no sentence 9"),
        ("1 ASSAULT missiles", "'missiles' does not stand in sentence 1"),
        ("2 ASSAULT the", "'the' stands there 2 times"),
        ("1 ASSAULT shells !maybe", "no status 'maybe'"),
        ("1 ASSAULT shells | x: people", "no field 'x'"),
        ("1 ASSAULT shells | a: The army", "lacks its brackets"),
        ("1 ASSAULT shells | a: The army (soldiers)", "soldiers after 'The army' means nothing"),
        ("1 ASSAULT shells | a: The army (SYR)", "needs one kind"),
        ("1 ASSAULT shells | a: [2] They (military)", "Only a voice may stand in another sentence"),
        ("1 ASSAULT shells | t: on Friday = last week", "is no EDTF"),
        ("1 ASSAULT shells | n: at least 30 (killed many)", "is no number"),
        ("shells fell", "A claim is"),
    ],
)
def test_a_slip_of_the_pen_is_told(line: str, said: str) -> None:
    assert said in mistakes(line)


def test_two_passages_of_one_text_differ_only_in_what_is_marked() -> None:
    first, second = passages(), passages(NOTES.replace("!denied", "!hedged").replace("\n3 CONSULT", "\n3 AGREE"))
    agreed = agreement_of(first, second)
    assert (agreed.passages, agreed.sentences, agreed.scores.typed.found, agreed.scores.status.right) == (2, 4, 2, 2)
    lines = "\n".join(sheet(first, {passage.id: passage for passage in second}))
    assert "1 DIFFERS in status" in lines and "2 agreed" in lines and "3 DIFFERS in event" in lines and "own-18" not in lines


@pytest.mark.parametrize(
    ("decisions", "outcome"),
    [
        ("1 a\n3 a", [("ASSAULT", "denied"), ("THREATEN", "asserted"), ("CONSULT", "asserted")]),
        ("1 a status=b\n3 b", [("ASSAULT", "hedged"), ("THREATEN", "asserted"), ("AGREE", "asserted")]),
        ("1 drop\n2 drop\n3 = 3 CONSULT/visit met", [("CONSULT", "asserted")]),
        ("1 b\n3 drop\n+ own-18 1 ASSAULT bombarded", [("ASSAULT", "hedged"), ("THREATEN", "asserted"), ("ASSAULT", "asserted")]),
    ],
)
def test_a_third_hand_settles_what_differs(decisions: str, outcome: list[tuple[str, str]]) -> None:
    second = passages(NOTES.replace("!denied", "!hedged").replace("\n3 CONSULT", "\n3 AGREE"))
    done, problems = settled(passages(), {passage.id: passage for passage in second}, decisions.split("\n"))
    assert not problems
    assert [(claim["event"], claim["status"]) for passage in done for claim in passage.claims] == outcome


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ("3 a", "1 (own-17): There is no decision."),
        ("1 a\n3 keep", "'keep' chooses a claim"),
        ("1 a colour=b\n3 a", "colour=b names nothing"),
        ("1 perhaps", "no decision"),
    ],
)
def test_what_is_left_open_is_told(decisions: str, said: str) -> None:
    second = passages(NOTES.replace("!denied", "!hedged").replace("\n3 CONSULT", "\n3 AGREE"))
    assert any(said in problem for problem in settled(passages(), {passage.id: passage for passage in second}, decisions.split("\n"))[1])


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A reader's copy of a collection, with two sentences of ours in it."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["Sentence #", "Word", "POS", "Tag"])
    for number, sentence in enumerate(("Rebels of the Free Valley shelled Arda on Friday .", "The mayor said 12 people died ."), 1):
        for at, word in enumerate(sentence.split()):
            writer.writerow([f"Sentence: {number}" if at == 0 else "", word, "NN", "O"])
    with zipfile.ZipFile(tmp_path / GMB_ARCHIVE, "w") as archive:
        archive.writestr("ner_dataset.csv", rows.getvalue().encode("cp1252"))
    return tmp_path


def foreign(copies: Path) -> Passage:
    sentences = read_gmb(copies)
    first, second = sentences["gmb:1"], sentences["gmb:2"]
    passage = Passage("gmb:1+gmb:2", "gmb", f"{first} {second}", ((0, len(first)), (len(first) + 1, len(first) + 1 + len(second))), topic="valley")
    lines = (
        "1 ASSAULT/heavy-weapons shelled | a: Rebels of the Free Valley (armed-group = Free Valley) | p: Arda (SYR)",
        "2 ASSAULT died | r: 12 people (civilian) | n: 12 (killed 12 who=people) | v: The mayor (government SYR) <said>",
    )
    return replace(passage, claims=tuple(read_claim(line, passage) for line in lines))


def test_a_foreign_passage_is_stored_without_a_word_of_its_text(copies: Path) -> None:
    passage = foreign(copies)
    record = passage_record(passage)
    stored = json.dumps(record)
    assert not any(word in stored for word in ("Rebels", "shelled", "Arda", "mayor", "people", '"text"'))
    assert record["claims"][0]["actors"][0]["name"] == "Free Valley"
    write_passages([passage], copies / "train" / "gmb.jsonl")
    assert read_corpus([copies / "train"], [copies]) == [passage]
    assert list(problems_of_corpus([copies / "train"], [copies])) == []


def test_own_and_foreign_passages_come_back_as_they_were_written(copies: Path) -> None:
    held = [*passages(), foreign(copies)]
    write_passages(held, copies / "all.jsonl")
    assert read_corpus([copies / "all.jsonl"], [copies]) == held
    assert read_corpus([copies / "all.jsonl"], own_only=True) == held[:2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sha256": "0" * 64}, "another text than was annotated"),
        ({"id": "gmb:7"}, "is in no copy of its collection"),
        ({"text": "Rebels of the Free Valley"}, "holds words of its text"),
        ({"note": "Rebels"}, "Extra inputs are not permitted"),
        ({"sentences": [[0, 400]]}, "its evidence is no sentence"),
    ],
)
def test_the_check_refuses_foreign_text_and_false_offsets(copies: Path, change: dict[str, Any], said: str) -> None:
    record = {**passage_record(foreign(copies)), **change}
    (copies / "bad.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert any(said in problem for problem in problems_of_corpus([copies / "bad.jsonl"], [copies]))


def test_the_check_refuses_a_foreign_phrase_for_a_name(copies: Path) -> None:
    record = passage_record(foreign(copies))
    record["claims"][0]["actors"][0]["name"] = "rebels who shelled the town on Friday"
    (copies / "bad.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert any("actors[0].name" in problem for problem in problems_of_corpus([copies / "bad.jsonl"], [copies]))


@pytest.mark.parametrize(("name", "canonical"), [("Russian army", True), ("Hay'at Tahrir al-Sham", True), ("gunmen on motorbikes", False), ("", False)])
def test_which_names_are_canonical(name: str, canonical: bool) -> None:
    assert is_canonical(name) == canonical


def test_a_passage_of_ours_that_repeats_another_text_is_told() -> None:
    borrowed = passages()[0]
    assert list(borrowed_words([borrowed], ["A report said the army denied that shells had hit the market in Arda on Friday, where some fell."]))
    assert not list(borrowed_words([borrowed], ["The army denied that shells had hit a market."]))


def test_claims_that_break_the_record_are_told() -> None:
    siege = passages()[0]
    broken = json.loads(json.dumps(siege.claims[0]))
    broken["mode"], broken["counts"][0]["high"], broken["voices"][0]["depth"] = "polite", 3, 2
    told = " ".join(passage_problems(replace(siege, claims=(broken,))))
    assert "has no mode polite" in told and "is more than itself" in told and "chain of voices is none" in told


def test_what_the_corpus_holds_is_counted_against_what_it_should() -> None:
    counts = corpus_counts(passages())
    assert (counts["claims"], counts["chains of two or more"], counts["anonymous voices"], counts["sentences without a claim"]) == (3, 1, 2, 1)
    short = {wanted.what: wanted.found for wanted in requirements(counts, 4) if wanted.found < wanted.needed}
    assert short["ASSAULT/heavy-weapons"] == 1 and short["sentences"] == 4


def test_a_sentence_with_other_names_in_it_is_a_near_duplicate() -> None:
    one, other, third = (
        Passage(f"own-{n}", "sayso", text, ((0, len(text)),))
        for n, text in enumerate(("Rebels took Homs on Friday, 12 December.", "Troops took Port Arda on Monday, 3 May.", "Nobody knew who had taken the port."))
    )
    assert len(near_duplicates([one, other, third])) == 1


def test_a_docbin_holds_the_triggers_and_fillers_as_spans(tmp_path: Path) -> None:
    assert write_docbin(passages(), tmp_path / "corpus.spacy") == 2
    doc = next(DocBin(store_user_data=True).from_disk(tmp_path / "corpus.spacy").get_docs(Vocab()))
    assert [(span.text, span.label_) for span in doc.spans["triggers"]] == [
        ("shells had hit", "ASSAULT/heavy-weapons"), ("will pay", "THREATEN/violence"), ("met", "CONSULT"),
    ]  # fmt: skip
    assert len(list(doc.sents)) == 3 and doc.user_data["id"] == "own-17"
    assert {span.label_ for span in doc.spans["fillers"]} == {"actor", "recipient", "place", "time", "count", "voice", "cue"}


def test_the_commands_of_the_corpus(tmp_path: Path, copies: Path) -> None:
    write_passages([*passages(), foreign(copies)], tmp_path / "all.jsonl")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "sayso.corpus", *args], capture_output=True, text=True, check=False)

    checked = run("check", str(tmp_path / "all.jsonl"), "--texts", str(copies))
    assert (checked.returncode, checked.stdout.strip()) == (0, "0 problems")
    lost = run("counts", str(tmp_path / "all.jsonl"))
    assert lost.returncode == 2 and "--texts" in lost.stderr
    assert "short" in run("counts", str(tmp_path / "all.jsonl"), "--texts", str(copies)).stdout
    agreed = run("agreement", str(tmp_path / "all.jsonl"), str(tmp_path / "all.jsonl"), "--texts", str(copies)).stdout
    assert "3 passages, 6 sentences in both passes" in agreed
    assert run("export", str(tmp_path / "all.jsonl"), "--texts", str(copies), "--to", str(tmp_path / "out.jsonl")).returncode == 0
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_a_text_that_cannot_be_had_is_told(tmp_path: Path, copies: Path) -> None:
    write_passages([foreign(copies)], tmp_path / "one.jsonl")
    with pytest.raises(InputError, match="Name a folder with your copy"):
        read_corpus([tmp_path / "one.jsonl"])


def test_an_annotator_is_helped(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(NOTES, encoding="utf-8")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "tools.annotate", *args], capture_output=True, text=True, check=False)

    assert "ok: 2 passages, 4 sentences, 3 claims" in run("check", str(notes)).stdout
    batch = tmp_path / "notes.jsonl"
    assert "> The strikers bombarded" in run("template", str(batch)).stdout
    notes.write_text(NOTES.replace("!denied", "!maybe"), encoding="utf-8")
    wrong = run("check", str(notes), "--batch", str(batch))
    assert wrong.returncode == 1 and "line 6" in wrong.stderr
    assert json.loads(batch.read_text(encoding="utf-8").splitlines()[0]) == json.loads(json.dumps(asdict(passages()[0])))


def test_errors_are_put_into_classes() -> None:
    from benchmarks.errors import errors_of

    siege = passages()[0]
    strike, threat, talks = siege.claims
    elsewhere = {**strike, "status": "asserted", "voices": [], "counts": [], "place": None}
    kinds = [error.kind for error in errors_of(siege, [elsewhere, {**talks, "event": "AGREE"}], frozenset({"pay"}))]
    assert kinds == [
        "missed THREATEN: pattern did not fit",
        "status denied read as asserted",
        "voice missed",
        "place missed",
        "count missed",
        "type CONSULT read as AGREE",
    ]
    extra = [error.kind for error in errors_of(siege, [strike, threat, talks, dict(threat)], frozenset())]
    assert extra == ["too much THREATEN: told twice"]


def test_stand_off_passages_are_evaluated_with_a_reader_s_copy(tmp_path: Path, copies: Path) -> None:
    from typer.testing import CliRunner

    from sayso.cli import app

    write_passages([foreign(copies)], tmp_path / "gmb.jsonl")
    told = CliRunner().invoke(app, ["evaluate", str(tmp_path / "gmb.jsonl"), "--texts", str(copies), "--format", "jsonl"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["claim"]["gold"] == 2


def test_the_corpus_of_the_repository_is_sound() -> None:
    """What can be told without a copy of the other collections: shapes, foreign words, and all of the project's own passages."""
    splits = [Path("corpus") / split for split in ("train", "dev", "test")]
    problems = [problem for problem in problems_of_corpus(splits, []) if "whose texts the corpus does not carry" not in problem]
    assert problems == []
    own = read_corpus(splits, own_only=True)
    assert len(own) > 500 and all(passage.claims or passage.topic for passage in own)


def test_the_rounds_of_annotation_lose_nothing(tmp_path: Path) -> None:
    """What one hand made gets a second pass, then a settler's word, and stands in its split again as settled."""
    corpus, work = tmp_path / "corpus", tmp_path / "work"
    corpus.mkdir()
    notes = tmp_path / "first.txt"
    notes.write_text(NOTES, encoding="utf-8")

    def run(module: str, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", module, *args], capture_output=True, text=True, check=False)

    def rounds(*args: str) -> subprocess.CompletedProcess[str]:
        return run("tools.rounds", *args, "--corpus", str(corpus), "--to", str(work))

    assert run("tools.annotate", "check", str(notes)).returncode == 0
    assert "2 of 2 passages" in rounds("add", str(notes.with_suffix(".jsonl")), "--split", "train").stdout
    assert rounds("add", str(notes.with_suffix(".jsonl")), "--split", "dev").returncode == 1, "no topic stands in two splits"
    assert rounds("alone").returncode == 0
    bare = (work / "1.batch.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["claims"] for line in bare.splitlines()] == [[], []], "whoever comes second sees no claim of the first"
    notes = work / "second.txt"
    notes.write_text(NOTES.replace(" !denied", ""), encoding="utf-8")
    assert run("tools.annotate", "check", str(notes), "--batch", str(work / "1.batch.jsonl")).returncode == 0
    assert "2 of 2 passages" in rounds("second", str(notes.with_suffix(".jsonl"))).stdout
    assert rounds("second", str(notes.with_suffix(".jsonl"))).returncode == 1, "nothing waits for a second pass any more"

    assert rounds("waiting").returncode == 0
    assert "1 DIFFERS in status" in (work / "1.sheet.txt").read_text(encoding="utf-8")
    for name, decided in (("1", "1 b\n"), ("agreed", "")):
        (work / f"{name}.txt").write_text(decided, encoding="utf-8")
        assert run("tools.annotate", "settle", *(str(work / f"{name}.{part}") for part in ("first.jsonl", "second.jsonl", "txt"))).returncode == 0
    assert rounds("adopt", str(work / "1.jsonl"), str(work / "agreed.jsonl")).returncode == 0
    siege, football = read_corpus([corpus / "train"])
    assert (siege.hands, football.hands, siege.topic, len(siege.claims)) == (3, 3, "siege", 3)
    assert [claim["status"] for claim in siege.claims] == ["asserted"] * 3
