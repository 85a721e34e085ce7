"""The Pareto set against its definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from offramp.study.deals.pareto import BLOCK, pareto


def slowly(merits):
    """Return the columns that none beats, of equal ones the first, and how many equal each; straight from the words."""
    columns = [tuple(column) for column in merits.T.tolist()]
    best = {}
    for k, own in enumerate(columns):
        beaten = any(all(x >= y for x, y in zip(other, own, strict=True)) and other != own for other in columns)
        if not beaten and own not in columns[:k]:
            best[k] = columns.count(own) - 1
    return list(best), list(best.values())


def found(merits):
    front = pareto(np.asarray(merits, dtype=float))
    assert list(front) == front.positions.tolist()
    assert len(front) == len(front.alike)
    return front.positions.tolist(), front.alike.tolist()


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 30)).flatmap(
        lambda shape: arrays(np.int64, shape, elements=st.integers(-2, 3))
    )
)
def test_the_pareto_set_is_what_nothing_beats(merits):
    assert found(merits / 4) == slowly(merits / 4)


@pytest.mark.parametrize("merits", [2, 8])
def test_long_fronts_are_compared_block_by_block(merits):
    rng = np.random.default_rng(merits)
    drawn = rng.random((merits, 3 * BLOCK + 7)).round(3)
    drawn /= drawn.sum(axis=0)
    expected = slowly(drawn.round(9))
    assert len(expected[0]) > 2 * BLOCK
    assert found(drawn) == expected


def test_differences_of_rounding_beat_nobody():
    assert found([[0.1 + 0.2, 0.3], [1.0, 1.0]]) == ([0], [1])
    assert found([[0.0, -0.0], [1.0, 1.0]]) == ([0], [1])


def test_of_equal_deals_the_first_is_told_and_the_others_are_counted():
    assert found([[0.0, 1.0, 1.0, 1.0, 2.0], [0.0, 5.0, 5.0, 5.0, 1.0]]) == ([1, 4], [2, 0])
