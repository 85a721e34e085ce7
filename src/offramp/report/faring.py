"""How well the analysis did by its scores, in sentences: on how little that rests, and where it did worse."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from offramp.report.names import Names, capital
from offramp.report.rounding import NOBREAK, NOTHING, counted, listed, percent
from offramp.study.results.backtest import BacktestResult, Score

ALL = "all"
FEW = 10
"""With fewer independent resolutions nothing is said to be more than chance."""
LESS_THAN = 0.0005
"""Scores no further apart are told as the same."""
EASY = "better than both of what never came, which is easily foretold"
UNPLANNED = (
    "Forecasts are made and scored without any policy, so what governments did after all is not in them, and no policy "
    "is tested."
)
NARROW = (
    f"Intervals are 90{NOBREAK}% ones by drawing whole blocks of months. With fewer than {FEW} independent resolutions "
    "they are themselves too narrow to rely on."
)


def totals(result: BacktestResult) -> list[Score]:
    """Return the scores of all targets together, one for each horizon; that of the only target if there is one."""
    return [s for s in result.scores if s.target == ALL] or list(result.scores if len(result.scores) == 1 else ())


def few(score: Score) -> bool:
    """Tell whether a score rests on too few independent resolutions to be told from chance."""
    return score.independent < FEW


def verdict(result: BacktestResult, names: Names) -> list[str]:
    """Say what was scored, on how little it rests, and where the analysis did better, worse, or no different."""
    lines = [_rests(result), *_left(result), UNPLANNED]
    if not result.scores:
        return [*lines, "Nothing could be scored."]
    lines += [against(score) for score in totals(result)]
    if any(few(score) and not math.isnan(score.low) for score in totals(result)):
        lines.append(NARROW)
    return [*lines, *never_came(result, names), *lowest(result), *by_target(result)]


def _left(result: BacktestResult) -> Iterator[str]:
    """Yield how many forecasts were not scored, and why."""
    opened = sum(f.came is None for f in result.forecasts)
    already = sum(f.already and f.came is not None for f in result.forecasts)
    early = sum(f.came is not None and not f.already and not f.scored for f in result.forecasts)
    left = [
        f"{early:,} were made in the first year, when base rate and persistence had little to go by" if early else "",
        f"{opened:,} are open, the record ending too soon" if opened else "",
        f"{already:,} were of what already held" if already else "",
    ]
    if any(left):
        yield f"Not scored: {listed([part for part in left if part])}."


def _rests(result: BacktestResult) -> str:
    scored = [f for f in result.forecasts if f.scored]
    came = sum(bool(f.came) for f in scored)
    line = (
        f"{capital(counted(len(scored), 'forecast was', 'forecasts were'))} scored, of which {came:,} came true; they "
        f"overlap, and the outcome of the record changed only {counted(result.changes, 'time')} in all"
    )
    if not totals(result):
        return f"{line}."
    line += f", so at any one horizon they come to {resolutions(result)} at most."
    return f"{line} That is too few to prove anything either way." if all(map(few, totals(result))) else line


def resolutions(result: BacktestResult) -> str:
    """Write on how many independent resolutions the scores rest, at most."""
    return counted(max(score.independent for score in totals(result)), "independent resolution")


def against(score: Score) -> str:
    """Say whether a score is better or worse than the base rate, by both scores, and than persistence.

    That a difference is more than chance may do is said only of scores that rest on enough.
    """
    within = f"{capital(score.name)}, within {counted(score.horizon, 'month')}"
    brier, log = score.difference, score.log - score.log_base
    parts = [apart(brier), ranged(score)] if abs(brier) > LESS_THAN else [ranged(score)]
    line = (
        f"{within}: by the Brier score the analysis did {_than(brier, 'as well as')} the base rate, "
        f"{scored(score.brier)} against {scored(score.brier_base)} ({'; '.join(parts)})"
    )
    if not few(score) and not math.isnan(score.low):
        line += f"; that is {'more' if score.low > 0 or score.high < 0 else 'no more'} than chance may do"
    if log == log:
        joint = "and" if _side(log) == _side(brier) else "but"
        line += (
            f"; {joint} by the log score {('better', 'as well', 'worse')[_side(log) + 1]}, {scored(score.log)} against "
            f"{scored(score.log_base)}"
        )
    than = _than(score.brier - score.brier_persistence, "no differently from")
    return (
        f"{line}. By the Brier score it did {than} saying that things stay as they are "
        f"({scored(score.brier_persistence)})."
    )


def ranged(score: Score) -> str:
    """Write the interval of a difference in words."""
    if math.isnan(score.low) or math.isnan(score.high):
        return "too few blocks of months for an interval"
    return f"interval from {apart(score.low)} to {apart(score.high)}"


def apart(value: float) -> str:
    """Write a difference of scores in words; of scores, the lower is the better.

    Examples
    --------
    >>> apart(-0.0182), apart(0.002), apart(0.0)
    ('better by 0.018', 'worse by 0.002', 'no different')
    """
    return ("better by", "no different", "worse by")[_side(value) + 1] + (f" {abs(value):.3f}" if _side(value) else "")


def _side(gap: float) -> int:
    return 1 if gap > LESS_THAN else -1 if gap < -LESS_THAN else 0


def _than(gap: float, same: str) -> str:
    return ("better than", same, "worse than")[_side(gap) + 1]


def scored(value: float) -> str:
    """Write a score: `0.142`; a dash where there is none."""
    return NOTHING if value != value else f"{value:.3f}"


# ---------------------------------------------------------------- what flatters


def outcomes(result: BacktestResult, names: Names) -> list[Score]:
    """Return the scores of single outcomes, without those of kinds of events; none without a case's names."""
    return [score for score in result.scores if score.target in names.outcomes]


def never_came(result: BacktestResult, names: Names) -> Iterator[str]:
    """Yield which outcomes never came, that they make the pooled score look good, and the score over the others.

    The mean over all scored forecasts of the others: scores are means, so each weighs by its number of forecasts.
    """
    found = outcomes(result, names)
    came = {score.target for score in found if score.came}
    never = list(dict.fromkeys(score.name for score in found if score.target not in came))
    if not never:
        return
    line = (
        "What never came while it was scored is easily foretold, and makes the score of all outcomes look good: "
        f"{listed(never)}"
    )
    parts = []
    for months in sorted({score.horizon for score in found}):
        mine = [score for score in found if score.horizon == months and score.target in came]
        if mine:
            total = sum(score.forecasts for score in mine)
            mean, base = (
                sum(getattr(score, which) * score.forecasts for score in mine) / total
                for which in ("brier", "brier_base")
            )
            parts.append(f"{scored(mean)} against {scored(base)} within {counted(months, 'month')}")
    rest = f"Over outcomes that came at least once, the Brier score beside the base rate's: {listed(parts)}."
    yield f"{line}. {rest}" if parts else f"{line}."


def lowest(result: BacktestResult) -> Iterator[str]:
    """Yield what became of the least chances that were given."""
    found = next((b for b in result.calibration if b.forecasts), None)
    if found is not None and found.low == 0:
        yield (
            f"Of {counted(found.forecasts, 'forecast')} of outcomes below {percent(found.high)}, {percent(found.mean)} "
            f"on average, {percent(found.came)} came true."
        )


# ---------------------------------------------------------------- by target


def by_target(result: BacktestResult) -> list[str]:
    """Say at which targets and horizons the analysis scored worse than the base rate or persistence, or better."""
    parts = [score for score in result.scores if score.target != ALL]
    if len(parts) < 2:
        return []
    better = [s for s in parts if s.brier < min(s.brier_base, s.brier_persistence) - LESS_THAN]
    groups = {
        "worse than the base rate": [s for s in parts if s.brier - s.brier_base > LESS_THAN],
        "worse than persistence": [s for s in parts if s.brier - s.brier_persistence > LESS_THAN],
        "better than both": [s for s in better if s.came],
        EASY: [s for s in better if not s.came],
    }
    if not groups[EASY]:
        del groups[EASY]
    every = {score.horizon for score in parts}
    return [f"By its Brier score {what}: {grouped(mine, every) or 'nowhere'}." for what, mine in groups.items()]


def grouped(scores: Sequence[Score], every: set[int]) -> str:
    """Return targets, those with the same horizons together: `war and lull at all horizons; race at 12 months`."""
    found: dict[str, list[int]] = {}
    for score in scores:
        found.setdefault(score.name, []).append(score.horizon)
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, horizons in found.items():
        alike.setdefault(tuple(sorted(horizons)), []).append(name)
    ordered = sorted(alike.items(), key=lambda pair: -len(pair[0]))
    return "; ".join(f"{listed(names)} at {_horizons(months, every)}" for months, names in ordered)


def _horizons(months: Sequence[int], every: set[int]) -> str:
    if len(every) > 1 and set(months) == every:
        return "all horizons"
    return f"{listed([f'{n:g}' for n in months])} month{'' if tuple(months) == (1,) else 's'}"
