"""Whatever the text, the answer is a case or a CaseError."""

import random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from case.bad import BASE
from case.test_whole_case import FULL
from offramp.beliefs.types import types_of
from offramp.case import CaseError, load_text
from offramp.case.expressions import ExpressionError, Node, parse
from offramp.case.mistakes import Mistake
from offramp.case.reading import read_text
from offramp.game.checking import check

SOUND = FULL.replace("merge: [prk.attack]\n", "")
SEEDS = st.integers(0, 2**32 - 1)
PIECES = [
    "{", "}", "[", "]", ": ", ",", "- ", "? ", "|\n", ">-\n", "#", "'", '"', "&a ", "*a", "!t ", "~", "yes", "true",
    "1", "-1", "1e999", ".5", "2017-07-10", "not ", " and ", " or ", " if ", " else ", " iff ", " in ", "(", ")", "==",
    "<", "usa", "prk", "usa.talks", "prk.testing", "freeze", "calm", "maybe(0.5)", "tie", "any_order", "slot",
    "ranking", "scores", "levels", "rate", "1 per month", "none of these", "no policy", "\n", "\n  ", "\n    ", "\t",
    "partial", "known", "statements", "a before b", " before ", "stages", "lasts", "6 months", "learn", "then",
    "1 to 3", "\x85", "é", "\u2028", "\0", "😀", "%YAML 1.1\n", "---\n", "...\n", "<<", "=",
]  # fmt: skip
VALUES = [None, True, 0, -1, 1.5, "", "usa", "usa.talks", "yes", [], {}, [None], {"": None}, "2017-07-10", "x" * 50]


def assert_answered(text: str) -> None:
    """Read a text; anything but a case or a CaseError fails the test."""
    mistakes: tuple[Mistake, ...] = ()
    try:
        case, warnings = load_text(text)
        assert all(warning.is_warning for warning in warnings)
        assert all(warning.is_warning for warning in check(case, read_text(text), budget=1_000))
        for actor in case.actor_ids:
            assert len(types_of(case, actor))
    except CaseError as error:
        mistakes = error.mistakes
    assert all((mistake.line >= 1) == (mistake.column >= 1) and str(mistake) for mistake in mistakes)


@given(st.text())
@settings(max_examples=150)
def test_any_text_is_answered(text):
    assert_answered(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=500)
def test_any_pieces_of_the_language_are_answered(pieces):
    assert_answered("".join(pieces))


@pytest.mark.parametrize("valid", [BASE, SOUND])
@given(seed=SEEDS)
@settings(max_examples=400)
def test_a_case_with_letters_changed_is_answered(valid, seed):
    rng = random.Random(seed)
    text = valid
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(["", rng.choice(PIECES)]) + text[at + rng.choice([0, 1, 1, 5, 40]) :]
    assert_answered(text)


@given(seed=SEEDS)
@settings(max_examples=200)
def test_a_case_with_lines_moved_is_answered(seed):
    rng = random.Random(seed)
    lines = SOUND.splitlines()
    for _ in range(rng.randint(1, 3)):
        line = lines.pop(rng.randrange(len(lines)))
        for _ in range(rng.choice([0, 1, 2])):
            lines.insert(rng.randrange(len(lines) + 1), " " * rng.choice([0, 0, 2]) + line)
    assert_answered("\n".join(lines))


@given(seed=SEEDS)
@settings(max_examples=400)
def test_a_case_with_values_changed_is_answered(seed):
    rng = random.Random(seed)
    values = read_text(SOUND).values
    for _ in range(rng.randint(1, 3)):
        change_somewhere(values, rng)
    assert_answered(yaml.dump(values, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True))


def change_somewhere(value, rng: random.Random) -> None:
    """Change one item of a nested value, in place."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = rng.choice(keys)
        if isinstance(value[key], dict | list) and rng.random() < 0.8:
            value = value[key]
            continue
        change = rng.randrange(3)
        if change == 0:
            value[key] = rng.choice(VALUES)
        elif change == 1:
            del value[key]
        elif isinstance(value, dict):
            value[rng.choice(["", "usa", "x", "name", "cite"])] = value.pop(key)
        return


@given(st.text(alphabet="ab.() \n=<>!inotrfdesl[],&|-_0é", max_size=60))
@settings(max_examples=500)
def test_any_expression_is_parsed_or_refused(text):
    try:
        found: Node | ExpressionError = parse(text)
    except ExpressionError as error:
        found = error
    assert 0 <= found.start < found.end
