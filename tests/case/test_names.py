"""Names: of actors, options, levels, definitions and everything that refers to them."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, the_mistake
from offramp.case.mistakes import nearest


def with_option(option: str) -> str:
    return BASE.replace("preferences:", f"  {option}\npreferences:")


@pytest.mark.parametrize("name", ["talks", "usa.", ".talks", "usa.back.channel", "usa.back-channel", "usa.é"])
def test_an_option_is_named_after_its_actor(name):
    assert_mistake(with_option(f"▸{name}:"), "E013", "write `actor.option`")


def test_an_option_of_nobody_is_shown_with_the_nearest_actor():
    assert_mistake(with_option("▸us.parade:"), "E021", 'did you mean "usa"?')


@pytest.mark.parametrize("name", ["not", "iff", "back-channel", "two words", "a.b", "''"])
def test_names_in_expressions_are_words_that_the_language_does_not_use(name):
    assert_mistake(BASE + f"define: {{▸{name}: usa.talks}}\n", "E013", "letters, digits and underscores", "iff")


@pytest.mark.parametrize("name", ["or", "in-between"])
def test_levels_actors_and_clocks_are_such_names_as_well(name):
    assert_mistake(BASE.replace("moratorium", f"▸{name}"), "E013", "letters, digits")
    assert_mistake(BASE + f"clocks: {{▸{name}: {{levels: [a, b], rate: {{1 per day: true}}}}}}\n", "E013", "letters")
    assert_mistake(
        BASE.replace("  prk: {name", f"  ▸{name}: {{}}\n  prk: {{name") + f"  {name}: []\n", "E013", "letters, digits"
    )


def test_what_is_left_over_is_not_an_outcomes_name():
    assert_mistake(BASE + "outcomes: {▸none of these: usa.talks}\n", "E013", "choose another name")


def test_no_policy_is_not_a_policys_name():
    assert_mistake(BASE + "policies: {▸no policy: {by: usa, sets: {usa.talks: yes}}}\n", "E013", "another name")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (BASE.replace("[not usa.strike]", "[not ▸usa.stike]"), 'did you mean "usa.strike"?'),
        (BASE + "define: {calm: usa.talks and ▸quiet}\n", "known names: calm, prk.testing"),
        (BASE + "status_quo: {▸usa.talk: yes}\n", 'did you mean "usa.talks"?'),
        (BASE + "  ▸us: []\n", 'did you mean "usa"?'),
        (BASE + "outcomes: {war: usa.strike}\njudge: {seek: ▸wor, avoid: war}\n", 'did you mean "war"?'),
        (BASE + "questions: {q: {about: ▸kor, alternatives: {a: {prior: 0.5}, b: {prior: 0.5}}}}\n", "known actors"),
        (BASE + "evidence: [{id: e, bears_on: {▸q: {a: 0.5}}}]\n", "there are no questions here"),
        (BASE + "perceptions: {▸us: {}}\n", 'did you mean "usa"?'),
        (BASE + "perceptions: {usa: {overlooks: [▸e]}}\n", "there are no evidence here"),
        (BASE + "perceptions: {usa: {believes: {▸q: {a: 1}}}}\n", "there are no questions"),
        (BASE + "policies: {p: {by: ▸us, sets: {}}}\n", 'did you mean "usa"?'),
        (BASE + "policies: {p: {by: usa, sets: {▸usa.talk: yes}}}\n", 'did you mean "usa.talks"?'),
        (BASE + "behaviour: {▸everyone: {}}\n", "known actors: default, prk, usa"),
        (BASE + "behaviour: {usa: {foresight: {▸sequ: 1}}}\n", 'did you mean "seq"?'),
        (BASE + "deals: {between: [usa, ▸kor], reach: war}\noutcomes: {war: usa.strike}\n", "known actors"),
        (BASE + "deals: {between: [usa, prk], reach: ▸peace}\noutcomes: {war: usa.strike}\n", "known outcomes: war"),
        (
            BASE.replace("[not usa.strike]", "{ranking: [▸peace]}") + "states: {war: {usa.strike: yes}}\n",
            "known states",
        ),
        (BASE + "states: {war: {▸usa.stike: yes}}\n", 'did you mean "usa.strike"?'),
    ],
)
def test_a_name_nobody_declared_is_shown_with_the_nearest_one(text, hint):
    assert_mistake(text, "E021", hint)


def test_a_source_nobody_declared_is_shown():
    assert_mistake(BASE.replace("direction: up", "direction: up, cite: ▸oped"), "E021", "there are no sources here")
    text = BASE.replace("direction: up", "direction: up, cite: [op-ed, ▸oped]") + "sources: {op-ed: {title: O}}\n"
    assert_mistake(text, "E021", 'did you mean "op-ed"?')


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (BASE.replace("prk.testing == active", "prk.testing == ▸activ"), 'did you mean "active"?'),
        (BASE + "impossible: ['prk.testing in (active, ▸stopped)']\n", "known levels of prk.testing"),
        (BASE + "impossible: [usa.talks == ▸true]\n", "known levels of usa.talks: no, yes"),
        (BASE + "status_quo: {prk.testing: ▸no}\n", "known levels of prk.testing: active, moratorium, freeze"),
        (BASE + "states: {s: {prk.testing: ▸frozen}}\n", 'did you mean "freeze"?'),
        (BASE + "policies: {p: {by: prk, sets: {prk.testing: ▸stop}}}\n", "known levels"),
        (
            BASE + "policies: {p: {by: prk, sets: {prk.testing: ▸usa.talks and usa.strike}}}\n",
            "level if condition else",
        ),
        (BASE + "policies: {p: {by: prk, keeps: {prk.testing: freeze if usa.talks else ▸none}}}\n", "known levels"),
        (
            BASE + "as_of: 2017-01-01\nclocks: {c: {levels: [a, b], dates: {▸d: 2017-02-01}}}\n",
            "known levels of c: a, b",
        ),
    ],
)
def test_a_level_the_option_does_not_have_is_shown_with_the_nearest_one(text, hint):
    assert_mistake(text, "E022", hint)


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("▸prk.testing", "prk.testing == freeze"),
        ("not ▸prk.testing and usa.talks", "compare it with a level"),
        ("▸calm == yes", "write it alone"),
        ("usa.talks == ▸(usa.strike or usa.talks)", "levels: no, yes"),
        ("▸(usa.talks or usa.strike) == yes", "write `option == level`"),
        ("▸usa.talks == prk.testing", "compare each with a level"),
        ("▸usa.talks if usa.strike else usa.talks", "a condition is `A if B`"),
    ],
)
def test_a_comparison_that_means_nothing_is_refused(expression, hint):
    assert_mistake(BASE + f"define: {{calm: usa.talks}}\nimpossible: ['{expression}']\n", "E023", hint)


def test_two_options_with_the_same_levels_can_be_compared():
    assert mistakes_of(BASE + "impossible: [usa.talks == usa.strike]\n") == ()


def test_definitions_in_a_circle_are_shown_where_the_circle_closes():
    mistake = the_mistake(BASE + "define: {a: not b, b: c or usa.talks, c: usa.strike and ▸a}\n", "E024")
    assert "a -> b -> c -> a" in mistake.message
    assert_mistake(BASE + "define: {a: not ▸a}\n", "E024", "take one of them out")


def test_a_definition_may_come_after_its_use():
    assert mistakes_of(BASE + "define: {a: not b, b: usa.talks}\n") == ()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (BASE.replace("freeze]", "▸active]"), "keep one of the two"),
        (BASE.replace("freeze]", "▸moratorium]"), "keep one of the two"),
        (
            BASE + "define: {▸c: usa.talks}\nclocks: {c: {levels: [a, b], rate: {1 per day: true}}}\n",
            "choose another name",
        ),
    ],
)
def test_a_name_is_given_once(text, hint):
    assert_mistake(text, "E006", hint)


def test_an_item_of_evidence_has_its_own_name():
    text = """questions: {q: {about: usa, alternatives: {a: {prior: 0.5}, b: {prior: 0.5}}}}
evidence:
  - {id: e, bears_on: {q: {a: 0.5, b: 0.1}}}
  - {id: ▸e, bears_on: {q: {a: 0.5, b: 0.1}}}
"""
    assert_mistake(BASE + text, "E006", "its own `id`")


@pytest.mark.parametrize("count", [1, 51])
def test_an_option_has_from_two_to_fifty_levels(count):
    levels = ", ".join(f"l{n}" for n in range(count))
    text = with_option(f"usa.parade: {{levels: ▸[{levels}]}}")
    assert_mistake(text, "E012", "from lowest to highest")


def test_the_nearest_of_many_names_is_found():
    assert 'did you mean "option137"?' in nearest("optoin137", [f"option{n}" for n in range(500)])


def test_a_name_like_no_other_gets_the_list_only():
    hint = nearest("zebra", ["usa", "prk"], what="actors")
    assert hint == "known actors: prk, usa"


def test_a_long_list_of_names_is_cut():
    assert nearest("zebra", [f"n{n:02}" for n in range(30)]).endswith("n11, ...")
