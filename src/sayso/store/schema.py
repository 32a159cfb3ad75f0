"""The version of the tables: checked when a store is opened, and brought up to date by the migrations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from sayso.errors import StoreError
from sayso.store.dialect import WRITING, Dialect

__all__ = ["HEAD", "VERSION_TABLE", "prepare"]

VERSION_TABLE = "sayso_version"
REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]
"""The version that this program reads and writes."""


def prepare(dialect: Dialect, *, create: bool, read_only: bool = False) -> None:
    """Nothing; the tables are there in the version that this program knows.

    Raises StoreError where there is no store and none may be made, where the database belongs to another program, and where a newer
    version of sayso made it.
    """
    if not dialect.exists() and not create:
        raise _missing(dialect)
    with dialect.engine.connect() as connection:
        found = _checked(dialect, connection, create=create)
    if found != HEAD and read_only:
        what = f"has tables of an older version ({found}) than this program reads ({HEAD})."
        raise StoreError(what, where=dialect.where, remedy="Run a command that writes, such as `sayso ingest`, once: it brings them up to date.")
    if found != HEAD:
        _upgrade(dialect, create=create)


def _checked(dialect: Dialect, connection: Connection, *, create: bool) -> str | None:
    """The version of the tables, null where there are none yet; raises StoreError where they cannot be used."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        if tables & {"reports", "claims", "texts"} or (tables and dialect.name == "sqlite"):
            raise StoreError("is the database of another program.", where=dialect.where, remedy="Name another one with --db; this one was left as it is.")
        if not create:
            raise _missing(dialect)
        return None
    revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if revision is not None and revision not in REVISIONS:
        what = f"was made by a newer version of sayso (its tables have version {revision}, this program knows {HEAD})."
        raise StoreError(what, where=dialect.where, remedy="Install a newer sayso, or name another store with --db.")
    return str(revision) if revision else None


def _upgrade(dialect: Dialect, *, create: bool) -> None:
    """Runs the migrations in one transaction, unless another program has just done so."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with dialect.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        dialect.lock(connection)
        if _checked(dialect, connection, create=create) != HEAD:
            config.attributes["connection"] = connection
            config.attributes["dialect"] = dialect
            command.upgrade(config, "head")


def _missing(dialect: Dialect) -> StoreError:
    return StoreError("there is no store.", where=dialect.where, remedy="Make one with: sayso ingest SOURCES... --db FILE")
