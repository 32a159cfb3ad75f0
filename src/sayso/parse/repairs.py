"""Trees put right where their parser is known to go wrong, each time by what stands in the sentence."""

from __future__ import annotations

from sayso.parse.harms import is_done_to_them, repair_harms
from sayso.syntax import Tree

__all__ = ["repaired"]

_CORE = frozenset({"nsubj", "obj", "iobj"})
_NEAR = 7
_HELD = frozenset({"held", "controlled", "occupied", "besieged", "captured", "seized", "overrun"})
_DAYS_IN_A_MONTH = 31
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_MODIFIERS = frozenset({"compound", "amod", "nmod:poss", "nmod:desc", "flat"})
_UNFINITE = frozenset({"VBG", "VBN"})
_SAYING = frozenset({"say", "add", "report", "announce", "claim", "write", "recount", "recall"})
_DENYING = frozenset({"deny", "reject", "dismiss", "refute", "rebut"})
_BLAMING = frozenset({"criticise", "criticize", "condemn", "blame", "denounce", "thank", "praise", "punish", "arrest", "jail", "sentence", "fine"})
_WITHIN = frozenset({"at", "in", "from", "with"})
_PARTING = frozenset({"after", "before", "following", "since", "until", "despite"})
_CHARGING = {"blame": "on", "pin": "on", "charge": "with", "accuse": "of", "convict": "of", "acquit": "of", "suspect": "of"}
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_BOTH = frozenset(
    "shell bomb strike raid attack target claim demand order visit sanction arrest fine charge hit storm rock blast jail release offer back ban block pound "
    "fire condemn free battle kill seize rescue torch besiege ambush".split()
)
"""Verbs of headlines that may pass for nouns or adjectives."""


def repaired(tree: Tree) -> Tree:
    """The tree itself, repaired in place."""
    _join_hyphenated(tree)
    _join_names(tree)
    _keep_dates_together(tree)
    _read_verbs_as_verbs(tree)
    _part_neighbours(tree)
    _part_objects_from_times(tree)
    _undo_passives(tree)
    repair_harms(tree)
    _blame_for_deeds(tree)
    _give_verbs_their_charges(tree)
    _call_on_somebody(tree)
    _name_what_happens(tree)
    _clear_before_marks(tree)
    _free_citing(tree)
    _let_deniers_speak(tree)
    _give_verbs_their_nouns(tree)
    _part_places_from_subjects(tree)
    _name_what_is_between(tree)
    _join_what_one_may_do(tree)
    _part_double_subjects(tree)
    _set_speakers_aside(tree)
    _let_described_speakers_speak(tree)
    _free_subjects(tree)
    _aim_at_targets(tree)
    _hold_places(tree)
    _keep_phrases_with_their_noun(tree)
    _join_titles(tree)
    return tree


def _give_verbs_their_charges(tree: Tree) -> None:
    """In "blamed the attack on the militia" and "charged the leader with treason" what the preposition introduces goes with the verb."""
    for verb, lemma in enumerate(tree.lemmas):
        prep = _CHARGING.get(lemma)
        thing = tree.child(verb, "obj") if prep is not None else None
        if thing is None or any(tree.dep[k] == "obl" and tree.preposition(k) in {prep, "for"} for k in tree.kids[verb]):
            continue
        doing = [k for k in tree.kids[thing] if tree.dep[k] == "acl" and tree.is_gerund(k) and any(tree.lowers[c] == prep for c in tree.kids[k])]
        onto = [k for k in tree.subtree(thing) if k > thing and tree.dep[k] == "nmod" and tree.preposition(k) == prep]
        if doing:
            tree.hang(doing[0], verb, "advcl")
        elif onto and not any(tree.preposition(k) == "for" for k in tree.kids[thing]):
            tree.hang(max(onto), verb, "obl")


def _call_on_somebody(tree: Tree) -> None:
    """In "called on Rwanda to leave" it is on Rwanda that one calls."""
    for on, verb in enumerate(tree.head):
        whom = next((k for k in tree.kids[verb] if k > on and tree.dep[k] == "obl"), None)
        if tree.dep[on] != "compound:prt" or tree.lemmas[verb] != "call" or tree.lowers[on] not in {"on", "upon"} or whom is None:
            continue
        if tree.child(whom, "case") is None and all(tree.head[k] == whom or k == whom for k in range(on + 1, whom + 1)):
            tree.hang(on, whom, "case")


def _clear_before_marks(tree: Tree) -> None:
    """In "accused the army of shelling the town" and "quoted the minister as saying" what stands before "of" and "as" goes with the verb above."""
    for mark, clause in enumerate(tree.head):
        above = tree.head[clause]
        if tree.lowers[mark] == "to" and tree.dep[mark] == "mark" and tree.dep[clause] == "xcomp" and tree.is_verb(above):
            for k in [k for k in tree.kids[clause] if above < k < mark and tree.dep[k] == "obj"]:
                tree.hang(k, above, "obj")
        if (
            tree.dep[mark] not in {"mark", "case"}
            or tree.lowers[mark] not in {"of", "for", "from", "as"}
            or not above < mark < clause
            or not tree.is_verb(above)
        ):
            continue
        if tree.lowers[mark] == "as" and not tree.is_gerund(clause):
            continue
        for k in [k for k in tree.kids[clause] if above < k < mark and tree.dep[k] in _CORE]:
            tree.hang(k, above, "obj")
        for k in [k for k in tree.kids[above] if above < k < mark and tree.dep[k] == "nsubj"]:
            tree.dep[k] = "obj"


def _join_hyphenated(tree: Tree) -> None:
    """A hyphenated name is one name, of the kind of its last part ("Al-Bab")."""
    joined: list[tuple[int, int, str]] = []
    for first, stop, label in tree.ents:
        hyphen = first if tree.words[first] == "-" else first - 1
        last = joined[-1] if joined else None
        if (
            last is not None
            and last[1] == hyphen
            and tree.words[hyphen] == "-"
            and tree.start[hyphen] == tree.end(hyphen - 1)
            and tree.start[hyphen + 1] == tree.end(hyphen)
        ):
            joined[-1] = (last[0], stop, label)
        else:
            joined.append((first, stop, label))
    tree.ents = joined


def _keep_dates_together(tree: Tree) -> None:
    """In "On December 7 fighters entered" the number is the day, not the fighters'."""
    for day in range(1, len(tree)):
        month, noun = day - 1, tree.head[day]
        dated = tree.lowers[month] in _MONTHS and tree.words[day].isdecimal() and int(tree.words[day]) <= _DAYS_IN_A_MONTH
        if dated and tree.dep[day] == "nummod" and noun > day and tree.head[noun] != noun:
            tree.hang(day, tree.head[noun], "obl")
            if tree.head[month] == noun:
                tree.hang(month, day, "nmod:unmarked")
            for case in [c for c in tree.kids[noun] if c < month and tree.dep[c] == "case"]:
                tree.hang(case, day, "case")


def _read_verbs_as_verbs(tree: Tree) -> None:
    """In the headline "Court jails dissident" a word that has an object is no noun, and what stands before it is its subject."""
    for first, stop in tree.sents:
        _read_verb_among_nouns(tree, first, stop)
        _read_plans(tree, first, stop)
    for verb, word in enumerate(tree.lowers):
        if tree.pos[verb] != "NOUN" or tree.tags[verb] != "NNS" or not word.endswith("s") or tree.dep[verb] not in {"root", "parataxis", "ccomp"}:
            continue
        before = verb - 1
        thing = next((k for k in tree.kids[verb] if k > verb and (tree.dep[k] == "obj" or (tree.dep[k] == "compound" and tree.is_noun(k)))), None)
        if thing is None or before < 0 or tree.head[before] != verb or tree.dep[before] != "compound":
            continue
        tree.dep[thing] = "obj"
        tree.pos[verb], tree.tags[verb] = "VERB", "VBZ"
        for k in [k for k in tree.kids[verb] if k < before and tree.dep[k] in {"nmod:poss", "amod", "det", "compound", "nummod"}]:
            tree.hang(k, before, tree.dep[k])
        tree.hang(before, verb, "nsubj")
        for k in [k for k in tree.kids[verb] if tree.dep[k] == "nmod"]:
            tree.hang(k, verb, "obl")


def _read_verb_among_nouns(tree: Tree, first: int, stop: int) -> None:
    """In the headlines "Army shells rebel village" and "Police arrest 12", where no other word is a verb, "shells" and "arrest" are.

    A noun in front of another is hardly ever a plural.
    """
    if any(tree.tags[k] in {"VBD", "VBP", "VBZ", "MD"} or tree.pos[k] == "AUX" for k in range(first, stop)):
        return
    verb = next((k for k in range(first + 1, stop - 1) if _may_be_verb(tree, k)), None)
    if verb is None or not all(tree.is_noun(k) or tree.pos[k] in {"ADJ", "NUM", "ADP", "DET"} for k in range(first, verb)):
        return
    root = next((k for k in range(first, stop) if tree.head[k] == k), verb)
    if root < verb - 1 or tree.sent[verb - 1] != tree.sent[verb]:
        return
    _make_root(tree, verb, root)
    for k in [k for k in range(first, verb) if tree.head[k] >= verb]:
        tree.hang(k, verb if k == verb - 1 else verb - 1, "nsubj" if k == verb - 1 else "compound")
    for k in [k for k in tree.kids[verb] if k > verb and tree.dep[k] in {"nmod", "flat", "compound", "nummod", "amod"}]:
        tree.dep[k] = "obl" if tree.child(k, "case") is not None else "obj"


def _read_plans(tree: Tree, first: int, stop: int) -> None:
    """In the headline "Nigeria to send troops" Nigeria will send them."""
    noun = next((k for k in range(first, stop) if tree.head[k] == k), None)
    if noun is None or not tree.is_noun(noun) or any(tree.tags[k] in {"VBD", "VBP", "VBZ", "MD"} for k in range(first, stop)):
        return
    verb = next((k for k in tree.kids[noun] if k > noun and tree.dep[k] in {"advcl", "acl", "parataxis"} and tree.is_infinitive(k)), None)
    to = next((k for k in tree.kids[verb] if tree.lowers[k] == "to"), None) if verb is not None else None
    if verb is None or to is None or to == first or not tree.is_noun(to - 1) or tree.child(noun, "det") is not None:
        return
    tree.kids[noun].remove(verb)
    tree.head[verb], tree.dep[verb], tree.dep[to] = verb, "root", "aux"
    tree.hang(noun, verb, "nsubj")


def _may_be_verb(tree: Tree, i: int) -> bool:
    """ "Army shells", "Police arrest": a noun, and a word that may be the verb to it, with something behind it to which it is done."""
    word, before = tree.lowers[i], i - 1
    if not (tree.pos[i] in {"NOUN", "ADJ"} or tree.tags[i] == "NN") or not tree.is_noun(before) or tree.pos[i + 1] in {"ADP", "PUNCT", "CCONJ", "SCONJ"}:
        return False
    plural = tree.tags[before] in {"NNS", "NNPS"} or tree.lowers[before] in {"police", tree.lemmas[before] + "s"}
    return (word.endswith("s") and word[:-1] in _BOTH and not plural) or (word in _BOTH and plural)


def _make_root(tree: Tree, verb: int, root: int) -> None:
    """The verb as root in the place of another word, which becomes its object; what stood in front of that one goes with the verb."""
    tree.pos[verb], tree.tags[verb] = "VERB", "VBP"
    if root == verb:
        return
    for k in [k for k in tree.kids[root] if k < verb]:
        tree.hang(k, verb, tree.dep[k])
    if tree.head[verb] != verb:
        tree.kids[tree.head[verb]].remove(verb)
    tree.head[verb], tree.dep[verb] = verb, "root"
    tree.hang(root, verb, "obj" if root > verb else "nsubj")
    for k in [k for k in tree.kids[root] if k > root and tree.dep[k] == "nmod" and tree.preposition(k) not in {"of", "for", "from"}]:
        tree.hang(k, verb, "obl")


def _part_neighbours(tree: Tree) -> None:
    """In "Ethiopia and Tigray forces" two things are coordinated and not three: there is an "and" before each."""
    for k, head in enumerate(tree.head[:-1]):
        behind = k + 1
        pair = tree.dep[k] == tree.dep[behind] == "conj" and tree.head[behind] == head and tree.is_noun(behind) and not tree.is_verb(k)
        if pair and tree.tags[k].startswith(("NN", "JJ")):
            tree.hang(behind, head, "conj")
            for c in [c for c in tree.kids[k] if tree.dep[c] in {"cc", "case", "det", "amod"}]:
                tree.hang(c, behind, tree.dep[c])
            tree.hang(k, behind, "compound")


def _part_objects_from_times(tree: Tree) -> None:
    """In "killed nine following an attack" the attack is no object, and in "tortured to death two detainees" the detainees are."""
    for k, above in enumerate(tree.head):
        if tree.dep[above] in {"obj", "obl"} and tree.dep[k] in {"case", "mark"} and tree.lowers[k] in _PARTING:
            tree.dep[above] = "obl"
            tree.dep[k] = "case"
        bare = tree.dep[k] == "obl" and tree.tags[k] == "NNS" and tree.child(k, "case", "mark") is None and above < k and tree.is_verb(above)
        if bare and tree.child(above, "obj") is None and tree.child(k, "nummod") is not None and not tree.is_time(k):
            tree.dep[k] = "obj"


def _undo_passives(tree: Tree) -> None:
    """Without a participle, with "have" alone or with an object there is no passive ("the president spoke", "the army had retaken the town")."""
    for k, verb in enumerate(tree.head):
        if tree.dep[k] != "nsubj:pass" or any(tree.dep[c] == "aux:pass" for c in tree.kids[verb]) or is_done_to_them(tree, verb):
            continue
        if (
            any(tree.dep[c] == "obj" and k < verb < c for c in tree.kids[verb])
            or tree.tags[verb] in {"VBD", "VBZ", "VBP"}
            or any(tree.dep[c] == "aux" and tree.lemmas[c] == "have" for c in tree.kids[verb])
        ):
            tree.dep[k] = "nsubj"


def _blame_for_deeds(tree: Tree) -> None:
    """In "criticised both sides for attacks" the attacks go with the verb."""
    for k, blamed in enumerate(tree.head):
        verb = tree.head[blamed]
        if tree.dep[k] == "nmod" and tree.preposition(k) == "for" and tree.dep[blamed] == "obj" and tree.lemmas[verb] in _BLAMING:
            tree.hang(k, verb, "obl")


def _name_what_happens(tree: Tree) -> None:
    """In "Fighting broke out" the gerund is a noun."""
    for i in range(len(tree)):
        if tree.dep[i] == "csubj" and tree.is_gerund(i) and not any(tree.dep[k] in _CORE or tree.dep[k] in {"ccomp", "xcomp"} for k in tree.kids[i]):
            tree.pos[i], tree.dep[i], tree.lemmas[i] = "NOUN", "nsubj", tree.lowers[i]


def _free_citing(tree: Tree) -> None:
    """In "the agency, citing police, said" the participle goes with the verb, and what follows it is its object."""
    for i, word in enumerate(tree.lowers):
        if word not in {"citing", "quoting"} or not tree.is_verb(i):
            continue
        for k in [k for k in tree.kids[i] if k > i and tree.dep[k] in {"nsubj", "iobj"}]:
            tree.dep[k] = "obj"
        if tree.dep[i] == "case" and tree.head[i] < i:
            tree.dep[i] = "acl"
        _give_object(tree, i)
        verb = tree.head[i]
        for k in [k for k in tree.kids[i] if tree.dep[k] in {"ccomp", "acl"} and _after_comma_that(tree, k)] if tree.is_verb(verb) else []:
            tree.hang(k, verb, "ccomp")


def _let_deniers_speak(tree: Tree) -> None:
    """In "denied claims of an attack saying rebels had fired" whoever denies says so, not the claims."""
    for i, noun in enumerate(tree.head):
        verb = tree.head[noun]
        if tree.dep[i] == "acl" and tree.lemmas[i] in _SAYING and tree.is_gerund(i) and tree.dep[noun] == "obj" and tree.lemmas[verb] in _DENYING:
            tree.hang(i, verb, "advcl")


def _give_object(tree: Tree, citing: int) -> None:
    """In "a report quoting the mayor said" and "citing the mayor, the agency said" it is the mayor who is quoted."""
    for k in range(citing + 1, min(citing + _NEAR, len(tree))):
        if tree.words[k] == "," or (tree.is_verb(k) and tree.dep[k] not in {"amod", "compound"}):
            return
        if not tree.is_noun(k) or (k < tree.head[k] < citing + _NEAR and tree.dep[k] in _MODIFIERS):
            continue
        if tree.head[citing] == k and tree.head[k] != k:
            tree.hang(citing, tree.head[k], "advcl")
        if tree.head[k] != citing and tree.head[citing] != k:
            tree.hang(k, citing, "obj")
        return


def _after_comma_that(tree: Tree, clause: int) -> bool:
    """Whether a clause begins with ", that"."""
    that = next((c for c in tree.kids[clause] if tree.lowers[c] == "that" and tree.dep[c] == "mark"), None)
    return that is not None and that > 0 and tree.words[that - 1] == ","


def _give_verbs_their_nouns(tree: Tree) -> None:
    """A noun right before a finite verb is its subject and no part of its name; a bare noun behind "accused" is no clause."""
    for k, verb in enumerate(tree.head):
        if not tree.is_noun(k) or not tree.is_verb(verb) or verb == k:
            continue
        if tree.dep[k] == "ccomp" and k > verb and not any(tree.dep[c].startswith(("nsubj", "cop", "mark", "aux", "expl")) for c in tree.kids[k]):
            tree.dep[k] = "obj"
        elif tree.dep[k] == "compound" and k == verb - 1 and tree.tags[verb] not in _UNFINITE and not any(tree.dep[c] in _SUBJECTS for c in tree.kids[verb]):
            tree.dep[k] = "nsubj"
            for c in [c for c in tree.kids[verb] if c < k and tree.dep[c] in {"nmod:poss", "amod", "det", "compound", "nummod"}]:
                tree.hang(c, k, tree.dep[c])


def _part_places_from_subjects(tree: Tree) -> None:
    """In "In Gomel soldiers arrested five men" the soldiers are not called after Gomel."""
    for k, noun in enumerate(tree.head):
        verb = tree.head[noun]
        if tree.dep[k] != "compound" or tree.dep[noun] not in _SUBJECTS or not tree.is_verb(verb) or verb < noun:
            continue
        first = min(tree.subtree(k))
        case = next((c for c in (*tree.kids[k], *tree.kids[noun]) if tree.dep[c] == "case" and c in {first, first - 1}), None)
        if case is not None and tree.entity_of.get(k, (0, 0, ""))[2] in {"GPE", "LOC"}:
            tree.hang(case, k, "case")
            tree.hang(k, verb, "obl")


def _name_what_is_between(tree: Tree) -> None:
    """ "Fighting between troops and rebels" is a noun, and "begun two days of talks" has an object."""
    for i, label in enumerate(tree.dep):
        if label in {"advcl", "acl", "ccomp", "xcomp"} and tree.is_verb(i) and tree.is_gerund(i) and _stands_between(tree, i):
            tree.pos[i], tree.tags[i], tree.lemmas[i] = "NOUN", "NN", tree.lowers[i]
            tree.dep[i] = "nmod" if label == "acl" else "obl"
            for k in tree.kids[i]:
                tree.dep[k] = {"mark": "case", "obl": "nmod", "advmod": "amod"}.get(tree.dep[k], tree.dep[k])
        elif label == "obl:unmarked" and tree.head[i] < i and tree.tags[i] == "NNS" and _is_measured(tree, i):
            tree.dep[i] = "obj"


def _is_measured(tree: Tree, i: int) -> bool:
    """Whether "days" are those of something, behind a verb without an object."""
    return not any(tree.dep[k] == "obj" for k in tree.kids[tree.head[i]]) and any(tree.dep[k] == "nmod" and tree.preposition(k) == "of" for k in tree.kids[i])


def _stands_between(tree: Tree, i: int) -> bool:
    """Whether two parties are told between which it is, and nobody who does it."""
    labels = {tree.dep[k] for k in tree.kids[i]}
    if labels & {"nsubj", "obj", "ccomp", "xcomp"}:
        return False
    return any(tree.dep[k] == "obl" and tree.preposition(k) == "between" and any(tree.lowers[c] == "and" for c in tree.subtree(k)) for k in tree.kids[i])


def _join_what_one_may_do(tree: Tree) -> None:
    """In "are spreading rumours about him leaving or making a visit" he makes the visit: "or" joins the doings that stand side by side."""
    for k, label in enumerate(tree.dep):
        above = tree.head[k]
        choice = next((c for c in tree.kids[k] if tree.dep[c] == "cc" and tree.lowers[c] == "or"), None)
        if label != "conj" or choice is None or not (tree.is_gerund(k) and tree.is_verb(k)):
            continue
        nearer = next((g for g in range(choice - 1, above, -1) if tree.is_verb(g) and tree.is_gerund(g) and max(tree.subtree(g)) == choice - 1), None)
        if nearer is not None and tree.dep[nearer] == "acl" and above in tree.ancestors(nearer):
            tree.hang(k, nearer, "conj")


def _part_double_subjects(tree: Tree) -> None:
    """In "residents say soldiers burned the village" the second subject goes with the clause."""
    for verb, kids in enumerate(tree.kids):
        subjects = [k for k in kids if tree.dep[k] in _SUBJECTS]
        if len(subjects) < 2 or not tree.is_verb(verb):
            continue
        late = [k for k in subjects if k > verb]
        clause = next((k for k in kids if tree.dep[k] in {"ccomp", "xcomp"} and k > verb), None)
        if clause is None and late and (promised := _infinitive_of(tree, late[0])) is not None:
            tree.hang(promised, verb, "ccomp")
            tree.hang(late[0], promised, "nsubj")
            continue
        if clause is None and late and subjects[0] < verb and tree.lemmas[verb] in {"quote", "cite"}:
            tree.dep[late[0]] = "obj"
        if clause is None or not late or late[0] > clause or any(tree.dep[c].startswith("nsubj") for c in tree.kids[clause]):
            continue
        tree.hang(late[0], clause, tree.dep[late[0]])


def _set_speakers_aside(tree: Tree) -> None:
    """In "the court, said a man who watched, fined nine herders" the man speaks and the court fines."""
    for verb, kids in enumerate(tree.kids):
        if tree.lemmas[verb] not in _SAYING or not verb or tree.words[verb - 1] != ",":
            continue
        clause = next((k for k in kids if tree.dep[k] == "ccomp" and k > verb), None)
        early = next((k for k in (*kids, *(tree.kids[clause] if clause is not None else ())) if tree.dep[k] in _SUBJECTS and k < verb), None)
        if early is None or clause is None:
            continue
        speaker = next((k for k in tree.kids[clause] if tree.dep[k] in _SUBJECTS and verb < k < clause), None)
        if speaker is None or min(tree.subtree(speaker)) != verb + 1:
            continue
        last = max(tree.subtree(speaker))
        if "," in {tree.words[last], tree.words[min(last + 1, clause)]}:
            label = tree.dep[speaker]
            tree.hang(speaker, verb, "nsubj")
            tree.hang(early, clause, label)
            for k in (*kids, *tree.kids[clause]):
                if k in {speaker - 1, last, last + 1} and tree.words[k] == ",":
                    tree.hang(k, verb, "punct")


def _let_described_speakers_speak(tree: Tree) -> None:
    """In "..., three elders who stayed behind said" the elders speak, though the parser hung the saying on what they did."""
    for speaker, label in enumerate(tree.dep):
        if label != "parataxis" or not tree.is_noun(speaker) or tree.child(speaker, "cop") is not None:
            continue
        clause = next((k for k in tree.kids[speaker] if tree.dep[k] == "acl:relcl" and k > speaker), None)
        if clause is None:
            continue
        for verb in tree.kids[clause]:
            spoken = tree.lemmas[verb] in _SAYING and tree.tags[verb] in {"VBD", "VBZ", "VBP"} and tree.dep[verb] in {"advcl", "conj", "ccomp", "parataxis"}
            if spoken and verb > clause and not any(tree.dep[k] in _SUBJECTS for k in tree.kids[verb]):
                for adverb in [k for k in tree.kids[verb] if k < verb and tree.tags[k] in {"IN", "RP", "RB"}]:
                    tree.hang(adverb, clause, "advmod")
                tree.hang(verb, tree.head[speaker], "parataxis")
                tree.hang(speaker, verb, "nsubj")
                break


def _free_subjects(tree: Tree) -> None:
    """In "helping the army retake the town" the army does the retaking, though the parser made it an object."""
    for k, verb in enumerate(tree.head):
        above = tree.head[verb]
        between = tree.dep[k] == "obj" and above < k < verb and tree.dep[verb] in {"xcomp", "ccomp"} and tree.is_verb(above)
        if between and any(tree.dep[c] == "obj" and c > verb for c in tree.kids[verb]):
            tree.dep[k] = "nsubj"


def _aim_at_targets(tree: Tree) -> None:
    """In "attacks by the rebels on a village" the village goes with the attacks."""
    for k, agent in enumerate(tree.head):
        noun = tree.head[agent]
        by = tree.dep[k] == tree.dep[agent] == "nmod" and tree.preposition(agent) == "by" and tree.preposition(k) in {"on", "against"}
        if by and tree.is_noun(noun) and noun < agent < k:
            tree.hang(k, noun, "nmod")


def _keep_phrases_with_their_noun(tree: Tree) -> None:
    """In "news of a withdrawal was false" the withdrawal goes with the news, and in "a source at Police Command told" nobody but the source tells."""
    for k, head in enumerate(tree.head):
        if tree.dep[k] not in {"obl", *_SUBJECTS} or head < k or tree.preposition(k) not in {"of", *(_WITHIN if tree.dep[k] in _SUBJECTS else ())}:
            continue
        case = next((c for c in tree.kids[k] if tree.dep[c] == "case"), k)
        before = case - 1
        if before >= 0 and tree.is_noun(before) and tree.head[before] == head and tree.dep[before].startswith("nsubj"):
            tree.hang(k, before, "nmod")


def _hold_places(tree: Tree) -> None:
    """In "attacks in the town of Kesra held by rebels" it is Kesra that they hold."""
    for first, stop, label in tree.ents:
        if label in {"GPE", "LOC"} and stop < len(tree) and tree.lowers[stop] in _HELD and tree.dep[stop] == "acl":
            name = next((k for k in range(first, stop) if not first <= tree.head[k] < stop), first)
            tree.hang(stop, name, "acl")


def _infinitive_of(tree: Tree, noun: int) -> int | None:
    """The infinitive of a headline's clause ("Minister says army to leave town")."""
    return next((k for k in tree.kids[noun] if k > noun and tree.dep[k] == "acl" and tree.is_infinitive(k)), None)


def _join_titles(tree: Tree) -> None:
    """In "quoted rebel commander X as saying" and "the newspaper The Y said" the noun goes with the name."""
    for first, stop, label in tree.ents:
        head = next((k for k in range(first, stop) if not first <= tree.head[k] < stop), first)
        title = first - 2 if first > 1 and tree.lowers[first - 1] == "the" else first - 1
        if label not in {"PERSON", "PER", "ORG"} or title < 0 or tree.pos[title] != "NOUN" or tree.sent[title] != tree.sent[head]:
            continue
        verb = tree.head[title]
        if verb == tree.head[head] and verb not in {title, head} and tree.dep[title] in _CORE and tree.dep[head] in _CORE | {"appos", "flat", "obl"}:
            tree.dep[head] = tree.dep[title]
            tree.hang(title, head, "nmod:desc")


def _join_names(tree: Tree) -> None:
    """Two words of a name side by side are neither coordinated nor two arguments ("Um Khalil", "The Pars Wire", "Radio Amani")."""
    for i in range(1, len(tree)):
        before = i - 1
        if tree.pos[i] != "PROPN" or tree.sent[i] != tree.sent[before]:
            continue
        if tree.dep[i] == "conj" and tree.head[i] == before and tree.pos[before] == "PROPN":
            tree.dep[i] = "flat"
        elif tree.head[i] == tree.head[before] and tree.dep[i] == tree.dep[before] and tree.dep[i] in _CORE:
            if tree.pos[before] == "DET":
                tree.hang(before, i, "det")
            elif tree.pos[before] == "PROPN":
                tree.hang(before, i, "compound")
        elif tree.head[i] == tree.head[before] and tree.dep[i] == tree.dep[before] and tree.dep[i] in {"obl", "nmod"}:
            _join_flat(tree, before, i)


def _join_flat(tree: Tree, first: int, second: int) -> None:
    """In "blamed on Boko Haram" the second word has no preposition of its own."""
    if tree.pos[first] == "PROPN" and tree.child(second, "case") is None and tree.child(first, "case") is not None:
        tree.hang(second, first, "flat")
