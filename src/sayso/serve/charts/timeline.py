"""Happenings along time, each as certain in its place as what is told of its day; or along the days on which they were spoken of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from bokeh.core.properties import value
from bokeh.models import DatetimeAxis, FixedTicker, PanTool, Range1d, ResetTool, WheelZoomTool

from sayso.export.ledger.words import days_label
from sayso.model import Standing
from sayso.serve.charts.frame import (
    NARROW_TICKS,
    TICKS,
    Key,
    Mark,
    Window,
    Word,
    add_key,
    add_pointer,
    add_words,
    day_formatter,
    day_number,
    finished,
    moment,
    new_figure,
    source_of,
)
from sayso.serve.charts.palette import SANS, STANDING_SHAPES, Palette, palette_of
from sayso.serve.charts.rows import Bar, Theme, shown

__all__ = ["timeline_chart"]

Along = Literal["happening", "saying"]
Shape = Literal["day", "span", "by", "none"]

ROW = 24
NARROW_ROW = 40
LABEL_ROOM = 46
NARROW_LABEL_ROOM = 50
FADE_STEPS = 10
FADE_SHARE = 0.2
PADDING = 0.035
SHORTEST = 6.0
MOST = 0.7
OUTLYING = 1.5


class Placed(NamedTuple):
    """A bar with its row and its days in numbers; ``end`` is where its last day ends."""

    bar: Bar
    row: float
    shape: Shape
    start: float
    end: float

    @property
    def middle(self) -> float:
        """The middle of its days."""
        return (self.start + self.end) / 2


def timeline_chart(bars: Sequence[Bar], *, along: Along = "happening", theme: Theme = "light", narrow: bool = False) -> dict[str, Any]:
    """The chart as JSON data: a row for each happening, in the order of the rows given, at the days on which it happened or was spoken of.

    An exact day is a solid mark, a span a pale hatched bar with a hollow mark, what is only told to have happened by a day fades away before it.
    """
    palette = palette_of(theme)
    rows = [_placed(bar, -float(i), along) for i, bar in enumerate(bars)]
    window = _window([one for one in rows if one.shape != "none"])
    plot = _figure(rows, window, palette, narrow)
    marks = _spans(plot, rows, palette, along) + _fades(plot, rows, window, palette) + _days(plot, rows, palette, along)
    points = _points(plot, rows, window, palette, along)
    told = [("what", "@label"), ("when", "@when"), ("where", "@where"), ("standing", "@standing"), ("spoken of", "@said"), ("claims", "@claims")]
    add_pointer(plot, [*marks, *points.values()], told)
    _words(plot, rows, window, palette, narrow)
    if not rows:
        add_words(plot, [Word(moment(window.start), -1.0, "There is nothing to show here.", palette.muted, 12)])
    add_key(plot, palette, [_key(standing, palette) for standing in points], columns=3 if narrow else 8)
    return finished(plot, palette, _notes(rows, along))


def _placed(bar: Bar, row: float, along: Along) -> Placed:
    if along == "saying":
        first, last = day_number(bar.first_said), day_number(bar.last_said)
        start, end = first or last, last or first
        return Placed(bar, row, "none", 0, 0) if start is None or end is None else Placed(bar, row, "day" if start == end else "span", start, end + 1)
    start, end = day_number(bar.start), day_number(bar.end)
    if end is None:
        return Placed(bar, row, "none", 0, 0) if start is None else Placed(bar, row, "day", start, start + 1)
    if start is None:
        return Placed(bar, row, "by", end, end + 1)
    return Placed(bar, row, "day" if start == end else "span", start, end + 1)


def _window(rows: Sequence[Placed]) -> Window:
    """The days to begin with: the shortest stretch that holds most of the rows, and what lies near it."""
    if not rows:
        return Window(day_number("2000-01-01") or 0, day_number("2000-01-08") or 7)
    ends = sorted(one.end for one in rows)
    most = max(1, math.ceil(len(ends) * MOST))
    low, high = min(zip(ends, ends[most - 1 :], strict=False), key=lambda pair: pair[1] - pair[0])
    reach = OUTLYING * max(high - low, SHORTEST)
    near = [one for one in rows if low - reach <= one.end <= high + reach]
    start, end = min(max(one.start, low - reach) for one in near), max(one.end for one in near)
    short = max(0.0, SHORTEST - (end - start)) / 2
    pad = max(0.4, (end - start + 2 * short) * PADDING)
    return Window(start - short - pad, end + short + pad)


def _figure(rows: Sequence[Placed], window: Window, palette: Palette, narrow: bool) -> Any:
    row = NARROW_ROW if narrow else ROW
    bottom = -len(rows) + 0.4
    plot = new_figure(
        palette,
        max(3, len(rows)) * row + 90,
        x_axis_type="datetime",
        x_axis_location="above",
        x_range=Range1d(start=moment(window.start), end=moment(window.end)),
        y_range=Range1d(start=min(bottom, -2.6), end=0.9 if narrow else 0.6),
    )
    pan, wheel = PanTool(dimensions="width"), WheelZoomTool(dimensions="width", zoom_on_axis=False)
    plot.add_tools(pan, wheel, ResetTool())
    plot.toolbar.active_drag = plot.toolbar.active_scroll = None
    plot.xaxis.formatter = day_formatter()
    plot.xaxis.ticker.desired_num_ticks = NARROW_TICKS if narrow else TICKS
    if len(rows) > 15:
        plot.add_layout(_second_axis(plot), "below")
    plot.ygrid.visible = False
    _label_rows(plot, rows, palette, narrow)
    return plot


def _second_axis(plot: Any) -> DatetimeAxis:
    first = plot.xaxis[0]
    same = (
        "major_label_text_font",
        "major_label_text_font_size",
        "major_label_text_color",
        "axis_line_color",
        "major_tick_line_color",
        "minor_tick_line_color",
    )
    return DatetimeAxis(formatter=day_formatter(), ticker=first.ticker, **{name: getattr(first, name) for name in same})


def _label_rows(plot: Any, rows: Sequence[Placed], palette: Palette, narrow: bool) -> None:
    axis = plot.yaxis[0]
    if narrow:
        axis.visible = False
        return
    axis.ticker = FixedTicker(ticks=[one.row for one in rows])
    axis.major_label_overrides = {one.row: shown(one.bar.label, LABEL_ROOM) or "—" for one in rows}
    axis.major_label_text_color = palette.ink
    axis.major_tick_line_color = axis.axis_line_color = None
    axis.major_label_standoff = 8


def _columns(rows: Sequence[Placed]) -> dict[str, list[Any]]:
    """What the pointer tells of the rows, and where a tap leads."""
    return {
        "row": [one.row for one in rows],
        "label": [shown(one.bar.label) for one in rows],
        "when": [_when(one.bar) for one in rows],
        "where": [shown(one.bar.where) or "not told" for one in rows],
        "standing": [one.bar.standing for one in rows],
        "said": [_said(one.bar) for one in rows],
        "claims": [one.bar.claims for one in rows],
        "href": [one.bar.href for one in rows],
    }


def _when(bar: Bar) -> str:
    return days_label(bar.start, bar.end)


def _said(bar: Bar) -> str:
    return days_label(bar.first_said, bar.last_said) if bar.first_said or bar.last_said else "no day told"


def _spans(plot: Any, rows: Sequence[Placed], palette: Palette, along: Along) -> list[Mark]:
    mine = [one for one in rows if one.shape == "span"]
    if not mine:
        return []
    half = 0.24 if along == "happening" else 0.08
    source = source_of(
        {
            **_columns(mine),
            "left": [moment(one.start) for one in mine],
            "right": [moment(one.end) for one in mine],
            "top": [one.row + half for one in mine],
            "bottom": [one.row - half for one in mine],
            "colour": [palette.standings[one.bar.standing] for one in mine],
        }
    )
    place = {"left": "left", "right": "right", "top": "top", "bottom": "bottom", "source": source, "fill_color": "colour"}
    if along == "saying":
        return [plot.quad(**place, fill_alpha=0.45, line_color=None)]
    edge = {"line_color": "colour", "line_alpha": 0.75, "line_dash": [3, 3]}
    hatch = {"hatch_pattern": "/", "hatch_color": "colour", "hatch_alpha": 0.35, "hatch_scale": 7, "hatch_weight": 0.8}
    return [plot.quad(**place, fill_alpha=0.13, **edge, **hatch)]


def _fades(plot: Any, rows: Sequence[Placed], window: Window, palette: Palette) -> list[Mark]:
    mine = [one for one in rows if one.shape == "by"]
    if not mine:
        return []
    step = window.length * FADE_SHARE / FADE_STEPS
    pieces = [(one, i) for one in mine for i in range(FADE_STEPS)]
    source = source_of(
        {
            **_columns([one for one, _ in pieces]),
            "left": [moment(one.middle - (i + 1) * step) for one, i in pieces],
            "right": [moment(one.middle - i * step) for one, i in pieces],
            "top": [one.row + 0.13 for one, _ in pieces],
            "bottom": [one.row - 0.13 for one, _ in pieces],
            "colour": [palette.standings[one.bar.standing] for one, _ in pieces],
            "alpha": [0.5 * (1 - i / FADE_STEPS) ** 1.4 for _, i in pieces],
        }
    )
    return [plot.quad(left="left", right="right", top="top", bottom="bottom", source=source, fill_color="colour", fill_alpha="alpha", line_color=None)]


def _days(plot: Any, rows: Sequence[Placed], palette: Palette, along: Along) -> list[Mark]:
    """The exact days as solid bars a day long, and from the first saying to the last."""
    mine = [one for one in rows if one.shape == "day" and along == "happening"]
    if not mine:
        return []
    source = source_of(
        {
            **_columns(mine),
            "left": [moment(one.start) for one in mine],
            "right": [moment(one.end) for one in mine],
            "top": [one.row + 0.1 for one in mine],
            "bottom": [one.row - 0.1 for one in mine],
            "colour": [palette.standings[one.bar.standing] for one in mine],
        }
    )
    return [plot.quad(left="left", right="right", top="top", bottom="bottom", source=source, fill_color="colour", line_color=None)]


def _points(plot: Any, rows: Sequence[Placed], window: Window, palette: Palette, along: Along) -> dict[Standing, Mark]:
    """The marks of each standing there is, in the order in which the ledger tells them."""
    found: dict[Standing, Mark] = {}
    for standing, shape in STANDING_SHAPES.items():
        mine = [one for one in rows if one.bar.standing == standing and one.shape != "none"]
        if not mine:
            continue
        solid = [one.shape == "day" or along == "saying" for one in mine]
        colour = palette.standings[standing]
        source = source_of(
            {
                **_columns(mine),
                "x": [moment(_mark(one, window, along)) for one in mine],
                "fill": [colour if full else palette.paper for full in solid],
                "line": [palette.paper if full and shape.endswith("_x") else colour for full in solid],
            }
        )
        size = 13 if shape in {"diamond", "star"} or shape.endswith("_x") else 11
        found[standing] = plot.scatter("x", "row", source=source, marker=shape, size=size, fill_color="fill", line_color="line", line_width=1.6)
    return found


def _key(standing: Standing, palette: Palette) -> Key:
    shape, colour = STANDING_SHAPES[standing], palette.standings[standing]
    return Key(standing, shape, None if shape.endswith("_x") else colour, colour)


def _mark(one: Placed, window: Window, along: Along) -> float:
    if along == "saying":
        return one.start + 0.5
    if one.shape != "span":
        return one.middle
    seen = Window(max(one.start, window.start), min(one.end, window.end))
    return (seen.start + seen.end) / 2 if seen.length > 0 else one.middle


def _words(plot: Any, rows: Sequence[Placed], window: Window, palette: Palette, narrow: bool) -> None:
    """Nothing; what lies outside the first view or has no day says so at the edge, and on a narrow page each row has its name above it."""
    if narrow:
        _write(plot, rows, window.start, lambda one: shown(one.bar.label, NARROW_LABEL_ROOM), palette.ink, up=13)
    early = [one for one in rows if one.shape != "none" and one.end <= window.start]
    _write(plot, early, window.start, lambda one: f"◂ {_when(one.bar)}", palette.muted)
    _write(plot, [one for one in rows if one.shape == "none"], window.start, lambda one: "no day told", palette.muted)
    late = [one for one in rows if one.shape != "none" and one.start >= window.end]
    _write(plot, late, window.end, lambda one: f"{_when(one.bar)} ▸", palette.muted, align="right")


def _write(plot: Any, rows: Sequence[Placed], x: float, words: Callable[[Placed], str], colour: str, *, align: str = "left", up: int = 0) -> None:
    if rows:
        source = source_of({"x": [moment(x)] * len(rows), "y": [one.row for one in rows], "text": [words(one) for one in rows]})
        style = {"text_align": align, "text_baseline": "middle", "text_font": value(SANS), "text_font_size": "12px", "text_color": colour}
        plot.text("x", "y", "text", source=source, x_offset=4 if align == "left" else -4, y_offset=-up, **style)


def _notes(rows: Sequence[Placed], along: Along) -> list[str]:
    if along == "saying":
        return ["The mark stands on the day on which it was first spoken of; the bar runs to the day of the last report."]
    shapes = {one.shape for one in rows}
    words = {
        "day": "A solid mark is a day that is told.",
        "span": "A hatched bar is a span within which it happened; the hollow mark is only its middle.",
        "by": "A mark with a fading tail is the day by which it had happened.",
    }
    return [note for shape, note in words.items() if shape in shapes]
