"""``python -m tools.examples``: run the examples of the pages anew and put what they print in the place of what stands there.

The examples of README.md, docs/cli.md, docs/storing.md and docs/ledger.md ask the demo's store or read a text that the page tells; the tests hold the
pages to what is printed. Read the difference before you commit it: it shows a user what has changed.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from contextlib import chdir, redirect_stdout
from pathlib import Path

from typer.testing import CliRunner

from sayso.cli import app
from sayso.export import EXPORTERS
from sayso.flow import Engine
from sayso.model import Report

ROOT = Path(__file__).parent.parent
README, CLI = ROOT / "README.md", ROOT / "docs" / "cli.md"
COMMAND = re.compile(r"(```\n\$ sayso (?P<command>[^\n]*--db sayso-demo/demo\.db[^\n]*)\n)(?P<output>.*?)(\n```)", re.DOTALL)
BLOCK = re.compile(r"```(?P<language>python|text)\n(?P<text>.*?)```", re.DOTALL)


def trimmed(printed: str) -> str:
    """What is printed, without blanks at the ends of its lines."""
    return "\n".join(line.rstrip() for line in printed.rstrip().splitlines())


def refill_commands(page: Path) -> None:
    """Put what the page's commands on the demo's store print below each."""

    def printed(match: re.Match[str]) -> str:
        return match[1] + trimmed(CliRunner().invoke(app, shlex.split(match["command"])).stdout) + match[4]

    page.write_text(COMMAND.sub(printed, page.read_text(encoding="utf-8")), encoding="utf-8")


def refill_program(page: Path, heading: str) -> None:
    """Put what the first program below a heading prints into the block of text that follows it."""
    before, mark, after = page.read_text(encoding="utf-8").partition(heading)
    program, output = list(BLOCK.finditer(after))[:2]
    stream = io.StringIO()
    with redirect_stdout(stream):
        exec(compile(program["text"], page.name, "exec"), {})
    printed = stream.getvalue() if output["text"].endswith("\n") else trimmed(stream.getvalue())
    page.write_text(before + mark + after[: output.start("text")] + printed + after[output.end("text") :], encoding="utf-8")


def refill_readme() -> None:
    """Put the table of the README's text below it, and what its program prints below that."""
    page = README.read_text(encoding="utf-8")
    text, table, _ = [block for block in BLOCK.finditer(page) if block["language"] == "text"]
    stream = io.StringIO()
    EXPORTERS["table"](stream).write(Engine.load().read(Report(text["text"], published="2024-12-08")), "homs.txt")
    README.write_text(page[: table.start("text")] + trimmed(stream.getvalue().strip("\n")) + "\n" + page[table.end("text") :], encoding="utf-8")
    program = next(block for block in BLOCK.finditer(README.read_text(encoding="utf-8")) if block["language"] == "python")
    refill_program(README, README.read_text(encoding="utf-8")[: program.start()])


def main() -> int:
    """Make the demo in a folder of its own and refill all pages."""
    os.environ["COLUMNS"] = "80"
    refill_readme()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        with redirect_stdout(io.StringIO()):
            CliRunner().invoke(app, ["demo"])
        for page in (CLI, README):
            refill_commands(page)
        for name in ("storing.md", "ledger.md"):
            refill_program(ROOT / "docs" / name, "## From Python")
    return 0


if __name__ == "__main__":
    sys.exit(main())
