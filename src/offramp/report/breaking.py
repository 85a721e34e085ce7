"""What breaks a deal, what would mend it, and what patience it takes, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from offramp.report.deals import most_error, sure
from offramp.report.names import CONCEPT_GLOSSES, Names, capital, quoted
from offramp.report.rounding import SMALLEST, counted, decimal, length, listed, percent
from offramp.study.results.breaking import Breaks, Punisher, Sign
from offramp.study.results.deals import Deal
from offramp.study.results.mending import Addition, Change, Mending, Rescope, Reversal
from offramp.study.results.patience import Cheat, PartyPatience, Patience

MOST_SIGNS = 3
MOST_CHANGES = 3
MOST_WAYS = 3
MOST_ALONE = 4
WORTH_TELLING = 0.0005
"""Smaller changes of a share are not told apart."""
MOST_CHEATS = 2
FORESIGHT_WORTH_SAYING = 0.1
COUNTING = (
    "Each promise counts only as far as it is reckoned with: that is in these shares already. Whether it would be kept "
    "is not asked."
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and what is to be said about it."""

    head: str
    more: list[str] = field(default_factory=list)


# ---------------------------------------------------------------- what breaks it


def breaks(deal: Deal, names: Names) -> list[Told]:
    """Say who would leave a deal, how likely and by what, with the reasons and the answers; most likely first."""
    found = [Told(leaving(b, names), list(_reasons(b, names))) for b in deal.breaks]
    if deal.third_parties_stay < 0.9995:
        away = f"or to where a party would leave, in {percent(1 - deal.third_parties_stay)} of worlds by weight"
        found.append(Told(f"Third parties do not come along, or lead out of the outcome {away}."))
    return found


def leaving(found: Breaks, names: Names) -> str:
    """Say who would leave, in which share of worlds, by what move."""
    return (
        f"{capital(names.the(found.actor))} would leave it in {sure(found.weight, found.error)} of worlds by weight, "
        f"by {quoted(found.move)}."
    )


def _reasons(found: Breaks, names: Names) -> Iterator[str]:
    yield f"It would move up past {percent(found.gain)} of all states in its own order."
    ways = sorted(((w, c) for c, w in found.foresight.items() if w >= FORESIGHT_WORTH_SAYING), reverse=True)
    if ways:
        told = [f"{_gloss(c)} ({names.concept(c)}) in {percent(w)}" for w, c in ways]
        yield f"Of these worlds it {listed(told)}."
    told = [line for line in (sign(s, names) for s in found.signs[:MOST_SIGNS]) if line]
    if told:
        yield f"More often so in these worlds than in all: {'; '.join(told)}."
    yield from punishing(found, names)
    if found.shares_error > SMALLEST:
        but = "; for the answers that come more often with leaving none was computed" if told else ""
        yield f"Sampling errors of these shares are {most_error(found.shares_error)}{but}."


def _gloss(concept: str) -> str:
    return CONCEPT_GLOSSES.get(concept, "looks ahead")


def sign(found: Sign, names: Names) -> str:
    """Say one answer that goes with leaving."""
    answer = f"{quoted(names.alternative(found.question, found.alternative))} ({names.question(found.question)})"
    who = f"{names.the(found.actor)} believes " if found.actor else ""
    return f"{who}{answer}, {percent(found.share)} against {percent(found.usual)}"


def punishing(found: Breaks, names: Names) -> list[str]:
    """Say who could answer, who would, and how often nobody would."""
    able = [p for p in found.punishers if p.could > SMALLEST]
    if not able:
        return ["Nobody could answer by one move so that leaving does not pay."]
    lines = [f"So that leaving does not pay, {'; '.join(_answer(p, names) for p in able)}."]
    if found.unpunished >= 1 - SMALLEST:
        return [*lines, "In none of these worlds would anybody."]
    if found.unpunished <= SMALLEST:
        return [*lines, "In each of these worlds somebody would."]
    return [*lines, f"In {percent(found.unpunished)} of these worlds nobody would."]


def _answer(found: Punisher, names: Names) -> str:
    would = f"would in {percent(found.would)}" if found.would > SMALLEST else "never would"
    return f"{names.the(found.actor)} could answer in {percent(found.could)} of these worlds, and {would}"


# ---------------------------------------------------------------- what mends it


def changes(found: Mending | None, names: Names) -> list[Told]:
    """Say which changes of what parties want would mend a deal, the weightiest first, and what was left out."""
    if found is None:
        return []
    lines = [Told(changing(c, names), wanting(c, names)) for c in found.changes[:MOST_CHANGES]]
    left = sum(c.weight for c in found.changes[MOST_CHANGES:])
    if left > SMALLEST:
        away = f"In {percent(left)} of worlds by weight a party leaves in yet other ways"
        lines.append(Told(f"{away}; --json gives the changes for these."))
    if found.unmended > SMALLEST:
        away = f"In {percent(found.unmended)} of worlds by weight a party leaves in ways"
        lines.append(Told(f"{away} for which no change was looked for."))
    return lines


def remedies(deal: Deal, names: Names) -> list[Told]:
    """Say which promises would make a deal hold, and which deals near it do."""
    found = deal.mending
    if found is None:
        return []
    return [*_promised(found, deal.enforceable, names), *_rescoped(found, deal.enforceable >= found.wanted, names)]


def changing(found: Change, names: Names) -> str:
    """Say how small a change of what a party wants keeps it in, and in which worlds."""
    own = listed([quoted(names.alternative(q, a)) for q, a in found.world.items()])
    where = f" (it {_gloss(found.concept)}{f'; {own}' if own else ''})"
    head = f"{capital(names.the(found.actor))} leaves in {percent(found.weight)} of worlds by weight"
    if found.cost is None:
        return f"{head} in a way that no change of what it wants would mend{where}."
    if found.shifts:
        need = f"a change of its scores by {found.cost:g} in all"
    else:
        need = counted(round(found.cost), "swap") + " of neighbours in its order"
    return f"{head} in a way that {need} would mend{where}."


def wanting(found: Change, names: Names) -> list[str]:
    """Say the cheapest changes, each in one sentence."""
    lines = [f"With {listed([_reversal(r, names) for r in way])}." for way in found.reversals if way]
    lines += [
        f"{listed([f'{names.statement(s.condition)} would count {s.after:g} instead of {s.before:g}' for s in way])}."
        for way in found.shifts
        if way
    ]
    told = [f"Or {line[0].lower()}{line[1:]}" if n else line for n, line in enumerate(lines[:MOST_WAYS])]
    if found.more or len(lines) > MOST_WAYS:
        told.append("There are further changes as small.")
    return told


def _reversal(found: Reversal, names: Names) -> str:
    return f"{names.statement(found.above)} above {names.statement(found.below)}"


def _promised(found: Mending, without: float, names: Names) -> Iterator[Told]:
    wanted = percent(found.wanted)
    harm = [promise(a, names) for a in found.alone if a.enforceable < without - WORTH_TELLING]
    if not found.additions:
        if not found.reaches:
            yield Told("Nothing that the case offers makes it hold more surely.")
        elif found.alone:
            yield Told("What the case offers is not needed for that; `--mend-to` asks what more would take.")
    else:
        yield from _helpful(found, without, wanted, names)
    if harm:
        yield Told("Alone, these promises would make it hold less surely:", harm)


def _helpful(found: Mending, without: float, wanted: str, names: Names) -> Iterator[Told]:
    helpful = [a for a in found.alone if a.enforceable > without + WORTH_TELLING]
    singles = helpful[:MOST_ALONE] if len(found.additions[0].promises) > 1 else []
    told = [*(promise(a, names) for a in found.additions), COUNTING]
    if found.reaches:
        yield Told(f"Promises that make it hold in {wanted} of worlds or more, none of them to spare:", told)
    else:
        head = f"No promises that the case offers make it hold in {wanted} of worlds."
        yield Told(f"{head} It holds most surely with:", told)
    if singles:
        head = f"Each alone, the most helpful first (without any, it holds in {percent(without)}):"
        yield Told(head, [promise(a, names) for a in singles])


def promise(found: Addition, names: Names) -> str:
    """Say a set of promises and how surely the deal then holds."""
    by: dict[str, list[str]] = {}
    for one in found.promises:
        by.setdefault(one.name, []).append(names.the(one.promiser))
    told = [f"{quoted(name)} by {listed(promisers)}" for name, promisers in by.items()]
    return f"{capital('; '.join(told))}: {sure(found.enforceable, found.error)}."


def _rescoped(found: Mending, holds: bool, names: Names) -> Iterator[Told]:
    wanted = f"in {percent(found.wanted)} of worlds or more"
    lines = [scope(s, names) for s in found.scope]
    if holds:
        yield Told(f"It holds {wanted}, as was asked.{' So do, nearest to it:' if lines else ''}", lines)
    elif lines:
        yield Told(f"The nearest deals that hold {wanted}:", lines)
    else:
        yield Told(f"No deal that reaches the outcome holds {wanted}.")


def scope(found: Rescope, names: Names) -> str:
    """Say another target by what differs, and how surely it holds."""
    differs = [_other(option, here, there, names) for option, here, there in found.changes]
    gains = "every party gains" if found.gains else "not every party gains"
    return f"{capital(listed(differs))}: {percent(found.enforceable)}, {gains}."


def _other(option: str, here: str, there: str, names: Names) -> str:
    if {here, there} == {"no", "yes"}:
        return f"{'with' if there == 'yes' else 'without'} {names.option(option)}"
    return f"{names.level(option, there)} instead of {names.level(option, here)}"


# ---------------------------------------------------------------- patience


def patience(found: Patience | None, names: Names) -> list[Told]:
    """Say, party by party, what keeps it from cheating."""
    if found is None:
        return []
    lines = [
        Told(_cardinal(actor, p, names), [cheat(c, names) for c in p.cheats[:MOST_CHEATS]])
        for actor, p in found.parties.items()
        if p.cardinal
    ]
    ordinal = {actor: p for actor, p in found.parties.items() if not p.cardinal}
    if ordinal:
        who = listed([names.the(actor) for actor in ordinal])
        head = f"What {who} {'want' if len(ordinal) > 1 else 'wants'} has an order and no size, so how much patience it"
        lines.append(Told(f"{head} takes cannot be said.", [_ordinal(actor, p, names) for actor, p in ordinal.items()]))
    for actor, p in found.parties.items():
        if p.safe_step is not None and p.steps:
            lines.append(Told(_dosed(actor, p, names)))
    deterred = {a for a, p in found.parties.items() if p.cardinal and all(c.pays is False for c in p.cheats)}
    for offer, enough in found.offers.items():
        line = _offer(offer, {actor: holds for actor, holds in enough.items() if actor not in deterred}, names)
        lines += [Told(line)] if line else []
    return lines


def _cardinal(actor: str, found: PartyPatience, names: Names) -> str:
    who = capital(names.the(actor))
    if not found.gainful:
        return f"{who} has no move by which it would gain, even until it is found out."
    head = f"{who} would gain by {counted(found.gainful, 'move')} until it is found out"
    paying = sum(c.pays is True for c in found.cheats)
    unknown = sum(c.pays is None for c in found.cheats)
    if paying == found.gainful:
        return f"{head}, and in the end, too."
    if unknown and not paying:
        return f"{head}. Whether it does in the end depends on what the case does not state of watching and patience."
    return f"{head}, and by {f'{paying:,} of these' if paying else 'none'} in the end, too."


def cheat(found: Cheat, names: Names) -> str:
    """Say what a move gains until it is found out, and what would keep the party from it."""
    line = (
        f"By {quoted(found.move)} it gains {decimal(found.gain)} a month, and loses {decimal(found.loss)} a month once "
        "it is answered."
    )
    if found.weight_needed >= 1:
        return f"{line} No patience is enough against that."
    line += f" So what comes after the answer must weigh {percent(found.weight_needed)} of all or more"
    line += "." if found.weight != found.weight else f"; it weighs {percent(found.weight)}, so it {_pays(found)}."
    enough = _enough(found)
    watched = f" ({names.option(found.option)} is watched)" if found.option else ""
    return f"{line} Enough, all else as it is{watched}: {listed(enough, last='or')}." if enough else line


def _pays(found: Cheat) -> str:
    return "pays" if found.pays else "does not pay"


def _enough(found: Cheat) -> list[str]:
    parts = []
    if found.patience_needed == found.patience_needed:
        parts.append(f"a patience of {length(found.patience_needed)}")
    if found.detection_needed == found.detection_needed:
        parts.append(f"looks that find it with {percent(found.detection_needed)}")
    if found.delay_allowed == found.delay_allowed:
        parts.append(f"an answer within {length(found.delay_allowed)}")
    return parts


def _ordinal(actor: str, found: PartyPatience, names: Names) -> str:
    return (
        f"{capital(names.the(actor))}: in {sure(found.never, found.error)} of worlds by weight no move is better for "
        f"it than the deal; in {percent(found.some)} one is, but the answer is worse than the deal, so some patience "
        f"would do; in {percent(found.none)} none would."
    )


def _dosed(actor: str, found: PartyPatience, names: Names) -> str:
    who = names.the(actor)
    changes = counted(found.steps, "change")
    if found.safe_step == 0:
        change = "any change" if found.steps > 1 else "the change"
        return f"Having done its part, {who} gains by cheating after {change} that the others make."
    if found.safe_step == found.steps:
        return f"Having done its part, {who} gains nothing by cheating, however much of theirs the others do at once."
    return (
        f"Having done its part, {who} gains nothing by cheating while the others make at most {found.safe_step} of "
        f"their {changes} at once."
    )


def _offer(offer: str, enough: Mapping[str, bool], names: Names) -> str:
    yes = [names.the(actor) for actor, holds in enough.items() if holds]
    no = [names.the(actor) for actor, holds in enough.items() if not holds]
    if not enough:
        return ""
    told = f"The watching of {quoted(offer)} would be enough for"
    if not yes:
        return f"{told} no party that it is offered to, even if it reckons with it."
    if_so = "if it reckons with it" if len(yes) == 1 else "if they reckon with it"
    return f"{told} {listed(yes)}, {if_so}{f'; not for {listed(no)}' if no else ''}."
