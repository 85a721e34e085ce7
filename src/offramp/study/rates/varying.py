"""How much hangs on each rate of a case: play again with a tenth of it and with ten times as much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.drawing import worlds_of
from offramp.beliefs.worlds import Worlds
from offramp.case.paces import Pace, paces_of
from offramp.study.deciding import Choice, numbers_of
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, play
from offramp.study.results.base import Provenance
from offramp.study.results.varying import RateChange, RateEffect, RatesResult, RateTurn
from offramp.study.summing import provenance

Floats = NDArray[np.float64]

FACTORS = (0.1, 10.0)
WORLDS = 200
"""Up to how many worlds are listed for this study, and how many are drawn if there are more."""
EQUAL = 1e-9
"""Chances closer than this differ by rounding alone."""
METHOD = (
    "Each rate by itself is multiplied, and every policy played again in the same worlds; "
    "standard errors are of differences world by world."
)


def vary_rates(ensemble: Ensemble, *, samples: int = WORLDS, report: Report = silent) -> RatesResult:
    """Find how much hangs on each rate: the chances with a tenth of it and with ten times as much.

    Every rate of :func:`offramp.case.paces.paces_of` is varied by itself. If the file gives a range, all its values are
    multiplied.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds; a smaller set of worlds is listed or drawn with its seed.
    samples : int
        How many worlds to draw, roughly, if there are more than `WORLDS`.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E064 if the case has no status quo; E055 or E061 if play cannot begin.

    Notes
    -----
    Costs play of every policy in these worlds, twice for each rate and once more. Where play does not meet a rate
    only the walk is repeated.
    """
    ensemble.require_status_quo()
    case = ensemble.case
    numbers = numbers_of(case)
    worlds = worlds_of(ensemble.doubts, seed=ensemble.seed, samples=samples, most=WORLDS)
    paces = paces_of(case) if numbers else ()
    effects, unmet, best, now = [], [], {}, {}
    with forgetting(ensemble):
        if numbers:
            before = _play(ensemble, worlds, numbers, np.ones(len(paces)))
            best = {y: choice.best()[0] for y, choice in before.choices.items()}
            now = {y: {p: worlds.mean(c) for p, c in choice.chances.items()} for y, choice in before.choices.items()}
        for number, pace in enumerate(paces):
            report("varying rates", number, len(paces))
            if pace.speed.high == 0:
                continue
            after = {f: _play(ensemble, worlds, numbers, _factors(len(paces), number, f)) for f in FACTORS}
            if all(play_there.same(before) for play_there in after.values()):
                unmet.append(pace.name)
            else:
                effects.append(_effect(pace, worlds, before, after))
    return RatesResult(
        question=case.title,
        seek=case.seek,
        avoid=case.avoid,
        yardsticks=tuple(numbers),
        factors=FACTORS,
        best=best,
        now=now,
        rates=tuple(sorted(effects, key=lambda e: (-round(e.effect, 9), -round(e.widest, 9)))),
        unmet=tuple(unmet),
        still=tuple(pace.name for pace in paces if pace.speed.high == 0),
        provenance=provenance_over(ensemble, worlds, METHOD),
    )


@contextmanager
def forgetting(ensemble: Ensemble) -> Iterator[None]:
    """Forget, afterwards, the courses of play that are solved meanwhile: with other rates they do not come again."""
    kept, ensemble.solved = ensemble.solved, {}
    try:
        yield
    finally:
        ensemble.solved = kept


def provenance_over(ensemble: Ensemble, worlds: Worlds, method: str) -> Provenance:
    """Return where a result comes from that rests on other worlds than the ensemble's own."""
    exact = worlds.exact and not any(t.sampled for t in ensemble.doubts.types)
    seed = None if exact else ensemble.seed
    return replace(provenance(ensemble, method), worlds=len(worlds), exact=exact, seed=seed)


def chance_in(course: Course, outcome: int) -> Floats:
    """Return the chance of an outcome under a course, as a (worlds,) array."""
    return np.array([played.chance[outcome] for played in course.played])[course.which]


def choices_among(worlds: Worlds, courses: Mapping[str, Course], numbers: Mapping[str, int]) -> dict[str, Choice]:
    """Return the choice between policies by each yardstick, given their courses of play in the same worlds."""
    chances = {y: {name: chance_in(course, k) for name, course in courses.items()} for y, k in numbers.items()}
    others = {y: next((c for other, c in chances.items() if other != y), None) for y in numbers}
    return {y: Choice(worlds, own, y, others[y]) for y, own in chances.items()}


@dataclass(frozen=True, eq=False)
class _Played:
    """Play of all policies with some rates.

    Attributes
    ----------
    choices : mapping of yardstick to Choice
    digests : list of bytes
        Of every policy's play in every world.
    """

    choices: Mapping[str, Choice]
    digests: list[bytes]

    def same(self, other: _Played) -> bool:
        """Tell whether play is the same to the last transition."""
        return self.digests == other.digests


def _play(ensemble: Ensemble, worlds: Worlds, numbers: Mapping[str, int], factors: Floats) -> _Played:
    courses = {p.id: play(ensemble, p, worlds, factors=factors, timed=False) for p in ensemble.policies}
    choices = choices_among(worlds, courses, numbers)
    digests = [course.played[k].digest for course in courses.values() for k in course.which]
    return _Played(choices, digests)


def _factors(count: int, number: int, factor: float) -> Floats:
    factors = np.ones(count)
    factors[number] = factor
    return factors


def _effect(pace: Pace, worlds: Worlds, before: _Played, after: Mapping[float, _Played]) -> RateEffect:
    changes, turns = [], []
    for yardstick, old in before.choices.items():
        for policy, chance in old.chances.items():
            for factor, played in after.items():
                varied = played.choices[yardstick].chances[policy]
                changes.append(_change(worlds, policy, yardstick, factor, chance, varied))
        for factor, played in after.items():
            if (turn := _turn(worlds, factor, old, played.choices[yardstick])) is not None:
                turns.append(turn)
    leaders = {(choice.best()[0], yardstick) for yardstick, choice in before.choices.items()}
    return RateEffect(
        name=pace.name,
        actor=pace.actor,
        low=pace.speed.low,
        high=pace.speed.high,
        effect=max(abs(c.change) for c in changes if (c.policy, c.yardstick) in leaders),
        widest=max(abs(c.change) for c in changes),
        changes=tuple(changes),
        turns=tuple(turns),
    )


def _change(worlds: Worlds, policy: str, yardstick: str, factor: float, chance: Floats, varied: Floats) -> RateChange:
    difference = varied - chance
    difference[np.abs(difference) < EQUAL] = 0.0
    change, error = worlds.mean(difference), worlds.error(difference)
    return RateChange(policy, yardstick, factor, worlds.mean(varied), change, error)


def _turn(worlds: Worlds, factor: float, old: Choice, new: Choice) -> RateTurn | None:
    """Return how another policy is best with another rate; None if none is, or if the two are equally good."""
    now, then = old.best()[0], new.best()[0]
    ahead = old.sign * (old.chances[now] - old.chances[then])
    gained = new.sign * (new.chances[then] - new.chances[now])
    lead, lead_error = worlds.mean(ahead), worlds.error(ahead)
    gain, gain_error = worlds.mean(gained), worlds.error(gained)
    if now == then or gain < EQUAL:
        return None
    sure = lead > max(2 * lead_error, EQUAL) and gain > 2 * gain_error
    return RateTurn(old.yardstick, factor, now, then, lead, lead_error, gain, gain_error, sure)
