"""spaCy's English tokenizer with rules that come closer to the tokens of UD English."""

from typing import Any

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# UD English keeps these prefixes on their words ("pro-Russian", "co-founder") and cuts at all other hyphens ("US - led").
JOINED_PREFIXES = "anti co counter cross e ex inter intra mid mini multi neo non over post pre pro pseudo psycho re semi socio sub".split()
LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-žА-яЁёІіЇїЄєҐґ"
RUNS = [r"[!?]{2,}", r"={2,}", r"_{2,}", r"\*{2,}", r"\#{2,}", r"~{2,}", r"<{2,}", r">{2,}"]
SHORT_FORMS = "al. etc. Brig. Capt. Cmdr. Col. Cpl. Ft. Lt. Maj. Mt. Pfc. Pvt. Sgt. Spc. Supt.".split()
CONTRACTIONS = {"wanna": ["wan", "na"], "Wanna": ["Wan", "na"]}
DROPPED_CASES = ("and/or", "):")


def _hyphen_infixes() -> list[str]:
    kept = "".join(rf"(?<!\b[{prefix[0].upper()}{prefix[0]}]{prefix[1:]})" for prefix in JOINED_PREFIXES)
    return [
        rf"(?<=[{LETTER}]){kept}-(?=[{LETTER}\d])",
        rf"(?<=[{LETTER}]\.)-(?=[{LETTER}])",
        rf"(?<=\d)-(?=[{LETTER}])",
        r"(?<=\d)[–—](?=\d)",
    ]


def _infixes(nlp: Language) -> list[str]:
    """Replace spaCy's rule for hyphens between letters, which cuts at every one of them."""
    defaults = [str(rule) for rule in nlp.Defaults.infixes or []]
    return [
        *(rule.replace("-|–|—", "–|—", 1) if rule.endswith("])") and "(?:-|–" in rule else rule for rule in defaults),
        *_hyphen_infixes(),
    ]


def adapt_tokenizer(nlp: Language) -> None:
    """Change the tokenizer's rules; they are data, so a saved pipeline carries them and needs none of this code."""
    tokenizer: Any = nlp.tokenizer
    prefixes = [*RUNS, *(str(rule) for rule in nlp.Defaults.prefixes or [])]
    suffixes = [*RUNS, *(str(rule) for rule in nlp.Defaults.suffixes or [])]
    tokenizer.rules = {text: case for text, case in tokenizer.rules.items() if text not in DROPPED_CASES}
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(_infixes(nlp)).finditer
    for text, pieces in (*CONTRACTIONS.items(), *((form, [form]) for form in SHORT_FORMS)):
        tokenizer.add_special_case(text, [{"ORTH": piece} for piece in pieces])


def blank_english() -> Language:
    """Make an empty English pipeline with this tokenizer."""
    nlp = spacy.blank("en")
    adapt_tokenizer(nlp)
    return nlp
