"""Slots of an event from the grammar around its trigger, by the frame that the lexicon gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sayso.events.context import Context
from sayso.events.status import is_nobody
from sayso.events.triggers import Match
from sayso.lexicon import Trigger
from sayso.model import EventMention, Participant, Place, Reason
from sayso.syntax import Arguments, Tree

__all__ = ["Filled", "fill", "is_at_another_time"]

_SITE_GAP = 9
_PRONOUNS = frozenset({"he", "she", "it", "they", "its", "his", "her", "their", "them", "him"})
_FROM_AFAR = frozenset({"heavy-weapons", "firearms", "drone", "aerial"})
_MOVES = frozenset({"DISPLACE", "ADVANCE", "RETREAT"})
_TO = frozenset({"to", "into", "toward", "towards", "onto"})
_AT = frozenset(
    "in at near outside around inside within across throughout over along on off beside opposite between north south east west through beyond above".split()
) | {"close to", "north of", "south of", "east of", "west of"}
_ATTENDING = frozenset({"at", "during", "in", "for", "after", "following", "before"})
_BESIDE = frozenset({"in", "for", "after", "following", "before"})
"""How talks stand beside what somebody does, and those ways in which who merely speaks need not be there."""
_AT_ANOTHER_TIME = frozenset({"after", "following", "before", "since", "until", "despite", "amid", "prior to", "ahead of"})
_DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "CONTROL"})
_BLAMING = {"blame": "on", "pin": "on", "attribute": "to", "ascribe": "to", "impute": "to"}
"""Verbs that lay a deed at somebody's door, and the preposition in front of that one."""
_PLATFORMS = frozenset({"telegram", "twitter", "facebook", "instagram", "tiktok", "x", "whatsapp", "youtube", "television", "tv", "radio", "air"})
_OWNED = frozenset({"responsibility", "credit", "involvement", "role", "part", "hand", "complicity", "blame", "nothing"})
_OWNING = frozenset({"claim", "accept", "take", "assume", "admit", "acknowledge", "confess", "bear", "have", "play", "deny", "reject", "disclaim"})
"""What one has of a deed, and what one does with that."""
_GIVING = frozenset({"give", "provide", "release", "issue", "have"})
_ISSUING = frozenset({"issue", "release", "publish", "sign", "write", "send", "make", "circulate", "put", "adopt", "pass", "post"})
_DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})


@dataclass
class Filled:
    """The words that fill each slot, before they become participants and places."""

    actors: list[int] = field(default_factory=list)
    recipients: list[int] = field(default_factory=list)
    places: list[tuple[int, str, str | None]] = field(default_factory=list)
    modifiers: list[int] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)
    clause: int = 0
    results: set[int] = field(default_factory=set)
    victims: list[int] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)


def fill(context: Context, match: Match) -> Filled | None:
    """The slots of an event, or None where the pattern's constraints do not hold."""
    if match.joined:
        return _joined_slots(context, match)
    return _noun_slots(context, match) if match.noun else _verb_slots(context, match)


def _joined_slots(context: Context, match: Match) -> Filled | None:
    """ "rebel-held Aleppo", "the Kurdish-controlled town of Daquq": only before a named place; "rebel-held areas" is a label."""
    tree = context.tree
    i = match.words[0]
    holder = i - 2
    stop = tree.sents[tree.sent[i]][1]
    head = next((k for k in range(i + 1, min(i + 7, stop)) if tree.is_noun(k) and not (tree.dep[k] in {"compound", "amod"} and tree.head[k] > k)), None)
    if holder < 0 or head is None or any(tree.words[k] in {",", "."} or tree.is_verb(k) for k in range(i + 1, head)):
        return None
    place = context.sites.at(head) if tree.lemmas[head] not in context.lexicon.word_set("label_nouns") else None
    if place is None or not _names_place(context, head) or context.people.of_modifier(holder) is None:
        return None
    return Filled(clause=tree.clause_of(head), modifiers=[holder], places=[(head, "", None)])


def _names_place(context: Context, head: int) -> bool:
    """Whether the phrase holds a place's own name."""
    first, last = context.tree.phrase(head)
    if context.tree.dep[head] == "appos" and context.sites.is_bare_name(context.tree.head[head]):
        return True
    below = {k for k in context.tree.subtree(head) if k <= last + 6}
    return any(context.sites.is_bare_name(k) for k in below | set(range(first, last + 1)))


# -- verbs ------------------------------------------------------------------------------------------------------------------------------


def _verb_slots(context: Context, match: Match) -> Filled | None:
    tree = context.tree
    verb = match.verb
    if tree.dep[verb] == "cop" and match.object is not None and tree.head[verb] not in (match.object, *match.words):
        return None
    args = tree.arguments(verb)
    inside = set(match.words)
    outside = [o for o in args.objects if o not in inside]
    objects = [match.object] if match.object is not None else outside or [o for o in args.objects if _party_inside(context, o)]
    objects = [c for o in objects for c in (tree.conjuncts(o) if match.object is not None else [o])]
    objects = [o for o in objects if o not in context.time_words and o != verb]
    subjects = [s for s in args.subjects if s not in context.time_words]
    has_clause = any(tree.dep[k] in {"ccomp", "xcomp"} for k in tree.kids[verb])
    entry = match.trigger.entry
    if not _fits(context, entry.object, objects, has_clause) or not _fits(context, entry.subject, subjects, False):
        return None
    if entry.subject_words and not any(tree.lemmas[x] in entry.subject_words for h in subjects for x in (h, *tree.kids[h])):
        return None
    filled = Filled(clause=verb, objects=objects, subjects=subjects)
    frame = match.trigger.frame
    _put(context, filled, subjects, frame.subject, match)
    _put(context, filled, objects, frame.object, match)
    _obliques(context, filled, args, match, inside)
    for word in match.words:
        if word != verb and tree.is_noun(word):
            _pattern_noun(context, filled, word, match)
    _directions(context, filled, verb)
    if frame.subject == "actor" and tree.dep[verb] == "acl":
        _undertaken(context, filled, tree.head[verb], match) if tree.is_infinitive(verb) else _issued(context, filled, tree.head[verb], match)
    if match.trigger.verbal and not filled.recipients:
        _addressed_in_complement(context, filled, verb, match)
    if not match.trigger.verbal:
        _places_below(context, filled, (*objects, *filled.recipients, *(k for prep, k in args.obliques if prep == "with")), match)
    return filled if _kinds_hold(context, filled, match) else None


def _undertaken(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """ "The Iraqi operation to retake Mosul", "the government's plan to", "has begun an operation to": whose undertaking it is does it."""
    if any(context.people.at(h) is not None for h in filled.actors):
        return
    tree = context.tree
    for k in tree.kids[noun]:
        if tree.dep[k] in {"compound", "amod", "nmod:desc"}:
            _modifier(context, filled, k, "actor")
        elif tree.dep[k] == "nmod:poss" or (tree.dep[k] == "nmod" and tree.preposition(k) in {"of", "by"} and k < match.verb):
            filled.actors += [c for c in tree.conjuncts(k) if context.people.at(c) is not None]
    up = tree.head[noun]
    if not filled.actors and not filled.modifiers and tree.dep[noun] == "obj" and tree.lemmas[up] in context.lexicon.word_set("making_verbs"):
        filled.actors += [s for s in tree.arguments(up).subjects if context.people.at(s) is not None]


def _issued(context: Context, filled: Filled, document: int, match: Match) -> None:
    """ "The president issued a statement calling on them to leave": what a document does is done by whoever issues it."""
    tree = context.tree
    who = context.people.at(document)
    up = tree.head[document]
    if match.trigger.verbal and who is not None and who.kind == "document" and tree.dep[document] == "obj" and tree.lemmas[up] in _ISSUING:
        issuers = [s for s in tree.arguments(up).subjects if context.people.at(s) is not None]
        filled.actors = issuers or filled.actors


def _pattern_noun(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """What hangs on the pattern's own noun ("held talks in Munich", "raised their flag over the citadel"); "Gabon's membership" is that of Gabon."""
    whose = match.trigger.frame.prepositions.get("of")
    for k in context.tree.kids[noun]:
        if context.tree.dep[k] == "nmod:poss" and context.tree.pos[k] != "PRON" and whose == "recipient" and not filled.recipients:
            _put(context, filled, context.tree.conjuncts(k), whose, match)
        if k not in match.words and k not in context.time_words and k != match.object and context.tree.dep[k] in {"nmod", "nmod:unmarked"}:
            _noun_oblique(context, filled, k, match)


def _addressed_in_complement(context: Context, filled: Filled, verb: int, match: Match) -> None:
    """ "urged the rebels to leave", "threatened to jail the strikers": whom the act concerns stands in its clause."""
    tree = context.tree
    if match.trigger.frame.object != "recipient":
        return
    for k in tree.kids[verb]:
        if tree.dep[k] in {"xcomp", "ccomp"}:
            asked = [c for c in tree.kids[k] if tree.dep[c].startswith("nsubj") and verb < c < k and tree.is_infinitive(k)]
            if asked:
                filled.recipients += [h for c in asked for h in tree.conjuncts(c) if context.people.at(h) is not None]
                return
            args = tree.arguments(k)
            heads = [o for o in args.objects if o > verb and o not in filled.subjects]
            heads = heads or [o for prep, o in args.obliques if prep in {"with", "against", "to", "on"} and context.people.at(o) is not None]
            filled.recipients += [h for h in heads[:2] if context.people.at(h) is not None]
            return


def _places_below(context: Context, filled: Filled, heads: Iterable[int], match: Match) -> None:
    """Where the one who is hit stands is where it happens, if nothing else tells: "shot marchers in Lagos"."""
    if filled.places:
        return
    tree = context.tree
    for i in dict.fromkeys(heads):
        for k in tree.kids[i]:
            if tree.dep[k] in {"nmod", "acl", "obl"} and k not in context.time_words:
                inner = (
                    [k, *(c for c in tree.kids[k] if tree.dep[c] in {"obl", "nmod"})]
                    if tree.dep[k] != "acl"
                    else [c for c in tree.kids[k] if tree.dep[c] == "obl"]
                )
                for c in inner:
                    prep = tree.preposition(c)
                    if prep in _AT and context.sites.at(c, prep) is not None:
                        filled.places.append((c, prep, None))
                        return


def _party_inside(context: Context, i: int) -> bool:
    """A pattern's own object still fills a slot where it names people or a place ("free prisoners", "block the main road")."""
    return context.people.at(i) is not None or context.sites.at(i) is not None


def _fits(context: Context, wanted: tuple[str, ...], heads: list[int], has_clause: bool) -> bool:
    if not wanted or "any" in wanted:
        return True
    if not heads:
        return "none" in wanted or (has_clause and "clause" in wanted)
    if has_clause and "clause" in wanted:
        return True
    return any(_classes(context, h) & set(wanted) for h in heads)


def _part_of(context: Context, i: int) -> int | None:
    """What "the whole of", "most of", "parts of" take a part of."""
    tree = context.tree
    if tree.lemmas[i] not in context.lexicon.word_set("partitives") | {"whole", "rest", "remainder", "length", "stretch", "entirety", "breadth"}:
        return None
    return next((k for k in tree.kids[i] if tree.dep[k] in {"nmod", "obl"} and tree.preposition(k) == "of"), None)


def _classes(context: Context, i: int) -> set[str]:
    who = context.people.at(i)
    if (who is None and context.tree.pos[i] in {"PRON", "NUM"}) or (who is not None and who.kind == "unknown"):
        return {"people", "force", "thing"}
    inner = _part_of(context, i) if who is None else None
    if inner is not None:
        return _classes(context, inner)
    sort = context.people.argument_class(i)
    found = {sort} if sort != "thing" else set()
    if sort == "people" and context.tree.tags[i] == "NNPS":
        found.add("force")
    if (context.sites.is_place(i) and sort == "thing") or context.sites.at(i) is not None:
        found.add("place")
    return found or {"thing"}


def _kinds_hold(context: Context, filled: Filled, match: Match) -> bool:
    entry = match.trigger.entry
    for kinds, heads in ((entry.actor_kinds, filled.actors), (entry.recipient_kinds, filled.recipients)):
        if not kinds or not heads:
            continue
        known = [who.kind for h in heads if (who := context.people.at(h)) is not None]
        if known and not any(k in kinds for k in known):
            return False
    return True


def _put(context: Context, filled: Filled, heads: Iterable[int], role: str | None, match: Match) -> None:
    if role in {None, "none"}:
        return
    for i in heads:
        if context.tree.is_time(i) or (context.tree.lowers[i] in _PLATFORMS and context.tree.preposition(i) == "on"):
            continue
        if role in {"origin", "destination"}:
            filled.places += [(member, "", role) for member in _members(context, i)]
        elif role == "place":
            for member in _members(context, i):
                _place_or_party(context, filled, member, match)
        else:
            _party_or_place(context, filled, i, str(role), match)


def _place_or_party(context: Context, filled: Filled, i: int, match: Match) -> None:
    """What should be a place goes there if it is one, else to the recipients ("besieged the garrison")."""
    if context.sites.at(i) is not None:
        filled.places.append((i, "", None))
    elif context.people.at(i) is not None:
        filled.recipients.append(i)


def _party_or_place(context: Context, filled: Filled, i: int, role: str, match: Match) -> None:
    """A town or a market that is shelled is the place; a state is a party, so are "HTS positions"; a hospital is both, and a college that condemns acts."""
    if role == "actor" and match.trigger.verbal and context.sites.is_site(i) and context.people.at(i) is None:
        filled.bodies.append(i)
        return
    bare = context.sites.is_bare_name(i) and not context.people.is_state(i)
    if bare or (not context.people.is_state(i) and context.people.at(i) is None and context.sites.at(i) is not None):
        filled.places.append((i, "", None))
        return
    (filled.actors if role == "actor" else filled.recipients).append(i)
    if role == "recipient" and context.sites.is_site(i) and context.sites.at(i) is not None:
        filled.places.append((i, "", None))


def _obliques(context: Context, filled: Filled, args: Arguments, match: Match, inside: set[int]) -> None:
    frame = match.trigger.frame
    for prep, k in args.obliques:
        role = frame.prepositions.get(prep)
        if (
            (k in inside and (role != "recipient" or match.noun or context.people.at(k) is None))
            or k in context.time_words
            or k in context.cues
            or (k == match.object and frame.object not in {None, "none"})
            or (prep == "by" and k in filled.subjects)
        ):
            continue
        if role is not None and role != "none":
            _put(context, filled, [k], role, match)
        elif role is None:
            _locative(context, filled, prep, k, match.trigger)


def _members(context: Context, k: int) -> list[int]:
    """The places that a phrase lists ("key strongholds, including Aleppo and Hama"), or the phrase itself."""
    tree = context.tree
    for c in tree.kids[k]:
        if tree.dep[c] == "nmod" and tree.preposition(c) in {"including", "such as", "like"}:
            return tree.conjuncts(c)
    return [k]


def _locative(context: Context, filled: Filled, prep: str, k: int, trigger: Trigger) -> None:
    members = _members(context, k)
    if members != [k]:
        for member in members:
            _locative(context, filled, prep, member, trigger)
        return
    if context.sites.at(k, prep) is None:
        return
    movement = trigger.event in _MOVES
    if prep == "from" and trigger.event == "ASSAULT" and trigger.entry.mode in _FROM_AFAR:
        return
    if movement and prep == "from":
        filled.places.append((k, prep, "origin"))
    elif movement and prep in _TO:
        filled.places.append((k, prep, "destination"))
    elif prep in _AT or prep in _TO or prep == "from" or (prep == "of" and context.sites.is_bare_name(k)) or prep.split(" ", maxsplit=1)[0] in _DIRECTIONS:
        filled.places.append((k, prep, None))


def _directions(context: Context, filled: Filled, verb: int) -> None:
    """ "withdrew north of Homs": the noun hangs on the direction."""
    tree = context.tree
    for k in tree.kids[verb]:
        near = tree.lowers[k] in {"far", "close"}
        if (tree.lowers[k] in _DIRECTIONS or near) and tree.dep[k] in {"advmod", "obl", "obl:unmarked", "nmod", "amod", "nmod:unmarked"}:
            for c in tree.kids[k]:
                if context.sites.at(c) is not None:
                    filled.places.append((k if context.sites.at(k) is not None else c, "near" if near else "", None))


# -- nouns ------------------------------------------------------------------------------------------------------------------------------


def _noun_slots(context: Context, match: Match) -> Filled | None:
    tree = context.tree
    noun = match.words[-1]
    inside = set(match.words)
    filled = Filled(clause=tree.clause_of(noun))
    head = _phrase_head(context, noun)
    for holder in dict.fromkeys((noun, head)):
        _noun_dependents(context, filled, holder, match, inside)
    _directions(context, filled, noun)
    _participles(context, filled, noun, match)
    _predicated(context, filled, noun, match)
    _governor(context, filled, head, match)
    _answerable(context, filled, head, match)
    _attending(context, filled, head, match)
    _places_below(context, filled, (*filled.recipients, *filled.actors), match)
    return filled if _kinds_hold(context, filled, match) else None


def _phrase_head(context: Context, noun: int) -> int:
    """The head noun of "attack in ... campaign": a trigger used as a modifier borrows its head's arguments only where that is a light noun."""
    tree = context.tree
    up = tree.head[noun]
    if tree.dep[noun] in {"compound", "nmod"} and tree.is_noun(up) and tree.lemmas[up] in context.lexicon.word_set("light_nouns"):
        return up
    return noun


def _noun_dependents(context: Context, filled: Filled, noun: int, match: Match, inside: set[int]) -> None:
    tree = context.tree
    frame = match.trigger.frame
    for k in tree.kids[noun]:
        if k in inside or k in context.time_words:
            continue
        label = tree.dep[k]
        if label == "nmod:poss":
            _possessor(context, filled, k, frame.possessive, match)
        elif label in {"compound", "amod", "nmod:desc"} and frame.compound not in {None, "none"}:
            _modifier(context, filled, k, str(frame.compound))
        elif label in {"nmod", "obl", "nmod:unmarked"}:
            _noun_oblique(context, filled, k, match)
    for w in inside - {noun}:
        for k in tree.kids[w]:
            if k not in inside and tree.dep[k] in {"compound", "amod"} and frame.compound not in {None, "none"}:
                _modifier(context, filled, k, str(frame.compound))


def _possessor(context: Context, filled: Filled, k: int, role: str | None, match: Match) -> None:
    tree = context.tree
    for c in tree.conjuncts(k):
        if context.sites.is_bare_name(c) and not context.people.is_state(c):
            filled.places.append((c, "", None))
        elif role not in {None, "none"}:
            _put(context, filled, [c], role, match)


def _modifier(context: Context, filled: Filled, k: int, role: str) -> None:
    for c in context.tree.conjuncts(k):
        if context.sites.is_bare_name(c) and not context.people.is_state(c):
            filled.places.append((c, "", None))
        elif context.people.of_modifier(c) is not None:
            if role == "actor" and context.sites.is_site(c):
                filled.recipients.append(c)
            elif role == "actor":
                filled.modifiers.append(c)
            elif role == "recipient":
                filled.recipients.append(c)


def _noun_oblique(context: Context, filled: Filled, k: int, match: Match) -> None:
    tree = context.tree
    prep = tree.preposition(k)
    role = match.trigger.frame.prepositions.get(prep)
    heads = [c for c in tree.conjuncts(k) if c not in context.time_words]
    if role is not None:
        _put(context, filled, heads, role, match)
        return
    for c in heads:
        _locative(context, filled, tree.preposition(c) or prep, c, match.trigger)


def _predicated(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """ "The town is under siege": the subject of a predicate noun is the place, or whoever it befalls, unless the frame says otherwise."""
    tree = context.tree
    if tree.child(noun, "cop") is None:
        return
    filled.clause = noun
    for k in tree.kids[noun]:
        if tree.dep[k] in {"nsubj", "nsubj:outer"}:
            heads = [c for c in tree.conjuncts(k) if tree.lowers[c] not in {"it", "this", "that", "which"}]
            _put(context, filled, heads, match.trigger.frame.subject or "recipient", match)


def _participles(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """ "an attack carried out by X", "a strike targeting Y", "a raid that killed Z"."""
    tree = context.tree
    for k in tree.kids[noun]:
        if tree.dep[k] in {"acl", "acl:relcl"} and tree.is_verb(k):
            for v in tree.conjuncts(k):
                _from_verb(context, filled, v, noun, match)


def _governor(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """Actors and victims from the verb that governs the noun: "launched an attack", "the attack killed", "were killed in an attack"."""
    tree = context.tree
    noun = tree.first_conjunct(noun)
    verb = tree.head[noun]
    if verb == noun or not (tree.is_verb(verb) or tree.pos[verb] == "ADJ"):
        return
    if tree.dep[noun] in {"obj", "nsubj", "nsubj:pass", "obl", "obl:agent", "obl:unmarked"}:
        filled.clause = verb
        _from_verb(context, filled, verb, noun, match)


def _answerable(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """ "The group claimed the attack", "denied any role in it", "was behind it": who owns to a deed, or does not, is told as its doer.

    In "France denies role in Mali attack" the state in front is where it was.
    """
    tree = context.tree
    if match.trigger.event not in _DEEDS or filled.actors or not all(context.people.is_state(k) for k in filled.modifiers):
        return
    owners = [s for s in _owning(tree, tree.first_conjunct(noun)) if context.people.at(s) is not None and not _is_no(tree, s)]
    if owners:
        filled.places += [(k, "", None) for k in filled.modifiers]
        filled.modifiers = []
        filled.actors += owners


def _is_no(tree: Tree, i: int) -> bool:
    """Whether a phrase is of nobody: "nobody", "no group"."""
    return is_nobody(tree, i) or any(tree.lowers[k] == "no" and tree.dep[k] == "det" for k in tree.kids[i])


def _owning(tree: Tree, noun: int) -> list[int]:
    prep, up = tree.preposition(noun), tree.head[noun]
    clauses = (k for k in tree.kids[noun] if tree.dep[k] in {"acl", "acl:relcl"} and tree.lemmas[k] in _BLAMING)
    for verb in (up, *clauses):
        if (blamed := _blamed(tree, noun, verb)) is not None:
            return blamed
    if prep == "behind" and tree.child(noun, "cop") is not None:
        return [k for k in tree.kids[noun] if tree.dep[k] in {"nsubj", "nsubj:pass"}]
    if tree.dep[noun] == "obj" and tree.lemmas[up] == "claim":
        return tree.arguments(up).subjects
    if prep not in {"for", "in", "with"} or up == noun:
        return []
    if tree.lemmas[up] in {"responsible", "accountable"}:
        return [k for k in tree.kids[up] if tree.dep[k] == "nsubj"] or ([tree.head[up]] if tree.dep[up] in {"amod", "acl"} else [])
    owned = up if tree.lemmas[up] in _OWNED else next((k for k in tree.kids[up] if tree.dep[k] == "obj" and tree.lemmas[k] in _OWNED), None)
    if owned is None or tree.dep[owned] not in {"obj", "nsubj:pass"} or tree.lemmas[tree.head[owned]] not in _OWNING:
        return []
    return tree.arguments(tree.head[owned]).subjects


def _blamed(tree: Tree, noun: int, verb: int) -> list[int] | None:
    """Who is blamed: "blamed the attack on the militia", "accused the militia of it", "attributed it to the militia"; None where nobody blames."""
    if tree.lemmas[verb] == "accuse" and tree.is_verb(verb) and tree.preposition(noun) in {"of", "over"}:
        return [o for o in tree.arguments(verb).objects if o != noun]
    onto = _BLAMING.get(tree.lemmas[verb])
    if onto is None or not tree.is_verb(verb) or verb == noun:
        return None
    args = tree.arguments(verb)
    if onto == "on" and tree.preposition(noun) in {"for", "over"}:
        return [o for o in args.objects if o != noun]
    if noun in args.objects or tree.dep[verb] in {"acl", "acl:relcl"}:
        return [k for prep, k in args.obliques if prep == onto]
    return None


def _attending(context: Context, filled: Filled, noun: int, match: Match) -> None:
    """ "The ministers agreed at a meeting": who does something at talks, or comes for them, takes part in them."""
    tree = context.tree
    verb = tree.head[noun]
    if match.trigger.event != "CONSULT" or filled.actors or filled.modifiers or tree.dep[noun] != "obl" or not tree.is_verb(verb):
        return
    if tree.preposition(noun) in _ATTENDING and not (verb in context.cues and tree.preposition(noun) in _BESIDE):
        filled.actors += [s for s in tree.arguments(verb).subjects if context.people.at(s) is not None]


def _from_verb(context: Context, filled: Filled, verb: int, noun: int, match: Match) -> None:
    tree, words = context.tree, context.lexicon.word_set
    args = tree.arguments(verb)
    lemma = tree.lemmas[verb]
    own = [o for o in args.objects if noun in tree.conjuncts(o) or o == noun]
    told = verb in context.cues
    agentive = [s for s in args.subjects if s != noun and noun not in tree.conjuncts(s) and not told]
    others = [o for o in args.objects if o != noun and noun not in tree.conjuncts(o) and o not in context.time_words]
    if lemma in words("result_verbs") and is_at_another_time(tree, noun, verb):
        return
    if lemma in words("result_verbs") and not own:
        filled.results.add(verb)
        filled.victims += others
        _put(context, filled, others, "recipient", match)
        _put(
            context,
            filled,
            [s for s in agentive if tree.dep[noun] != "obl:agent" and context.people.at(s) is not None and tree.pos[verb] != "ADJ"],
            match.trigger.frame.subject or "actor",
            match,
        )
        if not others and not args.passive and tree.conjuncts(noun)[0] != noun and lemma in {"die", "perish"}:
            _put(context, filled, args.subjects, "recipient", match)
        if lemma in {"die", "perish", "suffer", "lose", "sustain"} or tree.pos[verb] == "ADJ":
            filled.actors = [a for a in filled.actors if a not in args.subjects]
            _put(context, filled, [s for s in args.subjects if s != noun], "recipient", match)
    elif own and lemma in words("victim_verbs"):
        _put(context, filled, agentive, "recipient", match)
    elif (own or args.passive) and lemma in words("light_verbs") and not _only_told(context, lemma, match):
        _put(context, filled, agentive, match.trigger.frame.subject or match.trigger.frame.possessive or "actor", match)
    if lemma in words("light_verbs") | words("result_verbs") | words("occur_verbs") or own:
        inside = set(match.words)
        counted = {k for _, k in args.obliques if told and tree.pos[k] == "NUM"}
        beside = [
            (p, k)
            for p, k in args.obliques
            if k != noun
            and p != _BLAMING.get(lemma)
            and k not in counted
            and noun not in tree.subtree(k)
            and not (p == "by" and _only_told(context, lemma, match))
        ]
        _obliques(context, filled, Arguments(obliques=beside), match, inside)


def is_at_another_time(tree: Tree, noun: int, verb: int) -> bool:
    """ "The raid killed four after an attack by rebels": what did the killing is told, and it is not the attack. ("Four were killed after an attack" is.)"""
    args = tree.arguments(verb)
    beside = tree.head[noun] == verb and noun not in args.subjects and tree.preposition(noun) in _AT_ANOTHER_TIME
    return beside and not args.passive and bool(args.subjects) and any(o != noun for o in args.objects)


def _only_told(context: Context, lemma: str, match: Match) -> bool:
    """ "The capture was announced by the militia", "police gave a toll": who announces a fight or a flight has not done it; who announces a curfew has."""
    if lemma in _GIVING and context.tree.lemmas[match.words[-1]] in {"toll", "casualty", "fatality", "death"}:
        return True
    return lemma in {"announce", "declare"} and match.trigger.event in {"ASSAULT", "CONTROL", "ADVANCE", "DISPLACE", "REMAIN"}


# -- participants and places ------------------------------------------------------------------------------------------------------------


def participants(context: Context, heads: Iterable[int], *, things: bool) -> list[Participant]:
    """The participants on their words, each once; with ``things`` a bus or a convoy that is hit counts too."""
    out: list[Participant] = []
    for i in heads:
        if i in context.time_words or (context.tree.dep[i] == "root" and any(context.tree.lowers[k] == "no" for k in context.tree.kids[i])):
            continue
        who = context.people.at(i)
        if who is None and things and context.tree.lemmas[i] in context.lexicon.word_set("targets"):
            who = _body(context, i)
        who = _without_doing(context, who, i) if who is not None else None
        if who is not None and not any(who.start == p.start or _abbreviates(who, p) for p in out):
            out.append(who)
    return out


def _without_doing(context: Context, who: Participant, i: int) -> Participant:
    """The party of "rumours about the president leaving" without what it does: no part of its name or description."""
    tree = context.tree
    doings = (k for k in tree.kids[i] if k > i and tree.dep[k] == "acl" and tree.is_gerund(k) and tree.words[k - 1] != ",")
    doing = next(doings, None) if tree.pos[i] == "PROPN" else None
    if doing is None or not who.start < tree.start[doing] < who.end:
        return who
    end = tree.end(doing - 1)
    return replace(who, text=tree.text[who.start : end], end=end)


def _body(context: Context, i: int) -> Participant:
    """Whatever its words name, as a party."""
    first, last = context.tree.phrase(i)
    span = context.tree.span(first, last)
    return Participant(span.text, span.start, span.end, _bare(context, first, last), "unknown", None)


def _abbreviates(short: Participant, full: Participant) -> bool:
    """ "Hayat Tahrir al-Sham (HTS)": a name and what stands for it in brackets are one."""
    return short.name == full.name and 0 < short.start - full.end <= len(" (")


def _bare(context: Context, first: int, last: int) -> str:
    tree = context.tree
    while first < last and tree.pos[first] in {"DET", "NUM"}:
        first += 1
    return tree.span(first, last).text


def places(context: Context, filled: Filled) -> list[Place]:
    """The places on their words with the role of origin or destination, each once; a site and the town that follows it are one."""
    out: list[Place] = []
    before = -1
    for i, prep, role in filled.places:
        place = context.sites.at(i, prep)
        if place is None or any(place.start == p.start for p in out):
            continue
        if role is not None:
            place = replace(place, role="origin" if role == "origin" else "destination")
        listed = before >= 0 and context.tree.first_conjunct(i) == context.tree.first_conjunct(before)
        before = i
        if out and not listed and out[-1].lat is None and place.lat is not None and 0 < place.start - out[-1].end <= _SITE_GAP:
            site = out.pop()
            place = replace(place, text=context.tree.text[site.start : place.end], start=site.start, role=place.role or site.role)
        out.append(place)
    return out


def _without_trigger(context: Context, who: Participant, trigger: int) -> Participant:
    """The party without the clause that tells the event itself ("soldiers firing at a team")."""
    tree = context.tree
    at = tree.start[trigger]
    if not who.start < at < who.end:
        return who
    first = min(tree.subtree(trigger))
    last = next((k for k in range(first - 1, -1, -1) if tree.pos[k] not in {"PUNCT", "AUX", "PART", "ADV"}), first - 1)
    if tree.end(last) <= who.start:
        return who
    return replace(who, text=tree.text[who.start : tree.end(last)], end=tree.end(last))


def _somebody_else(actor: Participant, recipients: Iterable[Participant]) -> Participant:
    """ "The extremist group executed 40 FSA rebels": a description cannot mean those to whom it is done."""
    described = actor.text.lower().startswith(("the ", "this ", "that ")) and actor.name.casefold() not in actor.text.casefold()
    if described and any(r.name == actor.name for r in recipients):
        return replace(actor, name=actor.text.partition(" ")[2])
    return actor


def _no_reflexive(recipient: Participant, actors: Iterable[Participant]) -> Participant:
    """ "The army surrounded the fighters and attacked them": a plain pronoun is not the one who does it."""
    if recipient.text.lower() in {"them", "him", "it", "us"} and any(a.name == recipient.name and a.text != recipient.text for a in actors):
        return replace(recipient, name=recipient.text, kind="unknown", country=None)
    return recipient


def apply(context: Context, mention: EventMention, filled: Filled) -> None:
    """Put what was filled into the mention."""
    mention.actors = participants(context, filled.actors, things=False)
    mention.actors += [_body(context, i) for i in filled.bodies]
    for k in filled.modifiers:
        who = context.people.of_modifier(k)
        if who is not None and not any(who.overlaps(a) for a in mention.actors):
            mention.actors.append(who)
    told = {a.name for a in mention.actors if a.text.lower() not in _PRONOUNS}
    mention.actors = [a for a in mention.actors if a.text.lower() not in _PRONOUNS or a.name not in told]
    mention.recipients = [r for r in participants(context, filled.recipients, things=True) if not any(r.start == a.start for a in mention.actors)]
    mention.actors = [_somebody_else(a, mention.recipients) for a in mention.actors]
    mention.recipients = [_no_reflexive(r, mention.actors) for r in mention.recipients]
    if context.tree.dep[mention.trigger].startswith("acl"):
        mention.actors = [_without_trigger(context, a, mention.trigger) for a in mention.actors]
        mention.recipients = [_without_trigger(context, r, mention.trigger) for r in mention.recipients]
    mention.places = places(context, filled)
    mention.clause = filled.clause
