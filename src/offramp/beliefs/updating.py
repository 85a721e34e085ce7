"""From priors and evidence to posteriors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Evidence, Question
from offramp.case.probabilities import Probability

Floats = NDArray[np.float64]


def normalised(chances: Sequence[Probability]) -> Floats:
    """Return the middles of probabilities, scaled to sum to one."""
    middles = np.array([p.middle for p in chances])
    return np.asarray(middles / middles.sum())


def discounted(likelihoods: Floats, weight: float) -> Floats:
    """Return likelihoods as a source of some weight supports them: w L / max L + 1 - w.

    A weight of 1 leaves their ratios as they are; a weight of 0 makes them all equal, so that nothing is learned.

    Examples
    --------
    >>> discounted(np.array([0.6, 0.3]), 0.5).tolist()
    [1.0, 0.75]
    """
    return np.asarray(weight * likelihoods / likelihoods.max() + (1 - weight))


def support(likelihoods: Sequence[Floats]) -> Floats:
    """Return the log-likelihood that one body of dependent evidence gives each alternative.

    Of the items' log-likelihoods, each centred on its mean over the alternatives, every alternative takes the largest
    that is positive plus the most negative: saying the same thing twice does not count twice. One item counts in full.

    Parameters
    ----------
    likelihoods : sequence of (alternatives,) float array
        One for each item, already discounted.

    Returns
    -------
    (alternatives,) float array
        Minus infinity where an item rules an alternative out.
    """
    with np.errstate(divide="ignore"):
        logs = np.log(np.stack(likelihoods))
    ruled_out = np.isinf(logs).any(axis=0)
    finite = np.where(np.isinf(logs), np.nan, logs)
    centred = np.where(np.isnan(finite), 0.0, finite - np.nanmean(finite, axis=1, keepdims=True))
    total = np.maximum(centred.max(axis=0), 0) + np.minimum(centred.min(axis=0), 0)
    return np.where(ruled_out, -np.inf, total)


def updated(prior: Floats, bodies: Sequence[Sequence[Floats]]) -> Floats:
    """Return the posterior, proportional to the prior times the likelihoods of all bodies of evidence.

    Raises
    ------
    ValueError
        If the evidence rules every alternative out.
    """
    with np.errstate(divide="ignore"):
        log = np.log(prior)
    for body in bodies:
        log = log + support(body)
    if np.isneginf(log).all():
        raise ValueError("the evidence rules out every alternative")
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())


def posterior(
    case: Case, question: Question, *, believer: str | None = None, without: frozenset[str] = frozenset()
) -> Floats:
    """Return the posterior over a question's alternatives.

    Parameters
    ----------
    case : Case
        The case.
    question : Question
        The question.
    believer : str, optional
        An actor whose own priors and overlooked evidence count; the analyst if not given.
    without : frozenset of str
        Evidence to leave out.

    Returns
    -------
    (alternatives,) float array

    Raises
    ------
    CaseError
        E032 if the evidence rules out every alternative that is not impossible beforehand.
    """
    perception = case.perceptions.get(believer) if believer else None
    prior = normalised([a.prior for a in question.alternatives])
    if perception and question.id in perception.believes:
        prior = normalised(perception.believes[question.id])
    ignored = without | frozenset(perception.overlooks if perception else ())
    items = [e for e in case.evidence if e.used and e.id not in ignored and question.id in e.likelihoods]
    try:
        return updated(prior, [[item_likelihood(e, question) for e in body] for body in bodies_of(items)])
    except ValueError:
        whose = f", as {believer} sees it," if perception else ""
        message = f"the evidence on {question.id}{whose} rules out every alternative"
        hint = "an alternative with a prior above 0 needs likelihoods above 0, or sources of less weight"
        raise CaseError([Mistake("E032", message, case.file, hint=hint)]) from None


def item_likelihood(item: Evidence, question: Question) -> Floats:
    """Return an item's discounted likelihoods under a question's alternatives."""
    return discounted(np.array([p.middle for p in item.likelihoods[question.id]]), item.weight)


def bodies_of(items: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return items sorted into bodies of evidence: those that share a group, and the others each alone."""
    bodies: dict[str, list[Evidence]] = {}
    for item in items:
        bodies.setdefault(f"group {item.group}" if item.group else f"item {item.id}", []).append(item)
    return list(bodies.values())
