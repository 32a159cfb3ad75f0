"""`sayso demo`: what it shows, and that it keeps to its folder."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

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
    for words in ("made up", "Who holds Homs?", "Has Assad left?", "How many were killed at Idlib?", "share 4 of 6 paragraphs", "Try next"):
        assert words in printed
    assert "nothing found" not in printed


def test_it_shows_sides_that_contradict_one_another(ran: tuple[str, Path]) -> None:
    printed, _ = ran
    homs = printed[printed.index("Who holds Homs?") : printed.index("Has Assad left?")]
    assert "denied" in homs and "asserted" in homs
    rastan = printed[printed.index("killed at Rastan") :]
    assert "31" in rastan and "7 (total)" in rastan


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
