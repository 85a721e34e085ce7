"""Names in expressions: from what was written to the variables and levels it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from offramp.case.expressions import (
    And,
    At,
    Choice,
    Constant,
    Expression,
    ExpressionError,
    Iff,
    Node,
    Not,
    Or,
    parse,
)
from offramp.case.mistakes import Mistake, Mistakes, nearest
from offramp.case.model import Variable
from offramp.case.reading import Place, Text
from offramp.case.recording import Record

MAX_PARTS = 5_000
MAX_DEPTH = 100
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+\Z")
_RESERVED = {"and", "or", "not", "in", "if", "else", "iff", "true", "false"}
_ORDER = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True, slots=True)
class Size:
    """What an expression unfolds to, definitions and all: how many parts, and how deeply nested."""

    parts: int = 1
    depth: int = 1


def name_mistake(name: str, text: Text, place: Place, *, key: bool = True) -> Mistake | None:
    """Return the mistake of a name that could not stand in an expression, None if it could."""
    if IDENTIFIER.match(name) and name not in _RESERVED:
        return None
    hint = "use letters, digits and underscores, and none of: " + " ".join(sorted(_RESERVED))
    return text.mistake("E013", f'"{name}" cannot be a name in expressions', place, hint=hint, key=key)


class _NameError(ExpressionError):
    """An expression that reads well and names something that is not there."""

    def __init__(self, code: str, message: str, node: Node, hint: str) -> None:
        super().__init__(message, node.start, node.end, hint)
        self.code = code


class Scope:
    """The names an expression may use, and the mistakes found while resolving them.

    Parameters
    ----------
    text : Text
        The case file, for the places of mistakes.
    variables : sequence of Variable
        Options and clocks.
    definitions : mapping of str to str
        The expressions under `define`, as written.
    record : Record, optional
        What the case says of its record, whose kinds and rates have names too.
    """

    def __init__(
        self,
        text: Text,
        variables: tuple[Variable, ...],
        definitions: Mapping[str, str],
        record: Record | None = None,
    ) -> None:
        self.text = text
        self.record = record
        self.kinds = record.kinds if record else {}
        self.variables = {variable.id: variable for variable in variables}
        self.written = definitions
        self.definitions: dict[str, Expression] = {}
        self.sizes: dict[str, Size] = {}
        self.resolving: list[str] = []
        self.depth = 0
        self.called: dict[str, Expression] = {}
        self.mistakes: list[Mistake] = Mistakes()
        for name in definitions:
            self.define(name)

    def define(self, name: str) -> Expression:
        """Resolve a definition once; a circle is reported where it closes."""
        if name in self.definitions:
            return self.definitions[name]
        self.resolving.append(name)
        found = self.condition(self.written[name], ("define", name))
        self.resolving.pop()
        self.definitions[name] = found
        return found

    def condition(self, written: str, place: Place) -> Expression:
        """Resolve a condition; on a mistake, note it and return a constant."""
        try:
            expression, size = self.resolve(parse(written))
        except ExpressionError as error:
            self.note(error, place)
            return Constant(False)
        if size.parts > MAX_PARTS or size.depth > MAX_DEPTH:
            hint = f"its definitions written out have over {MAX_PARTS} parts, or {MAX_DEPTH} levels; simplify them"
            self.mistakes.append(self.text.mistake("E020", "an expression that unfolds to too much", place, hint=hint))
            return Constant(False)
        if place[:1] == ("define",):
            self.sizes[str(place[1])] = size
        return expression

    def levels(self, written: Mapping[str, str], place: Place) -> dict[str, int]:
        """Resolve options and clocks with a level each; those with a mistake are noted and left out."""
        found = {}
        for name, level in written.items():
            inner = (*place, name)
            variable = self.variables.get(name)
            if variable is None:
                hint = nearest(name, self.variables, what="options and clocks")
                self.wrong("E021", f'unknown option "{name}"', inner, hint, key=True)
            elif level not in variable.levels:
                hint = nearest(level, variable.levels, what=f"levels of {name}")
                self.wrong("E022", f'{name} has no level "{level}"', inner, hint)
            else:
                found[name] = variable.levels.index(level)
        return found

    def wrong(self, code: str, message: str, place: Place, hint: str, *, key: bool = False) -> None:
        """Record a mistake."""
        self.mistakes.append(self.text.mistake(code, message, place, hint=hint, key=key))

    def level(self, written: str, variable: Variable, place: Place) -> Choice | int | None:
        """Resolve the level that a commitment asks for; on a mistake, note it and return None."""
        try:
            return self.choose(parse(written), variable)
        except ExpressionError as error:
            self.note(error, place)
            return None

    def note(self, error: ExpressionError, place: Place) -> None:
        """Record a mistake inside the expression that stands at `place`."""
        code = error.code if isinstance(error, _NameError) else "E020"
        self.mistakes.append(
            self.text.mistake(
                code, error.message, place, hint=error.hint, at=error.start, width=error.end - error.start
            )
        )

    def choose(self, node: Node, variable: Variable) -> Choice | int:
        """Resolve a node as a level of a variable."""
        if node.operator == "choice":
            condition, _ = self.resolve(node.parts[0])
            return Choice(condition, self.choose(node.parts[1], variable), self.choose(node.parts[2], variable))
        if node.operator == "if":
            hint = f"add `else` and the level of {variable.id} that holds otherwise"
            raise _NameError("E054", "this leaves the level open where the condition fails", node, hint)
        if node.operator not in ("name", "constant"):
            hint = f"write a level of {variable.id}, or `level if condition else level`"
            raise _NameError("E022", "a level is wanted here", node, hint)
        return self.position(variable, node)

    def position(self, variable: Variable, node: Node) -> int:
        """Return the position of a level in a variable's list."""
        name = _written(node)
        if name in variable.levels:
            return variable.levels.index(name)
        hint = nearest(name, variable.levels, what=f"levels of {variable.id}")
        raise _NameError("E022", f'{variable.id} has no level "{name}"', node, hint)

    def resolve(self, node: Node) -> tuple[Expression, Size]:
        """Resolve a node as a condition; also return what it unfolds to."""
        if self.depth == MAX_DEPTH:
            raise _NameError("E020", "definitions nested too deeply", node, "define a name before others use it")
        self.depth += 1
        try:
            return self.resolved(node)
        finally:
            self.depth -= 1

    def resolved(self, node: Node) -> tuple[Expression, Size]:
        """Resolve a node by its operator."""
        if node.operator == "constant":
            return Constant(node.parts[0]), Size()
        if node.operator == "name":
            return self.bare(node)
        if node.operator == "compare":
            return self.compare(node)
        if node.operator == "choice":
            hint = "a condition is `A if B`; `A if B else C` chooses a level"
            raise _NameError("E023", "a choice of level where a condition is wanted", node, hint)
        parts = [self.resolve(part) for part in node.parts]
        sizes = [size for _, size in parts]
        size = Size(1 + sum(s.parts for s in sizes), 1 + max(s.depth for s in sizes))
        operands = tuple(expression for expression, _ in parts)
        match node.operator:
            case "and":
                return And(operands), size
            case "or":
                return Or(operands), size
            case "not":
                return Not(operands[0]), size
            case "iff":
                return Iff(*operands), size
            case _:  # `A if B`
                return Or((operands[0], Not(operands[1]))), Size(size.parts + 1, size.depth + 1)

    def bare(self, node: Node) -> tuple[Expression, Size]:
        """Resolve a name that stands alone: a definition, or a two-level option."""
        name = node.parts[0]
        if name in self.written:
            if name in self.resolving:
                circle = " -> ".join([*self.resolving[self.resolving.index(name) :], name])
                raise _NameError("E024", f"a definition that needs itself: {circle}", node, "take one of them out")
            return self.define(name), self.sizes.get(name, Size())
        variable = self.known(node)
        if len(variable.levels) != 2:
            levels = ", ".join(variable.levels)
            last = variable.levels[-1] if variable.levels else "level"
            hint = f"compare it with a level: `{name} == {last}` (levels: {levels or 'none'})"
            raise _NameError(
                "E023", f"{name} has {len(variable.levels)} levels, so it is not true or false", node, hint
            )
        return At(name, (1,)), Size()

    def known(self, node: Node) -> Variable:
        """Return the variable a name stands for."""
        name = _written(node)
        if name in self.variables:
            return self.variables[name]
        if name in self.kinds:
            hint = "events have no levels: let a rule of the record set a level when they happen, and ask for that"
            raise _NameError(
                "E078", f"{name} is a kind of events, and here a condition on levels is wanted", node, hint
            )
        hint = nearest(name, [*self.variables, *self.written])
        raise _NameError("E021", f'unknown name "{name}"', node, hint)

    def compare(self, node: Node) -> tuple[Expression, Size]:
        """Resolve a comparison of a variable with a level, a list of levels, or a variable with the same levels."""
        operator, left, right = node.parts
        if left.operator != "name":
            raise _NameError(
                "E023", "the left of a comparison is an option or a clock", left, "write `option == level`"
            )
        if left.parts[0] in self.written:
            hint = "a defined name is true or false: write it alone, or `not` before it"
            raise _NameError("E023", f'"{left.parts[0]}" has no levels', left, hint)
        variable = self.known(left)
        if operator in ("in", "not in"):
            levels = tuple(sorted({self.position(variable, member) for member in right.parts}))
            found = At(variable.id, levels)
            return (found if operator == "in" else Not(found)), Size(2, 2)
        if right.operator == "name" and right.parts[0] in self.variables:
            if right.parts[0] in variable.levels and right.parts[0] != variable.id:
                message = f'"{right.parts[0]}" is a level of {variable.id}, and a clock'
                raise _NameError("E023", message, right, "give the level or the clock another name")
            return self.compare_variables(operator, variable, self.variables[right.parts[0]], node)
        if right.operator not in ("name", "constant"):
            raise _NameError("E023", "a level is wanted here", right, f"levels: {', '.join(variable.levels)}")
        position = self.position(variable, right)
        return At(variable.id, _satisfying(operator, len(variable.levels), position)), Size()

    def compare_variables(self, operator: str, left: Variable, right: Variable, node: Node) -> tuple[Expression, Size]:
        """Compare two variables that share their levels."""
        if left.levels != right.levels:
            raise _NameError(
                "E023", f"{left.id} and {right.id} have different levels", node, "compare each with a level"
            )
        pairs = tuple(
            And((At(left.id, _satisfying(operator, len(left.levels), level)), At(right.id, (level,))))
            for level in range(len(right.levels))
        )
        return Or(pairs), Size(3 * len(pairs) + 1, 3)


def _satisfying(operator: str, count: int, position: int) -> tuple[int, ...]:
    return tuple(level for level in range(count) if _ORDER[operator](level, position))


def _written(node: Node) -> str:
    value = node.parts[0]
    return str(value).lower() if isinstance(value, bool) else str(value)
