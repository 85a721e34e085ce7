"""Keys and kinds of values."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, the_mistake


def test_an_unknown_key_is_shown_with_the_nearest_one():
    assert_mistake(BASE + "▸outcome: {}\n", "E010", 'did you mean "outcomes"?', "known keys: ")
    assert_mistake(BASE.replace("{direction: up}", "{▸directon: up}"), "E010", 'did you mean "direction"?', "levels")
    assert_mistake(BASE + "window: {closes: {1 per day: true}, ▸reopen: {}}\n", "E010", 'did you mean "reopens"?')


def test_an_unknown_key_of_an_item_in_a_list_is_shown():
    asked = "questions: {q: {about: usa, alternatives: {a: {prior: 0.5}, b: {prior: 0.5}}}}\n"
    evidence = "evidence: [{id: x, bears_on: {q: {a: 0.5, b: 0.5}}, ▸say: y}]\n"
    assert_mistake(BASE + asked + evidence, "E010", 'did you mean "says"?')
    assert_mistake(BASE + "policies: {a: {by: usa}, p: {stages: [{▸polcy: a}]}}\n", "E010", 'did you mean "policy"?')


def test_a_key_of_a_later_version_is_told_from_an_unknown_one():
    assert_mistake(BASE + "▸graph: {}\n", "E014", "not part of this version", "take the key out")


@pytest.mark.parametrize("key", ["case", "title", "actors", "options", "preferences"])
def test_a_required_key_is_missed(key):
    lines = BASE.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    assert_mistake("▸" + "".join(lines[:start] + lines[end:]), "E011", f"add `{key}:`")


def test_a_required_key_inside_another_is_missed_there():
    assert_mistake(BASE + "▸judge: {seek: peace}\noutcomes: {peace: usa.talks}\n", "E011", "add `avoid:`")


def test_an_actor_without_preferences_is_missed():
    text = BASE.replace("  prk: [not usa.strike]\n", "").replace("preferences:", "▸preferences:")
    assert_mistake(text, "E011", "add `prk:`", "an empty list `[]`")


def test_a_case_needs_an_option():
    assert_mistake("case: a\ntitle: A\nactors: {usa: }\n▸options: {}\npreferences: {usa: []}\n", "E011", "at least one")


def test_a_date_to_count_to_needs_a_date_to_count_from():
    assert_mistake(BASE + "window: {closes: ▸2017-10-01}\n", "E011", "add `as_of:`")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("▸[]\n", "a list"),
        ("▸a case\n", "text"),
        (BASE + "define: ▸usa.talks\n", "text"),
        (BASE + "sources: {a: ▸3}\n", "a number"),
        (BASE + "outcomes: {war: {when: usa.strike, final: ▸perhaps}}\n", "text"),
        (BASE + "impossible: {a: b}\n".replace("{", "▸{"), "a mapping"),
        (BASE + "deals: {between: ▸{}, reach: a}\noutcomes: {a: usa.talks}\n", "a mapping"),
        (BASE.replace("title: Base", "title: ▸[]"), "a list"),
        (BASE + "as_of: 2017-01-01\nabout: ▸{}\n", "a mapping"),
        (BASE + "behaviour: {usa: {chooses: ▸worst}}\n", "'best' or 'any'"),
        (BASE.replace("direction: up", "direction: ▸sideways"), "'both', 'up' or 'down'"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(text, remedy):
    assert_mistake(text, "E012", remedy)


def test_the_message_says_what_kind_is_wanted():
    for text, wanted in [
        (BASE + "impossible: ▸usa.talks\n", "a list is wanted here"),
        (BASE + "define: ▸[]\n", "a mapping is wanted here"),
        (BASE + "outcomes: {war: {when: usa.strike, final: ▸3}}\n", "`true` or `false` is wanted here"),
        (BASE.replace("title: Base", "title: ▸~"), "text is wanted here"),
    ]:
        assert wanted in the_mistake(text, "E012").message


def test_a_truth_value_is_text_where_text_is_wanted():
    assert mistakes_of(BASE.replace("title: Base", "title: true")) == ()


@pytest.mark.parametrize("chance", ["1.5", "-0.1", "perhaps", "true", "[]"])
def test_a_probability_is_a_number_from_nought_to_one_or_a_word(chance):
    text = BASE + "questions: {q: {about: usa, alternatives: {a: {prior: ▸%s}, b: {prior: 0.5}}}}\n"
    assert_mistake(text % chance, "E030", "a number from 0 to 1", "almost certain")


@pytest.mark.parametrize("day", ["2017-02-30", "July 2017", "10.7.2017", "[]"])
def test_a_date_is_written_year_month_day(day):
    assert_mistake(BASE + f"as_of: ▸{day}\n", "E035", "year-month-day")


@pytest.mark.parametrize("grade", ["G1", "A7", "good", "2", "[]"])
def test_a_grade_is_of_the_admiralty_code(grade):
    text = BASE.replace("prk.testing: {", "prk.testing: {cite: a, ")
    assert_mistake(text + f"sources: {{a: {{title: A, grade: ▸{grade}}}}}\n", "E033", "A to F", "1 to 6")
