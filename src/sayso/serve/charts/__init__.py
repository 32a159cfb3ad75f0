"""Charts of the workbench: from plain rows to JSON data that BokehJS draws. None of them holds or needs a script of its own."""

from __future__ import annotations

from sayso.serve.charts.basemap import Box
from sayso.serve.charts.frame import bokeh_scripts
from sayso.serve.charts.map import map_chart
from sayso.serve.charts.palette import Palette, palette_of
from sayso.serve.charts.rows import Bar, Holding, MapPoint, Theme, TollMark
from sayso.serve.charts.timeline import timeline_chart
from sayso.serve.charts.tolls import toll_chart

__all__ = ["Bar", "Box", "Holding", "MapPoint", "Palette", "Theme", "TollMark", "bokeh_scripts", "map_chart", "palette_of", "timeline_chart", "toll_chart"]
