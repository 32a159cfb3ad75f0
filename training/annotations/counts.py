"""Count what annotation files hold: `python -m annotations.counts FILE...`, run in `training/`. No texts are needed."""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from annotations.records import AttributedPassage, NamedPassage
from annotations.validate import read_passages


def attribution_counts(passages: Iterable[AttributedPassage]) -> Counter[str]:
    """Return the counts of passages and of the attributions in them."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts["passages"] += 1
        counts["sentences"] += len(passage.id)
        counts["passages without attribution"] += not passage.attributions
        for attribution in passage.attributions:
            counts["attributions"] += 1
            counts["speech"] += attribution.kind == "speech"
            counts["attitudes"] += attribution.kind == "attitude"
            counts["nested"] += attribution.parent is not None
            counts["without source"] += attribution.source is None
            counts["without cue"] += attribution.cue is None
            counts["content in several pieces"] += len(attribution.content) > 1
    return counts


def name_counts(passages: Iterable[NamedPassage]) -> Counter[str]:
    """Return the counts of passages and of the names in them, overall and by label."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts["passages"] += 1
        counts["names"] += len(passage.names)
        counts.update(label for _, _, label in passage.names)
    return counts


def main() -> None:
    """Print the counts of every file."""
    parser = argparse.ArgumentParser(description="Count what annotation files hold.")
    parser.add_argument("files", type=Path, nargs="+")
    for path in parser.parse_args().files:
        passages = read_passages(path)
        counts = attribution_counts(p for p in passages if isinstance(p, AttributedPassage))
        counts += name_counts(p for p in passages if isinstance(p, NamedPassage))
        print(path, *(f"  {number:6} {what}" for what, number in counts.items()), sep="\n")


if __name__ == "__main__":
    main()
