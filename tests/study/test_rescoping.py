"""Another scope: the nearest targets that hold, by hand and by listing."""

import numpy as np
import pytest

from offramp.study.deals.bargain import Bargain
from offramp.study.deals.enforcing import Enforcing
from offramp.study.deals.gains import Gains
from offramp.study.deals.mending.mending import mend
from offramp.study.deals.mending.rescoping import rescope
from offramp.study.deals.targets import targets_of
from offramp.study.playing.courses import course_of
from offramp.study.playing.stages import NO_POLICY
from offramp.study.results.mending import Rescope
from study.bargaining import random_bargain
from study.small import ensemble

TEXT = """
case: scope
title: Scope
actors: {a: {}, b: {}}
options: {a.x: {levels: [none, some, all]}, b.y: {}}
status_quo: {}
outcomes: {deal: "true"}
deals: {between: [a, b], reach: deal}
preferences: {a: [a.x != none], b: [b.y]}
behaviour: {default: {foresight: {nash: 1}}}
"""


def test_the_nearest_targets_that_hold_are_all_named_by_hand():
    bargain = Bargain(ensemble(TEXT))
    targets = targets_of(bargain)
    levels = bargain.ensemble.space.levels[targets].tolist()
    enforceable = np.array([0.6 if pair in ([0, 0], [2, 0], [1, 1], [2, 1]) else 0.4 for pair in levels])
    gains = np.zeros((2, 3, len(targets)))
    gains[:, 0] = 0.5
    gains[1, 2, levels.index([1, 1])] = 0.6
    found = rescope(bargain, targets, enforceable, gains, levels.index([1, 0]), wanted=0.6)
    assert sorted(found, key=lambda one: one.id) == [
        Rescope(0, "all at its lowest level", (("a.x", "some", "none"),), 1, 0.6, True),
        Rescope(2, "x all", (("a.x", "some", "all"),), 1, 0.6, True),
        Rescope(4, "x some, y", (("b.y", "no", "yes"),), 1, 0.6, False),
    ]
    assert rescope(bargain, targets, enforceable, gains, levels.index([1, 0]), wanted=0.7) == ()


def test_the_deal_itself_is_not_another_scope():
    bargain = Bargain(ensemble(TEXT))
    targets = targets_of(bargain)
    enforceable = np.zeros(len(targets))
    enforceable[3] = 1.0
    assert rescope(bargain, targets, enforceable, np.zeros((2, 3, len(targets))), 3, wanted=0.5) == ()


@pytest.mark.parametrize("seed", range(8))
def test_scope_is_found_by_listing_all_targets(seed):
    slow = random_bargain(seed)
    bargain = Bargain(slow.there)
    targets = targets_of(bargain)
    enforcing = Enforcing(bargain, targets)
    gaining = Gains(bargain, targets, course_of(slow.there, NO_POLICY))
    gains = np.stack([gaining.of(i) for i in bargain.parties])
    for position, target in enumerate(slow.targets):
        wanted = 0.5
        good = [t for t in slow.targets if t != target and slow.enforceable(t) >= wanted - 1e-9]
        steps = {t: sum(abs(x - y) for x, y in zip(t, target, strict=True)) for t in good}
        sure = slow.enforceable(target) >= wanted - 1e-9
        nearest = set() if sure else {t for t in good if steps[t] == min(steps.values())}
        found = mend(bargain, enforcing, gains, position, wanted=wanted).scope
        assert {tuple(slow.there.space.levels[one.id].tolist()) for one in found} == nearest
        for one in found:
            there = tuple(slow.there.space.levels[one.id].tolist())
            assert one.steps == steps[there]
            assert one.enforceable == pytest.approx(slow.enforceable(there))
            net = [slow.gain(actor, there) for actor in slow.parties]
            assert one.gains == all(better >= worse - 1e-12 for better, _, worse in net)
