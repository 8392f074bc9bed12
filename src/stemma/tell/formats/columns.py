"""The tables that exports consist of: columns with type and meaning, keys and references.

docs/exports.md shows the same; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "real", "boolean"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns as name → (type, meaning), its key, and what its columns refer to.

    `references` maps columns of this table to the table whose key they hold. `searched` are columns of the full-text
    index, `label` is the column that names a row.
    """

    row: str
    columns: dict[str, tuple[Kind, str]]
    key: tuple[str, ...]
    references: dict[tuple[str, ...], str]
    searched: tuple[str, ...] = ()
    label: str | None = None


_SPANS = "JSON `[[start, end], …]`, code points into the article's clean text, half-open"
_TIME = "ISO 8601, as exact as known"
_URL = "address of the page"

TABLES: dict[str, Table] = {
    "stories": Table(
        "A story: articles about one event.",
        {
            "story": ("text", "id of the story"),
            "title": ("text", "headline that stands for the story"),
            "state": ("text", "`developing`, `quiet` or `closed`"),
            "first": ("text", f"earliest report; {_TIME}"),
            "last": ("text", f"latest report; {_TIME}"),
            "articles": ("integer", "number of articles"),
            "outlets": ("integer", "number of outlets"),
            "lineages": ("integer", "number of independent texts"),
            "origins_least": ("integer", "least number of origins (unnamed sources may be the same)"),
            "origins_most": ("integer", "greatest number of origins"),
            "keywords": ("text", "JSON array of words"),
            "houses": ("integer", "different houses among the outlets whose owner is known; none where none is"),
            "owned": ("integer", "outlets whose owner is known"),
        },
        ("story",),
        {},
        label="title",
    ),
    "articles": Table(
        "An article of a story.",
        {
            "article": ("text", "id of the article"),
            "story": ("text", "id of its story"),
            "outlet": ("text", "name of the outlet"),
            "title": ("text", "headline"),
            "url": ("text", _URL),
            "published": ("text", f"publication; {_TIME}"),
            "modified": ("text", f"last change that the page declares; {_TIME}"),
            "published_by": ("text", "`declared`, `visible`, `url`, `inferred` or `given`: where the date is from"),
            "language": ("text", "BCP 47"),
            "authors": ("text", "JSON array of names"),
            "credits": ("text", "JSON array of agencies whose text it is by its own word"),
            "dateline": ("text", "place line at the head of the text"),
            "section": ("text", "section of the outlet"),
            "lineage": ("text", "id of the lineage in its story; articles that share it share a text"),
            "characters": ("integer", "length of the clean text in code points"),
            "sentences": ("integer", "number of sentences in the clean text"),
            "excerpt": ("text", "beginning of the clean text, cut"),
        },
        ("article",),
        {("story",): "stories"},
        ("title", "outlet", "excerpt"),
        "title",
    ),
    "parties": Table(
        "A source as one article names it.",
        {
            "article": ("text", "id of the article"),
            "party": ("text", "id within the article"),
            "name": ("text", "name, or wording where it is unnamed"),
            "type": (
                "text",
                "`person`, `organisation`, `government`, `outlet`, `agency`, `group`, `document`, `unknown`",
            ),
            "named": ("boolean", "whether the article gives a name"),
            "description": ("text", "printed wording of an unnamed party"),
            "role": ("text", "function that the article gives"),
            "affiliation": ("text", "body that it speaks for"),
            "identity": ("text", "key of the same party in every article, e.g. `agency:reuters`; empty if unnamed"),
            "mentions": ("text", f"where it is mentioned: {_SPANS}"),
        },
        ("article", "party"),
        {("article",): "articles"},
        ("name", "description", "role"),
        "name",
    ),
    "attributions": Table(
        "Who says what in an article, on whose word.",
        {
            "article": ("text", "id of the article"),
            "attribution": ("text", "id within the article"),
            "kind": ("text", "`direct`, `indirect` or `mixed` speech"),
            "origin": ("text", "last party of the chain: whose word it is"),
            "origin_type": ("text", "type of that party, as in `parties`"),
            "origin_named": ("boolean", "whether the origin is named"),
            "origin_party": ("text", "`party` of the origin in the same article, if it has one"),
            "chain": ("text", "names from the party nearest the publisher to the origin, joined by ` ← `"),
            "chain_length": ("integer", "number of parties in the chain"),
            "certainty": ("text", "FactBank value: `CT+` `CT-` `PR+` `PR-` `PS+` `PS-` `U`"),
            "act": ("text", "`assert`, `confirm`, `deny`, `accuse`, `announce`, `not-confirm`, `no-comment`"),
            "tense": ("text", "time the content speaks of: `past`, `present`, `future`, `unknown`"),
            "confidence": ("real", "calibrated probability that source and content belong together, 0 to 1"),
            "time": ("text", f"time of the dated section that holds it, else publication; {_TIME}"),
            "content": ("text", f"what is said: {_SPANS}"),
            "cue": ("text", f"words that attribute: {_SPANS}"),
            "source": ("text", f"words that name the source: {_SPANS}"),
            "content_text": ("text", "words of the content, each span cut, joined by ` … `"),
            "cue_text": ("text", "words of the cue"),
            "source_text": ("text", "words of the source, each span cut"),
            "url": ("text", _URL),
        },
        ("article", "attribution"),
        {("article",): "articles", ("article", "origin_party"): "parties"},
        ("origin", "content_text"),
        "content_text",
    ),
    "times": Table(
        "A time expression in an article (TIMEX3).",
        {
            "article": ("text", "id of the article"),
            "number": ("integer", "its place among the times of the article, from 0"),
            "span_start": ("integer", "first code point"),
            "span_end": ("integer", "code point after the last"),
            "text": ("text", "the words, cut"),
            "type": ("text", "`DATE`, `TIME`, `DURATION` or `SET`"),
            "value": ("text", "TIMEX3 value"),
            "begin": ("text", "start of the interval meant; UTC instant, empty if it is no point in time"),
            "until": ("text", "end of the interval, exclusive; UTC instant"),
            "anchor": ("text", "what the value was reckoned from"),
            "granularity": ("text", "unit of the expression"),
            "confidence": ("real", "0 to 1"),
            "url": ("text", _URL),
        },
        ("article", "number"),
        {("article",): "articles"},
    ),
    "derivations": Table(
        "Two articles of a lineage whose texts are related.",
        {
            "story": ("text", "id of the story"),
            "lineage": ("text", "id of the lineage in the story"),
            "number": ("integer", "its place within the lineage, from 0"),
            "from_article": ("text", "id of one article"),
            "to_article": ("text", "id of the other, as a rule the later one"),
            "from_section": ("integer", "index of the dated section in `from_article`"),
            "to_section": ("integer", "index of the dated section in `to_article`"),
            "kind": ("text", "`copy`, `rewrite`, `update`, `common-source`, `shared-statement`, `none`, `undecidable`"),
            "direction": (
                "text",
                "`forward`: `to_article` took its text from `from_article`; `backward`: the reverse; empty: neither, "
                "or unknown",
            ),
            "derived": ("real", "probability that the two share a line of written text, 0 to 1"),
            "reason": ("text", "what gave kind and direction: `credit`, `version`, `time`, `containment`"),
            "passages": ("text", "JSON `[[from_start, from_end, to_start, to_end, score], …]`, code points"),
        },
        ("story", "lineage", "number"),
        {("story",): "stories", ("from_article",): "articles", ("to_article",): "articles"},
    ),
    "claims": Table(
        "Statements of a story that say the same.",
        {
            "story": ("text", "id of the story"),
            "claim": ("text", "id within the story"),
            "text": ("text", "the claim in the words of its clearest statement, cut"),
            "status": (
                "text",
                "`speculated`, `unconfirmed`, `reported`, `announced`, `confirmed`, `denied`, `disputed`, `withdrawn`, "
                "`superseded`",
            ),
            "since": ("text", f"when it got this status; {_TIME}"),
            "first": ("text", f"when it was first stated; {_TIME}"),
            "statements": ("integer", "number of statements"),
            "outlets": ("integer", "number of outlets that report it"),
            "lineages": ("integer", "number of independent texts that report it"),
            "origins_least": ("integer", "least number of origins"),
            "origins_most": ("integer", "greatest number of origins"),
            "confidence": ("real", "that the statements belong together, 0 to 1"),
            "article": ("text", "id of the article whose words the text is"),
            "url": ("text", _URL),
            "place": ("integer", "its place on the board, from 1; none off it"),
            "worth": ("real", "that an editor must see it, 0 to 1"),
            "why": ("text", "why it has its status, in plain words"),
            "sentence": ("text", "the sentence that shows it, cut"),
            "houses": ("integer", "different houses among its outlets whose owner is known; none where none is"),
            "owned": ("integer", "outlets of it whose owner is known"),
        },
        ("story", "claim"),
        {("story",): "stories", ("article",): "articles"},
        ("text",),
        "text",
    ),
    "figures": Table(
        "One value of what is counted or measured in a claim.",
        {
            "story": ("text", "id of the story"),
            "claim": ("text", "id of the claim"),
            "slot": ("text", "what is counted: `dead`, `injured`, `missing`, `money EUR`, …"),
            "number": ("integer", "its place in the series, from 0"),
            "value": ("text", "as it is read"),
            "low": ("real", "least value"),
            "high": ("real", "greatest value; none where it is open"),
            "unit": ("text", "unit or currency"),
            "asof": ("text", f"when it was said; {_TIME}"),
            "origin": ("text", "on whose word"),
            "article": ("text", "id of the article"),
            "where": ("text", "`body` or `title`"),
            "start": ("integer", "offset in code points"),
            "end": ("integer", "offset in code points"),
            "holds": ("boolean", "whether it is the value that holds"),
        },
        ("story", "claim", "slot", "number"),
        {("story", "claim"): "claims", ("article",): "articles"},
    ),
    "statements": Table(
        "One article's word on a claim.",
        {
            "story": ("text", "id of the story"),
            "statement": ("text", "id within the story"),
            "claim": ("text", "id of the claim"),
            "article": ("text", "id of the article"),
            "attribution": ("text", "id of the attribution; empty where the article says it in its own voice"),
            "act": ("text", "as in `attributions`"),
            "certainty": ("text", "FactBank value"),
            "tense": ("text", "as in `attributions`"),
            "text": ("text", "words of the statement, cut"),
            "content": ("text", f"where they stand: {_SPANS}"),
            "where": ("text", "`body` or `title`: what the offsets count in"),
            "chain": ("text", "names from the publisher to the origin, joined by ` ← `"),
            "origin": ("text", "whose word it is"),
            "origin_type": ("text", "type of that party, as in `parties`"),
            "origin_named": ("boolean", "whether the origin is named"),
            "role": ("text", "how the article describes the origin"),
            "identity": ("text", "key of the origin in every article"),
            "time": ("text", f"when it was reported; {_TIME}"),
            "value": ("text", "the value it gives, where the claim is about one"),
            "antecedent": ("text", "id of the earlier statement it speaks of"),
            "url": ("text", _URL),
        },
        ("story", "statement"),
        {
            ("story",): "stories",
            ("story", "claim"): "claims",
            ("article",): "articles",
            ("article", "attribution"): "attributions",
        },
        ("text", "origin"),
        "text",
    ),
}
"""All tables by name, in an order in which a row only refers to rows before it."""
