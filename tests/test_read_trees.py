"""Boosted trees without walking them: the same answers as a walk, and several classifiers that agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.read.trees import MOST_LEAVES, SURE, Trees, agreed, load


def stump(feature: int, threshold: float, left: float, right: float) -> Trees:
    """One tree of one test: `left` where x[feature] <= threshold."""
    return Trees(
        np.array([feature, -1, -1]),
        np.array([threshold, 0.0, 0.0]),
        np.array([[1, 2], [0, 0], [0, 0]]),
        np.array([0.0, left, right]),
        np.array([0]),
    )


@given(st.lists(st.tuples(st.floats(-3, 3, width=32), st.floats(-3, 3, width=32)), min_size=1, max_size=20))
def test_a_tree_gives_what_a_walk_gives(rows: list[tuple[float, float]]) -> None:
    # x[0] <= 1 ? (x[1] <= -1 ? a : b) : c
    tree = Trees(
        np.array([0, 1, -1, -1, -1]),
        np.array([1.0, -1.0, 0.0, 0.0, 0.0]),
        np.array([[1, 4], [2, 3], [0, 0], [0, 0], [0, 0]]),
        np.array([0.0, 0.0, 0.5, -0.25, 2.0]),
        np.array([0]),
    )
    walked = [(0.5 if y <= -1 else -0.25) if x <= 1 else 2.0 for x, y in rows]
    assert tree.odds(np.array(rows)).tolist() == walked


def test_several_trees_add_up() -> None:
    two = Trees(
        np.array([0, -1, -1, 1, -1, -1]),
        np.array([0.0] * 6),
        np.array([[1, 2], [0, 0], [0, 0], [4, 5], [0, 0], [0, 0]]),
        np.array([0.0, 1.0, 2.0, 0.0, 10.0, 20.0]),
        np.array([0, 3]),
    )
    assert two.odds(np.array([[-1.0, 1.0], [1.0, -1.0]])).tolist() == [21.0, 12.0]
    assert two(np.zeros((0, 2))).tolist() == []


def test_classifiers_that_differ_meet_in_the_middle_but_a_sure_one_is_not_doubted() -> None:
    first, other = stump(0, 0.0, 1.0, SURE + 1), stump(0, 0.0, -2.0, -9.0)
    unsure, sure = agreed([first, other], np.array([[-1.0], [1.0]])).tolist()
    assert unsure == pytest.approx(1 / (1 + math.exp(0.5)))
    assert sure == pytest.approx(1 / (1 + math.exp(-SURE - 1)))


def test_a_tree_of_too_many_leaves_is_refused() -> None:
    deep = MOST_LEAVES + 1
    feature = [0] * deep + [-1] * (deep + 1)
    children = [[deep, at + 1] if at + 1 < deep else [deep, deep + 1] for at in range(deep)] + [[0, 0]] * (deep + 1)
    with pytest.raises(ValueError, match="leaves"):
        Trees(np.array(feature), np.zeros(len(feature)), np.array(children), np.zeros(len(feature)), np.array([0]))


@pytest.mark.parametrize("name", ["blocks.npz", "lines.npz"])
def test_the_shipped_models_are_probabilities(name: str) -> None:
    rows = np.random.default_rng(1).normal(size=(50, 400)).astype(np.float32)
    for trees in load(name).values():
        found = trees(rows)
        assert ((found > 0) & (found < 1)).all()
