"""Narration: short sentences that say what was found, how sure, and no more."""

from __future__ import annotations

import doctest
import math
from dataclasses import replace
from types import ModuleType

import pytest
from tests.report import samples

from offramp.report import holding, limits, reasons, rounding, templates, wants, whole, windows, words
from offramp.report.holding import changed_label, reasons_of, shorter, standings
from offramp.report.names import Names
from offramp.study.results import Decides, Flip, Worth
from offramp.study.results.hinges import Hinge

NAMES = Names.of(samples.case())
NO = "\N{NO-BREAK SPACE}%"


def said(result: object = None, **changes: object) -> str:
    found = replace(samples.policies(), **changes) if result is None else result
    return " ".join(words.answer(found, NAMES)).replace(NO, " %")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("share", "cell", "sentence"),
    [
        (0.0, "0 %", "0 %"),
        (0.004, "<1 %", "less than 1 %"),
        (0.2345, "23 %", "about 23 %"),
        (0.997, ">99 %", "more than 99 %"),
        (1.0, "100 %", "100 %"),
        (float("nan"), rounding.NOTHING, rounding.NOTHING),
        (None, rounding.NOTHING, rounding.NOTHING),
    ],
)
def test_shares_are_rounded_for_people(share: float | None, cell: str, sentence: str) -> None:
    assert rounding.percent(share).replace(NO, " %") == cell
    assert rounding.about(share).replace(NO, " %") == sentence


def test_the_answer_names_the_best_policy_with_its_range() -> None:
    text = said()
    assert "The outcome sought, “interim arrangement”, has its best chance under “a halt for a halt" in text
    assert "about 41 % (0 to 82 % over the worlds)" in text
    assert "With no policy it is less than 1 %." in text


def test_the_answer_gives_sampling_errors_where_there_are_some() -> None:
    assert "sampling error" not in said()
    assert "sampling error 1.2 points" in said(samples.policies(exact=False))


def test_the_answer_says_in_which_worlds_the_best_policy_fails() -> None:
    text = said()
    assert "is “finish” (held about 33 % likely), its chance is 4 %; “no policy” would then have the best." in text


def test_another_policy_is_named_only_if_it_would_be_better() -> None:
    result = samples.policies()
    finish = result.watch[1]
    assert words.better_then(result, finish, "seek") == "no policy"
    assert words.better_then(result, finish, "avoid") is None
    level = {"aim": {"trade": samples.shares(0.05, 0.41), "finish": samples.shares(0.05, 0.0004)}}
    same = tuple(replace(policy, by_alternative=level) for policy in result.policies)
    assert words.better_then(replace(result, policies=same), finish, "seek") is None


def test_the_answer_says_what_decides_and_what_turns_it() -> None:
    text = said()
    assert "One unknown decides most of it: “What are the tests for?" in text
    assert "(62 % of the variance over worlds)" in text
    assert "would raise the chance by 3 points." in text
    assert "were held at least 70 % likely instead of 33 %, “no policy” would have the best chance" in text


def test_policies_that_only_draw_level_at_certainty_turn_nothing() -> None:
    certain = Flip("aim", "finish", "seek", 0.33, 1.0, 1.0, 1.0, "no policy")
    assert not words.turns(certain)
    assert "No change of belief in one answer alone" in said(flips=(certain,))


def test_where_the_ranking_turns_is_a_range_in_a_sample() -> None:
    turn = Flip("aim", "finish", "seek", 0.33, 0.7, 0.62, 0.78, "no policy")
    assert "held at least 70 % likely (from 62 % to 78 %, as far as the sample tells) instead of" in said(flips=(turn,))


def test_what_too_few_worlds_tell_of_is_not_said_in_figures() -> None:
    text = said(
        decides=(Decides("halt_for_halt", "interim", "aim", float("nan"), float("nan")),),
        worth=(Worth("aim", 0.03, 0.0, 0.02, 0.0),),
    )
    assert "nan" not in text
    assert "raise the chance by" not in text


def test_the_answer_says_whether_the_policy_is_kept() -> None:
    text = said()
    assert "of its own accord is 35 % for the United States." in text
    assert "they need something that binds" in text


def test_the_answer_says_how_long_the_window_stays_open() -> None:
    text = said().replace("\N{NO-BREAK SPACE}", " ")
    assert "has not closed is 53 % after 6 months, 28 % after 12 months and 8 % after 24 months." in text
    assert "after about 4 months on average" in text


def test_an_outcome_without_a_chance_is_said_to_have_none() -> None:
    result = samples.policies()
    never = tuple(replace(p, outcomes={**p.outcomes, "interim": samples.outcome(0.0)}) for p in result.policies)
    text = said(policies=never)
    assert "No policy has a chance of the outcome sought, “interim arrangement”, worth naming." in text
    assert "Where it fails" not in text


def test_policies_that_do_as_well_are_named_together() -> None:
    result = samples.policies()
    twin = replace(result.policies[2], policy="twin", name="its twin")
    assert "“its twin” does as well to within a point." in said(policies=(*result.policies, twin))


def test_without_a_yardstick_the_answer_says_where_play_ends() -> None:
    text = said(seek=None, avoid=None, best_seek=None, best_avoid=None)
    assert "names no outcome to seek or to avoid" in text
    assert "Under “strike” play ends most often in “war”: 100 %" in text


def test_without_policies_there_is_nothing_to_compare() -> None:
    assert said(policies=()) == "The case names no policy, so there is nothing to compare."


# ---------------------------------------------------------------- verdicts


def test_a_stable_verdict_names_the_answer_and_whether_it_would_come() -> None:
    threat, answer, unstable, content, stuck = samples.verdicts()
    assert reasons.verdict(answer, NAMES) == (
        "Stable for North Korea under SEQ: if it moves to “nothing changed”, the United States could answer with "
        "“nothing changed”, which leaves it no better off than before; play would carry this out."
    )
    assert "nobody would keep this threat: the United States would not make that move" in reasons.verdict(threat, NAMES)
    assert reasons.verdict(unstable, NAMES) == (
        "Unstable for North Korea under Nash: it would rather move to “nothing changed”, and no answer deters it."
    )
    assert reasons.verdict(content, NAMES).endswith("it has no move it would rather make.")
    assert reasons.verdict(stuck, NAMES).endswith("it has no move.")


def test_reasons_that_are_the_same_are_told_once() -> None:
    unstable = samples.verdicts()[2]
    twice = [unstable, replace(unstable, concept="seq")]
    assert [reason.text for reason in reasons_of(twice, NAMES)] == [
        "North Korea would leave it by “nothing changed”; no answer deters that under Nash and SEQ."
    ]


def test_threats_nobody_keeps_are_marked_as_such() -> None:
    found = {reason.threat for reason in reasons_of(samples.verdicts()[:2], NAMES)}
    assert found == {True, False}


def test_moves_are_told_by_what_the_mover_changes() -> None:
    told = shorter(samples.verdicts()[2], samples.LEVELS, samples.LABELS, NAMES)
    assert told.unpunished_label == "testing active"
    assert changed_label("a, b", "a, c") == "c, no longer b"
    assert changed_label("a", "a") == "nothing"


def test_end_states_are_shown_with_those_who_would_leave() -> None:
    found = standings([samples.policies().policies[2]], samples.stable(), (), NAMES, most=3)
    assert [standing.state.id for standing in found] == [2, 0, 3]
    assert found[0].actors == ("prk",)
    assert found[0].steady == ("usa",)
    assert found[0].reasons
    assert found[1].actors == ()


# ---------------------------------------------------------------- misreadings, evidence


def test_a_misreading_says_what_is_expected_and_what_happens() -> None:
    wrong, right = samples.misread().misreadings
    text = " ".join(reasons.misreading(wrong, NAMES, "interim", "war")).replace(NO, " %")
    assert "The United States expects “interim arrangement” with a chance of 20 %; it comes about with 41 %." in text
    assert "would change the chance of “interim arrangement” by +6 points." in text
    assert "where it stays only by misreading another: “nothing changed” and 1 other state." in text
    told = reasons.misreading(right, NAMES, "interim", "war")
    assert told == ["North Korea expects what happens, to within the sampling error."]
    exact = replace(right, gap=0.004, expects_error=0.0, happens_error=0.0)
    told = reasons.misreading(exact, NAMES, "interim", "war")
    assert told == ["North Korea expects what happens, to within a point."]


def test_evidence_says_what_would_change_without_it() -> None:
    item = samples.evidence().evidence[0]
    told = reasons.evidence_effect(item, {"aim": {"trade": 0.67, "finish": 0.33}}, NAMES)
    assert told[0].replace(NO, " %") == "trade 67 % → 50 %"
    assert reasons.answer_effect(item, "halt_for_halt") == f"{rounding.MINUS}6"
    assert reasons.answer_effect(item, None) == rounding.NOTHING


# ---------------------------------------------------------------- names and limits


def test_names_fall_back_on_the_file() -> None:
    bare = Names()
    assert bare.outcome("none of these") == "none of these"
    assert bare.outcome("an_outcome") == "an outcome"
    assert bare.unknown("foresight of prk") == "how far ahead prk looks"
    assert NAMES.unknown("completion of usa") == "the open part of what the United States wants"
    assert bare.level("usa.strike", "yes") == "strike"


def test_countries_get_their_article() -> None:
    assert NAMES.the("usa") == "the United States"
    assert NAMES.the("prk") == "North Korea"


def test_limits_and_assumptions_speak_of_the_case() -> None:
    case = samples.case()
    assumed = " ".join(limits.assumptions(case, samples.provenance(), NAMES))
    assert "2 actors, 3 options and 8 feasible states" in assumed
    assert "all 96 worlds" in assumed
    assert "Half a year or so." in assumed
    assert any("not a confidence interval" in line for line in limits.cannot_tell(case, samples.provenance()))


MODULES = [rounding, holding, templates, wants, whole, windows, words]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_in_docstrings_run(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


# ---------------------------------------------------------------- what a sample cannot show, and who decides


def test_a_chance_of_nothing_in_a_sample_has_its_bound() -> None:
    result = samples.policies(exact=False)
    calm = tuple(replace(p, outcomes={**p.outcomes, "war": samples.outcome(0.0)}) for p in result.policies)
    text = said(replace(result, policies=calm)).replace("\N{NO-BREAK SPACE}", " ")
    assert "same chance under every policy: 0 % (none in 96 worlds; below 4 %)." in text  # 3 / 96 is 3.1 %
    figures = {what: note for _, what, note in words.figures(replace(result, policies=calm), NAMES)}
    assert figures["least chance of war"].replace("\N{NO-BREAK SPACE}", " ").endswith("none in 96 worlds; below 4 %")
    assert words.zeros(replace(result, policies=calm)).startswith("0\N{NO-BREAK SPACE}%: in none of the 96 worlds")
    assert words.zeros(samples.policies()) == ""
    assert words.none_in(0.0, samples.provenance()) == words.none_in(0.1, result.provenance) == ""
    assert words.none_in(0.0, samples.provenance(partial=True)) == "none in the 96 worlds played"


def test_bounds_are_never_rounded_down_to_nothing() -> None:
    for share in (1e-7, 0.0004, 0.003, 0.0099, 0.03):
        assert not words.below(share).startswith(("0 ", "0\N{NO-BREAK SPACE}", "<"))
        assert float(words.below(share)[:-2]) >= share * 100 or share < 1e-5


def singles(*shares: tuple[str, str, float]) -> list[Hinge]:
    nan = float("nan")
    return [
        Hinge("halt_for_halt", "seek", kind, name, (), actor, {}, first, 0.01, nan, nan, 3, 1000, 0)
        for kind, name, first in shares
        for actor in [name if kind != "question" else "prk"]
    ]


def test_the_actor_on_whom_most_hangs_is_named_by_the_sum_of_its_parts() -> None:
    rows = singles(
        ("question", "aim", 0.3), ("foresight", "prk", 0.25), ("held", "prk", 0.2), ("beliefs", "prk", 0.01),
        ("foresight", "usa", 0.1),
    )  # fmt: skip
    found = whole.of_hinges(rows)  # whether a statement is held is part of the completion, and beliefs are noise
    assert found is not None
    assert (found.actor, found.parts, found.worlds) == ("prk", 2, 1000)
    assert (found.share, found.error) == pytest.approx((0.55, 0.01 * 2**0.5))
    hinges = replace(samples.doubts().hinges, hinges=tuple(rows))  # type: ignore[type-var]
    text = " ".join(words.answer(replace(samples.policies(), decides=decided(0.3, 0.25)), NAMES, hinges))  # type: ignore[arg-type]
    told = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "One actor decides most of it: at least 55 % ±1.4 of the variance over worlds hangs on what is" in told
    assert "for which 1,000 worlds are too few. No single unknown decides it" in told


def test_everything_about_an_actor_is_told_where_there_are_worlds_enough() -> None:
    rows = singles(("foresight", "prk", 0.25), ("actor", "prk", 0.6), ("actor", "usa", float("nan")))
    found = whole.of_hinges(rows)
    assert found == whole.Whole("prk", 0.6, 0.01, 0, 0)
    assert whole.remark(found) == ""


def test_without_a_closer_look_the_shares_of_one_actor_are_added_up() -> None:
    text = said(decides=decided(0.3, 0.25))
    assert "One actor decides most of it: at least 55 %" in text
    assert "One actor" not in said()  # one unknown decides most of it already


def test_too_few_worlds_for_any_actor_are_said_to_be_too_few() -> None:
    hinges = replace(samples.doubts().hinges, hinges=tuple(singles(("actor", "prk", float("nan")))))  # type: ignore[type-var]
    text = " ".join(words.answer(replace(samples.policies(), decides=decided(0.3, 0.1)), NAMES, hinges))  # type: ignore[arg-type]
    assert "1,000 worlds are too few to say whether one actor does." in text


def decided(question: float, foresight: float) -> tuple[Decides, ...]:
    return (
        Decides("halt_for_halt", "interim", "aim", question, 0.01),
        Decides("halt_for_halt", "interim", "foresight of prk", foresight, 0.01),
    )


def test_the_answer_says_how_long_the_window_stays_open_against_how_long_play_takes() -> None:
    text = said().replace("\N{NO-BREAK SPACE}", " ")
    # 0.9 to the 7th is 48 %
    assert (
        "With no policy the window stays open for about 7 months (by then it has closed as likely as not); under"
        in text
    )
    assert (
        "after about 4 months on average: while it is open with a chance of 33 %, after it has closed with 8 %." in text
    )
    assert "In the fewer worlds played for this it is 37 % at the pace of the case." in text


@pytest.mark.parametrize("share", [0.155, math.nextafter(0.155, 0), math.nextafter(0.155, 1), 0.1549999999999])
def test_halves_go_one_way_whatever_the_last_digits(share: float) -> None:
    assert rounding.percent(share) == "16\N{NO-BREAK SPACE}%"
    assert rounding.points(share) == "+16"
