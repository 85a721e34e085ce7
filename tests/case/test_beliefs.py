"""Questions, evidence, perceptions and sources."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, the_mistake
from offramp.case import load_text
from offramp.case.grades import weight_of_grade
from offramp.case.probabilities import Probability, read_probability

QUESTION = "questions: {q: {about: prk, alternatives: {a: {prior: 0.6}, b: {prior: 0.4}}}}\n"


def evidence(item: str, *, more: str = "") -> str:
    return BASE + QUESTION + more + f"evidence:\n  - {{id: e, {item}}}\n"


@pytest.mark.parametrize(
    ("first", "second", "sums"),
    [
        ("0.6", "0.5", "sum to 1.1"),
        ("0.1", "0.2", "sum to 0.3"),
        ("likely", "likely", "between 1.1 and 1.6"),
        ("remote", "0.2", "between 0.21 and 0.25"),
    ],
)
def test_priors_sum_to_one(first, second, sums):
    text = f"questions: {{q: {{about: prk, ▸alternatives: {{a: {{prior: {first}}}, b: {{prior: {second}}}}}}}}}\n"
    mistake = the_mistake(BASE + text, "E031")
    assert sums in mistake.message
    assert "make them sum to 1" in mistake.hint


@pytest.mark.parametrize(("first", "second"), [("likely", "unlikely"), ("0.3", "likely"), ("0.3333333", "0.6666667")])
def test_words_need_only_be_able_to_sum_to_one(first, second):
    text = f"questions: {{q: {{about: prk, alternatives: {{a: {{prior: {first}}}, b: {{prior: {second}}}}}}}}}\n"
    assert mistakes_of(BASE + text) == ()


def test_beliefs_and_foresight_sum_to_one_as_well():
    assert_mistake(BASE + QUESTION + "perceptions: {usa: {believes: {▸q: {a: 0.5, b: 0.6}}}}\n", "E031", "sum to 1")
    assert_mistake(BASE + "behaviour: {usa: {▸foresight: {seq: 0.5, nash: 0.4}}}\n", "E031", "sum to 1")


def test_a_question_has_at_least_two_alternatives():
    assert_mistake(
        BASE + "questions: {q: {about: prk, alternatives: ▸{a: {prior: 1}}}}\n",
        "E012",
        "every answer that the evidence",
    )


@pytest.mark.parametrize(
    ("item", "remedy"),
    [
        ("bears_on: {q: {a: 0.5, b: 0.1, ▸c: 0.2}}", "known alternatives of q: a, b"),
        ("bears_on: {▸q: {a: 0.5}}", "one for each alternative"),
        ("bears_on: {▸q: {a: 0, b: 0}}", "teaches nothing"),
        ("▸bears_on: {}", "bears_on: {question:"),
    ],
)
def test_likelihoods_and_alternatives_belong_together(item, remedy):
    assert_mistake(evidence(item), "E032", remedy)


def test_a_perception_has_a_probability_for_each_alternative():
    assert_mistake(BASE + QUESTION + "perceptions: {usa: {believes: {▸q: {a: 1}}}}\n", "E032", "for each alternative")


def test_nobody_has_beliefs_about_itself():
    assert_mistake(
        BASE + QUESTION + "perceptions: {prk: {believes: {▸q: {a: 0.5, b: 0.5}}}}\n", "E032", "knows its own answer"
    )


@pytest.mark.parametrize("grade", ["F2", "B6", "F6"])
def test_a_grade_that_cannot_judge_needs_a_weight(grade):
    sources = f"sources: {{rumour: {{title: Rumour, grade: {grade}}}}}\n"
    text = evidence("cite: ▸rumour, bears_on: {q: {a: 0.5, b: 0.1}}", more=sources)
    assert_mistake(text, "E033", "add `weight:`")
    assert mistakes_of(text.replace("▸", "").replace(f"grade: {grade}", f"grade: {grade}, weight: 0.3")) == ()
    assert mistakes_of(text.replace("▸rumour", "rumour, weight: 0.3")) == ()


def test_evidence_weighs_as_much_as_its_best_source():
    sources = "sources: {good: {title: G, grade: a2}, bad: {title: B, grade: D4}, none: {title: N, grade: F6}}\n"
    case = load_text(evidence("cite: [bad, good, none], bears_on: {q: {a: 0.5, b: 0.1}}", more=sources))[0]
    assert case.evidence[0].weight == pytest.approx(0.8)
    assert case.sources["none"].weight is None


def test_evidence_without_a_source_has_full_weight():
    assert load_text(evidence("bears_on: {q: {a: 0.5, b: 0.1}}"))[0].evidence[0].weight == 1.0


def test_a_grade_is_reliability_times_credibility():
    assert weight_of_grade("A1") == 1.0
    assert weight_of_grade("C3") == pytest.approx(0.36)
    assert weight_of_grade("F1") is None
    assert weight_of_grade("A6") is None


def test_evidence_that_was_not_known_yet_is_kept_and_not_used():
    text = "as_of: 2017-07-10\n" + evidence("▸date: 2017-07-05, known_on: 2017-07-11, bears_on: {q: {a: 0.5, b: 0.1}}")
    found = mistakes_of(text.replace("▸", ""))
    assert [(m.code, m.is_warning) for m in found] == [("W104", True)]
    assert "`as_of`" in found[0].hint
    assert not load_text(text.replace("▸", ""))[0].evidence[0].used


def test_evidence_is_known_on_its_date_unless_told_otherwise():
    text = "as_of: 2017-07-10\n" + evidence("date: 2017-07-10, bears_on: {q: {a: 0.5, b: 0.1}}")
    case, warnings = load_text(text)
    assert warnings == ()
    assert case.evidence[0].known_on == case.as_of
    assert case.evidence[0].used


def test_a_source_that_is_never_cited_is_a_warning():
    mistake = the_mistake(BASE + "sources: {▸oped: {title: Op-ed}}\n", "W105")
    assert mistake.is_warning
    assert "cite it, or take it out" in mistake.hint


def test_an_actor_may_know_the_truth_and_overlook_evidence():
    text = evidence("bears_on: {q: {a: 0.5, b: 0.1}}") + "perceptions: {usa: {overlooks: e, knows: truth}}\n"
    perception = load_text(text)[0].perceptions["usa"]
    assert perception.knows_truth
    assert perception.overlooks == ("e",)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        (0.25, 0.25, 0.25),
        (1, 1.0, 1.0),
        ("likely", 0.55, 0.8),
        ("Very_Likely", 0.8, 0.95),
        (" almost no chance ", 0.01, 0.05),
    ],
)
def test_a_probability_is_a_number_or_a_word(written, low, high):
    assert read_probability(written) == Probability(low, high)


def test_a_word_counts_with_the_middle_of_its_range():
    assert read_probability("roughly even chance").middle == pytest.approx(0.5)
