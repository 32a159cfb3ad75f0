"""A store for the tests of the workbench: made-up reports, kept as an engine would hand them over, some of them out to do harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from benchmarks.ledger import made_up
from sayso.ledger.telling import Telling
from sayso.model import Claim, EngineVersion, Reading, Report, Span
from sayso.serve.app import create_app
from sayso.serve.settings import Rates, ServeSettings
from sayso.store import Store
from tests.ledger_notation import claim_in

__all__ = ["BASE", "ENGINE", "HOSTILE", "ODD_IDS", "ODD_VOICES", "Desk", "bare_desk", "full_desk", "keep", "large_desk", "reading_of"]

BASE = "http://127.0.0.1:8377"
ENGINE = EngineVersion("reader 1", "sayso 1", "model-1", "aa", "bb", "cc")
RATES = Rates(reading=1_000_000, writing=1_000_000, signing_in=1_000_000)

HOSTILE = {
    "title": "<img src=x onerror=alert('title')>",
    "outlet": "\"><script>alert('outlet')</script>",
    "voice": "<script>alert('voice')</script>",
    "actor": "<b onmouseover=alert('actor')>Night Wardens</b>",
    "url": "javascript:alert('url')",
    "text": "</p></script><script>alert('text')</script>",
    "bidi": "\u202egnorw si siht\u202c",
}
"""What a report that is out to do harm has in each of its parts."""
ODD_IDS = ("a/b.html", "feed?item=1&x=2#top", "söndag “kväll”.txt", "notes.json", "100% sure.txt", "'quoted'.csv")
ODD_VOICES = ("Dept. of Roads/Bridges", "Who knows?", "the “Grey” office", "50% Club", "Radio 5.json", "R&D <desk>")

REPORTS: tuple[tuple[dict[str, str], tuple[str, ...]], ...] = (
    (
        {"id": "lantern-1", "outlet": "The Lantern", "published": "2024-12-07", "title": "Rebels in Homs", "url": "https://lantern.example/1"},
        (
            'Hassan Abdul-Ghani [armed-group SYR, side: opposition] says: CONTROL/seize by rebels in Homs on 2024-12-07, killed at least 10 soldiers — "Rebels '
            '*captured* Homs on Saturday, the commander said, and killed at least ten soldiers."',
            'Syrian army says: RETREAT/withdraw by Syrian army from Homs on 2024-12-07 — "The army *withdrew* from Homs, it said."',
        ),
    ),
    (
        {"id": "beacon-1", "outlet": "The Beacon", "published": "2024-12-08", "title": "Army denies loss of Homs"},
        (
            'Syrian army denies: CONTROL/seize by rebels in Homs on 2024-12-07 — "The army denied that rebels had *captured* Homs."',
            'AFP > a doctor [medical, unnamed] says: ASSAULT/aerial by Russian army to civilians in Idlib on 2024-12-06, killed 4 — "An air raid '
            '*struck* Idlib on Friday and killed four, a doctor told AFP."',
            'Hassan Abdul-Ghani [armed-group SYR, side: opposition] says: CONTROL/hold by Islamic State in Hama on 2024-12-08 — "Islamic State fighters *hold* '
            'parts of Hama, the commander said."',
        ),
    ),
    (
        {"id": "courier-1", "outlet": "Courier", "published": "2024-12-09"},
        (
            'Russia says: ASSAULT/aerial by Russian army to civilians in Idlib on 2024-12-06, killed 12 — "Moscow said that its jets *struck* Idlib on Friday '
            'and killed twelve."',
            'residents [civilian, unnamed] denies: CONTROL/hold by Islamic State in Hama on 2024-12-08 — "Residents denied that Islamic State fighters *hold* '
            'parts of Hama."',
        ),
    ),
    (
        {"id": "courier-2", "outlet": "Courier", "published": "2024-12-20", "title": "The army takes its word back"},
        (
            'Syrian army says: CONTROL/seize by rebels in Homs on 2024-12-07 — "The army now says that rebels *captured* Homs that Saturday."',
            'Russia foresees: ADVANCE/enter by Syrian army into Aleppo on 2024-12-24 — "Moscow expects the army to *enter* Aleppo by Christmas."',
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A workbench over a store of its own, and somebody who looks at it."""

    app: FastAPI
    client: TestClient
    store: Store
    tokens: dict[str, str]

    def as_(self, name: str) -> dict[str, str]:
        """The header by which a program writes under a person's name."""
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    def browser(self, name: str | None = None) -> TestClient:
        """A browser of its own, signed in as somebody."""
        found = TestClient(self.app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)
        if name is not None:
            assert found.post("/sign-in", data={"token": self.tokens[name]}, headers={"Origin": BASE}).status_code == 303
        return found

    def refresh(self) -> None:
        """Nothing; all that came in is brought together."""
        self.store.update_digest()

    def claims(self) -> list[str]:
        """The ids of all claims."""
        return [stored.record["id"] for stored in self.store.claims()]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Yields the statements that the database is sent meanwhile."""
        sent: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
            if statement != "BEGIN":
                sent.append(statement)

        engine = self.store.dialect.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)


def bare_desk(folder: Path, **settings: Any) -> Desk:
    """A workbench over a store with nothing in it but the tokens of Mara and Ivo."""
    folder.mkdir(parents=True, exist_ok=True)
    with Store.open(folder / "desk.db") as store:
        tokens = {name: store.make_token(name) for name in ("Mara", "Ivo")}
    app = create_app(ServeSettings(folder / "desk.db", **{"rates": RATES, **settings}))
    client = TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)
    desk = Desk(app, client, app.state.bench.store, tokens)
    desk.refresh()
    return desk


def full_desk(folder: Path) -> Desk:
    """A workbench over a store with a bit of everything: disputes, a denial, words taken back, odd names, and a report that is out to do harm."""
    desk = bare_desk(folder)
    for facts, told in REPORTS:
        keep(desk.store, facts, *told)
    for number, (ident, voice) in enumerate(zip(ODD_IDS, ODD_VOICES, strict=True)):
        facts = {"id": ident, "outlet": f"Odd Post {number}", "published": f"2024-11-{number + 10}"}
        keep(desk.store, facts, f'{voice} says: PROTEST/demo by civilians in Damascus on 2024-11-0{number + 1} — "Crowds *marched* in Damascus, it was said."')
    _keep_hostile(desk.store)
    desk.store.keep(Reading(Report("Nothing happened in the harbour.", id="quiet", outlet="The Lantern", published="2024-12-01")), engine=ENGINE)
    desk.refresh()
    return desk


def large_desk(folder: Path, claims: int = 600) -> Desk:
    """A workbench over a store of many claims of few happenings, none of which holds anything odd."""
    desk = bare_desk(folder)
    reports: dict[str, list[Telling]] = {}
    for telling, _ in made_up(claims):
        reports.setdefault(telling.article.id, []).append(telling)
    for some in reports.values():
        desk.store.keep(_made_up_reading(some), engine=ENGINE)
    desk.refresh()
    return desk


def keep(store: Store, facts: dict[str, str], *told: str) -> Reading:
    """The report with the claims that are written in the notation of the ledger's cases, as it is kept in the store."""
    reading = reading_of(facts, *told)
    store.keep(reading, engine=ENGINE)
    return reading


def reading_of(facts: dict[str, str], *told: str) -> Reading:
    """The report whose text is the sentences of the claims, each name standing where the sentence has it."""
    text = "\n".join(one.partition('— "')[2].rstrip('"').replace("*", "") for one in told)
    report = Report(text, **facts)  # type: ignore[arg-type]
    claims = [_placed(claim_in(report, one, at=1000 * number), text) for number, one in enumerate(told)]
    return Reading(report, tuple(claims), engine=ENGINE.name)


def _placed(claim: Claim, text: str) -> Claim:
    """The claim with each of its spans at characters that the text has: those of the same words, else the trigger's."""

    def at(span: Any) -> Any:
        start = text.find(span.text, claim.evidence.start, claim.evidence.end)
        found = Span(span.text, start, start + len(span.text)) if start >= 0 else claim.trigger
        return replace(span, text=found.text, start=found.start, end=found.end)

    lists: dict[str, Any] = {name: tuple(at(span) for span in getattr(claim, name)) for name in ("actors", "recipients", "more_places", "counts", "voices")}
    return replace(claim, **lists, place=claim.place and at(claim.place), time=claim.time and at(claim.time))


def _made_up_reading(tellings: list[Telling]) -> Reading:
    first = tellings[0]
    text = " ".join(telling.claim.evidence.text for telling in tellings)
    return Reading(
        Report(text, id=first.article.id, outlet=first.article.outlet, published=first.said), tuple(one.claim for one in tellings), engine=ENGINE.name
    )


def _keep_hostile(store: Store) -> None:
    """Nothing; the store holds a report that has something to run in each of its parts."""
    sentence = f"{HOSTILE['text']} {HOSTILE['bidi']} gunmen shelled Homs, =1+1."
    report = Report(
        sentence, id="hostile", title=HOSTILE["title"], outlet=HOSTILE["outlet"], url=HOSTILE["url"], byline=HOSTILE["title"], published="2024-12-08"
    )
    plain = claim_in(report, "the press office says: ASSAULT/heavy-weapons by the wardens in Homs on 2024-12-08, killed 3")
    start = sentence.index("shelled")
    claim = replace(
        plain,
        trigger=Span("shelled", start, start + len("shelled")),
        evidence=Span(sentence, 0, len(sentence)),
        voices=(replace(plain.voices[0], name=HOSTILE["voice"], text=HOSTILE["text"], start=0, end=len(HOSTILE["text"])),),
        actors=(replace(plain.actors[0], name=HOSTILE["actor"], text="gunmen", start=sentence.index("gunmen"), end=sentence.index(" shelled")),),
    )
    store.keep(Reading(report, (_placed(claim, sentence),), engine=ENGINE.name), engine=ENGINE)
