"""How a happening and each of its slots stands: who asserts, who contradicts, who has changed his word. No verdict on what is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, permutations

from sayso.dates.days import date_range
from sayso.ledger.articles import Article
from sayso.ledger.origins import NO_COPIES, Copies, Word, is_unnamed, origins_of, words_of
from sayso.ledger.tables import terms
from sayso.ledger.telling import Telling, asserting_of, innermost, voice_names
from sayso.ledger.values import Told, blamed, contradict, has_own_name, is_another, may_be_at_once, number_label, numbers_told, surely_at_once
from sayso.ledger.words import stems
from sayso.lexicon.folding import fold, plain_name
from sayso.model import Claim, Count, Origin, Participant, SlotStanding, Standing

__all__ = ["Words", "at_odds", "is_said", "latest_words", "one_side_of", "slot_standings", "standing_of", "superseded"]

COUNTED = ("killed", "wounded", "detained", "abducted", "displaced", "missing")
UNCERTAIN = frozenset({"hedged", "unclear"})
SAYING = frozenset({"asserted", "hedged"})
STANCES = SAYING | {"attempted", "denied"}
TOLD = STANCES - {"denied"}
Words = Mapping[str, Word]
Force = tuple[str, str, str | None]
"""Somebody who is said to have done it: name, kind and country."""
"""Whose word each claim is, by its id."""


def standing_of(tellings: Sequence[Telling], origins: Sequence[Origin], slots: Sequence[SlotStanding], copies: Copies = NO_COPIES) -> Standing:
    """How the happening stands, with the origins of those who assert it. Where it is disputed in any way that is said first, however many assert it."""
    words = words_of(tellings, copies)
    if at_odds(tellings, words)[0] or any(slot.standing == "disputed" for slot in slots):
        return "disputed"
    if _is_retracted(tellings, words):
        return "retracted"
    if any(slot.standing == "corrected" for slot in slots):
        return "corrected"
    if any(telling.asserts for telling in tellings):
        return "corroborated" if len(origins) > 1 else "single-origin"
    statuses = {telling.claim.status for telling in tellings}
    if statuses & UNCERTAIN:
        return "unconfirmed"
    return "denied" if "denied" in statuses else "prospective"


def at_odds(tellings: Sequence[Telling], words: Words) -> tuple[list[Telling], list[Telling]]:
    """Those that say that it happened and those that deny it, as far as one of the others contradicts them; both empty where nobody does.

    Who has later said the contrary himself has taken back his word. What one voice both says and denies in one report is no dispute.
    """
    if not any(telling.claim.status == "denied" for telling in tellings):
        return [], []
    kept = [telling for telling in tellings if telling.claim.status in STANCES and not _is_taken_back(telling, tellings, words)]
    saying = [telling for telling in kept if telling.claim.status in SAYING]
    denying = [telling for telling in kept if telling.claim.status == "denied"]
    pairs = [(a, b) for a in saying for b in denying if not _is_one_word(words[a.id], words[b.id]) and _denies(b, a)]
    return list(dict.fromkeys(a for a, _ in pairs)), list(dict.fromkeys(b for _, b in pairs))


def _denies(denying: Telling, saying: Telling) -> bool:
    """Whether the one denies what the other says: an event of one type, at one time; a report that says no itself denies what other reports say."""
    voiced = bool(denying.claim.voices) or denying.article.id != saying.article.id
    if not voiced or denying.claim.event != saying.claim.event or not _concerns(denying, saying):
        return False
    if denying.article.id == saying.article.id:
        beside = _in_one_sentence(denying, saying)
        return may_be_at_once(denying, saying) and (_is_one_word_for_it(denying, saying) or not beside and _names_one(denying, saying))
    return surely_at_once(denying, saying) or may_be_at_once(denying, saying) and _names_one(denying, saying)


def _concerns(denying: Telling, saying: Telling) -> bool:
    """Whether the denial is of what is said: who denies that his planes struck a market contradicts those who say that they did, not that it was struck."""
    denied, said = _forces(denying.claim), _forces(saying.claim)
    return denying.claim.event != "ASSAULT" or not denied or bool(said) and not _are_other_forces(denied, said)


def _forces(claim: Claim) -> list[Force]:
    return [(plain_name(actor.name), actor.kind, actor.country) for actor in claim.actors]


def _in_one_sentence(a: Telling, b: Telling) -> bool:
    return a.claim.evidence.overlaps(b.claim.evidence)


def _is_one_word_for_it(a: Telling, b: Telling) -> bool:
    return stems(a.claim.trigger.text) == stems(b.claim.trigger.text)


def _names_one(a: Telling, b: Telling) -> bool:
    """Whether somebody with a name does it, or suffers it, in both; one side may be attacked by many."""
    first, second = ({fold(who.name) for who in _parties(one.claim) if has_own_name(who.name)} for one in (a, b))
    return not first.isdisjoint(second)


def _parties(claim: Claim) -> tuple[Participant, ...]:
    return claim.actors if claim.event == "ASSAULT" else (*claim.actors, *claim.recipients)


def _is_one_word(a: Word, b: Word) -> bool:
    return a.article.id == b.article.id and a.speaker == b.speaker


def _is_taken_back(telling: Telling, tellings: Sequence[Telling], words: Words) -> bool:
    """Whether the same voice has said the contrary in a report of a later day."""
    mine, denied = words[telling.id], telling.claim.status == "denied"
    if is_unnamed(telling) or mine.article.published is None:
        return False
    contrary = (words[one.id] for one in tellings if one.claim.status in STANCES and (one.claim.status == "denied") != denied)
    return any(word.speaker == mine.speaker and (word.article.published or 0) > mine.article.published for word in contrary)


def _is_retracted(tellings: Sequence[Telling], words: Words) -> bool:
    """Whether all who said that it happened, or may have, have later denied it themselves."""
    saying = [telling for telling in tellings if telling.claim.status in TOLD]
    return bool(saying) and all(_is_taken_back(telling, tellings, words) for telling in saying)


def one_side_of(origins: Sequence[Origin]) -> str | None:
    """The party of the conflict for which all origins speak; null where they speak for several, or one of them for none."""
    sides = {origin.side for origin in origins}
    return sides.pop() if len(sides) == 1 else None


def superseded(tellings: Sequence[Telling], what: str, words: Words) -> dict[tuple[str, int], Telling]:
    """The numbers that their own voice has replaced later, by claim id and start, with the claim that replaces them.

    A report's own words also replace what the outlet had from somebody unnamed ("two councils").
    """
    found: dict[tuple[str, int], Telling] = {}
    for (older, earlier), (newer, later) in permutations(_numbers_said(tellings, what), 2):
        mine, his = words[earlier.id], words[later.id]
        same = mine.speaker == his.speaker or mine.speaker.startswith(f"{his.speaker} > ")
        if same and (_replaces(newer, his.article, older, mine.article) or _recalls(earlier, later, newer)):
            found.setdefault((earlier.id, older.start), later)
    return found


def _numbers_said(tellings: Iterable[Telling], what: str) -> list[tuple[Count, Telling]]:
    return [(count, telling) for count, telling in numbers_told(tellings, what) if is_said(count, telling)]


def is_said(count: Count, telling: Telling) -> bool:
    """Whether it is the voice's own number: what somebody denies, foresees or cannot tell is none of his, but that there were none is."""
    return telling.claim.status in TOLD or telling.claim.status == "denied" and count.high == 0


def _replaces(newer: Count, later: Article, older: Count, earlier: Article) -> bool:
    """Whether a number of a later day's report is another one than the older, or one of the same day's goes on from it ("toll rises to")."""
    if later.published is None or earlier.published is None or later.id == earlier.id or later.published < earlier.published:
        return False
    if later.published > earlier.published and newer.kind == "total":
        return (newer.low, newer.high) != (older.low, older.high)
    return _goes_beyond(older, newer) or later.published > earlier.published and is_another(older, newer)


def _recalls(earlier: Telling, later: Telling, newer: Count) -> bool:
    """Whether one report recalls an older word and puts its own toll beside it: "yesterday's bulletin said 31; the toll is now put at seven"."""
    voice, published = innermost(earlier), later.article.published
    said = date_range(voice.said if voice else None).end
    before = said is not None and published is not None and date.fromisoformat(said).toordinal() < published
    return before and newer.kind == "total" and earlier.article.id == later.article.id and not later.claim.voices


def _goes_beyond(older: Count, newer: Count) -> bool:
    """Whether the one number counts all and the other those of one report."""
    return older.kind == "new" and newer.kind == "total" and (newer.low or 0) > (older.low or 0)


def latest_words(tellings: Sequence[Telling], what: str, words: Words) -> list[tuple[Count, Telling]]:
    """The numbers that nobody has replaced since he told them."""
    replaced = superseded(tellings, what, words)
    return [(count, telling) for count, telling in _numbers_said(tellings, what) if (telling.id, count.start) not in replaced]


def slot_standings(tellings: Sequence[Telling], copies: Copies = NO_COPIES) -> tuple[SlotStanding, ...]:
    """How each value of each slot stands, slot by slot, the value that most independent origins assert first."""
    asserting, words = asserting_of(tellings), words_of(tellings, copies)
    found = [slot for name, values in SLOTS.items() for slot in _standings(name, list(values(asserting)), words, copies)]
    return tuple(found + [slot for what in COUNTED for slot in _number_standings(what, tellings, words, copies)])


def _actors(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(actor.name, telling) for telling in tellings for actor in telling.claim.actors)


def _recipients(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(recipient.name, telling) for telling in tellings for recipient in telling.claim.recipients)


def _places(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(telling.claim.place.name, telling) for telling in tellings if telling.claim.place)


def _times(tellings: Sequence[Telling]) -> Iterator[Told]:
    yield from (Told(telling.claim.time.edtf, telling) for telling in tellings if telling.claim.time and telling.claim.time.edtf)


SLOTS: dict[str, Callable[[Sequence[Telling]], Iterator[Told]]] = {"actor": _actors, "recipient": _recipients, "place": _places, "time": _times}


def _standings(slot: str, told: Sequence[Told], words: Words, copies: Copies) -> list[SlotStanding]:
    """Each value with who asserts it. Values are laid side by side; only who did it can be disputed here."""
    values: dict[str, list[Told]] = {}
    for item in told:
        values.setdefault(plain_name(item.value) or item.value, []).append(item)
    blame = _contested_blame([item.telling for item in told], words) if slot == "actor" else frozenset[str]()
    found = []
    for some in values.values():
        tellings = list(dict.fromkeys(item.telling for item in some))
        origins = len(origins_of(tellings, copies))
        disputed = any(telling.id in blame for telling in tellings)
        standing: Standing = "disputed" if disputed else "corroborated" if origins > 1 else "single-origin"
        found.append(SlotStanding(slot, some[0].value, standing, tuple(t.id for t in tellings), origins, voice_names(tellings)))
    return sorted(found, key=lambda item: (-item.origins, -len(item.claims), item.value))


def _contested_blame(tellings: Sequence[Telling], words: Words) -> frozenset[str]:
    """The claims that name somebody else than another voice's claim does."""
    return frozenset(one.id for pair in blaming_pairs(tellings, words) for one in pair)


def blaming_pairs(tellings: Iterable[Telling], words: Words) -> list[tuple[Telling, Telling]]:
    """The pairs of claims in which two voices name different forces, of different countries or kinds, as those who made one attack; in the order given.

    What reports tell on their own word is no accusation: "rebels shelled the city, which the army bombed" are two attacks. Claims that name the same
    forces are not compared with one another, since most of them do.
    """
    accusing: defaultdict[frozenset[Force], list[tuple[int, Telling]]] = defaultdict(list)
    for number, telling in enumerate(dict.fromkeys(tellings)):
        if telling.claim.event == "ASSAULT" and telling.claim.voices and (named := blamed(telling.claim)):
            accusing[frozenset(named)].append((number, telling))
    found = [
        (one, other) if one[0] < other[0] else (other, one)
        for x, y in combinations(accusing, 2)
        if _are_other_forces(x, y)
        for one in accusing[x]
        for other in accusing[y]
        if _speak_of_one_attack(one[1], other[1], words)
    ]
    return [(one, other) for (_, one), (_, other) in sorted(found, key=lambda pair: (pair[0][0], pair[1][0]))]


def _speak_of_one_attack(a: Telling, b: Telling, words: Words) -> bool:
    """Whether two voices speak, of one mode of attack, at one time and place."""
    if words[a.id].speaker == words[b.id].speaker or a.claim.mode and b.claim.mode and a.claim.mode != b.claim.mode:
        return False
    return surely_at_once(a, b)


def _are_other_forces(first: Iterable[Force], second: Iterable[Force]) -> bool:
    """Whether nobody that one names may be anybody that the other names."""
    others = list(second)
    return not any(x[0] == y[0] or _may_be_one(x, y) for x in first for y in others)


def _may_be_one(x: Force, y: Force) -> bool:
    """Whether two descriptions may be of one force: both of the state, or both of them armed groups, and of countries that may be one."""
    return (x[1] == "armed-group") == (y[1] == "armed-group") and (x[2] == y[2] or x[2] is None or y[2] is None)


def _number_standings(what: str, tellings: Sequence[Telling], words: Words, copies: Copies) -> list[SlotStanding]:
    """Each number with who tells it; ``corrected`` where its own voice has replaced it, ``disputed`` where another voice contradicts it."""
    told = numbers_told(asserting_of(tellings), what)
    replaced = superseded(tellings, what, words)
    standing_now = [(count, telling) for count, telling in told if (telling.id, count.start) not in replaced]
    values: dict[tuple[int | None, int | None, str], list[tuple[Count, Telling]]] = {}
    for count, telling in told:
        values.setdefault((count.low, count.high, count.kind), []).append((count, telling))
    found = []
    for some in values.values():
        mine = list(dict.fromkeys(telling for _, telling in some))
        origins = len(origins_of(mine, copies))
        if all(_is_corrected(count, replaced.get((telling.id, count.start)), what) for count, telling in some):
            standing: Standing = "corrected"
        elif any(contradicts(pair, other, words) for pair in some if pair in standing_now for other in standing_now):
            standing = "disputed"
        else:
            standing = "corroborated" if origins > 1 else "single-origin"
        found.append(SlotStanding(what, number_label(some[0][0]), standing, tuple(t.id for t in mine), origins, voice_names(mine)))
    return found


def _is_corrected(count: Count, by: Telling | None, what: str) -> bool:
    """Whether the number has been replaced by one that it cannot stand beside. A toll that rises goes on and corrects nothing."""
    return by is not None and any(newer.high is not None and newer.high < (count.low or 0) for newer, _ in numbers_told([by], what))


def _is_rest(count: Count, telling: Telling) -> bool:
    """Whether it counts others than those told before ("21 others died"), and so not all; beside the dead, "20 others wounded" are all the wounded."""
    if terms("others").isdisjoint(f"{count.text} {count.who or ''}".lower().split()):
        return False
    return not any(other.what != count.what and other.start < count.start for other in telling.claim.counts)


def contradicts(a: tuple[Count, Telling], b: tuple[Count, Telling], words: Words) -> bool:
    """Whether two voices tell numbers of one time and place that cannot both be right.

    What a report says itself rests on the voices that it quotes: its own number does not contradict theirs, but tells of more, or of a part.
    """
    first, second = a[1], b[1]
    if words[first.id].speaker == words[second.id].speaker or not contradict(a[0], b[0]) or _is_rest(*a) or _is_rest(*b):
        return False
    quoted = first.article.id != second.article.id or bool(first.claim.voices and second.claim.voices and first.claim.evidence != second.claim.evidence)
    return quoted and surely_at_once(first, second)
