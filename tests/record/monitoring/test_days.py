"""What clauses mean, day by day: each rule by an example that a reader can check by hand."""

from __future__ import annotations

import datetime

import pytest

from offramp.case.agreements import Happens
from offramp.case.expressions import At
from offramp.record.monitoring.monitor import Monitor, order_of
from record.monitoring.inventing import FIRST, VARIABLES, clause, day, days, happenings, run, verdicts

UP = At("a.x", (1, 2))
TOP = At("b.y", (2,))


def test_a_prohibition_is_broken_by_the_first_act_too_many() -> None:
    assert verdicts(clause(forbids=("p",)), [[], ["q"], ["p"], []]) == ["o", "o", "b", "b"]
    assert verdicts(clause(forbids=("p", "q"), at_most=1), [["p"], [], ["q"]]) == ["o", "o", "b"]
    assert verdicts(clause(forbids=("p",), at_most=1), [["p", "p"]]) == ["b"]


def test_a_window_holds_the_last_days_and_today() -> None:
    """Two acts four days apart are within five days, not within four."""
    happened = [["p"], [], [], [], ["p"]]

    assert verdicts(clause(forbids=("p",), at_most=1, every=5), happened)[-1] == "b"
    assert verdicts(clause(forbids=("p",), at_most=1, every=4), happened)[-1] == "o"
    assert verdicts(clause(forbids=("p",), at_most=2, every=5), [["p"], [], ["p"], [], ["p"]])[-1] == "b"
    assert verdicts(clause(forbids=("p",), at_most=2, every=4), [["p"], [], ["p"], [], ["p"]])[-1] == "o"


def test_what_is_to_be_done_is_kept_on_its_day_and_late_the_day_after_the_deadline() -> None:
    one = clause(does=("p",), within=days(2))

    assert verdicts(one, [[], [], ["p"], []]) == ["o", "o", "k", "k"]
    assert verdicts(one, [[], [], [], ["p"]]) == ["o", "o", "o", "b"]
    assert verdicts(clause(does=("p",)), [["p"]]) == ["k"]
    assert verdicts(clause(does=("p",)), [[], ["p"]]) == ["o", "b"]


def test_the_deadline_of_what_is_to_be_done_is_its_length_if_no_other_is_given() -> None:
    """Three days from the first are the first, second and third."""
    one = clause(does=("p",), lasts=days(3))

    assert verdicts(one, [[], [], ["p"]]) == ["o", "o", "k"]
    assert verdicts(one, [[], [], [], ["p"]]) == ["o", "o", "o", "b"]


def test_a_condition_must_hold_from_its_first_day_on() -> None:
    one = clause(keeps=UP, within=days(2))

    assert verdicts(one, [[]] * 4, [(0, 0), (0, 0), (1, 0), (0, 0)]) == ["o", "o", "o", "b"]
    assert verdicts(one, [[]] * 3, [(2, 0), (2, 0), (0, 0)]) == ["o", "o", "b"]


def test_a_clause_is_kept_the_day_after_its_last() -> None:
    assert verdicts(clause(forbids=("p",), lasts=days(2)), [[], [], ["p"]]) == ["o", "o", "k"]
    assert verdicts(clause(forbids=("p",), lasts=days(2)), [[], ["p"], []]) == ["o", "b", "b"]
    assert verdicts(clause(keeps=UP, lasts=days(2)), [[]] * 3, [(1, 0), (1, 0), (0, 0)]) == ["o", "o", "k"]


def test_whole_months_are_those_of_the_calendar() -> None:
    one = clause(forbids=("p",), starts=FIRST + datetime.timedelta(days=30), lasts=1.0)
    course = run([one], [[]] * 70)[-1].courses[0]

    assert (course.starts, course.since) == (datetime.date(2030, 1, 31), datetime.date(2030, 2, 28))


def test_acts_while_it_does_not_bind_count_for_nothing() -> None:
    forbids = clause(forbids=("p",), given=UP)
    does = clause(does=("p",), within=days(1), given=UP)
    levels = [(0, 0), (1, 0), (0, 0), (1, 0)]

    assert verdicts(forbids, [["p"], [], ["p"], ["p"]], levels) == ["o", "o", "o", "b"]
    assert verdicts(does, [["p"], [], [], []], levels) == ["o", "o", "o", "b"]


def test_deadlines_run_on_while_it_does_not_bind_but_none_falls_on_such_a_day() -> None:
    does = clause(does=("p",), within=days(1), given=UP)

    assert verdicts(does, [[]] * 5, [(1, 0), (0, 0), (0, 0), (0, 0), (1, 0)]) == ["o", "o", "o", "o", "b"]


def test_nobody_breaks_a_clause_on_the_day_on_which_it_ends() -> None:
    until = clause(forbids=("p",), until=Happens(("q",)))
    unless = clause(forbids=("p",), unless=TOP)

    assert verdicts(until, [[], ["p", "q"]]) == ["o", "k"]
    assert verdicts(unless, [[], ["p"]], [(0, 0), (0, 2)]) == ["o", "r"]
    assert verdicts(clause(forbids=("p",), until=UP, unless=UP), [[]], [(1, 0)]) == ["k"]


def test_a_missed_deadline_comes_before_what_ends_the_clause_on_the_same_day() -> None:
    assert verdicts(clause(does=("p",), until=Happens(("q",))), [[], ["q"]]) == ["o", "b"]
    assert verdicts(clause(does=("p",), until=Happens(("q",))), [["p", "q"]]) == ["k"]


def test_it_begins_on_its_day_and_that_day_counts() -> None:
    one = clause(forbids=("p",), starts=day(1))

    assert verdicts(one, [["p"], [], []]) == ["n", "o", "o"]
    assert verdicts(one, [["p"], ["p"]]) == ["n", "b"]
    assert verdicts(clause(forbids=("p",), starts=day(1), until=Happens(("q",))), [["q"], ["q"]]) == ["n", "k"]


def test_the_event_that_begins_it_counts_for_nothing_else() -> None:
    one = clause(forbids=("p",), starts_on=Happens(("p",)))

    assert verdicts(one, [[], ["p"], [], ["p"]]) == ["n", "o", "o", "b"]
    assert verdicts(one, [["p", "p"]]) == ["b"]
    assert verdicts(clause(forbids=("q",), starts_on=Happens(("p",)), until=Happens(("p",))), [["p"], ["p"]]) == [
        "o",
        "k",
    ]


def test_a_clause_that_began_before_the_record_binds_from_its_first_day() -> None:
    assert verdicts(clause(does=("p",), starts=day(-3), within=days(4)), [[], [], []]) == ["o", "o", "b"]


def test_what_is_excluded_counts_for_nothing_and_what_is_unclear_is_disputed() -> None:
    one = clause(forbids=("p",), excluding=("q",), unclear=("r",))

    assert verdicts(one, [[("p", "q")], [("q", "r")], ["r"], ["p"]]) == ["o", "o", "d", "b"]
    assert verdicts(one, [[("p", "r")], []]) == ["d", "d"]


def test_a_dispute_begins_when_it_would_be_decided_if_all_acts_counted() -> None:
    one = clause(forbids=("p",), at_most=1, unclear=("r",))

    assert verdicts(one, [["r"], [], ["p"], []]) == ["o", "o", "d", "d"]
    assert verdicts(one, [["r"], ["r"]]) == ["o", "d"]
    assert verdicts(clause(forbids=("p",), at_most=1, every=2, unclear=("r",)), [["r"], [], ["p"]]) == ["o"] * 3


def test_a_dispute_lasts_until_something_final_decides() -> None:
    assert verdicts(clause(forbids=("p",), unclear=("r",), lasts=days(2)), [["r"], [], []]) == ["d", "d", "k"]
    assert verdicts(clause(does=("p",), within=days(1), unclear=("r",)), [["r"], [], []]) == ["d", "d", "b"]
    assert verdicts(clause(does=("p",), within=days(1), unclear=("r",)), [["r"], ["p"]]) == ["d", "k"]
    assert verdicts(clause(forbids=("p",), unclear=("r",), unless=Happens(("q",))), [["r"], ["q"]]) == ["d", "r"]


def test_an_act_of_unclear_scope_would_break_a_condition_only_once_it_must_hold() -> None:
    one = clause(keeps=UP, within=days(1), unclear=("r",))

    assert verdicts(one, [["r"], [], ["r"]], [(1, 0)] * 3) == ["o", "o", "d"]


def test_a_breach_frees_the_others_on_its_day() -> None:
    one = clause("one", forbids=("p",))
    other = clause("other", forbids=("q",), unless_broken=("one",))

    assert verdicts([one, other], [[], ["p", "q"]]) == ["oo", "br"]
    assert verdicts([other, one], [[], ["p", "q"]]) == ["oo", "rb"]
    assert verdicts([one, other], [["q"], ["p"]]) == ["ob", "bb"]


def test_of_two_that_name_each_other_the_first_in_the_file_is_looked_at_first() -> None:
    one = clause("one", forbids=("p",), unless_broken=("other",))
    other = clause("other", forbids=("q",), unless_broken=("one",))

    assert verdicts([one, other], [["p", "q"]]) == ["br"]
    assert verdicts([other, one], [["p", "q"]]) == ["br"]
    assert verdicts([one, other], [["q"], ["p"]]) == ["rb", "rb"]


def test_a_breach_before_it_begins_frees_it_on_its_first_day() -> None:
    one = clause("one", forbids=("p",))
    other = clause("other", forbids=("q",), unless_broken=("one",), starts=day(2))

    assert verdicts([one, other], [["p"], [], ["q"]]) == ["bn", "bn", "br"]


def test_a_missed_deadline_is_not_forgiven_for_a_breach_on_the_same_day() -> None:
    one = clause("one", forbids=("p",))
    other = clause("other", does=("q",), unless_broken=("one",))

    assert verdicts([one, other], [[], ["p"]]) == ["oo", "bb"]


def test_clauses_are_decided_after_those_they_name() -> None:
    chain = [clause("a", unless_broken=("b",)), clause("b", unless_broken=("c",)), clause("c")]
    circle = [clause("a", unless_broken=("c",)), clause("b"), clause("c", unless_broken=("a", "b"))]

    assert order_of(chain) == (2, 1, 0)
    assert order_of(circle) == (1, 0, 2)


def test_days_come_one_after_the_other() -> None:
    monitor = Monitor([clause(forbids=("p",))], VARIABLES)
    state = monitor.step(monitor.begin(), day(0), (), (0, 0))

    for wrong in (0, 2):
        with pytest.raises(ValueError, match="follow"):
            monitor.step(state, day(wrong), (), (0, 0))


def test_a_clause_without_a_first_day_takes_that_of_the_case_or_is_refused() -> None:
    one = clause(forbids=("p",), starts=None)
    monitor = Monitor([one], VARIABLES, day(1))
    state = monitor.begin()
    for number, happened in enumerate(happenings([["p"], ["p"]])):
        state = monitor.step(state, day(number), happened, (0, 0))

    assert (state.courses[0].starts, state.courses[0].verdict) == (day(1), "broken")
    with pytest.raises(ValueError, match="starts"):
        Monitor([one], VARIABLES)
