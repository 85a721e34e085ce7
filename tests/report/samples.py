"""Results made by hand: small, but with everything a renderer may meet, hostile text included."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from tests.report import deals_by_hand

from offramp import api
from offramp.case import Case
from offramp.case.building import load_text
from offramp.report.html import Doubts
from offramp.study.listing import ListedState, StatesResult
from offramp.study.results import (
    Belief,
    Chance,
    DealsResult,
    Decides,
    EndState,
    EvidenceReport,
    EvidenceResult,
    Flip,
    Kept,
    Leaving,
    Misreading,
    MisreadResult,
    OutcomeChance,
    PathEdge,
    PathNode,
    PathsResult,
    PoliciesResult,
    PolicyResult,
    Provenance,
    QuestionResult,
    Revelation,
    Running,
    Sanction,
    SanctionStep,
    StableResult,
    StateResult,
    Uptake,
    Verdict,
    Watch,
    WhyResult,
    Worth,
)
from offramp.study.results.staging import AtOnce, Staged
from offramp.study.verifying import VerifyResult

ATTACK = "<script>alert('x')</script>"

TEXT = """
case: sample
title: "Is there time? <script>alert('x')</script>"
about: "A sample & nothing <b>else</b>."
as_of: 2017-07-10
sources:
  paper: {title: "A paper <i>on it</i>", url: "https://example.org/a?b=1&c=2", grade: B2, date: 2017-07-01}
  trap: {title: A trap, url: "javascript:alert(1)", grade: A1}
actors: {usa: {name: United States}, prk: {name: North Korea}}
options:
  usa.exercises: {levels: [full, suspended], cite: paper}
  usa.strike: {direction: up}
  prk.testing: {levels: [active, moratorium]}
status_quo: {}
outcomes:
  war: {when: usa.strike, final: true}
  interim: {when: prk.testing == moratorium and usa.exercises == suspended, name: interim arrangement}
judge: {seek: interim, avoid: war}
preferences:
  usa: [not usa.strike, prk.testing == moratorium, usa.exercises == full]
  prk: [not usa.strike, slot: aim]
questions:
  aim:
    about: prk
    ask: "What are the tests for? <script>alert('x')</script>"
    alternatives:
      trade: {prior: 0.5, about: "A halt for a halt.", aim: [usa.exercises == suspended]}
      finish: {prior: 0.5, aim: [prk.testing == active]}
evidence:
  - id: door
    date: 2017-07-05
    cite: [paper, trap]
    says: "A door <u>opens</u>."
    bears_on: {aim: {trade: 0.6, finish: 0.3}}
policies:
  halt_for_halt:
    name: "a halt for a halt <script>alert('x')</script>"
    by: [usa]
    keeps: {usa.exercises: suspended if prk.testing == moratorium else full}
  strike: {by: [usa], sets: {usa.strike: yes}}
window: {closes: {0.1 per month: true}, about: "Half a year or so."}
deals: {between: [usa, prk], reach: interim}
"""

OUTCOMES = ("war", "interim", "none of these")
NAN = math.nan


def case() -> Case:
    return load_text(TEXT)[0]


def provenance(exact: bool = True, partial: bool = False) -> Provenance:
    seed = None if exact else 7
    return Provenance("sample", "case.yaml", "ab" * 32, "0.1.0", seed, 96, exact, partial, 3.2e13, 8, "By hand.")


def outcome(chance: float, error: float = 0.0) -> OutcomeChance:
    months = {str(month): chance * month / 24 for month in range(1, 25)}
    return OutcomeChance(chance, 0.0, min(1.0, 2 * chance), error, chance, 4.2, chance * 0.8, chance * 0.2, months)


def none_of_these(chance: float) -> OutcomeChance:
    return OutcomeChance(chance, chance, chance, 0.0, NAN, NAN, NAN, NAN, {})


def shares(war: float, interim: float) -> dict[str, float]:
    return {"war": war, "interim": interim, "none of these": 1 - war - interim}


LEVELS = {
    0: {"usa.exercises": "full", "usa.strike": "no", "prk.testing": "active"},
    1: {"usa.exercises": "full", "usa.strike": "no", "prk.testing": "moratorium"},
    2: {"usa.exercises": "suspended", "usa.strike": "no", "prk.testing": "moratorium"},
    3: {"usa.exercises": "full", "usa.strike": "yes", "prk.testing": "active"},
}
LABELS = {0: "nothing changed", 1: "testing moratorium", 2: "exercises suspended, testing moratorium", 3: "strike"}
CLASSES = {0: "none of these", 1: "none of these", 2: "interim", 3: "war"}


def policy(name: str, title: str, war: float, interim: float, *, error: float = 0.0) -> PolicyResult:
    rest = 1 - war - interim
    leaves = (Leaving(LABELS[2], "exercises full", 0.1),)
    return PolicyResult(
        policy=name,
        name=title,
        outcomes={"war": outcome(war, error), "interim": outcome(interim, error), "none of these": none_of_these(rest)},
        ends=tuple(
            EndState(k, LABELS[k], LEVELS[k], CLASSES[k], c) for k, c in ((2, interim), (0, rest), (3, war)) if c > 0
        ),
        ends_hidden=0.0,
        cycling=0.0,
        courses=1 if name == "strike" else 12,
        regret_seek=Chance(0.1, 0.0, 0.5, 0.0),
        regret_avoid=Chance(0.0, 0.0, 0.0, 0.0),
        uptake={} if name == "no policy" else {"usa": Uptake(0.6, 0.3, 0.1, 0.01)},
        kept={} if name == "no policy" else {"usa": Kept(0.35, 0.5, 0.01, leaves)},
        open_by={str(month): 0.9**month for month in range(1, 25)},
        by_concept={"nash": shares(war, interim / 2), "seq": shares(war, interim)},
        rates={
            "slower": shares(war, interim / 3),
            "usual": shares(war, interim * 0.9),
            "faster": shares(war, interim),
        },
        variants_error=error,
        by_alternative={"aim": {"trade": shares(war, interim), "finish": shares(war, interim / 10)}},
    )


def staged() -> tuple[Staged, ...]:
    """A policy that learns first: 6 points more of what is sought, 8 by learning less 2 by waiting; 1 more of war."""
    seek = AtOnce(
        "seek", Chance(0.47, 0.0, 0.9, 0.01), {"halt_for_halt": 0.41, "no policy": 0.004}, "halt_for_halt",
        0.06, 0.01, 0.08, 0.01, -0.02, 0.005,
    )  # fmt: skip
    avoid = AtOnce(
        "avoid", Chance(0.03, 0.0, 0.9, 0.01), {"halt_for_halt": 0.05, "no policy": 0.02}, "no policy",
        -0.01, 0.02, 0.0, 0.0, -0.01, 0.02,
    )  # fmt: skip
    return (Staged("halt_for_halt", ("aim",), 3.0, (seek, avoid)),)


def running() -> tuple[Running, ...]:
    error = {"halt_for_halt": 0.03, "no policy": 0.01}
    seek, avoid = {"halt_for_halt": 0.44, "no policy": 0.0}, {"halt_for_halt": 0.05, "no policy": 0.02}
    return (Running(12, seek, avoid, error, error), Running(96, seek, avoid, error, error))


@cache
def doubts() -> Doubts:
    """What the studies of doubt find in the sample case."""
    there = api.ensemble(case())
    held = api.holds(there)
    return Doubts(
        robust=api.robust(there),
        hinges=api.hinges(there),
        asked=api.ask(there),
        certain=api.certain(there),
        held=replace(held, states=tuple(state for state in held.states if state.id in LABELS)),
        rates=api.rates(there),
    )


def policies(*, exact: bool = True, partial: bool = False) -> PoliciesResult:
    error = 0.0 if exact else 0.0123
    best = f"a halt for a halt {ATTACK}"
    return PoliciesResult(
        question=f"Is there time? {ATTACK}",
        seek="interim",
        avoid="war",
        best_seek="halt_for_halt",
        best_avoid="no policy",
        policies=(
            policy("no policy", "no policy", 0.02, 0.004, error=error),
            policy("strike", "strike", 1.0, 0.0, error=error),
            policy("halt_for_halt", best, 0.05, 0.41, error=error),
        ),
        decides=(
            Decides("halt_for_halt", "interim", "aim", 0.62, 0.02),
            Decides("halt_for_halt", "interim", "foresight of prk", 0.11, 0.02),
            Decides("halt_for_halt", "war", "completion of usa", 0.05, 0.02),
        ),
        worth=(Worth("aim", 0.034, 0.0, 0.01, 0.0),),
        watch=(
            Watch("aim", "trade", 0.67, "halt_for_halt", "no policy", False, False),
            Watch("aim", "finish", 0.33, "no policy", "no policy", True, False),
        ),
        flips=(
            Flip("aim", "finish", "seek", 0.33, 0.7, 0.7, 0.7, "no policy"),
            Flip("aim", "trade", "avoid", 0.67, 1.0, 1.0, 1.0, "strike"),
        ),
        staged=staged(),
        running=() if exact else running(),
        provenance=provenance(exact, partial),
    )


def wide() -> PoliciesResult:
    """Many policies with long names, and more outcomes than fit side by side."""
    few = policies(exact=False)
    names = [*OUTCOMES[:2], *(f"an_outcome_with_a_long_name_{k}" for k in range(8)), OUTCOMES[2]]
    found = []
    for number in range(17):
        base = policy(f"policy_{number}", f"a policy with quite a long name, number {number}", 0.05, 0.3, error=0.02)
        outcomes = {name: outcome(1 / len(names), 0.02) for name in names}
        alternatives = {"aim": {key: dict.fromkeys(names, 1 / len(names)) for key in ("trade", "finish")}}
        changed = {"outcomes": outcomes, "by_alternative": alternatives}
        found.append(type(base)(**{field: changed.get(field, getattr(base, field)) for field in base.__slots__}))
    changed_whole = {"policies": tuple(found), "best_seek": "policy_0", "best_avoid": "policy_1", "decides": ()}
    changed_whole |= {"staged": (), "running": ()}
    return PoliciesResult(**{f: changed_whole.get(f, getattr(few, f)) for f in PoliciesResult.__slots__})


def paths(name: str = "halt_for_halt") -> PathsResult:
    nodes = tuple(
        PathNode(k, LABELS[k], LEVELS[k], CLASSES[k], steps, visited, end)
        for k, steps, visited, end in ((0, 0, 1.0, 0.54), (1, 1, 0.5, 0.0), (2, 2, 0.41, 0.41), (3, 1, 0.05, 0.05))
    )
    edges = (
        PathEdge(0, 1, "prk", "testing moratorium", 0.5),
        PathEdge(1, 2, "usa", "exercises suspended", 0.41),
        PathEdge(2, 1, "usa", "exercises full", 0.05),
        PathEdge(0, 3, "usa", "strike", 0.05),
    )
    return PathsResult(name, 0, nodes, edges, 0.01, 0.0)


def dense(states: int = 120) -> PathsResult:
    """A state graph far too dense to draw whole."""
    levels = LEVELS[0]
    nodes = tuple(
        PathNode(k, f"state {k} " + "long " * 12, levels, OUTCOMES[k % 3], k // 9, 1 / (1 + k), 0.5 / states)
        for k in range(states)
    )
    edges = tuple(
        PathEdge(a, b, "usa" if b % 2 else "prk", f"to {b}", 1 / (1 + b))
        for a in range(states)
        for b in range(a + 1, min(a + 12, states))
    )
    return PathsResult("no policy", 0, nodes, edges, 0.001, 0.1)


def verdicts() -> tuple[Verdict, ...]:
    threat = SanctionStep("usa", 3, LABELS[3], False, False)
    answer = SanctionStep("usa", 0, LABELS[0], True, True)
    return (
        Verdict("prk", "gmr", 2, True, (Sanction(0, LABELS[0], (threat,), False),), None, None, 1, 0.125),
        Verdict("prk", "seq", 2, True, (Sanction(0, LABELS[0], (answer,), True),), None, None, 1, 0.125),
        Verdict("prk", "nash", 2, False, (), 0, LABELS[0], -1, -0.125),
        Verdict("usa", "nash", 2, True, (), None, None, 2, 0.25),
        Verdict("usa", "seq", 2, True, (), None, None, None, None),
    )


def state(number: int) -> StateResult:
    stable = {
        "nash": {"usa": True, "prk": number != 2},
        "gmr": {"usa": True, "prk": True},
        "seq": {"usa": True, "prk": True},
    }
    equilibrium = {concept: all(actors.values()) for concept, actors in stable.items()}
    return StateResult(number, LABELS[number], LEVELS[number], CLASSES[number], stable, equilibrium)


def stable() -> StableResult:
    every = tuple(state(number) for number in LABELS)
    return StableResult({"aim": "trade"}, {"usa": 0}, {}, every, verdicts(), provenance())


def why() -> WhyResult:
    return WhyResult({"aim": "trade"}, {}, state(2), verdicts(), provenance())


def unmistaken() -> Misreading:
    near, far = shares(0.05, 0.40), shares(0.05, 0.41)
    return Misreading("prk", "halt_for_halt", near, far, 0.012, 0.012, 0.01, 0.0, 0.0, 0.0, (), (), 0.0)


def misread() -> MisreadResult:
    return MisreadResult(
        beliefs=(Belief("usa", "aim", {"trade": 0.67, "finish": 0.33}, {"trade": 0.3, "finish": 0.7}),),
        misreadings=(
            Misreading(
                "usa",
                "halt_for_halt",
                shares(0.05, 0.2),
                shares(0.05, 0.41),
                0.012,
                0.012,
                0.21,
                0.06,
                -0.001,
                0.004,
                (Revelation("aim", 0.08, 0.06, 0.0),),
                (LABELS[0], LABELS[1]),
                0.04,
            ),
            unmistaken(),
        ),
        provenance=provenance(exact=False),
    )


def evidence() -> EvidenceReport:
    question = QuestionResult(
        "aim",
        "prk",
        f"What are the tests for? {ATTACK}",
        {"trade": 0.5, "finish": 0.5},
        {"trade": 0.5, "finish": 0.2},
        {"trade": 0.8, "finish": 0.5},
        {"trade": 0.67, "finish": 0.33},
        {"usa": {"trade": 0.3, "finish": 0.7}},
    )
    item = EvidenceResult(
        id="door",
        says="A door <u>opens</u>.",
        date="2017-07-05",
        cite=("paper", "trap"),
        group=None,
        used=True,
        weight=0.64,
        bears_on={"aim": {"trade": 1.0, "finish": 0.68}},
        without={"aim": {"trade": 0.5, "finish": 0.5}},
        seek={"halt_for_halt": -0.06, "strike": 0.0},
        avoid={"halt_for_halt": 0.0, "strike": 0.0},
        changes_best=True,
    )
    return EvidenceReport((question,), (item,))


def deals() -> DealsResult:
    return deals_by_hand.deals(provenance(exact=False))


def states() -> StatesResult:
    listed = tuple(ListedState(k, LABELS[k], LEVELS[k], CLASSES[k]) for k in LABELS)
    return StatesResult(8, 0, {"war": 1, "interim": 1, "none of these": 2}, listed)


def verified() -> VerifyResult:
    return VerifyResult(False, 12, 40, 3, ("the verdict on state 2 does not hold",))
