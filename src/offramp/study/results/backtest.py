"""What the analysis would have said, month by month, and how that compares with what followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offramp.study.results.base import Result
from offramp.study.results.recording import RecordProvenance


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast that the record resolves.

    Attributes
    ----------
    made, due : str
        The day it was made, and the last day on which it could come true.
    target, name : str
        An outcome of the case, or a kind of events; and in words.
    horizon : int
        Months from one to the other.
    chance, error : float
        What the analysis says, and its standard error.
    base_rate : float
        How often it came true before, of the forecasts that were due by `made`; one more is added, worth one in as many
        as there are other outcomes, or one half for a kind, so that it is never 0 or 1.
    persistence : float
        That things stay as they are, allowing for the share of months in which they did not, with the same addition.
    came : bool or None
        Whether it came true; None if the record ends before `due`, even if it had come about by then.
    already : bool
        Whether it held when the forecast was made; such forecasts are not scored.
    scored : bool
        Whether it is scored: decided, open when it was made, and made a year or more after the first one, so that base
        rate and persistence have something to go by.
    """

    made: str
    due: str
    target: str
    name: str
    horizon: int
    chance: float
    error: float
    base_rate: float
    persistence: float
    came: bool | None
    already: bool
    scored: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How good forecasts of one target at one horizon were; lower is better.

    Attributes
    ----------
    target, name : str
        What; `all` for all of them.
    horizon : int
        Months.
    forecasts, came : int
        How many were scored, and how many of them came true.
    independent : int
        How many resolutions do not overlap in time and are not one spell: on so few the score rests.
    brier, brier_base, brier_persistence : float
        Mean squared error: of the analysis, of the base rate, of persistence (Brier 1950).
    log, log_base, log_persistence : float
        Mean of minus the natural logarithm of the chance given to what happened, chances held within 0.001 and 0.999.
    difference, low, high : float
        Brier score of the analysis minus that of the base rate, with its 90 percent interval by drawing whole blocks.
    """

    target: str
    name: str
    horizon: int
    forecasts: int
    came: int
    independent: int
    brier: float
    brier_base: float
    brier_persistence: float
    log: float
    log_base: float
    log_persistence: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same chance.

    Attributes
    ----------
    low, high : float
        From which chance to which.
    forecasts : int
        How many.
    mean, came : float
        Their mean chance, and the share that came true.
    came_low, came_high : float
        Its 90 percent interval (Jeffreys), as if they were independent, which they are not.
    """

    low: float
    high: float
    forecasts: int
    mean: float
    came: float
    came_low: float
    came_high: float


@dataclass(frozen=True, slots=True)
class ThenPolicy:
    """What a policy would have been given: chances of the outcomes to seek and to avoid, and their errors."""

    policy: str
    seek: float
    seek_error: float
    avoid: float
    avoid_error: float


@dataclass(frozen=True, slots=True)
class Then:
    """What the analysis would have said on one day.

    Attributes
    ----------
    day : str
        Which.
    status_quo : mapping of str to str
        The levels the record gives.
    label, outcome : str
        The state in words, and its outcome.
    posteriors : mapping of str to mapping of str to float
        For each question, with the evidence known by then.
    policies : tuple of ThenPolicy
        `no policy` first; empty if they were not asked for, or cannot be played from there.
    best : str or None
        The policy with the best chance of the outcome sought.
    events : tuple of str
        What happened in the month that followed, for the chronicle: event ids.
    followed : str
        The outcome the record stood in one year later; empty if it ends before.
    trouble : str
        Why it could not be played; empty if it could.
    """

    day: str
    status_quo: Mapping[str, str]
    label: str
    outcome: str
    posteriors: Mapping[str, Mapping[str, float]]
    policies: tuple[ThenPolicy, ...]
    best: str | None
    events: tuple[str, ...]
    followed: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What may have been shaped by knowing what came.

    Attributes
    ----------
    items : mapping of str to int
        Parts of the case by kind: with a day on which they were known, known by the first forecast, and undated.
    undated : tuple of str
        Parts without a day: orders, priors, rates and policies, which the analyst wrote down later.
    rules : int
        Rules from events to levels, all written after the events.
    says : tuple of str
        What a reader should hold against the score, in words.
    """

    items: Mapping[str, int]
    undated: tuple[str, ...]
    rules: int
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BacktestResult(Result):
    """The analysis as of each month, against what followed.

    Attributes
    ----------
    mapping : str
        SHA-256 of what was fixed before scoring: rules, kinds, priors, preferences, rates.
    since, until : str
        The first and the last day on which the analysis was run.
    seek, avoid : str or None
        The outcomes sought and to be avoided.
    horizons : tuple of int
        Months.
    seed, samples : int
        Of the worlds.
    then : tuple of Then
        The analysis as of each month.
    forecasts : tuple of Forecast
        All of them, open ones included.
    scores : tuple of Score
        By target and horizon, then all together.
    calibration : tuple of Bin
        Over all scored forecasts.
    changes : int
        How often the outcome of the record's state changed: the score can rest on no more independent facts than
        these and the spells between them.
    hindsight : Hindsight
        What may have been shaped by knowing what came.
    """

    provenance: RecordProvenance
    mapping: str
    since: str
    until: str
    seek: str | None
    avoid: str | None
    horizons: tuple[int, ...]
    seed: int
    samples: int
    then: tuple[Then, ...]
    forecasts: tuple[Forecast, ...]
    scores: tuple[Score, ...]
    calibration: tuple[Bin, ...]
    changes: int
    hindsight: Hindsight
