"""What the case says each actor wants, and how fast things happen in it, so that a reader can disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from offramp.case.expressions import And, At, Constant, Expression, Iff, Not, Or
from offramp.case.model import (
    AnyOrder,
    Case,
    Clock,
    Holds,
    Maybe,
    Partial,
    Preference,
    Ranking,
    Rate,
    Scores,
    Slot,
    Speed,
    Statement,
    Statements,
    Tie,
    Window,
)
from offramp.case.probabilities import Probability
from offramp.report.names import Names, quoted, spaced
from offramp.report.rounding import NOBREAK, listed, months, percent, span


@dataclass(frozen=True, slots=True)
class Want:
    """One thing an actor wants.

    Attributes
    ----------
    code : str
        An expression as written in the case; empty if there is none to show.
    text : str
        What is said of it in words, after the expression.
    parts : tuple of Want
        What it consists of.
    """

    code: str
    text: str
    parts: tuple[Want, ...] = ()


def wanted(case: Case, names: Names) -> list[tuple[str, str, list[Want]]]:
    """Return, for each actor, its name, how to read its preferences, and these in the order of the file."""
    return [
        (names.actor(actor), _reading(preference), _wants(case, actor, preference, names))
        for actor, preference in case.preferences.items()
    ]


def _reading(preference: Preference) -> str:
    match preference:
        case Statements():
            return "Most important first: a statement counts only between states that all before it rank alike."
        case Ranking():
            return "Classes of equally good states, best first."
        case Scores():
            return "A state is worth the sum of the numbers whose conditions hold in it."
        case Partial():
            return "Classes of equally good states; their order is known in part."


def _wants(case: Case, actor: str, preference: Preference, names: Names) -> list[Want]:
    match preference:
        case Statements(statements):
            return [_want(case, actor, statement, names) for statement in statements]
        case Ranking(classes):
            return [Want("", worded(one, case, names)) for one in classes]
        case Scores(conditions, numbers):
            return [Want(one.text, f"counts {number:g}") for one, number in zip(conditions, numbers, strict=True)]
        case Partial(classes, titles, before):
            parts = [Want("", f"{spaced(t)}: {worded(c, case, names)}") for c, t in zip(classes, titles, strict=True)]
            return [*parts, Want("", _known([spaced(title) for title in titles], before))]


def _want(case: Case, actor: str, statement: Statement, names: Names) -> Want:
    match statement:
        case Holds(text=text):
            return Want(text, "")
        case Tie(statements):
            return Want("", "as many as possible of these, none before the other:", _plain(statements))
        case Maybe(chance, held):
            return Want(held.text, f"held with a chance of {_chance(chance)}")
        case AnyOrder():
            return _any_order(case, statement, names)
        case Slot(name):
            return Want("", f"what the answer puts here ({spaced(name)}):", tuple(_filled(case, actor, name, names)))


def _plain(statements: Sequence[Holds]) -> tuple[Want, ...]:
    return tuple(Want(one.text, "") for one in statements)


def _any_order(case: Case, group: AnyOrder, names: Names) -> Want:
    titles = [spaced(one.text) if one.text in names.statements else f"`{one.text}`" for one in group.statements]
    if group.before:
        named = tuple(
            Want("", f"{title}: {worded(one.when, case, names)}")
            if one.text in names.statements
            else Want(one.text, "")
            for one, title in zip(group.statements, titles, strict=True)
        )
        return Want("", f"in an order that is not known. {_known(titles, group.before)}", named)
    if len(set(group.weights)) == 1:
        return Want("", "in an order that is not known, each as likely:", _plain(group.statements))
    weighed = tuple(
        Want(one.text, f"weight {' to '.join(dict.fromkeys(f'{weight:.2g}' for weight in (weights[0], weights[-1])))}")
        for one, weights in zip(group.statements, group.weights, strict=True)
    )
    return Want("", "in an order that is not known, the heavier likelier to come first:", weighed)


def _known(titles: Sequence[str], before: Sequence[tuple[int, int]]) -> str:
    told = [f"{titles[first]} before {titles[second]}" for first, second in before]
    return f"Known: {listed(told)}; all orders that agree are equally likely." if told else "Nothing is known of it."


def _filled(case: Case, actor: str, slot: str, names: Names) -> Iterator[Want]:
    for question in case.questions:
        if question.about != actor:
            continue
        for alternative in question.alternatives:
            if slot in alternative.slots:
                asked, answer = names.question(question.id), names.alternative(question.id, alternative.id)
                told = f"if the answer to {quoted(asked)} is {quoted(answer)}"
                parts = tuple(_want(case, actor, one, names) for one in alternative.slots[slot])
                yield Want("", f"{told}:" if parts else f"{told}: nothing", parts)


def _chance(chance: Probability) -> str:
    return percent(chance.low) if chance.low == chance.high else span(chance.low, chance.high)


def meanings(case: Case, names: Names) -> list[tuple[str, str]]:
    """Return the names that the case defines and that what is wanted or a rate uses, each with what it means."""
    told = {name: worded(what, case, names, of=name) for name, what in case.definitions.items()}
    used: set[str] = set()
    left = [text for one in _said(case, names) for text in (one.code, one.text)]
    while left:
        found = {word for word in re.findall(r"\w+", left.pop()) if word in told} - used
        left += [told[name] for name in found]
        used |= found
    return [(name, text) for name, text in told.items() if name in used]


def _said(case: Case, names: Names) -> Iterator[Want]:
    """Yield everything that is shown, parts included."""
    left = [want for _, _, wants in wanted(case, names) for want in wants]
    left += [want for _, wants in clocks(case, names) for want in wants]
    while left:
        one = left.pop()
        left += one.parts
        yield one


# ---------------------------------------------------------------- expressions in words


def worded(expression: Expression, case: Case, names: Names, *, of: str = "") -> str:
    """Write an expression with the names of options and levels; what the case defines is called by its name.

    Parameters
    ----------
    of : str, optional
        The definition that is written out, and so not called by its name.
    """
    defined: dict[Expression, str] = {
        what: name for name, what in case.definitions.items() if name != of and not isinstance(what, At)
    }
    return _worded(expression, case, names, defined)


def _worded(expression: Expression, case: Case, names: Names, defined: Mapping[Expression, str]) -> str:
    def inside(part: Expression) -> str:
        simple = part in defined or isinstance(part, Constant | Not) or (isinstance(part, At) and len(part.levels) == 1)
        text = _worded(part, case, names, defined)
        return text if simple else f"({text})"

    if expression in defined:
        return defined[expression]
    match expression:
        case Constant(value):
            return "always" if value else "never"
        case At(variable, levels):
            known = case.variable(variable).levels
            return " or ".join(names.level(variable, known[level]) for level in levels) or "never"
        case Not(operand):
            return f"not {inside(operand)}"
        case And(operands):
            return " and ".join(map(inside, operands))
        case Or(operands):
            return " or ".join(map(inside, operands))
        case Iff(left, right):
            return f"{inside(left)} exactly if {inside(right)}"


# ---------------------------------------------------------------- rates


def pace(speed: Speed) -> str:
    """Write how often something happens, and how long that is on average.

    Examples
    --------
    >>> pace(Speed(0.05, 0.2)).replace(NOBREAK, " ")
    '0.05 to 0.2 a month: about 5 to 20 months on average'
    >>> pace(Speed(0.0, 0.0)), pace(Speed(1.0, 1.0)).replace(NOBREAK, " ")
    ('never', '1 a month: about a month on average')
    """
    if speed.high == 0:
        return "never"
    if speed.low == speed.high:
        return f"{speed.low:.3g} a month: {months(1 / speed.low)} on average"
    span_of = f"about {1 / speed.high:.2g} to {1 / speed.low:.2g}{NOBREAK}months"
    return f"{speed.low:.3g} to {speed.high:.3g} a month: {span_of} on average"


def clocks(case: Case, names: Names) -> list[tuple[str, list[Want]]]:
    """Return, for each clock and for the window, how fast it runs while what holds; the first that matches counts."""
    found = [(names.option(clock.variable), _clock(case, clock, names)) for clock in case.clocks]
    if case.window is not None:
        found.append(("the window", _window(case, case.window, names)))
    return found


def _clock(case: Case, clock: Clock, names: Names) -> list[Want]:
    levels = case.variable(clock.variable).levels
    rates = _rates(clock.rates, "")
    return [*rates, *(Want("", f"{spaced(levels[level])} {_after(months)}") for months, level in clock.dates)]


def _rates(rates: Sequence[Rate], does: str) -> list[Want]:
    rest = "otherwise" if len(rates) > 1 else "always"
    return [
        Want("", f"{rest} {does}{pace(rate.speed)}")
        if rate.when == Constant(True)
        else Want(rate.text, f"{does}{pace(rate.speed)}")
        for rate in rates
    ]


def _after(time: float) -> str:
    return f"{time:.2g}{NOBREAK}months from the start"


def _window(case: Case, window: Window, names: Names) -> list[Want]:
    found = [*_rates(window.closes, "closes "), *_rates(window.reopens, "reopens ")]
    if window.closes_on is not None:
        found.append(Want("", f"closes on a date, {_after(window.closes_on)}"))
    if window.when is not None:
        found.append(Want("", f"is closed while this holds: {worded(window.when, case, names)}"))
    return found
