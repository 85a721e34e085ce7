"""A term sheet says all that a deal asks in plain words, and its clauses can be watched."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.docs.console import written
from tests.report import deals_by_hand, samples

from offramp import api
from offramp.case.building import load_text
from offramp.case.model import Case
from offramp.report.terms import term_sheet
from offramp.study.results import DealsResult
from offramp.study.results.deals import Approval, InTime, Party, Undertaking

MORE = """deals:
  between: [north, south]
  reach: disengagement
  lasts: 12 months
  watch:
    north.troops: {detects: 0.8, every: 1 week, delay: 2 weeks, by: aerial survey}
"""
TEXT = written(api.starter("border"), MORE)
STAY = Undertaking("north", "north.troops", "massed", "reduced")
SUSPEND = Undertaking("south", "south.patrols", "armed", "suspended")
LEVELS = {
    "north.troops": "reduced",
    "south.patrols": "suspended",
    "north.attack": "no",
    "north.talks": "no",
    "south.talks": "no",
}


def case(text: str = TEXT) -> Case:
    return load_text(text)[0]


def result(**changes: object) -> DealsResult:
    """A deal of the starter case: first the troops are reduced, then the patrols suspended."""
    base = deals_by_hand.deal()
    order = deals_by_hand.order((STAY,), (SUSPEND,))
    renamed = {"usa": "south", "prk": "north"}
    steps = tuple(
        replace(step, parties={renamed[actor]: at for actor, at in step.parties.items()}) for step in order.steps
    )
    order = replace(
        order,
        steps=steps,
        exposure={renamed[a]: v for a, v in order.exposure.items()},
        worst_step={renamed[a]: v for a, v in order.worst_step.items()},
    )
    deal = replace(
        base,
        label="troops reduced, patrols suspended",
        levels=LEVELS,
        undertakings=(STAY, SUSPEND),
        third_parties=(),
        parties={
            "north": Party(0.6, 0.8, 0.1, 0.1, 0.01, 0.7, 0.2, 1),
            "south": Party(0.7, 0.6, 0.0, 0.4, 0.01, 0.3, 0.2, 1),
        },
        approval={},
        orders=(order,),
        searched=True,
        exchange=None,
        breaks=(replace(base.breaks[0], actor="north", move="troops massed", signs=(), punishers=()),),
        mending=None,
        patience=None,
        certificates=(),
    )
    whole = replace(samples.deals(), between=("north", "south"), reach="disengagement")
    return replace(whole, deals=(replace(deal, **changes), base), front=())  # type: ignore[arg-type]


def sheet(of: DealsResult | None = None, text: str = TEXT) -> str:
    return term_sheet(of or result(), case(text), 1).replace("\N{NO-BREAK SPACE}", " ")


def section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n\n", 1)[1].split("\n## ", 1)[0].strip()


def block(text: str) -> str:
    found = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def joined(text: str, piece: str) -> str:
    """Return a case with a piece put in: under the keys that it has already, or at its end."""
    for part in re.split(r"^(?=\S)", piece, flags=re.MULTILINE):
        key, _, body = part.partition(":\n")
        text = text.replace(f"\n{key}:\n", f"\n{key}:\n{body}") if f"\n{key}:\n" in text else text + part
    return text


def test_it_says_who_undertakes_what_now_and_in_which_order() -> None:
    text = sheet()
    assert text.startswith("# Troops reduced, patrols suspended\n")
    assert "drafted by offramp 0.1.0 from 96 worlds drawn with seed 7" in text
    assert section(text, "Parties") == "- Northland\n- Southland"
    assert "| Northland | troops reduced | troops massed |" in section(text, "Undertakings")
    steps = section(text, "Sequence")
    assert steps.startswith("1. Northland: troops massed → reduced.\n2. Southland: patrols armed → suspended.")
    assert "- Northland is exposed most after step 1" in steps
    assert "## Left to others" not in text


def test_it_says_how_long_what_ends_it_and_how_it_is_watched() -> None:
    text = sheet()
    assert section(text, "Duration").startswith("1 year from the first step, unless it is renewed.")
    assert "about 4 months on average" in section(text, "Duration")
    assert "Its time is over and it is not renewed." in section(text, "What ends it")
    watched = section(text, "How it is watched")
    assert "one look every week finds a breach with a chance of 80 %, by aerial survey" in watched
    assert "an answer follows after 2 weeks." in watched
    assert "- Patrols: the case does not say." in watched
    assert "an answer follows at once." in sheet(text=TEXT.replace(", delay: 2 weeks", ""))


def test_a_case_that_names_no_length_is_told_so() -> None:
    text = sheet(text=TEXT.replace("  lasts: 12 months\n", ""))
    assert section(text, "Duration").startswith("The case names no length.")
    assert "lasts:" not in block(text)


def test_it_says_how_sure_and_what_breaks_it() -> None:
    text = section(sheet(), "How sure")
    assert "- It comes about and no party gains by leaving it in 45 % (±1.3 points) of worlds by weight." in text
    assert "- For Northland it is better than no deal with a chance of 80 % (±1.0 points), worse with 10 %." in text
    assert "- Northland would leave it in 31 % (±1.4 points) of worlds by weight, by “troops massed”." in text
    assert "- Third parties leave the outcome in place in 82 % of worlds by weight." in text


def test_what_is_left_to_others_is_undertaken_by_nobody() -> None:
    talks = Undertaking("union", "union.monitors", "no", "yes")
    text = sheet(result(third_parties=(talks,), approval={"union": Approval("veto", 0.5, 0.3, 0.2, 0.0)}))
    assert section(text, "Left to others") == (
        "- Union: monitors\n\nNobody undertakes this. The deal counts on their doing it of their own accord.\n\n"
        "- Union has a veto, and is no worse off with a chance of 80 %."
    )
    assert "- Union withdraws its approval." in section(text, "What ends it")


def test_a_deal_that_changes_nothing_has_no_steps() -> None:
    text = sheet(result(undertakings=(), orders=(), in_time=None))
    assert section(text, "Undertakings") == "Nothing has to change: the parties keep things as they are."
    assert "## Sequence" not in text
    assert "## How it is watched" not in text


@pytest.mark.parametrize("number", [0, 3])
def test_there_must_be_such_a_deal(number: int) -> None:
    with pytest.raises(IndexError, match=f"there is no deal {number}"):
        term_sheet(result(), case(), number)


# ---------------------------------------------------------------- the clauses


LATE = InTime(4.2, 0.8, 0.55, {"3": 0.3, "6": 0.71, "12": 0.72, "24": 0.8}, 0.016)


def test_the_clauses_are_as_written_by_hand() -> None:
    assert block(sheet(result(in_time=replace(LATE, by_date={"3": 0.3, "6": 0.72, "12": 0.8})))) == (
        "commitments:\n"
        "  deal_1_north_troops:\n"
        "    by: north\n"
        "    keeps: north.troops >= reduced\n"
        "    unless_broken: [deal_1_south_patrols]\n"
        "    within: 6 months\n"
        "    lasts: 1 year\n"
        "  deal_1_south_patrols:\n"
        "    by: south\n"
        "    keeps: south.patrols >= suspended\n"
        "    while: north.troops >= reduced\n"
        "    unless_broken: [deal_1_north_troops]\n"
        "    within: 6 months\n"
        "    lasts: 1 year\n"
    )


def test_the_case_takes_the_clauses() -> None:
    text = sheet()
    assert "already" not in text
    added, warnings = load_text(joined(TEXT, block(text)))
    assert not [w for w in warnings if w.code not in {v.code for v in load_text(TEXT)[1]}]
    assert [c.id for c in added.commitments] == ["deal_1_north_troops", "deal_1_south_patrols"]
    assert added.commitments[1].given_text == "north.troops >= reduced"
    assert added.commitments[0].lasts == 12


def test_clauses_of_the_same_name_are_left_alone() -> None:
    once = joined(TEXT, block(sheet()))
    text = sheet(text=once)
    assert "The case has `commitments:` already: what stands under it here goes there." in text
    assert [c.id for c in case(joined(once, block(text))).commitments] == [
        "deal_1x_north_troops", "deal_1x_south_patrols", "deal_1_north_troops", "deal_1_south_patrols",
    ]  # fmt: skip


def test_the_time_for_the_steps_is_enough_for_nine_in_ten_of_those_ever_taken() -> None:
    """Nine tenths of 80 % are 72 %: not yet in 6 months, but in 12, which is longer than a deal of 11."""
    text = sheet(result(in_time=LATE), TEXT.replace("lasts: 12 months", "lasts: 2 years"))
    assert (
        "The clauses below leave 1 year for all steps: by then they are taken with a chance of 72 %, if nobody acts "
        "otherwise."
    ) in section(text, "Duration")
    assert "within: 1 year" in block(text)
    short = sheet(result(in_time=LATE), TEXT.replace("lasts: 12 months", "lasts: 11 months"))
    assert "within:" not in block(short)
    assert "The clauses below leave no time for the steps, and bind from the start" in section(short, "Duration")


def test_steps_that_take_longer_than_the_deal_are_said_to() -> None:
    text = sheet(result(in_time=replace(LATE, months=40.0)))
    assert "So on average it would end before its last step." in section(text, "Duration")


def test_only_clocks_that_an_outcome_looks_at_can_end_it() -> None:
    rate = "rate: {1 per month: true}"
    clocks = f"clocks: {{talks_over: {{levels: [early, late], {rate}}}, idle: {{levels: [a, b], {rate}}}}}\n"
    text = TEXT.replace("talking: talks", "talking: talks and talks_over == early") + clocks
    ends = section(sheet(result(levels={**LEVELS, "talks_over": "early", "idle": "a"}), text), "What ends it")
    assert "Talks over moves on" in ends
    assert "Idle" not in ends


def test_names_do_no_harm_to_markdown() -> None:
    text = TEXT.replace("{name: Northland}", '{name: "North|land <b>"}')
    assert "| North\\|land &lt;b> | troops reduced | troops massed |" in section(sheet(text=text), "Undertakings")
    text = TEXT.replace("{name: Northland}", '{name: "North\\n# `land`"}')
    assert "- North # 'land'" in section(sheet(text=text), "Parties").splitlines()


@pytest.mark.parametrize("length", ["1 year", "18 months", "6 months", "3 weeks", "10 days", "1.5 days"])
def test_lengths_of_time_read_as_they_were_written(length: str) -> None:
    text = TEXT.replace("lasts: 12 months", f"lasts: {length}")
    assert section(sheet(text=text), "Duration").startswith(f"{length} from the first step")
