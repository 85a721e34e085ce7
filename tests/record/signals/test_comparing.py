"""Statements beside earlier ones: topics, acts, extents, what is new, dropped, harder, softer, and first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp import api
from offramp.case.recorded import Topic
from offramp.record.signals.comparing import Comparison, compare_all, differences, person_of, place_all
from offramp.record.signals.forms import _SOFTER_THAN, harder
from offramp.record.signals.placing import Placer
from offramp.record.signals.statement import Statement
from offramp.study.results.signals import Difference
from record.signals.making import korea, statement

PLACER = Placer()
ACTS = (
    "temporarily suspend the drills",
    "scale down the drills",
    "suspend the drills",
    "stop the drills",
    "permanently stop the drills",
    "end the drills",
    "stop large-scale drills",
    "temporarily suspend large-scale drills",
    "consult on the drills",
    "the drills",
)


def compared(*statements: Statement, placer: Placer = PLACER) -> dict[str, Comparison]:
    placed = place_all(statements, placer)
    return {c.placement.statement.id: c for c in compare_all(placed, placer)}


def case_placer() -> Placer:
    rules = api.load("korea-2017").record
    assert rules is not None
    return Placer(rules.topics.values())


def between(one: Statement, other: Statement) -> set[tuple[str, str, str]]:
    before, now = place_all([one, other], PLACER)
    return {(d.what, d.side, d.topic) for d in differences(before, now, PLACER)}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("temporary stop to nuclear and missile tests", ["nuclear_tests", "missile_tests"]),
        ("nuclear, missile and rocket tests", ["nuclear_tests", "missile_tests"]),
        ("written permanent halt of nuclear and ICBM tests", ["nuclear_tests", "missile_tests"]),
        ("end of US hostile policy and nuclear threat", ["hostile_policy", "threat"]),
        ("nuclear war drills with outsiders", ["exercises"]),
        ("외세와의 모든 핵전쟁 연습을 그만둬야", ["exercises"]),
        ("핵과 탄도로켓을 협상탁에", ["nuclear_arms", "missiles", "negotiating_table"]),
        ("we must really launch the dialogue", ["talks"]),
        ("the weather", []),
    ],
)
def test_a_text_is_placed_on_topics(text: str, topics: list[str]) -> None:
    assert list(PLACER.topics_of(text)) == topics


def test_a_topic_in_a_clause_that_says_when_is_left_aside() -> None:
    assert [p.topic for p in PLACER.place("roll back hostile policy before talks")] == ["hostile_policy"]
    assert [p.topic for p in PLACER.place("no tests while talks go on")] == ["tests"]


def test_a_case_names_topics_of_its_own_and_takes_words_from_the_others() -> None:
    own = Placer([Topic("flights", "flights", ("overflight",)), Topic("treaty", "a treaty", ("peace treaty",))])

    assert own.topics_of("stop overflights, peace treaty, drills") == ("flights", "treaty", "exercises")
    assert "treaty" in own.mutual
    assert "flights" not in own.mutual


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("temporarily suspend the drills", "suspend the drills"),
        ("suspend the drills", "stop the drills"),
        ("stop the drills", "permanently stop the drills"),
        ("stop the drills", "end the drills"),
        ("scale down the drills", "suspend the drills"),
        ("consult on suspending the drills", "temporarily suspend the drills"),
        ("stop large-scale drills", "stop the drills"),
        ("lift five of 11 sanctions", "lift the sanctions"),
        ("no August exercise", "no exercise"),
        ("no drills", "no more drills"),
        ("no drills", "never again drills"),
    ],
)
def test_more_asked_is_harder_and_more_offered_softer(less: str, more: str) -> None:
    def changes(side: str, before: str, now: str) -> list[str]:
        first, second = (
            statement("a", "2031-01-01", **{side: (before,)}),
            statement("b", "2031-01-02", **{side: (now,)}),
        )
        return [d.what for d in compared(first, second)["b"].moves]

    assert changes("demands", less, more) == ["harder"]
    assert changes("demands", more, less) == ["softer"]
    assert changes("offers", less, more) == ["softer"]
    assert changes("offers", more, less) == ["harder"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("temporary suspension of the drills", "temporary stop to the drills"),
        ("halt the drills", "stop the drills"),
        ("no more drills or strategic assets", "end all drills and strategic assets"),
        ("the drills", "stop the drills"),
        ("stop large-scale drills", "stop August drills"),
    ],
)
def test_what_the_vocabulary_does_not_order_is_neither(one: str, other: str) -> None:
    a, b = statement("a", "2031-01-01", demands=(one,)), statement("b", "2031-01-02", demands=(other,))

    assert between(a, b) == between(b, a) == set()


def test_what_is_more_in_one_way_and_less_in_another_is_told_as_both() -> None:
    a = statement("a", "2031-01-01", demands=("temporarily stop the drills",))
    b = statement("b", "2031-01-02", demands=("end large-scale drills",))

    found = compared(a, b)["b"].moves

    assert [(d.what, d.why) for d in found] == [
        ("harder", '"end" is more than "temporarily stop"'),
        ("softer", '"large-scale" is less than "all"'),
    ]


def test_the_trade_of_2015_and_that_of_2017() -> None:
    first = statement("a", "2031-01-01", offers=("temporary suspension of nuclear test",))
    second = statement("b", "2031-01-02", offers=("temporary stop to nuclear and missile tests",))

    assert between(first, second) == {("new", "offers", "missile tests")}


@given(st.sampled_from(ACTS), st.sampled_from(ACTS), st.sampled_from(ACTS))
def test_harder_is_a_strict_partial_order(one: str, two: str, three: str) -> None:
    def only_harder(before: str, now: str) -> bool:
        a, b = statement("a", "2031-01-01", demands=(before,)), statement("b", "2031-01-02", demands=(now,))
        return {what for what, _, _ in between(a, b)} == {"harder"}

    assert not only_harder(one, one)
    assert not (only_harder(one, two) and only_harder(two, one))
    said = all(text != "the drills" for text in (one, two, three))
    assert not (said and only_harder(one, two) and only_harder(two, three)) or only_harder(one, three)


@given(st.sampled_from(ACTS), st.sampled_from(ACTS))
def test_a_change_and_its_reverse_are_opposites(one: str, two: str) -> None:
    a, b = statement("a", "2031-01-01", demands=(one,)), statement("b", "2031-01-02", demands=(two,))
    turned = {"harder": "softer", "softer": "harder"}

    assert {(turned[what], side, topic) for what, side, topic in between(a, b)} == between(b, a)


@given(
    st.lists(st.sampled_from(ACTS), max_size=4),
    st.lists(st.sampled_from(("sign a treaty", "talks", "aid")), max_size=3),
)
def test_a_statement_does_not_differ_from_itself(acts: list[str], things: list[str]) -> None:
    one = statement("a", "2031-01-01", offers=tuple(things), demands=tuple(acts), form="reject", conditioned="talks")

    assert between(one, one) == set()


def test_the_order_of_forms_has_no_circle_and_is_soft_at_one_end_and_hard_at_the_other() -> None:
    forms = {*_SOFTER_THAN, *(above for there in _SOFTER_THAN.values() for above in there)}

    assert not [form for form in forms if harder(form, form)]
    softest = {form for form in forms if not any(harder(form, other) for other in forms)}
    hardest = {form for form in forms if not any(harder(other, form) for other in forms)}
    assert softest == {"unconditional", "open_offer"}
    assert hardest == {"reject", "withdrawal", "threat"}


def test_only_an_ordered_form_is_told() -> None:
    a = statement("a", "2031-01-01", form="reciprocal_trade", conditioned="talks")
    b = statement("b", "2031-01-02", form="precondition_to_talk", conditioned="talks")
    c = statement("c", "2031-01-03", form="linked_to_growth", conditioned="talks")

    assert between(a, b) == {("harder", "form", "form")}
    assert between(b, a) == {("softer", "form", "form")}
    assert between(b, c) == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"conditioned": "talks"}, {"conditioned": "talks"}, True),
        ({"conditioned": "tests"}, {"conditioned": "nuclear and missile tests"}, True),
        ({"conditioned": "talks"}, {"conditioned": "nuclear tests"}, False),
        ({"conditioned": "talks"}, {"conditioned": "talks; nuclear tests"}, False),
        ({"conditioned": "talks"}, {"offers": ("a summit", "aid")}, True),
        ({"conditioned": "talks"}, {"offers": ("aid",), "demands": ("talks",)}, False),
        ({"offers": ("aid",)}, {"offers": ("aid", "talks")}, True),
        ({"offers": ("aid", "talks")}, {"offers": ("aid", "stop the drills")}, False),
        ({"phrase": "no talks"}, {"conditioned": "talks"}, True),
        ({}, {}, False),
        ({}, {"conditioned": "talks"}, False),
    ],
)
def test_forms_are_compared_only_where_they_are_about_the_same(
    one: dict[str, object], other: dict[str, object], same: bool
) -> None:
    a = statement("a", "2031-01-01", form="concession", **one)
    b = statement("b", "2031-01-02", form="reject", **other)

    assert (("harder", "form", "form") in between(a, b)) is same
    assert (("softer", "form", "form") in between(b, a)) is same


def offered(id: str, when: str, *offers: str) -> Statement:
    return statement(id, when, offers=offers)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (("stop tests",), ("stop nuclear and missile tests",), set()),
        (("stop tests",), ("stop nuclear tests",), {("dropped", "offers", "missile tests")}),
        (("stop tests",), ("stop nuclear and ICBM tests",), {("harder", "offers", "missile tests")}),
        (
            ("suspend tests",),
            ("stop nuclear tests", "suspend missile tests"),
            {("softer", "offers", "nuclear tests")},
        ),
        (("stop tests",), ("stop nuclear tests", "stop tests"), set()),
        (("stop missile tests", "stop tests"), ("stop tests",), set()),
        (("stop tests",), ("talks",), {("dropped", "offers", "tests"), ("new", "offers", "talks")}),
    ],
)
def test_a_general_topic_stands_for_the_special_ones(
    before: tuple[str, ...], now: tuple[str, ...], told: set[tuple[str, str, str]]
) -> None:
    a, b = offered("a", "2031-01-01", *before), offered("b", "2031-01-02", *now)
    turned = {"harder": "softer", "softer": "harder", "new": "dropped", "dropped": "new"}

    assert between(a, b) == told
    assert between(b, a) == {(turned[what], side, topic) for what, side, topic in told}


def test_a_case_may_call_the_special_topics_by_its_own_names() -> None:
    own = Placer([Topic("blasts", "blasts", ("nuclear test", "nuclear testing"))])
    found = compared(
        offered("a", "2031-01-01", "stop tests"), offered("b", "2031-01-02", "suspend nuclear tests"), placer=own
    )

    assert [(d.what, d.topic) for d in found["b"].moves] == [("harder", "blasts"), ("dropped", "missile tests")]


def test_an_earlier_general_statement_counts_for_a_special_topic() -> None:
    found = compared(
        offered("a", "2031-01-01", "stop nuclear tests"),
        offered("b", "2031-01-02", "stop tests"),
        offered("c", "2031-01-03", "talks"),
        offered("d", "2031-01-04", "temporarily suspend nuclear tests"),
        offered("e", "2031-01-05", "aid"),
        offered("f", "2031-01-06", "stop tests"),
    )

    told = [(m.what, m.topic, m.than) for m in found["d"].on_topics]
    assert told == [("harder", "nuclear tests", "b"), ("dropped", "missile tests", "b")]
    assert ("softer", "nuclear tests", "d") in [(m.what, m.topic, m.than) for m in found["f"].on_topics]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("Ann", "Bob")),
            st.lists(st.sampled_from(("tests", "nuclear tests", "missile tests", "drills", "talks")), max_size=3),
            st.sampled_from(("stop", "suspend", "end", "no")),
        ),
        max_size=6,
    )
)
def test_no_difference_is_told_twice(said: list[tuple[str, list[str], str]]) -> None:
    found = compared(
        *(
            statement(f"s{n}", f"2031-01-{n + 1:02}", speaker=who, offers=tuple(f"{act} {thing}" for thing in things))
            for n, (who, things, act) in enumerate(said)
        )
    )

    for one in found.values():
        told = [(d.what, d.side, d.topic, d.before, d.now) for d in (*one.moves, *one.on_topics, *one.speaker_moves)]
        assert len(told) == len(set(told))


def test_what_was_said_of_tests_in_march_and_april_2018_and_of_drills_in_2019() -> None:
    found = compared(*(s for s in korea() if s.actor == "PRK"), placer=case_placer())

    april = [(d.what, d.topic, d.than) for d in (*found["S45"].moves, *found["S45"].on_topics) if "tests" in d.topic]
    assert april == [("harder", "missile tests", "S43")]
    said = (*found["S51"].moves, *found["S51"].on_topics, *found["S51"].speaker_moves)
    assert {d.what for d in said if d.topic == "exercises"} == {"new"}
    for id in ("S06", "S07"):
        assert not [d for d in found[id].moves if d.side == "form"]


def test_the_topics_of_the_case_fit_its_statements() -> None:
    placer = case_placer()

    assert placer.topics_of("suspend nuclear and missile activities") == ("nuclear_tests", "missile_tests")
    assert placer.topics_of("put its nuclear deterrence on the negotiating table") == ("weapons", "negotiating_table")
    assert placer.topics_of("no use or transfer unless threatened") == ("nuclear_use", "proliferation")
    assert placer.topics_of("negotiability of arms") == ("negotiating_table", "weapons")
    assert placer.topics_of("US nuclear threat and blackmail to stop") == ("nuclear_threat", "threat")
    assert placer.topics_of("disclose US nuclear arms in ROK") == ("us_arms",)


def test_what_is_conditioned_is_compared_only_if_both_say_it() -> None:
    a = statement("a", "2031-01-01", conditioned="talks", demands=("stop the drills",))
    b = statement("b", "2031-01-02", demands=("stop the drills",))
    c = statement("c", "2031-01-03", conditioned="nuclear tests", demands=("stop the drills",))

    assert between(a, b) == set()
    assert between(a, c) == {("new", "conditioned", "nuclear tests"), ("dropped", "conditioned", "talks")}


def test_as_above_takes_over_what_was_said() -> None:
    found = compared(
        statement("a", "2031-01-01", offers=("talks",), demands=("stop the drills",)),
        statement("b", "2031-01-02", demands=("as above",)),
        statement("c", "2031-01-03", offers=("talks",), demands=("as above", "lift the sanctions")),
    )

    assert found["b"].moves == ()
    assert [(d.what, d.topic) for d in found["c"].moves] == [("new", "sanctions")]


def test_only_the_same_actor_and_only_earlier_statements_count() -> None:
    found = compared(
        statement("a", "2031-01-01", actor="ost", demands=("stop the drills",)),
        statement("b", "2031-01-02", actor="ves", demands=("end the drills",)),
        statement("c", "2031-01-03", actor="OST", form="belief"),
        statement("d", "2031-01-04", actor="ost", demands=("end the drills",)),
    )

    assert found["a"].compared_with is None
    assert found["b"].compared_with is None
    assert found["c"].compared_with is None
    assert (found["d"].compared_with, [m.what for m in found["d"].moves]) == ("a", ["harder"])


def test_a_topic_is_set_beside_the_latest_statement_that_speaks_of_it() -> None:
    found = compared(
        statement("a", "2031-01-01", demands=("stop the drills",)),
        statement("b", "2031-01-02", demands=("end the drills",)),
        statement("c", "2031-01-03", demands=("lift the sanctions",)),
        statement("d", "2031-01-04", demands=("suspend the drills",)),
    )["d"]

    assert [(m.what, m.topic) for m in found.moves] == [("new", "exercises"), ("dropped", "sanctions")]
    assert [(m.what, m.than) for m in found.on_topics] == [("softer", "b")]


def test_the_same_speaker_and_what_is_told_through_another() -> None:
    found = compared(
        statement("a", "2031-01-01", speaker="Ann, minister", demands=("stop the drills",)),
        statement("b", "2031-01-02", speaker="Bob", demands=("end the drills",)),
        statement("c", "2031-01-03", speaker="Ann via Bob", demands=("lift the sanctions",)),
        statement("d", "2031-01-04", speaker="Ann (in a letter)", demands=("lift the sanctions",)),
    )

    assert found["b"].first == ("by Bob",)
    assert found["c"].first == ("on sanctions",)
    assert found["c"].by_speaker is None
    assert found["d"].by_speaker == "a"
    assert [(m.what, m.topic) for m in found["d"].speaker_moves] == [("new", "sanctions"), ("dropped", "exercises")]
    assert found["d"].first == ("by Ann on sanctions",)


def test_a_speaker_is_known_without_office_and_asides() -> None:
    assert person_of("Kim Jong Un (English KCNA, via Jung Pak)") == "Kim Jong Un"
    assert person_of("Kim Jong Un via Chung Eui-yong") != "Kim Jong Un"
    assert person_of("DPRK deputy UN envoy (Kim)") == "DPRK deputy UN envoy"


def told(found: tuple[Difference, ...], side: str) -> set[tuple[str, str]]:
    return {(d.what, d.topic) for d in found if d.side == side}


def test_how_the_formulations_of_the_north_moved() -> None:
    found = compared(*(s for s in korea() if s.actor == "PRK"))

    third = found["S03"]
    assert told(third.moves, "offers") == {("softer", "nuclear tests"), ("new", "a peace treaty")}
    assert told(third.moves, "demands") == {("harder", "exercises")}
    kye = found["S16"]
    assert kye.compared_with == "S13"
    assert {("softer", "demands", "exercises", "S08")} <= {(d.what, d.side, d.topic, d.than) for d in kye.on_topics}
    assert "on missile tests" in kye.first
    july = found["S19"]
    assert ("harder", "hostile policy", "S13") in {(d.what, d.topic, d.than) for d in july.on_topics}
    assert found["S20"].moves == ()
    september = found["S33"]
    assert told(september.moves, "demands") == {("dropped", "hostile policy"), ("dropped", "threats")}
    assert told(september.moves, "form") == {("harder", "form")}


def test_july_2017_is_the_first_by_the_leader_in_person_that_names_the_table_and_a_condition() -> None:
    placed = place_all([s for s in korea() if s.actor == "PRK"], PLACER)
    in_person = [p for p in placed if p.person == "Kim Jong Un" and p.in_person]
    with_table = [p for p in in_person if "negotiating_table" in p.topics and p.demands]

    assert with_table[0].statement.id == "S19"
    assert "on the negotiating table" in compared(*korea())["S19"].first
