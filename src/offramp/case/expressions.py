"""Expressions over option levels: their grammar and what they mean.

Expressions look like Python: `and or not == != < <= > >= in`, brackets, `A if B` (B implies A), `A iff B`, and
`A if B else C` where a level is wanted. They are parsed here and never handed to Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

MAX_LENGTH = 4_000
MAX_DEPTH = 40


# ---------------------------------------------------------------- what an expression is, once names are resolved


@dataclass(frozen=True, slots=True)
class Constant:
    """True or false everywhere."""

    value: bool


@dataclass(frozen=True, slots=True)
class At:
    """The variable is at one of some levels (positions in its list of levels)."""

    variable: str
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All operands hold."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one operand holds."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Iff:
    """Both operands hold, or neither does."""

    left: Expression
    right: Expression


Expression: TypeAlias = Constant | At | Not | And | Or | Iff


@dataclass(frozen=True, slots=True)
class Choice:
    """A level that depends on the others: `then` where the condition holds, `otherwise` elsewhere."""

    condition: Expression
    then: Choice | int
    otherwise: Choice | int


Bools: TypeAlias = NDArray[np.bool_]
Columns: TypeAlias = Mapping[str, NDArray[np.uint8]]


def holds(expression: Expression, columns: Columns) -> Bools:
    """Tell in which states an expression holds.

    Parameters
    ----------
    expression : Expression
        What to test.
    columns : mapping of str to (n,) uint8 array
        The level of every variable in every state.

    Returns
    -------
    (n,) bool array
        Whether it holds, state by state. Costs one pass over the states for each name in the expression.
    """
    found: Bools
    match expression:
        case Constant(value):
            size = len(next(iter(columns.values())))
            found = np.full(size, value)
        case At(variable, levels):
            column = columns[variable]
            found = column == levels[0] if levels else np.zeros(len(column), dtype=bool)
            for level in levels[1:]:
                found = found | (column == level)
        case Not(operand):
            found = ~holds(operand, columns)
        case And(operands):
            found = np.logical_and.reduce([holds(operand, columns) for operand in operands])
        case Or(operands):
            found = np.logical_or.reduce([holds(operand, columns) for operand in operands])
        case Iff(left, right):
            found = holds(left, columns) == holds(right, columns)
    return found


def level_of(choice: Choice | int, columns: Columns) -> NDArray[np.uint8]:
    """Return the level a commitment asks for in every state, as an (n,) uint8 array."""
    if isinstance(choice, int):
        size = len(next(iter(columns.values())))
        return np.full(size, choice, dtype=np.uint8)
    condition = holds(choice.condition, columns)
    return np.where(condition, level_of(choice.then, columns), level_of(choice.otherwise, columns)).astype(np.uint8)


def variables_of(expression: Expression | Choice | int) -> set[str]:
    """Return the names of the variables an expression or a choice of level reads."""
    match expression:
        case At(variable, _):
            return {variable}
        case Not(operand):
            return variables_of(operand)
        case And(operands) | Or(operands):
            return set().union(*(variables_of(operand) for operand in operands))
        case Iff(left, right):
            return variables_of(left) | variables_of(right)
        case Choice(condition, then, otherwise):
            return variables_of(condition) | variables_of(then) | variables_of(otherwise)
        case _:
            return set()


# ---------------------------------------------------------------- what was written, before names are resolved


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a parsed expression: its operator, its parts, and where in the text it stands."""

    operator: str
    parts: tuple[Any, ...]
    start: int
    end: int
    depth: int = 1


class ExpressionError(ValueError):
    """An expression that cannot be read, with the place in its text."""

    def __init__(self, message: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint = message, start, max(end, start + 1), hint


def _joined(operator: str, parts: tuple[Any, ...], start: int, end: int) -> Node:
    depth = 1 + max(part.depth for part in parts if isinstance(part, Node))
    if depth > MAX_DEPTH:
        raise _too_deep(start, end)
    return Node(operator, parts, start, end, depth)


def _too_deep(start: int, end: int) -> ExpressionError:
    return ExpressionError("an expression nested too deeply", start, end, "use `define` for its parts")


_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,))")
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_KEYWORDS = {"and", "or", "not", "in", "if", "else", "iff"}
_OTHER_SIGNS = {"&": "and", "&&": "and", "|": "or", "||": "or", "!": "not", "=": "==", "->": "if", "=>": "if"}


def parse(text: str) -> Node:
    """Parse an expression.

    Raises
    ------
    ExpressionError
        If the text is not an expression; it says where and what to write instead.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression of more than {MAX_LENGTH} characters", 0, 1, "use `define` for its parts")
    return _Parser(text).whole()


class _Parser:
    """Recursive descent, one method a level of precedence, loosest first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.position = 0
        self.depth = 0

    def whole(self) -> Node:
        if self.tokens[0][0] == "":
            raise ExpressionError(
                "an empty expression", 0, 1, "write a condition, such as `usa.talks and not prk.attack`"
            )
        node = self.iff()
        word, start, end = self.peek()
        if word:
            raise ExpressionError(f'"{word}" is not expected here', start, end, _advice(word))
        return node

    def peek(self) -> tuple[str, int, int]:
        return self.tokens[self.position]

    def take(self) -> tuple[str, int, int]:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def accept(self, word: str) -> bool:
        if self.peek()[0] == word:
            self.position += 1
            return True
        return False

    def deeper(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            _, start, end = self.peek()
            raise _too_deep(start, end)
        node = part()
        self.depth -= 1
        return node

    def iff(self) -> Node:
        node = self.implication()
        while self.accept("iff"):
            right = self.implication()
            node = _joined("iff", (node, right), node.start, right.end)
        return node

    def implication(self) -> Node:
        node = self.disjunction()
        if not self.accept("if"):
            return node
        condition = self.disjunction()
        word, start, end = self.peek()
        if word == "if":
            raise ExpressionError("two `if` in a row", start, end, "use brackets to say which belongs to which")
        if self.accept("else"):
            otherwise = self.deeper(self.implication)
            return _joined("choice", (condition, node, otherwise), node.start, otherwise.end)
        return _joined("if", (node, condition), node.start, condition.end)

    def disjunction(self) -> Node:
        return self.chain("or", self.conjunction)

    def conjunction(self) -> Node:
        return self.chain("and", self.negation)

    def chain(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.accept(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else _joined(word, tuple(parts), parts[0].start, parts[-1].end)

    def negation(self) -> Node:
        negations: list[int] = []
        while self.peek()[0] == "not":
            negations.append(self.take()[1])
        node = self.comparison()
        for start in reversed(negations):
            node = _joined("not", (node,), start, node.end)
        return node

    def comparison(self) -> Node:
        left = self.atom()
        operator = self.comparison_sign()
        if operator is None:
            return left
        right = self.members() if operator.endswith("in") else self.atom()
        word, start, end = self.peek()
        if word in _COMPARISONS:
            raise ExpressionError("a comparison of three things", start, end, "join two comparisons with `and`")
        return _joined("compare", (operator, left, right), left.start, right.end)

    def comparison_sign(self) -> str | None:
        word = self.peek()[0]
        if word in _COMPARISONS:
            return self.take()[0]
        if word == "not" and self.tokens[self.position + 1][0] == "in":
            self.position += 2
            return "not in"
        return None

    def members(self) -> Node:
        word, start, end = self.take()
        if word not in ("[", "("):
            raise ExpressionError("`in` needs a list", start, end, "write `in [level, level]`")
        names = [self.atom()]
        while self.accept(","):
            names.append(self.atom())
        closing, start_of, end_of = self.take()
        if closing not in ("]", ")"):
            raise ExpressionError("a list that is not closed", start_of, end_of, "write `in [level, level]`")
        return _joined("list", tuple(names), start, end_of)

    def atom(self) -> Node:
        word, start, end = self.take()
        if word == "(":
            node = self.deeper(self.iff)
            closing, at, _ = self.take()
            if closing != ")":
                raise ExpressionError("a bracket that is not closed", start, start + 1, "add the missing `)`")
            return replace(node, start=start, end=at + 1)
        if word in _KEYWORDS or not re.match(r"[A-Za-z0-9_]", word):
            shown = f'"{word}" is not expected here' if word else "the expression breaks off"
            raise ExpressionError(shown, start, end, _advice(word))
        if word in ("true", "false"):
            return Node("constant", (word == "true",), start, end)
        return Node("name", (word,), start, end)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    tokens = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            sign = re.match(r"&&|\|\||->|=>|.", text[start:])
            word = sign.group() if sign else text[start]
            raise ExpressionError(f'"{word}" has no meaning here', start, start + len(word), _advice(word))
        group = match.lastgroup or ""
        tokens.append((match.group(group), match.start(group), match.end(group)))
        position = match.end()
    end = len(text)
    return [*tokens, ("", end, end), ("", end, end)]


def _advice(word: str) -> str:
    if word in _OTHER_SIGNS:
        return f"write `{_OTHER_SIGNS[word]}` for `{word}`"
    if word == "else":
        return "`A if B else C` chooses a level; a condition is `A if B`"
    return "join names with `and`, `or`, `not`, `if`, `iff`, and compare levels with == != < <= > >= in"
