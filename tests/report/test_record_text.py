"""The record on a terminal: every result has its tables, in 80 columns, and says its doubts."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console
from tests.report import record_samples, verdict_samples
from tests.report.samples import ATTACK

from offramp.report import backtest, closing, compliance, events, recorded, signals, timeline
from offramp.report.names import Names, quoted
from offramp.report.printing import PRINTERS
from offramp.report.rounding import NOTHING
from offramp.report.text import show
from offramp.study.results.window import Gaps, WindowResult

CASE = record_samples.case()
NAMES = Names.of(CASE)
NOBREAK = "\N{NO-BREAK SPACE}"
MAKERS: dict[str, Callable[[], Any]] = {
    "events": record_samples.events,
    "timeline": record_samples.timeline,
    "signals": record_samples.signals,
    "sentences": record_samples.sentences,
    "window": verdict_samples.window,
    "monitor": verdict_samples.monitor,
    "backtest": verdict_samples.backtest,
    "then": lambda: verdict_samples.then(6),
}


def printed(result: Any, *, width: int = 80, limit: int = 40, named: bool = True) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    show(result, console, case=CASE if named else None, limit=limit)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def flat(text: str) -> str:
    """Return a text without line breaks and columns, so that sentences can be found in it."""
    return " ".join(text.replace(NOBREAK, " ").split())


# ---------------------------------------------------------------- all of them


def test_every_result_about_the_record_has_a_printer() -> None:
    assert {type(make()) for make in MAKERS.values()} <= set(PRINTERS)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_longer_than_eighty_columns(name: str, width: int) -> None:
    text = printed(MAKERS[name](), width=width)
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_unknown_is_printed(name: str) -> None:
    text = printed(MAKERS[name]())
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b|\[\]|\{\}|\x1b", text)


@pytest.mark.parametrize("name", MAKERS)
def test_a_case_is_not_needed(name: str) -> None:
    assert printed(MAKERS[name](), named=False)


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ("sentences", "then", "window")])
def test_every_result_says_where_it_comes_from(name: str) -> None:
    text = flat(printed(MAKERS[name]()))
    assert "digest abababababab, offramp 0.1.0" in text
    assert (
        "311 events known by then, of 330 rows read (10 merged into others as duplicates; 9 could not be read" in text
    )


# ---------------------------------------------------------------- events


def test_bars_are_on_one_scale_and_empty_outside_the_record() -> None:
    short = replace(record_samples.events(), since="2017-03-01", until="2018-02-28")
    (table,) = events.months(short)
    tests = dict(zip(table.columns, table.rows[0], strict=True))
    assert tests["2017"] == f"{NOBREAK * 2}▁▁▁·█·▁·▁·"
    assert tests["2018"] == f"··{NOBREAK * 10}"
    assert "█ is 8 days" in table.note
    assert [row[0] for row in table.rows] == ["a test", "a joint exercise"]


def test_every_count_above_none_has_a_bar_and_bars_grow_with_counts() -> None:
    for most in range(1, 40):
        bars = [events.bar(days, most) for days in range(most + 1)]
        assert bars[0] == events.EMPTY
        assert bars[-1] == "█"
        heights = [events.BARS.index(one) for one in bars[1:]]
        assert heights == sorted(heights)


def test_years_are_set_beside_each_other_four_at_a_time() -> None:
    tables = events.months(replace(record_samples.events(), since="2010-01-01"))
    assert [len(table.columns) - 1 for table in tables] == [4, 4, 2]
    assert tables[2].columns == ("kind", "2018", "2019")


def test_refused_rows_are_told_with_file_line_reason_and_the_row() -> None:
    text = flat(printed(record_samples.events()))
    assert "events.csv, line 17: `2017-13-01` is no date; write a day as 2017-12-01. Row: K017,2017-13-01" in text
    long = events.refused(record_samples.events().refused[1])
    assert long.endswith("xxx …")
    assert len(long) < 250
    many = replace(record_samples.events(), refused=record_samples.events().refused * 15)
    assert "10 more are not shown" in printed(many)


def test_pairs_beyond_the_first_are_summed() -> None:
    rows = events.pairs(record_samples.events(), NAMES).rows
    assert rows[0] == ["North Korea > United States", "14"]
    assert rows[2] == ["United States", "1"]
    assert rows[-1] == ["11 other pairs", "11"]
    assert sum(int(row[1]) for row in rows) == 40


def test_an_event_known_late_or_merged_says_so() -> None:
    odd = next(e for e in record_samples.lines() if e.id == "X001")
    text = events.told(odd, NAMES)
    assert text.startswith("United States: Drills stop")
    assert text.endswith("[X001; of no kind; confidence not given; known on 2018-07-09; 3 rows]")
    assert "known on" not in events.told(record_samples.lines()[0], NAMES)


# ---------------------------------------------------------------- timeline


def test_the_summary_says_where_we_are_and_what_contradicts_it() -> None:
    text = timeline.summary(record_samples.timeline(), NAMES)
    assert "The record puts us in “contacts, exercises scaled back, testing active” since 2019-05-04" in text
    assert "the last of 7 states" in text
    assert "1 earlier state is impossible by the case" in text
    assert "1 state gave way to another within a week" in text
    assert "The case file states another status quo in United States: talks" in text


def test_an_impossible_present_state_is_said_first() -> None:
    found = record_samples.timeline()
    now = replace(found, states=(*found.states[:-1], replace(found.states[-1], possible=False)))
    assert "The case holds this state for impossible" in timeline.summary(now, NAMES)
    assert "earlier state" not in timeline.summary(now, NAMES)


def test_stated_and_derived_are_compared_only_where_the_case_states_something() -> None:
    found = record_samples.timeline()
    assert "states no status quo for this day" in timeline.summary(replace(found, stated=None, differs=()), NAMES)
    assert "states the same status quo" in timeline.summary(replace(found, differs=()), NAMES)
    assert timeline.stated(replace(found, stated=None), NAMES) is None
    table = timeline.stated(found, NAMES)
    assert table is not None
    assert table.rows == [["United States: talks", "formal", "contacts"]]


def test_a_record_of_no_days_is_said_to_give_no_state() -> None:
    empty = replace(record_samples.timeline(), states=(), levels=())
    assert timeline.summary(empty, NAMES) == "The record covers no day, so it gives no state."
    assert printed(empty)


def test_every_present_level_has_its_rule_and_event() -> None:
    table = timeline.why(record_samples.timeline(), NAMES)
    rows = {row[0]: row for row in table.rows}
    assert len(rows) == 3
    assert rows["North Korea: testing: active"][1:] == ["2019-05-04", "on test (K009: Launch number 9.)"]
    assert all(row[2] != timeline.START for row in table.rows)
    assert "United States: strike no" in table.note


def test_a_level_known_late_says_when() -> None:
    rows = timeline.history(record_samples.timeline(), NAMES).rows
    assert any("X001" in row[3] and row[3].endswith("; known on 2018-06-20)") for row in rows)


def test_states_say_what_changed_and_which_are_impossible() -> None:
    rows = timeline.states(record_samples.timeline(), NAMES).rows
    assert rows[0] == ["2017-01-01 to 2018-03-07", "none of these", "nothing changed"]
    assert rows[2][1:] == ["a pause", "testing moratorium"]
    assert rows[5][2] == "exercises scaled back (the case holds this for impossible)"


def test_hidden_evidence_is_named_and_said_not_to_be_used() -> None:
    text = flat(printed(record_samples.timeline()))
    assert "Known by 2019-12-31: door, wall." in text
    assert "Known only later, and not used: hanoi." in text


# ---------------------------------------------------------------- signals


def test_the_summary_counts_what_became_harder_and_softer() -> None:
    text = signals.summary(record_samples.signals(), NAMES)
    assert text.startswith("8 statements by North Korea and the United States. Of 6 set beside an earlier one")
    assert "2 carry something harder, 3 carry something softer, 2 carry something new and 1 drops something" in text
    assert text.endswith("12 statements known only later are not used.")
    none = replace(record_samples.signals(), formulations=(), hidden=1)
    assert signals.summary(none, NAMES) == ("No statement was known by then. 1 statement known only later is not used.")


def test_differences_are_grouped_harder_first_and_keep_both_wordings() -> None:
    told = " | ".join(signals.grouped(record_samples.formulations()[2].moves))
    assert told == (
        f"harder: exercises (asked), from “suspend” to “stop {ATTACK}” | "
        "softer: nuclear tests (offered), from “pause” to “halt” | new: peace treaty (asked)"
    )


def test_a_statement_is_set_beside_the_actors_the_topics_and_the_speakers_own() -> None:
    text = signals.against(record_samples.formulations()[5])
    assert text.startswith("S04: harder")
    assert ". S03: softer: peace treaty (asked). The speaker's own S08: new: peace treaty (asked). First: the " in text
    assert signals.against(record_samples.formulations()[0]) == "Nothing earlier to set it beside"
    assert signals.against(record_samples.formulations()[4]) == "S04: no difference found"


def test_forms_are_written_in_words_and_statements_that_trade_nothing_are_left_out() -> None:
    form = replace(record_samples.HARDER, side="form", topic="form", before="open_offer", now="deadline")
    assert signals.one(form) == "form, from “open offer” to “deadline”"
    table = signals.compared(record_samples.signals(), NAMES)
    assert len(table.rows) == 7
    assert "(1)" in table.note
    assert len(signals.compared(record_samples.signals(), NAMES, every=True).rows) == 8


def test_the_words_that_a_judgement_rests_on_are_told() -> None:
    reasons = signals.reasons(record_samples.signals())
    assert 'S03 beside S01, exercises: harder, as "stop" is more than "suspend"' in reasons
    assert 'S19 beside S03, peace treaty: softer, as "a" is less than "b"' in reasons


def test_three_qualities_stand_apart_and_are_never_added() -> None:
    table = signals.qualities(record_samples.signals(), NAMES)
    assert table.columns == ("statement", "authority", "specificity", "reciprocity")
    assert table.rows[0][1:] == ["0.60", "0.40", "0.50"]
    assert "never added" in table.note


def test_a_share_of_words_kept_stands_beside_what_chance_would_give() -> None:
    rows = signals.say_do(record_samples.signals(), NAMES).rows
    assert [cell.replace(NOBREAK, " ") for cell in rows[0][1:]] == ["1", "1", "1", "50 % (6 to 94 %)", "31 %"]
    assert rows[1][4] == "none decided"
    told = list(signals.deeds(record_samples.signals().say_do[0]))
    assert told[0].endswith("Done: 2017-07-04 K005, Launch number 5, 184 days later.")
    assert told[1].endswith("Not done; due by 2017-09-09.")


def test_sentences_say_what_was_decided_and_that_nothing_is_believed() -> None:
    text = flat(printed(record_samples.sentences()))
    assert "3 of 40 sentences; 1 accepted, 1 rejected, 1 not yet decided." in text
    assert "Nothing here enters beliefs" in text
    assert "- 3, line 12 [not decided]: condition and demand; Kim quoted; about drills" in text
    assert "- 9, line 21 [rejected]: threat" in text


# ---------------------------------------------------------------- the window


def test_the_summary_says_the_present_rate_and_what_is_done_in_a_year() -> None:
    text = closing.summary(verdict_samples.window(), NAMES).replace(NOBREAK, " ")
    assert text.startswith(
        "Days with a test: 1.89 (1.06 to 3.11) per month in the present regime (again, 15 days of 242); before that 0 "
        "(0 to 0.22) (halt)."
    )
    assert "comes about within a year while the window is open with a chance of 31 % (±1.0 points at most)" in text
    assert "With no policy it is about 6 %." in text
    assert "No further" not in text


def test_none_at_all_is_not_said_to_be_impossible() -> None:
    found = verdict_samples.window()
    quiet = replace(found.rates[0], regimes=found.rates[0].regimes[:2])
    text = closing.summary(replace(found, rates=(quiet,)), NAMES)
    assert "none at all: the interval says no more than how often none comes by chance" in text


def test_policies_no_further_apart_than_their_errors_are_named() -> None:
    found = verdict_samples.window()
    near = verdict_samples.completion("pressure", 0.395)
    text = closing.summary(replace(found, completions=(*found.completions[:2], near)), NAMES)
    assert "No further behind than the error: “pressure”." in text


def test_what_was_not_asked_is_said() -> None:
    empty = WindowResult(None, None, None, (), (), ())
    text = closing.summary(empty, NAMES)
    assert "asks for no rate" in text
    assert "was not asked, or cannot be in this case" in text
    assert printed(empty)


@pytest.mark.parametrize(("p", "said"), [(0.21, "not rejected"), (0.01, "rejected"), (None, "too few gaps to say")])
def test_a_constant_rate_is_never_said_to_be_proved(p: float | None, said: str) -> None:
    gap: Gaps = replace(verdict_samples.GAPS, exponential_p=p)
    assert closing.verdict(gap) == said
    assert "does not prove it" in closing.CHECKS


def test_contrasts_say_which_differ_and_what_a_ratio_is_not() -> None:
    table = closing.contrasts(verdict_samples.window())
    assert [row[-1] for row in table.rows] == ["differs", "differs", "cannot be told", "may be chance", "differs"]
    assert table.rows[4][3] == "no bound\n(at least 1.40)"
    assert "A ratio is no cause" in table.note


def test_judgement_record_and_both_stand_beside_each_other() -> None:
    rows = closing.combined(verdict_samples.window()).rows
    assert rows[0][1:4] == ["1.40\n(0.50 to 4.00)", "1.92\n(1.20 to 2.90)", "1.85\n(1.20 to 2.70)"]
    assert rows[1][1] == "not given"


def test_completions_are_given_by_months_with_what_came_too_late() -> None:
    table = closing.completions(verdict_samples.window(), NAMES)
    assert table.columns[1:5] == ("3\nmonths", "6\nmonths", "12\nmonths", "24\nmonths")
    assert [row[0] for row in table.rows][1:] == ["no policy", "pressure"]
    assert [cell.replace(NOBREAK, " ") for cell in table.rows[0][3:5]] == ["31 %\n(4 %)", "38 %\n(6 %)"]
    assert table.rows[2][-1] == "0"


def test_policies_that_never_reach_the_outcome_share_a_sentence_but_no_policy_keeps_its_row() -> None:
    found = verdict_samples.window()
    idle = tuple(verdict_samples.completion(f"idle_{n}", 0.001) for n in range(3))
    nothing = verdict_samples.completion("no policy", 0.0)
    table = closing.completions(replace(found, completions=(found.completions[1], *idle, nothing)), NAMES)
    assert [row[0] for row in table.rows][1:] == ["no policy"]
    assert table.note.replace(NOBREAK, " ").endswith("Below 1 % throughout: idle 0, idle 1, idle 2.")


def test_the_same_warning_of_several_rates_is_said_once() -> None:
    found = verdict_samples.window()
    both = tuple(replace(one, warnings=("too few.",), stated="") for one in found.rates)
    assert closing.warnings(replace(found, rates=both), NAMES) == [
        ("Days with a test and North Korea's decisions", ["Too few."])
    ]
    own = (replace(both[0], warnings=("too few.", "too old.")), both[1])
    assert closing.warnings(replace(found, rates=own), NAMES) == [
        ("Days with a test", ["Too old."]),
        ("Days with a test and North Korea's decisions", ["Too few."]),
    ]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("usa reconsiders 0.33 per month", "the case itself states: the United States reconsiders 0.33 per month"),
        (
            "taken from the record: prk reconsiders",
            "the case takes this rate from the record for: North Korea reconsiders",
        ),
        (
            "taken from the record: prk reconsiders; the window closes",
            "the case takes this rate from the record for: North Korea reconsiders and the window closes",
        ),
    ],
)
def test_what_the_case_states_is_said_with_names(stated: str, said: str) -> None:
    one = replace(verdict_samples.rates()[1], stated=stated)
    assert list(closing.stated(one, NAMES)) == [said]


def test_a_policy_that_begins_in_the_outcome_is_not_called_the_best() -> None:
    found = verdict_samples.window()
    ones = dict.fromkeys(found.completions[0].done, 1.0)
    given = replace(found.completions[2], done=ones, late=dict.fromkeys(ones, 0.0))
    result = replace(found, completions=(*found.completions[:2], given))
    text = closing.summary(result, NAMES)
    assert "Of “pressure” nothing is to be learned: play begins in “interim arrangement”" in text
    assert f"Under {quoted(NAMES.policy('halt_for_halt'))}" in text
    assert f"pressure{closing.GIVEN}" in [row[0] for row in closing.completions(result, NAMES).rows]
    assert "nothing is to be learned" not in closing.summary(found, NAMES)


def test_revisions_that_change_nothing_are_neither_told_nor_counted() -> None:
    clause = verdict_samples.clauses()[1]
    idle = replace(clause.revisions[0], after=clause.revisions[0].before)
    both = replace(clause, revisions=(*clause.revisions, idle))
    assert compliance.revisions(both) == list(clause.revisions)
    text = compliance.summary(replace(verdict_samples.monitor(), clauses=(both,)))
    assert "1 verdict was changed by news" in text.replace("One", "1")


def test_a_summary_tells_two_rates_and_counts_the_others() -> None:
    found = verdict_samples.window()
    text = closing.summary(replace(found, rates=found.rates * 2), NAMES)
    assert text.count("per month in the present regime") == 2
    assert "The table has 2 more rates." in text


# ---------------------------------------------------------------- commitments


def test_the_summary_counts_verdicts_disputes_and_revisions() -> None:
    text = compliance.summary(verdict_samples.monitor())
    assert text.startswith("4 clauses on 2019-12-31: 1 not yet, 1 kept, 1 broken and 1 released.")
    assert "In dispute, now or at some time: “no test of any range”" in text
    assert "1 verdict was changed by news that came later." in text
    none = replace(verdict_samples.monitor(), clauses=(), counts={})
    assert compliance.summary(none) == "The case has no commitments to watch."


def test_every_verdict_has_its_days_its_reason_and_the_event_that_decides() -> None:
    rows = compliance.spans(verdict_samples.clauses()[1]).rows
    assert rows[2] == [
        "2019-05-04 to 2019-07-24",
        "disputed",
        "a short-range launch, of which the text does not speak [K009; known on 2019-05-06]",
    ]
    assert rows[3][2] == "Launch number 11. [K011]"


def test_stretches_in_which_a_clause_bound_are_told_apart_from_its_text() -> None:
    halt, _, free, ahead = verdict_samples.clauses()
    assert compliance.binding(halt) == (
        "To bind: 2018-04-21 to 2019-04-20; bound: 2018-04-21 to 2019-03-03 and 2019-03-20 to 2019-04-20."
    )
    assert compliance.binding(free) == "Bound 2018-06-12 to 2019-05-03."
    assert compliance.binding(ahead) == "To bind: not begun; bound: no day."


def test_only_verdicts_that_occur_are_explained() -> None:
    one = replace(verdict_samples.monitor(), clauses=verdict_samples.clauses()[3:])
    assert compliance.meanings(one) == "Not yet: does not bind yet."
    assert "Released" in compliance.meanings(verdict_samples.monitor())


# ---------------------------------------------------------------- numbers


def test_a_missing_number_is_a_dash() -> None:
    assert recorded.rate(None) == recorded.rate(math.nan) == recorded.by_chance(None) == NOTHING
    assert recorded.rated(None, None, None) == NOTHING
    assert backtest.scored(math.nan) == backtest.difference(math.nan) == NOTHING
    assert recorded.in_cell(1.0, 0.5, 2.0) == "1.00\n(0.50 to 2.00)"


def test_whose_an_option_is_is_said_once() -> None:
    assert recorded.lane("usa.talks", NAMES) == "United States: talks"
    assert recorded.lane("usa.exercises", NAMES) == "United States: exercises"
    assert recorded.lane("icbm", NAMES) == "icbm"
    own = Names(actors={"chn": "China", "rus": "Russia"}, options={"chn.role": "China", "rus.cover": "Russian cover"})
    assert recorded.lane("chn.role", own) == "China"
    assert recorded.lane("rus.cover", own) == "Russia: Russian cover"
