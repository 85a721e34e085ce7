"""Results of `deals` re-checked: what deals are and ask, their certificates, and who would leave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from offramp.case.mistakes import CaseError
from offramp.case.model import Case
from offramp.game.labels import Labels, level_names
from offramp.stability.oracle import Oracle, State, true_at
from offramp.study.deals.breaking import MOST_BREAKS
from offramp.study.holding import World
from offramp.study.verifying.findings import Findings
from offramp.study.verifying.origin import drawn_again
from offramp.study.verifying.reasons import ReasonChecker
from offramp.study.verifying.stated import CLOSE, Claimed, ill_compared, odd_counts, odd_numbers
from offramp.study.verifying.together import Held, Together
from offramp.study.verifying.ways import Judged, judge, orders_in, ways_of

MOST_WORK = 200_000_000
"""Verdicts on whether a party holds to a deal in one of its ways of deciding are given for the heaviest ways, up to
this many divided by the states; the rest are counted as not re-checked."""

MALFORMED = (KeyError, TypeError, IndexError, AttributeError, ValueError, OverflowError)


def recheck_deals(
    result: Mapping[str, Any], case: Case, most: int | None, report: Callable[[int, int], None]
) -> Findings:
    """Re-check a result about deals; see :func:`offramp.study.verifying.verify`."""
    if not isinstance(result["deals"], list):
        found = Findings()
        found.refuse("it is not written as a result about deals is")
        return found
    checker = _Checker(result, case, report)
    asked = case.deals
    if asked is None or [*asked.between] != result.get("between") or asked.reach != result.get("reach"):
        checker.findings.refuse("these are not the parties, or not the outcome, that the case asks about")
    elif case.status_quo is None:
        checker.findings.refuse("it is not written as a result about deals is")
    else:
        checker.check(most)
    return checker.findings


class _Checker:
    def __init__(self, result: Mapping[str, Any], case: Case, report: Callable[[int, int], None]) -> None:
        self.result = result
        self.case = case
        self.report = report
        self.findings = Findings()
        self.parties = [*case.deals.between] if case.deals else []
        self.reach = case.deals.reach if case.deals else ""
        self.start = case.status_quo or ()
        origin = drawn_again(case, result["provenance"])
        self.there, self.same_worlds = origin.there, origin.same
        for line in origin.refused:
            self.findings.refuse(line)
        self.ways = ways_of(self.there, self.parties) if self.same_worlds else {}
        self.oracle = Oracle(case, orders_in(self.there, [0] * len(case.actor_ids)))
        self.states = self.oracle.states
        self.labels = Labels(case)
        self.points: list[Mapping[str, Any]] = []
        self.left = self.short = 1.0

    def check(self, most: int | None) -> None:
        sampled = self.result["provenance"].get("seed") is not None
        for line in odd_numbers({k: v for k, v in self.result.items() if k != "provenance"}, "", sampled=sampled):
            self.findings.refuse(line)
        sound = [deal for deal in self.result["deals"] if self.guarded(deal, self.problem)]
        for done, deal in enumerate(sound):
            self.report(done, len(sound))
            self.guarded(deal, self.certified)
        self.check_targets(sound)
        if self.same_worlds:
            self.check_shares(sound, MOST_WORK // len(self.states) if most is None else most)
        self.findings.shares = self.findings.verdicts > 0
        self.pass_over()

    def check_shares(self, sound: Sequence[Mapping[str, Any]], budget: int) -> None:
        """Judge deals, and what is left of the front, in as many ways of deciding as the budget allows."""
        told = sorted({deal["id"] for deal in sound})
        judged = self.judged(told, budget)
        together = Together(self.there, self.oracle, judged, budget)
        held = together.held(told)
        for deal in sound:
            self.guarded(deal, lambda deal: self.out_of_bounds(deal, judged) or self.ill_held(deal, held[deal["id"]]))
        self.left = max((one.joins.open for one in held.values()), default=0.0)
        short = sorted({point["id"] for point in self.points} - set(told))
        if short:
            more = self.judged(short, budget - judged.verdicts)
            shortly = Together(self.there, self.oracle, more, 0).held(short, thirds=False)
            self.short = max(one.holds.open for one in shortly.values())
            for point in self.points:
                if point["id"] in shortly:
                    self.guarded(point, lambda point: self.ill_pointed(point, shortly[point["id"]]))

    def judged(self, states: Sequence[int], budget: int) -> Judged:
        """Judge whether parties hold to some states."""
        found = judge(self.there, self.oracle, self.ways, states, budget, self.report)
        self.findings.verdicts += found.verdicts
        self.findings.unchecked += found.unchecked
        return found

    def guarded(self, deal: Any, problem: Callable[[Any], str | None]) -> bool:
        """Note what is wrong with a deal; tell whether nothing is."""
        try:
            found = problem(deal)
        except MALFORMED:
            found = "it is not written as a deal is"
        if found:
            name = deal.get("id") if isinstance(deal, Mapping) else "?"
            self.findings.refuse(f"deal {name}: {found}")
        return not found

    # ------------------------------------------------------------ what a deal is

    def check_targets(self, sound: Sequence[Mapping[str, Any]]) -> None:
        """Count the targets, look at the short list of deals, and at the filters that all are said to pass."""
        targets = {n: self.asked_of_all(state) for n, state in enumerate(self.states) if self.is_target(state)}
        if self.result.get("targets") != len(targets):
            self.findings.refuse(f"there are {len(targets)} targets")
        self.summarily(lambda: [*odd_counts(self.result, len(targets))])
        surely = {deal["id"]: deal for deal in sound}
        for point in self.front():
            if self.guarded(point, lambda point: self.ill_listed(point, targets, surely)):
                self.points.append(point)
        if self.result.get("filters") is not None:
            self.summarily(lambda: self.check_filters(targets, sound))

    def summarily(self, problems: Callable[[], Sequence[str]]) -> None:
        """Note what is wrong with a result as a whole."""
        try:
            found = problems()
        except MALFORMED:
            found = ["it is not written as a result about deals is"]
        for line in found:
            self.findings.refuse(line)

    def check_filters(self, targets: Mapping[int, int], sound: Sequence[Mapping[str, Any]]) -> list[str]:
        claimed = Claimed(self.result["filters"], self.case, targets, self.states)
        found = [line for line in [claimed.miscounted(self.result.get("passed"))] if line]
        for told in [*sound, *self.points]:
            name = claimed.fails(told["id"]) or claimed.fails_numbers(told)
            if name:
                found.append(f"deal {told['id']}: it does not pass the filter {name}")
        return found

    def ill_listed(
        self, point: Mapping[str, Any], targets: Mapping[int, int], surely: Mapping[int, Mapping[str, Any]]
    ) -> str | None:
        """Return what is wrong with a point of the front, by itself and beside the deal that it is; None if nothing."""
        n = point["id"]
        if n not in targets or point["label"] != self.labels.state(self.states[n]):
            return "on the front it is no target, or is called by another state's name"
        if not 0 - CLOSE <= point["enforceable"] <= 1 + CLOSE:
            return "a weight of worlds is not between 0 and 1"
        if point.get("asked", targets[n]) != targets[n]:
            return "on the front it asks another number of changes"
        if not -1 - CLOSE <= point.get("least_gain", 0.0) <= 1 + CLOSE:
            return "on the front a net gain is not between -1 and 1"
        deal = surely.get(n)
        if deal is None:
            return None
        if abs(deal["enforceable"] - point["enforceable"]) > CLOSE:
            return "on the front it holds in other worlds"
        if "error" in point and point["error"] != deal.get("error"):
            return "on the front its error is another"
        if "least_gain" in point:
            least = min(party["better"] - party["worse"] for party in deal["parties"].values())
            return "on the front its least gain is another" if abs(least - point["least_gain"]) > CLOSE else None
        return None

    def front(self) -> list[Any]:
        found = self.result.get("front", [])
        return found if isinstance(found, list) else [found]

    def is_target(self, state: State) -> bool:
        """Tell whether a state is of the outcome, leaves the clocks as they stand and undoes nothing one-way."""
        levels = self.oracle.levels(state)
        outcome = next((o.id for o in self.case.outcomes if true_at(o.when, levels)), None)
        if outcome != self.reach:
            return False
        for variable, now, then in zip(self.case.variables, self.start, state, strict=True):
            if variable.actor is None and then != now:
                return False
            if (variable.direction == "up" and then < now) or (variable.direction == "down" and then > now):
                return False
        return True

    def problem(self, deal: Mapping[str, Any]) -> str | None:
        """Return what is wrong with what a deal is and asks, and with how its numbers fit; None if nothing is."""
        n = deal["id"]
        if not isinstance(n, int) or isinstance(n, bool) or not 0 <= n < len(self.states):
            return "there is no such state"
        state = self.states[n]
        if not self.is_target(state):
            return f"the state is not {self.reach}, or cannot be reached any more"
        if deal["label"] != self.labels.state(state) or deal["levels"] != level_names(self.case.variables, state):
            return "it is called by another state's name, or its levels are not those of the state"
        third = [actor for actor in self.case.actor_ids if actor not in self.parties]
        if deal["undertakings"] != self.asked(state, self.parties) or deal["third_parties"] != self.asked(state, third):
            return "what it asks is not what changes"
        if [*deal["parties"]] != self.parties:
            return "its parties are not those of the case"
        for actor in self.parties:
            if deal["parties"][actor]["changes"] != self.changes(state, actor):
                return f"it asks another number of changes of {actor}"
        return self.ill_fitting(deal)

    def asked(self, state: State, actors: Sequence[str]) -> list[dict[str, str]]:
        """Return what some actors would have to change, as a result writes it."""
        return [
            {"actor": v.actor, "option": v.id, "before": v.levels[now], "after": v.levels[then]}
            for v, now, then in zip(self.case.variables, self.start, state, strict=True)
            if v.actor in actors and v.actor is not None and now != then
        ]

    def changes(self, state: State, actor: str) -> int:
        pairs = zip(self.case.variables, self.start, state, strict=True)
        return sum(abs(now - then) for v, now, then in pairs if v.actor == actor)

    def asked_of_all(self, state: State) -> int:
        return sum(self.changes(state, actor) for actor in self.parties)

    def ill_fitting(self, deal: Mapping[str, Any]) -> str | None:
        """Return which numbers of a deal contradict each other."""
        holds = {actor: deal["parties"][actor]["enforceable"] for actor in self.parties}
        shares = [deal["enforceable"], deal["third_parties_stay"], *holds.values()]
        if not all(-CLOSE <= share <= 1 + CLOSE for share in shares):
            return "a weight of worlds is not between 0 and 1"
        if deal.get("third_parties_rest", 0.0) > deal["third_parties_stay"] + CLOSE:
            return "third parties leave it as it is in more worlds than they stay"
        if deal["enforceable"] > min(shares[1:]) + CLOSE:
            return "it holds in more worlds than each party does, or third parties do"
        if deal["enforceable"] < sum(shares[1:]) - len(holds) - CLOSE:
            return "it holds in fewer worlds than the parties and third parties leave it"
        for actor in self.parties:
            told = [b["weight"] for b in deal["breaks"] if b["actor"] == actor]
            if not all(weight > 0 for weight in told) or sum(told) > 1 - holds[actor] + CLOSE:
                return f"the weights with which {actor} breaks it do not fit that with which it holds"
        return self.problem_moves(deal) or ill_compared(deal, self.case)

    def problem_moves(self, deal: Mapping[str, Any]) -> str | None:
        """Return what is wrong with the moves by which it is broken."""
        state, seen = self.states[deal["id"]], set()
        for b in deal["breaks"]:
            to = b["to"]
            if b["actor"] not in self.parties or not isinstance(to, int) or not 0 <= to < len(self.states):
                return "who breaks it is no party, or there is no such state"
            if self.states[to] not in self.oracle.moves(b["actor"], state):
                return f"{b['actor']} cannot move to state {to}"
            if b["move"] != self.labels.change(state, self.states[to]):
                return f"the move of {b['actor']} to state {to} is called by another's name"
            if (b["actor"], to) in seen:
                return f"the move of {b['actor']} to state {to} is told twice"
            seen.add((b["actor"], to))
        return None

    # ------------------------------------------------------------ certificates

    def certified(self, deal: Mapping[str, Any]) -> str | None:
        """Return what is wrong with a deal's certificates, None if nothing is."""
        told: dict[tuple[str, bool], float] = {}
        for certificate in deal["certificates"]:
            self.findings.witnesses += 1
            verdict = certificate["verdict"]
            actor, stable = verdict["actor"], verdict["stable"]
            where = f"the certificate of {actor} under {verdict['concept']}"
            problem = self.problem_certificate(deal, certificate)
            if problem:
                return f"{where}: {problem}"
            if (actor, stable) in told:
                return f"{where}: there is another that says as much"
            told[actor, stable] = certificate["weight"]
        for actor in self.parties:
            holds = deal["parties"][actor]["enforceable"]
            for stable, weight in ((True, holds), (False, 1 - holds)):
                if told.get((actor, stable), 0.0) > weight + CLOSE:
                    return f"a certificate of {actor} outweighs what it is part of"
                if weight > CLOSE and (actor, stable) not in told:
                    return f"no certificate says why {actor} {'holds to' if stable else 'breaks'} it"
        return None

    def problem_certificate(self, deal: Mapping[str, Any], certificate: Mapping[str, Any]) -> str | None:
        verdict, world, completions = certificate["verdict"], certificate["world"], certificate["completions"]
        if verdict["state"] != deal["id"] or verdict["actor"] not in self.parties:
            return "it is about another state, or about no party"
        try:
            there = World(self.there, world, completions)
        except CaseError as error:
            return error.mistakes[0].message
        if there.answers != world or there.completions != completions:
            return "its world is not told in full"
        problem = ReasonChecker(self.case, self.oracle.with_orders(orders_in(self.there, there.types))).problem(verdict)
        if problem:
            return problem
        if self.same_worlds:
            weight = self.ways.get((verdict["actor"], verdict["concept"], tuple(there.types)))
            if weight is None or abs(weight - certificate["weight"]) > CLOSE:
                return "it weighs otherwise"
        return None if 0 < certificate["weight"] <= 1 + CLOSE else "its weight is not between 0 and 1"

    # ------------------------------------------------------------ who would leave

    def out_of_bounds(self, deal: Mapping[str, Any], judged: Judged) -> str | None:
        """Return which weight of worlds is not between what was confirmed and what is left open."""
        n, told = deal["id"], {(b["actor"], b["to"]): b["weight"] for b in deal["breaks"]}
        leaves = {(a, to): weight for (a, s, to), weight in judged.leaves.items() if s == n}
        for actor in self.parties:
            left, least = judged.open.get(actor, 0.0), judged.holds.get((actor, n), 0.0)
            if not least - CLOSE <= deal["parties"][actor]["enforceable"] <= least + left + CLOSE:
                return f"{actor} does not hold to it with the weight told"
        for (actor, to), weight in told.items():
            least = leaves.get((actor, to), 0.0)
            if not least - CLOSE <= weight <= least + judged.open.get(actor, 0.0) + CLOSE:
                return f"{actor} does not break it by going to state {to} with the weight told"
        hidden = max((weight for key, weight in leaves.items() if key not in told), default=0.0)
        if hidden > CLOSE and (len(told) < MOST_BREAKS or hidden > min(told.values()) + CLOSE):
            return "it is broken by a move that it does not tell"
        return None

    def ill_held(self, deal: Mapping[str, Any], held: Held) -> str | None:
        """Return which weight of worlds, over all parties, is not between what was confirmed and what is left open."""
        if not held.holds.fits(deal["enforceable"], CLOSE):
            return "it does not hold with the weight told"
        if not held.joins.fits(deal["third_parties_stay"], CLOSE):
            return "third parties do not come along and stay with the weight told"
        if "third_parties_rest" in deal and not held.rests.fits(deal["third_parties_rest"], CLOSE):
            return "third parties do not leave it as it is with the weight told"
        if "error" in deal and held.error is not None and abs(deal["error"] - held.error) > CLOSE:
            return "the error of the weight with which it holds is another"
        return None

    def ill_pointed(self, point: Mapping[str, Any], held: Held) -> str | None:
        """Return what is wrong with how surely a point of the front holds that is told in short; None if nothing."""
        if not held.holds.fits(point["enforceable"], CLOSE):
            return "on the front it does not hold with the weight told"
        if "error" in point and held.error is not None and abs(point["error"] - held.error) > CLOSE:
            return "on the front its error is another"
        return None

    # ------------------------------------------------------------ what was not looked at

    def pass_over(self) -> None:
        """Note what was not looked at."""
        deals = [deal for deal in self.result["deals"] if isinstance(deal, Mapping)]
        passed = [
            "which deals no other surpasses, and how many are alike",
            "gains, steps, exposure and times, beyond that they do not contradict themselves",
        ]
        passed += ["what third parties think of it"] if any(d.get("approval") for d in deals) else []
        passed += ["how often third parties come along"] if self.left > CLOSE else []
        passed += ["who could answer a break, and what goes with it"] if any(d.get("breaks") for d in deals) else []
        passed += [name for name in ("mending", "patience") if any(d.get(name) for d in deals)]
        names = {"ladder": "the ladder", "fair": "fair deals", "beside": "the policies beside the deals"}
        passed += [words for name, words in names.items() if self.result.get(name)]
        passed += ["whose values have no size"] if "not_cardinal" in self.result else []
        passed += ["the method, and the name of the file"] if "method" in self.result["provenance"] else []
        ids = [deal.get("id") for deal in deals]
        short = any(point.get("id") not in ids for point in self.front() if isinstance(point, Mapping))
        passed += ["how surely deals hold that are told in short"] if short and self.short > CLOSE else []
        sampled = self.result["provenance"].get("seed") is not None
        passed += ["errors of sampling, but for that of how surely a deal holds"] if sampled else []
        passed += [] if self.same_worlds else ["shares of worlds, for these cannot be drawn again"]
        self.findings.passed_over += passed
