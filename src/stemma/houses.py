"""Whose an article is: its outlet, the house of that outlet, and the agencies it credits, as keys to be compared."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from stemma import outlets, owners, urls
from stemma.model import Article, House, Story
from stemma.registry import VARIABLE
from stemma.text import fold

_BLOGS = frozenset(
    """medium.com facebook.com x.com twitter.com youtube.com instagram.com t.me telegram.me linkedin.com tiktok.com
    vk.com weibo.com sites.google.com threads.net bsky.app""".split()
)
"""Hosts on which everybody publishes below a path of his own: the path is the outlet, not the host."""
_SHARED = frozenset(
    """medium.com substack.com blogspot.com wordpress.com tumblr.com github.io gitlab.io ghost.io beehiiv.com
    wixsite.com weebly.com squarespace.com typepad.com over-blog.com livejournal.com netlify.app pages.dev vercel.app
    web.app herokuapp.com cloudfront.net amazonaws.com azurewebsites.net""".split()
)
"""Domains below which everybody has a host of his own: two of them are two outlets."""

OPENING = 40
"""Characters at the start of a body by which two captures of one page are told from two reports."""


@functools.lru_cache(4096)
def key(name: str) -> str:
    """One key for all spellings of a known house ("AP", "The Associated Press"); the folded name of another."""
    known = outlets.identify(name)
    return known.key if known else fold(name).removeprefix("the ")


def place(url: str | None) -> str:
    """Where a page stands: its host, or on platforms its author's path ("medium.com/@anna").

    Empty without an address, and on the hosts of aggregators, which are nobody's.
    """
    host = urls.host(url)
    if not host or _aggregates(host):
        return ""
    if host in _BLOGS and (found := urls.parts(urls.original(url or ""))):
        first = found.path.strip("/").partition("/")[0]
        return f"{host}/{first}" if first else host
    return host


@functools.lru_cache(4096)
def _aggregates(host: str) -> bool:
    known = outlets.from_url(f"https://{host}")
    return known is not None and known.medium == "aggregator"


def aggregator(name: str | None) -> bool:
    """Whether a name is that of a known aggregator or platform, which publishes nothing itself."""
    label = (name or "").strip().casefold()
    return label in _BLOGS or f"{label}.com" in _BLOGS or label in _aggregators(os.environ.get(VARIABLE, ""))


@functools.lru_cache(4)
def _aggregators(laid: str) -> frozenset[str]:
    """The names of all aggregators, also those that say nothing elsewhere."""
    known = (one for one in outlets.everything() if one.medium == "aggregator")
    return frozenset(name.casefold() for one in known for name in (one.name, *one.aliases, *one.domains))


def outlet(article: Article) -> str | None:
    """The key of the article's outlet, by its name or else by its address; None if neither is known.

    The folder that a page was found in is no name to compare pages of elsewhere by.
    """
    if article.outlet and article.outlet_by != "folder":
        return key(article.outlet)
    known = outlets.from_url(urls.original(article.url)) if article.url else None
    if known and known.medium == "aggregator":
        return None
    return known.key if known else place(article.url) or None


class Survey:
    """Whose some articles are, looked at together: pages of one host are of one outlet whatever each calls itself.

    `outlet` has the key of each article's outlet, None where nobody says; `house` that of the house of each outlet
    whose owner is known. Two names that the giver of captures gives to pages of one host stay two outlets: a group may
    keep several papers on one.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        parent: dict[str, str] = {}

        def root(name: str) -> str:
            while (above := parent.setdefault(name, name)) != name:
                parent[name] = name = parent.setdefault(above, above)
            return name

        def join(a: str, b: str) -> None:
            kept, other = sorted((root(a), root(b)), key=lambda name: (":" not in name, "." in name, name))
            parent[other] = kept

        nodes: dict[str, str] = {}
        hosts: set[str] = set()
        given: dict[str, set[str]] = {}
        for article in articles:
            own = place(article.url)
            if article.outlet and article.outlet_by not in ("host", "folder"):
                nodes[article.id] = key(article.outlet)
                if article.outlet_by == "given" and own:
                    given.setdefault(own, set()).add(nodes[article.id])
                if article.outlet_by == "given" or not own:
                    continue
            elif not own:
                if article.outlet:
                    nodes[article.id] = f"folder:{fold(article.outlet)}"
                continue
            hosts.add(own)
            join(own, nodes.setdefault(article.id, own))
            if known := outlets.from_url(f"https://{own}"):
                join(own, known.key)
        for host, names in given.items():
            if len(names) == 1 and not outlets.from_url(f"https://{host}"):
                join(host, *names)
        for inner in hosts:
            for outer in hosts:
                if urls.below(inner, outer) and outer not in _SHARED and not _PUBLIC.search(inner):
                    join(inner, outer)
        self.outlet: dict[str, str | None] = {a.id: root(nodes[a.id]) if a.id in nodes else None for a in articles}
        self._tell_apart(articles)
        self.house: dict[str, str] = {}
        for article in articles:
            mine_ = self.outlet[article.id]
            if mine_ is not None and mine_ not in self.house and (whose := house(article)):
                self.house[mine_] = whose

    def _tell_apart(self, articles: Sequence[Article]) -> None:
        """Of pages that nobody names an outlet of, those with one agency's report in other words are of other outlets.

        An outlet prints that report once.
        """
        reports: dict[tuple[str | None, str], dict[str, list[str]]] = {}
        for article in articles:
            mine, held = self.outlet[article.id], credits(article)
            if len(held) == 1 and (mine is None or mine.startswith("folder:")):
                opening = fold(article.body[:OPENING])
                reports.setdefault((mine, next(iter(held))), {}).setdefault(opening, []).append(article.id)
        for (mine, agency), openings in reports.items():
            for opening in sorted(openings)[1:]:
                self.outlet |= dict.fromkeys(openings[opening], f"{mine or 'unknown'}:{agency}:{opening}")

    def outlets(self, articles: Iterable[str]) -> int:
        """How many outlets articles (by id) are of; all that are of nobody known are one."""
        return len({self.outlet.get(id) for id in articles})

    def houses(self, articles: Iterable[str]) -> tuple[int | None, int]:
        """(different houses, outlets whose house is known) of articles by id; (None, 0) where none is known."""
        known = {found: self.house[found] for id in articles if (found := self.outlet.get(id)) in self.house}
        return (len({owners.fold(name) for name in known.values()}) or None), len(known)

    def owners(self) -> tuple[House, ...]:
        """The houses whose outlets there are, those with most of them first."""
        held: dict[str, dict[str, list[str]]] = {}
        for id, mine in self.outlet.items():
            if mine in self.house:
                held.setdefault(self.house[mine], {}).setdefault(mine, []).append(id)
        made = [self._house(name, of) for name, of in held.items()]
        return tuple(sorted(made, key=lambda one: (-len(set(one.outlets)), one.name)))

    def _house(self, name: str, of: Mapping[str, Sequence[str]]) -> House:
        """A house with its articles by outlet; an outlet has the name that its first page gives it."""
        pairs: list[tuple[str, str]] = []
        for key, ids in of.items():
            shown = next((called for id in ids if (called := self._articles[id].outlet)), key)
            pairs += [(id, shown) for id in ids]
        return House(name, tuple(shown for _, shown in pairs), tuple(id for id, _ in pairs))


def recount(story: Story) -> Story:
    """A story that was related before, with its outlets and houses counted by what is known today."""
    named = [
        Article(one.id, "", one.url, one.outlet, outlet_by=one.outlet_by, owner=one.owner) for one in story.articles
    ]
    survey = Survey(named)
    claims = []
    for claim in story.claims:
        judges = {verdict.article for verdict in story.verdicts if verdict.claim == claim.id}
        pages = {statement.article for statement in claim.statements} - judges
        known, owned = survey.houses(pages)
        claims.append(replace(claim, outlets=survey.outlets(pages), houses=known, owned=owned))
    known, owned = survey.houses(survey.outlet)
    return replace(
        story,
        claims=tuple(claims),
        outlets=survey.outlets(survey.outlet),
        houses=known,
        owned=owned,
        owners=survey.owners(),
    )


def house(article: Article) -> str | None:
    """The name of the house that the article's outlet belongs to, as far as somebody says so (`stemma.owners`)."""
    own = place(article.url)
    known = outlets.identify(article.outlet) if article.outlet and article.outlet_by != "folder" else None
    if known is None and own:
        known = outlets.from_url(f"https://{own}")
    return owners.house(known, own, article.owner)


def credits(article: Article) -> frozenset[str]:
    """The keys of the agencies that the article credits."""
    return frozenset(key(credit) for credit in article.credits)


_PUBLIC = re.compile(
    r"(?:^|\.)(?:(?:gov|mil|police)(?:\.[a-z]{2})?|(?:gob|gouv|govt|gov|gub|go|gv|gc|admin|bund)\.[a-z]{2}|europa\.eu)$"
)
"""Domains that only bodies of a state are given."""


def public(article: Article) -> bool:
    """Whether the page is published by a public body itself: on a domain for such bodies, and no news house we know.

    So is a page of an outlet that the registry calls a public body.
    """
    hosts = [article.outlet or "", (urlsplit(article.url).hostname or "") if article.url else ""]
    if article.outlet and (known := outlets.identify(article.outlet)):
        return known.medium == "public body"
    return any(_PUBLIC.search(host.casefold()) for host in hosts if " " not in host)


def is_agency(article: Article) -> bool:
    """Whether the outlet itself is a known agency."""
    return (outlet(article) or "").startswith("agency:")


def own_page(article: Article) -> str | None:
    """A key for the page that the article is a capture of: by its canonical address, else by its own.

    None without an address, and where another host gave it out as a page of that address.
    """
    if "claimed-origin" in article.flags:
        return None
    address = article.canonical or article.url
    return urls.page(address) if address else None


def same_page(a: Article, b: Article) -> bool:
    """Whether the two are captures of one page."""
    first = own_page(a)
    return first is not None and first == own_page(b)


def same_outlet(a: Article, b: Article) -> bool:
    """Whether the two are from one outlet, as far as it is known."""
    first = outlet(a)
    if first is None:
        return False
    given = "given" in (a.outlet_by, b.outlet_by)
    return first == outlet(b) or (not given and place(a.url) != "" and place(a.url) == place(b.url))
