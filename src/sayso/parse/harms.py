"""Trees of killing and wounding put right: who is killed, who is wounded, and who did it."""

from __future__ import annotations

from sayso.syntax import Tree

__all__ = ["is_done_to_them", "repair_harms"]

_DONE_TO_PEOPLE = frozenset("kill wound injure hurt arrest detain kidnap abduct execute behead displace slay murder martyr jail sentence massacre".split())
_DONE_TO_THEM = _DONE_TO_PEOPLE | frozenset(
    "assassinate lynch stab gun ambush bomb torch raid besiege capture recapture seize evict evacuate rescue expel deport extradite oust depose dismiss sack "
    "acquit convict indict torture flog rape poison outlaw suspend ban free".split()
)
"""Verbs that need somebody, or something, to which it is done."""
_DOERS = frozenset({"i", "he", "she", "we", "they", "who"})
"""Pronouns that only those can be who do something."""
_HELD = frozenset({"hostage", "captive", "prisoner"})
_HARMED = frozenset({"dead", "killed", "wounded", "injured", "hurt", "homeless", "missing", "displaced", "unconscious"})
_WOUNDING = {"wounds": "wound", "wound": "wound", "injures": "injure", "injure": "injure", "hurts": "hurt", "hurt": "hurt"}
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_COUNTED = frozenset({"DET", "NUM", "ADJ", "ADV", "NOUN", "PROPN", "ADP", "PRON"})
_FAR = 12


def repair_harms(tree: Tree) -> None:
    """Repair in place what parsers make of the harm done to people, each time by what stands in the sentence."""
    _read_shot_dead(tree)
    _read_headlines(tree)
    _part_numbers(tree)
    _part_harms(tree)
    _leave_behind(tree)


def is_done_to_them(tree: Tree, verb: int) -> bool:
    """ "Two Civilians Killed in Aleppo": a headline's verb that needs somebody to whom it is done, and has nobody but its subject."""
    if tree.tags[verb] not in {"VBD", "VBN"} or tree.dep[verb] == "acl:relcl" or any(tree.dep[k].startswith("aux") for k in tree.kids[verb]):
        return False
    if any(tree.dep[k] in SUBJECTS and tree.lowers[k] in _DOERS for k in tree.kids[verb]):
        return False
    charged = tree.lemmas[verb] == "charge" and any(tree.dep[k] == "obl" and tree.preposition(k) in {"with", "over", "in"} for k in tree.kids[verb])
    if _is_shot_or_taken(tree, verb) or (charged and tree.child(verb, "obj") is None):
        return True
    together = (verb, *(k for k in tree.kids[verb] if tree.dep[k] == "conj" and tree.child(k, "nsubj") is None))
    return tree.lemmas[verb] in _DONE_TO_THEM and not any(tree.dep[k] in {"obj", "ccomp", "xcomp"} for v in together for k in tree.kids[v])


def _is_shot_or_taken(tree: Tree, verb: int) -> bool:
    """ "Two soldiers shot dead", "Aid worker taken hostage", and nobody behind it who would be the one."""
    behind = verb + 1
    if behind == len(tree) or any(tree.dep[k] == "obj" and k != behind for k in tree.kids[verb]):
        return False
    return (tree.lemmas[verb] == "shoot" and tree.lowers[behind] == "dead") or (tree.lowers[verb] in {"taken", "held"} and tree.lowers[behind] in _HELD)


def _read_shot_dead(tree: Tree) -> None:
    """In "Journalist shot dead in Mexico" a journalist is shot, and it is no shot of a journalist's."""
    for shot, word in enumerate(tree.lowers[:-1]):
        if word != "shot" or not tree.is_noun(shot) or tree.lowers[shot + 1] != "dead":
            continue
        tree.pos[shot], tree.tags[shot], tree.lemmas[shot] = "VERB", "VBN", "shoot"
        victim = next((k for k in reversed(tree.kids[shot]) if k < shot and tree.is_noun(k)), None)
        if victim is not None:
            for k in [k for k in tree.kids[shot] if k < victim]:
                tree.hang(k, victim, tree.dep[k])
            tree.hang(victim, shot, "nsubj:pass")
        for k in [k for k in tree.kids[shot + 1] if k > shot + 1]:
            tree.hang(k, shot, tree.dep[k])
        tree.hang(shot + 1, shot, "xcomp")


def _read_headlines(tree: Tree) -> None:
    """In "Two Civilians Killed, 9 Injured in Attack" nobody killed nine, and in "Five Killed in Aleppo" five were."""
    for verb, kids in enumerate(tree.kids):
        if tree.tags[verb] not in {"VBD", "VBN"}:
            continue
        _part_headline(tree, verb)
        beside = tree.dep[verb] == "conj" and tree.lemmas[tree.head[verb]] not in _DONE_TO_THEM
        if beside or not is_done_to_them(tree, verb):
            continue
        for k in [k for k in kids if tree.dep[k] in SUBJECTS and k < verb]:
            tree.dep[k], tree.tags[verb] = "nsubj:pass", "VBN"
        for k in [k for k in kids if tree.dep[k] == "obj"]:
            tree.dep[k] = "xcomp"


def _part_headline(tree: Tree, verb: int) -> None:
    """In "Two Civilians Killed, 9 Injured" the number goes with the verb behind it."""
    kids = tree.kids[verb]
    number = next((k for k in kids if tree.dep[k] == "obj" and k > verb and (tree.pos[k] == "NUM" or tree.child(k, "nummod") is not None)), None)
    if tree.lemmas[verb] not in _DONE_TO_PEOPLE or number is None or number + 1 == len(tree):
        return
    after = number + 1
    if tree.lemmas[after] in _DONE_TO_PEOPLE and tree.tags[after] in {"VBD", "VBN"}:
        tree.hang(after, verb, "conj")
        tree.hang(number, after, "nsubj:pass")
        tree.tags[after] = "VBN"


def _part_harms(tree: Tree) -> None:
    """In "killed 18 civilians and wounded dozens of others" the others are wounded, and in "killing eight people injuring 25" the dead injure nobody."""
    for harm, above in enumerate(tree.head):
        killing = tree.head[above]
        if tree.dep[harm] == "acl" and tree.is_gerund(harm) and tree.lemmas[harm] in _DONE_TO_PEOPLE and tree.child(harm, "obj") is not None:
            if tree.dep[above] == "obj" and tree.lemmas[killing] in _DONE_TO_PEOPLE:
                tree.hang(harm, killing, "conj")
            elif tree.words[harm - 1] == "," and (verb := _finite_above(tree, above)) is not None and verb < harm:
                tree.hang(harm, verb, "advcl")
            continue
        if tree.lemmas[harm] not in _DONE_TO_PEOPLE or not harm or tree.lowers[harm - 1] != "and":
            continue
        verb = tree.head[tree.head[above]]
        listed = tree.dep[harm] == "amod" and tree.dep[above] == "conj" and tree.dep[tree.head[above]] == "obj" and tree.lemmas[verb] in _DONE_TO_PEOPLE
        if listed:
            tree.hang(harm, verb, "conj")
            tree.hang(above, harm, "obj")
            tree.pos[harm], tree.tags[harm] = "VERB", tree.tags[verb]
        elif tree.dep[harm] == "conj" and tree.is_verb(above):
            hurt = next((k for k in tree.kids[above] if harm < k <= harm + 3 and tree.dep[k] == "conj" and not tree.is_verb(k)), None)
            if hurt is not None and min(tree.subtree(hurt)) == harm + 1:
                tree.hang(hurt, harm, "obj")


def _finite_above(tree: Tree, i: int) -> int | None:
    """The finite verb in whose clause a noun stands."""
    return next((k for k in tree.ancestors(i) if tree.is_verb(k) and tree.tags[k] in {"VBD", "VBP", "VBZ"}), None)


def _part_numbers(tree: Tree) -> None:
    """In the headline "Attack kills 5, wounds 20" five are killed and twenty wounded, and nobody kills wounds."""
    for harm, word in enumerate(tree.lowers):
        verb = tree.head[harm]
        if word not in _WOUNDING or tree.lemmas[verb] not in _DONE_TO_PEOPLE or not verb < harm < len(tree) - 1 or tree.sent[harm + 1] != tree.sent[harm]:
            continue
        number = harm - 2 if tree.words[harm - 1] == "," else harm - 1
        hurt = harm + 1
        if number <= verb or tree.pos[number] != "NUM" or tree.pos[hurt] != "NUM":
            continue
        for k in (number, hurt):
            tree.hang(k, tree.head[verb] if tree.head[verb] != verb else verb, "dep")
        tree.pos[harm], tree.tags[harm], tree.lemmas[harm] = "VERB", tree.tags[verb], _WOUNDING[word]
        tree.hang(harm, verb, "conj")
        tree.hang(number, verb, "obj")
        tree.hang(hurt, harm, "obj")


def _leave_behind(tree: Tree) -> None:
    """In "leaving three people killed and 20 others wounded" and "the raid left at least three dead" the harm is what becomes of those left."""
    for leave, lemma in enumerate(tree.lemmas):
        if lemma != "leave" or not (tree.is_verb(leave) or tree.lowers[leave] == "left") or (found := _left_harmed(tree, leave)) is None:
            continue
        people, harm = found
        _raise_above(tree, leave, harm)
        _harmed(tree, people, harm, leave)
        further = _left_harmed(tree, harm + 1) if harm + 1 < len(tree) and tree.lowers[harm + 1] in {"and", ","} else None
        if further is not None:
            tree.hang(further[0], people, "conj")
            tree.hang(further[1], harm, "conj")
            tree.pos[further[1]], tree.tags[further[1]] = "ADJ", "JJ"


def _left_harmed(tree: Tree, before: int) -> tuple[int, int] | None:
    """The people right behind a word and what has become of them, where nothing else stands between."""
    stop = min(tree.sents[tree.sent[before]][1], before + _FAR)
    harm = next((k for k in range(before + 1, stop) if tree.lowers[k] in _HARMED), None)
    between = range(before + 1, harm) if harm is not None else range(0)
    if harm is None or not any(tree.pos[k] in {"NUM", "NOUN", "PROPN", "PRON"} for k in between) or any(tree.pos[k] not in _COUNTED for k in between):
        return None
    if tree.pos[harm] == "NOUN" and tree.tags[harm] == "NNS" or any(tree.dep[k] in {"obj", "aux", "aux:pass", "cop"} for k in tree.kids[harm]):
        return None
    number = next((k for k in between if tree.pos[k] == "NUM"), harm)
    people = next((k for k in reversed(between) if tree.is_noun(k) or tree.pos[k] == "PRON"), number)
    within = next((k for k in between if k > number and tree.lowers[k] in {"of", "in", "at", "from"}), harm)
    return next((k for k in reversed(between) if k < within and (tree.is_noun(k) or tree.pos[k] in {"PRON", "NUM"})), people), harm


def _raise_above(tree: Tree, leave: int, harm: int) -> None:
    """Let what leaves people harmed govern the harm and what did it, where the parser has it the other way round."""
    doer = tree.head[leave]
    above = harm if harm in tree.ancestors(leave) else doer
    if tree.dep[leave] != "acl" or doer != leave - 1 or (above == doer and tree.head[doer] != doer):
        return
    label = tree.dep[above]
    if tree.head[above] == above:
        tree.kids[doer].remove(leave)
        tree.head[leave], tree.dep[leave] = leave, label
        tree.head[above], tree.dep[above] = leave, "xcomp"
        tree.kids[leave] = sorted([*tree.kids[leave], above])
    else:
        tree.hang(leave, tree.head[above], label)
        tree.hang(above, leave, "xcomp")
    for k in [k for k in tree.kids[above] if k < leave and k not in {doer} and above != doer or tree.dep[k] == "punct"]:
        tree.hang(k, leave, tree.dep[k])
    tree.hang(doer, leave, "nsubj")
    tree.pos[leave], tree.tags[leave] = "VERB", "VBD"


def _harmed(tree: Tree, people: int, harm: int, leave: int) -> None:
    """Those left are the object, and the harm what is said of them."""
    tree.hang(harm, leave, "xcomp")
    tree.hang(people, leave, "obj")
    for k in [k for k in tree.kids[leave] if leave < k < people and tree.dep[k] in {"nummod", "det", "amod", "advmod", "case", "nmod"}]:
        tree.hang(k, people, tree.dep[k])
    for k in [k for k in tree.kids[harm] if leave < k < people]:
        tree.hang(k, people, tree.dep[k])
    for k in [k for k in tree.kids[tree.head[leave]] if leave < k < people]:
        tree.hang(k, people, tree.dep[k])
    tree.pos[harm], tree.tags[harm] = "ADJ", "JJ"
