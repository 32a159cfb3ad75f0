"""What a site's robots.txt allows (RFC 9309): the rule with the longest pattern wins, ``*`` and ``$`` are understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

__all__ = ["Robots", "parse_robots"]

LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
TOKEN = re.compile(r"[A-Za-z_-]+")
SAFE = "/?&=:;,@!$*'()+~"


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one visitor: pairs of whether a pattern is allowed and the pattern; ``delay`` is Crawl-delay in seconds."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether the path, with its query, may be fetched."""
        path = _normal(path)
        found = [(len(pattern), allow) for allow, pattern in self.rules if _matches(pattern, path)]
        return max(found, default=(0, True))[1] or path == "/robots.txt"


def parse_robots(data: bytes, *, agent: str) -> Robots:
    """The rules that hold for the agent, or those for all where none is its own. Nothing is an error: what is not understood is no rule."""
    own: list[tuple[str, str]] = []
    everybody: list[tuple[str, str]] = []
    named = False
    for agents, rules in _groups(_lines(data)):
        if agent.lower() in agents:
            named = True
            own += rules
        if "*" in agents:
            everybody += rules
    return _compiled(own if named else everybody)


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("utf-8-sig", "replace").splitlines():
        if match := LINE.match(line):
            yield match[1].lower(), match[2].strip()


def _groups(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Each group's agents and its rules; agents on several lines in a row share the group."""
    agents: set[str] = set()
    rules: list[tuple[str, str]] = []
    for key, value in lines:
        if key == "user-agent":
            if rules:
                yield agents, rules
                agents, rules = set(), []
            token = TOKEN.match(value)
            agents.add(token[0].lower() if token else value)
        elif key in ("allow", "disallow", "crawl-delay"):
            rules.append((key, value))
    yield agents, rules


def _compiled(lines: Iterable[tuple[str, str]]) -> Robots:
    rules, delay = [], 0.0
    for key, value in lines:
        if key == "crawl-delay":
            delay = max(delay, _seconds(value))
        elif value:
            rules.append((key == "allow", _normal(value)))
    return Robots(tuple(rules), delay)


def _seconds(value: str) -> float:
    return float(value) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value) else 0.0


def _normal(path: str) -> str:
    """The path with what needs no percent sign written plainly and all else with one, so that two ways of writing compare equal."""
    kept = re.sub(r"%(2[aA4]|2[fF]|3[fF]|25|23)", lambda match: "%25" + match[1].upper(), path)
    return quote(unquote(kept, errors="surrogateescape"), safe=SAFE, errors="surrogateescape")


def _matches(pattern: str, path: str) -> bool:
    """Whether the pattern fits a beginning of the path, or all of it where it ends in ``$``; in time that grows with their lengths only."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not whole or path == first
    at = len(first)
    for part in rest[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if whole else path.find(rest[-1], at) >= 0
