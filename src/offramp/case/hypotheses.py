"""Questions, evidence and perceptions, with names and probabilities checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from offramp.case import document
from offramp.case.mistakes import Mistake, nearest
from offramp.case.model import Alternative, Case, Evidence, Perception, Question, Slot, Source, Statements
from offramp.case.naming import Scope
from offramp.case.probabilities import TOLERANCE, Probability
from offramp.case.reading import Place, Text
from offramp.case.statements import statements


def sum_mistake(chances: Sequence[Probability], place: Place, text: Text) -> Mistake | None:
    """Return a mistake if probabilities cannot sum to one, None if they can."""
    low, high = sum(p.low for p in chances), sum(p.high for p in chances)
    if low <= 1 + TOLERANCE and high >= 1 - TOLERANCE:
        return None
    total = f"{low:.4g}" if abs(low - high) < TOLERANCE else f"between {low:.4g} and {high:.4g}"
    return text.mistake(
        "E031", f"these probabilities sum to {total}, not to 1", place, hint="make them sum to 1", key=True
    )


def questions(written: document.Document, scope: Scope) -> tuple[Question, ...]:
    """Resolve the questions."""
    found = []
    for name, question in written.questions.items():
        place: Place = ("questions", name)
        if question.about not in written.actors:
            hint = nearest(question.about, written.actors, what="actors")
            scope.mistakes.append(
                scope.text.mistake("E021", f'unknown actor "{question.about}"', (*place, "about"), hint=hint)
            )
        alternatives = tuple(
            _alternative(key, alternative, (*place, "alternatives", key), scope)
            for key, alternative in question.alternatives.items()
        )
        if len(alternatives) < 2:
            hint = "give every answer that the evidence could favour, at least two"
            scope.mistakes.append(
                scope.text.mistake("E012", "a question needs alternatives", (*place, "alternatives"), hint=hint)
            )
        elif mistake := sum_mistake([a.prior for a in alternatives], (*place, "alternatives"), scope.text):
            scope.mistakes.append(mistake)
        found.append(
            Question(
                name,
                question.about,
                question.ask or name.replace("_", " "),
                alternatives,
                tuple(question.cite),
            )
        )
    return tuple(found)


def _alternative(name: str, written: document.Alternative, place: Place, scope: Scope) -> Alternative:
    slots = {}
    for slot, value in (written.model_extra or {}).items():
        slots[slot] = statements(value, (*place, slot), scope)
        if any(isinstance(statement, Slot) for statement in slots[slot]):
            scope.mistakes.append(
                scope.text.mistake("E040", "a slot inside a slot", (*place, slot), hint="write its statements out")
            )
    return Alternative(
        name,
        written.name or name.replace("_", " "),
        written.prior,
        slots,
        written.about,
        written.known_on,
        tuple(written.cite),
    )


def unfilled_slots(case: Case, written: document.Document, text: Text) -> list[Mistake]:
    """Return mistakes for slots that nothing fills, that two questions fill, or that no preference has."""
    mistakes = []
    wanted: dict[str, set[str]] = {}
    for actor, preference in case.preferences.items():
        own = preference.statements if isinstance(preference, Statements) else ()
        for number, statement in enumerate(own):
            if not isinstance(statement, Slot):
                continue
            wanted.setdefault(actor, set()).add(statement.name)
            place = ("preferences", actor, number)
            fillers = [
                q.id
                for q in case.questions
                if q.about == actor and any(statement.name in a.slots for a in q.alternatives)
            ]
            if len(fillers) != 1:
                many = "no question fills" if not fillers else f"the questions {' and '.join(fillers)} both fill"
                hint = f"a question about {actor} gives each alternative `{statement.name}:` with a list of statements"
                mistakes.append(text.mistake("E040", f'{many} the slot "{statement.name}"', place, hint=hint))
    for question in case.questions:
        for alternative in question.alternatives:
            for slot in alternative.slots:
                known = wanted.get(question.about, set())
                if slot not in known:
                    inner = ("questions", question.id, "alternatives", alternative.id, slot)
                    hint = nearest(slot, [*known, "prior", "name", "about", "known_on", "cite"], what="slots and keys")
                    message = f'the preferences of {question.about} have no slot "{slot}"'
                    mistakes.append(text.mistake("E040", message, inner, hint=hint, key=True))
    return mistakes


def evidence(
    written: document.Document, asked: tuple[Question, ...], sources: Mapping[str, Source], scope: Scope
) -> tuple[Evidence, ...]:
    """Resolve the evidence; items that were not known by `as_of` are kept, marked unused, and warned about."""
    found: list[Evidence] = []
    for number, item in enumerate(written.evidence):
        place: Place = ("evidence", number)
        if any(item.id == other.id for other in found):
            message, hint = f'the evidence "{item.id}" stands twice', "give each its own `id`"
            scope.mistakes.append(scope.text.mistake("E006", message, (*place, "id"), hint=hint))
        known_on = item.known_on or item.date
        used = not (written.as_of and known_on and known_on > written.as_of)
        if not used:
            message = f'the evidence "{item.id}" was not known on {written.as_of}, so it is not used'
            scope.mistakes.append(scope.text.mistake("W104", message, (*place, "id"), hint="move `as_of`, or leave it"))
        if not item.bears_on:
            message, inner = "evidence that bears on nothing", (*place, "bears_on")
            hint = "write `bears_on: {question: {alternative: likelihood, ...}}`, or take it out"
            scope.mistakes.append(scope.text.mistake("E032", message, inner, hint=hint, key=True))
        likelihoods = {
            question: _likelihoods(question, given, (*place, "bears_on", question), asked, scope)
            for question, given in item.bears_on.items()
        }
        found.append(
            Evidence(
                item.id,
                item.date,
                known_on,
                tuple(item.cite),
                item.says or item.id,
                item.note,
                likelihoods,
                _weight(item, place, sources, scope),
                item.group,
                used,
            )
        )
    return tuple(found)


def _likelihoods(
    name: str, given: Mapping[str, Probability], place: Place, asked: tuple[Question, ...], scope: Scope
) -> tuple[Probability, ...]:
    found = _over_alternatives(name, given, place, asked, scope, "E032", "a likelihood")
    if found and all(p.high <= 0 for p in found):
        hint = "an observation that is impossible under every alternative teaches nothing; raise one of them"
        scope.mistakes.append(scope.text.mistake("E032", "likelihoods that are all zero", place, hint=hint, key=True))
    return found


def _over_alternatives(
    name: str,
    given: Mapping[str, Probability],
    place: Place,
    asked: tuple[Question, ...],
    scope: Scope,
    code: str,
    what: str,
) -> tuple[Probability, ...]:
    """Return one probability for each alternative of a question, in order."""
    question = next((q for q in asked if q.id == name), None)
    if question is None:
        hint = nearest(name, [q.id for q in asked], what="questions")
        scope.mistakes.append(scope.text.mistake("E021", f'unknown question "{name}"', place, hint=hint, key=True))
        return ()
    known = [alternative.id for alternative in question.alternatives]
    strange = [key for key in given if key not in known]
    for key in strange:
        hint = nearest(key, known, what=f"alternatives of {name}")
        scope.mistakes.append(
            scope.text.mistake(code, f'{name} has no alternative "{key}"', (*place, key), hint=hint, key=True)
        )
    missing = [key for key in known if key not in given]
    if missing:
        message = f"{what} is missing for {', '.join(missing)}"
        scope.mistakes.append(scope.text.mistake(code, message, place, hint="give one for each alternative", key=True))
    return () if missing or strange else tuple(given[key] for key in known)


def _weight(item: document.Evidence, place: Place, sources: Mapping[str, Source], scope: Scope) -> float:
    if item.weight is not None:
        return float(item.weight.middle)
    cited = [sources[name] for name in item.cite if name in sources]
    weights = [source.weight for source in cited if source.weight is not None]
    if cited and not weights:
        grades = ", ".join(f"{source.id} ({source.grade})" for source in cited)
        hint = "F and 6 mean that nobody can judge: add `weight:`, from 0 to 1, to the evidence or the source"
        scope.mistakes.append(scope.text.mistake("E033", f"no weight for {grades}", (*place, "cite"), hint=hint))
    return max(weights, default=1.0)


def perceptions(written: document.Document, asked: tuple[Question, ...], scope: Scope) -> dict[str, Perception]:
    """Resolve the perceptions."""
    found = {}
    known_evidence = [item.id for item in written.evidence]
    for actor, perception in written.perceptions.items():
        place: Place = ("perceptions", actor)
        if actor not in written.actors:
            hint = nearest(actor, written.actors, what="actors")
            scope.mistakes.append(scope.text.mistake("E021", f'unknown actor "{actor}"', place, hint=hint, key=True))
        believes = {}
        for name, given in perception.believes.items():
            inner = (*place, "believes", name)
            chances = _over_alternatives(name, given, inner, asked, scope, "E032", "a probability")
            if chances and (mistake := sum_mistake(chances, inner, scope.text)):
                scope.mistakes.append(mistake)
            if any(q.id == name and q.about == actor for q in asked):
                hint = "in every world an actor knows its own answer"
                scope.mistakes.append(
                    scope.text.mistake("E032", f"a belief of {actor} about itself", inner, hint=hint, key=True)
                )
            believes[name] = chances
        for number, name in enumerate(perception.overlooks):
            if name not in known_evidence:
                hint = nearest(name, known_evidence, what="evidence")
                scope.mistakes.append(
                    scope.text.mistake("E021", f'unknown evidence "{name}"', (*place, "overlooks", number), hint=hint)
                )
        found[actor] = Perception(
            believes,
            tuple(perception.overlooks),
            perception.knows == "truth",
            perception.about,
            tuple(perception.cite),
        )
    return found
