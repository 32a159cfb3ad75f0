"""The whole store as text: for comparing two stores, and for a copy that any program can read."""

from __future__ import annotations

import base64
from typing import Any, TextIO

from sqlalchemy import Connection, Row, Table, select

from sayso.store.rows import dumped, unpacked
from sayso.store.tables import DERIVED, metadata, tokens

__all__ = ["write_dump"]

PACKED = {("readings", "layers"), ("raws", "data")}


def write_dump(connection: Connection, stream: TextIO) -> None:
    """Writes every row of every table as one JSON line, tables by name and rows by their keys.

    What is worked out from them is left out: the searches, the ledger's tables and its digest. So are the tokens, which are nobody else's.
    """
    for table in sorted(set(metadata.tables.values()) - DERIVED - {tokens}, key=lambda table: table.name):
        rows = connection.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=100))
        for row in rows:
            stream.write(dumped({"table": table.name, **_plain(table, row)}) + "\n")


def _plain(table: Table, row: Row[Any]) -> dict[str, Any]:
    return {column: _readable(table.name, column, value) for column, value in row._mapping.items()}


def _readable(table: str, column: str, value: object) -> object:
    if not isinstance(value, bytes):
        return value
    data = unpacked(value) if (table, column) in PACKED else value
    return data.decode("utf-8", "surrogatepass") if column == "layers" else base64.b64encode(data).decode("ascii")
