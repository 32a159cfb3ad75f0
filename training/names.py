"""The word lists of `names.yaml`, as the preparation of name data wants them."""

from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]

_LISTS: dict[str, Any] = srsly.read_yaml(Path(__file__).with_name("names.yaml"))

COUNTRIES: frozenset[str] = frozenset(_LISTS["countries"])
CAPITALS: frozenset[str] = frozenset(_LISTS["capitals"])
UNITED_NATIONS: frozenset[str] = frozenset(_LISTS["united_nations"])
GROUP_NAMES: frozenset[str] = frozenset((*_LISTS["groups"], *(f"{name}s" for name in _LISTS["groups"]), *_LISTS["plural_groups"]))
COMPOUND_STARTS: dict[str, frozenset[str]] = {first: frozenset(rest) for first, rest in _LISTS["compounds"].items()}
NOT_NAMES: frozenset[str] = frozenset(_LISTS["not_names"])
TITLES: frozenset[str] = frozenset(_LISTS["titles"])
TITLE_PHRASES: tuple[tuple[str, ...], ...] = tuple(tuple(phrase.split()) for phrase in _LISTS["title_phrases"])
