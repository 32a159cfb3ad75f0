"""Numbers of people joined to the events that they are told with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.events.context import Context, Quantity
from sayso.events.status import is_nobody
from sayso.model import Count, CountKind, EventMention
from sayso.syntax import Tree

__all__ = ["HARMS", "count_people", "harm_of", "toll_of"]

HARMS = ("killed", "wounded", "detained", "abducted", "displaced", "missing")
_ARGUMENTS = frozenset(
    {
        "nsubj",
        "nsubj:pass",
        "obj",
        "obl",
        "nmod",
        "conj",
        "appos",
        "xcomp",
        "iobj",
        "root",
        "compound",
        "parataxis",
        "ccomp",
        "dep",
        "nmod:unmarked",
        "obl:unmarked",
        "list",
    }
)
_ONE = frozenset({"a", "an", "another", "one"})
_PREVIOUS = frozenset({"previous", "earlier", "initial", "previously", "prior"})
_NOBODY = frozenset({"casualty", "victim", "injury", "death", "fatality", "loss"})


@dataclass(frozen=True, slots=True)
class _Found:
    count: Count
    predicate: int
    people: int | None = None


def harm_of(context: Context, i: int) -> str | None:
    """What a word says has happened to people (killed, wounded ...), or None."""
    for harm in HARMS:
        words = context.lexicon.word_set(f"harm:{harm}")
        if context.tree.lemmas[i] in words or context.tree.lowers[i] in words:
            return harm
    return None


def toll_of(tree: Tree, noun: int) -> int | None:
    """The word for a toll to which an attack's noun belongs ("the death toll from Monday's strike"), or None."""
    head = tree.head[noun]
    return head if tree.dep[noun] == "nmod" and tree.lemmas[head] == "toll" and tree.preposition(noun) in {"from", "of", "in", "after"} else None


def count_people(context: Context, mentions: Sequence[EventMention]) -> None:
    """Give each event of the report the numbers of people that are told with it."""
    by_sentence: dict[int, list[EventMention]] = {}
    for mention in mentions:
        by_sentence.setdefault(context.tree.sent[mention.trigger], []).append(mention)
    for sent, own in by_sentence.items():
        for found in _in_sentence(context, sent):
            host = _host(context, own, found.predicate, found.count)
            if host is None or (found.predicate not in host.words and _is_negated(context, found.predicate)):
                continue
            if not any(c.what == found.count.what and c.overlaps(found.count) for c in host.counts):
                host.counts.append(found.count)
                _name_victims(context, host, found)
        _share(context, own)
        _present(context, sent, own)


def _is_negated(context: Context, predicate: int) -> bool:
    """ "Wali was not hurt in the attack" numbers nobody who was."""
    return any(context.tree.lowers[k] in {"not", "n't", "never"} for k in context.tree.kids[predicate])


def _name_victims(context: Context, mention: EventMention, found: _Found) -> None:
    """Those who were killed or hurt in an attack are its recipients also where only their number ties them to it ("leaving four guards dead")."""
    if mention.event != "ASSAULT" or found.people is None or found.count.what not in {"killed", "wounded"} or found.count.high == 0:
        return
    who = context.people.at(found.people)
    if who is None or harm_of(context, found.people) is not None or any(who.overlaps(one) for one in (*mention.actors, *mention.recipients)):
        return
    mention.recipients = sorted([*mention.recipients, who], key=lambda one: one.start)


def _share(context: Context, mentions: Sequence[EventMention]) -> None:
    """ "41 rebels were rounded up and executed" tells the number of both; whom an armed group takes is abducted, not detained."""
    tree = context.tree
    for mention in mentions:
        if mention.mode == "abduct":
            mention.counts = [replace(c, what="abducted") if c.what == "detained" else c for c in mention.counts]
        harm = harm_of(context, mention.trigger)
        first = next((m for m in mentions if m.trigger == tree.head[mention.trigger] and tree.dep[mention.trigger] == "conj"), None)
        if first is None or mention.counts or harm is None:
            continue
        if {r.start for r in first.recipients} == {r.start for r in mention.recipients} and len(first.counts) == 1:
            mention.counts = [replace(first.counts[0], what=harm)]


def _in_sentence(context: Context, sent: int) -> Iterator[_Found]:
    first, stop = context.tree.sents[sent]
    seen: set[int] = set()
    for q in context.quantities_in(sent):
        if not any(k in context.time_words for k in range(q.first, q.last + 1)) and not _is_year(context, q):
            found = _quantity(context, q)
            if found is not None and not _included(context, q) and not (q.head is not None and is_nobody(context.tree, q.head)):
                yield found
            if q.head is not None:
                seen.add(q.head)
    yield from _singles(context, first, stop, seen)
    yield from _nobody(context, first, stop)


def _is_year(context: Context, q: Quantity) -> bool:
    """The second one of "in 2022 and 2023"."""
    year = q.head is None and q.first == q.last and len(context.tree.words[q.first]) == len("2023") and context.tree.words[q.first][:2] in {"19", "20"}
    return year and context.tree.first_conjunct(q.first) in context.time_words


def _quantity(context: Context, q: Quantity) -> _Found | None:
    anchor = q.head if q.head is not None else q.last
    if anchor in context.speakers:
        return None
    told = _predicate(context, anchor, q)
    if told is None:
        return None
    what, predicate = told
    return _Found(_count(context, q, what, anchor), predicate, q.head)


def _count(context: Context, q: Quantity, what: str, anchor: int) -> Count:
    tree = context.tree
    span = tree.span(q.first, q.last)
    who = None
    if q.head is not None:
        first, last = tree.phrase(q.head)
        start = max(first, q.last + 1) if q.last < q.head else first
        while start < last and (tree.lowers[start] in {"of", "other", "the"} and tree.lowers[start] == "of"):
            start += 1
        who = tree.span(start, max(start, last)).text if harm_of(context, q.head) is None else None
    return Count(span.text, span.start, span.end, what, who, q.low, q.high, _kind(context, q, anchor))


def _kind(context: Context, q: Quantity, anchor: int) -> CountKind:
    tree = context.tree
    first, stop = tree.sents[tree.sent[q.first]]
    window = {tree.lemmas[k] for k in range(max(first, q.first - 8), min(stop, q.last + 6))}
    if "toll" in window or ("total" in window and "bring" in window):
        return "previous" if any(tree.lowers[k] in _PREVIOUS for k in range(max(first, q.first - 8), q.first)) else "total"
    if tree.lowers[min(q.last + 1, stop - 1)] == "of" and any(
        tree.lemmas[k] in {"dead", "victim", "them", "killed", "wounded", "casualty"} for k in range(q.last + 1, min(stop, q.last + 5))
    ):
        return "part"
    if tree.lowers[first] == "among" and any(tree.lowers[k] in {"dead", "victims", "killed", "wounded", "them"} for k in range(first, first + 5)):
        return "part"
    return "new"


def _included(context: Context, q: Quantity) -> bool:
    """ "five people, including two children": the part is no second count."""
    tree = context.tree
    first = tree.sents[tree.sent[q.first]][0]
    for k in range(q.first - 1, max(first - 1, q.first - 5), -1):
        if tree.lowers[k] in {"including", "among", "included"} and k > first + 1:
            return True
        if tree.lowers[k] in {"them", "and", ","}:
            continue
        if tree.is_verb(k):
            return False
    if any(tree.lowers[k] == "including" for k in range(max(first, q.first - 12), q.first)):
        between = [k for k in range(max(first, q.first - 12), q.first) if tree.lowers[k] == "including"]
        return all(not tree.is_verb(k) or tree.lowers[k] == "including" for k in range(between[-1], q.first))
    return False


def _predicate(context: Context, anchor: int, q: Quantity | None) -> tuple[str, int] | None:
    """What happened to the people counted, and the word that says so."""
    tree = context.tree
    own = harm_of(context, anchor)
    if own is not None and tree.is_noun(anchor):
        return own, anchor
    for k in tree.kids[anchor]:
        if tree.dep[k] == "nsubj" and (harm := _harm_counted(context, k)) is not None:
            return harm, k
        if tree.dep[k] in {"acl", "amod", "acl:relcl", "xcomp", "appos"} and (harm := harm_of(context, k)) is not None:
            return harm, k
    for after in {(q.last if q is not None else anchor) + 1, anchor + 1}:
        harm = _said_behind(context, anchor, after)
        if harm is not None:
            return harm, after
    here = anchor
    for _ in range(6):
        if tree.dep[here] not in _ARGUMENTS or tree.head[here] == here:
            break
        up = tree.head[here]
        if tree.dep[here] == "nmod" and tree.preposition(here) == "of" and any(tree.dep[k] == "nummod" for k in tree.kids[up]):
            return None  # "eleven members of one family" are eleven
        if tree.dep[here] == "conj":
            harm = harm_of(context, up) if tree.is_verb(up) else None
            here = up
            if harm is not None:
                return harm, up
            continue
        harm = "killed" if _is_deadly(tree, up) else harm_of(context, up)
        if harm is not None and _affected(context, here, up, harm):
            return harm, up
        if tree.is_verb(up):
            return (_put_at(context, up, here) if up in context.cues else None) or _complement_harm(context, up)
        if tree.lemmas[up] == "toll" or harm_of(context, up) is not None:
            return "killed", up
        here = up
    return None


def _is_deadly(tree: Tree, verb: int) -> bool:
    """ "Shot dead", "stabbed to death", "gunned down", "burned alive"."""
    lemma = tree.lemmas[verb]
    for k in tree.kids[verb]:
        word = tree.lowers[k]
        if word == "dead" or (word == "death" and tree.preposition(k) == "to") or (word == "alive" and lemma in {"burn", "bury", "skin"}):
            return lemma not in {"sentence", "condemn", "put", "leave", "find", "fear", "declare", "pronounce", "presume"}
        if word == "down" and lemma in {"gun", "mow"}:
            return True
    return False


def _said_behind(context: Context, anchor: int, after: int) -> str | None:
    """What the word behind those counted says of them ("30 wounded", "20 others injured"); in "kills 3, injures 20" it says nothing of the three."""
    tree = context.tree
    if after >= len(tree) or tree.sent[after] != tree.sent[anchor] or tree.pos[after] not in {"ADJ", "VERB", "NOUN"}:
        return None
    return harm_of(context, after) if tree.child(after, "obj") is None else None


def _put_at(context: Context, cue: int, number: int) -> tuple[str, int] | None:
    """ "Put the dead at 15", "put the number of those killed in the raid at 15"."""
    tree = context.tree
    if tree.preposition(number) != "at":
        return None
    for k in (k for o in tree.arguments(cue).objects for k in sorted(tree.subtree(o))):
        harm = "killed" if tree.lemmas[k] == "toll" else harm_of(context, k)
        if harm is not None:
            return harm, k
    return None


def _affected(context: Context, here: int, up: int, harm: str) -> bool:
    """Whether the people counted suffer what the verb says, rather than do it."""
    tree = context.tree
    label = tree.dep[here]
    if not tree.is_verb(up):
        return label in {"nmod", "compound", "nsubj", "amod", "obl", "nummod"}
    if label in {"obj", "nsubj:pass"}:
        return True
    if label == "nsubj":
        return tree.lemmas[up] in context.lexicon.word_set("suffering_verbs") or tree.is_passive(up)
    return label in {"obl", "nmod"} and tree.preposition(here) == "of"


def _complement_harm(context: Context, verb: int) -> tuple[str, int] | None:
    """ "leaving 12 dead", "12 were left wounded", "the toll rose to 70", "12 lost their lives", "sustained injuries"."""
    tree = context.tree
    if tree.lemmas[verb] not in context.lexicon.word_set("leaving_verbs"):
        return None
    for k in tree.kids[verb]:
        if tree.dep[k] in {"xcomp", "obj", "ccomp", "advcl", "nsubj", "obl"} and (harm := harm_of(context, k)) is not None:
            return harm, verb
        if (counted := _harm_counted(context, k)) is not None:
            return counted, k
        if tree.dep[k] == "obj" and tree.lemmas[k] == "life" and tree.lemmas[verb] in {"lose", "claim", "take", "cost"}:
            return "killed", verb
    return None


def _harm_counted(context: Context, noun: int) -> str | None:
    """What those are to whom a word for a number belongs: "the toll", "the number of people killed in the shelling"."""
    tree = context.tree
    if tree.lemmas[noun] == "toll":
        return "killed"
    if tree.lemmas[noun] not in {"number", "count", "figure", "tally", "total"}:
        return None
    for k in (k for k in tree.kids[noun] if tree.dep[k] == "nmod" and tree.preposition(k) == "of"):
        said = [k, *(c for c in tree.kids[k] if tree.dep[c] in {"amod", "acl", "acl:relcl"})]
        if (harm := next((harm for c in said if (harm := harm_of(context, c)) is not None), None)) is not None:
            return harm
    return None


def _singles(context: Context, first: int, stop: int, seen: set[int]) -> Iterator[_Found]:
    """A single person killed, named or not: "a soldier", "Abu Jandal"; the death of one is 1/1."""
    tree = context.tree
    for i in range(first, stop):
        if i in seen or tree.preposition(i) == "including" or _within(tree, i, seen):
            continue
        if not tree.is_noun(i) or tree.dep[i] in {"compound", "flat", "nmod:desc", "appos"} or tree.tags[i] in {"NNS", "NNPS"}:
            continue
        article = next((k for k in tree.kids[i] if tree.lowers[k] in _ONE and tree.dep[k] in {"det", "nummod"}), None)
        who = context.people.at(i)
        named = tree.pos[i] == "PROPN" and who is not None and (tree.entity_of.get(i, (0, 0, ""))[2] in {"PERSON", "PER"} or who.kind in {"unknown", "person"})
        if who is None or is_nobody(tree, i) or (article is None and not named) or context.lexicon.word_set("bodies") & {tree.lemmas[i]}:
            continue
        told = _predicate(context, i, None)
        if told is None or told[0] not in {"killed", "wounded", "detained", "abducted"} or harm_of(context, i) is not None:
            continue
        lo, hi = tree.phrase(i)
        span = tree.span(lo, min(hi, i) if article is not None else hi)
        yield _Found(Count(span.text, span.start, span.end, told[0], span.text if named else tree.span(min(lo + 1, i), i).text, 1, 1), told[1], i)


def _within(tree: Tree, i: int, counted: set[int]) -> bool:
    """Whether a name stands inside the phrase of those who are counted: "35 members of Jund and Filaq"."""
    while tree.dep[i] in {"nmod", "conj", "compound", "flat"} and tree.dep[i] != "root":
        here, i = i, tree.head[i]
        if i in counted and tree.dep[here] != "conj":
            return True
    return False


def _nobody(context: Context, first: int, stop: int) -> Iterator[_Found]:
    """ "No casualties": nobody killed, nobody wounded."""
    tree = context.tree
    for i in range(first, stop):
        if tree.lemmas[i] not in _NOBODY or not any(tree.lowers[k] == "no" for k in tree.kids[i]):
            continue
        lo = min(k for k in tree.kids[i] if tree.lowers[k] == "no")
        span = tree.span(lo, i)
        harms = {"casualty": ("killed", "wounded"), "victim": ("killed", "wounded"), "injury": ("wounded",)}.get(tree.lemmas[i], ("killed",))
        for harm in harms:
            yield _Found(Count(span.text, span.start, span.end, harm, None, 0, 0), i)


def _host(context: Context, mentions: Sequence[EventMention], predicate: int, count: Count) -> EventMention | None:
    """The event that a number belongs to: the one on the word itself, else the nearest above or beside it."""
    tree = context.tree
    for mention in mentions:
        if predicate in mention.words:
            return mention
    fitting = [m for m in mentions if _can_count(m, count.what)]
    up = [predicate, *tree.ancestors(predicate)]
    for step in up:
        for mention in fitting:
            if step in (mention.trigger, mention.clause):
                return mention
    return min(fitting, key=lambda m: abs(m.trigger - predicate), default=None)


def _can_count(mention: EventMention, what: str) -> bool:
    if what in {"killed", "wounded"}:
        return mention.event == "ASSAULT" or mention.event in {"PROTEST", "COERCE", "CONTROL", "ADVANCE"}
    if what == "displaced":
        return mention.event == "DISPLACE"
    if what == "detained":
        return mention.event in {"COERCE", "SANCTION"}
    return mention.event in {"ASSAULT", "COERCE", "DISPLACE"}


def _present(context: Context, sent: int, mentions: Sequence[EventMention]) -> None:
    """Numbers of those who act: marchers at a protest, attackers in an attack; those who flee are displaced."""
    bodies = context.lexicon.word_set("bodies") | {"side", "country", "state", "nation"}
    for q in context.quantities_in(sent):
        head = q.head if q.head is not None else q.last
        if context.tree.lemmas[head] in bodies or any(k in context.time_words for k in range(q.first, q.last + 1)) or is_nobody(context.tree, head):
            continue
        place = context.tree.start[head]
        for mention in mentions:
            acting = q.head is not None and any(a.start <= place < a.end for a in mention.actors)
            moved = mention.event == "DISPLACE" and any(a.start <= place < a.end for a in (*mention.actors, *mention.recipients))
            what = "displaced" if moved else _part_taken(mention) if acting else None
            if what and not any(c.start == context.tree.start[q.first] for c in mention.counts) and not _included(context, q):
                mention.counts.append(_count(context, q, what, head))


def _part_taken(mention: EventMention) -> str | None:
    return "present" if mention.event in {"PROTEST", "ASSAULT", "MOBILIZE", "RETREAT", "ADVANCE"} else None
