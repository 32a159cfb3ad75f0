"""Who did what to whom, where and when, and on whose say-so: attributed claims from news reports.

>>> import sayso
>>> reading = sayso.read_text("Reuters reported that rebels had captured Homs.", published="2024-12-08")
>>> [claim.event for claim in reading.claims]
['CONTROL']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.errors import SaysoError
    from sayso.flow import Engine, load_engine, read_text
    from sayso.model import Attribution, Claim, Participant, Place, Reading, Report, Span, Time, Voice
    from sayso.parse import load_pipeline
    from sayso.store import Store

_HOMES = {
    "sayso.errors": ("SaysoError",),
    "sayso.flow": ("Engine", "load_engine", "read_text"),
    "sayso.model": ("Attribution", "Claim", "Participant", "Place", "Reading", "Report", "Span", "Time", "Voice"),
    "sayso.parse": ("load_pipeline",),
    "sayso.store": ("Store",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Attribution",
    "Claim",
    "Engine",
    "Participant",
    "Place",
    "Reading",
    "Report",
    "SaysoError",
    "Span",
    "Store",
    "Time",
    "Voice",
    "load_engine",
    "load_pipeline",
    "read_text",
]


def __getattr__(name: str) -> Any:
    """The public name, loaded when first asked for, so that importing sayso loads no model."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
