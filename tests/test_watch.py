"""Watching feeds: what is handed on, what is remembered, and what happens when things go wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import UsageError
from sayso.fetch import Fetcher, Limits
from sayso.read import Failure, Piece
from sayso.watch import Feed, Feeds, FeedState, load_feeds, watch
from tests.feed_server import FeedServer, chunks, drip, endless, redirect, reply, serve, tagged

SENTENCE = "Rebels captured Homs on Saturday, the army said."
START = 1_733_650_000.0
RSS = "application/rss+xml"
HOUR = 3600.0


class Hours:
    """A clock that only moves when somebody sleeps by it, and that ends the watch after so many sleeps."""

    def __init__(self, *, sleeps: int = 1000) -> None:
        self.now = START
        self.slept: list[float] = []
        self.sleeps = sleeps

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> bool:
        self.slept.append(round(seconds, 3))
        self.now += seconds
        return len(self.slept) >= self.sleeps


class Shelf:
    """A feed book and what was delivered, as a store keeps them."""

    def __init__(self) -> None:
        self.states: dict[str, FeedState] = {}
        self.kept: list[Piece | Failure] = []
        self.batches: list[int] = []
        self.told: list[str] = []

    def feed_state(self, url: str) -> FeedState:
        return self.states.get(url, FeedState())

    def save_feed_state(self, url: str, state: FeedState) -> None:
        self.states[url] = state

    def known_address(self, url: str) -> bool:
        return any(document.where == url for document in self.kept)

    def deliver(self, documents: Sequence[Piece | Failure]) -> None:
        self.batches.append(len(documents))
        self.kept += documents

    @property
    def pieces(self) -> list[Piece]:
        return [document for document in self.kept if isinstance(document, Piece)]

    @property
    def failures(self) -> list[str]:
        return [str(document.error) for document in self.kept if isinstance(document, Failure)]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serve() as running:
        yield running


def look(shelf: Shelf, *feeds: Feed, hours: Hours | None = None, limits: Limits | None = None, once: bool = True, **options: Any) -> Hours:
    """The clock after the feeds were watched; by default each was asked once."""
    hours = hours or Hours()
    limits = limits or Limits(connect=5, read=5, deadline=5, delay=0)
    client = Fetcher(agent="sayso/0 (+desk@lantern.example)", allow_private=True, limits=limits, clock=hours.time, sleep=hours.sleep)
    every = Feeds(feeds, agent=client.agent)
    given: dict[str, Any] = {"deliver": shelf.deliver, "sleep": hours.sleep, "clock": hours.time, "chance": lambda: 1.0} | options
    watch(every, book=shelf, fetcher=client, told=shelf.told.append, once=once, **given)
    return hours


def item(link: str, *, text: str = "", title: str = "Rebels enter Homs") -> str:
    described = f"<description>{text}</description>" if text else ""
    return f"<item><title>{title}</title><link>{link}</link><pubDate>Sat, 07 Dec 2024 10:00:00 GMT</pubDate>{described}</item>"


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Lantern</title>{"".join(items)}</channel></rss>'


def page(text: str = SENTENCE) -> str:
    return f"<html><head><title>Rebels enter Homs</title></head><body><article><p>{text}</p><p>{SENTENCE * 3}</p></article></body></html>"


def facts(piece: Piece) -> dict[str, tuple[str, str]]:
    return {name: (value, source) for name, value, source in piece.facts}


def feed_of(server: FeedServer, *items: str, **options: Any) -> Feed:
    server.routes["/feed"] = reply(rss(*items), kind=RSS)
    return Feed(f"{server.url}/feed", **options)


# What is handed on


def test_the_pages_that_a_feed_links_to_are_handed_on_with_what_the_feed_says(server: FeedServer) -> None:
    feed = feed_of(server, item("/homs"))
    server.routes["/homs"] = reply(page(), kind="text/html; charset=utf-8")
    shelf = Shelf()
    look(shelf, feed)
    (piece,) = shelf.pieces
    assert (piece.where, piece.format, piece.data) == (f"{server.url}/homs", "html", page().encode())
    said = facts(piece)
    assert said["title"] == ("Rebels enter Homs", "feed") and said["outlet"] == ("The Lantern", "feed")
    assert said["url"] == (f"{server.url}/homs", "feed") and said["fetched"] == ("2024-12-08T09:26:40Z", "feed")
    assert said["published"][1] == "feed" and said["encoding"][0] == "utf-8"


def test_atom_is_read_too(server: FeedServer) -> None:
    entry = '<entry><title>Homs</title><link href="/homs"/><updated>2024-12-07T10:00:00Z</updated></entry>'
    atom = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Lantern</title>{entry}</feed>'
    server.routes |= {"/feed": reply(atom, kind="application/atom+xml"), "/homs": reply(page())}
    shelf = Shelf()
    look(shelf, Feed(f"{server.url}/feed"))
    assert [piece.where for piece in shelf.pieces] == [f"{server.url}/homs"]


def test_the_outlet_that_the_user_names_is_the_users_word(server: FeedServer) -> None:
    feed = feed_of(server, item("/homs"), outlet="Beacon")
    server.routes["/homs"] = reply(page())
    shelf = Shelf()
    look(shelf, feed)
    assert facts(shelf.pieces[0])["outlet"] == ("Beacon", "user")


def test_without_pages_the_entries_themselves_are_handed_on(server: FeedServer) -> None:
    shelf = Shelf()
    look(shelf, feed_of(server, item("/homs", text=SENTENCE), pages=False))
    (piece,) = shelf.pieces
    assert (piece.where, piece.format) == (f"{server.url}/homs", "entry")
    entry = json.loads(piece.data)
    assert entry["link"] == f"{server.url}/homs" and SENTENCE in entry["content"]
    assert server.paths == ["/feed"]


@pytest.mark.parametrize("link", ["http://[", "urn:uuid:7", "mailto:desk@lantern.example", "javascript:void(0)", "https://me:pw@lantern.example/"])
def test_a_link_that_leads_to_no_page_is_as_good_as_none(server: FeedServer, link: str) -> None:
    shelf = Shelf()
    look(shelf, feed_of(server, item(link, text=SENTENCE)))
    (piece,) = shelf.pieces
    assert piece.format == "entry" and json.loads(piece.data)["link"] is None
    assert server.paths == ["/feed"]


def test_a_page_whose_server_does_not_say_what_it_is_is_a_page(server: FeedServer) -> None:
    server.routes["/homs"] = chunks([b"HTTP/1.1 200 OK\r\n\r\n", page().encode()])
    shelf = Shelf()
    look(shelf, feed_of(server, item("/homs")))
    assert [piece.format for piece in shelf.pieces] == ["html"]


def test_an_entry_without_a_link_is_handed_on_once(server: FeedServer) -> None:
    feed = feed_of(server, f"<item><title>A</title><description>{SENTENCE}</description></item>")
    shelf = Shelf()
    hours = look(shelf, feed)
    hours.now += HOUR
    look(shelf, feed, hours=hours)
    assert len(shelf.pieces) == 1 and shelf.pieces[0].where.startswith(f"{feed.url}#")


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "no-such-charset"])
def test_a_feed_under_a_wrong_charset_is_still_read(server: FeedServer, declared: str) -> None:
    server.routes["/feed"] = reply(rss(item("/homs", text="Fighters in Bogotá – and حمص")), kind=f"{RSS}; charset={declared}")
    shelf = Shelf()
    look(shelf, Feed(f"{server.url}/feed", pages=False))
    assert "Bogotá – and حمص" in json.loads(shelf.pieces[0].data)["content"]


def test_what_is_known_is_not_fetched_again_and_what_stands_there_twice_is_fetched_once(server: FeedServer) -> None:
    feed = feed_of(server, item("/old"), item("/new"), item("/new"))
    server.routes["/new"] = reply(page())
    shelf = Shelf()
    shelf.kept.append(Piece(f"{server.url}/old", b"", "html"))
    look(shelf, feed)
    assert server.paths.count("/new") == 1 and "/old" not in server.paths


def test_pages_come_in_small_batches(server: FeedServer) -> None:
    server.routes |= {f"/{number}": reply(page()) for number in range(23)}
    shelf = Shelf()
    look(shelf, feed_of(server, *(item(f"/{number}") for number in range(23))))
    assert shelf.batches == [10, 10, 3]


def test_a_long_feed_is_taken_in_several_polls(server: FeedServer) -> None:
    entries = [item(f"/{number}", text=SENTENCE) for number in range(70)]
    server.routes["/feed"] = tagged(rss(*entries), etag='"1"', modified="x")
    feed, shelf = Feed(f"{server.url}/feed", pages=False), Shelf()
    hours = look(shelf, feed)
    assert len(shelf.pieces) == 50 and shelf.states[feed.url].etag is None
    hours.now += HOUR
    look(shelf, feed, hours=hours)
    assert len(shelf.pieces) == 70 and shelf.states[feed.url].etag == '"1"'


# Pages that cannot be had


@pytest.mark.parametrize(
    ("route", "why"),
    [
        (reply(b"", status=404), "404"),
        (reply(b"", status=403), "403"),
        (endless(30 << 20, counted=True), "more than"),
        (redirect("/homs"), "circle"),
        (redirect("ftp://lantern.example/a"), "http"),
        (reply(b"\x89PNG", kind="image/png"), "image/png"),
        (reply("<html><body><a href='/'>Home</a></body></html>"), "no article"),
    ],
)
def test_the_feeds_own_words_stand_in_for_a_page_that_cannot_be_had(server: FeedServer, route: Any, why: str) -> None:
    feed = feed_of(server, item("/homs", text=SENTENCE))
    server.routes["/homs"] = route
    shelf = Shelf()
    look(shelf, feed)
    (piece,) = shelf.pieces
    assert (piece.where, piece.format) == (f"{server.url}/homs", "entry")
    assert [problem.code for problem in piece.problems] == ["page-not-fetched"] and why in piece.problems[0].message
    assert any(why in line and f"{server.url}/homs" in line for line in shelf.told)


def test_a_page_that_robots_close_is_not_fetched(server: FeedServer) -> None:
    feed = feed_of(server, item("/closed/homs", text=SENTENCE), item("/closed/bare"))
    server.routes |= {"/robots.txt": reply("User-agent: sayso\nDisallow: /closed"), "/closed/homs": reply(page())}
    shelf = Shelf()
    look(shelf, feed)
    assert [piece.format for piece in shelf.pieces] == ["entry"]
    assert len(shelf.failures) == 1 and "robots.txt" in shelf.failures[0] and f"{server.url}/closed/bare" in shelf.failures[0]
    assert server.paths == ["/feed", "/robots.txt"]


def test_a_page_that_cannot_be_had_for_now_is_left_to_the_next_poll(server: FeedServer) -> None:
    server.routes |= {
        "/feed": tagged(rss(item("/homs", text=SENTENCE), item("/hama")), etag='"1"', modified="x", kind=RSS),
        "/homs": reply(b"", status=503, Retry_After="7200"),
        "/hama": reply(page()),
        "/robots.txt": reply(""),
    }
    feed, shelf = Feed(f"{server.url}/feed"), Shelf()
    hours = look(shelf, feed)
    state = shelf.states[feed.url]
    assert not shelf.kept and (state.etag, state.failures, state.next_check) == (None, 1, "2024-12-08T11:26:40Z")
    assert state.last_error and "2 pages" in state.last_error
    server.routes["/homs"] = reply(page())
    hours.now += 2 * HOUR + 1
    look(shelf, feed, hours=hours)
    assert [piece.format for piece in shelf.pieces] == ["html", "html"]
    assert shelf.states[feed.url].etag == '"1"' and shelf.states[feed.url].failures == 0


def test_after_a_few_polls_a_page_is_no_longer_waited_for(server: FeedServer) -> None:
    feed, shelf, hours = feed_of(server, item("/homs", text=SENTENCE), item("/bare")), Shelf(), Hours()
    server.routes |= {"/homs": reply(b"", status=500), "/bare": reply(b"", status=500)}
    for _ in range(4):
        assert not shelf.kept
        look(shelf, feed, hours=hours)
        hours.now += 30 * HOUR
    assert [piece.format for piece in shelf.pieces] == ["entry"] and len(shelf.failures) == 1
    assert shelf.states[feed.url].failures == 0


def test_a_site_in_trouble_is_not_asked_for_page_after_page(server: FeedServer) -> None:
    feed = feed_of(server, *(item(f"/{number}") for number in range(9)))
    server.routes |= {f"/{number}": reply(b"", status=502) for number in range(9)}
    look(Shelf(), feed)
    assert [path for path in server.paths if path not in ("/feed", "/robots.txt")] == ["/0", "/1", "/2"]


# Feeds that go wrong


@pytest.mark.parametrize(
    ("route", "why"),
    [
        (reply(b"", status=404), "404"),
        (reply(b"", status=410), "gone"),
        (reply(b"", status=500), "500"),
        (reply("<html><body>Welcome</body></html>"), "web page"),
        (reply(b"\x00\x01\x02"), "damaged"),
        (reply(b""), "empty"),
        (reply("<rss><channel><title>x", kind=RSS), "damaged"),
        (redirect("/bad"), "circle"),
        (endless(30 << 20, counted=False), "more than"),
        (drip, "in time"),
    ],
)
def test_a_feed_that_fails_is_told_and_left_alone_longer_and_stops_no_other(server: FeedServer, route: Any, why: str) -> None:
    good = feed_of(server, item("/homs"))
    server.routes |= {"/homs": reply(page()), "/bad": route}
    bad, shelf = Feed(f"{server.url}/bad", every=900), Shelf()
    limits = Limits(deadline=0.3, delay=0)
    look(shelf, bad, good, limits=limits)
    state = shelf.states[bad.url]
    assert len(shelf.pieces) == 1 and state.failures == 1 and state.next_check == "2024-12-08T09:56:40Z"
    assert state.last_error and why in state.last_error and any(bad.url in line for line in shelf.told)


def test_a_feed_that_is_damaged_in_the_middle_gives_what_can_be_read(server: FeedServer) -> None:
    broken = rss(item("/homs", text=SENTENCE), item("/hama", text=SENTENCE)).replace("</rss>", "").replace("Homs</title>", "Homs & Hama</title>", 1)
    server.routes["/feed"] = reply(broken, kind=RSS)
    shelf = Shelf()
    look(shelf, Feed(f"{server.url}/feed", pages=False))
    assert [piece.where for piece in shelf.pieces] == [f"{server.url}/homs", f"{server.url}/hama"]


def test_an_empty_feed_is_no_failure(server: FeedServer) -> None:
    feed, shelf = feed_of(server), Shelf()
    look(shelf, feed)
    assert shelf.states[feed.url].failures == 0 and not shelf.kept


@pytest.mark.parametrize(("chance", "waits"), [(1.0, [2, 4, 8, 16, 24, 24]), (0.0, [1.5, 3, 6, 12, 18, 18])])
def test_a_feed_that_goes_on_failing_is_asked_less_and_less_often(server: FeedServer, chance: float, waits: list[float]) -> None:
    feed, shelf, hours = Feed(f"{server.url}/feed", every=HOUR), Shelf(), Hours()
    seen = []
    for _ in waits:
        before = hours.now
        look(shelf, feed, hours=hours, chance=lambda: chance)
        hours.now = due(shelf, feed)
        seen.append((hours.now - before) / HOUR)
    assert seen == waits and shelf.states[feed.url].failures == len(waits)


@pytest.mark.parametrize(("asked", "hours"), [("36000", 10), ("1", 0.25)])
def test_a_feed_that_says_how_long_is_left_alone_that_long_but_never_asked_sooner_than_usual(server: FeedServer, asked: str, hours: float) -> None:
    server.routes["/feed"] = reply(b"", status=429, Retry_After=asked)
    feed, shelf = Feed(f"{server.url}/feed", every=900), Shelf()
    look(shelf, feed)
    assert due(shelf, feed) - START == hours * HOUR


def test_a_feed_that_recovers_is_as_good_as_new(server: FeedServer) -> None:
    feed, shelf, hours = Feed(f"{server.url}/feed"), Shelf(), Hours()
    look(shelf, feed, hours=hours)
    assert shelf.states[feed.url].failures == 1
    feed_of(server, item("/homs", text=SENTENCE))
    hours.now += HOUR
    look(shelf, feed, hours=hours)
    assert shelf.states[feed.url].failures == 0 and shelf.states[feed.url].last_error is None


# What is remembered


def test_what_a_feed_has_said_before_is_not_asked_for_again(server: FeedServer) -> None:
    server.routes |= {"/feed": tagged(rss(item("/homs")), etag='"1"', modified="Sat, 07 Dec 2024 10:00:00 GMT"), "/homs": reply(page())}
    feed, shelf = Feed(f"{server.url}/feed"), Shelf()
    hours = look(shelf, feed)
    first = shelf.states[feed.url]
    assert (first.etag, first.modified) == ('"1"', "Sat, 07 Dec 2024 10:00:00 GMT")
    hours.now += HOUR
    look(shelf, feed, hours=hours)
    assert server.asked[-1].headers["if-none-match"] == '"1"' and len(shelf.pieces) == 1
    second = shelf.states[feed.url]
    assert (second.etag, second.modified) == (first.etag, first.modified) and second.checked != first.checked


def test_a_crash_before_all_is_delivered_loses_nothing(server: FeedServer) -> None:
    server.routes |= {f"/{number}": reply(page()) for number in range(15)}
    server.routes["/feed"] = tagged(rss(*(item(f"/{number}") for number in range(15))), etag='"1"', modified="x")
    feed, shelf = Feed(f"{server.url}/feed"), Shelf()

    def crash(documents: Sequence[Piece | Failure]) -> None:
        if shelf.kept:
            raise MemoryError
        shelf.deliver(documents)

    with pytest.raises(MemoryError):
        look(shelf, feed, deliver=crash)
    assert len(shelf.kept) == 10 and feed.url not in shelf.states
    look(shelf, feed)
    assert sorted(piece.where for piece in shelf.pieces) == sorted(f"{server.url}/{number}" for number in range(15))
    assert server.paths.count("/0") == 1 and shelf.states[feed.url].etag == '"1"'


def test_a_feed_is_asked_only_when_its_time_has_come(server: FeedServer) -> None:
    feed, shelf = feed_of(server, every=HOUR), Shelf()
    hours = look(shelf, feed)
    hours.now += HOUR - 1
    look(shelf, feed, hours=hours)
    assert server.paths == ["/feed"] and shelf.told[-1] == "No feed's time has come yet."
    hours.now += 1
    look(shelf, feed, hours=hours)
    assert server.paths == ["/feed", "/feed"]


def test_a_shorter_time_in_the_file_holds_at_once(server: FeedServer) -> None:
    shelf = Shelf()
    hours = look(shelf, feed_of(server, every=24 * HOUR))
    hours.now += HOUR
    look(shelf, feed_of(server, every=HOUR), hours=hours)
    assert server.paths == ["/feed", "/feed"]


# Going on, and stopping


def test_each_feed_is_asked_at_its_own_times(server: FeedServer) -> None:
    server.routes |= {"/often": reply(rss(), kind=RSS), "/seldom": reply(rss(), kind=RSS)}
    often, seldom = Feed(f"{server.url}/often", every=120), Feed(f"{server.url}/seldom", every=300)
    hours = look(Shelf(), often, seldom, hours=Hours(sleeps=5), once=False)
    assert hours.slept == [120, 120, 60, 60, 120]
    assert server.paths == ["/often", "/seldom", "/often", "/often", "/seldom", "/often"]


def test_it_does_not_sleep_long_at_a_stretch(server: FeedServer) -> None:
    hours = look(Shelf(), feed_of(server, every=24 * HOUR), hours=Hours(sleeps=3), once=False)
    assert hours.slept == [300, 300, 300] and server.paths == ["/feed"]


def stopping(stop: threading.Event, shelf: Shelf) -> Callable[[Sequence[Piece | Failure]], None]:
    def deliver(documents: Sequence[Piece | Failure]) -> None:
        shelf.deliver(documents)
        stop.set()

    return deliver


def test_when_it_is_told_to_stop_it_stops_after_the_batch_and_goes_on_there_next_time(server: FeedServer) -> None:
    server.routes |= {f"/{number}": reply(page()) for number in range(15)}
    feed, shelf, stop = feed_of(server, *(item(f"/{number}") for number in range(15))), Shelf(), threading.Event()
    look(shelf, feed, once=False, stop=stop, deliver=stopping(stop, shelf))
    assert len(shelf.pieces) == 10 and feed.url not in shelf.states
    look(shelf, feed)
    assert len(shelf.pieces) == 15 and len(set(server.paths)) == len(server.paths) - 2, "only feed and robots.txt were asked for twice"


def test_a_stop_while_it_waits_for_a_hosts_turn_saves_nothing_and_loses_nothing(server: FeedServer) -> None:
    feed = feed_of(server, item("/0"), item("/1"))
    server.routes |= {"/0": reply(page()), "/1": reply(page()), "/robots.txt": reply("")}
    shelf, hours = Shelf(), Hours(sleeps=3)
    look(shelf, feed, hours=hours, limits=Limits(delay=5), once=False)
    assert [piece.where for piece in shelf.pieces] == [f"{server.url}/0"] and feed.url not in shelf.states
    assert server.paths == ["/feed", "/robots.txt", "/0"]


def test_ctrl_c_ends_it_quietly(server: FeedServer) -> None:
    def interrupt(documents: Sequence[Piece | Failure]) -> None:
        raise KeyboardInterrupt

    shelf = Shelf()
    look(shelf, feed_of(server, item("/a", text=SENTENCE), pages=False), deliver=interrupt, once=False)
    assert shelf.told == ["Stopped."] and not shelf.states


def due(shelf: Shelf, feed: Feed) -> float:
    from datetime import datetime

    next_check = shelf.states[feed.url].next_check
    assert next_check
    return datetime.fromisoformat(next_check).timestamp()


# feeds.toml


HEAD = '[watch]\ncontact = "desk@lantern.example"\n'
FEED = '[[feed]]\nurl = "https://lantern.example/rss"\n'


def loaded(folder: Path, text: str | bytes) -> Feeds:
    path = folder / "feeds.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_feeds(path)


def test_a_file_with_everything_is_read(tmp_path: Path) -> None:
    text = """
[watch]
contact = "https://desk.example/about"
every = "30 min"
delay = "5 s"
pages = false
allow_private = true
proxy = "http://proxy.example:3128"
[watch.limits]
connect = "3 s"
read = "4 s"
deadline = "1.5 min"
patience = "2 min"
wire = "500 kB"
body = "2 MB"
headers = "32 kB"
redirects = 3

[[feed]]
url = "https://lantern.example/rss"
outlet = "The Lantern"
every = "2 h"
pages = true

[[feed]]
url = "https://beacon.example/atom"
"""
    feeds = loaded(tmp_path, text)
    assert feeds.agent.startswith("sayso/") and feeds.agent.endswith(" (+https://desk.example/about)")
    assert (feeds.allow_private, feeds.proxy) == (True, "http://proxy.example:3128")
    assert feeds.feeds == (
        Feed("https://lantern.example/rss", outlet="The Lantern", every=7200, pages=True),
        Feed("https://beacon.example/atom", outlet=None, every=1800, pages=False),
    )
    assert feeds.limits == Limits(connect=3, read=4, deadline=90, patience=120, wire=500_000, body=2_000_000, headers=32_000, redirects=3, delay=5)


def test_a_contact_and_an_address_are_enough(tmp_path: Path) -> None:
    feeds = loaded(tmp_path, HEAD + FEED)
    assert feeds.feeds == (Feed("https://lantern.example/rss", every=900, pages=True),) and not feeds.allow_private
    assert feeds.fetcher(sleep=lambda seconds: None).agent == feeds.agent and feeds.limits == Limits()


@pytest.mark.parametrize(
    ("text", "where", "remedy"),
    [
        (HEAD + 'evry = "1 h"\n' + FEED, "watch.evry", "`every`"),
        (HEAD + "[watch.limits]\nbdoy = 1\n" + FEED, "watch.limits.bdoy", "`body`"),
        (HEAD + FEED + FEED.replace("rss", "b") + 'outlt = "x"\n', "feed 2, outlt", "`outlet`"),
        (HEAD + FEED + "zzz = 1\n", "feed 1, zzz", "every, outlet, pages, url"),
        (HEAD + FEED + "[[feeds]]\n", "feeds", "`feed`"),
        (FEED, "watch", "[watch]"),
        ("[watch]\n" + FEED, "watch.contact", "contact ="),
        (HEAD, "feed", "[[feed]]"),
        ("feed = []\n" + HEAD, "feed", "[[feed]]"),
        (HEAD + "[[feed]]\n", "feed 1, url", "url ="),
        (HEAD + '[[feed]]\nurl = "lantern.example/rss"\n', "feed 1, url", "url ="),
        (HEAD + '[[feed]]\nurl = "file:///etc/passwd"\n', "feed 1, url", "url ="),
        (HEAD + '[[feed]]\nurl = "https://me:pw@lantern.example/"\n', "feed 1, url", "url ="),
        (HEAD + "[[feed]]\nurl = 7\n", "feed 1, url", "url ="),
        (HEAD + FEED + FEED, "feed 2, url", "Take one"),
        (HEAD + FEED + FEED.replace("https://lantern", "HTTPS://LANTERN").replace("rss", "rss#x"), "feed 2, url", "Take one"),
        (HEAD + 'every = "soon"\n' + FEED, "watch.every", '"15 min"'),
        (HEAD + "every = 15\n" + FEED, "watch.every", '"15 min"'),
        (HEAD + 'every = "1 s"\n' + FEED, "watch.every", '"15 min"'),
        (HEAD + 'delay = "0 s"\n' + FEED, "watch.delay", '"15 min"'),
        (HEAD + 'pages = "yes"\n' + FEED, "watch.pages", "true or false"),
        (HEAD + "allow_private = 1\n" + FEED, "watch.allow_private", "true or false"),
        (HEAD + 'proxy = "socks5://x:1"\n' + FEED, "watch.proxy", "http://"),
        (HEAD + '[watch.limits]\nbody = "10 parsecs"\n' + FEED, "watch.limits.body", "MB"),
        (HEAD + "[watch.limits]\nredirects = 99\n" + FEED, "watch.limits.redirects", "20"),
        (HEAD + FEED + 'outlet = ""\n', "feed 1, outlet", "name"),
        ('[watch]\ncontact = "me"\n' + FEED, "watch.contact", "contact ="),
        ('[watch]\ncontact = "a@b\\r\\nX-Evil: 1"\n' + FEED, "watch.contact", "contact ="),
        ('[watch]\ncontact = "a@b) sayso/9 ("\n' + FEED, "watch.contact", "contact ="),
        (HEAD + "every = 1 h\n", "feeds.toml", "line"),
        (b"\xff\xfe[watch]", "feeds.toml", "UTF-8"),
        ("feed = 3\n" + HEAD, "feed", "[[feed]]"),
        ("watch = 3\n" + FEED, "watch", "[watch]"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_place_and_a_remedy(tmp_path: Path, text: str | bytes, where: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, text)
    assert caught.value.where.endswith(where) and str(tmp_path / "feeds.toml") in caught.value.where
    assert remedy in caught.value.remedy and caught.value.what.endswith(".") and "pydantic" not in str(caught.value)


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read"):
        load_feeds(tmp_path / "none.toml")
