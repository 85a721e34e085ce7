"""A case as of another day: what it states, and that nothing known later is in it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp import api
from offramp.api.files import on_day
from offramp.case import Case, CaseError
from offramp.case.model import MONTH_DAYS
from offramp.record.dating import as_of, known_on, on_its_own_day
from offramp.record.opening import Opened, open_record
from offramp.record.standing import levels_by, status_quo
from record.standoff import CALENDAR, CASE, EVENTS, standoff


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture(name="there")
def fixture_there(tmp_path: Path) -> Opened:
    return api.opened(standoff(tmp_path))


def dates(case: Case, clock: str) -> list[tuple[datetime.date, int]]:
    """Return a clock's dates as days."""
    assert case.as_of is not None
    found = next(c for c in case.clocks if c.variable == clock)
    return [(case.as_of + datetime.timedelta(days=round(months * MONTH_DAYS)), level) for months, level in found.dates]


def levels(case: Case) -> dict[str, str]:
    assert case.status_quo is not None
    return {v.id: v.levels[level] for v, level in zip(case.variables, case.status_quo, strict=True)}


def mistake(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(CaseError) as caught:
        call()
    (found,) = caught.value.mistakes
    return found.code, f"{found.message}\n{found.hint}"


# ---------------------------------------------------------------- levels


@pytest.mark.parametrize(
    ("on", "patrols", "tests"),
    [
        ("2020-01-01", "some", "active"),
        ("2020-02-10", "some", "active"),  # the flight of 1 February is not known yet
        ("2020-02-20", "many", "active"),
        ("2020-03-01", "many", "active"),
        ("2020-03-02", "some", "active"),  # its 30 days are over
        ("2020-04-08", "some", "active"),
        ("2020-04-09", "some", "halted"),
        ("2020-05-19", "some", "halted"),
        ("2020-05-20", "some", "active"),
    ],
)
def test_the_status_quo_follows_from_events_known_by_then(there: Opened, on: str, patrols: str, tests: str) -> None:
    case = as_of(there, day(on))

    assert case.as_of == day(on)
    assert case.digest == there.case.digest
    assert {name: levels(case)[name] for name in ("main.patrols", "isle.tests")} == {
        "main.patrols": patrols,
        "isle.tests": tests,
    }


def test_an_impossible_state_names_the_line_the_rules_and_the_events(there: Opened) -> None:
    code, said = mistake(lambda: as_of(there, day("2020-11-25")))

    assert code == "E103"
    for told in ("main.raid and isle.tests == halted", "rule 4, `raid`, event e4", "rule 2, `no launch for 90 days`"):
        assert told in said
    with pytest.raises(CaseError, match=r"case\.yaml:\d+:\d+  E103"):
        api.load(there.case.file, as_of="2020-11-25")


@pytest.mark.parametrize("on", ["2019-12-31", "2021-01-01"])
def test_a_day_that_the_record_does_not_cover_is_refused(there: Opened, on: str) -> None:
    code, said = mistake(lambda: as_of(there, day(on)))

    assert code == "E102"
    assert on in said


# ---------------------------------------------------------------- what was known


def test_evidence_known_later_is_not_used_and_that_without_a_date_is(there: Opened) -> None:
    def used(on: str) -> list[str]:
        return [item.id for item in as_of(there, day(on)).evidence if item.used]

    assert used("2020-03-31") == ["undated"]
    assert used("2020-04-01") == ["letter", "undated"]
    assert used("2020-07-01") == ["letter", "later", "undated"]


def test_alternatives_known_later_drop_out_and_the_others_are_scaled_up(there: Opened) -> None:
    def priors(on: str) -> dict[str, float]:
        return {a.id: a.prior.middle for a in as_of(there, day(on)).questions[0].alternatives}

    assert priors("2020-02-01") == {"trade": 1.0}
    assert priors("2020-03-01") == pytest.approx({"trade": 5 / 7, "stall": 2 / 7})
    assert priors("2020-05-01") == {"trade": 0.5, "stall": 0.2, "sell": 0.3}

    case = as_of(there, day("2020-03-01"))
    assert [p.middle for p in case.perceptions["main"].believes["isle_aim"]] == pytest.approx([0.5, 0.5])
    assert [len(item.likelihoods["isle_aim"]) for item in case.evidence] == [2, 2, 2]
    assert case.policies[1].stages[0].then == {"trade": "retreat", "stall": "no policy"}


@pytest.mark.parametrize(
    "change",
    [
        ("trade: {prior: 0.5,", "trade: {prior: 0.5, known_on: 2020-06-01,"),
        ("trade: {prior: 0.5, aim", "trade: {prior: 0, aim"),
        ("{trade: 0.2, stall: 0.2, sell: 0.6}", "{trade: 0, stall: 0.4, sell: 0.6}"),
    ],
)
def test_a_question_without_an_alternative_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    text = CASE.replace(*change).replace(
        "stall: {prior: 0.2", "stall: {prior: 0.7" if "prior: 0," in change[1] else "stall: {prior: 0.2"
    )
    there = api.opened(standoff(tmp_path, case=text))

    assert mistake(lambda: known_on(there.case, day("2020-02-01")))[0] == "E105"


def test_play_goes_on_with_one_alternative_left(tmp_path: Path) -> None:
    there = api.ensemble(standoff(tmp_path), as_of="2020-02-01")
    found = api.policies(there)

    assert found.provenance.as_of == "2020-02-01"
    assert [policy.policy for policy in found.policies] == ["no policy", "retreat", "informed"]


def test_policies_and_rungs_that_cannot_begin_are_left_out(tmp_path: Path) -> None:
    text = CASE.replace("main.raid: {}", "main.raid: {direction: up}").replace(
        "  retreat: {by: main, sets: {main.patrols: none}}\n",
        "  retreat: {by: main, sets: {main.patrols: none}}\n  patience: {by: main, sets: {main.raid: 'no'}}\n"
        "  halt: {by: isle, sets: {isle.tests: halted}}\n"
        "  then_halt: {stages: [{policy: retreat, lasts: 3 months}, {policy: halt}]}\n",
    )
    ladder = "{fewer: {main.patrols: none}, calm: {isle.tests: halted}}"
    text += f"deals: {{between: [main, isle], reach: calm, ladder: {ladder}}}\n"
    events = (
        EVENTS + "e5,2020-06-10,MAI,ISL,raid,A raid.,2020-06-10\ne6,2020-09-01,ISL,MAI,launch,A rocket.,2020-09-01\n"
    )
    path = standoff(tmp_path, case=text, events=events)
    case, warnings = api.check(path, as_of="2020-07-01")

    assert [policy.id for policy in case.policies] == ["retreat", "informed"]
    assert case.deals is not None
    assert [rung.id for rung in case.deals.ladder] == ["fewer"]
    said = {w.message for w in warnings if w.code == "W118"}
    assert {message.split(" is left out")[0] for message in said} == {"patience", "halt", "then_halt", "calm"}
    assert [policy.id for policy in api.load(path).policies] == ["retreat", "patience", "halt", "then_halt", "informed"]


# ---------------------------------------------------------------- clocks and the window


@pytest.mark.parametrize(
    ("on", "level", "expected"),
    [
        ("2020-01-15", "ahead", []),  # the spring drill is not known yet
        ("2020-02-01", "ahead", [("2020-03-02", 1), ("2020-03-21", 2)]),
        ("2020-03-02", "under_way", [("2020-03-21", 2)]),
        ("2020-03-20", "under_way", [("2020-03-21", 2)]),
        ("2020-03-21", "ahead", []),
        ("2020-05-01", "ahead", [("2020-08-10", 1), ("2020-08-21", 2)]),
        ("2020-06-15", "ahead", [("2020-08-17", 1), ("2020-08-29", 2)]),  # moved
        ("2020-08-29", "ahead", [("2020-10-05", 1), ("2020-10-10", 2)]),
        ("2020-09-20", "ahead", []),  # called off
    ],
)
def test_a_clock_follows_the_calendar_as_it_was_known(
    there: Opened, on: str, level: str, expected: list[tuple[str, int]]
) -> None:
    case = as_of(there, day(on))

    assert levels(case)["exercise"] == level
    assert dates(case, "exercise") == [(day(when), then) for when, then in expected]


def test_a_clock_of_two_levels_has_no_date_for_the_end(tmp_path: Path) -> None:
    text = CASE.replace(
        "levels: [ahead, under_way, over], dates: {under_way: 2020-08-10, over: 2020-08-21}", "levels: [ahead, begun]"
    )
    there = api.opened(standoff(tmp_path, case=text))

    assert dates(as_of(there, day("2020-02-10")), "exercise") == [(day("2020-03-02"), 1)]
    assert levels(as_of(there, day("2020-03-10")))["exercise"] == "begun"
    assert dates(as_of(there, day("2020-03-10")), "exercise") == []


def test_entries_that_overlap_or_touch_are_one(tmp_path: Path) -> None:
    calendar = CALENDAR + "other,Staff drill,drill,2020-03-21,2020-03-25,,2020-02-01,yes,,\n"
    there = api.opened(standoff(tmp_path, calendar=calendar))

    assert dates(as_of(there, day("2020-02-10")), "exercise") == [(day("2020-03-02"), 1), (day("2020-03-26"), 2)]
    spans = levels_by(there, day("2020-05-01")).spans["exercise"]
    assert [(s.level, str(s.since)) for s in spans] == [(0, "2020-01-01"), (1, "2020-03-02"), (0, "2020-03-26")]


def test_a_clock_with_a_calendar_and_four_levels_is_refused(tmp_path: Path) -> None:
    there = api.opened(
        standoff(tmp_path, case=CASE.replace("[ahead, under_way, over]", "[far, ahead, under_way, over]"))
    )

    assert mistake(lambda: as_of(there, day("2020-02-01")))[0] == "E104"


def test_dates_are_counted_from_the_day_and_past_ones_are_a_level(there: Opened) -> None:
    assert dates(as_of(there, day("2020-01-15")), "vote") == [(day("2020-09-01"), 1)]
    assert levels(as_of(there, day("2020-08-31")))["vote"] == "ahead"
    assert levels(as_of(there, day("2020-09-01")))["vote"] == "held"
    assert dates(as_of(there, day("2020-09-01")), "vote") == []


def test_a_rule_may_say_otherwise_of_a_clock_with_dates(tmp_path: Path) -> None:
    text = CASE.replace("    - {on: raid,", "    - {on: flight, set: {vote: held}}\n    - {on: raid,")
    there = api.opened(standoff(tmp_path, case=text))

    assert levels(as_of(there, day("2020-02-19")))["vote"] == "ahead"
    assert levels(as_of(there, day("2020-02-20")))["vote"] == "held"
    assert dates(as_of(there, day("2020-02-20")), "vote") == []


def test_the_closing_date_is_counted_from_the_day(tmp_path: Path) -> None:
    there = api.opened(standoff(tmp_path, events=EVENTS.replace("e4,2020-11-20", "e4,2020-12-20")))
    window = as_of(there, day("2020-10-01")).window

    assert window is not None
    assert window.closes_on == pytest.approx(61 / MONTH_DAYS)
    assert mistake(lambda: as_of(there, day("2020-12-01")))[0] == "E035"


# ---------------------------------------------------------------- the day of the file


def test_on_its_own_day_what_the_file_states_counts(there: Opened) -> None:
    assert on_its_own_day(there) == there.case
    assert api.load(there.case.file) == api.load(there.case.file, as_of="2020-06-01") == there.case


UNDATED = CASE.replace("dates: {under_way: 2020-08-10, over: 2020-08-21}, ", "")


def test_on_its_own_day_a_clock_without_dates_follows_the_calendar_as_on_any_other(tmp_path: Path) -> None:
    path = standoff(tmp_path, case=UNDATED)
    expected = [(day("2020-08-10"), 1), (day("2020-08-21"), 2)]

    for case in (api.load(path), api.ensemble(path).case, on_day(api.opened(path).case, "2020-06-01")):
        assert (dates(case, "exercise"), levels(case)["exercise"]) == (expected, "ahead")
        assert dates(case, "vote") == [(day("2020-09-01"), 1)]
    assert dates(as_of(api.opened(path), day("2020-06-01")), "exercise") == expected
    assert api.load(path) == on_day(api.load(path), "2020-06-01")


def test_a_clock_without_dates_moves_play_on_the_own_day_as_one_with_the_same_dates(tmp_path: Path) -> None:
    def done(text: str) -> list[dict[str, float]]:
        text = text.replace('{closes: "2020-12-01"}', "{when: exercise != ahead}")
        return [path.open for path in api.window(standoff(tmp_path, case=text), months=6).completions]

    told = done(CASE)
    assert done(UNDATED) == told
    assert told[0]["2"] > 0.1
    assert told[0]["3"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("stated", "last", "level", "expected"),
    [
        ("", "", "under_way", [("2020-08-21", 2)]),
        (", exercise: ahead", "", "ahead", [("2020-08-21", 2)]),
        ("", "  until: 2020-08-01\n", "under_way", [("2020-08-21", 2)]),
    ],
)
def test_on_its_own_day_such_a_clock_has_its_level_from_the_calendar_unless_it_is_stated(
    tmp_path: Path, stated: str, last: str, level: str, expected: list[tuple[str, int]]
) -> None:
    text = UNDATED.replace("as_of: 2020-06-01", "as_of: 2020-08-12").replace(
        "patrols: some}\nout", f"patrols: some{stated}}}\nout"
    )
    text = text.replace("  until: 2020-12-31\n", last or "  until: 2020-12-31\n")
    calendar = CALENDAR.replace("summer,Summer drill,drill,2020-08-17,2020-08-28,,2020-06-15,yes,,moved\n", "")
    case, warnings = api.check(standoff(tmp_path, case=text, calendar=calendar))

    assert levels(case)["exercise"] == level
    assert dates(case, "exercise") == [(day(when), then) for when, then in expected]
    differing = {w.place[-1] for w in warnings if w.code == "W115"}
    assert ("exercise" in differing) == bool(stated)


def test_a_status_quo_that_is_not_stated_comes_from_the_record(tmp_path: Path) -> None:
    path = standoff(tmp_path, case=CASE.replace("status_quo: {main.patrols: some}\n", ""))

    assert levels(api.load(path)) == {
        "main.patrols": "some",
        "main.raid": "no",
        "isle.tests": "active",
        "exercise": "ahead",
        "vote": "ahead",
    }


def test_a_status_quo_that_differs_is_warned_of_with_rule_and_event(tmp_path: Path) -> None:
    text = CASE.replace("status_quo: {main.patrols: some}", "status_quo: {main.patrols: some, isle.tests: halted}")
    case, warnings = api.check(standoff(tmp_path, case=text))
    (found,) = (w for w in warnings if w.code == "W115")

    assert levels(case)["isle.tests"] == "halted"
    assert found.line == text.splitlines().index("status_quo: {main.patrols: some, isle.tests: halted}") + 1
    for told in ("isle.tests is halted in the status quo", "by the record active on 2020-06-01"):
        assert told in found.message
    assert "rule 1, `launch`, event e3 of 2020-05-20" in found.hint


def test_a_day_after_the_last_event_is_warned_of_if_the_record_has_no_end(tmp_path: Path) -> None:
    path = standoff(
        tmp_path,
        case=CASE.replace("  until: 2020-12-31\n", ""),
        events=EVENTS.replace("e4,2020-11-20", "e4,2020-05-21"),
    )

    assert [w.code for w in api.check(path)[1]] == ["W104", "W116"]


def test_refused_rows_are_warned_of_and_do_not_fail(tmp_path: Path) -> None:
    path = standoff(
        tmp_path,
        events=EVENTS + "e9,never,ISL,MAI,launch,No such day.,\n",
        calendar=CALENDAR + "x,X,drill,soon,,,,,,\n",
    )
    (found,) = (w for w in api.check(path)[1] if w.code == "W117")

    assert "2 rows" in found.message
    assert "events.csv, line 6" in found.message


# ---------------------------------------------------------------- files


def test_a_missing_file_is_named_with_its_place(tmp_path: Path) -> None:
    path = standoff(tmp_path)
    (tmp_path / "calendar.csv").unlink()
    with pytest.raises(CaseError) as caught:
        api.load(path)
    (found,) = caught.value.mistakes

    assert (found.code, found.line) == ("E100", CASE.splitlines().index("  calendar: calendar.csv") + 1)
    assert "calendar.csv" in found.message


def test_files_outside_the_folder_are_refused(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    path = standoff(inner)
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    (inner / "events.csv").unlink()
    (inner / "events.csv").symlink_to(tmp_path / "events.csv")
    case = api.opened(standoff(tmp_path)).case

    assert mistake(lambda: api.opened(path))[0] == "E075"
    assert case.record is not None
    for name in ("../events.csv", "/etc/passwd", "C:\\events.csv"):
        wrong = replace(case, record=replace(case.record, events=(name,)))
        assert mistake(lambda case=wrong: open_record(case))[0] == "E075"


def test_a_folder_or_a_broken_calendar_is_refused(tmp_path: Path) -> None:
    path = standoff(tmp_path, calendar="what,when\n")
    assert mistake(lambda: api.opened(path))[0] == "E100"
    (tmp_path / "calendar.csv").unlink()
    (tmp_path / "calendar.csv").mkdir()
    assert mistake(lambda: api.opened(path))[0] == "E100"


def test_without_a_record_another_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "border.yaml"
    path.write_text(api.starter("border"), encoding="utf-8")

    assert mistake(lambda: api.load(path, as_of="2026-01-01"))[0] == "E101"
    assert mistake(lambda: api.timeline(path))[0] == "E101"
    assert mistake(lambda: api.load(path, as_of="1 May"))[0] == "E035"
    assert mistake(lambda: api.ensemble(api.ensemble(path), as_of="2026-01-01"))[0] == "E012"


# ---------------------------------------------------------------- nothing known later


LATER = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60), st.sampled_from(["launch", "flight"])), max_size=8)


@given(number=st.integers(0, 300), later=LATER, seed=st.integers(0, 1000))
def test_what_becomes_known_later_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, number: int, later: list[tuple[int, int, str]], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("strait")
    now = day("2020-01-01") + datetime.timedelta(days=number)
    before = as_of(api.opened(standoff(folder)), now)
    one = datetime.timedelta(days=1)
    rows = [
        f"n{n},{now + one * (late - 150)},ISL,MAI,{kind},More.,{now + one * (1 + wait)}"
        for n, (late, wait, kind) in enumerate(later)
    ]
    lines = [*EVENTS.splitlines()[1:], *rows]
    random.Random(seed).shuffle(lines)
    moved = CALENDAR + f"summer,Summer drill,drill,2020-09-09,2020-09-10,,{now + one},yes,,\n"
    more = standoff(folder, events="\n".join([EVENTS.splitlines()[0], *lines]) + "\n", calendar=moved)

    assert as_of(api.opened(more), now) == before


def test_korea_has_a_possible_state_on_every_day_of_its_record() -> None:
    there = api.opened("korea-2017")
    for number in range(0, (there.until - there.since).days + 1, 7):
        now = there.since + datetime.timedelta(days=number)
        assert len(status_quo(there, now)) == len(there.case.variables)
