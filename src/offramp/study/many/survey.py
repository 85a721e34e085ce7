"""Play of several policies in many worlds, reduced to what comparisons need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.beliefs.doubts import Doubts
from offramp.beliefs.drawing import joined
from offramp.beliefs.worlds import Worlds, alternatives_in
from offramp.case.model import Case
from offramp.study.playing.play import Course, Played, Times

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]

TIMES = ("before", "after", "months", "by_date", "open_by")


@dataclass(frozen=True, eq=False)
class Tally:
    """Play under some policies in one block of worlds.

    Attributes
    ----------
    which : (policies, worlds) int array
        The course of play that each world takes, counted through all policies.
    courses : (policies + 1,) int array
        Where each policy's courses begin.
    digest : (courses, 16) uint8 array
        Equal for courses that are the same to the last transition.
    chance : (courses, outcomes + 1) float array
        The chance of ending in each outcome; last, in none of these.
    cycling : (courses,) float array
        The chance that play never settles.
    before, after, months : (policies, outcomes) float array
    by_date : (policies, outcomes, dates) float array
    open_by : (policies, dates) float array
        Expectations over the block's worlds of what :class:`~offramp.study.playing.play.Times` holds.
    ends : (policies + 1,) int array
        Where each policy's end states begin.
    end_state : (ends,) int array
    end_share : (ends,) float array
        In which states play ends, and with what chance over the block's worlds.
    """

    which: Ints
    courses: Longs
    digest: NDArray[np.uint8]
    chance: Floats
    cycling: Floats
    before: Floats
    after: Floats
    months: Floats
    by_date: Floats
    open_by: Floats
    ends: Longs
    end_state: Longs
    end_share: Floats


def tally_of(courses: Sequence[Course], weight: Floats, rows: slice) -> Tally:
    """Return the tally of some of the worlds of courses of play.

    Parameters
    ----------
    courses : sequence of Course
        Play under each policy in the same worlds.
    weight : (rows,) float array
        The worlds' weights; only ratios matter.
    rows : slice
        Which of the courses' worlds.
    """
    parts = [_part(course, weight / weight.sum(), rows) for course in courses]
    begins = np.cumsum([0, *(len(part.played) for part in parts)])
    played = [p for part in parts for p in part.played]
    expected = {name: np.stack([getattr(part.times, name) for part in parts]) for name in TIMES}
    return Tally(
        which=np.stack([part.which + begin for part, begin in zip(parts, begins[:-1], strict=True)]).astype(np.int32),
        courses=begins,
        digest=np.frombuffer(b"".join(p.digest for p in played), dtype=np.uint8).reshape(-1, 16),
        chance=np.stack([p.chance for p in played]),
        cycling=np.array([p.cycling for p in played]),
        ends=np.cumsum([0, *(len(part.end_state) for part in parts)]),
        end_state=np.concatenate([part.end_state for part in parts]),
        end_share=np.concatenate([part.end_share for part in parts]),
        **expected,
    )


@dataclass(frozen=True, eq=False)
class _Part:
    which: Longs
    played: list[Played]
    times: Times
    end_state: Longs
    end_share: Floats


def _part(course: Course, weight: Floats, rows: slice) -> _Part:
    """Return the courses that some worlds take, in the order in which they are met, and expectations over them."""
    there = course.which[rows]
    numbers, first, which = np.unique(there, return_index=True, return_inverse=True)
    order = np.argsort(first)
    position = np.empty(len(numbers), dtype=np.int64)
    position[order] = np.arange(len(numbers))
    which = position[which.reshape(-1)]
    played = [course.played[k] for k in numbers[order]]
    share = np.bincount(which, weight, minlength=len(played))
    times = [p.times for p in played if p.times is not None]
    expected = Times(*(np.tensordot(share, np.stack([getattr(t, name) for t in times]), axes=1) for name in TIMES))
    states, where = np.unique(np.concatenate([p.ends for p in played]), return_inverse=True)
    spread = np.concatenate([s * p.shares for s, p in zip(share, played, strict=True)])
    return _Part(which, played, expected, states, np.bincount(where.reshape(-1), spread).astype(np.float64))


@dataclass(frozen=True, eq=False)
class Survey:
    """Play of a case's policies in many worlds.

    Attributes
    ----------
    case : Case
        The case.
    doubts : Doubts
        What it leaves open.
    worlds : Worlds
        The worlds; the same for every policy.
    policies : tuple of str
        The policies.
    outlooks : mapping of policy to Outlook
        What play leads to under each.
    blocks : tuple of int
        How many worlds each block that was played has; the worlds are in their order.
    planned : int
        How many blocks were to be played.
    """

    case: Case
    doubts: Doubts
    worlds: Worlds
    policies: tuple[str, ...]
    outlooks: Mapping[str, Outlook]
    blocks: tuple[int, ...]
    planned: int

    @cached_property
    def alternatives(self) -> dict[str, Longs]:
        """For each question, the alternative that is true in each world."""
        return dict(alternatives_in(self.doubts, self.worlds, self.case))

    @property
    def partial(self) -> bool:
        """Whether the study was stopped before all worlds were played."""
        return len(self.blocks) < self.planned

    def chance(self, policy: str, outcome: int) -> Floats:
        """Return the chance of ending in an outcome, world by world; the last number is none of these."""
        outlook = self.outlooks[policy]
        return np.asarray(outlook.chance[outlook.which, outcome])

    def first(self, most: int) -> Survey:
        """Return the first blocks, up to some number of worlds but at least one; all of them if worlds are listed.

        Times and ends stay those of all worlds.
        """
        ends = np.cumsum(self.blocks)
        count = max(1, int(np.searchsorted(ends, most, side="right")))
        if self.worlds.exact or self.worlds.unplayed or count >= len(self.blocks):
            return self
        size = int(ends[count - 1])
        worlds = self.worlds.at(np.arange(size))
        worlds = replace(worlds, weight=worlds.weight / worlds.weight.sum())
        outlooks = {name: replace(o, which=o.which[:size]) for name, o in self.outlooks.items()}
        return replace(self, worlds=worlds, outlooks=outlooks, blocks=self.blocks[:count])


@dataclass(frozen=True, eq=False)
class Outlook:
    """What play leads to under one policy.

    Attributes
    ----------
    which : (worlds,) int array
        The course of play that each world takes.
    chance : (courses, outcomes + 1) float array
        The chance of ending in each outcome; last, in none of these.
    cycling : (courses,) float array
        The chance that play never settles.
    times : Times
        Expected over the worlds.
    ends : mapping of int to float
        The chance, over the worlds, of ending in each state.
    """

    which: Ints
    chance: Floats
    cycling: Floats
    times: Times
    ends: Mapping[int, float]


def survey_of(
    case: Case,
    doubts: Doubts,
    policies: Sequence[str],
    blocks: Sequence[Worlds],
    tallies: Iterable[Tally],
    *,
    planned: int,
    seed: int,
) -> Survey:
    """Put tallies of blocks together, in the order of the blocks.

    Parameters
    ----------
    case, doubts
        What was played.
    policies : sequence of str
        The policies, in the order of the tallies.
    blocks : sequence of Worlds
        The worlds of each block.
    tallies : iterable of Tally
        One for each block; read one at a time.
    planned : int
        How many blocks there were to be. If some are missing, listed worlds are a sample, too.
    seed : int
        With which worlds were drawn, or put in order.
    """
    shares = np.array([block.weight.sum() for block in blocks])
    shares = shares / shares.sum()
    gathered = [_Gathered() for _ in policies]
    for tally, share in zip(tallies, shares, strict=True):
        for number, policy in enumerate(gathered):
            policy.add(tally, number, float(share))
    outlooks = {name: policy.outlook() for name, policy in zip(policies, gathered, strict=True)}
    worlds = joined(blocks)
    if worlds.exact and len(blocks) < planned:
        worlds = replace(worlds, exact=False, seed=seed, unplayed=1.0 - sum(float(b.weight.sum()) for b in blocks))
    return Survey(case, doubts, worlds, tuple(policies), outlooks, tuple(len(b) for b in blocks), planned)


class _Gathered:
    """One policy's courses of play, gathered block by block; courses that are the same are kept once."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.which: list[Ints] = []
        self.chance: list[Floats] = []
        self.cycling: list[Floats] = []
        self.times: dict[str, Floats] = {}
        self.ends: dict[int, float] = {}

    def add(self, tally: Tally, policy: int, share: float) -> None:
        begin, end = tally.courses[policy], tally.courses[policy + 1]
        place = np.empty(end - begin, dtype=np.int32)
        new = []
        for k, digest in enumerate(tally.digest[begin:end]):
            key = digest.tobytes()
            if key not in self.numbers:
                self.numbers[key] = len(self.numbers)
                new.append(begin + k)
            place[k] = self.numbers[key]
        self.which.append(place[tally.which[policy] - begin])
        self.chance.append(tally.chance[new])
        self.cycling.append(tally.cycling[new])
        for name in TIMES:
            self.times[name] = self.times.get(name, 0.0) + share * getattr(tally, name)[policy]
        mine = slice(tally.ends[policy], tally.ends[policy + 1])
        for state, chance in zip(tally.end_state[mine].tolist(), tally.end_share[mine].tolist(), strict=True):
            self.ends[state] = self.ends.get(state, 0.0) + share * chance

    def outlook(self) -> Outlook:
        return Outlook(
            np.concatenate(self.which),
            np.concatenate(self.chance),
            np.concatenate(self.cycling),
            Times(*(self.times[name] for name in TIMES)),
            self.ends,
        )


FIELDS = tuple(field.name for field in fields(Tally))
