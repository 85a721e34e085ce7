"""The documentation is true: its cases load, its pieces fit, its examples run, and it misses no code and no word."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import json
import pkgutil
import re
import typing
from pathlib import Path
from typing import Any

import pytest

import offramp
from docs.console import executed, written
from offramp import api
from offramp.beliefs import drawing, extensions, types
from offramp.case import CaseError, Mistake, expressions, naming, offers, orders, reading
from offramp.case.building import build
from offramp.case.mistakes import CODES
from offramp.case.reading import read_text
from offramp.cli import app, asking
from offramp.game.checking import check
from offramp.game.states import BUDGET
from offramp.study import listing, misreading, paths, policies, results, verifying
from offramp.study.deals import parting, search, steps
from offramp.study.deals.bargain import LEAST_WEIGHT
from offramp.study.deals.mending import changing, swaps
from offramp.study.hinges import finding as hinges
from offramp.study.rates import indices, varying

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NO_PIECES = {
    *("E001", "E002", "E003", "E063", "E070", "E071", "E072", "E073", "E074"),
    *("E100", "E101", "E102", "E103", "E104", "E105", "W115", "W116", "W117", "W118"),
    *("W119", "W120", "W121"),
    *("E107", "E108", "E109", "E110", "E113", "E114", "E117"),
    "E090",
    "E091",
    "E092",
    "E093",
    "E094",
    *("E095", "E096", "E097", "E098", "E099"),
}
"""Mistakes about the file as a whole, several files, the record, or where work is done: no piece of a case has one."""

SECTIONS = {
    listing.StatesResult: "states",
    results.StableResult: "stable and why",
    results.WhyResult: "stable and why",
    results.PoliciesResult: "policies",
    results.PathsResult: "paths",
    results.MisreadResult: "misread",
    results.EvidenceReport: "evidence",
    results.DealsResult: "deals",
    results.HoldsResult: "holds",
    results.CertaintyResult: "certain",
    results.MonitorResult: "monitor",
    results.RobustResult: "robust",
    results.HingesResult: "hinges",
    results.AskResult: "ask",
    results.PoolResult: "pool",
    results.RatesResult: "rates",
    results.SobolResult: "sobol",
    verifying.VerifyResult: "verify",
    results.recording.TimelineResult: "timeline",
    results.recording.EventsResult: "events",
    results.signals.SignalsResult: "signals",
    results.signals.SentencesResult: "sentences",
    results.window.WindowResult: "window",
    results.backtest.BacktestResult: "backtest",
    results.FeedReadResult: "feed",
    results.FeedCountResult: "feed",
    results.FeedTakeResult: "feed",
    results.FeedRefusedResult: "feed",
}
"""Where the keys of each result are documented."""
PROVENANCES = {
    results.Provenance: "Where a result comes from",
    results.recording.RecordProvenance: "Where a result about the record comes from",
}
MODULES = tuple(pkgutil.iter_modules(results.__path__))

DESIGN_WORDS = (
    "case", "actor", "option", "state", "move", "improvement", "sanction", "concept", "stable", "equilibrium",
    "credible improvement", "outcome", "policy", "question", "alternative", "evidence", "world", "perception",
    "window", "deal", "event", "margin",
)  # fmt: skip


def blocks(text: str, language: str = "yaml") -> list[str]:
    return [body for name, body in FENCE.findall(text) if name == language]


def laid_over(base: Any, piece: Any) -> Any:
    """Return a case with a piece laid over it: mappings are joined, everything else is replaced."""
    if isinstance(base, dict) and isinstance(piece, dict):
        return {**base, **{key: laid_over(base[key], value) if key in base else value for key, value in piece.items()}}
    return piece


def mistakes_in(base: str, piece: str) -> tuple[Mistake, ...]:
    """Return all mistakes and warnings of a case with a piece laid over it, those that need the states included."""
    try:
        text = read_text(json.dumps(laid_over(read_text(base).values, read_text(piece).values)))
        case, warnings = build(text)
        return (*warnings, *check(case, text))
    except CaseError as error:
        return error.mistakes


def sections() -> list[Any]:
    text = (DOCS / "mistakes.md").read_text(encoding="utf-8")
    return [pytest.param(section, id=section[:4]) for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def pieces() -> list[Any]:
    base, *rest = blocks((DOCS / "case-language.md").read_text(encoding="utf-8"))
    return [pytest.param(base, piece, id=str(n)) for n, piece in enumerate(rest) if not piece.startswith("case:")]


def cases() -> list[Any]:
    found = [(page.name, n, b) for page in PAGES for n, b in enumerate(blocks(page.read_text(encoding="utf-8")))]
    return [pytest.param(block, id=f"{name}-{n}") for name, n, block in found if block.startswith("case:")]


@pytest.mark.parametrize("text", cases())
def test_every_case_in_the_docs_loads_without_mistakes(text: str) -> None:
    assert not [str(m) for m in mistakes_in(text, "{}") if not m.is_warning]


@pytest.mark.parametrize(("base", "piece"), pieces())
def test_every_piece_of_a_case_fits_the_case_of_its_page(base: str, piece: str) -> None:
    assert not [str(m) for m in mistakes_in(base, piece) if not m.is_warning]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_python_example_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.startswith("case:"):
            Path(f"{block.splitlines()[0].removeprefix('case: ')}.yaml").write_text(block, encoding="utf-8")

    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert failed == 0


@pytest.mark.parametrize("page", ["tutorial.md", "deals.md"])
def test_a_page_shows_what_the_commands_print(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")

    assert executed(text) == text, f"run `python tests/docs/console.py docs/{page}`, and read the page again"


def test_the_tutorial_comes_to_the_case_of_the_reference() -> None:
    reference = read_text(blocks((DOCS / "case-language.md").read_text(encoding="utf-8"))[0]).values
    file, stages = "", []
    for piece in blocks((DOCS / "tutorial.md").read_text(encoding="utf-8")):
        file = written(file, piece)
        assert not [str(m) for m in mistakes_in(file, "{}")]
        stages.append(read_text(file).values)

    assert reference in stages


def keys_of(kind: Any) -> set[str]:
    """Return the keys of a result and of all that is in it, but for where it comes from."""
    if kind in PROVENANCES:
        return set()
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return set(hints).union(*(keys_of(hint) for hint in hints.values()))
    return set().union(*(keys_of(part) for part in typing.get_args(kind)))


def section_of(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_every_result_has_a_section() -> None:
    there = (listing, verifying, *(importlib.import_module(f"{results.__name__}.{m.name}") for m in MODULES))
    kinds = {kind for module in there for kind in vars(module).values() if isinstance(kind, type)}

    assert {kind for kind in kinds if issubclass(kind, results.Result)} == {results.Result, *SECTIONS}


@pytest.mark.parametrize(("kind", "heading"), SECTIONS.items(), ids=lambda value: getattr(value, "__name__", value))
def test_every_key_of_a_result_is_in_its_section(kind: type[results.Result], heading: str) -> None:
    section = section_of((DOCS / "json.md").read_text(encoding="utf-8"), heading)

    assert not {key for key in keys_of(kind) if f"`{key}`" not in section}


@pytest.mark.parametrize(("kind", "heading"), PROVENANCES.items(), ids=lambda value: getattr(value, "__name__", value))
def test_every_key_of_a_provenance_is_documented(kind: type, heading: str) -> None:
    section = section_of((DOCS / "json.md").read_text(encoding="utf-8"), heading)

    assert not {key for key in typing.get_type_hints(kind) if f"`{key}`" not in section}


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md"])
def test_every_command_that_asks_a_question_is_shown(page: str) -> None:
    commands = {name for name in app if not name.startswith("-")}
    shown = re.findall(r"`(?:\.venv/bin/)?offramp (\w+)", (DOCS.parent / page).read_text(encoding="utf-8"))
    elsewhere = {"cases", "report", "schema", "states"} if page == "README.md" else set()

    assert set(shown) <= commands
    assert commands - set(shown) <= elsewhere


def test_every_code_has_a_heading_and_every_heading_a_code() -> None:
    headings = re.findall(r"^## (\S+)$", (DOCS / "mistakes.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert headings == list(CODES)


def test_every_code_that_the_program_gives_is_known() -> None:
    files = Path(offramp.__file__).parent.rglob("*.py")
    given = {code for file in files for code in re.findall(r'"([EW]\d{3})"', file.read_text(encoding="utf-8"))}

    assert given <= set(CODES)


@pytest.mark.parametrize("section", sections())
def test_the_wrong_piece_makes_the_mistake_and_the_right_one_does_not(section: str) -> None:
    code = section[:4]
    base = blocks((DOCS / "mistakes.md").read_text(encoding="utf-8"))[0]
    shown = blocks(section)
    if code in NO_PIECES:
        assert not shown
        assert "Wrong: " in section
        assert "Right: " in section
        return
    wrong, right = shown
    found = mistakes_in(base, right)

    assert code in {m.code for m in mistakes_in(base, wrong)}
    assert code not in {m.code for m in found}
    assert not [str(m) for m in found if not m.is_warning]


@pytest.mark.parametrize("code", CODES)
def test_a_section_says_what_the_code_means(code: str) -> None:
    text = (DOCS / "mistakes.md").read_text(encoding="utf-8")
    section = text.split(f"## {code}\n", 1)[1].split("\n## ", 1)[0]
    meaning = CODES[code]

    assert f"**{meaning[0].upper()}{meaning[1:]}.**" in section


@pytest.mark.parametrize(
    ("page", "bounds"),
    [
        ("case-language.md", (reading.MAX_VALUES, reading.MAX_DEPTH, expressions.MAX_LENGTH, expressions.MAX_DEPTH)),
        ("case-language.md", (naming.MAX_PARTS, naming.MAX_DEPTH, types.MOST_COMPLETIONS, types.SAMPLED_COMPLETIONS)),
        ("case-language.md", (orders.MOST_NAMES, offers.MOST_PROMISES)),
        ("mistakes.md", (reading.MAX_VALUES, reading.MAX_DEPTH, BUDGET)),
        ("mistakes.md", (orders.MOST_NAMES, extensions.MOST_DOWN_SETS, offers.MOST_PROMISES)),
        ("concepts.md", (drawing.MOST_WORLDS, hinges.MOST_COMBINATIONS, paths.MOST_COURSES)),
        ("many-worlds.md", (drawing.MOST_WORLDS, drawing.BLOCK, api.MOST_SAMPLES, asking.LONG)),
        ("many-worlds.md", (misreading.SAMPLES, policies.VARIANT_SAMPLES, varying.WORLDS, indices.WORLDS)),
        ("concepts.md", (varying.WORLDS, indices.WORLDS)),
    ],
)
def test_the_bounds_are_those_of_the_code(page: str, bounds: tuple[int, ...]) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")

    assert [bound for bound in bounds if not re.search(rf"\b{bound:,}\b", text)] == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("concepts.md", f"The first {search.MOST_DEALS} are listed and worked out in full"),
        ("concepts.md", f"The JSON has up to {search.MOST_FRONT} in short"),
        ("concepts.md", f"The first {search.MOST_MENDED} deals are mended"),
        ("concepts.md", f"Wanted is {search.SURELY:g}."),
        ("concepts.md", f"more than {steps.MOST_POINTS:,} points"),
        ("concepts.md", f"up to {steps.MOST_TOGETHER} are made at once"),
        ("concepts.md", f"a probability below {LEAST_WEIGHT:g} is left out"),
        ("concepts.md", f"by {100 * parting.LEAST_APART:g} points and twice the error"),
        ("concepts.md", f"up to {swaps.MOST_SWAPS} are listed"),
        ("concepts.md", f"{100 * changing.LOOKED_AT:g} % of the weight, or {changing.MOST_SOLVED} are solved"),
        ("concepts.md", f"more than {changing.MOST_STATEMENTS} statements"),
        ("concepts.md", f"Every set of promises is tried, so there are at most {offers.MOST_PROMISES}."),
        ("concepts.md", f"if these are at most {drawing.MOST_WORLDS:,};"),
        ("deals.md", f"{search.MOST_DEALS} unless you ask for more; the first {search.MOST_MENDED} are mended"),
        ("limits.md", f"if they are at most {drawing.MOST_WORLDS:,}."),
    ],
)
def test_the_bounds_of_deals_are_those_of_the_code(page: str, words: str) -> None:
    assert words in (DOCS / page).read_text(encoding="utf-8")


def test_the_glossary_has_the_words_of_the_design() -> None:
    words = set(re.findall(r"\*\*(.+?)\*\*", (DOCS / "glossary.md").read_text(encoding="utf-8")))

    assert set(DESIGN_WORDS) <= words


def test_the_glossary_is_in_alphabetical_order() -> None:
    entries = re.findall(r"^\*\*(.+?)\*\*", (DOCS / "glossary.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert entries == sorted(entries, key=str.lower)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_docs_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name) if name else page
        assert path.exists(), target
        headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}, target
