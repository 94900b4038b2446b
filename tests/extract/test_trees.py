"""Trees are not walked, and give what a walk would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extract.learned import weights
from pledgebook.extract.panels import Panel, TreePanel
from pledgebook.extract.trees import WIDEST, Forest, Leaves, lowest_bit

EN = weights("en")
PLEDGE = ("stage", "sector", "instrument")


def walked(forest: Forest, features: set[str]) -> list[float]:
    """The log-odds of each label, tree by tree and node by node."""
    out = [float(b) for b in forest.bias]
    for k, root in enumerate(forest.roots):
        node = int(root)
        while forest.step[2 * node] != node:
            column = int(forest.column[node])
            node = int(forest.step[2 * node + (forest.names[column] in features)])
        out[k % len(forest.labels)] += float(forest.value[node])
    return out


@given(st.data())
def test_a_forest_reaches_the_leaves_of_a_walk(data: st.DataObject) -> None:
    forest = EN.forest("agreement_stage")
    features = data.draw(st.sets(st.sampled_from(forest.names), max_size=60))
    assert forest.odds(forest.numbers(features)) == pytest.approx(walked(forest, features), abs=1e-4)


@given(st.data())
def test_a_panel_asks_each_of_its_forests(data: st.DataObject) -> None:
    forests = [EN.forest(name) for name in PLEDGE]
    names = [name for forest in forests for name in forest.names]
    features = data.draw(st.sets(st.sampled_from(names), max_size=60))
    for forest, odds in zip(forests, Panel(forests).odds(features), strict=True):
        assert odds == pytest.approx(forest.odds(forest.numbers(features)), abs=1e-5)


def test_many_rows_at_once_are_judged_like_each_by_itself() -> None:
    forest = EN.forest("segment_right")
    rows = [[], [0], list(range(40)), [5, 5, 7]]
    assert forest.odds_of(rows) == [pytest.approx(forest.odds(row), abs=1e-6) for row in rows]


def test_trees_over_numbers_reach_the_leaves_of_a_walk() -> None:
    names = ("donors", "recipients")
    trees = [EN.trees(name) for name in names]
    table = np.random.default_rng(5).choice([-1.0, 0.0, 1.0, 2.5, 9.0], (6, len(trees[0].features))).astype(np.float32)
    for found, tree in zip(TreePanel(trees).chances(table), trees, strict=True):
        for row, chance in zip(table, found, strict=True):
            odds = 0.0
            for root in tree.roots:
                node = int(root)
                while tree.step[2 * node] != node:
                    node = int(tree.step[2 * node + (row[tree.column[node]] > tree.threshold[node])])
                odds += float(tree.value[node])
            assert chance == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-6)


def test_no_rows_have_no_chances() -> None:
    assert EN.tree_panel("donors").chances(np.zeros((0, 2000), dtype=np.float32)).shape == (1, 0)


def test_the_lowest_bit_of_every_number() -> None:
    assert [int(lowest_bit()[n]) for n in (1, 2, 3, 12, 1 << 15)] == [0, 1, 0, 2, 15]


def test_a_tree_with_too_many_leaves_is_refused() -> None:
    step: list[int] = []
    for k in range(WIDEST):  # a comb: each inner node has a leaf on its "no" side
        step += [2 * k + 1, 2 * k + 2, 2 * k + 1, 2 * k + 1]
    step += [2 * WIDEST, 2 * WIDEST]
    count = len(step) // 2
    with pytest.raises(ValueError, match="17 leaves"):
        Leaves(np.array([0]), np.array(step), np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.intp), 1)
