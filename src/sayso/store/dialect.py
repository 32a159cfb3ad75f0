"""Everything in which SQLite and PostgreSQL differ: one class each, and nowhere else."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Insert, Select, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from sayso.errors import StoreError, UsageError
from sayso.store.tables import metadata

__all__ = ["WRITING", "Dialect", "PostgresDialect", "SqliteDialect", "dialect_of"]

WRITING = "sayso_writing"
"""The execution option of transactions that will write."""

LOCK = 0x5A7505A7
FREE_SOMETHING = "Make room and run it again: what was committed is there, and nothing is half written."
VECTOR_WORDS, OVERLAP = 12_000, 20
"""Words in one text vector, which can tell only some 16,000 places apart; longer texts are indexed in parts that share so many words."""

LOCK_PAUSE = 0.05
SEARCHES = {"report_search": "texts", "claim_search": "claims"}
"""The full-text index of each table; its rows bear the keys of the table's rows."""


class Dialect(Protocol):
    """What the store asks of a database beyond the SQL that all of them speak."""

    name: str
    where: str
    engine: Engine
    reading: Mapping[str, Any]
    """Execution options of transactions that only read: they see one state of the database throughout."""

    def exists(self) -> bool:
        """Whether there is a database to open."""

    def own_files(self) -> frozenset[str]:
        """The whole paths of the files that the database is made of, as far as they are this program's."""

    def lock(self, connection: Connection) -> None:
        """Nothing, once no other transaction can write."""

    def insert_new(self, table: Table) -> Insert:
        """An INSERT that passes over rows that would break a unique key."""

    def create_searches(self, connection: Connection) -> None:
        """Nothing; the full-text indexes are there afterwards."""

    def add_to_search(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Nothing; the folded texts can be found under their keys afterwards."""

    def drop_from_search(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Nothing; the folded texts, which must be those that were added, cannot be found any more."""

    def matching(self, index: str, terms: Sequence[Sequence[str]]) -> tuple[str, Mapping[str, str]]:
        """SQL that selects the keys of the rows in which every term (a word, or the words of a phrase) occurs, and its parameters."""

    def erase_traces(self) -> None:
        """Nothing; what was deleted is not left in the files of the database, as far as that is in the program's hands.

        Raises StoreError where others keep it from doing so.
        """

    def tune(self) -> None:
        """Nothing; the database has counted its rows, so that it finds the best way to them."""

    def plan(self, connection: Connection, statement: Select[Any]) -> str:
        """How the database would find the rows, a step a line."""

    def explained(self, error: DBAPIError) -> StoreError | None:
        """What went wrong in words for people, null where it is a bug rather than a state of the world."""


class SqliteDialect:
    """One file, in WAL mode: readers and one writer at a time, also from several processes."""

    name = "sqlite"
    reading: Mapping[str, Any] = {}

    def __init__(self, path: Path, *, wait: float, read_only: bool = False) -> None:
        self.path = path
        self.where = str(path)
        self.wait = wait
        self.read_only = read_only
        self.engine = create_engine("sqlite://", poolclass=NullPool, creator=self._connect)
        event.listen(self.engine, "connect", self._set_up)
        event.listen(self.engine, "begin", _begin)

    def exists(self) -> bool:
        """Whether the file is there and not empty. Raises StoreError where it is no SQLite database, UsageError where it is no file."""
        if self.path.is_dir():
            raise UsageError("is a folder.", where=self.where, remedy="Name a file for the store.")
        try:
            if not self.path.exists() or self.path.stat().st_size == 0:
                return False
            with self.path.open("rb") as file:
                begins = file.read(16)
        except OSError as error:
            raise StoreError(f"cannot be opened: {error.strerror or error}.", where=self.where, remedy="Check the name and its permissions.") from error
        if begins != b"SQLite format 3\0":
            raise StoreError("is no SQLite database.", where=self.where, remedy="Name another file with --db; this one was left as it is.")
        return True

    def own_files(self) -> frozenset[str]:
        """The whole paths of the file and of the two that SQLite keeps beside it."""
        return frozenset(f"{path}{suffix}" for path in (os.path.abspath(self.path), os.path.realpath(self.path)) for suffix in ("", "-wal", "-shm"))

    def lock(self, connection: Connection) -> None:
        """Nothing: a transaction that will write begins with the lock."""

    def insert_new(self, table: Table) -> Insert:
        """An INSERT that passes over rows that would break a unique key."""
        return sqlite.insert(table).on_conflict_do_nothing()

    def create_searches(self, connection: Connection) -> None:
        """Nothing; the FTS5 tables, which hold no text of their own, are there afterwards."""
        for index in SEARCHES:
            connection.execute(text(f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', tokenize='unicode61 remove_diacritics 0')"))

    def add_to_search(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Nothing; the folded texts can be found under their keys afterwards."""
        if values := [{"key": key, "words": words} for key, words in rows]:
            connection.execute(text(f"INSERT INTO {index} (rowid, words) VALUES (:key, :words)"), values)

    def drop_from_search(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Nothing; the folded texts, which must be those that were added, cannot be found any more."""
        if values := [{"key": key, "words": words} for key, words in rows]:
            connection.execute(text(f"INSERT INTO {index} ({index}, rowid, words) VALUES ('delete', :key, :words)"), values)

    def matching(self, index: str, terms: Sequence[Sequence[str]]) -> tuple[str, Mapping[str, str]]:
        """SQL that selects the keys of matching rows, and its parameters; folded words hold no quotation marks."""
        question = " ".join('"' + " ".join(term) + '"' for term in terms)
        return f"SELECT rowid FROM {index} WHERE {index} MATCH :question", {"question": question}

    def erase_traces(self) -> None:
        """Nothing; deleted rows were overwritten, the full-text indexes are merged anew, and the log is written back and emptied."""
        with self.engine.connect() as connection:
            for index in SEARCHES:
                connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('optimize')"))
            connection.commit()
        with self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if isinstance(raw, sqlite3.Connection) and raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise StoreError("is still being read by another program.", where=self.where, remedy="Wait until it is done.")

    def tune(self) -> None:
        """Nothing; the database has counted its rows, all of them: a sample of a column that has one value would have it taken for a rare one."""
        with self.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()

    def plan(self, connection: Connection, statement: Select[Any]) -> str:
        """How the database would find the rows, a step a line."""
        return "\n".join(row[3] for row in _explain(connection, "EXPLAIN QUERY PLAN", statement))

    def explained(self, error: DBAPIError) -> StoreError | None:
        """What went wrong in words for people, null where it is a bug rather than a state of the world."""
        told = str(error.orig).lower()
        if "locked" in told or "busy" in told:
            return StoreError("is locked: another program is writing to it.", where=self.where, remedy="Wait until it is done, or stop it, and run this again.")
        if "full" in told:
            return StoreError("cannot grow: the disk is full.", where=self.where, remedy=FREE_SOMETHING)
        if "readonly" in told or "read-only" in told:
            return StoreError("cannot be written.", where=self.where, remedy="Check the permissions of the file and its folder.")
        if "locking protocol" in told:
            return StoreError("lies where files cannot be locked, on a network drive perhaps.", where=self.where, remedy="Move it to a disk of this machine.")
        if "no such module: fts5" in told:
            return StoreError("needs an SQLite with full-text search (FTS5).", where=self.where, remedy="Use a Python that is built with it, or PostgreSQL.")
        if "unable to open" in told:
            return StoreError("cannot be opened.", where=self.where, remedy="Name a file in a folder that exists and may be written.")
        if "disk i/o" in told:
            return StoreError("cannot be written or read: the disk reports an error.", where=self.where, remedy="Check the disk; it may also be full.")
        if "malformed" in told or "not a database" in told:
            return StoreError("is damaged.", where=self.where, remedy="Restore a copy, or rescue what can be read with `sqlite3 FILE .recover`.")
        return None

    def _connect(self) -> sqlite3.Connection:
        """A connection; one that only reads needs no right to write, and none to make SQLite's side files where nobody writes."""
        mode = "mode=rwc"
        if self.read_only:
            alone = not os.access(self.path.parent, os.W_OK) and not self.path.with_name(f"{self.path.name}-wal").exists()
            mode = "mode=ro&immutable=1" if alone else "mode=ro"
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?{mode}", uri=True, timeout=self.wait, check_same_thread=False)

    def _set_up(self, connection: sqlite3.Connection, record: object) -> None:
        """Sets what holds for every connection; transactions are begun by `_begin`."""
        connection.isolation_level = None
        for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON", "cache_size = -32000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        if not self.read_only and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            self._keep_a_log(connection)

    def _keep_a_log(self, connection: sqlite3.Connection) -> None:
        """Changes the file over to a write-ahead log. For this alone SQLite does not wait itself while another program makes the same store."""
        deadline = time.monotonic() + self.wait
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(LOCK_PAUSE)


class PostgresDialect:
    """A PostgreSQL database, by ``postgresql+psycopg://user@host/name``."""

    name = "postgresql"
    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def __init__(self, url: URL, *, wait: float) -> None:
        self.where = url.render_as_string(hide_password=True)
        try:
            limits = {"connect_timeout": max(2, int(wait)), "options": f"-c lock_timeout={max(1, int(wait * 1000))}"}
            self.engine = create_engine(url, connect_args=limits, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise StoreError("needs the PostgreSQL driver.", where=self.where, remedy="Install it with: pip install 'sayso[postgres]'") from error

    def exists(self) -> bool:
        """True: the database itself must be there; its tables are looked for by the schema's version."""
        return True

    def own_files(self) -> frozenset[str]:
        """None: they are the server's."""
        return frozenset()

    def lock(self, connection: Connection) -> None:
        """Nothing, once no other transaction of sayso can write."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

    def insert_new(self, table: Table) -> Insert:
        """An INSERT that passes over rows that would break a unique key."""
        return postgresql.insert(table).on_conflict_do_nothing()

    def create_searches(self, connection: Connection) -> None:
        """Nothing; the tables of text vectors and their GIN indexes are there afterwards."""
        for index, table in SEARCHES.items():
            key = f"key INTEGER NOT NULL REFERENCES {table} (key) ON DELETE CASCADE"
            connection.execute(text(f"CREATE TABLE {index} ({key}, part INTEGER NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY (key, part))"))
            connection.execute(text(f"CREATE INDEX ix_{index}_words ON {index} USING GIN (words)"))

    def add_to_search(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Nothing; the folded texts can be found under their keys afterwards."""
        parts = ((key, n, part) for key, words in rows for n, part in enumerate(_overlapping(words)))
        if values := [{"key": key, "part": n, "words": part} for key, n, part in parts]:
            connection.execute(text(f"INSERT INTO {index} (key, part, words) VALUES (:key, :part, to_tsvector('simple', :words))"), values)

    def drop_from_search(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Nothing; the rows under these keys are gone afterwards."""
        if values := [{"key": key} for key, _ in rows]:
            connection.execute(text(f"DELETE FROM {index} WHERE key = :key"), values)

    def matching(self, index: str, terms: Sequence[Sequence[str]]) -> tuple[str, Mapping[str, str]]:
        """SQL that selects the keys of matching rows, and its parameters."""
        parameters = {f"question_{n}": " ".join(term) for n, term in enumerate(terms)}
        return " INTERSECT ".join(f"SELECT key FROM {index} WHERE words @@ phraseto_tsquery('simple', :{key})" for key in parameters), parameters

    def erase_traces(self) -> None:
        """Nothing; dead rows are vacuumed away. Backups and the server's own logs are its administrator's."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in (*metadata.tables, *SEARCHES):
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))

    def tune(self) -> None:
        """Nothing; the database has counted its rows, so that it finds the best way to them."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))

    def plan(self, connection: Connection, statement: Select[Any]) -> str:
        """How the database would find the rows, a step a line."""
        return "\n".join(row[0] for row in _explain(connection, "EXPLAIN", statement))

    def explained(self, error: DBAPIError) -> StoreError | None:
        """What went wrong in words for people, null where it is a bug rather than a state of the world."""
        state = getattr(error.orig, "sqlstate", None)
        if state == "55P03":
            return StoreError("is locked: another program is writing to it.", where=self.where, remedy="Wait until it is done, or stop it, and run this again.")
        if state == "53100":
            return StoreError("cannot grow: the server's disk is full.", where=self.where, remedy=FREE_SOMETHING)
        if isinstance(error, (OperationalError, InterfaceError)) and (state is None or state[:2] in {"08", "28", "3D", "57"}):
            told = str(error.orig).strip().splitlines()[0]
            return StoreError(f"cannot be reached ({told}).", where=self.where, remedy="Check the address, the server and the password.")
        if state == "42501":
            return StoreError("may not be written by this user.", where=self.where, remedy="Ask for the rights to create and write tables.")
        return None


def dialect_of(target: str | Path, *, wait: float, read_only: bool = False) -> Dialect:
    """The dialect for a file name or a database URL; ``wait`` is for how many seconds a lock of others is waited for.

    Raises UsageError for a URL of another kind.
    """
    if str(target) == ":memory:":
        raise UsageError("a store in memory cannot be shared by its connections.", where=str(target), remedy="Name a file, in a temporary folder perhaps.")
    if isinstance(target, Path) or "://" not in target:
        return SqliteDialect(Path(target), wait=wait, read_only=read_only)
    try:
        url = make_url(target)
        kind = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        shown = re.sub(r"(?<=:)[^:@/]+(?=@)", "***", str(target))
        raise UsageError("is no address of a database.", where=shown, remedy="Write postgresql+psycopg://user@host/name, or a file name.") from error
    if kind == "sqlite" and url.database:
        return SqliteDialect(Path(url.database), wait=wait, read_only=read_only)
    if kind == "postgresql":
        return PostgresDialect(url.set(drivername="postgresql+psycopg"), wait=wait)
    raise UsageError(
        f"is a database of a kind that sayso does not keep its store in ({kind}).", where=url.render_as_string(), remedy="Name a file, or PostgreSQL."
    )


def _explain(connection: Connection, command: str, statement: Select[Any]) -> list[tuple[Any, ...]]:
    compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
    given = compiled.params
    order = getattr(compiled, "positiontup", None)
    parameters = tuple(given[key] for key in order) if order else given
    return [tuple(row) for row in connection.exec_driver_sql(f"{command} {compiled}", parameters)]


def _overlapping(words: str) -> Iterator[str]:
    """Yields the words in parts that one text vector can hold; a phrase at the end of one is also at the beginning of the next."""
    found = words.split()
    for start in range(0, max(1, len(found) - OVERLAP), VECTOR_WORDS - OVERLAP):
        yield " ".join(found[start : start + VECTOR_WORDS])


def _begin(connection: Connection) -> None:
    """Begins a transaction, with the lock at once where it will write, so that two writers queue instead of failing half-way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING) else "BEGIN")
