"""The ledger in words: the short forms that its tables share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from textwrap import shorten

from rich.console import Console
from rich.text import Text

from sayso.export.labels import excerpt, many, one_line, place_label
from sayso.model import Claim, ControlRow, Happening, Link, Standing

__all__ = [
    "STANDING_STYLES",
    "block",
    "days_label",
    "happening_label",
    "happening_line",
    "listed",
    "reasons_label",
    "relation_label",
    "sentence",
    "standing_line",
    "where_label",
]

STANDING_STYLES: dict[Standing, str] = {
    "corroborated": "green",
    "single-origin": "yellow",
    "disputed": "red",
    "corrected": "cyan",
    "retracted": "magenta",
    "unconfirmed": "yellow",
    "denied": "red",
    "prospective": "blue",
}
SHOWN = 3
LONGEST_NAME = 60


def happening_label(happening: Happening) -> str:
    """What happened: ``ASSAULT/aerial by jets to people``."""
    kind = f"{happening.event}/{happening.mode}" if happening.mode else happening.event
    who = f" by {listed(happening.actors)}" if happening.actors else ""
    whom = f" to {listed(happening.recipients)}" if happening.recipients else ""
    return kind + who + whom


def where_label(happening: Happening) -> str:
    """Where it happened: ``Homs, SYR``; says so where it is not told."""
    return place_label(happening.place) if happening.place else "place not told"


def days_label(start: str | None, end: str | None) -> str:
    """The days: one, from one to another, a whole month or year, or that by which it had been reported."""
    if start is None or end is None:
        return f"by {end}" if end else f"from {start}" if start else "no day told"
    if start == end:
        return end
    return _whole(start, end) or f"{start} to {end}"


def _whole(start: str, end: str) -> str | None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first.year != last.year or first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return None
    if first.month == last.month:
        return start[:7]
    return start[:4] if (first.month, last.month) == (1, 12) else None


def happening_line(happening: Happening, *, day: bool = True) -> Text:
    """The happening on one line: what, where, when, how it stands, and its id."""
    facts = [where_label(happening)] + ([days_label(happening.date_start, happening.date_end)] if day else [])
    standing = (happening.standing, STANDING_STYLES[happening.standing])
    return Text.assemble((happening_label(happening), "bold"), " · ", " · ".join(facts), " · ", standing, " · ", (happening.id, "dim"))


def standing_line(happening: Happening) -> Text:
    """How it stands and on how much that rests; whether all who assert it are of one side."""
    counts = f"{many(happening.articles, 'article')}, {many(happening.publishers, 'publisher')}, {many(happening.origins, 'independent origin')}"
    line = Text.assemble((happening.standing, STANDING_STYLES[happening.standing]), f" · {counts}")
    return line.append(f" · all who assert it speak for one side: {one_line(happening.one_side)}") if happening.one_side else line


def listed(names: Sequence[str]) -> str:
    """Names as a list, the first few of many; a long one is cut with a mark."""
    shown = [shorten(one_line(name), LONGEST_NAME, placeholder=" …") for name in names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(f"{len(names) - SHOWN} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else "nobody"


RELATIONS = {"seize": "took it", "hold": "holding it", "contest": "fighting for it", "lose": "left or lost it", "enter": "entered it"}


def relation_label(row: ControlRow) -> str:
    """What the holder is claimed to do with the place."""
    return RELATIONS[row.relation]


def sentence(claim: Claim, *, coloured: bool, room: int = 240) -> Text:
    """The sentence around the trigger, which is underlined where there is colour, else between asterisks; cut between words, with a mark."""
    before, trigger, after = excerpt(claim, room=room)
    before = f"… {before.removeprefix('…').partition(' ')[2]}" if before.startswith("…") else before
    after = f"{after.removesuffix('…').rpartition(' ')[0]} …" if after.endswith("…") else after
    marked = (trigger, "bold underline") if coloured or not trigger else f"*{trigger}*"
    return Text.assemble((before, "italic"), marked, (after, "italic"))


def block(text: Text, console: Console, *, indent: int = 0, hang: int | None = None) -> Text:
    """The text wrapped to the console, its first line and the others each so far in."""
    lines = _wrapped(text, console, indent)
    first = lines[0] if lines else Text()
    rest = text[len(first) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    hang = indent if hang is None else hang
    others = _wrapped(rest, console, hang) if rest else []
    return Text("\n").join([_indented(first, indent), *(_indented(line, hang) for line in others)])


def _wrapped(text: Text, console: Console, indent: int) -> list[Text]:
    return list(text.wrap(console, max(20, console.width - indent)))


def _indented(line: Text, indent: int) -> Text:
    line.rstrip()
    return Text.assemble(" " * indent, line)


REASONS = {
    ("event", "same mode"): "same type and mode",
    ("event", "same type"): "same type of event",
    ("event", "other mode"): "same type, another mode",
    ("event", "kin"): "kindred types of event",
    ("event", "akin"): "distantly kindred types",
    ("event", "strange"): "types that rarely go together",
    ("event", "untyped"): "events of no known type",
    ("when", "same day"): "same day",
    ("when", "overlap"): "overlapping days",
    ("when", "within"): "one within the days of the other",
    ("when", "may be"): "may be of one day",
    ("when", "near"): "near in time, not dated",
    ("when", "next day"): "one day apart",
    ("when", "days apart"): "days apart",
    ("when", "weeks apart"): "weeks apart",
    ("where", "same"): "same place",
    ("where", "same region"): "same region",
    ("where", "near"): "places close by",
    ("where", "inside"): "one place inside the other",
    ("where", "same country"): "same country",
    ("where", "unlocated"): "a place that is not located",
    ("where", "apart"): "places apart",
    ("trigger", "same"): "same word for it",
    ("trigger", "shared"): "words for it that have a part in common",
    ("trigger", "kindred"): "kindred words for it",
    ("trigger", "same and general"): "same general word for it",
    ("trigger", "unknown"): "words for it that nothing is known of",
    ("trigger", "other"): "another word for it",
    ("actors", "same name"): "same actor by name",
    ("actors", "same words"): "actor in the same words",
    ("actors", "shared name"): "actors share a part of a name",
    ("actors", "shared words"): "actors share a word",
    ("actors", "same force"): "forces of one country act",
    ("actors", "same kind"): "actors of one kind",
    ("actors", "other name"): "actors of other names",
    ("actors", "other kind"): "actors of other kinds",
    ("recipients", "same name"): "same recipient by name",
    ("recipients", "same words"): "recipient in the same words",
    ("recipients", "shared name"): "recipients share a part of a name",
    ("recipients", "shared words"): "recipients share a word",
    ("recipients", "same force"): "done to forces of one country",
    ("recipients", "same kind"): "recipients of one kind",
    ("recipients", "other name"): "recipients of other names",
    ("recipients", "other kind"): "recipients of other kinds",
    ("crossed", "crossed"): "actor and recipient change places",
    ("counts", "equal"): "same number",
    ("counts", "equal and small"): "same small number",
    ("counts", "overlap"): "numbers that may be one",
    ("counts", "close"): "numbers close by",
    ("counts", "far"): "numbers far apart",
    ("wording", "same"): "same wording",
    ("wording", "much"): "much the same wording",
    ("wording", "some"): "some of the same words",
    ("wording", "little"): "few of the same words",
    ("wording", "none"): "other words",
    ("topic", "one trigger"): "told by one word",
    ("topic", "one sentence"): "in one sentence",
    ("topic", "next sentence"): "in sentences side by side",
    ("topic", "near"): "near each other in one report",
    ("topic", "one report"): "apart in one report",
    ("topic", "far"): "far apart in one report",
    ("topic", "very close"): "reports much on the same matter",
    ("topic", "somewhat"): "reports on matters that touch",
    ("topic", "copy"): "reports almost the same",
    ("topic", "close"): "reports on the same matter",
    ("topic", "related"): "reports on related matters",
    ("topic", "distant"): "reports on distant matters",
    ("topic", "strange"): "reports on other matters",
    ("lead", "both"): "both reports begin with it",
    ("lead", "one"): "one report begins with it",
    ("lead", "none"): "neither report begins with it",
    ("lead", "headline and lead"): "in the headline and in the first sentence",
    ("lead", "headline and later"): "in the headline and later on",
    ("lead", "headline alone"): "both in the headline",
    ("reference", "pointing"): "points back: “the attack”",
    ("reference", "bare"): "tells little of its own",
    ("reference", "bare, pointing"): "points back and tells little of its own",
    ("numbers", "many"): "the reports share many numbers",
    ("numbers", "some"): "the reports share numbers",
    ("numbers", "none"): "the reports share no numbers",
    ("foreseen", "both"): "both foresee it",
    ("foreseen", "one"): "one foresees it",
}
"""What a level of a comparison means in words; one that is not here is told as it is."""


def reasons_label(link: Link) -> str:
    """The three strongest reasons for the link or against it, each with its weight."""
    strongest = sorted((reason for reason in link.reasons if reason[2]), key=lambda reason: -abs(reason[2]))[:SHOWN]
    return "; ".join(f"{REASONS.get((name, level), f'{name}: {level}')} ({weight:+.1f})".replace("-", "−") for name, level, weight in strongest)
