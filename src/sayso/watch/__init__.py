"""Feeds that are asked for news now and then, politely, and the documents that they lead to."""

from __future__ import annotations

from sayso.watch.book import FeedBook, FeedState
from sayso.watch.feeds import Feed, Feeds, load_feeds
from sayso.watch.loop import watch

__all__ = ["Feed", "FeedBook", "FeedState", "Feeds", "load_feeds", "watch"]
