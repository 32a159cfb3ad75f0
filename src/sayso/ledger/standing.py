"""How a happening and each of its slots stands: who asserts, who contradicts, who has changed his word. No verdict on what is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from sayso.ledger.origins import NO_COPIES, Copies, origins_of
from sayso.ledger.telling import Telling, innermost, voice_names
from sayso.ledger.values import Told, blamed, contradict, number_label, numbers_told
from sayso.lexicon.folding import fold, without_article
from sayso.model import Count, Origin, SlotStanding, Standing

__all__ = ["latest_words", "one_side_of", "slot_standings", "standing_of", "superseded"]

COUNTED = ("killed", "wounded", "detained", "abducted", "displaced", "missing")
UNCERTAIN = frozenset({"hedged", "unclear"})


def standing_of(tellings: Sequence[Telling], origins: Sequence[Origin], slots: Sequence[SlotStanding], *, disputed: bool) -> Standing:
    """How the happening stands. Where it is disputed in any way that is said first, however many assert it."""
    asserting = {telling.id for telling in tellings if telling.asserts}
    if disputed or any(slot.standing == "disputed" for slot in slots):
        return "disputed"
    if changed := _changed(tellings):
        return changed
    if any(slot.standing == "corrected" for slot in slots):
        return "corrected"
    independent = sum(any(claim in asserting for claim in origin.claims) for origin in origins)
    if independent:
        return "corroborated" if independent > 1 else "single-origin"
    statuses = {telling.claim.status for telling in tellings}
    if statuses & UNCERTAIN:
        return "unconfirmed"
    return "denied" if "denied" in statuses else "prospective"


def _changed(tellings: Sequence[Telling]) -> Standing | None:
    """``retracted`` where all who asserted it have later denied it themselves."""
    last: dict[str, Telling] = {}
    asserted: set[str] = set()
    for telling in sorted(tellings, key=lambda telling: telling.order):
        if telling.asserts or telling.claim.status == "denied":
            last[_speaker(telling)] = telling
            asserted |= {_speaker(telling)} if telling.asserts else set()
    return "retracted" if asserted and all(last[speaker].claim.status == "denied" for speaker in asserted) else None


def one_side_of(tellings: Sequence[Telling]) -> str | None:
    """The party of the conflict for which everybody who asserts it speaks; null where they speak for several, or for none."""
    sides = {voice.side if (voice := innermost(telling)) else None for telling in tellings if telling.asserts}
    return sides.pop() if len(sides) == 1 else None


def _speaker(telling: Telling) -> str:
    """Whose word it is, for telling whether he has changed it: the voice by its name; the publisher where nobody is named."""
    voice = innermost(telling)
    if voice is not None and not voice.anonymous and any(letter.isupper() for letter in voice.name):
        return without_article(fold(voice.name))
    return "=" + fold(telling.article.publisher or telling.article.id)


def superseded(tellings: Sequence[Telling], what: str) -> dict[tuple[str, int], Telling]:
    """The numbers that their own voice has replaced later, by claim id and start, with the claim that replaces them."""
    found: dict[tuple[str, int], Telling] = {}
    series: defaultdict[str, list[tuple[Count, Telling]]] = defaultdict(list)
    for count, telling in numbers_told(tellings, what):
        for older, earlier in series[_speaker(telling)]:
            if _replaces(telling, count, earlier, older):
                found[(earlier.id, older.start)] = telling
        series[_speaker(telling)].append((count, telling))
    return found


def _replaces(telling: Telling, count: Count, earlier: Telling, older: Count) -> bool:
    later = telling.article.id != earlier.article.id and (telling.article.published or 0) > (earlier.article.published or 0)
    return later and contradict(older, count) or telling.article.id != earlier.article.id and _goes_beyond(older, count)


def _goes_beyond(older: Count, newer: Count) -> bool:
    """Whether a number of one day's reports goes on from an older one ("toll rises to")."""
    return older.kind == "new" and newer.kind == "total" and (newer.low or 0) > (older.low or 0)


def latest_words(tellings: Sequence[Telling], what: str) -> list[tuple[Count, Telling]]:
    """The numbers that nobody has replaced since he told them."""
    replaced = superseded(tellings, what)
    return [(count, telling) for count, telling in numbers_told(tellings, what) if (telling.id, count.start) not in replaced]


def slot_standings(tellings: Sequence[Telling], copies: Copies = NO_COPIES) -> tuple[SlotStanding, ...]:
    """How each value of each slot stands, slot by slot, the value that most independent origins assert first."""
    asserting = [telling for telling in tellings if telling.asserts]
    found = [slot for name, values in SLOTS.items() for slot in _standings(name, list(values(asserting)), copies)]
    return tuple(found + [slot for what in COUNTED for slot in _number_standings(what, tellings, copies)])


def _actors(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(actor.name, telling) for telling in tellings for actor in telling.claim.actors)


def _recipients(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(recipient.name, telling) for telling in tellings for recipient in telling.claim.recipients)


def _places(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(telling.claim.place.name, telling) for telling in tellings if telling.claim.place)


def _times(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(telling.claim.time.edtf, telling) for telling in tellings if telling.claim.time and telling.claim.time.edtf)


SLOTS: dict[str, Callable[[Sequence[Telling]], Iterator[Told]]] = {"actor": _actors, "recipient": _recipients, "place": _places, "time": _times}


def _standings(slot: str, told: Sequence[Told], copies: Copies) -> list[SlotStanding]:
    """Each value with who asserts it. Values are laid side by side; only who did it can be disputed here."""
    values: dict[str, list[Told]] = {}
    for item in told:
        values.setdefault(without_article(fold(item.value)) or item.value, []).append(item)
    blame = _contested_blame([item.telling for item in told]) if slot == "actor" else frozenset[str]()
    found = []
    for some in values.values():
        tellings = list(dict.fromkeys(item.telling for item in some))
        origins = len(origins_of(tellings, copies))
        disputed = any(telling.id in blame for telling in tellings)
        standing: Standing = "disputed" if disputed else "corroborated" if origins > 1 else "single-origin"
        found.append(SlotStanding(slot, some[0].value, standing, tuple(t.id for t in tellings), origins, voice_names(tellings)))
    return sorted(found, key=lambda item: (-item.origins, -len(item.claims), item.value))


def _contested_blame(tellings: Sequence[Telling]) -> frozenset[str]:
    """The claims that name somebody else than another voice's claim does."""
    found: set[str] = set()
    for a, b in combinations(dict.fromkeys(tellings), 2):
        if blames_another(a, b):
            found |= {a.id, b.id}
    return frozenset(found)


def blames_another(a: Telling, b: Telling) -> bool:
    """Whether two voices name different forces, of different countries or kinds, as those who made one attack."""
    if a.claim.event != "ASSAULT" or b.claim.event != "ASSAULT" or _speaker(a) == _speaker(b):
        return False
    first, second = blamed(a.claim), blamed(b.claim)
    if not first or not second or {name for name, _, _ in first} & {name for name, _, _ in second}:
        return False
    return not any(_may_be_one(x, y) for x in first for y in second)


def _may_be_one(x: tuple[str, str, str | None], y: tuple[str, str, str | None]) -> bool:
    """Whether two descriptions may be of one force: of one country and both of its state, or both armed groups of which one has no name."""
    of_state = (x[1] != "armed-group", y[1] != "armed-group")
    if all(of_state):
        return x[2] == y[2] or x[2] is None or y[2] is None
    return not any(of_state) and (x[2] == y[2] or x[2] is None or y[2] is None)


def _number_standings(what: str, tellings: Sequence[Telling], copies: Copies) -> list[SlotStanding]:
    """Each number with who tells it; ``corrected`` where its own voice has replaced it, ``disputed`` where another voice contradicts it."""
    told = [(count, telling) for count, telling in numbers_told(tellings, what) if telling.asserts]
    replaced = superseded([telling for _, telling in told], what)
    standing_now = [(count, telling) for count, telling in told if (telling.id, count.start) not in replaced]
    values: dict[tuple[int | None, int | None, str], list[tuple[Count, Telling]]] = {}
    for count, telling in told:
        values.setdefault((count.low, count.high, count.kind), []).append((count, telling))
    found = []
    for some in values.values():
        mine = list(dict.fromkeys(telling for _, telling in some))
        origins = len(origins_of(mine, copies))
        if all((telling.id, count.start) in replaced for count, telling in some):
            standing: Standing = "corrected"
        elif any(contradicts(pair, other) for pair in some for other in standing_now):
            standing = "disputed"
        else:
            standing = "corroborated" if origins > 1 else "single-origin"
        found.append(SlotStanding(what, number_label(some[0][0]), standing, tuple(t.id for t in mine), origins, voice_names(mine)))
    return found


def contradicts(a: tuple[Count, Telling], b: tuple[Count, Telling]) -> bool:
    """Whether two voices tell numbers that cannot both be right."""
    return contradict(a[0], b[0]) and _speaker(a[1]) != _speaker(b[1])
