"""The last line of a terminal: it says what is being done, and is gone before anything else is written."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time

import pytest

from stemma.cli import base, footer
from stemma.cli.footer import Footer


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal, and a line that waits for a twentieth of a second only."""
    monkeypatch.setattr(footer, "SILENT", 0.05)
    monkeypatch.setattr(footer, "LOOK", 0.01)
    return Terminal()


def seen(terminal: Terminal) -> list[str]:
    """What stood on the last line, one after the other; empty where it was taken away."""
    return [re.sub(r"\d+ s$", "N s", one) for one in terminal.getvalue().split("\r\x1b[K")[1:]]


def until(terminal: Terminal, words: str) -> None:
    """Wait for `words`."""
    for _ in range(500):
        if words in terminal.getvalue():
            return
        time.sleep(0.01)
    raise AssertionError(terminal.getvalue())


def test_who_is_silent_for_long_says_what_is_being_done(terminal: Terminal) -> None:
    line = Footer(terminal)
    with line.working("stemma story"), line.working("relating the story"):
        until(terminal, "relating the story: 0 s")
    assert set(seen(terminal)) == {"relating the story: N s", ""}
    assert seen(terminal)[-1] == ""


def test_who_is_quick_says_nothing(terminal: Terminal) -> None:
    with Footer(terminal).working("stemma story"):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_drawn_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footer, "SILENT", 0.0)
    with Footer(written := io.StringIO()).working("stemma story"):
        time.sleep(0.3)
    assert written.getvalue() == ""
    assert base.progress() is None


def test_the_line_is_gone_before_anything_else_is_written(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Footer(terminal)
    monkeypatch.setattr(base, "footer", line)
    monkeypatch.setattr(footer, "_piped", lambda: False)
    with line.working("stemma annotate"):
        line.show("3 pages")
        base.say("The mayor said so.")
        assert seen(terminal) == ["3 pages", ""]
        until(terminal, "stemma annotate: 0 s")


def test_nothing_is_drawn_once_a_pager_has_the_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Footer(terminal)
    monkeypatch.setattr(base, "footer", line)
    monkeypatch.setattr(footer, "_piped", lambda: True)
    with line.working("stemma story"):
        base.say("The mayor said so.")
        line.show("3 pages")
        time.sleep(0.2)
    assert terminal.getvalue() == ""


def test_no_line_is_longer_than_the_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    line = Footer(terminal)
    with line.working("x"):
        line.show("a" * 30 + "\x1b[2J")
    assert seen(terminal)[0] == "a" * 19


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_on_a_real_terminal_a_command_tells_and_leaves_nothing_behind() -> None:
    import pty

    parent, child = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-c", "from stemma.cli import footer, main\nfooter.SILENT = 0.0\nfooter.LOOK = 0.005\nmain()",
         "explain"],
        stdout=subprocess.DEVNULL, stderr=child,
    )  # fmt: skip
    os.close(child)
    written = b""
    try:
        while piece := os.read(parent, 4096):
            written += piece
    except OSError:  # the other end is closed
        pass
    os.close(parent)
    assert done.wait(60) == 0
    assert b"stemma explain: 0 s" in written
    assert written.endswith(b"\r\x1b[K")
