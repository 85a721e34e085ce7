"""What the answer rests on, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from offramp.beliefs.drawing import BLOCK
from offramp.case.model import AnyOrder, Case, Maybe, Partial, Rate, Slot, Speed, Statement, Statements
from offramp.report.names import CONCEPT_GLOSSES, Names
from offramp.report.rounding import counted, listed, number, percent
from offramp.report.words import below, scope
from offramp.study.policies import VARIANT_SAMPLES
from offramp.study.results import Provenance


def assumptions(case: Case, provenance: Provenance, names: Names) -> list[str]:
    """Say what the analyst and the method assume, each in a sentence or two."""
    lines = [
        f"The case knows {counted(len(case.actors), 'actor')}, {counted(len(_options(case)), 'option')} and "
        f"{number(provenance.states)} feasible states. Whatever is not an option cannot happen in it.",
        _preferences(case, names),
        _beliefs(case),
        *_behaviour(case, names),
        _ranges(case),
        "An actor moves to what it likes best among the moves that no answer deters, as it sees the others. "
        "It does not plan further than its kind of foresight says.",
    ]
    if case.clocks:
        clocks = listed([names.option(clock.variable) for clock in case.clocks])
        lines.append(f"Clocks run at the rates or on the dates below ({clocks}); nobody moves them.")
    if case.window is not None:
        about_it = f" {case.window.about.strip()}" if case.window.about else ""
        lines.append(
            "The window closes at the rates, on the date or while the condition below holds; closing marks a course of "
            f"play, it does not end it.{about_it}"
        )
    lines.append(f"Chances are averages over {scope(provenance)}, each weighed by how likely the case holds it.")
    return [line for line in lines if line]


def _options(case: Case) -> list[str]:
    return [variable.id for variable in case.variables if variable.actor is not None]


def _preferences(case: Case, names: Names) -> str:
    unsure = [names.the(actor) for actor in case.preferences if _open(case, actor)]
    line = "What each actor wants is a ranking of states, most important statement first, as the analyst reads it"
    return f"{line}; part of it is left open for {listed(unsure)}." if unsure else f"{line}."


def _open(case: Case, actor: str) -> bool:
    """Tell whether part of what an actor wants is left open, whatever the answers."""
    preference = case.preferences[actor]
    if isinstance(preference, Statements):
        return any(isinstance(s, Maybe | AnyOrder) for s in _every(case, preference.statements))
    return isinstance(preference, Partial)


def _every(case: Case, statements: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield statements, and in place of slots those that any alternative puts there."""
    filled = [alternative.slots for question in case.questions for alternative in question.alternatives]
    for statement in statements:
        if isinstance(statement, Slot):
            for slots in filled:
                yield from _every(case, slots.get(statement.name, ()))
        else:
            yield statement


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
        said = f"{listed(parts)}; {_decisions(behaviour.speed)} a year"
        groups.setdefault(said, []).append(names.the(actor))
    lines = [f"Foresight of {listed(actors)}: {said}." for said, actors in groups.items()]
    used = {concept for behaviour in case.behaviour.values() for concept in behaviour.foresight}
    glosses = [f"{names.concept(c)} {CONCEPT_GLOSSES[c]}" for c in CONCEPT_GLOSSES if c in used]
    return [*lines, f"Of these kinds of foresight, {'; '.join(glosses)}."] if glosses else lines


def _decisions(speed: Speed) -> str:
    """Say how often an actor decides in a year.

    Examples
    --------
    >>> _decisions(Speed(1.0, 1.0)), _decisions(Speed(0.25, 1.0))
    ('about 12 decisions', '3 to 12 decisions')
    """
    low, high = (f"{rate * 12:.2g}" if rate * 12 < 9.5 else f"{rate * 12:.0f}" for rate in (speed.low, speed.high))
    return f"about {low} decisions" if low == high else f"{low} to {high} decisions"


def _rates(case: Case) -> list[Rate]:
    """Return the rates of clocks and of the window."""
    window = (*case.window.closes, *case.window.reopens) if case.window is not None else ()
    return [*(rate for clock in case.clocks for rate in clock.rates), *window]


def _ranges(case: Case) -> str:
    """Say how rates given as ranges are taken; nothing if there are none."""
    speeds = [b.speed for b in case.behaviour.values()] + [rate.speed for rate in _rates(case)]
    ranged = sum(speed.low < speed.high for speed in speeds)
    if not ranged:
        return ""
    return (
        f"{counted(ranged, 'rate is', 'rates are')} given as a range. Three values stand for a range, all equally "
        "likely: the middles of its thirds, on a scale of ratios. Each world has one of them, so the ends of the "
        "range, and how likely they are, play no part."
    )


def cannot_tell(case: Case, provenance: Provenance) -> list[str]:
    """Say what no answer of this kind can tell."""
    lines = [
        "It does not predict. It says what follows from the statements, priors and orders in the case. If these are "
        "wrong, so is the answer, however many digits it has.",
        "The range over worlds is not a confidence interval. It spans the answers the case allows; an answer that "
        "nobody wrote down is not in it.",
        *_sampling(provenance),
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


def _sampling(provenance: Provenance) -> list[str]:
    """Say what follows from looking at some worlds only; nothing if all were looked at."""
    lines = []
    if provenance.partial:
        lines.append(
            "The study was stopped before all the worlds asked for were played. What was played is a smaller sample "
            "of the same kind; the sampling errors take that into account."
        )
    if provenance.exact:
        return lines
    return [
        *lines,
        "The sampling error is that of the drawing of worlds alone, not of the case.",
        f"What no world of the sample shows may still happen. With 95 % confidence, worlds of a kind that was not met "
        f"weigh less than {below(3 / provenance.worlds)} together (three over the number of worlds). So a worst world "
        f"is the worst of those played, and none or all means none or all of these.",
        f"Some questions are too costly to ask of many worlds. However many are played, deals, misreadings, the ways "
        f"play takes, and whether a policy is adopted and kept rest on some {number(BLOCK)} worlds at most; single "
        f"kinds of foresight and other paces on some {number(VARIANT_SAMPLES)}. Their errors are larger.",
    ]
