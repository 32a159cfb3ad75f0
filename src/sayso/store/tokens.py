"""Tokens for writing over the web: made once, shown once, and kept as nothing but a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from sayso.errors import UsageError
from sayso.store import tables as t

__all__ = ["PREFIX", "Token", "checked_name", "make_token", "name_of_token", "revoke_token", "token_sha256", "tokens"]

PREFIX = "sayso_"
"""What every token begins with, so that one that has gone astray is known for what it is."""
BYTES = 32
MOST_NAME = 100
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token: its number, whose it is, when it was made, and when it was taken back (ISO 8601, UTC)."""

    number: int
    name: str
    made: str
    revoked: str | None = None


def checked_name(name: str, *, where: str = "name") -> str:
    """The name of a person as it is kept. Raises UsageError for an empty one, one that is too long, and one with characters that do not show."""
    tidy = name.strip()
    if not tidy:
        raise UsageError("is missing.", where=where, remedy="Say whose decisions these will be.")
    if len(tidy) > MOST_NAME:
        raise UsageError(f"has more than {MOST_NAME} characters.", where=where, remedy="Choose a shorter one.")
    if any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and one not in JOINERS for one in tidy):
        raise UsageError("holds characters that do not show.", where=where, remedy="Write it in letters, digits and signs.")
    return tidy


def token_sha256(token: str) -> str:
    """The hash by which the store knows the token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make_token(connection: Connection, name: str, now: str) -> str:
    """A new token for the person; it can be had this once. Raises UsageError for what is no name."""
    kept, token = checked_name(name), PREFIX + secrets.token_urlsafe(BYTES)
    number = connection.execute(select(func.coalesce(func.max(t.tokens.c.key), 0))).scalar_one() + 1
    connection.execute(t.tokens.insert().values(key=number, name=kept, sha256=token_sha256(token), made=now))
    return token


def tokens(connection: Connection) -> list[Token]:
    """All tokens in the order in which they were made, also those that were taken back."""
    rows = connection.execute(select(t.tokens).order_by(t.tokens.c.key))
    return [Token(row.key, row.name, row.made, row.revoked) for row in rows]


def revoke_token(connection: Connection, number: int, now: str) -> Token:
    """The token, which is worth nothing from now on; one that was taken back before stays as it is. Raises UsageError where there is none."""
    connection.execute(update(t.tokens).where(t.tokens.c.key == number, t.tokens.c.revoked.is_(None)).values(revoked=now))
    found = [token for token in tokens(connection) if token.number == number]
    if not found:
        raise UsageError(f"there is no token {number}.", remedy="`sayso token --list` lists them with their numbers.")
    return found[0]


def name_of_token(connection: Connection, sha256: str) -> str | None:
    """Whose token has this hash; null where there is none, or none any more. How long it takes does not tell how much of the hash was right."""
    rows = connection.execute(select(t.tokens.c.name, t.tokens.c.sha256).where(t.tokens.c.revoked.is_(None)).order_by(t.tokens.c.key)).all()
    names = [row.name for row in rows if hmac.compare_digest(row.sha256.encode(), sha256.encode())]
    return names[0] if names else None
