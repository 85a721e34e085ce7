"""Deals made by hand: small, but with everything that may be said of one. Numbers are chosen, not found."""

from __future__ import annotations

import math
from dataclasses import replace

from offramp.report.breaking import Told
from offramp.study.results import Provenance, Sanction, SanctionStep, Verdict
from offramp.study.results.breaking import Breaks, Certificate, Punisher, Sign
from offramp.study.results.deals import (
    Approval,
    Beside,
    Deal,
    DealOrder,
    DealsResult,
    DealStep,
    Fails,
    FairPoint,
    Filters,
    FrontPoint,
    InTime,
    Ladder,
    Party,
    RungParty,
    RungResult,
    StepParty,
    Undertaking,
)
from offramp.study.results.mending import Addition, Change, Mending, Promise, Rescope, Reversal, Shift
from offramp.study.results.patience import Cheat, PartyPatience, Patience

LABEL = "exercises suspended, testing moratorium"
LEVELS = {"usa.exercises": "suspended", "usa.strike": "no", "prk.testing": "moratorium"}
STOP = Undertaking("prk", "prk.testing", "active", "moratorium")
SUSPEND = Undertaking("usa", "usa.exercises", "full", "suspended")
RELIEF = Undertaking("chn", "chn.relief", "no", "yes")


def order(*moves: tuple[Undertaking, ...]) -> DealOrder:
    """Steps after the first of which the usa is exposed, as a party that stands still, and prk is not."""
    first = {
        "usa": StepParty(0.7, 0.1, 0.0, 0.0, 0.62, 0.38, 0.0, 0.015),
        "prk": StepParty(0.1, 0.8, 0.25, 0.4, 0.05, 0.6, 0.35, 0.015),
    }
    last = {
        "usa": StepParty(0.2, 0.6, 0.0, 0.0, 0.0, 0.9, 0.1, 0.0),
        "prk": StepParty(0.9, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.0),
    }
    at = [first] * (len(moves) - 1) + [last]
    steps = tuple(DealStep(m, f"after {k}", where) for k, (m, where) in enumerate(zip(moves, at, strict=True), start=1))
    exposed = 0.25 if len(moves) > 1 else 0.0
    return DealOrder(steps, {"usa": 0.0, "prk": exposed}, {"usa": 0, "prk": 1 if exposed else 0})


def breaks() -> tuple[Breaks, ...]:
    signs = (Sign("", "aim", "finish", 0.9, 0.5), Sign("prk", "aim", "trade", 0.4, 0.2))
    punishers = (Punisher("usa", 0.8, 0.3), Punisher("chn", 0.0, 0.0))
    return (
        Breaks("prk", "testing active", 0, 0.31, 0.014, 0.25, {"nash": 0.7, "seq": 0.3}, signs, punishers, 0.7, 0.024),
        Breaks("usa", "exercises full", 1, 0.2, 0.01, 0.125, {"smr": 1.0}, (), (Punisher("prk", 0.0, 0.0),), 1.0, 0.0),
    )


def mending() -> Mending:
    way = (Reversal("usa.exercises == suspended", "prk.testing == active"),)
    other = (Reversal("not usa.strike", "prk.testing == active"), Reversal("a", "b"))
    changes = (
        Change("prk", 0.2, 3, {"aim": "finish"}, "nash", 1.0, (way, other), (), True),
        Change("usa", 0.12, 1, {}, "smr", 1.5, (), ((Shift("prk.testing == active", -4.0, -2.5),),), False),
        Change("usa", 0.05, 1, {}, "seq", None, (), (), False),
        Change("prk", 0.03, 1, {"aim": "trade"}, "seq", 2.0, (way,), (), False),
    )
    added = Addition((Promise("oil", "fuel oil", "chn"), Promise("word", "a written word", "usa")), 0.62, 0.011)
    near = Rescope(7, "exercises scaled back", (("usa.exercises", "suspended", "scaled_back"),), 1, 0.55, True)
    return Mending(0.5, changes, 0.04, (added,), True, (added,), (near,))


def patience() -> Patience:
    told = Cheat("exercises full", "usa.exercises", 2.0, 3.0, 0.4, 0.55, 4.0, 0.3, 2.5, False)
    untold = Cheat("strike", "", 5.0, 0.0, math.inf, math.nan, math.nan, math.nan, math.nan, True)
    usa = PartyPatience(True, (untold, told), 2, 0.2, 0.5, 0.3, 0.01, 0, 1)
    prk = PartyPatience(False, (), 0, 0.69, 0.21, 0.1, 0.014, None, 1)
    return Patience({"usa": usa, "prk": prk}, {"inspectors": {"usa": False, "prk": True}, "drones": {"usa": False}})


def certificate() -> Certificate:
    step = SanctionStep("usa", 0, "nothing changed", True, True)
    verdict = Verdict("prk", "seq", 2, True, (Sanction(0, "nothing changed", (step,), True),), None, None, 1, 0.125)
    return Certificate(0.3, {"aim": "trade"}, {"usa": 0}, verdict)


def deal() -> Deal:
    """A deal with everything: steps, an exchange, third parties, approval, breaks, mending, patience."""
    return Deal(
        id=2,
        label=LABEL,
        levels=LEVELS,
        undertakings=(STOP, SUSPEND),
        third_parties=(RELIEF,),
        enforceable=0.45,
        error=0.013,
        gains=True,
        parties={
            "usa": Party(0.9, 0.8, 0.1, 0.1, 0.01, 0.7, 0.2, 1),
            "prk": Party(0.5, 0.6, 0.0, 0.4, 0.014, 0.3, 0.2, 1),
        },
        third_parties_stay=0.82,
        third_parties_rest=0.82,
        approval={"chn": Approval("veto", 0.5, 0.4, 0.1, 0.011), "kor": Approval("voice", 0.2, 0.2, 0.6, 0.009)},
        approved=0.9,
        alike=2,
        orders=(order((STOP,), (SUSPEND,)), order((SUSPEND,), (STOP,))),
        searched=True,
        exchange=order((STOP, SUSPEND)),
        in_time=InTime(4.2, 0.8, 0.55, {"3": 0.3, "12": 0.5}, 0.016),
        breaks=breaks(),
        mending=mending(),
        patience=patience(),
        certificates=(certificate(),),
    )


def plain_deal() -> Deal:
    """A deal about which nothing is known but that it asks for nothing."""
    return replace(
        deal(),
        id=5,
        label="nothing changed <script>alert('x')</script>",
        levels={"usa.exercises": "full", "usa.strike": "no", "prk.testing": "active"},
        undertakings=(),
        third_parties=(),
        enforceable=0.6,
        error=0.0,
        gains=False,
        parties={
            "usa": Party(0.9, 0.1, 0.6, 0.3, 0.0, 0.2, 0.2, 0),
            "prk": Party(0.7, 0.5, 0.5, 0.0, 0.0, 0.2, 0.2, 0),
        },
        third_parties_stay=1.0,
        third_parties_rest=1.0,
        approval={},
        approved=1.0,
        alike=0,
        orders=(),
        searched=True,
        exchange=None,
        in_time=None,
        breaks=(),
        mending=None,
        patience=None,
        certificates=(),
    )


def ladder() -> Ladder:
    """Of all worlds 0.2 climb nothing, 0.15 stop on the first rung, 0.05 break it, 0.4 keep the second, 0.2 do not."""
    parties = {"usa": RungParty(0.7, 0.1), "prk": RungParty(0.3, 0.4)}
    first = RungResult(
        id="pause",
        name="a pause in testing",
        label="after 1",
        adds=(STOP,),
        holds=0.75,
        holds_error=0.01,
        reached=0.8,
        stops=0.15,
        breaks=0.05,
        error=0.011,
        order=None,
        parties=parties,
    )
    second = replace(
        first,
        id="halt",
        name="halt for halt",
        label=LABEL,
        adds=(SUSPEND,),
        holds=0.45,
        reached=0.6,
        stops=0.4,
        breaks=0.2,
        error=0.0,
    )
    return Ladder(never=0.2, never_error=0.01, rungs=(first, second))


def fair() -> tuple[FairPoint, ...]:
    values = {"usa": 3.5, "prk": 1.25}, {"usa": 2.0, "prk": 1.0}, {"usa": 0.05, "prk": 0.0}, {"usa": 4.0, "prk": 2.0}
    return (
        FairPoint("nash", (2, 5), (LABEL, "nothing changed"), 2, *values, 0.45, 0.9),
        FairPoint("egalitarian", (2,), (LABEL,), 1, *values, 0.45, 0.9),
    )


def beside() -> tuple[Beside, ...]:
    fails = (Fails("aim", "finish", 0.02, 0.33),)
    chances = {"usa": (0.2, 0.5, 0.3), "prk": (0.6, 0.3, 0.1)}
    return (
        Beside(
            "strike", "strike", 0.0, 0.0, {"usa": 0.9}, dict.fromkeys(("usa", "prk"), (0.0, 0.0, 1.0)), {"usa": 1}, ()
        ),
        Beside("halt_for_halt", "a halt for a halt", 0.41, 0.014, {"usa": 0.35}, chances, {"usa": 0}, fails),
    )


def deals(provenance: Provenance) -> DealsResult:
    """Two deals in full and two in short, with a ladder and the proposals on the table."""
    front = (
        FrontPoint(5, plain_deal().label, 0.6, 0.0, -0.2, 0),
        FrontPoint(2, LABEL, 0.45, 0.013, 0.2, 2),
        FrontPoint(6, "testing moratorium", 0.4, 0.01, 0.0, 1),
        FrontPoint(7, "exercises scaled back", 0.1, 0.01, 0.4, 2),
    )
    return DealsResult(
        between=("usa", "prk"),
        reach="interim",
        targets=24,
        filters=Filters(0.1, None, None, 3, {"prk.testing": "moratorium"}, ()),
        passed=16,
        best=4,
        deals=(deal(), plain_deal()),
        front=front,
        ladder=ladder(),
        fair=(),
        not_cardinal=("prk",),
        beside=beside(),
        provenance=provenance,
    )


def plain(lines: list[str] | list[Told]) -> str:
    """Return sentences, with what is said about them, as text without no-break spaces."""
    each = (line if isinstance(line, str) else "\n".join([line.head, *line.more]) for line in lines)
    return "\n".join(each).replace("\N{NO-BREAK SPACE}", " ")
