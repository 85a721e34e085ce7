"""Robust choice: policies compared by rules that do not rest on the weights of worlds alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.study.deciding import Choice
from offramp.study.hinges.unknowns import InWorlds
from offramp.study.results.base import Provenance
from offramp.study.results.robust import (
    Against,
    Agreement,
    Pair,
    Quantile,
    RobustResult,
    Rule,
    Satisfied,
    Spread,
    Tradeoff,
)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Report = Callable[[str, int, int], None]

TIE = 1e-9
"""Chances and shares that differ by no more are equally good."""

SAME = 0.0005
"""By a rule, policies tie whose merits differ by less than this, which no table shows."""

LEVELS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95)
"""How good may be good enough."""

QUANTILES = (0.05, 0.5, 0.95)
METHOD = (
    "Policies are compared over the same worlds by their means, worst worlds, regret, and how often they are good "
    "enough; sampling errors are those of the stratified sample and of sampled completions."
)


def robust(
    survey: InWorlds, choices: Mapping[str, Choice], provenance: Provenance, *, report: Report = lambda *_: None
) -> RobustResult:
    """Compare policies without trust in any one number.

    Parameters
    ----------
    survey : InWorlds
        The case in its worlds.
    choices : mapping of str to Choice
        The choice by each yardstick, "seek" and "avoid"; empty without a judge.
    provenance : Provenance
        Where the chances come from; `METHOD` says how.
    report : callable
        Told of progress.

    Returns
    -------
    RobustResult
        Without yardsticks it has nothing but its provenance.

    Notes
    -----
    "Worst", "in every world" and the quantiles are about the worlds looked at; in a sample there may be worse. Costs
    some passes over the worlds for each policy, and some for each pair.
    """
    spreads: list[Spread] = []
    for yardstick, choice in choices.items():
        first, alone = _firsts(choice)
        for number, policy in enumerate(choice.chances):
            report(f"spread by {yardstick}", number, len(choice.chances))
            spreads.append(_spread(survey, choice, policy, first[policy], alone[policy]))
    rules = [rule for choice in choices.values() for rule in _rules(choice, spreads)]
    report("comparing pairs of policies", 0, 0)
    found = _pairs(choices)
    return RobustResult(
        question=survey.case.title,
        seek=survey.case.seek,
        avoid=survey.case.avoid,
        yardsticks=tuple(choices),
        unseen=survey.worlds.unseen(),
        spreads=tuple(spreads),
        rules=tuple(rules),
        agreements=tuple(_agreement(yardstick, rules) for yardstick in choices),
        pairs=tuple(found),
        frontier=tuple(_frontier(choices, found)) if choices else (),
        provenance=provenance,
    )


# ---------------------------------------------------------------- one policy over all worlds


def quantiles(worlds: Worlds, values: Floats, levels: Sequence[float]) -> Floats:
    """Return, for each level, the least value such that at least that weight of worlds lies at or below it."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(worlds.weight[order])
    places = np.minimum(np.searchsorted(below, np.array(levels) - TIE), len(order) - 1)
    return np.asarray(values[order[places]])


def quantiles_with_bounds(worlds: Worlds, values: Floats, levels: Sequence[float]) -> tuple[Quantile, ...]:
    """Return quantiles with the bounds that Woodruff (1952) gives: quantiles two standard errors of the level away."""
    at = quantiles(worlds, values, levels)
    errors = np.array([worlds.error((values <= value + TIE).astype(np.float64)) for value in at])
    if not errors.any():
        return tuple(Quantile(level, value, value, value) for level, value in zip(levels, at.tolist(), strict=True))
    low, high = (quantiles(worlds, values, np.clip(levels + by * errors, 0.0, 1.0).tolist()) for by in (-2, 2))
    return tuple(map(Quantile, levels, at.tolist(), low.tolist(), high.tolist()))


def satisfied(choice: Choice, policy: str, level: float) -> Floats:
    """Return 1 in the worlds where a policy is good enough, else 0: the outcome sought is likelier than a level, or
    the outcome to avoid less likely.
    """
    values = choice.chances[policy]
    good: Bools = values > level + TIE if choice.sign > 0 else values < level - TIE
    return good.astype(np.float64)


def _spread(survey: InWorlds, choice: Choice, policy: str, first: Floats, alone: Floats) -> Spread:
    worlds, values = survey.worlds, choice.chances[policy]
    regret = choice.regret(policy)
    merit = np.where(worlds.weight > 0, choice.sign * values, np.inf)
    worst = float(merit.min())
    there = int(np.argmax(np.where(merit <= worst + TIE, worlds.weight, -1.0)))
    good = {level: satisfied(choice, policy, level) for level in LEVELS}
    return Spread(
        policy=policy,
        yardstick=choice.yardstick,
        mean=worlds.mean(values),
        error=worlds.error(values),
        worst=choice.sign * worst,
        best=choice.sign * float((choice.sign * values)[worlds.weight > 0].max()),
        worst_answers={
            question.id: question.alternatives[int(survey.alternatives[question.id][there])].id
            for question in survey.case.questions
        },
        quantiles=quantiles_with_bounds(worlds, values, QUANTILES),
        regret=worlds.mean(regret),
        regret_error=worlds.error(regret),
        regret_high=float(quantiles(worlds, regret, [0.95])[0]),
        regret_worst=float(regret[worlds.weight > 0].max()),
        first=worlds.mean(first),
        first_error=worlds.error(first),
        alone=worlds.mean(alone),
        alone_error=worlds.error(alone),
        satisfied=tuple(Satisfied(level, worlds.mean(g), worlds.error(g)) for level, g in good.items()),
    )


def _firsts(choice: Choice) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return, for each policy and world, its part of being best, and whether it is best alone."""
    best = np.full(len(choice.worlds), -np.inf)
    for values in choice.chances.values():
        np.maximum(best, choice.sign * values, out=best)
    tops = {policy: choice.sign * values >= best - TIE for policy, values in choice.chances.items()}
    count = np.zeros(len(best), dtype=np.int64)
    for top in tops.values():
        count += top
    return (
        {policy: top / count for policy, top in tops.items()},
        {policy: (top & (count == 1)).astype(np.float64) for policy, top in tops.items()},
    )


# ---------------------------------------------------------------- rules


def _rules(choice: Choice, spreads: Sequence[Spread]) -> list[Rule]:
    """Return the best policies by each rule; every rule is written as a merit to be made as great as possible."""
    own = [spread for spread in spreads if spread.yardstick == choice.yardstick]

    def in_one_world(name: str, merit: Callable[[Spread], float]) -> Rule:
        return _rule(choice, name, math.nan, {spread.policy: merit(spread) for spread in own})

    found = [
        _rule(choice, "mean", math.nan, {s.policy: choice.sign * s.mean for s in own}, lambda p: choice.chances[p]),
        in_one_world("maximin", lambda spread: choice.sign * spread.worst),
        in_one_world("minimax regret", lambda spread: -spread.regret_worst),
        in_one_world("regret in 95 %", lambda spread: -spread.regret_high),
    ]
    for place, level in enumerate(LEVELS):
        merits = {spread.policy: spread.satisfied[place].share for spread in own}
        found.append(_rule(choice, "satisficing", level, merits, partial(satisfied, choice, level=level)))
    return found


def _rule(
    choice: Choice,
    name: str,
    level: float,
    merits: Mapping[str, float],
    values: Callable[[str], Floats] | None = None,
) -> Rule:
    top = max(merits.values())
    tied = [policy for policy, merit in merits.items() if merit > top - SAME]
    best = tuple(sorted(tied, key=lambda policy: -round(merits[policy], 9)))
    rest = {policy: merit for policy, merit in merits.items() if policy not in best}
    apart = bool(rest) and (len(best) == 1 or 2 * len(best) < len(merits))
    lead = error = math.nan
    if rest:
        second = max(rest, key=lambda policy: rest[policy])
        lead = merits[best[0]] - rest[second]
        error = choice.worlds.error(values(best[0]) - values(second)) if values else math.nan
    return Rule(choice.yardstick, name, level, best, apart, lead, error)


def _agreement(yardstick: str, rules: Sequence[Rule]) -> Agreement:
    telling = [rule for rule in rules if rule.yardstick == yardstick and rule.apart]
    shared = [p for p in telling[0].best if all(p in rule.best for rule in telling)] if telling else []
    return Agreement(yardstick, len(telling), tuple(shared))


# ---------------------------------------------------------------- pairs and the frontier


def _pairs(choices: Mapping[str, Choice]) -> list[Pair]:
    policies = list(next(iter(choices.values())).chances) if choices else []
    found = []
    for first, second in combinations(policies, 2):
        by = tuple(_against(choice, first, second) for choice in choices.values())
        ahead = _pair(first, second, by)
        behind = _pair(second, first, tuple(map(_reversed, by)))
        found.append(behind if behind.statewise or (behind.pareto and not ahead.statewise) else ahead)
    return found


def _against(choice: Choice, first: str, second: str) -> Against:
    worlds = choice.worlds
    difference = choice.sign * (choice.chances[first] - choice.chances[second])
    better, worse = ((sign * difference > TIE).astype(np.float64) for sign in (1, -1))
    ahead, behind = worlds.mean(better), worlds.mean(worse)
    return Against(
        yardstick=choice.yardstick,
        better=ahead,
        equal=max(1.0 - ahead - behind, 0.0),
        worse=behind,
        better_error=worlds.error(better),
        worse_error=worlds.error(worse),
        gain=worlds.mean(difference),
        gain_error=worlds.error(difference),
    )


def _reversed(against: Against) -> Against:
    return Against(
        against.yardstick,
        against.worse,
        against.equal,
        against.better,
        against.worse_error,
        against.better_error,
        -against.gain,
        against.gain_error,
    )


def _pair(first: str, second: str, by: tuple[Against, ...]) -> Pair:
    statewise = all(against.worse <= 0 for against in by) and any(against.better > 0 for against in by)
    return Pair(first, second, by, statewise, _beats(by))


def _frontier(choices: Mapping[str, Choice], pairs: Sequence[Pair]) -> list[Tradeoff]:
    facing = {(pair.first, pair.second): pair.by for pair in pairs}
    facing |= {(pair.second, pair.first): tuple(map(_reversed, pair.by)) for pair in pairs}
    policies = list(next(iter(choices.values())).chances)
    found = []
    for policy in policies:
        others = {rival: facing[rival, policy] for rival in policies if rival != policy}
        beaten_by = tuple(rival for rival, by in others.items() if _beats(by))
        sure = (
            any(_surely_beats(others[rival]) for rival in beaten_by)
            if beaten_by
            else all(_surely_does_not_beat(by) for by in others.values())
        )
        means = {y: choice.worlds.mean(choice.chances[policy]) for y, choice in choices.items()}
        errors = {y: choice.worlds.error(choice.chances[policy]) for y, choice in choices.items()}
        found.append(Tradeoff(policy, means, errors, not beaten_by, beaten_by, sure))
    return found


def _beats(by: Sequence[Against]) -> bool:
    return all(against.gain >= -TIE for against in by) and any(against.gain > TIE for against in by)


def _surely_beats(by: Sequence[Against]) -> bool:
    """Tell whether a rival is better beyond doubt by one yardstick, and also by the others or there the same."""
    surely = [against.gain > TIE + 2 * against.gain_error for against in by]
    same = [abs(against.gain) <= TIE and against.gain_error <= TIE for against in by]
    return any(surely) and all(s or t for s, t in zip(surely, same, strict=True))


def _surely_does_not_beat(by: Sequence[Against]) -> bool:
    """Tell whether a rival is worse beyond doubt by one yardstick, or no better by any in any world."""
    worse = any(against.gain < -TIE - 2 * against.gain_error for against in by)
    return worse or all(against.better <= 0 for against in by)
