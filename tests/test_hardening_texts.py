"""Texts of no sense, made to break the annotator: each is annotated, in bounded time."""

from __future__ import annotations

import random

import pytest

from stemma.annotate import annotate
from stemma.annotate.chains import attributions
from stemma.lang.en.parse import parse
from stemma.lang.proposals import Proposal
from stemma.model import Article

SPEECH = "“ ” \" ' ‘ ’ “” he she said told it according to per citing Ida Marl officials who that was , . ; ( )"
SCRAPS = [*SPEECH.split(), "\n"]


@pytest.mark.parametrize("body", ["she \nAP‘ he police,” \n", "The mayor said it. “”he "])
def test_a_cue_of_white_space_is_none(body: str) -> None:
    annotate(Article("x", body, language="en"))


def test_a_proposal_without_words_in_its_cue_gives_no_attribution() -> None:
    article = Article("x", "she \nsaid he left.", language="en")
    (doc,) = parse([article])
    blank = Proposal(content=((5, 18),), cue=((4, 5),), source=((0, 3),), kind="indirect", confidence=0.5, by="tagger")
    assert attributions(article, doc, [blank]) == ((), ())


@pytest.mark.parametrize("seed", range(3))
def test_random_scraps_of_speech_are_annotated(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(12):
        body = "".join(rng.choice(SCRAPS) + rng.choice([" ", "", " "]) for _ in range(rng.randint(1, 60)))
        annotate(Article("x", body, language="en"))
