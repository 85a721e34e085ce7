"""What the comparison of policies hangs on: shares of the doubt, what to know and watch for, where it turns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.study.deciding import Choice
from offramp.study.hinges.learning import knowing_of
from offramp.study.hinges.shares import Shares
from offramp.study.hinges.unknowns import InWorlds, unknowns_of
from offramp.study.results import Decides, Flip, Watch, Worth
from offramp.study.summing import mean_where

Bools = NDArray[np.bool_]

YARDSTICKS = ("seek", "avoid")
LEAST_SHARE = 1e-6


def decides(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Decides, ...]:
    """Return the share of every unknown in the doubt about each yardstick's outcome, under each policy."""
    found = []
    outcomes = {"seek": survey.case.seek, "avoid": survey.case.avoid}
    for name, unknown in unknowns_of(survey).items():
        shares = Shares(survey.worlds, unknown)
        for yardstick, choice in choices.items():
            for policy, chance in choice.chances.items():
                share = shares.of(chance)
                if not share.share <= LEAST_SHARE:
                    found.append(Decides(policy, str(outcomes[yardstick]), name, share.share, share.error))
    return tuple(sorted(found, key=lambda d: -round(d.share, 12) if d.share == d.share else 1.0))


def worth(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Worth, ...]:
    """Return the value of knowing each question's answer before choosing, greatest first."""
    found = []
    for name, value in survey.alternatives.items():
        seek, avoid = (knowing_of(choices[y], "question", name, value) for y in YARDSTICKS)
        found.append(Worth(name, seek.worth, avoid.worth, seek.error, avoid.error))
    return tuple(sorted(found, key=lambda w: -max(w.seek, w.avoid) if w.seek == w.seek else 1.0))


def watch(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Watch, ...]:
    """Return which policy would be best if each question were answered."""
    found = []
    now = {y: choices[y].best()[0] for y in YARDSTICKS}
    for question in survey.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = survey.alternatives[question.id] == number
            probability = float(survey.worlds.weight[where].sum())
            if probability <= 0:
                continue
            best = {y: choices[y].best(where)[0] for y in YARDSTICKS}
            changes = [best[y] != now[y] for y in YARDSTICKS]
            found.append(Watch(question.id, alternative.id, probability, best["seek"], best["avoid"], *changes))
    return tuple(found)


def flips(survey: InWorlds, choices: Mapping[str, Choice]) -> tuple[Flip, ...]:
    """Return the smallest change of belief in each alternative that makes another policy best, nearest first."""
    found = []
    for question in survey.case.questions:
        for number, alternative in enumerate(question.alternatives):
            where = survey.alternatives[question.id] == number
            now = float(survey.worlds.weight[where].sum())
            for yardstick, choice in choices.items():
                if (crossing := choice.flip(where)) is not None:
                    at, policy = crossing
                    error = error_of_crossing(choice, where, at, policy)
                    low, high = max(at - 2 * error, 0.0), min(at + 2 * error, 1.0)
                    found.append(Flip(question.id, alternative.id, yardstick, now, at, low, high, policy))
    return tuple(sorted(found, key=lambda f: abs(f.at - f.now)))


def error_of_crossing(choice: Choice, where: Bools, at: float, rival: str) -> float:
    """Return the standard error of the probability at which a rival draws level with the best policy.

    It is the error of the lead there, which is taken over the same worlds for both policies, over the slope of the
    lead in the probability.

    Parameters
    ----------
    choice : Choice
        The choice by one yardstick.
    where : (worlds,) bool array
        The worlds whose probability changes; some, and not all of the weight.
    at : float
        The probability at which the two are level.
    rival : str
        The other policy.
    """
    worlds = choice.worlds
    lead = choice.chances[choice.best()[0]] - choice.chances[rival]
    inside, outside = mean_where(worlds, lead, where), mean_where(worlds, lead, ~where)
    now = float(worlds.weight[where].sum())
    pull = np.where(where, at / now * (lead - inside), (1 - at) / (1 - now) * (lead - outside))
    return worlds.error(pull) / abs(inside - outside)
