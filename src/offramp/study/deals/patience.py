"""What detection and patience it takes so that no party gains by cheating on a deal.

The model, with its assumptions:

* A party cheats by going from the deal to a state that it values more (if its preference has no size: ranks higher), by
  any number of moves of its own, as long as play does not stop on the way. A clause holds all its options, so that any
  move breaks it. Where each option can go to any level at once one move is enough; with adjacent steps it may take
  several. They count as taking no time, so that a party is not called deterred whom going on step by step would pay:
  it has the state's value from the start, and a step that is worth less on the way counts for nothing.
* It stays there, and has the value of that state until it is found out and answered, and then, for good, the value of
  what follows. Beside this stands the deal for good, whatever term the case gives it: towards a known end it pays
  sooner or later. A party that breaks the deal in one way first and in another later, as looks and delays allow, is
  not looked at.
* The answer is that the other parties go back to their levels before the deal, all at once; where that is impossible
  with the cheater's options as it left them, everybody does. What cannot be undone stays. If neither can be, or play
  has stopped in a final outcome, nobody answers. Third parties stay as they are.
* The cheater then has, for good, the best that it can reach from there by any number of its own moves, or by staying.
* How it is found out, and how it discounts: :mod:`offramp.study.deals.discounting`. A move of several watched options
  is found out by the watching that gives the answer most weight; that others may find it sooner by chance is left out,
  so that its weight is, if anything, too low. A move of unwatched options alone is never found out.
* A chance known within a range counts as its middle.
* Watching that is offered is asked of those to whom it is offered (`to`). It answers: if that party reckons with it,
  does it still gain by cheating? How likely it is to reckon with it (the chance under `from`) does not enter.

Grim answers in repeated games: Friedman 1971. Deterring a breach by the chance and the time of its detection:
Avenhaus, von Stengel and Zamir 2002 (inspection games).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.case.agreements import Watch
from offramp.game.labels import levels_of
from offramp.game.moves import Arcs
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.discounting import (
    least_detection,
    least_patience,
    longest_delay,
    mean_months,
    pays,
    weight_after,
    weight_needed,
)
from offramp.study.deals.values import values_of
from offramp.study.results.patience import Cheat, PartyPatience, Patience

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Watching = Mapping[str, Sequence[Watch]]
"""For each option that is watched, the ways in which it is."""

MOST_POINTS = 4_096
"""At how many points on the way to a deal cheating is looked at, at the most."""

MOST_CHEATS = 12
"""How many ways of cheating are told in full."""


def patience(bargain: Bargain, state: int) -> Patience:
    """Return what detection and patience a deal takes, party by party.

    Parameters
    ----------
    bargain : Bargain
        The case.
    state : int
        The deal's state.

    Notes
    -----
    Costs, for each party, the states that its own moves lead to from the deal, and from the answer at each of these,
    for each of its types; and those from at most `MOST_POINTS` points on the way to the deal.
    """
    asked = bargain.asked
    stated: Watching = {option: (watch,) for option, watch in asked.watch.items()}
    parties = {actor: _Party(bargain, i, state) for actor, i in zip(asked.between, bargain.parties, strict=True)}
    offers: dict[str, dict[str, bool]] = {}
    for offer in asked.offers:
        if offer.watch:
            ways = {o: (*stated.get(o, ()), offer.watch[o]) for o in offer.watch}
            verdicts = {actor: parties[actor].deterred({**stated, **ways}) for actor in parties if actor in offer.to}
            offers[offer.id] = {actor: verdict for actor, verdict in verdicts.items() if verdict is not None}
    return Patience({actor: party.told(stated) for actor, party in parties.items()}, offers)


@dataclass(frozen=True, slots=True)
class _Temptation:
    """A breach that leads to `state`, pays by `gain` until it is answered, and costs `loss` from then on, per month."""

    state: int
    gain: float
    loss: float


class _Party:
    """One party at a deal: where it may move, and what the others answer."""

    def __init__(self, bargain: Bargain, i: int, deal: int) -> None:
        self.bargain = bargain
        self.ensemble = bargain.ensemble
        self.space = bargain.ensemble.space
        self.variables = bargain.case.variables
        self.i = i
        self.deal = deal
        self.levels = levels_of(self.space, deal)
        actor = bargain.case.actor_ids[i]
        self.own = [n for n in bargain.options if self.variables[n].actor == actor]
        self.theirs = [n for n in bargain.options if self.variables[n].actor != actor]
        self.values = values_of(bargain, i)
        self.months = bargain.asked.patience.get(actor)

    # ------------------------------------------------------------ cheating, and its answer

    def reach(self, state: int) -> Longs:
        """Return the other states that any number of the party's own moves lead to; play goes on until it stops."""
        if not isinstance(self.bargain.board.moves, Arcs):  # one move is enough
            return self.moves(state)
        seen = front = np.array([state], dtype=np.int64)
        while len(front):
            found = np.setdiff1d(np.concatenate([self.moves(s) for s in front.tolist()]), seen)
            seen = np.union1d(seen, found)
            front = found[~self.stopped(found)]
        return np.asarray(seen[seen != state])

    def moves(self, state: int) -> Longs:
        """Return the states that one move of the party leads to."""
        return np.array(self.bargain.neighbours(self.i, state), dtype=np.int64)

    def stopped(self, states: Longs) -> NDArray[np.bool_]:
        """Tell where play has stopped in a final outcome that is not the one the deal is for."""
        return np.asarray(self.ensemble.final[states] & (self.ensemble.outcome[states] != self.bargain.goal))

    def answers(self, cheats: Longs) -> Longs:
        """Return the state that the others' answer to each breach leads to; -1 if they have none."""
        found = np.full(len(cheats), -1, dtype=np.int64)
        everybody = [n for n, variable in enumerate(self.variables) if variable.actor is not None]
        for back in (self.theirs, everybody):
            undone = [n for n in back if self.variables[n].direction == "both"]
            levels = self.space.levels[cheats]
            levels[:, undone] = [self.bargain.start[n] for n in undone]
            found = np.where(found < 0, self.space.states(levels), found)
        return np.where(self.stopped(cheats), -1, found)

    def outlets(self, cheats: Longs) -> tuple[Longs, Longs, Longs]:
        """Return what the cheater can choose from, for good, once each breach is answered.

        Returns
        -------
        states : int array
            Sets of states, one after the other.
        starts : (sets,) int array
            Where each set begins.
        which : (cheats,) int array
            Each breach's set.
        """
        answers = self.answers(cheats)
        codes, which = np.unique(np.where(answers < 0, -1 - cheats, answers), return_inverse=True)
        numbers: dict[bytes, int] = {}
        sets: list[Longs] = []
        number = np.empty(len(codes), dtype=np.int64)
        for k, code in enumerate(codes.tolist()):
            state = np.array([code if code >= 0 else -1 - code], dtype=np.int64)
            stays = code < 0 or bool(self.stopped(state)[0])
            states = state if stays else np.sort(np.append(state, self.reach(code)))
            number[k] = numbers.setdefault(states.tobytes(), len(sets))
            if number[k] == len(sets):
                sets.append(states)
        return np.concatenate(sets), np.cumsum([0, *map(len, sets[:-1])]), number[which]

    def temptations(self, cheats: Longs) -> tuple[Floats, Floats]:
        """Return the gain and the loss of each breach beside the deal, of any sign, where values have size."""
        assert self.values is not None, "asked of cardinal values alone"
        states, starts, which = self.outlets(cheats)
        after = np.maximum.reduceat(self.values[states], starts)[which]
        return self.values[cheats] - self.values[self.deal], self.values[self.deal] - after

    @cached_property
    def gainful(self) -> tuple[_Temptation, ...]:
        """The states of more value that it can go to from the deal; empty if values have no size."""
        cheats = self.reach(self.deal)
        if self.values is None or not len(cheats):
            return ()
        gain, loss = self.temptations(cheats)
        found = zip(cheats.tolist(), gain.tolist(), loss.tolist(), strict=True)
        return tuple(_Temptation(*one) for one in found if one[1] > 0)

    # ------------------------------------------------------------ finding it out

    def ways(self, cheat: int, watching: Watching) -> list[tuple[str, Watch]]:
        """Return the ways in which a breach is found out: of its options that no longer are as the deal has them."""
        now = levels_of(self.space, cheat)
        changed = [self.variables[n].id for n in self.own if now[n] != self.levels[n]]
        return [(option, watch) for option in changed for watch in watching.get(option, ())]

    def soonest(self, cheat: int, watching: Watching) -> tuple[str, Watch] | None:
        """Return the option, and its watching, that gives the answer most weight; without patience, soonest on average.

        None if nothing watches it.
        """

        def merit(way: tuple[str, Watch]) -> tuple[float, float]:
            months = -mean_months(*_numbers(way[1]))
            return (months if self.months is None else weight_after(self.months, *_numbers(way[1])), months)

        return max(self.ways(cheat, watching), key=merit, default=None)

    def weight(self, cheat: int, watching: Watching) -> float:
        """Return how much what comes after the answer weighs; nan if the case does not say."""
        way = self.soonest(cheat, watching)
        if not watching or (way is not None and self.months is None):
            return math.nan
        return 0.0 if way is None or self.months is None else weight_after(self.months, *_numbers(way[1]))

    def pays(self, temptation: _Temptation, watching: Watching) -> bool | None:
        """Tell whether a gainful breach pays; None if that depends on what the case does not say."""
        if temptation.loss <= 0:
            return True
        weight = self.weight(temptation.state, watching)
        return None if math.isnan(weight) else bool(pays(temptation.gain, temptation.loss, weight))

    def deterred(self, watching: Watching) -> bool | None:
        """Tell whether no breach pays; None if the preference has no size or the case does not say enough."""
        verdicts = [self.pays(temptation, watching) for temptation in self.gainful]
        if self.values is None or (None in verdicts and True not in verdicts):
            return None
        return True not in verdicts

    # ------------------------------------------------------------ what is told

    def told(self, watching: Watching) -> PartyPatience:
        """Return what keeps the party from cheating."""
        found = [(t.state, self.cheat(t, watching)) for t in self.gainful]
        found.sort(key=lambda one: (one[1].pays is not True, -one[1].weight_needed, -one[1].gain, one[0]))
        (never, some, none), error = self.shares
        return PartyPatience(
            cardinal=self.values is not None,
            cheats=tuple(cheat for _, cheat in found[:MOST_CHEATS]),
            gainful=len(found),
            never=never,
            some=some,
            none=none,
            error=error,
            safe_step=self.safe_step(watching),
            steps=sum(abs(self.levels[n] - self.bargain.start[n]) for n in self.theirs),
        )

    def cheat(self, temptation: _Temptation, watching: Watching) -> Cheat:
        """Return one way of cheating, with what would make it not pay."""
        needed = weight_needed(temptation.gain, temptation.loss)
        way = self.soonest(temptation.state, watching)
        patience_needed = detection_needed = delay_allowed = math.nan
        if way is not None:
            detects, every, delay = _numbers(way[1])
            patience_needed = least_patience(needed, detects, every, delay)
            if self.months is not None:
                detection_needed = least_detection(needed, self.months, every, delay)
                delay_allowed = longest_delay(needed, self.months, detects, every)
        return Cheat(
            move=self.bargain.labels.change(self.levels, levels_of(self.space, temptation.state)),
            option=way[0] if way is not None else "",
            gain=temptation.gain,
            loss=temptation.loss,
            weight_needed=needed,
            weight=self.weight(temptation.state, watching),
            patience_needed=patience_needed,
            detection_needed=detection_needed,
            delay_allowed=delay_allowed,
            pays=self.pays(temptation, watching),
        )

    @cached_property
    def shares(self) -> tuple[list[float], float]:
        """The weight of worlds in which no breach tempts it, some patience would keep it, none would; their error."""
        worlds = self.ensemble.worlds
        types = worlds.types[:, self.i]
        cheats = self.reach(self.deal)
        kind = np.zeros(int(types.max()) + 1, dtype=np.int64)
        if len(cheats):
            states, starts, which = self.outlets(cheats)
            for t in np.unique(types).tolist():
                ranks = self.ensemble.ranks[self.i][t]
                tempting = ranks[cheats] > ranks[self.deal]
                after = np.maximum.reduceat(ranks[states], starts)[which]
                kept = bool((after[tempting] < ranks[self.deal]).all())
                kind[t] = 0 if not tempting.any() else 1 if kept else 2
        table = (kind[types][:, None] == np.arange(3)).astype(np.float64)
        return [min(worlds.mean(column), 1.0) for column in table.T], max(worlds.error(column) for column in table.T)

    # ------------------------------------------------------------ how far the others may go at once

    def safe_step(self, watching: Watching) -> int | None:
        """Return the largest number of level changes that the others may make at once without tempting the party.

        A point is where this party, and third parties, are as the deal has them, and each option of the other parties
        is anywhere between its level now and the deal's; it is so many levels from the start. There this party
        compares cheating with going on to the deal, as if the rest followed at once. Let j be the least number of
        level changes at a feasible point from where some breach pays. The answer is j - 1, at least 0; or all, if none
        pays from anywhere. None if the preference has no size, if the case states no watching or not this party's
        patience, or if there are more than `MOST_POINTS` points.
        """
        start = self.bargain.start
        ranges = [range(min(start[n], self.levels[n]), max(start[n], self.levels[n]) + 1) for n in self.theirs]
        if self.values is None or self.months is None or not watching or math.prod(map(len, ranges)) > MOST_POINTS:
            return None
        changes, cheats = [], []
        for chosen in itertools.product(*ranges):
            there = dict(zip(self.theirs, chosen, strict=True))
            point = self.space.state(tuple(there.get(n, level) for n, level in enumerate(self.levels)))
            if point >= 0:
                cheats.append(self.reach(point))
                changes += [sum(abs(level - start[n]) for n, level in there.items())] * len(cheats[-1])
        tempting = np.array(changes, dtype=np.int64)[self.tempting(np.concatenate(cheats), watching)]
        return max(int(tempting.min()) - 1, 0) if len(tempting) else sum(len(levels) - 1 for levels in ranges)

    def tempting(self, cheats: Longs, watching: Watching) -> NDArray[np.bool_]:
        """Tell which breaches pay beside the deal, wherever they begin."""
        if not len(cheats):
            return np.zeros(0, dtype=bool)
        gain, loss = self.temptations(cheats)
        changed = self.space.levels[cheats][:, self.own] != np.array(self.levels)[self.own]
        _, first, which = np.unique(changed, axis=0, return_index=True, return_inverse=True)
        weight = np.array([self.weight(cheat, watching) for cheat in cheats[first].tolist()])[which.reshape(-1)]
        return np.asarray(pays(gain, loss, weight))


def _numbers(watch: Watch) -> tuple[float, float, float]:
    """Return the chance that a look finds it, the months between looks, and the months until the answer."""
    return watch.detects.middle, watch.every, watch.delay
