"""The page on the deals in the Korea case says what the search finds."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from offramp import api
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.comparing import Comparing
from offramp.study.deals.exposing import Exposing
from offramp.study.deals.ladder import ladder
from offramp.study.deals.mending.mending import mend
from offramp.study.deals.stepping import Stepping
from offramp.study.deals.telling import Telling
from offramp.study.keeping import kept
from offramp.study.playing.courses import course_of

PAGE = Path(__file__).parents[2].joinpath("docs", "korea-deals.md").read_text("utf-8")
HALT = {"prk.testing": "moratorium", "kor.consent": "yes"}
ROWS = [
    {"usa.exercises": "scaled_back", "usa.talks": "formal", "prk.talks": "yes"},
    {"usa.exercises": "suspended", "usa.talks": "formal", "prk.talks": "yes"},
    {"usa.exercises": "scaled_back", "usa.talks": "contacts", "prk.talks": "no"},
    {"usa.exercises": "full", "usa.talks": "formal", "prk.talks": "yes"},
]


class Found:
    """The deals of the Korea case, without what the page does not speak of."""

    def __init__(self) -> None:
        self.there = api.ensemble("korea-2017")
        self.bargain = Bargain(self.there)
        self.comparing = Comparing(self.bargain)
        self.front = self.comparing.front(np.arange(len(self.comparing.targets)))
        self.stepping = Stepping(self.bargain, Exposing(self.bargain))
        self.ladder = ladder(self.bargain, self.stepping)
        telling = Telling(self.comparing, self.stepping, 0.5)
        self.deals = [telling.deal(self.position(row), 0, mended=False) for row in ROWS]

    def position(self, row: dict[str, str]) -> int:
        """Return which target on the front a row of the page is."""
        names = {v.id: (n, v.levels) for n, v in enumerate(self.there.case.variables)}
        wanted = {**HALT, **row, "chn.role": "current"}
        for position in self.front.positions.tolist():
            levels = self.there.space.levels[self.comparing.targets[position]]
            if all(names[option][1][levels[names[option][0]]] == level for option, level in wanted.items()):
                return position
        raise AssertionError(f"{row} is not on the front")

    def chance(self, policy: str) -> float:
        """Return how likely play ends in the interim arrangement under a policy."""
        course = course_of(self.there, self.there.policy(policy))
        return float(self.there.worlds.weight @ course.chance()[:, self.bargain.goal])


@pytest.fixture(scope="module")
def found() -> Found:
    return Found()


def says(sentence: str, *shares: float) -> None:
    """Check that the page has a sentence, with these shares in percent in its gaps."""
    told = sentence.format(*(f"{100 * share:.0f} %" for share in shares))
    assert told in " ".join(PAGE.split()), told


def test_the_table_is_what_the_search_finds(found: Found) -> None:
    rows = [line.split("|")[2:-1] for line in PAGE.splitlines() if re.match(r"\| (large|all|exercises)", line)]
    assert len(rows) == len(ROWS)
    for row, deal in zip(rows, found.deals, strict=True):
        gains = [f"{100 * (p.better - p.worse):+.0f}".replace("-", "\N{MINUS SIGN}") for p in deal.parties.values()]
        assert [cell.strip() for cell in row] == [f"{100 * deal.enforceable:.0f} %", *gains]
    assert max(deal.error for deal in found.deals) < 0.0135
    says("Of 8,642 states, 208 count as that")
    assert (len(found.there.space), len(found.comparing.targets), len(found.front)) == (8_642, 208, 21)
    says("21 deals are surpassed by no other")
    says("No deal holds in more than {} of worlds", found.comparing.measured.enforceable.max())


def test_who_leaves_and_where_it_holds(found: Found) -> None:
    first, *_, surest = found.deals
    leaves = {b.actor: max(x.weight for x in first.breaks if x.actor == b.actor) for b in first.breaks}
    says("in {} of worlds it would bring the exercises back, against {} in which", leaves["usa"], leaves["prk"])
    trade, worlds = found.there.alternatives["usa_terms"] == 1, found.there.worlds
    holding = found.comparing.enforcing.holding(found.position(ROWS[0]))
    weight = float(worlds.weight[trade].sum())
    says("In the {} of worlds in which it would live with a trade, the first deal holds in {}.",
         weight, float(worlds.weight[trade & holding].sum()) / weight)  # fmt: skip
    says("Pyongyang is worse off by it in {} of cases.", surest.parties["prk"].worse)
    bends = found.there.alternatives["prk_resolve"] == 1
    holds = found.comparing.enforcing.holding(found.position(ROWS[3]))
    among = [float(worlds.weight[m & holds].sum() / worlds.weight[m].sum()) for m in (bends, ~bends)]
    says("in {} of the worlds in which it bends, against {} of those", *among)
    ended = found.there.space.columns["usa.exercises"][found.comparing.targets] == 3
    assert found.comparing.measured.enforceable[ended].max() == 0
    says("hold in 0 % of worlds")


def test_the_policies_beside_them(found: Found) -> None:
    names = [f"{way}_exercises_for_moratorium" for way in ("suspended", "scaled_back")]
    suspended, scaled = map(found.chance, names)
    says("interim arrangement with {}; with the large ones scaled back, {}.", suspended, scaled)
    courses = [course_of(found.there, found.there.policy(name)) for name in names]
    keeps = [kept(found.there, course, found.bargain.labels)["usa"].on_path for course in courses]
    says("keep to these promises with {} and {}.", *keeps)


def test_the_steps_take_their_time(found: Found) -> None:
    first = found.deals[0]
    assert first.in_time is not None
    assert (first.orders[0].steps[0].moves[0].actor, first.orders[0].worst_step["prk"]) == ("prk", 1)
    says("it has fallen by {} of all states", first.orders[0].exposure["prk"])
    says(f"after about {first.in_time.months:.0f} months; within six months with {{}}.", first.in_time.by_date["6"])
    says("In {} of cases the window closes before that", 1 - first.in_time.before_close)


def test_the_ladder_ends_where_the_page_says(found: Found) -> None:
    assert found.ladder is not None
    contacts, _, talks, freeze = found.ladder.rungs
    says("In {} of worlds the parties do not even step up contacts, in {} they stop there, and in {} the contacts "
        "break.",
         found.ladder.never, contacts.stops, contacts.breaks)  # fmt: skip
    says("Formal talks are reached in {}, the freeze never.", talks.reached)
    assert freeze.reached == 0


def test_what_would_mend_the_first(found: Found) -> None:
    position = found.position(ROWS[0])
    mending = mend(found.bargain, found.comparing.enforcing, found.comparing.gains, position)
    by = {(a.promises[0].offer, a.promises[0].promiser): a.enforceable for a in mending.alone}
    says("brings the first deal from {} to {}, with a Chinese promise to press and a Chinese assurance on top still "
        "to {}.",
         found.deals[0].enforceable, by["assurance", "usa"], mending.additions[0].enforceable)  # fmt: skip
    says("lets others promise brings the first deal above {}.", mending.additions[0].enforceable)
    assert {(p.offer, p.promiser) for p in mending.additions[0].promises} == {
        ("assurance", "usa"), ("assurance", "chn"), ("beijing_answers", "chn")
    }  # fmt: skip
    assert mending.scope == ()
    washington = [c for c in mending.changes if c.actor == "usa" and c.cost == 2]
    assert 0.4 < sum(c.weight for c in washington) < 0.6
    assert any(c.actor == "usa" and c.cost is None and c.concept == "nash" for c in mending.changes)
