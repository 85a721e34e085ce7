"""Pictures: their colours mean the same everywhere, their ids never meet, their words say what they show."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from tests.report import deals_by_hand, samples

from offramp.report import charts, pareto
from offramp.report.graph import differences, left_out, state_graph, ways
from offramp.report.layout import MOST_ABREAST, MOST_NODES, arrange, route
from offramp.report.names import Names
from offramp.report.palette import AVOIDED, SOUGHT, Palette

NAMES = Names.of(samples.case())


def pictures() -> dict[str, str]:
    result = samples.policies()
    found = result.policies[2]
    return {
        "policies": charts.policies_chart(result, NAMES),
        "tornado": charts.tornado(found, result, NAMES, uid="tornado"),
        "window": charts.windows_chart(result.policies, result, NAMES),
        "evidence": charts.evidence_chart(samples.evidence(), NAMES),
        "beliefs": charts.beliefs_chart(samples.misread().beliefs, NAMES),
        "misreadings": charts.misreadings_chart(samples.misread().misreadings, result, NAMES),
        "deals": pareto.deals_chart(samples.deals().deals, NAMES),
        "pareto": pareto.pareto_chart(samples.deals()),
        "ladder": pareto.ladder_chart(deals_by_hand.ladder()),
        "concepts": charts.variants_chart(found.by_concept, result, NAMES, uid="concepts", title="By concept"),
        "graph": state_graph(samples.paths(), NAMES, charts.palette_of(result)),
    }


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return pictures()


def test_pictures_are_well_formed(drawn: dict[str, str]) -> None:
    for picture in drawn.values():
        root = ElementTree.fromstring(picture)
        assert root.attrib["role"] == "img"
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
        assert all((child.text or "").strip() for child in list(root)[:2])


def test_ids_never_meet(drawn: dict[str, str]) -> None:
    ids = [found for picture in drawn.values() for found in re.findall(r'\bid="([^"]+)"', picture)]
    assert len(ids) == len(set(ids))


def test_pictures_are_transparent_and_follow_the_page(drawn: dict[str, str]) -> None:
    for picture in drawn.values():
        assert "currentColor" in picture
        assert 'fill="white"' not in picture
        assert not re.search(r"#0[1-9]0[1-9]0[1-9]", picture)


def test_pictures_are_the_same_every_time(drawn: dict[str, str]) -> None:
    assert pictures() == drawn


def test_the_outcome_sought_is_first_and_the_one_to_avoid_last() -> None:
    palette = Palette.of(samples.OUTCOMES, "interim", "war")
    assert palette.order == ("interim", "none of these", "war")
    assert palette.swatch("interim") == SOUGHT
    assert palette.swatch("war") == AVOIDED


def test_outcomes_differ_in_more_than_colour() -> None:
    names = [f"outcome {k}" for k in range(8)] + ["none of these"]
    palette = Palette.of(names, "outcome 0", "outcome 1")
    swatches = [palette.swatch(name) for name in palette.order]
    assert len({swatch.colour for swatch in swatches}) == len(names)
    assert all(a.pattern != b.pattern for a, b in pairwise(swatches))


def test_words_say_what_the_bars_show(drawn: dict[str, str]) -> None:
    assert "strike 0\N{NO-BREAK SPACE}%" in drawn["policies"]
    assert "trade (67\N{NO-BREAK SPACE}%): 41\N{NO-BREAK SPACE}%" in drawn["tornado"]
    assert "deal 1 holds 45\N{NO-BREAK SPACE}%" in drawn["deals"]
    assert "deal 2 holds 60\N{NO-BREAK SPACE}%, least gain \N{MINUS SIGN}20 points; deal 1" in drawn["pareto"]
    assert "a pause in testing reached 80\N{NO-BREAK SPACE}% and halt for halt reached 60" in drawn["ladder"]


def test_hostile_names_are_escaped(drawn: dict[str, str]) -> None:
    assert not [name for name, picture in drawn.items() if "<script" in picture]


def test_a_tornado_leaves_out_an_outcome_without_a_chance() -> None:
    result = samples.policies()
    strike = result.policies[1]
    picture = charts.tornado(strike, result, NAMES, uid="t")
    assert "war (to avoid)" in picture
    assert "interim arrangement (sought)" not in picture


# ---------------------------------------------------------------- the state graph


def test_a_dense_graph_is_cut_and_says_so() -> None:
    result = samples.dense()
    drawing = arrange(result)
    assert len(drawing.numbers) <= MOST_NODES
    assert all(len(row) <= MOST_ABREAST for row in drawing.rows)
    assert drawing.rows[0][0].id == result.start
    assert "further states" in left_out(drawing)
    picture = state_graph(result, NAMES, Palette.of(samples.OUTCOMES, "interim", "war"))
    assert ElementTree.fromstring(picture).attrib["role"] == "img"


def test_a_small_graph_is_drawn_whole() -> None:
    drawing = arrange(samples.paths())
    assert sorted(drawing.numbers) == [0, 1, 2, 3]
    assert left_out(drawing) == ""


def test_every_drawn_state_is_reached_by_an_arrow() -> None:
    result = samples.dense()
    drawing = arrange(result)
    reached = {edge.target for edge in drawing.edges} | {result.start}
    assert set(drawing.numbers) <= reached


def test_the_way_to_an_end_is_the_one_most_travelled() -> None:
    assert [edge.target for edge in route(samples.paths(), 2)] == [1, 2]
    assert route(samples.paths(), 99) == []


def test_ways_lead_to_each_outcome() -> None:
    found = ways(samples.paths(), NAMES)
    assert found == [
        ("none of these", 0.54, []),
        ("interim", 0.41, ["North Korea: testing moratorium", "United States: exercises suspended"]),
        ("war", 0.05, ["United States: strike"]),
    ]


def test_a_state_is_told_by_what_differs_from_the_start() -> None:
    assert differences(samples.LEVELS[2], samples.LEVELS[0], NAMES) == "exercises suspended, testing moratorium"


def test_a_graph_without_moves_is_one_box() -> None:
    result = samples.paths()
    alone = replace(result, nodes=result.nodes[:1], edges=())
    assert len(arrange(alone).numbers) == 1
    assert "<svg" in state_graph(alone, NAMES, Palette.of(samples.OUTCOMES, None, None))
