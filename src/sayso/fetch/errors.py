"""Why something could not be fetched."""

from __future__ import annotations

from sayso.errors import SaysoError

__all__ = ["FetchError"]


class FetchError(SaysoError):
    """An address could not be fetched, or must not be.

    ``code`` is stable and meant for programs: ``bad-address``, ``not-http``, ``credentials``, ``private-address``, ``dns``, ``connection``,
    ``tls``, ``timeout``, ``protocol``, ``headers``, ``encoding``, ``too-large``, ``bomb``, ``redirect-loop``, ``too-many-redirects``,
    ``bad-redirect``, ``downgrade``, ``robots``, ``robots-unavailable``, ``media-type``, ``wait``, ``stopped``, or ``status-`` and a number. ``retry_after``
    is for how many seconds the server asked to be left alone.
    """

    def __init__(self, code: str, what: str, *, where: str = "", remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.code = code
        self.retry_after = retry_after

    @property
    def passing(self) -> bool:
        """Whether the same address may well be had later: no answer, too many requests, an error of the server."""
        return self.code in PASSING or self.code.startswith("status-5")


PASSING = frozenset({"dns", "connection", "timeout", "protocol", "robots-unavailable", "wait", "status-408", "status-425", "status-429"})
