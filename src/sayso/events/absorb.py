"""Deaths and damage told with an attack become its numbers and victims instead of a second event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.events.context import Context
from sayso.events.counts import harm_of, toll_of
from sayso.events.roles import Filled, is_at_another_time
from sayso.events.triggers import Match
from sayso.model import EventMention

__all__ = ["Candidate", "absorbed"]

_TOGETHER = frozenset({"when", "after", "as", "while", "where"})
_RESULTING = frozenset({"result", "lead", "end"})
_PARTICIPLES = frozenset({"advcl", "acl", "xcomp", "parataxis"})


@dataclass(slots=True)
class Candidate:
    """A trigger with its slots and the mention made of them."""

    match: Match
    filled: Filled
    mention: EventMention


def absorbed(context: Context, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of a sentence without those that only tell what another one did; their victims and numbers go to it."""
    gone = _identified(context, candidates) | _compounded(context, candidates) | _tolled(context, candidates) | _dispersed(context, candidates)
    for c in candidates:
        if c.mention.trigger in gone or not _tells_a_result(context, c):
            continue
        others = [o for o in candidates if o is not c and o.mention.trigger not in gone and o.mention.event == "ASSAULT" and o.mention.mode != "abduct"]
        host = _host(context, others, c)
        if host is not None:
            _merge(host.mention, c.mention)
            gone.add(c.mention.trigger)
    return [c for c in candidates if c.mention.trigger not in gone]


def _identified(context: Context, candidates: Sequence[Candidate]) -> set[int]:
    """Of "the attack was an air strike" the one that tells more stays; "may be the deadliest attack" says nothing of whether it took place."""
    tree = context.tree
    by_trigger = {c.mention.trigger: c for c in candidates if c.match.noun}
    gone: set[int] = set()
    for c in by_trigger.values():
        if tree.child(c.mention.trigger, "cop") is None:
            continue
        subject = next((by_trigger[k] for k in tree.kids[c.mention.trigger] if tree.dep[k].startswith("nsubj") and k in by_trigger), None)
        if subject is None or subject.mention.event != c.mention.event:
            continue
        if c.mention.mode is not None and subject.mention.mode is None:
            _merge(c.mention, subject.mention)
            gone.add(subject.mention.trigger)
        else:
            subject.mention.status = "asserted"
            gone.add(c.mention.trigger)
    return gone


def _compounded(context: Context, candidates: Sequence[Candidate]) -> set[int]:
    """ "An ambush operation" is one event, and the first word names it."""
    tree = context.tree
    by_trigger = {c.mention.trigger: c for c in candidates if c.match.noun}
    gone: set[int] = set()
    for c in by_trigger.values():
        head = by_trigger.get(tree.head[c.mention.trigger])
        if head is None or tree.dep[c.mention.trigger] != "compound" or head.mention.event != c.mention.event:
            continue
        _merge(c.mention, head.mention)
        gone.add(head.mention.trigger)
    return gone


def _tolled(context: Context, candidates: Sequence[Candidate]) -> set[int]:
    """ "The death toll from the raid has risen to nine" tells of the raid."""
    by_trigger = {c.mention.trigger: c.mention for c in candidates if c.match.noun and c.mention.event == "ASSAULT"}
    gone: set[int] = set()
    for trigger, attack in by_trigger.items():
        toll = by_trigger.get(toll_of(context.tree, trigger) or -1)
        if toll is not None:
            _merge(attack, toll)
            attack.clause = toll.clause
            gone.add(toll.trigger)
    return gone


def _dispersed(context: Context, candidates: Sequence[Candidate]) -> set[int]:
    """ "Used tear gas and water cannon to break up the crowd" is one deed with its means and its end."""
    tree = context.tree
    used = {c.mention.trigger: c for c in candidates if c.mention.mode == "crowd-control"}
    gone: set[int] = set()
    for trigger, c in used.items():
        up = tree.head[tree.first_conjunct(trigger)]
        beside = next((u for u in used.values() if u is not c and not u.match.noun and c.match.noun and tree.first_conjunct(trigger) in u.match.words), None)
        to_do_it = used.get(up) if not c.match.noun and tree.is_infinitive(trigger) else None
        host = beside or to_do_it
        if host is not None and host is not c:
            _merge(host.mention, c.mention)
            gone.add(trigger)
    return gone


def _tells_a_result(context: Context, c: Candidate) -> bool:
    harm = harm_of(context, c.mention.trigger) in {"killed", "wounded"}
    result = context.tree.lemmas[c.mention.trigger] in context.lexicon.word_set("result_verbs")
    return c.mention.event == "ASSAULT" and (harm or (result and not c.match.noun))


def _host(context: Context, others: Sequence[Candidate], result: Candidate) -> Candidate | None:
    """The attack that did it: the noun in the same clause, else, for deaths and wounds, the verb or noun that the result hangs on."""
    group = _coordinated(context, result.mention.trigger)
    for c in others:
        if not c.match.noun or harm_of(context, c.mention.trigger) is not None or is_at_another_time(context.tree, c.mention.trigger, result.mention.trigger):
            continue
        if c.filled.results & group or c.mention.clause in group:
            return c
    if harm_of(context, result.mention.trigger) not in {"killed", "wounded"}:
        return None
    for c in others:
        if context.tree.dep[result.mention.trigger] == "acl" and context.tree.head[result.mention.trigger] in (*c.filled.recipients, *c.filled.victims):
            return c
    for c in others:
        if not c.match.noun and (
            _told_together(context, c, group) or _part_of(context, result, c, group) or _sent_to_it(context, result, c) or _led_to(context, result, c)
        ):
            return c
    return next((c for c in others if c.match.noun and _said_of_noun(context, result, c)), None)


def _coordinated(context: Context, verb: int) -> set[int]:
    """The verb with the verbs coordinated with it."""
    return set(context.tree.conjuncts(context.tree.first_conjunct(verb)))


def _told_together(context: Context, attack: Candidate, group: set[int]) -> bool:
    """ "Eight were killed when warplanes struck the village"."""
    tree, t = context.tree, attack.mention.trigger
    if tree.head[t] not in group or tree.dep[t] != "advcl":
        return False
    linked = any(tree.lowers[k] in _TOGETHER and tree.dep[k] in {"mark", "advmod"} for k in tree.kids[t])
    return linked and not (harm_of(context, t) is not None and len(attack.match.words) == 1)


def _part_of(context: Context, result: Candidate, attack: Candidate, group: set[int]) -> bool:
    """ "Shelled the town, killing five"; "was struck and killed"."""
    tree, verb, t = context.tree, result.mention.trigger, attack.mention.trigger
    if result.mention.status != attack.mention.status:
        return False
    first = tree.first_conjunct(verb)
    if tree.head[first] == t and tree.dep[first] in _PARTICIPLES and not tree.is_infinitive(first) and (first == verb or _same_hand(result, attack)):
        return True
    return t in group and t < verb and tree.dep[verb] == "conj" and _same_hand(result, attack)


def _sent_to_it(context: Context, result: Candidate, attack: Candidate) -> bool:
    """ "Rockets fired at the town killed three": what was fired is what killed."""
    tree, fired = context.tree, attack.mention.trigger
    return tree.dep[fired] in {"acl", "acl:relcl"} and tree.head[fired] in tree.arguments(result.mention.trigger).subjects


def _led_to(context: Context, result: Candidate, attack: Candidate) -> bool:
    """ "Fired shells, which resulted in killing eight": what the attack led to."""
    tree = context.tree
    verb = tree.head[tree.first_conjunct(result.mention.trigger)]
    leading = tree.lemmas[verb] in _RESULTING and tree.dep[verb] in {"acl:relcl", "advcl", "acl"}
    return leading and tree.head[verb] in attack.match.words and result.mention.status == attack.mention.status


def _said_of_noun(context: Context, result: Candidate, attack: Candidate) -> bool:
    """ "An attack that killed 13"; "a raid on the camp, killing two"."""
    tree, verb = context.tree, result.mention.trigger
    if result.mention.status != attack.mention.status:
        return False
    if tree.head[verb] == attack.mention.trigger and tree.dep[verb] in {"acl", "acl:relcl", "advcl"}:
        return True
    if tree.dep[verb] == "acl:relcl" and _part_of_phrase(context, tree.head[verb], attack.mention.trigger):
        return True
    return tree.dep[verb] in {"advcl", "parataxis", "acl"} and tree.head[verb] == attack.mention.clause and not tree.is_infinitive(verb)


def _part_of_phrase(context: Context, noun: int, attack: int) -> bool:
    """ "An attack on a mosque that killed 13": what killed is the attack, not the place inside its phrase."""
    tree = context.tree
    while tree.dep[noun] in {"nmod", "nmod:unmarked", "conj"} and context.people.at(noun) is None:
        noun = tree.head[noun]
        if noun == attack:
            return True
    return False


def _same_hand(result: Candidate, attack: Candidate) -> bool:
    """Coordinated harm is one event unless another hand did it."""
    a, b = result.mention.actors, attack.mention.actors
    return not a or not b or a[0].start == b[0].start


def _merge(host: EventMention, result: EventMention) -> None:
    host.recipients += [r for r in result.recipients if not any(r.overlaps(h) for h in (*host.recipients, *host.actors))]
    host.actors = host.actors or [a for a in result.actors if not any(a.overlaps(r) for r in host.recipients)]
    host.places += [p for p in result.places if not any(p.overlaps(h) for h in host.places)]
    host.time = host.time or result.time
    if host.status == "asserted" and result.status in {"hedged", "denied"} and host.clause == result.clause:
        host.status = result.status
    host.reasons.append(replace(result.reasons[0], slot="counts"))
