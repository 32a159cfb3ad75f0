"""Dates and other time expressions in text, and their values in EDTF."""

from sayso.dates.calendar import Anchor
from sayso.dates.times import anchor_of, find_times

__all__ = ["Anchor", "anchor_of", "find_times"]
