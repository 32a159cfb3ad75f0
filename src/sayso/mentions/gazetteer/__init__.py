"""The gazetteer: place names to coordinates, without a server."""

from sayso.mentions.gazetteer.entry import FEATURES, Feature, GazetteerEntry, PlaceQuery, distance_km
from sayso.mentions.gazetteer.lookup import Gazetteer, open_gazetteer, places_hash
from sayso.mentions.gazetteer.resolve import resolve

__all__ = ["FEATURES", "Feature", "Gazetteer", "GazetteerEntry", "PlaceQuery", "distance_km", "open_gazetteer", "places_hash", "resolve"]
