"""The sentence encoder: vectors of headlines and statements."""

import numpy as np

from stemma import embedding
from stemma.embedding import embed

HEADLINES = [
    "Ferry hits rocks off Maravel, four dead",
    "Night ferry runs aground near Maravel; at least four people killed",
    "Central bank of Norland raises its rate to 4 per cent",
]


def test_what_is_about_the_same_lies_near() -> None:
    vectors = embed(HEADLINES)
    assert vectors.shape == (3, embedding.WIDTH)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors @ vectors.T
    assert likeness[0, 1] > 0.6 > 0.3 > likeness[0, 2]


def test_a_vector_depends_on_its_own_text_alone() -> None:
    together = embed([*HEADLINES, "", "Maravel", *HEADLINES[::-1]])
    alone = np.concatenate([embed([text]) for text in HEADLINES])
    assert np.allclose(together[:3], alone, atol=1e-6)
    assert np.allclose(together[:3], together[:4:-1], atol=1e-6)


def test_case_and_accents_do_not_count() -> None:
    plain, other = embed(["The prefet of Chatel spoke", "THE PRÉFET OF CHÂTEL SPOKE"])
    assert np.allclose(plain, other)


def test_no_text_and_hostile_text() -> None:
    assert embed([]).shape == (0, embedding.WIDTH)
    odd = embed(["", "\x00\ufffd", "x" * 100_000, "word " * 100_000, "渡轮 触礁", "()" * 5_000])
    assert np.isfinite(odd).all()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    beginning = "the ferry hit rocks " * 40
    one, other = embed([beginning + "and four died", beginning + "while the bank raised rates"])
    assert np.allclose(one, other)
