"""The events of a report: triggers with slots and status, one for each happening that a sentence tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.events.absorb import Candidate, absorbed
from sayso.events.context import Context
from sayso.events.counts import count_people, harm_of, toll_of
from sayso.events.judge import Judge, Outcome
from sayso.events.roles import Filled, apply, fill
from sayso.events.scenes import set_scenes
from sayso.events.senses import DOUBTED, UNLISTED, is_conceivable, unlisted
from sayso.events.status import doubted, is_nobody, status_of
from sayso.events.times import time_of
from sayso.events.triggers import Match, matches_at
from sayso.model import EventMention, Reason

__all__ = ["find_events"]

Tried = dict[int, list[tuple[str, Outcome]]]
"""By word the patterns that were tried at it."""
TO_COME = frozenset({"RETREAT", "AID", "CONSULT", "AGREE", "CONCEDE", "COOPERATE", "SANCTION", "MOBILIZE", "SUPPORT", "ACCUSE"})
"""Types of which one asks for what is not yet; force that one asks about is going on."""


def find_events(context: Context) -> list[EventMention]:
    """The event mentions of a report in order of their triggers."""
    found: list[Candidate] = []
    for first, stop in context.tree.sents:
        tried: Tried = {}
        by_rule = _overlapping_removed([c for i in range(first, stop) if (c := _candidate(context, i, tried)) is not None])
        told = _settled(context, by_rule)
        if context.judge is not None:
            told = _judged(context, context.judge, range(first, stop), tried, by_rule, told)
        found.extend(told)
    set_scenes(context, [c.mention for c in found])
    count_people(context, [c.mention for c in found])
    return [c.mention for c in found if _enough(context, c)]


def _settled(context: Context, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of a sentence that tell events of their own."""
    covered = [c for c in candidates if _covered(context, c)]
    kept = [c for c in candidates if c not in covered and not _misfortune(context, c, candidates) and not _asked_for(context, c, candidates)]
    _modes_from_complements(context, kept, covered)
    return absorbed(context, kept)


def _candidate(context: Context, i: int, tried: Tried) -> Candidate | None:
    """The first pattern at a word whose constraints hold; those that were tried are noted."""
    for match in matches_at(context.tree, context.lexicon, i):
        candidate, outcome = _fitting(context, match)
        tried.setdefault(i, []).append((match.trigger.event, outcome))
        if candidate is not None:
            return candidate
    return None


def _fitting(context: Context, match: Match) -> tuple[Candidate | None, Outcome]:
    filled = fill(context, match)
    if filled is None:
        return None, "frame"
    mention = _mention(context, match, filled)
    return (Candidate(match, filled, mention), "fit") if _needs_met(context, match, mention) else (None, "needs")


def _judged(context: Context, judge: Judge, words: range, tried: Tried, by_rule: Sequence[Candidate], told: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that are unlikely, and with events at other words that are likely."""
    made = {c.mention.trigger: c.mention for c in told}
    seen = [i for i in words if i in tried or is_conceivable(context.tree, i)]
    chances = {i: judge.chances(context, i, tried.get(i, ()), made.get(i)) for i in seen}
    kept = [c for c in told if max(chances[i].get(c.mention.event, 0.0) for i in c.match.words if i in chances) >= DOUBTED]
    taken = {i for c in by_rule for i in c.match.words}
    further = [c for i in seen if i not in taken and (c := _further(context, i, chances[i], kept)) is not None]
    return _settled(context, sorted([*kept, *further], key=lambda c: c.mention.trigger)) if further else kept


def _further(context: Context, i: int, chances: Mapping[str, float], found: Sequence[Candidate]) -> Candidate | None:
    """An event that is likely at a word where no pattern has one."""
    match = unlisted(context.tree, context.lexicon, i, chances)
    if match is None or _told_beside(context, match, found):
        return None
    filled = fill(context, match)
    if filled is None:
        return None
    if match.trigger.verbal and not match.noun and not filled.actors:
        filled.bodies += [s for s in filled.subjects if context.tree.is_noun(s)]
    mention = _mention(context, match, filled)
    return Candidate(match, filled, mention) if _needs_met(context, match, mention) else None


def _told_beside(context: Context, match: Match, found: Sequence[Candidate]) -> bool:
    """Whether an event of the type is told already: in the same clause, or, by a noun, anywhere in the sentence ("the raid ... left three dead")."""
    same = [c for c in found if c.mention.event == match.trigger.event]
    clause = context.tree.clause_of(match.words[0])
    return bool(same) and (match.noun or any(context.tree.clause_of(c.mention.trigger) == clause for c in same))


def _mention(context: Context, match: Match, filled: Filled) -> EventMention:
    entry = match.trigger.entry
    trigger = match.words[-1] if match.noun else match.verb
    mention = EventMention(trigger, match.words, match.trigger.event, entry.mode, match.trigger.verbal)
    apply(context, mention, filled)
    if entry.mutual:
        _make_mutual(mention, [context.tree.start[k] for k in (*filled.victims, *_fought_against(context, filled))])
    status, why = status_of(context, trigger, noun=match.noun, clause=filled.clause, effect=entry.effect)
    if status == "asserted" and not match.trigger.verbal and (doubt := doubted(context, trigger, filled.actors)) is not None:
        status, why = "hedged", doubt
    mention.status = status
    if mention.mode in {None, "firearms"}:
        mention.mode = _mode_by_its_noun(context, match) or _mode_by_instrument(context, match, filled) or mention.mode
    mention.time = None if match.joined else time_of(context, trigger, filled.clause, match.words, noun=match.noun)
    span = context.tree.span(trigger, trigger)
    mention.reasons = [Reason("event", f"trigger {' '.join(match.trigger.words)!r}", entry.line, span), why]
    return mention


def _mode_by_its_noun(context: Context, match: Match) -> str | None:
    """The mode that the noun of a verb pattern has by itself: "launched a rocket attack on" is by heavy weapons."""
    nouns = [k for k in match.words if k != match.verb and context.tree.is_noun(k)] if not match.noun else []
    found = (other.trigger for k in nouns for other in matches_at(context.tree, context.lexicon, k) if other.noun)
    return next((trigger.entry.mode for trigger in found if trigger.event == match.trigger.event and trigger.entry.mode), None)


def _mode_by_instrument(context: Context, match: Match, filled: Filled) -> str | None:
    """The mode that the means give away: "warplanes struck" is aerial, "a sniper killed" is by firearms."""
    tree = context.tree
    instruments = context.lexicon.events[match.trigger.event].instruments
    if not instruments:
        return None
    fired = [tree.head[match.verb]] if not match.noun and tree.dep[match.verb] in {"acl", "acl:relcl"} else []
    fired += [tree.head[k] for k in fired if tree.preposition(k) == "by" and tree.dep[k] == "nmod"]
    means = [
        k
        for head in (*filled.subjects, *filled.actors, *fired)
        for k in (head, *tree.kids[head])
        if tree.dep[k] not in {"nmod", "acl", "acl:relcl", "appos"} or k == head
    ]
    verb = match.verb if not match.noun else match.words[-1]
    means += [
        k for k in tree.kids[verb] if tree.dep[k] in {"obl", "nmod", "compound", "amod", "obl:agent"} and (tree.preposition(k) in {"with", "by", "using", ""})
    ]
    for mode, nouns in instruments.items():
        if any(tree.lemmas[k] in nouns or tree.lowers[k] in nouns for k in means):
            return mode
    return None


def _fought_against(context: Context, filled: Filled) -> list[int]:
    """Those against whom one fights, who stay recipients: "the fight against the militants"."""
    return [k for k in filled.recipients if context.tree.preposition(context.tree.first_conjunct(k)) == "against"]


def _make_mutual(mention: EventMention, victims: Sequence[int]) -> None:
    """All parties are actors; those who were hurt between them, told by where they stand, are not."""
    hurt = [r for r in mention.recipients if any(r.start <= at < r.end for at in victims)]
    parties = [r for r in mention.recipients if r not in hurt and not any(r.start == a.start for a in mention.actors)]
    mention.actors = [*mention.actors, *parties]
    mention.recipients = hurt


def _needs_met(context: Context, match: Match, mention: EventMention) -> bool:
    told = {
        "actor": bool(mention.actors), "recipient": bool(mention.recipients), "place": bool(mention.places), "count": True,
        "told-to": not match.noun and context.tree.is_told_to(match.words[0]), "actor-or-recipient": bool(mention.actors or mention.recipients), "any": True,
    }  # fmt: skip
    if match.noun and _came_about(context, mention):
        told["actor-or-recipient"] = told["actor-or-recipient"] or bool(mention.places or mention.time)
    if match.noun and _has_results(context, mention.trigger):
        told["recipient"] = told["actor-or-recipient"] = True
    if match.noun and toll_of(context.tree, mention.trigger) is not None:
        told["recipient"] = told["actor-or-recipient"] = True
    return all(told[need] for need in match.trigger.entry.needs)


def _has_results(context: Context, noun: int) -> bool:
    """Whether the noun's own clause says what it destroyed or damaged ("the strike destroyed two depots")."""
    tree = context.tree
    verb = tree.head[noun]
    does = tree.dep[noun] == "nsubj" and tree.is_verb(verb) and tree.lemmas[verb] in {"destroy", "damage", "wreck", "flatten", "level", "demolish"}
    return does and tree.child(verb, "obj") is not None


def _came_about(context: Context, mention: EventMention) -> bool:
    """Whether the noun's own clause says that it happened ("clashes raged", "the campaign began")."""
    tree = context.tree
    up = tree.head[mention.trigger]
    return tree.dep[mention.trigger] in {"nsubj", "nsubj:pass"} and tree.is_verb(up) and tree.lemmas[up] in context.lexicon.word_set("occur_verbs")


def _enough(context: Context, c: Candidate) -> bool:
    """A noun that names no party, place, time or number is a bare topic, unless its clause asserts it."""
    mention = c.mention
    if "count" in c.match.trigger.entry.needs and not mention.counts:
        return False
    if mention.actors or mention.recipients or mention.places or mention.time is not None or mention.counts:
        return True
    tree = context.tree
    if mention.status == "denied" and any(is_nobody(tree, k) for k in tree.kids[mention.trigger] if tree.dep[k] in {"nsubj", "nsubj:pass", "obj"}):
        return True
    listed = c.match.trigger.entry.line != UNLISTED
    return listed and tree.is_verb(mention.trigger) and not mention.verbal and mention.event == "ASSAULT"


# -- one claim for one event --------------------------------------------------------------------------------------------------------------


def _overlapping_removed(candidates: list[Candidate]) -> list[Candidate]:
    """Of patterns that share a word the longest stays."""
    kept: list[Candidate] = []
    for c in sorted(candidates, key=lambda c: (-len(c.match.words), c.match.words)):
        if not any(set(c.match.words) & set(k.match.words) for k in kept):
            kept.append(c)
    return sorted(kept, key=lambda c: c.mention.trigger)


def _covered(context: Context, candidate: Candidate) -> bool:
    """Whether a verbal act covers the event ("urged X to withdraw" is a REQUEST, and no RETREAT)."""
    return candidate.mention.trigger in context.covered


def _modes_from_complements(context: Context, acts: Sequence[Candidate], covered: Sequence[Candidate]) -> None:
    """A verbal act without a mode of its own takes the one that the event it covers calls for ("threatened to arrest")."""
    for act in acts:
        modes = context.lexicon.events[act.mention.event].complement_modes
        if not modes:
            continue
        statement = context.by_cue.get(act.mention.trigger)
        for c in covered:
            if statement is not None and c.mention.trigger in statement.covered:
                mode = modes.get(f"{c.mention.event}/{c.mention.mode}") or modes.get(c.mention.event)
                if mode is not None:
                    act.mention.mode = mode
                    break


def _asked_for(context: Context, candidate: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether a noun names what somebody asks for: the request tells that ("demanded the release of the hostages", "called for talks")."""
    if not candidate.match.noun or candidate.mention.event not in TO_COME:
        return False
    asked = {word for c in candidates if c.mention.event == "REQUEST" for word in c.match.words}
    return context.tree.head[context.tree.first_conjunct(candidate.mention.trigger)] in asked


def _misfortune(context: Context, c: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Harm without a hand behind it: accidents, disasters and disease are no assaults, unless the sentence tells of violence too."""
    words = context.lexicon.word_set("misfortunes")
    hands = [actor for actor in c.mention.actors if not words & set(actor.text.lower().split())]
    if c.mention.event != "ASSAULT" or hands or (harm_of(context, c.mention.trigger) is None and c.match.noun):
        return False
    tree = context.tree
    if any(o is not c and o.mention.event == "ASSAULT" and harm_of(context, o.mention.trigger) is None for o in candidates):
        return False
    return any(tree.lemmas[k] in words for k in range(*tree.sents[tree.sent[c.mention.trigger]]))
