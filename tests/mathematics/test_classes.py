"""Classes of a chain, and what play does until it has left some nodes, against general linear algebra."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from offramp.play import solving
from offramp.play.chain import Chain
from offramp.play.classes import classes_of
from offramp.play.solving import ends_of, first_visit


def chain_of(rates: np.ndarray) -> Chain:
    """Return the chain with a matrix of rates."""
    origin, to = np.nonzero(rates)
    row = np.concatenate([[0], np.cumsum(np.bincount(origin, minlength=len(rates)))]).astype(np.int64)
    nobody = np.zeros(len(rates), dtype=bool)
    return Chain(np.arange(len(rates)), nobody, row, to.astype(np.int64), rates[origin, to], ())


def random_rates(seed: int, nodes: int, share: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.1, 3.0, (nodes, nodes)) * (rng.random((nodes, nodes)) < share)
    np.fill_diagonal(rates, 0.0)
    return rates


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), nodes=st.integers(1, 24), share=st.sampled_from([0.02, 0.06, 0.15, 0.5]))
def test_classes_are_those_of_scipy_and_later_ones_are_not_reached(seed, nodes, share):
    rates = random_rates(seed, nodes, share)
    chain = chain_of(rates)
    number, begin, members = classes_of(chain.row, chain.to)
    count, expected = connected_components(csr_matrix(rates), directed=True, connection="strong")
    assert len(begin) - 1 == count
    assert len(set(zip(number.tolist(), expected.tolist(), strict=True))) == count
    assert sorted(members.tolist()) == list(range(nodes))
    for c in range(count):
        assert set(number[members[begin[c] : begin[c + 1]]]) == {c}
    origin, to = np.nonzero(rates)
    assert (number[to] <= number[origin]).all()


def expected_visit(rates: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Return chance and mean time of a visit from node 0, by general linear algebra on the transient nodes."""
    generator = rates - np.diag(rates.sum(axis=1))
    reaches = np.linalg.matrix_power(np.eye(len(rates)) + (rates > 0), len(rates)) @ target > 0
    inside = np.flatnonzero(reaches & ~target)
    if 0 not in inside:
        return float(target[0]), 0.0
    system = -generator[np.ix_(inside, inside)]
    hits = np.linalg.solve(system, rates[inside] @ target)
    times = np.linalg.solve(system, hits)
    return hits[list(inside).index(0)], times[list(inside).index(0)]


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), nodes=st.integers(2, 20), share=st.sampled_from([0.05, 0.1, 0.2]))
def test_visits_are_those_of_general_linear_algebra(seed, nodes, share):
    rates = random_rates(seed, nodes, share)
    target = np.random.default_rng(seed + 1).random(nodes) < 0.3
    visit = first_visit(chain_of(rates), target, np.zeros(0))
    chance, months = expected_visit(rates, target)
    assert visit.chance == pytest.approx(chance, abs=1e-9)
    if chance > 1e-9:
        assert visit.mean_months == pytest.approx(months / chance, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_large_classes_are_solved_sparsely_with_the_same_result(seed, monkeypatch):
    rates = random_rates(seed, 40, 0.1)
    rates[:, :4] = random_rates(seed + 50, 40, 0.05)[:, :4]
    rates[:4] = 0.0
    chain = chain_of(np.roll(rates, (7, 7), axis=(0, 1)))
    target = np.roll(np.arange(40) < 2, 7)
    dense = ends_of(chain), first_visit(chain, target, np.zeros(0))
    monkeypatch.setattr(solving, "LARGEST_DENSE", 3)
    sparse = ends_of(chain), first_visit(chain, target, np.zeros(0))
    assert_array_equal(dense[0].nodes, sparse[0].nodes)
    assert_allclose(dense[0].chance, sparse[0].chance, rtol=1e-10)
    assert dense[1].chance == pytest.approx(sparse[1].chance, rel=1e-10)
    assert dense[1].mean_months == pytest.approx(sparse[1].mean_months, rel=1e-10)
    assert max(np.diff(chain.classes.begin)) > 3
