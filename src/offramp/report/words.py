"""The answer to the case's question in plain sentences. Nothing is computed here, only said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from offramp.report import whole, windows
from offramp.report.names import Names, quoted
from offramp.report.rounding import (
    NOBREAK,
    SMALLEST,
    about,
    counted,
    listed,
    number,
    percent,
    plus_minus,
    points,
    span,
)
from offramp.study.results import Chance, Flip, OutcomeChance, PoliciesResult, PolicyResult, Provenance, Watch
from offramp.study.results.hinges import HingesResult

NO_POLICY = windows.NO_POLICY
CLEARLY_LESS = 0.75
CLEARLY_MORE = 0.05
WHOLE_DECIDES = 0.5


def answer(result: PoliciesResult, names: Names | None = None, hinges: HingesResult | None = None) -> list[str]:
    """Say what the comparison of policies found, a few sentences to a paragraph, the most important first.

    Parameters
    ----------
    result : PoliciesResult
        The comparison.
    names : Names, optional
        What to call outcomes and questions.
    hinges : HingesResult, optional
        What the answer hangs on, if that was looked at more closely.

    Returns
    -------
    list of str
        Paragraphs of plain text.
    """
    return [text for _, text in paragraphs(result, names or Names(), hinges)]


def paragraphs(result: PoliciesResult, names: Names, hinges: HingesResult | None = None) -> list[tuple[str, str]]:
    """Return the answer as paragraphs, each with the few words it answers to."""
    if not result.policies:
        return [("No policy", "The case names no policy, so there is nothing to compare.")]
    if result.seek is None and result.avoid is None:
        said = " ".join(_likeliest(policy, result.provenance, names) for policy in result.policies)
        return [("No yardstick", f"The case names no outcome to seek or to avoid. {said}")]
    found = [
        ("The best chance", _sought(result, names)),
        ("The danger", _avoided(result, names)),
        ("How long", windows.in_words(result, policy_of(result, result.best_seek or result.best_avoid), names)),
        ("Where it fails", _fails(result, names)),
        ("Whether it is kept", _keeping(result, names)),
        ("What decides", _deciding(result, names, hinges)),
        ("What would turn it", _turning(result, names)),
        ("What it rests on", _resting(result, names)),
    ]
    return [(head, text) for head, text in found if text]


def figures(result: PoliciesResult, names: Names) -> list[tuple[str, str, str]]:
    """Return the few numbers to remember: each with what it is and under which policy."""
    found = []
    best, least = policy_of(result, result.best_seek), policy_of(result, result.best_avoid)
    if result.seek is not None and best is not None:
        outcome = best.outcomes[result.seek]
        note = f"under {quoted(best.name)}; {_over_worlds(outcome, result.provenance)}"
        found.append((percent(outcome.chance), f"best chance of {names.outcome(result.seek)}", note))
    if result.avoid is not None and least is not None:
        outcome = least.outcomes[result.avoid]
        note = f"under {quoted(least.name)}; {_over_worlds(outcome, result.provenance)}"
        found.append((percent(outcome.chance), f"least chance of {names.outcome(result.avoid)}", note))
    leader = best or least
    value = windows.at_months(leader.open_by, 12) if leader is not None and windows.has_window(result) else None
    if leader is not None and value is not None:
        found.append(
            (percent(value), "chance that the window has not closed after a year", f"under {quoted(leader.name)}")
        )
    return found


def _over_worlds(found: OutcomeChance, provenance: Provenance) -> str:
    return none_in(found.chance, provenance) or f"{span(found.low, found.high)} over the worlds"


def none_in(share: float, provenance: Provenance) -> str:
    """Say how little a chance of 0 in all worlds of a sample proves, by the rule of three; nothing for other chances.

    Nothing is said either where all worlds were listed and played.
    """
    if share > SMALLEST or (provenance.exact and not provenance.partial):
        return ""
    if provenance.exact:
        return f"none in the {counted(provenance.worlds, 'world')} played"
    return f"none in {counted(provenance.worlds, 'world')}; below {below(3 / provenance.worlds)}"


def likely(share: float, provenance: Provenance) -> str:
    """Say a chance, and of one that is 0 in a sample what that proves."""
    bound = none_in(share, provenance)
    return f"{about(share)} ({bound})" if bound else about(share)


def zeros(result: PoliciesResult) -> str:
    """Say what a chance of 0 in a table of policies means; nothing if there is none, or if all worlds were listed."""
    shown = [p.outcomes[o].chance for p in result.policies for o in (result.seek, result.avoid) if o is not None]
    found = result.provenance
    if found.exact or all(share > SMALLEST for share in shown):
        return ""
    return (
        f"0{NOBREAK}%: in none of the {counted(found.worlds, 'world')} of the sample, and so below "
        f"{below(3 / found.worlds)} with 95{NOBREAK}% confidence."
    )


def chance(found: Chance | OutcomeChance, provenance: Provenance) -> str:
    """Say a chance with its range over worlds and its sampling error: `about 41 % (2 to 93 % over the worlds)`."""
    notes = [note for note in (none_in(found.chance, provenance),) if note]
    if percent(found.low) != percent(found.high):
        notes.append(f"{span(found.low, found.high)} over the worlds")
    if found.error >= 0.0005:
        notes.append(f"sampling error {found.error * 100:.1f} points")
    return about(found.chance) + (f" ({'; '.join(notes)})" if notes else "")


def policy_of(result: PoliciesResult, name: str | None) -> PolicyResult | None:
    """Return one policy of a comparison."""
    return next((policy for policy in result.policies if policy.policy == name), None)


def ranked(result: PoliciesResult) -> list[PolicyResult]:
    """Return the policies, the best chance of the outcome sought first, then the least of the one to avoid."""

    def key(policy: PolicyResult) -> tuple[float, float]:
        seek = policy.outcomes[result.seek].chance if result.seek else 0.0
        avoid = policy.outcomes[result.avoid].chance if result.avoid else 0.0
        return (-round(seek, 9), round(avoid, 9))

    return sorted(result.policies, key=key)


def scope(provenance: Provenance) -> str:
    """Say how many worlds were played, and whether these are all: `all 96 worlds`, `2,000 worlds drawn from 10,000`."""
    worlds = counted(provenance.worlds, "world")
    if provenance.exact and not provenance.partial:
        return f"all {worlds}"
    if provenance.exact:
        return f"the first {worlds} of {number(provenance.possible)} (PARTIAL)"
    return f"{worlds} drawn from {number(provenance.possible)}{' (PARTIAL)' if provenance.partial else ''}"


def stopped(provenance: Provenance) -> str:
    """Say that a study was stopped before its end; nothing if it was not."""
    if not provenance.partial:
        return ""
    return (
        f"PARTIAL: the study was stopped after {number(provenance.worlds)} of the worlds asked for. "
        "All that follows rests on a smaller sample."
    )


def played(result: PoliciesResult) -> str:
    """Say how many worlds were played, and how many courses of play that made."""
    found = result.provenance
    counts = [policy.courses for policy in result.policies]
    if not counts:
        return ""
    worlds = f"{counted(found.worlds, 'world')} {'was' if found.worlds == 1 else 'were'} played under each policy"
    courses = f"{number(min(counts))} to {number(max(counts))}" if min(counts) < max(counts) else number(counts[0])
    noun = "course" if max(counts) == 1 else "courses"
    return f"{worlds}. Worlds that lead to the same course of play are solved once: {courses} {noun} to a policy."


def settling_columns(result: PoliciesResult, names: Names) -> list[str]:
    """Return the outcomes whose chances settle: the one sought and the one to avoid."""
    both = ((result.seek, result.best_seek), (result.avoid, result.best_avoid))
    return [names.outcome(outcome) for outcome, best in both if outcome is not None and best is not None]


def settling_rows(result: PoliciesResult) -> list[list[str]]:
    """Return, for each part of the worlds, how many they are and the chances under the policies that are best in all.

    Each chance has its sampling error.
    """
    rows = []
    for part in result.running:
        row = [number(part.worlds)]
        if result.seek is not None and result.best_seek is not None:
            row.append(f"{percent(part.seek[result.best_seek])} {plus_minus(part.seek_error[result.best_seek])}")
        if result.avoid is not None and result.best_avoid is not None:
            row.append(f"{percent(part.avoid[result.best_avoid])} {plus_minus(part.avoid_error[result.best_avoid])}")
        rows.append([cell.strip() for cell in row])
    return rows


def below(share: float) -> str:
    """Write a bound on a share, never less than it is.

    Examples
    --------
    >>> below(0.00289), below(0.0301), below(3e-6), below(1.5)
    ('0.3\\xa0%', '4\\xa0%', '0.001\\xa0%', '100\\xa0%')
    """
    import math

    least = next((step for step in (1.0, 0.1, 0.01) if share * 100 > step), 0.001)
    whole = min(math.ceil(share * 100 / least - 1e-9) * least, 100.0)
    return f"{whole:.{max(0, round(-math.log10(least)))}f}{NOBREAK}%"


def _likeliest(policy: PolicyResult, provenance: Provenance, names: Names) -> str:
    outcome, found = max(policy.outcomes.items(), key=lambda item: item[1].chance)
    often = chance(found, provenance)
    return f"Under {quoted(policy.name)} play ends most often in {quoted(names.outcome(outcome))}: {often}."


def _sought(result: PoliciesResult, names: Names) -> str:
    best = policy_of(result, result.best_seek)
    if result.seek is None or best is None:
        return ""
    found = best.outcomes[result.seek]
    if found.chance <= 0.0005:
        none = none_in(max(p.outcomes[result.seek].chance for p in result.policies), result.provenance)
        bound = f": {none}" if none else ""
        return (
            f"No policy has a chance of the outcome sought, {quoted(names.outcome(result.seek))}, worth naming{bound}."
        )
    lines = [
        f"The outcome sought, {quoted(names.outcome(result.seek))}, has its best chance under {quoted(best.name)}: "
        f"{chance(found, result.provenance)}."
    ]
    others = [p for p in ranked(result) if p.policy not in (best.policy, NO_POLICY)]
    lines += _runners(best, others, result.seek)
    nothing = policy_of(result, NO_POLICY)
    if nothing is not None and best.policy != NO_POLICY:
        lines.append(f"With no policy it is {likely(nothing.outcomes[result.seek].chance, result.provenance)}.")
    if found.chance < 0.5:
        lines.append("Even so it is likelier not to come about than to come about.")
    return " ".join(lines)


def _runners(best: PolicyResult, others: Sequence[PolicyResult], outcome: str) -> Iterator[str]:
    if not others:
        return
    found, second = best.outcomes[outcome], others[0].outcomes[outcome]
    lead = abs(found.chance - second.chance)
    nexts = [f"{quoted(p.name)} ({percent(p.outcomes[outcome].chance)})" for p in others[:2]]
    if lead < 0.005:
        same = [quoted(p.name) for p in others if abs(p.outcomes[outcome].chance - found.chance) < 0.005]
        yield f"{listed(same[:3])} {'does' if len(same) == 1 else 'do'} as well to within a point."
        return
    yield f"Next {'comes' if len(nexts) == 1 else 'come'} {listed(nexts)}."
    if lead <= found.error + second.error:
        yield "The lead is no larger than the sampling error, so their order is not settled."


def _avoided(result: PoliciesResult, names: Names) -> str:
    least = policy_of(result, result.best_avoid)
    if result.avoid is None or least is None:
        return ""
    name, found = quoted(names.outcome(result.avoid)), least.outcomes[result.avoid]
    if all(percent(p.outcomes[result.avoid].chance) == percent(found.chance) for p in result.policies):
        often = likely(found.chance, result.provenance)
        return f"The outcome to avoid, {name}, has the same chance under every policy: {often}."
    best, often = policy_of(result, result.best_seek), chance(found, result.provenance)
    line = f"The outcome to avoid, {name}, has its least chance under {quoted(least.name)}: {often}."
    reached = best is not None and result.seek is not None and best.outcomes[result.seek].chance > 0.0005
    if best is not None and reached and best.policy == least.policy:
        return f"The same policy has the least chance of the outcome to avoid, {name}: {often}."
    if best is not None and reached:
        line += f" Under {quoted(best.name)} it is {about(best.outcomes[result.avoid].chance)}."
    worst = max(result.policies, key=lambda p: p.outcomes[result.avoid or ""].chance)
    return f"{line} It is greatest under {quoted(worst.name)}: {about(worst.outcomes[result.avoid].chance)}."


def failing(result: PoliciesResult, *, most: int = 3) -> list[tuple[str, str, float, Watch | None]]:
    """Return the answers under which the leading policy has clearly less than its chance of the outcome sought.

    Returns
    -------
    list of (question, alternative, chance, Watch or None)
        Least chance first; the :class:`Watch` says how likely the answer is and which policy would then be best.
    """
    best = policy_of(result, result.best_seek)
    if result.seek is None or best is None:
        return []
    watch = {(w.question, w.alternative): w for w in result.watch}
    usual = best.outcomes[result.seek].chance
    found = [
        (question, alternative, chances.get(result.seek, 0.0), watch.get((question, alternative)))
        for question, alternatives in best.by_alternative.items()
        for alternative, chances in alternatives.items()
        if chances.get(result.seek, 0.0) < usual * CLEARLY_LESS
    ]
    return sorted(found, key=lambda item: item[2])[:most]


def better_then(result: PoliciesResult, found: Watch, yardstick: str) -> str | None:
    """Return the policy that would be better than the present best if an answer were known; None if none would."""
    outcome, now, then = (
        (result.seek, result.best_seek, found.best_seek)
        if yardstick == "seek"
        else (result.avoid, result.best_avoid, found.best_avoid)
    )
    if outcome is None or now == then:
        return None
    chances = [
        policy.by_alternative.get(found.question, {}).get(found.alternative, {}).get(outcome, 0.0)
        for policy in (policy_of(result, now), policy_of(result, then))
        if policy is not None
    ]
    return None if len(chances) == 2 and abs(chances[0] - chances[1]) < 0.0005 else then


def _fails(result: PoliciesResult, names: Names) -> str:
    best = policy_of(result, result.best_seek)
    if best is None or result.seek is None or best.outcomes[result.seek].chance <= 0.0005:
        return ""
    weak, name = failing(result), quoted(best.name)
    lines = [f"In the worst world, {name} has a chance of {percent(best.outcomes[result.seek].low)}."]
    if not weak and result.watch:
        lines.append(f"No single answer to a question takes a quarter off the chance that {name} has.")
    for question, alternative, low, watch in weak:
        likely = f" (held {about(watch.probability)} likely)" if watch else ""
        then = better_then(result, watch, "seek") if watch else None
        other = f"; {quoted(names.policy(then))} would then have the best" if then else ""
        answered = (
            f"If the answer to {quoted(names.question(question))} is {quoted(names.alternative(question, alternative))}"
        )
        lines.append(f"{answered}{likely}, its chance is {percent(low)}{other}.")
    return " ".join(lines)


def _keeping(result: PoliciesResult, names: Names) -> str:
    best = policy_of(result, result.best_seek or result.best_avoid)
    if best is None or not best.kept:
        return ""
    held = [f"{percent(found.on_path)} for {names.the(actor)}" for actor, found in best.kept.items()]
    gains = [f"{names.the(actor)} in {percent(found.better)} of cases" for actor, found in best.uptake.items()]
    lines = [f"The chance of holding to {quoted(best.name)} of its own accord is {listed(held)}."]
    lines += [f"Better off with it, in their own ranks, than without: {listed(gains)}."] if gains else []
    if min(k.on_path for k in best.kept.values()) < 0.5:
        lines.append("The chances above suppose that the promise is kept; they need something that binds.")
    return " ".join(lines)


def _deciding(result: PoliciesResult, names: Names, hinges: HingesResult | None) -> str:
    shares = [
        d for d in result.decides if d.policy == result.best_seek and d.outcome == result.seek and d.share == d.share
    ]
    if not shares or shares[0].share < 0.005:
        return ""
    first, rest = shares[0], [d for d in shares[1:3] if d.share >= 0.05]
    subject, part = quoted(names.unknown(first.unknown)), f"{percent(first.share)} of the variance over worlds"
    if first.share >= 0.5:
        line = f"One unknown decides most of it: {subject} ({part})."
    else:
        line = f"No single unknown decides it; the largest part, {part}, hangs on {subject}."
    if rest:
        line += f" Then: {listed([f'{quoted(names.unknown(d.unknown))} ({percent(d.share)})' for d in rest])}."
    line = _by_one_actor(result, first.share, line, names, hinges)
    worth = max((w for w in result.worth if w.seek == w.seek), key=lambda w: w.seek, default=None)
    if worth is not None and worth.seek >= max(0.005, 2 * worth.seek_error):
        asked, gain = quoted(names.question(worth.question)), points(worth.seek).strip("+")
        line += f" To know the answer to {asked} before choosing would raise the chance by {gain} points."
    elif worth is not None and worth.seek >= 0.005:
        line += " What it is worth to know any one answer before choosing, these worlds are too few to say."
    elif worth is not None:
        line += " To know any one answer before choosing would raise the chance by less than a point."
    return line


def _by_one_actor(result: PoliciesResult, largest: float, line: str, names: Names, hinges: HingesResult | None) -> str:
    """Put before what single unknowns decide, or after it, what hangs on one actor as a whole."""
    mine = [h for h in hinges.hinges if (h.policy, h.yardstick) == (result.best_seek, "seek")] if hinges else []
    shares = (d for d in result.decides if d.policy == result.best_seek and d.outcome == result.seek)
    found = whole.of_hinges(mine) if mine else whole.of_shares(shares, names)
    if found is None:
        few = f"; {counted(mine[0].worlds, 'world')} are too few to say whether one actor does" if mine else ""
        return f"{line.removesuffix('.')}{few}." if largest < WHOLE_DECIDES else line
    if found.share < largest + CLEARLY_MORE:
        return line
    told, remark = whole.in_words(found, names), whole.remark(found)
    if found.share >= WHOLE_DECIDES > largest:
        return f"One actor decides most of it: {told}. {remark} {line}".replace("  ", " ")
    return f"{line} By actor, {told}. {remark}".strip()


def flip(found: Flip, names: Names) -> str:
    """Say at which belief another policy becomes best."""
    seek = found.yardstick == "seek"
    held = f"held {'at least' if found.at > found.now else 'at most'} {percent(found.at)} likely"
    if found.high - found.low >= 0.01:
        held += f" (from {percent(found.low)} to {percent(found.high)}, as far as the sample tells)"
    return (
        f"If {quoted(names.alternative(found.question, found.alternative))}, as the answer to "
        f"{quoted(names.question(found.question))}, were {held} instead of {percent(found.now)}, "
        f"{quoted(names.policy(found.policy))} would have the "
        f"{'best chance of the outcome sought' if seek else 'least chance of the outcome to avoid'}."
    )


def turns(found: Flip) -> bool:
    """Tell whether a ranking turns short of certainty; at certainty two policies only draw level."""
    return 0.005 <= found.at <= 0.995


def _turning(result: PoliciesResult, names: Names) -> str:
    best = policy_of(result, result.best_seek)
    if not result.watch or result.seek is None or best is None or best.outcomes[result.seek].chance <= 0.0005:
        return ""
    flips = [f for f in result.flips if f.yardstick == "seek" and turns(f)]
    if not flips:
        return "No change of belief in one answer alone would put another policy ahead for the outcome sought."
    return flip(min(flips, key=lambda f: abs(f.at - f.now)), names)


def _resting(result: PoliciesResult, names: Names) -> str:
    best = policy_of(result, result.best_seek)
    if result.seek is None or best is None or best.outcomes[result.seek].chance <= 0.0005:
        return ""
    parts = []
    concepts = {concept: chances.get(result.seek, 0.0) for concept, chances in best.by_concept.items()}
    if concepts:
        low, high = min(concepts, key=lambda c: concepts[c]), max(concepts, key=lambda c: concepts[c])
    if concepts and percent(concepts[low]) == percent(concepts[high]):
        parts.append(f"Under every single kind of foresight the chance would be {percent(concepts[low])}.")
    elif concepts:
        parts.append(
            f"If all actors had one kind of foresight, the chance under {quoted(best.name)} would run from "
            f"{percent(concepts[low])} ({names.concept(low)}) to {percent(concepts[high])} "
            f"({names.concept(high)})."
        )
    tempi = {tempo: chances.get(result.seek, 0.0) for tempo, chances in best.rates.items()}
    if {"slower", "faster"} <= set(tempi):
        parts.append(
            f"If all decided a tenth as often, it would be {percent(tempi['slower'])}; "
            f"ten times as often, {percent(tempi['faster'])}."
        )
    usual = tempi.get("usual")
    if parts and usual is not None and percent(usual) != percent(best.outcomes[result.seek].chance):
        now = f"{percent(usual)} {plus_minus(best.variants_error)}".strip()
        parts.append(f"In the fewer worlds played for this it is {now} at the pace of the case.")
    return " ".join(parts)
