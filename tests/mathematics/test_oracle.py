"""The oracle with other orders, and with some variables held: the same as one made anew."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mathematics.models import random_model
from offramp.case.expressions import At, Not
from offramp.stability.concepts import CONCEPTS
from offramp.stability.oracle import Oracle

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS)
@settings(max_examples=30)
def test_with_other_orders_the_verdicts_are_those_of_a_new_oracle(seed):
    model = random_model(seed, largest=16)
    rng = random.Random(seed)
    actors = list(model.orders)
    others = dict(zip(actors, rng.sample(list(model.orders.values()), len(actors)), strict=True))
    new = Oracle(model.case, others)
    before = {(a, s, c): model.oracle.stable(a, s, c) for a in actors for s in model.states for c in CONCEPTS}
    shared = model.oracle.with_orders(others)
    for actor, state, concept in before:
        assert shared.worth(actor, state) == new.worth(actor, state)
        assert shared.stable(actor, state, concept) == new.stable(actor, state, concept)
        assert model.oracle.stable(actor, state, concept) == before[actor, state, concept]


@given(SEEDS)
@settings(max_examples=30)
def test_held_variables_leave_the_states_that_a_rule_would_leave(seed):
    model = random_model(seed, largest=24, merge=False)
    variable = random.Random(seed).choice(model.case.variables)
    level = dict(zip(model.oracle.names, model.states[0], strict=True))[variable.id]
    held = Oracle(model.case, model.orders, {variable.id: level})
    ruled = replace(model.case, impossible=(*model.case.impossible, Not(At(variable.id, (level,)))))
    again = Oracle(ruled, model.orders)
    assert held.states == again.states
    for actor in held.actors:
        for state in held.states:
            assert held.moves(actor, state) == again.moves(actor, state)
