"""The command `sayso review`, and what `decide` and `decisions` tell of several reviewers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner, Result

from sayso import cli
from sayso.cli.reviewing import QUEUES
from sayso.model import Claim
from sayso.store import Store
from sayso.store.review import QueueKind
from tests.test_store import capture, told
from tests.test_store_ledger import keep


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    path = str(tmp_path / "news.db")
    monkeypatch.setenv("SAYSO_DB", path)
    monkeypatch.setenv("COLUMNS", "80")
    with Store.open(path) as store:
        yield store


@pytest.fixture
def claims(store: Store) -> list[Claim]:
    found = []
    for name, outlet, score in (("one", "The Lantern", 0.9), ("two", "The Beacon", 0.4)):
        report = told(id=name, outlet=outlet)
        found.append(replace(capture(report), score=score))
        keep(store, found[-1], report=report)
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def lines(*arguments: str) -> list[Any]:
    result = run(*arguments, "--format", "jsonl")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def decided(*arguments: str, by: str) -> None:
    result = run("decide", *arguments, "--by", by, "--reason", "I have seen it")
    assert result.exit_code == 0, result.output


def in_dispute(claims: list[Claim]) -> str:
    decided("right", claims[0].id, by="Mara")
    decided("not-a-claim", claims[0].id, by="Ruth")
    return claims[0].id


def test_the_queue_for_people(claims: list[Claim]) -> None:
    result = run("review")
    assert result.exit_code == 0 and result.stderr == "" and max(map(len, result.stdout.splitlines())) <= 80
    assert result.stdout.startswith("link  ") and result.stdout.count("claim  0.") == 2 and "*captured* Homs" in result.stdout
    assert result.stdout.index("claim  0.40  open") < result.stdout.index("claim  0.90  open") and claims[0].id in result.stdout


def test_the_queue_for_programs(claims: list[Claim]) -> None:
    link, *others = lines("review")
    assert list(link) == ["kind", "claims", "score", "state", "judgement", "slots", "judged"]
    assert (link["kind"], link["state"], link["judgement"], link["judged"]) == ("link", "open", None, [])
    assert {claim["id"] for claim in link["claims"]} == {claim.id for claim in claims} and link["score"] > 0
    assert [one["claims"][0]["id"] for one in others] == [claims[1].id, claims[0].id]
    assert link["claims"][0]["evidence"]["text"] == claims[0].evidence.text


def test_a_page_of_the_queue(claims: list[Claim]) -> None:
    result = run("review", "--kind", "claims", "--limit", "1")
    assert result.stdout.count("claim  0.") == 1 and "items 1 to 1 of 2; --offset 1 goes on" in result.stderr
    assert [one["claims"][0]["id"] for one in lines("review", "--kind", "Claims", "--offset", "1")] == [claims[0].id]
    assert lines("review", "--offset", str(2**62)) == []


def test_what_a_reviewer_has_judged_is_not_shown_again(claims: list[Claim]) -> None:
    decided("right", claims[1].id, by="Mara")
    assert [one["claims"][0]["id"] for one in lines("review", "--kind", "claims", "--by", "Mara")] == [claims[0].id]
    assert lines("review", "--kind", "claims", "--by", "Mara", "--limit", str(2**62), "--offset", str(2**62)) == []
    assert "claim  0.40  judged by one" in run("review", "--by", "Ruth").stdout and "Mara: right (1), “I have seen it”" in run("review").stdout
    decided("right", claims[0].id, by="Mara")
    assert run("review", "--kind", "claims", "--by", "Mara").stdout == "There is nothing left to review.\n"


def test_a_disagreement_is_listed_and_settled(claims: list[Claim]) -> None:
    ident = in_dispute(claims)
    (found,) = lines("review", "--kind", "disagreements")
    assert found["state"] == "disputed" and [word["judgement"] for word in found["judged"]] == ["right", "not-a-claim"]
    assert [number for word in found["judged"] for number in word["decisions"]] == [1, 2]
    assert "in dispute" in run("review", "--kind", "disagreements").stdout
    result = run("decide", "right", ident, "--by", "Ines", "--reason", "it says so", "--settles", "1,2")
    assert result.stdout == f"Decision 3 by Ines: right {ident}, which settles 1 and 2.\n"
    assert lines("review", "--kind", "disagreements") == []


def test_the_list_of_decisions_says_how_each_stands(claims: list[Claim]) -> None:
    ident = in_dispute(claims)
    decided("wrong-slot", claims[1].id, "--slot", "place", by="Mara")
    decided("right", claims[1].id, by="Mara")
    assert [(row["state"], row["in_force"]) for row in lines("decisions")] == [
        ("disputed", False), ("disputed", False), ("superseded", False), ("holds", True),
    ]  # fmt: skip
    stdout = run("decisions").stdout
    assert f"right {ident}  in dispute" in stdout and f"wrong-slot place of {claims[1].id}  replaced" in stdout
    decided("right", ident, "--settles", "1,2", by="Ines")
    assert [row["state"] for row in lines("decisions")] == ["settled", "settled", "superseded", "holds", "holds"]
    assert lines("decisions")[-1]["settles"] == [1, 2] and f"not-a-claim {ident}  settled" in run("decisions").stdout


def test_progress_and_agreement(claims: list[Claim]) -> None:
    before = run("review", "--progress").stdout
    assert "links judged: by nobody yet" in before and "agreement cannot be told" in before
    in_dispute(claims)
    (found,) = lines("review", "--progress")
    assert found["claims"] == {
        "total": 2, "open": 1, "judged": 0, "agreed": 0, "disputed": 1, "settled": 0,
        "by": [{"name": "Mara", "items": 1}, {"name": "Ruth", "items": 1}], "agreement": {"items": 1, "percent": 0.0, "alpha": 0.0},
    }  # fmt: skip
    assert found["links"]["total"] == 1
    stdout = run("review", "--progress").stdout
    assert "claims judged: Mara 1; Ruth 1" in stdout and "claims: 1 item judged by two or more, 0 % alike" in stdout


def test_gold_is_written(claims: list[Claim], tmp_path: Path) -> None:
    for by in ("Mara", "Ruth"):
        decided("right", claims[0].id, by=by)
    decided("right", claims[1].id, by="Mara")
    result = run("review", "--gold", str(tmp_path / "gold.jsonl"))
    assert result.exit_code == 0 and result.stdout == "" and "1 report with 1 claim found right" in result.stderr
    (report,) = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert report["doc_id"] == "one" and report["complete"] and report["claims"][0]["trigger"]["text"] == "captured"
    stdout = run("review", "--gold", "-", "--reviewers", "1").stdout
    assert [json.loads(line)["doc_id"] for line in stdout.splitlines()] == ["one", "two"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("review", "--kind", "verbs"), "--kind: there is no 'verbs'. Choose links,"),
        (("review", "--format", "csv"), "--format: there is no format 'csv' here."),
        (("review", "--progress", "--gold", "-"), "--progress: does not go with --gold."),
        (("review", "--reviewers", "1"), "--gold: is missing."),
        (("review", "--by", " "), "--by: is empty."),
        (("decide", "right", "c-1", "c-2", "--by", "A", "--reason", "b"), "decide: 'right' is about 1 claim, not 2."),
        (("decide", "right", "c-1", "--by", "A", "--reason", "b", "--settles", "x"), "--settles: 'x' is no list of numbers. Write it as 3,5"),
        (("decide", "undo", "--undo", "1", "--by", "A", "--reason", "b", "--settles", "1"), "--settles: does not go with 'undo'."),
    ],
)
def test_wrong_use_is_told_with_a_remedy(store: Store, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and result.stdout == "" and result.stderr.startswith(f"sayso: {said}"), result.output


def test_what_was_never_decided_cannot_be_settled(claims: list[Claim]) -> None:
    result = run("decide", "right", claims[0].id, "--by", "Ines", "--reason", "why not", "--settles", "7")
    assert result.exit_code == 2 and result.stderr.startswith("sayso: there is no decision 7. `sayso decisions` lists them")


def test_the_options_name_what_there_is() -> None:
    assert get_args(QueueKind) == QUEUES
