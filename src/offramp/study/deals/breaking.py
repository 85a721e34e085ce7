"""What breaks a deal: who would leave it, when, what for, and who could answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.game.labels import levels_of
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.parting import STAYS, apart, departures, error_apart, share_among
from offramp.study.playing.kinds import kinds_of
from offramp.study.results.breaking import Breaks, Punisher, Sign

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

MOST_BREAKS = 6
MOST_SIGNS = 6


def breaks(bargain: Bargain, target_state: int, most: int = MOST_BREAKS) -> tuple[Breaks, ...]:
    """Return who would leave a deal, and by what move, heaviest first.

    Parameters
    ----------
    bargain : Bargain
        The case.
    target_state : int
        The deal's state.
    most : int
        How many to return.

    Returns
    -------
    tuple of Breaks
        For each party and each state that it would go to, with nobody committed: its most preferred credible
        improvement, of equal ones the first. Over all of them, the weight of a party is that of the worlds in which
        it does not hold to the deal.

    Notes
    -----
    Costs a look at each distinct way in which parties decide, and sums over the worlds for each move that is told.
    """
    found: list[tuple[float, int, int, Bools]] = []
    weight = bargain.ensemble.worlds.weight
    for i in bargain.parties:
        where = departures(bargain, i, target_state)[bargain.views(i)[1]]
        for to in np.unique(where[where != STAYS]):
            leaves = where == to
            share = float(weight[leaves].sum())
            if share > 0:
                found.append((share, i, int(to), leaves))
    found.sort(key=lambda one: (-one[0], bargain.parties.index(one[1]), one[2]))
    return tuple(_Break(bargain, target_state, i, to, leaves).told(share) for share, i, to, leaves in found[:most])


class _Break:
    """One party, leaving by one move, in the worlds in which it does."""

    def __init__(self, bargain: Bargain, state: int, i: int, to: int, leaves: Bools) -> None:
        self.bargain = bargain
        self.ensemble = bargain.ensemble
        self.worlds = bargain.ensemble.worlds
        self.state, self.i, self.to = state, i, to
        self.leaves = leaves
        self.own = self.worlds.types[:, i].astype(np.int64)
        self.errors: list[float] = []

    def told(self, weight: float) -> Breaks:
        space = self.ensemble.space
        move = self.bargain.labels.change(levels_of(space, self.state), levels_of(space, self.to))
        actor = self.bargain.case.actor_ids[self.i]
        gain, foresight = self.share(self.by_type(self.gain)), self.foresight()
        punishers, unpunished = self.punishers()
        return Breaks(
            actor=actor,
            move=move,
            to=self.to,
            weight=weight,
            error=self.worlds.error(self.leaves.astype(np.float64)),
            gain=gain,
            foresight=foresight,
            signs=self.signs(),
            punishers=punishers,
            unpunished=unpunished,
            shares_error=max(self.errors),
        )

    def share(self, values: Floats) -> float:
        """Return the mean over the worlds in which the party leaves; note its error."""
        mean, error = share_among(self.worlds, self.leaves, values)
        self.errors.append(error)
        return mean

    def by_type(self, value: Mapping[int, float]) -> Floats:
        """Return, world by world, what goes with the party's type; 0 where it does not leave."""
        table = np.zeros(len(self.ensemble.ranks[self.i]))
        for t, number in value.items():
            table[t] = number
        return table[self.own]

    @property
    def types(self) -> list[int]:
        """The party's types in the worlds in which it leaves."""
        return [int(t) for t in np.unique(self.own[self.leaves])]

    def ranks(self, t: int) -> Ints:
        return self.ensemble.ranks[self.i][t]

    @property
    def gain(self) -> dict[int, float]:
        """For each type, the share of states that it passes."""
        every = {t: self.ranks(t) for t in self.types}
        return {t: float(np.mean((r >= r[self.state]) & (r < r[self.to]))) for t, r in every.items()}

    def foresight(self) -> dict[str, float]:
        """Return the shares of the kinds of foresight by which the party acts."""
        concepts, which = self.worlds.concepts[self.i], self.worlds.foresight[:, self.i]
        found = {name: self.share((which == k).astype(np.float64)) for k, name in enumerate(concepts)}
        return {name: share for name, share in found.items() if share > 0}

    # ------------------------------------------------------------ signs

    def signs(self) -> tuple[Sign, ...]:
        """Return what is true, and what the party believes, more often where it leaves; most telling first."""
        found: list[Sign] = []
        everywhere = np.ones(len(self.worlds), dtype=bool)
        for question in self.bargain.case.questions:
            names = [alternative.id for alternative in question.alternatives]
            true = self.ensemble.alternatives[question.id]
            found += self.more_often("", question.id, names, true, everywhere)
            believed = self.believed(question.id, question.about)
            if believed is not None:
                actor = self.bargain.case.actor_ids[self.i]
                found += self.more_often(actor, question.id, names, believed, self.worlds.looks(self.i))
        found.sort(key=lambda sign: sign.usual - sign.share)
        return tuple(found[:MOST_SIGNS])

    def believed(self, question: str, about: str) -> Longs | None:
        """Return, world by world, the answer that the party believes in; None if it knows the true one."""
        j = self.bargain.case.actor_ids.index(about)
        if self.ensemble.doubts.believed[self.i][j] is None:
            return None
        types = self.ensemble.doubts.types[j]
        column = [q.id for q in types.questions].index(question)
        return np.asarray(types.alternatives[self.worlds.believed[:, self.i, j], column])

    def more_often(self, actor: str, question: str, names: list[str], answers: Longs, among: Bools) -> Iterator[Sign]:
        """Yield the answers that are more frequent where the party leaves than among all the worlds that count."""
        where = self.leaves & among
        if not self.worlds.weight[where].sum() > 0:
            return
        for number, name in enumerate(names):
            values = (answers == number).astype(np.float64)
            share, usual = (share_among(self.worlds, rows, values)[0] for rows in (where, among))
            error = error_apart(self.worlds, where, among, values)
            if apart(share - usual, error):
                yield Sign(actor, question, name, share, usual)

    # ------------------------------------------------------------ who could answer

    def punishers(self) -> tuple[tuple[Punisher, ...], float]:
        """Return who could answer, the readiest first, and the share of worlds in which nobody would."""
        found, nobody = [], np.ones(len(self.worlds))
        for j, actor in enumerate(self.bargain.case.actor_ids):
            if j != self.i:
                would = self.would(j)
                nobody *= 1 - would
                found.append(Punisher(actor, self.share(self.by_type(self.could(j))), self.share(would)))
        found.sort(key=lambda punisher: (-punisher.would, -punisher.could))
        return tuple(found), self.share(nobody)

    def could(self, j: int) -> dict[int, float]:
        """For each type of the party, whether one move of another actor leaves it no better than the deal did."""
        after = np.array(self.bargain.neighbours(j, self.to), dtype=np.int64)
        return {t: float((self.ranks(t)[after] <= self.ranks(t)[self.state]).any()) for t in self.types}

    def would(self, j: int) -> Floats:
        """Return, world by world, the chance that another actor's own next move does so; 0 where play has stopped."""
        found = np.zeros(len(self.worlds))
        if self.ensemble.final[self.to]:
            return found
        pick, repertoire = self.ensemble.ways(self.bargain.board, self.worlds)
        choices, rows = repertoire.choices, np.flatnonzero(self.leaves)
        first, which = kinds_of([pick[rows, j], self.own[rows]])
        chances = np.zeros(len(first))
        for kind, w in enumerate(rows[first]):
            begin, end = choices.rows[pick[w, j], self.to : self.to + 2]
            ranks = self.ranks(int(self.own[w]))
            if end > begin:
                chances[kind] = float(np.mean(ranks[choices.chosen[begin:end]] <= ranks[self.state]))
        found[rows] = chances[which]
        return found
