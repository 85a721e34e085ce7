"""Preferences as ranks."""

import itertools
import random

import numpy as np
import pytest

from mathematics.models import model_of, orders_of
from offramp.case import load_text
from offramp.game.preferences import dense, ranks_of
from offramp.stability import analyse
from offramp.stability.oracle import Oracle


def case_with(preference: str, *, options: int = 3) -> str:
    names = ", ".join(f"a.o{n}: " for n in range(options))
    return f"case: order\ntitle: Order\nactors: {{a: {{}}}}\noptions: {{{names}}}\npreferences:\n  a:\n{preference}"


def ranks(preference: str, *, options: int = 3) -> list[int]:
    return list(model_of(load_text(case_with(preference, options=options))[0]).game.ranks[0])


def assert_ordered_as_by_the_oracle(text: str) -> None:
    case = load_text(text)[0]
    model = model_of(case)
    worths = [model.oracle.worth("a", state) for state in model.states]
    places = {worth: place for place, worth in enumerate(sorted(set(worths)))}
    assert list(model.game.ranks[0]) == [places[worth] for worth in worths]


@pytest.mark.parametrize("seed", range(5))
def test_seventy_statements_are_compared_one_after_the_other(seed):
    rng = random.Random(seed)
    same = [f"    - a.o{rng.randrange(6)} iff a.o{rng.randrange(6)}" for _ in range(66)]
    telling = [f"    - {'not ' * rng.randrange(2)}a.o{n}" for n in rng.sample(range(6), 4)]
    assert_ordered_as_by_the_oracle(case_with("\n".join(same + telling), options=6))


@pytest.mark.parametrize("telling", [0, 61, 62, 63, 69])
def test_of_seventy_statements_the_one_that_tells_states_apart_decides(telling):
    lines = ["    - a.o0" if n == telling else "    - a.o1 or not a.o1" for n in range(70)]
    assert ranks("\n".join(lines), options=2) == [0, 1, 0, 1]


def test_ties_of_many_statements_do_not_overflow_either():
    tie = "    - tie: [" + ", ".join(["a.o0", "a.o1", "a.o2", "not a.o2"] * 6) + "]"
    assert_ordered_as_by_the_oracle(case_with("\n".join([tie] * 20 + ["    - a.o2"])))


def test_a_statement_that_is_always_true_tells_nothing_apart():
    text = case_with("    - true\n    - false\n    - a.o0", options=2)
    assert_ordered_as_by_the_oracle(text)
    assert ranks("    - true\n    - false\n    - a.o0", options=1) == [0, 1]


def test_an_earlier_statement_outweighs_all_later_ones():
    assert ranks("    - a.o2\n    - a.o1\n    - a.o0") == list(range(8))


def test_a_tie_counts_how_many_of_its_statements_hold():
    assert ranks("    - tie: [a.o0, a.o1, a.o2]") == [0, 1, 1, 2, 1, 2, 2, 3]


def test_no_statement_at_all_leaves_everything_equal():
    assert ranks("    []") == [0] * 8


def test_a_ranking_puts_states_it_does_not_name_last():
    assert ranks("    ranking: [YYY, [NNN, YNN]]") == [1, 1, 0, 0, 0, 0, 0, 2]


def test_a_state_that_stands_in_two_classes_counts_in_the_better():
    assert ranks("    ranking: [Y--, -Y-]") == [0, 2, 1, 2, 0, 2, 1, 2]


def test_scores_add_up():
    assert ranks("    scores: {a.o0: 0.1, a.o1: 0.2, a.o2: 0.3}") == [0, 1, 2, 3, 3, 4, 5, 6]


def test_a_score_below_nought_counts_against_a_state():
    assert ranks("    scores: {a.o0: -1}", options=1) == [1, 0]


def test_ranks_have_no_gaps():
    for values in itertools.product([-5, 0, 7], repeat=4):
        assert sorted(set(dense(np.array(values)))) == list(range(len(set(values))))


def test_an_actor_that_does_not_care_is_stable_everywhere():
    model = model_of(load_text(case_with("    []"))[0])
    assert all(found.all() for found in analyse(model.game).stable.values())


def test_ranks_can_be_made_for_some_states_only():
    case = load_text(case_with("    - a.o0"))[0]
    columns = {"a.o0": np.array([1, 0], dtype=np.uint8)}
    order = orders_of(case)["a"]
    assert list(ranks_of(order, columns)) == [1, 0]
    assert Oracle(case, {"a": order}).worth("a", (1, 0, 0)) == (1,)
