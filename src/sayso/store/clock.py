"""The time of day, as the store writes it down."""

from __future__ import annotations

import os
from datetime import UTC, datetime

__all__ = ["utc_now"]


def utc_now() -> str:
    """Now, in UTC to the second (``2024-12-08T06:30:00Z``); ``SAYSO_NOW`` stops the clock there, so that a run can be repeated exactly."""
    return os.environ.get("SAYSO_NOW") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
