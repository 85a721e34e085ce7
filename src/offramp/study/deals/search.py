"""The deals that reach an outcome: targets, compared, and the best of them told in full."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import level_names, levels_of
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.gains import Gains
from offramp.study.deals.pareto import pareto
from offramp.study.deals.steps import Sequence as Order
from offramp.study.deals.steps import best_orders, changes_of
from offramp.study.deals.targets import targets_of
from offramp.study.playing.courses import Report, course_of, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results.deals import (
    Deal,
    DealOrder,
    DealsResult,
    DealStep,
    Filters,
    FrontPoint,
    Party,
    StepParty,
    Undertaking,
)
from offramp.study.summing import provenance

Floats = NDArray[np.float64]

MOST_DEALS = 12
MOST_FRONT = 200
METHOD = (
    "Every feasible state of the outcome is a target. A party's clause holds all its options at the target's levels; "
    "it breaks the clause if it has a credible improvement. Third parties must come along of their own accord."
)


def deals(ensemble: Ensemble, *, report: Report = silent, most: int = MOST_DEALS) -> DealsResult:
    """Return the Pareto-best deals that reach the case's outcome, out of all targets.

    A target is a feasible state of the wanted outcome with the clocks as they stand, in which nothing is undone that
    cannot be undone. Targets are compared by how surely they hold, by what each party gains and by how much is asked;
    those that are beaten are left out.

    Raises
    ------
    CaseError
        E064 if the case asks for no deals or has no status quo; E062 if no state reaches the outcome.
    """
    return _Search(ensemble, report).result(most)


class _Search:
    def __init__(self, ensemble: Ensemble, report: Report) -> None:
        self.ensemble = ensemble
        self.report = report
        self.bargain = Bargain(ensemble)
        self.targets = targets_of(self.bargain)
        self.enforcing = Enforcing(self.bargain, self.targets, report)
        self.gaining = Gains(self.bargain, self.targets, course_of(ensemble, NO_POLICY, report))
        self.exposing = Exposing(self.bargain)
        self.gains = np.stack([self.gaining.of(i) for i in self.bargain.parties])

    def result(self, most: int) -> DealsResult:
        holds, asked = self.enforcing.enforceable, self.gaining.asked.sum(axis=0)
        net = self.gains[:, 0] - self.gains[:, 2]
        best = pareto(np.concatenate([holds[None], net, -asked[None]]))
        order = sorted(best, key=lambda k: (net[:, k].min() < 0, -holds[k], -net[:, k].min(), asked[k], k))
        described = []
        for done, position in enumerate(order[:most]):
            self.report("steps of deals", done, min(most, len(order)))
            described.append(self.describe(position))
        front = tuple(
            FrontPoint(int(self.targets[k]), self.label(k), float(holds[k]), float(net[:, k].min()), int(asked[k]))
            for k in order[:MOST_FRONT]
        )
        return DealsResult(
            between=self.bargain.asked.between,
            reach=self.bargain.asked.reach,
            targets=len(self.targets),
            filters=Filters(None, None, None, None, {}, ()),
            passed=len(self.targets),
            best=len(best),
            deals=tuple(described),
            front=front,
            ladder=None,
            fair=(),
            not_cardinal=(),
            beside=(),
            provenance=provenance(self.ensemble, METHOD),
        )

    def label(self, position: int) -> str:
        return self.bargain.labels.state(levels_of(self.ensemble.space, int(self.targets[position])))

    def describe(self, position: int) -> Deal:
        state = int(self.targets[position])
        space, bargain = self.ensemble.space, self.bargain
        levels = levels_of(space, state)
        worlds = self.ensemble.worlds
        table, which = self.enforcing.stays
        return Deal(
            id=state,
            label=bargain.labels.state(levels),
            levels=level_names(space.variables, levels),
            undertakings=bargain.undertakings(levels, bargain.options),
            third_parties=bargain.undertakings(levels, bargain.third_options),
            enforceable=float(self.enforcing.enforceable[position]),
            error=worlds.error(self.enforcing.holding(position).astype(np.float64)),
            gains=bool((self.gains[:, 0, position] >= self.gains[:, 2, position]).all()),
            parties={a: self.party(p, position) for p, a in enumerate(bargain.asked.between)},
            third_parties_stay=float(worlds.weight @ table[which, position]),
            approval={},
            approved=1.0,
            alike=0,
            orders=tuple(self.order(order) for order in self.orders(levels)),
            exchange=None,
            in_time=None,
            breaks=(),
            mending=None,
            patience=None,
            certificates=(),
        )

    def party(self, p: int, position: int) -> Party:
        i = self.bargain.parties[p]
        table, which = self.enforcing.held[p]
        worlds = self.ensemble.worlds
        better, equal, worse = (float(x) for x in self.gains[p, :, position])
        return Party(
            enforceable=float(worlds.weight @ table[which, position]),
            better=better,
            equal=equal,
            worse=worse,
            error=max(worlds.error(column) for column in self.gaining.at(i, position).T),
            worst_with=self.gaining.worst_with(i, position),
            worst_without=self.gaining.worst_without(i),
            changes=int(self.gaining.asked[p, position]),
        )

    # ------------------------------------------------------------ the steps

    def orders(self, goal: tuple[int, ...]) -> tuple[Order, ...]:
        bargain = self.bargain
        reached = tuple(goal[n] if n in bargain.options else level for n, level in enumerate(bargain.start))
        adjacent = tuple(v.adjacent for v in self.ensemble.space.variables)
        return best_orders(bargain.start, changes_of(bargain.start, reached, adjacent), self.exposing.at)

    def order(self, found: Order) -> DealOrder:
        levels, steps = list(self.bargain.start), []
        between = self.bargain.asked.between
        for change in found.steps:
            levels[change.variable] = change.after
            exposure = self.exposing.at(tuple(levels)) or ()
            variable = self.ensemble.space.variables[change.variable]
            names = variable.levels[change.before], variable.levels[change.after]
            steps.append(
                DealStep(
                    (Undertaking(str(variable.actor), variable.id, *names),),
                    self.bargain.labels.state(tuple(levels)),
                    {a: StepParty(0.0, 0.0, e, 0.0, 0.0, 0.0, 0.0) for a, e in zip(between, exposure, strict=True)},
                )
            )
        worst = {a: _worst(steps, a) for a in between}
        return DealOrder(tuple(steps), dict(zip(between, found.exposure, strict=True)), worst)


def _worst(steps: Sequence[DealStep], actor: str) -> int:
    exposed = [step.parties[actor].exposure for step in steps]
    return 1 + int(np.argmax(exposed)) if exposed and max(exposed) > 0 else 0
