"""Policies that learn before they choose, beside acting at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.case.model import Policy
from offramp.study.deciding import Choice
from offramp.study.many.survey import Survey
from offramp.study.playing.stages import chance_to_learn, learned, learnings, legs_of
from offramp.study.results.staging import AtOnce, Staged
from offramp.study.summing import chance_of

Floats = NDArray[np.float64]


def staged(survey: Survey, choices: Mapping[str, Choice], policies: Mapping[str, Policy]) -> tuple[Staged, ...]:
    """Compare every policy that learns with adopting at once what it may come to.

    What it gains over the best of these is what knowing is worth, and what the stages before add or cost: the former
    compares the best policy for all worlds with the policy chosen for each, both adopted from the start.

    Parameters
    ----------
    survey : Survey
        Play in many worlds.
    choices : mapping of yardstick to Choice
        The policies' chances.
    policies : mapping of str to Policy
        All policies by name, no policy among them.
    """
    found = []
    for policy in policies.values():
        if learnings(policy):
            shares = _shares(survey, policies, policy)
            rows = tuple(_beside(survey, choice, policy, shares) for choice in choices.values())
            learns = tuple(str(stage.learn) for stage in learnings(policy))
            found.append(Staged(policy.id, learns, _learned_by(survey, policies, policy), rows))
    return tuple(found)


def _learned_by(survey: Survey, policies: Mapping[str, Policy], policy: Policy) -> float:
    """Return the month by which everything is learned, whatever that is."""
    last = max(number for number, stage in enumerate(policy.stages) if stage.learn is not None)
    if last == 0:
        return 0.0
    ways = (legs_of(survey.case, policies, policy, answers) for answers in learned(survey.case, policy))
    return max(float(legs[last - 1].until or 0.0) for legs in ways)


def _shares(survey: Survey, policies: Mapping[str, Policy], policy: Policy) -> dict[str, Floats]:
    """Return, for each policy that may follow from the last answer, the chance of it, world by world."""
    found: dict[str, Floats] = {}
    questions = {question.id: question for question in survey.case.questions}
    for answers in learned(survey.case, policy):
        share = np.ones(len(survey.worlds))
        name = ""
        for stage, answer in zip(learnings(policy), answers, strict=True):
            question = questions[str(stage.learn)]
            share *= chance_to_learn(survey.alternatives[question.id], len(question.alternatives), answer, stage.right)
            name = stage.then[question.alternatives[answer].id]
        found[name] = found.get(name, 0.0) + share
    return found


def _beside(survey: Survey, choice: Choice, policy: Policy, shares: Mapping[str, Floats]) -> AtOnce:
    worlds = survey.worlds
    at_once = {name: worlds.mean(choice.chances[name]) for name in shares}
    best = max(at_once, key=lambda name: choice.sign * at_once[name])
    informed = np.asarray(sum(share * choice.chances[name] for name, share in shares.items()))
    own = choice.chances[policy.id]
    gain, learning = choice.sign * (own - choice.chances[best]), choice.sign * (informed - choice.chances[best])
    before = choice.sign * (own - informed)
    return AtOnce(
        choice.yardstick,
        chance_of(worlds, own),
        at_once,
        best,
        *(figure for values in (gain, learning, before) for figure in (worlds.mean(values), worlds.error(values))),
    )
