"""Which addresses of the internet are open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

__all__ = ["is_public"]

NAT64 = IPv6Network("64:ff9b::/96")
COMPATIBLE = IPv6Network("::/96")
"""IPv4 addresses in the oldest way of writing them as IPv6; no longer in use, but some systems still connect to them."""
NEVER = (IPv6Network("64:ff9b:1::/48"), IPv6Network("2001::/23"), IPv6Network("fec0::/10"), IPv6Network("5f00::/16"))
"""NAT64 of a site's own, Teredo and other protocols' assignments, site-local, segment routing: not told alike by all Python versions."""


def is_public(address: str) -> bool:
    """Whether the address is one that anybody can reach: not private, loopback, link-local, multicast, reserved or unspecified.

    An IPv6 address that stands for an IPv4 address (mapped, 6to4, NAT64) is as public as that one. What is no address is not public.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return all(_is_global(part) for part in _readings(parsed))


def _readings(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The addresses that are really reached."""
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address.sixtofour:
        yield address.sixtofour
    elif address in NAT64 or address in COMPATIBLE:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    else:
        yield address


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    special = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast or address.is_reserved
    if isinstance(address, IPv6Address) and any(address in network for network in NEVER):
        return False
    return address.is_global and not special and not address.is_unspecified
