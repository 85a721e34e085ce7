"""Deals: what they ask, what they are worth, what holds them, and the order of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from offramp.study.results.base import Provenance, Result
from offramp.study.results.breaking import Breaks, Certificate
from offramp.study.results.mending import Mending
from offramp.study.results.patience import Patience


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What one party undertakes: an option, from its level now to the level of the deal."""

    actor: str
    option: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Party:
    """What a deal is to one party.

    Attributes
    ----------
    enforceable : float
        Weight of worlds in which it has no credible improvement that breaks its clause.
    better, equal, worse : float
        Chance that the deal is better, equal, worse, in its own ranks, than where play ends without it.
    error : float
        The largest standard error of these three, from sampling worlds.
    worst_with, worst_without : float
        The lowest standing, as the share of states that the party ranks below, of the deal over worlds, and of where
        play may end without it.
    changes : int
        How many level changes it is asked for.
    """

    enforceable: float
    better: float
    equal: float
    worse: float
    error: float
    worst_with: float
    worst_without: float
    changes: int


@dataclass(frozen=True, slots=True)
class Approval:
    """What a deal is to a third party that is asked about it.

    Attributes
    ----------
    say : {"veto", "voice"}
        Whether the deal needs that it finds itself no worse, or it is only heard.
    better, equal, worse : float
        Chance that the deal is better, equal, worse, in its own ranks, than where play ends without it.
    error : float
        The largest standard error of these three.
    """

    say: Literal["veto", "voice"]
    better: float
    equal: float
    worse: float
    error: float


@dataclass(frozen=True, slots=True)
class StepParty:
    """Where a party stands after a step of a deal.

    Attributes
    ----------
    better, worse : float
        Chance, over its types, that it ranks this point above, below the point before the step.
    exposure : float
        How far below the status quo it can be left if the others stop here or one of them exploits it, as a share of
        states; the worst over its types of weight.
    stuck : float
        Chance, over its types, that even the best move of its own from here, or staying, leaves it below the status
        quo.
    goes_on, rests, goes_back : float
        Weight of worlds in which it would, of its own accord and with nobody committed, move on towards the deal from
        here, stay, or move elsewhere. They sum to 1.
    error : float
        The largest standard error of these three, from sampling worlds.
    """

    better: float
    worse: float
    exposure: float
    stuck: float
    goes_on: float
    rests: float
    goes_back: float
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class DealStep:
    """One step of a deal: one change of level, or several at once where none of them can be made alone."""

    moves: tuple[Undertaking, ...]
    label: str
    parties: Mapping[str, StepParty]


@dataclass(frozen=True, slots=True)
class DealOrder:
    """An order of steps. Third parties stand still meanwhile.

    Attributes
    ----------
    steps : tuple of DealStep
        The steps.
    exposure : mapping of actor to float
        Each party's exposure at its worst point.
    worst_step : mapping of actor to int
        After which step that is first so, from 1; 0 if it is never exposed.
    """

    steps: tuple[DealStep, ...]
    exposure: Mapping[str, float]
    worst_step: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class InTime:
    """Whether a deal's steps are taken in time, if each party takes its next step when it next decides.

    Steps in a row that one party can take in one move are taken together.

    Attributes
    ----------
    months : float
        Expected months until the last step, given that all are taken; nan if they cannot be.
    chance : float
        That all steps are taken, and the outcome is still the wanted one: no clock has run on too far.
    before_close : float
        That this happens, and the window has not closed before; equal to `chance` if the case has no window.
    by_date : mapping of str to float
        Chance that all steps have been taken, with the outcome still the wanted one, by some numbers of months.
    error : float
        The largest standard error of these chances, from sampling worlds.
    """

    months: float
    chance: float
    before_close: float
    by_date: Mapping[str, float]
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class RungParty:
    """What a rung of a ladder is to one party: chances that it ranks it above, below the rung before."""

    better: float
    worse: float


@dataclass(frozen=True, slots=True)
class RungResult:
    """One rung of a ladder.

    Attributes
    ----------
    id, name, label : str
        The rung, in the file and in words; and its state.
    adds : tuple of Undertaking
        What it adds to the rung before.
    holds : float
        Weight of worlds in which no party has a credible improvement that breaks what it has undertaken so far.
    holds_error : float
        Its standard error.
    reached, stops, breaks : float
        Weight of worlds in which the parties climb to this rung; in which they then stop here and it holds; in which
        it is broken. What is left of `reached` goes on. A party goes on if it ranks where the ladder would then end at
        least as high as this rung; all must.
    order : DealOrder or None
        The steps from the rung before, in the order that exposes least, measured against the status quo; None if
        there is nothing to change, or no way.
    parties : mapping of actor to RungParty
        What it is to each party.
    """

    id: str
    name: str
    label: str
    adds: tuple[Undertaking, ...]
    holds: float
    holds_error: float
    reached: float
    stops: float
    breaks: float
    order: DealOrder | None
    parties: Mapping[str, RungParty]
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Ladder:
    """Partial deals, one after the other.

    Attributes
    ----------
    never : float
        Weight of worlds in which not even the first rung is climbed. It and the `stops` and `breaks` of all rungs sum
        to 1.
    rungs : tuple of RungResult
        The rungs.
    never_error : float
        The standard error of `never`, from sampling worlds.
    """

    never: float
    rungs: tuple[RungResult, ...]
    never_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Deal:
    """A joint target, with its clauses.

    Attributes
    ----------
    id : int
        The target's number among the case's states.
    enforceable, error : float
        Weight of worlds in which no party has a credible improvement that breaks its clause, and third parties come
        along and stay; its standard error from sampling worlds.
    gains : bool
        Whether every party more likely ranks it above where play ends without it than below.
    third_parties : tuple of Undertaking
        What third parties would have to do of their own accord; nobody undertakes it.
    third_parties_stay : float
        Weight of worlds in which their play leads to the target for sure, once the parties have taken their steps,
        and from there neither out of the outcome nor to a state at which a party would break its clause.
    third_parties_rest : float
        Weight of worlds in which they moreover leave the target as it is. Elsewhere they go on from it, and what the
        deal is to each is told of the target, not of where they go.
    approval : mapping of actor to Approval
        What it is to third parties that are asked about it.
    approved : float
        Chance that no third party with a veto finds itself worse with it; 1 if there is none.
    alike : int
        How many other targets are exactly as good in everything that deals are compared by.
    orders : tuple of DealOrder
        The Pareto-best orders of steps, least total exposure first; empty if there is nothing to change, no feasible
        way, or too much to look at.
    searched : bool
        Whether orders of steps were looked for; not if there are too many points on the way.
    exchange : DealOrder or None
        The order that exposes least if two parties may also change levels at once; None if that exposes nobody less.
    in_time : InTime or None
        Whether the steps of the first order are taken in time.
    breaks : tuple of Breaks
        What breaks it.
    mending : Mending or None
        What would mend it; None if it was not looked for.
    patience : Patience or None
        What detection and patience it takes; None if it was not looked for.
    certificates : tuple of Certificate
        Reasons that a second program can re-check.
    """

    id: int
    label: str
    levels: Mapping[str, str]
    undertakings: tuple[Undertaking, ...]
    third_parties: tuple[Undertaking, ...]
    enforceable: float
    error: float
    gains: bool
    parties: Mapping[str, Party]
    third_parties_stay: float
    third_parties_rest: float
    approval: Mapping[str, Approval]
    approved: float
    alike: int
    orders: tuple[DealOrder, ...]
    searched: bool
    exchange: DealOrder | None
    in_time: InTime | None
    breaks: tuple[Breaks, ...]
    mending: Mending | None
    patience: Patience | None
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """A deal of the Pareto set: how surely it holds and the standard error of that, the least net gain of a party
    (chance of better less chance of worse), and how many level changes it asks."""

    id: int
    label: str
    enforceable: float
    error: float
    least_gain: float
    asked: int


@dataclass(frozen=True, slots=True)
class FairPoint:
    """The deals that a rule of fairness picks, whether they hold or not.

    Attributes
    ----------
    rule : str
        `nash`, `kalai_smorodinsky` or `egalitarian`.
    deals : tuple of int
        The states it picks; several if they are equally fair, the first 20 of them.
    labels : tuple of str
        In words.
    count : int
        How many it picks.
    values : mapping of actor to float
        Each party's value of the first of them, per month.
    without : mapping of actor to float
        Each party's expected value of where play ends without a deal.
    errors : mapping of actor to float
        The standard errors of these, from sampling worlds.
    best : mapping of actor to float
        The most each party could get of targets that leave nobody worse than without.
    enforceable : float
        Weight of worlds in which the first of them holds.
    approved : float
        Chance that no third party with a veto finds itself worse with the first of them.
    """

    rule: str
    deals: tuple[int, ...]
    labels: tuple[str, ...]
    count: int
    values: Mapping[str, float]
    without: Mapping[str, float]
    errors: Mapping[str, float]
    best: Mapping[str, float]
    enforceable: float
    approved: float


@dataclass(frozen=True, slots=True)
class Fails:
    """An answer in whose worlds a policy does worse than in all.

    Attributes
    ----------
    question, alternative : str
        The answer, as what is true.
    chance : float
        That play under the policy ends in the outcome wanted, in worlds in which this is the answer. It is lower than
        in all worlds by at least 5 points, and by more than twice the sampling error of the difference.
    weight : float
        The weight of these worlds.
    """

    question: str
    alternative: str
    chance: float
    weight: float


@dataclass(frozen=True, slots=True)
class Beside:
    """A proposal that is on the table, beside the deals.

    Attributes
    ----------
    policy, name : str
        The policy; or no policy, with which the others are compared.
    chance, error : float
        That play under it ends in the outcome wanted, and the standard error from sampling.
    kept : mapping of actor to float
        For each actor that would adopt it, the chance that it never comes to leave it.
    parties : mapping of actor to tuple of float
        For each party to the deals, adopter or not, the chances that play under it ends better, equal, worse in its
        own ranks than without it. The two ends are drawn independently in each world.
    asks : mapping of actor to int
        Level changes from the status quo that it asks of each actor that would adopt it, at once; the most, if that
        depends on what is learned.
    fails : tuple of Fails
        The answers under which it fails most, as against the rest; worst first, at most five.
    kept_error, parties_error : float
        The largest standard errors of what is told of adopters, and of parties.
    """

    policy: str
    name: str
    chance: float
    error: float
    kept: Mapping[str, float]
    parties: Mapping[str, tuple[float, float, float]]
    asks: Mapping[str, int]
    fails: tuple[Fails, ...]
    kept_error: float = 0.0
    parties_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked of the deals that are shown; None and empty where nothing was."""

    min_enforceable: float | None
    min_gain: float | None
    min_approved: float | None
    max_asks: int | None
    with_levels: Mapping[str, str]
    without_levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DealsResult(Result):
    """The deals that reach an outcome: the Pareto set, out of all targets.

    Attributes
    ----------
    between, reach : the parties, and the outcome wanted
    targets : int
        How many states are targets.
    filters : Filters
        What was asked of them.
    passed : int
        How many targets pass the filters.
    best : int
        How many of these no other surpasses.
    deals : tuple of Deal
        The first of these, told in full. Those that hold nowhere come last; before them those by which every party
        gains at least as likely as it loses; then the surest. The surest of all is told in any case, if need be as the
        last.
    front : tuple of FrontPoint
        These in short, in the same order; at most 200.
    ladder : Ladder or None
        The case's ladder, if it has one.
    fair : tuple of FairPoint
        What rules of fairness pick; empty unless all parties' values are cardinal.
    not_cardinal : tuple of str
        The parties whose preferences are orders without size.
    beside : tuple of Beside
        The case's policies.
    """

    between: tuple[str, ...]
    reach: str
    targets: int
    filters: Filters
    passed: int
    best: int
    deals: tuple[Deal, ...]
    front: tuple[FrontPoint, ...]
    ladder: Ladder | None
    fair: tuple[FairPoint, ...]
    not_cardinal: tuple[str, ...]
    beside: tuple[Beside, ...]
    provenance: Provenance
