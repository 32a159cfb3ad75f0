"""The import contract of pyproject.toml, and what the package must hold."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_arrows_point_down() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command; sys.argv = ['lint-imports', '--no-cache']; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", sorted((ROOT / "src" / "sayso").rglob("*.py")), ids=lambda path: path.stem)
def test_every_file_says_what_it_is(module: Path) -> None:
    assert module.read_text(encoding="utf-8").startswith('"""')


@pytest.mark.parametrize("path", ["py.typed", "lexicon/data/events/CONTROL.yaml", "lexicon/data/places/admin1.csv", "parse/en_sayso_minilm/meta.json"])
def test_the_package_holds_its_data(path: str) -> None:
    assert (files("sayso") / path).is_file()
