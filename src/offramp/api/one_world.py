"""Questions about verdicts: in one world, and over what actors may want."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from offramp.api.files import find, load
from offramp.api.subjects import Subject, ensemble
from offramp.case import Case, Mistake
from offramp.case.mistakes import CaseError, nearest
from offramp.stability.concepts import CONCEPTS
from offramp.study import holding, verifying
from offramp.study.playing.courses import Report, silent
from offramp.study.playing.ensemble import Ensemble
from offramp.study.profiles import completing
from offramp.study.results import StableResult, WhyResult
from offramp.study.results.completions import HoldsResult
from offramp.study.verifying import VerifyResult


def stable(
    subject: Subject,
    *,
    world: Mapping[str, str] | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
    profile: Mapping[str, str] | None = None,
    witnesses: bool | None = None,
) -> StableResult:
    """Tell which states are stable in one world, for whom, and why; see :func:`offramp.study.holding.stable`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [state.label for state in stable(case).states if state.equilibrium["seq"]][1:3]
    ['troops withdrawn', 'troops reduced, patrols suspended']
    """
    there = ensemble(subject)
    return holding.stable(there, world=world, concepts=concepts, profile=profile, witnesses=witnesses)


def why(
    subject: Subject,
    state: int | Mapping[str, str] | None = None,
    *,
    world: Mapping[str, str] | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
) -> WhyResult:
    """Give the reasons for all verdicts on one state.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    state : int or mapping of option to level, optional
        Its number, or the levels in which it differs from the status quo; the status quo if not given.
    world, concepts
        See :func:`stable`.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> result = why(case, {"south.patrols": "suspended"}, concepts=["seq"])
    >>> [(verdict.actor, verdict.stable, verdict.margin) for verdict in result.witnesses]
    [('north', False, -2), ('south', False, -1)]
    """
    there = ensemble(subject)
    number = _numbered(there, state) if isinstance(state, Mapping) else state
    return holding.why(there, number, world=world, concepts=concepts)


def _numbered(there: Ensemble, levels: Mapping[str, str]) -> int:
    case = there.case
    start = list(case.status_quo or [0] * len(case.variables))
    names = [v.id for v in case.variables]
    for name, level in levels.items():
        if name not in names:
            hint = nearest(name, names, what="options and clocks")
            raise CaseError([Mistake("E021", f'unknown option "{name}"', case.file, hint=hint)])
        variable = case.variable(name)
        if level not in variable.levels:
            hint = nearest(level, variable.levels, what=f"levels of {name}")
            raise CaseError([Mistake("E022", f'{name} has no level "{level}"', case.file, hint=hint)])
        start[names.index(name)] = variable.levels.index(level)
    found = there.space.state(tuple(start))
    if found < 0:
        raise CaseError([Mistake("E064", "these levels are an impossible state", case.file, hint="see `impossible:`")])
    return found


def verify(
    result: str | Path | Mapping[str, Any], subject: str | Path | Case | None = None, *, report: Report = silent
) -> VerifyResult:
    """Re-check a result of `stable`, `why` or `deals` with the oracle; see :func:`offramp.study.verifying.verify`.

    Parameters
    ----------
    result : path or mapping
        A JSON file, or what is in it.
    subject : str, Path or Case, optional
        The case; the one that the result names if not given.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> verify(why(case).to_dict(), case).verified
    True
    """
    found = _result_in(Path(result)) if isinstance(result, str | Path) else result
    listed = found.get("witnesses", found.get("deals"))
    if not isinstance(found.get("provenance"), Mapping) or not isinstance(listed, Sequence):
        hint = "give the output of `offramp stable --json`, `offramp why --json` or `offramp deals --json`"
        raise CaseError([Mistake("E012", "this is not a result that can be re-checked", str(result)[:80], hint=hint)])
    about = subject if subject is not None else _case_of(found["provenance"])
    case = about if isinstance(about, Case) else _loaded(about, found["provenance"])
    return verifying.verify(found, case, report=lambda done, total: report("re-checking reasons", done, total))


def _loaded(about: str | Path, provenance: Mapping[str, Any]) -> Case:
    """Return a case on the day that a result is about."""
    case = load(about)
    day = provenance.get("as_of")
    return case if not isinstance(day, str) or day == str(case.as_of) else load(about, as_of=day)


def _result_in(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        hint = "give a file made with `--json`"
        raise CaseError([Mistake("E001", f"cannot read the result: {error}", str(path), hint=hint)]) from None
    return found if isinstance(found, Mapping) else {}


def _case_of(provenance: Mapping[str, Any]) -> Path:
    """Return the file a result was made from: the one it names, or the catalogue's case of that name."""
    file = Path(str(provenance.get("file", "")))
    if file.is_file():
        return file
    try:
        return find(str(provenance.get("case", "")))
    except CaseError:
        hint = "give the case: `offramp verify RESULT --case FILE`"
        raise CaseError([Mistake("E001", "the case of this result is not there", str(file), hint=hint)]) from None


def holds(
    subject: Subject,
    *,
    world: Mapping[str, str] | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
    seed: int = 0,
    report: Report = silent,
) -> HoldsResult:
    """Tell which states hold in all, some and no preference profiles.

    See :func:`offramp.study.profiles.completing.holds`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    world : mapping of question to alternative, optional
        Answers that are taken as true, so that only what they leave open varies.
    concepts : sequence of str
        Kinds of foresight.
    seed : int
        For profiles that are drawn, and for completions.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.api import starter
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> found = holds(case, concepts=["nash"])
    >>> {state.label: state.equilibrium["nash"].verdict for state in found.states}["troops reduced"]
    'some'
    """
    there = ensemble(subject, seed=seed)
    return completing.holds(there, answers=world, concepts=concepts, report=report)
