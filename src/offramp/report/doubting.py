"""What the page shows of doubt: whether the choice survives it, what it hangs on, what to ask, what always holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from offramp.report import completions, frontier, hinges, profiles, robust, rounding, staging, varying
from offramp.report.names import Names, capital, quoted
from offramp.report.robust import agreement, aim, chance_of
from offramp.report.rounding import counted, listed, percent, plus_minus, points
from offramp.study.results import EvidenceReport, EvidenceResult, PoliciesResult
from offramp.study.results.completions import Certainty, CertaintyResult, CompletionRange, HoldsResult
from offramp.study.results.hinges import After, Hinge, HingesResult, Knowing, Observation, Surface, Turn
from offramp.study.results.questions import Ask, AskResult
from offramp.study.results.robust import RobustResult, Rule, Spread, Tradeoff
from offramp.study.results.varying import ChanceSpread, RatesResult, SobolResult

TOO_FEW = "too few worlds to say"
GOOD = 0.5
NO_RATE_TURNS = "No single rate, a tenth of it or ten times as much, makes another policy best."
LEAST_MOVED = 0.005
MOST_UNDECIDED = 0.1


@dataclass(frozen=True)
class Doubt:
    """What studies of doubt found, in the order and the words of the page.

    Attributes
    ----------
    robust, hinges, asked, certain : result or None
        None if the case has no judge.
    held : HoldsResult or None
    rates : RatesResult or None
    sobol : SobolResult or None
        None if the case gives no ranges.
    ends : sequence of (policy, state, chance)
        Where play ends under the leading policies.
    """

    names: Names
    policies: PoliciesResult
    evidence: EvidenceReport
    robust: RobustResult | None
    hinges: HingesResult | None
    asked: AskResult | None
    certain: CertaintyResult | None
    held: HoldsResult | None
    rates: RatesResult | None
    sobol: SobolResult | None
    ends: Sequence[tuple[str, int, float]]

    # ------------------------------------------------------------ does the choice survive

    @cached_property
    def survives(self) -> list[str]:
        """Whether the rules agree, and whether a policy is good enough, in sentences."""
        found, names = self.robust, self.names
        if found is None:
            return []
        lines = [f"{capital(aim(found, y, names))}: {lower(agreement(found, y, names))}" for y in found.yardsticks]
        first = [a.best for a in found.agreements if a.best]
        if len(first) == 2 and not set(first[0]) & set(first[1]):
            lines.append(
                "By either outcome alone the choice survives the doubt; but the two outcomes pick different policies, "
                "and how much of the one is worth how much of the other is not a question of what is known."
            )
        elif any(not a.best and a.rules for a in found.agreements):
            lines.append("Where rules disagree, the choice rests on how much risk one is ready to take.")
        return [*lines, *(line for y in found.yardsticks if (line := self._worst(y)))]

    def _worst(self, yardstick: str) -> str:
        """Say what the policy that is best on average gives in the worst world."""
        assert self.robust is not None
        spreads = robust.spreads_of(self.robust, yardstick)
        if not spreads:
            return ""
        name, best = quoted(self.names.policy(spreads[0].policy)), spreads[0]
        word = "above" if yardstick == "seek" else "below"
        good = next((s for s in best.satisfied if abs(s.level - GOOD) < 1e-9), None)
        often = f"; it is {word} {percent(GOOD)} in {percent(good.share)} of worlds by weight" if good else ""
        chance = chance_of(self.robust, yardstick, self.names)
        alike = all(percent(s.worst) == percent(best.worst) for s in spreads) and len(spreads) > 1
        worst = f"as under every other policy, {percent(best.worst)}" if alike else percent(best.worst)
        return f"Under {name} {chance} is, in its worst world, {worst}{often}."

    def frontier_picture(self) -> str:
        """The trade-off."""
        return frontier.frontier_chart(self.robust, self.names) if self.robust else ""

    def rules(self) -> list[tuple[str, list[tuple[str, Rule]]]]:
        """By yardstick: the rules in words."""
        found = self.robust
        return [(y, list(robust.told_rules(found, y))) for y in found.yardsticks] if found else []

    def spreads(self, yardstick: str) -> list[Spread]:
        """The policies by one yardstick."""
        return robust.spreads_of(self.robust, yardstick) if self.robust else []

    def parted(self, yardstick: str) -> tuple[list[Spread], list[Spread]]:
        """The policies by one yardstick, and apart from them those whose mean chance of what is sought is small."""
        return rounding.weighty(self.spreads(yardstick), lambda s: s.mean if yardstick == "seek" else 1.0)

    def satisfying(self, yardstick: str) -> tuple[list[Spread], list[Spread]]:
        """The same, apart from those that are good enough in next to no world."""
        return rounding.weighty(self.spreads(yardstick), lambda s: max(good.share for good in s.satisfied))

    def levels_shown(self, spread: Spread) -> list[int]:
        """Which levels of satisficing are shown."""
        return [n for n, s in enumerate(spread.satisfied) if s.level in robust.SHOWN_LEVELS]

    def tradeoffs(self) -> list[Tradeoff]:
        """The policies as they are numbered in the picture."""
        return frontier.ordered(self.robust) if self.robust else []

    @cached_property
    def surpassed(self) -> list[tuple[str, list[str]]]:
        """Every policy that no world speaks for, with those at least as good everywhere; most often surpassed first."""
        found: dict[str, list[str]] = {}
        for pair in self.robust.pairs if self.robust else ():
            if pair.statewise:
                found.setdefault(pair.second, []).append(pair.first)
        return sorted(found.items(), key=lambda item: -len(item[1]))

    @cached_property
    def dominance(self) -> str:
        """Which policies no world speaks for, in a sentence."""
        if self.robust is None:
            return ""
        scope = "in every world" if self.robust.provenance.exact else "in every world looked at"
        both = " by both outcomes" if len(self.robust.yardsticks) > 1 else ""
        if not self.surpassed:
            return f"No policy can be struck off: none is at least as good as another {scope}{both}."
        names = listed([quoted(self.names.policy(policy)) for policy, _ in self.surpassed])
        one = len(self.surpassed) == 1
        return (
            f"No world speaks for {names}: for {'it' if one else 'each of them'} there is another policy that is at "
            f"least as good {scope}{both}, and better in some."
        )

    def certainties(self) -> list[tuple[str, list[Certainty], list[Certainty]]]:
        """By outcome: where it is certain, open or impossible; apart, the policies that hardly ever let it be."""
        found: dict[str, list[Certainty]] = {}
        for row in self.certain.certainties if self.certain else ():
            found.setdefault(row.outcome, []).append(row)
        return [(o, *rounding.weighty(rows, lambda row: row.certain + row.open)) for o, rows in found.items()]

    def ranges(self) -> list[CompletionRange]:
        """How far open wants move a chance, where that is more than noise."""
        rows = self.certain.ranges if self.certain else ()
        return [r for r in rows if completions.moves(r)][: completions.MOST_RANGES]

    def ranges_in_words(self) -> str:
        """How to read these ranges, and where nothing can be told; nothing if nobody's wants are open."""
        return completions.ranges_in_words(self.certain) if self.certain and self.certain.ranges else ""

    # ------------------------------------------------------------ what it hangs on

    @cached_property
    def hanging(self) -> list[str]:
        """What most of the doubt hangs on, and whether anything would turn the choice, in sentences."""
        found, names = self.hinges, self.names
        if found is None:
            return []
        lines = []
        for y in found.yardsticks:
            start = f"{capital(chance_of(found, y, names))} under {quoted(names.policy(found.best[y]))}"
            if hinges.settled(found, y):
                lines.append(f"{start} is the same in {hinges.every_world(found)}, so it hangs on nothing.")
                continue
            told = hinges.told_shares(found, y)[:2]
            parts = [f"{_called(h, names)} ({percent(h.first)} of the variance)" for h in told]
            if parts:
                lines.append(f"{start} hangs most on {listed(parts)}.")
            else:
                lines.append(f"{start} hangs on no single unknown that can be told from noise.")
            if line := hinges.on_one_actor(found, y, names):
                lines[-1] += f" {line}"
        turned = [y for y in found.yardsticks if any(t.yardstick == y and t.question for t in found.turns)]
        if not turned and (asked := hinges.open_questions(found)):
            which = "one question alone" if len(asked) > 1 else "the one open question"
            lines.append(f"No change of belief about {which} would make another policy best.")
        return lines

    def hinges_picture(self) -> str:
        """The largest shares."""
        return hinges.hinges_chart(self.hinges, self.names) if self.hinges else ""

    def by_actor(self) -> list[tuple[str, list[tuple[Hinge, str, str]]]]:
        """By yardstick: everything about each actor, known first and last; no rows where no share can be told.

        Empty if none can be told by any yardstick.
        """
        found: list[tuple[str, list[tuple[Hinge, str, str]]]] = []
        if self.hinges is not None:
            for y in self._unsettled:
                rows = [(h, *hinges.actor_shares(h, TOO_FEW)) for h in hinges.actors_of(self.hinges, y)]
                told = any({first, last} != {TOO_FEW} for _, first, last in rows)
                found.append((y, rows if told else []))
        return found if any(rows for _, rows in found) else []

    @property
    def _unsettled(self) -> list[str]:
        """The yardsticks whose chance under the policy best by them is not the same in every world."""
        return [y for y in self.hinges.yardsticks if not hinges.settled(self.hinges, y)] if self.hinges else []

    def too_few(self) -> str:
        """For which actors there are too few worlds, if for all by every yardstick."""
        if self.hinges is None or self.by_actor() or not self._unsettled:
            return ""
        return hinges.too_few(hinges.actors_of(self.hinges, self._unsettled[0]), self.names)

    def surfaces(self) -> list[tuple[str, str, list[str]]]:
        """The flip surfaces worth drawing: title, picture (empty if one policy is best nearly everywhere), words."""
        found = []
        for n, surface in enumerate(self.hinges.surfaces if self.hinges else ()):
            assert self.hinges is not None
            if surface.yardstick not in self._unsettled:
                continue
            words = hinges.surface_in_words(surface, self.names)
            title = hinges.surface_title(surface, self.hinges, self.names)
            picture = ""
            if worth_drawing(surface):
                picture = hinges.surface_chart(surface, self.hinges, self.names, uid=f"surface-{n}")
            found.append((title, picture, words))
        return found

    def turns(self) -> list[tuple[Turn, list[str]]]:
        """The smallest changes of belief that turn the choice, single questions first, each with what moves."""
        if self.hinges is None:
            return []
        singles = [t for t in self.hinges.turns if t.question and t.measure == "variation"]
        joint = [t for t in self.hinges.turns if t.question is None]
        ordered = [*sorted(singles, key=lambda t: t.variation), *joint]
        return [(turn, self._moved(turn)) for turn in ordered]

    def _moved(self, turn: Turn) -> list[str]:
        lines = []
        for question, chances in turn.beliefs.items():
            now = self.posterior.get(question, {})
            moved = [
                f"{self.names.alternative(question, key)} {percent(now.get(key))} → {percent(chance)}"
                for key, chance in chances.items()
                if abs(chance - now.get(key, 0.0)) >= LEAST_MOVED
            ]
            if moved:
                lines.append(f"{self.names.question(question)} {', '.join(moved)}")
        return lines

    @cached_property
    def posterior(self) -> dict[str, Mapping[str, float]]:
        """What is believed now, question by question."""
        return {question.question: question.posterior for question in self.evidence.questions}

    def watching(self) -> list[tuple[Observation, After]]:
        """The observations after which another policy would be best."""
        return hinges.changing(self.hinges)[: hinges.MOST_ROWS] if self.hinges else []

    def observed(self, found: Observation) -> str:
        """What is observed."""
        return hinges.observed(found, self.names)

    def then(self, found: After) -> str:
        """Which policy is best after an observation."""
        return hinges.then(found, self.names)

    @cached_property
    def turning_evidence(self) -> list[EvidenceResult]:
        """The items without which another policy would be best."""
        return [item for item in self.evidence.evidence if item.used and item.changes_best]

    def knowing(self) -> list[tuple[Knowing, str]]:
        """What would be worth knowing before choosing, with what it is."""
        rows = [k for k in self.hinges.knowing if k.worth >= max(LEAST_MOVED, 2 * k.error)] if self.hinges else []
        return [(k, hinges.known(k, self.names)) for k in rows[: hinges.MOST_ROWS]]

    def rates_picture(self) -> str:
        """What each rate does."""
        return varying.rates_chart(self.rates, self.names) if self.rates else ""

    def rates_turns(self) -> list[str]:
        """Where another rate makes another policy best, and what was skipped."""
        if self.rates is None:
            return []
        turned = any(effect.turns for effect in self.rates.rates)
        told = varying.turns_in_words(self.rates, self.names) if turned else [NO_RATE_TURNS]
        return [*(capital(line) for line in told), *varying.skipped_in_words(self.rates, self.names)]

    def spread_together(self) -> list[tuple[str, str, list[list[str]], str]]:
        """What spreads each yardstick's chance under its best policy: of which chance, how far, rows, what is left."""
        found: list[tuple[str, str, list[list[str]], str]] = []
        for spread in self._spreads():
            policy = quoted(self.names.policy(spread.policy))
            chance = f"What spreads {chance_of(self.policies, spread.yardstick, self.names)} under {policy}"
            rows, quiet = varying.group_rows(spread, self.names), varying.quiet_groups(spread, self.names)
            found.append((chance, varying.spread_in_words(spread), rows, quiet))
        return found

    def _spreads(self) -> list[ChanceSpread]:
        best = {"seek": self.policies.best_seek, "avoid": self.policies.best_avoid}
        return [s for s in self.sobol.spreads if s.policy == best[s.yardstick]] if self.sobol else []

    def drawn(self) -> list[str]:
        """What was drawn from which ranges, and how to read the shares."""
        return [*varying.drawn_in_words(self.sobol, self.names), varying.sobol_legend(self.sobol)] if self.sobol else []

    # ------------------------------------------------------------ what to ask

    @cached_property
    def asking(self) -> list[str]:
        """What to ask first, and whether an answer would change the choice."""
        found = self.asked
        if found is None:
            return []
        if not found.questions:
            return ["Nothing is open in what the actors want, so there is nothing to ask about it."]
        told = self.telling
        if not told:
            return ["No single answer would take away a part of the doubt that can be told from noise."]
        lines = [f"Ask first: {completions.in_words(told[0], self.names)}"]
        if line := completions.only_sharpens(found):
            lines.append(line)
        return [*lines, *completions.settled_in_words(found, self.names)]

    def asked_about(self) -> list[str]:
        """The yardsticks on which answers may bear."""
        return completions.unsettled(self.asked) if self.asked else []

    @cached_property
    def telling(self) -> list[Ask]:
        """The questions whose answers tell something."""
        return completions.telling(self.asked)[: completions.MOST_ASKED] if self.asked else []

    def silent(self) -> int:
        """How many questions are left out."""
        return len(self.asked.questions) + self.asked.hidden - len(self.telling) if self.asked else 0

    def ask_picture(self) -> str:
        """How much of the doubt answers take away."""
        return completions.ask_chart(self.asked, self.names) if self.asked else ""

    def asked_in_words(self, asked: Ask) -> str:
        """A question as one would ask it."""
        return completions.in_words(asked, self.names)

    # ------------------------------------------------------------ what always holds

    @cached_property
    def groups(self) -> list[profiles.Alike]:
        """States that differ only in clocks, put together."""
        return profiles.alike(self.held, self.ends) if self.held else []

    @cached_property
    def shown(self) -> list[profiles.Alike]:
        """Those that are shown."""
        return profiles.shown(self.groups)

    def concepts(self) -> list[str]:
        """The kinds of foresight."""
        return list(self.held.counts) if self.held else []

    def holding(self) -> list[str]:
        """What holds whatever the actors want, in sentences."""
        return profiles.in_words(self.held, self.groups, self.names) if self.held else []

    def holds_picture(self) -> str:
        """In how many profiles states hold."""
        return profiles.holds_chart(self.shown, self.concepts(), self.names)

    def elsewhere(self) -> list[str]:
        """In how many profiles all would stay where play ends most often under each leading policy."""
        if self.held is None:
            return []
        kept = {state.id: state for state in self.held.states}
        likeliest: dict[str, tuple[int, float]] = {}
        for policy, state, chance in self.ends:
            likeliest.setdefault(policy, (state, chance))
        under: dict[int, list[str]] = {}
        for policy, (state, chance) in likeliest.items():
            under.setdefault(state, []).append(f"{quoted(self.names.policy(policy))} ({percent(chance)})")
        return [
            f"Where play ends most often under {listed(policies)}, all would stay in "
            f"{profiles.how_many(kept[state].equilibrium[profiles.MIXED])} of them, once nobody is committed."
            for state, policies in under.items()
            if state in kept
        ]

    def hidden(self) -> int:
        """How many states that hold somewhere are not shown."""
        return profiles.hidden(self.held, self.groups) if self.held else 0

    def sure(self) -> list[str]:
        """How sure the shares are."""
        return profiles.doubt_of(self.held) if self.held else []

    def status_quo(self) -> list[list[str]]:
        """For whom the status quo is stable: a row for each actor."""
        start = next((s for s in self.held.states if s.id == self.held.status_quo), None) if self.held else None
        return profiles.by_actor(start, self.concepts(), self.names) if start else []

    # ------------------------------------------------------------ in time

    def staged_picture(self) -> str:
        """Learning first beside acting at once."""
        return staging.staged_chart(self.policies, self.names)

    def staged_words(self) -> list[str]:
        """Whether learning first pays."""
        return [staging.in_words(staged, self.policies, self.names) for staged in self.policies.staged]

    def staged_rows(self) -> list[tuple[str, str, str, str, list[str]]]:
        """Policy, outcome, its chance, the best at once, and gain, learning, the stages before."""
        return [
            (
                self.names.policy(staged.policy),
                staging.outcome_of(row, self.policies, self.names),
                f"{percent(row.staged.chance)} {plus_minus(row.staged.error)}".strip(),
                f"{percent(row.at_once[row.best])} {quoted(self.names.policy(row.best))}",
                staging.figures(row),
            )
            for staged, row in staging.beside(self.policies)
        ]

    def with_error(self, value: float, error: float) -> str:
        """A share with its sampling error."""
        return f"{percent(value)} {plus_minus(error) if error == error else ''}".strip()

    def gained(self, value: float, error: float) -> str:
        """A change in points with its sampling error."""
        return f"{points(value)} {plus_minus(error) if error == error else ''}".strip()

    def best(self, rule: Rule) -> str:
        """Which policies a rule picks."""
        return robust.best_of(rule, len(self.spreads(rule.yardstick)), self.names)

    def ahead(self, rule: Rule) -> str:
        """By how much a rule's pick is ahead."""
        return robust.ahead(rule)

    def place(self, found: Tradeoff) -> str:
        """A policy's place in the trade-off."""
        return robust.place(found, self.names)

    def title(self, yardstick: str) -> str:
        """What a yardstick is about."""
        return capital(aim(self.policies, yardstick, self.names))

    def chance(self, yardstick: str) -> str:
        """Whose chance a yardstick is."""
        return capital(chance_of(self.policies, yardstick, self.names))

    def watched(self) -> str:
        """How many observations were looked at."""
        return counted(len(self.hinges.observations), "observation") if self.hinges else ""


def _called(hinge: Hinge, names: Names) -> str:
    """Name an unknown within a sentence."""
    told = hinges.subject(hinge, names)
    return quoted(told) if hinge.kind == "question" else told


def worth_drawing(surface: Surface) -> bool:
    """Tell whether a flip surface shows more than one policy, or much that is undecided."""
    open_ = [flag for row in surface.undecided for flag in row]
    several = len({best for row in surface.best for best in row}) > 1
    return several or sum(open_) > MOST_UNDECIDED * len(open_)


def lower(text: str) -> str:
    """Put a small letter at the beginning of a sentence that goes on after a colon."""
    return text[:1].lower() + text[1:]
