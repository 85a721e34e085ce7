"""The drumbeat: rates with intervals, consistency, evenness, loud events; words and deeds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from offramp.case.recorded import Announcement
from offramp.record.events.event import Event
from offramp.record.intervals import jeffreys
from offramp.record.signals.comparing import place_all
from offramp.record.signals.drumbeat import drumbeats, evenness, near, rate_per_month
from offramp.record.signals.placing import Placer
from offramp.record.signals.saydo import by_chance, say_do
from offramp.record.signals.statement import Statement
from offramp.study.results.signals import Drumbeat, SayDo
from record.signals.making import day, event, korea, statement

PLACER = Placer()
ONE = datetime.timedelta(days=1)


def beats(
    *statements: Statement, loud: tuple[str, ...] = (), until: str = "2031-12-31"
) -> dict[tuple[str, str], Drumbeat]:
    placed = place_all(statements, PLACER)
    found, _ = drumbeats(placed, PLACER, [day(d) for d in loud], day(until))
    return {(beat.signal, beat.channel): beat for beat in found}


def test_the_rate_and_its_interval_are_those_of_the_record_of_provocations() -> None:
    assert rate_per_month(45, 699) == pytest.approx((1.96, 1.43, 2.62), abs=0.005)
    assert rate_per_month(0, 520) == pytest.approx((0, 0, 0.22), abs=0.005)
    assert rate_per_month(15, 242) == pytest.approx((1.89, 1.06, 3.11), abs=0.005)


@given(st.integers(1, 200), st.integers(1, 5000))
def test_the_interval_is_exact(count: int, days: int) -> None:
    rate, low, high = (value / 30.4375 * days for value in rate_per_month(count, days))

    assert rate == pytest.approx(count)
    assert poisson.sf(count - 1, low) == pytest.approx(0.025)
    assert poisson.cdf(count, high) == pytest.approx(0.025)


def test_evenness() -> None:
    days = [day("2031-01-01") + n * ONE for n in (0, 10, 20, 30)]

    assert evenness(days) == 1.0
    assert evenness([days[0], days[0] + ONE, days[3]]) == pytest.approx(1 - 14 / 15)
    assert evenness(days[:2]) is None
    assert evenness([days[0]] * 3) is None


def test_a_signal_is_counted_in_all_channels_and_in_each() -> None:
    given = [("press", "talks"), ("private", "talks"), ("private", "talks"), ("tweet", "talks")]
    said = [
        statement(f"s{n}", f"2031-01-{n + 1:02}", channel=channel, offers=(what,))
        for n, (channel, what) in enumerate(given)
    ]

    found = beats(*said, until="2031-01-10")

    assert {key: beat.count for key, beat in found.items()} == {
        ("offers talks", "all"): 4,
        ("offers talks", "private"): 2,
    }
    whole, private = found["offers talks", "all"], found["offers talks", "private"]
    assert (whole.first, whole.last) == ("2031-01-01", "2031-01-04")
    assert whole.per_month == pytest.approx(4 / 10 * 30.4375)
    assert private.per_month == pytest.approx(2 / 9 * 30.4375)


def test_consistency_is_the_share_of_those_on_the_topic_that_carry_it() -> None:
    found = beats(
        statement("a", "2031-01-01", offers=("talks",)),
        statement("b", "2031-01-02", demands=("stop the drills",)),
        statement("c", "2031-01-03", form="reject", phrase="there is nothing to talk about, no dialogue"),
        statement("d", "2031-01-04", offers=("talks",)),
        statement("e", "2031-01-05", form="reject", phrase="no dialogue"),
    )

    assert found["offers talks", "all"].consistency == pytest.approx(2 / 3)


def test_statements_beside_loud_events() -> None:
    whens = ("2031-01-01", "2031-02-01", "2031-03-01")
    said = [statement(f"s{n}", when, offers=("talks",)) for n, when in enumerate(whens)]

    found = beats(*said, loud=("2031-01-08", "2031-02-09", "2031-02-22"))["offers talks", "all"]

    assert found.during_loud == 2  # 7 and 7 days off; 1 February is 8 days off


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(0, 60))
def test_near_is_within_seven_days(loud: list[int], when: int) -> None:
    start = day("2031-01-01")

    found = near(start + when * ONE, sorted(start + n * ONE for n in loud))

    assert found == any(abs(n - when) <= 7 for n in loud)


def test_what_was_said_on_one_day_alone_is_no_drumbeat() -> None:
    assert not beats(*(statement(id, "2031-01-01", offers=("talks",)) for id in "ab"))


def test_a_signal_that_begins_late_shows_a_change() -> None:
    early = [statement(f"a{n}", f"2030-{n + 1:02}-01", demands=("stop the drills",)) for n in range(12)]
    late = [statement(f"b{n}", f"2031-10-{2 * n + 1:02}", offers=("talks",)) for n in range(14)]

    found = beats(*early, *late)["offers talks", "all"]

    assert next(change[:7] for change in found.changes) in ("2031-09", "2031-10")


def test_the_north_asked_for_an_end_of_exercises_and_offered_tests_again_and_again() -> None:
    found = beats(*(s for s in korea("2019-12-31") if s.actor == "PRK"), until="2019-12-31")

    assert found["demands exercises", "all"].count == sum(
        "exercises" in p.demands for p in place_all([s for s in korea("2019-12-31") if s.actor == "PRK"], PLACER)
    )
    assert found["precondition_to_negotiability", "all"].first == "2017-07-05"


# ---------------------------------------------------------------- words and deeds

WORD = Announcement("word", "a word", says="words", does="deeds", within=10)


def record(words: list[Event], deeds: list[Event], until: str, since: str = "2031-01-01") -> tuple[SayDo, ...]:
    kinds = {"words": words, "deeds": deeds}
    return say_do([WORD], kinds, {"OST": "ost"}, day(since), day(until))


@pytest.mark.parametrize(
    ("deed", "until", "verdict", "days"),
    [
        ("2031-02-02", "2031-03-01", "done", 1),
        ("2031-02-11", "2031-03-01", "done", 10),
        ("2031-02-12", "2031-03-01", "not done", None),
        ("2031-02-01", "2031-03-01", "not done", None),
        ("2031-01-31", "2031-03-01", "not done", None),
        ("2031-02-20", "2031-02-11", "open", None),
        ("2031-02-20", "2031-02-12", "not done", None),
        ("2031-02-05", "2031-02-04", "open", None),
    ],
)
def test_an_act_follows_within_so_many_days(deed: str, until: str, verdict: str, days: int | None) -> None:
    (found,) = record([event("w", "2031-02-01")], [event("d", deed)], until)

    assert (found.said[0].verdict, found.said[0].days, found.said[0].due) == (verdict, days, "2031-02-11")


def test_the_act_is_that_of_the_same_actor_and_not_the_announcement_itself() -> None:
    words = [event("w", "2031-02-01"), event("v", "2031-02-01", actor="VES")]
    deeds = [event("w", "2031-02-01"), event("d", "2031-02-03", actor="ost")]

    found = record(words, deeds, "2031-03-01")

    assert {f.actor: (f.done, f.not_done, f.still_open) for f in found} == {"ost": (1, 0, 0), "VES": (0, 1, 0)}
    assert found[0].said[0].act == "d"


def test_events_known_by_month_count_only_if_they_are_surely_in_time() -> None:
    (late,) = record([event("w", "2031-02-01", precision="month")], [event("d", "2031-02-20")], "2031-05-01")
    (early,) = record([event("w", "2031-01-31")], [event("d", "2031-02-01", precision="month")], "2031-05-01")

    assert (late.said[0].verdict, late.said[0].due) == ("not done", "2031-03-10")
    assert early.said[0].verdict == "not done"


@given(
    st.lists(st.integers(0, 80), max_size=6),
    st.lists(st.integers(0, 80), max_size=6),
    st.integers(0, 100),
)
def test_verdicts_are_those_of_a_naive_reading(words: list[int], deeds: list[int], until: int) -> None:
    start = day("2031-01-01")
    told = [event(f"w{n}", (start + w * ONE).isoformat()) for n, w in enumerate(sorted(words))]
    done = [event(f"d{n}", (start + d * ONE).isoformat()) for n, d in enumerate(sorted(deeds))]

    found = record(told, done, (start + until * ONE).isoformat())

    wanted = []
    for w in sorted(words):
        if w <= until:
            acts = [d for d in deeds if w < d <= w + 10 and d <= until]
            wanted.append("done" if acts else "open" if until <= w + 10 else "not done")
    assert [said.verdict for each in found for said in each.said] == wanted


@given(st.lists(st.integers(0, 80), max_size=6), st.integers(1, 20), st.integers(0, 100))
def test_by_chance_is_the_share_of_days_by_counting(deeds: list[int], within: int, until: int) -> None:
    start = day("2031-01-01")
    events = [event(f"d{n}", (start + d * ONE).isoformat()) for n, d in enumerate(deeds)]

    found = by_chance(events, within, start, start + until * ONE)

    days = [any(a < d <= a + within for d in deeds) for a in range(until + 1 - within)]
    assert found == (pytest.approx(sum(days) / len(days)) if days else None)


@given(st.integers(1, 60), st.data())
def test_the_interval_of_a_share(decided: int, data: st.DataObject) -> None:
    done = data.draw(st.integers(0, decided))

    low, high = map(float, jeffreys(done, decided))

    assert 0 <= low <= done / decided <= high <= 1
    mirrored = jeffreys(decided - done, decided)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high))


def test_the_interval_covers_about_as_often_as_it_says() -> None:
    covered = sum(binom.pmf(k, 30, 0.4) for k in range(31) if jeffreys(k, 30)[0] <= 0.4 <= jeffreys(k, 30)[1])

    assert 0.92 < covered < 0.98
