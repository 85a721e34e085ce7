"""Preferences: statements, rankings and scores, and what is wrong with them."""

import math

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, places_of, the_mistake
from offramp.case import load_text
from offramp.case.expressions import And, At, Not, Or
from offramp.case.model import AnyOrder, Holds, Maybe, Partial, Ranking, Scores, Slot, Statements, Tie
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


def test_a_weight_may_be_a_range_of_three_equally_likely_ones():
    (found,) = preference("[any_order: {usa.talks: 1 to 8, usa.strike: 2, usa.talks or usa.strike: 3 to 3}]").statements
    # 8^(1/6), 8^(1/2), 8^(5/6)
    assert found.weights[0] == pytest.approx((math.sqrt(2), 2 * math.sqrt(2), 4 * math.sqrt(2)))
    assert found.weights[1:] == ((2.0,), (3.0,))


def test_an_order_may_be_known_in_part():
    names = "statements: {talk: usa.talks, calm: not usa.strike, both: usa.talks and usa.strike}"
    found = preference(f"[any_order: {{{names}, known: [calm before talk, ' calm  before both ', calm before talk]}}]")
    statements = (
        Holds(TALKS, "talk"),
        Holds(Not(STRIKE), "calm"),
        Holds(And((TALKS, STRIKE)), "both"),
    )
    assert found == Statements((AnyOrder(statements, ((1.0,),) * 3, ((1, 0), (1, 2))),))


def test_of_an_order_nothing_may_be_known():
    (found,) = preference("[any_order: {statements: {talk: usa.talks, calm: not usa.strike}, known: []}]").statements
    assert found.before == ()


def test_names_of_the_two_keys_may_be_conditions_with_weights():
    base = BASE + "define: {statements: usa.talks, known: usa.strike, other: usa.talks}\n"
    (found,) = preference("[any_order: {statements: 2, other: 1}]", base=base).statements
    assert [holds.text for holds in found.statements] == ["statements", "other"]


def test_classes_of_states_may_be_ordered_in_part():
    base = TWO_LEVELS + "define: {hot: usa.strike}\nstates: {calm: YN-, war: {usa.strike: yes}}\n"
    states = "calm: calm, bad: [war, NN-], odd: {usa.talks: no, prk.test: true}, hot: hot, c: usa.talks or usa.strike"
    found = preference(f"{{partial: {{states: {{{states}}}, known: [calm before bad, odd before bad]}}}}", base=base)
    calm = And((TALKS, At("usa.strike", (0,))))
    quiet = And((At("usa.talks", (0,)), At("usa.strike", (0,))))
    odd = And((At("usa.talks", (0,)), At("prk.test", (1,))))
    classes = (calm, Or((And((STRIKE,)), quiet)), odd, STRIKE, Or((TALKS, STRIKE)))
    assert found == Partial(classes, ("calm", "bad", "odd", "hot", "c"), ((0, 1), (2, 1)))


def test_classes_may_be_a_list_of_named_states():
    base = TWO_LEVELS + "states: {calm: YN-, war: {usa.strike: yes}}\n"
    found = preference("{partial: {states: [calm, war], known: [calm before war]}}", base=base)
    assert found == Partial((And((TALKS, At("usa.strike", (0,)))), And((STRIKE,))), ("calm", "war"), ((0, 1),))


def in_part(states: str, known: str = "[]") -> str:
    text = wrong(f"{{partial: {{states: {states}, known: {known}}}}}")
    return text + "states: {calm: {usa.talks: yes}, war: {usa.strike: yes}}\n"


def in_any_order(statements: str, known: str) -> str:
    return wrong(f"[any_order: {{statements: {statements}, known: {known}}}]")


THREE = "{a: usa.talks, b: usa.strike, c: not usa.talks}"


@pytest.mark.parametrize("written", [in_any_order, in_part])
@pytest.mark.parametrize(
    ("known", "code", "remedy"),
    [
        ("[a before b, b before c, ▸c before a]", "E043", "take one of these out"),
        ("[a before b, ▸b before a, b before c]", "E043", "take one of these out"),
        ("[▸a before a]", "E044", "two different things"),
        ("[a before ▸d]", "E021", "known names: a, b, c"),
        ("[▸ab before b]", "E021", "known names: a, b, c"),
        ("[▸a]", "E012", "halt before talk"),
        ("[▸a before b before c]", "E012", "halt before talk"),
        ("[▸{a: b}]", "E012", "halt before talk"),
        ("▸a before b", "E012", "known: [halt before talk]"),
        ("▸{a: b}", "E012", "known: [halt before talk]"),
    ],
)
def test_what_is_known_of_an_order_names_what_comes_first_without_circles(written, known, code, remedy):
    assert_mistake(written(THREE, known), code, remedy)


def test_a_circle_is_spelled_out():
    mistake = the_mistake(in_any_order(THREE, "[a before b, b before c, ▸c before a]"), "E043")
    assert mistake.message == "an order in a circle: c before a before b before c"


def test_both_names_of_a_pair_are_looked_up():
    text, places = places_of(in_any_order(THREE, "[▸x before ▸y]"))
    assert [(m.code, m.line, m.column, m.width) for m in mistakes_of(text)] == [("E021", *at, 1) for at in places]


@pytest.mark.parametrize("written", [in_any_order, in_part])
def test_an_order_known_in_part_has_a_bound(written):
    names = ", ".join(f"n{k}: usa.talks" for k in range(25))
    assert_mistake(written(f"{{{names}}}", "▸[n0 before n1]").replace("known: ▸", "▸known: "), "E045", "at most 24")


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        (wrong("[{▸any_order: {statements: {a: usa.talks}}}]"), "E011", "write `statements:` and `known:`"),
        (wrong("[{▸any_order: {known: [a before b]}}]"), "E011", "write `statements:` and `known:`"),
        (wrong("[any_order: {statements: {}, known: [], ▸weights: {}}]"), "E010", "known keys: known, statements"),
        (wrong("[any_order: {statements: ▸[usa.talks], known: []}]"), "E012", "weights and `known` do not mix"),
        (wrong("[any_order: {statements: ▸2, known: 1}]"), "E012", "weights and `known` do not mix"),
        (wrong("[any_order: {statements: {a: ▸2}, known: []}]"), "E012", "write an expression"),
        (wrong("[any_order: {usa.talks: ▸3 to 1}]"), "E012", "write `1 to 3`"),
        (wrong("[any_order: {usa.talks: ▸1 to 3 per month}]"), "E012", "write `1 to 3`"),
        (wrong("[any_order: {usa.talks: ▸0 to 1}]"), "E012", "a range"),
        (wrong("{▸partial: {states: {}}}"), "E011", "write `states:` and `known:`"),
        (wrong("{partial: {states: {}, known: [], ▸ranking: []}}"), "E010", "known keys: known, states"),
        (in_part("▸calm"), "E012", "a list of names of `states`"),
        (in_part("[calm, ▸calm]"), "E006", "keep one of the two"),
        (in_part("[calm, ▸wart]"), "E021", 'did you mean "war"?'),
        (in_part("{a: ▸wart}"), "E021", 'did you mean "war"?'),
        (in_part("{a: [calm, ▸YY]}"), "E021", "a pattern has one of"),
        (in_part("{a: {▸usa.talk: yes}}"), "E021", "usa.talks"),
        (in_part("{a: usa.talks and ▸usa.strikes}"), "E021", 'did you mean "usa.strike"?'),
        (wrong("▸{partial: []}"), "E012", "`partial:` with classes of states"),
    ],
)
def test_an_order_known_in_part_is_written_in_one_way(text, code, remedy):
    assert_mistake(text, code, remedy)


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


@pytest.mark.parametrize("written", ["{ranking: [▸[]]}", "{partial: {states: {a: ▸[]}, known: []}}"])
def test_a_class_has_a_state(written):
    assert_mistake(wrong(written), "E012", "at least one state")


@pytest.mark.parametrize(
    "written", ["{ranking: [▸{}]}", "{ranking: [[▸{}]]}", "{partial: {states: {a: ▸{}}, known: []}}"]
)
def test_a_state_has_a_level(written):
    assert_mistake(wrong(written), "E012", "at least one option")
    assert_mistake(BASE + "states: {a: ▸{}}\n", "E012", "at least one option")


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


@pytest.mark.parametrize(("chance", "remedy"), [("0", "take it out"), ("1", "write the statement alone")])
def test_a_doubt_that_is_none_is_warned_of(chance, remedy):
    assert_mistake(wrong(f"[{{▸maybe({chance}): usa.talks}}]"), "W108", remedy)


def test_a_share_in_percent_is_answered_with_the_number_to_write():
    assert_mistake(wrong("[{▸maybe(40%): usa.talks}]"), "E030", "write 0.4 for `40%`")


def test_one_pair_of_an_order_stands_in_a_line():
    names = "{a: usa.talks, b: usa.strike, c: not usa.talks}"
    for known in ("[a before ▸b and c]", "['a before ▸b, c']"):
        text = wrong(f"[any_order: {{statements: {names}, known: {known}}}]")
        assert_mistake(text, "E021", "write `known: [a before b, a before c]`")


def test_a_name_that_stands_for_two_statements_is_shown_with_the_second():
    one = "{any_order: {statements: {a: usa.talks, b: usa.strike}, known: []}}"
    two = "{any_order: {statements: {a: not usa.talks, b: usa.strike}, known: []}}"
    first, second = preference(f"[{one}, {two}]").statements
    assert [holds.text for holds in first.statements] == ["a", "b"]
    assert [holds.text for holds in second.statements] == ["a (not usa.talks)", "b"]


def test_a_range_of_weights_goes_from_low_to_high():
    assert "low to high" in the_mistake(wrong("[any_order: {usa.talks: ▸4 to 1}]"), "E012").message
    assert "no unit" in the_mistake(wrong("[any_order: {usa.talks: ▸1 to 3 per month}]"), "E012").message
