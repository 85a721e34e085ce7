"""What several analysts make of a standoff, as text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from offramp.report.names import Names
from offramp.report.pooling import differences, divergence, matters, show_pool, turning, turns_of
from offramp.report.text import _Page
from offramp.study.pool.pooling import pool
from offramp.study.results.pooling import PooledActor, PooledQuestion, PoolResult, Swap, Turn
from study.small import ensemble
from study.test_pooling import ANN, BOB, SAMPLED, TWO, with_priors

NAMES = Names(questions={"q": "What does b wait for?"}, policies={"p": "first", "q": "second"})


@pytest.fixture(scope="module")
def both() -> PoolResult:
    return pool({"ann": ensemble(ANN), "bob": ensemble(BOB)}, {"ann": 0.6, "bob": 0.4})


def printed(result: PoolResult, names: Names = NAMES) -> str:
    file = io.StringIO()
    show_pool(_Page(Console(file=file, width=80, force_terminal=False), names, 40), result)
    text = file.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 80
    return text.replace("\N{NO-BREAK SPACE}", " ")


def said(result: PoolResult) -> str:
    return " ".join(matters(result, NAMES)).replace("\N{NO-BREAK SPACE}", " ")


def test_it_says_who_would_choose_what_what_it_costs_and_what_decides(both: PoolResult) -> None:
    text = said(both)

    assert "To seek “deal”, the pool does best with “first”." in text
    assert "bob would choose “second”, which costs 19 points in the pool's worlds." in text
    assert "“What does b wait for?” decides: with bob's beliefs ann would choose “second” over “first” (35" in text
    assert "“r” does not decide: nobody would choose otherwise." in text
    assert "turns from “second” to “first” where ann has a weight of 38 % (now 60 %)" in text
    assert "where bob has" not in text


def test_the_tables_give_each_analyst_the_pool_and_the_spread(both: PoolResult) -> None:
    rows = [line.split() for line in printed(both).splitlines()]

    assert ["first", "70", "%", "24", "%", "52", "%", "46", "27", "%"] in rows
    assert ["bob", "second", "56", "%", "32", "19"] in rows
    assert ["b:", "g", "80", "%", "30", "%", "60", "%", "50"] in rows


def test_analysts_that_agree_are_said_to_agree() -> None:
    result = pool({"ann": ensemble(ANN), "bob": ensemble(ANN)}, {"ann": 1, "bob": 1})

    assert said(result) == (
        "To seek “deal”, all analysts and the pool do best with “first”. "
        "To avoid “war”, all analysts and the pool do best with “first”."
    )
    assert "What else they differ on" not in printed(result)
    assert "They answer all questions alike." in printed(result)


def test_a_disagreement_about_preferences_is_not_laid_to_the_answers() -> None:
    swapped = TWO.replace("iff a.x", "iff a.y").replace("iff a.z", "iff a.x").replace("iff a.y", "iff a.z")
    result = pool({"ann": ensemble(TWO), "bob": ensemble(swapped)}, {"ann": 0.6, "bob": 0.4})

    assert "What they choose differs for other reasons than their answers" in said(result)
    assert "- b: what it wants, whatever the answers are." in printed(result)


def test_answers_that_decide_only_together_are_told(both: PoolResult) -> None:
    only = Swap("ann", "bob", None, "seek", "p", "q", 0.1, 0.02)
    idle = tuple(replace(only, question=q, then="p", gain=0.0, error=0.0) for q in ("q", "r"))
    text = said(replace(both, swaps=(*idle, only)))

    assert "“What does b wait for?” and “r” do not decide" in text
    assert "All answers together decide where none does alone: with bob's beliefs ann" in text
    assert "(10 ±2.0 points)" in text


def test_only_questions_on_which_they_differ_have_a_divergence() -> None:
    result = pool({"ann": ensemble(TWO), "bob": ensemble(with_priors(0.79, 0.5))}, {"ann": 1, "bob": 1})
    text = printed(result)

    assert "“What does b wait for?”: a divergence of less than 0.01 bits." in text
    assert "They answer the other questions alike." in text
    assert "“r”" not in text


def test_a_choice_within_its_sampling_error_is_not_settled(both: PoolResult) -> None:
    seek = both.best[0]
    near = replace(seek, pool=replace(seek.pool, lead=0.01, error=0.008))

    assert "its choice is not settled" in said(replace(both, best=(near,)))
    assert "not settled" not in said(both)


def test_without_a_judge_all_outcomes_are_shown() -> None:
    texts = [text.replace("judge: {seek: deal, avoid: war}\n", "") for text in (ANN, BOB)]
    text = printed(pool({"ann": ensemble(texts[0]), "bob": ensemble(texts[1])}, {"ann": 1, "bob": 1}))

    assert "nothing tells whether the disagreements matter" in " ".join(text.split())
    assert "The chance of “none of these”" in text


def test_samples_show_their_errors() -> None:
    there, here = (ensemble(text, samples=200) for text in (SAMPLED, with_priors(0.3, 0.8, SAMPLED)))
    text = printed(pool({"ann": there, "bob": here}, {"ann": 1, "bob": 1}))

    assert "±" in text
    assert "200 worlds drawn from" in text.replace("\n", " ")


def test_many_analysts_have_no_columns_of_their_own() -> None:
    texts = {f"analyst_{n}": with_priors(round(0.2 + n / 10, 2), 0.5) for n in range(6)}
    result = pool({name: ensemble(text) for name, text in texts.items()}, dict.fromkeys(texts, 1.0))
    heads = [line.split() for line in printed(result).splitlines()]

    assert ["policy", "pool", "spread", "between"] in heads
    # the others' mean of g is 0.42 and 0.4; the policies are equally good at 0.5
    at = {turn.analyst: turn.at for turn in turns_of(result, "seek")}
    assert at == pytest.approx({"analyst_4": 0.08 / 0.18, "analyst_5": 0.1 / 0.3})


def test_an_error_that_is_not_known_is_left_out() -> None:
    text = turning(Turn("avoid", "ann", 0.5, 0.25, float("nan"), "p", "q"), Names())

    assert text.replace("\N{NO-BREAK SPACE}", " ").endswith("a weight of 25 % (now 50 %).")


def test_only_actors_that_believe_otherwise_than_the_analysts_are_told() -> None:
    question = PooledQuestion("q", "b", "", {}, {}, {"g": 0.2, "h": 0.2}, 0.05, {"a": 0.2, "c": 0.4})

    assert divergence(question, Names()).endswith("On what actors believe of it they differ by 40 points for c.")
    assert divergence(replace(question, actors={"a": 0.2}), Names()) == "“q”: a divergence of 0.05 bits."


def test_differences_about_an_actor_are_listed() -> None:
    actor = PooledActor("a", preferences=True, foresight=True, rate=True, beliefs=True)

    told = "a: what it wants, whatever the answers are, how far ahead it looks and how often it decides."
    assert differences(actor, Names()) == told
    assert differences(PooledActor("a", False, False, False, True), Names()) == ""
