"""Where reports, readings and claims are kept: one SQLite file, or a PostgreSQL database."""

from sayso.store.filters import ClaimFilter, ReportFilter, ReportRow
from sayso.store.store import Store

__all__ = ["ClaimFilter", "ReportFilter", "ReportRow", "Store"]
