"""What all charts have in common: an empty figure in the page's colours, its hover and its way to the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from bokeh.core.properties import value
from bokeh.embed import json_item
from bokeh.models import ColumnDataSource, DatetimeTickFormatter, HoverTool, Model, TapTool
from bokeh.models.annotations import Legend, LegendItem
from bokeh.plotting import figure

from sayso.serve.charts.palette import SANS, Palette

__all__ = [
    "NARROW_TICKS",
    "TICKS",
    "Key",
    "Mark",
    "Window",
    "Word",
    "add_key",
    "add_pointer",
    "add_words",
    "bokeh_scripts",
    "day_formatter",
    "day_number",
    "finished",
    "moment",
    "new_figure",
    "source_of",
]

SCRIPTS = ("bokeh.min.js",)
COLOURS = ("paper", "ink", "muted", "rule", "accent")
TICKS, NARROW_TICKS = 8, 4
KEY_MARK, KEY_PATCH, KEY_GAP = 22, 15, 8
DAY = 86_400_000
Mark = Any
"""What Bokeh has drawn of one glyph, a renderer of its."""
EPOCH = date(1970, 1, 1).toordinal()


class Window(NamedTuple):
    """A stretch of days, in days of the common era; ``end`` is where the last day ends."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """How many days it is long."""
        return self.end - self.start


class Key(NamedTuple):
    """An entry of a chart's key: its words, the shape drawn beside them (a plain patch of colour where there is none) and the colours of area and line."""

    label: str
    shape: str | None
    fill: str | None
    line: str | None = None


class Word(NamedTuple):
    """Some words so many pixels right of a point of the chart and above it."""

    x: float
    y: float
    text: str
    colour: str
    aside: float = 0.0
    up: float = 0.0


def bokeh_scripts() -> list[Path]:
    """The files of BokehJS that the charts need, from the installed package."""
    folder = Path(str(files("bokeh"))) / "server" / "static" / "js"
    return [folder / name for name in SCRIPTS]


def day_number(day: str | None) -> int | None:
    """The number of an ISO day in the common era; null where it is no whole day."""
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def moment(number: float) -> float:
    """The moment that many days into the common era, in milliseconds since 1970."""
    return round((number - EPOCH) * DAY)


def day_formatter() -> DatetimeTickFormatter:
    """Days written as ``6 Dec``, with the year where it begins or changes."""
    return DatetimeTickFormatter(
        hours="%H:%M",
        days="%-d %b",
        months="%b %Y",
        years="%Y",
        context=DatetimeTickFormatter(hours="%-d %b %Y", days="%Y", months="", years=""),
        context_which="start",
        hide_repeats=True,
    )


def source_of(columns: Mapping[str, Sequence[Any]]) -> ColumnDataSource:
    """The columns as Bokeh takes them."""
    return ColumnDataSource(data={name: list(values) for name, values in columns.items()})


def new_figure(palette: Palette, height: int, **settings: Any) -> Any:
    """An empty figure as wide as its place on the page, in the page's type and colours."""
    plot = figure(height=height, sizing_mode="stretch_width", toolbar_location="above", tools="", **settings)
    plot.toolbar.logo = None
    plot.toolbar.autohide = False
    plot.background_fill_color = plot.border_fill_color = None
    plot.outline_line_color = None
    plot.min_border = 0
    for axis in plot.axis:
        axis.major_label_text_font = SANS
        axis.major_label_text_font_size = "12px"
        axis.major_label_text_color = palette.muted
        axis.axis_line_color = axis.major_tick_line_color = palette.rule
        axis.minor_tick_line_color = None
    plot.grid.grid_line_color = palette.rule
    return plot


def add_pointer(plot: Any, renderers: Sequence[Mark], rows: Iterable[tuple[str, str]]) -> None:
    """Nothing; what is under the pointer tells of itself, and a tap on it leads to the page in its ``href``."""
    hover = HoverTool(tooltips=list(rows), renderers=list(renderers), point_policy="snap_to_data", visible=False)
    plot.add_tools(hover, TapTool(renderers=list(renderers), visible=False))
    for renderer in renderers:
        renderer.nonselection_glyph = None
        renderer.selection_glyph = None


def add_words(plot: Any, words: Sequence[Word], *, size: int = 12, halo: str | None = None) -> None:
    """Nothing; the words stand on the chart, on a halo of that colour where there is one."""
    if not words:
        return
    names = ("x", "y", "text", "colour", "aside", "up")
    source = source_of(dict(zip(names, zip(*words, strict=True), strict=True)))
    source.data["down"] = [-word.up for word in words]
    style = {
        "x_offset": "aside",
        "y_offset": "down",
        "text_baseline": "middle",
        "text_font": value(SANS),
        "text_font_size": f"{size}px",
        "text_color": "colour",
    }
    if halo:
        plot.text("x", "y", "text", source=source, text_outline_color=halo, text_outline_width=3.5, **style)
    plot.text("x", "y", "text", source=source, **style)


def add_key(plot: Any, palette: Palette, keys: Sequence[Key], *, columns: int, place: str = "above") -> None:
    """Nothing; the key stands above or below the chart, which grows by its height."""
    if not keys:
        return
    items = [LegendItem(label=key.label, renderers=[_sample(plot, key)]) for key in keys]
    legend: Any = Legend(items=items, orientation="horizontal", ncols=min(columns, len(items)), location="left")
    legend.label_text_font, legend.label_text_font_size, legend.label_text_color = SANS, "12px", palette.ink
    legend.border_line_color = legend.background_fill_color = None
    legend.padding, legend.margin, legend.spacing, legend.label_standoff = 0, 3, KEY_GAP, 5
    size = KEY_MARK if any(key.shape for key in keys) else KEY_PATCH
    legend.glyph_width = legend.glyph_height = size
    plot.add_layout(legend, place)
    plot.height += -(-len(items) // columns) * (size + KEY_GAP) + 6


def _sample(plot: Any, key: Key) -> Mark:
    nowhere = [math.nan]
    if key.shape is None:
        return plot.quad(left=nowhere, right=nowhere, top=nowhere, bottom=nowhere, fill_color=key.fill, line_color=key.line)
    return plot.scatter(nowhere, nowhere, marker=key.shape, size=11, fill_color=key.fill, line_color=key.line or key.fill, line_width=1.6)


def finished(plot: Model, palette: Palette, notes: Iterable[str] = ()) -> dict[str, Any]:
    """The chart as JSON data for ``Bokeh.embed.embed_item``, with sentences to show below it and the colours of what Bokeh adds to it."""
    item: dict[str, Any] = dict(json_item(plot))
    item["notes"] = list(notes)
    item["colours"] = {name: getattr(palette, name) for name in COLOURS}
    return item
