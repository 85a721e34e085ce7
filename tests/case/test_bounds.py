"""Files made to do harm, or by mistake, are answered soon and with a mistake."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from case.bad import BASE
from offramp.case import CaseError, load_case, load_text
from offramp.game import enumerate_states

SECONDS = 10.0


@contextmanager
def no_hang() -> Iterator[None]:
    """Stop what takes far more of the processor than it may; waiting for a busy machine does not count."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"not done after {SECONDS} seconds of work")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
OPTIONS = "case: o\ntitle: O\nactors: {a: }\noptions:\n" + "".join(f"  a.option{n}:\n" for n in range(1_000))
DOUBLING = "define:\n  d0: usa.talks\n" + "".join(f"  d{n + 1}: d{n} and d{n}\n" for n in range(60))
FORWARD = "define:\n" + "".join(f"  d{n}: not d{n + 1}\n" for n in range(2_000)) + "  d2000: usa.talks\n"
BACKWARD = "define:\n  d0: usa.talks\n" + "".join(f"  d{n + 1}: not d{n}\n" for n in range(2_000))

HARMFUL = {
    "ten megabytes of brackets": ("E007", "[" * 10_000_000),
    "ten megabytes of braces": ("E004", "{" * 10_000_000),
    "ten megabytes of dashes": ("E007", "- " * 5_000_000),
    "ten megabytes of one word": ("E012", "x" * 10_000_000),
    "an alias bomb": ("E005", ALIAS_BOMB),
    "deep mappings": ("E007", "".join(" " * n + f"a{n}:\n" for n in range(500))),
    "too many values": ("E002", "a: [" + "x," * 150_000 + "]"),
    "unknown keys without end": ("E010", "".join(f"k{n}: 1\n" for n in range(40_000))),
    "the same key again and again": ("E006", "a: 1\n" * 50_000),
    "definitions that double": ("E020", BASE + DOUBLING),
    "definitions that each need the next": ("E020", BASE + FORWARD),
    "definitions that each need the last": ("E020", BASE + BACKWARD),
    "brackets in an expression": ("E020", BASE + "impossible: ['" + "(" * 3_900 + "']\n"),
    "many times not": ("E020", BASE + "impossible:\n  - " + "not " * 900 + "usa.talks\n"),
    "a long expression": ("E020", BASE + "impossible:\n  - " + "usa.talks or " * 10_000 + "usa.talks\n"),
    "unknown names among many": (
        "E021",
        OPTIONS + "preferences: {a: []}\nimpossible:\n" + "".join(f"  - a.optoin{n}\n" for n in range(2_000)),
    ),
    "a long list of what is known": (
        "E043",
        BASE.replace(
            "[not usa.strike]",
            "[any_order: {statements: {a: usa.talks, b: usa.strike}, known: ["
            + "a before b, " * 50_000
            + "b before a]}]",
        ),
    ),
    "many names to order": (
        "E045",
        BASE.replace(
            "[not usa.strike]",
            "[any_order: {statements: {"
            + ", ".join(f"a{n}: usa.talks" for n in range(40_000))
            + "}, known: [a1 before a2]}]",
        ),
    ),
    "unknown names in an order": (
        "E021",
        BASE.replace(
            "[not usa.strike]",
            "{partial: {states: {a: usa.talks, b: usa.strike}, known: [" + "a before c, " * 50_000 + "a before b]}}",
        ),
    ),
    "spaces without end where one name stands before another": (
        "E012",
        BASE.replace(
            "[not usa.strike]", "{partial: {states: {a: usa.talks, b: usa.strike}, known: ['a" + " " * 100_000 + "b']}}"
        ),
    ),
    "a rate of many digits": ("E034", BASE + "behaviour: {usa: {reconsiders: " + "9" * 100_000 + "x}}\n"),
    "stages without end": ("E021", BASE + "policies: {p: {stages: [" + "nobody, " * 50_000 + "nobody]}}\n"),
    "a number of many digits": ("E012", BASE + "define: " + "9" * 100_000 + "\n"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_text_is_answered_soon_with_a_mistake(name):
    code, text = HARMFUL[name]
    with no_hang(), pytest.raises(CaseError) as caught:
        load_text(text)
    assert code in {mistake.code for mistake in caught.value.mistakes}
    assert str(caught.value)


def test_a_large_file_is_not_even_read(tmp_path):
    (tmp_path / "large.yaml").write_bytes(b"[" * 10_000_000)
    with no_hang(), pytest.raises(CaseError) as caught:
        load_case(tmp_path / "large.yaml")
    assert caught.value.mistakes[0].code == "E002"


def test_forty_options_are_read_and_their_states_refused_soon():
    options = "".join(f"  a.o{n}:\n" for n in range(40))
    case, _ = load_text(f"case: o\ntitle: O\nactors: {{a: }}\noptions:\n{options}preferences: {{a: []}}\n")
    with no_hang(), pytest.raises(CaseError) as caught:
        enumerate_states(case)
    (mistake,) = caught.value.mistakes
    assert mistake.code == "E063"
    assert "1,099,511,627,776 combinations" in mistake.message
    assert "fix or drop options" in mistake.hint


def test_so_many_states_that_their_number_has_hundreds_of_digits_are_refused():
    levels = "[" + ", ".join(f"l{n}" for n in range(50)) + "]"
    options = "".join(f"  a.o{n}: {{levels: {levels}}}\n" for n in range(200))
    case, _ = load_text(f"case: o\ntitle: O\nactors: {{a: }}\noptions:\n{options}preferences: {{a: []}}\n")
    with pytest.raises(CaseError) as caught:
        enumerate_states(case)
    assert caught.value.mistakes[0].code == "E063"


def test_definitions_may_be_as_deep_as_the_language_allows():
    chain = "define:\n  d0: usa.talks\n" + "".join(f"  d{n + 1}: not d{n}\n" for n in range(99))
    case, _ = load_text(BASE + chain + "impossible: [usa.strike and d99]\n".replace("usa.strike and ", ""))
    assert 0 < len(enumerate_states(case)) < 12
