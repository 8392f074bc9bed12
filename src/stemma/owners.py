"""Whose an outlet is: its house, as far as somebody plainly says so. Unknown stays unknown.

In this order: the newsroom's own files, the facts in the package, the outlet's own `trust.txt` (*controlledby*), and
the `trust.txt` of an owner that names it (*control*), which alone is only that owner's word. A house that is owned by
another one counts as that one.
"""

from __future__ import annotations

import functools
import os
import re
from typing import Any

from stemma import outlets, registry
from stemma.outlets import Known

_LEGAL = re.compile(
    r"(?:,?\s+(?:plc|inc|ltd|limited|llc|llp|lp|gmbh(?:\s*&\s*co\s*kg)?|ag|kg|se|sa|spa|srl|nv|bv|ab|oyj?|asa?|aps|pty|co))+$"
)
"""Legal forms at the end of a company's name, dots left out."""


def fold(name: str) -> str:
    """One spelling for a house's name: case, article, dots and legal forms at its end do not count."""
    plain = " ".join(name.casefold().replace(".", "").split()).removeprefix("the ")
    return _LEGAL.sub("", plain) or plain


class _Houses:
    """Houses by any of their names and by their hosts, the houses that own them, and what `trust.txt` files say."""

    def __init__(self, laid: registry.Registry) -> None:
        self.names: dict[str, str] = {}
        self.hosts: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.controlled: dict[str, str] = {}
        facts: list[dict[str, Any]] = outlets.owners()["house"]
        own = [{"name": h.name, "aliases": h.aliases, "hosts": h.hosts, "owner": h.owner} for h in laid.houses]
        for one in (*facts, *own):
            name = self.names.get(fold(one["name"]), one["name"])
            self.names.update((fold(said), name) for said in (one["name"], *one.get("aliases", ())))
            self.hosts.update((host, name) for host in one.get("hosts", ()))
            if one.get("owner"):
                self.parents[name] = one["owner"]
        said = {trust.host: trust for trust in laid.trusts if trust.host}
        for trust in laid.trusts:
            for host in trust.relations.get("control", ()):
                if trust.host and (host not in said or said[host].owner is None):
                    self.controlled.setdefault(host, trust.host)
        self.controlled |= {host: trust.owner for host, trust in said.items() if trust.owner}
        for name in sorted({known.owner for known in outlets.everything() if known.owner}, key=lambda n: (len(n), n)):
            self.names.setdefault(fold(name), name)
        self.owning = {fold(known.owner) for known in outlets.everything() if known.owner}
        self.owning |= set(self.controlled.values())

    def resolve(self, owner: str) -> str:
        """The name of the house at the top of what `owner` (a name or a host) belongs to."""
        seen: list[str] = []
        name = owner
        while (name := self._called(name)) not in seen:
            seen.append(name)
            above = self._above(name)
            if above is None:
                return name
            name = above
        return min(seen[seen.index(name) :])  # owners in a ring are one house

    def _called(self, owner: str) -> str:
        """A name or a host as its house or outlet is called."""
        host = registry.hostname(owner) if " " not in owner.strip() and "." in owner else None
        if host is None:
            return self.names.get(fold(owner), owner)
        known = outlets.from_url(f"https://{host}")
        return self.hosts.get(host) or (known.name if known else host)

    def _above(self, name: str) -> str | None:
        known = outlets.identify(name)
        return self.parents.get(name) or (known.owner if known else None) or self.controlled.get(name)


def house(known: Known | None, host: str = "", said: str | None = None) -> str | None:
    """The name of an outlet's house: of a known one, of that at `host`, or what a file beside its page says.

    None where nobody says whose it is. A house's own outlet that bears its name is of that house.
    """
    houses = _laid(os.environ.get(registry.VARIABLE, ""))
    if known and known.owner:
        return houses.resolve(known.owner)
    if owner := said or (houses.controlled.get(host) if host else None):
        return houses.resolve(owner)
    if known and fold(known.name) in houses.owning:
        return houses.resolve(known.name)
    return houses.resolve(host) if host in houses.owning or host in houses.hosts else None


@functools.lru_cache(4)
def _laid(value: str) -> _Houses:
    return _Houses(registry.laid() if value else registry.Registry())
