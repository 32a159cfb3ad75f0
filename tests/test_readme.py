"""The README's example prints what the README says."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

from sayso.export import EXPORTERS
from sayso.flow import Engine
from sayso.model import Report

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", README, re.DOTALL)


def trimmed(printed: str) -> str:
    return "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())


def test_the_table_is_what_is_printed(engine: Engine) -> None:
    text, table, _ = blocks("text")
    stream = io.StringIO()
    exporter = EXPORTERS["table"](stream)
    exporter.write(engine.read(Report(text + "\n", published="2024-12-08")), "homs.txt")
    assert trimmed(stream.getvalue()) == table


def test_the_python_example_prints_what_is_shown() -> None:
    (code,), (_, _, printed) = blocks("python"), blocks("text")
    stream = io.StringIO()
    with redirect_stdout(stream):
        exec(compile(code, "README.md", "exec"), {})
    assert trimmed(stream.getvalue()) == printed


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
