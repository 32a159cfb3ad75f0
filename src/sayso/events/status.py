"""How sure the innermost voice is of an event: negation, modals, hedges, attempts, plans, by scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayso.events.context import Context
from sayso.lexicon import Marker
from sayso.model import Reason, Status
from sayso.syntax import Tree

__all__ = ["doubted", "is_nobody", "status_of"]

_RANKS = frozenset({"first", "second", "third", "fourth", "last", "latest", "only", "newest"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
_NOTHING = frozenset({"nothing", "nobody"})
_NO = frozenset({"no", "neither", "nor", "without"})
_MODALS = frozenset({"will", "would", "shall", "should", "may", "might", "could", "can", "must"})
_QUOTES = frozenset({'"', "'", "‘", "’", "“", "”", "`", "``", "''"})
_ASKING = frozenset({"why", "how", "when", "where", "who", "whom", "whose", "what", "which"})
_TRYING = frozenset({"try", "attempt", "endeavour", "endeavor", "strive"})
_ACCUSING = frozenset({"accuse", "blame", "suspect"})
_HELD_TO_BE = frozenset({"believe", "think", "suspect", "allege", "presume", "understand", "suppose"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "csubj", "acl", "advcl"})


def status_of(context: Context, trigger: int, *, noun: bool, clause: int, effect: Status | None) -> tuple[Status, Reason]:
    """The status of the event on a trigger, without what voices do to it, and why."""
    found = _by_word(context, trigger, noun=noun, clause=clause)
    if found is not None and found[0] != "asserted":
        return found
    if effect is not None:
        return effect, Reason("status", "the trigger itself says so")
    return "asserted", Reason("status", "nothing speaks against it")


def _by_word(context: Context, trigger: int, *, noun: bool, clause: int) -> tuple[Status, Reason] | None:
    if not noun and context.tree.dep[trigger] == "cop":
        trigger = context.tree.head[trigger]
    if not noun and (supposed := _counterfactual(context, trigger)) is not None:
        return supposed
    for step in _noun_scope(context, trigger, clause) if noun else _verb_scope(context, trigger):
        if step is not None:
            return step
    return None


def doubted(context: Context, trigger: int, doers: Iterable[int]) -> Reason | None:
    """Why a deed is in doubt though nothing on its own word says so: its doers are only suspected ("suspected rebels shot"), or somebody is blamed for it by
    nobody who is named ("is accused of killing"); None where neither holds."""
    tree = context.tree
    for doer in doers:
        for k in tree.kids[doer]:
            if tree.dep[k] == "amod" and any(marker.entry.status == "hedged" for marker in context.lexicon.markers.get(("adjective", tree.lowers[k]), ())):
                return Reason("status", "doers in doubt", None, tree.span(k, k))
            if tree.dep[k] == "acl" and not tree.is_gerund(k) and tree.lemmas[k] in _HELD_TO_BE and any(tree.dep[c] == "xcomp" for c in tree.kids[k]):
                return Reason("status", "doers in doubt", None, tree.span(k, k))
    return _blamed_by_nobody(tree, trigger)


def _blamed_by_nobody(tree: Tree, trigger: int) -> Reason | None:
    here = tree.first_conjunct(trigger)
    while tree.dep[here] == "nmod" and tree.preposition(here) == "of":
        here = tree.head[here]
    verb = tree.head[here]
    passive = tree.is_verb(verb) and tree.lemmas[verb] in _ACCUSING and (tree.is_passive(verb) or (tree.dep[verb] == "acl" and tree.tags[verb] == "VBN"))
    marks = {tree.lowers[k] for k in tree.kids[here] if tree.dep[k] in {"mark", "case"}}
    if verb == here or not passive or not marks & {"of", "for", "in"} or any(tree.dep[k] == "obl:agent" for k in tree.kids[verb]):
        return None
    return Reason("status", "blamed on somebody by nobody who is named", None, tree.span(verb, verb))


# -- nouns ------------------------------------------------------------------------------------------------------------------------------


def _noun_scope(context: Context, noun: int, clause: int) -> Iterator[tuple[Status, Reason] | None]:
    tree = context.tree
    yield _modifiers(context, noun)
    yield _marker(context, noun, ("noun",))
    head = tree.first_conjunct(noun)
    up = tree.head[head]
    if tree.is_noun(up) and tree.dep[head] in {"nmod", "compound"} and up != head:
        yield _marker(context, up, ("noun",))
        if tree.lemmas[up] in context.lexicon.word_set("transparent_nouns"):
            yield from _noun_scope(context, up, clause)
        return
    if not tree.is_verb(up) and tree.child(head, "cop") is None:
        return
    if tree.child(head, "cop") is not None or up == head:
        yield from _own_clause(context, head)
        return
    governs = tree.dep[head] in {"obj", "nsubj:pass", "nsubj", "obl", "obl:agent"}
    if governs and tree.lemmas[up] in context.lexicon.word_set("light_verbs") | context.lexicon.word_set("occur_verbs") | context.lexicon.word_set(
        "result_verbs"
    ):
        yield from _verb_scope(context, up)
    elif tree.dep[head] in {"obj", "nsubj:pass"} or (tree.dep[head] == "obl" and tree.preposition(head) in {"for", "against", "of", "to"}):
        yield _marker(context, up, ("verb",))
        if _is_passive_or_will(context, up):
            yield from _auxiliaries(context, up)


def _is_passive_or_will(context: Context, verb: int) -> bool:
    return context.tree.lemmas[verb] in context.lexicon.word_set("making_verbs")


def _modifiers(context: Context, noun: int) -> tuple[Status, Reason] | None:
    tree = context.tree
    for k in tree.kids[noun]:
        if tree.lowers[k] in _NO and tree.dep[k] in {"det", "advmod", "cc:preconj"}:
            return "denied", Reason("status", "negated noun", None, tree.span(k, k))
        if tree.dep[k] in {"amod", "advmod", "compound", "acl"} and not _denies_a_quality(tree, k, noun):
            for marker in context.lexicon.markers.get(("adjective", tree.lowers[k]), ()):
                return marker.entry.status, Reason("status", "adjective", marker.entry.line, tree.span(k, k))
            for marker in context.lexicon.markers.get(("adverb", tree.lowers[k]), ()):
                return marker.entry.status, Reason("status", "adverb", marker.entry.line, tree.span(k, k))
    return None


def _denies_a_quality(tree: Tree, negation: int, noun: int) -> bool:
    """ "The not unexpected raids": no more than the adjective behind it is denied."""
    behind = negation + 1
    return tree.lowers[negation] == "not" and behind < noun and tree.dep[behind] == "amod" and tree.lowers[behind] not in {"single", "many"}


# -- verbs ------------------------------------------------------------------------------------------------------------------------------


def _verb_scope(context: Context, verb: int) -> Iterator[tuple[Status, Reason] | None]:
    """From the verb outwards: its own clause, then each verb that governs it as a complement."""
    tree = context.tree
    yield from _own_clause(context, verb)
    seen = 0
    here = verb
    while seen < 6:
        seen += 1
        up = tree.head[here]
        label = tree.dep[here]
        if up == here:
            return
        if label == "conj" and (tree.is_verb(up) or tree.child(up, "cop") is not None):
            if not _own_tense(context, here):
                yield from _auxiliaries(context, up)
                yield _adverbs(context, up, only_before=here)
            here = up
            if _own_tense(context, verb) and tree.dep[here] not in {"xcomp", "ccomp", "advcl"}:
                return
            continue
        if label not in _COMPLEMENTS:
            return
        if label == "advcl":
            yield _adverbial(context, here)
            return
        if label == "ccomp" and up in context.cues or _asks_for_a_part(tree, here):
            return
        if label == "acl":
            yield _after_noun(context, here, up)
            return
        yield _governed(context, here, up)
        if label == "ccomp":
            return
        yield from _own_clause(context, up)
        here = up


def _asks_for_a_part(tree: Tree, clause: int) -> bool:
    """ "It was not clear who had shelled the market", "did not say why troops had left": that it happened is taken for granted."""
    asking = (k for k in tree.subtree(clause) if k < clause and tree.lowers[k] in _ASKING)
    return tree.dep[clause] in {"ccomp", "csubj", "csubj:pass"} and any(tree.clause_of(k) == clause or tree.head[k] == clause for k in asking)


def _own_clause(context: Context, verb: int) -> Iterator[tuple[Status, Reason] | None]:
    tree = context.tree
    yield _indirect_question(context, verb)
    for k in tree.kids[verb]:
        if tree.dep[k] == "mark" and tree.lowers[k] in {"if", "unless", "lest"} and tree.dep[verb] not in {"ccomp", "csubj", "csubj:pass"}:
            yield "prospective", Reason("status", "condition", None, tree.span(k, k))
        if tree.dep[k] == "mark" and tree.lowers[k] == "without":
            yield "denied", Reason("status", "negation", None, tree.span(k, k))
    yield _question(context, verb)
    yield _scare_quotes(context, verb)
    yield _negation(context, verb)
    yield _phrases(context, verb)
    yield from _auxiliaries(context, verb)
    yield _adverbs(context, verb)
    yield _imperative(context, verb)


def _counterfactual(context: Context, verb: int) -> tuple[Status, Reason] | None:
    """ "If X had not done it, Y would have happened": X did it, and Y did not happen."""
    tree = context.tree
    if _supposes(context, verb) or any(_supposes(context, k) for k in tree.kids[verb]):
        negated = any(tree.lowers[k] in _NEGATIONS for k in tree.kids[verb])
        return ("asserted" if negated else "denied"), Reason("status", "counterfactual", None, tree.span(verb, verb))
    return None


def _supposes(context: Context, clause: int) -> bool:
    """Whether the clause supposes what was not: "if they had", "had they", before or after what would have been."""
    tree = context.tree
    main = tree.head[clause]
    had = next((k for k in tree.kids[clause] if tree.dep[k] == "aux" and tree.lowers[k] == "had"), None)
    if tree.dep[clause] != "advcl" or had is None or not _perfect(context, main):
        return False
    if not any(tree.lowers[k] in {"would", "could", "might"} for k in tree.kids[main] if tree.dep[k] == "aux"):
        return False
    subject = next((k for k in tree.kids[clause] if tree.dep[k] in {"nsubj", "nsubj:pass"}), None)
    conditional = any(tree.dep[k] == "mark" and tree.lowers[k] == "if" for k in tree.kids[clause])
    return conditional or (subject is not None and had < subject)


def _question(context: Context, verb: int) -> tuple[Status, Reason] | None:
    """ "Did the army use gas?": asked and not told; "Why did the army use gas?" takes it for granted."""
    tree = context.tree
    first, stop = tree.sents[tree.sent[verb]]
    mark = next((k for k in range(stop - 1, max(first, stop - 4), -1) if tree.words[k] == "?"), None)
    if mark is None or tree.dep[verb] not in {"root", "ccomp", "parataxis", "conj"}:
        return None
    subject = tree.child(verb, "nsubj", "nsubj:pass", "expl")
    if any(tree.lowers[k] in _MODALS for k in tree.kids[verb] if tree.dep[k] == "aux"):
        return None
    inverted = subject is not None and any(tree.dep[k] in {"aux", "aux:pass", "cop"} and k < subject for k in tree.kids[verb])
    if inverted and not any(tree.lowers[k] in _ASKING for k in tree.subtree(verb) if k < (subject or verb)):
        return "unclear", Reason("status", "question", None, tree.span(mark, mark))
    return None


def _scare_quotes(context: Context, verb: int) -> tuple[Status, Reason] | None:
    """ "Rebels 'capture' border town": a headline's verb in quotation marks is somebody's word, and not the headline's."""
    tree = context.tree
    first, stop = tree.sents[tree.sent[verb]]
    alone = first < verb < stop - 1 and tree.words[verb - 1] in _QUOTES and tree.words[verb + 1] in _QUOTES
    if not alone or tree.words[stop - 1] in {".", "!", "?"}:
        return None
    return "hedged", Reason("status", "in quotation marks", None, tree.span(verb, verb))


def _imperative(context: Context, verb: int) -> tuple[Status, Reason] | None:
    """ "Free the hostages now!", "Let the convoy pass": nothing has happened yet."""
    tree = context.tree
    bare = tree.tags[verb] == "VB" or (not tree.tags[verb] and tree.lowers[verb] == tree.lemmas[verb])
    if not bare or tree.dep[verb] not in {"root", "conj", "parataxis", "ccomp"} or tree.is_infinitive(verb):
        return None
    helped = any(tree.dep[k] in {"nsubj", "nsubj:pass", "aux", "aux:pass", "expl", "csubj"} for k in tree.kids[verb])
    if helped or (tree.dep[verb] == "conj" and not _commands(tree, tree.head[verb])) or (tree.dep[verb] == "ccomp" and verb > tree.head[verb]):
        return None
    return "prospective", Reason("status", "imperative", None, tree.span(verb, verb))


def _commands(tree: Tree, verb: int) -> bool:
    return tree.tags[verb] == "VB" and not any(tree.dep[k] in {"nsubj", "nsubj:pass", "aux", "mark"} for k in tree.kids[verb])


def _indirect_question(context: Context, verb: int) -> tuple[Status, Reason] | None:
    """ "It was unclear whether", "did not say if", "whether ... is not known"."""
    tree = context.tree
    mark = next((k for k in tree.kids[verb] if tree.dep[k] in {"mark", "advmod", "cc"} and tree.lowers[k] in {"whether", "if"}), None)
    if mark is None or tree.dep[verb] not in {"ccomp", "csubj", "csubj:pass", "acl", "xcomp", "advcl", "nmod"}:
        return None
    up = tree.head[verb]
    words = context.lexicon.word_set
    negated = any(tree.lowers[k] in _NEGATIONS | {"neither", "nor", "no"} for k in tree.kids[up]) or tree.lemmas[tree.head[up]] in {"decline", "refuse", "fail"}
    doubtful = tree.lemmas[up] in words("unknowing") or (negated and tree.lemmas[up] in words("knowing"))
    if doubtful or (tree.lowers[mark] == "whether" and tree.dep[verb] != "advcl" and up not in context.cues):
        return "unclear", Reason("status", "indirect question", None, tree.span(mark, mark))
    return None


def is_nobody(tree: Tree, i: int) -> bool:
    """Whether a phrase stands for nobody: "nobody", "no one", "not one soldier", "not a single rebel"."""
    if tree.lowers[i] in {"nobody", "none", "nothing", "no-one"}:
        return True
    first = min(tree.phrase(i)[0], *(min(tree.subtree(k)) for k in tree.kids[i] if tree.dep[k] in {"det", "nummod", "advmod", "amod"}), i)
    return tree.lowers[first] in {"no", "not"} and tree.lowers[min(first + 1, i)] in {"one", "a", "single", "any", "another"}


def _negation(context: Context, verb: int) -> tuple[Status, Reason] | None:
    tree = context.tree
    noun = tree.head[verb]
    if tree.dep[verb] == "acl" and tree.dep[noun] == "root" and (no := next((k for k in tree.kids[noun] if tree.lowers[k] == "no"), None)) is not None:
        return "denied", Reason("status", "negation", None, tree.span(no, no))
    for k in tree.kids[verb]:
        if tree.lowers[k] in _NEGATIONS or (tree.lowers[k] == "neither" and tree.dep[k] in {"advmod", "cc:preconj", "cc"}):
            if k + 1 < len(tree) and tree.lowers[k + 1] in {"only", "just", "merely"}:
                continue
            return "denied", Reason("status", "negation", None, tree.span(k, k))
        if tree.dep[k] in {"nsubj", "nsubj:pass", "obj"} and any(tree.lowers[c] in {"no", "neither", "none"} for c in (k, *tree.kids[k])):
            return "denied", Reason("status", "negation", None, tree.span(k, k))
        if (tree.dep[k] in {"nsubj", "nsubj:pass", "obj"} and is_nobody(tree, k)) or (tree.dep[k] == "obl" and tree.lowers[k] in _NOTHING):
            return "denied", Reason("status", "negation", None, tree.span(k, k))
        for marker in context.lexicon.markers.get(("adverb", tree.lowers[k]), ()) if tree.dep[k] == "advmod" else ():
            if marker.entry.status == "denied" and len(marker.words) == 1:
                return "denied", Reason("status", "adverb", marker.entry.line, tree.span(k, k))
    return None


def _auxiliaries(context: Context, verb: int) -> Iterator[tuple[Status, Reason] | None]:
    tree = context.tree
    aux = [k for k in tree.kids[verb] if tree.dep[k] in {"aux", "aux:pass"}]
    perfect = any(tree.lemmas[k] == "have" for k in aux)
    progressive = tree.lowers[verb].endswith("ing")
    for k in aux:
        word = tree.lowers[k]
        if word in {"may", "might", "could"}:
            sure: Status = "hedged" if perfect or progressive or tree.child(verb, "cop") is not None or word == "could" and perfect else "prospective"
            yield sure, Reason("status", "modal", None, tree.span(k, k))
        elif word == "to" and tree.dep[verb] == "root":
            yield "prospective", Reason("status", "what a headline says is to be", None, tree.span(k, k))
        elif word in {"will", "shall", "'ll", "’ll", "would", "should", "must", "can", "ca", "ought", "wo"}:
            reached = perfect and word in {"would", "should", "must"}
            yield ("hedged" if reached else "prospective"), Reason("status", "modal", None, tree.span(k, k))


def _adverbs(context: Context, verb: int, only_before: int | None = None) -> tuple[Status, Reason] | None:
    tree = context.tree
    for k in tree.kids[verb]:
        if tree.dep[k] not in {"advmod", "discourse", "obl", "parataxis"} or (only_before is not None and k > only_before):
            continue
        for marker in context.lexicon.markers.get(("adverb", tree.lowers[k]), ()):
            if marker.entry.status != "denied":
                return marker.entry.status, Reason("status", "adverb", marker.entry.line, tree.span(k, k))
    return None


def _phrases(context: Context, verb: int) -> tuple[Status, Reason] | None:
    """Set phrases that end right before the verb or its clause: "was about to", "it was unclear whether", "is believed to have"."""
    tree = context.tree
    first = tree.sents[tree.sent[verb]][0]
    left = min([verb, *(k for k in tree.kids[verb] if tree.dep[k] in {"aux", "aux:pass", "mark", "cop", "advmod"} and k < verb)])
    before = [k for k in range(max(first, left - 7), verb) if tree.pos[k] not in {"PUNCT"}]
    for start in before:
        for key in {tree.lemmas[start], tree.lowers[start]}:
            for marker in context.lexicon.markers.get(("phrase", key), ()):
                end = _phrase_end(context, marker, start)
                if len(marker.words) > 1 and end is not None and _reaches(context, end, verb):
                    return marker.entry.status, Reason("status", "phrase", marker.entry.line, tree.span(start, end))
    return None


def _phrase_end(context: Context, marker: Marker, start: int) -> int | None:
    tree = context.tree
    k = start
    for n, word in enumerate(marker.words):
        if n and k < len(tree) and tree.pos[k] == "ADV" and word not in {tree.lemmas[k], tree.lowers[k]}:
            k += 1
        if k >= len(tree) or word not in {tree.lemmas[k], tree.lowers[k]}:
            return None
        k += 1
    return k - 1


def _reaches(context: Context, end: int, verb: int) -> bool:
    """Whether nothing but the clause's own subject and helpers stands between a phrase and the verb."""
    tree = context.tree
    return not any(tree.is_verb(k) and tree.dep[k] not in {"aux", "aux:pass", "cop", "amod", "acl"} for k in range(end + 1, verb))


def _own_tense(context: Context, verb: int) -> bool:
    tree = context.tree
    return tree.tags[verb] in {"VBD", "VBZ", "VBP"} or any(tree.dep[k] in {"aux", "aux:pass"} for k in tree.kids[verb])


def _governed(context: Context, here: int, up: int) -> tuple[Status, Reason] | None:
    """What the governing verb or adjective does with its complement."""
    tree = context.tree
    found = _marker(context, up, ("verb", "adjective", "noun"))
    if found is not None:
        if found[0] == "attempted" and tree.dep[here] != "xcomp":
            return None
        if found[0] == "attempted" and tree.is_infinitive(up) and tree.dep[up] in {"advcl", "acl", "xcomp"}:
            return "prospective", found[1]
        return _turned(context, up, found)
    if tree.is_infinitive(here) and tree.dep[here] == "xcomp" and not _transparent(context, up) and not _ranked(context, up):
        return ("prospective", Reason("status", "infinitive", None, tree.span(here, here))) if not _perfect(context, here) else None
    return None


def _turned(context: Context, up: int, found: tuple[Status, Reason]) -> tuple[Status, Reason]:
    """A negated governor: "did not fail to" happened; "did not try to" did not."""
    if not any(context.tree.lowers[k] in _NEGATIONS for k in context.tree.kids[up]):
        return found
    if found[0] == "denied":
        return "asserted", found[1]
    return "denied", found[1]


def _perfect(context: Context, verb: int) -> bool:
    return any(context.tree.lemmas[k] == "have" for k in context.tree.kids[verb] if context.tree.dep[k] == "aux")


def _ranked(context: Context, up: int) -> bool:
    """Whether an infinitive tells what somebody did as the first, the last or the only one ("the latest to hit the town")."""
    return any(context.tree.lowers[k] in _RANKS for k in (up, *context.tree.kids[up]))


def _transparent(context: Context, up: int) -> bool:
    return context.tree.lemmas[up] in context.lexicon.word_set("transparent_verbs")


def _adverbial(context: Context, here: int) -> tuple[Status, Reason] | None:
    """What a clause beside the main one tells: purpose is prospective, unless one comes together to say something ("blocked the road to demand").

    Means are not ("used the base to bomb"); "after attacking" and "by shelling" happened; "before attacking" is left alone.
    """
    tree = context.tree
    marks = {tree.lowers[k] for k in tree.kids[here] if tree.dep[k] in {"mark", "case"}}
    if marks & {"if", "unless", "lest"}:
        return "prospective", Reason("status", "condition")
    tried = _marker(context, tree.head[here], ("verb",)) if tree.is_infinitive(here) and tree.lemmas[tree.head[here]] in _TRYING else None
    if tried is not None:
        return tried
    if tree.is_infinitive(here) and any(trigger.verbal and trigger.entry.mode != "investigate" for trigger in context.lexicon.verbs.get(tree.lemmas[here], ())):
        return _by_word(context, tree.head[here], noun=False, clause=here) if tree.is_verb(tree.head[here]) else None
    if tree.is_infinitive(here) and tree.lemmas[tree.head[here]] != "use" and not _perfect(context, here) and not _ranked(context, tree.head[here]):
        return "prospective", Reason("status", "purpose", None, tree.span(here, here))
    if "for" in marks and tree.is_gerund(here):
        return None
    return None


def _after_noun(context: Context, here: int, noun: int) -> tuple[Status, Reason] | None:
    """ "an attempt to storm", "a plan to withdraw", "efforts to retake"."""
    tree = context.tree
    found = _marker(context, noun, ("noun",))
    if found is not None and (tree.is_infinitive(here) or any(tree.lowers[k] in {"of", "at", "for"} for k in tree.kids[here])):
        return found
    if tree.is_infinitive(here) and not _perfect(context, here) and not _ranked(context, noun):
        return "prospective", Reason("status", "infinitive", None, tree.span(here, here))
    return None


def _marker(context: Context, i: int, sorts: tuple[str, ...]) -> tuple[Status, Reason] | None:
    tree = context.tree
    for sort in sorts:
        for key in dict.fromkeys((tree.lemmas[i], tree.lowers[i])):
            for marker in context.lexicon.markers.get((sort, key), ()):
                if len(marker.words) == 1 or _follows(context, i, marker.words[1:]):
                    return marker.entry.status, Reason("status", sort, marker.entry.line, tree.span(i, i))
    return None


def _follows(context: Context, i: int, rest: tuple[str, ...]) -> bool:
    tree = context.tree
    window = range(i + 1, min(i + 7, tree.sents[tree.sent[i]][1]))
    k = 0
    for j in window:
        if rest[k] in {tree.lemmas[j], tree.lowers[j]}:
            k += 1
            if k == len(rest):
                return True
    return False
