"""Comparisons of two claims: each looks at one matter and says at which level they agree, and what it looked at.

A comparison is a pure function of two `Features`; what its levels weigh stands in `weights`. A level of None says nothing for or against.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from sayso.ledger.features import Features, Party, Spot
from sayso.ledger.kinship import kinship
from sayso.ledger.words import is_general

__all__ = ["COMPARISONS", "distance_km", "reach_km", "topic_likeness"]

EARTH_KM = 6371.0
SAME_KM = 6.0
TOWN_KM = 10.0
NEAR_KM = 25.0
WIDE = frozenset({"region", "country"})
FORCES = frozenset({"military", "police", "armed-group", "government", "state"})
NAME_WEIGHT = 3
UNLIKE = frozenset((None, "unknown", "other"))
CLOSE_BY = 4
NEAR_BY = 300
SAME_PART = 1000
LEAD = 350
TITLE = 40
SAME_START = 5
TOPIC_STEPS = ((0.65, "copy"), (0.5, "very close"), (0.4, "close"), (0.33, "related"), (0.27, "somewhat"), (0.2, "distant"), (0.12, "far"))
Kind = tuple[str, str | None]


def event(a: Features, b: Features) -> str | None:
    """Whether the types and modes go together; of several the two that go together best."""
    return min((_types(x, y) for x in a.kinds for y in b.kinds), key=EVENT_LEVELS.index)


EVENT_LEVELS = ("same mode", "same type", "other mode", "kin", "akin", "untyped", "strange")


def _types(x: Kind, y: Kind) -> str:
    if not x[0] or not y[0]:
        return "untyped"
    if x[0] != y[0]:
        return kinship(x[0], y[0])
    if x[1] == y[1]:
        return "same mode" if x[1] else "same type"
    return "same type" if x[1] is None or y[1] is None else "other mode"


def trigger(a: Features, b: Features) -> str | None:
    """Whether the event is named by the same word, by words that begin alike, or by words for the same kind of event."""
    return _words(a.triggers, b.triggers, a.senses, b.senses)


@lru_cache(maxsize=65536)
def _words(xs: frozenset[str], ys: frozenset[str], senses: frozenset[int], others: frozenset[int]) -> str | None:
    if not xs or not ys:
        return None
    if shared := xs & ys:
        return "same and general" if all(map(is_general, shared)) else "same"
    if any(_alike(x, y) for x in xs for y in ys):
        return "shared"
    if senses and others:
        return "kindred" if senses & others else "other"
    return "unknown"


def _alike(a: str, b: str) -> bool:
    """Whether they share a word, or one begins as the other does."""
    return any(x == y or _prefix(x, y) >= SAME_START for x in a.split() for y in b.split())


def _prefix(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def when(a: Features, b: Features) -> str | None:
    """How the days of the events lie to each other."""
    x, y = a.days, b.days
    if x is None or y is None:
        if a.yearless and b.yearless:
            return "same day" if a.yearless == b.yearless else "days apart"
        return None
    gap = max(x.first, y.first) - min(x.last, y.last)
    if gap > 0:
        return ("next day" if gap == 1 else "days apart" if gap <= 4 else "weeks apart") if x.told and y.told else ("near" if gap <= 3 else "weeks apart")
    if not (x.told and y.told):
        return "may be"
    if x.length == y.length == 1:
        return "same day"
    return "within" if min(x.length, y.length) * 3 <= max(x.length, y.length) else "overlap"


def where(a: Features, b: Features) -> str | None:
    """How the places lie to each other; of several places the two that lie nearest."""
    if not a.spots or not b.spots:
        return None
    return min((_lie(x, y) for x in a.spots for y in b.spots), key=PLACE_LEVELS.index)


PLACE_LEVELS = ("same", "same region", "near", "inside", "unlocated", "same country", "apart")


def _lie(x: Spot, y: Spot) -> str:
    wide = x.precision in WIDE, y.precision in WIDE
    if x.name == y.name and (x.country == y.country or x.country is None or y.country is None):
        same = x.ident == y.ident or (km := distance_km(x, y)) is None or km <= 60 or any(wide)
        if same:
            return "same country" if x.precision == "country" else "same region" if all(wide) else "same"
    if x.ident is not None and x.ident == y.ident:
        return "same country" if x.precision == "country" else "same"
    if "country" in (x.precision, y.precision):
        return "inside" if x.country is not None and x.country == y.country else "apart" if x.country and y.country else "unlocated"
    km = distance_km(x, y)
    if km is None:
        return "unlocated" if x.country is None or y.country is None or x.country == y.country else "apart"
    if any(wide):
        return _against_region(x, y, km)
    return "same" if km <= SAME_KM else "near" if km <= reach_km(x, y) else "apart"


def _against_region(x: Spot, y: Spot, km: float) -> str:
    if x.admin1 and y.admin1 and x.country == y.country:
        return "inside" if x.admin1 == y.admin1 else "apart"
    return "inside" if km <= max(x.radius, y.radius) else "apart"


def reach_km(x: Spot, y: Spot) -> float:
    """Within how many kilometres two places may be one: two towns told by name hardly, what is told as near one of them rather."""
    return max(TOWN_KM if x.precision == y.precision == "exact" else NEAR_KM, x.radius + y.radius)


def distance_km(x: Spot, y: Spot) -> float | None:
    """The distance along the globe; null where one of them is not located."""
    if x.lat is None or x.lon is None or y.lat is None or y.lon is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (x.lat, x.lon, y.lat, y.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def actors(a: Features, b: Features) -> str | None:
    """Whether the same is said to have done it."""
    return _parties(a.actors, b.actors)


def recipients(a: Features, b: Features) -> str | None:
    """Whether it is said to have been done to the same."""
    return _parties(a.recipients, b.recipients)


def _parties(xs: tuple[Party, ...], ys: tuple[Party, ...]) -> str | None:
    if not xs or not ys:
        return None
    if shared := {x.name for x in xs} & {y.name for y in ys}:
        return "same name" if any(x.named for x in xs if x.name in shared) else "same words"
    if any(x.words & y.words for x in xs for y in ys):
        return "shared name" if any(x.named and y.named and x.words & y.words for x in xs for y in ys) else "shared words"
    if any(x.kind in FORCES and x.kind == y.kind and x.country and x.country == y.country for x in xs for y in ys):
        return "same force"
    if all(p.named for p in (*xs, *ys)):
        return "other name"
    kinds, others = {x.kind for x in xs if x.kind != "unknown"}, {y.kind for y in ys if y.kind != "unknown"}
    if not kinds or not others:
        return None
    return "same kind" if kinds & others else "other kind"


def crossed(a: Features, b: Features) -> str | None:
    """Whether who does it in one claim suffers it in the other."""
    swapped = _shared(a.actors, b.recipients) or _shared(a.recipients, b.actors)
    return "crossed" if swapped and not _shared(a.actors, b.actors) and not _shared(a.recipients, b.recipients) else None


def _shared(xs: tuple[Party, ...], ys: tuple[Party, ...]) -> bool:
    names = {y.name for y in ys if y.named}
    return any(x.named and x.name in names for x in xs)


def counts(a: Features, b: Features) -> str | None:
    """Whether the numbers of people go together; a toll that is put anew is expected to be another one."""
    levels = [_numbers(x[1:], y[1:]) for x in a.counts for y in b.counts if x[0] == y[0]]
    level = min(levels, key=COUNT_LEVELS.index) if levels else None
    return None if level in {"close", "far"} and (a.totals or b.totals) else level


COUNT_LEVELS = ("equal", "equal and small", "overlap", "close", "far")


def _numbers(x: tuple[int | None, ...], y: tuple[int | None, ...]) -> str:
    (low, high), (other_low, other_high) = x, y
    if low is not None and x == y:
        return "equal" if low > 3 else "equal and small"
    if (high is None or other_low is None or other_low <= high) and (other_high is None or low is None or low <= other_high):
        return "overlap"
    small, large = sorted(n for n in (high if high is not None else low, other_high if other_high is not None else other_low) if n is not None)
    return "close" if large <= 1.6 * small + 2 else "far"


def wording(a: Features, b: Features) -> str | None:
    """How much of the two sentences' matter is the same."""
    least = min(len(a.wording), len(b.wording))
    if least < 3:
        return None
    share = len(a.wording & b.wording) / least
    return "same" if share >= 0.8 else "much" if share >= 0.5 else "some" if share >= 0.3 else "little" if share >= 0.12 else "none"


def topic(a: Features, b: Features) -> str | None:
    """How much of the two reports' matter is the same; for one report, how the claims stand in it."""
    if a.article.id == b.article.id:
        return _within(a, b)
    likeness = topic_likeness(a.article.topic, b.article.topic)
    if likeness is None:
        return None
    return next((level for least, level in TOPIC_STEPS if likeness >= least), "strange")


def _within(a: Features, b: Features) -> str:
    if a.at == b.at:
        return "one trigger"
    if a.sentence[0] < b.sentence[1] and b.sentence[0] < a.sentence[1]:
        return "one sentence"
    gap = max(a.sentence[0], b.sentence[0]) - min(a.sentence[1], b.sentence[1])
    return "next sentence" if gap <= CLOSE_BY else "near" if gap <= NEAR_BY else "one report" if gap <= SAME_PART else "far"


def numbers(a: Features, b: Features) -> str | None:
    """How many of the longer numbers in the two reports are the same: years, days, ages, tolls."""
    if a.article.id == b.article.id:
        return None
    likeness = _numbers_alike(a.article.topic, b.article.topic)
    return None if likeness is None else "many" if likeness >= 0.5 else "some" if likeness >= 0.3 else "few" if likeness > 0 else "none"


@lru_cache(maxsize=16384)
def _numbers_alike(x: frozenset[str], y: frozenset[str]) -> float | None:
    these, those = _numerals(x), _numerals(y)
    return len(these & those) / sqrt(len(these) * len(those)) if these and those else None


@lru_cache(maxsize=4096)
def _numerals(topic: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in topic if word[0] == "=" and word[1].isdigit())


def lead(a: Features, b: Features) -> str | None:
    """Whether both reports begin with it; in one report, whether one of them stands in the first sentence, which most often is the headline."""
    if a.article.id == b.article.id and (first := (a.sentence[0] < TITLE) + (b.sentence[0] < TITLE)):
        both = a.at[0] < LEAD and b.at[0] < LEAD
        return "headline alone" if first == 2 else "headline and lead" if both else "headline and later"
    return ("none", "one", "both")[(a.at[0] < LEAD) + (b.at[0] < LEAD)]


def foreseen(a: Features, b: Features) -> str | None:
    """Whether one is said to happen in the future and the other to have happened."""
    if a.foreseen & b.foreseen:
        return "both" if True in a.foreseen else None
    return "one"


def reference(a: Features, b: Features) -> str | None:
    """Whether the later one of a report points back ("the attack") and tells little of its own."""
    if a.article.id != b.article.id:
        return None
    later = max(a, b, key=lambda one: one.at)
    return ("bare, pointing" if later.bare else "pointing") if later.pointing else "bare" if later.bare else None


def word_and_topic(a: Features, b: Features) -> str | None:
    """How alike the reports are that use the same or a like word: what is "the attack" or "the deal" hangs on what the report is about."""
    word = trigger(a, b)
    return None if word in UNLIKE else f"{word}, {topic(a, b)}"


@lru_cache(maxsize=16384)
def topic_likeness(x: frozenset[str], y: frozenset[str]) -> float | None:
    """How alike two topics are, 0 to 1: the cosine of their words, names weighing more; null where one is empty."""
    if not x or not y:
        return None
    return _weight(x & y) / sqrt(_weight_of_topic(x) * _weight_of_topic(y))


def _weight(words: frozenset[str]) -> int:
    return sum(NAME_WEIGHT if word[0] == "=" else 1 for word in words)


@lru_cache(maxsize=4096)
def _weight_of_topic(topic: frozenset[str]) -> int:
    return _weight(topic)


COMPARISONS: dict[str, Callable[[Features, Features], str | None]] = {
    "event": event,
    "when": when,
    "where": where,
    "trigger": trigger,
    "topic": topic,
    "word_and_topic": word_and_topic,
    "actors": actors,
    "recipients": recipients,
    "crossed": crossed,
    "counts": counts,
    "wording": wording,
    "numbers": numbers,
    "lead": lead,
    "foreseen": foreseen,
    "reference": reference,
}
"""All comparisons by name, those first that most often settle the matter alone."""
