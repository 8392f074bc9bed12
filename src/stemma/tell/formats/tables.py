"""Stories as tables: rows for pandas or polars, CSV, Parquet, and one SQLite file laid out for Datasette.

    made = rows([(library.story(), library.articles(library.story().id))])
    pandas.DataFrame(made["statements"])

`stemma.tell.formats.columns.TABLES` says what the columns are. Spans are kept as JSON and count code points of the
clean text in the library; text is cut (`excerpt`), and the page's address stands beside it.
"""

from __future__ import annotations

import csv as csv_files
import io
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stemma.errors import MissingExtra, Unreadable
from stemma.model import Annotated, Spans, Story
from stemma.steps import agree, steps
from stemma.tell.formats import excerpt as excerpts
from stemma.tell.formats.columns import TABLES, Kind
from stemma.tell.showing import shown
from stemma.tell.why import why

Cell = str | int | float | bool | None
Row = dict[str, Cell]
ARROW = " ← "
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet may take for a formula (OWASP, CSV injection), with the quotes that `_guarded` puts before it."""


def rows(
    stories: Iterable[tuple[Story, Mapping[str, Annotated]]], *, excerpt: int = excerpts.LENGTH
) -> dict[str, list[Row]]:
    """The rows of every table, by table name, for stories with their articles.

    Each row has all columns of its table in their order; what is not known is None. A span's text is cut to
    `excerpt` code points.
    """
    made: dict[str, list[Row]] = {name: [] for name in TABLES}
    for story, articles in stories:
        urls = {id: one.article.url for id, one in articles.items()}
        made["stories"].append(_story(story))
        for id, annotated in articles.items():
            made["articles"].append(_article(story, annotated, excerpt))
            made["parties"] += _parties(id, annotated)
            made["attributions"] += _attributions(id, annotated, excerpt)
            made["times"] += _times(id, annotated, excerpt)
        made["derivations"] += _derivations(story)
        made["claims"] += _claims(story, articles, urls, excerpt)
        made["figures"] += _figures(story)
        made["statements"] += _statements(story, urls, excerpt)
    return made


def _story(story: Story) -> Row:
    return {
        "story": story.id,
        "title": story.title,
        "state": story.state,
        "first": story.first,
        "last": story.last,
        "articles": len(story.articles),
        "outlets": story.outlets,
        "lineages": len(story.lineages),
        "origins_least": story.origins[0],
        "origins_most": story.origins[1],
        "keywords": _json(story.keywords),
        "houses": story.houses,
        "owned": story.owned,
    }


def _article(story: Story, annotated: Annotated, most: int) -> Row:
    article = annotated.article
    return {
        "article": article.id,
        "story": story.id,
        "outlet": article.outlet,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "modified": article.modified,
        "published_by": article.published_by,
        "language": article.language,
        "authors": _json(article.authors),
        "credits": _json(article.credits),
        "dateline": article.dateline,
        "section": article.section,
        "lineage": next((line.id for line in story.lineages if article.id in line.members), None),
        "characters": len(article.body),
        "sentences": len(annotated.annotations.sentences),
        "excerpt": excerpts.cut(article.body, most),
    }


def _parties(article: str, annotated: Annotated) -> Iterator[Row]:
    for party in annotated.annotations.parties:
        yield {
            "article": article,
            "party": party.id,
            "name": party.name,
            "type": party.type,
            "named": party.named,
            "description": party.description,
            "role": party.role,
            "affiliation": party.affiliation,
            "identity": party.identity,
            "mentions": _json(party.mentions),
        }


def _attributions(article: str, annotated: Annotated, most: int) -> Iterator[Row]:
    sections = annotated.article.sections
    known = {party.id for party in annotated.annotations.parties}
    for one in annotated.annotations.attributions:
        origin = one.chain[-1] if one.chain else None
        dated = sections[one.section].time if one.section < len(sections) else None
        yield {
            "article": article,
            "attribution": one.id,
            "kind": one.kind,
            "origin": origin.name if origin else None,
            "origin_type": origin.type if origin else None,
            "origin_named": origin.named if origin else None,
            "origin_party": origin.party if origin and origin.party in known else None,
            "chain": ARROW.join(link.name for link in one.chain),
            "chain_length": len(one.chain),
            "certainty": one.certainty,
            "act": one.act,
            "tense": one.tense,
            "confidence": one.confidence,
            "time": dated or annotated.article.published,
            "content": _json(one.content),
            "cue": _json(one.cue),
            "source": _json(one.source),
            "content_text": excerpts.words(annotated, one.content, most),
            "cue_text": excerpts.words(annotated, one.cue, most),
            "source_text": excerpts.words(annotated, one.source, most),
            "url": annotated.article.url,
        }


def _times(article: str, annotated: Annotated, most: int) -> Iterator[Row]:
    for number, time in enumerate(annotated.annotations.times):
        yield {
            "article": article,
            "number": number,
            "span_start": time.start,
            "span_end": time.end,
            "text": excerpts.words(annotated, ((time.start, time.end),), most),
            "type": time.type,
            "value": time.value,
            "begin": time.begin,
            "until": time.until,
            "anchor": time.anchor,
            "granularity": time.granularity,
            "confidence": time.confidence,
            "url": annotated.article.url,
        }


def _derivations(story: Story) -> Iterator[Row]:
    for lineage in story.lineages:
        for number, found in enumerate(lineage.derivations):
            yield {
                "story": story.id,
                "lineage": lineage.id,
                "number": number,
                "from_article": found.from_,
                "to_article": found.to,
                "from_section": found.from_section,
                "to_section": found.to_section,
                "kind": found.kind,
                "direction": found.direction,
                "derived": found.derived,
                "reason": found.reason,
                "passages": _json([[*p.a, *p.b, p.score] for p in found.passages]),
            }


def _figures(story: Story) -> Iterator[Row]:
    for figure in story.figures:
        held = steps(figure.series)
        for number, one in enumerate(figure.series):
            yield {
                "story": story.id,
                "claim": figure.claim,
                "slot": figure.slot,
                "number": number,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "unit": one.unit,
                "asof": one.asof,
                "origin": one.origin,
                "article": one.article,
                "where": one.where,
                "start": one.span[0],
                "end": one.span[1],
                "holds": bool(held) and agree(one, held[-1]),
            }


def _claims(
    story: Story, articles: Mapping[str, Annotated], urls: Mapping[str, str | None], most: int
) -> Iterator[Row]:
    place = {id: number for number, id in enumerate(story.board, 1)}
    for claim in story.claims:
        sentence = shown(claim, articles, story.figures)
        article = next((one.article for one in claim.statements if one.id == claim.shown), None)
        article = article or next((one.article for one in claim.statements if one.text == claim.text), None)
        yield {
            "story": story.id,
            "claim": claim.id,
            "text": excerpts.cut(claim.text, most),
            "status": claim.status,
            "since": claim.history[-1].time if claim.history else None,
            "first": claim.history[0].time if claim.history else None,
            "statements": len(claim.statements),
            "outlets": claim.outlets,
            "lineages": claim.lineages,
            "origins_least": claim.origins[0],
            "origins_most": claim.origins[1],
            "confidence": claim.confidence,
            "article": article,
            "url": urls.get(article or ""),
            "place": place.get(claim.id),
            "worth": claim.worth,
            "why": why(claim),
            "sentence": excerpts.cut(sentence.sentence, most),
            "houses": claim.houses,
            "owned": claim.owned,
        }


def _statements(story: Story, urls: Mapping[str, str | None], most: int) -> Iterator[Row]:
    for claim in story.claims:
        for one in claim.statements:
            yield {
                "story": story.id,
                "statement": one.id,
                "claim": claim.id,
                "article": one.article,
                "attribution": one.attribution,
                "act": one.act,
                "certainty": one.certainty,
                "tense": one.tense,
                "text": excerpts.cut(one.text, most),
                "content": _json(one.content),
                "where": one.where,
                "chain": ARROW.join(one.chain),
                "origin": one.origin,
                "origin_type": one.origin_type,
                "origin_named": one.named,
                "role": one.role,
                "identity": one.identity,
                "time": one.time,
                "value": one.value,
                "antecedent": one.antecedent,
                "url": urls.get(one.article),
            }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def spans(cell: str) -> Spans:
    """The spans that a column of spans holds."""
    return tuple((start, end) for start, end in json.loads(cell))


# CSV


def csv(name: str, rows: Sequence[Row]) -> str:
    """The rows of table `name` as CSV (RFC 4180) with a header line. `load_csv` is the way back.

    None is an empty field, an empty text is `""`. A text that a spreadsheet would take for a formula gets a `'`
    before it.
    """
    out = io.StringIO()
    columns = TABLES[name].columns
    out.write(",".join(columns) + "\r\n")
    for row in rows:
        out.write(",".join(_field(row[column]) for column in columns) + "\r\n")
    return out.getvalue()


def _field(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return repr(value)
    value = _clean(value)
    if _FORMULA.match(value):
        value = "'" + value
    return '"' + value.replace('"', '""') + '"'


def load_csv(name: str, text: str) -> list[Row]:
    """The rows that `csv` wrote, with their types. Raises `Unreadable` where `text` is not table `name`.

    CSV does not tell an empty text from none: both are None.
    """
    reader = csv_files.DictReader(io.StringIO(text, newline=""))
    columns = TABLES[name].columns
    if list(reader.fieldnames or ()) != list(columns):
        raise Unreadable(f"has not the columns of the table {name}", input=f"{name}.csv")
    return [{column: _cell(row[column], kind) for column, (kind, _) in columns.items()} for row in reader]


def _cell(field: str, kind: Kind) -> Cell:
    if not field:
        return None
    if kind == "text":
        return field[1:] if field[0] == "'" and _FORMULA.match(field) else field
    if kind == "boolean":
        return field == "true"
    return int(field) if kind == "integer" else float(field)


def _clean(value: str) -> str:
    """`value` without lone surrogates, which UTF-8 cannot hold; as many code points as before."""
    return value.encode("utf-8", "replace").decode()


# Parquet


def parquet(name: str, rows: Sequence[Row]) -> bytes:
    """The rows of table `name` as a Parquet file. Raises `MissingExtra` without pyarrow (extra `tables`)."""
    try:
        import pyarrow
        from pyarrow import parquet as files
    except ModuleNotFoundError as error:
        raise MissingExtra("pyarrow is not installed", remedy="pip install 'stemma-news[tables]'") from error
    kinds = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "real": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    columns = TABLES[name].columns
    schema = pyarrow.schema([(column, kinds[kind]) for column, (kind, _) in columns.items()])
    table = pyarrow.Table.from_pylist([_stored(row) for row in rows], schema=schema)
    out = io.BytesIO()
    files.write_table(table, out)
    return out.getvalue()


def _stored(row: Row) -> Row:
    return {column: _clean(value) if isinstance(value, str) else value for column, value in row.items()}


# SQLite


def sqlite(tables: Mapping[str, Sequence[Row]]) -> bytes:
    """All tables as one SQLite file: keys, foreign keys, an index for each, and full-text search (FTS5)."""
    database = sqlite3.connect(":memory:")
    try:
        for name, table in TABLES.items():
            database.executescript(_definition(name))
            places = ", ".join("?" * len(table.columns))
            stored = (tuple(_stored(row).values()) for row in tables[name])
            database.executemany(f'INSERT INTO "{name}" VALUES ({places})', stored)
            if table.searched:
                words = ", ".join(f'"{column}"' for column in table.searched)
                database.execute(f"CREATE VIRTUAL TABLE \"{name}_fts\" USING fts5({words}, content='{name}')")
                database.execute(f'INSERT INTO "{name}_fts" ("{name}_fts") VALUES (\'rebuild\')')
        database.commit()
        return database.serialize()
    finally:
        database.close()


def _definition(name: str) -> str:
    def several(columns: Iterable[str]) -> str:
        return ", ".join(f'"{column}"' for column in columns)

    table = TABLES[name]
    parts = [f'"{column}" {kind.upper()}' for column, (kind, _) in table.columns.items()]
    parts.append(f"PRIMARY KEY ({several(table.key)})")
    indexes = []
    for columns, other in table.references.items():
        parts.append(f'FOREIGN KEY ({several(columns)}) REFERENCES "{other}" ({several(TABLES[other].key)})')
        if columns != table.key[: len(columns)]:
            indexes.append(f'CREATE INDEX "{name}_{"_".join(columns)}" ON "{name}" ({several(columns)});')
    return f'CREATE TABLE "{name}" ({", ".join(parts)});\n' + "\n".join(indexes)


def metadata(database: str, title: str) -> dict[str, Any]:
    """The metadata.json of Datasette for the file that `sqlite` made, served under the name `database`."""
    tables: dict[str, Any] = {}
    for name, table in TABLES.items():
        tables[name] = {
            "description": table.row,
            "columns": {column: meaning for column, (_, meaning) in table.columns.items()},
        }
        if table.label:
            tables[name]["label_column"] = table.label
    note = "Excerpts and links; the full text stays in the library. Offsets are code points of the clean text."
    return {"title": title, "description": note, "databases": {database: {"tables": tables}}}
