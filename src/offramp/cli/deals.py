"""The command about deals: filters, and the term sheet."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from offramp.cli.asking import BUDGET, AsOf, Budget, Json, Samples, Seed, open_case, whole
from offramp.cli.running import app
from offramp.cli.showing import progress, show, stop

if TYPE_CHECKING:
    from offramp.study.deals.filtering import Wanted

SHEETS = (".md", ".markdown", ".txt")
MOST_TOLD = 1_000


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Filters:
    """Which deals are compared."""

    min_enforceable: Annotated[float | None, Parameter(help="Only deals that hold with at least this chance.")] = None
    min_gain: Annotated[
        float | None,
        Parameter(help="Only deals by which each party's chance of better exceeds its chance of worse by this much."),
    ] = None
    min_approved: Annotated[
        float | None, Parameter(help="Only deals that no third party's veto meets with at least this chance.")
    ] = None
    max_asks: Annotated[
        int | None, Parameter(converter=whole, help="Only deals of at most so many level changes in all.")
    ] = None
    with_: Annotated[
        list[str] | None,
        Parameter(name="--with", negative="", help="Only deals with `option=level`; one of several of an option."),
    ] = None
    without: Annotated[
        list[str] | None, Parameter(name="--without", negative="", help="Only deals without `option=level`.")
    ] = None

    def wanted(self) -> Wanted:
        """Return what is asked of deals; stop if that cannot be."""
        from offramp.study.deals.filtering import Wanted

        for value, name, low in (
            (self.min_enforceable, "--min-enforceable", 0.0),
            (self.min_gain, "--min-gain", -1.0),
            (self.min_approved, "--min-approved", 0.0),
        ):
            if value is not None and not low <= value <= 1:
                stop(
                    "E012", f"{value:g} is not from {low:g} to 1", name, f"give a number from {low:g} to 1, such as 0.6"
                )
        if self.max_asks is not None and self.max_asks < 0:
            stop("E012", f"{self.max_asks} is no number of changes", "--max-asks", "give a whole number from 0")
        return Wanted(
            self.min_enforceable,
            self.min_gain,
            self.min_approved,
            self.max_asks,
            _levels(self.with_, "--with"),
            _levels(self.without, "--without"),
        )


def _levels(written: list[str] | None, name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pair in (part for item in written or () for part in item.split(",")):
        option, equals, level = (part.strip() for part in pair.partition("="))
        if not equals or not option or not level:
            stop("E012", f'"{pair}" is not `option=level`', name, f"write {name} usa.exercises=ended")
        found[option] = (*found.get(option, ()), level)
    return found


FILTERS = Filters()


@app.command
def deals(
    case: str,
    *,
    filters: Filters = FILTERS,
    most: Annotated[int, Parameter(converter=whole, help="How many deals to tell in full.")] = 12,
    mend_to: Annotated[float, Parameter(help="How surely a mended deal should hold.")] = 0.5,
    write: Annotated[
        Path | None,
        Parameter(
            help="Write a deal's term sheet: the one whose number ends the file's name, as deal-3.md; else the first."
        ),
    ] = None,
    seed: Seed = 0,
    samples: Samples = None,
    budget: Budget = BUDGET,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Find the deals that would hold: steps, what breaks them, what mends them."""
    from offramp import api

    wanted = filters.wanted()
    if not 1 <= most <= MOST_TOLD:
        stop("E012", f"{most} is no number of deals", "--most", f"give a whole number from 1 to {MOST_TOLD}")
    if not 0 <= mend_to <= 1:
        stop("E012", f"{mend_to:g} is not from 0 to 1", "--mend-to", "give a number from 0 to 1, such as 0.6")
    if write is not None:
        _writable(write)
    there = open_case(case, seed=seed, samples=samples, budget=budget, as_of=as_of)
    with progress(json) as report:
        result = api.deals(there, wanted, most=most, mend_to=mend_to, report=report)
    code = show(result, json, there.case)
    if write is not None:
        number = _number(write)
        if not 1 <= number <= len(result.deals):
            hint = f"deals are numbered from 1 to {len(result.deals)}: name the file after one of them, or raise --most"
            stop("E064", f"there is no deal {number}", str(write), hint)
        api.write(write, api.term_sheet(there, result, number))
        print(f"term sheet of deal {number}: {write}", file=sys.stderr if json else sys.stdout)
    return code


def _writable(path: Path) -> None:
    if path.suffix.lower() not in SHEETS:
        stop("E001", "a term sheet is text", str(path), f"give a path that ends in {' or '.join(SHEETS)}")
    if not path.parent.is_dir():
        stop("E001", f"there is no folder {path.parent}", str(path), "make it first, or give another path")


def _number(path: Path) -> int:
    found = re.search(r"(\d{1,4})$", path.stem)
    return int(found.group(1)) if found else 1
