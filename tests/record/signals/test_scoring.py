"""Authority, specificity and reciprocity, apart; and what they say of the statements of 2016 and 2017."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.record.signals.comparing import place_all
from offramp.record.signals.placing import Placer
from offramp.record.signals.ranks import CHANNELS, RANKS, binding, rank_of
from offramp.record.signals.reading import read
from offramp.record.signals.scoring import score_all, spelled_out
from offramp.record.signals.statement import Statement
from offramp.study.results.signals import Qualities
from record.signals.making import KOREA, korea, statement

PLACER = Placer()


def scored(*statements: Statement) -> dict[str, Qualities]:
    placed = place_all(statements, PLACER)
    return {p.statement.id: q for p, q in zip(placed, score_all(placed), strict=True)}


@pytest.fixture(scope="module")
def north() -> dict[str, Qualities]:
    return scored(*(s for s in korea("2017-07-10") if s.actor == "PRK"))


def test_no_statement_has_more_authority_than_that_of_july_2017(north: dict[str, Qualities]) -> None:
    assert north["S19"].authority == max(q.authority for q in north.values())
    assert north["S19"].authority > north["S07"].authority > north["S16"].authority


def test_july_2016_is_more_specific_than_july_2017(north: dict[str, Qualities]) -> None:
    assert north["S07"].specificity > 3 * north["S19"].specificity
    asked = {p.statement.id: spelled_out(p)[1] for p in place_all(korea("2017-12-31"), PLACER)}
    assert max(asked, key=lambda id: asked[id]) == "S07"


def test_five_demands_spelled_out_are_more_than_one_trade(north: dict[str, Qualities]) -> None:
    assert north["S07"].specificity > 1.2 * north["S16"].specificity
    assert north["S07"].specificity == max(q.specificity for q in north.values())
    assert north["S16"].reciprocity > north["S07"].reciprocity


@given(st.lists(st.sampled_from(("stop the drills", "lift the sanctions", "remove the bases")), unique=True))
def test_another_part_spelled_out_is_more_specific(demands: list[str]) -> None:
    scores = [scored(statement("a", "2031-01-01", demands=tuple(demands[:n])))["a"] for n in range(len(demands) + 1)]

    assert [q.specificity for q in scores] == pytest.approx([1 - 2 ** (-n / 3) for n in range(len(demands) + 1)])


def test_june_2017_is_more_reciprocal_than_july_2017(north: dict[str, Qualities]) -> None:
    assert north["S16"].reciprocity == 1.0
    assert north["S19"].reciprocity == 0.25


def test_no_one_of_the_three_is_best_in_all(north: dict[str, Qualities]) -> None:
    best = [
        max(("S07", "S16", "S19"), key=lambda id: getattr(north[id], name)) for name in ("authority", "reciprocity")
    ]

    assert best == ["S19", "S16"]


def test_a_file_without_authority_says_that_a_name_says_no_office() -> None:
    bare = [s for s in read([KOREA]).statements if s.id in ("S19", "S44", "S10")]
    stripped = [
        statement(s.id, s.day.isoformat(), actor=s.actor, speaker=s.speaker, channel=s.channel, form=s.form)
        for s in bare
    ]

    found = scored(*stripped)

    assert found["S19"].authority == 0.5
    assert "no word that says the office" in found["S19"].why["authority"]
    assert found["S44"].authority == pytest.approx(0.8 * 0.9)
    assert "as in S10" in found["S44"].why["authority"]


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("president", "foreign minister"),
        ("the supreme leader", "government spokesman"),
        ("government spokesman", "foreign minister"),
        ("foreign minister", "deputy foreign minister"),
        ("foreign minister", "Foreign Ministry spokesman"),
        ("foreign ministry", "ambassador to India"),
        ("vice president", "minister of defence"),
        ("ambassador", "presidential adviser"),
        ("adviser", "unnamed officials"),
        ("president", "vice-president"),
    ],
)
def test_ranks_are_in_their_order(higher: str, lower: str) -> None:
    one, other = rank_of(higher), rank_of(lower)

    assert one is not None
    assert other is not None
    assert one[0] > other[0]


def test_channels_bind_in_their_order() -> None:
    bound = [
        binding(channel) for channel in ("joint declaration", "UN speech", "press", "envoy readout", "tweet", "private")
    ]

    values = [found[0] for found in bound if found is not None]
    assert len(values) == 6
    assert values == sorted(values, reverse=True)
    assert all(0 < value <= 1 for value, _ in (*RANKS, *CHANNELS))


def test_what_is_told_through_another_counts_less() -> None:
    found = scored(
        statement("a", "2031-01-01", speaker="president", channel="state media"),
        statement("b", "2031-01-02", speaker="president via an envoy", channel="state media"),
        statement("c", "2031-01-03", speaker="president via an envoy", channel="tweet"),
    )

    assert [found[id].authority for id in "abc"] == pytest.approx([1.0, 0.8, 0.7])


def test_the_parts_of_specificity() -> None:
    vague = statement("a", "2031-01-01", demands=("unspecified conditions",))
    broad = statement("b", "2031-01-02", demands=("end hostile policy",))
    plain = statement("c", "2031-01-03", demands=("stop the drills",))
    much = statement("d", "2031-01-04", demands=("stop all drills this year",), offers=("stop nuclear tests in Korea",))
    placed = place_all([vague, broad, plain, much], PLACER)

    assert [spelled_out(p)[1] for p in placed] == [0, 0.5, 1, 1]
    assert spelled_out(placed[3]) == (1.0, 1.0, 1.0, 0.5)
    assert scored(much)["d"].specificity == pytest.approx(1 - 2 ** (-3.5 / 3))
    again = statement("e", "2031-01-05", demands=("stop the drills", "stop the drills", "unspecified steps this year"))
    assert sum(spelled_out(place_all([again], PLACER)[0])) == 1


def test_reciprocity_from_nothing_to_both_sides_alike() -> None:
    found = scored(
        statement("asks", "2031-01-01", demands=("stop the drills",)),
        statement("talk", "2031-01-02", offers=("talks",), demands=("stop the drills",), form="precondition_to_talk"),
        statement("gift", "2031-01-03", offers=("stop nuclear tests",)),
        statement("uneven", "2031-01-04", offers=("suspend tests",), demands=("stop drills",), form="reciprocal_trade"),
        statement("even", "2031-01-05", offers=("stop tests",), demands=("halt drills",), form="reciprocal_trade"),
    )

    assert {id: q.reciprocity for id, q in found.items()} == {
        "asks": 0.0,
        "talk": 0.25,
        "gift": 0.5,
        "uneven": 0.875,
        "even": 1.0,
    }


@given(
    st.lists(st.text(max_size=30), max_size=4),
    st.lists(st.text(max_size=30), max_size=4),
    st.text(max_size=20),
    st.text(max_size=20),
    st.sampled_from(("reciprocal_trade", "reject", "", "odd")),
)
def test_all_scores_lie_between_0_and_1_and_say_why(
    offers: list[str], demands: list[str], speaker: str, channel: str, form: str
) -> None:
    one = statement(
        "a", "2031-01-01", offers=tuple(offers), demands=tuple(demands), speaker=speaker, channel=channel, form=form
    )

    found = scored(one)["a"]

    assert all(0 <= value <= 1 for value in (found.authority, found.specificity, found.reciprocity))
    assert all(found.why[name] for name in ("authority", "specificity", "reciprocity"))
