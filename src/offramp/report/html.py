"""The report: one self-contained HTML file that answers the case's question, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from offramp.case.mistakes import Mistake
from offramp.case.model import Case
from offramp.report import charts, graph, holding, layout, limits, rounding, wants, windows, words
from offramp.report.dealing import Dealing
from offramp.report.doubting import Doubt
from offramp.report.names import Names, quoted
from offramp.report.palette import Palette
from offramp.report.record import Recorded
from offramp.report.templates import environment
from offramp.study.results import (
    Belief,
    DealsResult,
    EvidenceReport,
    Misreading,
    MisreadResult,
    PathsResult,
    PoliciesResult,
    PolicyResult,
    StableResult,
    Watch,
    WhyResult,
)
from offramp.study.results.completions import CertaintyResult, HoldsResult
from offramp.study.results.hinges import HingesResult
from offramp.study.results.questions import AskResult
from offramp.study.results.robust import RobustResult
from offramp.study.results.varying import RatesResult, SobolResult

MOST_CURVES = 6
MOST_ROWS = 8
MOST_ENDS = 2
DATES = (3.0, 6.0, 12.0, 24.0)
TEMPI = {"slower": "all decide a tenth as often", "faster": "all decide ten times as often"}


Answered: TypeAlias = tuple[float, str, str]
"""A chance under one answer: the chance, the question, the alternative."""


def render(
    case: Case,
    *,
    policies: PoliciesResult,
    paths: tuple[PathsResult, ...],
    stable: StableResult,
    misread: MisreadResult,
    evidence: EvidenceReport,
    deals: DealsResult | None,
    warnings: tuple[Mistake, ...] = (),
    whys: tuple[WhyResult, ...] = (),
    doubts: Doubts | None = None,
    record: Recorded | None = None,
) -> str:
    """Write the report.

    Parameters
    ----------
    case : Case
        The case.
    policies, paths, stable, misread, evidence, deals
        What the studies found; `deals` is None if the case asks for none.
    warnings : tuple of Mistake, optional
        What the check of the case warns of.
    whys : tuple of WhyResult, optional
        Reasons for states that `stable` gives none for, such as those in which play ends.
    doubts : Doubts, optional
        What the studies of doubt found.
    record : Recorded, optional
        What the dated record says.

    Returns
    -------
    str
        One HTML document: no network, no scripts.
    """
    found = Found(case, policies, paths, stable, misread, evidence, deals, warnings, whys, doubts or Doubts(), record)
    return str(environment().get_template("template.html.j2").render(found=found, names=found.names, case=case))


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the studies of doubt found; None for what was not asked, or cannot be asked without a judge.

    Attributes
    ----------
    robust : RobustResult or None
        Whether the choice survives the doubt.
    hinges : HingesResult or None
        What it hangs on.
    asked : AskResult or None
        What to find out next.
    certain : CertaintyResult or None
        Where outcomes are certain or impossible.
    held : HoldsResult or None
        What holds in all, some and no preference profiles.
    rates : RatesResult or None
        What hangs on each rate.
    sobol : SobolResult or None
        What spreads the chances as rates and words vary together; None if the case gives no ranges.
    """

    robust: RobustResult | None = None
    hinges: HingesResult | None = None
    asked: AskResult | None = None
    certain: CertaintyResult | None = None
    held: HoldsResult | None = None
    rates: RatesResult | None = None
    sobol: SobolResult | None = None


@dataclass(frozen=True)
class Found:
    """Everything the template shows, with the choices of what to show first."""

    case: Case
    policies: PoliciesResult
    paths: tuple[PathsResult, ...]
    stable: StableResult
    misread: MisreadResult
    evidence: EvidenceReport
    deals: DealsResult | None
    warnings: tuple[Mistake, ...]
    whys: tuple[WhyResult, ...]
    doubts: Doubts
    record: Recorded | None

    @cached_property
    def names(self) -> Names:
        """What to call things."""
        return Names.of(self.case)

    @cached_property
    def palette(self) -> Palette:
        """How the outcomes are filled in every picture."""
        return charts.palette_of(self.policies)

    @cached_property
    def ranked(self) -> list[PolicyResult]:
        """The policies, best first."""
        return words.ranked(self.policies)

    @cached_property
    def leaders(self) -> list[PolicyResult]:
        """The policy best for the outcome sought, that best for the one to avoid, and no policy; each once."""
        wanted = dict.fromkeys([self.policies.best_seek, self.policies.best_avoid, words.NO_POLICY])
        found = [words.policy_of(self.policies, name) for name in wanted if name is not None]
        chosen = [policy for policy in found if policy is not None]
        return chosen or self.ranked[:1]

    @cached_property
    def leader(self) -> PolicyResult | None:
        """The policy the report looks at most closely."""
        return self.leaders[0] if self.leaders else None

    @cached_property
    def compared(self) -> list[PolicyResult]:
        """The leaders, then the next best, for pictures with little room."""
        rest = [policy for policy in self.ranked if policy not in self.leaders]
        return [*self.leaders, *rest][:MOST_CURVES]

    @cached_property
    def first(self) -> list[PolicyResult]:
        """The policies that tables show unfolded, best first: the leaders and the next best."""
        chosen = {p.policy for p in [*self.leaders, *self.ranked[:MOST_ROWS]]}
        found = [policy for policy in self.ranked if policy.policy in chosen]
        return found if len(found) + 2 < len(self.ranked) else self.ranked

    @cached_property
    def others(self) -> list[PolicyResult]:
        """The other policies."""
        return [policy for policy in self.ranked if policy not in self.first]

    # ------------------------------------------------------------ words

    @cached_property
    def answer(self) -> list[tuple[str, str]]:
        """The answer in paragraphs, each with the few words it answers to."""
        return words.paragraphs(self.policies, self.names, self.doubts.hinges)

    @cached_property
    def figures(self) -> list[tuple[str, str, str]]:
        """The few numbers to remember: number, what it is, under what."""
        return words.figures(self.policies, self.names)

    @cached_property
    def assumptions(self) -> list[str]:
        """What the answer rests on."""
        return limits.assumptions(self.case, self.policies.provenance, self.names)

    @cached_property
    def wanted(self) -> list[tuple[str, str, list[wants.Want]]]:
        """What each actor is taken to want."""
        return wants.wanted(self.case, self.names)

    @cached_property
    def paces(self) -> list[tuple[str, list[wants.Want]]]:
        """How fast clocks run and when the window closes."""
        return wants.clocks(self.case, self.names)

    @cached_property
    def meanings(self) -> list[tuple[str, str]]:
        """What the names mean that these use."""
        return wants.meanings(self.case, self.names)

    @cached_property
    def cannot_tell(self) -> list[str]:
        """What the answer cannot tell."""
        return limits.cannot_tell(self.case, self.policies.provenance)

    @cached_property
    def notes(self) -> dict[str, str]:
        """What each policy is, if the case says so."""
        return {policy.id: policy.about.strip() for policy in self.case.policies if policy.about}

    @cached_property
    def outcomes(self) -> list[str]:
        """The outcomes that have a chance under some policy, in the order of the pictures."""
        return [
            outcome
            for outcome in self.palette.order
            if any(policy.outcomes[outcome].high >= 0.0005 for policy in self.policies.policies)
        ]

    @cached_property
    def watch(self) -> list[tuple[str, list[tuple[Watch, str | None, str | None]]]]:
        """By question: every answer, and the policies that would then be better by either yardstick."""
        found: dict[str, list[tuple[Watch, str | None, str | None]]] = {}
        for row in self.policies.watch:
            seek, avoid = (words.better_then(self.policies, row, y) for y in ("seek", "avoid"))
            found.setdefault(row.question, []).append((row, seek, avoid))
        return list(found.items())

    @cached_property
    def has_window(self) -> bool:
        """Whether the case has a window that may close."""
        return windows.has_window(self.policies)

    @cached_property
    def months(self) -> list[float]:
        """The dates of the window's table, in months."""
        known = {float(month) for policy in self.policies.policies for month in policy.open_by}
        return [month for month in DATES if month in known]

    @cached_property
    def doubt(self) -> Doubt:
        """What survives doubt, what it hangs on, what to ask, and what always holds."""
        most = [(p.policy, e.id, e.chance) for p in self.leaders for e in p.ends[:MOST_ENDS] if e.chance >= 0.01]
        return Doubt(
            self.names,
            self.policies,
            self.evidence,
            self.doubts.robust,
            self.doubts.hinges,
            self.doubts.asked,
            self.doubts.certain,
            self.doubts.held,
            self.doubts.rates,
            self.doubts.sobol,
            ends=most,
        )

    # ------------------------------------------------------------ pictures

    def policies_picture(self) -> str:
        """The policies by outcomes."""
        return charts.policies_chart(self.policies, self.names)

    def tornadoes(self) -> list[tuple[PolicyResult, str]]:
        """How the best policies hang on each answer."""
        chosen = [p for p in self.leaders if p.by_alternative and p.policy != words.NO_POLICY] or self.leaders[:1]
        drawn = [
            (policy, charts.tornado(policy, self.policies, self.names, uid=f"tornado-{number}"))
            for number, policy in enumerate(chosen)
            if policy.by_alternative
        ]
        return [(policy, picture) for policy, picture in drawn if picture]

    def windows_picture(self) -> str:
        """What has happened by when."""
        return charts.windows_chart(self.compared, self.policies, self.names)

    def evidence_picture(self) -> str:
        """What the evidence does to each belief."""
        return charts.evidence_chart(self.evidence, self.names)

    def failing(self) -> list[tuple[PolicyResult, Answered, Answered, Answered]]:
        """Return, for each leading policy, the answers under which it does worst, best, and is most dangerous."""
        found = []
        for policy in self.first:
            sought = _by_answer(policy, self.policies.seek)
            feared = _by_answer(policy, self.policies.avoid)
            if sought and feared:
                found.append((policy, sought[0], sought[-1], feared[-1]))
        return found

    def graphs(self) -> list[Graph]:
        """The state graphs with their ways and tables."""
        return [Graph(result, self.names, self.palette, f"graph-{number}") for number, result in enumerate(self.paths)]

    @cached_property
    def clear(self) -> set[str]:
        """The alternatives whose names stand in one question only, so that they say which question they answer."""
        names = [
            self.names.alternative(question.id, a.id) for question in self.case.questions for a in question.alternatives
        ]
        return {name for name in names if names.count(name) == 1}

    @cached_property
    def varied(self) -> tuple[list[PolicyResult], list[PolicyResult]]:
        """The policies under which some variant has a chance of the outcome sought, and the others."""
        seek = self.policies.seek or ""

        def largest(policy: PolicyResult) -> float:
            tables = (policy.by_concept, policy.rates)
            return max(chances.get(seek, 0.0) for table in tables for chances in table.values())

        return rounding.weighty(self.ranked, largest)

    def variants(self) -> list[tuple[str, str]]:
        """The forecasts under the leader by single concept and by rate: title, picture."""
        policy = self.leader
        if policy is None:
            return []
        usual = policy.rates.get("usual") or {name: outcome.chance for name, outcome in policy.outcomes.items()}
        concepts = {f"all {self.names.concept(name)}": chances for name, chances in policy.by_concept.items()}
        rates = {TEMPI[name]: policy.rates[name] for name in TEMPI if name in policy.rates}
        pictures = []
        for kind, table, by in (("concept", concepts, "kind of foresight"), ("rate", rates, "pace of decisions")):
            if table:
                title = f"Outcomes under {quoted(policy.name)} by {by}"
                rows = {"as in the case": usual, **table}
                pictures.append((title, charts.variants_chart(rows, self.policies, self.names, uid=kind, title=title)))
        return pictures

    # ------------------------------------------------------------ what holds, misreadings, deals

    @cached_property
    def holding(self) -> list[holding.Standing]:
        """The states in which play ends under the leaders, with verdicts and reasons."""
        return holding.standings(self.leaders, self.stable, self.whys, self.names, most=MOST_ENDS)

    @cached_property
    def equilibria(self) -> list[tuple[str, int]]:
        """How many states hold for all, by concept."""
        concepts = list(self.stable.states[0].equilibrium) if self.stable.states else []
        return [(concept, sum(state.equilibrium[concept] for state in self.stable.states)) for concept in concepts]

    @cached_property
    def differing(self) -> list[Belief]:
        """The beliefs in which an actor differs from the analyst."""
        return [
            belief
            for belief in self.misread.beliefs
            if any(abs(belief.believes.get(key, 0.0) - value) >= 0.005 for key, value in belief.analyst.items())
        ]

    def beliefs_picture(self) -> str:
        """The beliefs that differ."""
        return charts.beliefs_chart(self.differing, self.names)

    def misread_policies(self) -> list[tuple[PolicyResult, list[Misreading], str]]:
        """The misreadings under each leader that has any: the policy, the misreadings, a picture."""
        found = []
        for number, policy in enumerate(self.leaders):
            rows = [m for m in self.misread.misreadings if m.policy == policy.policy]
            if rows:
                picture = charts.misreadings_chart(rows, self.policies, self.names, uid=f"misreadings-{number}")
                found.append((policy, rows, picture))
        return found

    @cached_property
    def dealing(self) -> Dealing | None:
        """The deals as they are told; None if the case asks for none."""
        return Dealing(self.deals, self.names) if self.deals is not None else None

    @cached_property
    def posterior(self) -> dict[str, Any]:
        """The posterior of every question."""
        return {question.question: question.posterior for question in self.evidence.questions}


class Graph:
    """One state graph with the ways to each outcome and the table that says the same in words."""

    def __init__(self, result: PathsResult, names: Names, palette: Palette, uid: str) -> None:
        self.result = result
        self.names = names
        self.picture = graph.state_graph(result, names, palette, uid=uid)
        self.drawing = layout.arrange(result)
        self.left_out = " ".join(filter(None, [graph.left_out(self.drawing), *graph.not_followed(result)]))
        self.ways = graph.ways(result, names)

    @cached_property
    def table(self) -> list[tuple[int, Any, list[str]]]:
        """Every drawn state: its number, the state, and its most frequent moves."""
        numbers = self.drawing.numbers
        rows = []
        for row in self.drawing.rows:
            for node in row:
                moves = sorted((e for e in self.drawing.edges if e.origin == node.id), key=lambda e: -e.flow)
                told = [f"{graph.move(e, self.names)} → {numbers[e.target]}" for e in moves[:3]]
                rows.append((numbers[node.id], node, told))
        return rows


def _by_answer(policy: PolicyResult, outcome: str | None) -> list[Answered]:
    """Return the chance of an outcome under each answer as (chance, question, alternative), least first."""
    if outcome is None:
        return []
    return sorted(
        (chances[outcome], question, alternative)
        for question, answers in policy.by_alternative.items()
        for alternative, chances in answers.items()
        if outcome in chances and chances[outcome] == chances[outcome]
    )
