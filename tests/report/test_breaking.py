"""What breaks a deal, what would mend it and what patience it takes, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report import deals_by_hand, samples
from tests.report.deals_by_hand import plain

from offramp.report import breaking
from offramp.report.names import Names
from offramp.study.results.mending import Addition, Promise

NAMES = Names.of(samples.case())
NOBREAK = "\N{NO-BREAK SPACE}"


# ---------------------------------------------------------------- what breaks and mends it


def test_what_breaks_it_says_who_when_what_for_and_who_would_answer() -> None:
    text = plain(breaking.breaks(deals_by_hand.deal(), NAMES))
    assert "North Korea would leave it in 31 % (±1.4 points) of worlds by weight, by “testing active”." in text
    assert "It would move up past 25 % of all states in its own order." in text
    assert "looks only at its own next move (Nash) in 70 % and fears only" in text
    assert "90 % against 50 %" in text
    assert "North Korea believes “trade”" in text
    assert "the United States could answer in 80 % of these worlds, and would in 30 %" in text
    assert "In 70 % of these worlds nobody would." in text
    assert (
        "Sampling errors of these shares are at most 2.4 points; for the answers that come more often with leaving "
        "none was computed."
    ) in text
    unsigned = replace(deals_by_hand.breaks()[0], signs=(), shares_error=0.0001)
    text = plain(breaking.breaks(replace(deals_by_hand.plain_deal(), breaks=(unsigned,)), NAMES))
    assert text.endswith("Sampling errors of these shares are less than 0.1 points.")


def test_leaving_that_nobody_could_answer_and_third_parties_that_do_not_come_along_are_told() -> None:
    text = plain(breaking.breaks(deals_by_hand.deal(), NAMES))
    assert "Nobody could answer by one move so that leaving does not pay." in text
    assert "lead out of the outcome or to where a party would leave, in 18 % of worlds by weight." in text
    assert breaking.breaks(deals_by_hand.plain_deal(), NAMES) == []


def test_what_would_mend_it_leads_with_promises_then_scope() -> None:
    lines = breaking.remedies(deals_by_hand.deal(), NAMES)
    assert [line.head for line in lines] == [
        f"Promises that make it hold in 50{NOBREAK}% of worlds or more, none of them to spare:",
        f"Each alone, the most helpful first (without any, it holds in 45{NOBREAK}%):",
        f"The nearest deals that hold in 50{NOBREAK}% of worlds or more:",
    ]
    assert "“fuel oil” by chn; “a written word” by the United States: 62 % (±1.1 points)." in plain(lines)
    assert plain(lines).count("Whether it would be kept is not asked.") == 1
    assert "Exercises scaled back instead of exercises suspended: 55 %, every party gains." in plain(lines)


def test_promises_that_are_not_needed_or_do_harm_are_called_so() -> None:
    oil = Addition((Promise("oil", "fuel oil", "chn"),), 0.3, 0.0)
    known = replace(deals_by_hand.mending(), additions=(), alone=(oil,))
    text = plain(breaking.remedies(replace(deals_by_hand.deal(), mending=known, enforceable=0.6), NAMES))
    assert "What the case offers is not needed for that; `--mend-to` asks what more would take." in text
    assert "Alone, these promises would make it hold less surely:" in text
    assert "“Fuel oil” by chn: 30 %." in text.replace("“fuel", "“Fuel")


def test_changes_of_what_parties_want_and_what_was_left_out_come_after() -> None:
    text = plain(breaking.changes(deals_by_hand.mending(), NAMES))
    assert "leaves in 20 % of worlds by weight in a way that 1 swap of neighbours" in text
    assert "With `usa.exercises == suspended` above `prk.testing == active`." in text
    assert "Or with `not usa.strike` above `prk.testing == active` and `a` above `b`." in text
    assert "There are further changes as small." in text
    assert "a change of its scores by 1.5 in all would mend" in text
    assert "`prk.testing == active` would count -2.5 instead of -4." in text
    assert "in a way that no change of what it wants would mend" in text
    assert "In 3 % of worlds by weight a party leaves in yet other ways" in text
    assert "In 4 % of worlds by weight a party leaves in ways for which no change was looked for." in text
    assert breaking.changes(None, NAMES) == breaking.remedies(deals_by_hand.plain_deal(), NAMES) == []


def test_remedies_that_do_not_reach_what_is_wanted_are_said_not_to() -> None:
    def told(enforceable: float = 0.45, **changes: object) -> str:
        mending = replace(deals_by_hand.mending(), **changes)  # type: ignore[arg-type]
        return plain(breaking.remedies(replace(deals_by_hand.deal(), mending=mending, enforceable=enforceable), NAMES))

    text = told(reaches=False, scope=())
    assert "No promises that the case offers make it hold in 50 % of worlds. It holds most surely with:" in text
    assert "No deal that reaches the outcome holds in 50 % of worlds or more." in text
    assert "Nothing that the case offers makes it hold more surely." in told(additions=(), reaches=False)
    assert "It holds in 50 % of worlds or more, as was asked. So do, nearest to it:" in told(0.6)
    assert "romises" not in told(0.6, additions=())


def test_another_scope_with_or_without_an_option() -> None:
    near = replace(deals_by_hand.mending().scope[0], changes=(("usa.strike", "no", "yes"),), gains=False)
    assert breaking.scope(near, NAMES) == f"With strike: 55{NOBREAK}%, not every party gains."


# ---------------------------------------------------------------- patience


def test_patience_is_told_in_sizes_where_there_are_sizes() -> None:
    text = plain(breaking.patience(deals_by_hand.patience(), NAMES))
    assert "The United States would gain by 2 moves until it is found out, and by 1 of these in the end, too." in text
    assert "By “strike” it gains 5.00 a month" in text
    assert "No patience is enough against that." in text
    assert "must weigh 40 % of all or more; it weighs 55 %, so it does not pay." in text
    assert "a patience of 4 months, looks that find it with 30 % or an answer within 2.5 months." in text
    assert "the United States gains by cheating after the change that the others make." in text
    assert "“inspectors” would be enough for North Korea, if it reckons with it; not for the United States." in text
    assert "“drones” would be enough for no party that it is offered to, even if it reckons with it." in text
    both = {"inspectors": {"usa": True, "prk": True}}
    text = plain(breaking.patience(replace(deals_by_hand.patience(), offers=both), NAMES))
    assert "enough for the United States and North Korea, if they reckon with it." in text


def test_watching_is_not_offered_to_whom_nothing_tempts() -> None:
    found = deals_by_hand.patience()
    usa = replace(found.parties["usa"], cheats=(replace(found.parties["usa"].cheats[1], pays=False),))
    text = plain(breaking.patience(replace(found, parties={**found.parties, "usa": usa}), NAMES))
    assert "“inspectors” would be enough for North Korea, if it reckons with it." in text
    assert "drones" not in text


def test_patience_of_an_order_says_what_an_order_cannot_say() -> None:
    text = plain(breaking.patience(deals_by_hand.patience(), NAMES))
    assert "What North Korea wants has an order and no size, so how much patience it takes cannot be said." in text
    assert (
        "North Korea: in 69 % (±1.4 points) of worlds by weight no move is better for it than the deal; in 21 %" in text
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cheats": (), "gainful": 0}, "has no move by which it would gain"),
        ({"pays": None}, "depends on what the case does not state"),
        ({"pays": True}, "would gain by 2 moves until it is found out, and in the end, too."),
        ({"pays": False}, "and by none in the end, too."),
        ({"safe_step": 1}, "gains nothing by cheating, however much of theirs the others do at once."),
        ({"safe_step": 2, "steps": 5}, "while the others make at most 2 of their 5 changes at once."),
        ({"safe_step": None, "steps": 5}, "would gain by 2 moves until it is found out"),
    ],
)
def test_what_keeps_a_party_from_cheating(changes: dict[str, object], said: str) -> None:
    told = deals_by_hand.patience()
    party = told.parties["usa"]
    rest = {key: value for key, value in changes.items() if key != "pays"}
    if "pays" in changes:
        rest["cheats"] = tuple(replace(c, pays=changes["pays"]) for c in party.cheats)  # type: ignore[arg-type]
    changed = replace(told, parties={"usa": replace(party, **rest)}, offers={})  # type: ignore[arg-type]
    assert said in plain(breaking.patience(changed, NAMES))
