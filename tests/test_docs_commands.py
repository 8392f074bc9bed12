"""Every command line of the README and of the pages for its readers, run on the demo in the order of the page.

Those of the other pages, which need another's servers, clusters and ids, are read as the program reads them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from stemma import demo as demo_pages
from stemma.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "json-lines.md", *sorted((ROOT / "docs" / "users").glob("*.md"))]
ENDLESS = ("serve", "mcp")
"""What runs until it is stopped: only its options are looked at here."""
NAMES = {" ID": " 02-ostrand.html", "--since TIME": "--since 2025-05-13", " --serve": " --once"}
"""What stands in the docs for something of the reader's own, and what it is here."""


def commands(page: Path) -> list[str]:
    """Command lines that stand on a line of their own, and those with arguments inside the text."""
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"^(?: {4}| {8})(stemma .+)$", text, re.M)
    return lines + [line for line in re.findall(r"`(stemma [a-z]+ [^`]+)`", text) if "…" not in line]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_does_what_the_page_says(
    page: Path, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("stemma-demo", "pages", "docs/examples"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "examples" / "pages.jsonl", tmp_path / "docs" / "examples")
    for name in ("stemma-demo/demo.db", "news.db"):
        shutil.copy(demo, tmp_path / name)
    sources = demo_pages.pages()
    (tmp_path / "pages" / sources[0].name).write_bytes(sources[0].read_bytes())
    for name, source in zip(("page.html", "a.html", "b.html"), sources[:3], strict=True):
        (tmp_path / name).write_bytes(source.read_bytes())
    (tmp_path / "draft.md").write_text(
        "More than 120 people had been brought ashore by 9 p.m. EDT, Tomas Wendel said.\n"
    )
    (tmp_path / "feeds.txt").write_text("# none of them is asked here\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEMMA_LIBRARY", "news.db")
    shown = commands(page)
    assert len(shown) >= 2
    for command in shown:
        for there, here in NAMES.items():
            command = command.replace(there, here)
        arguments = shlex.split(command)[1:]
        if arguments[0] == "follow":
            arguments[1] = "pages/"
            arguments.append("--once")
        if arguments[0] in ENDLESS:
            found = main.get_command(main.make_context("stemma", arguments[:1]), arguments[0])
            assert found is not None
            found.make_context(arguments[0], arguments[1:])
            continue
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code in ((0, 1) if arguments[0] == "verify" else (0,)), (command, done.output)
        assert "Traceback" not in done.output
        if "--json" in arguments or arguments[0] == "schema":
            assert all(json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"'))


@pytest.mark.parametrize("page", sorted({*(ROOT / "docs").glob("*.md")} - {*PAGES}), ids=lambda page: page.name)
def test_every_command_of_the_docs_is_one_that_there_is(page: Path) -> None:
    for line in commands(page):
        words = [word.partition("|")[0].replace("WORD", "confirmed") for word in shlex.split(line)[1:]]
        words = words[words[0] == "stemma" :]  # the image of a container has the same name
        command: click.Command = main
        context = click.Context(main, info_name="stemma")
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            name = words.pop(0)
            found = command.get_command(context, name)
            assert found is not None, line
            command = found
            context = click.Context(command, parent=context, info_name=name)
        with contextlib.suppress(click.MissingParameter):  # some are words of the text on one option
            command.make_context(line, words, parent=context.parent)


def test_every_kind_of_reader_has_five_commands() -> None:
    for page in PAGES:
        if page.parent.name == "users":
            assert len(re.findall(r"^ {8}stemma .+$", page.read_text(encoding="utf-8"), re.M)) == 5, page.name


def test_the_example_has_every_field_of_the_page() -> None:
    text = (ROOT / "docs" / "json-lines.md").read_text(encoding="utf-8")
    told = {name for row in re.findall(r"^\| (`.+?) \|", text, re.M) for name in re.findall(r"`(\w+)`", row)}
    lines = [json.loads(line) for line in (ROOT / "docs" / "examples" / "pages.jsonl").read_text().splitlines()]
    assert told == {name for line in lines for name in line}


@pytest.mark.parametrize("file", sorted((ROOT / "docs" / "examples" / "mcp").glob("*.json")), ids=lambda f: f.name)
def test_the_client_of_the_protocol_starts_the_server_as_the_example_says(file: Path, demo: Path) -> None:
    anyio = pytest.importorskip("anyio")
    pytest.importorskip("mcp.server.mcpserver")
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    (servers,) = json.loads(file.read_text()).values()
    given = servers["stemma"]
    assert given["command"] == "stemma"
    arguments = [str(demo) if name == "/home/me/news.db" else name for name in given["args"]]
    assert str(demo) in arguments
    line = StdioServerParameters(
        command=sys.executable, args=["-m", "stemma", *arguments], env={**os.environ, **given.get("env", {})}
    )

    async def ask() -> str:
        async with Client(stdio_client(line)) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            assert {"search_stories", "story", "claims", "verify"} <= names
            assert "add_page" not in names
            return str((await client.call_tool("search_stories", {"query": "ferry"})).content[0].text)

    assert "Maravel" in anyio.run(ask)
