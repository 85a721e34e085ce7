"""Commitments to do or to leave something."""

import datetime

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, places_of, the_mistake
from case.test_whole_case import FULL
from offramp.case import load_text
from offramp.case.agreements import Commitment, Happens
from offramp.case.expressions import And, At, Not
from offramp.case.reading import read_text
from offramp.game.checking import check

RECORD = """record:
  since: 2016-01-01
  until: 2019-12-31
  actors: {PRK: prk, KPA: prk, USA: usa}
  kinds:
    test: {actor: [prk, KPA]}
    far: {any: test, says: ICBM}
    near: {any: test, says: short}
    space: {says: satellite}
    drill: {actor: USA}
    act: {any: [test, drill]}
    other: {actor: CHN}
    nobody: {any: test, actor: USA}
    some: {any: [test, space]}
"""


def clause(text: str) -> str:
    """Return a case with a record and one commitment."""
    return BASE + RECORD + f"commitments: {{{'x' if '▸' in text else '▸x'}: {{{text}}}}}\n"


def the_clause(text: str) -> Commitment:
    """Return the one commitment of a sound case."""
    case, warnings = load_text(clause(text).replace("▸", ""))
    assert warnings == ()
    return case.commitments[0]


# ---------------------------------------------------------------- what it comes to


def test_a_prohibition_with_every_part_is_what_was_written():
    no_tests, answer = load_text(FULL)[0].commitments[2:]
    calm = And((Not(At("prk.attack", (1,))), At("prk.testing", (1, 2))))
    assert no_tests == Commitment(
        "no_far_tests", "no far tests", "prk", None, "far", calm, "calm", 0.0, None, None, None, (), (),
        forbids=("far",), at_most=1, every=90, excluding=("space",), unclear=("near",),
        starts=datetime.date(2017, 8, 1),
    )  # fmt: skip
    assert answer == Commitment(
        "answer", "answer", "usa", None, "pledge", None, None, 6.0, None, At("prk.attack", (1,)), "prk.attack", (),
        ("oped",), does=("pledge",), starts_on=Happens(("promise",)), unless=Happens(("test",)), unless_text="test",
    )  # fmt: skip


def test_several_kinds_may_be_named():
    found = the_clause("by: prk, forbids: [far, near], starts_on: [space, drill]")
    assert (found.forbids, found.text) == (("far", "near"), "far or near")
    assert found.starts_on == Happens(("space", "drill"))
    assert the_clause("by: prk, does: [far, near], within: 1 day").does == ("far", "near")


@pytest.mark.parametrize("key", ["until", "unless"])
def test_an_end_is_a_condition_on_levels_or_a_kind_of_events(key):
    written = {"drill": Happens(("drill",)), " drill ": Happens(("drill",)), "usa.strike": At("usa.strike", (1,))}
    for text, meant in written.items():
        found = the_clause(f"by: prk, forbids: test, {key}: '{text}'")
        assert (getattr(found, key), getattr(found, f"{key}_text")) == (meant, text)
    text = BASE + "define: {calm: not usa.strike}\n" + RECORD
    found = load_text(text + f"commitments: {{x: {{by: prk, forbids: test, {key}: calm}}}}\n")[0].commitments[0]
    assert getattr(found, key) == Not(At("usa.strike", (1,)))


def test_what_is_kept_may_also_begin_and_end_with_events():
    found = the_clause("by: prk, keeps: prk.testing == freeze, starts_on: drill, unless: drill, within: 1 month")
    assert (found.keeps, found.within, found.does, found.forbids) == (At("prk.testing", (2,)), 1.0, (), ())
    assert found.starts_on == found.unless == Happens(("drill",))


def test_an_actor_without_options_can_still_do_something():
    text = BASE.replace("actors:", "actors:\n  un:").replace("preferences:", "preferences:\n  un: []")
    text += RECORD.replace("{PRK: prk,", "{UNO: un,").replace("drill: {actor: USA}", "drill: {actor: UNO}")
    assert mistakes_of(text + "commitments: {x: {by: un, does: drill, within: 1 year}}\n") == ()


def test_a_clause_on_events_needs_no_state_that_keeps_it():
    text = clause("by: prk, forbids: test, while: usa.talks, until: usa.strike").replace("▸", "")
    case, _ = load_text(text)
    assert check(case, read_text(text)) == ()


@pytest.mark.parametrize(
    ("end", "doubted"), [("usa.talks", True), ("drill", False), ("usa.strike", False), ("not usa.talks", False)]
)
@pytest.mark.parametrize("key", ["until", "unless"])
def test_a_commitment_that_ends_before_it_could_be_broken_is_doubted(key, end, doubted):
    text = clause(f"by: usa, keeps: not usa.talks, {key}: {end}").replace("▸", "")
    case, _ = load_text(text)
    assert [m.code for m in check(case, read_text(text))] == ["W111"] * doubted


# ---------------------------------------------------------------- what it cannot be


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("by: prk", "E011", "`does:` or `forbids:`"),
        ("by: prk, forbids: []", "E011", "`does:` or `forbids:`"),
        ("by: prk, keeps: prk.testing == freeze, forbids: test", "E087", "a commitment for each"),
        ("by: prk, does: test, forbids: test, within: 1 day", "E087", "a commitment for each"),
        ("by: prk, does: test", "E011", "add `within:`"),
        ("by: ▸pkr, forbids: test", "E021", 'did you mean "prk"?'),
        ("by: prk, forbids: ▸tets", "E021", 'did you mean "test"?'),
        ("by: prk, does: [test, ▸fra], within: 1 day", "E021", 'did you mean "far"?'),
        ("by: prk, forbids: test, excluding: ▸spaec", "E021", 'did you mean "space"?'),
        ("by: prk, forbids: test, unclear: [▸neat]", "E021", 'did you mean "near"?'),
        ("by: prk, forbids: test, starts_on: ▸drlil", "E021", 'did you mean "drill"?'),
        ("by: prk, forbids: test, until: ▸drlil", "E021", 'did you mean "drill"?'),
        ("by: prk, forbids: test, unless: ▸usa_talks", "E021", 'did you mean "usa.talks"?'),
        ("by: prk, forbids: test, until: usa.talks and ▸drill", "E078", "ask for that"),
        ("by: prk, forbids: test, while: ▸drill", "E078", "ask for that"),
        ("by: prk, forbids: [test, ▸test]", "E006", "keep one"),
        ("by: prk, keeps: prk.testing == freeze, ▸at_most: 1", "E088", "goes with `forbids`"),
        ("by: prk, keeps: prk.testing == freeze, ▸unclear: test", "E088", "goes with `does` and `forbids`"),
        ("by: prk, keeps: prk.testing == freeze, ▸excluding: test", "E088", "take it out"),
        ("by: prk, keeps: prk.testing == freeze, ▸every: 1 day", "E088", "goes with `forbids`"),
        ("by: prk, does: test, within: 1 day, ▸at_most: 1", "E088", "goes with `forbids`"),
        ("by: prk, forbids: test, ▸within: 1 day", "E088", "goes with `keeps` and `does`"),
        ("by: prk, forbids: test, ▸every: 1 day", "E088", "add `at_most:`"),
        ("by: prk, forbids: test, ▸every: 1 day, at_most: 0", "E088", "add `at_most:`"),
        ("by: prk, forbids: test, starts: 2018-01-01, ▸starts_on: drill", "E088", "keep one of the two"),
        ("by: prk, forbids: test, excluding: ▸test", "E088", "keep one of the two"),
        ("by: prk, forbids: test, excluding: near, unclear: [far, ▸near]", "E088", "keep one of the two"),
        ("by: prk, forbids: test, at_most: ▸one", "E012", "digits only"),
        ("by: prk, forbids: test, at_most: ▸-1", "E012", "digits only"),
        ("by: prk, forbids: test, at_most: ▸1.5", "E012", "digits only"),
        ("by: prk, forbids: test, at_most: 1, every: ▸often", "E036", "`90 days`"),
        ("by: prk, forbids: test, starts: ▸drill", "E035", "year-month-day"),
        ("by: prk, does: test, within: 2 months, ▸lasts: 1 month", "E012", "sooner"),
        ("by: prk, forbids: test, ▸exluding: space", "E010", 'did you mean "excluding"?'),
        ("by: prk, forbids: ▸{test: 1}", "E012", "a mapping"),
    ],
)
def test_what_a_commitment_on_events_cannot_be_is_said(text, code, remedy):
    assert_mistake(clause(text), code, remedy)


def test_events_need_a_record():
    text = BASE + "commitments: {x: {by: prk, forbids: ▸test, unclear: [▸near], starts_on: ▸drill}}\n"
    marked, places = places_of(text)
    found = mistakes_of(marked)
    assert [(m.code, m.line, m.column) for m in found] == [("E085", *place) for place in places]
    assert all("add `record:`" in m.hint for m in found)


def test_an_end_in_a_case_without_a_record_is_a_condition():
    assert_mistake(BASE + "commitments: {x: {by: prk, keeps: prk.testing == freeze, until: ▸drill}}\n", "E021")


# ---------------------------------------------------------------- whose acts


@pytest.mark.parametrize(
    ("by", "kind", "shown"),
    [
        ("usa", "test", "KPA, PRK"),
        ("usa", "far", "KPA, PRK"),
        ("prk", "drill", "USA"),
        ("prk", "other", "CHN"),
        ("usa", "other", "CHN"),
        ("prk", "nobody", "nobody"),
    ],
)
def test_a_commitment_to_acts_of_somebody_else_is_doubted(by, kind, shown):
    found = the_mistake(clause(f"by: {by}, forbids: ▸{kind}"), "W113")
    assert found.message == f"{kind} is never an act of {by}: its actor is {shown}"


@pytest.mark.parametrize(("by", "kind"), [("prk", "test"), ("prk", "far"), ("usa", "drill"), ("usa", "act"),
                                          ("prk", "act"), ("usa", "space"), ("usa", "some")])  # fmt: skip
def test_a_commitment_to_own_acts_is_not_doubted(by, kind):
    assert the_clause(f"by: {by}, forbids: {kind}").forbids == (kind,)


def test_acts_of_several_together_are_acts_of_each():
    text = clause("by: prk, forbids: drill").replace("{actor: USA}", "{actor: USA; PRK}")
    assert mistakes_of(text.replace("▸", "")) == ()


def test_of_many_others_a_few_are_named():
    text = clause("by: usa, forbids: ▸test").replace("[prk, KPA]", "[a, b, c, d, e, f, g]")
    assert the_mistake(text, "W113").message.endswith("its actor is A, B, C, D, E, F, ...")


@pytest.mark.parametrize("day", ["2015-12-31", "2020-01-01"])
def test_a_commitment_that_begins_outside_the_record_is_doubted(day):
    assert_mistake(clause(f"by: prk, forbids: test, starts: ▸{day}"), "W114", "of the record")


@pytest.mark.parametrize("day", ["2016-01-01", "2019-12-31"])
def test_a_commitment_may_begin_on_any_day_of_the_record(day):
    assert the_clause(f"by: prk, forbids: test, starts: {day}").starts == datetime.date.fromisoformat(day)


# ---------------------------------------------------------------- what only follows from other mistakes


@pytest.mark.parametrize(
    "text",
    [
        "by: prk, forbids: ▸3",
        "by: prk, does: test, within: ▸[]",
        "by: prk, forbids: test, at_most: ▸few, every: 1 day",
        "by: prk, ▸forbid: test",
        "by: ▸[], forbids: test",
    ],
)
def test_one_mistake_makes_no_others(text):
    marked, places = places_of(clause(text))
    assert [(m.line, m.column) for m in mistakes_of(marked)] == places
