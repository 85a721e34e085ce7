"""Clauses, events and levels drawn by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import And, At, Constant, Iff, Not, Or
from record.monitoring.inventing import clause, day, days

KINDS = ("p", "q", "r")
NAMES = ("c0", "c1", "c2")

levels = st.lists(st.integers(0, 2), max_size=3, unique=True).map(tuple)
atoms = st.one_of(
    st.builds(At, st.sampled_from(("a.x", "b.y")), levels),
    st.builds(Constant, st.booleans()),
)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Iff, inner, inner),
        st.builds(And, st.tuples(inner, inner)),
        st.builds(Or, st.tuples(inner, inner)),
    ),
    max_leaves=4,
)
kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True).map(tuple)
some_kinds = st.one_of(st.just(()), kinds)
happens = st.builds(Happens, kinds)
ending = st.one_of(st.none(), st.none(), expressions, happens)
lengths = st.one_of(st.integers(0, 12).map(days), st.just(1.0), st.floats(0, 0.4))


@st.composite
def clauses(draw: Any, name: str) -> Commitment:
    """Draw a clause of one of the three kinds."""
    core: dict[str, Any] = draw(
        st.one_of(
            st.fixed_dictionaries({"keeps": expressions, "within": lengths}),
            st.fixed_dictionaries({"does": kinds, "within": lengths}),
            st.fixed_dictionaries(
                {"forbids": kinds, "at_most": st.integers(0, 2), "every": st.one_of(st.none(), st.integers(1, 8))}
            ),
        )
    )
    begins = draw(
        st.one_of(
            st.builds(lambda n: {"starts": day(n)}, st.integers(-3, 8)),
            st.builds(lambda h: {"starts_on": h}, happens),
        )
    )
    others = draw(st.lists(st.sampled_from([n for n in NAMES if n != name]), max_size=2, unique=True).map(tuple))
    return clause(
        name,
        **core,
        **begins,
        given=draw(st.one_of(st.none(), expressions)),
        lasts=draw(st.one_of(st.none(), st.none(), st.integers(1, 20).map(days))),
        until=draw(ending),
        unless=draw(ending),
        excluding=draw(some_kinds),
        unclear=draw(some_kinds),
        unless_broken=others,
    )


several = st.tuples(*(clauses(name) for name in NAMES))
events_on_a_day = st.lists(kinds, max_size=2)
histories = st.integers(1, 16).flatmap(
    lambda size: st.tuples(
        st.lists(events_on_a_day, min_size=size, max_size=size),
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=size, max_size=size),
    )
)
