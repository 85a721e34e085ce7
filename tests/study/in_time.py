"""Policies in time by a second program, straight from the definitions.

In one world it lists all states under each stage's commitments and asks the oracle which improvements are credible.
It writes the generator down as a matrix, window and clocks included, and lets time pass by the matrix exponential:
stage one, then stage two from the distribution reached. Of the program under test it uses the case, and what the
doubts say a world is.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from offramp.case.expressions import Choice
from offramp.case.model import Policy, Rate
from offramp.game.preferences import Order
from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.playing.ensemble import Ensemble

Node = tuple[State, bool]
NOWHERE, CLOSED = -1, -2
"""Targets that are no outcome: none, and wherever the window is closed."""
Floats = np.ndarray
LONG = 4_000.0
"""Months after which nothing changes any more."""


def asserted(choice: Choice | int, levels: Mapping[str, int]) -> int:
    """Return the level that a commitment calls for."""
    while not isinstance(choice, int):
        choice = choice.then if true_at(choice.condition, levels) else choice.otherwise
    return choice


class Bound(Oracle):
    """The definitions where some options are no longer free: a move is judged after the commitments have reacted."""

    def __init__(self, there: Ensemble, policy: Policy | None, orders: Mapping[str, Order]) -> None:
        super().__init__(there.case, orders)
        self.commitments = {} if policy is None else dict(policy.commitments)
        self.combinations = [c for c in self.combinations if self.reacted(c) == c]
        self.state_of = {c: c for c in self.combinations}
        self.states = list(self.combinations)
        self.members = {c: [c] for c in self.combinations}

    def reacted(self, state: State) -> State:
        levels = self.levels(state)
        for _ in self.commitments:  # one may lean on another, never in a circle
            for option, choice in self.commitments.items():
                levels[option] = asserted(choice, levels)
        return tuple(levels[name] for name in self.names)

    def steps(self, actor: str, state: State) -> Iterator[State]:
        for after in super().steps(actor, state):
            pairs = zip(self.names, state, after, strict=True)
            if not any(name in self.commitments and then != now for name, now, then in pairs):
                yield self.reacted(after)

    def chosen(self, actor: str, state: State, concept: str, chooses: str) -> list[State]:
        """Return where an actor goes from a state, each target equally likely."""
        credible = sorted(self.credible_improvements(actor, state, concept))
        if chooses == "any" or not credible:
            return credible
        best = max(self.worth(actor, t) for t in credible)
        preferred = [t for t in credible if self.worth(actor, t) == best]
        changes = [sum(a != b for a, b in zip(state, t, strict=True)) for t in preferred]
        return [t for t, count in zip(preferred, changes, strict=True) if count == min(changes)]


class Stuck(Exception):
    """The next stage cannot begin from a state that play may be in."""


@dataclass
class Told:
    """What comes of play in one world; as `Played` and `Times` have it, ends by the levels of their states."""

    ends: dict[State, float]
    chance: Floats
    before: Floats
    after: Floats
    months: Floats
    by_date: Floats
    open_by: Floats


class InTime:
    """Play in one world of a case."""

    def __init__(self, there: Ensemble, w: int) -> None:
        self.there, self.case, self.w = there, there.case, w
        worlds = there.worlds
        self.paces = [values[k] for values, k in zip(there.doubts.paces, worlds.paces[w], strict=True)]
        self.names = [v.id for v in self.case.variables]
        self.known: dict[str, tuple[list[Node], Floats]] = {}
        self.matrices: dict[tuple[str, int, float], Floats] = {}

    # ------------------------------------------------------------ one stage

    def generator(self, policy: Policy | None) -> tuple[list[Node], Floats]:
        """Return the nodes under a policy and the rates between them, per month."""
        key = "" if policy is None else policy.id
        if key not in self.known:
            self.known[key] = self._generator(policy)
        return self.known[key]

    def _generator(self, policy: Policy | None) -> tuple[list[Node], Floats]:
        worlds, doubts = self.there.worlds, self.there.doubts
        seen = []
        for i in range(len(self.case.actor_ids)):
            types = zip(self.case.actor_ids, doubts.types, worlds.believed[self.w, i], strict=True)
            seen.append(Bound(self.there, policy, {actor: t.orders[k] for actor, t, k in types}))
        board = seen[0]
        nodes = [(state, shut) for state in board.states for shut in (False, True)]
        place = {node: n for n, node in enumerate(nodes)}
        rates = np.zeros((len(nodes), len(nodes)))
        for (state, shut), n in place.items():
            if self.final(state):
                continue
            for to, speed in self.events(board, seen, state, shut):
                rates[n, place[self.node(*to)]] += speed
        return nodes, rates - np.diag(rates.sum(axis=1))

    def events(self, board: Bound, seen: list[Bound], state: State, shut: bool) -> Iterator[tuple[Node, float]]:
        levels, paces = board.levels(state), iter(self.paces)
        for i, actor in enumerate(self.case.actor_ids):
            speed = next(paces)
            concept = self.there.worlds.concepts[i][self.there.worlds.foresight[self.w, i]]
            targets = seen[i].chosen(actor, state, concept, self.case.behaviour[actor].chooses)
            for target in targets:
                yield (target, shut), speed / len(targets)
        for clock in self.case.clocks:
            speed = first(clock.rates, levels, [next(paces) for _ in clock.rates])
            after = self.with_clock(board, state, clock.variable, levels[clock.variable] + 1)
            if speed > 0 and after != state:
                yield (after, shut), speed
        window = self.case.window
        if window is not None and window.when is None:
            closes = first(window.closes, levels, [next(paces) for _ in window.closes])
            reopens = first(window.reopens, levels, [next(paces) for _ in window.reopens])
            yield (state, not shut), reopens if shut else closes

    def with_clock(self, board: Bound, state: State, clock: str, level: int) -> State:
        """Return a state with a clock at a level, once the commitments have reacted; as it is if that cannot be."""
        levels = board.levels(state)
        variable = next(v for v in self.case.variables if v.id == clock)
        if level >= len(variable.levels):
            return state
        levels[clock] = max(level, levels[clock])
        after = board.reacted(tuple(levels[name] for name in self.names))
        return after if after in board.state_of else state

    def node(self, state: State, shut: bool) -> Node:
        window = self.case.window
        if window is not None and window.when is not None:
            return state, true_at(window.when, dict(zip(self.names, state, strict=True)))
        return state, shut

    def outcome(self, state: State) -> int:
        levels = dict(zip(self.names, state, strict=True))
        return next((k for k, o in enumerate(self.case.outcomes) if true_at(o.when, levels)), len(self.case.outcomes))

    def final(self, state: State) -> bool:
        outcome = self.outcome(state)
        return outcome < len(self.case.outcomes) and self.case.outcomes[outcome].final

    # ------------------------------------------------------------ all stages

    def told(self, stages: list[tuple[Policy | None, float]], months: int = 24) -> Told:
        """Return what comes of policies in force one after the other, each until a month, the last for good."""
        count = len(self.case.outcomes)
        now, _, _ = self.passed(stages, NOWHERE, [])
        ends: dict[State, float] = {}
        for (state, _), share in now.items():
            if share > 1e-12:
                ends[state] = ends.get(state, 0.0) + share
        chance = np.zeros(count + 1)
        for state, share in ends.items():
            chance[self.outcome(state)] += share
        dates = [float(month) for month in range(1, months + 1)]
        found = []
        for k in range(count):
            now, by_date, waited = self.passed(stages, k, dates)
            there = {node: p for node, p in now.items() if self.lies_in(k, node)}
            arrived = [sum(p for node, p in there.items() if node[1] == shut) for shut in (False, True)]
            found.append((*arrived, sum(arrived) * LONG - waited, by_date))
        _, closed_by, _ = self.passed(stages, CLOSED, dates)
        before, after, expected, by = (np.array([row[n] for row in found]) for n in range(4))
        return Told(ends, chance, before, after, expected, by, 1 - np.array(closed_by))

    def lies_in(self, target: int, node: Node) -> bool:
        return node[1] if target == CLOSED else target != NOWHERE and self.outcome(node[0]) == target

    def passed(
        self, stages: list[tuple[Policy | None, float]], target: int, dates: list[float]
    ) -> tuple[dict[Node, float], list[float], float]:
        """Let time pass until nothing changes; nodes of the target are never left.

        Return the distribution then, the chance of having reached the target by each date, and the integral of that
        chance over all time.
        """
        assert self.case.status_quo is not None
        start = Bound(self.there, stages[0][0], {}).reacted(self.case.status_quo)
        now = {self.node(start, False): 1.0}
        marks = sorted({*dates, *(when for when, _, _ in self.turns(stages)), LONG})
        turns = self.turns(stages)
        stage, clock, waited = 0, 0.0, 0.0
        reached = []
        for mark in marks:
            now, within = self.stretch(stages[stage][0], now, mark - clock, target)
            waited += within
            clock = mark
            while turns and turns[0][0] <= mark:
                _, kind, what = turns.pop(0)
                now = self.turned(now, target, kind, what, stages, stage)
                stage += kind == "stage"
            if mark in dates:
                reached.append(sum(p for node, p in now.items() if self.lies_in(target, node)))
        return now, reached, waited

    def turns(self, stages: list[tuple[Policy | None, float]]) -> list[tuple[float, str, tuple[str, int]]]:
        """Return what happens on dates; on the same day clocks first, then a stage ends, then the window closes."""
        found = [(when, "clock", (c.variable, level)) for c in self.case.clocks for when, level in c.dates]
        found += [(until, "stage", ("", 0)) for _, until in stages[:-1]]
        if self.case.window is not None and self.case.window.closes_on is not None:
            found.append((self.case.window.closes_on, "window", ("", 0)))
        return sorted(found, key=lambda turn: (turn[0], ["clock", "stage", "window"].index(turn[1])))

    def turned(
        self,
        now: dict[Node, float],
        target: int,
        kind: str,
        what: tuple[str, int],
        stages: list[tuple[Policy | None, float]],
        stage: int,
    ) -> dict[Node, float]:
        found: dict[Node, float] = {}
        board = Bound(self.there, stages[stage + (kind == "stage")][0], {})
        for node, share in now.items():
            state, shut = node
            if share > 0 and not self.final(state) and not self.lies_in(target, node):
                if kind == "clock":
                    node = self.node(self.with_clock(board, state, *what), shut)
                elif kind == "stage":
                    node = self.node(board.reacted(state), shut)
                    if node[0] not in board.state_of or self.undone(state, node[0]):
                        raise Stuck
                else:
                    node = self.node(state, True)
            found[node] = found.get(node, 0.0) + share
        return found

    def undone(self, before: State, after: State) -> bool:
        """Tell whether an option goes back that goes one way only."""
        pairs = zip(self.case.variables, before, after, strict=True)
        return any({"up": then < now, "down": then > now, "both": False}[v.direction] for v, now, then in pairs)

    def stretch(
        self, policy: Policy | None, now: dict[Node, float], months: float, target: int
    ) -> tuple[dict[Node, float], float]:
        """Let some months pass in one stage; what has come to rest in an earlier one stays as it is."""
        nodes, _ = self.generator(policy)
        at_rest = {node: p for node, p in now.items() if self.final(node[0]) or self.lies_in(target, node)}
        vector = np.array([0.0 if node in at_rest else now.get(node, 0.0) for node in nodes])
        assert sum(at_rest.values()) + vector.sum() > 1 - 1e-9
        moved = np.append(vector, 0.0) @ self.matrix(policy, target, months)
        found = dict(at_rest)
        for node, p in zip(nodes, moved[:-1], strict=True):
            if p > 0:
                found[node] = found.get(node, 0.0) + float(p)
        rested = sum(p for node, p in at_rest.items() if self.lies_in(target, node))
        return found, float(moved[-1]) + rested * months

    def matrix(self, policy: Policy | None, target: int, months: float) -> Floats:
        """Return the chances to be in each node after some months, and the expected time in the target till then."""
        key = ("" if policy is None else policy.id, target, round(months, 12))
        if key not in self.matrices:
            nodes, rates = self.generator(policy)
            inside = np.array([self.lies_in(target, node) for node in nodes])
            block = np.zeros((len(nodes) + 1, len(nodes) + 1))  # Van Loan (1978)
            block[:-1, :-1] = np.where(inside[:, None], 0.0, rates)
            block[:-1, -1] = inside
            self.matrices[key] = expm(block * months)
        return self.matrices[key]


def first(rates: tuple[Rate, ...], levels: Mapping[str, int], speeds: list[float]) -> float:
    """Return the first of several rates whose condition holds, else 0."""
    return next((s for rate, s in zip(rates, speeds, strict=True) if true_at(rate.when, levels)), 0.0)


# ---------------------------------------------------------------- policies in time, in a world


def courses(there: Ensemble, policy: Policy, w: int) -> Iterator[tuple[float, list[tuple[Policy | None, float]]]]:
    """Yield what may come of a policy in one world: with what chance which policies are in force until when."""
    if not policy.stages:
        yield 1.0, closed([(policy, policy.lasts)])
        return
    asked = [stage for stage in policy.stages if stage.learn is not None]
    questions = {q.id: q for q in there.case.questions}
    truth = {q: int(values[w]) for q, values in there.alternatives.items()}
    for told in itertools.product(*([a.id for a in questions[stage.learn].alternatives] for stage in asked)):
        share, answers, found = 1.0, iter(told), []
        for stage in policy.stages:
            name = stage.policy
            if stage.learn is not None:
                answer, alternatives = next(answers), [a.id for a in questions[stage.learn].alternatives]
                right = alternatives[truth[stage.learn]] == answer
                share *= stage.right if right else (1 - stage.right) / (len(alternatives) - 1)
                name = stage.then[answer]
            named = None if name == "no policy" else there.policy(name)
            found.append((named, stage.lasts or (named.lasts if named else None)))
        yield share, closed(found)


def closed(found: list[tuple[Policy | None, float | None]]) -> list[tuple[Policy | None, float]]:
    """Return stages with the month in which each ends; whatever ends at last leaves nobody bound."""
    stages: list[tuple[Policy | None, float]] = []
    clock = 0.0
    for policy, lasts in found:
        clock += np.inf if lasts is None else lasts
        stages.append((policy, clock))
    return stages if clock == np.inf else [*stages, (None, np.inf)]


def told(there: Ensemble, policy: Policy, w: int) -> Told:
    """Return what comes of a policy in one world, whatever may be learned in it weighed by its chance."""
    alone = InTime(there, w)
    parts = [(share, alone.told(stages)) for share, stages in courses(there, policy, w) if share > 0]
    ends: dict[State, float] = {}
    for share, part in parts:
        for state, p in part.ends.items():
            ends[state] = ends.get(state, 0.0) + share * p
    names = ("chance", "before", "after", "months", "by_date", "open_by")
    return Told(ends, *(sum(share * getattr(part, name) for share, part in parts) for name in names))


# ---------------------------------------------------------------- random cases

OPTIONS = [("a.x", ["no", "yes"]), ("a.y", ["l0", "l1", "l2"]), ("b.x", ["no", "yes"]), ("c.x", ["no", "yes"])]


def random_text(rng: random.Random) -> str:
    """Return a small random case with a question, a clock, a window, policies that end, and policies in stages."""
    options = rng.sample(OPTIONS, 3)
    actors = sorted({name[0] for name, _ in options})
    clock = [("hour", ["early", "late"])]
    about = rng.choice(actors)
    lines = ["case: random", "title: Random", "as_of: 2020-01-01"]
    lines.append(mapping("actors", dict.fromkeys(actors, "{}")))
    ways = {name: rng.choice(["both", "both", "up"]) for name, _ in options}
    lines.append("options:")
    lines += [f"  {name}: {{levels: [{', '.join(levels)}], direction: {ways[name]}}}" for name, levels in options]
    dated = rng.random() < 0.5
    moves = f"dates: {{late: {rng.choice(['2020-02-10', '2020-04-01', '2020-07-20'])}}}"
    if not dated:
        moves = f"rate: {{{rng.choice(['0.5', '0.2 to 1'])} per month: {condition(rng, options)}}}"
    lines.append(f"clocks: {{hour: {{levels: [early, late], {moves}}}}}")
    variables = options + clock
    set_option, set_levels = rng.choice(options)
    held = f"{set_option}: {rng.choice(set_levels)}"
    if rng.random() < 0.5:
        other, levels = rng.choice([v for v in variables if v[0] != set_option])
        lines.append(f"impossible: [{held.replace(':', ' ==')} and {other} == {levels[-1]}]")
    final = rng.choice(["true", "false"])
    lines.append("status_quo: {}")
    lines.append(
        f"outcomes: {{one: {{when: {condition(rng, options)} and {condition(rng, options)}, final: {final}}}, "
        f"two: {condition(rng, variables)}}}"
    )
    lines.append("preferences:")
    for actor in actors:
        statements = [condition(rng, variables, rng.random() < 0.5) for _ in range(rng.randint(1, 3))]
        slot = ["{slot: aim}"] if actor == about else []
        lines.append(f"  {actor}: [{', '.join([*slot, *statements])}]")
    answers = ["u", "v", "w"][: rng.choice([2, 3])]
    alternatives = {
        answer: f"{{prior: {prior}, aim: [{condition(rng, variables, True)}]}}"
        for answer, prior in zip(answers, {2: (0.4, 0.6), 3: (0.2, 0.3, 0.5)}[len(answers)], strict=True)
    }
    lines.append(f"questions: {{q: {{about: {about}, {mapping('alternatives', alternatives)}}}}}")
    behaviour = f"foresight: {rng.choice(['nash', 'seq', 'smr', '{seq: 0.5, nash: 0.5}'])}"
    behaviour += (
        f", reconsiders: {rng.choice(['1', '0.7', '0.5 to 2'])} per month, chooses: {rng.choice(['best', 'any'])}"
    )
    lines.append(f"behaviour: {{default: {{{behaviour}}}}}")
    if rng.random() < 0.7:
        closes = f"{{0.1 per month: {condition(rng, options)}, 0.03 per month: true}}"
        window = rng.choice(
            [
                f"{{closes: {closes}}}",
                f"{{closes: {closes}, reopens: {{0.2 per month: {condition(rng, options)}}}}}",
                "{closes: 2020-05-20}",
                f"{{when: {condition(rng, variables)}}}",
            ]
        )
        lines.append(f"window: {window}")
    lines += policies_of(rng, options, variables, answers, held)
    return "\n".join(lines) + "\n"


def policies_of(rng: random.Random, options: list, variables: list, answers: list[str], held: str) -> list[str]:
    lasts = [rng.choice(["45 days", "3 months", "7 months"]) for _ in range(2)]
    option, levels = rng.choice(options)
    others = [v for v in variables if v[0] != option]
    kept = f"{option}: {rng.choice(levels)} if {condition(rng, others)} else {rng.choice(levels)}"
    lines = ["policies:", f"  p: {{by: {held[0]}, sets: {{{held}}}, lasts: {lasts[0]}}}"]
    lines.append(f"  q: {{by: {option[0]}, keeps: {{{kept}}}, lasts: {lasts[1]}}}")
    names = ["p", "q", "no policy"]
    then = mapping("then", {answer: rng.choice(names) for answer in answers})
    learning = f"{{learn: q, {then}, right: {rng.choice([1, 0.8, 0.5])}, lasts: 2 months}}"
    plain = f"{{policy: {rng.choice(names)}, lasts: {rng.choice(['1 month', '10 days'])}}}"
    free = "{policy: no policy, lasts: 1 month}"
    some = [["p", "q"], ["q", learning], ["p", learning, "q"], [learning, plain, learning], [plain, "p"], [free, "p"]]
    stages = rng.choice(some)
    return [*lines, f"  plan: {{stages: [{', '.join(stages)}]}}"]


def mapping(key: str, values: Mapping[str, str]) -> str:
    return key + ": {" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def condition(rng: random.Random, variables: list, compound: bool = False) -> str:
    if compound:
        return f"({condition(rng, variables)}) {rng.choice(['and', 'or', 'iff', 'if'])} ({condition(rng, variables)})"
    name, levels = rng.choice(variables)
    return f"{name} == {rng.choice(levels)}"
