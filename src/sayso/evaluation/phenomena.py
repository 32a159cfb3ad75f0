"""What is hard about a claim: the phenomena of the language that a checked claim shows, by which scores can be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.records import Record

__all__ = ["PHENOMENA", "phenomena_of"]

PHENOMENA = {
    "the report's own word": "nobody is named as a source",
    "one voice": "one voice, or several side by side",
    "a chain of voices": "a voice inside another's",
    "an anonymous voice": "some voice is anonymous",
    "in quotation marks": "the trigger stands in somebody's direct speech",
    "a voice from another sentence": "the voice is named in another sentence",
    "asserted": "", "hedged": "", "denied": "", "unclear": "", "attempted": "", "prospective": "",
    "no actor": "a recipient and no actor, as in a passive",
    "several actors": "",
    "a pronoun": "an actor or recipient is a pronoun",
    "people counted": "",
    "several places": "",
    "beside other claims": "three claims or more in the sentence",
    "a long sentence": "more than 35 words",
}  # fmt: skip
"""The phenomena, each with what it means where its name does not say it."""

LONG = 35
PRONOUNS = frozenset(
    "he she it they them him her his its their who which we us our i you that this those these one ours theirs himself themselves itself".split()
)


def phenomena_of(claim: Record, in_sentence: int) -> Iterator[str]:
    """Yields the phenomena of a claim in whose sentence so many claims are told."""
    yield from _of_voices(claim)
    yield claim["status"]
    people = (*claim["actors"], *claim["recipients"])
    shown = {
        "no actor": bool(claim["recipients"]) and not claim["actors"],
        "several actors": len(claim["actors"]) > 1,
        "a pronoun": any((person.get("text") or "").lower() in PRONOUNS for person in people),
        "people counted": bool(claim.get("counts")),
        "several places": bool(claim.get("more_places")),
        "beside other claims": in_sentence > 2,
        "a long sentence": len((claim["evidence"].get("text") or "").split()) > LONG,
    }
    yield from (name for name, holds in shown.items() if holds)


def _of_voices(claim: Record) -> Iterator[str]:
    voices = claim.get("voices") or ()
    depth = max((voice.get("depth", 0) for voice in voices), default=-1)
    yield ("the report's own word", "one voice", "a chain of voices")[min(depth, 1) + 1]
    if any(voice.get("anonymous") for voice in voices):
        yield "an anonymous voice"
    if any(voice.get("manner") == "quoted" for voice in voices):
        yield "in quotation marks"
    evidence = claim["evidence"]
    told = [voice["start"] for voice in voices if voice.get("start") is not None]
    if any(not evidence["start"] <= at < evidence["end"] for at in told):
        yield "a voice from another sentence"
