"""Priors and evidence, turned into posteriors."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from offramp.beliefs import posterior
from offramp.beliefs.updating import discounted, support
from offramp.case import CaseError, load_text
from offramp.case.grades import CREDIBILITY, RELIABILITY
from offramp.case.probabilities import WORDS

BASE = """
case: beliefs
title: Beliefs
as_of: 2020-06-30
actors: {a: {}, b: {}, c: {}}
options: {a.o: , b.o: , c.o: }
preferences: {a: [a.o], b: [b.o], c: [c.o]}
"""


def case_with(evidence="", *, priors="0.5, 0.5", more=""):
    """Return a case with a question about `a`; alternatives are x, y, z, ... and evidence items are separated by ;."""
    pairs = zip("xyzuvw", priors.split(", "), strict=False)
    alternatives = ", ".join(f"{name}: {{prior: {prior}}}" for name, prior in pairs)
    items = [f"{{id: e{n}, {item.strip()}}}" for n, item in enumerate(evidence.split(";")) if item.strip()]
    questions = f"questions: {{q: {{about: a, alternatives: {{{alternatives}}}}}}}\n"
    return load_text(f"{BASE}{questions}evidence: [{', '.join(items)}]\n{more}")[0]


def likely(*chances):
    """Return what one item says of the question."""
    said = ", ".join(f"{name}: {chance}" for name, chance in zip("xyzuvw", chances, strict=False))
    return f"bears_on: {{q: {{{said}}}}}"


def beliefs(evidence="", *, priors="0.5, 0.5", more="", believer=None):
    case = case_with(evidence, priors=priors, more=more)
    return posterior(case, case.questions[0], believer=believer)


# ---------------------------------------------------------------- one item, several items


def test_without_evidence_the_posterior_is_the_prior():
    assert_allclose(beliefs(priors="0.2, 0.3, 0.5"), [0.2, 0.3, 0.5])


def test_the_posterior_is_the_prior_times_the_likelihoods():
    assert_allclose(beliefs(likely(0.8, 0.3)), [0.4 / 0.55, 0.15 / 0.55])


def test_only_the_ratios_of_likelihoods_matter():
    assert_allclose(beliefs(likely(0.08, 0.03)), beliefs(likely(0.8, 0.3)))


def test_a_source_of_half_weight_moves_beliefs_less():
    # the likelihoods count as 0.5 * 1 + 0.5 and 0.5 * 0.375 + 0.5
    assert_allclose(beliefs(likely(0.8, 0.3) + ", weight: 0.5"), [1 / 1.6875, 0.6875 / 1.6875])


def test_a_source_without_weight_teaches_nothing():
    assert_allclose(beliefs(likely(0.8, 0.0) + ", weight: 0", priors="0.4, 0.6"), [0.4, 0.6])


def test_a_source_of_full_weight_counts_in_full_however_small_the_likelihood():
    assert_allclose(discounted(np.array([1e-20, 0.5]), 1.0), [2e-20, 1.0], rtol=1e-12)


def test_items_without_a_group_multiply():
    found = beliefs(f"{likely(0.8, 0.4)}; {likely(0.3, 0.1)}", priors="0.25, 0.75")
    assert_allclose(found, [0.25 * 2 * 3 / (0.25 * 6 + 0.75), 0.75 / (0.25 * 6 + 0.75)])


def test_the_order_of_items_does_not_matter():
    items = [likely(0.8, 0.4), likely(0.3, 0.1) + ", weight: 0.3", likely(0.2, 0.9) + ", group: g"]
    assert_allclose(beliefs(";".join(items)), beliefs(";".join(reversed(items))))


def test_evidence_on_one_question_leaves_another_alone():
    text = f"{BASE}questions:\n  q: {{about: a, alternatives: {{x: {{prior: 0.5}}, y: {{prior: 0.5}}}}}}\n"
    text += "  r: {about: b, alternatives: {x: {prior: 0.1}, y: {prior: 0.9}}}\n"
    case = load_text(text + f"evidence: [{{id: e, {likely(0.9, 0.1)}}}]\n")[0]
    assert_allclose([posterior(case, q)[0] for q in case.questions], [0.9, 0.1])


# ---------------------------------------------------------------- zeros


def test_a_likelihood_of_nought_rules_an_alternative_out():
    assert_allclose(beliefs(likely(0, 0.2, 0.4), priors="0.8, 0.1, 0.1"), [0, 1 / 3, 2 / 3])


def test_a_source_of_less_than_full_weight_rules_nothing_out():
    assert_allclose(beliefs(likely(0, 0.2) + ", weight: 0.75"), [0.25 / 1.25, 1 / 1.25])


def test_an_item_of_a_group_rules_out_too_and_says_of_the_others_what_it_says():
    # over y and z the first item has the ratio 4; the second says nothing
    items = f"{likely(0, 0.8, 0.2)}, group: g; {likely(0.5, 0.5, 0.5)}, group: g"
    assert_allclose(beliefs(items, priors="0.4, 0.3, 0.3"), [0, 0.8, 0.2])


def test_a_prior_of_nought_stays_nought():
    assert_allclose(beliefs(likely(0.9, 0.1), priors="0, 1"), [0, 1])


def test_items_that_rule_out_different_alternatives_leave_the_third():
    assert_allclose(beliefs(f"{likely(0, 1, 1)}; {likely(1, 0, 1)}", priors="0.4, 0.4, 0.2"), [0, 0, 1])


def test_evidence_that_rules_everything_out_is_a_mistake_of_the_case():
    with pytest.raises(CaseError, match="E032  the evidence on q rules out every alternative"):
        beliefs(likely(0, 0.5), priors="1, 0")


def test_an_actor_to_whom_the_evidence_rules_everything_out_is_named():
    more = "perceptions: {b: {believes: {q: {x: 1, y: 0}}}}\n"
    with pytest.raises(CaseError, match="the evidence on q, as b sees it, rules out every alternative"):
        beliefs(likely(0, 0.5), more=more, believer="b")


# ---------------------------------------------------------------- groups


def grouped(*items, priors="0.5, 0.5"):
    return beliefs(";".join(f"{item}, group: g" for item in items), priors=priors)


def test_an_item_alone_in_its_group_counts_in_full():
    assert_allclose(grouped(likely(0.8, 0.3, 0.1), priors="0.2, 0.3, 0.5"), np.array([16, 9, 5]) / 30)


def test_ten_items_that_say_the_same_count_as_one():
    assert_allclose(grouped(*[likely(0.8, 0.3)] * 10), beliefs(likely(0.8, 0.3)))


def test_of_items_that_agree_the_strongest_counts():
    assert_allclose(grouped(likely(0.8, 0.2), likely(0.6, 0.3)), [0.8, 0.2])


def test_items_that_disagree_weaken_each_other():
    # in units of log 2 the centred log-likelihoods are +1, -1 and -1/2, +1/2: together +1/2, -1/2
    assert_allclose(grouped(likely(0.8, 0.2), likely(0.3, 0.6)), [2 / 3, 1 / 3])


def test_each_alternative_takes_its_own_greatest_and_least():
    # in units of log 2: (4, -2, -2)/3 and (-1, 2, -1)/3; greatest plus least: 1, 0, -2/3
    expected = np.array([2, 1, 2 ** (-2 / 3)])
    found = grouped(likely(1, 0.25, 0.25), likely(0.5, 1, 0.5), priors="0.2, 0.4, 0.4")
    assert_allclose(found, expected * [1, 2, 2] / (expected @ [1, 2, 2]))


def test_items_of_a_group_are_weakened_before_they_are_joined():
    items = (likely(0.8, 0.2) + ", weight: 0.5", likely(0.6, 0.4))
    # 1 to 0.625 is 1.6 to 1, which is stronger than 1.5 to 1
    assert_allclose(grouped(*items), [1.6 / 2.6, 1 / 2.6])


def test_different_groups_are_independent_of_each_other():
    items = f"{likely(0.8, 0.2)}, group: g; {likely(0.8, 0.2)}, group: g; {likely(0.6, 0.2)}, group: h"
    assert_allclose(beliefs(items), [12 / 13, 1 / 13])


def test_a_group_may_bear_the_name_of_an_item():
    items = f"{likely(0.8, 0.2)}, group: e1; {likely(0.6, 0.2)}"
    assert_allclose(beliefs(items), [12 / 13, 1 / 13])


def test_a_common_factor_of_an_item_does_not_matter_in_a_group_either():
    one = support([np.array([1.0, 0.5, 0.2]), np.array([0.3, 0.9, 0.3])])
    other = support([np.array([0.5, 0.25, 0.1]), np.array([0.1, 0.3, 0.1])])
    assert_allclose(one - one[0], other - other[0])


# ---------------------------------------------------------------- words and grades


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        (("almost no chance", "remote"), 0.01, 0.05),
        (("very unlikely", "highly improbable"), 0.05, 0.20),
        (("unlikely", "improbable"), 0.20, 0.45),
        (("roughly even chance", "roughly even odds"), 0.45, 0.55),
        (("likely", "probable"), 0.55, 0.80),
        (("very likely", "highly probable"), 0.80, 0.95),
        (("almost certain", "nearly certain"), 0.95, 0.99),
    ],
)
def test_words_have_the_ranges_of_the_directive_and_count_as_their_middles(words, low, high):
    for word in words:
        assert WORDS[word] == (low, high)
        middle = (low + high) / 2
        assert_allclose(beliefs(likely(word, 1.0)), [middle / (middle + 1), 1 / (middle + 1)])


def test_there_are_no_other_words():
    assert len(WORDS) == 14


def test_the_middles_of_priors_are_scaled_to_sum_to_one():
    assert_allclose(beliefs(priors="very likely, unlikely"), [0.875 / 1.2, 0.325 / 1.2])


def test_the_letter_of_a_grade_weighs_the_source_and_the_digit_the_report():
    assert RELIABILITY == {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2}
    assert CREDIBILITY == {"1": 1.0, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2}


SOURCES = """sources:
  good: {title: Good, grade: B2}
  poor: {title: Poor, grade: D3}
  plain: {title: Plain}
  strange: {title: Strange, grade: F6, weight: 0.3}
"""


@pytest.mark.parametrize(
    ("cite", "weight"),
    [
        ("cite: good", 0.64),
        ("cite: poor", 0.24),
        ("cite: [poor, good]", 0.64),
        ("cite: plain", 1.0),
        ("cite: strange", 0.3),
        ("cite: good, weight: 0.1", 0.1),
        ("says: so", 1.0),
    ],
)
def test_an_item_weighs_as_much_as_its_best_source(cite, weight):
    found = beliefs(f"{likely(0.5, 0.25)}, {cite}", more=SOURCES)
    assert_allclose(found[0] / found[1], 1 / (weight * 0.5 + 1 - weight))


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("dates", "used"),
    [
        ("date: 2020-06-30", True),
        ("date: 2020-07-01", False),
        ("date: 2020-06-01, known_on: 2020-07-01", False),
        ("date: 2020-06-01, known_on: 2020-06-30", True),
        ("known_on: 2021-01-01", False),
        ("says: so", True),
    ],
)
def test_evidence_that_was_not_known_is_not_used(dates, used):
    assert_allclose(beliefs(f"{likely(0.9, 0.1)}, {dates}"), [0.9, 0.1] if used else [0.5, 0.5])


def test_evidence_that_is_not_used_leaves_its_group_alone():
    items = f"{likely(0.8, 0.2)}, group: g; {likely(0.1, 0.9)}, group: g, date: 2021-01-01"
    assert_allclose(beliefs(items), [0.8, 0.2])


# ---------------------------------------------------------------- perceptions


ITEMS = f"{likely(0.8, 0.2)}; {likely(0.6, 0.2)}"


def test_an_actor_without_a_perception_believes_as_the_analyst_does():
    assert_allclose(beliefs(ITEMS, believer="b"), beliefs(ITEMS))


def test_an_actor_applies_the_evidence_to_its_own_priors():
    more = "perceptions: {b: {believes: {q: {x: 0.1, y: 0.9}}}}\n"
    assert_allclose(beliefs(ITEMS, more=more, believer="b"), [1.2 / 2.1, 0.9 / 2.1])


def test_an_actor_overlooks_evidence():
    more = "perceptions: {b: {overlooks: [e0]}}\n"
    assert_allclose(beliefs(ITEMS, more=more, believer="b"), [0.75, 0.25])


def test_own_priors_and_overlooked_evidence_go_together():
    more = "perceptions: {b: {believes: {q: {x: 0.1, y: 0.9}}, overlooks: [e0, e1]}}\n"
    assert_allclose(beliefs(ITEMS, more=more, believer="b"), [0.1, 0.9])


def test_a_perception_is_one_actors_own():
    more = "perceptions: {b: {believes: {q: {x: 0.1, y: 0.9}}, overlooks: [e0]}}\n"
    assert_allclose(beliefs(ITEMS, more=more), [12 / 13, 1 / 13])
    assert_allclose(beliefs(ITEMS, more=more, believer="c"), [12 / 13, 1 / 13])


def test_words_in_a_perception_are_scaled():
    more = "perceptions: {b: {believes: {q: {x: very likely, y: unlikely}}}}\n"
    assert_allclose(beliefs(more=more, believer="b"), [0.875 / 1.2, 0.325 / 1.2])


# ---------------------------------------------------------------- leaving evidence out


@pytest.mark.parametrize(("left", "kept"), [("e0", 1), ("e1", 0)])
@pytest.mark.parametrize("group", ["", ", group: g"])
def test_to_leave_an_item_out_is_as_if_it_had_never_been(left, kept, group):
    items = [f"{likely(0.8, 0.2)}{group}", f"{likely(0.3, 0.6)}{group}"]
    case = case_with(";".join(items), priors="0.3, 0.7")
    found = posterior(case, case.questions[0], without=frozenset([left]))
    assert_allclose(found, beliefs(items[kept], priors="0.3, 0.7"))
