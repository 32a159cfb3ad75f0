"""Numbers of people as each voice told them: one series per voice, each number with its bounds. Nothing is added up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from bokeh.models import FixedTicker, NumeralTickFormatter, PanTool, Range1d, ResetTool, WheelZoomTool

from sayso.model import CountKind
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
from sayso.serve.charts.palette import KIND_SHAPES, SANS, Palette, palette_of
from sayso.serve.charts.places import LINE, Room, Spot, text_width
from sayso.serve.charts.rows import Theme, TollMark, shown

__all__ = ["toll_chart"]

KIND_WORDS: dict[CountKind, str] = {"new": "a number", "total": "a total", "part": "a part of others", "previous": "an older one, recalled"}
DASHES = ("solid", [6, 3], [2, 3], [8, 3, 2, 3])
HEIGHT = 380
STEEP = 40
SPREAD = 0.6
OPEN_SHARE = 0.09
ZERO = 1.6
EMPTY_DAY = date(2000, 1, 1).toordinal()


class Scale(NamedTuple):
    """The upright axis: its ends, and whether equal steps are equal factors; a zero is then drawn a little above the lower end."""

    low: float
    high: float
    log: bool

    @property
    def floor(self) -> float:
        """Where a zero is drawn."""
        return self.low * ZERO if self.log else 0.0

    def at(self, value: float) -> float:
        """Where the value is drawn."""
        return max(value, self.floor) if self.log else value

    def share(self, value: float) -> float:
        """How far up it is drawn, from 0 to 1."""
        if self.log:
            return math.log(self.at(value) / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def moved(self, value: float, share: float) -> float:
        """The value that far above it."""
        if self.log:
            return float(self.at(value) * (self.high / self.low) ** share)
        return value + (self.high - self.low) * share


class Drawn(NamedTuple):
    """A number in its place: the day (moved a little aside where voices share it), its main value and the place of its voice."""

    mark: TollMark
    x: float
    value: int
    series: int


def toll_chart(rows: Sequence[TollMark], *, what: str = "", theme: Theme = "light", narrow: bool = False) -> dict[str, Any]:
    """The chart as JSON data: the numbers of one kind of harm (``what``) by the day on which they were said, a line for each voice.

    A number between bounds is drawn as a bar between them, an open one as a dashed line that goes on. Those that their voice replaced are pale and hollow.
    """
    palette = palette_of(theme)
    drawn = _drawn(rows)
    scale = _scale(drawn)
    window = _window(drawn)
    plot = _figure(drawn, scale, window, what, palette, narrow)
    _lines(plot, drawn, scale, palette)
    bounds = _bounds(plot, drawn, scale, palette)
    named = _names(plot, drawn, scale, window, palette, narrow)
    points = _points(plot, drawn, scale, palette)
    told = [("voice", "@voice"), ("number", "@number"), ("said", "@said"), ("kind", "@kind"), ("of", "@label")]
    add_pointer(plot, [*bounds, *points.values()], told)
    if len(points) > 1:
        add_key(plot, palette, [Key(KIND_WORDS[kind], KIND_SHAPES[kind], palette.muted) for kind in points], columns=2 if narrow else 4)
    return finished(plot, palette, _notes(rows, drawn, scale, named, narrow))


def _drawn(rows: Sequence[TollMark]) -> list[Drawn]:
    placed = [(row, day, row.low if row.low is not None else row.high) for row in rows if (day := day_number(row.said)) is not None]
    voices = list(dict.fromkeys(row.voice for row, _, _ in placed))
    crowd = {day: list(dict.fromkeys(row.voice for row, other, _ in placed if other == day)) for _, day, _ in placed}
    found = []
    for row, day, value in placed:
        beside = crowd[day]
        aside = (beside.index(row.voice) - (len(beside) - 1) / 2) / len(beside) * SPREAD
        if value is not None:
            found.append(Drawn(row, day + 0.5 + aside, value, voices.index(row.voice)))
    return sorted(found, key=lambda one: (one.series, one.x, one.value))


def _scale(drawn: Sequence[Drawn]) -> Scale:
    values = [number for one in drawn for number in (one.mark.low, one.mark.high) if number is not None] or [0, 1]
    above = [value for value in values if value > 0] or [1]
    if max(above) / min(above) > STEEP:
        low = min(above) / (2 * ZERO)
        return Scale(low, max(above) * (max(above) / low) ** 0.14, True)
    top = max(values) or 1
    return Scale(-0.03 * top, 1.18 * top, False)


def _window(drawn: Sequence[Drawn]) -> Window:
    days = [one.x for one in drawn] or [float(EMPTY_DAY)]
    pad = max(0.9, (max(days) - min(days)) * 0.06)
    return Window(min(days) - pad, max(days) + pad)


def _figure(drawn: Sequence[Drawn], scale: Scale, window: Window, what: str, palette: Palette, narrow: bool) -> Any:
    plot = new_figure(
        palette,
        HEIGHT - 40 if narrow else HEIGHT,
        x_axis_type="datetime",
        y_axis_type="log" if scale.log else "linear",
        x_range=Range1d(start=moment(window.start), end=moment(window.end)),
        y_range=Range1d(start=scale.low, end=scale.high),
    )
    plot.add_tools(PanTool(), WheelZoomTool(zoom_on_axis=False), ResetTool())
    plot.toolbar.active_drag = plot.toolbar.active_scroll = None
    plot.xgrid.visible = False
    plot.xaxis.formatter = day_formatter()
    plot.xaxis.ticker.desired_num_ticks = NARROW_TICKS if narrow else TICKS
    axis = plot.yaxis[0]
    axis.axis_label = shown(what, 40) or None
    axis.axis_label_text_font, axis.axis_label_text_font_size, axis.axis_label_text_font_style = SANS, "12px", "normal"
    axis.axis_label_text_color = palette.muted
    axis.axis_line_color = axis.major_tick_line_color = None
    axis.formatter = NumeralTickFormatter(format="0,0")
    if scale.log:
        ticks = [10.0**n for n in range(math.ceil(math.log10(scale.low)), math.floor(math.log10(scale.high)) + 1)]
        zero = [scale.floor] if any(one.value == 0 for one in drawn) else []
        axis.ticker = plot.ygrid[0].ticker = FixedTicker(ticks=[*zero, *(tick for tick in ticks if tick >= 1)])
        axis.major_label_overrides = dict.fromkeys(zero, "0")
    else:
        axis.ticker.min_interval = 1
    return plot


def _lines(plot: Any, drawn: Sequence[Drawn], scale: Scale, palette: Palette) -> None:
    for series, happening in dict.fromkeys((one.series, one.mark.happening) for one in drawn):
        days = {one.x: one for one in drawn if one.series == series and one.mark.happening == happening}
        mine = list(days.values())
        if len(mine) > 1:
            colour, dash = _colour(series, palette), DASHES[series // len(palette.series) % len(DASHES)]
            plot.line([moment(one.x) for one in mine], [scale.at(one.value) for one in mine], line_color=colour, line_alpha=0.6, line_width=1.4, line_dash=dash)


def _colour(series: int, palette: Palette) -> str:
    return palette.series[series % len(palette.series)]


def _columns(drawn: Sequence[Drawn], scale: Scale, palette: Palette) -> dict[str, list[Any]]:
    return {
        "x": [moment(one.x) for one in drawn],
        "y": [scale.at(one.value) for one in drawn],
        "voice": [shown(one.mark.voice) for one in drawn],
        "number": [_number(one.mark) for one in drawn],
        "said": [one.mark.said or "" for one in drawn],
        "kind": [KIND_WORDS[one.mark.kind] + (", replaced by a later one" if one.mark.superseded else "") for one in drawn],
        "label": [shown(one.mark.label) or "—" for one in drawn],
        "href": [one.mark.href for one in drawn],
        "colour": [_colour(one.series, palette) for one in drawn],
        "alpha": [0.55 if one.mark.superseded else 1.0 for one in drawn],
    }


def _number(mark: TollMark) -> str:
    if mark.low == mark.high:
        return f"{mark.low:,}"
    if mark.high is None:
        return f"{mark.low:,} or more"
    return f"{mark.high:,} at most" if mark.low is None else f"{mark.low:,} to {mark.high:,}"


def _bounds(plot: Any, drawn: Sequence[Drawn], scale: Scale, palette: Palette) -> list[Mark]:
    """The bars between two bounds, and the lines on which an open number goes on, with what ends them."""
    ranges = [one for one in drawn if one.mark.low is not None and one.mark.high is not None and one.mark.low != one.mark.high]
    upward = [one for one in drawn if one.mark.high is None]
    downward = [one for one in drawn if one.mark.low is None]
    found = []
    if ranges:
        tops = [scale.at(one.mark.high or 0) for one in ranges]
        source = source_of({**_columns(ranges, scale, palette), "top": tops})
        found.append(plot.segment("x", "y", "x", "top", source=source, line_color="colour", line_alpha="alpha", line_width=3))
        found.append(plot.scatter("x", "top", source=source, marker="dash", size=13, line_color="colour", line_alpha="alpha", line_width=3))
    for mine, share, cap in ((upward, OPEN_SHARE, "triangle"), (downward, -OPEN_SHARE, "inverted_triangle")):
        if mine:
            source = source_of({**_columns(mine, scale, palette), "top": [_open_end(one, scale, share) for one in mine]})
            plot.segment("x", "y", "x", "top", source=source, line_color="colour", line_alpha="alpha", line_width=1.6, line_dash=[3, 2])
            plot.scatter("x", "top", source=source, marker=cap, size=6, fill_color="colour", line_color=None, fill_alpha="alpha")
    return found


def _open_end(one: Drawn, scale: Scale, share: float) -> float:
    end = scale.moved(one.value, share)
    return end if share > 0 else max(end, scale.at(0))


def _points(plot: Any, drawn: Sequence[Drawn], scale: Scale, palette: Palette) -> dict[CountKind, Mark]:
    found: dict[CountKind, Mark] = {}
    for kind, shape in KIND_SHAPES.items():
        mine = [one for one in drawn if one.mark.kind == kind]
        if mine:
            fills = [palette.paper if one.mark.superseded or kind == "previous" else _colour(one.series, palette) for one in mine]
            source = source_of({**_columns(mine, scale, palette), "fill": fills})
            found[kind] = plot.scatter(
                "x", "y", source=source, marker=shape, size=11, fill_color="fill", line_color="colour", line_alpha="alpha", line_width=1.6
            )
    return found


def _name(mark: TollMark, narrow: bool) -> str:
    return shown(mark.voice, 24 if narrow else 34)


def _names(plot: Any, drawn: Sequence[Drawn], scale: Scale, window: Window, palette: Palette, narrow: bool) -> set[str]:
    """The voices that are named now, each beside its last number of a happening, where there is room."""
    width, height = (300, HEIGHT - 110) if narrow else (1060, HEIGHT - 90)
    room = Room(width, height)
    spots = [(one, (one.x - window.start) / window.length * width, scale.share(one.value) * height) for one in drawn]
    for one, x, y in spots:
        open_up, open_down = one.mark.high is None, one.mark.low is None
        room.occupy(Spot(x - 6, y - 7 - open_down * OPEN_SHARE * height, x + 6, y + 7 + open_up * OPEN_SHARE * height))
    words = []
    for one, x, y in {(one.series, one.mark.happening): (one, x, y) for one, x, y in spots}.values():
        text = _name(one.mark, narrow)
        corner = room.beside(x, y, text_width(text), LINE, 10)
        if corner is not None:
            words.append(Word(moment(one.x), scale.at(one.value), text, _colour(one.series, palette), corner[0] - x, corner[1] - y + LINE / 2))
    add_words(plot, words, halo=palette.paper)
    if not drawn:
        add_words(plot, [Word(moment(window.start), scale.high / 2, "There is nothing to show here.", palette.muted, 12)])
    return {word.text for word in words}


def _notes(rows: Sequence[TollMark], drawn: Sequence[Drawn], scale: Scale, named: set[str], narrow: bool) -> list[str]:
    notes = ["A line joins what one voice said of one happening. Nothing is added up."] if drawn else []
    if any(one.mark.low is None or one.mark.high is None for one in drawn):
        notes.append("A dashed line with an arrow is a number that is open on that side.")
    if any(one.mark.superseded for one in drawn):
        notes.append("Pale, hollow marks are numbers that were replaced by later ones.")
    if scale.log:
        notes.append("Equal steps upwards are equal factors.")
    if unnamed := {_name(one.mark, narrow) for one in drawn} - named:
        notes.append(f"{len(unnamed)} {'voice has' if len(unnamed) == 1 else 'voices have'} no room for a name here; the table names them all.")
    if missing := len(rows) - len(drawn):
        notes.append(f"{missing} without a day of saying {'is' if missing == 1 else 'are'} in the table only.")
    return notes
