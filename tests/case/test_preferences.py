"""Preferences: statements, rankings and scores, and what is wrong with them."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of
from offramp.case import load_text
from offramp.case.expressions import And, At, Not, Or
from offramp.case.model import AnyOrder, Holds, Maybe, Ranking, Scores, Slot, Statements, Tie
from offramp.case.probabilities import Probability

TWO_LEVELS = BASE.replace("  prk.testing: {levels: [active, moratorium, freeze]}\n", "  prk.test:\n").replace(
    "not prk.testing == active, ", ""
)
STRIKE, TALKS = At("usa.strike", (1,)), At("usa.talks", (1,))


def preference(written: str, *, base: str = BASE):
    """Return what North Korea's preference is resolved to."""
    return load_text(base.replace("[not usa.strike]", written))[0].preferences["prk"]


def wrong(written: str) -> str:
    return BASE.replace("[not usa.strike]", written)


def test_statements_keep_their_order_and_their_text():
    assert preference("[not usa.strike, usa.talks]") == Statements(
        (Holds(Not(STRIKE), "not usa.strike"), Holds(TALKS, "usa.talks"))
    )


def test_statements_may_be_tied_or_of_unknown_order_or_doubtful():
    found = preference("[{tie: [usa.talks, usa.strike]}, {any_order: [usa.talks]}, {maybe(0.4): usa.talks}]")
    holds = Holds(TALKS, "usa.talks")
    assert found == Statements(
        (Tie((holds, Holds(STRIKE, "usa.strike"))), AnyOrder((holds,), ((1.0,),)), Maybe(Probability(0.4, 0.4), holds))
    )


def test_an_unknown_order_may_have_weights():
    found = preference("[any_order: {usa.talks: 2, not usa.strike: 1}]")
    assert found == Statements(
        (AnyOrder((Holds(TALKS, "usa.talks"), Holds(Not(STRIKE), "not usa.strike")), ((2.0,), (1.0,))),)
    )


@pytest.mark.parametrize(("word", "low"), [("likely", 0.55), ("almost certain", 0.95), ("Remote", 0.01)])
def test_a_doubt_may_be_put_in_words(word, low):
    (statement,) = preference(f"[maybe({word}): usa.talks]").statements
    assert statement.chance.low == low


def test_a_slot_is_filled_by_a_question():
    text = wrong("[slot: aim]") + (
        "questions: {q: {about: prk, alternatives: {a: {prior: 0.5, aim: [usa.talks]}, b: {prior: 0.5, aim: []}}}}\n"
    )
    case = load_text(text)[0]
    assert case.preferences["prk"] == Statements((Slot("aim"),))
    assert case.questions[0].alternatives[0].slots == {"aim": (Holds(TALKS, "usa.talks"),)}


def test_a_ranking_names_states_by_name_by_levels_or_by_pattern():
    base = TWO_LEVELS + "states: {calm: YN-, war: {usa.strike: yes}}\n"
    found = preference("{ranking: [calm, [war, NN-], {usa.talks: no, prk.test: true}]}", base=base)
    calm = And((TALKS, At("usa.strike", (0,))))
    quiet = And((At("usa.talks", (0,)), At("usa.strike", (0,))))
    assert found == Ranking((calm, Or((And((STRIKE,)), quiet)), And((At("usa.talks", (0,)), At("prk.test", (1,))))))


def test_a_pattern_of_dashes_matches_every_state():
    (members,) = preference("{ranking: ['---']}", base=TWO_LEVELS).classes
    assert members == Or((At("usa.talks", (0, 1)),))


def test_scores_are_numbers_for_conditions():
    found = preference("{scores: {usa.talks: 1.5, not usa.strike: 3}}")
    assert found == Scores((Holds(TALKS, "usa.talks"), Holds(Not(STRIKE), "not usa.strike")), (1.5, 3.0))


@pytest.mark.parametrize(
    "written", ["▸usa.talks", "▸3", "▸{}", "▸{ranking: {}}", "▸{scores: []}", "▸{ranking: [], scores: {}}"]
)
def test_a_preference_is_a_list_a_ranking_or_scores(written):
    assert_mistake(wrong(written), "E012", "most important first", "ranking:", "scores:")


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("[▸3]", "write an expression"),
        ("[▸[usa.talks]]", "write an expression"),
        ("[▸{tie: [usa.talks], slot: a}]", "one of any_order, tie, slot"),
        ("[{tie: ▸usa.talks}]", "tie: [statement, statement]"),
        ("[{tie: [▸3]}]", "write an expression"),
        ("[{any_order: ▸usa.talks}]", "any_order: [statement, statement]"),
        ("[{any_order: {usa.talks: ▸0}}]", "a number above 0"),
        ("[{any_order: {usa.talks: ▸many}}]", "a number above 0"),
        ("[{slot: ▸[aim]}]", "slot: name"),
        ("[{maybe(0.5): ▸{}}]", "write an expression"),
        ("{scores: {usa.talks: ▸much}}", "condition: number"),
        ("{scores: {usa.talks: ▸1e999}}", "condition: number"),
    ],
)
def test_what_is_no_statement_is_refused(written, remedy):
    assert_mistake(wrong(written), "E012", remedy)


def test_an_unknown_form_of_statement_is_shown_with_the_nearest_one():
    assert_mistake(wrong("[{▸anyorder: [usa.talks]}]"), "E010", 'did you mean "any_order"?', "needs quotes")


@pytest.mark.parametrize("chance", ["2", "-1", "perhaps", "", "nan"])
def test_a_doubt_needs_a_probability(chance):
    assert_mistake(wrong(f"[{{▸maybe({chance}): usa.talks}}]"), "E030", "maybe(0.4): statement")


def test_a_mistake_in_a_condition_that_is_a_key_is_shown_at_the_key():
    assert_mistake(wrong("{scores: {not ▸usa.talk: 1}}"), "E021", "usa.talks")
    assert_mistake(wrong("[any_order: {not ▸usa.talk: 1}]"), "E021", "usa.talks")


def test_a_state_in_a_ranking_that_is_neither_named_nor_a_pattern_is_refused():
    assert_mistake(wrong("{ranking: [▸peace]}"), "E021", "one of Y, N, - for each of the 3 options")
    text = TWO_LEVELS.replace("[not usa.strike]", "{ranking: [[YYY, ▸YY]]}")
    assert_mistake(text, "E021", "in the order they are declared")


def test_a_pattern_is_for_options_of_two_levels_only():
    assert_mistake(wrong("{ranking: [▸YYY]}"), "E021", "a pattern has one of")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (wrong("[▸slot: aim]"), "gives each alternative `aim:`"),
        (
            wrong("[▸slot: aim]")
            + "questions:\n"
            + "".join(
                f"  {q}: {{about: prk, alternatives: {{a: {{prior: 0.5, aim: []}}, b: {{prior: 0.5, aim: []}}}}}}\n"
                for q in "qr"
            ),
            "gives each alternative",
        ),
        (
            BASE + "questions: {q: {about: prk, alternatives: {a: {prior: 0.5, ▸aim: []}, b: {prior: 0.5}}}}\n",
            "known slots and keys",
        ),
        (
            wrong("[slot: aim]")
            + "questions: {q: {about: prk, alternatives: "
            + "{a: {prior: 0.5, aim: ▸[slot: aim]}, b: {prior: 0.5, aim: []}}}}\n",
            "write its statements out",
        ),
    ],
)
def test_a_slot_is_filled_exactly_once_and_stands_in_the_preferences(text, remedy):
    assert_mistake(text, "E040", remedy)


def test_a_slot_takes_a_list():
    text = wrong("[slot: aim]") + (
        "questions: {q: {about: prk, alternatives: {a: {prior: 0.5, aim: ▸usa.talks}, b: {prior: 0.5, aim: []}}}}\n"
    )
    assert_mistake(text, "E012", "write a list")


def test_an_actor_may_not_care():
    assert mistakes_of(wrong("[]")) == ()
