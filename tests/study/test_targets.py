"""What deals may aim at, what is asked of them, and what to let go of where nothing is left."""

import numpy as np
import pytest

from offramp.case import CaseError
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.filtering import Measured, Wanted, passing, require_known
from offramp.study.deals.relaxing import smallest_sets
from offramp.study.deals.targets import targets_of
from study.small import ensemble

DISARM = """
case: disarm
title: Disarm
actors: {a: {}, b: {}}
options: {a.arms: {levels: [none, some, many]A}, b.arms: {levels: [none, some]}}
status_quo: {a.arms: many, b.arms: some}
outcomes: {peace: a.arms == none or b.arms == none}
preferences: {a: [b.arms == none], b: [a.arms == none]}
deals: {between: [a, b], reach: peace}
"""


def bargain(direction="", more="", text=DISARM):
    return Bargain(ensemble(text.replace("A}", f"{direction}}}") + more))


def hint_of(there):
    with pytest.raises(CaseError) as caught:
        targets_of(there)
    (mistake,) = caught.value.mistakes
    assert mistake.code == "E062"
    return mistake.hint.splitlines()


def test_targets_undo_nothing_that_cannot_be_undone():
    # peace: a none (b none or some), or b none (a some or many)
    space = bargain().ensemble.space
    assert space.levels[targets_of(bargain())].tolist() == [[0, 0], [1, 0], [2, 0], [0, 1]]
    assert space.levels[targets_of(bargain(", direction: up"))].tolist() == [[2, 0]]


BOTH = DISARM.replace("== none or b.arms", "== none and b.arms")


def test_a_direction_that_stands_in_the_way_is_named():
    assert hint_of(bargain(", direction: up", text=BOTH)) == [
        "without one of these there is something to aim at:",
        "`direction: up` of a.arms, now many: 1 combination of levels",
    ]


def test_what_stands_in_the_way_together_is_named_together():
    clock = "clocks: {snow: {levels: [deep, gone, back], rate: {1 per month: true}}}\n"
    text = BOTH.replace("peace: a", "peace: snow != deep and a")
    assert hint_of(bargain(", direction: up", clock, text)) == [
        "nothing stands in the way alone; without 2 of these together there is something to aim at:",
        "`direction: up` of a.arms, now many and the clock snow, which stands at deep: 2 combinations of levels",
    ]


def test_rules_that_stand_in_the_way_are_named_each_with_what_it_lets_through():
    # of the four states of peace, the rules leave the two with less than a's arms of today, and the direction forbids
    # these; without the first rule one more is left, and without the direction two
    rules = "impossible: [a.arms == many and b.arms == none, a.arms == some and b.arms == some]\n"
    assert hint_of(bargain(", direction: up", rules)) == [
        "without one of these there is something to aim at:",
        "`direction: up` of a.arms, now many: 3 combinations of levels",
        "`impossible: a.arms == many and b.arms == none`: 1 combination of levels",
    ]


@pytest.mark.parametrize(
    ("failing", "expected"),
    [
        ([[1, 1, 0], [0, 1, 1]], [((0,), 1), ((1,), 1)]),
        ([[1, 1, 1], [1, 1, 1], [0, 0, 1]], [((0, 1), 2)]),
        ([[0, 1], [0, 1]], [((), 1)]),
        ([[], []], []),
    ],
)
def test_the_smallest_sets_are_those_that_the_nearest_candidates_fail(failing, expected):
    assert smallest_sets([np.array(row, dtype=bool) for row in failing]) == expected


# ---------------------------------------------------------------- filters

MEASURED = Measured(
    enforceable=np.array([0.9, 0.6, 0.1 + 0.2, 0.0]),
    least_gain=np.array([-0.5, 0.25, 0.5, 1.0]),
    approved=np.array([1.0, 1.0, 0.5, 0.25]),
    asked=np.array([3, 2, 1, 2]),
)
"""Of the targets a none b none; a some b none; a many b none; a none b some."""


def passed(wanted):
    there = bargain()
    return np.flatnonzero(passing(wanted, there, targets_of(there), MEASURED)).tolist()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [0, 1, 2, 3]),
        (Wanted(min_enforceable=0.3), [0, 1, 2]),
        (Wanted(min_gain=0.25), [1, 2, 3]),
        (Wanted(min_approved=0.5), [0, 1, 2]),
        (Wanted(max_asks=2), [1, 2, 3]),
        (Wanted(max_asks=2, min_gain=0.5), [2, 3]),
        (Wanted(with_levels={"a.arms": ("none", "many")}), [0, 2, 3]),
        (Wanted(without_levels={"a.arms": ("none",)}), [1, 2]),
        (Wanted(with_levels={"a.arms": ("none",)}, without_levels={"b.arms": ("some",)}), [0]),
    ],
)
def test_a_target_passes_if_it_passes_every_filter(wanted, expected):
    assert passed(wanted) == expected


def hint_against(wanted):
    with pytest.raises(CaseError) as caught:
        passed(wanted)
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.line) == ("E074", 0)
    assert mistake.message == "none of 4 deals passes the filters"
    return mistake.hint.splitlines()


def test_filters_that_shut_all_out_say_how_far_to_loosen_each():
    assert hint_against(Wanted(min_enforceable=0.5, min_gain=0.3)) == [
        "drop --min-enforceable 0.5: 2 pass; 0.3 lets one pass",
        "drop --min-gain 0.3: 2 pass; 0.25 lets one pass",
    ]
    assert (
        hint_against(Wanted(min_enforceable=0.9, max_asks=1))
        == [
            "drop --max-asks 1: 1 passes; 3 lets one pass",
            "drop --min-enforceable 0.9: 1 passes; 0.3 lets one pass",
        ][::-1]
    )
    assert hint_against(Wanted(max_asks=2, with_levels={"b.arms": ("none",)}, min_approved=0.7, min_gain=0.3)) == [
        "drop --min-gain 0.3: 1 passes; 0.25 lets one pass",
        "drop --min-approved 0.7: 1 passes; 0.5 lets one pass",
    ]


def test_levels_that_shut_all_out_say_which_are_left():
    wanted = Wanted(min_enforceable=0.5, without_levels={"a.arms": ("none", "some")})
    assert hint_against(wanted) == [
        "drop --without a.arms=none or a.arms=some: 2 pass; a.arms=none or a.arms=some lets one pass",
        "drop --min-enforceable 0.5: 1 passes; 0.3 lets one pass",
    ]


def test_where_no_filter_alone_shuts_all_out_the_smallest_sets_are_told():
    wanted = Wanted(min_enforceable=0.95, max_asks=0, min_gain=0.3)
    assert hint_against(wanted) == [
        "dropping one filter is not enough; drop 2 together:",
        "drop --min-enforceable 0.95 and --max-asks 0: 2 pass",
    ]


def test_unknown_options_and_levels_are_all_told_with_the_nearest_names():
    wanted = Wanted(with_levels={"a.arm": ("none",), "b.arms": ("sme", "none")}, without_levels={"b.arms": ("many",)})
    with pytest.raises(CaseError) as caught:
        require_known(wanted, bargain())
    told = [(m.code, m.message, m.hint.splitlines()[0]) for m in caught.value.mistakes]
    assert told == [
        ("E021", 'unknown option "a.arm"', 'did you mean "a.arms"?'),
        ("E022", 'b.arms has no level "sme"', 'did you mean "some"?'),
        ("E022", 'b.arms has no level "many"', "known levels of b.arms: none, some"),
    ]


def test_filters_are_told_as_they_were_given():
    told = Wanted(0.5, None, None, 3, {"a.arms": ("none", "some")}, {"b.arms": ("some",)}).told()
    assert (told.min_enforceable, told.min_gain, told.max_asks) == (0.5, None, 3)
    assert dict(told.with_levels) == {"a.arms": "none|some"}
    assert told.without_levels == ("b.arms=some",)
