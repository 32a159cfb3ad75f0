"""Addresses to bytes: an HTTP client with manners and bounds, which reaches nothing that is not open to everybody."""

from __future__ import annotations

from sayso.fetch.client import Fetched, Fetcher
from sayso.fetch.errors import FetchError
from sayso.fetch.limits import Limits

__all__ = ["FetchError", "Fetched", "Fetcher", "Limits"]
