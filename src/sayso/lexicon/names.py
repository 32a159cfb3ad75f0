"""Who is called what, as the shipped tables have it: quick to load, for looking names up without an engine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sayso.lexicon.load import Loader

__all__ = ["known_names", "known_states"]


def known_names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields each actor's and each state's present name with its other names."""
    for key in ("actors", "states"):
        for entry in _entries(key):
            yield entry["name"], tuple(entry.get("aliases", ()))


def known_states() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields each state's code (ISO 3166-1 alpha-3) with its names."""
    for entry in _entries("states"):
        yield entry["code"], (entry["name"], *entry.get("aliases", ()))


def _entries(key: str) -> Iterator[dict[str, Any]]:
    for path in sorted(Path(str(files("sayso.lexicon") / "data" / "actors")).glob("*.yaml")):
        yield from (yaml.load(path.read_bytes(), Loader=Loader) or {}).get(key, ())
