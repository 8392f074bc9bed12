"""A second language is one folder; words of one's own are one file. All texts are invented, and so is Varnish."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from stemma import lang
from stemma.annotate import annotate, annotate_many
from stemma.cli import main
from stemma.errors import OptionError
from stemma.lang import words
from stemma.lang.en.reading import reading
from stemma.model import Annotated, Article
from stemma.relate import relate
from stemma.relate.claims.statements import statements

VARNISH = (
    "Su lodka Alma ne naufta, Ada Quill dirta. 12 personi arivta. Mo la porto klozru. Li paseni morta, Bo Dahl negta."
)


@pytest.fixture
def varnish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Varnish lies in `stemma.lang`."""
    monkeypatch.setattr(lang, "__path__", [*lang.__path__, str(Path(__file__).parent / "languages")])
    lang._of.cache_clear()
    yield
    lang._of.cache_clear()
    words._of.cache_clear()
    for name in [name for name in sys.modules if name.startswith("stemma.lang.xv")]:
        del sys.modules[name]


def page(language: str | None, body: str = VARNISH, name: str = "p1") -> Annotated:
    article = Article(name, body, language=language, outlet=f"Outlet {name}", published="2031-05-01T08:00:00Z")
    return Annotated(article, annotate(article))


def test_a_folder_is_a_language(varnish: None) -> None:
    told = {s.text: s for s in statements((page("xv"),))}
    sank = told["Su lodka Alma ne naufta"]
    assert (sank.origin, sank.certainty, sank.reading.polarity, sank.tense) == ("Ada Quill", "CT-", -1, "past")
    came = told["12 personi arivta"]
    assert [(v.what, v.low) for v in came.reading.figures] == [("personi", 12.0)]
    assert told["Mo la porto klozru"].certainty == "PS+"
    assert told["Mo la porto klozru"].reading.telling == "plan"
    died = told["Li paseni morta"]
    assert (died.act, died.reading.polarity) == ("deny", -1)


def test_its_pages_tell_a_story_with_status(varnish: None) -> None:
    one, two = page("xv"), page("xv", "Su lodka Alma naufta, Bo Dahl dirta.", "p2")
    story = relate((one, two))
    assert [c.status for c in story.claims if "lodka" in c.text] == ["disputed"]


def test_pages_of_several_languages_come_back_in_order(varnish: None) -> None:
    bodies = (
        ("en", "The ferry sank."),
        ("xv", "Su lodka naufta."),
        ("de", "Die Fähre sank."),
        (None, "The dam broke."),
    )
    articles = [Article(str(n), body, language=code) for n, (code, body) in enumerate(bodies)]
    found = list(annotate_many(articles))
    told = [[a.body[slice(*s.content[0])] for s in n.assertions] for a, n in zip(articles, found, strict=True)]
    assert told == [["The ferry sank"], ["Su lodka naufta"], [], ["The dam broke"]]


def test_without_its_folder_only_sentences_are_known() -> None:
    assert lang.of("xv") is None
    assert lang.of("words") is None
    notes = page("xv").annotations
    assert notes.sentences
    assert not notes.attributions + notes.assertions


@pytest.mark.parametrize("code", [None, "", "en", "en-GB", "EN_us", "eng"])
def test_names_of_english(code: str | None) -> None:
    found = lang.of(code)
    assert found is not None
    assert found.code == "en"


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of words of one's own, laid beside those of English."""
    file = tmp_path / "our.toml"
    file.write_text(
        '[worry]\nany = ["^the dread\\\\b"]\n\n[light-words]\nwords = "skerry"\n\n[ours]\nwords = "a b_c"\n'
    )
    monkeypatch.setenv(words.VARIABLE, f"en={file}")
    words._of.cache_clear()
    yield file
    words._of.cache_clear()


def test_words_of_ones_own_are_added(laid: Path) -> None:
    known = words.of("en")
    assert {"skerry", "just"} <= known["light-words"]
    assert known["ours"] == {"a", "b c"}
    assert known.expression("worry").search("the dread of a flood")
    assert known.expression("worry").search("fears of a flood")


@pytest.mark.parametrize("text", ["[x]\nnote = 'nothing'", "[x]\nany = ['(']", "x = 1", "[x"])
def test_a_file_of_words_that_is_none_is_one_clear_error(text: str, tmp_path: Path) -> None:
    file = tmp_path / "our.toml"
    file.write_text(text)
    with pytest.raises(OptionError) as error:
        words.read(str(file))
    assert str(file) in str(error.value)


def test_the_configuration_lays_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    (tmp_path / "our.toml").write_text('[ours]\nwords = "x"\n')
    (tmp_path / "stemma.toml").write_text('[words]\nen = "our.toml"\n')
    done = CliRunner().invoke(main, ["--config", str(tmp_path / "stemma.toml"), "demo", "--help"])
    assert done.exit_code == 0
    assert os.environ[words.VARIABLE] == f"en={tmp_path / 'our.toml'}"


def test_marks_are_found_by_their_names() -> None:
    assert "toll" in reading("the death toll rose").marks
    assert "points-back" in reading("such claims").marks
