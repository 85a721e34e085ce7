"""Expressions: their grammar, and what binds tighter than what."""

import itertools
import random

import numpy as np
import pytest

from case.bad import BASE, assert_mistake, mistakes_of
from offramp.case.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    Choice,
    Constant,
    ExpressionError,
    holds,
    level_of,
    parse,
    variables_of,
)
from offramp.case.model import Variable
from offramp.case.naming import Scope
from offramp.case.reading import Text

NAMES = ["u.a", "u.b", "u.c", "u.d"]
VARIABLES = (
    *(Variable(name, "u", name, ("no", "yes")) for name in NAMES),
    Variable("u.t", "u", "t", ("low", "mid", "high")),
)
STATES = list(itertools.product(*(range(len(v.levels)) for v in VARIABLES)))
COLUMNS = {v.id: np.array([state[n] for state in STATES], dtype=np.uint8) for n, v in enumerate(VARIABLES)}


def scope() -> Scope:
    return Scope(Text("text", [""]), VARIABLES, {})


def truth(text: str) -> list[bool]:
    """Return where an expression holds, state by state."""
    found = scope()
    expression = found.condition(text, ())
    assert not found.mistakes, found.mistakes
    return list(holds(expression, COLUMNS))


def same(left: str, right: str) -> bool:
    return truth(left) == truth(right)


@pytest.mark.parametrize(
    ("bare", "bracketed"),
    [
        ("u.a or u.b and u.c", "u.a or (u.b and u.c)"),
        ("not u.a and u.b", "(not u.a) and u.b"),
        ("not u.a or u.b", "(not u.a) or u.b"),
        ("u.a or u.b if u.c and u.d", "(u.a or u.b) if (u.c and u.d)"),
        ("u.a if u.b iff u.c if u.d", "(u.a if u.b) iff (u.c if u.d)"),
        ("u.a iff u.b iff u.c", "(u.a iff u.b) iff u.c"),
        ("u.a iff u.b or u.c", "u.a iff (u.b or u.c)"),
        ("not u.t == low", "not (u.t == low)"),
        ("not u.t in (low, high)", "not (u.t in (low, high))"),
        ("not not u.a", "u.a"),
        ("u.a and u.b and u.c or u.d", "((u.a and u.b) and u.c) or u.d"),
        ("u.a if not u.b", "u.a if (not u.b)"),
    ],
)
def test_what_binds_tighter_needs_no_brackets(bare, bracketed):
    assert same(bare, bracketed)


def test_brackets_change_what_is_meant():
    assert not same("(u.a or u.b) and u.c", "u.a or u.b and u.c")
    assert not same("not (u.a and u.b)", "not u.a and u.b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("u.a if u.b", "not u.b or u.a"),
        ("u.a iff u.b", "(u.a and u.b) or (not u.a and not u.b)"),
        ("u.a", "u.a == yes"),
        ("not u.a", "u.a == no"),
        ("u.t != mid", "u.t == low or u.t == high"),
        ("u.t < mid", "u.t == low"),
        ("u.t <= mid", "u.t in (low, mid)"),
        ("u.t > low", "u.t in [mid, high]"),
        ("u.t >= high", "u.t == high"),
        ("u.t not in (low, mid)", "u.t == high"),
        ("u.a == u.b", "u.a iff u.b"),
        ("u.a < u.b", "not u.a and u.b"),
        ("u.a >= u.b", "u.a if u.b"),
        ("true", "u.a or not u.a"),
        ("false", "u.a and not u.a"),
        ("  u.a\tand\n u.b ", "u.a and u.b"),
        ("u.t<mid", "u.t < mid"),
        ("(u.a)and(u.b)", "u.a and u.b"),
    ],
)
def test_two_ways_of_saying_the_same_hold_in_the_same_states(one, other):
    assert same(one, other)


def test_and_or_and_not_hold_where_they_should():
    assert truth("u.a and u.b") == [a == b == 1 for a, b, *_ in STATES]
    assert truth("u.a or u.b") == [1 in (a, b) for a, b, *_ in STATES]
    assert truth("not u.a") == [a == 0 for a, *_ in STATES]


def random_expression(rng: random.Random, depth: int) -> tuple[str, int, list[bool]]:
    """Return an expression with no more brackets than needed, how tightly it binds, and where it holds."""
    if depth == 0:
        n = rng.randrange(len(NAMES))
        return NAMES[n], 5, [state[n] == 1 for state in STATES]
    word, strength = rng.choice([("iff", 0), ("if", 1), ("or", 2), ("and", 3), ("not", 4)])
    left = random_expression(rng, depth - 1)
    if word == "not":
        return f"not {_bracketed(left, 4)}", 4, [not value for value in left[2]]
    right = random_expression(rng, depth - 1)
    meaning = {
        "iff": lambda a, b: a == b,
        "if": lambda a, b: a or not b,
        "or": lambda a, b: a or b,
        "and": lambda a, b: a and b,
    }[word]
    text = f"{_bracketed(left, strength + (word == 'if'))} {word} {_bracketed(right, strength + 1)}"
    return text, strength, [meaning(a, b) for a, b in zip(left[2], right[2], strict=True)]


def _bracketed(part: tuple[str, int, list[bool]], strength: int) -> str:
    return part[0] if part[1] >= strength else f"({part[0]})"


@pytest.mark.parametrize("seed", range(200))
def test_random_expressions_with_few_brackets_mean_what_was_meant(seed):
    text, _, expected = random_expression(random.Random(seed), depth=1 + seed % 4)
    assert truth(text) == expected


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("high", [2, 2]),
        ("high if u.a else low", [0, 2]),
        ("high if u.a else mid if u.b else low", [0, 2]),
        ("(high if u.a else low)", [0, 2]),
        ("high if not u.a and not u.b else low", [2, 0]),
    ],
)
def test_a_level_may_depend_on_a_condition(written, chosen):
    found = scope()
    level = found.level(written, VARIABLES[-1], ())
    columns = {name: np.array([0, 0], dtype=np.uint8) for name in COLUMNS} | {"u.a": np.array([0, 1], dtype=np.uint8)}
    assert level is not None
    assert list(level_of(level, columns)) == chosen


def test_a_chain_of_choices_reads_from_the_left():
    found = scope()
    level = found.level("high if u.a else mid if u.b else low", VARIABLES[-1], ())
    assert isinstance(level, Choice)
    assert isinstance(level.otherwise, Choice)
    assert variables_of(level) == {"u.a", "u.b"}


def test_an_expression_knows_what_it_reads():
    found = scope()
    expression = found.condition("not u.a and (u.b iff u.t == low) or true", ())
    assert variables_of(expression) == {"u.a", "u.b", "u.t"}


def test_a_truth_value_may_stand_for_a_condition():
    assert scope().condition("true", ()) == Constant(True)
    assert mistakes_of(BASE + "outcomes: {all: true}\n") == ()


@pytest.mark.parametrize(
    ("expression", "remedy"),
    [
        ("'▸'", "write a condition"),
        ("'▸&& usa.talks'", "write `and` for `&&`"),
        ("usa.talks ▸& usa.strike", "write `and` for `&`"),
        ("usa.talks ▸| usa.strike", "write `or` for `|`"),
        ("'▸!usa.talks'", "write `not` for `!`"),
        ("usa.talks ▸= yes", "write `==` for `=`"),
        ("usa.talks ▸-> usa.strike", "write `if` for `->`"),
        ("usa.talks ▸=> usa.strike", "write `if` for `=>`"),
        ("usa.talks ▸+ 1", "join names with"),
        ("usa.talks ▸usa.strike", "join names with"),
        ("usa.talks and▸", "join names with"),
        ("usa.talks and ▸or usa.strike", "join names with"),
        ("▸(usa.talks or usa.strike", "add the missing `)`"),
        ("usa.talks▸) or usa.strike", "join names with"),
        ("usa.talks ▸else usa.strike", "`A if B else C` chooses a level"),
        ("usa.talks if usa.strike ▸if usa.talks", "use brackets"),
        ("prk.testing < freeze ▸< active", "join two comparisons with `and`"),
        ("prk.testing in ▸active", "write `in [level, level]`"),
        ("prk.testing in (active▸", "write `in [level, level]`"),
        ("prk.testing in (▸)", "join names with"),
        ("usa.talks == ▸and", "join names with"),
        ("▸and usa.talks", "join names with"),
        ("usa.talks ▸@ b", "join names with"),
    ],
)
def test_what_is_no_expression_is_refused_where_reading_stopped(expression, remedy):
    quoted = expression if expression.startswith("'") else f"'{expression}'"
    assert_mistake(BASE + f"outcomes: {{war: {quoted}}}\n", "E020", remedy)


def test_an_expression_is_of_bounded_length():
    with pytest.raises(ExpressionError, match="more than 4000 characters"):
        parse("u.a or " * (MAX_LENGTH // 7) + "u.a or u.b")


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_DEPTH + 1) + "u.a" + ")" * (MAX_DEPTH + 1),
        "not " * (MAX_DEPTH + 1) + "u.a",
        " iff ".join(["u.a"] * (MAX_DEPTH + 2)),
        "x if u.a else " * (MAX_DEPTH + 1) + "y",
        "(" * 30 + "u.a" + " iff u.b)" * 30 + " iff u.a" * 20,
    ],
)
def test_an_expression_is_not_nested_without_end(text):
    with pytest.raises(ExpressionError, match="nested too deeply") as caught:
        parse(text)
    assert "use `define`" in caught.value.hint


def test_an_expression_of_many_parts_side_by_side_is_not_deep():
    assert same(" or ".join(["u.a"] * 400), "u.a")
    assert same("(" * (MAX_DEPTH - 1) + "u.a" + ")" * (MAX_DEPTH - 1), "u.a")
