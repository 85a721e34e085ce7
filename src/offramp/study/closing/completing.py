"""Whether what is sought comes about before the window closes, over time: exact, in every world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Policy
from offramp.play.chain import Chain
from offramp.play.solving import reached_by
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import Course, horizon, play
from offramp.study.results.window import Completion
from offramp.study.summing import outcome_number

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MONTHS = 36
"""For how many months the chances are given unless told otherwise."""
METHOD = (
    "Play is a continuous-time Markov chain of credible moves, solved exactly in every world; the window counts as "
    "closed from the first time that it closes, even if it opens again."
)


@dataclass(frozen=True, eq=False)
class Curve:
    """Chances by date, each a (dates,) float array; with what is left, neither done nor open, they sum to 1.

    Attributes
    ----------
    done : (dates,) float array
        The target has been reached by then, the window never having been closed until it was.
    late : (dates,) float array
        It has been reached by then, but only after the window had once been closed, or just as it did.
    open : (dates,) float array
        It has not been reached, and the window has never been closed.
    """

    done: Floats
    late: Floats
    open: Floats


def completions(
    ensemble: Ensemble, *, policies: Iterable[str] | None = None, months: int = MONTHS, report: Report = silent
) -> tuple[Completion, ...]:
    """Return, for each policy, whether the outcome sought comes about before the window closes, over time.

    Parameters
    ----------
    ensemble : Ensemble
        A case that says what to seek and has a window.
    policies : iterable of str, optional
        Which policies, by name; all and `no policy` if not given. `no policy` comes first in any case.
    months : int
        For how many months, each of which gets its chances.
    report : callable
        Told of progress.

    Raises
    ------
    CaseError
        E064 if the case has no status quo; what :func:`offramp.study.playing.play.play` raises.

    Notes
    -----
    Costs, beyond playing the policies, three sums of a series over the nodes of every distinct course of play
    (uniformization; Jensen 1953).
    """
    sought = outcome_number(ensemble.case, ensemble.case.seek)
    if sought is None or ensemble.case.window is None:
        return ()
    wanted = None if policies is None else set(policies)
    chosen = [p for n, p in enumerate(ensemble.policies) if n == 0 or wanted is None or p.id in wanted]
    dates = horizon(months)
    found = []
    for number, policy in enumerate(chosen):
        course = ensemble.courses.get(policy.id) or _untimed(ensemble, policy, report)
        report("watching the window", number, len(chosen))
        found.append(_completion(ensemble, course, sought, dates))
    return tuple(found)


def _untimed(ensemble: Ensemble, policy: Policy, report: Report) -> Course:
    what, count = f"playing: {policy.name}", len(ensemble.worlds)
    return play(ensemble, policy, ensemble.worlds, timed=False, progress=lambda done: report(what, done, count))


def _completion(ensemble: Ensemble, course: Course, sought: int, dates: Floats) -> Completion:
    curves = [_mixed(ensemble, course, k, sought, dates) for k in range(len(course.played))]
    by_world = {name: np.stack([getattr(c, name) for c in curves])[course.which] for name in ("done", "late", "open")}
    worlds = ensemble.worlds
    told = {
        name: {f"{month:g}": min(worlds.mean(values[:, n]), 1.0) for n, month in enumerate(dates)}
        for name, values in by_world.items()
    }
    error = max(worlds.error(values[:, n]) for values in by_world.values() for n in range(len(dates)))
    return Completion(course.policy.id, told["done"], told["late"], told["open"], error)


def _mixed(ensemble: Ensemble, course: Course, number: int, sought: int, dates: Floats) -> Curve:
    """Return the curve of one course of play: a mixture of its ways, where what is learned may be wrong."""
    parts = []
    for way in course.ways[number]:
        chain = way.walk()
        target = ensemble.outcome[way.track.base[chain.state]] == sought
        parts.append((way.share, curve(chain, target, dates)))
    return Curve(*(np.sum([s * getattr(c, name) for s, c in parts], axis=0) for name in ("done", "late", "open")))


def curve(chain: Chain, target: Bools, dates: Floats) -> Curve:
    """Return whether a set of nodes is reached before the window closes for the first time, by each date.

    Parameters
    ----------
    chain : Chain
        The chain; its nodes tell whether the window is closed.
    target : (nodes,) bool array
        The set.
    dates : (dates,) float array
        Months from the start, ascending. What happens on a date has happened by then.

    Notes
    -----
    `done` is the chance of reaching the target's open nodes where play stops as soon as the window closes; `open` that
    of having reached neither the target nor a closed node; `late` what is left of the chance of reaching the target.
    """
    done = reached_by(_stopped(chain, chain.closed), target & ~chain.closed, dates)
    left = 1.0 - reached_by(chain, target | chain.closed, dates)
    late = reached_by(chain, target, dates) - done
    return Curve(done, np.maximum(late, 0.0), np.maximum(left, 0.0))


def _stopped(chain: Chain, where: Bools) -> Chain:
    """Return the chain as it is if it stops in some nodes for good."""
    origin = np.repeat(np.arange(len(chain)), np.diff(chain.row))
    itself = np.arange(len(chain))
    jumps = tuple((when, np.where(where, itself, turned)) for when, turned in chain.jumps)
    return replace(chain, rate=np.where(where[origin], 0.0, chain.rate), jumps=jumps)
