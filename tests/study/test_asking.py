"""Which question to ask next: by hand, by brute force over all worlds, and in samples."""

import math

import numpy as np
import pytest

from offramp.study.asking import MUTE, Doubted, Query, ask, queries_of
from offramp.study.deciding import Choice
from offramp.study.hinges.shares import Unknown, first_order
from offramp.study.summing import provenance
from study.small import ensemble

DECIDES = """
case: decides
title: Decides
actors: {a: {}, b: {}}
options: {a.x: , b.y: , b.idle: }
status_quo: {}
outcomes: {deal: {when: b.y, final: true}, war: {when: a.x and b.idle, final: true}}
judge: {seek: deal, avoid: war}
preferences:
  a: []
  b:
    - any_order: {b.y iff a.x: 3, b.y iff not a.x: 1}
    - any_order: [a.x, not a.x]
behaviour: {default: {foresight: nash}}
policies:
  p: {by: a, sets: {a.x: yes}}
"""

MUTED = """
case: muted
title: Muted
actors: {a: {}, b: {}}
options: {a.x: , b.y: }
status_quo: {}
outcomes: {deal: b.y}
preferences:
  a: []
  b: [{slot: aim}, b.y]
questions:
  q:
    about: b
    alternatives:
      g: {prior: 0.6, aim: ["maybe(0.5)": not b.y]}
      h: {prior: 0.4, aim: [b.y if a.x]}
behaviour: {default: {foresight: nash}}
"""

MANY = """
case: many
title: Many
actors: {a: {}, b: {}}
options: {a.x: , a.z: , b.y: , b.w: }
status_quo: {}
preferences:
  a:
    - any_order: [a.x, b.y, a.z]
    - maybe(0.3): b.w
  b: [{slot: aim}, "maybe(0.8)": b.y]
questions:
  q:
    about: b
    alternatives:
      g: {prior: 0.5, aim: [any_order: {a.x: 2, b.w: 1}]}
      h: {prior: 0.3, aim: [a.x, b.w]}
      i: {prior: 0.2, aim: ["maybe(0.5)": a.z, not b.w]}
behaviour: {default: {foresight: {nash: 0.5, smr: 0.5}}}
"""


def played(text):
    """Return a case in its worlds, and the choices between its policies, as play gives them."""
    from offramp.study.deciding import choices_of
    from offramp.study.many.surveying import survey_here

    there = ensemble(text)
    return there, choices_of(survey_here(there), {"seek": 0, "avoid": 1})


def asked(there, choices):
    return ask(there, choices, provenance=provenance(there, "test"))


def named(result):
    return {(a.kind, a.first, a.second): a for a in result.questions}


def given(there, *policies, yardstick="seek"):
    """Return a choice between policies with chances given by hand."""
    return Choice(there.worlds, {f"p{k}": np.asarray(values, float) for k, values in enumerate(policies)}, yardstick)


# ---------------------------------------------------------------- by hand


def test_the_order_that_decides_everything_has_the_whole_share_and_the_others_none():
    # b makes the deal if a does what b waits for: with p it has 3/4, without 1/4, and knowing which makes it sure
    result = asked(*played(DECIDES))
    first, second = result.questions
    assert (first.kind, first.actor) == ("order", "b")
    assert (first.first, first.second) == ("b.y iff a.x", "b.y iff not a.x")
    assert (first.applies, first.yes) == (1, pytest.approx(0.75))
    gain = first.gains["seek"]
    assert (gain.policy, gain.share, gain.share_error) == ("p", pytest.approx(1), 0)
    assert (gain.variance, gain.worth, gain.worth_error) == (pytest.approx(3 / 16), pytest.approx(0.25), 0)
    assert (second.first, second.yes) == ("a.x", pytest.approx(0.5))
    assert second.gains["seek"].share == pytest.approx(0, abs=1e-12)
    assert second.gains["seek"].worth == pytest.approx(0, abs=1e-12)
    assert result.deviation["seek"] == pytest.approx(math.sqrt(3 / 16))
    assert (result.hidden, result.seek, result.avoid) == (0, "deal", "war")


def test_a_yardstick_that_is_in_no_doubt_counts_for_nothing():
    result = asked(*played(DECIDES))
    assert result.deviation["avoid"] == 0
    assert all(a.gains["avoid"].share == a.gains["avoid"].worth == 0 for a in result.questions)


def test_a_question_that_has_no_answer_in_some_worlds_by_hand():
    # the chance is 0 where b is of the first kind and holds the statement, else 1: its variance is 0.7 x 0.3
    there = ensemble(MUTED)
    held = [order[0].text == "not b.y" for order in there.doubts.types[1].orders]
    chance = 1.0 - np.array(held)[there.worlds.types[:, 1]]
    found = named(asked(there, {"seek": given(there, chance)}))
    assert set(found) == {("answer", "g", "q"), ("holds", "not b.y", "")}
    held_by = found["holds", "not b.y", ""]
    assert (held_by.applies, held_by.yes) == (pytest.approx(0.6), pytest.approx(0.5))
    # yes leaves 0.4, no leaves 1
    assert held_by.gains["seek"].share == pytest.approx(0.3**2 / 0.21)
    # g leaves 0.5, h leaves 1
    assert found["answer", "g", "q"].gains["seek"].share == pytest.approx((0.6 * 0.2**2 + 0.4 * 0.3**2) / 0.21)


def test_the_worth_of_a_question_that_has_no_answer_in_some_worlds_by_hand():
    there = ensemble(MUTED)
    types = there.worlds.types[:, 1]
    held = np.array([order[0].text == "not b.y" for order in there.doubts.types[1].orders])[types]
    first = there.alternatives["q"] == 0
    one = np.where(first, np.where(held, 0.0, 1.0), 0.5)
    two = np.where(first, np.where(held, 0.8, 0.2), 0.4)
    # now: 0.5 and 0.46. Heard yes: 0.2 and 0.64; heard no: 0.8 and 0.28. So 0.5 x 0.64 + 0.5 x 0.8 - 0.5
    found = named(asked(there, {"seek": given(there, one, two)}))["holds", "not b.y", ""].gains["seek"]
    assert (found.policy, found.worth) == ("p0", pytest.approx(0.22))
    # the same, made unlikely: the better policy is the one with the lower chance
    found = named(asked(there, {"avoid": given(there, 1 - one, 1 - two, yardstick="avoid")}))["holds", "not b.y", ""]
    assert found.gains["avoid"].worth == pytest.approx(0.22)


def test_questions_of_equal_reduction_come_by_their_worth():
    # where the best policy is sure there is no doubt under it, but another may be better still to avoid the worst
    there = ensemble(MUTED)
    first = (there.alternatives["q"] == 0).astype(float)
    leader, other = np.full(len(there.worlds), 0.7), 0.9 * first
    result = asked(there, {"seek": given(there, leader, other)})
    assert [a.kind for a in result.questions] == ["answer", "holds"]
    assert result.questions[0].gains["seek"].variance == 0
    assert result.questions[0].gains["seek"].worth == pytest.approx(0.6 * 0.2)


# ---------------------------------------------------------------- the questions there are


def test_every_pair_every_maybe_and_every_alternative_is_asked_about_once():
    there = ensemble(MANY)
    doubts = there.doubts
    found = [
        (q.kind, q.first, q.second) for i in (0, 1) for q in queries_of(there.case, i, doubts.types[i], doubts.truth[i])
    ]
    assert found == [
        ("order", "a.x", "b.y"),
        ("order", "a.x", "a.z"),
        ("order", "b.y", "a.z"),
        ("holds", "b.w", ""),
        ("answer", "g", "q"),
        ("answer", "h", "q"),
        ("answer", "i", "q"),
        ("holds", "b.y", ""),
        ("order", "a.x", "b.w"),
        ("holds", "a.z", ""),
    ]


def test_what_cannot_be_otherwise_is_not_asked():
    text = MANY.replace("maybe(0.3)", "maybe(1)").replace("prior: 0.5", "prior: 0.7").replace("prior: 0.2", "prior: 0")
    there = ensemble(text)
    found = named(asked(there, {"seek": given(there, np.ones(len(there.worlds)))}))
    assert not [key for key in found if key[0] == "answer" and key[1] == "i"]
    assert ("holds", "b.w", "") not in found
    assert ("holds", "a.z", "") not in found
    assert found["answer", "g", "q"].yes == pytest.approx(0.7)


def test_a_statement_that_stands_twice_counts_where_it_first_stands():
    text = DECIDES.replace("    - any_order: [a.x, not a.x]\n", "    - any_order: [a.x, not a.x]\n    - a.x\n")
    text = text.replace("  b:\n    - any", "  b:\n    - not a.x\n    - any")
    there = ensemble(text)
    found = named(asked(there, {"seek": given(there, np.ones(len(there.worlds)))}))
    assert set(found) == {("order", "b.y iff a.x", "b.y iff not a.x")}


def test_of_an_order_known_in_part_only_what_is_open_is_asked():
    # what is known leaves three orders: y w x, y x w, x y w
    text = MANY.replace(
        "any_order: [a.x, b.y, a.z]",
        """any_order:
        statements: {x: a.x, y: b.y, w: b.w}
        known: [y before w]""",
    )
    there = ensemble(text)
    result = asked(there, {"seek": given(there, np.ones(len(there.worlds)))})
    orders = {(q.first, q.second): q.yes for q in result.questions if (q.kind, q.actor) == ("order", "a")}
    assert orders == {("x", "y"): pytest.approx(1 / 3), ("x", "w"): pytest.approx(2 / 3)}


def test_the_order_of_two_classes_of_states_is_asked_about_by_their_names():
    text = """
case: classes
title: Classes
actors: {a: {}, b: {}}
options: {a.x: , b.y: }
states: {calm: {a.x: no, b.y: no}, mine: {a.x: no, b.y: yes}, theirs: {a.x: yes, b.y: no}}
preferences:
  a: []
  b: {partial: {states: [calm, mine, theirs], known: [mine before theirs]}}
behaviour: {default: {foresight: nash}}
"""
    there = ensemble(text)
    # mine before theirs leaves three orders; calm is first, second or last
    first = np.array([float(np.argmax(ranks) == 0) for ranks in there.ranks[1]])
    chance = first[there.worlds.types[:, 1]]
    found = named(asked(there, {"seek": given(there, chance)}))
    assert {key: a.yes for key, a in found.items()} == {
        ("order", "calm", "mine"): pytest.approx(1 / 3),
        ("order", "calm", "theirs"): pytest.approx(2 / 3),
    }
    assert found["order", "calm", "mine"].gains["seek"].share == pytest.approx(1)


# ---------------------------------------------------------------- brute force


def label(types, t, key):
    """Answer a question from the words of a type's order: True, False, or None where it has no answer."""
    kind, first, second = key
    chosen = [q.alternatives[a].id for q, a in zip(types.questions, types.alternatives[t], strict=True)]
    if kind == "answer":
        return first in chosen
    texts = [s.text for s in types.orders[t]]
    if kind == "order":
        return texts.index(first) < texts.index(second) if {first, second} <= set(texts) else None
    if first == "a.z" and chosen != ["i"]:  # only of this alternative may it be one of b's
        return None
    return first in texts


@pytest.mark.parametrize("seed", range(6))
def test_shares_and_worths_are_those_of_every_world_counted_one_by_one(seed):
    there = ensemble(MANY)
    worlds = there.worlds
    assert worlds.exact
    rng = np.random.default_rng(seed)
    by_type = [rng.random((3, len(t))) for t in there.doubts.types]
    chances = [by_type[0][k][worlds.types[:, 0]] * by_type[1][k][worlds.types[:, 1]] for k in range(3)]
    choice = given(there, *chances, yardstick=("seek", "avoid")[seed % 2])
    result = asked(there, {choice.yardstick: choice})
    means = [sum(w * v for w, v in zip(worlds.weight, c, strict=True)) for c in chances]
    best = max(range(3), key=lambda k: choice.sign * means[k])
    assert result.questions
    for question in result.questions:
        i = there.case.actor_ids.index(question.actor)
        key = (question.kind, question.first, question.second)
        labels = [label(there.doubts.types[i], t, key) for t in worlds.types[:, i]]
        gain = question.gains[choice.yardstick]
        weight = {v: sum(w for w, x in zip(worlds.weight, labels, strict=True) if x is v) for v in (True, False, None)}
        live = weight[True] + weight[False]
        assert (question.applies, question.yes) == (pytest.approx(live), pytest.approx(weight[True] / live))
        after = {}
        for heard in (True, False):
            after[heard] = [
                sum(
                    w * v * (live / weight[heard] if x is heard else x is None)
                    for w, v, x in zip(worlds.weight, c, labels, strict=True)
                )
                for c in chances
            ]
        total = sum(w * (v - means[best]) ** 2 for w, v in zip(worlds.weight, chances[best], strict=True))
        reduced = sum(weight[h] / live * (after[h][best] - means[best]) ** 2 for h in (True, False))
        worth = sum(weight[h] / live * max(choice.sign * m for m in after[h]) for h in (True, False))
        assert gain.policy == f"p{best}"
        assert gain.share == pytest.approx(reduced / total)
        assert gain.variance == pytest.approx(reduced)
        assert gain.worth == pytest.approx(worth - choice.sign * means[best], abs=1e-12)
    ordered = [a.gains[choice.yardstick].variance for a in result.questions]
    assert ordered == sorted(ordered, reverse=True)


def test_where_every_world_answers_the_shares_and_worths_are_those_of_any_unknown():
    there = ensemble(MANY)
    rng = np.random.default_rng(3)
    choice = given(there, *rng.random((3, len(there.worlds))))
    leader = choice.chances[choice.best()[0]]
    for question in asked(there, {"seek": choice}).questions:
        if question.kind == "answer":
            truth = (there.alternatives["q"] == "ghi".index(question.first)).astype(np.int64)
            gain = question.gains["seek"]
            assert gain.share == pytest.approx(first_order(there.worlds, leader, Unknown(truth)).share)
            assert gain.worth == pytest.approx(choice.worth_of(truth)[0], abs=1e-12)


# ---------------------------------------------------------------- samples


def test_the_errors_of_a_sample_are_about_as_large_as_samples_differ():
    text = MANY.replace("nash: 0.5, smr: 0.5", "seq: 0.5, sseq: 0.5")
    rng = np.random.default_rng(5)
    shapes = [rng.random((2, 100)), rng.random((2, 100))]
    found, shares, worths = [], [], []
    for seed in range(40):
        there = ensemble(text, seed=seed, samples=400)
        worlds = there.worlds
        assert not worlds.exact
        noise = np.random.default_rng(seed).random((2, len(worlds)))
        chances = [
            0.4 * shapes[0][k][worlds.types[:, 0]] + 0.4 * shapes[1][k][worlds.types[:, 1]] + 0.2 * noise[k]
            for k in range(2)
        ]
        gain = named(asked(there, {"seek": given(there, *chances)}))["answer", "g", "q"].gains["seek"]
        found.append(gain)
        shares.append(gain.share)
        worths.append(gain.worth)
    assert np.std(shares) == pytest.approx(np.mean([g.share_error for g in found]), rel=0.5)
    assert np.std(worths) == pytest.approx(np.mean([g.worth_error for g in found]), rel=0.5)


def test_an_answer_that_no_world_of_the_sample_has_is_worth_nothing():
    there = ensemble(MUTED)
    choice = given(there, np.ones(len(there.worlds)), np.zeros(len(there.worlds)))
    mute = Query("holds", "b.y", "", 1, np.full(len(there.doubts.types[1]), MUTE), there.doubts.truth[1])
    assert Doubted(there.worlds, choice).worth_of(mute) == (0, 0)
