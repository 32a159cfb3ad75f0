"""The map: places of which claims tell, how precisely they are known, and who is claimed to have them, on an offline base."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from bokeh.core.properties import value
from bokeh.models import PanTool, Range1d, ResetTool, WheelZoomTool, WMTSTileSource

from sayso.model import Standing
from sayso.serve.charts.basemap import Box, Path, countries_in, country, disputed_lines, mercator, world
from sayso.serve.charts.clipping import Frame, cut_line, cut_ring
from sayso.serve.charts.frame import Key, Mark, Word, add_key, add_pointer, add_words, finished, new_figure, source_of
from sayso.serve.charts.palette import RELATION_SHAPES, SANS, SERIF, Palette, palette_of
from sayso.serve.charts.places import LINE, Room, Spot, text_width
from sayso.serve.charts.rows import Holding, MapPoint, Relation, Theme, shown

__all__ = ["map_chart"]

RELATION_WORDS: dict[Relation, str] = {"seize": "took it", "hold": "holds it", "contest": "fights for it", "enter": "entered it", "lose": "left or lost it"}
WIDE_SCREEN = (1100, 600)
NARROW_SCREEN = (360, 440)
WHOLE_EARTH = Box(-170, -56, 178, 74)
LEAST_DEGREES = 1.6
EDGE = 0.14
OVERVIEW_DEGREES = 45
PROVINCE_WORDS_DEGREES = 14
FAR = 1.0
BEYOND = 1.0
FINEST = 0.4
POINT, POINT_STEP, LARGEST_POINT = 7.0, 3.2, 26.0
MARK, MARK_GAP = 12, 17
GAPS = (6, 18, 32, 48, 66, 90)
LEADER = 14
SIDES = 7
POINT_NOTE = "Larger marks stand for more claims; a circle shows how precisely the place is known, a dashed one that it is hardly known."
NAMED = 40
POINT_MARKS: tuple[tuple[bool, str, Standing], ...] = ((False, "circle", "single-origin"), (True, "diamond", "disputed"))
VAGUE_KM = 100


class View(NamedTuple):
    """The stretch of the earth that is shown at first: in degrees, in Web Mercator metres (x and y of both ends), and metres on the map per pixel."""

    box: Box
    x: tuple[float, float]
    y: tuple[float, float]
    scale: float

    @property
    def frame(self) -> Frame:
        """The stretch to which the map can be moved, in Web Mercator metres."""
        wide, high = (self.x[1] - self.x[0]) * BEYOND, (self.y[1] - self.y[0]) * BEYOND
        return self.x[0] - wide, self.y[0] - high, self.x[1] + wide, self.y[1] + high

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where the point is on the screen."""
        return (x - self.x[0]) / self.scale, (y - self.y[0]) / self.scale


def map_chart(
    points: Sequence[MapPoint],
    holdings: Sequence[Holding] = (),
    countries: Collection[str] = (),
    *,
    tiles: str | None = None,
    attribution: str = "",
    extent: Box | None = None,
    theme: Theme = "light",
    narrow: bool = False,
) -> dict[str, Any]:
    """The map as JSON data. With ``holdings`` it shows who is claimed to do what with each place, else a mark for each place by its number of claims.

    ``countries`` (alpha-3) are set off from their neighbours. ``tiles`` is an address with ``{X}``, ``{Y}`` and ``{Z}`` whose pictures are laid beneath
    instead of the base. ``extent`` is what is shown at first; without it, what holds most of the places.
    """
    palette = palette_of(theme)
    spots = [(one.lat, one.lon, one.claims) for one in points] + [(one.lat, one.lon, 1) for one in holdings]
    view = _view(extent or _extent(spots, countries), narrow)
    plot = _figure(view, palette, narrow)
    room = Room((view.x[1] - view.x[0]) / view.scale, (view.y[1] - view.y[0]) / view.scale)
    _ground(plot, view, countries, tiles, attribution, palette)
    if holdings:
        _holdings(plot, holdings, view, room, palette, narrow)
    else:
        _points(plot, points, view, room, palette)
    if tiles is None:
        _land_words(plot, view, countries, room, palette)
    _scale_bar(plot, view, palette)
    return finished(plot, palette, _notes(points, holdings, view))


def _extent(spots: Sequence[tuple[float, float, int]], countries: Collection[str]) -> Box:
    """What holds most of the places, and all that lie near them; the countries where there are no places, else the earth."""
    if not spots:
        boxes = [found.box for code in countries if (found := country(code))]
        if not boxes:
            return WHOLE_EARTH
        return Box(min(b.west for b in boxes), min(b.south for b in boxes), max(b.east for b in boxes), max(b.north for b in boxes))
    south, north = _reach([(lat, weight) for lat, _, weight in spots])
    west, east = _reach([(lon, weight) for _, lon, weight in spots])
    near = [(lat, lon) for lat, lon, _ in spots if south <= lat <= north and west <= lon <= east]
    return Box(min(lon for _, lon in near), min(lat for lat, _ in near), max(lon for _, lon in near), max(lat for lat, _ in near))


def _reach(values: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """The stretch that holds nine tenths of the weight, longer by its own length on each side."""
    ordered = sorted(values)
    total = sum(weight for _, weight in ordered)
    passed, low, high = 0, ordered[0][0], ordered[-1][0]
    for degrees, weight in ordered:
        if passed <= total * 0.05:
            low = degrees
        passed += weight
        if passed >= total * 0.95:
            high = degrees
            break
    spare = max(LEAST_DEGREES, (high - low) * FAR)
    return low - spare, high + spare


def _view(box: Box, narrow: bool) -> View:
    """The box with room around it, in the shape of the screen."""
    width, height = NARROW_SCREEN if narrow else WIDE_SCREEN
    (left, bottom), (right, top) = mercator(box.south, box.west), mercator(box.north, box.east)
    least = LEAST_DEGREES * 111_000
    wide, high = max(right - left, least) * (1 + 2 * EDGE), max(top - bottom, least) * (1 + 2 * EDGE)
    scale = max(wide / width, high / height)
    x, y = (left + right) / 2, (bottom + top) / 2
    xs, ys = (x - scale * width / 2, x + scale * width / 2), (y - scale * height / 2, y + scale * height / 2)
    return View(Box(_longitude(xs[0]), _latitude(ys[0]), _longitude(xs[1]), _latitude(ys[1])), xs, ys, scale)


def _longitude(x: float) -> float:
    return math.degrees(x / 6378137.0)


def _latitude(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y / 6378137.0)) - math.pi / 2)


def _figure(view: View, palette: Palette, narrow: bool) -> Any:
    height = (NARROW_SCREEN if narrow else WIDE_SCREEN)[1]
    left, bottom, right, top = view.frame
    ranges = {
        "x_range": Range1d(start=view.x[0], end=view.x[1], bounds=(left, right)),
        "y_range": Range1d(start=view.y[0], end=view.y[1], bounds=(bottom, top)),
    }
    plot = new_figure(palette, height, **ranges, x_axis_type=None, y_axis_type=None)
    plot.background_fill_color = palette.sea
    plot.grid.visible = False
    plot.outline_line_color = palette.rule
    pan, wheel = PanTool(), WheelZoomTool(zoom_on_axis=False)
    plot.add_tools(pan, wheel, ResetTool())
    plot.toolbar.active_drag, plot.toolbar.active_scroll = pan, wheel
    plot.tags = ["equal-scale"]
    return plot


def _ground(plot: Any, view: View, countries: Collection[str], tiles: str | None, attribution: str, palette: Palette) -> None:
    if tiles is not None:
        plot.add_tile(WMTSTileSource(url=tiles, attribution=shown(attribution)))
        return
    seen = view.box.padded(BEYOND)
    codes = countries_in(seen)
    lands = [found for code in codes if (found := country(code))] if view.box.east - view.box.west <= OVERVIEW_DEGREES else []
    outlines = {land.code: land.outline for land in lands} or {code: world()[code] for code in codes}
    for inside in (False, True):
        mine = [pieces for code, pieces in outlines.items() if (code in countries) == inside]
        _fill(plot, mine, view, palette.land if inside or not countries else palette.land_beyond, palette.frontier)
    _strokes(plot, [line for land in lands for line in land.borders if not countries or land.code in countries], view, palette.province)
    _strokes(plot, disputed_lines(), view, palette.frontier, dash=[4, 3])


def _fill(plot: Any, countries: Iterable[Iterable[Sequence[Path]]], view: View, colour: str, edge: str) -> None:
    cut = [[ring for ring in (cut_ring(ring, view.frame, view.scale * FINEST) for ring in rings) if ring] for pieces in countries for rings in pieces]
    kept = [rings for rings in cut if rings]
    if kept:
        xs, ys = [[[list(ring.x) for ring in rings]] for rings in kept], [[[list(ring.y) for ring in rings]] for rings in kept]
        plot.multi_polygons(xs, ys, fill_color=colour, line_color=edge, line_width=0.9 if view.scale < 8000 else 0.6, line_join="round", level="underlay")


def _strokes(plot: Any, lines: Iterable[Path], view: View, colour: str, *, dash: str | list[int] = "solid") -> None:
    cut = [part for line in lines for part in cut_line(line, view.frame, view.scale * FINEST)]
    if cut:
        xs, ys = [list(line.x) for line in cut], [list(line.y) for line in cut]
        plot.multi_line(xs, ys, line_color=colour, line_width=0.9, line_dash=dash, line_join="round", level="underlay")


def _points(plot: Any, points: Sequence[MapPoint], view: View, room: Room, palette: Palette) -> None:
    """Nothing; the places stand on the map, the ones with most claims below the others and named first."""
    ordered = sorted(points, key=lambda one: (-one.claims, one.name))
    if not ordered:
        return
    _circles(plot, ordered, palette)
    _name_points(plot, ordered, view, room, palette)
    marks, keys = [], []
    for disputed, shape, standing in POINT_MARKS:
        mine, colour = [one for one in ordered if bool(one.disputed) == disputed], palette.standings[standing]
        if mine:
            source = source_of(
                {
                    **_place_columns(mine),
                    "size": [_size(one) * (1.25 if disputed else 1) for one in mine],
                    "radius": [f"about {one.radius_km:g} km" if one.radius_km else "not told" for one in mine],
                }
            )
            mark = plot.scatter("x", "y", source=source, marker=shape, size="size", fill_color=colour, fill_alpha=0.8, line_color=palette.paper, line_width=1)
            marks.append(mark)
            keys.append(Key("claims, disputed" if disputed else "claims", shape, colour))
    told = [("place", "@name"), ("claims", "@claims"), ("happenings", "@happenings"), ("disputes", "@disputed"), ("known within", "@radius")]
    add_pointer(plot, marks, told)
    add_key(plot, palette, keys, columns=4, place="below")


def _circles(plot: Any, points: Sequence[MapPoint], palette: Palette) -> None:
    """Nothing; how precisely each place is known is drawn as a circle of that radius on the ground."""
    known = sorted((one for one in points if one.radius_km), key=lambda one: -(one.radius_km or 0))
    if not known:
        return
    places = [mercator(one.lat, one.lon) for one in known]
    source = source_of(
        {
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "radius": [1000 * (one.radius_km or 0) / math.cos(math.radians(one.lat)) for one in known],
            "colour": [palette.standings["disputed" if one.disputed else "single-origin"] for one in known],
            "alpha": [0.0 if (one.radius_km or 0) > VAGUE_KM else 0.1 for one in known],
            "dash": ["dashed" if (one.radius_km or 0) > VAGUE_KM else "solid" for one in known],
        }
    )
    look = {"fill_color": "colour", "fill_alpha": "alpha", "line_color": "colour", "line_alpha": 0.5, "line_width": 0.9, "line_dash": "dash"}
    plot.circle("x", "y", radius="radius", source=source, **look)


def _place_columns(points: Sequence[MapPoint]) -> dict[str, list[Any]]:
    places = [mercator(one.lat, one.lon) for one in points]
    return {
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "name": [shown(one.name) for one in points],
        "claims": [one.claims for one in points],
        "happenings": [one.happenings for one in points],
        "disputed": [one.disputed for one in points],
        "href": [one.href for one in points],
    }


def _size(point: MapPoint) -> float:
    return min(LARGEST_POINT, POINT + POINT_STEP * math.sqrt(point.claims - 1))


def _name_points(plot: Any, points: Sequence[MapPoint], view: View, room: Room, palette: Palette) -> None:
    spots = [(one, *view.pixel(*mercator(one.lat, one.lon))) for one in points]
    for one, x, y in spots:
        half = _size(one) / 2
        room.occupy(Spot(x - half, y - half, x + half, y + half))
    named = [
        (one, shown(one.name, 28), x, y, corner)
        for one, x, y in spots[:NAMED]
        if (corner := room.beside(x, y, text_width(shown(one.name, 28)), LINE, _size(one) / 2 + 3)) is not None
    ]
    words = [Word(*mercator(one.lat, one.lon), text, palette.ink, corner[0] - x, corner[1] - y + LINE / 2) for one, text, x, y, corner in named]
    add_words(plot, words, halo=palette.land)


def _holdings(plot: Any, holdings: Sequence[Holding], view: View, room: Room, palette: Palette, narrow: bool) -> None:
    """Nothing; beside each place stands a mark for what each holder is claimed to do with it.

    The shape tells what, the colour which side; a hollow one is denied or not certain.
    """
    sides = _sides(holdings)
    colours = {key: palette.series[i % len(palette.series)] if i < SIDES else palette.muted for i, key in enumerate(sides)}
    rows = _laid_out(holdings, view, room)
    spots = dict.fromkeys((one.lat, one.lon) for one, *_ in rows)
    places = [mercator(*spot) for spot in spots]
    plot.scatter([x for x, _ in places], [y for _, y in places], marker="circle", size=4, fill_color=palette.ink, line_color=None)
    _leaders(plot, rows, view, palette)
    _name_places(plot, rows, palette)
    marks: list[Mark] = []
    for relation, shape in RELATION_SHAPES.items():
        mine = [row for row in rows if row[0].relation == relation]
        if mine:
            marks.append(_marks(plot, mine, shape, colours, view, palette))
    add_pointer(plot, marks, [("place", "@name"), ("who", "@holder"), ("is said to have", "@does"), ("status", "@status"), ("on the word of", "@voices")])
    _holder_key(plot, holdings, sides, colours, palette, narrow)


def _sides(holdings: Sequence[Holding]) -> dict[str, list[str]]:
    """The holders of each side by its key, the side that is told most first."""
    told = Counter(_side(one) for one in holdings)
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in holdings:
        names[_side(one)][one.holder] += 1
    return {key: [name for name, _ in names[key].most_common()] for key, _ in sorted(told.items(), key=lambda item: (-item[1], item[0]))}


def _side(one: Holding) -> str:
    return one.side or f"name:{one.holder.casefold()}"


Laid = tuple[Holding, float, float]


def _laid_out(holdings: Sequence[Holding], view: View, room: Room) -> list[Laid]:
    """Each holding with how many pixels right of its place and above it its mark stands, in a row that begins at the first free side."""
    by_place: defaultdict[tuple[float, float], list[Holding]] = defaultdict(list)
    for one in holdings:
        by_place[(one.lat, one.lon)].append(one)
    for lat, lon in by_place:
        x, y = view.pixel(*mercator(lat, lon))
        room.occupy(Spot(x - 3, y - 3, x + 3, y + 3))
    found: list[Laid] = []
    for (lat, lon), mine in sorted(by_place.items(), key=lambda item: (-len(item[1]), item[1][0].place)):
        x, y = view.pixel(*mercator(lat, lon))
        ordered = sorted(mine, key=lambda one: (one.status != "asserted", _side(one), one.relation, one.holder))
        width = max(MARK_GAP * len(ordered), text_width(shown(mine[0].place, 28)))
        corner = room.near(x, y, width, MARK_GAP + LINE, GAPS) or (x + GAPS[0], y - (MARK_GAP + LINE) / 2)
        spare = width - MARK_GAP * len(ordered) if corner[0] + width <= x else 0.0
        found += [(one, corner[0] - x + spare + MARK_GAP * (i + 0.5), corner[1] - y + MARK_GAP / 2) for i, one in enumerate(ordered)]
    return found


def _marks(plot: Any, rows: Sequence[Laid], shape: str, colours: Mapping[str, str], view: View, palette: Palette) -> Mark:
    own = [colours[_side(one)] for one, *_ in rows]
    sure = [one.status == "asserted" for one, *_ in rows]
    source = source_of(
        {
            **_shifted(rows, view),
            "fill": [colour if full else palette.land for colour, full in zip(own, sure, strict=True)],
            "line": own,
            "name": [shown(one.place) for one, *_ in rows],
            "holder": [shown(one.holder) for one, *_ in rows],
            "does": [RELATION_WORDS[one.relation] for one, *_ in rows],
            "status": [one.status for one, *_ in rows],
            "voices": [shown(", ".join(one.voices)) or "the report" for one, *_ in rows],
            "href": [one.href for one, *_ in rows],
        }
    )
    source.tags = ["shifted"]
    return plot.scatter(
        "x", "y", source=source, marker=shape, size=MARK + (3 if shape == "diamond" else 0), fill_color="fill", line_color="line", line_width=1.8
    )


def _leaders(plot: Any, rows: Sequence[Laid], view: View, palette: Palette) -> None:
    """Nothing; a thin line leads from a place to the nearest of its marks where these stand farther off."""
    ends: dict[tuple[float, float], Laid] = {}
    for row in rows:
        spot = (row[0].lat, row[0].lon)
        if spot not in ends or math.hypot(row[1], row[2]) < math.hypot(ends[spot][1], ends[spot][2]):
            ends[spot] = row
    mine = [row for row in ends.values() if math.hypot(row[1], row[2]) > MARK_GAP + LEADER]
    if mine:
        source = source_of(_shifted(mine, view))
        source.tags = ["shifted"]
        plot.segment("at_x", "at_y", "x", "y", source=source, line_color=palette.muted, line_width=0.8)


def _shifted(rows: Sequence[Laid], view: View) -> dict[str, list[Any]]:
    """Where the rows are on the ground, how many pixels beside it they are drawn, and where that is at the first scale."""
    places = [mercator(one.lat, one.lon) for one, *_ in rows]
    return {
        "at_x": [x for x, _ in places],
        "at_y": [y for _, y in places],
        "shift_x": [aside for _, aside, _ in rows],
        "shift_y": [up for *_, up in rows],
        "x": [x + aside * view.scale for (x, _), (_, aside, _) in zip(places, rows, strict=True)],
        "y": [y + up * view.scale for (_, y), (*_, up) in zip(places, rows, strict=True)],
    }


def _name_places(plot: Any, rows: Sequence[Laid], palette: Palette) -> None:
    firsts: dict[tuple[float, float], Laid] = {}
    for row in rows:
        firsts.setdefault((row[0].lat, row[0].lon), row)
    words = [
        Word(*mercator(*spot), shown(one.place, 28), palette.ink, aside - MARK_GAP / 2, up + MARK_GAP / 2 + LINE / 2)
        for spot, (one, aside, up) in firsts.items()
    ]
    add_words(plot, words, halo=palette.land)


def _holder_key(plot: Any, holdings: Sequence[Holding], sides: Mapping[str, Sequence[str]], colours: Mapping[str, str], palette: Palette, narrow: bool) -> None:
    """Nothing; the colours of the sides and the shapes of what they do stand below the map."""

    keys = [Key(_side_words(names, 34 if narrow else 44), None, colours[key]) for key, names in list(sides.items())[:SIDES]]
    if len(sides) > SIDES:
        keys.append(Key("others", None, palette.muted))
    add_key(plot, palette, keys, columns=1 if narrow else 3, place="below")
    told = {one.relation for one in holdings}
    shapes = [Key(RELATION_WORDS[relation], shape, palette.muted) for relation, shape in RELATION_SHAPES.items() if relation in told]
    if any(one.status != "asserted" for one in holdings):
        shapes.append(Key("denied or not certain", "circle", None, palette.muted))
    add_key(plot, palette, shapes, columns=3 if narrow else 6, place="below")


def _side_words(names: Sequence[str], room: int) -> str:
    first = shown(names[0], room)
    if len(names) == 1:
        return first
    both = f"{first}, {shown(names[1], room)}"
    if len(both) > room:
        return f"{first} and {len(names) - 1} more"
    return both if len(names) == 2 else f"{both} and {len(names) - 2} more"


def _land_words(plot: Any, view: View, countries: Collection[str], room: Room, palette: Palette) -> None:
    """Nothing; countries, and provinces where the map is near enough, are named where there is room."""
    lands = [found for code in countries_in(view.box) if (found := country(code))] if view.box.east - view.box.west <= OVERVIEW_DEGREES else []
    states = [(land.label.name.upper(), land.label.x, land.label.y) for land in lands]
    near = view.box.east - view.box.west <= PROVINCE_WORDS_DEGREES
    provinces = [(one.name, one.x, one.y) for land in lands if near and (not countries or land.code in countries) for one in land.divisions]
    for words, size, font in ((states, 11, SANS), (provinces, 12, SERIF)):
        placed = []
        for text, x, y in words:
            px, py = view.pixel(x, y)
            half = text_width(text) * (1.15 if words is states else 1.0) / 2
            if room.take(Spot(px - half, py - LINE / 2, px + half, py + LINE / 2)):
                placed.append((x, y, text))
        if placed:
            plot.text(
                [x for x, *_ in placed],
                [y for _, y, _ in placed],
                [text for *_, text in placed],
                text_align="center",
                text_baseline="middle",
                text_font=value(font),
                text_font_size=f"{size}px",
                text_font_style="normal" if words is states else "italic",
                text_color=palette.map_word,
                level="underlay",
            )


def _scale_bar(plot: Any, view: View, palette: Palette) -> None:
    """Nothing; a line of a round number of kilometres stands in the lower left corner of the first view."""
    middle = math.cos(math.radians((view.box.south + view.box.north) / 2))
    wanted = 110 * view.scale * middle / 1000
    unit = 10 ** math.floor(math.log10(wanted))
    length = max(step * unit for step in (1, 2, 5) if step * unit <= wanted)
    left, bottom = view.x[0] + 14 * view.scale, view.y[0] + 14 * view.scale
    right = left + length * 1000 / middle
    plot.line([left, left, right, right], [bottom + 5 * view.scale, bottom, bottom, bottom + 5 * view.scale], line_color=palette.muted, line_width=1.2)
    add_words(plot, [Word((left + right) / 2, bottom, f"{length:g} km", palette.muted, -18, 11)], size=11)


def _notes(points: Sequence[MapPoint], holdings: Sequence[Holding], view: View) -> list[str]:
    spots = [(one.name, one.lat, one.lon) for one in points] + [(one.place, one.lat, one.lon) for one in holdings]
    box = view.box
    outside = [name for name, lat, lon in spots if not (box.south <= lat <= box.north and box.west <= lon <= box.east)]
    names = [shown(name, 40) for name in dict.fromkeys(outside)]
    notes = [POINT_NOTE] if points and not holdings else []
    if names:
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        notes.append(f"Outside the first view: {', '.join(names[:4])}{more}.")
    return [*notes, "Borders: Natural Earth. Dashed lines are disputed borders and lines between forces."]
