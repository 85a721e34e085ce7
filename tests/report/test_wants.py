"""What each actor wants, as the page shows it: in the order of the file, with the analyst's words, nothing left out."""

from __future__ import annotations

from dataclasses import replace

from tests.report import samples

from offramp.case.building import load_text
from offramp.report import hinges, wants
from offramp.report.names import Names
from offramp.report.wants import Want
from offramp.study.results.hinges import Hinge

TEXT = samples.TEXT.replace(
    "usa: [not usa.strike, prk.testing == moratorium, usa.exercises == full]",
    """usa:
    - not usa.strike
    - any_order:
        statements: {quiet: prk.testing == moratorium, drill: usa.exercises == full or war}
        known: [quiet before drill]
    - maybe(0.3): calm
    - any_order: {not calm: 1 to 4, prk.testing == active: 2}
    - tie: [calm, usa.strike]""",
).replace("judge:", "define: {war: usa.strike, calm: not war and prk.testing == moratorium}\njudge:")


def shown(text: str) -> tuple[list[tuple[str, str, list[Want]]], Names]:
    case, _ = load_text(text)
    names = Names.of(case)
    return wants.wanted(case, names), names


def test_preferences_are_shown_in_the_order_of_the_file() -> None:
    found, _ = shown(TEXT)
    actor, reading, rows = found[0]
    assert actor == "United States"
    assert reading.startswith("Most important first")
    assert [row.code for row in rows] == ["not usa.strike", "", "calm", "", ""]
    assert rows[2].text.replace("\N{NO-BREAK SPACE}", " ") == "held with a chance of 30 %"
    assert [part.code for part in rows[4].parts] == ["calm", "usa.strike"]


def test_an_order_that_is_known_in_part_is_shown_with_the_names_and_their_meaning() -> None:
    found, _ = shown(TEXT)
    group = found[0][2][1]
    assert "Known: quiet before drill; all orders that agree are equally likely." in group.text
    assert [part.text for part in group.parts] == ["quiet: testing moratorium", "drill: exercises full or strike"]


def test_weights_of_an_order_are_shown() -> None:
    found, _ = shown(TEXT)
    heavy, light = found[0][2][3].parts
    # the middles of the thirds of 1 to 4 on a scale of ratios: 4 to the 1/6, 1/2 and 5/6
    assert (heavy.code, heavy.text) == ("not calm", "weight 1.3 to 3.2")
    assert (light.code, light.text) == ("prk.testing == active", "weight 2")


def test_what_an_answer_puts_into_a_slot_is_shown_under_each_answer() -> None:
    found, _ = shown(samples.TEXT)
    slot = found[1][2][1]
    assert slot.text == "what the answer puts here (aim):"
    assert [part.text.rpartition(" is ")[2] for part in slot.parts] == ["“trade”:", "“finish”:"]
    assert [part.parts[0].code for part in slot.parts] == ["usa.exercises == suspended", "prk.testing == active"]


def test_names_that_preferences_use_are_explained_by_each_other() -> None:
    case, _ = load_text(TEXT)
    assert wants.meanings(case, Names.of(case)) == [("calm", "not strike and testing moratorium")]


def test_rankings_and_partial_orders_are_shown() -> None:
    usa = "usa: [not usa.strike, prk.testing == moratorium, usa.exercises == full]"
    order = "usa: {partial: {states: {war: usa.strike, halt: prk.testing == moratorium}, known: [halt before war]}}"
    found, names = shown(samples.TEXT.replace(usa, order))
    assert [row.text for row in found[0][2][:2]] == ["war: strike", "halt: testing moratorium"]
    assert found[0][2][-1].text.startswith("Known: halt before war")
    assert names.statement("halt") == "halt"
    assert names.statement("usa.strike") == "`usa.strike`"


def test_what_an_analyst_has_named_stands_without_backticks() -> None:
    _, names = shown(TEXT)
    nan = float("nan")
    one = Hinge("p", "seek", "order", "usa", ("quiet", "drill"), "usa", {}, 0.3, 0.0, nan, nan, 2, 10, 0)
    assert hinges.subject(one, names) == "which matters more to the United States: quiet or drill"
    expression = replace(one, kind="held", name="not calm", texts=())
    assert hinges.subject(expression, names) == "whether the United States holds `not calm`"


def test_rates_are_told_as_times() -> None:
    case, _ = load_text(samples.TEXT)
    (told,) = wants.clocks(case, Names.of(case))
    assert told[0] == "the window"
    assert told[1] == [Want("", "always closes 0.1 a month: about 10 months on average")]
    closes = "window: {closes: {0.5 per month: usa.strike, 0.1 per month: true}, reopens: {0.1 per month: usa.strike}}"
    (_, rates), *_ = wants.clocks(load_text(samples.TEXT[: samples.TEXT.index("window:")] + closes)[0], Names.of(case))
    assert [rate.code for rate in rates] == ["usa.strike", "", "usa.strike"]
    assert rates[1].text.startswith("otherwise closes")
    dated = samples.TEXT[: samples.TEXT.index("window:")] + "window: {closes: 2017-08-10}"
    (_, rates), *_ = wants.clocks(load_text(dated)[0], Names.of(case))
    assert rates == [Want("", "closes on a date, 1\N{NO-BREAK SPACE}months from the start")]
    shut = samples.TEXT[: samples.TEXT.index("window:")] + "window: {when: usa.strike}"
    (_, rates), *_ = wants.clocks(load_text(shut)[0], Names.of(case))
    assert rates == [Want("", "is closed while this holds: strike")]
