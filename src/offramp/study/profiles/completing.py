"""What holds in all, in some and in no preference profiles, and where chances are certain in all, some or no worlds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from offramp import __version__
from offramp.game.labels import Labels, level_names, levels_of
from offramp.stability.concepts import CONCEPTS
from offramp.study.holding import World
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.profiles.judging import MIXED, Found, Sweep, Tally, marks_of, orders_of
from offramp.study.profiles.ranging import Surveyed, ranges_of
from offramp.study.results.base import Provenance
from offramp.study.results.completions import Certainty, CertaintyResult, HeldState, HoldsResult, Share
from offramp.study.summing import day_of, outcome_names

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

PROFILES = 400
MOST_STATES = 200
RULE_OF_THREE = 3.0
"""With none against in n draws, the share against is below 3/n with 95 % confidence (Hanley, Lippman-Hand 1983)."""

SURE = 1e-9

METHOD = "Stability judged in preference profiles, each with everybody's true order known to all."
CERTAINTY_METHOD = "Chances of where play ends, world by world, as certain, open or impossible."


# ---------------------------------------------------------------- what holds


def holds(
    ensemble: Ensemble,
    *,
    answers: Mapping[str, str] | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
    profiles: int = PROFILES,
    always: Iterable[int] = (),
    report: Report = silent,
) -> HoldsResult:
    """Say which states hold in all, in some and in no preference profiles, and in which share of them.

    A preference profile gives every actor one of its types: its alternatives and its completion. It weighs what the
    analyst believes of it. Each is judged as a game in which everybody knows everybody's order: what actors believe
    of each other plays no part here. Types without any chance are not looked at, so "all" and "no" are about what the
    case holds possible. What holds in all completions is called necessary elsewhere, in some, possible (Konczak and
    Lang 2005); here both come with their weight.

    Under Nash, GMR and SMR a verdict hangs on the actor's own order alone. Types are independent of each other, so
    the share of profiles in which a state is an equilibrium is the product of the actors' shares: exact, if all
    completions are listed. Under SEQ and SSEQ it hangs on all orders together; of the others' orders only on which of
    their moves are improvements, so types that are alike in this are one. These profiles are all judged if they are
    few, else drawn. `mixed` weighs the concepts by each actor's own foresight, drawn independently; it is found if all
    concepts are asked for, and left out if only some are, since it may rest on others.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    answers : mapping of question to alternative, optional
        Answers to hold fixed; with all of them fixed, only completions vary.
    concepts : sequence of str
        Names of :data:`offramp.stability.CONCEPTS`.
    profiles : int
        The most profiles to list, and how many to draw if there are more.
    always : iterable of int
        States that are listed whether or not they hold, as the status quo is.
    report : callable
        Told of progress.

    Returns
    -------
    HoldsResult

    Raises
    ------
    CaseError
        E021 if a question or an alternative is unknown.

    Notes
    -----
    The error of a share p is sqrt(p (1 - p) / n), with 1/n the sum of 1/profiles, if they were drawn, and for each
    actor with drawn completions the most weight that one of them stands for. This is an upper bound: completions
    differ by less than if each decided alone. Of a product of shares it is that of Goodman (1960). Where all draws
    agree the error is 0, and `against` counts: 3/n (Hanley and Lippman-Hand 1983).

    Costs one sweep over the states for each actor, concept and view of the profile that is new to it.
    """
    case = ensemble.case
    given = answers or {}
    everywhere = World(ensemble, given).answers  # refuses unknown names
    fixed = {question: everywhere[question] for question in everywhere if question in given}
    orders = orders_of(ensemble, fixed)
    names = [*dict.fromkeys(concepts), *([MIXED] if set(CONCEPTS) <= set(concepts) else [])]
    sweep = Sweep(ensemble, orders, names, profiles)
    found = sweep.run(report)
    start = None if case.status_quo is None else ensemble.space.state(case.status_quo)
    wanted = always if start is None or start < 0 else [start, *always]
    chosen, hidden = _chosen(found, names, wanted)
    writer = _Writer(ensemble, found, names)
    sizes = [len(o.chance) for o in orders]
    looked_at = len(np.unique(sweep.joint.profiles, axis=0)) if sweep.together else math.prod(sizes)
    draws = sweep.joint.draws if sweep.together else 0
    return HoldsResult(
        answers=fixed,
        orders=dict(zip(case.actor_ids, sizes, strict=True)),
        profiles=float(math.prod(sizes)),
        looked_at=looked_at,
        draws=draws,
        marks=marks_of(draws),
        status_quo=start,
        states=tuple(writer.state(s) for s in chosen),
        hidden=hidden,
        counts={name: _counts(found.every[name]) for name in names},
        provenance=_provenance(ensemble, looked_at, float(math.prod(sizes)), draws > 0),
    )


def _chosen(found: Found, names: Sequence[str], wanted: Iterable[int]) -> tuple[list[int], int]:
    """Return the states to list, most likely first, then those that are wanted anyway; and how many more there are."""
    every = [found.every[name] for name in names]
    candidates = np.flatnonzero(np.logical_or.reduce([tally.some for tally in every]))
    mean = np.mean([tally.share[candidates] for tally in every], axis=0)
    first = found.every[MIXED].share[candidates] if MIXED in names else mean
    ordered = candidates[np.lexsort((candidates, -mean, -first))].tolist()
    chosen = list(dict.fromkeys([*ordered[:MOST_STATES], *wanted]))
    return chosen, len(set(ordered) - set(chosen))


def _counts(tally: Tally) -> dict[str, int]:
    every, some = int(tally.every.sum()), int(tally.some.sum())
    return {"all": every, "some": some - every, "no": len(tally.share) - some}


def _provenance(ensemble: Ensemble, looked_at: int, possible: float, drawn: bool) -> Provenance:
    exact = not drawn and not any(t.sampled for t in ensemble.doubts.types)
    return Provenance(
        case=ensemble.case.id,
        file=ensemble.case.file,
        digest=ensemble.case.digest,
        version=__version__,
        seed=None if exact else ensemble.seed,
        worlds=looked_at,
        exact=exact,
        partial=False,
        possible=possible,
        states=len(ensemble.space),
        method=METHOD,
        as_of=day_of(ensemble.case),
    )


class _Writer:
    """Turns tallies into results with labels."""

    def __init__(self, ensemble: Ensemble, found: Found, names: Sequence[str]) -> None:
        self.ensemble = ensemble
        self.found = found
        self.names = names
        self.labels = Labels(ensemble.case)
        self.outcomes = outcome_names(ensemble.case)

    def state(self, s: int) -> HeldState:
        actors, space = self.ensemble.case.actor_ids, self.ensemble.space
        levels = levels_of(space, s)
        return HeldState(
            id=s,
            label=self.labels.state(levels),
            levels=level_names(space.variables, levels),
            outcome=self.outcomes[int(self.ensemble.outcome[s])],
            equilibrium={name: _share(self.found.every[name], s) for name in self.names},
            stable={
                name: {actor: _share(self.found.one[name, i], s) for i, actor in enumerate(actors)}
                for name in self.names
            },
            running={
                name: tuple(float(part[s]) for part in self.found.every[name].running)
                for name in self.names
                if self.found.every[name].running
            },
        )


def _share(tally: Tally, s: int) -> Share:
    every, some = bool(tally.every[s]), bool(tally.some[s])
    share = 1.0 if every else min(float(tally.share[s]), 1.0) if some else 0.0
    against = min(RULE_OF_THREE * tally.spread, 1.0) if every or not some else 0.0
    error = math.sqrt(max(float(tally.variance[s]), 0.0)) if some and not every else 0.0
    return Share("all" if every else "some" if some else "no", share, error, against)


# ---------------------------------------------------------------- where chances are certain


def completions_of_chances(
    survey: Surveyed, policies: Sequence[str], numbers: Mapping[str, int], *, provenance: Provenance
) -> CertaintyResult:
    """Say in how many worlds outcomes are certain, open or impossible, and how far open preferences move them.

    Parameters
    ----------
    survey : Surveyed
        Play in many worlds.
    policies : sequence of str
        Which policies to look at.
    numbers : mapping of yardstick to int
        The position of the outcome to seek and of the one to avoid.
    provenance : Provenance
        Where the play comes from.

    Notes
    -----
    A chance above 1 - 1e-9 counts as certain, below 1e-9 as impossible: it comes from linear algebra. A range is over
    the completions of one actor's preferences; all else varies. See :func:`.ranging.ranges_of`.
    """
    names = outcome_names(survey.case)
    certainties = tuple(
        _certainty(survey, survey.chance(policy, number), policy, names[number], yardstick)
        for policy in policies
        for yardstick, number in numbers.items()
    )
    return CertaintyResult(certainties, ranges_of(survey, policies, numbers), provenance)


def _certainty(survey: Surveyed, values: Floats, policy: str, outcome: str, yardstick: str) -> Certainty:
    worlds = survey.worlds
    certain = (values > 1 - SURE).astype(np.float64)
    impossible = (values < SURE).astype(np.float64)
    present = worlds.weight > 0
    verdict = "all" if certain[present].all() else "no" if impossible[present].all() else "some"
    return Certainty(
        policy=policy,
        outcome=outcome,
        yardstick=yardstick,
        verdict=verdict,
        certain=worlds.mean(certain),
        open=worlds.mean(1 - certain - impossible),
        impossible=worlds.mean(impossible),
        certain_error=worlds.error(certain),
        open_error=worlds.error(1 - certain - impossible),
        impossible_error=worlds.error(impossible),
        against=0.0 if verdict == "some" else worlds.unseen(),
    )
