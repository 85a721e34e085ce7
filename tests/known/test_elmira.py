"""What merging states does to a conflict."""

import pytest

from known.conflicts import HERE, known
from mathematics.models import model_of
from offramp.case import load_text
from offramp.stability import CONCEPTS, analyse

CASE = (HERE / "cases" / "elmira-1991.yaml").read_text(encoding="utf-8")


def test_without_merging_there_are_twelve_states():
    model = model_of(load_text(unmerged())[0])
    assert len(model.game) == 12
    assert not model.game.space.merged


def test_merging_changes_how_many_equilibria_there_are():
    stability = analyse(model_of(load_text(unmerged())[0]).game)
    abandoned = stability.game.space.columns["uniroyal.abandon"] == 1
    for concept in CONCEPTS:
        assert set(stability.equilibrium(concept)[abandoned]) == {True}
        assert stability.equilibrium(concept).sum() == known("elmira-1991").stability.equilibrium(concept).sum() + 3


@pytest.mark.parametrize("concept", CONCEPTS)
def test_another_ranking_of_the_company_gives_the_same_equilibria(concept):
    other = CASE.replace("[1, 4, 8, 5, 9, 3, 7, 2, 6]", "[1, 4, 8, 5, 9, 2, 3, 7, 6]")
    assert other != CASE
    stability = analyse(model_of(load_text(other)[0]).game)
    assert list(stability.equilibrium(concept)) == list(known("elmira-1991").stability.equilibrium(concept))


def unmerged() -> str:
    text = CASE.replace("merge:\n  - uniroyal.abandon\n", "")
    assert text != CASE
    return text
