"""What keeps the digest up to date while the workbench runs, so that no page has to wait for it."""

from __future__ import annotations

import logging
import threading

from sayso.errors import StoreError
from sayso.store import Store

__all__ = ["Keeper"]

LOG = logging.getLogger("sayso.serve")
PAUSE = 3.0
"""Seconds between two looks at what has come in."""


MUCH = 500
"""Parts of the ledger written anew, after which the database counts its rows again."""


class Keeper:
    """A thread that brings together what comes in. ``trouble`` is why it could not, if it could not."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.trouble: str | None = None
        self.at_work = False
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Nothing; the work goes on in the background until `stop`."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="sayso-keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Nothing; the work ends with the batch that is under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def refresh(self, patience: float = 5.0) -> bool:
        """Whether the digest holds all that there is now; false where much has come in and is still being worked on."""
        if not self._turn.acquire(timeout=patience):
            return False
        try:
            self._bring_together()
        finally:
            self._turn.release()
        return self.trouble is None

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._turn:
                self._bring_together()
            self._stop.wait(PAUSE)

    def _bring_together(self) -> None:
        try:
            if self.store.desk.is_behind():
                self.at_work = True
                if self.store.update_digest(stop=self._stop.is_set) > MUCH:
                    self.store.tune()
            self.trouble = None
        except StoreError as error:
            self.trouble = str(error)
        except Exception:
            LOG.exception("what has come in could not be brought together")
            self.trouble = "something is wrong with sayso itself; it has been written down where `sayso serve` runs."
        finally:
            self.at_work = False
