"""The lexicon: what it must hold, what its examples show, and what happens to a file that breaks its shape."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso.errors import LexiconError
from sayso.flow import Engine
from sayso.lexicon import Lexicon, load_lexicon
from sayso.lexicon.schema import EVENT_TYPES, CueEntry, EventFile, MarkerEntry, NumberEntry
from sayso.model import Report
from sayso.parse import load_pipeline

MODES = {
    "ASSAULT": "aerial drone heavy-weapons firearms explosives suicide-attack targeted abduct unconventional destroy torture sexual beat primitive "
    "crowd-control",
    "COERCE": "seize arrest restrict ban curfew martial-law deport censor withhold cyber misinformation",
    "RETREAT": "withdraw release return disarm ceasefire access resign",
    "PROTEST": "demo riot strike hunger boycott obstruct",
    "MOBILIZE": "troops weapons police militia",
    "REQUEST": "assist change yield meet",
    "REJECT": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "THREATEN": "violence territory restrict arrest expel relations ban rights",
    "SANCTION": "convict expel withdraw discontinue",
    "CONSULT": "visit third-party multilateral phone",
    "CONTROL": "seize hold contest lose",
    "ADVANCE": "enter approach encircle",
    "DISPLACE": "flee evacuate return",
}
CUES_SEEN = 0.8
"""The share of reporting cues in whose example the engine must see an attribution."""

Example = tuple[str, CueEntry | MarkerEntry | NumberEntry]
DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def examples(lexicon: Lexicon) -> list[Example]:
    """The examples of cues, markers and numbers, with their entries."""
    return lexicon.cue_examples


def test_every_event_type_has_a_file(lexicon: Lexicon) -> None:
    assert set(lexicon.events) == set(EVENT_TYPES)


@pytest.mark.parametrize("event", EVENT_TYPES)
def test_event_file_is_complete(event: str, lexicon: Lexicon) -> None:
    file = lexicon.events[event]
    used = {entry.mode for entry in file.triggers["en"]}
    assert set(file.modes) - used == set(), "modes that no trigger names"
    assert set(MODES.get(event, "").split()) - set(file.modes) == set(), "modes of the claim record that are not declared"
    assert file.examples["en"] and file.no_claims["en"]
    assert file.crosswalk.acled is not None or file.crosswalk.cameo or file.crosswalk.plover or all(mode.crosswalk for mode in file.modes.values())


def test_an_event_of_plover_has_its_plover_code(lexicon: Lexicon) -> None:
    own = {"CONTROL", "ADVANCE", "DISPLACE", "REMAIN"}
    assert {event for event, file in lexicon.events.items() if file.crosswalk.plover != event} <= own


def test_cameo_codes_are_strings_of_digits(lexicon: Lexicon) -> None:
    codes = [code for file in lexicon.events.values() for code in file.crosswalk.cameo]
    assert codes and all(re.fullmatch(r"\d{2,4}", code) for code in codes)


def test_every_state_has_a_code_and_a_capital_of_its_own(lexicon: Lexicon) -> None:
    assert len(lexicon.states) > 190
    capitals = [state.capital for state in lexicon.states.values() if state.capital]
    assert len(set(capitals)) == len(capitals)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("Jabhat al-Nusra", "Nusra Front", "HTS", "Hay'at Tahrir al-Sham"), "armed-group"),
        (("IS", "ISIS", "ISIL", "Daesh", "Islamic State"), "armed-group"),
        (("SDF", "Syrian Democratic Forces"), "armed-group"),
        (("YPG",), "armed-group"),
        (("PKK",), "armed-group"),
        (("RSF", "Rapid Support Forces"), "armed-group"),
        (("M23",), "armed-group"),
        (("JNIM",), "armed-group"),
        (("Houthis",), "armed-group"),
        (("Reuters",), "media"),
    ],
)
def test_aliases_are_one_actor(names: tuple[str, ...], kind: str, lexicon: Lexicon) -> None:
    found = [actor_of(lexicon, name) for name in names]
    assert {(actor.name, actor.kind) for actor in found} == {(found[0].name, kind)}


def actor_of(lexicon: Lexicon, name: str) -> Any:
    """The entry that the whole name stands for."""
    from sayso.lexicon.match import name_words

    words = name_words(name)
    match = lexicon.names.longest(words, [name] if len(words) == 1 else words, 0, len(words))
    assert match is not None and match[0] == len(words), f"{name} is not in the lexicon"
    return match[1]


def test_examples_hold_a_word_of_their_entry(examples: list[Example]) -> None:
    docs = load_pipeline().pipe(text for text, _ in examples)
    forms = [{form for token in doc for form in (token.lower_, token.lemma_.lower())} for doc in docs]
    strange = [text for (text, entry), found in zip(examples, forms, strict=True) if not words_of(entry) & found]
    assert len(strange) <= len(examples) / 50, strange


def words_of(entry: CueEntry | MarkerEntry | NumberEntry) -> set[str]:
    """All single words of the entry's patterns."""
    patterns = (*entry.verbs, *entry.nouns, *entry.phrases) if isinstance(entry, CueEntry) else entry.words
    return {word for pattern in patterns for word in pattern.lower().replace("-", " ").split()}


def test_cues_are_seen_in_their_examples(examples: list[Example], engine: Engine) -> None:
    reports = [Report(text, id=str(n)) for n, (text, entry) in enumerate(examples) if isinstance(entry, CueEntry)]
    unseen = [reading.report.text for reading in engine.read_all(reports) if not reading.attributions]
    assert len(unseen) <= (1 - CUES_SEEN) * len(reports), "\n".join(unseen)


# -- files of the user's own ---------------------------------------------------------------------------------------------------------------


def write(folder: Path, content: str, name: str = "ours.yaml") -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_own_entries_are_merged_last(tmp_path: Path) -> None:
    ours = write(tmp_path, "actors:\n  - {name: Lantern Front, kind: armed-group, country: SYR, aliases: [HTS]}\n")
    assert actor_of(load_lexicon([ours]), "HTS").name == "Lantern Front"
    assert actor_of(load_lexicon(), "HTS").name != "Lantern Front"


def test_own_entries_change_the_fingerprint(tmp_path: Path, lexicon: Lexicon) -> None:
    assert load_lexicon([write(tmp_path, "words: {}\n")]).fingerprint != lexicon.fingerprint


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("actors:\n  - {name: X, kind: armed-group}\n  - {name: Y, kind: pirates}\n", r"ours\.yaml:3"),
        ("actors:\n  - {name: X, kind: media, colour: red}\n", r"ours\.yaml:2"),
        ("states:\n  - {name: Atlantis, code: at}\n", r"ours\.yaml:2"),
        ("cues:\n  - {verbs: [bleat]}\n", r"ours\.yaml:2"),
        ("pirates: []\n", "pirates"),
        ("actors: [\n", "not valid YAML"),
        ("event: SAIL\ngloss: x\n", "event"),
        ("event: CONTROL\ngloss: x\ntriggers:\n  en:\n    - {verbs: [board], mode: board}\n", "no mode 'board'"),
    ],
)
def test_a_broken_file_is_named_with_its_line(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=message):
        load_lexicon([write(tmp_path, content)])


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="nowhere"):
        load_lexicon([tmp_path / "nowhere"])


def yaml_blocks() -> list[str]:
    """The examples of lexicon files in the documentation."""
    return re.findall(r"```yaml\n(.*?)```", (DOCS / "lexicon.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", yaml_blocks())
def test_files_in_the_documentation_load(block: str, tmp_path: Path) -> None:
    load_lexicon([write(tmp_path, block)])


def test_the_documentation_shows_both_kinds_of_file() -> None:
    assert {"event" in yaml.safe_load(block) for block in yaml_blocks()} == {True, False}
    assert set(EventFile.model_fields) <= set(re.findall(r"`(\w+)`", (DOCS / "lexicon.md").read_text(encoding="utf-8")))


def keys_told_twice(node: yaml.Node | None) -> list[str]:
    """The keys that stand twice in one mapping, of which YAML would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        return [key for part in node.value for key in keys_told_twice(part)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [str(key.value) for key, _ in node.value]
    return [*(key for key in set(keys) if keys.count(key) > 1), *(key for _, value in node.value for key in keys_told_twice(value))]


def test_no_list_of_the_shipped_lexicon_is_told_twice() -> None:
    for file in sorted(Path(str(files("sayso.lexicon") / "data")).rglob("*.yaml")):
        assert not keys_told_twice(yaml.compose(file.read_text(encoding="utf-8"))), file.name
    assert keys_told_twice(yaml.compose("words: {bodies: [army], offices: [king], bodies: [guild]}")) == ["bodies"]
