"""The charts of the workbench: what they draw, and that they are plain data."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from sayso.serve.charts import Bar, Box, Holding, MapPoint, TollMark, bokeh_scripts, map_chart, palette_of, timeline_chart, toll_chart
from sayso.serve.charts.basemap import Path, countries_in, country, country_names, disputed_lines, mercator, world
from sayso.serve.charts.clipping import cut_line, cut_ring
from sayso.serve.charts.palette import RELATION_SHAPES, STANDING_SHAPES
from sayso.serve.charts.places import Room, Spot
from sayso.serve.charts.rows import shown

Chart = dict[str, Any]

EXACT = Bar("ASSAULT by jets", "2024-12-05", "2024-12-05", "corroborated", "2024-12-05", "2024-12-06", "Homs", 3, "/happenings/h-1")
MONTH = Bar("PROTEST", "2024-11-01", "2024-11-30", "single-origin", "2024-12-05", "2024-12-05")
BY = Bar("RETREAT by the army", None, "2024-12-06", "denied", "2024-12-06", "2024-12-08")
UNTOLD = Bar("CONSULT", None, None, "unconfirmed")
HOMS = MapPoint("Homs", 34.72, 36.71, 20.0, 9, 4, 2, "/map?place=homs")
HAMA = MapPoint("Hama", 35.13, 36.75, 5.0, 2, 1)


def models(chart: Chart, kind: str) -> list[dict[str, Any]]:
    """The attributes of all models of a kind, with their ids."""
    return [{**found["attributes"], "id": found["id"]} for found in walk(chart["doc"]) if found.get("name") == kind and "attributes" in found]


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Yields all objects in JSON data."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from walk(part)


def columns(chart: Chart, *names: str) -> list[dict[str, list[Any]]]:
    """The data of the sources that have all these columns."""
    sources = [dict(source["data"]["entries"]) for source in models(chart, "ColumnDataSource")]
    return [source for source in sources if set(names) <= set(source)]


def markers(chart: Chart) -> set[str]:
    """The shapes of the marks."""
    return {mark.get("marker", {"value": "circle"})["value"] for mark in models(chart, "Scatter")}


def texts(chart: Chart) -> set[str]:
    """The words written on the chart."""
    return {text for source in columns(chart, "text") for text in source["text"]}


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Any:
    return request.param


def luminance(colour: str) -> float:
    """The relative luminance of a colour as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_all_charts_are_plain_json_without_code(theme: Any) -> None:
    charts = [
        timeline_chart([EXACT, MONTH, BY, UNTOLD], theme=theme),
        timeline_chart([EXACT, BY], along="saying", theme=theme, narrow=True),
        toll_chart([TollMark("a doctor", "2024-12-05", 11, 14)], what="killed", theme=theme),
        map_chart([HOMS, HAMA], countries=["SYR"], theme=theme),
        map_chart([], [Holding("Homs", 34.72, 36.71, "rebels", "seize", "asserted")], ["SYR"], theme=theme),
    ]
    for chart in charts:
        written = json.dumps(chart, allow_nan=False)
        assert "CustomJS" not in written
        assert {"target_id", "root_id", "doc", "notes", "colours"} <= set(chart)


def test_charts_of_nothing_say_so() -> None:
    assert "There is nothing to show here." in texts(timeline_chart([]))
    assert "There is nothing to show here." in texts(toll_chart([]))
    assert models(map_chart([]), "MultiPolygons")


def test_standings_are_told_apart_by_shape_and_by_word() -> None:
    chart = timeline_chart([EXACT, MONTH, BY])
    assert {"circle", "square", "circle_x"} <= markers(chart)
    assert {item["label"]["value"] for item in models(chart, "LegendItem")} == {"corroborated", "single-origin", "denied"}
    assert len(set(STANDING_SHAPES.values())) == len(STANDING_SHAPES)
    assert len(set(RELATION_SHAPES.values())) == len(RELATION_SHAPES)


def test_colours_stand_out_from_the_paper(theme: Any) -> None:
    palette = palette_of(theme)
    assert all(contrast(colour, palette.paper) >= 4.5 for colour in (palette.ink, palette.muted, *palette.standings.values(), *palette.series))
    assert all(contrast(palette.ink, ground) >= 7 for ground in (palette.land, palette.land_beyond, palette.sea))
    assert all(contrast(palette.map_word, ground) >= 4.5 for ground in (palette.land, palette.land_beyond))


def test_an_exact_day_is_solid_and_an_uncertain_one_hollow() -> None:
    chart = timeline_chart([EXACT, MONTH, BY])
    fills = {source["standing"][0]: source["fill"][0] for source in columns(chart, "fill", "standing")}
    paper = palette_of("light").paper
    assert fills["corroborated"] == palette_of("light").standings["corroborated"]
    assert fills["single-origin"] == fills["denied"] == paper


def test_a_span_is_hatched_over_all_its_days_and_no_other() -> None:
    chart = timeline_chart([EXACT, MONTH])
    assert any("hatch_pattern" in quad for quad in models(chart, "Quad"))
    assert not any("hatch_pattern" in quad for quad in models(timeline_chart([EXACT]), "Quad"))
    span = next(source for source in columns(chart, "left", "label") if source["label"] == ["PROTEST"])
    assert (span["right"][0] - span["left"][0]) / 86_400_000 == 30


def test_what_happened_by_a_day_fades_away_before_it() -> None:
    chart = timeline_chart([BY])
    (fade,) = columns(chart, "left", "alpha")
    assert fade["alpha"] == sorted(fade["alpha"], reverse=True)
    assert fade["right"] == sorted(fade["right"], reverse=True)


def test_without_a_day_the_row_says_so() -> None:
    assert "no day told" in texts(timeline_chart([EXACT, UNTOLD]))


def test_what_happened_long_before_does_not_squeeze_the_rest() -> None:
    old = Bar("COERCE", "1982-01-01", "1982-12-31", "single-origin")
    chart = timeline_chart([old, *[EXACT] * 6])
    (across,) = [one for one in models(chart, "Range1d") if one["end"] > 1e9]
    assert (across["end"] - across["start"]) / 86_400_000 < 30
    assert "◂ 1982" in texts(chart)


def test_along_the_days_of_saying_a_bar_runs_from_the_first_to_the_last() -> None:
    chart = timeline_chart([BY], along="saying")
    (bar,) = columns(chart, "left", "right")
    assert (bar["right"][0] - bar["left"][0]) / 86_400_000 == 3
    assert not [quad for quad in models(chart, "Quad") if "hatch_pattern" in quad]


def test_a_tap_leads_to_the_page_of_the_happening() -> None:
    assert any("/happenings/h-1" in source["href"] for source in columns(timeline_chart([EXACT]), "href"))


def test_report_text_is_shown_on_one_line_without_direction_characters_or_formulas() -> None:
    assert shown("one\n\u202etwo\u2069") == "one two"
    assert "$$" not in shown("$$x^2$$")
    assert "\\[" not in shown("\\[x\\]")
    assert shown("abcdef", 4) == "abc…"


def test_numbers_are_never_added_up() -> None:
    rows = [TollMark("a doctor", "2024-12-05", 11, 11), TollMark("the council", "2024-12-05", 20, 20), TollMark("the council", "2024-12-06", 25, 25)]
    drawn = [number for source in columns(toll_chart(rows), "number") for number in source["number"]]
    assert sorted(drawn) == ["11", "20", "25"]


def test_a_range_is_a_bar_between_its_bounds_and_an_open_number_an_arrow() -> None:
    chart = toll_chart(
        [TollMark("a doctor", "2024-12-05", 20, 30), TollMark("the council", "2024-12-06", 31, None), TollMark("the army", "2024-12-06", None, 5)]
    )
    bounds = {source["number"][0]: (source["y"][0], source["top"][0]) for source in columns(chart, "top", "number")}
    assert bounds["20 to 30"] == (20, 30)
    assert bounds["31 or more"][1] > 31
    assert 0 <= bounds["5 at most"][1] < 5
    assert {"triangle", "inverted_triangle"} <= markers(chart)


def test_replaced_numbers_are_hollow_and_kinds_have_shapes() -> None:
    chart = toll_chart([TollMark("a doctor", "2024-12-05", 9, 9, superseded=True), TollMark("a doctor", "2024-12-06", 12, 12, "total")])
    fills = {source["number"][0]: source["fill"][0] for source in columns(chart, "fill", "number")}
    assert fills["9"] == palette_of("light").paper != fills["12"]
    assert {"circle", "square"} <= markers(chart)


def test_a_line_joins_only_what_one_voice_said_of_one_happening() -> None:
    same = [TollMark("a doctor", "2024-12-05", 9, 9, happening="h-1"), TollMark("a doctor", "2024-12-06", 12, 12, happening="h-1")]
    other = [same[0], same[1]._replace(happening="h-2")]
    assert len(models(toll_chart(same), "Line")) > len(models(toll_chart(other), "Line"))


def test_a_zero_beside_large_numbers_is_drawn_and_named() -> None:
    chart = toll_chart([TollMark("the army", "2024-12-05", 0, 0), TollMark("a doctor", "2024-12-05", 900, 900), TollMark("the council", "2024-12-06", 4, 4)])
    heights = [y for source in columns(chart, "number") for y in source["y"]]
    assert all(height > 0 for height in heights)
    assert any("Equal steps" in note for note in chart["notes"])


def test_numbers_without_a_day_are_left_to_the_table() -> None:
    chart = toll_chart([TollMark("a doctor", None, 9, 9), TollMark("a doctor", "2024-12-05", 9, 9)])
    assert "1 without a day of saying is in the table only." in chart["notes"]


def test_a_radius_is_as_large_on_the_map_as_on_the_ground() -> None:
    (circle,) = columns(map_chart([HOMS]), "radius", "alpha")
    assert circle["radius"][0] == pytest.approx(20_000 / math.cos(math.radians(34.72)))


def test_disputed_places_have_a_shape_of_their_own() -> None:
    assert {"circle", "diamond"} <= markers(map_chart([HOMS, HAMA]))


def test_the_map_begins_where_most_places_are_and_names_the_others() -> None:
    chart = map_chart([HOMS._replace(claims=30), HAMA, MapPoint("Doha", 25.29, 51.53)], countries=["SYR"])
    assert any("Outside the first view: Doha." in note for note in chart["notes"])


def test_a_given_extent_is_kept() -> None:
    box = Box(30, 30, 44, 38)
    chart = map_chart([HOMS], extent=box)
    left, right = sorted(one["start"] for one in models(chart, "Range1d")), sorted(one["end"] for one in models(chart, "Range1d"))
    assert left[0] <= mercator(box.south, box.west)[0] and right[-1] >= mercator(box.north, box.east)[0]


def test_who_is_claimed_to_hold_a_place_is_told_by_shape_and_side() -> None:
    rows = [
        Holding("Homs", 34.72, 36.71, "rebels", "seize", "asserted", ("a wire",), "armed:"),
        Holding("Homs", 34.72, 36.71, "fighters", "enter", "denied", ("the ministry",), "armed:"),
        Holding("Homs", 34.72, 36.71, "army", "lose", "asserted", (), "state:SYR"),
    ]
    chart = map_chart([], rows, ["SYR"])
    marks = {source["holder"][0]: source for source in columns(chart, "holder")}
    assert marks["rebels"]["line"] == marks["fighters"]["line"] != marks["army"]["line"]
    assert marks["fighters"]["fill"] != marks["rebels"]["fill"]
    assert {"square", "triangle", "inverted_triangle"} <= markers(chart)
    labels = {item["label"]["value"] for item in models(chart, "LegendItem")}
    assert {"army", "took it", "entered it", "left or lost it", "denied or not certain"} <= labels


def test_marks_of_one_place_do_not_cover_one_another() -> None:
    rows = [Holding("Homs", 34.72, 36.71, f"group {n}", "hold", "asserted") for n in range(5)]
    (source,) = columns(map_chart([], rows), "holder")
    asides = sorted(source["shift_x"])
    assert all(b - a >= 12 for a, b in pairwise(asides))


def test_tiles_are_laid_beneath_only_where_they_are_asked_for() -> None:
    address = "https://tiles.example/{Z}/{X}/{Y}.png"
    with_tiles, without = map_chart([HOMS], tiles=address), map_chart([HOMS])
    assert [one["url"] for one in models(with_tiles, "WMTSTileSource")] == [address]
    assert not models(with_tiles, "MultiPolygons")
    assert "https://" not in json.dumps(without)


def test_the_map_knows_states_and_their_provinces() -> None:
    syria = country("SYR")
    assert syria is not None
    assert syria.label.name == "Syria" and syria.borders
    assert {"Aleppo", "Homs", "Idlib"} <= {division.name for division in syria.divisions}
    assert country("XXX") is None
    assert len(country_names()) > 230
    assert {"SYR", "LBN"} <= set(countries_in(Box(35, 33, 37, 35))) and "BRA" not in countries_in(Box(35, 33, 37, 35))
    assert set(world()) <= set(country_names())
    assert disputed_lines()


def test_rings_on_the_map_are_closed() -> None:
    for code in ("SYR", "UKR", "SDN", "IDN"):
        found = country(code)
        assert found is not None
        assert all((ring.x[0], ring.y[0]) == (ring.x[-1], ring.y[-1]) for rings in found.outline for ring in rings)


def test_crimea_is_drawn_with_ukraine() -> None:
    ukraine = country("UKR")
    assert ukraine is not None
    assert "Crimea" in {division.name for division in ukraine.divisions}


def test_web_mercator_is_as_epsg_3857_has_it() -> None:
    assert mercator(0, 180) == pytest.approx((20037508.34, 0), abs=0.01)
    assert mercator(60, 0)[1] == pytest.approx(8399737.89, abs=0.01)
    assert mercator(90, 0)[1] == mercator(85.05, 0)[1]


def test_land_is_cut_to_the_frame() -> None:
    square = Path((0, 100, 100, 0, 0), (0, 0, 100, 100, 0))
    cut = cut_ring(square, (50, 50, 200, 200), 0)
    assert cut is not None
    assert (min(cut.x), max(cut.x), min(cut.y), max(cut.y)) == (50, 100, 50, 100)
    assert cut_ring(square, (150, 150, 200, 200), 0) is None
    assert cut_ring(square, (-10, -10, 110, 110), 0) == square


def test_only_the_stretches_of_a_line_that_are_seen_are_kept() -> None:
    line = Path((0, 10, 20, 500, 500, 20, 10), (0, 0, 0, 0, 50, 50, 50))
    parts = list(cut_line(line, (-5, -5, 100, 100), 0))
    assert [part.x for part in parts] == [(0, 10, 20, 500), (500, 20, 10)]


def test_words_go_where_there_is_room() -> None:
    room = Room(200, 100)
    assert room.beside(50, 50, 40, 10, 5) == (55, 45)
    assert room.beside(50, 50, 40, 10, 5) == (5, 45)
    assert not room.take(Spot(190, 50, 210, 60))


def test_the_scripts_of_bokeh_are_in_the_installed_package() -> None:
    assert [path.name for path in bokeh_scripts()] == ["bokeh.min.js"]
    assert all(path.is_file() for path in bokeh_scripts())
