"""Addresses as strings to addresses that may be asked."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from sayso.fetch.errors import FetchError

if TYPE_CHECKING:
    from httpx2 import URL

__all__ = ["follow", "parse_url"]

HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9.])?")
LONGEST = 8192


def parse_url(url: str, *, where: str) -> URL:
    """The address without its fragment; raises FetchError where it is none, is not http or https, or holds a user name."""
    import httpx2

    try:
        parsed = httpx2.URL(url.strip()).copy_with(fragment=None)
    except (httpx2.InvalidURL, ValueError) as error:
        raise _bad(where, str(error)) from error
    if parsed.scheme not in ("http", "https"):
        raise FetchError("not-http", f"is no http or https address but {parsed.scheme or 'has no scheme'!r}.", where=where)
    if parsed.userinfo:
        shown = str(parsed.copy_with(username=None, password=None))
        raise FetchError("credentials", "holds a user name or a password.", where=shown, remedy="Leave them out; they would show up in reports.")
    if not _is_host(parsed.raw_host.decode("ascii")) or not (parsed.port is None or 0 < parsed.port < 1 << 16) or len(str(parsed)) > LONGEST:
        raise _bad(where, "its host, port or length cannot be")
    return parsed


def follow(target: URL, location: str, *, where: str) -> URL:
    """The address that one redirects to; raises FetchError also where it leads from https to http."""
    import httpx2

    try:
        joined = str(target.join(location.strip()))
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchError("bad-redirect", "redirects to what is no address.", where=where) from error
    followed = parse_url(joined, where=where)
    if (target.scheme, followed.scheme) == ("https", "http"):
        raise FetchError("downgrade", f"redirects from https to {followed}, which is not encrypted.", where=where)
    return followed


def _is_host(host: str) -> bool:
    if ":" not in host:
        return HOST.fullmatch(host) is not None
    try:
        return not IPv6Address(host).scope_id
    except ValueError:
        return False


def _bad(where: str, why: str) -> FetchError:
    return FetchError("bad-address", f"is no address that can be fetched: {why.rstrip('.')}.", where=where[:200], remedy="Check how it is written.")
