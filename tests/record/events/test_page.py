"""The page about events tells what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from offramp.record.events import cutting, reading
from offramp.record.events.cameo import TWO_SIDED
from offramp.record.events.layouts import LAYOUTS
from offramp.record.events.own import COLUMNS

TEXT = (Path(__file__).parents[3] / "docs" / "events.md").read_text("utf-8")


def test_the_layouts_of_the_page_are_those_of_the_code() -> None:
    table = TEXT.split("## Other layouts")[1].split("\n\n*Content*")[0]

    assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == list(LAYOUTS)


def test_the_columns_of_the_page_are_those_of_the_own_layout() -> None:
    section = TEXT.split("## offramp's own table")[1].split("\n## ")[0]

    assert [column for column in COLUMNS if f"`{column}`" not in section] == []


def test_the_bounds_of_the_page_are_those_of_the_code() -> None:
    bounds = (cutting.MOST_BYTES, reading.MOST_BYTES, reading.MOST_ROWS)

    assert [bound for bound in bounds if not re.search(rf"\b{bound:,}\b", TEXT)] == []


def test_the_codes_of_what_two_do_together_are_on_the_page() -> None:
    assert [code for code in sorted(TWO_SIDED) if code not in TEXT] == []
