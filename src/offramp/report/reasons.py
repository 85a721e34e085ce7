"""Verdicts, misreadings and evidence in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from offramp.report.names import Names, capital, quoted
from offramp.report.rounding import counted, listed, percent, points
from offramp.study.results import (
    EvidenceResult,
    Kept,
    Misreading,
    Sanction,
    Uptake,
    Verdict,
)


def verdict(found: Verdict, names: Names | None = None, *, most: int = 2) -> str:
    """Say whether a state is stable for an actor under a concept, and why.

    Parameters
    ----------
    found : Verdict
        The verdict with its witness.
    names : Names, optional
        What to call actors.
    most : int, optional
        How many sanctioned improvements to spell out.

    Returns
    -------
    str
        One or more sentences.
    """
    names = names or Names()
    actor = names.the(found.actor)
    head = f"{'Stable' if found.stable else 'Unstable'} for {actor} under {names.concept(found.concept)}:"
    if not found.stable:
        return f"{head} it would rather move to {quoted(found.unpunished_label or '')}, and no answer deters it."
    if not found.sanctions:
        return f"{head} it has no move{' it would rather make' if found.margin is not None else ''}."
    told = [sanction(s, names) for s in found.sanctions[:most]]
    left = len(found.sanctions) - len(told)
    rest = f" {counted(left, 'more improvement')} {'is' if left == 1 else 'are'} deterred likewise." if left else ""
    return f"{head} {' '.join(capital(line) if n else line for n, line in enumerate(told))}{rest}"


def sanction(found: Sanction, names: Names) -> str:
    """Say how the others can answer an improvement, and whether play would carry the answer out."""
    steps = [
        f"{names.the(step.actor)}{' could answer' * (not n)} with {quoted(step.label)}"
        for n, step in enumerate(found.steps)
    ]
    answered = ", then ".join(steps) or "the others could answer"
    return (
        f"if it moves to {quoted(found.label)}, {answered}, which leaves it no better off than before; "
        f"{carried(found, names)}."
    )


def carried(found: Sanction, names: Names) -> str:
    """Say whether play would carry out a sanction, and if not, who would not."""
    if found.carried_out:
        return "play would carry this out"
    shy = next((step for step in found.steps if not step.chosen), None)
    if shy is None:
        return "play would not carry this out"
    reason = "there are moves it prefers" if shy.improves else "it would be no better off for it"
    return f"nobody would keep this threat: {names.the(shy.actor)} would not make that move, because {reason}"


def kept(actor: str, found: Kept, names: Names) -> str:
    """Say whether an actor would hold to a policy on its own preferences."""
    line = (
        f"{capital(names.the(actor))} would hold to it of its own accord with a chance of {percent(found.on_path)}"
        f" on the way play takes, and in {percent(found.off_path)} of all situations."
    )
    if found.leaves:
        first = found.leaves[0]
        line += f" It would leave most likely by {quoted(first.change)}, at {quoted(first.label)}."
    return line


def uptake(actor: str, found: Uptake, names: Names) -> str:
    """Say whether an actor asked to adopt a policy ends better with it."""
    return (
        f"{capital(names.the(actor))} ends better with it than without in {percent(found.better)} of cases, "
        f"worse in {percent(found.worse)}."
    )


def largest_difference(before: Mapping[str, float], after: Mapping[str, float]) -> str | None:
    """Return the key whose chance differs most."""
    shifts = {key: abs(after.get(key, 0.0) - before.get(key, 0.0)) for key in {**before, **after}}
    best = max(shifts, key=lambda key: shifts[key], default=None)
    return best if best is not None and shifts[best] > 1e-9 else None


def misreading(found: Misreading, names: Names, seek: str | None, avoid: str | None) -> list[str]:
    """Say what an actor expects under a policy, what happens, and which news would correct it most."""
    actor = capital(names.the(found.actor))
    key = largest_difference(found.expects, found.happens)
    if key is None or found.gap < 0.005:
        lines = [f"{actor} expects what happens, to within a point."]
    elif found.gap <= found.expects_error + found.happens_error:
        lines = [f"{actor} expects what happens, to within the sampling error."]
    else:
        expects, happens = found.expects.get(key, 0.0), found.happens.get(key, 0.0)
        lines = [
            f"{actor} expects {quoted(names.outcome(key))} with a chance of {percent(expects)}; it comes about with "
            f"{percent(happens)}. In all, {percent(found.gap)} of the chance it sees is misplaced."
        ]
    prices = [
        f"{quoted(names.outcome(outcome))} by {points(price)} points"
        for outcome, price in ((seek, found.price_seek), (avoid, found.price_avoid))
        if outcome is not None and price is not None and abs(price) >= max(0.005, 2 * found.price_error)
    ]
    if prices:
        lines.append(f"If it knew the truth, that would change the chance of {listed(prices)}.")
    if found.revelation and found.revelation[0].shift >= max(0.005, 2 * found.price_error):
        first = found.revelation[0]
        lines.append(
            f"The news that would change most is the answer to {quoted(names.question(first.question))} "
            f"(it moves {percent(first.shift)} of the chances)."
        )
    if found.weight_by_error >= 0.005 and found.stable_by_error:
        lines.append(
            f"With a chance of {percent(found.weight_by_error)} play ends where it stays only by misreading another: "
            f"{quoted(found.stable_by_error[0])}"
            + (f" and {counted(len(found.stable_by_error) - 1, 'other state')}." if found.stable_by_error[1:] else ".")
        )
    return lines


def evidence_effect(item: EvidenceResult, posterior: Mapping[str, Mapping[str, float]], names: Names) -> list[str]:
    """Say which belief moves most if an item of evidence is retracted, and whither, question by question."""
    lines = []
    for question, without in item.without.items():
        now = posterior.get(question, {})
        key = largest_difference(now, without)
        if key is not None and abs(without[key] - now[key]) >= 0.0005:
            lines.append(f"{names.alternative(question, key)} {percent(now[key])} → {percent(without[key])}")
    return lines


def answer_effect(item: EvidenceResult, policy: str | None) -> str:
    """Say by how many points a policy's chance of the outcome sought would change without an item."""
    return points(item.seek.get(policy)) if policy is not None and policy in item.seek else points(None)
