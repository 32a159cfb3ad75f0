"""Statements by a verb: "said that", "quoted X as saying", "denied attacking", "was reported to have", "accused Y of"."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon import Cue, Lexicon, Trigger
from sayso.model import Statement
from sayso.syntax import Arguments, Tree

__all__ = ["CITED", "NOBODY_SAYS", "citing_statements", "effect_of", "is_filler", "verb_statements"]

_ABOUT = frozenset({"of", "about", "over", "regarding", "on"})
_ACT_LINKS = frozenset({"of", "for", "over", "with", "from", "against", "about", "to", "on"})
_NO_NOMINAL = frozenset({"say", "tell", "quote", "cite", "add", "ask", "think", "speak", "call", "write", "post", "text", "tweet"})
_NEGATED_UNCLEAR = frozenset(
    {
        "say",
        "confirm",
        "verify",
        "comment",
        "specify",
        "know",
        "clarify",
        "elaborate",
        "disclose",
        "reveal",
        "determine",
        "identify",
        "corroborate",
        "establish",
    }
)
_NEGATED_DENIED = frozenset({"believe", "think", "expect", "accept", "agree", "acknowledge", "recognise", "recognize", "suspect"})
_DECLINE = frozenset({"decline", "refuse", "fail", "unable"})
_QUOTING = frozenset({"quote", "cite", "describe", "report"})
_QUESTIONS = frozenset({"how", "what", "where", "when", "why", "who", "which"})
_CIRCUMSTANCES = frozenset({"after", "when", "while", "as", "before", "because", "since", "although", "though", "if", "once", "until"})
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today yesterday tomorrow".split())
_SUBJECTS = ("nsubj", "nsubj:pass", "expl")
_FAR = 12
_ADDRESSING = frozenset({"tell", "inform", "notify", "brief", "assure", "advise"})
_OPENING, _CLOSING = frozenset({'"', "“", "``"}), frozenset({'"', "”", "''"})
_SILENT = frozenset({"comment", "respond", "reply", "answer", "elaborate"})
NOBODY_SAYS, CITED = "nobody says so", "cited by the voice around it"
_NOBODY = frozenset({"nothing", "nobody", "none", "no-one", "noone"})
_IMPERSONAL = frozenset({"it", "there"})


def verb_statements(tree: Tree, lexicon: Lexicon) -> list[Statement]:
    """The statements that verbs report, in order of their cues; days, numbers and events do not speak."""
    found = _verb_statements(tree, lexicon)
    _carried_on(tree, lexicon, found)
    for statement in found:
        statement.sources = [s for s in statement.sources if not _speechless(tree, lexicon, s)]
    return found


def _carried_on(tree: Tree, lexicon: Lexicon, statements: list[Statement]) -> None:
    """ "X said ..., adding that ...": a participle of saying goes on with the speaker before it, whatever the parser hung it from.

    So does any other one whose subject cannot speak: "X said that planes had struck houses, pointing out that ...".
    """
    before: Statement | None = None
    for statement in statements:
        if statement.cue is None or statement.effect in {"act", "attitude"}:
            continue
        i = statement.cue[0]
        here = before if before is not None and before.cue is not None and tree.sent[before.cue[0]] == tree.sent[i] else None
        mute = bool(statement.sources) and all(_is_mute(tree, lexicon, s) for s in statement.sources)
        if here is not None and here.sources and tree.is_gerund(i) and (tree.lemmas[i] == "add" or mute):
            statement.sources = list(here.sources)
            here.content = [(a, min(b, i - 1)) for a, b in here.content if a < i]
        elif statement.sources:
            before = statement


def _is_mute(tree: Tree, lexicon: Lexicon, i: int) -> bool:
    """Whether it is something that no participle makes speak: a machine, a place, an event."""
    machine = tree.lemmas[i] in lexicon.word_set("machines")
    place = tree.lemmas[i] in lexicon.place_nouns and tree.lemmas[i] not in lexicon.people
    return tree.pos[i] == "NOUN" and (machine or place) or _speechless(tree, lexicon, i)


def _speechless(tree: Tree, lexicon: Lexicon, i: int) -> bool:
    lemma = tree.lemmas[i]
    if (tree.pos[i] == "NUM" and not any(tree.preposition(k) == "of" for k in tree.kids[i])) or tree.lowers[i] in _DAYS:
        return True
    return tree.pos[i] == "NOUN" and lemma in lexicon.nouns and lemma not in lexicon.people and lemma not in lexicon.cue_nouns


def _verb_statements(tree: Tree, lexicon: Lexicon) -> list[Statement]:
    found: list[Statement] = []
    for i, lemma in enumerate(tree.lemmas):
        if tree.pos[i] not in {"VERB", "AUX"}:
            continue
        cue = _cue(tree, lexicon.cue_verbs.get(lemma, ()), i)
        act = _act(tree, lexicon.verbs.get(lemma, ()), i)
        statement = None
        if act is not None and (cue is None or cue.effect == "attitude" or not _reports(tree, i)):
            statement = _act_statement(tree, i, act)
        elif cue is not None and not _is_citing(tree, i):
            statement = _speech(tree, lexicon, i, cue)
        if statement is not None:
            found.append(statement)
    return found


def _reports(tree: Tree, i: int) -> bool:
    """Whether a verb that may also be an act stands with a finite clause ("warned that ..."), which is no question ("investigate whether")."""
    clauses = [k for k in tree.kids[i] if tree.dep[k] == "ccomp" and not tree.is_infinitive(k)]
    return bool(clauses) and not any(tree.lowers[c] in {"whether", "if", "how", "why"} for k in clauses for c in tree.kids[k])


def _cue(tree: Tree, cues: list[Cue] | tuple[()], i: int) -> Cue | None:
    for cue in cues:
        if len(cue.words) == 1 or _follows(tree, i, cue.words[1:]) or (cue.words[1:] == ("at",) and _priced(tree, i)):
            return cue
    return None


def _priced(tree: Tree, i: int) -> bool:
    """Whether a verb sets its object at a number ("put the number of dead at 15")."""
    return any(tree.dep[k] == "obl" and tree.preposition(k) == "at" and any(tree.pos[c] == "NUM" for c in (k, *tree.kids[k])) for k in tree.kids[i])


def _follows(tree: Tree, i: int, rest: tuple[str, ...]) -> bool:
    j = i + 1
    for word in rest:
        while j < len(tree) and j - i < 6 and tree.lowers[j] != word and tree.lemmas[j] != word and tree.pos[j] in {"DET", "ADJ", "ADV", "PRON", "NUM", "PART"}:
            j += 1
        if j >= len(tree) or word not in {tree.lowers[j], tree.lemmas[j]}:
            return False
        j += 1
    return True


def _act(tree: Tree, triggers: list[Trigger] | tuple[()], i: int) -> Trigger | None:
    for trigger in triggers:
        if not trigger.verbal or not trigger.entry.complement or ("told-to" in trigger.entry.needs and not tree.is_told_to(i)):
            continue
        if len(trigger.words) == 1 or _follows(tree, i, trigger.words[1:]) or "told-to" in trigger.entry.needs:
            return trigger
    return None


# -- speech -----------------------------------------------------------------------------------------------------------------------------


def _speech(tree: Tree, lexicon: Lexicon, i: int, cue: Cue) -> Statement | None:
    args = tree.arguments(i)
    if (inner := _as_saying(tree, i)) is not None:
        return _quoting(tree, i, args, inner, cue)
    if cue.effect == "denied" and (echoed := _echo(tree, args)):
        return Statement((i, i), _sources(tree, i, args), echoed, "denied", "denies what was said before", cue.entry.line, echo=True)
    if tree.lemmas[i] in _SILENT and (_negated(tree, i) or _declined(tree, i)) and not args.obliques and not args.objects:
        return None
    if is_filler(tree, i):
        return None
    content, rule = _content(tree, lexicon, i, cue, args)
    if cue.words == ("put", "it") and (own := _own_words(tree, i)) is not None:
        content = [own]
    if not content:
        return None
    content = content + _after_colon(tree, i, args, content)
    effect = effect_of(tree, i, cue)
    if any(tree.lowers[s] in _NOBODY or any(tree.lowers[k] == "no" for k in tree.kids[s]) for s in args.subjects) and not args.passive:
        return Statement((i, i), [], content, _by_nobody(effect), NOBODY_SAYS, cue.entry.line)
    sources = _quoted_source(tree, i) or _heard_from(tree, lexicon, i, args) or _document_saying(tree, lexicon, i) or _sources(tree, i, args)
    if args.passive:
        return _passive(tree, i, args, content, effect, cue)
    if not sources and cue.entry.strength == "weak":
        return None
    return Statement((i, i), sources, content, effect, rule, cue.entry.line)


def _own_words(tree: Tree, i: int) -> tuple[int, int] | None:
    """The words in quotation marks behind "as he put it"."""
    stop = tree.sents[tree.sent[i]][1]
    opening = next((k for k in range(i + 2, stop) if tree.words[k] in _OPENING), None)
    if opening is None:
        return None
    return opening, next((k for k in range(opening + 1, stop) if tree.words[k] in _CLOSING), stop - 1)


def _after_colon(tree: Tree, i: int, args: Arguments, content: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What goes on behind the colon in "The wells are poisoned, they say: two people fell ill"."""
    colon = max([i, *(max(tree.subtree(s)) for s in args.subjects if s > i)]) + 1
    stop = tree.sents[tree.sent[i]][1]
    if colon >= stop - 1 or tree.words[colon] != ":" or any(last > i for _, last in content):
        return []
    return [(colon + 1, stop - 1)]


def _by_nobody(effect: str) -> str:
    """ "Nothing suggests that", "nobody denies that", "no one has said that"."""
    return {"denied": "asserted", "hedged": "denied", "asserted": "unclear"}.get(effect, effect)


def is_filler(tree: Tree, i: int) -> bool:
    """ "You know", "you see", "I mean" between commas in speech."""
    subject = next((k for k in tree.kids[i] if tree.dep[k] == "nsubj"), None)
    if tree.lemmas[i] not in {"know", "see", "mean", "understand"} or subject is None or tree.lowers[subject] not in {"you", "i"}:
        return False
    if i != subject + 1 or i + 1 >= len(tree):
        return False
    return tree.words[i + 1] == "," or not any(tree.dep[k] in {"ccomp", "obj", "obl"} and k > i for k in tree.kids[i])


def _heard_from(tree: Tree, lexicon: Lexicon, i: int, args: Arguments) -> list[int]:
    """Who told it, in "had heard from fishermen that ..."."""
    return [k for prep, k in args.obliques if prep == "from" and k > i] if tree.lemmas[i] in lexicon.word_set("hearing_verbs") else []


def _document_saying(tree: Tree, lexicon: Lexicon, i: int) -> list[int]:
    """The statement in "cited a statement from the guards saying that ..."."""
    verb = tree.head[i]
    if tree.dep[i] != "advcl" or not tree.is_gerund(i) or tree.words[i - 1] == "," or not tree.is_verb(verb):
        return []
    return [o for o in tree.arguments(verb).objects if verb < o < i and tree.lemmas[o] in lexicon.cue_nouns][:1]


def _echo(tree: Tree, args: Arguments) -> list[tuple[int, int]]:
    """The pronoun in "denied it": what it takes up is found when all statements are known."""
    return [(o, o) for o in args.objects if tree.lowers[o] in {"it", "this", "that"} and tree.pos[o] == "PRON" and not args.passive]


def _sources(tree: Tree, i: int, args: Arguments) -> list[int]:
    sources = [s for s in args.subjects if tree.lowers[s] not in _IMPERSONAL or not _expletive(tree, s)]
    if len(sources) > 1 and tree.lemmas[i] in _ADDRESSING and any(s < i for s in sources):
        sources = [s for s in sources if s < i]
    if len(sources) > 1:
        sources = [s for s in sources if tree.lowers[s] not in {"that", "which", "who", "it", "what"}] or sources
    if sources or args.passive:
        return sources
    beside = _beside(tree, i)
    return [beside] if beside is not None else []


def _expletive(tree: Tree, s: int) -> bool:
    return tree.dep[s] == "expl" or tree.lowers[s] == "there"


def _beside(tree: Tree, i: int) -> int | None:
    """The noun right after or before a cue whose subject the parser missed (", said the governor")."""
    first, stop = tree.sents[tree.sent[i]]
    for k in range(i + 1, min(stop, i + 8)):
        if tree.words[k] in {",", ".", '"', "”", "that", ":"}:
            break
        if (
            tree.is_noun(k)
            and not (first <= tree.head[k] < stop and tree.head[k] > k and tree.is_noun(tree.head[k]))
            and tree.lemmas[i] in {"say", "add"}
            and not tree.preposition(k)
        ):
            return k
    if i > first and (tree.is_noun(i - 1) or tree.pos[i - 1] == "PRON") and tree.lowers[i - 1] not in _IMPERSONAL:
        return i - 1
    return None


def _content(tree: Tree, lexicon: Lexicon, i: int, cue: Cue, args: Arguments) -> tuple[list[tuple[int, int]], str]:
    if len(cue.words) > 1 and (named := _after_phrase_cue(tree, i, cue)) is not None:
        first, last = tree.clause_span(named)
        put = [tree.phrase(o)[0] for o in args.objects if i < o < named and (cue.words[-1] == "at" or "toll" in cue.words)]
        return [(min([first, *put]), last)], "what the cue is about"
    asked = next((k for k in tree.kids[i] if k > i and tree.dep[k] in {"obj", "advmod", "ccomp"} and tree.lowers[k] in _QUESTIONS and tree.kids[k]), None)
    if asked is not None:
        return [tree.clause_span(asked)], "clause that the cue governs"
    if tree.lemmas[i] in {"cite", "quote"} and (cited := _cited_with_words(tree, lexicon, i, args)) is not None:
        return [cited], "what is cited"
    clause = _complement(tree, i, cue)
    if clause is not None and clause > i and any(tree.dep[k].startswith("nsubj") and k < i for k in tree.kids[clause]):
        return _around(tree, clause, i), "cue beside the clause that it reports"
    if clause is not None:
        first, last = _complement_span(tree, i, clause)
        more = [k for k in tree.kids[i] if k > clause > i and tree.dep[k] == "ccomp" and _with_that(tree, k)]
        return [(first, max([last, *(_complement_span(tree, i, k)[1] for k in more)]))], "clause that the cue governs"
    if (beside := _in_a_statement(tree, lexicon, i)) is not None:
        return [beside], "clause that the cue governs"
    if _closing(tree, i, cue, args):
        return [(tree.sents[tree.sent[i]][0], min(args.subjects) - 1)], "what stands before the cue"
    host = _host(tree, i)
    if host is not None:
        return _around(tree, host, i), "cue beside the clause that it reports"
    if cue.entry.strength == "core" and tree.lemmas[i] not in _NO_NOMINAL or cue.effect in {"denied", "hedged"} and cue.entry.strength == "core":
        nominal = [o for o in args.objects if tree.is_noun(o) and o != tree.head[i]]
        if nominal and not args.passive:
            return [_told(tree, lexicon, i, nominal)], "noun phrase that the cue governs"
        if nominal and args.passive and args.subjects:
            return [tree.clause_span(nominal[0])], "noun phrase that the cue governs"
    if tree.lemmas[i] in lexicon.word_set("counting_verbs") and not args.passive:
        counted = [o for o in args.objects if o > i and any(tree.pos[k] == "NUM" for k in (o, *tree.kids[o]))]
        if counted:
            return [tree.clause_span(counted[0])], "what the cue counts"
    about = [k for prep, k in args.obliques if prep in {"of", "about"} and k > i]
    if about and cue.entry.strength == "core" and tree.lemmas[i] not in {"say", "think"}:
        return [tree.clause_span(about[0])], "what the cue is about"
    return _positional(tree, i, cue, args)


def _cited_with_words(tree: Tree, lexicon: Lexicon, i: int, args: Arguments) -> tuple[int, int] | None:
    """What is cited, with the words in it: "cited a statement saying that ...", "cited an officer who said ..."."""
    for o in (o for o in args.objects if o > i):
        if any(tree.dep[k].startswith("acl") for k in tree.kids[o]):
            return tree.clause_span(o)
        said = next((k for k in tree.kids[i] if k > o and _document_saying(tree, lexicon, k) == [o]), None)
        if said is not None:
            return tree.phrase(o)[0], tree.clause_span(said)[1]
    return None


def _told(tree: Tree, lexicon: Lexicon, i: int, nominal: list[int]) -> tuple[int, int]:
    """The noun phrase that a cue governs; after a noun of saying ("spread rumours about") all that follows it in the clause."""
    first, last = tree.clause_span(nominal[0])
    if any(tree.lemmas[n] in lexicon.cue_nouns for n in nominal):
        aside = {j for k in tree.kids[i] if _speaks_on(tree, lexicon, k) for j in tree.subtree(k)}
        below = [j for j in tree.subtree(i) if j > i and j not in aside and tree.pos[j] != "PUNCT"]
        last = max([last, *below])
    return first, last


def _speaks_on(tree: Tree, lexicon: Lexicon, k: int) -> bool:
    """Whether a clause beside the cue tells something of its own ("..., and rebels fled"), or gives the speaker's own words ("..., saying that")."""
    if tree.dep[k] in {"conj", "parataxis"}:
        return any(tree.dep[c].startswith("nsubj") for c in tree.kids[k])
    return tree.dep[k] == "advcl" and tree.is_gerund(k) and tree.lemmas[k] in lexicon.cue_verbs


def _after_phrase_cue(tree: Tree, i: int, cue: Cue) -> int | None:
    """The noun after the final preposition of a cue ("claimed responsibility for the bombing")."""
    for k in range(i + 1, min(i + _FAR, len(tree))):
        if tree.lowers[k] == cue.words[-1] and tree.dep[k] == "case" and tree.head[k] > k:
            named = tree.head[k]
            return tree.head[named] if tree.dep[named] == "nummod" and tree.head[named] > named else named
    return None


def _complement(tree: Tree, i: int, cue: Cue) -> int | None:
    """The clause that a cue governs: finite, infinitive ("claimed to have"), or gerund after denials ("denied attacking")."""
    clauses = [k for k in tree.kids[i] if tree.dep[k] == "ccomp" and tree.words[k - 1 : k] != ["to"]]
    if clauses:
        return next((k for k in clauses if _with_that(tree, k)), clauses[0])
    for k in tree.kids[i]:
        if k > i and tree.dep[k] in {"xcomp", "advcl", "ccomp"} and (tree.is_infinitive(k) or _gerund(tree, k)) and _governs(tree, i, k, cue):
            return k
    for k in tree.kids[i]:
        if k < i and tree.dep[k] == "parataxis" and tree.is_verb(k):
            return k
        if k > i and tree.dep[k] == "parataxis" and tree.words[k - 1] in {":", '"', "“", "that"}:
            return k
    return None


def _with_that(tree: Tree, clause: int) -> bool:
    return any(tree.lowers[c] == "that" and tree.dep[c] == "mark" for c in tree.kids[clause])


def _in_a_statement(tree: Tree, lexicon: Lexicon, i: int) -> tuple[int, int] | None:
    """The clause in "said in a statement that ...", which the parser may have hung from the noun."""
    for noun in tree.kids[i]:
        if noun > i and tree.dep[noun] == "obl" and tree.lemmas[noun] in lexicon.cue_nouns and tree.preposition(noun) in {"in", "on"}:
            clause = next((k for k in tree.kids[noun] if tree.dep[k].startswith("acl") and _with_that(tree, k) and tree.child(k, *_SUBJECTS) is not None), None)
            if clause is not None:
                return _complement_span(tree, i, clause)
    return None


def _governs(tree: Tree, i: int, k: int, cue: Cue) -> bool:
    if tree.dep[k] == "xcomp" or (tree.is_passive(i) and _perfect_infinitive(tree, k)):
        return cue.entry.strength == "core"
    return _gerund(tree, k) and cue.effect == "denied" and k - i <= 4 and not any(tree.dep[c] == "mark" for c in tree.kids[k])


def _gerund(tree: Tree, k: int) -> bool:
    """ "Denied attacking", "denied having attacked"."""
    return tree.is_gerund(k) or any(tree.lowers[c] == "having" and tree.dep[c].startswith("aux") for c in tree.kids[k])


def _perfect_infinitive(tree: Tree, k: int) -> bool:
    """ "To have stormed", "to be moving"."""
    return tree.is_infinitive(k) and any(tree.lowers[c] in {"have", "be"} and tree.dep[c].startswith("aux") for c in tree.kids[k])


def _complement_span(tree: Tree, i: int, clause: int) -> tuple[int, int]:
    first, last = tree.clause_span(clause)
    if first < i < last:
        first, last = (i + 1, last) if clause > i else (first, i - 1)
    while first < last and tree.lowers[first] in {"that", "whether", "if", "to", ",", ":"} and tree.dep[first] in {"mark", "punct"}:
        first += 1
    return first, last


def _closing(tree: Tree, i: int, cue: Cue, args: Arguments) -> bool:
    """Whether "..., X said" ends a sentence, though the parser made a relative clause of it for want of a comma."""
    stop = tree.sents[tree.sent[i]][1]
    if tree.dep[i] != "acl:relcl" or cue.entry.strength != "core" or not args.subjects or args.passive:
        return False
    last = stop - 1 if tree.pos[stop - 1] == "PUNCT" else stop
    return i == last - 1 and all(tree.head[i] < s < i for s in args.subjects) and tree.phrase(args.subjects[0])[0] == tree.head[i] + 1


def _host(tree: Tree, i: int) -> int | None:
    """The clause beside which a cue stands as an aside ("..., the army said, ...", "..., as the ministry put it")."""
    if any(tree.words[k] == ";" for k in range(*sorted((tree.head[i], i)))):
        return None
    if tree.dep[i] == "parataxis":
        host = tree.head[i]
        if tree.is_noun(host) and not tree.is_clausal(host) and tree.is_verb(tree.clause_of(host)):
            host = tree.clause_of(host)
        if tree.is_clausal(host) or tree.is_verb(host):
            return host
    if tree.dep[i] == "advcl" and any(tree.lowers[k] == "as" and tree.dep[k] == "mark" for k in tree.kids[i]):
        return tree.head[i] if not tree.is_gerund(i) else None
    return None


def _around(tree: Tree, host: int, i: int) -> list[tuple[int, int]]:
    """The words of the host clause on both sides of the aside, as far as the semicolons around it."""
    first, stop = tree.sents[tree.sent[i]]
    end = next((k for k in range(i, stop) if tree.words[k] == ";"), stop)
    begin = next((k for k in range(i, first, -1) if tree.words[k] == ";"), first - 1)
    said = {j for j in tree.subtree(host) if begin < j < end}
    aside = {i, *(j for k in tree.kids[i] if k != host for j in tree.subtree(k))} if tree.head[host] == i else set(tree.subtree(i))
    return _runs(tree, sorted(said - aside))


def _runs(tree: Tree, words: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for j in words:
        if runs and j - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], j)
        else:
            runs.append((j, j))
    return [(a, b) for a, b in runs if b > a or tree.pos[a] not in {"PUNCT", "SPACE"}]


def _positional(tree: Tree, i: int, cue: Cue, args: Arguments) -> tuple[list[tuple[int, int]], str]:
    """Where the parser shows no complement: what follows "that", or what stands before a closing ", X said"."""
    first, stop = tree.sents[tree.sent[i]]
    if cue.entry.strength != "core" or tree.dep[i] in {"amod", "compound"} or tree.is_infinitive(i):
        return [], ""
    for k in range(i + 1, min(i + 6, stop)):
        if tree.lowers[k] == "that" and tree.pos[k] in {"SCONJ", "PRON", "DET"} and k + 2 < stop:
            return [(k + 1, stop - 1)], "what follows the cue"
        if tree.is_verb(k):
            break
    if args.passive or not args.subjects or tree.lemmas[i] in {"quote", "cite", "comment"}:
        return [], ""
    left = min(i, *args.subjects)
    last = max(i, *args.subjects)
    if stop - last <= 6 and left - first >= 4 and not any(tree.is_verb(k) for k in range(last + 1, stop)):
        return [(first, left - 1)], "what stands before the cue"
    if tree.lemmas[i] not in {"say", "tell", "add", "report", "announce", "claim"}:
        return [], ""
    after = i + 1
    if tree.lemmas[i] == "tell" and args.objects and args.objects[0] > i:
        after = tree.phrase(args.objects[0])[1] + 1
    if (
        stop - after >= 4
        and any(tree.is_verb(k) for k in range(after, stop))
        and tree.dep[i] in {"root", "conj", "acl", "advcl"}
        and not any(tree.dep[k] == "obj" and tree.lemmas[i] != "tell" for k in tree.kids[i])
    ):
        return [(after, stop - 1)], "what follows the cue"
    return [], ""


def effect_of(tree: Tree, i: int, cue: Cue) -> str:
    """What the cue does with its content, negation and refusal taken in ("would not confirm", "did not deny")."""
    negated = _negated(tree, i)
    declined = _declined(tree, i)
    lemma = tree.lemmas[i]
    if lemma == "counter" and tree.child(i, "obj") is not None and not negated:
        return "denied"
    if cue.effect == "denied" and _barely(tree, i):
        return "asserted"
    if cue.effect == "denied":
        return "unclear" if negated or declined or _neither_nor(tree, i) else "denied"
    if (negated or declined) and lemma in _NEGATED_UNCLEAR:
        return "unclear"
    if negated and lemma in _NEGATED_DENIED:
        return "denied"
    if _neither_nor(tree, i) and lemma in _NEGATED_UNCLEAR:
        return "unclear"
    if any(tree.lowers[k] in {"whether"} and tree.dep[k] == "mark" for c in tree.kids[i] if tree.dep[c] == "ccomp" for k in tree.kids[c]):
        return "unclear"
    return cue.effect


def _declined(tree: Tree, i: int) -> bool:
    above = tree.lemmas[tree.head[i]]
    return tree.dep[i] == "xcomp" and (above in _DECLINE or (above == "able" and _negated(tree, tree.head[i])))


def _barely(tree: Tree, i: int) -> bool:
    """ "Could hardly deny"."""
    return any(tree.lowers[k] in {"hardly", "scarcely"} for k in tree.kids[i])


def _neither_nor(tree: Tree, i: int) -> bool:
    return any(tree.lowers[k] in {"neither", "nor"} for k in tree.kids[i])


def _negated(tree: Tree, i: int) -> bool:
    return any(tree.lowers[k] in {"not", "n't", "n’t", "never", "neither", "nor"} for k in tree.kids[i])


# -- quoting and passives ---------------------------------------------------------------------------------------------------------------


def _as_saying(tree: Tree, i: int) -> int | None:
    """The verb of "quoted X as saying"."""
    if tree.lemmas[i] not in _QUOTING:
        return None
    for k in tree.kids[i]:
        if tree.is_verb(k) and any(tree.lowers[c] == "as" for c in tree.kids[k]):
            return k
    for k in range(i + 1, min(i + 25, tree.sents[tree.sent[i]][1] - 1)):
        if tree.is_verb(k) and tree.lemmas[k] in _QUOTING:
            return None
        if tree.lowers[k] == "as" and tree.lowers[k + 1] in {"saying", "telling", "stating", "claiming", "reporting"}:
            return k + 1
    return None


def _is_citing(tree: Tree, i: int) -> bool:
    """Whether the verb only names where a report comes from ("Reuters, citing police, reported")."""
    beside = tree.is_gerund(i) or (tree.dep[i] == "acl:relcl" and any(tree.lowers[k] in {"which", "who", "that"} for k in tree.kids[i] if k < i))
    return tree.lemmas[i] in {"cite", "quote"} and beside and _as_saying(tree, i) is None and bool(_cited(tree, i))


def _cited(tree: Tree, i: int) -> list[int]:
    return [o for o in tree.arguments(i).objects if o > i]


def citing_statements(tree: Tree, lexicon: Lexicon, statements: Sequence[Statement]) -> list[Statement]:
    """Those who are cited, each inside the statement of whoever cites them; its content is theirs too."""
    found: list[Statement] = []
    here: dict[int, list[Statement]] = {}
    for statement in statements:
        if statement.cue is not None and statement.effect not in {"act", "attitude"}:
            here.setdefault(tree.sent[statement.cue[0]], []).append(statement)
    for i, lemma in enumerate(tree.lemmas):
        if lemma not in {"cite", "quote"} or not tree.is_verb(i) or not _is_citing(tree, i):
            continue
        beside = [s for s in here.get(tree.sent[i], ()) if not s.holds(i)] or _opened_by(tree, here.get(tree.sent[i], ()), i)
        host = min(beside, key=lambda s: abs((s.cue or (0, 0))[0] - i), default=None)
        if host is not None:
            found.append(Statement((i, i), _cited(tree, i), list(host.content), "asserted", CITED, host=host))
        else:
            found.append(Statement((i, i), _cited(tree, i), _rest_of_sentence(tree, i), "asserted", "cited by the report"))
    return found


def _opened_by(tree: Tree, statements: Sequence[Statement], citing: int) -> list[Statement]:
    """The phrase in "According to Reuters, citing two diplomats, ...", now without what is cited."""
    for s in statements:
        last = tree.phrase(s.sources[-1])[1] if s.sources else -1
        if s.cue is not None and s.cue[0] < citing and tree.words[citing - 1] == "," and last == citing - 2:
            aside = {citing, *tree.subtree(citing)}
            s.content = _runs(tree, [k for a, b in s.content for k in range(a, b + 1) if k not in aside])
            return [s]
    return []


def _rest_of_sentence(tree: Tree, i: int) -> list[tuple[int, int]]:
    first, stop = tree.sents[tree.sent[i]]
    aside = set(tree.subtree(i))
    return _runs(tree, [j for j in range(first, stop) if j not in aside])


def _quoted_source(tree: Tree, i: int) -> list[int]:
    """Who says it in "quoted X as saying": the object of the verb before, or its subject in the passive."""
    if not tree.is_gerund(i) or i == 0 or tree.lowers[i - 1] != "as":
        return []
    first = tree.sents[tree.sent[i]][0]
    for k in range(i - 2, first - 1, -1):
        if tree.lemmas[k] in _QUOTING and tree.is_verb(k):
            args = tree.arguments(k)
            return [o for o in args.objects if o < i] or [j for j in range(k + 1, i - 1) if tree.is_noun(j) and not tree.is_noun(tree.head[j])][:1]
    return []


def _quoting(tree: Tree, i: int, args: Arguments, inner: int, cue: Cue) -> Statement | None:
    """The outer statement; the inner one is found from "saying" itself, whose source is the one who is quoted."""
    first, last = tree.clause_span(inner)
    stop = tree.sents[tree.sent[i]][1]
    return Statement(
        (i, i), list(args.subjects), [(min(first, inner), max(last, inner) if last > inner else stop - 1)], "asserted", "quoted as saying", cue.entry.line
    )


def _passive(tree: Tree, i: int, args: Arguments, content: list[tuple[int, int]], effect: str, cue: Cue) -> Statement:
    """ "It was reported that", "X is said to have": nobody's word, hence hedged; with "by Y" it is Y's."""
    if args.subjects:
        return Statement((i, i), list(args.subjects), content, effect, "passive cue with its agent", cue.entry.line)
    receiver = [o for o in args.objects if tree.lemmas[i] in {"inform", "tell", "notify", "advise"} and tree.lowers[o] not in _IMPERSONAL]
    status = effect if effect in {"denied", "unclear", "prospective", "attitude"} else "hedged"
    return Statement((i, i), receiver, content, status, "passive cue without an agent", cue.entry.line)


# -- verbal acts ------------------------------------------------------------------------------------------------------------------------


def _act_statement(tree: Tree, i: int, act: Trigger) -> Statement | None:
    """What a verbal act names: its clause, its object, or what follows "of", "for" and the like."""
    args = tree.arguments(i)
    heads = [k for k in tree.kids[i] if tree.dep[k] in {"ccomp", "xcomp"} or (tree.dep[k] == "advcl" and k > i and _act_clause(tree, k))]
    nouns = [o for o in args.objects if tree.is_noun(o) and o > i]
    nouns += [k for prep, k in args.obliques if prep in _ACT_LINKS and k > i]
    if not heads and not nouns:
        return None
    content = _after_act(tree, i)
    covered: set[int] = set()
    if act.entry.complement == "covers":
        covered = {c for k in (*heads, *nouns) for c in tree.conjuncts(k)}
    return Statement((i, i), list(args.subjects), content, "act", f"verbal act {act.event}", act.entry.line, frozenset(covered))


def _after_act(tree: Tree, i: int) -> list[tuple[int, int]]:
    """What follows the act in its clause, without coordinated clauses and what is told of its circumstances."""
    aside: set[int] = set()
    for k in tree.kids[i]:
        circumstance = tree.dep[k] == "advcl" and any(tree.lowers[c] in _CIRCUMSTANCES for c in tree.kids[k] if tree.dep[c] in {"mark", "advmod"})
        if tree.dep[k] in {"conj", "parataxis"} or circumstance or k < i:
            aside.update(tree.subtree(k))
    return _runs(tree, sorted(j for j in tree.subtree(i) if j > i and j not in aside))


def _act_clause(tree: Tree, k: int) -> bool:
    return tree.is_infinitive(k) or any(tree.lowers[c] in _ACT_LINKS and tree.dep[c] in {"mark", "case"} for c in tree.kids[k])
