"""Robust choice and hinges as a reader sees them."""

import re
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from offramp.report.frontier import frontier_chart
from offramp.report.hinges import changing, hinges_chart, show_hinges, surface_chart, turns_in_words
from offramp.report.names import Names
from offramp.report.robust import NO_JUDGE, few, show_robust
from offramp.study.hinges.finding import hinges
from offramp.study.robust import robust
from study.small import ensemble
from study.test_deciding import TWO
from study.test_hinges import choices_of

FROM = SimpleNamespace(seed=None, method="by hand", exact=True)


class Paper:
    """Words and tables as plain lines."""

    def __init__(self, names):
        self.names = names
        self.lines = []

    def say(self, text, *, indent="", style=""):
        self.lines.append(text)

    def items(self, lines):
        self.lines += list(lines)

    def heading(self, text):
        self.lines.append(text)

    def table(self, columns, rows, *, wide=(0,)):
        self.lines += [" | ".join(row) for row in [columns, *rows]]
        assert all(len(row) == len(columns) for row in rows)

    def provenance(self, found):
        self.lines.append("from a file")

    @property
    def text(self):
        return "\n".join(self.lines).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def case():
    return ensemble(TWO)


def shown(show, result, case):
    paper = Paper(Names.of(case.case))
    show(paper, result)
    return paper.text


def test_robust_choice_tells_policies_rules_dominance_and_trade_off(case):
    text = shown(show_robust, robust(case, choices_of(case), FROM), case)
    assert "p | 45 % | 0 % | 0 to 75 % | 30 % | 75 % | 75 % | 60 %" in text
    assert "best worst world | all 3 tie |" in text
    assert "“p” is at least as good in every world by both yardsticks as, and in some better than, “no policy”." in text
    assert "q | 60 % | 0 % | 40 %" in text  # worlds in which p is better, equally good, worse
    assert "q | 30 % | 70 % | beaten by p" in text
    assert "sample" not in text


def test_hinges_tell_shares_signs_and_turns(case):
    text = shown(show_hinges, hinges(case, choices_of(case), FROM), case)
    assert "What the chance of “deal” (sought) hangs on, under “p”" in text
    assert "q | 100 %" in text
    assert "q | to seek “deal” | +30" in text
    assert "a sign 4:1 for “h” (q) | 44 % | to seek “deal” | q | +15" in text
    assert "“q” is as good as “p” (behind now by 15 points) if 10 % of probability moves: q g 50 %, h 50 %." in text


def test_of_all_answers_at_once_nothing_is_said_where_one_question_is_open(case):
    names, found = Names.of(case.case), replace(hinges(case, choices_of(case), FROM), turns=())
    asked = {h.name: h for h in found.hinges if h.kind == "question"}
    assert list(asked) == ["q", "r"]
    told = " ".join(turns_in_words(found, names))
    assert "one question alone" in told
    assert "all answers at once" in told
    told = " ".join(turns_in_words(replace(found, hinges=(asked["q"],)), names))
    assert "the one open question" in told
    assert "at once" not in told
    assert turns_in_words(replace(found, hinges=()), names) == ["No question is open, so there is no belief to change."]


def test_an_observation_after_which_another_policy_is_only_as_good_is_not_told(case):
    found = hinges(case, choices_of(case), FROM)
    assert changing(found)
    level = [replace(o, after=tuple(replace(a, worth=0.0) for a in o.after)) for o in found.observations]
    assert changing(replace(found, observations=tuple(level))) == []


@pytest.mark.parametrize(("show", "study"), [(show_robust, robust), (show_hinges, hinges)])
def test_without_a_judge_a_reader_is_told(show, study):
    case = ensemble(TWO.replace("judge: {seek: deal, avoid: war}\n", ""))
    assert NO_JUDGE in shown(show, study(case, {}, FROM), case)


def test_pictures_are_drawings_with_a_text_alternative(case):
    names, choices = Names.of(case.case), choices_of(case)
    found = hinges(case, choices, FROM, pair=(("q", "h"), ("r", "weak")))
    drawn = [
        frontier_chart(robust(case, choices, FROM), names),
        hinges_chart(found, names),
        surface_chart(found.surfaces[0], found, names),
    ]
    for svg in drawn:
        root = ElementTree.fromstring(svg)
        title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
        assert title.text
        assert description.text
        assert not re.search(r"\bnan\b|undefined", svg, re.IGNORECASE)
    assert "“q” is best in" in drawn[2].replace("\N{NO-BREAK SPACE}", " ")


def test_there_is_no_trade_off_to_draw_by_one_yardstick(case):
    choices = {"seek": choices_of(case)["seek"]}
    assert frontier_chart(robust(case, choices, FROM), Names()) == ""


def test_of_many_names_only_the_first_are_given():
    assert few(["a", "b", "c"]) == "a, b and c"
    assert few(["a", "b", "c", "d"]) == "a, b and 2 more"
