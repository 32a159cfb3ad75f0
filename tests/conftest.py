"""What the tests share: one engine, loaded once."""

from __future__ import annotations

import pytest

from sayso.flow import Engine


def pytest_addoption(parser: pytest.Parser) -> None:
    """Lets the tests run with another language pipeline."""
    parser.addoption("--model", default=None, help="a spaCy pipeline, by name or folder, in the place of the shipped one")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """The engine with the shipped lexicon and places, and the shipped pipeline unless ``--model`` names another."""
    return Engine.load(model=request.config.getoption("--model"))
