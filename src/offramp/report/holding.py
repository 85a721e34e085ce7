"""What holds where play ends: verdicts by actor and kind of foresight, with reasons put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from offramp.game.labels import LOWEST
from offramp.report.names import Names, capital, quoted
from offramp.report.reasons import sanction
from offramp.report.rounding import counted, listed
from offramp.study.results import PolicyResult, Sanction, StableResult, StateResult, Verdict, WhyResult


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about one actor, under the concepts for which it is the same.

    Attributes
    ----------
    threat : bool
        Whether the verdict rests on a threat nobody would keep.
    """

    text: str
    stable: bool
    threat: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A state in which play ends.

    Attributes
    ----------
    chances : tuple of (policy, chance)
        Under which policies play ends here, and how likely.
    actors, steady : tuple of str
        Those who would leave under some kind of foresight, and those who stay under every one.
    reasons : tuple of Reason
        What breaks it, then what holds it.
    """

    state: StateResult
    chances: tuple[tuple[str, float], ...]
    concepts: tuple[str, ...]
    actors: tuple[str, ...]
    steady: tuple[str, ...]
    reasons: tuple[Reason, ...]


def standings(
    policies: Sequence[PolicyResult],
    stable: StableResult,
    whys: Sequence[WhyResult],
    names: Names,
    *,
    most: int,
) -> list[Standing]:
    """Return the likeliest end states under each policy with their verdicts and reasons.

    Parameters
    ----------
    policies : sequence of PolicyResult
        Whose ends to take.
    stable : StableResult
        Verdicts on all states, and reasons for some.
    whys : sequence of WhyResult
        Reasons for further states.
    names : Names
        What to call actors.
    most : int
        How many ends to take from each policy.
    """
    states = {state.id: state for state in stable.states}
    wanted = dict.fromkeys(end.id for policy in policies for end in policy.ends[:most] if end.chance >= 0.01)
    verdicts = [*(v for why in whys for v in why.witnesses), *stable.witnesses]
    levels = {state.id: state.levels for state in stable.states}
    labels = {state.id: state.label for state in stable.states}
    found = []
    for number in wanted:
        if number not in states:
            continue
        chances = tuple((p.name, e.chance) for p in policies for e in p.ends if e.id == number and e.chance >= 0.005)
        mine = _once(v for v in verdicts if v.state == number)
        told = [shorter(v, levels, labels, names) for v in mine]
        found.append(_standing(states[number], chances, tuple(reasons_of(told, names))))
    return found


def _standing(state: StateResult, chances: tuple[tuple[str, float], ...], reasons: tuple[Reason, ...]) -> Standing:
    concepts = tuple(state.stable)
    everybody = next(iter(state.stable.values()), {})
    steady = tuple(a for a in everybody if all(state.stable[c][a] for c in concepts))
    return Standing(state, chances, concepts, tuple(a for a in everybody if a not in steady), steady, reasons)


def _once(verdicts: Iterable[Verdict]) -> list[Verdict]:
    found: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        found.setdefault((verdict.actor, verdict.concept), verdict)
    return list(found.values())


def shorter(
    verdict: Verdict, levels: Mapping[int, Mapping[str, str]], labels: Mapping[int, str], names: Names
) -> Verdict:
    """Return a verdict whose states are called by what changes from the state before."""

    def said(before: int, after: int, label: str, actor: str) -> str:
        if before in levels and after in levels:
            return changed(levels[before], levels[after], names, actor)
        return changed_label(labels[before], label) if before in labels else label

    sanctions = []
    for given in verdict.sanctions:
        at, steps = given.improvement, []
        for step in given.steps:
            steps.append(replace(step, label=said(at, step.to, step.label, step.actor)))
            at = step.to
        label = said(verdict.state, given.improvement, given.label, verdict.actor)
        sanctions.append(replace(given, label=label, steps=tuple(steps)))
    unpunished = verdict.unpunished_label
    if verdict.unpunished is not None:
        unpunished = said(verdict.state, verdict.unpunished, unpunished or "", verdict.actor)
    return replace(verdict, sanctions=tuple(sanctions), unpunished_label=unpunished)


def changed(before: Mapping[str, str], after: Mapping[str, str], names: Names, actor: str) -> str:
    """Say what an actor changes between two states; if none of its own options, then whatever is different."""
    different = [option for option, level in after.items() if before.get(option) != level]
    own = [option for option in different if option.partition(".")[0] == actor]
    return ", ".join(names.level(option, after[option]) for option in own or different) or "nothing"


def changed_label(before: str, after: str) -> str:
    """Say what is different in one state from another, by their labels; of much that is gone, nothing.

    Examples
    --------
    >>> changed_label("talks, exercises full", "talks, strike")
    'strike, no longer exercises full'
    """
    old, new = ([part for part in label.split(", ") if part != LOWEST] for label in (before, after))
    gone = [part for part in old if part not in new]
    come = [part for part in new if part not in old]
    left = [] if come and len(gone) > 2 else [f"no longer {part}" for part in gone]
    return ", ".join([*come, *left]) or "nothing"


def reasons_of(verdicts: Sequence[Verdict], names: Names) -> list[Reason]:
    """Return what breaks a state and what holds it, one sentence for all concepts with the same reason."""
    breaks: dict[tuple[str, str], list[str]] = {}
    holds: dict[tuple[str, tuple[Sanction, ...]], list[str]] = {}
    for verdict in verdicts:
        if not verdict.stable:
            breaks.setdefault((verdict.actor, verdict.unpunished_label or ""), []).append(verdict.concept)
        elif verdict.sanctions:
            holds.setdefault((verdict.actor, verdict.sanctions), []).append(verdict.concept)
    found = []
    for (actor, label), concepts in breaks.items():
        under = listed([names.concept(c) for c in concepts])
        text = f"{capital(names.the(actor))} would leave it by {quoted(label)}; no answer deters that under {under}."
        found.append(Reason(text, False, False))
    for (actor, sanctions), concepts in holds.items():
        under = listed([names.concept(c) for c in concepts])
        threat = any(not s.carried_out for s in sanctions)
        text = f"{capital(names.the(actor))} stays under {under}: {deterred(sanctions, names)}"
        found.append(Reason(text, True, threat))
    return found


def deterred(sanctions: Sequence[Sanction], names: Names) -> str:
    """Say how one improvement is deterred, by a threat nobody keeps if there is one, and count the others."""
    first = next((s for s in sanctions if not s.carried_out), sanctions[0])
    rest = [s for s in sanctions if s is not first]
    if not rest:
        return sanction(first, names)
    kept = sum(s.carried_out for s in rest)
    how = "by answers that play would carry out" if kept == len(rest) else "by threats nobody would keep"
    if 0 < kept < len(rest):
        how = f"{kept} of them by answers that play would carry out"
    verb = "is" if len(rest) == 1 else "are"
    return f"{sanction(first, names)} {counted(len(rest), 'other improvement')} {verb} deterred too, {how}."
