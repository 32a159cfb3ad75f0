"""How a view is cited: what it is, of which store, read by which engine, as of which day, under which address."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import NamedTuple

from sayso.export.labels import one_line

__all__ = ["Citation", "cite", "program_version"]


class Citation(NamedTuple):
    """A view as it is cited in a text, and as an entry for BibTeX."""

    text: str
    bibtex: str


def program_version() -> str:
    """The version of the program that is installed; empty where it runs without having been."""
    try:
        return version_of("sayso")
    except PackageNotFoundError:
        return ""


def cite(title: str, address: str, *, store: str, engines: str, as_of: str | None = None, now: datetime | None = None) -> Citation:
    """The citation of a view at an address; ``engines`` are the names of what read the reports."""
    day = (now or datetime.now(UTC)).date().isoformat()
    told = f", as told by {as_of}" if as_of else ""
    engine = f"engine {engines}, " if engines else ""
    source = f"Store {store}, {engine}sayso {program_version()}".rstrip()
    text = f"“{title}”{told}. {source}. {address} (accessed {day})."
    key = "sayso:" + "".join(letter for letter in title.lower() if letter.isalnum())[:24]
    fields = {
        "title": f"{_plain(title)}{told}",
        "howpublished": _plain(source),
        "url": _plain(address),
        "urldate": day,
    }
    return Citation(text, "@misc{" + key + ",\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}")


def _plain(value: str) -> str:
    """The value without what would end a field of BibTeX."""
    return one_line(value).replace("{", "(").replace("}", ")")
