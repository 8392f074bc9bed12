"""The commands as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result

from stemma import contract, demo
from stemma.cli import main
from stemma.cli.config import keys

SCHEMA = contract.schema()
ROOT = Path(__file__).parents[1]
PAGE = """Three bridges over the Ansel will close for repairs, the city of Tarn Hollow said on Monday.

"We will reopen them before winter," said Mayor Odile Brandt. The works cost about two million, according to officials.
"""


def call(*arguments: str | Path, ok: bool = True, **more: Any) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments], **more)
    if ok:
        assert result.exit_code == 0, result.output
    return result


def records(result: Result, kind: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in result.stdout.splitlines()]
    for record in found:
        assert record["schema"] == "stemma/1"
        jsonschema.validate(record, {**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return found


def lines(tmp_path: Path, *captures: dict[str, str]) -> Path:
    path = tmp_path / "captures.jsonl"
    path.write_text("".join(json.dumps(c) + "\n" for c in captures))
    return path


BRIDGES = {
    "id": "b1",
    "body": PAGE,
    "outlet": "Hollow Courier",
    "published": "2031-05-05T09:00:00+02:00",
    "language": "en",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the demo pages."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    call("add", *[str(page) for page in demo.pages()], "--library", path)
    return path


def test_read_and_annotate_print_records_and_keep_a_given_id_and_body(tmp_path: Path) -> None:
    path = lines(tmp_path, BRIDGES)
    (article,) = records(call("read", path, "--json"), "Article")
    (annotated,) = records(call("annotate", path, "--json"), "Annotated")
    assert article["id"] == annotated["id"] == "b1"
    assert article["body"] == annotated["body"] == PAGE
    said = [link["name"] for a in annotated["attributions"] for link in a["chain"]]
    assert any("Brandt" in name for name in said)


def test_every_text_output_prints(library: Path, tmp_path: Path) -> None:
    path = lines(tmp_path, BRIDGES)
    assert "Brandt" in call("annotate", path).output
    assert "Three bridges" in call("read", path).output
    for command in ("stories", "story", "claims", "lineage", "status", "problems"):
        call(command, "--library", library)
    assert call("changes", "--since", "2000-01-01", "--library", library).output.strip()


def test_every_json_output_is_valid(library: Path) -> None:
    stories = records(call("stories", "--all", "--json", "--library", library), "StoryLine")
    (story,) = records(call("story", "--json", "--library", library), "StoryDocument")
    assert story["id"] in {s["id"] for s in stories}
    assert len(story["lineages"]) == story["counts"]["lineages"]
    records(call("claims", "--json", "--library", library), "Claim")
    records(call("changes", "--json", "--since", "2000-01-01", "--library", library), "Change")
    records(call("lineage", "--format", "json", "--library", library), "Lineage")
    a, b = story["articles"][0]["id"], story["articles"][1]["id"]
    records(call("compare", a, b, "--json", "--library", library), "Comparison")
    records(call("article", a, "--json", "--library", library), "Annotated")


def test_report_is_one_file(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    call("report", "--library", library, "--output", target)
    page = target.read_text()
    assert page.lower().startswith("<!doctype html>")
    assert 'src="http' not in page
    assert "Traceback" not in call("report", "--library", library, "-o", tmp_path / "no" / "x.html", ok=False).output


def test_claims_at_a_time_in_the_past(library: Path) -> None:
    assert call("claims", "--at", "1990-01-01", "--json", "--library", library).output == ""
    result = call("claims", "--at", "yesterday", "--library", library, ok=False)
    assert result.exit_code == 1
    assert "yesterday" in result.stderr


def test_a_story_puts_what_is_new_on_top_and_is_called_by_its_newest_state(library: Path) -> None:
    page = call("story", "--since", "2025-05-14", "--library", library).output
    assert page.startswith("Toll in Maravel ferry wreck rises to 11")
    assert page.index("SINCE 14 MAY") < page.index("FIGURES") < page.index("WHAT IS CLAIMED")
    assert "dead at least 4 → 7 → 11" in page
    assert call("story", "--since", "yesterday", "--library", library, ok=False).exit_code == 1


def test_a_word_of_the_board_is_explained() -> None:
    assert "by name" in call("explain", "confirmed").output
    assert "SURE A CLAIM" in call("explain").output
    result = call("explain", "gravity", ok=False)
    assert result.exit_code == 1
    assert "gravity" in result.stderr


def test_bad_inputs_cost_only_themselves(tmp_path: Path) -> None:
    """A missing file, an empty one, a binary, broken UTF-8, a page without an article, a folder of all that."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 64)
    (folder / "bare.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    (folder / "latin.txt").write_bytes(PAGE.replace("Ansel", "Änsel").encode("cp1252"))
    (folder / "good.txt").write_text(PAGE)
    path = lines(tmp_path, BRIDGES, {"id": "no content"})
    result = call("read", folder, path, tmp_path / "missing.html", "--json")
    bodies = {a["id"]: a["body"] for a in records(result, "Article")}
    assert {"b1", "good.txt", "latin.txt"} <= set(bodies)
    assert "Änsel" in bodies["latin.txt"]
    complaints = result.stderr.splitlines()
    assert all(line.startswith("stemma: ") for line in complaints)
    for name in ("empty.txt", "binary.txt", "bare.html", "missing.html", "captures.jsonl"):
        assert sum(name in line for line in complaints) == 1, name


def test_exit_status_is_1_only_if_nothing_could_be_read(tmp_path: Path) -> None:
    assert call("read", tmp_path / "missing.html", ok=False).exit_code == 1
    assert call("story", "--library", tmp_path / "none.db", ok=False).exit_code == 1
    assert call("read", ok=False).exit_code == 2
    assert call("frobnicate", ok=False).exit_code == 2


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    result = call("read", path, ok=False)
    assert result.exit_code == 1
    assert "large.html" in result.stderr


def test_configuration_gives_defaults_and_names_unknown_keys(tmp_path: Path) -> None:
    config = tmp_path / "stemma.toml"
    config.write_text(f'[defaults]\nlibrary = "{tmp_path}/here.db"\n[stories]\nall = true\n')
    call("--config", config, "add", lines(tmp_path, BRIDGES))
    assert (tmp_path / "here.db").exists()
    assert len(records(call("--config", config, "stories", "--json"), "StoryLine")) == 1
    config.write_text('[stories]\ncolour = "red"\n[library.delete]\nno = 1\n[nothing]\n')
    result = call("--config", config, "stories", ok=False)
    assert result.exit_code == 1
    assert "library.delete.no, nothing, stories.colour" in result.stderr


def commands(group: click.Group, prefix: str = "stemma") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        found |= commands(command, full) if isinstance(command, click.Group) else {full: command}
    return found


@pytest.mark.parametrize("name", commands(main))
def test_every_command_has_help_and_is_in_the_docs(name: str) -> None:
    assert call(*name.split()[1:], "--help").output.startswith("Usage:")
    docs = "\n".join(path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
    assert name in docs


def test_every_key_of_the_configuration_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()
    for command, names in keys(main).items():
        for key in names:
            assert f"`{key}`" in page, f"{command}.{key}"
