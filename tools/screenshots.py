"""Pictures of every page of the workbench, light and dark, on a wide screen and on a phone.

    sayso demo
    python tools/screenshots.py --db sayso-demo/demo.db --out pictures
    python tools/screenshots.py --db sayso-demo/demo.db --docs docs    # only the two of the README, made small

It starts `sayso serve` itself and looks at it with the Chromium that is installed on this machine.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

Scheme = Literal["light", "dark"]
SCREENS = {"wide": (1440, 900), "phone": (390, 844)}
NAMES = ("chromium", "chromium-browser", "google-chrome")
LISTS = ("/", "/happenings", "/disputes", "/timeline", "/timeline?order=said", "/map", "/control", "/tolls", "/voices", "/names", "/reports", "/claims",
         "/review", "/review?kind=claims", "/decisions", "/search?q=Homs", "/about", "/sign-in", "/nowhere")  # fmt: skip
DOCS = (1280, 860)
COLOURS = 96
"""So many colours are enough for a page of text."""


class Shown(NamedTuple):
    """Where the workbench is, and the address that signs in."""

    address: str
    door: str


def main() -> None:
    """Nothing; the pictures lie in the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, help="the store that is shown")
    parser.add_argument("--out", type=Path, help="the folder for a picture of every page")
    parser.add_argument("--docs", type=Path, help="the folder for the two pictures of the README")
    asked = parser.parse_args()
    if asked.out is None and asked.docs is None:
        parser.error("name a folder with --out or --docs")
    with served(asked.db) as shown, chromium() as browser:
        if asked.out is not None:
            every_page(browser, shown, asked.out)
        if asked.docs is not None:
            for_docs(browser, shown, asked.docs)


@contextmanager
def served(db: str) -> Iterator[Shown]:
    """Yields where `sayso serve` shows the store, until it is left."""
    command = [sys.executable, "-m", "sayso", "serve", "--db", db, "--port", "0", "--name", "Nadia"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(2)]
        found = [re.search(r"http://\S+", line) for line in told]
        try:
            if found[0] is None or found[1] is None:
                sys.exit("the workbench did not start")
            yield Shown(found[0][0].rstrip("/"), found[1][0])
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yields the browser that is installed here."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        sys.exit(f"none of the programs {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])


@contextmanager
def seat(browser: Browser, shown: Shown, size: tuple[int, int], scheme: Scheme) -> Iterator[Page]:
    """Yields the page of somebody who is signed in, on a screen of that size."""
    viewport: Any = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=shown.address, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(shown.door)
    yield page
    context.close()


def every_page(browser: Browser, shown: Shown, folder: Path) -> None:
    """Nothing; a picture of each page lies in the folder, as ``happenings-phone-dark.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    places = [*LISTS, *things(shown)]
    for (screen, size), scheme in product(SCREENS.items(), get_args(Scheme)):
        with seat(browser, shown, size, scheme) as page:
            for number, place in enumerate(places):
                visit(page, place)
                page.screenshot(path=folder / f"{number:02}-{name_of(place)}-{screen}-{scheme}.png", full_page=True)
        print(f"{len(places)} pages, {screen}, {scheme}")


def things(shown: Shown) -> list[str]:
    """The address of one thing of each kind: the dispute in which most is said, its happening, the last of its claims, the report of it, and its voice."""
    disputes = sorted(twin(shown, "/disputes.json?kind=denial")["rows"], key=lambda row: -sum(len(side["claims"]) for side in row["sides"]))
    if not disputes:
        return []
    dispute = disputes[0]
    claim = twin(shown, f"/claims/{dispute['sides'][-1]['claims'][0]}.json")
    report, trigger = quote(claim["report"]["id"], safe=""), claim["trigger"]
    return [
        f"/happenings/{dispute['happenings'][0]}",
        f"/disputes/{dispute['id']}",
        f"/claims/{claim['id']}",
        f"/reports/{report}",
        f"/reports/{report}?from={trigger['start']}&to={trigger['end']}#at",
        *(f"/voices/{quote(voice['name'], safe='')}" for voice in claim["voices"][:1]),
    ]


def twin(shown: Shown, place: str) -> Any:
    """What the JSON of a page holds."""
    with urllib.request.urlopen(shown.address + place) as answer:
        return json.load(answer)


def name_of(place: str) -> str:
    """What the picture of a page is called: the page's kind, without the ids of things."""
    kind, _, more = place.strip("/").partition("?")
    first, _, rest = kind.partition("/")
    return "-".join(filter(None, (first or "overview", "one" if rest else "", re.sub(r"\W+", "-", more)[:20].strip("-"))))


def visit(page: Page, place: str) -> None:
    """Nothing; the page is there, with its charts."""
    page.goto(place)
    for chart in page.locator("figure[data-chart]").all():
        chart.locator(":scope > .chart-note").wait_for(state="attached")
    page.wait_for_timeout(150)


def for_docs(browser: Browser, shown: Shown, folder: Path) -> None:
    """Nothing; the folder holds a picture of a dispute's happening and one of a report, both small."""
    folder.mkdir(parents=True, exist_ok=True)
    places = things(shown)
    if not places:
        sys.exit("the store holds no denial to show")
    wanted = {"happening": next(p for p in places if p.startswith("/happenings/")), "report": next(p for p in places if p.startswith("/reports/"))}
    with seat(browser, shown, DOCS, "light") as page:
        for name, place in wanted.items():
            visit(page, place)
            save_small(page.screenshot(), folder / f"workbench-{name}.png")


def save_small(picture: bytes, file: Path) -> None:
    """Nothing; the file holds the picture with few colours."""
    with Image.open(io.BytesIO(picture)) as whole:
        whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
