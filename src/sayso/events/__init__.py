"""Events told in a report: their triggers, who takes part, where, when, how many, and how sure."""

from sayso.events.find import find_events

__all__ = ["find_events"]
