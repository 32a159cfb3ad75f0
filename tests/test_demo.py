"""`sayso demo`: what it shows, and that it keeps to its folder."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sayso.cli import app
from sayso.demo import run_demo
from sayso.store import ClaimFilter, Store


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo printed, and the folder that it was run in."""
    here = tmp_path_factory.mktemp("demo")
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        run_demo(Console(file=stream, width=100))
    return stream.getvalue(), here


def test_it_says_what_it_shows_and_what_to_try_next(ran: tuple[str, Path]) -> None:
    printed, _ = ran
    for words in ("made up", "Who holds Homs?", "Has Assad left?", "How many were killed?", "One text, or two?", "Try next"):
        assert words in printed


def part(printed: str, start: str, stop: str) -> str:
    return printed[printed.index(start) : printed.index(stop)]


def test_homs_is_contested_on_the_seventh_and_claimed_captured_on_the_eighth(ran: tuple[str, Path]) -> None:
    homs = part(ran[0], "Who holds Homs?", "Has Assad left?")
    assert re.search(r"2024-12-07\s+contested", homs)
    assert re.search(r"2024-12-08\s+claimed captured by", homs) and "Hassan Abdul-Ghani" in homs
    assert re.search(r"left or lost it: denied by Ministry of\s+Defence", homs)


def test_the_rumour_and_its_denial_are_paired(ran: tuple[str, Path]) -> None:
    left = part(ran[0], "Has Assad left?", "How many were killed?")
    assert "presidential office denied what foreign media said" in left and "whereabouts" in left


def test_the_tolls_of_one_strike_stand_side_by_side_and_the_corrected_one_is_marked(ran: tuple[str, Path]) -> None:
    tolls = part(ran[0], "How many were killed?", "One text, or two?")
    (idlib,) = [block for block in tolls.split("\n\n") if "rescue workers in Idlib" in block]
    assert "at least 22" in idlib and "at least 60" in idlib
    (rastan,) = [block for block in tolls.split("\n\n") if "7 in all" in block]
    assert re.search(r"local councils\s+2024-12-06\s+at least 31\s+replaced", rastan) and "corrected" in rastan


def test_a_wire_copy_adds_an_article_and_no_origin(ran: tuple[str, Path]) -> None:
    assert "2/2/1" in part(ran[0], "One text, or two?", "All of it now lies")


def test_it_writes_into_its_folder_alone(ran: tuple[str, Path]) -> None:
    _, here = ran
    assert [path.name for path in here.iterdir()] == ["sayso-demo"]
    assert sorted(path.name for path in (here / "sayso-demo").iterdir()) == ["claims.csv", "claims.jsonl", "demo.db", "reports"]


def test_what_it_writes_can_be_read(ran: tuple[str, Path]) -> None:
    folder = ran[1] / "sayso-demo"
    lines = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [line["id"] for line in lines] == [row["claim_id"] for row in rows]
    assert len(lines) > 100
    assert len(list((folder / "reports").glob("*.json"))) == 16


def test_what_it_keeps_can_be_asked(ran: tuple[str, Path]) -> None:
    with Store.open(ran[1] / "sayso-demo" / "demo.db", create=False) as store:
        assert store.status().reports == 16
        assert store.count(ClaimFilter(place=["Homs"], status=["denied"])) > 2


def test_the_example_of_the_store_prints_what_its_page_says(ran: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parent.parent / "docs" / "storing.md").read_text(encoding="utf-8").partition("## From Python")[2]
    program, output = re.findall(r"```(?:python|text)\n(.*?)```", page, re.DOTALL)[:2]
    monkeypatch.chdir(ran[1])
    exec(compile(program, "docs/storing.md", "exec"), {})
    assert capsys.readouterr().out == output


def test_the_examples_of_the_ledger_print_what_their_page_says(
    ran: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parent.parent / "docs" / "ledger.md").read_text(encoding="utf-8").partition("## From Python")[2]
    program, output = re.findall(r"```(?:python|text)\n(.*?)```", page, re.DOTALL)[:2]
    monkeypatch.chdir(ran[1])
    exec(compile(program, "docs/ledger.md", "exec"), {})
    assert capsys.readouterr().out == output


def test_the_commands_of_the_ledger_print_what_their_page_says(ran: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parent.parent
    page = (root / "docs" / "cli.md").read_text(encoding="utf-8").partition("## `sayso happenings`")[2] + (root / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```\n\$ sayso ([^\n]*--db sayso-demo/demo\.db[^\n]*)\n(.*?)\n```", page, re.DOTALL)
    monkeypatch.chdir(ran[1])
    monkeypatch.setenv("COLUMNS", "80")
    assert len(examples) >= 7
    for command, output in examples:
        printed = CliRunner().invoke(app, shlex.split(command)).stdout
        assert "\n".join(line.rstrip() for line in printed.rstrip().splitlines()) == output, command
