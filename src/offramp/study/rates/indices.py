"""How much of the spread of a chance comes from which rates, and from which words of probability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import Doubts, count_worlds, doubts_of
from offramp.beliefs.drawing import MOST_WORLDS, worlds_of
from offramp.beliefs.worlds import Worlds
from offramp.case.model import Case, Evidence, Maybe, Preference, Question, Statement, Statements
from offramp.case.paces import paces_of
from offramp.case.probabilities import Probability
from offramp.study.deciding import numbers_of
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import play
from offramp.study.playing.reweighting import reweighting
from offramp.study.playing.stages import NO_POLICY
from offramp.study.rates.varying import EQUAL, FACTORS, chance_in, choices_among, forgetting, provenance_over
from offramp.study.results.varying import ChanceSpread, GroupShare, SobolResult, Varied

Floats = NDArray[np.float64]
Group = tuple[str, str]
"""Its kind and its name."""
Visit = Callable[[str, str, str, Probability], Probability]
"""Given the name of a probability, its kind and its actor; returns what takes its place."""

WORLDS = 60
"""In how many worlds each point is played."""
ENOUGH = 0.9
"""The heaviest worlds are taken if they have this weight of all; else worlds are drawn."""
RESAMPLES = 500
"""For the confidence intervals."""
METHOD = (
    "Sobol indices of groups of unknowns (Saltelli 2002; Saltelli et al. 2010) over a scrambled Sobol sequence; "
    "rates are played again, words of probability weigh the worlds anew."
)


def sobol(
    ensemble: Ensemble,
    policies: Sequence[str] | None = None,
    *,
    base: int = 64,
    seed: int = 0,
    report: Report = silent,
) -> SobolResult:
    """Find which actors, clocks or window spread the judge's chances as the continuous unknowns vary.

    The unknowns are independent. Rates are log-uniform over their range in the file, or from a tenth to ten times a
    single number; probabilities given as a word are uniform over its range in ICD 203, then scaled to sum to 1 with
    their fellows. An actor's group has the rate of its decisions, priors and likelihoods of the questions about it,
    its foresight, its beliefs and its `maybe` statements.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds; a smaller set of worlds is used.
    policies : sequence of str, optional
        Under which policies; if not given, no policy and those that are best by each yardstick.
    base : int
        How many points the sequence has, a power of two. The intervals narrow with its square root.
    seed : int
        Scrambles the sequence, and draws the samples that the intervals rest on; at least 0.
    report : callable
        Told of progress.

    Raises
    ------
    ValueError
        If `base` is not a power of two.
    CaseError
        E064 if the case has no status quo; E055 or E061 if play cannot begin.

    Notes
    -----
    First-order indices are those of Saltelli et al. (2010), total ones of Jansen (1999), as SALib computes them; the
    intervals are 1.96 standard deviations of a bootstrap. Costs play of the policies at `base` times groups + 2 points.
    """
    if base < 2 or base & (base - 1):
        raise ValueError("base must be a power of two, at least 2")
    ensemble.require_status_quo()
    numbers = numbers_of(ensemble.case)
    model = Model(ensemble, numbers)
    chosen = tuple(policies if policies is not None else model.leaders()) if numbers else ()
    found = _evaluated(model, chosen, base, seed, report) if chosen and model.unknowns else np.zeros((0, 0, 0))
    spreads = [
        _spread(model, policy, yardstick, found[:, :, k * len(numbers) + n], seed)
        for k, policy in enumerate(chosen)
        for n, yardstick in enumerate(numbers)
        if found.size
    ]
    case = ensemble.case
    return SobolResult(
        question=case.title,
        seek=case.seek,
        avoid=case.avoid,
        yardsticks=tuple(numbers),
        unknowns=tuple(unknown.told for unknown in model.unknowns),
        left_out=model.left_out,
        still=tuple(pace.name for pace in paces_of(case) if pace.speed.high == 0),
        base=base,
        evaluations=found.shape[0] * found.shape[1],
        worlds=len(model.worlds),
        share=model.share,
        spreads=tuple(spreads),
        seed=seed,
        provenance=provenance_over(ensemble, model.worlds, METHOD),
    )


# ---------------------------------------------------------------- the unknowns


@dataclass(frozen=True, eq=False)
class Unknown:
    """A number that is drawn.

    Attributes
    ----------
    told : Varied
        What it is.
    group : Group
    number : int
        Which of the case's rates, or of its words of probability in the order of :func:`rewritten`.
    """

    told: Varied
    group: Group
    number: int

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate, not a word."""
        return self.told.kind == "rate"

    def at(self, place: float) -> float:
        """Return its value at a place in its range, from 0 to 1."""
        low, high = self.told.low, self.told.high
        return float(low ** (1 - place) * high**place) if self.is_rate else low + (high - low) * place


def rates_in(case: Case) -> list[Unknown]:
    """Return the rates above 0 as unknowns."""
    clocks = len(case.actor_ids) + sum(len(clock.rates) for clock in case.clocks)
    found = []
    for number, pace in enumerate(paces_of(case)):
        speed, group = pace.speed, ("clocks", "clocks") if number < clocks else ("window", "window")
        if pace.actor is not None:
            group = ("actor", pace.actor)
        assumed = speed.low == speed.high
        low, high = (f * speed.low for f in FACTORS) if assumed else (speed.low, speed.high)
        if high > 0:
            found.append(Unknown(Varied(pace.name, "rate", group[1], low, high, assumed), group, number))
    return found


def words_in(case: Case) -> list[Unknown]:
    """Return the probabilities given as a range as unknowns."""
    found: list[Unknown] = []

    def visit(name: str, kind: str, actor: str, chance: Probability) -> Probability:
        if chance.low < chance.high:
            told = Varied(name, kind, actor, chance.low, chance.high, False)
            found.append(Unknown(told, ("actor", actor), len(found)))
        return chance

    rewritten(case, visit)
    return found


def with_words(case: Case, values: Mapping[int, float]) -> Case:
    """Return a case in which numbers stand for some of the words, named by their place among :func:`words_in`."""
    met = -1

    def visit(name: str, kind: str, actor: str, chance: Probability) -> Probability:
        nonlocal met
        met += chance.low < chance.high
        value = values.get(met) if chance.low < chance.high else None
        return chance if value is None else Probability(value, value)

    return rewritten(case, visit)


def rewritten(case: Case, visit: Visit) -> Case:
    """Return a case with each probability replaced by what a visitor returns for it, always in the same order.

    Left alone are the weights of sources and evidence, and evidence that is not used.
    """
    about = {question.id: question for question in case.questions}
    return replace(
        case,
        questions=tuple(_question(question, visit) for question in case.questions),
        evidence=tuple(_evidence(item, about, visit) if item.used else item for item in case.evidence),
        perceptions={
            actor: replace(
                perception,
                believes={
                    q: _chances(about[q], chances, f"belief of {actor}", "belief", actor, visit)
                    for q, chances in perception.believes.items()
                },
            )
            for actor, perception in case.perceptions.items()
        },
        behaviour={
            actor: replace(
                behaviour,
                foresight={
                    c: visit(f"foresight of {actor}: {c}", "foresight", actor, p)
                    for c, p in behaviour.foresight.items()
                },
            )
            for actor, behaviour in case.behaviour.items()
        },
        preferences={actor: _preference(actor, wanted, visit) for actor, wanted in case.preferences.items()},
    )


def _question(question: Question, visit: Visit) -> Question:
    priors = tuple(alternative.prior for alternative in question.alternatives)
    found = _chances(question, priors, "prior", "prior", question.about, visit)
    return replace(
        question,
        alternatives=tuple(
            replace(
                alternative,
                prior=prior,
                slots={slot: _statements(s, question.about, visit) for slot, s in alternative.slots.items()},
            )
            for alternative, prior in zip(question.alternatives, found, strict=True)
        ),
    )


def _evidence(item: Evidence, about: Mapping[str, Question], visit: Visit) -> Evidence:
    found = {
        q: _chances(about[q], chances, f"likelihood of {item.id}", "likelihood", about[q].about, visit)
        for q, chances in item.likelihoods.items()
    }
    return replace(item, likelihoods=found)


def _chances(
    question: Question, chances: Sequence[Probability], what: str, kind: str, actor: str, visit: Visit
) -> tuple[Probability, ...]:
    """Visit one probability for each alternative of a question."""
    pairs = zip(question.alternatives, chances, strict=True)
    return tuple(visit(f"{what}: {question.id} {a.id}", kind, actor, chance) for a, chance in pairs)


def _preference(actor: str, wanted: Preference, visit: Visit) -> Preference:
    return Statements(_statements(wanted.statements, actor, visit)) if isinstance(wanted, Statements) else wanted


def _statements(statements: Sequence[Statement], actor: str, visit: Visit) -> tuple[Statement, ...]:
    return tuple(
        replace(s, chance=visit(f"maybe of {actor}: {s.statement.text}", "maybe", actor, s.chance))
        if isinstance(s, Maybe)
        else s
        for s in statements
    )


# ---------------------------------------------------------------- the chances at a point


class Model:
    """The judge's chances as a function of the unknowns.

    Parameters
    ----------
    ensemble : Ensemble
        The case in its worlds.
    numbers : mapping of yardstick to int
        The outcomes' numbers.

    Attributes
    ----------
    groups : list of Group
        Those that have unknowns: actors in the order of the file, clocks, the window.
    unknowns : tuple of Unknown
        Group by group.
    left_out : tuple of str
        Words that are not drawn: on statements of an actor whose completions are a sample.
    worlds : Worlds
        With each rate at the middle of its range.
    share : float
        Their weight among all worlds; nan if they are a sample.
    """

    def __init__(self, ensemble: Ensemble, numbers: Mapping[str, int]) -> None:
        self.ensemble = ensemble
        self.numbers = numbers
        sampled = {types.actor for types in ensemble.doubts.types if types.sampled}
        words = words_in(ensemble.case)
        fixed = [w for w in words if w.told.kind == "maybe" and w.told.group in sampled]
        drawn = [*rates_in(ensemble.case), *(word for word in words if word not in fixed)]
        order = [*(("actor", actor) for actor in ensemble.case.actor_ids), ("clocks", "clocks"), ("window", "window")]
        self.groups = [group for group in order if any(unknown.group == group for unknown in drawn)]
        self.unknowns = tuple(sorted(drawn, key=lambda unknown: order.index(unknown.group)))
        self.left_out = tuple(word.told.name for word in fixed)
        self.worlds, self.share = _few(ensemble)
        self.paces = np.array([pace.speed.middle for pace in paces_of(ensemble.case)])
        self._weights: dict[bytes, Floats] = {}
        self._chances: dict[tuple[str, bytes], tuple[Floats, ...]] = {}

    def leaders(self) -> list[str]:
        """Return no policy, and the policies that are best by each yardstick with every unknown at its middle."""
        worlds = self.worlds
        courses = {p.id: play(self.ensemble, p, worlds, timed=False) for p in self.ensemble.policies}
        best = (choice.best()[0] for choice in choices_among(worlds, courses, self.numbers).values())
        return list(dict.fromkeys([NO_POLICY.id, *best]))

    def at(self, point: Floats, policies: Sequence[str]) -> list[float]:
        """Return the chances of the yardsticks' outcomes under some policies, policy by policy.

        Parameters
        ----------
        point : (unknowns,) float array
            The place of each unknown in its range, from 0 to 1.
        policies : sequence of str
        """
        factors = np.ones(len(self.paces))
        words = {}
        for unknown, place in zip(self.unknowns, point, strict=True):
            if unknown.is_rate:
                factors[unknown.number] = unknown.at(float(place)) / self.paces[unknown.number]
            else:
                words[unknown.number] = unknown.at(float(place))
        weight = self._weight(words)
        return [float(weight @ chance) for policy in policies for chance in self._play(policy, factors)]

    def forget(self) -> None:
        """Forget the chances and weights found so far."""
        self._weights.clear()
        self._chances.clear()

    def _play(self, policy: str, factors: Floats) -> tuple[Floats, ...]:
        key = (policy, factors.tobytes())
        if key not in self._chances:
            known = self.ensemble.policy(policy)
            course = play(self.ensemble, known, self.worlds, factors=factors, timed=False)
            self._chances[key] = tuple(chance_in(course, k) for k in self.numbers.values())
        return self._chances[key]

    def _weight(self, words: Mapping[int, float]) -> Floats:
        """Return the worlds' weights with other probabilities."""
        key = np.array(list(words.values())).tobytes()
        if key not in self._weights:
            weight = self.worlds.weight
            if words:
                now = self.ensemble.doubts
                then = doubts_of(with_words(self.ensemble.case, words), seed=self.ensemble.seed)
                weight = weight * reweighting(now, then, self.worlds) * _by_foresight(now, then, self.worlds)
            self._weights[key] = weight / weight.sum()
        return self._weights[key]


def _by_foresight(now: Doubts, then: Doubts, worlds: Worlds) -> Floats:
    """Return, world by world, the probability of everybody's foresight over what it is now."""
    ratio = np.ones(len(worlds))
    for i, (before, after) in enumerate(zip(now.foresight, then.foresight, strict=True)):
        taken = worlds.foresight[:, i]
        ratio *= after[taken] / before[taken]
    return ratio


def _few(ensemble: Ensemble) -> tuple[Worlds, float]:
    """Return a few worlds, each rate at its middle, and their share of all the weight, nan for a sample."""
    doubts = ensemble.doubts
    middles = tuple(values[len(values) // 2 : len(values) // 2 + 1] for values in doubts.paces)
    known = replace(doubts, paces=middles)
    worlds, share = worlds_of(known, seed=ensemble.seed, samples=WORLDS, most=WORLDS), 1.0
    if not worlds.exact:
        share = float("nan")
        if count_worlds(known) <= MOST_WORLDS:
            every = worlds_of(known)
            heaviest = np.sort(np.argsort(-every.weight, kind="stable")[:WORLDS])
            kept = float(every.weight[heaviest].sum())
            if kept >= ENOUGH:
                few = every.at(heaviest)
                worlds, share = replace(few, weight=few.weight / kept, exact=False), kept
    places = np.array([len(values) // 2 for values in doubts.paces], dtype=worlds.paces.dtype)
    return replace(worlds, paces=worlds.paces + places), share


# ---------------------------------------------------------------- shares


def _problem(model: Model) -> dict[str, Any]:
    """Return the unknowns as SALib takes them, the groups by number.

    Last comes a group of its own for a number that nothing depends on, since SALib takes a single group for none.
    """
    groups = model.groups
    names = [str(n) for n in range(len(model.unknowns) + 1)]
    numbers = [str(groups.index(unknown.group)) for unknown in model.unknowns]
    return {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
        "groups": [*numbers, str(len(groups))],
    }


def _evaluated(model: Model, policies: Sequence[str], base: int, seed: int, report: Report) -> Floats:
    """Return the chances at all points, as a (base, groups + 2, outputs) array.

    Of each row the first column is the point of sample A, the last that of B, and between them A with one group of
    unknowns taken from B.
    """
    from SALib.sample import sobol as sampling

    points = sampling.sample(_problem(model), base, calc_second_order=False, seed=seed)
    points = points.reshape(base, -1, points.shape[1])
    points = np.delete(points, -2, axis=1)[:, :, :-1]
    found = np.empty((base, points.shape[1], len(policies) * len(model.numbers)))
    for n, row in enumerate(points):
        report("varying rates and words together", n, base)
        with forgetting(model.ensemble):
            found[n] = [model.at(point, policies) for point in row]
        model.forget()
    return found


def _spread(model: Model, policy: str, yardstick: str, values: Floats, seed: int) -> ChanceSpread:
    """Return the spread of one chance, given as a (base, groups + 2) array."""
    own = values[:, [0, -1]]
    deviation = float(own.std())
    constant = bool(np.ptp(values) < EQUAL)
    return ChanceSpread(
        policy=policy,
        yardstick=yardstick,
        mean=float(own.mean()),
        deviation=0.0 if constant else deviation,
        low=float(values.min()),
        high=float(values.max()),
        constant=constant,
        groups=() if constant else _shares(model, values, seed),
    )


def _shares(model: Model, values: Floats, seed: int) -> tuple[GroupShare, ...]:
    from SALib.analyze import sobol as analysing

    padded = np.insert(values, values.shape[1] - 1, values[:, 0], axis=1)
    found = analysing.analyze(
        _problem(model), padded.reshape(-1), calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1
    )
    shares = [
        GroupShare(
            kind=kind,
            group=name,
            unknowns=sum(unknown.group == (kind, name) for unknown in model.unknowns),
            first=float(found["S1"][k]),
            first_interval=float(found["S1_conf"][k]),
            total=float(found["ST"][k]),
            total_interval=float(found["ST_conf"][k]),
        )
        for k, (kind, name) in enumerate(model.groups)
    ]
    return tuple(sorted(shares, key=lambda share: -round(share.total, 9)))
