"""What the page and the tables say of doubt."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report import samples
from tests.report.test_html import Page, whole
from tests.report.test_text import printed

from offramp import api
from offramp.case.building import load_text
from offramp.report import frontier, hinges, limits, profiles, staging, words
from offramp.report.doubting import worth_drawing
from offramp.report.html import Doubts
from offramp.report.names import Names
from offramp.report.rounding import MINUS, TIMES
from offramp.study.many.surveying import survey
from offramp.study.results.completions import HeldState, HoldsResult, Share
from offramp.study.results.hinges import BeliefNow, Hinge, Surface
from offramp.study.results.robust import Tradeoff

NAMES = Names.of(samples.case())
NO_BREAK = "\N{NO-BREAK SPACE}"
TITLES = {
    "stages": "Policies in time",
    "doubt": "Does the choice survive the doubt?",
    "hinges": "What does it hang on?",
    "next": "What to find out next",
    "always": "What holds whatever they want?",
}
STARTER = api.starter("border")
RACE = """
  learn_first:
    stages: [{policy: no policy, lasts: 3 months}, {learn: aim, then: {trade: halt_for_halt, finish: no policy}}]
"""


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(NO_BREAK, " ").split())


def section(text: str, name: str) -> str:
    """Return the words of one section."""
    start = text.index(f'<section id="{name}"')
    return plain(text[start : text.index("</section>", start)])


@pytest.fixture(scope="module")
def text() -> str:
    return whole()


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("name", TITLES)
def test_every_question_of_doubt_has_its_section_and_its_place_in_the_contents(text: str, name: str) -> None:
    assert section(text, name).startswith(f'"h-{name}">{TITLES[name]}'.rpartition(">")[2])
    assert f'<a href="#{name}">{TITLES[name]}</a>' in text


def test_no_number_that_is_not_known_is_printed(text: str) -> None:
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)
    assert "undefined" not in text


def test_every_picture_has_a_title(text: str) -> None:
    titles = re.findall(r"<svg[^>]*><title[^>]*>([^<]*)</title><desc[^>]*>([^<]*)</desc>", text)
    assert len(titles) == len(list(Page(text).all("svg")))
    assert all(title and description for title, description in titles)


def test_the_page_says_whether_rules_agree_and_which_policies_no_world_speaks_for(text: str) -> None:
    told = section(text, "doubt")
    assert "that tell policies apart" in told or "No rule tells" in told
    assert "No world speaks for “strike”" in told


def test_withdrawn_evidence_that_turns_the_choice_is_named(text: str) -> None:
    assert "these items of evidence would make another policy best: door." in section(text, "hinges")
    report = samples.evidence()
    kept = replace(report, evidence=tuple(replace(item, changes_best=False) for item in report.evidence))
    assert "No item of evidence, if withdrawn" in section(whole(evidence=kept), "hinges")


def test_each_rate_is_on_the_page_and_if_the_case_gives_ranges_all_together(text: str) -> None:
    told = section(text, "hinges")
    assert "What hangs on each rate" in told
    assert "The case gives each rate and each probability as one number; offramp sobol sample" in told
    assert "all varied together" not in told
    ranges = "behaviour: {default: {reconsiders: 0.5 to 2 per month}}\nwindow:"
    case, _ = load_text(samples.TEXT.replace("window:", ranges))
    found = api.sobol(case, policies=["halt_for_halt", "no policy"], base=8)
    told = section(whole(doubts=replace(samples.doubts(), sobol=found)), "hinges")
    assert "What hangs on rates and words, all varied together" in told
    assert "What spreads the chance of “interim arrangement” (sought) under “a halt for a halt" in told
    assert "rates vary over a range of the file" in told
    assert "one number; offramp sobol" not in told


def test_learning_first_is_set_beside_acting_at_once(text: str) -> None:
    told = section(text, "stages")
    assert "learns the answer to" in told
    assert "it is 6 points better than" in told
    assert "it is within the sampling error of" in told
    assert f"+6 ±1.0 +8 ±1.0 {MINUS}2 ±0.5" in told
    assert "; what is learned does it; to avoid" in told
    page = whole(policies=replace(samples.policies(), staged=()))
    assert 'id="stages"' not in page
    assert "#stages" not in page


def test_a_study_that_was_stopped_is_labelled_first_thing(text: str) -> None:
    assert "PARTIAL" not in text
    stopped = whole(policies=samples.policies(exact=False, partial=True))
    said = "PARTIAL: the study was stopped after 96 of the worlds asked for."
    assert stopped.index(said) < stopped.index('<section id="answer"')
    assert "smaller sample of the same kind" in section(stopped, "limits")
    assert "PARTIAL" in section(stopped, "provenance")


def test_how_chances_settle_is_shown_if_there_are_worlds_enough(text: str) -> None:
    assert "How the chances settle" not in text
    assert "44 % ±3.0" in section(whole(policies=samples.policies(exact=False)), "policies")


def test_without_the_studies_every_section_still_says_why() -> None:
    text = whole(doubts=Doubts())
    assert Page(text).open == []
    assert "nothing to choose by" in section(text, "doubt")
    assert "This was not looked at." in section(text, "always")


def test_a_case_without_judge_or_questions_is_reported() -> None:
    bare = re.sub(r"judge:.*\n", "", STARTER)
    case, _ = load_text(bare[: bare.index("questions:")].replace("slot: aim", "south.patrols == suspended"))
    assert not case.questions
    assert case.seek is None
    text, _ = api.report(case)
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert "nothing to choose by" in section(text, "doubt")
    assert not re.search(r"\bnan\b", text)


def test_a_case_that_learns_is_reported_with_a_partial_survey() -> None:
    case, _ = load_text(samples.TEXT.replace("window:", RACE.strip("\n") + "\nwindow:"))
    there = api.ensemble(case)
    over = survey(there)
    stopped = replace(over, planned=over.planned + 1)
    text, compared = api.report(there, survey=stopped)
    assert Page(text).open == []
    assert compared.provenance.partial
    assert "PARTIAL" in text
    assert "learns the answer to" in section(text, "stages")
    assert not re.search(r"\bnan\b", text)


# ---------------------------------------------------------------- the terminal


def test_policies_tell_worlds_courses_and_stages_in_the_terminal() -> None:
    text = " ".join(printed(samples.policies(exact=False), case=samples.case()).replace(NO_BREAK, " ").split())
    assert "96 worlds were played under each policy." in text
    assert "1 to 12 courses to a policy." in text
    assert "Learning first, beside acting at once" in text
    assert f"+6 ±1.0 +8 ±1.0 {MINUS}2 ±0.5" in text
    assert "How the chances settle as worlds are added" in text
    assert "PARTIAL" not in text


def test_a_study_that_was_stopped_is_labelled_in_the_terminal() -> None:
    text = " ".join(printed(samples.policies(exact=False, partial=True)).replace(NO_BREAK, " ").split())
    assert "PARTIAL: the study was stopped after 96 of the worlds asked for. All that follows rests" in text
    assert f"worlds drawn from 3.2 {TIMES} 10¹³ (PARTIAL)" in text


def test_a_list_of_worlds_that_was_cut_short_is_not_called_all() -> None:
    assert words.scope(samples.provenance()) == "all 96 worlds"
    assert words.scope(samples.provenance(partial=True)).startswith("the first 96 worlds of")
    assert words.stopped(samples.provenance()) == ""


# ---------------------------------------------------------------- pictures


def test_labels_of_points_in_one_place_get_out_of_each_others_way() -> None:
    assert frontier.spread([(10, 100), (12, 100), (14, 100)]) == [87, 100, 113]
    assert frontier.spread([(10, 100), (300, 100)]) == [100, 100]


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(50, 400)), min_size=1, max_size=20))
def test_labels_in_a_column_keep_their_order_and_never_overlap(places: list[tuple[float, float]]) -> None:
    heights = frontier.spread(places)
    ordered = [h for _, h in sorted(zip((y for _, y in places), heights, strict=True))]
    assert all(b - a >= frontier.LINE - 1e-6 for a, b in pairwise(ordered))


def test_a_policy_far_more_dangerous_than_all_others_is_left_out_of_the_picture() -> None:
    def at(name: str, avoid: float) -> Tradeoff:
        return Tradeoff(name, {"seek": 0.1, "avoid": avoid}, {"seek": 0.0, "avoid": 0.0}, True, (), True)

    low = [at("a", 0.05), at("b", 0.07), at("c", 0.1)]
    assert frontier.far([*low, at("d", 1.0)]) == {"d"}
    assert frontier.far([*low, at("d", 0.2)]) == set()
    assert frontier.far([at("a", 0.0), at("b", 0.0), at("c", 0.0), at("d", 1.0)]) == set()


def test_a_surface_is_drawn_only_if_it_shows_something() -> None:
    now = BeliefNow("aim", "trade", 0.5)
    grid = (0.0, 0.5, 1.0)
    best = (("p",) * 3,) * 3
    sure = Surface("seek", now, now, grid, best, ((0.5,) * 3,) * 3, ((False,) * 3,) * 3, (), ())
    assert not worth_drawing(sure)
    assert worth_drawing(replace(sure, undecided=((True,) * 3,) * 3))
    assert worth_drawing(replace(sure, best=(("p",) * 3, ("p",) * 3, ("q",) * 3)))


def test_nothing_is_drawn_where_nothing_learns() -> None:
    assert staging.staged_chart(replace(samples.policies(), staged=()), NAMES) == ""


# ---------------------------------------------------------------- too few worlds


def hinge(first: float, error: float, kind: str = "question") -> Hinge:
    nan = float("nan")
    return Hinge("p", "seek", kind, "aim", (), "usa", {}, first, error, nan, nan, 577, 1035, 40)


def test_shares_that_are_noise_are_said_to_be_unknown() -> None:
    assert hinges.actor_shares(hinge(0.11, 0.108, "actor"), "too few") == ("too few", "too few")
    assert hinges.actor_shares(hinge(0.0, 0.037, "actor"), "too few")[0] == f"0{NO_BREAK}% ±3.7"
    said = hinges.too_few([hinge(0.11, 0.108, "actor")], NAMES)
    assert said.startswith("Too few worlds to say for the United States")
    assert "577 groups" in said
    assert hinges.too_few([hinge(0.3, 0.01, "actor")], NAMES) == ""


def test_unknowns_within_their_own_error_are_not_listed() -> None:
    result = replace(
        samples.doubts().hinges,  # type: ignore[type-var]
        best={"seek": "p"},
        hinges=(hinge(0.3, 0.02), hinge(0.01, 0.02), hinge(float("nan"), 0.0), hinge(0.2, 0.0)),
    )
    assert [h.first for h in hinges.told_shares(result, "seek")] == [0.3, 0.2]  # type: ignore[arg-type]


# ---------------------------------------------------------------- what always holds


def held(states: tuple[HeldState, ...], hidden: int = 0) -> HoldsResult:
    counts = {"mixed": {"all": 1, "some": 3, "no": 4}}
    provenance = samples.provenance()
    return HoldsResult({}, {"usa": 2, "prk": 1}, 2.0, 2, 0, (), 0, states, hidden, counts, provenance)


def one(number: int, label: str, share: float) -> HeldState:
    verdict = "all" if share == 1 else "no" if share == 0 else "some"
    return HeldState(number, label, LEVELS[number], "war", {"mixed": Share(verdict, share, 0.02, 0.0)}, {}, {})


LEVELS = {
    0: {"usa.talks": "no", "drill": "before"},
    1: {"usa.talks": "no", "drill": "over"},
    2: {"usa.talks": "yes", "drill": "before"},
    3: {"usa.talks": "yes", "drill": "over"},
    4: {"usa.talks": "later", "drill": "over"},
}
STATES = (
    one(2, "talks", 1.0),
    one(3, "talks, drill over", 1.0),
    one(4, "talks later, drill over", 0.7),
    one(0, "nothing", 0.2),
    one(1, "nothing, drill over", 0.4),
)


def test_states_that_differ_only_in_clocks_are_put_together() -> None:
    groups = profiles.alike(held(STATES), [("p", 4, 0.5)])
    assert [(g.label, len(g.states), g.start, g.ends) for g in groups] == [
        ("nothing", 2, True, ()),
        ("talks later, drill over", 1, False, (("p", 0.5),)),
        ("talks", 2, False, ()),
    ]
    assert [profiles.verdict(g, "mixed") for g in groups] == [f"20 to 40{NO_BREAK}%", f"70{NO_BREAK}%", "all"]
    assert [profiles.error(g, "mixed") for g in groups] == ["±2.0"] * 3


def test_states_that_are_not_shown_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    result = held(STATES, hidden=7)
    groups = profiles.alike(result, [])
    assert profiles.hidden(result, groups) == 7
    monkeypatch.setattr(profiles, "MOST_GROUPS", 1)
    assert profiles.hidden(result, groups) == 8


def test_what_holds_is_said_in_words() -> None:
    groups = profiles.alike(held(STATES), [])
    lines = profiles.in_words(held(STATES), groups, NAMES)
    assert lines[0].startswith("What is wanted is open for the United States; that makes 2 preference profiles")
    assert lines[1].replace(NO_BREAK, " ").startswith("In 20 % ±2.0 of them all actors would stay at the status quo")
    assert lines[2] == "1 state holds in all of them: “talks”; 3 in some but not all."


def test_the_page_says_in_how_many_profiles_all_would_stay_where_play_ends(text: str) -> None:
    told = section(text, "always")
    found = re.findall(r"Where play ends most often under [^.]*, all would stay in (.*?) of them, once", told)
    assert found
    assert all(re.fullmatch(r"all|none|<?\d+ %( ±[\d.]+)?", share) for share in found)


# ---------------------------------------------------------------- limits


def test_open_wants_inside_slots_and_partial_orders_are_counted() -> None:
    sample = samples.case()
    assert "left open" not in limits.assumptions(sample, samples.provenance(), NAMES)[1]
    slots = "aim: [usa.exercises == suspended]"
    inside, _ = load_text(samples.TEXT.replace(slots, "aim: [maybe(0.5): usa.exercises == suspended]"))
    assert "left open for North Korea" in limits.assumptions(inside, samples.provenance(), NAMES)[1]
    usa = "usa: [not usa.strike, prk.testing == moratorium, usa.exercises == full]"
    order = "usa: {partial: {states: {war: usa.strike, halt: prk.testing == moratorium}, known: [halt before war]}}"
    partial, _ = load_text(samples.TEXT.replace(usa, order))
    assert "left open for the United States" in limits.assumptions(partial, samples.provenance(), NAMES)[1]


def test_rates_given_as_a_range_are_told_as_a_range() -> None:
    behaviour = "behaviour: {default: {reconsiders: 0.5 to 2 per month}}\nwindow:"
    case, _ = load_text(samples.TEXT.replace("window:", behaviour))
    told = " ".join(limits.assumptions(case, samples.provenance(), NAMES))
    assert "6 to 24 decisions a year" in told
    assert "Three values stand for a range" in told
    assert "Three values" not in " ".join(limits.assumptions(samples.case(), samples.provenance(), NAMES))


def test_limits_say_what_a_sample_cannot_show() -> None:
    told = " ".join(limits.cannot_tell(samples.case(), samples.provenance(exact=False))).replace(NO_BREAK, " ")
    assert "weigh less than 4 % together" in told  # 3 / 96 is 3.1 %
    assert "some 1,000 worlds at most" in told
    exact = " ".join(limits.cannot_tell(samples.case(), samples.provenance()))
    assert "sample" not in exact
    assert "sampling" not in exact


# ---------------------------------------------------------------- a chance that is the same everywhere


def test_a_chance_that_is_the_same_in_every_world_gets_a_sentence() -> None:
    nan = float("nan")
    rows = [Hinge("p", "seek", kind, "usa", (), "usa", {}, 0.0, 0.0, total, total, 2, 9, 9)
            for kind, total in (("foresight", nan), ("actor", 0.0))]  # fmt: skip
    result = replace(samples.doubts().hinges, best={"seek": "p"}, yardsticks=("seek",), hinges=tuple(rows))  # type: ignore[type-var]
    assert hinges.settled(result, "seek")  # type: ignore[arg-type]
    told = " ".join(printed(result).replace(NO_BREAK, " ").split())
    assert "Nothing: it is the same in every world." in told
    assert "first last" not in told
    both = replace(rows[1], total=1.0)  # nothing goes when this alone is known, all when it is known last
    assert not hinges.settled(replace(result, hinges=(rows[0], both)), "seek")  # type: ignore[type-var]


def test_answers_are_not_asked_about_a_chance_that_is_the_same_everywhere() -> None:
    asked = samples.doubts().asked
    assert asked is not None
    still = replace(asked, deviation={**asked.deviation, "avoid": 0.0})
    told = " ".join(printed(still, case=samples.case()).replace(NO_BREAK, " ").split())
    assert "The chance of “war” under" in told
    assert "is the same in every world, so no answer bears on it." in told
    assert "war: doubt" not in told


def test_a_gain_that_the_stages_before_carry_is_not_put_down_to_learning() -> None:
    result = samples.policies()
    (learned,) = result.staged
    seek = replace(learned.yardsticks[0], learning=0.0, before=0.06)
    said = staging.in_words(replace(learned, yardsticks=(seek,)), result, NAMES)
    assert said.endswith("at once; the stages before do it, not what is learned.")
    loss = replace(seek, gain=-0.06, before=-0.06)
    assert staging.in_words(replace(learned, yardsticks=(loss,)), result, NAMES).endswith("; waiting costs that.")
