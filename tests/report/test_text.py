"""Tables for the terminal: they fit 80 columns and take nothing from the case for markup."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console
from tests.report import samples

from offramp.report.tables import html_table
from offramp.report.text import show

RESULTS: dict[str, Any] = {
    "policies": samples.policies(),
    "sampled": samples.policies(exact=False),
    "wide": samples.wide(),
    "misread": samples.misread(),
    "evidence": samples.evidence(),
    "deals": samples.deals(),
    "stable": samples.stable(),
    "why": samples.why(),
    "states": samples.states(),
    "paths": samples.paths(),
    "dense": samples.dense(),
    "verify": samples.verified(),
}


def printed(result: Any, *, width: int = 80, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    show(result, console, **options)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("named", [False, True])
def test_no_line_is_longer_than_80_columns(name: str, named: bool) -> None:
    text = printed(RESULTS[name], case=samples.case() if named else None)
    assert text.strip()
    assert max(len(line) for line in text.splitlines()) <= 80


def test_wide_terminals_do_not_stretch_the_tables() -> None:
    assert max(len(line) for line in printed(samples.wide(), width=200).splitlines()) <= 80


def test_no_share_is_cut_off_in_a_wide_case() -> None:
    text = printed(samples.wide())
    shares = text[text.index("All outcomes") : text.index("What to watch for")]
    assert shares.count("9\N{NO-BREAK SPACE}%") == 17 * 11
    assert "…" not in text


def test_brackets_in_names_are_not_markup() -> None:
    result = samples.policies()
    policy = type(result.policies[0])
    marked = [
        policy(**{f: "a [red]plan[/red]" if f == "name" else getattr(p, f) for f in policy.__slots__})
        for p in result.policies
    ]
    fields = {f: getattr(result, f) for f in type(result).__slots__} | {"policies": tuple(marked)}
    assert "a [red]plan[/red]" in printed(type(result)(**fields))


def test_nothing_is_said_by_colour_alone() -> None:
    plain = printed(samples.why())
    assert "stays" in plain
    assert "leaves" in plain
    assert "[threat nobody keeps]" in plain
    assert "\x1b" not in plain


def test_long_tables_say_how_much_is_left_out() -> None:
    assert "118 more rows are not shown" in printed(samples.dense(), limit=2)


def test_names_come_from_the_case_if_it_is_given() -> None:
    assert "United States" in printed(samples.misread(), case=samples.case())
    assert "United States" not in printed(samples.misread())


def test_an_unknown_result_is_refused() -> None:
    with pytest.raises(TypeError, match="no table for str"):
        printed("something")


@pytest.mark.parametrize("name", RESULTS)
def test_notebook_tables_are_escaped(name: str) -> None:
    html = html_table(RESULTS[name])
    assert html.startswith("<table>")
    assert "<script" not in html
    assert "<u>" not in html


def test_results_render_themselves_in_notebooks() -> None:
    assert samples.policies()._repr_html_().startswith("<table><caption")


def test_long_notebook_tables_are_cut() -> None:
    assert "60 more rows are not shown." in html_table(samples.dense())
