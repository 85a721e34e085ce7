"""The command about deals: filters, mistakes in them, and the term sheet."""

import json
from pathlib import Path

import pytest

from offramp.cli import main


def found(capsys, *words):
    """Return what `offramp deals` says as JSON."""
    assert main(["deals", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words):
    """Return what `offramp deals` says of a mistake."""
    assert main(["deals", *words]) == 2
    return capsys.readouterr().err


def test_filters_leave_only_what_passes(border, capsys):
    every = found(capsys, str(border))
    asked = found(
        capsys, str(border), "--with", "north.troops=withdrawn,north.troops=reduced", "--without", "south.talks=yes",
        "--max-asks", "3", "--min-enforceable", "0.1", "--min-gain=-1", "--min-approved", "0.5",
    )  # fmt: skip
    assert 0 < asked["passed"] < every["passed"] == every["targets"] == asked["targets"]
    assert asked["filters"] == {
        "min_enforceable": 0.1,
        "min_gain": -1,
        "min_approved": 0.5,
        "max_asks": 3,
        "with_levels": {"north.troops": "withdrawn|reduced"},
        "without_levels": ["south.talks=yes"],
    }
    for deal in asked["deals"]:
        assert deal["enforceable"] >= 0.1
        assert sum(party["changes"] for party in deal["parties"].values()) <= 3
        assert deal["levels"]["north.troops"] in ("reduced", "withdrawn")
        assert deal["levels"]["south.talks"] == "no"


def test_filters_that_no_deal_passes_say_which_to_relax(border, capsys):
    said = refused(capsys, str(border), "--min-enforceable", "1", "--max-asks", "2")
    assert "E074" in said
    assert "--min-enforceable" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--without", "north.trops=massed"], 'did you mean "north.troops"?'),
        (["--with", "north.troops=gone"], "known levels of north.troops"),
        (["--with", "north.troops"], "is not `option=level`"),
        (["--min-enforceable", "60"], "60 is not from 0 to 1"),
        (["--min-gain", "-2"], "-2 is not from -1 to 1"),
        (["--max-asks", "-1"], "is no number of changes"),
        (["--most", "0"], "is no number of deals"),
        (["--mend-to", "50"], "50 is not from 0 to 1"),
        (["--write", "sheet.html"], "a term sheet is text"),
        (["--write", "nowhere/deal-1.md"], "there is no folder nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(border, capsys, words, says):
    assert says in refused(capsys, str(border), *words)


def test_the_number_that_ends_the_files_name_says_which_deal_is_written(border, capsys, tmp_path):
    path = tmp_path / "deal-1.md"
    assert main(["deals", str(border), "--write", str(path)]) == 0
    assert f"term sheet of deal 1: {path}" in capsys.readouterr().out
    first = Path(path).read_text("utf-8")
    assert first.startswith("# Troops reduced, patrols suspended")
    other = tmp_path / "sheet.md"
    assert main(["deals", str(border), "--write", str(other)]) == 0
    assert other.read_text("utf-8") == first


@pytest.mark.parametrize("number", [0, 9])
def test_a_deal_that_is_not_told_cannot_be_written(border, capsys, tmp_path, number):
    path = tmp_path / f"deal-{number}.md"
    assert f"there is no deal {number}" in refused(capsys, str(border), "--write", str(path))
    assert not path.exists()


def test_what_would_mend_a_deal_reaches_for_what_is_wanted(border, capsys):
    mending = found(capsys, str(border), "--mend-to", "0.9")["deals"][0]["mending"]
    assert (mending["wanted"], mending["reaches"], mending["scope"]) == (0.9, False, [])


def test_fewer_deals_are_told_if_fewer_are_asked_for(capsys, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        "case: two\ntitle: Two\nactors: {a: {}, b: {}}\noptions: {a.x: , b.y: }\nstatus_quo: {}\n"
        "outcomes: {some: a.x or b.y}\npreferences: {a: [b.y, not a.x], b: [a.x, not b.y]}\n"
        "deals: {between: [a, b], reach: some}\n"
    )
    assert (found(capsys, str(path))["best"], len(found(capsys, str(path), "--most", "1")["deals"])) == (3, 1)
