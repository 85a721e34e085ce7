"""Deals and commitments: ladders, offers, watching, patience and clauses, and what is wrong with them."""

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, places_of
from case.test_checking import assert_found, checked
from offramp.case import load_text
from offramp.case.agreements import Commitment, Deals, Offer, Rung, Watch
from offramp.case.expressions import And, At, Choice
from offramp.case.model import MONTH_DAYS
from offramp.case.probabilities import Probability

WORLD = """case: deal
title: Deal
actors: {usa: , prk: , kor: , chn: , rok: , un: }
options:
  usa.talks:
  usa.exercises: {levels: [full, scaled_back, suspended]}
  usa.strike: {direction: up}
  prk.talks:
  prk.testing: {levels: [active, moratorium, freeze]}
  prk.stock: {levels: [none, some, many], direction: down}
  kor.relief:
  chn.role: {levels: [current, more, full_pressure]}
  chn.oil: {direction: up}
clocks: {icbm: {levels: [near, far], rate: {0.2 per month: true}}}
status_quo: {prk.stock: some}
outcomes: {interim: prk.testing >= moratorium, war: usa.strike}
preferences:
  usa: [not usa.strike, prk.testing == freeze]
  prk:
    - not usa.strike
    - slot: aim
    - any_order: {statements: {calm: usa.exercises == suspended, rich: kor.relief}, known: []}
    - any_order: [usa.talks, prk.talks]
    - tie: [chn.role == current, chn.oil]
    - maybe(0.4): prk.testing  ==  active
  kor: {scores: {kor.relief: 1, usa.strike: -3}}
  chn: []
  rok: {ranking: []}
  un: {partial: {states: {war: usa.strike, rest: not usa.strike}, known: []}}
questions:
  prk_aim:
    about: prk
    alternatives:
      trade: {prior: 0.5, aim: [usa.talks and prk.talks, {maybe(0.5): kor.relief and usa.talks}]}
      stall: {prior: 0.5}
"""


def deal(more: str, *, between: str = "[usa, prk, kor]") -> str:
    """Return a case with deals of which more is said."""
    return WORLD + f"deals: {{between: {between}, reach: interim, {more}}}\n"


def offer(text: str) -> str:
    """Return a case with one offer."""
    return deal(f"offers: {{{'x' if '▸' in text else '▸x'}: {{{text}}}}}")


def deals_of(text: str) -> Deals:
    found = load_text(text.replace("▸", ""))[0].deals
    assert found is not None
    return found


def the_offer(text: str) -> Offer:
    (found,) = deals_of(offer(text)).offers
    return found


def test_a_deal_of_which_nothing_more_is_said_has_nothing_more():
    assert deals_of(deal("")) == Deals(("usa", "prk", "kor"), "interim")


def test_a_deal_may_have_an_end():
    assert deals_of(deal("lasts: 1 year")).lasts == 12
    assert_mistake(deal("lasts: ▸0 days"), "E036", "above 0")


def test_a_party_stands_once():
    assert_mistake(deal("", between="[usa, prk, ▸usa]"), "E006", "keep one")


# ---------------------------------------------------------------- approval and patience


def test_third_parties_may_have_a_say():
    assert deals_of(deal("approval: {chn: veto, rok: voice}")).approval == {"chn": "veto", "rok": "voice"}


@pytest.mark.parametrize(
    ("more", "code", "remedy"),
    [
        ("approval: {▸usa: veto}", "E065", "a party agrees to a deal anyhow"),
        ("approval: {▸chin: veto}", "E021", 'did you mean "chn"?'),
        ("approval: {chn: ▸never}", "E012", "'veto' or 'voice'"),
        ("approval: ▸[chn]", "E012", "a list"),
        ("patience: {▸chn: 1 year}", "E065", "add chn to `between`"),
        ("patience: {▸us: 1 year}", "E021", 'did you mean "usa"?'),
        ("patience: {usa: ▸0 years}", "E036", "above 0"),
        ("patience: {usa: ▸long}", "E036", "such as `6 months`"),
    ],
)
def test_who_has_a_say_and_who_has_patience_is_checked(more, code, remedy):
    assert_mistake(deal(more), code, remedy)


def test_patience_is_in_months():
    assert deals_of(deal("patience: {usa: 3 years, prk: 2 weeks}")).patience == {
        "usa": 36.0,
        "prk": pytest.approx(14 / MONTH_DAYS),
    }


# ---------------------------------------------------------------- the ladder


def test_a_rung_has_the_levels_of_those_below_it():
    found = deals_of(
        deal(
            "ladder: {first_talks: {usa.talks: yes, prk.testing: moratorium}, "
            "freeze: {name: The freeze, about: All of it, levels: {prk.testing: freeze}}, "
            "empty_stock: {prk.stock: none}}"
        )
    )
    assert found.ladder == (
        Rung("first_talks", "first talks", {"usa.talks": 1, "prk.testing": 1}),
        Rung("freeze", "The freeze", {"usa.talks": 1, "prk.testing": 2}, "All of it"),
        Rung("empty_stock", "empty stock", {"usa.talks": 1, "prk.testing": 2, "prk.stock": 0}),
    )


@pytest.mark.parametrize(
    ("ladder", "code", "remedy"),
    [
        ("a: {▸usa.talk: yes}", "E021", 'did you mean "usa.talks"?'),
        ("a: {levels: {▸usa.talk: yes}}", "E021", 'did you mean "usa.talks"?'),
        ("a: {▸icbm: far}", "E021", "known options"),
        ("a: {▸chn.role: more}", "E050", "add chn to `between`"),
        ("a: {prk.testing: ▸frozen}", "E022", 'did you mean "freeze"?'),
        ("a: {levels: {prk.testing: ▸frozen}}", "E022", 'did you mean "freeze"?'),
        ("a: {name: A, ▸usa.talks: yes}", "E010", "options stand under `levels:`"),
        ("a: {usa.strike: yes}, b: {▸usa.strike: no, usa.talks: yes}", "E053", "goes up only and stands at yes"),
        ("a: {▸prk.stock: many}", "E053", "goes down only and stands at some"),
        ("▸a: {}", "E067", "give the level"),
        ("▸a: {name: A}", "E067", "give the level"),
        ("▸a: {usa.talks: no}", "E067", "give the level"),
        ("a: {usa.talks: yes}, ▸b: {usa.talks: yes, prk.stock: some}", "E067", "give the level"),
        ("a: {usa.talks: ▸[yes]}", "E012", "a list"),
        ("a: ▸[usa.talks]", "E012", "a list"),
        ("a: {levels: ▸[usa.talks]}", "E012", "a list"),
    ],
)
def test_a_rung_adds_levels_of_the_parties(ladder, code, remedy):
    assert_mistake(deal(f"ladder: {{{ladder}}}"), code, remedy)


def test_a_rung_may_take_back_what_can_be_undone():
    found = deals_of(deal("ladder: {a: {usa.exercises: suspended}, b: {usa.exercises: full, usa.talks: yes}}"))
    assert found.ladder[1].levels == {"usa.exercises": 0, "usa.talks": 1}


def test_without_a_status_quo_a_rung_adds_even_the_lowest_level():
    text = deal("ladder: {a: {usa.talks: no}}").replace("status_quo: {prk.stock: some}\n", "")
    assert deals_of(text).ladder == (Rung("a", "a", {"usa.talks": 0}),)


def test_a_rung_is_a_feasible_state():
    ranked = "{ranking: [{usa.talks: yes}, {usa.talks: no}]}"
    world = WORLD.replace("{ranking: []}", ranked) + "impossible: [usa.talks and not prk.talks]\n"
    ladder = "deals:\n  between: [usa, prk]\n  reach: interim\n  ladder:\n    "
    wrong = world + ladder + "▸a: {usa.talks: yes}\n"
    assert_found(wrong, "E069", "`usa.talks and not prk.talks` holds", "change the other option too")
    assert checked(world + ladder + "a: {usa.talks: yes, prk.talks: yes}\n") == ()


# ---------------------------------------------------------------- offers


def test_an_offer_has_receivers_and_promisers():
    found = the_offer("name: A pledge, about: In writing, to: prk, from: {usa: 0.2, chn: likely}, above: first")
    assert found == Offer(
        "x", "A pledge", "In writing", ("prk",), {"usa": Probability(0.2, 0.2), "chn": Probability(0.55, 0.8)},
        0, None, {}, {}, {}, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("above", "position"),
    [
        ("not usa.strike", 0),
        ("slot aim", 1),
        ("slot   aim", 1),
        ("calm", 2),
        ("rich", 2),
        ("usa.talks", 3),
        ("chn.oil", 4),
        ("prk.testing == active", 5),
        ("first", 0),
        ("last", 6),
    ],
)
def test_a_benefit_has_its_place_among_the_statements(above, position):
    assert the_offer(f"to: prk, from: {{usa: 0.2}}, above: {above}").above == position


def test_a_benefit_may_have_points():
    found = the_offer("to: kor, from: {usa: 1}, points: 2")
    assert (found.points, found.above) == (2.0, None)


def test_a_guarantee_binds_its_promiser():
    found = the_offer(
        "to: [prk, kor], from: {chn: 0.4}, keeps: {chn.role: full_pressure if prk.testing == active else current}"
    )
    assert found.keeps == {"chn.role": Choice(At("prk.testing", (0,)), 2, 0)}
    assert found.texts == {"chn.role": "full_pressure if prk.testing == active else current"}
    assert found.to == ("prk", "kor")


def test_watching_has_a_chance_and_lengths_of_time():
    found = the_offer("to: usa, from: {chn: 0.5}, watch: {prk.testing: {detects: 0.95, every: 1 week, by: them}}")
    assert found.watch == {"prk.testing": Watch(Probability(0.95, 0.95), pytest.approx(7 / MONTH_DAYS), 0.0, "them")}
    now = deals_of(deal("watch: {usa.talks: {detects: remote, every: 1 year, delay: 2 months}}")).watch
    assert now == {"usa.talks": Watch(Probability(0.01, 0.05), 12.0, 2.0, None)}


PLEDGE = "to: prk, from: {usa: 0.2}"
BOUND = "to: prk, from: {chn: 0.2}"


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        # kinds
        (PLEDGE, "E012", "`keeps:`, for a guarantee"),
        ("to: kor, from: {chn: 0.5}, points: 1, keeps: {chn.role: more}", "E012", "give one of"),
        # receivers
        ("▸to: [], from: {chn: 0.5}, keeps: {chn.role: more}", "E012", "to: usa"),
        ("to: [▸chn], from: {usa: 0.5}, above: last", "E065", "name a party: usa, prk, kor"),
        ("to: [▸pkr], from: {usa: 0.5}, above: last", "E021", 'did you mean "prk"?'),
        ("to: [prk, ▸prk], from: {chn: 0.5}, keeps: {chn.role: more}", "E006", "keep one"),
        ("▸to: [prk, usa], from: {chn: 0.5}, above: first", "E012", "an offer for each party"),
        # promisers
        ("to: prk, ▸from: {}, above: first", "E012", "from: {usa: 0.5}"),
        ("to: prk, from: {▸us: 1}, above: first", "E021", 'did you mean "usa"?'),
        ("to: prk, from: {▸prk: 1}, above: first", "E065", "under `to`"),
        ("to: prk, from: {usa: ▸1.5}, above: first", "E030", "from 0 to 1"),
        ("to: prk, from: ▸usa, above: first", "E012", "text"),
        # benefits
        (PLEDGE + ", above: ▸not usa.stike", "E021", 'did you mean "not usa.strike"?'),
        (PLEDGE + ", above: ▸slot ami", "E021", 'did you mean "slot aim"?'),
        (PLEDGE + ", above: ▸usa.talks and prk.talks", "E021", "write `slot aim`"),
        (PLEDGE + ", above: ▸kor.relief  and usa.talks", "E021", "only if trade holds"),
        (PLEDGE + ", ▸points: 1", "E066", "write `above:` and a statement of prk"),
        ("to: kor, from: {usa: 0.2}, ▸above: kor.relief", "E066", "write `points:`"),
        ("to: kor, from: {usa: 0.2}, points: ▸0", "E012", "above 0"),
        ("to: kor, from: {usa: 0.2}, points: ▸-1", "E012", "above 0"),
        ("to: kor, from: {usa: 0.2}, points: ▸1e999", "E012", "at most 1e9"),
        ("to: kor, from: {usa: 0.2}, points: ▸many", "E012", "text"),
        # guarantees
        ("to: prk, from: {▸usa: 0.2}, keeps: {usa.talks: yes}", "E065", "a third party"),
        ("to: prk, ▸from: {chn: 0.2, rok: 0.2}, keeps: {chn.role: more}", "E012", "an offer for each"),
        (BOUND + ", ▸keeps: {}", "E012", "keeps: {option"),
        (BOUND + ", keeps: {▸usa.talks: yes}", "E050", "what a party does stands in the deal itself"),
        (BOUND + ", keeps: {▸chn.rule: more}", "E021", 'did you mean "chn.role"?'),
        (BOUND + ", keeps: {▸icbm: far}", "E021", "known options: chn.oil, chn.role"),
        (BOUND + ", keeps: {chn.role: ▸most}", "E022", "known levels"),
        (BOUND + ", keeps: {chn.role: ▸more if usa.talks}", "E054", "add `else`"),
        (BOUND + ", ▸keeps: {chn.role: more if chn.role == more else current}", "E052", "on the options of others"),
        (BOUND + ", keeps: {▸chn.oil: yes if usa.talks else no}", "E053", "set one level"),
        # watching
        (BOUND + ", ▸watch: {}", "E012", "every: 1 week"),
        (BOUND + ", watch: {▸chn.role: {detects: 0.9, every: 1 day}}", "E065", "add chn to `between`"),
        (BOUND + ", watch: {▸usa.talk: {detects: 0.9, every: 1 day}}", "E021", 'did you mean "usa.talks"?'),
        (BOUND + ", watch: {usa.talks: {detects: ▸1.1, every: 1 day}}", "E030", "from 0 to 1"),
        (BOUND + ", watch: {usa.talks: {detects: 1, every: ▸0 days}}", "E036", "above 0"),
        (BOUND + ", watch: {usa.talks: {detects: 1, every: ▸always}}", "E036", "above 0"),
        (BOUND + ", watch: {usa.talks: {detects: 1, every: 1 day, delay: ▸late}}", "E036", "`0 days` for at once"),
        (BOUND + ", watch: {▸usa.talks: {every: 1 day}}", "E011", "add `detects:`"),
        (BOUND + ", watch: {▸usa.talks: {detects: 1}}", "E011", "add `every:`"),
        (BOUND + ", watch: {usa.talks: {detects: 1, every: 1 day, ▸dlay: 1 day}}", "E010", 'did you mean "delay"?'),
        # shape
        ("to: prk, ▸form: {usa: 0.2}, above: first", "E010", 'did you mean "from"?'),
        ("to: prk, from: {usa: 0.2}, ▸abve: first", "E010", 'did you mean "above"?'),
        ("to: prk, above: first", "E011", "add `from:`"),
        ("from: {usa: 0.2}, points: 1", "E011", "add `to:`"),
    ],
)
def test_what_an_offer_cannot_be_is_said(text, code, remedy):
    assert_mistake(offer(text), code, remedy)


def test_a_guarantee_holds_no_option_of_another_third_party():
    text = deal(f"offers: {{x: {{{BOUND}, keeps: {{▸kor.relief: yes}}}}}}", between="[usa, prk]")
    assert_mistake(text, "E050", "let kor promise it")


def test_a_statement_that_stands_twice_is_no_place():
    text = offer(PLEDGE + ", above: ▸prk.testing == active")
    twice = text.replace("    - slot: aim\n", "    - slot: aim\n    - prk.testing == active\n")
    assert_mistake(twice, "E066", "write `first` or `last`")


@pytest.mark.parametrize("party", ["rok", "un"])
@pytest.mark.parametrize("worth", ["above: first", "points: 1"])
def test_a_preference_that_ranks_states_has_no_place_for_a_benefit(party, worth):
    text = deal(f"offers: {{x: {{to: {party}, from: {{usa: 0.2}}, ▸{worth}}}}}", between=f"[usa, prk, {party}]")
    text = text.replace("  chn.oil:", f"  {party}.x:\n  chn.oil:")
    assert_mistake(text, "E066", f"write the preference of {party} in statements or in scores")


def test_ten_promises_can_be_tried_and_no_more():
    pairs = ", ".join(f"o{n}: {{to: prk, from: {{usa: 0.2, chn: 0.3}}, above: last}}" for n in range(5))
    assert mistakes_of(deal(f"offers: {{{pairs}}}")) == ()
    assert_mistake(deal(f"▸offers: {{{pairs}, o5: {{{BOUND}, above: last}}}}"), "E068", "leave out offers")


def test_a_watch_is_of_an_option_of_the_parties():
    assert_mistake(
        deal("watch: {▸chn.role: {detects: 1, every: 1 day}}"), "E065", "watch options of usa and prk and kor"
    )
    assert_mistake(deal("watch: {▸icbm: {detects: 1, every: 1 day}}"), "E021", "known options")


# ---------------------------------------------------------------- commitments


def clause(text: str) -> str:
    """Return a case with one commitment."""
    return WORLD + f"commitments: {{{'x' if '▸' in text else '▸x'}: {{{text}}}}}\n"


def test_a_commitment_says_who_keeps_what_and_when():
    text = clause(
        "name: No tests, by: prk, keeps: prk.testing >= moratorium, while: usa.talks, within: 2 months, "
        "lasts: 1 year, until: usa.talks and usa.strike"
    )
    assert load_text(text.replace("▸", ""))[0].commitments == (
        Commitment(
            "x", "No tests", "prk", At("prk.testing", (1, 2)), "prk.testing >= moratorium", At("usa.talks", (1,)),
            "usa.talks", 2.0, 12.0, And((At("usa.talks", (1,)), At("usa.strike", (1,)))), "usa.talks and usa.strike",
            (), (),
        ),
    )  # fmt: skip


def test_a_commitment_binds_at_once_and_for_good_unless_it_is_said():
    (found,) = load_text(WORLD + "commitments: {no_tests: {by: prk, keeps: prk.talks}}\n")[0].commitments
    assert (found.name, found.given, found.within, found.lasts, found.until) == ("no tests", None, 0.0, None, None)
    assert found.unless_broken == ()
    assert load_text(WORLD)[0].commitments == ()


def pair(first: str, second: str = "") -> str:
    """Return a case with two commitments, each with what is to stand besides in it."""
    x, y = f"{{by: prk, keeps: prk.talks{first}}}", f"{{by: usa, keeps: usa.talks{second}}}"
    return WORLD + f"commitments: {{talk: {x}, answer: {y}}}\n"


def test_a_commitment_ends_once_another_is_broken():
    found = load_text(pair(", unless_broken: answer", ", unless_broken: [talk]"))[0].commitments
    assert [clause.unless_broken for clause in found] == [("answer",), ("talk",)]


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        (", unless_broken: ▸anser", "E021", 'did you mean "answer"?\nknown commitments: answer'),
        (", unless_broken: [answer, ▸deal]", "E021", "known commitments: answer"),
        (", unless_broken: [▸talk]", "E012", "name another commitment"),
        (", unless_broken: [answer, ▸answer]", "E006", "keep one"),
        (", unless_broken: ▸{answer: yes}", "E012", "a mapping"),
    ],
)
def test_what_ends_a_commitment_is_the_breach_of_another_named_once(text, code, remedy):
    assert_mistake(pair(text), code, remedy)


def test_a_commitment_alone_has_none_whose_breach_could_end_it():
    assert_mistake(clause("by: prk, keeps: prk.talks, unless_broken: ▸y"), "E021", "there are no commitments here")


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("by: ▸pkr, keeps: prk.talks", "E021", 'did you mean "prk"?'),
        ("by: ▸un, keeps: prk.talks", "E064", "an actor that has options"),
        ("by: prk, keeps: ▸prk.talk", "E021", 'did you mean "prk.talks"?'),
        ("by: prk, keeps: ▸prk.testing", "E023", "prk.testing == freeze"),
        ("by: prk, keeps: ▸usa.talks", "E050", "prk.talks, prk.testing, prk.stock"),
        ("by: prk, keeps: ▸true", "E050", "prk.talks, prk.testing, prk.stock"),
        ("by: prk, keeps: prk.talks, while: ▸usa.talk", "E021", 'did you mean "usa.talks"?'),
        ("by: prk, keeps: prk.talks, until: usa.talks ▸= no", "E020", "=="),
        ("by: prk, keeps: prk.talks, within: ▸soon", "E036", "`0 days` for at once"),
        ("by: prk, keeps: prk.talks, lasts: ▸0 days", "E036", "above 0"),
        ("by: prk, keeps: prk.talks, within: 2 months, ▸lasts: 1 month", "E012", "sooner"),
        ("by: prk, keeps: prk.talks, ▸whlie: usa.talks", "E010", 'did you mean "while"?'),
        ("by: prk", "E011", "add `keeps:`"),
        ("keeps: prk.talks", "E011", "add `by:`"),
        ("by: ▸[prk], keeps: prk.talks", "E012", "a list"),
    ],
)
def test_what_a_commitment_cannot_be_is_said(text, code, remedy):
    assert_mistake(clause(text), code, remedy)


def test_a_mistake_in_what_is_kept_hides_no_mistake_of_who_keeps_it():
    text, places = places_of(clause("by: ▸pkr, keeps: ▸prk.talk"))
    assert [(m.code, m.line, m.column) for m in mistakes_of(text)] == [("E021", *place) for place in places]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("keeps: usa.talks and usa.strike", "E069", ("no feasible state keeps x", "under `impossible`")),
        ("keeps: usa.talks, while: usa.strike", "E069", ("while `usa.strike` holds", "loosen it")),
        ("keeps: usa.talks or not usa.talks", "W111", ("cannot be broken", "take it out")),
        ("keeps: not usa.talks, while: usa.strike", "W111", ("cannot be broken",)),
        ("keeps: usa.talks, while: usa.talks and usa.strike", "W111", ("cannot be broken", "`while`")),
        ("keeps: not usa.talks, until: usa.talks", "W111", ("cannot be broken", "`until`")),
    ],
)
def test_a_commitment_can_be_kept_and_broken(text, code, words):
    marked = BASE + f"impossible: [usa.talks and usa.strike]\ncommitments:\n  ▸x: {{by: usa, {text}}}\n"
    assert_found(marked, code, *words)


def test_a_commitment_that_can_be_kept_and_broken_reveals_nothing():
    text = BASE + "commitments: {x: {by: usa, keeps: usa.talks, while: prk.testing == freeze, until: usa.strike}}\n"
    assert checked(text) == ()


# ---------------------------------------------------------------- what only follows from other mistakes

USA = "  usa: [not usa.strike, prk.testing == freeze]"
START = "status_quo: {prk.stock: some}"
OTHERS = "approval: {usa: veto}, patience: {chn: 1 day}, ladder: {a: {chn.role: more}}"
SELF = "offers: {x: {to: chn, from: {usa: 1}, keeps: {usa.talks: yes}}}"
WATCHED = "watch: {chn.role: {detects: 1, every: 1 day}}"
TO_USA = "offers: {x: {to: usa, from: {chn: 1}, %s}}"
LOUD = "define: {loud: ▸prk.talk}\nclocks:"


@pytest.mark.parametrize(
    "text",
    [
        deal(OTHERS, between="[usa, ▸pkr]"),
        deal(SELF, between="▸{}"),
        deal(WATCHED, between="[usa]").replace("between", "▸between"),
        deal(TO_USA % "above: calm").replace(USA, "  usa: ▸calm"),
        deal(TO_USA % "points: 2").replace(USA, "  usa: ▸calm"),
        deal("ladder: {a: {usa.strike: no, usa.talks: no}}").replace(START, "status_quo: ▸[]"),
        WORLD.replace("clocks:", LOUD) + "commitments: {x: {by: prk, keeps: loud}}\n",
    ],
)
def test_one_mistake_makes_no_others(text):
    marked, places = places_of(text)
    assert [(m.line, m.column) for m in mistakes_of(marked)] == places
