"""Choose what to annotate: `python -m annotations.select_passages NER_FOLDER UD_FOLDER OUT`, run in `training/`.

Writes batches with the text of the passages to OUT, which lies outside the repository. The choice depends on the seed alone. Left out are
the last sentences of GMB, on which names are tested and tuned. The first round takes passages rich in attributions, and sentences of conflict
news for names; each further one (`--round 2`, `--round 3`) political reporting, and news as it comes, for attributions alone.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import yaml

from sayso.corpus.texts import read_gmb, read_gum

SEED = 20241207
HELD_OUT = 0.16
PASSAGES = {"gmb:": 590, "gum:GUM_news_": 80, "gum:GUM_interview_": 30}
CHAINED, PLAIN, RICH = 0.5, 0.04, 0.7
NAMED, OF_ONE_NAME = 1250, 12
ATTRIBUTION_BATCHES, NAME_BATCHES = 20, 10
POLITICAL, AS_IT_COMES, FURTHER_BATCHES = 380, 220, 18
LONGEST_PASSAGE, LONGEST_SENTENCE, SHORTEST_SENTENCE = 110, 50, 8
PRONOUN_START = re.compile(r"(?:He|She|It|They|His|Her|Their|Its)\b")
CAPITALISED = re.compile(r"(?<=[\w,] )(?:[A-Z][\w'’-]+)")
RESERVED = re.compile(r"[|~{}@]|#NAME")


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True)
class Criteria:
    """Patterns for what makes a sentence worth annotating."""

    cues: tuple[re.Pattern[str], ...]
    conflict: re.Pattern[str]
    elsewhere: re.Pattern[str]
    politics: re.Pattern[str]
    common: frozenset[str]

    @classmethod
    def load(cls) -> "Criteria":
        """Return the criteria of `selection.yaml`."""
        data = yaml.safe_load(Path(__file__).with_name("selection.yaml").read_text(encoding="utf-8"))
        return cls(
            tuple(_pattern(family) for family in data["cues"]),
            _pattern(chain.from_iterable(data["conflict"])),
            _pattern(chain.from_iterable(data["elsewhere"])),
            _pattern(chain.from_iterable(data["politics"])),
            frozenset(data["common"]),
        )

    def cue_families(self, text: str) -> list[int]:
        """Return the number of the family of every cue word in a text."""
        return [number for number, family in enumerate(self.cues) for _ in family.finditer(text)]

    def continues(self, text: str, before: str) -> bool:
        """Return whether a sentence looks as if it went on with the same article: it starts with a pronoun or shares a name."""
        if PRONOUN_START.match(text):
            return True
        shared = set(CAPITALISED.findall(text)) & set(CAPITALISED.findall(before))
        return bool(shared - self.common)


@dataclass(frozen=True)
class Passage:
    """Some consecutive sentences."""

    ids: tuple[str, ...]
    text: str
    families: tuple[int, ...] = field(default=())
    chained: bool = False


def _fits(text: str) -> bool:
    return not RESERVED.search(text) and SHORTEST_SENTENCE <= len(text.split()) <= LONGEST_SENTENCE


def _is_next(key: str, following: str) -> bool:
    """Whether a sentence stands right after another one of its document (of the whole collection in GMB, where documents are not told apart)."""
    parts, others = re.split(r"[:-](?=\d+$)", key), re.split(r"[:-](?=\d+$)", following)
    return parts[0] == others[0] and int(parts[1]) + 1 == int(others[1])


def _grow(start: int, keys: Sequence[str], sentences: Mapping[str, str], criteria: Criteria, length: int) -> Passage:
    """Take a sentence and up to `length - 1` sentences that go on with it."""
    ids = [keys[start]]
    text = sentences[keys[start]]
    for key in keys[start + 1 : start + length]:
        following = sentences[key]
        if not _is_next(ids[-1], key) or RESERVED.search(following) or len(f"{text} {following}".split()) > LONGEST_PASSAGE:
            break
        if key.startswith("gmb:") and not criteria.continues(following, text):
            break
        ids.append(key)
        text = f"{text} {following}"
    chained = any(len(criteria.cue_families(sentences[key])) > 1 for key in ids)
    return Passage(tuple(ids), text, tuple(criteria.cue_families(text)), chained)


def _candidates(keys: Sequence[str], sentences: Mapping[str, str], criteria: Criteria, rng: random.Random) -> list[Passage]:
    lengths = [rng.choice((1, 1, 2, 2, 3, 4)) for _ in keys]
    starts = [index for index, key in enumerate(keys) if _fits(sentences[key]) and not PRONOUN_START.match(sentences[key])]
    passages = [_grow(index, keys, sentences, criteria, lengths[index]) for index in starts]
    rng.shuffle(passages)
    return passages


class _Choice:
    """Passages taken so far, no sentence and no text twice."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.used: set[str] = set()

    def take(self, passage: Passage) -> bool:
        """Take a passage unless a part of it is taken."""
        if self.used & {*passage.ids, passage.text}:
            return False
        self.used |= {*passage.ids, passage.text}
        self.passages.append(passage)
        return True

    def take_some(self, passages: Iterable[Passage], number: int) -> None:
        """Take passages in their order until there are `number` more."""
        wanted = len(self.passages) + number
        for passage in passages:
            if len(self.passages) >= wanted:
                return
            self.take(passage)


def _by_rarest_cue(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Deal the passages out over the cue families, so that rare cues come as often as "said"."""
    passages = list(passages)
    counts = Counter(chain.from_iterable(set(passage.families) for passage in passages))
    piles: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        piles[min(passage.families, key=lambda family: counts[family])].append(passage)
    while piles:
        for family in sorted(piles):
            yield piles[family].pop()
            if not piles[family]:
                del piles[family]


def choose_attributed(sentences: Mapping[str, str], criteria: Criteria, number: int, rng: random.Random) -> list[Passage]:
    """Return passages rich in attributions: half of them by their rarest cue, many with two cues in one sentence, a few without any."""
    keys = list(sentences)
    candidates = _candidates(keys, sentences, criteria, rng)
    cued = [passage for passage in candidates if passage.families and not criteria.elsewhere.search(passage.text)]
    rich = [passage for passage in cued if len(passage.families) > 1]
    several = [passage for passage in cued if passage.chained]
    choice = _Choice()
    choice.take_some((passage for passage in candidates if not passage.families), round(number * PLAIN))
    choice.take_some(_by_rarest_cue(several), round(number * CHAINED / 2))
    choice.take_some(several, round(number * CHAINED / 2))
    choice.take_some(_by_rarest_cue(rich), (number - len(choice.passages)) // 2)
    choice.take_some(rich, round((number - len(choice.passages)) * RICH))
    choice.take_some(cued, number - len(choice.passages))
    return choice.passages


def _names(text: str, criteria: Criteria) -> set[str]:
    return set(CAPITALISED.findall(text)) - criteria.common


def choose_named(sentences: Mapping[str, str], criteria: Criteria, taken: set[str], rng: random.Random) -> list[Passage]:
    """Return sentences of conflict news, dealt out over the names in them so that no place or party crowds out the others."""
    fit = [
        Passage((key,), text)
        for key, text in sentences.items()
        if key not in taken and _fits(text) and criteria.conflict.search(text) and not criteria.elsewhere.search(text)
    ]
    rng.shuffle(fit)
    choice, taken_of = _Choice(), Counter[str]()
    frequency = Counter(chain.from_iterable(_names(passage.text, criteria) for passage in fit))
    for passage in fit:
        names = _names(passage.text, criteria)
        if len(choice.passages) == NAMED or not names:
            continue
        most_frequent = max(sorted(names), key=lambda name: frequency[name])
        if taken_of[most_frequent] < OF_ONE_NAME and choice.take(passage):
            taken_of[most_frequent] += 1
    return choice.passages


def choose_further(sentences: Mapping[str, str], criteria: Criteria, taken: set[str], rng: random.Random) -> list[Passage]:
    """Return passages of political reporting and of news as it comes, none of which holds a sentence that is taken."""
    free = {key: text for key, text in sentences.items() if key not in taken}
    candidates = _candidates(list(free), free, criteria, rng)
    choice = _Choice()
    choice.take_some((p for p in candidates if criteria.politics.search(p.text) and p.families), POLITICAL)
    choice.take_some((p for p in candidates if not criteria.elsewhere.search(p.text)), AS_IT_COMES)
    return choice.passages


def available_gmb(ner: Path) -> dict[str, str]:
    """Return the sentences of GMB before the held-out part, without those that come again in it."""
    sentences = read_gmb(ner)
    first = {text: key for key, text in reversed(sentences.items())}
    unique = list(dict.fromkeys(sentences.values()))
    kept = set(unique[: round(len(unique) * (1 - HELD_OUT))])
    return {key: text for key, text in sentences.items() if text in kept and first[text] == key}


def write_batches(passages: list[Passage], folder: Path, batches: int) -> None:
    """Write the passages, dealt out evenly, as `batch-01.json` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(batches):
        items = [{"id": "+".join(passage.ids), "text": passage.text} for passage in passages[number::batches]]
        text = json.dumps(items, ensure_ascii=False, indent=1)
        (folder / f"batch-{number + 1:02}.json").write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    """Choose the passages and write the batches."""
    parser = argparse.ArgumentParser(description="Choose passages to annotate.")
    for name in ("ner", "ud", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--round", type=int, default=1, help="choose a further round, without the sentences of those before it")
    args = parser.parse_args()
    rng, criteria = random.Random(SEED), Criteria.load()
    gmb = available_gmb(args.ner)
    sentences = {**gmb, **read_gum(args.ud)}
    attributed: list[Passage] = []
    for start, number in PASSAGES.items():
        attributed += choose_attributed({key: text for key, text in sentences.items() if key.startswith(start)}, criteria, number, rng)
    rng.shuffle(attributed)
    taken = {key for passage in attributed for key in passage.ids}
    named = choose_named(gmb, criteria, taken, rng)
    rng.shuffle(named)
    taken |= {key for passage in named for key in passage.ids}
    for number in range(1, args.round):
        further = choose_further(gmb, criteria, taken, random.Random(SEED + number))
        taken |= {key for passage in further for key in passage.ids}
    if args.round > 1:
        write_batches(further, args.out, FURTHER_BATCHES)
        return
    write_batches(attributed, args.out / "A", ATTRIBUTION_BATCHES)
    write_batches(named, args.out / "B", NAME_BATCHES)
    chained = sum(passage.chained for passage in attributed)
    print(f"{len(attributed)} passages, {sum(len(p.families) for p in attributed)} cue words, {chained} with two in a sentence; {len(named)} for names")


if __name__ == "__main__":
    main()
