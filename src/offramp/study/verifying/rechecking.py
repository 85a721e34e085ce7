"""A second look at results: the oracle re-checks every verdict and every reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from offramp.case.mistakes import CaseError
from offramp.case.model import Case
from offramp.study.results import Result
from offramp.study.verifying.bargains import MALFORMED, recheck_deals
from offramp.study.verifying.findings import Findings
from offramp.study.verifying.verdicts import recheck_verdicts


@dataclass(frozen=True, slots=True)
class VerifyResult(Result):
    """What the oracle found.

    Attributes
    ----------
    verified : bool
        Whether nothing that was re-checked is contradicted.
    witnesses, verdicts : int
        How many reasons, and how many verdicts without one, were re-checked. Of deals, a verdict is whether a party
        holds to one of them in one of its ways of deciding; shares of worlds are sums of these.
    unchecked : int
        How many verdicts were not, for there are too many.
    refused : tuple of str
        What does not hold.
    passed_over : tuple of str
        What else the result says that was not looked at.
    shares : bool or None
        Whether shares of worlds were re-checked; None if the result has none.
    """

    verified: bool
    witnesses: int
    verdicts: int
    unchecked: int
    refused: tuple[str, ...]
    passed_over: tuple[str, ...] = ()
    shares: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether all that a result consists of was found to hold: nothing is refused, and its heart was looked at."""
        return self.verified and self.verdicts + self.witnesses > 0 and self.shares is not False

    @property
    def said(self) -> str:
        """What came of it, in a few words."""
        if self.refused:
            return f"{len(self.refused)} {'does' if len(self.refused) == 1 else 'do'} not hold"
        if self.verdicts + self.witnesses == 0:
            return "nothing contradicted, but no verdict and no reason was re-checked"
        return "all hold" if self.holds else "nothing contradicted, but shares were not re-checked"


def verify(
    result: Mapping[str, Any],
    case: Case,
    *,
    most: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> VerifyResult:
    """Re-check a result of `stable`, `why` or `deals` with the oracle, from the definitions alone.

    Parameters
    ----------
    result : mapping
        The result as :meth:`~offramp.study.results.Result.to_dict` gives it.
    case : Case
        The case it speaks of; its digest must be the one in the result.
    most : int, optional
        The most verdicts without a reason to re-check; if not given, fewer the more states there are.
    report : callable, optional
        Told how much is done, of how much.

    Notes
    -----
    The oracle lists the states, makes the moves and follows legal sequences by itself; what it shares with the engine
    is the reading of the case and the choice of the world. Costs a search of the others' moves for each verdict.

    Of deals it re-checks that their states are what they are called, are of the outcome and undo nothing; what they
    ask; every certificate; and, in the heaviest ways of deciding, whether parties hold to them, and how they would
    leave. From these follow bounds for the weight of worlds in which a party holds, and for the weight of each break;
    they close if all ways are re-checked. World by world, they give the weight in which all parties hold; with what
    third parties would do, judged as far as the budget goes, that in which a deal holds. What rests on play is not
    looked at, and `passed_over` says so. Where the worlds cannot be drawn again, shares are not re-checked.
    """
    provenance = result.get("provenance")
    source = provenance if isinstance(provenance, Mapping) else {}
    digest, day = source.get("digest"), source.get("as_of")
    found = Findings()
    if digest != case.digest:
        found.refuse(f"the result is about another text of the case (digest {str(digest)[:12]}...)")
    elif day is not None and day != str(case.as_of):
        found.refuse(f"the result is about another day, {str(day)[:10]}")
    else:
        recheck = recheck_deals if "deals" in result else recheck_verdicts
        try:
            found = recheck(result, case, most, report or _silent)
        except CaseError as error:
            found.refuse(error.mistakes[0].message)
        except MALFORMED:
            found.refuse("it is not written as a result is")
    return VerifyResult(
        not found.refused,
        found.witnesses,
        found.verdicts,
        found.unchecked,
        tuple(found.refused),
        tuple(found.passed_over),
        found.shares,
    )


def _silent(_: int, __: int) -> None:
    """Report nothing."""
