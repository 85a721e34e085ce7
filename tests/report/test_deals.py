"""Deals as a reader meets them: the sentences, the tables, the pictures and their order."""

from __future__ import annotations

import html
import io
import math
import re
from dataclasses import replace

import pytest
from rich.console import Console
from tests.report import deals_by_hand, samples
from tests.report.deals_by_hand import plain
from tests.report.test_html import whole

from offramp.report import deals, pareto, sheets
from offramp.report.dealing import Dealing
from offramp.report.names import Names
from offramp.report.text import show
from offramp.study.results import DealsResult, Filters, FrontPoint
from offramp.study.results.deals import DealOrder, DealStep, StepParty

NAMES = Names.of(samples.case())
NOBREAK = "\N{NO-BREAK SPACE}"
NOTHING = Filters(None, None, None, None, {}, ())


def found(**changes: object) -> DealsResult:
    return replace(samples.deals(), **changes)  # type: ignore[arg-type]


def summary(**changes: object) -> str:
    return deals.summary(found(**changes), NAMES).replace(NOBREAK, " ")


# ---------------------------------------------------------------- all deals


def test_the_summary_says_how_many_there_are_and_which_hold_most_surely() -> None:
    text = summary()
    assert text.startswith("Between the United States and North Korea, 24 states count as “interim arrangement”.")
    assert (
        "Asked of them: to hold in 10 % of worlds or more; at most 3 changes of level in all; with testing moratorium."
        in text
    )
    assert (
        "16 pass. Of these, 4 are deals that no other surpasses in holding, in what each party gains, in the chance "
        "that no veto meets it and in how little is asked; by 3 of these no party is more likely worse off than better "
        "off."
    ) in text
    assert (
        "The surest is “nothing changed <script>alert('x')</script>”: it comes about and holds in 60 % of worlds by "
        "weight, but the United States is more likely worse off by it than better off. No veto meets it with a chance "
        "of 100 %. The surest by which no party is more likely worse off is "
        f"“{deals_by_hand.LABEL}”: 45 % (±1.3 points)."
    ) in text
    assert text.endswith(
        "To come about means that third parties come along once the parties have taken their steps; whether the "
        "parties take them is not asked here."
    )
    assert "more likely fail" not in text
    assert "nobody" not in text


def test_deals_that_would_more_likely_be_broken_are_called_so() -> None:
    weak = (replace(deals_by_hand.deal(), enforceable=0.3), replace(deals_by_hand.plain_deal(), enforceable=0.2))
    assert "Each deal would more likely fail to come about or be broken than hold." in summary(deals=weak)
    alone = summary(deals=weak[:1], front=samples.deals().front[1:2], best=1)
    assert "Of these, one is a deal that no other surpasses" in alone
    assert (
        f"It is “{deals_by_hand.LABEL}”: it comes about and holds in 30 % (±1.3 points) of worlds by weight, and no "
        "party is more likely worse off by it than better off. No veto meets it with a chance of 90 %. It would"
    ) in alone


def test_a_single_deal_that_leaves_a_party_worse_off_says_so() -> None:
    text = summary(deals=(deals_by_hand.plain_deal(),), front=samples.deals().front[:1], best=1)
    assert "holds in 60 % of worlds by weight, but the United States is more likely worse off by it" in text
    assert "veto" not in text
    both = replace(
        deals_by_hand.plain_deal(), parties=dict.fromkeys(("usa", "prk"), deals_by_hand.plain_deal().parties["usa"])
    )
    text = summary(deals=(both,), front=samples.deals().front[:1], best=1)
    assert "but the United States and North Korea are each more likely worse off" in text


def test_a_deal_that_holds_in_no_world_of_a_sample_is_not_said_to_be_impossible() -> None:
    none = replace(deals_by_hand.plain_deal(), enforceable=0.0, error=0.0)
    text = summary(deals=(none,), front=(FrontPoint(5, "a", 0.0, 0.0, -0.1, 1),) * 2, best=2)
    assert "(none in 96 worlds; below" in text
    assert "by all of these some party is more likely worse off than better off" in text


def test_of_all_deals_or_of_those_that_are_shown_it_is_said_how_many_hurt_no_party() -> None:
    assert "4,000 are deals" in summary(best=4000)
    assert "by 3 of the 4 shown no party is more likely worse off" in summary(best=4000)
    gaining = samples.deals().front[1:]
    assert "by all of these no party is more likely worse off" in summary(front=gaining, best=3)
    assert "by all of the 3 shown no party is more likely worse off" in summary(front=gaining, best=4000)


def test_an_outcome_in_which_play_stops_is_said_to_be_final_once() -> None:
    final = replace(NAMES, final=frozenset({"interim"}))
    assert deals.summary(found(), final).count("The outcome is final in this case: play stops there.") == 1
    assert "final" not in summary()


def test_the_table_says_in_which_order_deals_stand_and_how_large_errors_of_gains_may_be() -> None:
    """The largest error of a party is 1.4 points; a gain is a difference of two such chances."""
    note = sheets.told(found(), NAMES).note
    assert "Best first: those by which no party is more likely worse off" in note
    assert note.endswith("Sampling errors of gains are at most 2.8 points.")
    assert "Best first" not in sheets.told(found(deals=(deals_by_hand.deal(),)), NAMES).note
    assert "Sampling" not in sheets.told(found(deals=(deals_by_hand.plain_deal(),)), NAMES).note


def test_nothing_asked_and_nothing_found() -> None:
    assert summary(filters=NOTHING, passed=0, best=0, deals=(), front=()).endswith(
        "“interim arrangement”. None of them is a deal."
    )
    assert summary(passed=0, best=0, deals=(), front=()).endswith("None passes.")


def test_every_filter_has_its_words() -> None:
    filters = Filters(0.5, 0.1, 0.9, 1, {"prk.testing": "halt|moratorium"}, ("usa.strike=yes", "usa.exercises=full"))
    told = "; ".join(deals.asked(filters, NAMES)).replace(NOBREAK, " ")
    assert told == (
        "to hold in 50 % of worlds or more; that each party gains 10 points or more (better less worse); "
        "no third party with a veto worse off, with a chance of 90 % or more; "
        "at most 1 change of level in all; with testing halt or testing moratorium; without strike or exercises full"
    )


def test_with_many_parties_the_table_gives_the_least_gain() -> None:
    one = deals_by_hand.deal()
    parties = tuple(f"p{n}" for n in range(6))
    five = replace(one, parties=dict.fromkeys(parties, one.parties["prk"]))
    table = sheets.told(found(between=parties, deals=(five,)), NAMES)
    assert table.columns == ("no.", "deal", "holds", "least\ngain", "asked", "no veto\nagainst")
    assert table.rows[0][3] == "+20"


def test_what_all_deals_have_in_common_is_said_once() -> None:
    one, two = deals_by_hand.deal(), replace(deals_by_hand.plain_deal(), label="exercises full, testing moratorium")
    assert deals.apart([one, two]) == (["testing moratorium"], ["exercises suspended", "exercises full"])
    assert deals.apart([one]) == ([], [one.label])
    assert deals.apart([one, replace(two, label="testing moratorium")])[0] == []
    table = sheets.told(found(deals=(one, two)), NAMES)
    assert [row[1] for row in table.rows] == ["exercises suspended", "exercises full"]
    assert table.note.startswith("All of them have: testing moratorium. ")


def test_the_rest_of_the_pareto_set_says_how_much_is_left_out() -> None:
    table = sheets.rest(found(best=300))
    assert table is not None
    assert [row[0] for row in table.rows] == ["testing moratorium", "exercises scaled back"]
    assert "296 more" in table.note
    assert sheets.rest(found(front=samples.deals().front[:2])) is None


# ---------------------------------------------------------------- what one asks, and how surely


def test_undertakings_say_who_changes_what() -> None:
    assert deals.undertakings(deals_by_hand.deal(), NAMES) == [
        "North Korea: testing active → moratorium",
        "United States: exercises full → suspended",
    ]
    assert deals.change(replace(deals_by_hand.RELIEF, option="usa.strike"), NAMES) == "strike"


def test_moves_made_together_are_said_together() -> None:
    both = deals_by_hand.order((deals_by_hand.STOP, deals_by_hand.SUSPEND)).steps[0]
    assert deals.step(both, NAMES) == (
        "North Korea: testing active → moratorium together with United States: exercises full → suspended"
    )


def test_what_others_must_do_is_said_to_be_undertaken_by_nobody() -> None:
    text = plain(deals.others(deals_by_hand.deal(), NAMES))
    assert "nobody undertakes it (chn: relief)" in text
    assert "Third parties come along, and leave the outcome in place, in 82 % of worlds by weight." in text
    assert "go on" not in text
    assert "Chn has a veto, and is no worse off with a chance of 90 % (±1.1 points)." in text
    assert "Kor has" not in text
    with_voices = plain(deals.approval(deals_by_hand.deal(), NAMES, voices=True))
    assert "Kor has a voice, not a veto, and is no worse off with a chance of 40 %" in with_voices
    assert deals.others(deals_by_hand.plain_deal(), NAMES) == []


def test_third_parties_that_go_on_from_a_deal_are_said_to() -> None:
    text = plain([deals.staying(replace(deals_by_hand.deal(), third_parties_rest=0.5))])
    assert "In 50 % they leave all as it is; in the others of these they go on" in text
    text = plain([deals.staying(replace(deals_by_hand.plain_deal(), third_parties_stay=0.7))])
    assert text.startswith("Third parties leave the outcome in place in 70 %")


def test_two_vetoes_are_also_told_together() -> None:
    one = deals_by_hand.deal()
    two = replace(one, approval={"chn": one.approval["chn"], "rus": one.approval["chn"]}, approved=0.85)
    assert "None of those with a veto is worse off with a chance of 85 %." in plain(deals.others(two, NAMES))


# ---------------------------------------------------------------- the way


def test_the_way_says_who_is_exposed_and_where_it_is_weakest() -> None:
    text = plain(deals.walking(deals_by_hand.deal().orders[0], NAMES))
    assert "North Korea is exposed most after step 1" in text
    assert "past 25 % of all states in its own order; no move of its own would mend that, with a chance of 40 %" in text
    assert "The United States: not exposed after any step." in text
    assert (
        "weakest after step 1: the United States is to move next, and of its own accord would go on in 62 % of worlds "
        "by weight, rest in 38 %, and move elsewhere in 0 % (±1.5 points)."
    ) in text


def test_the_weakest_point_is_that_of_the_next_to_move_not_of_others() -> None:
    at = {"a": StepParty(0, 0, 0, 0, 0.9, 0.1, 0, 0), "b": StepParty(0, 0, 0, 0, 0.1, 0.9, 0, 0)}
    moves = [replace(deals_by_hand.STOP, actor=actor) for actor in ("a", "a", "b")]
    order = DealOrder(tuple(DealStep((m,), "", at) for m in moves), {"a": 0.0, "b": 0.0}, {"a": 0, "b": 0})
    text = plain(deals.walking(order, NAMES))
    assert "No party is exposed after any step." in text
    assert "weakest after step 2: b is to move next" in text


def test_steps_that_hurt_and_parties_that_would_turn_back_are_named() -> None:
    order = deals_by_hand.deal().orders[0]
    assert plain(deals.hurting(order, NAMES)) == (
        "For the United States things get worse by step 2 (with 60 %).\n"
        "For North Korea things get worse by step 1 (with 80 %)."
    )
    seldom = replace(order.steps[1].parties["usa"], better=0.0, worse=0.08)
    steps = (order.steps[0], replace(order.steps[1], parties={**order.steps[1].parties, "usa": seldom}))
    assert "United States" not in plain(deals.hurting(replace(order, steps=steps), NAMES))
    assert plain(deals.turning_back(order, NAMES)) == (
        "North Korea would most likely move elsewhere after step 1, in 35 % of worlds by weight."
    )


def test_a_deal_without_an_order_of_steps_says_why() -> None:
    one = deals_by_hand.deal()
    assert deals.unordered(one) == deals.unordered(deals_by_hand.plain_deal()) == []
    assert deals.unordered(replace(one, orders=())) == ["No order of steps leads to it through states that can be."]
    assert "too many points" in plain(Dealing(samples.deals(), NAMES).sure(replace(one, orders=(), searched=False)))


def test_an_exchange_says_what_it_saves_and_nothing_where_it_saves_nothing() -> None:
    one = deals_by_hand.deal()
    assert "North Korea from 25 % to 0 %." in deals.exchange(one, NAMES).replace(NOBREAK, " ")
    assert deals.exchange(replace(one, exchange=None), NAMES) == ""
    assert deals.exchange(replace(one, exchange=one.orders[0]), NAMES) == ""


def test_time_is_told_with_and_without_a_window_and_if_there_is_never_enough() -> None:
    one = deals_by_hand.deal()
    known = one.in_time
    assert known is not None
    assert plain(deals.in_time(one)) == (
        "If each party takes its steps in this order, when it next decides, and nobody acts otherwise, all are taken "
        "before the outcome is out of reach with a chance of 80 % (±1.6 points), and before the window closes, too, "
        "with 55 %; 30 % by 3 months, 50 % by 12 months.\n"
        "The last is then taken after about 4 months on average; that third parties come along takes no time here."
    )
    alone = replace(one, third_parties=(), in_time=replace(known, before_close=0.8))
    assert not [word for word in ("window", "third parties") if word in plain(deals.in_time(alone))]
    assert "cannot all be taken" in plain(deals.in_time(replace(one, in_time=replace(known, months=math.nan))))
    assert deals.in_time(replace(one, in_time=None)) == []


def test_the_ways_to_deals_are_set_side_by_side() -> None:
    told = sheets.ways(found(), NAMES)
    assert told is not None
    (row,) = told.rows
    deal = deals_by_hand.deal()
    exposed = max(deal.orders[0].exposure.values())
    assert row[0] == "1"
    assert row[2].endswith(f"{100 * exposed:.0f}{NOBREAK}%")
    assert row[3] == "/".join(str(party.changes) for party in deal.parties.values())
    assert row[4:] == ["4.2", f"55{NOBREAK}%"]
    assert sheets.ways(found(deals=(deals_by_hand.plain_deal(),)), NAMES) is None


# ---------------------------------------------------------------- beside the deals


def test_the_ladder_adds_up() -> None:
    """What is reached goes on, stops or breaks; the next rung is reached by what goes on."""
    table = sheets.ladder(deals_by_hand.ladder(), NAMES)
    assert [row[3:] for row in table.rows] == [
        [f"80{NOBREAK}% ±1.1", f"15{NOBREAK}%", f"5{NOBREAK}%"],
        [f"60{NOBREAK}%", f"40{NOBREAK}%", f"20{NOBREAK}%"],
    ]
    assert Dealing(samples.deals(), NAMES).climbing.replace(NOBREAK, " ") == (
        "Most often it ends thus: in 40 % “halt for halt” is reached and kept; in 20 % (±1.0 points) not even the "
        "first rung is climbed; in 20 % “halt for halt” is reached and broken; in 15 % (±1.1 points) “a pause in "
        "testing” is reached and kept; in 5 % (±1.1 points) “a pause in testing” is reached and broken."
    )
    picture = pareto.ladder_chart(deals_by_hand.ladder())
    assert picture.count(f">60{NOBREAK}%<") >= 1
    assert "not even the first" in picture
    assert "not even" not in pareto.ladder_chart(replace(deals_by_hand.ladder(), never=0.0))


def test_fairness_is_given_in_sizes_or_refused() -> None:
    table = sheets.fair(found(fair=deals_by_hand.fair()), NAMES)
    assert table.columns == ("rule", "deal", "holds", "no veto\nagainst", "worth per month")
    assert table.rows[0][1:4] == [f"{deals_by_hand.LABEL} (and 1 as fair)", f"45{NOBREAK}%", f"90{NOBREAK}%"]
    assert table.rows[1][4] == "United States 3.50; North Korea 1.25"
    assert "The United States: 2.00 ±0.05 without a deal, at most 4.00 where no party loses." in table.note
    unasked = sheets.fair(found(fair=deals_by_hand.fair(), deals=(deals_by_hand.plain_deal(),)), NAMES)
    assert unasked.columns == ("rule", "deal", "holds", "worth per month")
    refused = Dealing(samples.deals(), NAMES)
    assert refused.fair is None
    assert refused.unsized == (
        "No deal is called fair here: rules of fairness weigh gains, and what North Korea wants has an order and no "
        "size."
    )
    assert Dealing(found(not_cardinal=()), NAMES).unsized == ""


def test_a_rule_that_picks_nothing_says_why() -> None:
    empty = replace(deals_by_hand.fair()[0], deals=(), labels=(), count=0)
    assert sheets.picked(empty) == "none leaves all parties as well off as without"
    assert sheets.fair(found(fair=(empty,)), NAMES).rows[0][2:4] == ["\N{EN DASH}"] * 2


def test_policies_stand_beside_the_deals_with_the_answers_under_which_they_fail() -> None:
    shown = Dealing(samples.deals(), NAMES)
    table = shown.beside()
    assert table is not None
    assert [row[0] for row in table.rows] == ["deal 1", "deal 2", "a halt for a halt", "strike"]
    few = shown.beside(0.01)
    assert few is not None
    assert [row[0] for row in few.rows] == ["deal 1", "deal 2", "a halt for a halt"]
    assert few.note.endswith(f"With less than 1{NOBREAK}%: strike.")
    assert table.columns[1:4] == ("comes about,\nif kept", "kept", "holds")
    assert table.rows[0][1:4] == [f"82{NOBREAK}%", f"50{NOBREAK}%", f"45{NOBREAK}% ±1.3"]
    assert table.rows[2][1:] == [f"41{NOBREAK}% ±1.4", f"35{NOBREAK}%", "\N{EN DASH}", "\N{MINUS SIGN}10", "+50", "0"]
    assert "A deal binds all parties, a policy only those that adopt it." in table.note
    assert [line.replace(NOBREAK, " ") for line in shown.failing] == [
        "A halt for a halt does worst if: finish (What are the tests for? <script>alert('x')</script>; chance 2 %, "
        "weight 33 %)."
    ]


def test_beside_three_parties_and_more_only_the_least_gain_is_told() -> None:
    one, policy = deals_by_hand.deal(), deals_by_hand.beside()[1]
    parties = {**one.parties, "kor": one.parties["usa"]}
    three = found(
        between=tuple(parties),
        deals=(replace(one, parties=parties),),
        beside=(replace(policy, parties={**policy.parties, "kor": (0.1, 0.2, 0.7)}),),
    )
    table = sheets.beside(three, NAMES, 3)
    assert table.columns[4:] == ("least\ngain", "asked")
    assert [row[4] for row in table.rows] == ["+20", "\N{MINUS SIGN}60"]


# ---------------------------------------------------------------- the whole


def printed(result: DealsResult, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    show(result, console, case=samples.case())
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_shows_first_what_decides() -> None:
    text = printed(samples.deals())
    heads = [
        "Deals that reach",
        "The deals, best first",
        "Deal 1:",
        "How surely it holds",
        "What it is to each",
        "The steps",
        "What breaks it",
        "What would mend it",
        "What keeps the parties from cheating",
        "Deal 2:",
        "The ladder",
        "Fairness",
        "The proposals on the table",
    ]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in printed(samples.deals(), width).splitlines()) <= min(width, 80)


def test_little_is_printed_where_little_is_known() -> None:
    bare = found(
        deals=(deals_by_hand.plain_deal(),), ladder=None, beside=(), fair=deals_by_hand.fair(), not_cardinal=()
    )
    text = printed(bare)
    assert "Nothing has to change." in text
    assert "What rules of fairness pick" in text
    assert not [word for word in ("The steps", "What breaks it", "nan", "None ") if word in text]


def test_the_page_tells_the_same_with_statements_as_code_and_nothing_unescaped() -> None:
    text = whole()
    section = text[text.index('<section id="deals"') : text.index('<section id="evidence"')]
    assert "<code>usa.exercises == suspended</code> above <code>prk.testing == active</code>" in section
    assert "`" not in section
    assert "<script" not in section
    assert not re.search(r"\bnan\b|\bNone\b(?! of)|\binf\b", re.sub(r"<[^>]*>", " ", section))
    told = html.unescape(re.sub(r"<[^>]*>", " ", section))
    assert deals.summary(samples.deals(), NAMES) in told
    folded = section.count('<details class="screen">')
    assert folded == section.count("</details>") >= 6


def test_a_page_without_more_than_bare_deals_is_whole() -> None:
    bare = found(deals=(deals_by_hand.plain_deal(),), ladder=None, beside=(), not_cardinal=())
    text = whole(deals=bare)
    assert "Nothing has to change." in text
    assert not [head for head in ("The ladder<", "What is fair", "What would mend it") if head in text]
    assert "None of them is a deal." in whole(deals=found(deals=(), front=(), filters=NOTHING, ladder=None))


def test_a_picture_of_no_deals_is_empty() -> None:
    assert pareto.pareto_chart(found(front=(), deals=())) == ""
