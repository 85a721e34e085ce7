"""What the answer hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Provenance, Result


@dataclass(frozen=True, slots=True)
class Hinge:
    """How much of the doubt about an outcome under a policy hangs on one unknown.

    Attributes
    ----------
    policy, yardstick : str
        Whose chance, and of which yardstick's outcome.
    kind : str
        "question", "foresight", "beliefs" or "completion"; "held", whether an actor holds a statement; "place", at
        which place of its group a statement stands; "order", the order of a group; "actor", everything about an actor.
    name : str
        The question, the statement, or the actor.
    texts : tuple of str
        The statements of a group, in the order of the file; else empty.
    actor : str or None
        The actor it is about.
    scope : mapping of question to alternative
        The answer without which the statement is not there; empty if it always is.
    first, first_error : float
        Variance of the expected chance given this unknown, over the whole variance, with its standard error. Exact if
        all worlds were listed, else with what chance adds taken out. Of a completion, what it adds to the answers. nan
        if too much of the weight of a sample is in groups of one or two worlds.
    total, total_error : float
        Of an actor: 1 less the share of everything else, and so what would go if all about it were known last; nan for
        the other kinds, and where a sample has too few worlds. Both are nan if the first is greater by more than two
        errors, which cannot be.
    groups, worlds : int
        How many values it has, among how many worlds.
    others : int
        Into how many groups everything else sorts the worlds; 0 for kinds without a total.
    """

    policy: str
    yardstick: str
    kind: str
    name: str
    texts: tuple[str, ...]
    actor: str | None
    scope: Mapping[str, str]
    first: float
    first_error: float
    total: float
    total_error: float
    groups: int
    worlds: int
    others: int


@dataclass(frozen=True, slots=True)
class Knowing:
    """The value of knowing something for certain before choosing (Raiffa and Schlaifer 1961).

    Attributes
    ----------
    kind, name : str
        "question" and its name, or "type" and the actor: its answers and the completion of what it wants.
    yardstick : str
    worth, error : float
        By how much the chance of the yardstick's outcome improves on average, with its standard error. In a sample,
        policies are chosen by one half of the worlds and judged in the other. nan if it has too few worlds for so many
        groups.
    groups, worlds : int
        How many values it has, among how many worlds.
    """

    kind: str
    name: str
    yardstick: str
    worth: float
    error: float
    groups: int
    worlds: int


@dataclass(frozen=True, slots=True)
class After:
    """What follows from an observation by one yardstick.

    Attributes
    ----------
    yardstick : str
    now, seen, unseen : str
        The best policy before the observation, after it, and after its absence.
    changes : bool
        Whether another policy is best after it, or after its absence.
    worth, error : float
        The expected value of the observation before choosing: how much the chance of the yardstick's outcome improves
        on average, whether it is seen or not; with its standard error. In a sample, policies are chosen by one half of
        the worlds and judged in the other.
    """

    yardstick: str
    now: str
    seen: str
    unseen: str
    changes: bool
    worth: float
    error: float


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that may be seen, and what would follow.

    Attributes
    ----------
    kind : str
        "report": a further report like an item of evidence. "sign": an observation four times as likely under one
        answer as under each other.
    name : str
        The item of evidence, or the question.
    favours : str
        The alternative of a sign; empty for a report.
    likelihoods : mapping of question to mapping of alternative to float
        The chance of seeing it under each answer.
    probability : float
        Of seeing it.
    posterior : mapping of question to mapping of alternative to float
        After seeing it.
    after : tuple of After
        One for each yardstick.
    """

    kind: str
    name: str
    favours: str
    likelihoods: Mapping[str, Mapping[str, float]]
    probability: float
    posterior: Mapping[str, Mapping[str, float]]
    after: tuple[After, ...]


@dataclass(frozen=True, slots=True)
class BeliefNow:
    """One alternative of a question and its probability now."""

    question: str
    alternative: str
    now: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where two policies are equally good.

    Attributes
    ----------
    first, second : str
        The policies.
    coefficients : tuple of float
        a, b, c, d: the first is better by a + b p + c q + d p q in the chance of the outcome.
    lines : tuple of tuple of (float, float)
        The points (p, q) where they are equally good and none is better, along each stretch of the curve.
    """

    first: str
    second: str
    coefficients: tuple[float, float, float, float]
    lines: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Surface:
    """The best policy for every pair of probabilities of two beliefs.

    Attributes
    ----------
    yardstick : str
    first, second : BeliefNow
        The beliefs; the other alternatives of their questions keep their proportions, all other beliefs stay.
    grid : tuple of float
        The probabilities of both.
    best : tuple of tuple of str
        `best[i][j]`: the best policy where the first belief has `grid[i]` and the second `grid[j]`.
    chance : tuple of tuple of float
        Its chance of the yardstick's outcome.
    undecided : tuple of tuple of bool
        Where it is ahead by less than twice the standard error of the difference over the same worlds, or not at all.
    crossings : tuple of Crossing
        Exact, given the means over the worlds.
    alike : tuple of tuple of str
        Policies that are equally good everywhere on the surface; the first of each stands for them.
    """

    yardstick: str
    first: BeliefNow
    second: BeliefNow
    grid: tuple[float, ...]
    best: tuple[tuple[str, ...], ...]
    chance: tuple[tuple[float, ...], ...]
    undecided: tuple[tuple[bool, ...], ...]
    crossings: tuple[Crossing, ...]
    alike: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A smallest change of beliefs at which another policy is as good as the best; beyond it, better.

    Attributes
    ----------
    yardstick : str
    question : str or None
        The question whose answers change their probabilities; None if all may change at once.
    measure : str
        What was made as small as possible: "variation", the total variation, which is the probability that has to be
        moved; or "divergence", the relative entropy of the new beliefs to the present ones in bits (Kullback and
        Leibler 1951).
    variation, divergence : float
        Both, of the joint distribution of all answers.
    exact : bool
        Whether no smaller change does it. If not, a search from several starts found no smaller one.
    now, then : str
        The policy that is best now, and the one that is as good there.
    lead, lead_error : float
        By how much the first is better now, with the standard error of that difference over the same worlds.
    there_error : float
        The standard error of their difference there, which is 0, over the same worlds weighed as the beliefs say.
    beliefs : mapping of question to mapping of alternative to float
        The beliefs there, of the questions that may change.
    """

    yardstick: str
    question: str | None
    measure: str
    variation: float
    divergence: float
    exact: bool
    now: str
    then: str
    lead: float
    lead_error: float
    there_error: float
    beliefs: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class HingesResult(Result):
    """What the answer hangs on, and what would turn it.

    Attributes
    ----------
    question : str
        The case's title.
    seek, avoid : str or None
        The outcomes of the yardsticks.
    yardsticks : tuple of str
        Those the case has; empty without a judge, and then nothing else is given.
    best : mapping of yardstick to str
        The policy that is best now.
    hinges : tuple of Hinge
        For the policies that are best now, largest share first.
    knowing : tuple of Knowing
    observations : tuple of Observation
        What to watch for, largest value first.
    surfaces : tuple of Surface
        One for each yardstick; none without two open questions.
    turns : tuple of Turn
        For each yardstick and question, and for all questions at once; none where no belief turns the ranking.
    combinations, most_combinations : int
        How many combinations of answers there are, and up to how many, each with worlds of its own, all questions are
        changed at once.
    starts : int
        From how many starts the search for a change of all questions at once sets out, for each rival policy.
    seed : int
        Of these starts.
    provenance : Provenance
    """

    question: str
    seek: str | None
    avoid: str | None
    yardsticks: tuple[str, ...]
    best: Mapping[str, str]
    hinges: tuple[Hinge, ...]
    knowing: tuple[Knowing, ...]
    observations: tuple[Observation, ...]
    surfaces: tuple[Surface, ...]
    turns: tuple[Turn, ...]
    combinations: int
    most_combinations: int
    starts: int
    seed: int
    provenance: Provenance
