"""What is asked: the case, the worlds, and how the work is done."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, Token

from offramp.cli.showing import stop

if TYPE_CHECKING:
    from offramp.study.many.survey import Survey
    from offramp.study.playing.courses import Report
    from offramp.study.playing.ensemble import Ensemble

BUDGET = 2**22
LONG = 20_000
"""From how many worlds on a study is spread over all processors, and kept in a run folder, unasked."""


def whole(_: type, tokens: Sequence[Token]) -> int:
    """Read a whole number as people write it: `50000`, `50,000`, `50_000` or `5e4`."""
    written = tokens[0].value
    plain = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", written.strip())
    if re.fullmatch(r"[-+]?\d{1,18}", plain):
        return int(plain)
    if re.fullmatch(r"[-+]?\d{1,9}(\.\d{1,9})?[eE]\+?\d{1,2}", plain):
        exact = Decimal(plain)
        if exact == int(exact):
            return int(exact)
    raise ValueError(f'"{written}" is not a whole number; write 50000, 50,000 or 5e4')


def date(_: type, tokens: Sequence[Token]) -> datetime.date:
    """Read a day such as `2017-07-10`."""
    written = tokens[0].value
    try:
        return datetime.date.fromisoformat(written.strip())
    except ValueError:
        raise ValueError(f'"{written}" is not a date; write year, month and day, such as 2017-07-10') from None


Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of tables.")]
Seed = Annotated[int, Parameter(converter=whole, help="Seed of everything that is sampled.")]
Samples = Annotated[
    int | None, Parameter(converter=whole, help="How many worlds to draw where there are too many to list.")
]
Budget = Annotated[int, Parameter(converter=whole, help="The most combinations of levels to list.")]
AsOf = Annotated[
    datetime.date | None,
    Parameter(
        name="--as-of",
        converter=date,
        help="Another day, such as 2017-07-10: only what the record knew by then counts.",
    ),
]
World = Annotated[
    list[str] | None,
    Parameter(name="--world", negative="", help="An answer, `question=alternative`; the most probable if not given."),
]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Study:
    """How many worlds are played, and where."""

    seed: Seed = 0
    samples: Samples = None
    workers: Annotated[
        int | None,
        Parameter(
            converter=whole, help="Over how many processes to spread the work; a long study takes all processors."
        ),
    ] = None
    scheduler: Annotated[
        str | None, Parameter(help="Address of a Dask scheduler to spread the work over; `local` starts one here.")
    ] = None
    run: Annotated[
        Path | None,
        Parameter(help="Folder that keeps what is done, so that a study that is stopped or killed can go on."),
    ] = None
    budget: Budget = BUDGET
    as_of: AsOf = None

    def open(self, case: str) -> Ensemble:
        """Return a case in its worlds."""
        if self.workers is not None and self.workers < 1:
            stop("E012", f"{self.workers} is not a number of workers", "--workers", "give a whole number from 1")
        return open_case(case, seed=self.seed, samples=self.samples, budget=self.budget, as_of=self.as_of)

    def survey(self, there: Ensemble, report: Report) -> Survey:
        """Return play of all policies in the worlds that are asked for."""
        import os

        from offramp import api

        long = (self.samples or 0) >= LONG
        workers = self.workers if self.workers is not None else (os.cpu_count() if long else None)
        folder = self.run
        if folder is None and long:
            dated = f"-{self.as_of}" if self.as_of is not None else ""
            folder = Path(f"{there.case.id}{dated}-seed-{self.seed}-{self.samples}.run")
            print(f"what is done is kept in {folder}; delete it when you are done", file=sys.stderr)
        try:
            found = api.survey(there, workers=workers, scheduler=self.scheduler, run=folder, report=report)
        except (KeyboardInterrupt, OSError):
            if folder is not None and folder.is_dir():
                print(f"what was done is kept in {folder}; the same command goes on from there", file=sys.stderr)
            raise
        if found.partial and folder is not None:
            print(f"stopped; what was done is kept in {folder}; the same command goes on from there", file=sys.stderr)
        return found


STUDY = Study()


def finished(survey: Survey) -> int:
    """Return the exit code of a study: 130 if it was stopped before its end."""
    return 130 if survey.partial else 0


def open_case(
    case: str,
    *,
    seed: int = 0,
    samples: int | None = None,
    budget: int = BUDGET,
    as_of: datetime.date | None = None,
) -> Ensemble:
    """Return a case in its worlds, as of another day if one is given."""
    from offramp import api
    from offramp.case.building import build
    from offramp.case.reading import read_file
    from offramp.game.states import combinations

    read, _ = build(read_file(api.find(case)))
    count = combinations(read)
    if count > 100_000:
        print(f"{count:,} combinations of levels to list (budget {budget:,})", file=sys.stderr)
    if seed < 0:
        stop("E012", f"{seed} is not a seed", "--seed", "give a whole number from 0")
    if samples is not None and not 2 <= samples <= api.MOST_SAMPLES:
        hint = f"give a whole number from 2, for an error needs two, to {api.MOST_SAMPLES}"
        stop("E012", f"{samples} is not a number of samples", "--samples", hint)
    return api.ensemble(api.load(case, budget=budget, as_of=as_of), seed=seed, samples=samples, budget=budget)


def concepts_of(names: list[str] | None) -> tuple[str, ...]:
    """Return the concepts that are asked for, all if none is named."""
    from offramp.case.mistakes import nearest
    from offramp.stability.concepts import CONCEPTS

    for name in names or ():
        if name not in CONCEPTS:
            stop("E021", f'unknown concept "{name}"', "--concept", nearest(name, CONCEPTS, what="concepts"))
    return tuple(names or CONCEPTS)


def profile_of(case: str, written: list[str] | None) -> dict[str, str]:
    """Return a concept for every actor."""
    if not written:
        return {}
    from offramp import api
    from offramp.case.mistakes import nearest

    profile = pairs(written)
    actors = api.load(case).actor_ids
    concepts_of(list(profile.values()))
    for actor in actors:
        if actor not in profile:
            stop("E011", f"the profile has no concept for {actor}", "--profile", "give one for every actor")
    for actor in profile:
        if actor not in actors:
            stop("E021", f'unknown actor "{actor}"', "--profile", nearest(actor, actors, what="actors"))
    return profile


def pairs(
    written: list[str] | None, form: str = "name=value", example: str = "usa.talks=yes", where: str = ""
) -> dict[str, str]:
    """Return what is written as pairs of a form such as `name=value`; each name may stand once."""
    found: dict[str, str] = {}
    for pair in (part for item in written or () for part in item.split(",")):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name or not value:
            stop("E012", f'"{pair}" is not `{form}`', where or pair, f"write {form}, such as {example}")
        if name in found:
            stop("E006", f"{name} stands twice", where or pair, f"name each once, such as {example}")
        found[name] = value
    return found


def analysts_of(written: list[str]) -> dict[str, str]:
    """Return each analyst's file."""
    found = pairs(written, "name=file", "ann=dam.yaml bob=bob.yaml", "pool")
    if len(found) < 2:
        stop("E011", "a pool needs at least two analysts", "pool", "write name=file for each, such as ann=dam.yaml")
    return found


def belief(written: list[str] | None) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return two beliefs, each a question and one of its alternatives."""
    found = list(pairs(written, "question=alternative", "usa_aim=talks other=yes", "--pair").items())
    if not found:
        return None
    if len(found) != 2:
        stop("E012", "a surface needs two beliefs", "--pair", "write --pair question=alternative,other=alternative")
    return found[0], found[1]


def weights_of(written: list[str] | None) -> dict[str, float] | None:
    """Return the analysts' weights."""
    found = {}
    for name, number in pairs(written, "name=number", "ann=0.6", "--weight").items():
        try:
            found[name] = float(number)
        except ValueError:
            stop("E012", f'"{number}" is not a weight', "--weight", "write --weight name=number, such as ann=0.6")
    return found or None


def known(names: list[str] | None, among: list[str], what: str, there: Ensemble) -> None:
    """Stop if a name is not known."""
    from offramp.case.mistakes import nearest

    for name in names or ():
        if name not in among:
            stop("E021", f'"{name}" is not among the {what}', there.case.file, nearest(name, among, what=what))
