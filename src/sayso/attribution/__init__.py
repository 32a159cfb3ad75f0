"""Who says what in a report: statements found by cue, phrase and quotation, nested into chains, and the voices made of them."""

from sayso.attribution.chains import by_word, chain_of, nested
from sayso.attribution.listing import attribution_records
from sayso.attribution.statements import find_statements
from sayso.attribution.voices import voices_of

__all__ = ["attribution_records", "by_word", "chain_of", "find_statements", "nested", "voices_of"]
