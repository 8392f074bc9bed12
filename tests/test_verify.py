"""`stemma verify` as a user meets it: the command, Python, the API, the page. On the pages of the demo."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

import stemma
from stemma import contract, demo
from stemma.cli import main
from stemma.errors import NotFound
from stemma.library import Library
from stemma.tell import checks

DRAFT = """# The Lady Ambrel

At least four people died when the Lady Ambrel ran aground off the island of Senn [1]. "She is hard aground and
sinking," coastguard spokesman Tomas Wendel said. "We took off the children first," said Otto Granholm. The main
generator had failed twice in the past week. There were 187 people on board [2].

[1]: https://ostrand.example/wire/2025-05-13/maravel-ferry-1
[2]: http://www.transport.gov.mv.example/en/statements/2025-31/?utm_source=post
"""
SOUND = '"We took off the children first," coastguard spokesman Tomas Wendel said.\n'


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verify") / "demo.db"
    with Library(path) as made:
        made.add(demo.captures())
        made.story()
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verify") / "empty.db"
    Library(path).close()
    return path


def call(*arguments: str | Path, **more: Any) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, arguments)], **more)


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "draft.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_draft_with_faults(library: Path, tmp_path: Path) -> None:
    result = call(written(tmp_path, DRAFT), "--library", library, "--json")
    assert result.exit_code == 1
    schema = contract.schema()
    results: dict[str, list[str]] = {}
    for line in result.stdout.splitlines():
        record = json.loads(line)
        jsonschema.validate(record, {**schema, "$ref": "#/$defs/CheckedSentence"})
        assert DRAFT[slice(*record["sentence"])].split()[:2] == record["text"].split()[:2]
        for finding in record["findings"]:
            results.setdefault(finding["kind"], []).append(finding["result"])
            assert DRAFT[slice(*finding["span"])]
    assert results["quotation"] == ["altered", "verbatim"]
    assert results["speaker"] == ["found", "misattributed"]
    assert results["figure"] == ["overtaken", "found"]
    assert results["hedge"] == ["firmer"]
    assert results["citation"] == ["found", "found"]


def test_every_evidence_is_words_of_the_page(library: Path) -> None:
    with Library(library) as made:
        found = [f for one in made.verify(DRAFT) for f in one.findings if f.article and f.evidence]
        assert found
        for finding in found:
            article = made.article(finding.article or "").article
            text = article.body if finding.where == "body" else article.title or ""
            assert finding.words.split(" … ")[0].strip() in text[slice(*finding.evidence[0])]


def test_a_sound_draft_exits_with_0(library: Path, tmp_path: Path) -> None:
    result = call(written(tmp_path, SOUND), "--library", library)
    assert result.exit_code == 0, result.output
    assert "word for word" in result.output
    assert "1 sentence: nothing to object to" in result.output


def test_what_fails_is_chosen(library: Path, tmp_path: Path) -> None:
    draft = written(tmp_path, "The main generator had failed twice in the past week.\n")
    assert call(draft, "--library", library).exit_code == 0
    assert call(draft, "--library", library, "--fail-on", "firmer").exit_code == 1
    assert call(draft, "--library", library, "--fail-on", "hedge:firmer").exit_code == 1
    assert call(draft, "--library", library, "--fail-on", "figure:firmer,none").exit_code == 0
    wrong = call(draft, "--library", library, "--fail-on", "false")
    assert wrong.exit_code == 2
    assert "false: is no result" in wrong.output


def test_html_is_printed_or_written(library: Path, tmp_path: Path) -> None:
    draft = written(tmp_path, DRAFT + "<script>alert(1)</script>")
    target = tmp_path / "checked.html"
    assert call(draft, "--library", library, "--html", target).exit_code == 1
    page = target.read_text()
    assert '<mark class="altered">' in page
    assert "<script>" not in page
    assert call("--library", library, "--html", "--", draft).stdout.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"***\n", b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xfe\x00\xd8", b"word " * 2_100_000]
)
def test_what_cannot_be_read_is_one_line_and_exits_with_2(library: Path, tmp_path: Path, content: bytes) -> None:
    result = call(written(tmp_path, content), "--library", library)
    assert result.exit_code == 2
    assert result.output.startswith("stemma: ")
    assert result.output.count("\n") == 1


def test_a_missing_draft_library_or_story_exits_with_2(library: Path, tmp_path: Path) -> None:
    assert call(tmp_path / "none.md", "--library", library).exit_code == 2
    draft = written(tmp_path, SOUND)
    assert call(draft, "--library", tmp_path / "none.db").exit_code == 2
    assert call(draft, "--library", library, "--story", "s-none").exit_code == 2


@pytest.mark.parametrize("text", [SOUND, "Beekeepers in Ulm harvest more clover honey than ever before.\n"])
def test_a_library_without_a_page_on_it(empty: Path, library: Path, tmp_path: Path, text: str) -> None:
    result = call("-", "--library", empty if text is SOUND else library, input=text)
    assert result.exit_code == 0, result.output
    assert "the library has no page on this" in result.output


def test_python_takes_an_open_library_or_a_path(library: Path) -> None:
    with Library(library) as made:
        story = made.story()
        inside = stemma.verify(SOUND, made, story=story.id)
        with pytest.raises(NotFound):
            stemma.verify(SOUND, made, story="s-none")
    assert stemma.verify(SOUND.encode(), str(library)) == inside
    assert not [f for one in inside for f in one.findings if checks.fails(f, {"altered", "not-found"})]


def test_nothing_of_a_draft_is_kept(library: Path) -> None:
    word = "Zweihundertfach"
    stemma.verify(f"A {word} ran aground off the island of Senn.", library)
    with sqlite3.connect(library) as rows:
        assert word not in "\n".join(rows.iterdump())
    assert word.encode() not in library.read_bytes()


def test_over_the_api_and_in_the_browser(library: Path) -> None:
    client_of = pytest.importorskip("fastapi.testclient").TestClient
    from stemma.serve import application

    client = client_of(application(str(library), token=None, rate=100_000), base_url="http://127.0.0.1:8765")
    answer = client.post("/api/verify", json={"text": DRAFT})
    assert answer.status_code == 200
    document = answer.json()
    assert document["schema"] == "stemma/1"
    assert {"altered", "misattributed"} <= {f["result"] for s in document["sentences"] for f in s["findings"]}
    assert client.post("/api/verify", json={"text": 5}).status_code == 422
    assert client.post("/api/verify", json=[]).status_code == 422
    assert client.post("/api/verify", json={"text": " "}).status_code == 400
    assert client.post("/api/verify", json={"text": SOUND, "story": "s-none"}).status_code == 404
    assert client.post("/api/verify", content=b"x" * 1_100_000).status_code == 413

    assert "<textarea" in client.get("/verify").text
    page = client.post("/verify", data={"text": DRAFT + EVIL, "story": ""})
    assert page.status_code == 200
    assert '<mark class="altered">' in page.text
    assert EVIL not in page.text
    wrong = client.post("/verify", data={"text": "", "story": ""})
    assert wrong.status_code == 422
    assert "no sentence" in wrong.text
    assert client.post("/verify", content=b"text=%ff").status_code == 422


EVIL = "<script>alert(1)</script>"
