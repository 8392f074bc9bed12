"""Which addresses are of the open internet: everything that may lead inside a machine or a network is not."""

from __future__ import annotations

import ipaddress

_SPECIAL_4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
    203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"""
"""IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later), and multicast (RFC 5771). As of 2026-11."""
_SPECIAL_6 = """
    ::/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48
    3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8"""
"""IANA IPv6 Special-Purpose Address Registry, IPv4-compatible (RFC 4291, deprecated), IPv4-translated (RFC 2765),
6to4 (RFC 7526, deprecated), site-local (RFC 3879, deprecated) and multicast addresses."""
SPECIAL = tuple(map(ipaddress.ip_network, f"{_SPECIAL_4}{_SPECIAL_6}".split()))
"""Networks that no page of a stranger is fetched from, whatever `ipaddress` says of them."""
_GLOBAL = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that IANA has given to anybody as global unicast."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of an interface identifier that embeds an IPv4 address (RFC 5214)."""


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not loopback, private, link-local, multicast or reserved.

    Of an address that embeds another one (IPv4-mapped, NAT64, ISATAP) the inner one counts too. What is no address is
    not public.
    """
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return public(str(ip.ipv4_mapped))
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if ip in _NAT64:
            return public(str(inner))
        if ip not in _GLOBAL or ((int(ip) >> 32) & 0xFFFFFFFF in _ISATAP and not public(str(inner))):
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in SPECIAL if _kin(ip, network))


def _kin(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, network: object) -> bool:
    return ip.version == getattr(network, "version", 0)
