"""The commands that bring claims together: happenings, disputes, the timeline, control of ground, tolls, and what people decide about claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar, cast, get_args

import typer

from sayso.cli.app import Db, SurveyFormat, app, options_named, tell, tell_page
from sayso.cli.storing import PAGE, Limit, Offset, QueryFormat
from sayso.errors import UsageError
from sayso.export.labels import one_line
from sayso.export.table import table_console
from sayso.export.target import open_target
from sayso.model import Standing

if TYPE_CHECKING:
    from sayso.ledger.view import View
    from sayso.model import ControlRow, Dispute, Happening, Judgement
    from sayso.store import ClaimFilter, Store

__all__ = ["control", "decide", "decisions", "disputes", "happenings", "show", "timeline", "tolls"]

GROUND = ("CONTROL", "ADVANCE", "RETREAT")
COUNTED = ("killed", "wounded", "detained", "abducted", "displaced", "missing", "present")
KINDS = ("denial", "toll", "blame", "control", "whereabouts")

Found = TypeVar("Found")

Many = list[str] | None
Place = Annotated[Many, typer.Option(help="A place by name, also the province that it lies in. This and most other options may be given again: any.")]
Actor = Annotated[Many, typer.Option(help="Who does it: a name, or words of one.")]
Country = Annotated[Many, typer.Option(help="Where it happens, by name or as ISO 3166-1 alpha-3: SYR.", metavar="COUNTRY")]
Event = Annotated[Many, typer.Option(help="An event type, with its mode if one is wanted: ASSAULT, ASSAULT/aerial.")]
Since = Annotated[str | None, typer.Option(help="It happened on this day or later.", metavar="YYYY-MM-DD")]
Until = Annotated[str | None, typer.Option(help="It happened on this day or earlier.", metavar="YYYY-MM-DD")]
InOutlet = Annotated[Many, typer.Option("--outlet", help="In which outlet one of its claims stands.")]
On = Annotated[str | None, typer.Option(help="It happened on this day.", metavar="YYYY-MM-DD")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Only what had been published by the end of this day.", metavar="YYYY-MM-DD")]
Stands = Annotated[Many, typer.Option("--standing", help=f"How it stands: {', '.join(get_args(Standing))}.")]
MinOrigins = Annotated[int, typer.Option("--min-origins", help="Told from at least so many independent origins.", min=0)]
Ident = Annotated[str, typer.Argument(metavar="HAPPENING", help="A happening's id or the beginning of one, or the id of a claim in it.")]


class Asked(NamedTuple):
    """What a person wants to see: which happenings, of which days, as of which day."""

    wanted: ClaimFilter
    as_of: str | None
    on: str | None
    standing: Sequence[str]
    min_origins: int

    def view(self, store: Store) -> View:
        """The view of the happenings that meet all conditions."""
        view = store.view(self.of_any_day, as_of=self.as_of, on=self.on)
        return replace(view, happenings=tuple(one for one in view.happenings if self.is_met(one)))

    def disputes(self, store: Store) -> tuple[View, list[Dispute]]:
        """The disputes about the happenings that meet all conditions, and a view that holds whatever they set against each other."""
        view, found = store.disputes(self.of_any_day, as_of=self.as_of, on=self.on)
        met = {one.id for one in view.happenings if self.is_met(one)}
        return view, [dispute for dispute in found if not met.isdisjoint(dispute.happenings)]

    @property
    def of_any_day(self) -> ClaimFilter:
        """What is asked of the claims; the days asked for are those of the happening, since a claim may tell none."""
        return replace(self.wanted, since=None, until=None)

    def is_met(self, one: Happening) -> bool:
        """Whether its days and its standing are wanted."""
        if one.origins < self.min_origins or self.standing and one.standing not in self.standing:
            return False
        since, until = self.wanted.since, self.wanted.until
        first, last = one.date_start or one.date_end, one.date_end
        return (since is None or last is not None and last >= since) and (until is None or first is not None and first <= until)


@app.command()
def happenings(
    db: Db,
    place: Place = None,
    actor: Actor = None,
    country: Country = None,
    event: Event = None,
    since: Since = None,
    until: Until = None,
    outlet: InOutlet = None,
    on: On = None,
    as_of: AsOf = None,
    standing: Stands = None,
    min_origins: MinOrigins = 0,
    format: QueryFormat = "table",
    limit: Limit = None,
    offset: Offset = 0,
) -> None:
    """List what is told to have happened, claims of one event brought together, by day, with how it stands and on how many independent origins."""
    from sayso.export.ledger.flat import HAPPENING_COLUMNS, happening_cells, write_csv
    from sayso.export.ledger.lists import happening_list, in_order
    from sayso.export.ledger.rows import happening_record, write_jsonl

    asked = _asked(as_of, on, standing, min_origins, place=place, actor=actor, country=country, event=event, since=since, until=until, outlet=outlet)
    with _opened(db) as store:
        found = in_order(asked.view(store).happenings)
    some = _page(found, format, limit, offset)
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl(map(happening_record, some), stream)
        elif format == "csv":
            write_csv(HAPPENING_COLUMNS, map(happening_cells, some), stream)
        elif not _is_empty(found, "happening", stream):
            happening_list(some, table_console(stream))
    _tell_rest("happening", found, format, offset, some)


@app.command()
def show(db: Db, happening: Ident, as_of: AsOf = None, format: SurveyFormat = "table") -> None:
    """Show one happening with all there is: how each slot stands, from whom it comes, claim by claim, disputes, numbers, why it belongs together."""
    from sayso.export.ledger.page import page_of, print_page, write_page

    day = _last_day(as_of)
    with _opened(db) as store:
        page = page_of(*store.happening(happening, as_of=day))
        records = {found.record["id"]: found.record for found in store.claims(claim=page.happening.claims)} if format == "jsonl" else {}
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_page(page, (records[telling.id] for telling in page.tellings if telling.id in records), stream)
        else:
            print_page(page, table_console(stream))


@app.command()
def disputes(
    db: Db,
    kind: Annotated[Many, typer.Option(help=f"What it is about: {', '.join(KINDS)}.")] = None,
    place: Place = None,
    actor: Actor = None,
    country: Country = None,
    event: Event = None,
    since: Since = None,
    until: Until = None,
    outlet: InOutlet = None,
    on: On = None,
    as_of: AsOf = None,
    standing: Stands = None,
    min_origins: MinOrigins = 0,
    format: QueryFormat = "table",
    limit: Limit = None,
    offset: Offset = 0,
) -> None:
    """Show claims that cannot all be right, side by side: denials, tolls, blame, control of a place, whereabouts of a person."""
    from sayso.export.ledger.flat import DISPUTE_COLUMNS, dispute_cells, write_csv
    from sayso.export.ledger.lists import dispute_list
    from sayso.export.ledger.rows import dispute_record, write_jsonl

    kinds = _chosen(kind, KINDS, "--kind")
    asked = _asked(as_of, on, standing, min_origins, place=place, actor=actor, country=country, event=event, since=since, until=until, outlet=outlet)
    with _opened(db) as store:
        view, disputes = asked.disputes(store)
    found = [dispute for dispute in disputes if not kinds or dispute.kind in kinds]
    some = _page(found, format, limit, offset)
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl(map(dispute_record, some), stream)
        elif format == "csv":
            write_csv(DISPUTE_COLUMNS, (row for dispute in some for row in dispute_cells(dispute)), stream)
        elif not _is_empty(found, "dispute", stream):
            dispute_list(some, view, table_console(stream))
    _tell_rest("dispute", found, format, offset, some)


@app.command()
def timeline(
    db: Db,
    place: Place = None,
    actor: Actor = None,
    country: Country = None,
    event: Event = None,
    since: Since = None,
    until: Until = None,
    outlet: InOutlet = None,
    on: On = None,
    as_of: AsOf = None,
    standing: Stands = None,
    min_origins: MinOrigins = 0,
    format: QueryFormat = "table",
    limit: Limit = None,
    offset: Offset = 0,
) -> None:
    """Show day by day what is told to have happened, and under each happening who told it, in the order of publication."""
    from sayso.export.ledger import lists
    from sayso.export.ledger.flat import TOLD_COLUMNS, told_cells, write_csv
    from sayso.export.ledger.rows import told_record, write_jsonl

    asked = _asked(as_of, on, standing, min_origins, place=place, actor=actor, country=country, event=event, since=since, until=until, outlet=outlet)
    with _opened(db) as store:
        view = asked.view(store)
    found = lists.in_order(view.happenings)
    some = _page(found, format, limit, offset)
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl((told_record(view, one) for one in some), stream)
        elif format == "csv":
            write_csv(TOLD_COLUMNS, (row for one in some for row in told_cells(view, one)), stream)
        elif not _is_empty(found, "happening", stream):
            lists.timeline(replace(view, happenings=tuple(some)), table_console(stream))
    _tell_rest("happening", found, format, offset, some)


@app.command()
def control(
    db: Db,
    place: Place = None,
    country: Country = None,
    as_of: AsOf = None,
    on: Annotated[str | None, typer.Option(help="Only this day.", metavar="YYYY-MM-DD")] = None,
    format: QueryFormat = "table",
) -> None:
    """Show who was claimed, by whom, to take, hold, fight for, enter or leave a place, day by day. Days of which nobody speaks have no row."""
    from sayso.export.ledger.flat import CONTROL_COLUMNS, control_cells, write_csv
    from sayso.export.ledger.lists import control_list
    from sayso.export.ledger.rows import control_record, write_jsonl

    if not place and not country:
        raise UsageError("names no place.", where="control", remedy="Give --place or --country.")
    day = _one_day(on)
    asked = _asked(as_of, None, None, 0, place=place, country=country, event=GROUND)
    with _opened(db) as store:
        view = asked.view(store)
    found = [row for row in _ground(view, asked.wanted) if day is None or row.date == day]
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl(map(control_record, found), stream)
        elif format == "csv":
            write_csv(CONTROL_COLUMNS, map(control_cells, found), stream)
        elif not _is_empty(found, "claim of control", stream):
            control_list(found, table_console(stream))


@app.command()
def tolls(
    db: Db,
    happening: Annotated[str | None, typer.Argument(metavar="HAPPENING", help="Only this one: its id or that of a claim in it.")] = None,
    what: Annotated[Many, typer.Option(help=f"What is counted: {', '.join(COUNTED)}.")] = None,
    place: Place = None,
    actor: Actor = None,
    country: Country = None,
    event: Event = None,
    since: Since = None,
    until: Until = None,
    outlet: InOutlet = None,
    on: On = None,
    as_of: AsOf = None,
    standing: Stands = None,
    min_origins: MinOrigins = 0,
    format: QueryFormat = "table",
) -> None:
    """Show the numbers of people killed, wounded, displaced, voice by voice as they were told. They are never added up."""
    from sayso.export.ledger.flat import TOLL_COLUMNS, toll_cells, write_csv
    from sayso.export.ledger.lists import toll_list
    from sayso.export.ledger.rows import toll_record, write_jsonl
    from sayso.ledger.tolls import tolls_in

    counted = _chosen(what, COUNTED, "--what")
    conditions: dict[str, Any] = {"place": place, "actor": actor, "country": country, "event": event, "since": since, "until": until, "outlet": outlet}
    asked = _asked(as_of, on, standing, min_origins, **conditions)
    if happening is not None and (on or standing or min_origins or any(conditions.values())):
        raise UsageError("a happening and conditions are two questions.", where="tolls", remedy="Give only the happening, or only conditions.")
    with _opened(db) as store:
        view = asked.view(store) if happening is None else _alone(*store.happening(happening, as_of=asked.as_of))
    found = [row for row in tolls_in(view) if not counted or row.what in counted]
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl(map(toll_record, found), stream)
        elif format == "csv":
            write_csv(TOLL_COLUMNS, map(toll_cells, found), stream)
        elif not _is_empty(found, "number", stream):
            toll_list(found, _by_id(view), table_console(stream))


@app.command()
def decide(
    db: Db,
    judgement: Annotated[
        str, typer.Argument(metavar="JUDGEMENT", help="same A B, different A B, right A, wrong-slot A --slot SLOT, not-a-claim A, undo --undo N.")
    ],
    claims: Annotated[list[str] | None, typer.Argument(metavar="[CLAIM]...", help="The claims by their ids, as `sayso show` prints them.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who decides.", metavar="NAME")] = "",
    reason: Annotated[str, typer.Option(help="Why.", metavar="TEXT")] = "",
    slot: Annotated[str | None, typer.Option(help="Which slot is wrong: actor, recipient, place, time, counts, voice or mode.")] = None,
    undo: Annotated[int | None, typer.Option("--undo", help="Which decision is taken back, by its number in `sayso decisions`.", metavar="N")] = None,
    settles: Annotated[str | None, typer.Option(help="Which decisions about the same this one puts an end to, by their numbers.", metavar="N,N")] = None,
) -> None:
    """Decide about claims. The decision is added to those before it; the engine's own output stays as it is, and every decision can be undone.

    Where persons disagree about a claim or a pair of claims nothing of it holds, until somebody decides and names by --settles what that settles.
    """
    from sayso.export.ledger.lists import decision_label

    judged = _check_decision(judgement, claims or (), by, reason, slot, undo)
    ended = _settled(settles, judged)
    with _opened(db) as store:
        made = store.decide(judged, tuple(claims or ()), by=by, reason=reason, slot=slot, undoes=undo, settles=ended)
    print(one_line(f"Decision {made.number} by {made.by}: {decision_label(made)}."))
    tell(f"note: `sayso decide undo --undo {made.number}` takes it back.")


@app.command()
def decisions(db: Db, format: SurveyFormat = "table") -> None:
    """List what people have decided about claims, in the order in which they did, and what of it is in dispute, replaced, settled or undone."""
    from sayso.export.ledger.lists import decision_list
    from sayso.export.ledger.rows import decision_records, write_jsonl

    with _opened(db) as store:
        found = store.decisions()
    with open_target(None, as_utf8=format != "table") as stream:
        if format == "jsonl":
            write_jsonl(decision_records(found), stream)
        elif found:
            decision_list(found, table_console(stream))
        else:
            print("Nobody has decided anything yet.", file=stream)


@contextmanager
def _opened(db: str) -> Iterator[Store]:
    """Yields the store, which must be there; it is opened for writing, since what is new in it is brought together first."""
    from sayso.store import Store

    with Store.open(db, create=False) as store:
        yield store


def _asked(as_of: str | None, on: str | None, standing: Many, min_origins: int, **conditions: Any) -> Asked:
    """What is asked for. Raises UsageError, which names the option, for what cannot be."""
    from sayso.store import ClaimFilter

    with options_named():
        wanted = ClaimFilter(**{name: value for name, value in conditions.items() if value is not None})
    return Asked(wanted, _last_day(as_of), _one_day(on), _chosen(standing, get_args(Standing), "--standing"), min_origins)


def _last_day(value: str | None) -> str | None:
    """The day, or the last one of a month or a year."""
    return _day("said_until", value, "--as-of")


def _one_day(value: str | None) -> str | None:
    """The day. Raises UsageError for a month or a year, which are many."""
    first, last = _day("since", value, "--on"), _day("until", value, "--on")
    if first != last:
        raise UsageError(f"{value!r} is more than one day.", where="--on", remedy="Write it as 2024-12-08, or use --since and --until.")
    return first


def _day(condition: str, value: str | None, option: str) -> str | None:
    from sayso.store import ClaimFilter

    try:
        day: str | None = getattr(ClaimFilter(**{condition: value}), condition)  # type: ignore[arg-type]
    except UsageError as error:
        raise UsageError(error.what, where=option, remedy=error.remedy) from error
    return day


def _chosen(values: Many, known: Sequence[str], option: str) -> tuple[str, ...]:
    """The values in small letters. Raises UsageError for one that is not known."""
    chosen = tuple(value.lower() for value in values or ())
    for value in chosen:
        if value not in known:
            raise UsageError(f"there is no {value!r}.", where=option, remedy=f"Choose {', '.join(known)}.")
    return chosen


def _page(found: Sequence[Found], format: str, limit: int | None, offset: int) -> Sequence[Found]:
    most = limit if limit is not None or format != "table" else PAGE
    return found[offset:] if most is None else found[offset : offset + most]


def _is_empty(found: Sequence[object], what: str, stream: Any) -> bool:
    """Whether there is nothing, which is then said."""
    from sayso.export.ledger.lists import nothing

    if not found:
        nothing(table_console(stream), what)
    return not found


def _tell_rest(what: str, found: Sequence[object], format: str, offset: int, some: Sequence[object]) -> None:
    if found and format == "table":
        tell_page(what, len(found), offset, len(some))


def _by_id(view: View) -> dict[str, Happening]:
    return {one.id: one for one in view.happenings}


def _alone(view: View, happening: Happening) -> View:
    return replace(view, happenings=(happening,))


def _ground(view: View, wanted: ClaimFilter) -> list[ControlRow]:
    """The rows of the places that are asked for, those first that go by the name itself; a claim may tell of other places too."""
    from sayso.export.ledger.ground import ground_rows

    return ground_rows(view, wanted.place, wanted.country)


def _check_decision(judgement: str, claims: Sequence[str], by: str, reason: str, slot: str | None, undo: int | None) -> Judgement:
    """The judgement. Raises UsageError, which names the option, where something is missing or too much."""
    from sayso.ledger.decisions import JUDGEMENTS, SLOT_FIELDS

    (judged,) = _chosen([judgement], tuple(JUDGEMENTS), "decide")
    _must_fit("--slot", slot, judged, "wrong-slot", f"Choose {', '.join(SLOT_FIELDS)}.")
    _must_fit("--undo", undo, judged, "undo", "`sayso decisions` lists them with their numbers.")
    if slot is not None:
        _chosen([slot], tuple(SLOT_FIELDS), "--slot")
    if len(claims) != (needed := JUDGEMENTS[judged]):
        what = f"{judged!r} is about {needed or 'no'} claim{'' if needed == 1 else 's'}, not {len(claims)}."
        raise UsageError(what, where="decide", remedy="`sayso show` prints claims with their ids." if needed else "Name the decision by --undo.")
    for option, value in (("--by", by), ("--reason", reason)):
        if not value.strip():
            raise UsageError("is missing.", where=option, remedy="Say who decides, and why.")
    return cast("Judgement", judged)


def _settled(numbers: str | None, judgement: str) -> tuple[int, ...]:
    """The numbers of the decisions. Raises UsageError for what is no list of numbers."""
    if numbers is None:
        return ()
    if judgement == "undo":
        raise UsageError("does not go with 'undo'.", where="--settles", remedy="Undo one decision, or settle several by one about the same.")
    try:
        return tuple(dict.fromkeys(int(number) for number in numbers.split(",")))
    except ValueError:
        raise UsageError(f"{numbers!r} is no list of numbers.", where="--settles", remedy="Write it as 3,5: `sayso decisions` lists them.") from None


def _must_fit(option: str, value: object, judgement: str, owner: str, remedy: str) -> None:
    """Raises UsageError where the option is missing for the judgement that it belongs to, or given with another."""
    if value is None and judgement == owner:
        raise UsageError("is missing.", where=option, remedy=remedy)
    if value is not None and judgement != owner:
        raise UsageError(f"does not go with {judgement!r}.", where=option, remedy=f"It belongs to {owner!r}.")
