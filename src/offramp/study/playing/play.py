"""Play under one policy in many worlds; worlds in which play is the same are solved once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.worlds import Worlds
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case, Policy
from offramp.play.chain import Chain, explore, fingerprints_of
from offramp.play.movers import Choices, Repertoire
from offramp.play.solving import ends_of, first_visit, still_open
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.kinds import kinds_of
from offramp.study.playing.stages import Track, chance_to_learn, learned, learnings, require_going_on

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Times:
    """When one course of play comes where.

    Attributes
    ----------
    before, after : (outcomes,) float array
        The chance of getting to each outcome first while the window is open, and while it is closed.
    months : (outcomes,) float array
        The expected months until then, times the chance of it.
    by_date : (outcomes, dates) float array
        The chance of having got there by each date.
    open_by : (dates,) float array
        The chance that the window has never been closed by each date.
    """

    before: Floats
    after: Floats
    months: Floats
    by_date: Floats
    open_by: Floats


@dataclass(frozen=True, eq=False)
class Played:
    """One course of play, solved.

    Attributes
    ----------
    digest : bytes
        Equal for courses that are the same to the last transition.
    ends : (ends,) int array
        The states in which play ends, by their number among all feasible states of the case.
    shares : (ends,) float array
        With what chance; sums to 1.
    chance : (outcomes + 1,) float array
        The chance of ending in each outcome; last, in none of these.
    cycling : float
        The chance that play never settles.
    times : Times or None
        None if they were not asked for.
    """

    digest: bytes
    ends: Longs
    shares: Floats
    chance: Floats
    cycling: float
    times: Times | None


@dataclass(frozen=True, eq=False)
class Course:
    """Play under one policy in many worlds.

    Attributes
    ----------
    policy : Policy
        The policy.
    which : (worlds,) int array
        Which of the courses of play each world takes.
    played : tuple of Played
        The distinct courses.
    ways : tuple of tuple of Way
        How each course can be walked again: with what share, and how. Several where what is learned may be wrong.
    """

    policy: Policy
    which: Longs
    played: tuple[Played, ...]
    ways: tuple[tuple[Way, ...], ...] = field(repr=False)

    def chance(self) -> Floats:
        """Return the chance of each outcome in each world, as a (worlds, outcomes + 1) array."""
        return np.stack([p.chance for p in self.played])[self.which]

    def weight(self, worlds: Worlds) -> Floats:
        """Return the weight of the worlds that take each course."""
        return np.bincount(self.which, worlds.weight, minlength=len(self.played)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Way:
    """How to walk a course of play: on which boards, with which choices of the actors and which rates.

    Attributes
    ----------
    share : float
        With what chance play goes this way.
    track : Track
        The boards.
    """

    share: float
    track: Track
    choices: Choices = field(repr=False)
    pick: Longs = field(repr=False)
    paces: Floats = field(repr=False)

    def walk(self) -> Chain:
        """Walk it and return the Markov chain; its states are those of the track."""
        return explore(self.track.setting, self.choices, self.pick, self.paces)


def horizon(months: int = 24) -> Floats:
    """Return the dates at which by-date chances are given: every month for two years."""
    return np.arange(1.0, months + 1)


def play(
    ensemble: Ensemble,
    policy: Policy,
    worlds: Worlds,
    *,
    factors: Floats | None = None,
    timed: bool = True,
    progress: Progress = lambda _: None,
) -> Course:
    """Return play under a policy in many worlds.

    Parameters
    ----------
    ensemble : Ensemble
        The case.
    policy : Policy
        Its commitments are substituted out.
    worlds : Worlds
        The worlds.
    factors : (rates,) float array, optional
        Multiplies the rates of :func:`offramp.case.paces.paces_of`.
    timed : bool
        Whether also to find first visits and times; ends alone take a fraction of the time.
    progress : callable
        Told how many courses of play are done, now and then.

    Returns
    -------
    Course

    Raises
    ------
    CaseError
        E055, or E061 without a policy, if the state to start from is impossible, or one that a stage starts from.

    Notes
    -----
    Costs one walk over the states that play reaches for each world that differs in what the actors do, and one solution
    of linear systems for each course of play that was not met before.
    """
    player = _Player(ensemble, policy, worlds, factors, timed, progress)
    if not learnings(policy):
        return player.course(player.along((), np.arange(len(worlds))))
    return player.mixed()


class _Player:
    """Play under one policy in many worlds."""

    def __init__(
        self,
        ensemble: Ensemble,
        policy: Policy,
        worlds: Worlds,
        factors: Floats | None,
        timed: bool,
        progress: Progress,
    ) -> None:
        self.ensemble = ensemble
        self.policy = policy
        self.worlds = worlds
        self.timed = timed
        self.progress = progress
        self.done = 0
        values = ensemble.doubts.paces
        table = np.array([[v[min(k, len(v) - 1)] for v in values] for k in range(max(len(v) for v in values))])
        self.paces = table if factors is None else table * factors
        self.uncertain = [n for n, v in enumerate(values) if len(v) > 1]
        self.numbers: dict[bytes, int] = {}
        self.played: list[Played] = []
        self.ways: list[tuple[Way, ...]] = []

    def course(self, which: Longs) -> Course:
        return Course(self.policy, which, tuple(self.played), tuple(self.ways))

    def along(self, answers: tuple[int, ...], rows: Longs) -> Longs:
        """Play some of the worlds, given what is learned; return the number of each one's course."""
        track = self.ensemble.track(self.policy, answers)
        if track.setting.start < 0:
            raise CaseError([_impossible_start(self.ensemble.case, track.legs[0].policy)])
        worlds = self.worlds.at(rows)
        pick, choices = self._picks(track, worlds)
        uncertain = [worlds.paces[:, n] for n in self.uncertain]
        first, which = kinds_of([*pick.T, *uncertain])
        picks, paces = pick[first], self.paces[worlds.paces[first], np.arange(self.paces.shape[1])]
        bits = fingerprints_of(track.setting, choices, picks, paces)
        _, firsts, kind = np.unique(bits, axis=0, return_index=True, return_inverse=True)
        numbers = np.empty(len(firsts), dtype=np.int64)
        for k, w in enumerate(firsts):
            numbers[k] = self._number(Way(1.0, track, choices, picks[w], paces[w]))
            self.done += 1
            self.progress(self.done)
        return numbers[kind.reshape(-1)][which]

    def _picks(self, track: Track, worlds: Worlds) -> tuple[Longs, Choices]:
        """Return the number of every actor's way to act in every world, and the ways, on all boards of a track."""
        pick, repertoire = self.ensemble.ways(track.boards[0], worlds)
        if len(track.boards) == 1:
            return pick, repertoire.choices
        found = [(pick, repertoire), *(self.ensemble.ways(board, worlds) for board in track.boards[1:])]
        joined = Repertoire(len(track.base))
        numbers = np.empty_like(pick)
        for i in range(pick.shape[1]):
            first, which = kinds_of([p[:, i] for p, _ in found])
            ways = [[r.way(int(p[w, i])) for p, r in found] for w in first]
            numbers[:, i] = np.array([joined.number(*_through(way, track.offsets)) for way in ways])[which]
        return numbers, joined.choices

    def _number(self, way: Way) -> int:
        """Return the number of a course of play, solving it if it was not met before."""
        chain = way.walk()
        digest = hashlib.blake2b(chain.key, digest_size=16, person=_person(way.track)).digest()
        if digest not in self.numbers:
            require_going_on(self.ensemble.case, self.policy, way.track, chain)
            key = (digest, self.timed)
            if key not in self.ensemble.solved:
                self.ensemble.solved[key] = solve(self.ensemble, way.track, chain, digest, timed=self.timed)
            self.numbers[digest] = len(self.played)
            self.played.append(self.ensemble.solved[key])
            self.ways.append((way,))
        return self.numbers[digest]

    def mixed(self) -> Course:
        """Play with learning: in each world a mixture over what may be learned in it."""
        columns, shares = [], []
        for answers in learned(self.ensemble.case, self.policy):
            share = self._share(answers)
            rows = np.flatnonzero(share > 0)
            column = np.zeros(len(self.worlds), dtype=np.int64)
            if len(rows):
                column[rows] = self.along(answers, rows) + 1
            columns.append(column)
            shares.append(share)
        first, which = kinds_of([*columns, *(np.unique(s, return_inverse=True)[1].reshape(-1) for s in shares)])
        parts = list(_mixtures(columns, shares, first))
        played = tuple(_mixture([(s, self.played[k]) for k, s in part]) for part in parts)
        ways = tuple(
            tuple(Way(s, w.track, w.choices, w.pick, w.paces) for k, s in part for w in self.ways[k]) for part in parts
        )
        return Course(self.policy, which, played, ways)

    def _share(self, answers: tuple[int, ...]) -> Floats:
        """Return the chance, world by world, that this is what is learned."""
        share = np.ones(len(self.worlds))
        truth = self.ensemble.truth(self.worlds)
        for stage, answer in zip(learnings(self.policy), answers, strict=True):
            share *= chance_to_learn(truth[str(stage.learn)], len(stage.then), answer, stage.right)
        return share


def _mixtures(columns: list[Longs], shares: list[Floats], first: Longs) -> Iterator[list[tuple[int, float]]]:
    """Yield, for each kind of world, its courses with their shares."""
    for w in first:
        total: dict[int, float] = {}
        for column, share in zip(columns, shares, strict=True):
            if column[w] > 0:
                total[int(column[w]) - 1] = total.get(int(column[w]) - 1, 0.0) + float(share[w])
        yield list(total.items())


def _mixture(parts: list[tuple[float, Played]]) -> Played:
    """Return a mixture of courses of play, given their shares."""
    if len(parts) == 1:
        return parts[0][1]
    ends, where = np.unique(np.concatenate([p.ends for _, p in parts]), return_inverse=True)
    shares = np.bincount(where.reshape(-1), np.concatenate([s * p.shares for s, p in parts])).astype(np.float64)
    times = None
    if parts[0][1].times is not None:
        names = ("before", "after", "months", "by_date", "open_by")
        times = Times(*(np.asarray(sum(s * getattr(p.times, name) for s, p in parts)) for name in names))
    key = b"".join(p.digest + np.float64(s).tobytes() for s, p in parts)
    return Played(
        hashlib.blake2b(key, digest_size=16).digest(),
        ends,
        shares,
        np.asarray(sum(s * p.chance for s, p in parts)),
        sum(s * p.cycling for s, p in parts),
        times,
    )


def _person(track: Track) -> bytes:
    """Return what sets the courses on one track apart from those on another."""
    return hashlib.blake2b("|".join(board.key for board in track.boards).encode(), digest_size=16).digest()


def _through(ways: list[tuple[Longs, NDArray[np.int32]]], offsets: Longs) -> tuple[Longs, NDArray[np.int32]]:
    """Return one way to act on the joined states of several boards."""
    rows, chosen, filled = [], [], 0
    for (row, targets), offset in zip(ways, offsets[:-1], strict=True):
        rows.append(row[:-1] + filled)
        chosen.append(targets + np.int32(offset))
        filled += len(targets)
    return np.concatenate([*rows, [filled]]), np.concatenate(chosen).astype(np.int32)


def _impossible_start(case: Case, policy: Policy) -> Mistake:
    if policy.commitments:
        hint = "let the policy set the other option too, or change the rule under `impossible`"
        return Mistake("E055", f"{policy.id} cannot begin: its first state is impossible", case.file, hint=hint)
    return Mistake("E061", "the status quo is impossible", case.file, hint="change a level, or the rule")


def solve(ensemble: Ensemble, track: Track, chain: Chain, digest: bytes, *, timed: bool = True) -> Played:
    """Return where a course of play ends and, if `timed`, what it visits and when."""
    states = track.base[chain.state]
    outcome = ensemble.outcome[states]
    ends = ends_of(chain)
    count = len(ensemble.case.outcomes)
    chance = np.bincount(outcome[ends.nodes], ends.chance, minlength=count + 1).astype(np.float64)
    chance = np.minimum(chance, 1.0)  # sums of shares may round above it
    final, where = np.unique(states[ends.nodes], return_inverse=True)
    shares = np.bincount(where.reshape(-1), ends.chance).astype(np.float64)
    times = _times(chain, outcome, count, track.setting.has_window) if timed else None
    return Played(digest, final, shares, chance, ends.cycling, times)


def _times(chain: Chain, outcome: Longs, count: int, has_window: bool) -> Times:
    dates = horizon()
    visits = [first_visit(chain, outcome == k, dates) for k in range(count)]
    return Times(
        np.array([v.before_close for v in visits]),
        np.array([v.after_close for v in visits]),
        np.array([v.chance * v.mean_months if v.chance > 0 else 0.0 for v in visits]),
        np.array([v.by_date for v in visits]).reshape(count, len(dates)),
        still_open(chain, dates) if has_window else np.ones(len(dates)),
    )
