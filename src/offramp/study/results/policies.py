"""What the comparison of policies finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Chance, Provenance, Result
from offramp.study.results.staging import Staged


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
    """Whether an actor asked to adopt a policy ends better with it than without, in its own ranks.

    `error` is the largest standard error of the three, from sampling worlds.
    """

    better: float
    equal: float
    worse: float
    error: float


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
    error : float
        The larger standard error of the two, from sampling worlds.
    leaves : tuple of Leaving
        Where it would leave, most likely first.
    """

    on_path: float
    off_path: float
    error: float
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
    ends_hidden : float
        Chance of ending in a state that is not listed, because there are too many.
    cycling : float
        Chance that play never settles; its states count by their share of time.
    courses : int
        How many courses of play differ from each other, over all worlds.
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
        Chance of each outcome with every rate of decision a tenth (`slower`), as in the case (`usual`) and tenfold
        (`faster`), over the same worlds. They are fewer than all, so `usual` may differ from `outcomes` by its error.
    variants_error : float
        The largest sampling error among the chances of `by_concept` and `rates`, which rest on fewer worlds.
    by_alternative : mapping of question to mapping of alternative to mapping of outcome to float
        Chance of each outcome where the alternative is true.
    """

    policy: str
    name: str
    outcomes: Mapping[str, OutcomeChance]
    ends: tuple[EndState, ...]
    ends_hidden: float
    cycling: float
    courses: int
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
    low, high : float
        `at`, two standard errors down and up, within 0 and 1; the error is that of the lead there, over its slope.
    policy : str
        The policy that becomes best there.
    """

    question: str
    alternative: str
    yardstick: str
    now: float
    at: float
    low: float
    high: float
    policy: str


@dataclass(frozen=True, slots=True)
class Decides:
    """How much of the doubt about an outcome under a policy hangs on one unknown.

    Attributes
    ----------
    policy, outcome, unknown : str
        The unknown is a question, or `foresight of ...`, `beliefs of ...`, `completion of ...`.
    share, error : float
        Variance of the expected chance given this unknown, over the variance of the chance; first order. Of a
        completion: what it adds to the actor's answers. With its standard error; nan if a sample has too few worlds for
        the values that the unknown has.
    """

    policy: str
    outcome: str
    unknown: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of knowing one question's answer before choosing.

    Attributes
    ----------
    question : str
        The question.
    seek, avoid : float
        By how much the chance of each yardstick's outcome improves on average; in a sample policies are chosen by one
        half of the worlds and judged in the other. nan if a sample has too few worlds.
    seek_error, avoid_error : float
        Their standard errors.
    """

    question: str
    seek: float
    avoid: float
    seek_error: float
    avoid_error: float


@dataclass(frozen=True, slots=True)
class Running:
    """What the first part of the worlds says, to see the chances settle.

    Attributes
    ----------
    worlds : int
        How many worlds, from the first on.
    seek, avoid : mapping of policy to float
        Chance of the outcome sought, and of the one to avoid.
    seek_error, avoid_error : mapping of policy to float
        Their standard errors.
    """

    worlds: int
    seek: Mapping[str, float]
    avoid: Mapping[str, float]
    seek_error: Mapping[str, float]
    avoid_error: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PoliciesResult(Result):
    """All policies compared over the same worlds.

    Attributes
    ----------
    best_seek, best_avoid : str or None
        On present beliefs.
    policies : tuple of PolicyResult
    decides : tuple of Decides
        For the outcome sought and the one to avoid, under each policy, largest share first; without shares of 0.
    worth : tuple of Worth
    watch : tuple of Watch
    flips : tuple of Flip
    staged : tuple of Staged
        Policies that learn before they choose, beside acting at once.
    running : tuple of Running
        After an eighth, a quarter, half and all of the worlds; empty if they were listed, or drawn in one block.
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
    staged: tuple[Staged, ...]
    running: tuple[Running, ...]
    provenance: Provenance
