"""The time of day, as the store writes it down."""

from __future__ import annotations

import os
from datetime import UTC, datetime

__all__ = ["utc_now"]


def utc_now() -> str:
    """Now, in UTC to the second (``2024-12-08T06:30:00Z``); ``SOURCE_DATE_EPOCH`` stops the clock, so that a run can be repeated exactly."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdigit() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
