"""Exports: tables, graphs and the formats of other tools, from a small invented story."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from stemma import contract
from stemma.cli import main
from stemma.errors import EmptyInput, MissingExtra, Unreadable
from stemma.library import Library
from stemma.model import (
    Annotated,
    Annotations,
    Article,
    Attribution,
    Capture,
    Claim,
    Lineage,
    Story,
    StoryArticle,
)
from stemma.relate import relate
from stemma.tell.formats import excerpt as excerpts
from stemma.tell.formats import gexf, graphml, ninjs, prov, schemaorg, tables, webannotation
from stemma.tell.formats.columns import TABLES

ROOT = Path(__file__).parents[1]
EVIL = '=HYPERLINK("http://evil.example") <script>alert(1)</script> ]]> \u202e'
SHARED = (
    "The ferry Brisa Nova ran aground off Port Ulmen on Tuesday, harbour master Tove Rask said. "
    "\u201cNobody on board was hurt, and the hull is not leaking,\u201d Rask said. "
)
BODIES = {
    "a": f"{SHARED}A crew member who asked not to be named said the radar had failed.",
    "b": f"{SHARED}Passengers were taken ashore in boats, the coast guard said.",
    "c": f"The ferry company denied that the radar of the Brisa Nova had failed. {EVIL} said so.",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = tmp_path_factory.mktemp("exports") / "news.db"
    with Library(where) as library:
        library.add(
            Capture(key, "body", body, outlet=f"Outlet {key}", title=f"Ferry aground off Port Ulmen {key}",
                    url=f"https://{key}.example/ferry", published=f"2031-06-0{n}T08:00:00+00:00", language="en")
            for n, (key, body) in enumerate(BODIES.items(), 2)
        )  # fmt: skip
    return str(where)


@pytest.fixture(scope="module")
def articles(path: str) -> dict[str, Annotated]:
    with Library(path) as library:
        return {key: library.article(key) for key in BODIES}


@pytest.fixture(scope="module")
def story(articles: dict[str, Annotated]) -> Story:
    """All three articles as one story, however the library would group them."""
    return replace(relate(list(articles.values())), id="s-ferry", title=EVIL)


@pytest.fixture(scope="module")
def made(story: Story, articles: dict[str, Annotated]) -> dict[str, list[tables.Row]]:
    return tables.rows([(story, articles)])


def call(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


# Tables


def test_rows_have_the_columns_of_their_table_and_say_something(made: dict[str, list[tables.Row]]) -> None:
    kinds = {"text": str, "integer": int, "real": float, "boolean": bool}
    for name, table in TABLES.items():
        assert made[name], name
        for row in made[name]:
            assert list(row) == list(table.columns)
            for column, (kind, _) in table.columns.items():
                assert row[column] is None or type(row[column]) is kinds[kind], (name, column)
        keys = [tuple(row[column] for column in table.key) for row in made[name]]
        assert len(set(keys)) == len(keys), name


def test_every_column_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "exports.md").read_text()
    for name, table in TABLES.items():
        part = page.split(f"\n### {name}\n")[1].split("\n### ")[0]
        for column, (kind, meaning) in table.columns.items():
            assert f"| `{column}` | {kind} | {meaning} |" in part, (name, column)


def test_csv_leads_back_to_the_rows_and_to_the_words(
    made: dict[str, list[tables.Row]], articles: dict[str, Annotated]
) -> None:
    for name, rows in made.items():
        back = tables.load_csv(name, tables.csv(name, rows))
        assert back == [{k: v if v != "" else None for k, v in row.items()} for row in rows]
    for row in tables.load_csv("attributions", tables.csv("attributions", made["attributions"])):
        annotated = articles[str(row["article"])]
        found = next(a for a in annotated.annotations.attributions if a.id == row["attribution"])
        assert tables.spans(str(row["content"])) == found.content
        assert row["content_text"] == annotated.text(found.content)
    with pytest.raises(Unreadable):
        tables.load_csv("claims", tables.csv("times", made["times"]))


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n\",;ab\u202e€"), max_size=8))
def test_no_text_is_a_formula_and_all_text_comes_back(text: str) -> None:
    row: tables.Row = dict.fromkeys(TABLES["claims"].columns) | {"text": text}
    written = tables.csv("claims", [row])
    assert not written.split("\r\n", 1)[1].split('"', 1)[-1].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert tables.load_csv("claims", written)[0]["text"] == (text or None)


def test_parquet_holds_the_same_rows(made: dict[str, list[tables.Row]]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    for name, rows in made.items():
        assert parquet.read_table(pyarrow.BufferReader(tables.parquet(name, rows))).to_pylist() == rows


def test_parquet_without_pyarrow_says_what_to_install(
    made: dict[str, list[tables.Row]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"stemma-news\[tables\]"):
        tables.parquet("claims", made["claims"])


def test_sqlite_has_sound_references_and_search(made: dict[str, list[tables.Row]]) -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(tables.sqlite(made))
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for name, rows in made.items():
        assert database.execute(f"SELECT * FROM {name}").fetchall() == [tuple(row.values()) for row in rows]
    found = database.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'radar'").fetchall()
    words = [row["excerpt"] for row in made["articles"]]
    assert {row for (row,) in found} == {n for n, text in enumerate(words, 1) if "radar" in str(text)}
    joined = "SELECT count(*) FROM statements JOIN claims USING (story, claim) JOIN articles USING (article)"
    assert database.execute(joined).fetchone() == (len(made["statements"]),)
    database.close()
    meta = tables.metadata("news", "News")["databases"]["news"]["tables"]
    assert {name: set(table["columns"]) for name, table in meta.items()} == {
        n: set(t.columns) for n, t in TABLES.items()
    }


# Excerpts


@given(st.text(max_size=40), st.integers(0, 30))
def test_an_excerpt_is_never_longer_than_asked_for(text: str, most: int) -> None:
    short = excerpts.cut(text, most)
    assert len(short) <= most or short == text
    assert text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize("form", ["csv", "sqlite", "schemaorg", "webannotation", "ninjs", "json", "markdown", "gexf"])
def test_no_format_holds_more_than_the_excerpt(path: str, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    call("export", "--library", path, "--all", "--excerpt", "24", "--format", form, "--output", target)
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert files
    text = b"".join(p.read_bytes() for p in files).decode("utf-8", "replace").replace("\\", "")
    for body in BODIES.values():
        for start in range(0, len(body) - 60, 20):
            assert body[start : start + 60] not in text
    if form != "gexf":
        assert "ferry" in text


def test_odd_characters_and_gaps_break_no_format() -> None:
    """Lone surrogates, NUL, direction marks, quotes and slashes in ids; nothing known but the text."""
    page = Article('x"<&>\x00\ud800/../:é', "a\ud800b \x00c\u202ed", url="https://e.example/\x00", title="\ud800t")
    found = Attribution("a1", ((0, 3), (4, 6)), (), (), "direct", "U", (), 0.5)
    articles = {page.id: Annotated(page, Annotations(attributions=(found,)))}
    claim = Claim("c1", "q", (), "reported", (), 0, 0, (0, 0))
    listed = (StoryArticle(page.id, None, None, None),)
    story = Story("s\ud800", None, "developing", None, None, listed, 0, (), (0, 0), (claim,))
    made = tables.rows([(story, articles)])
    for name, rows in made.items():
        written = tables.csv(name, rows).encode().decode()
        assert len(tables.load_csv(name, written)) == len(rows)
    assert tables.spans(str(made["attributions"][0]["content"])) == found.content
    for content in (tables.sqlite(made), tables.sqlite(tables.rows([]))):
        assert content.startswith(b"SQLite format 3")
    ElementTree.fromstring(gexf.story(story).encode())
    (item,) = webannotation.story(story, articles)["first"]["items"]
    assert webannotation.spans(item["target"]) == found.content
    assert re.fullmatch(r"[!-~]+", item["id"])
    (node, *_) = schemaorg.story(story, articles)["@graph"]
    assert ninjs.article(articles[page.id])["uri"] == node["@id"]


# Graphs


def test_gexf_has_the_nodes_and_edges_of_the_lineages(story: Story) -> None:
    unseen = Lineage("L9", "Ostwire", ("c",), unseen="wire:Ostwire")
    root = ElementTree.fromstring(gexf.story(replace(story, lineages=(*story.lineages, unseen))))
    space = {"g": gexf.NAMESPACE}
    assert root.get("version") == "1.3"
    nodes = {node.get("id"): node for node in root.iterfind(".//g:node", space)}
    assert set(nodes) == {"a", "b", "c", "wire:Ostwire"}
    declared = {a.get("id") for a in root.iterfind(".//g:attribute", space)}
    assert {v.get("for") for v in root.iterfind(".//g:attvalue", space)} <= declared
    edges = [(e.get("source"), e.get("target"), e.get("type")) for e in root.iterfind(".//g:edge", space)]
    (found,) = [d for line in story.lineages for d in line.derivations]
    assert {found.from_, found.to} == {"a", "b"}
    kind = None if found.direction else "undirected"
    ends = (found.to, found.from_) if found.direction == "backward" else (found.from_, found.to)
    assert (*ends, kind) in edges
    assert ("wire:Ostwire", "c", None) in edges


# JSON-LD


def test_schema_org_names_pages_quotations_and_claims(story: Story, articles: dict[str, Annotated]) -> None:
    made = schemaorg.story(story, articles)
    assert made["@context"] == "https://schema.org"
    graph = made["@graph"]
    ids = [node["@id"] for node in graph]
    assert len(ids) == len(set(ids))
    pages = {node["@id"]: node for node in graph if node["@type"] == "NewsArticle"}
    assert pages["urn:stemma:article:a"]["url"] == "https://a.example/ferry"
    quotations = [node for node in graph if node["@type"] == "Quotation"]
    assert any("Nobody on board" in q["text"] and "Rask" in q["creator"]["name"] for q in quotations)
    claims = [node for node in graph if node["@type"] == "Claim"]
    assert len(claims) == len(story.claims)
    for node in (*quotations, *claims):
        for link in [node["isPartOf"]] if "isPartOf" in node else node["appearance"]:
            assert link["@id"] in pages


def test_a_page_without_a_web_address_gets_no_link(story: Story, articles: dict[str, Annotated]) -> None:
    annotated = articles["a"]
    evil = {"a": replace(annotated, article=replace(annotated.article, url="javascript:alert(1)"))}
    for made in (schemaorg.story(story, evil), webannotation.story(story, evil), ninjs.article(evil["a"])):
        assert "javascript:" not in json.dumps(made)


def test_web_annotations_select_the_words(story: Story, articles: dict[str, Annotated]) -> None:
    """Both selectors of a target select the same stretch, and the spans of the record come back."""
    made = webannotation.story(story, articles)
    items = made["first"]["items"]
    found = {
        schemaorg.name("attribution", id, a.id): (one.article.body, a)
        for id, one in articles.items()
        for a in one.annotations.attributions
    }
    assert made["total"] == len(items) == len(found)
    for item in items:
        body, attribution = found[item["id"]]
        assert item["type"] == "Annotation"
        assert item["motivation"] == "describing"
        assert webannotation.spans(item["target"]) == attribution.content
        assert webannotation.spans(item["stemma:cue"]) == attribution.cue
        assert webannotation.spans(item["stemma:source"]) == attribution.source
        for target in item["target"]:
            position, quote = target["selector"]
            assert body[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in body
            assert target["source"]["via"].startswith("https://")
    short = webannotation.story(story, articles, excerpt=5)["first"]["items"]
    assert all(len(target["selector"]) == 1 for item in short for target in item["target"])


# ninjs

_NAMED = {
    "type": "array",
    "items": {"type": "object", "additionalProperties": False, "properties": {"name": {"type": "string"}, "rel": {}}},
}
_TEXTS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            **{key: {"type": "string"} for key in ("role", "contenttype", "value")},
            **{key: {"type": "number"} for key in ("charcount", "wordcount")},
        },
    },
}
NINJS = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {
        **{key: {"type": "string"} for key in ("by", "located", "copyrightholder", "language")},
        **{key: {"type": "string", "format": "date-time"} for key in ("firstcreated", "versioncreated")},
        **dict.fromkeys(("people", "organisations", "places", "subjects", "infosources"), _NAMED),
        "uri": {"type": "string", "pattern": "^urn:"},
        "type": {"enum": ["text"]},
        "representationtype": {"enum": ["full", "partial"]},
        "pubstatus": {"enum": ["usable", "withheld", "canceled"]},
        "headlines": _TEXTS,
        "bodies": _TEXTS,
        "altids": {"type": "array"},
        "standard": {"type": "object"},
        "renditions": {"type": "array", "items": {"type": "object", "required": ["name"]}},
    },
}
"""The part of the IPTC's ninjs 2.1 schema that is written."""


def test_ninjs_is_valid_and_comes_back_whole(articles: dict[str, Annotated]) -> None:
    for key, annotated in articles.items():
        part = ninjs.article(annotated, excerpt=20)
        whole = ninjs.article(annotated, excerpt=None)
        for made in (part, whole):
            jsonschema.validate(made, NINJS)
        assert part["representationtype"] == "partial"
        assert len(part["bodies"][0]["value"]) <= 20
        back = ninjs.load(json.loads(json.dumps(whole)))
        article = annotated.article
        assert (back.id, back.kind, back.content, back.url) == (key, "body", article.body, article.url)
        assert (back.title, back.outlet, back.published) == (article.title, article.outlet, article.published)


def test_ninjs_of_version_1_and_with_markup_is_taken() -> None:
    old = {
        "uri": "http://wire.example/items/7",
        "headline": "Ferry aground",
        "body_text": "A ferry ran aground.",
        "versioncreated": "2031-06-03T08:00:00Z",
    }
    capture = ninjs.load(old)
    assert (capture.kind, capture.content, capture.url) == ("body", old["body_text"], old["uri"])
    assert capture.published == old["versioncreated"]
    new = {
        "uri": "urn:x:8",
        "headlines": [{"value": "Ferry & crew"}],
        "bodies": [{"contenttype": "text/html", "value": "<p>A ferry ran aground.</p>"}],
    }
    capture = ninjs.load(new)
    assert capture.kind == "html"
    assert "<title>Ferry &amp; crew</title>" in str(capture.content)
    assert capture.url is None


@pytest.mark.parametrize("wrong", [{}, {"uri": 5}, {"uri": "u", "bodies": "x"}, {"uri": "u", "bodies": [3]}])
def test_what_is_no_ninjs_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        ninjs.load(wrong)
    with pytest.raises(EmptyInput):
        ninjs.load({"uri": "u", "bodies": [{"value": " "}]})


# The command


def test_export_writes_what_it_says(path: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    for form in ("csv", "parquet"):
        call("export", "--library", path, "--all", "--format", form, "--output", tmp_path / form)
        assert {p.name for p in (tmp_path / form).iterdir()} == {f"{name}.{form}" for name in TABLES}
    call("export", "--library", path, "--format", "sqlite", "--output", tmp_path / "news.sqlite")
    assert "news" in json.loads((tmp_path / "metadata.json").read_text())["databases"]
    for form in ("graphml", "gexf", "prov", "schemaorg", "webannotation", "markdown", "json"):
        call("export", "--library", path, "--format", form, "--output", tmp_path / f"one.{form}")
        assert (tmp_path / f"one.{form}").stat().st_size > 100
    told = json.loads((tmp_path / "one.json").read_text())
    jsonschema.validate(told, {**contract.schema(), "$ref": "#/$defs/StoryDocument"})
    call("export", "--library", path, "--all", "--format", "ninjs", "--output", tmp_path / "items")
    assert len(list((tmp_path / "items").iterdir())) == 3


def test_export_refuses_what_does_not_go_together(path: str, tmp_path: Path) -> None:
    call("export", "s-1", "--all", "--library", path, "--format", "csv", "--output", tmp_path, code=1)
    call("export", "s-none", "--library", path, "--format", "csv", "--output", tmp_path, code=1)
    call("export", "--library", path, "--format", "gexf", "--output", tmp_path, code=1)


def test_networkx_reads_both_graphs_as_the_lineages_are(story: Story, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    (tmp_path / "story.graphml").write_text(graphml.story(story), encoding="utf-8")
    graph = networkx.read_graphml(tmp_path / "story.graphml")
    pages = {member.id for member in story.articles}
    derivations = [d for line in story.lineages for d in line.derivations]
    assert pages <= set(graph.nodes)
    assert {frozenset((d.from_, d.to)) for d in derivations} <= {frozenset(edge[:2]) for edge in graph.edges}
    # networkx knows GEXF up to 1.2; of 1.3 it reads what both have.
    old = gexf.story(story).replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace('"1.3"', '"1.2"')
    (tmp_path / "story.gexf").write_text(old, encoding="utf-8")
    assert pages <= set(networkx.read_gexf(tmp_path / "story.gexf").nodes)


def test_prov_is_a_graph_whose_references_lead_somewhere(story: Story) -> None:
    """Every `urn:stemma:` name that a node refers to is a node of the document, and every node has a type of PROV."""
    document = json.loads(prov.story(story))
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert len(nodes) == len(document["@graph"])

    def references(value: object) -> Iterator[str]:
        if isinstance(value, str) and value.startswith("urn:stemma:"):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from references(inner)

    for node in nodes.values():
        types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
        assert any(one.startswith("prov:") for one in types), node
        assert set(references([value for key, value in node.items() if key != "@id"])) <= set(nodes), node
