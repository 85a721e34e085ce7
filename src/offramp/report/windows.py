"""How long the window stays open, against how long play takes."""

from __future__ import annotations

from collections.abc import Mapping

from offramp.report.names import Names, capital, quoted
from offramp.report.rounding import NOBREAK, listed, months, percent
from offramp.study.results import PoliciesResult, PolicyResult

NO_POLICY = "no policy"


def at_months(by_date: Mapping[str, float], wanted: float) -> float | None:
    """Return a by-date chance at a number of months, None if it is not among the dates."""
    return next((value for key, value in by_date.items() if abs(float(key) - wanted) < 1e-9), None)


def has_window(result: PoliciesResult) -> bool:
    """Tell whether the window may close under any policy."""
    return any(value < 1 - 1e-9 for policy in result.policies for value in policy.open_by.values())


def in_words(result: PoliciesResult, best: PolicyResult | None, names: Names) -> str:
    """Say how long the window stays open under no policy, and how long the best policy takes; nothing without one."""
    if best is None or not has_window(result):
        return ""
    nothing = next((p for p in result.policies if p.policy == NO_POLICY), None)
    left = f"with no policy {stays_open(nothing.open_by)}" if nothing is not None else ""
    found = best.outcomes.get(result.seek or "")
    takes = ""
    if found is not None and found.first_visit > 0.005:
        name = quoted(names.outcome(result.seek))
        takes = (
            f"under {quoted(best.name)} play first comes to {name}, where it does, after {months(found.mean_months)} "
            f"on average: while it is open with a chance of {percent(found.before_close)}, after it has closed with "
            f"{percent(found.after_close)}"
        )
    lines = [f"{capital('; '.join(part for part in (left, takes) if part))}."] if left or takes else []
    if best.policy == NO_POLICY:
        return " ".join(lines)
    open_at = [(m, at_months(best.open_by, m)) for m in (6, 12, 24)]
    parts = [f"{percent(value)} after {m}{NOBREAK}months" for m, value in open_at if value is not None]
    lines.append(f"Under {quoted(best.name)} the chance that the window has not closed is {listed(parts)}.")
    return " ".join(lines)


def stays_open(open_by: Mapping[str, float]) -> str:
    """Say for how long a window stays open: until when it has closed as likely as not.

    Examples
    --------
    >>> stays_open({"1": 0.8, "2": 0.49})
    'the window stays open for about 2 months (by then it has closed as likely as not)'
    >>> stays_open({"1": 0.99, "24": 0.71}).replace(NOBREAK, " ")
    'the window stays open for more than 24 months (by then it has closed with 29 %)'
    """
    dates = sorted((float(month), value) for month, value in open_by.items())
    half = next((month for month, value in dates if value <= 0.5), None)
    if half is not None:
        return f"the window stays open for {months(half)} (by then it has closed as likely as not)"
    last, value = dates[-1]
    return (
        f"the window stays open for more than {last:g}{NOBREAK}months (by then it has closed with {percent(1 - value)})"
    )
