"""The published table of formulations, reproduced from the statements."""

from __future__ import annotations

import pytest

from offramp.record.signals.placing import Placed, Placer, strongest
from offramp.record.signals.splitting import items
from offramp.record.signals.table import Line, comparison_table
from record.signals.making import korea

PLACER = Placer()
WHICH = ("S01", "S03", "S04", "S07", "S08", ("S12", "S13"), "S16", "S19")


@pytest.fixture(scope="module")
def lines() -> dict[str, Line]:
    return {line.ids[0]: line for line in comparison_table(korea(), which=WHICH)}


def placed(cell: str) -> dict[str, Placed]:
    return strongest(p for item in items(cell) for p in PLACER.place(item))


def strengths(side: dict[str, Placed]) -> dict[str, tuple[int | None, int]]:
    return {topic: (p.act.depth, p.act.hold) for topic, p in side.items()}


PUBLISHED = {
    "S01": ("2015-01-10", "test", "pause nuclear tests", "pause this year's drills"),
    "S03": ("2016-01-16", "test", "stop nuclear tests", "stop drills; peace treaty"),
    "S04": ("2016-04-23", "test", "halt nuclear tests", "suspend annual drills"),
    "S16": (
        "2017-06-21",
        "test and missile",
        "temporary stop of nuclear and missile tests",
        "temporarily stop large drills",
    ),
}
"""The cells as published, `both` and `even temporarily` spelled out; a semicolon for the comma before the treaty."""


@pytest.mark.parametrize("id", PUBLISHED)
def test_a_trade_is_as_published(lines: dict[str, Line], id: str) -> None:
    day, conditioned, would, asks = PUBLISHED[id]
    line = lines[id]

    assert line.days == (day,)
    assert line.conditioned == conditioned
    assert strengths(dict(line.would_topics)) == strengths(placed(would))
    assert strengths(dict(line.asks_topics)) == strengths(placed(asks))
    assert [bool(p.limits) for p in line.asks_topics.values()] == [bool(p.limits) for p in placed(asks).values()]


def test_the_trades_build_on_each_other(lines: dict[str, Line]) -> None:
    assert lines["S01"].formulation == "nuclear tests for exercises"
    assert lines["S03"].formulation.startswith("same, plus a peace treaty")
    assert lines["S04"].formulation == "same, foreign minister"
    assert lines["S16"].formulation == "same, plus missile tests, ambassador"


def test_the_five_demands_of_july_2016(lines: dict[str, Line]) -> None:
    line = lines["S07"]

    assert (line.days, line.formulation, line.conditioned) == (("2016-07-06",), "5 demands", "denuclearization")
    assert line.would.startswith("matching steps")
    asked = line.asks.split("; ")
    assert len(asked) == 5
    published = ("disclose", "remove", "no redeployment", "no nuclear use", "withdrawal of troops")
    assert [word in item for word, item in zip(published, asked, strict=True)] == [True] * 5


def test_the_address_of_january_2017(lines: dict[str, Line]) -> None:
    line = lines["S08"]

    assert (line.formulation, line.conditioned) == ("Kim Jong Un", "growth of arsenal")
    assert line.would == "(stop growth of arsenal, implied)"
    assert set(line.asks_topics) == set(placed("end threat; end drills"))


def test_may_2017_told_on_one_line(lines: dict[str, Line]) -> None:
    line = lines["S12"]

    assert (line.days, line.ids) == (("2017-05-13", "2017-05-19"), ("S12", "S13"))
    assert line.formulation == "Choe Son Hui; DPRK deputy UN envoy"
    assert line.conditioned == "talking at all"
    assert line.would.startswith("dialogue")
    assert line.asks.startswith("unspecified")
    assert (
        strengths(dict(line.asks_topics))["hostile_policy"]
        == strengths(placed("roll back hostile policy"))["hostile_policy"]
    )


def test_the_sentence_of_july_2017(lines: dict[str, Line]) -> None:
    line = lines["S19"]

    assert (line.days, line.formulation) == (("2017-07-05",), "Kim Jong Un")
    assert line.conditioned == "negotiability of arms and missiles"
    assert line.would == "(negotiate, implied)"
    assert strengths(dict(line.asks_topics)) == strengths(placed("end hostile policy and nuclear threat"))


def test_all_statements_of_an_actor_that_trade_something() -> None:
    found = comparison_table(korea(), actor="usa")

    assert found
    assert {line.ids[0] for line in found} <= {s.id for s in korea() if s.actor == "USA"}


def test_an_id_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        comparison_table(korea(), which=["S99"])
