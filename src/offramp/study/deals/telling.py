"""One deal told in full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Policy
from offramp.game.labels import level_names, levels_of
from offramp.study.deals.breaking import breaks
from offramp.study.deals.certifying import certificates
from offramp.study.deals.comparing import Comparing
from offramp.study.deals.in_time import in_time
from offramp.study.deals.mending.mending import mend
from offramp.study.deals.patience import patience
from offramp.study.deals.stepping import Stepping
from offramp.study.playing.courses import Report, silent
from offramp.study.results.deals import Deal, Party
from offramp.study.results.mending import Mending


class Telling:
    """Tells deals in full.

    Parameters
    ----------
    found : Comparing
        What all targets are worth.
    stepping : Stepping
        Orders of steps.
    wanted : float
        How surely a mended deal should hold.
    report : callable
        Told of progress.
    """

    def __init__(self, found: Comparing, stepping: Stepping, wanted: float, report: Report = silent) -> None:
        self.found = found
        self.stepping = stepping
        self.wanted = wanted
        self.report = report
        self.bargain = found.bargain

    def deal(self, position: int, alike: int, *, mended: bool) -> Deal:
        """Return everything about one target.

        Parameters
        ----------
        position : int
            Which target.
        alike : int
            How many others are as good in all that is compared.
        mended : bool
            Whether to look for what would mend it.
        """
        bargain, enforcing, approving = self.bargain, self.found.enforcing, self.found.approving
        space, worlds = bargain.ensemble.space, bargain.ensemble.worlds
        state = int(self.found.targets[position])
        levels = levels_of(space, state)
        ways = self.stepping.ways(levels)
        come, which = enforcing.stays
        return Deal(
            id=state,
            label=bargain.labels.state(levels),
            levels=level_names(space.variables, levels),
            undertakings=bargain.undertakings(levels, bargain.options),
            third_parties=bargain.undertakings(levels, bargain.third_options),
            enforceable=float(enforcing.enforceable[position]),
            error=worlds.error(enforcing.holding(position).astype(np.float64)),
            gains=bool(self.found.measured.least_gain[position] >= -1e-9),
            parties={actor: self.party(p, position) for p, actor in enumerate(bargain.asked.between)},
            third_parties_stay=worlds.mean(come[which, position].astype(np.float64)),
            third_parties_rest=worlds.mean((come[which, position] & self.rests(levels)).astype(np.float64)),
            approval=approving.at(position),
            approved=float(approving.approved[position]),
            alike=alike,
            orders=tuple(self.stepping.told(ways, order, levels) for order in ways.orders),
            searched=ways.searched,
            exchange=None if ways.exchange is None else self.stepping.told(ways, ways.exchange, levels),
            in_time=in_time(bargain, ways.orders[0], levels) if ways.orders else None,
            breaks=breaks(bargain, state),
            mending=self.mending(position) if mended else None,
            patience=patience(bargain, state),
            certificates=certificates(bargain, state),
        )

    def mending(self, position: int) -> Mending:
        """Return what would mend a deal."""
        found = self.found
        return mend(self.bargain, found.enforcing, found.gains, position, wanted=self.wanted, report=self.report)

    def rests(self, levels: tuple[int, ...]) -> NDArray[np.bool_]:
        """Tell in which worlds no third party moves on from a target while the parties hold to it."""
        ensemble = self.bargain.ensemble
        committed = self.bargain.committed(levels)
        board = ensemble.board(Policy(f"deal {levels}", "", None, self.bargain.asked.between, committed, {}, ()))
        state = board.space.state(levels)
        pick, repertoire = ensemble.ways(board, ensemble.worlds)
        rows = repertoire.choices.rows
        moves = rows[pick, state + 1] > rows[pick, state]
        return np.asarray(board.setting.final[state] | ~moves[:, list(self.bargain.third)].any(axis=1))

    def party(self, p: int, position: int) -> Party:
        """Return what a deal is to one party."""
        i, gaining, worlds = self.bargain.parties[p], self.found.gaining, self.bargain.ensemble.worlds
        held, which = self.found.enforcing.held[p]
        better, equal, worse = (float(x) for x in self.found.gains[p, :, position])
        return Party(
            enforceable=worlds.mean(held[which, position].astype(np.float64)),
            better=better,
            equal=equal,
            worse=worse,
            error=max(worlds.error(column) for column in gaining.at(i, position).T),
            worst_with=gaining.worst_with(i, position),
            worst_without=gaining.worst_without(i),
            changes=int(gaining.asked[p, position]),
        )
