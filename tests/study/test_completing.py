"""What holds in all, some and no preference profiles is what judging every profile from the definitions finds."""

import itertools
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from offramp.beliefs.types import SAMPLED_COMPLETIONS
from offramp.case import CaseError
from offramp.stability.concepts import CONCEPTS
from offramp.stability.oracle import Oracle
from offramp.study.profiles.completing import completions_of_chances, holds
from offramp.study.summing import provenance
from study.small import ensemble

MAYBE = """
case: maybe
title: Maybe
actors: {a: {}, b: {}}
options: {a.x: , b.y: }
status_quo: {}
outcomes: {both: a.x and b.y}
preferences:
  a: ["maybe(0.3)": a.x]
  b: ["maybe(0.6)": b.y]
behaviour: {default: {foresight: {nash: 0.5, gmr: 0.5}}}
"""

DILEMMA = """
case: dilemma
title: Dilemma
actors: {a: {}, b: {}, c: {}}
options: {a.arms: , b.arms: , c.joins: {direction: up}}
impossible: [c.joins and not (a.arms or b.arms)]
status_quo: {a.arms: yes, b.arms: yes}
outcomes: {peace: not a.arms and not b.arms, war: a.arms and b.arms}
preferences:
  a: [any_order: {not b.arms: 2, a.arms: 1, not c.joins: 1}]
  b: [{slot: aim}, a.arms if b.arms]
  c: ["maybe(0.25)": c.joins if a.arms, any_order: [not b.arms, not c.joins]]
questions:
  b_aim:
    about: b
    alternatives:
      safe: {prior: 0.7, aim: [any_order: [not a.arms, b.arms]]}
      mild: {prior: 0.3, aim: [not b.arms, "maybe(0.5)": not a.arms]}
behaviour:
  default: {foresight: {seq: 0.6, nash: 0.2, smr: 0.2}}
  b: {foresight: {sseq: 0.5, gmr: 0.5}}
"""

WIDE = """
case: wide
title: Wide
actors: {a: {}, b: {}, c: {}}
options: {a.x: , a.z: , b.x: , b.z: , c.x: , c.z: }
status_quo: {}
outcomes: {one: a.x}
preferences:
  a: [any_order: [a.x iff b.x, a.z iff not c.z, b.z and not a.x, c.x or a.z]]
  b: [any_order: [b.x iff c.x, b.z iff not a.z, c.z and not b.x, a.x or b.z]]
  c: [any_order: [c.x iff a.x, c.z iff not b.z, a.z and not c.x, b.x or c.z]]
behaviour: {default: {foresight: seq}}
"""


@dataclass
class Counted:
    """Shares over all profiles, each judged by the oracle, state by state."""

    equilibrium: dict[str, np.ndarray]
    stable: dict[tuple[str, str], np.ndarray]
    some: dict[str, np.ndarray]
    every: dict[str, np.ndarray]


def counted(there, answers=None):
    """Judge every product of types, with nothing taken to be alike."""
    case, doubts = there.case, there.doubts
    actors, states = case.actor_ids, len(there.space)
    names = [*CONCEPTS, "mixed"]
    found = Counted(
        {n: np.zeros(states) for n in names},
        {(n, a): np.zeros(states) for n in names for a in actors},
        {n: np.zeros(states, dtype=bool) for n in names},
        {n: np.ones(states, dtype=bool) for n in names},
    )
    whole = 0.0
    for types in itertools.product(*(range(len(t)) for t in doubts.types)):
        weight = float(np.prod([doubts.truth[i][t] for i, t in enumerate(types)]))
        if weight == 0 or not all(agrees(doubts.types[i], t, answers or {}) for i, t in enumerate(types)):
            continue
        whole += weight
        oracle = Oracle(
            case, {a: doubts.types[i].orders[t] for i, (a, t) in enumerate(zip(actors, types, strict=True))}
        )
        assert len(oracle.states) == states
        stable = {
            (n, a): np.array([float(oracle.stable(a, s, n)) for s in oracle.states]) for n in CONCEPTS for a in actors
        }
        for i, actor in enumerate(actors):
            mixture = zip(doubts.concepts[i], doubts.foresight[i], strict=True)
            stable["mixed", actor] = sum(p * stable[c, actor] for c, p in mixture)
        for name in names:
            value = np.prod([stable[name, a] for a in actors], axis=0)
            found.equilibrium[name] += weight * value
            found.some[name] |= value > 0
            found.every[name] &= value > 1 - 1e-12
            for actor in actors:
                found.stable[name, actor] += weight * stable[name, actor]
    for table in (found.equilibrium, found.stable):
        for key in table:
            table[key] /= whole
    return found


def agrees(kinds, t, answers):
    given = {q.id: q.alternatives[a].id for q, a in zip(kinds.questions, kinds.alternatives[t], strict=True)}
    return all(given[q] == answer for q, answer in answers.items() if q in given)


def states(result):
    return {s.id: s for s in result.states}


# ---------------------------------------------------------------- by hand


def test_shares_by_hand():
    # who holds its statement moves to `yes` and stays there; who does not is indifferent and stays wherever it is
    found = states(holds(ensemble(MAYBE)))
    assert {s: round(x.equilibrium["nash"].share, 12) for s, x in found.items()} == {0: 0.28, 1: 0.4, 2: 0.7, 3: 1}
    assert [found[s].equilibrium["nash"].verdict for s in (0, 1, 2, 3)] == ["some", "some", "some", "all"]
    assert found[0].stable["nash"]["a"].share == pytest.approx(0.7)
    assert found[0].stable["nash"]["b"].share == pytest.approx(0.4)
    assert all(share.error == 0 == share.against for x in found.values() for share in x.equilibrium.values())


def test_the_mixture_of_foresight_by_hand():
    # to act on its statement an actor must have no fear: under GMR the other's answer leaves its own option alone
    found = states(holds(ensemble(MAYBE)))
    assert found[0].equilibrium["gmr"].share == pytest.approx(0.28)
    assert found[0].equilibrium["mixed"].share == pytest.approx(0.28)
    assert found[0].outcome == "none of these"
    assert found[3].outcome == "both"


def test_states_come_most_likely_first_and_are_counted():
    result = holds(ensemble(MAYBE))
    assert [s.id for s in result.states] == [3, 2, 1, 0]
    assert result.counts["nash"] == {"all": 1, "some": 3, "no": 0}
    assert (result.profiles, result.orders, result.draws, result.marks) == (4, {"a": 2, "b": 2}, 0, ())
    assert result.provenance.exact
    assert result.provenance.seed is None


def test_the_status_quo_is_listed_even_if_it_never_holds():
    text = MAYBE.replace('"maybe(0.3)": a.x', "a.x")
    result = holds(ensemble(text), concepts=["nash"])
    assert [s.id for s in result.states] == [3, 1, 0]
    assert states(result)[0].equilibrium["nash"].verdict == "no"
    assert (result.status_quo, result.hidden) == (0, 0)


def test_states_that_are_asked_for_are_listed_even_if_they_never_hold():
    text = MAYBE.replace('"maybe(0.3)": a.x', "a.x").replace("status_quo: {}", "status_quo: {a.x: yes}")
    result = holds(ensemble(text), concepts=["nash"], always=[3, 2])
    assert [s.id for s in result.states] == [3, 1, 2]
    assert states(result)[2].equilibrium["nash"].verdict == "no"
    assert states(result)[2].levels == {"a.x": "no", "b.y": "yes"}
    assert result.hidden == 0


def test_the_mixture_is_found_only_if_all_concepts_are():
    # everybody's foresight is SEQ, under which profiles are drawn
    few = holds(ensemble(WIDE), concepts=["nash"])
    assert list(few.counts) == ["nash"]
    assert all(list(s.stable) == list(s.equilibrium) == ["nash"] for s in few.states)
    assert all(s.equilibrium["nash"].verdict != "no" for s in few.states if s.id != few.status_quo)
    assert few.draws == 0
    assert list(holds(ensemble(MAYBE)).counts) == [*CONCEPTS, "mixed"]


def test_a_type_without_any_chance_is_not_looked_at():
    text = MAYBE.replace("maybe(0.3)", "maybe(0)").replace("maybe(0.6)", "maybe(1)")
    result = holds(ensemble(text), concepts=["nash"])
    assert {s.id: s.equilibrium["nash"].verdict for s in result.states} == {0: "no", 2: "all", 3: "all"}


# ---------------------------------------------------------------- against every profile, judged from the definitions


@pytest.mark.parametrize("answers", [{}, {"b_aim": "safe"}, {"b_aim": "mild"}])
def test_shares_are_those_of_all_profiles_judged_one_by_one(answers):
    there = ensemble(DILEMMA)
    expected = counted(there, answers)
    result = holds(there, answers=answers)
    assert result.answers == answers
    listed = states(result)
    for name in [*CONCEPTS, "mixed"]:
        assert all(expected.equilibrium[name][s] == 0 for s in range(len(there.space)) if s not in listed)
        for s, state in listed.items():
            share = state.equilibrium[name]
            assert share.share == pytest.approx(expected.equilibrium[name][s], abs=1e-12)
            verdict = "all" if expected.every[name][s] else "some" if expected.some[name][s] else "no"
            assert share.verdict == verdict
            for actor in there.case.actor_ids:
                assert state.stable[name][actor].share == pytest.approx(expected.stable[name, actor][s], abs=1e-12)
        counts = result.counts[name]
        assert counts["all"] == expected.every[name].sum()
        assert counts["all"] + counts["some"] == expected.some[name].sum()


def test_the_share_of_an_equilibrium_is_the_product_of_the_actors_shares_where_only_their_own_order_counts():
    there = ensemble(DILEMMA)
    expected = counted(there)
    actors = there.case.actor_ids
    for name in ("nash", "gmr", "smr"):
        product = np.prod([expected.stable[name, a] for a in actors], axis=0)
        assert expected.equilibrium[name] == pytest.approx(product, abs=1e-12)
    # where it does not, the product is another number
    product = np.prod([expected.stable["sseq", a] for a in actors], axis=0)
    assert np.abs(expected.equilibrium["sseq"] - product).max() > 0.01


def test_answers_that_are_unknown_are_refused():
    with pytest.raises(CaseError, match="unknown question"):
        holds(ensemble(DILEMMA), answers={"b_aims": "safe"})
    with pytest.raises(CaseError, match="unknown alternative"):
        holds(ensemble(DILEMMA), answers={"b_aim": "save"})


# ---------------------------------------------------------------- drawn profiles


@pytest.fixture(scope="module")
def drawn():
    there = ensemble(WIDE)
    return there, holds(there, profiles=300), states(holds(there, profiles=20_000))


def test_drawn_profiles_give_what_all_profiles_give_within_their_error(drawn):
    _, result, exact = drawn
    assert result.draws == 300
    assert not result.provenance.exact
    assert result.looked_at <= 300 < result.profiles
    for s, state in states(result).items():
        for name in ("seq", "sseq", "mixed"):
            found, true = state.equilibrium[name], exact[s].equilibrium[name]
            assert true.error == 0
            # four and a half standard errors of a share of 300 draws
            assert abs(found.share - true.share) <= 4.5 * np.sqrt(true.share * (1 - true.share) / 300) + 1e-12
            assert found.error == pytest.approx(np.sqrt(found.share * (1 - found.share) / 300))
            if found.verdict != "some":
                assert found.against == pytest.approx(3 / 300)
        for name in ("nash", "gmr", "smr"):
            assert state.equilibrium[name] == exact[s].equilibrium[name]
            assert state.equilibrium[name].error == 0


def test_running_shares_end_in_the_share(drawn):
    _, result, _ = drawn
    assert result.marks == (37, 75, 150, 300)
    for state in result.states:
        assert set(state.running) == {"seq", "sseq", "mixed"}
        for name, running in state.running.items():
            assert len(running) == 4
            assert running[-1] == pytest.approx(state.equilibrium[name].share, abs=1e-6)
            counts = np.array(running) * result.marks
            assert counts == pytest.approx(np.round(counts), abs=1e-3)


def test_the_same_seed_draws_the_same_profiles(drawn):
    _, result, _ = drawn
    assert holds(ensemble(WIDE), profiles=300).states == result.states
    assert holds(ensemble(WIDE, seed=1), profiles=300).states != result.states


def test_one_actor_is_judged_in_full_where_what_it_hangs_on_can_be_listed():
    # of 216 profiles no actor tells apart more than 72: to the others, the orders of b and of c are of two kinds
    text = """
case: views
title: Views
actors: {a: {}, b: {}, c: {}}
options: {a.x: , a.z: , b.x: , c.x: }
status_quo: {}
preferences:
  a: [any_order: [b.x or a.z, not a.x if c.x, a.x and not a.z]]
  b: [any_order: [b.x, a.x, c.x or not b.x]]
  c: [any_order: [c.x, a.z, b.x or not c.x]]
behaviour: {default: {foresight: seq}}
"""
    there = ensemble(text)
    result = holds(there, profiles=100, concepts=["seq"])
    assert (result.profiles, result.draws) == (216, 100)
    assert any(state.equilibrium["seq"].error > 0 for state in result.states)
    expected = counted(there)
    for state in result.states:
        for actor, share in state.stable["seq"].items():
            assert share.error == 0 == share.against
            assert share.share == pytest.approx(expected.stable["seq", actor][state.id])


# ---------------------------------------------------------------- drawn completions

SEVEN = """
case: seven
title: Seven
actors: {a: {}, b: {}}
options: {a.x: , b.p: , b.q: , b.r: , b.s: , b.t: }
status_quo: {}
preferences:
  a: [any_order: [a.x, not a.x, b.p, b.q, b.r, b.s, b.t]]
  b: []
behaviour: {default: {foresight: nash}}
"""


def test_completions_that_were_drawn_leave_an_error():
    result = holds(ensemble(SEVEN), concepts=["nash"])
    n = SAMPLED_COMPLETIONS
    assert not result.provenance.exact
    for state in result.states:
        share = state.equilibrium["nash"]
        # which of two statements comes first is even
        assert abs(share.share - 0.5) <= 4 * 0.5 / np.sqrt(n)
        assert share.error == pytest.approx(np.sqrt(share.share * (1 - share.share) / n))
        assert state.stable["nash"]["b"].against == 0


def test_what_holds_in_all_drawn_completions_may_fail_in_the_share_that_three_over_n_leaves():
    text = SEVEN.replace("[a.x, not a.x,", "[a.x, b.p and b.q,")
    state = states(holds(ensemble(text), concepts=["nash"]))[1]
    assert state.equilibrium["nash"].verdict == "all"
    assert state.equilibrium["nash"].against == pytest.approx(3 / SAMPLED_COMPLETIONS)


def test_the_error_of_a_product_of_two_drawn_shares():
    text = SEVEN.replace("b: []", "b: [any_order: [b.p, not b.p, a.x, b.q, b.r, b.s, b.t]]")
    # b wants q, r, s, t; take the states that have them
    result = holds(ensemble(text), concepts=["nash"])
    checked = 0
    n = SAMPLED_COMPLETIONS
    for state in result.states:
        one, two = (state.stable["nash"][x].share for x in "ab")
        share = state.equilibrium["nash"]
        assert share.share == pytest.approx(one * two)
        if 0 < two < 1:
            # the variance of a product of independent estimates
            u, v = one * (1 - one) / n, two * (1 - two) / n
            assert share.error == pytest.approx(np.sqrt(one**2 * v + two**2 * u + u * v))
            checked += 1
    assert checked


def test_no_more_states_are_listed_than_can_be_read():
    options = ", ".join(f"a.o{k}: " for k in range(8))
    text = f"case: many\ntitle: Many\nactors: {{a: {{}}}}\noptions: {{{options}}}\npreferences: {{a: []}}\n"
    levels = ", ".join(f"a.o{k}: yes" for k in range(8))
    result = holds(ensemble(text))
    assert (len(result.states), result.hidden, result.status_quo) == (200, 56, None)
    result = holds(ensemble(f"{text}status_quo: {{{levels}}}\n"))
    assert (len(result.states), result.hidden, result.status_quo) == (201, 55, 255)


# ---------------------------------------------------------------- certain, open, impossible


def surveyed(there, chances):
    """Return what a survey offers, with chances given by hand: policy -> (worlds,) of the first outcome."""
    return SimpleNamespace(
        case=there.case,
        doubts=there.doubts,
        worlds=there.worlds,
        alternatives=there.alternatives,
        chance=lambda policy, _: np.asarray(chances[policy]),
    )


CHANCES = """
case: chances
title: Chances
actors: {a: {}, b: {}}
options: {a.x: , b.y: }
status_quo: {}
outcomes: {both: a.x and b.y}
preferences:
  a: [any_order: [a.x, not a.x]]
  b: [{slot: aim}]
questions:
  q:
    about: b
    alternatives:
      g: {prior: 0.75, aim: ["maybe(0.5)": b.y]}
      h: {prior: 0.25, aim: [not b.y]}
behaviour: {default: {foresight: nash}}
"""


def test_worlds_are_certain_open_or_impossible_by_hand():
    there = ensemble(CHANCES)
    # world by world: a's order, then b's type: held, not held, h
    own, other = there.worlds.types.T
    weight = np.array([0.5, 0.5])[own] * np.array([0.375, 0.375, 0.25])[other]
    assert there.worlds.weight == pytest.approx(weight)
    held = np.where(other == 0, 1.0, np.where(other == 1, 0.2, 0.0))
    chances = {"p": held, "sure": np.ones(6), "never": np.zeros(6)}
    result = completions_of_chances(
        surveyed(there, chances), ["p", "sure", "never"], {"seek": 0}, provenance=provenance(there, "by hand")
    )
    found = {c.policy: c for c in result.certainties}
    assert (found["p"].certain, found["p"].open, found["p"].impossible) == pytest.approx((0.375, 0.375, 0.25))
    assert [found[p].verdict for p in chances] == ["some", "all", "no"]
    assert {c.against for c in result.certainties} == {0.0}
    assert {c.certain_error for c in result.certainties} == {0.0}


def test_what_all_drawn_worlds_say_may_fail_in_few():
    orders = "any_order: [a.x, b.y, not b.y, a.x iff b.y, not a.x, a.x or b.y]"
    text = CHANCES.replace("any_order: [a.x, not a.x]", orders).replace(
        "foresight: nash", "foresight: {seq: 0.5, nash: 0.5}"
    )
    text = text.replace("b: [{slot: aim}]", f"b: [{orders}, {{slot: aim}}]")
    there = ensemble(text, samples=300)
    assert not there.worlds.exact
    never = np.zeros(len(there.worlds))
    result = completions_of_chances(
        surveyed(there, {"p": never}), ["p"], {"seek": 0}, provenance=provenance(there, "by hand")
    )
    (found,) = result.certainties
    assert found.verdict == "no"
    # 300 draws of one weight miss this much with a chance of 1 in 20; completions of b are drawn, too, but no rarer
    assert found.against == pytest.approx(1 - 0.05 ** (1 / 300))
