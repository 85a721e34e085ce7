"""What the answer rests on, and what it cannot tell."""

from __future__ import annotations

from offramp.case.model import AnyOrder, Case, Maybe, Statements
from offramp.report.names import CONCEPT_GLOSSES, Names
from offramp.report.rounding import counted, listed, number, percent
from offramp.report.words import scope
from offramp.study.results import Provenance


def assumptions(case: Case, provenance: Provenance, names: Names) -> list[str]:
    """Say what the analyst and the method assume, each in a sentence or two."""
    lines = [
        f"The case knows {counted(len(case.actors), 'actor')}, {counted(len(_options(case)), 'option')} and "
        f"{number(provenance.states)} feasible states. Whatever is not an option cannot happen in it.",
        _preferences(case, names),
        _beliefs(case),
        *_behaviour(case, names),
        "An actor moves to what it likes best among the moves that no answer deters, as it sees the others. "
        "It does not plan further than its kind of foresight says.",
    ]
    if case.clocks:
        clocks = listed([names.option(clock.variable) for clock in case.clocks])
        lines.append(f"Clocks run at the rates or on the dates that the case gives ({clocks}); nobody moves them.")
    if case.window is not None:
        about_it = f" {case.window.about.strip()}" if case.window.about else ""
        lines.append(
            "The window closes as the case says; closing marks a course of play, it does not end it." + about_it
        )
    lines.append(f"Chances are averages over {scope(provenance)}, each weighed by how likely the case holds it.")
    return [line for line in lines if line]


def _options(case: Case) -> list[str]:
    return [variable.id for variable in case.variables if variable.actor is not None]


def _preferences(case: Case, names: Names) -> str:
    unsure = [
        names.actor(actor)
        for actor, preference in case.preferences.items()
        if isinstance(preference, Statements)
        and any(isinstance(statement, Maybe | AnyOrder) for statement in preference.statements)
    ]
    line = "What each actor wants is a ranking of states, most important statement first, as the analyst reads it"
    return f"{line}; part of it is left open for {listed(unsure)}." if unsure else f"{line}."


def _beliefs(case: Case) -> str:
    if not case.questions:
        return ""
    weighed = sum(item.used for item in case.evidence)
    return (
        f"{counted(len(case.questions), 'question')} about the actors {'is' if len(case.questions) == 1 else 'are'} "
        f"left open, with prior chances by judgement and {counted(weighed, 'item')} of evidence, each weighed by the "
        f"grade of its source. Likelihoods are judgements too."
    )


def _behaviour(case: Case, names: Names) -> list[str]:
    groups: dict[str, list[str]] = {}
    for actor, behaviour in case.behaviour.items():
        parts = [
            f"{names.concept(concept)} {percent(chance.middle)}" for concept, chance in behaviour.foresight.items()
        ]
        said = f"{listed(parts)}; about {behaviour.per_month * 12:.0f} decisions a year"
        groups.setdefault(said, []).append(names.the(actor))
    lines = [f"Foresight of {listed(actors)}: {said}." for said, actors in groups.items()]
    used = {concept for behaviour in case.behaviour.values() for concept in behaviour.foresight}
    glosses = [f"{names.concept(c)} {CONCEPT_GLOSSES[c]}" for c in CONCEPT_GLOSSES if c in used]
    return [*lines, f"Of these kinds of foresight, {'; '.join(glosses)}."] if glosses else lines


def cannot_tell(case: Case) -> list[str]:
    """Say what no answer of this kind can tell, whatever the case."""
    lines = [
        "It does not predict. It says what follows from the statements, priors and orders in the case. If these are "
        "wrong, so is the answer, however many digits it has.",
        "The range over worlds is not a confidence interval. It spans the answers the case allows; an answer that "
        "nobody wrote down is not in it.",
        "The sampling error is that of the drawing of worlds alone, not of the case.",
        "It does not say what to do. Which outcome to seek is the analyst's yardstick, not a finding, and how much of "
        "one outcome is worth how much of another is not asked.",
        "Rankings have no size: a party that ends worse may be a little or a great deal worse off.",
        "How an order is given, carried out, misheard or leaked is outside; so are surprise, accident and domestic "
        "politics, unless the case has an option or a clock for them.",
    ]
    if case.clocks or case.window is not None:
        lines.append(
            "Times come from rates that are seldom known to better than a factor of a few; "
            "compare them with the tenth and the tenfold."
        )
    return lines
