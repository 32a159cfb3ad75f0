"""The API: the verbs of the command line over HTTP. Reading answers with what the pages' JSON twins hold; writing needs a token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, cast, get_args

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from sayso.errors import UsageError
from sayso.export.ledger.review import progress_record
from sayso.export.ledger.rows import decision_records
from sayso.model import Judgement, Report
from sayso.records import Record, claim_record, reading_record
from sayso.serve.asked import TWIN_PAGE, Asked, Day, Ident, Words, asking
from sayso.serve.pages import claims, decisions, disputes, ground, happenings, names, reports, review, timeline, tolls, voices
from sayso.serve.rendering import Bench, bench_of
from sayso.serve.security import writer
from sayso.serve.views import FAULTS, View

__all__ = ["router"]

MOST_DIFFERENCES = 200
MOST_TEXT = 200_000
router = APIRouter(prefix="/api", responses=FAULTS)
UNKNOWN: dict[int | str, dict[str, Any]] = {401: {**FAULTS[400], "description": "Writing takes a token."}}
ANY_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}

AtHand = Annotated[Bench, Depends(bench_of)]
Writer = Annotated[str, Depends(writer)]
ASKED = Asked.model_fields
OfOld = Annotated[Words | None, Query(max_length=300, description="The number or name of the engine that read before; of two, the older where none is given.")]
OfNew = Annotated[Words | None, Query(max_length=300, description="The number or name of the engine that read after.")]


class Rows(BaseModel):
    """A page of rows in the shapes of the claim record; ``at_most`` says that ``total`` is an upper bound."""

    total: int
    at_most: bool = False
    offset: int = 0
    rows: list[dict[str, Any]]


class Text(BaseModel):
    """A report to be read: its text, and what is known of it. Its date resolves words such as "on Saturday"."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=MOST_TEXT)
    published: str | None = Field(None, max_length=10, description="The day of publication: 2024-12-08.")
    outlet: str | None = Field(None, max_length=300)
    title: str | None = Field(None, max_length=1000)


class Decided(BaseModel):
    """A judgement on claims: which, why, which slot is wrong, which decision is taken back, which ones it settles."""

    model_config = ConfigDict(extra="forbid")

    judgement: Words = Field(max_length=30, description=f"One of {', '.join(get_args(Judgement))}.")
    claims: list[Annotated[Words, Field(max_length=100)]] = Field(default_factory=list, max_length=2)
    reason: Words = Field(max_length=2000)
    slot: Words | None = Field(None, max_length=30)
    undoes: int | None = Field(None, ge=0, le=2**31 - 1)
    settles: list[Annotated[int, Field(ge=0, le=2**31 - 1)]] = Field(default_factory=list, max_length=50)


class Forgetting(BaseModel):
    """Why a report is taken out for good, and whether every article of the same text goes with it."""

    model_config = ConfigDict(extra="forbid")

    reason: Words | None = Field(None, max_length=2000)
    copies: bool = False


def _listed(verb: str, work_out: View, knows: Sequence[str], summary: str) -> None:
    """Answers at the verb with a page of rows that meet the conditions which the view goes by."""

    def respond(bench: AtHand, given: BaseModel) -> Rows:
        asked = Asked.model_validate(given.model_dump(by_alias=True))
        limit = min(asked.limit or TWIN_PAGE, TWIN_PAGE)
        listing = work_out(bench, asked.model_copy(update={"limit": limit}), {})
        return Rows(total=listing.total or 0, at_most=listing.at_most, offset=asked.offset or 0, rows=list(listing.records))

    known: Any = asking(*knows)
    respond.__annotations__["given"] = Annotated[known, Query()]
    router.add_api_route(f"/{verb}", respond, methods=["GET"], summary=summary, tags=["reading"], operation_id=verb)


_listed("query", claims.claims, claims.KNOWS, "Claims that meet all conditions.")
_listed("reports", reports.reports, reports.KNOWS, "Reports, the newest first.")
_listed("happenings", happenings.happenings, happenings.KNOWS, "What is told to have happened.")
_listed("disputes", disputes.disputes, disputes.KNOWS, "Claims that cannot all be right, side by side.")
_listed("timeline", timeline.timeline, timeline.KNOWS, "Happenings in time, with who told each.")
_listed("control", ground.control, ground.KNOWS, "Who was claimed, by whom, to have which place when.")
_listed("tolls", tolls.tolls, tolls.KNOWS, "Numbers of people, voice by voice.")
_listed("voices", voices.voices, voices.KNOWS, "Who is heard, and how.")
_listed("names", names.names, names.KNOWS, "Who calls whom what.")
_listed("review", review.review, review.KNOWS, "What most needs a person's look, the least certain first.")
_listed("decisions", decisions.decisions, decisions.KNOWS, "What people have decided.")


@router.get("/show/{ident}", tags=["reading"], operation_id="show")
def show(bench: AtHand, ident: Ident, as_of: Annotated[Day, Query(description=ASKED["as_of"].description)] = None) -> dict[str, Any]:
    """One happening with all there is, by its id, the beginning of one, or the id of one of its claims."""
    return dict(happenings.happening(bench, Asked.model_validate({"as_of": as_of}), {"ident": ident}).records[0])


@router.get("/disputes/{ident}", tags=["reading"], operation_id="dispute")
def dispute(bench: AtHand, ident: Ident) -> dict[str, Any]:
    """One dispute."""
    return dict(disputes.dispute(bench, Asked.model_validate({}), {"ident": ident}).records[0])


@router.get("/review/progress", tags=["reading"], operation_id="progress")
def progress(bench: AtHand) -> dict[str, Any]:
    """How far the review has come, and how far those who reviewed the same agree."""
    return progress_record(bench.store.review_progress())


@router.get("/status", tags=["reading"], operation_id="status")
def status(bench: AtHand) -> dict[str, Any]:
    """What is in the store, what read it, and what could not be read."""
    return {**asdict(bench.store.status()), "digest_behind": bench.desk.is_behind()}


@router.get("/reports/{ident:path}", tags=["reading"], operation_id="report")
def report(bench: AtHand, ident: Ident) -> dict[str, Any]:
    """A report with its text, and all that its newest reading holds."""
    found = bench.store.report(ident)
    reading = next(iter(bench.store.readings(reports=[ident])), None)
    read = reading_record(reading) if reading is not None else None
    return {"report": _report(found), "reading": read}


def _report(found: Report) -> Record:
    return {**asdict(found), "provenance": dict(found.provenance)}


@router.get("/diff", tags=["reading"], operation_id="diff")
def diff(bench: AtHand, old: OfOld = None, new: OfNew = None) -> dict[str, Any]:
    """How two engines' claims of the same reports differ: gained, lost, changed; of the first reports in which they do."""
    found: list[Record] = []
    for one in bench.store.diff(old=old, new=new):
        if not one.any:
            continue
        if len(found) == MOST_DIFFERENCES:
            return {"cut": True, "reports": found}
        changed = [{"old": change.old.id, "new": change.new.id, "slots": list(change.slots)} for change in one.changed]
        gained, lost = [claim.id for claim in one.gained], [claim.id for claim in one.lost]
        found.append({"report": one.report_id, "gained": gained, "lost": lost, "changed": changed, "same": one.same})
    return {"cut": False, "reports": found}


@router.post("/read", tags=["reading"], operation_id="read", responses=UNKNOWN)
def read(bench: AtHand, by: Writer, text: Text) -> dict[str, Any]:
    """All that the report tells; nothing of it is kept. It takes the language model, and so a token."""
    return reading_record(bench.reader.read(Report(text.text, published=_day(text.published), outlet=text.outlet, title=text.title)))


@router.post("/explain", tags=["reading"], operation_id="explain", responses=UNKNOWN)
def explain(bench: AtHand, by: Writer, text: Text) -> dict[str, Any]:
    """The claims of the report, each with the rules and lexicon entries behind its slots."""
    reading = bench.reader.read(Report(text.text, published=_day(text.published), outlet=text.outlet, title=text.title))
    return {"claims": [{**claim_record(claim, reading.report, reading.engine), "reasons": [asdict(why) for why in claim.reasons]} for claim in reading.claims]}


def _day(value: str | None) -> str | None:
    """The date. Raises UsageError where it is none."""
    from sayso.read import published_date

    try:
        return published_date(value) if value else None
    except ValueError as error:
        raise UsageError(f"{value!r} is no date.", where="published", remedy="Write it as 2024-12-08.") from error


@router.post("/ingest", tags=["writing"], operation_id="ingest", responses=UNKNOWN, openapi_extra=ANY_BODY)
async def ingest(
    request: Request,
    bench: AtHand,
    by: Writer,
    name: Annotated[Words, Query(max_length=200, description="The name of the file; its suffix tells the format.")] = "report.txt",
    outlet: Annotated[Words | None, Query(max_length=300, description="The outlet, where the document does not tell it.")] = None,
    published: Annotated[Words | None, Query(max_length=10, description="The day of publication, where the document does not tell it: 2024-12-08.")] = None,
    url: Annotated[Words | None, Query(max_length=2000, description="The address that the document was taken from.")] = None,
) -> dict[str, Any]:
    """Reads the body into the store: text, HTML, JSON, JSONL, CSV, PDF, a feed or an archive, as `sayso ingest` does."""
    from starlette.concurrency import run_in_threadpool

    data = await request.body()
    progress = await run_in_threadpool(_take_in, bench, data, name, outlet, published, url)
    return {**progress, "by": by}


def _take_in(bench: Bench, data: bytes, name: str, outlet: str | None, published: str | None, url: str | None) -> Record:
    progress = bench.reader.take_in(bench.store, data, name=name, outlet=outlet, published=published, url=url)
    bench.keeper.refresh(patience=0.0)
    return {"outcomes": dict(progress.tally.outcomes), "claims": progress.tally.claims, "failures": list(progress.failures)}


@router.post("/decide", tags=["writing"], operation_id="decide", responses=UNKNOWN)
def decide(bench: AtHand, by: Writer, decided: Decided) -> dict[str, Any]:
    """The decision as it is kept, under the name of the token's owner."""
    made = bench.store.decide(
        cast("Judgement", decided.judgement), decided.claims, by=by, reason=decided.reason, slot=decided.slot, undoes=decided.undoes, settles=decided.settles
    )
    bench.keeper.refresh()
    return decision_records([made])[0]


@router.post("/forget/{ident:path}", tags=["writing"], operation_id="forget", responses=UNKNOWN)
def forget(bench: AtHand, by: Writer, ident: Ident, how: Forgetting) -> dict[str, Any]:
    """What was taken out for good: the report's text, its claims and every name that only they held."""
    gone = bench.store.forget(ident, reason=how.reason, copies=how.copies)
    bench.keeper.refresh()
    return gone._asdict()
