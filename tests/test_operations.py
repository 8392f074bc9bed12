"""Running Stemma day by day: logs, Ctrl-C, and the commands of the docs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stemma import contract
from stemma.library import Library
from stemma.model import Annotated, Annotations, Article, Section

ROOT = Path(__file__).parents[1]


def pages(folder: Path, count: int) -> Path:
    """A file of captures in JSON Lines."""
    body = "The ferry office of Tarn Hollow said on Monday that boat {} would stay in port until the storm is over. "
    lines = [
        json.dumps({"id": f"p{n}", "body": body.format(n) * 3, "outlet": "Hollow Post", "language": "en"})
        for n in range(count)
    ]
    path = folder / "pages.jsonl"
    path.write_text("\n".join(lines))
    return path


def stemma(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "stemma", *map(str, arguments)]


def test_logs_say_what_became_of_each_page(tmp_path: Path) -> None:
    source = pages(tmp_path, 2)
    source.write_text(source.read_text() + "\nno JSON\n")
    command = stemma("add", source, "--library", tmp_path / "n.db", "--log-format", "json")
    done = subprocess.run(command, capture_output=True, text=True)
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [e["event"] for e in events] == ["kept", "kept", "set aside", "finished"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", e["time"]) for e in events)
    assert events[0]["id"] == "p0"
    assert events[0]["process_ms"] > 0
    assert events[0]["keep_ms"] > 0
    assert events[2]["reason"]
    assert (events[3]["added"], events[3]["problems"]) == (2, 1)
    command[command.index("json")] = "text"
    done = subprocess.run(command, capture_output=True, text=True)
    assert re.search(r'^\S+Z info known id="p0"$', done.stderr, re.M)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_interrupting_loses_nothing_that_was_told(tmp_path: Path, workers: str) -> None:
    source, library = pages(tmp_path, 400), tmp_path / "n.db"
    command = stemma("add", source, "--library", library, "--log-format", "json", "--workers", workers)
    # A group of its own, so that Ctrl-C reaches the workers as well, as it does in a terminal.
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stderr is not None
        told = [json.loads(running.stderr.readline())["id"]]
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stderr.read()
        assert running.wait() == 130
    told += [json.loads(line)["id"] for line in rest.splitlines() if line.startswith("{") and '"kept"' in line]
    assert re.search(r"interrupted; \d+ articles are kept. The same command goes on from here", rest)
    assert "Traceback" not in rest
    with Library(library, create=False) as kept:
        found = kept.store.article_ids()
        assert set(told) <= set(found)
        assert len(found) < 400
        assert list(kept.check()) == []


def commands(page: str) -> list[str]:
    """The commands that a page of the docs shows on lines of their own."""
    return re.findall(r"^    ((?:stemma|dask) .+)$", (ROOT / "docs" / page).read_text(), re.M)


def test_the_commands_from_a_laptop_to_a_cluster(tmp_path: Path) -> None:
    """Every command of docs/cluster.md, with names of here for those of the page."""
    pytest.importorskip("distributed")
    folder = tmp_path / "pages"
    folder.mkdir()
    pages(folder, 3)
    here, port = tmp_path / "cluster", free_port()
    names = {
        "archive/*.warc.gz": "pages/",
        "postgresql://stemma@/news": "cluster.db",
        "tcp://scheduler:8786": f"tcp://127.0.0.1:{port}",
        "--nworkers 8": "--nworkers 1",
        "--port 8786": f"--host 127.0.0.1 --port {port} --no-dashboard",
    }
    running = []
    libraries = []
    try:
        for command in commands("cluster.md"):
            for there, name in names.items():
                command = command.replace(there, name)
            program, *arguments = shlex.split(command)
            if program == "dask":
                line = [sys.executable, "-m", "dask", *arguments]
                with here.with_suffix(".log").open("a") as log:
                    running.append(subprocess.Popen(line, cwd=tmp_path, stdout=log, stderr=log))
            else:
                done = subprocess.run(stemma(*arguments), cwd=tmp_path, capture_output=True, text=True)
                assert done.returncode == 0, done.stderr
                libraries.append(arguments[arguments.index("--library") + 1])
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
    assert libraries == ["news.db", "cluster.db", "news.db"]
    for name in set(libraries):
        with Library(tmp_path / name, create=False) as library:
            assert library.store.article_ids() == ["p0", "p1", "p2"]


def test_the_python_from_a_laptop_to_a_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python blocks of docs/cluster.md, on a cluster and an archive of our own."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    for number in (1, 2, 3):
        body = f"Tarn Hollow's ferry office kept its boats in port on day {number} until the long storm was over. " * 9
        capture = {"id": f"p{number}", "body": body, "published": f"2031-05-0{number}T08:00:00Z", "language": "en"}
        Path(f"day-{number}.jsonl").write_text(json.dumps(capture) + "\n")
        section = Section("original", None, 0, len(body))
        article = Article(id=f"p{number}", body=body, published=str(capture["published"]), sections=(section,))
        Path(f"annotated-{number}.jsonl").write_text(json.dumps(contract.document(Annotated(article, Annotations()))))
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "cluster.md").read_text(), re.S)
    names: dict[str, object] = {}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        for block in blocks:
            exec(block.replace("tcp://scheduler:8786", cluster.scheduler_address), names)
        names["cluster"].close()  # type: ignore[attr-defined]
    told = capsys.readouterr().out
    assert "p2 [('p1', " in told
    assert "3 articles, the first is p1" in told


ENDLESS = ("stemma serve", "stemma follow")
"""What runs until it is stopped: only its options are looked at here."""


def test_the_commands_of_operations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that docs/operations.md shows, with names of here for those of the page."""
    from click.testing import CliRunner

    from stemma.cli import main

    monkeypatch.chdir(tmp_path)
    pages(tmp_path, 3)
    names = {"INPUT...": "pages.jsonl", "postgresql://stemma@/news": "moved.db", " ID": " p0"}
    shown = re.findall(r"`(stemma [a-z]+ [^`]*--library [^`]+)`", (ROOT / "docs" / "operations.md").read_text())
    assert len(shown) >= 9
    for command in sorted(shown, key=lambda command: " add " not in command):
        for there, name in names.items():
            command = command.replace(there, name)
        if " redact " in command:
            command = command.replace("p0", "p1")  # p0 is deleted
        arguments = shlex.split(command)[1:]
        if command.startswith(ENDLESS):
            found = main.get_command(main.make_context("stemma", arguments[:1]), arguments[0])
            assert found is not None
            found.make_context(arguments[0], arguments[1:])
            continue
        done = CliRunner().invoke(main, arguments, input="y\n")  # deleting and redacting ask first
        assert done.exit_code == 0, (command, done.output)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def example_commands() -> list[tuple[str, list[str]]]:
    """Every call of Stemma in the examples: the file and the arguments."""
    found = []
    for path in sorted(p for p in (ROOT / "docs" / "examples").iterdir() if p.is_file()):
        text = path.read_text()
        lines = re.findall(r"^ExecStart=\S*/stemma (.+)$", text, re.M)
        lines += [" ".join(json.loads(line)[1:]) for line in re.findall(r"^CMD (.+)$", text, re.M)]
        lines += re.findall(r" stemma stemma (.+)$", text, re.M)
        found += [(path.name, shlex.split(line.replace("$FEEDS", "https://news.example/feed"))) for line in lines]
    return found


@pytest.mark.parametrize(("file", "arguments"), example_commands(), ids=lambda x: x if isinstance(x, str) else x[0])
def test_the_commands_of_the_examples_are_understood(file: str, arguments: list[str]) -> None:
    from stemma.cli import main

    command = main.get_command(main.make_context("stemma", [arguments[0]]), arguments[0])
    assert command is not None
    command.make_context(arguments[0], arguments[1:])  # raises UsageError for what it does not know


CONTAINER = ROOT / "docs" / "examples" / "Containerfile"


def test_what_the_container_copies_is_there() -> None:
    text = CONTAINER.read_text()
    arguments = dict(re.findall(r"^ARG (\w+)=(.+)$", text, re.M))
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M)
    copied = [re.sub(r"\$\{(\w+)\}", lambda m: arguments[m[1]], name) for line in lines for name in line.split()]
    assert {"src", "pyproject.toml", "docs/examples/container.txt"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []


def pins(path: Path) -> dict[str, str]:
    """The packages of a lock file, each with its version."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", path.read_text(), re.M))


def test_the_container_has_what_was_tested_and_no_more() -> None:
    """Its lock file is a part of that of the tests; if this fails, `python3 dev.py lock` makes it anew."""
    kept, run, tested = (
        pins(CONTAINER.with_name("container.txt")),
        *(pins(ROOT / "requirements" / name) for name in ("run.txt", "test.txt")),
    )
    assert {name: version for name, version in kept.items() if tested.get(name) != version} == {}
    assert run.items() <= kept.items()
    assert {"fastapi", "psycopg", "uvicorn"} <= kept.keys()
    assert {"mypy", "pandas", "pyarrow", "pytest", "torch"}.isdisjoint(kept)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_its_units(tmp_path: Path) -> None:
    for path in (ROOT / "docs" / "examples").glob("stemma*.*"):
        text = path.read_text().replace("/srv/stemma/.venv/bin/stemma", sys.executable)
        (tmp_path / path.name).write_text(text)
    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert not [line for line in done.stderr.splitlines() if "stemma" in line]
