"""From a case file's values to the Case: shape, names, probabilities, commitments. All mistakes at once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from offramp.case import document
from offramp.case.bargains import deals
from offramp.case.clauses import clauses
from offramp.case.commitments import policies
from offramp.case.expressions import Expression
from offramp.case.grades import weight_of_grade
from offramp.case.hypotheses import evidence, perceptions, questions, unfilled_slots
from offramp.case.mistakes import CaseError, Mistake, Mistakes, nearest
from offramp.case.model import Actor, Case, Outcome, Preference, Source, Statements, Variable
from offramp.case.naming import IDENTIFIER, Scope, name_mistake
from offramp.case.reading import Place, Text, read_file, read_text
from offramp.case.records import record_rules
from offramp.case.repairing import document_of
from offramp.case.statements import preference, state_pattern
from offramp.case.timing import behaviours, clocks, window

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\Z")


def load_case(path: Path) -> tuple[Case, tuple[Mistake, ...]]:
    """Read a case file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Case
        The case, with all names resolved.
    tuple of Mistake
        Warnings.

    Raises
    ------
    CaseError
        With every mistake found. Mistakes that need the list of states are found by
        :func:`offramp.game.checking.check`.
    """
    return build(read_file(path))


def load_text(text: str, file: str = "<text>") -> tuple[Case, tuple[Mistake, ...]]:
    """Read a case from text; see :func:`load_case`."""
    return build(read_text(text, file))


def build(text: Text) -> tuple[Case, tuple[Mistake, ...]]:
    """Resolve a case file's values into a Case; see :func:`load_case`."""
    written, damage = document_of(text)
    try:
        case, mistakes = _Builder(damage.text, written).case()
    except CaseError as error:
        raise CaseError(damage.with_others(error.mistakes)) from None
    mistakes = damage.with_others(mistakes)
    if any(not mistake.is_warning for mistake in mistakes):
        raise CaseError(mistakes)
    return case, tuple(mistakes)


class _Builder:
    def __init__(self, text: Text, written: document.Document) -> None:
        self.text = text
        self.written = written
        self.mistakes: list[Mistake] = Mistakes()

    def wrong(self, code: str, message: str, place: Place, hint: str = "", *, key: bool = False) -> None:
        self.mistakes.append(self.text.mistake(code, message, place, hint=hint, key=key))

    def case(self) -> tuple[Case, list[Mistake]]:
        written = self.written
        if not _SLUG.match(written.case):
            hint = "use letters, digits, hyphens and underscores, such as korea-2017"
            self.wrong("E013", f'"{written.case[:40]}" cannot be the name of a case', ("case",), hint)
        sources = self.sources()
        variables = self.variables()
        scope = Scope(self.text, variables, self.definitions(variables), written.record)
        scope.mistakes.extend(self.mistakes)
        self.mistakes = scope.mistakes
        asked = questions(written, scope)
        wanted = self.preferences(scope)
        case = Case(
            id=written.case,
            title=written.title,
            about=written.about,
            as_of=written.as_of,
            file=self.text.file,
            digest=hashlib.sha256("\n".join(self.text.lines).encode()).hexdigest(),
            sources=sources,
            actors=tuple(Actor(i, a.name or i, a.about) for i, a in written.actors.items()),
            variables=variables,
            definitions=dict(scope.definitions),
            impossible=tuple(scope.condition(e, ("impossible", n)) for n, e in enumerate(written.impossible)),
            impossible_texts=tuple(written.impossible),
            merge=tuple(scope.condition(e, ("merge", n)) for n, e in enumerate(written.merge)),
            status_quo=self.status_quo(scope),
            outcomes=self.outcomes(scope),
            seek=self.judge("seek"),
            avoid=self.judge("avoid"),
            preferences=wanted,
            questions=asked,
            evidence=evidence(written, asked, sources, scope),
            perceptions=perceptions(written, asked, scope),
            clocks=clocks(written, scope),
            policies=policies(written, scope),
            behaviour=behaviours(written, scope),
            window=window(written, scope),
            deals=deals(written, wanted, asked, scope),
            commitments=clauses(written, scope),
            record=record_rules(written, scope),
        )
        self.mistakes.extend(unfilled_slots(case, written, self.text))
        self.citations(sources)
        return case, self.mistakes

    def sources(self) -> dict[str, Source]:
        found = {}
        for name, source in self.written.sources.items():
            weight = source.weight.middle if source.weight else None
            if weight is None and source.grade:
                weight = weight_of_grade(source.grade)
            elif weight is None:
                weight = 1.0
            found[name] = Source(
                name,
                source.title,
                source.author,
                source.publisher,
                source.date,
                source.url,
                source.grade,
                weight,
                source.note,
            )
        return found

    def variables(self) -> tuple[Variable, ...]:
        if not self.written.options:
            hint = "a case needs at least one, such as `usa.talks:` for an actor `usa`"
            self.wrong("E011", "there are no options", ("options",), hint, key=True)
        found = [self.option(name, option) for name, option in self.written.options.items()]
        for name, clock in self.written.clocks.items():
            self.identifier(name, ("clocks", name))
            self.levels(clock.levels, ("clocks", name, "levels"))
            levels = tuple(clock.levels)
            if name in levels:
                message = f'the clock "{name}" has a level of the same name'
                self.wrong("E006", message, ("clocks", name), "give one of the two another name", key=True)
            found.append(
                Variable(name, None, clock.name or _words(name), levels, "up", True, clock.about, tuple(clock.cite))
            )
        for name in self.written.actors:
            self.identifier(name, ("actors", name))
        return tuple(found)

    def option(self, name: str, option: document.Option) -> Variable:
        actor, _, rest = name.partition(".")
        place = ("options", name)
        if not rest or not IDENTIFIER.match(rest) or not IDENTIFIER.match(actor):
            hint = "write `actor.option`, in letters, digits and underscores"
            self.wrong("E013", f'"{name}" is not the name of an option', place, hint, key=True)
        elif actor not in self.written.actors:
            hint = nearest(actor, self.written.actors, what="actors")
            self.wrong("E021", f'unknown actor "{actor}"', place, hint, key=True)
        self.levels(option.levels, (*place, "levels"))
        return Variable(
            name, actor, option.name or _words(rest or name), tuple(option.levels), option.direction,
            option.steps == "adjacent", option.about, tuple(option.cite),
        )  # fmt: skip

    def levels(self, levels: list[str], place: Place) -> None:
        if not 2 <= len(levels) <= 50:
            self.wrong(
                "E012",
                "an option or clock has from 2 to 50 levels",
                place,
                "list them from lowest to highest",
            )
        for number, level in enumerate(levels):
            self.identifier(level, (*place, number), key=False)
            if level in levels[:number]:
                self.wrong("E006", f'the level "{level}" stands twice', (*place, number), "keep one of the two")

    def identifier(self, name: str, place: Place, *, key: bool = True) -> None:
        if mistake := name_mistake(name, self.text, place, key=key):
            self.mistakes.append(mistake)

    def definitions(self, variables: tuple[Variable, ...]) -> dict[str, str]:
        taken = {variable.id for variable in variables}
        for name in self.written.define:
            self.identifier(name, ("define", name))
            if name in taken:
                self.wrong(
                    "E006",
                    f'"{name}" is already an option or a clock',
                    ("define", name),
                    "choose another name",
                    key=True,
                )
        return {name: text for name, text in self.written.define.items() if name not in taken}

    def status_quo(self, scope: Scope) -> tuple[int, ...] | None:
        if self.written.status_quo is None:
            return None
        levels = dict.fromkeys(scope.variables, 0) | scope.levels(self.written.status_quo, ("status_quo",))
        return tuple(levels.values())

    def outcomes(self, scope: Scope) -> tuple[Outcome, ...]:
        found = []
        for name, outcome in self.written.outcomes.items():
            place: Place = ("outcomes", name)
            if name == "none of these":
                message = '"none of these" is what is left when no outcome matches'
                self.wrong("E013", message, place, "choose another name", key=True)
            inner = (*place, "when") if (*place, "when") in self.text.marks else place
            when = scope.condition(outcome.when, inner)
            found.append(Outcome(name, outcome.name or _words(name), when, outcome.when, outcome.final, outcome.about))
        return tuple(found)

    def judge(self, side: str) -> str | None:
        if self.written.judge is None:
            return None
        name: str = getattr(self.written.judge, side)
        if name not in self.written.outcomes:
            hint = nearest(name, self.written.outcomes, what="outcomes")
            self.wrong("E021", f'unknown outcome "{name}"', ("judge", side), hint)
        elif side == "avoid" and name == self.written.judge.seek:
            self.wrong("E012", "the same outcome to seek and to avoid", ("judge", side), "name two different outcomes")
        return name

    def preferences(self, scope: Scope) -> dict[str, Preference]:
        named: dict[str, Expression] = {}
        for name, pattern in self.written.states.items():
            expression = state_pattern(pattern, ("states", name), scope, {})
            if expression is not None:
                named[name] = expression
        found: dict[str, Preference] = {}
        for name, written in self.written.preferences.items():
            if name not in self.written.actors:
                hint = nearest(name, self.written.actors, what="actors")
                self.wrong("E021", f'unknown actor "{name}"', ("preferences", name), hint, key=True)
                continue
            found[name] = preference(written, ("preferences", name), scope, named)
        for name in self.written.actors:
            if name not in self.written.preferences:
                hint = f"add `{name}:` under `preferences`; an empty list `[]` says that it does not care"
                self.wrong("E011", f"no preferences for {name}", ("preferences",), hint, key=True)
                found[name] = Statements(())
        return {name: found[name] for name in self.written.actors}

    def citations(self, sources: dict[str, Source]) -> None:
        cited: set[str] = set()
        self.walk(self.text.values, (), sources, cited)
        for name in sources:
            if name not in cited:
                self.wrong(
                    "W105",
                    f'the source "{name}" is never cited',
                    ("sources", name),
                    "cite it, or take it out",
                    key=True,
                )

    def walk(self, value: Any, place: Place, sources: dict[str, Source], cited: set[str]) -> None:
        if isinstance(value, list):
            for number, item in enumerate(value):
                self.walk(item, (*place, number), sources, cited)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key != "cite":
                    self.walk(item, (*place, key), sources, cited)
                    continue
                for number, name in enumerate(item if isinstance(item, list) else [item]):
                    cited.add(str(name))
                    if str(name) not in sources:
                        inner = (*place, key, number) if isinstance(item, list) else (*place, key)
                        self.wrong(
                            "E021",
                            f'unknown source "{name}"',
                            inner,
                            nearest(str(name), sources, what="sources"),
                        )


def _words(name: str) -> str:
    return name.replace("_", " ")
