"""Play on small conflicts, put together by hand: everybody knows what everybody wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mathematics.models import orders_of
from offramp.case import Case, load_text
from offramp.case.model import Policy
from offramp.case.paces import paces_of
from offramp.game import Game, Space, enumerate_states
from offramp.game.moves import moves_of
from offramp.game.preferences import ranks_of
from offramp.play.chain import Chain, Setting, explore, setting_of
from offramp.play.movers import Mover, choices_of
from offramp.play.solving import Ends, Visit, ends_of, first_visit
from offramp.stability.oracle import true_at

NO_DATES = np.zeros(0)


@dataclass(frozen=True)
class Match:
    """A case whose actors each act by one concept, with true beliefs, under the commitments of a policy if any."""

    case: Case
    space: Space
    movers: tuple[Mover, ...]
    setting: Setting

    @property
    def paces(self) -> np.ndarray:
        return np.array([pace.speed.middle for pace in paces_of(self.case)])

    @cached_property
    def chain(self) -> Chain:
        return explored(self.setting, self.movers, self.paces)

    @cached_property
    def ends(self) -> Ends:
        return ends_of(self.chain)

    def outcome(self, state: int) -> str:
        """Return the first outcome that matches a state."""
        levels = dict(zip([v.id for v in self.case.variables], self.space.levels[state].tolist(), strict=True))
        return next((o.id for o in self.case.outcomes if true_at(o.when, levels)), "none of these")

    def nodes(self, outcome: str) -> np.ndarray:
        """Return, for each node of the chain, whether it lies in an outcome."""
        return np.array([self.outcome(int(state)) == outcome for state in self.chain.state])

    def chances(self) -> dict[str, float]:
        """Return the chance of ending in each outcome that has one."""
        found: dict[str, float] = {}
        for node, chance in zip(self.ends.nodes, self.ends.chance, strict=True):
            name = self.outcome(int(self.chain.state[node]))
            found[name] = found.get(name, 0.0) + float(chance)
        return found

    def visit(self, outcome: str, dates: Sequence[float] = ()) -> Visit:
        return first_visit(self.chain, self.nodes(outcome), np.array(dates, dtype=np.float64))


def match_of(
    case: Case,
    policy: Policy | None = None,
    *,
    profile: Mapping[str, str] | None = None,
    start: int | None = None,
    chooses: str | None = None,
) -> Match:
    """Return a case as it is played; concepts come from its behaviour, the likeliest if there are several."""
    space = enumerate_states(case, policy.commitments if policy else None)
    orders = orders_of(case)
    ranks = np.stack([ranks_of(orders[actor], space.columns) for actor in case.actor_ids])
    game = Game(case.actor_ids, space, moves_of(space, case.actor_ids), ranks)
    movers = []
    for i, actor in enumerate(case.actor_ids):
        behaviour = case.behaviour[actor]
        concept = (profile or {}).get(actor) or max(
            behaviour.foresight, key=lambda name, b=behaviour: b.foresight[name].middle
        )
        movers.append(Mover(game, i, concept, chooses or behaviour.chooses))
    begin = space.state(case.status_quo) if start is None else start
    return Match(case, space, tuple(movers), setting_of(case, space, begin))


def match(text: str, policy: str | None = None) -> Match:
    """Return a case, given as text, as it is played under a policy."""
    case = load_text(text)[0]
    return match_of(case, next((p for p in case.policies if p.id == policy), None))


def explored(setting: Setting, movers: Sequence[Mover], paces: Sequence[float]) -> Chain:
    """Return the chain that some movers make, each at its rate; further rates are those of clocks and the window."""
    return explore(setting, choices_of(movers), np.arange(len(movers)), np.array(paces, dtype=np.float64))


def at_rest(setting: Setting) -> Setting:
    """Return a setting in which no clock ticks."""
    return replace(setting, clock_pace=np.full_like(setting.clock_pace, -1), jumps=())
