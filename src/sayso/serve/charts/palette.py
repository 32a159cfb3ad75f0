"""Colours and shapes of the charts, for light and dark pages. Whatever a colour tells a shape or a word tells too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sayso.model import CountKind, Standing
from sayso.serve.charts.rows import Relation, Theme

__all__ = ["KIND_SHAPES", "RELATION_SHAPES", "SANS", "SERIF", "STANDING_SHAPES", "Palette", "palette_of"]

SANS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif"
SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', 'Noto Serif', Georgia, serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme: surfaces, lines, land, one colour for each standing, and those that tell series apart."""

    paper: str
    ink: str
    muted: str
    rule: str
    accent: str
    sea: str
    land: str
    land_beyond: str
    frontier: str
    province: str
    map_word: str
    standings: Mapping[Standing, str]
    series: tuple[str, ...]


STANDING_SHAPES: dict[Standing, str] = {
    "corroborated": "circle",
    "single-origin": "square",
    "unconfirmed": "hex",
    "disputed": "diamond",
    "denied": "circle_x",
    "corrected": "triangle",
    "retracted": "square_x",
    "prospective": "star",
}
RELATION_SHAPES: dict[Relation, str] = {"seize": "square", "hold": "circle", "contest": "diamond", "enter": "triangle", "lose": "inverted_triangle"}
KIND_SHAPES: dict[CountKind, str] = {"total": "square", "new": "circle", "part": "triangle", "previous": "diamond"}

LIGHT = Palette(
    paper="#fbf8f2",
    ink="#1f1c18",
    muted="#665f55",
    rule="#ddd6c9",
    accent="#8c2f1b",
    sea="#e6ebec",
    land="#f6f1e6",
    land_beyond="#ebe6dc",
    frontier="#8d8577",
    province="#cbc3b3",
    map_word="#655d52",
    standings={
        "corroborated": "#1b6e5a",
        "single-origin": "#2f5f9e",
        "unconfirmed": "#7c691b",
        "disputed": "#b9431d",
        "denied": "#7d1d3f",
        "corrected": "#6a4c9c",
        "retracted": "#57534c",
        "prospective": "#0d7590",
    },
    series=("#2f5f9e", "#b9431d", "#1b6e5a", "#6a4c9c", "#7c691b", "#7d1d3f", "#0d7590", "#57534c"),
)
DARK = Palette(
    paper="#181715",
    ink="#ece7dd",
    muted="#a9a297",
    rule="#3a3733",
    accent="#e58a6e",
    sea="#14191c",
    land="#2b2925",
    land_beyond="#211f1d",
    frontier="#7d766b",
    province="#47433d",
    map_word="#a39b8e",
    standings={
        "corroborated": "#58c3a4",
        "single-origin": "#86b3ec",
        "unconfirmed": "#d2bd5c",
        "disputed": "#f18c62",
        "denied": "#e47fa3",
        "corrected": "#b9a2ea",
        "retracted": "#aaa398",
        "prospective": "#63c3db",
    },
    series=("#86b3ec", "#f18c62", "#58c3a4", "#b9a2ea", "#d2bd5c", "#e47fa3", "#63c3db", "#aaa398"),
)


def palette_of(theme: Theme) -> Palette:
    """The palette of the theme."""
    return DARK if theme == "dark" else LIGHT
