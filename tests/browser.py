"""A workbench that really runs, over a store of made-up reports, and a real browser that tells all that goes wrong in it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from sayso.serve.app import create_app
from sayso.serve.settings import Rates, ServeSettings
from sayso.store import Store
from tests.serve_store import ENGINE, keep, reading_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

__all__ = ["ARABIC", "HOSTILE_TEXT", "LRI", "PDF", "PHONE", "READER", "RLO", "WIDE", "Seat", "Workbench", "axe_faults", "chromium", "overflow",
           "running", "stays_empty"]  # fmt: skip

NEEDED = "SAYSO_NEED_BROWSER"
"""The environment variable that makes a missing browser a fault and no reason to skip."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
READER = "Nadia"
"""Who is signed in by the key of the run."""
KEY = "the-key-of-this-run-that-nobody-guesses"
WIDE, PHONE = (1440, 900), (360, 740)
RATES = Rates(1_000_000, 1_000_000, 1_000_000)

RLO, PDF, LRI = "\u202e", "\u202c", "\u2066"
ARABIC = "قال متحدث باسم المجلس إن الطريق إلى حماة مفتوح منذ الصباح 🕊️ وإن السكان عادوا."
HOSTILE_TEXT = f"<script>alert(1)</script> </p><img src=x onerror=alert(2)> Gunmen {RLO}smoh dellehs{PDF} say they *shelled* Homs {LRI}again."
HOSTILE = {
    "id": "hostile",
    "outlet": f'"><script>alert(3)</script>{RLO}Post',
    "title": f"<img src=x onerror=alert(4)> {RLO}won",
    "byline": "<svg onload=alert(5)>",
    "url": "javascript:alert(6)",
    "published": "2024-12-08",
}
TAKEN = '"Rebels have *taken* Homs, their commander Hassan Abdul-Ghani said on Saturday."'
COMMANDER = "Hassan Abdul-Ghani [armed-group SYR, side: opposition]"
REPORTS: tuple[tuple[Mapping[str, str], tuple[str, ...]], ...] = (
    (
        {"id": "lantern-1", "outlet": "The Lantern", "published": "2024-12-07", "title": "Homs is ours, says commander", "url": "https://lantern.example/1"},
        (
            f"{COMMANDER} says: CONTROL/seize by rebels in Homs on 2024-12-07 — {TAKEN}",
            "a nurse [medical, unnamed] says: ASSAULT/aerial by Russian army to civilians in Idlib on 2024-12-06, killed 14 — "
            '"Jets of the Russian army *bombed* the grain market of Idlib on Friday and killed 14, a nurse said."',
        ),
    ),
    (
        {"id": "beacon-1", "outlet": "The Beacon", "published": "2024-12-08", "title": "Army: Homs has not fallen"},
        (
            'Syrian army denies: CONTROL/seize by rebels in Homs on 2024-12-07 — "The Syrian army denied that rebels had *taken* Homs."',
            "Russia says: ASSAULT/aerial by Russian army to civilians in Idlib on 2024-12-06, killed 4 — "
            '"Russia said that its jets *bombed* fighters in Idlib on Friday, and that four died."',
        ),
    ),
    (
        {"id": "evening-1", "outlet": "Evening Post", "published": "2024-12-08", "title": "Commander claims Homs"},
        (f"{COMMANDER} says: CONTROL/seize by rebels in Homs on 2024-12-07 — {TAKEN}",),
    ),
    (
        {"id": "courier-1", "outlet": "Courier", "published": "2024-12-09", "title": "Who has Hama?"},
        (
            'Syrian army says: CONTROL/hold by Syrian army in Hama on 2024-12-08 — "The Syrian army *holds* Hama, its spokesman said."',
            f'{COMMANDER} says: CONTROL/hold by rebels in Hama on 2024-12-08 — "Hassan Abdul-Ghani told the Courier that rebels *hold* Hama."',
            'residents [civilian, unnamed] suggests: PROTEST/demo by civilians in Aleppo on 2024-12-05 — "Crowds may have *marched* in Aleppo, it was said."',
            'Russia foresees: ADVANCE/enter by Syrian army into Aleppo on 2024-12-24 — "Russia expects the army to *enter* Aleppo by Christmas."',
        ),
    ),
)


@dataclass(slots=True)
class Workbench:
    """Where the workbench runs, and with which tokens other people sign in."""

    address: str
    tokens: Mapping[str, str]

    @property
    def door(self) -> str:
        """The address that signs in, as `sayso serve` prints it."""
        return f"{self.address}/sign-in?key={KEY}"


@contextmanager
def running(folder: Path) -> Iterator[Workbench]:
    """Yields a workbench that listens at a port of its own, until it is left."""
    tokens = _make_store(folder / "desk.db")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(ServeSettings(folder / "desk.db", port=port, name=READER, key=KEY, rates=RATES))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, ws="none", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield Workbench(f"http://127.0.0.1:{port}", tokens)
        finally:
            server.should_exit = True
            thread.join(timeout=20)


def _make_store(file: Path) -> Mapping[str, str]:
    with Store.open(file) as store:
        for facts, told in REPORTS:
            keep(store, dict(facts), *told)
        hostile = f'<b onclick=alert(7)>who knows?{RLO} says: ASSAULT/heavy-weapons by Gunmen in Homs on 2024-12-08, killed 3 — "{HOSTILE_TEXT}"'
        reading = reading_of(HOSTILE, hostile)
        store.keep(replace(reading, report=replace(reading.report, text=f"{reading.report.text}\n\n{ARABIC}")), engine=ENGINE)
        store.update_digest()
        return {name: store.make_token(name) for name in ("Omar", "Lena", "Tom")}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yields the browser that is installed on this machine; skips the tests where there is none, unless it is needed."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = f"no browser: none of the programs {', '.join(NAMES)} is installed"
        pytest.fail(missing) if os.environ.get(NEEDED) else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Seat:
    """A person before a browser of his own. All that goes wrong in it is kept in ``faults``, and every request in ``asked``."""

    workbench: Workbench
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def at(cls, browser: Browser, workbench: Workbench, *, size: tuple[int, int] = WIDE, **settings: Any) -> Iterator[Seat]:
        """Yields a seat with a browser that remembers nothing; ``settings`` are those of the browser."""
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=workbench.address, reduced_motion="reduce", **settings)
        context.set_default_timeout(10_000)
        context.add_init_script("document.addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI, e.sample))")
        seat = cls(workbench, context, context.new_page())
        context.on("console", seat._console)
        context.on("weberror", lambda error: seat.faults.append(f"script failed: {error.error}"))
        context.on("dialog", seat._dialog)
        context.on("request", seat._request)
        context.on("response", seat._response)
        context.on("requestfailed", seat._failed)
        try:
            yield seat
        finally:
            context.close()

    def go(self, path: str) -> int:
        """The status of the page at the path, which has then been loaded with its charts."""
        answer = self.page.goto(path)
        assert answer is not None
        self.settle()
        return answer.status

    def settle(self) -> None:
        """Nothing; the charts of the page have been drawn."""
        for chart in self.page.locator("figure[data-chart]").all():
            chart.locator(":scope > .chart-note").wait_for(state="attached")

    def sign_in(self, name: str) -> None:
        """Nothing; the person has signed in by hand, with a token."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Token").fill(self.workbench.tokens[name])
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        self.page.get_by_text(f"Signed in as {name}").wait_for()

    def text(self) -> str:
        """What stands on the page, without the head and the foot that all pages have."""
        return self.page.locator("main").inner_text()

    def took(self) -> list[str]:
        """What went wrong since it was last asked."""
        found, self.faults = self.faults, []
        return found

    def _console(self, message: ConsoleMessage) -> None:
        of_page_itself = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not of_page_itself:
            self.faults.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((f"{self.workbench.address}/", "data:", "blob:")):
            self.faults.append(f"left the host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure}: {request.url}")


def axe_faults(page: Page, rules: Sequence[str] | None = None) -> list[str]:
    """What axe-core finds wrong with the page as it is now, one line a fault, by all its rules or by some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    options = {"resultTypes": ["violations"], **({"runOnly": {"type": "rule", "values": list(rules)}} if rules else {})}
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    return [f"axe: {one['id']} at {node['target']}: {node['failureSummary'].splitlines()[-1].strip()}" for one in found for node in one["nodes"][:3]]


def overflow(page: Page) -> list[str]:
    """What makes the page wider than the window, at most three things; nothing where it is not."""
    names: list[str] = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > wide + 1);
          return [`${document.documentElement.scrollWidth} of ${wide}`, ...out.slice(0, 3).map((one) => `${one.tagName}.${one.className}`)];
        }"""
    )
    return [f"too wide: {', '.join(names)}"] if names else []


def stays_empty(faults: list[str]) -> None:
    """Nothing; fails with all faults, a line each."""
    assert not faults, "\n".join(["", *faults])
