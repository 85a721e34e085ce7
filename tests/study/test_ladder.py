"""Ladders: world by world from the definitions, and by hand."""

import random
from dataclasses import replace

import numpy as np
import pytest

from offramp.case import CaseError
from offramp.case.agreements import Rung
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.ladder import climb, ladder
from offramp.study.deals.stepping import Stepping
from offramp.study.playing.ensemble import Ensemble
from study.bargaining import Bargain as Slow
from study.bargaining import random_bargain
from study.small import ensemble


def with_rungs(there, *rungs):
    """Return a case with a ladder: each rung the levels that it adds, by number."""
    levels, built = {}, []
    for n, added in enumerate(rungs, start=1):
        levels = {**levels, **added}
        built.append(Rung(f"r{n}", f"rung {n}", levels))
    case = replace(there.case, deals=replace(there.case.deals, ladder=tuple(built)))
    return Ensemble(case, seed=there.seed, samples=there.samples)


def ladder_of(there):
    bargain = Bargain(there)
    return ladder(bargain, Stepping(bargain, Exposing(bargain)))


def random_ladder(seed):
    rng = random.Random(seed)
    slow = random_bargain(seed)
    own = [v for v in slow.case.variables if v.actor in slow.parties]
    rungs = []
    for _ in range(rng.randint(1, 4)):
        chosen = rng.sample(own, rng.randint(1, 2))
        rungs.append({v.id: rng.randrange(len(v.levels)) for v in chosen})
    return Slow(with_rungs(slow.there, *rungs))


class Naive:
    """How one ladder is climbed, from the definitions alone."""

    def __init__(self, slow):
        self.slow = slow
        self.rungs = slow.deals.ladder
        names = [v.id for v in slow.case.variables]
        self.states = [slow.start]
        for rung in self.rungs:
            self.states.append(tuple(rung.levels.get(n, x) for n, x in zip(names, slow.start, strict=True)))

    def worths(self, actor, w):
        oracle = self.slow.oracle(self.slow.true_types(w))
        return [oracle.worth(actor, state) for state in self.states]

    def end(self, r, w):
        """Return on which rung the parties mean to stop once they are on one."""
        if r == len(self.rungs):
            return r
        end = self.end(r + 1, w)
        worths = [self.worths(actor, w) for actor in self.slow.parties]
        goes = all(own[end] >= own[r] for own in worths) and any(own[end] > own[r] for own in worths)
        return end if goes else r

    def breaks(self, actor, r, after):
        """Tell whether a move from a rung breaks an actor's part."""
        for n, variable in enumerate(self.slow.case.variables):
            if variable.actor != actor or variable.id not in self.rungs[r - 1].levels:
                continue
            level = self.rungs[r - 1].levels[variable.id]
            following = self.rungs[r].levels[variable.id] if r < len(self.rungs) else level
            between = range(min(level, following), max(level, following) + 1)
            if after[n] not in between:
                return True
        return False

    def holds(self, r, w):
        for actor in self.slow.parties:
            types, concept = self.slow.seen_by(actor, w)
            credible = self.slow.oracle(types).credible_improvements(actor, self.states[r], concept)
            if any(self.breaks(actor, r, after) for after in credible):
                return False
        return True

    def climbed(self):
        """Return the weights of worlds: never; and for each rung reached, stopped at, broken."""
        never, rows = 0.0, np.zeros((len(self.rungs), 3))
        for w, weight in self.slow.weights():
            goal, r = self.end(0, w), 0
            never += weight * (goal == 0)
            while r < goal:
                r += 1
                rows[r - 1, 0] += weight
                if not self.holds(r, w):
                    rows[r - 1, 2] += weight
                    break
                rows[r - 1, 1] += weight * (r == goal)
        return never, rows


@pytest.mark.parametrize("seed", range(14))
def test_a_ladder_is_climbed_world_by_world(seed):
    slow = random_ladder(seed)
    naive, found = Naive(slow), ladder_of(slow.there)
    never, rows = naive.climbed()
    assert found.never == pytest.approx(never)
    assert [(r.reached, r.stops, r.breaks) for r in found.rungs] == [pytest.approx(tuple(row)) for row in rows]
    for r, rung in enumerate(found.rungs, start=1):
        assert rung.holds == pytest.approx(sum(weight for w, weight in slow.weights() if naive.holds(r, w)))
    assert found.never + sum(rung.stops + rung.breaks for rung in found.rungs) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(14))
def test_a_rung_is_compared_with_the_one_before_and_its_steps_lead_from_there(seed):
    slow = random_ladder(seed)
    naive = Naive(slow)
    for r, rung in enumerate(ladder_of(slow.there).rungs, start=1):
        before, after = naive.states[r - 1], naive.states[r]
        for actor, party in rung.parties.items():
            chances = slow.there.doubts.truth[slow.case.actor_ids.index(actor)].tolist()
            kinds = [(chance, slow.with_type(actor, kind)) for kind, chance in enumerate(chances)]
            assert party.better == pytest.approx(sum(c for c, o in kinds if o.better(actor, after, before)))
            assert party.worse == pytest.approx(sum(c for c, o in kinds if o.better(actor, before, after)))
        pairs = zip(slow.case.variables, before, after, strict=True)
        changed = [(v.actor, v.id, v.levels[x], v.levels[y]) for v, x, y in pairs if x != y]
        assert [(u.actor, u.option, u.before, u.after) for u in rung.adds] == changed
        assert (rung.order is None) == (not changed)
        taken = {move.option for step in rung.order.steps for move in step.moves} if rung.order else set()
        assert taken == {option for _, option, _, _ in changed}


# ---------------------------------------------------------------- by hand

PULL_BACK = """
case: pull-back
title: Pull back in two stages
actors: {a: {}, b: {}}
options: {a.troops: {levels: [near, back, home]}, b.guns: {levels: [near, back, home]}, a.raid: }
status_quo: {}
outcomes: {apart: a.troops == home and b.guns == home}
preferences:
  a: [b.guns == home, b.guns != near, a.troops != home, not a.raid]
  b: [a.troops == home, a.troops != near, b.guns == near]
deals: {between: [a, b], reach: apart}
behaviour: {a: {foresight: smr}, b: {foresight: {smr: 0.7, nash: 0.3}}}
"""
FIRST = {"a.troops": 1, "b.guns": 1}
SECOND = {"a.troops": 2, "b.guns": 2}


def test_the_parties_climb_for_the_sake_of_the_last_rung():
    found = ladder_of(with_rungs(ensemble(PULL_BACK), FIRST, SECOND))
    # both prefer the end to the middle and the middle to now; an a that keeps its troops back is as content with the
    # middle. b, if it looks no farther than its own move, brings its guns back again at the first rung
    first, second = found.rungs
    assert found.never == 0
    assert (first.holds, first.reached, first.stops, first.breaks) == pytest.approx((0.7, 1, 0, 0.3))
    assert (second.holds, second.reached, second.stops, second.breaks) == pytest.approx((0.7, 0.7, 0.7, 0))
    assert (first.id, first.name, first.label) == ("r1", "rung 1", "troops back, guns back")
    assert {actor: (p.better, p.worse) for actor, p in first.parties.items()} == {"a": (1, 0), "b": (1, 0)}
    assert [len(rung.order.steps) for rung in found.rungs] == [2, 2]
    assert [u.after for u in second.adds] == ["home", "home"]
    assert (first.holds_error, first.error, found.never_error) == (0, 0, 0)


def test_moving_on_towards_the_next_rung_breaks_nothing():
    eager = PULL_BACK.replace("a.troops != home, not a.raid", "a.troops == home, not a.raid")
    there = ensemble(eager.replace("a: {foresight: smr}", "a: {foresight: nash}"))
    assert ladder_of(with_rungs(there, {"a.troops": 1}, {"a.troops": 2})).rungs[0].holds == 1
    assert ladder_of(with_rungs(there, {"a.troops": 1})).rungs[0].holds == 0


def test_what_the_ladder_has_not_named_is_left_to_each():
    text = PULL_BACK.replace("a.troops != home, not a.raid", "a.troops == back, a.raid")
    text = text.replace("a: {foresight: smr}", "a: {foresight: nash}")
    first, second = ladder_of(with_rungs(ensemble(text), FIRST, {"a.raid": 0})).rungs
    assert first.holds == pytest.approx(0.7)  # a raids, but has not undertaken not to
    assert second.adds == ()
    assert second.order is None
    assert second.holds == 0


def test_a_ladder_whose_end_somebody_likes_less_than_now_is_never_climbed():
    there = ensemble(PULL_BACK.replace("a.troops != home", "a.troops == near"))
    found = ladder_of(with_rungs(there, {"a.troops": 1}, {"a.troops": 2}))
    assert found.never == 1
    assert [(rung.reached, rung.stops, rung.breaks) for rung in found.rungs] == [(0, 0, 0)] * 2


def test_an_impossible_rung_is_named():
    there = with_rungs(ensemble(PULL_BACK + "impossible: [a.troops == back and b.guns == back]\n"), FIRST, SECOND)
    with pytest.raises(CaseError, match="E062  the rung r1 is an impossible state"):
        ladder_of(there)


def test_a_case_without_rungs_has_no_ladder():
    assert ladder_of(ensemble(PULL_BACK)) is None


def test_nobody_goes_on_to_where_nobody_gains_or_somebody_loses():
    #                          all like the end       nobody gains          the second loses at the end
    ranks = np.array([[[0, 1, 2], [0, 0, 1]], [[0, 0, 0], [1, 1, 1]], [[0, 1, 2], [1, 2, 0]]])
    assert climb(ranks).tolist() == [2, 0, 1]
    # a worse middle is passed for the sake of the end
    assert climb(np.array([[[1, 0, 2], [1, 0, 2]]])).tolist() == [2]
