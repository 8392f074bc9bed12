"""Varnish as `stemma.lang.Language`: no parser, a sentence is a clause, "CONTENT, SPEAKER dirta." is speech."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stemma.lang import Chains, Language, words
from stemma.lang.proposals import Proposal
from stemma.lang.terms import stems
from stemma.model import (
    Act,
    Annotations,
    Article,
    Assertion,
    Attribution,
    Certainty,
    Clause,
    Link,
    Party,
    Place,
    Quantity,
    Reading,
    Span,
    Tense,
    Timex,
)

SENTENCE = re.compile(r"[^.\s][^.]*")
SAID = re.compile(r"(?P<content>[^,]+), (?P<source>[^,]+) (?P<cue>\w+)$")


def certainty(text: str) -> Certainty:
    """ "mo": possible; "ne": not so."""
    known, own = words.of("xv"), set(text.casefold().split())
    if own & known["maybe"]:
        return "PS+"
    return "CT-" if own & known["not"] else "CT+"


def tense(text: str) -> Tense:
    """By the ending of the last word."""
    known = words.of("xv")
    return (
        "past"
        if known.expression("past").search(text)
        else "future"
        if known.expression("future").search(text)
        else "present"
    )


def read(text: str, act: Act = "assert") -> Reading:
    """The Reading of a sentence."""
    found = words.of("xv").expression("figure").finditer(text)
    figures = tuple(
        Quantity(m["noun"], float(m["number"]), float(m["number"]), m.start(), m.end(), m[0], m["noun"]) for m in found
    )
    denied = act == "deny" or certainty(text) == "CT-"
    names = tuple(word for word in text.split() if word[:1].isupper())
    event = next(reversed(stems(text, "xv")), None)
    return Reading(-1 if denied else 1, "plan" if tense(text) == "future" else "event", tense(text), True,
                   figures=figures, names=names, event=event)  # fmt: skip


class Varnish:
    """See `Language`."""

    code = "xv"
    titles = None

    @property
    def chains(self) -> Chains:
        return self._chains

    def parse(self, articles: Iterable[Article], *, batch: int = 32) -> Iterator[str]:
        for article in articles:
            yield article.body

    def sentences(self, article: Article) -> Sequence[Span]:
        return [m.span() for m in SENTENCE.finditer(article.body)]

    def propose(self, article: Article, doc: str) -> list[Proposal]:
        known, found = words.of("xv"), []
        for start, end in self.sentences(article):
            m = SAID.search(doc[start:end])
            if m and m["cue"] in known["saying"] | known["denying"]:
                spans = [((start + m.start(name), start + m.end(name)),) for name in ("content", "cue", "source")]
                found.append(Proposal(*spans, "indirect", 1.0, "rule"))
        return found

    def _chains(
        self, article: Article, doc: str, proposals: Iterable[Proposal]
    ) -> tuple[tuple[Attribution, ...], tuple[Party, ...]]:
        made, parties = [], {}
        for number, one in enumerate(proposals, 1):
            name, cue, content = (doc[slice(*span[0])] for span in (one.source, one.cue, one.content))
            party = parties.setdefault(name, Party(f"p{len(parties) + 1}", name, "person", name[:1].isupper()))
            link = Link(name, "person", party.named, source=one.source, cue=one.cue, party=party.id)
            act: Act = "deny" if cue in words.of("xv")["denying"] else "assert"
            sure = "CT-" if act == "deny" else certainty(content)
            made.append(
                Attribution(
                    f"a{number}", one.content, one.cue, one.source, one.kind, sure, (link,), 1.0, act, tense(content)
                )
            )
        return tuple(made), tuple(parties.values())

    def syntax(self, article: Article, doc: str) -> None:
        return None

    def settled(
        self, article: Article, attributions: Iterable[Attribution], sentences: Sequence[Span]
    ) -> tuple[Attribution, ...]:
        return tuple(attributions)

    def assertions(self, article: Article, doc: str, attributions: Sequence[Attribution]) -> tuple[Assertion, ...]:
        taken = {a.content[0][0] for a in attributions}
        own = [span for span in self.sentences(article) if span[0] not in taken]
        texts = [(span, doc[slice(*span)]) for span in own]
        return tuple(
            Assertion(f"s{n}", (span,), certainty(text), tense=tense(text), reading=read(text))
            for n, (span, text) in enumerate(texts, 1)
        )

    def clauses(self, article: Article, doc: str, attributions: Iterable[Attribution]) -> tuple[Clause, ...]:
        return tuple(
            Clause(a.id, a.content, "main", a.certainty, a.tense, read(doc[slice(*a.content[0])], a.act))
            for a in attributions
        )

    def in_context(
        self, article: Article, assertions: Sequence[Assertion], clauses: Sequence[Clause]
    ) -> tuple[tuple[Assertion, ...], tuple[Clause, ...]]:
        return tuple(assertions), tuple(clauses)

    def times(self, article: Article) -> tuple[Timex, ...]:
        return ()

    def places(self, doc: str) -> tuple[Place, ...]:
        return ()

    def figures(self, text: str) -> tuple[Quantity, ...]:
        return read(text).figures

    def reread(self, article: Article, annotations: Annotations) -> Annotations:
        return replace(annotations, clauses=self.clauses(article, article.body, annotations.attributions))


LANGUAGE: Language = Varnish()
