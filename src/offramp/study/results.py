"""What the studies find: frozen results that know how to be written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

NONE_OF_THESE = "none of these"


def plain(value: Any) -> Any:
    """Turn a result into dicts, lists, numbers and text, as JSON takes them; nan becomes None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return None if value != value else round(value, 12)
    return value


class Result:
    """A result of a study; subclasses are frozen dataclasses of plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return the result as dicts, lists, numbers and text."""
        found: dict[str, Any] = plain(self)
        return found

    def to_json(self) -> str:
        """Return the result as JSON text; the keys are documented in `docs/json.md`."""
        import json

        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def _repr_html_(self) -> str:
        from offramp.report.tables import html_table

        text: str = html_table(self)
        return text


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a result comes from.

    Attributes
    ----------
    case, file, digest : str
        The case, its file, and the SHA-256 of its text.
    version : str
        Of offramp.
    seed : int or None
        Of the sample; None if nothing was sampled.
    worlds : int
        How many worlds were played.
    exact : bool
        Whether these are all the worlds.
    possible : float
        How many worlds there are.
    states : int
        Feasible states.
    method : str
        In one sentence.
    """

    case: str
    file: str
    digest: str
    version: str
    seed: int | None
    worlds: int
    exact: bool
    possible: float
    states: int
    method: str


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance over worlds.

    Attributes
    ----------
    chance : float
        Expected over worlds.
    low, high : float
        Least and greatest over worlds of weight.
    error : float
        Standard error from sampling worlds and completions; 0 if all were listed.
    """

    chance: float
    low: float
    high: float
    error: float


@dataclass(frozen=True, slots=True)
class OutcomeChance:
    """An outcome under a policy: how likely play ends there, and how likely and how soon it gets there.

    Attributes
    ----------
    chance, low, high, error : float
        Of ending there; see :class:`Chance`.
    first_visit : float
        Chance of ever getting there.
    mean_months : float
        Expected months until then, given that it happens; nan if it cannot.
    before_close, after_close : float
        Chance of getting there first while the window is open, and while it is closed.
    by_date : mapping of str to float
        Chance of having got there, by the number of months from the start.
    """

    chance: float
    low: float
    high: float
    error: float
    first_visit: float
    mean_months: float
    before_close: float
    after_close: float
    by_date: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class EndState:
    """A state in which play ends.

    Attributes
    ----------
    id : int
        The state's number.
    label : str
        In words.
    levels : mapping of str to str
        The level of every option and clock.
    outcome : str
        Its outcome.
    chance : float
        Expected over worlds.
    """

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    chance: float


@dataclass(frozen=True, slots=True)
class Uptake:
    """Whether an actor asked to adopt a policy ends better with it than without, in its own ranks."""

    better: float
    equal: float
    worse: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """A state on the path in which an actor would leave a policy."""

    label: str
    change: str
    chance: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether an actor, with its own preferences and no commitment of its own, would hold to a policy.

    Attributes
    ----------
    on_path : float
        Chance that play never comes to a state in which the actor has a credible improvement that breaks its
        commitments.
    off_path : float
        Share of all states under the policy, over worlds, in which it has none.
    leaves : tuple of Leaving
        Where it would leave, most likely first.
    """

    on_path: float
    off_path: float
    leaves: tuple[Leaving, ...]


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """One policy over all worlds.

    Attributes
    ----------
    policy, name : str
        The policy, in the file and in words.
    outcomes : mapping of str to OutcomeChance
        In the order of the file; `none of these` last.
    ends : tuple of EndState
        The states in which play ends, most likely first.
    cycling : float
        Chance that play never settles; its states count by their share of time.
    regret_seek, regret_avoid : Chance
        How much likelier the outcome sought would be under the best policy of each world, and how much less likely
        the outcome to avoid; `high` is the worst world.
    uptake : mapping of actor to Uptake
    kept : mapping of actor to Kept
    open_by : mapping of str to float
        Chance that the window has not closed by the number of months.
    by_concept : mapping of str to mapping of str to float
        Chance of each outcome if all actors had this one kind of foresight.
    rates : mapping of str to mapping of str to float
        Chance of each outcome with every rate of decision a tenth (`slower`) and tenfold (`faster`).
    variants_error : float
        The largest sampling error among the chances of `by_concept` and `rates`, which rest on fewer worlds.
    by_alternative : mapping of question to mapping of alternative to mapping of outcome to float
        Chance of each outcome where the alternative is true.
    """

    policy: str
    name: str
    outcomes: Mapping[str, OutcomeChance]
    ends: tuple[EndState, ...]
    cycling: float
    regret_seek: Chance | None
    regret_avoid: Chance | None
    uptake: Mapping[str, Uptake]
    kept: Mapping[str, Kept]
    open_by: Mapping[str, float]
    by_concept: Mapping[str, Mapping[str, float]]
    rates: Mapping[str, Mapping[str, float]]
    variants_error: float
    by_alternative: Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Watch:
    """What would follow if a question were answered.

    Attributes
    ----------
    question, alternative : str
        The answer.
    probability : float
        Its posterior.
    best_seek, best_avoid : str
        The policy with the best chance of the outcome sought, and with the least of the outcome to avoid.
    changes_seek, changes_avoid : bool
        Whether that differs from the policy that is best on present beliefs.
    """

    question: str
    alternative: str
    probability: float
    best_seek: str
    best_avoid: str
    changes_seek: bool
    changes_avoid: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of belief in one alternative that makes another policy best.

    Attributes
    ----------
    question, alternative : str
        Which belief; the other alternatives keep their proportions.
    yardstick : str
        "seek" or "avoid".
    now, at : float
        Its probability now, and where the ranking turns.
    policy : str
        The policy that becomes best there.
    """

    question: str
    alternative: str
    yardstick: str
    now: float
    at: float
    policy: str


@dataclass(frozen=True, slots=True)
class Decides:
    """How much of the doubt about an outcome under a policy hangs on one unknown.

    Attributes
    ----------
    policy, outcome, unknown : str
        The unknown is a question, or `foresight of ...`, `beliefs of ...`, `completion of ...`.
    share : float
        Variance of the expected chance given this unknown, over the variance of the chance; first order. Of a
        completion: what it adds to the actor's answers.
    """

    policy: str
    outcome: str
    unknown: str
    share: float


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of knowing one question's answer before choosing, in the judge's chances."""

    question: str
    seek: float
    avoid: float


@dataclass(frozen=True, slots=True)
class PoliciesResult(Result):
    """All policies compared over the same worlds.

    Attributes
    ----------
    best_seek, best_avoid : str or None
        On present beliefs.
    policies : tuple of PolicyResult
    decides : tuple of Decides
        For the outcome sought and the one to avoid, under each policy, largest share first.
    worth : tuple of Worth
    watch : tuple of Watch
    flips : tuple of Flip
    provenance : Provenance
    """

    question: str
    seek: str | None
    avoid: str | None
    best_seek: str | None
    best_avoid: str | None
    policies: tuple[PolicyResult, ...]
    decides: tuple[Decides, ...]
    worth: tuple[Worth, ...]
    watch: tuple[Watch, ...]
    flips: tuple[Flip, ...]
    provenance: Provenance


# ---------------------------------------------------------------- misreadings


@dataclass(frozen=True, slots=True)
class Revelation:
    """What changes if an actor learns the answer to one question."""

    question: str
    shift: float
    seek: float
    avoid: float


@dataclass(frozen=True, slots=True)
class Misreading:
    """What an actor expects under a policy, and what happens.

    Attributes
    ----------
    actor, policy : str
    expects, happens : mapping of outcome to float
        Chances as the actor expects them (a mixture over its beliefs, all acting in its game), and as they are.
    expects_error, happens_error : float
        The largest sampling error among them; 0 if all worlds were listed.
    gap : float
        Half the sum of the differences: the chance that is misplaced.
    price_seek, price_avoid : float
        How the judge's chances would change if this actor knew the truth.
    price_error : float
        The largest sampling error of the prices, and of the changes under `revelation`.
    revelation : tuple of Revelation
        Question by question, largest shift of the outcome chances first.
    stable_by_error : tuple of str
        End states in which the actor stays only because it misreads another.
    weight_by_error : float
        The chance of ending in such a state.
    """

    actor: str
    policy: str
    expects: Mapping[str, float]
    happens: Mapping[str, float]
    expects_error: float
    happens_error: float
    gap: float
    price_seek: float | None
    price_avoid: float | None
    price_error: float
    revelation: tuple[Revelation, ...]
    stable_by_error: tuple[str, ...]
    weight_by_error: float


@dataclass(frozen=True, slots=True)
class Belief:
    """An actor's beliefs about one question beside the analyst's."""

    actor: str
    question: str
    analyst: Mapping[str, float]
    believes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MisreadResult(Result):
    """Who misreads whom, and what follows."""

    beliefs: tuple[Belief, ...]
    misreadings: tuple[Misreading, ...]
    provenance: Provenance


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question's prior, posterior, and what each actor believes."""

    question: str
    about: str
    ask: str
    prior: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    posterior: Mapping[str, float]
    actors: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class EvidenceResult:
    """What one item of evidence does.

    Attributes
    ----------
    id, says : str
    weight : float
        Of its source.
    bears_on : mapping of question to mapping of alternative to float
        Its discounted likelihoods.
    without : mapping of question to mapping of alternative to float
        The posterior if it were retracted.
    seek, avoid : mapping of policy to float
        How each policy's chance of the outcome sought, or to avoid, would change if it were retracted.
    changes_best : bool
        Whether another policy would then be best by either yardstick.
    """

    id: str
    says: str
    date: str | None
    cite: tuple[str, ...]
    group: str | None
    used: bool
    weight: float
    bears_on: Mapping[str, Mapping[str, float]]
    without: Mapping[str, Mapping[str, float]]
    seek: Mapping[str, float]
    avoid: Mapping[str, float]
    changes_best: bool


@dataclass(frozen=True, slots=True)
class EvidenceReport(Result):
    """Posteriors, and what each piece of evidence does to them and to the answer."""

    questions: tuple[QuestionResult, ...]
    evidence: tuple[EvidenceResult, ...]


# ---------------------------------------------------------------- deals


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What one party undertakes: an option, from its level now to the level of the deal."""

    actor: str
    option: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Party:
    """What a deal is to one party.

    Attributes
    ----------
    enforceable : float
        Weight of worlds in which it has no credible improvement that breaks its clause.
    better, equal, worse : float
        Chance that the deal is better, equal, worse, in its own ranks, than where play ends without it.
    worst_with, worst_without : float
        The lowest standing, as the share of states that the party ranks below, of the deal over worlds, and of where
        play may end without it.
    changes : int
        How many level changes it is asked for.
    exposure : float
        In the recommended order of steps: how far below its fallback it can be left, as a share of states.
    """

    enforceable: float
    better: float
    equal: float
    worse: float
    worst_with: float
    worst_without: float
    changes: int
    exposure: float


@dataclass(frozen=True, slots=True)
class DealStep:
    """One step of a deal, and where each party stands after it if the others stop or exploit it."""

    actor: str
    option: str
    before: str
    after: str
    exposure: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Breaks:
    """Who would leave a deal, in what share of worlds, and by what move."""

    actor: str
    weight: float
    move: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A joint target, with its clauses.

    Attributes
    ----------
    enforceable : float
        Weight of worlds in which no party has a credible improvement that breaks its clause, and play by third
        parties stays in the outcome.
    orders : tuple of tuple of DealStep
        The Pareto-best orders of steps, least total exposure first; empty if there is nothing to change.
    pareto : bool
        Whether no other target is at least as good in enforceability, in every party's gain and in what is asked.
    """

    id: int
    label: str
    levels: Mapping[str, str]
    undertakings: tuple[Undertaking, ...]
    enforceable: float
    parties: Mapping[str, Party]
    third_parties_stay: float
    orders: tuple[tuple[DealStep, ...], ...]
    breaks: tuple[Breaks, ...]
    pareto: bool


@dataclass(frozen=True, slots=True)
class DealsResult(Result):
    """The deals that reach an outcome: the Pareto set, out of all targets."""

    between: tuple[str, ...]
    reach: str
    targets: int
    deals: tuple[Deal, ...]
    provenance: Provenance


# ---------------------------------------------------------------- stability


@dataclass(frozen=True, slots=True)
class SanctionStep:
    """One move in a sanction: who, to which state, and whether play would make it."""

    actor: str
    to: int
    label: str
    improves: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sanction:
    """An improvement, and the others' answer that deters it."""

    improvement: int
    label: str
    steps: tuple[SanctionStep, ...]
    carried_out: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a state is stable for an actor under a concept, and why.

    Attributes
    ----------
    sanctions : tuple of Sanction
        If stable, for each improvement the answer that deters it.
    unpunished : int or None
        If unstable, the improvement that nobody punishes.
    margin : int or None
        Ranks until the verdict turns; below 0 where unstable; None if the actor has no move.
    margin_share : float or None
        The same as a share of all states.
    """

    actor: str
    concept: str
    state: int
    stable: bool
    sanctions: tuple[Sanction, ...]
    unpunished: int | None
    unpunished_label: str | None
    margin: int | None
    margin_share: float | None


@dataclass(frozen=True, slots=True)
class StateResult:
    """A state's verdicts by concept and actor, and whether it is an equilibrium."""

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    stable: Mapping[str, Mapping[str, bool]]
    equilibrium: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class StableResult(Result):
    """Stability of all states in one world.

    Attributes
    ----------
    world : mapping of question to alternative
        The world that was analysed.
    completions : mapping of actor to int
        Which completion of its open preferences each actor has, counted from 0.
    profile : mapping of actor to concept
        The mixed profile, if one was asked for; `mixed` among a state's equilibria.
    witnesses : tuple of Verdict
        With reasons: for all states if they are few, else for equilibria and the status quo.
    """

    world: Mapping[str, str]
    completions: Mapping[str, int]
    profile: Mapping[str, str]
    states: tuple[StateResult, ...]
    witnesses: tuple[Verdict, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class WhyResult(Result):
    """One state, with the reason for every verdict on it."""

    world: Mapping[str, str]
    completions: Mapping[str, int]
    state: StateResult
    witnesses: tuple[Verdict, ...]
    provenance: Provenance


# ---------------------------------------------------------------- paths


@dataclass(frozen=True, slots=True)
class PathNode:
    """A state that play comes to; `steps` counts moves from the start, `end` is the chance of ending there."""

    id: int
    label: str
    levels: Mapping[str, str]
    outcome: str
    steps: int
    visited: float
    end: float


@dataclass(frozen=True, slots=True)
class PathEdge:
    """A move that play makes; `flow` is how often it is made on average, `actor` a clock's name if no actor moves."""

    origin: int
    target: int
    actor: str
    change: str
    flow: float


@dataclass(frozen=True, slots=True)
class PathsResult(Result):
    """The ways play takes from the status quo under one policy, over all worlds.

    Attributes
    ----------
    start : int
        The state play starts from.
    nodes : tuple of PathNode
        Most visited first; those visited with a chance below `cut` are left out.
    hidden : float
        The expected share of end chance in states left out.
    """

    policy: str
    start: int
    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]
    cut: float
    hidden: float
