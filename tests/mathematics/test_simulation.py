"""The exact chain agrees with paths drawn one by one."""

import random

import numpy as np
import pytest

from mathematics.models import random_case
from mathematics.playing import match, match_of
from mathematics.simulating import Simulator
from offramp.game import enumerate_states
from offramp.play.solving import still_open, traffic
from offramp.stability import CONCEPTS

DATES = [0.4, 1.0, 2.5, 6.0]
PATHS = 1_500
STANDARD_ERRORS = 4.2

HEAD = """
case: simulated
title: Simulated
as_of: 2020-01-01
actors: {a: {}, b: {}, c: {}}
status_quo: {}
"""

RACE = """
options: {a.x: {levels: [l0, l1, l2]}, b.y: , b.z: , c.w: }
outcomes:
  war: {when: b.y and a.x == l0, final: true}
  deal: a.x == l2 and b.z
  talks: a.x >= l1
preferences:
  a: [b.z, a.x == l2 if b.z, a.x == l1]
  b: [b.z if a.x > l0, {tie: [b.y, b.z]}, not b.z]
  c: [c.w if a.x == l1, not c.w]
behaviour:
  default: {foresight: nash}
  b: {reconsiders: 0.5 per month}
  c: {reconsiders: 3 per month, chooses: any}
"""

ANY = """
options: {a.x: {levels: [l0, l1, l2, l3]}, b.y: , b.z: , c.w: }
outcomes: {high: a.x == l3 and b.y, low: {when: a.x == l1 and not b.y, final: true}, odd: b.y iff b.z}
preferences:
  a: [a.x != l0, a.x >= l2]
  b: [b.y or b.z, b.y]
  c: []
behaviour: {default: {foresight: nash, chooses: any}, b: {reconsiders: 2 per month}}
"""

CLOCKS = """
options: {a.x: , b.y: , c.w: }
clocks:
  bomb: {levels: [none, near, made], rate: {0.8 per month: a.x and bomb == none, 0.1 per month: not b.y}}
  snow: {levels: [deep, gone], rate: {1.5 per month: bomb >= near}}
impossible: [snow == gone and bomb == none]
outcomes:
  lost: {when: bomb == made, final: true}
  calm: b.y and not a.x
preferences:
  a: [not b.y if snow == deep, a.x if bomb == none, not a.x]
  b: [b.y iff snow == gone]
  c: [c.w iff bomb == near]
behaviour: {default: {foresight: seq}}
"""

DATED = """
options: {a.x: , b.y: , c.w: }
clocks:
  vote: {levels: [before, week, after], dates: {week: 2020-02-01, after: 2020-03-15}}
  rain: {levels: [dry, wet], dates: {wet: 2020-03-15}}
  anger: {levels: [low, high], rate: {0.3 per month: a.x}}
impossible: [rain == wet and c.w and a.x]
window: {closes: 2020-02-20}
outcomes:
  broken: {when: anger == high and b.y, final: true}
  signed: a.x and b.y
  late: vote == after
preferences:
  a: [a.x if vote == before, a.x iff rain == dry]
  b: [b.y iff vote == week]
  c: [c.w]
behaviour: {default: {foresight: nash}, c: {reconsiders: 0.7 per month}}
"""

WINDOW = """
options: {a.x: , b.y: , c.w: }
window:
  closes: {0.9 per month: not b.y, 0.1 per month: true}
  reopens: {0.5 per month: b.y, 2 per month: c.w}
outcomes: {deal: {when: a.x and b.y, final: true}, half: a.x or b.y}
preferences: {a: [a.x if b.y, not a.x], b: [b.y], c: [c.w iff b.y]}
behaviour: {default: {foresight: nash}, a: {reconsiders: 0.4 per month}}
"""

WHEN = """
options: {a.x: , b.y: , c.w: }
clocks: {bomb: {levels: [none, made], rate: {0.4 per month: not b.y}}}
window: {when: bomb == made and not c.w}
outcomes: {deal: a.x and b.y, half: a.x or b.y}
preferences: {a: [a.x if bomb == made, not a.x], b: [b.y if a.x], c: [c.w if a.x and not b.y, not c.w]}
behaviour: {default: {foresight: nash}, c: {reconsiders: 0.5 per month}}
"""

CYCLE = """
options: {a.x: , b.y: , c.w: }
outcomes: {same: a.x iff b.y, off: {when: c.w, final: true}}
clocks: {end: {levels: [no_end, near], rate: {0.2 per month: true}}}
preferences: {a: [a.x iff b.y], b: [not a.x iff b.y], c: [c.w if a.x and end == no_end, not c.w]}
behaviour: {default: {foresight: nash}, b: {reconsiders: 3 per month}, c: {reconsiders: 0.3 per month}}
window: {closes: {0.5 per month: a.x}, reopens: {0.5 per month: b.y}}
"""

COMMITTED = """
options: {a.x: {levels: [l0, l1, l2]}, a.v: , b.y: , b.z: , c.w: , c.u: }
clocks: {bomb: {levels: [none, near, made], rate: {0.5 per month: a.x == l0, 0.2 per month: not c.w}}}
outcomes: {lost: {when: bomb == made and not b.y, final: true}, odd: a.v and c.u, deal: a.x == l2}
preferences:
  a: [a.v iff b.y]
  b: [b.y if bomb == none, b.z if a.v, not b.y if b.z and c.u, not b.z]
  c: [c.u if a.x >= l1]
behaviour: {default: {foresight: nash}}
policies:
  follow: {by: [a, c], keeps: {a.x: l2 if c.w and bomb == none else l1 if b.y else l0, c.w: yes if b.y else no}}
"""

STORIES = {
    "a race with ties and a final outcome": (RACE, None),
    "any credible improvement": (ANY, None),
    "clocks with conditions": (CLOCKS, None),
    "dates and a window that closes on one": (DATED, None),
    "a window that closes and reopens at rates": (WINDOW, None),
    "a window that is a condition": (WHEN, None),
    "play that never rests": (CYCLE, None),
    "commitments that depend on a clock": (COMMITTED, "follow"),
}


def assert_chance(found, expected, paths, what):
    """Hold the share of some paths against a chance."""
    error = np.sqrt(max(expected * (1 - expected), 1e-12) / paths)
    assert abs(found / paths - expected) <= STANDARD_ERRORS * error + 1e-9, what


def assert_mean(values, expected, what):
    """Hold the mean of some drawn values against an expectation; what was never drawn may be rare."""
    error = (np.std(values) or np.sqrt(expected)) / np.sqrt(len(values))
    assert abs(np.mean(values) - expected) <= STANDARD_ERRORS * error + 1e-9, what


def assert_same_ends(played, paths):
    expected: dict[int, float] = {}
    for node, chance in zip(played.ends.nodes, played.ends.chance, strict=True):
        state = int(played.chain.state[node])
        expected[state] = expected.get(state, 0.0) + chance
    assert set(expected) >= {state for path in paths for state in path.ends if path.ends[state] > 0.99}
    for state in {state for path in paths for state in path.ends} | set(expected):
        assert_mean([path.ends.get(state, 0.0) for path in paths], expected.get(state, 0.0), f"end in {state}")


def assert_same_visits(played, paths, outcome):
    visit = played.visit(outcome, DATES)
    hits = [path.visits[outcome] for path in paths if outcome in path.visits]
    assert_chance(len(hits), visit.chance, len(paths), f"visit to {outcome}")
    assert_chance(sum(closed for _, closed in hits), visit.after_close, len(paths), f"{outcome} after close")
    assert_chance(sum(not closed for _, closed in hits), visit.before_close, len(paths), f"{outcome} before close")
    for date, expected in zip(DATES, visit.by_date, strict=True):
        assert_chance(sum(when <= date for when, _ in hits), expected, len(paths), f"{outcome} by {date}")
    if len(hits) > 30:
        assert_mean([when for when, _ in hits], visit.mean_months, f"months to {outcome}")


def assert_same_traffic(played, paths):
    """Hold how often moves are made against the expectation, where they are not made for ever."""
    chain = played.chain
    places = list(zip(chain.state.tolist(), chain.closed.tolist(), strict=True))
    made, _ = traffic(chain)
    for node in set(range(len(chain))) - set(played.ends.nodes.tolist()):
        for k in range(chain.row[node], chain.row[node + 1]):
            way = places[node], places[chain.to[k]]
            assert_mean([path.left[way] for path in paths], made[k], f"move {way}")


@pytest.mark.parametrize("story", STORIES)
def test_the_chain_and_drawn_paths_agree(story):
    text, policy = STORIES[story]
    played = match(HEAD + text, policy)
    simulator = Simulator(played, seed=2)
    paths = [simulator.path() for _ in range(PATHS)]
    assert_same_ends(played, paths)
    assert_same_traffic(played, paths)
    outcomes = [*(o.id for o in played.case.outcomes), "none of these"]
    visited = [outcome for outcome in outcomes if any(outcome in path.visits for path in paths)]
    for outcome in outcomes:
        assert_same_visits(played, paths, outcome)
    assert len(visited) > 1
    opens = still_open(played.chain, np.array(DATES))
    for date, expected in zip(DATES, opens, strict=True):
        assert_chance(sum(path.closed_at > date for path in paths), expected, PATHS, f"open by {date}")


@pytest.mark.parametrize("seed", range(10))
def test_the_chain_and_drawn_paths_agree_on_random_conflicts(seed):
    rng = random.Random(seed)
    case = random_case(rng, largest=24)
    profile = {actor: rng.choice(list(CONCEPTS)) for actor in case.actor_ids}
    chooses = rng.choice(["best", "any"])
    starts = [match_of(case, profile=profile, start=s, chooses=chooses) for s in range(len(enumerate_states(case)))]
    played = max(starts, key=lambda m: len(m.chain))
    simulator = Simulator(played, seed)
    assert_same_ends(played, [simulator.path() for _ in range(300)])
