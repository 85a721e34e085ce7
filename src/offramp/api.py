"""One function for every question; each takes a case and returns a typed, frozen result."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from offramp.beliefs.updating import posterior
from offramp.case import Case, Mistake
from offramp.case.building import build
from offramp.case.mistakes import CaseError, nearest
from offramp.case.reading import Text, read_file
from offramp.game.checking import check as check_states
from offramp.game.states import BUDGET
from offramp.stability.concepts import CONCEPTS
from offramp.study import deals as deal_search
from offramp.study import holding, misreading, surveying, verifying, weighing
from offramp.study import paths as ways
from offramp.study.courses import Report, silent
from offramp.study.ensemble import Ensemble
from offramp.study.policies import compare
from offramp.study.results import (
    DealsResult,
    EvidenceReport,
    MisreadResult,
    PathsResult,
    PoliciesResult,
    StableResult,
    WhyResult,
)
from offramp.study.spreading import spread_over
from offramp.study.survey import Survey
from offramp.study.verifying import VerifyResult

MOST_SAMPLES = 4_000_000
"""How many worlds can be asked for: some 200 bytes each, and 4 more for each policy."""

Subject: TypeAlias = str | Path | Case | Ensemble
"""A case: its name in the catalogue, its file or folder, the case itself, or the case in its worlds."""


def cases() -> dict[str, Path]:
    """Return the bundled cases: name to file.

    Examples
    --------
    >>> "korea-2017" in cases()
    True
    """
    folder = Path(str(files("offramp") / "catalogue"))
    return {path.parent.name: path for path in sorted(folder.glob("*/case.yaml"))}


def find(name: str | Path) -> Path:
    """Return the file of a case, given its name in the catalogue, its file, or its folder.

    Raises
    ------
    CaseError
        E001 if there is no such case.
    """
    path = Path(name)
    if path.is_dir() and (path / "case.yaml").is_file():
        return path / "case.yaml"
    if path.is_file() or path.suffix in (".yaml", ".yml"):
        return path
    known = cases()
    if str(name) in known:
        return known[str(name)]
    hint = "give a case file, a folder with a case.yaml, or one of these\n" + nearest(str(name), known, what="cases")
    raise CaseError([Mistake("E001", "there is no such case", str(name), hint=hint)])


def check(name: str | Path, *, budget: int = BUDGET) -> tuple[Case, tuple[Mistake, ...]]:
    """Read a case and return it with all warnings.

    Raises
    ------
    CaseError
        With all mistakes of the file at once.

    Examples
    --------
    >>> case, warnings = check("korea-2017")
    >>> len(warnings)
    0
    """
    text = read_file(find(name))
    case, warnings = build(text)
    _check_evidence(case, text)
    found = check_states(case, text, budget=budget)
    return case, tuple(sorted((*warnings, *found), key=lambda m: (m.line, m.column)))


def _check_evidence(case: Case, text: Text) -> None:
    """Refuse evidence that rules out every answer to a question."""
    for question in case.questions:
        for believer in (None, *case.perceptions):
            try:
                posterior(case, question, believer=believer)
            except CaseError as error:
                (found,) = error.mistakes
                place = ("questions", question.id)
                raise CaseError([text.mistake(found.code, found.message, place, hint=found.hint, key=True)]) from None


def load(name: str | Path, *, budget: int = BUDGET) -> Case:
    """Read a case; see :func:`check`, which also returns warnings.

    Examples
    --------
    >>> load("korea-2017").title
    'Is there still time for diplomacy with North Korea?'
    """
    return check(name, budget=budget)[0]


def ensemble(subject: Subject, *, seed: int = 0, samples: int | None = None, budget: int = BUDGET) -> Ensemble:
    """Return a case in all its worlds, so that several questions share what they have in common.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    seed, samples : int
        For the worlds, where there are too many to list.
    budget : int
        The most combinations of levels.
    """
    if isinstance(subject, Ensemble):
        return subject
    case = subject if isinstance(subject, Case) else load(subject, budget=budget)
    return Ensemble(case, seed=seed, budget=budget, **({} if samples is None else {"samples": samples}))


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


def survey(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    run: str | Path | None = None,
    report: Report = silent,
) -> Survey:
    """Play all policies of a case in many worlds; see :func:`offramp.study.surveying.survey`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    seed, samples : int
        For the worlds, where there are too many to list.
    workers : int, optional
        Over how many processes of this machine the work is spread; in this process if not given. A script that asks
        for several needs `if __name__ == "__main__":`.
    scheduler : str, optional
        The address of a Dask scheduler to spread the work over; `local` starts a cluster on this machine.
    run : str or Path, optional
        A run folder, which keeps what is done.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> found = survey(case)
    >>> len(found.worlds), {name: len(outlook.chance) for name, outlook in found.outlooks.items()}
    (4, {'no policy': 1})
    """
    there = ensemble(subject, seed=seed, samples=samples)
    folder = Path(run) if run is not None else None
    spread = spread_over(workers, scheduler) if workers is not None or scheduler is not None else None
    return surveying.survey(there, spread=spread, folder=folder, report=report)


def policies(
    subject: Subject,
    *,
    seed: int = 0,
    samples: int | None = None,
    survey: Survey | None = None,
    report: Report = silent,
) -> PoliciesResult:
    """Compare the policies of a case over all its worlds; see :func:`offramp.study.policies.compare`.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    seed, samples : int
        For the worlds, where there are too many to list.
    survey : Survey, optional
        Play in more worlds than are studied closely, as :func:`survey` returns it.
    report : callable
        Told of progress.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> result = policies(case)
    >>> result.best_seek, round(result.policies[1].outcomes["disengagement"].chance, 2)
    ('suspend_patrols', 0.75)
    """
    there = ensemble(subject, seed=seed, samples=samples)
    over = survey if survey is not None else surveying.survey(there, report=report)
    return compare(there, over, report=report)


def paths(subject: Subject, policy: str = "no policy", *, seed: int = 0, samples: int | None = None) -> PathsResult:
    """Return the ways play takes from the status quo under a policy; see :func:`offramp.study.paths.paths`.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [edge.change for edge in paths(case, "suspend_patrols").edges]
    ['troops reduced']
    """
    there = ensemble(subject, seed=seed, samples=samples)
    known = [p.id for p in there.policies]
    if policy not in known:
        hint = nearest(policy, known, what="policies")
        raise CaseError([Mistake("E021", f'unknown policy "{policy}"', there.case.file, hint=hint)])
    return ways.paths(there, policy)


def misread(
    subject: Subject,
    *,
    policies: Sequence[str] | None = None,
    actors: Sequence[str] | None = None,
    seed: int = 0,
    samples: int | None = None,
    report: Report = silent,
) -> MisreadResult:
    """Tell who misreads whom, and what follows; see :func:`offramp.study.misreading.misread`.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> [(belief.actor, round(belief.believes["leave"], 2)) for belief in misread(case).beliefs]
    [('south', 0.39)]
    """
    there = ensemble(subject, seed=seed, samples=samples)
    return misreading.misread(there, policies=policies, actors=actors, report=report)


def evidence(subject: Subject, *, seed: int = 0, samples: int | None = None, report: Report = silent) -> EvidenceReport:
    """Return posteriors and what each item of evidence does; see :func:`offramp.study.weighing.weigh`.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> {answer: round(chance, 2) for answer, chance in evidence(case).questions[0].posterior.items()}
    {'leave': 0.75, 'hold': 0.25}
    """
    return weighing.weigh(ensemble(subject, seed=seed, samples=samples), report=report)


def deals(subject: Subject, *, seed: int = 0, samples: int | None = None, report: Report = silent) -> DealsResult:
    """Return the deals that would hold; see :func:`offramp.study.deals.deals`.

    Examples
    --------
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> best = deals(case).deals[0]
    >>> best.label, round(best.enforceable, 2)
    ('troops reduced, patrols suspended', 0.52)
    """
    return deal_search.deals(ensemble(subject, seed=seed, samples=samples), report=report)


def verify(
    result: str | Path | Mapping[str, Any], subject: str | Path | Case | None = None, *, report: Report = silent
) -> VerifyResult:
    """Re-check a result of `stable` or `why` with the oracle; see :func:`offramp.study.verifying.verify`.

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
    >>> from offramp.case import load_text
    >>> case, _ = load_text(starter("border"))
    >>> verify(why(case).to_dict(), case).verified
    True
    """
    found = _result_in(Path(result)) if isinstance(result, str | Path) else result
    if not isinstance(found.get("provenance"), Mapping) or not isinstance(found.get("witnesses"), Sequence):
        hint = "give the output of `offramp stable --json` or `offramp why --json`"
        raise CaseError([Mistake("E012", "this is not a result that can be re-checked", str(result)[:80], hint=hint)])
    about = subject if subject is not None else _case_of(found["provenance"])
    case = about if isinstance(about, Case) else load(about)
    return verifying.verify(found, case, report=lambda done, total: report("re-checking reasons", done, total))


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
    return file if file.is_file() else find(str(provenance.get("case", "")))


def report(
    subject: Subject,
    *,
    survey: Survey | None = None,
    warnings: Sequence[Mistake] = (),
    seed: int = 0,
    samples: int | None = None,
    progress: Report = silent,
) -> tuple[str, PoliciesResult]:
    """Return the whole report as one HTML page, and the comparison of policies that it opens with.

    Parameters
    ----------
    subject : str, Path, Case or Ensemble
        The case.
    survey : Survey, optional
        Play in more worlds than are studied closely, as :func:`survey` returns it.
    warnings : sequence of Mistake
        Warnings of :func:`check`, to be shown.
    seed, samples : int
        See :func:`ensemble`.
    progress : callable
        Told of progress.
    """
    from offramp.report.html import render

    there = ensemble(subject, seed=seed, samples=samples)
    over = survey if survey is not None else surveying.survey(there, report=progress)
    compared = compare(there, over, report=progress)
    leading = [name for name in dict.fromkeys(["no policy", compared.best_seek, compared.best_avoid]) if name]
    page = render(
        there.case,
        policies=compared,
        paths=tuple(ways.paths(there, name) for name in leading),
        stable=holding.stable(there),
        misread=misreading.misread(there, policies=leading, report=progress),
        evidence=weighing.weigh(there, report=progress),
        deals=deal_search.deals(there, report=progress) if there.case.deal_parties else None,
        warnings=tuple(warnings),
        whys=tuple(holding.why(there, state) for state in _likely_ends(compared, leading)),
    )
    return page, compared


def _likely_ends(compared: PoliciesResult, leading: Sequence[str], most: int = 2) -> list[int]:
    """Return the likeliest end states under the leading policies."""
    return list(dict.fromkeys(e.id for p in compared.policies if p.policy in leading for e in p.ends[:most]))


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def starter(name: str) -> str:
    """Return a commented starter case of a given name."""
    return (files("offramp") / "catalogue" / "starter.yaml").read_text("utf-8").replace("NAME", name)
