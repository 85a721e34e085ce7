"""Of a window as of a day, that nothing which the files say of later counts: rates, warnings, and what is to come."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from offramp import api
from record.rates.making import ONE, STANDOFF, D

RATES = """\
    tests: {of: any, expert: 0.2 to 2 per month, beside: [drill, test, exercise], beside_days: 9,
            while: {tense: north.tests}, regimes: {a: {until: 2020-06-30}, b: {since: 2020-07-01}}}
    drills: {of: drill, beside: [rocket]}
    moves: {changes: north, beside: [test], while: {tense: south.drills}}"""
EVENTS = ["id", "date", "date_precision", "actor", "target", "category", "plover_mode", "known_on"]
CALENDAR = ["id", "name", "kind", "start", "end", "every", "known_on", "held"]
Row = dict[str, str]


def case_in(where: Path, events: list[Row], calendar: list[Row], *, dated: bool) -> Path:
    where.mkdir()
    text = STANDOFF.replace("RATES", RATES).replace(
        "rocket: {mode: [r]}", "rocket: {mode: [r]}, any: {any: [test, drill]}"
    )
    if not dated:
        text = text.replace("  until: 2021-12-31\n", "")
    (where / "case.yaml").write_text(text, encoding="utf-8")
    for name, columns, rows in (("events.csv", EVENTS, events), ("calendar.csv", CALENDAR, calendar)):
        with (where / name).open("w", encoding="utf-8", newline="") as stream:
            table = csv.DictWriter(stream, columns)
            table.writeheader()
            table.writerows(rows)
    return where / "case.yaml"


def made_up(rng: random.Random) -> tuple[list[Row], list[Row]]:
    """Return events and a calendar over two years; some known long after, some known to the month."""
    events = []
    for number in range(rng.randrange(30, 120)):
        day = D("2020-01-01") + rng.randrange(730) * ONE
        precision = rng.choice(["day"] * 6 + ["month"])
        known = day + rng.choice([0, 1, 1, 40, 300]) * ONE
        cells = [f"e{number}", str(day), precision, "A", "B", "x", rng.choice("ttddr"), str(known)]
        events.append(dict(zip(EVENTS, cells, strict=True)))
    calendar = []
    for number in range(12):
        start = D("2020-01-01") + rng.randrange(730) * ONE
        for known in sorted(rng.sample(range(-300, 60), rng.choice([1, 1, 2]))):
            days = [str(start), str(start + rng.randrange(30) * ONE), "", str(start + known * ONE)]
            cells = [f"c{number}", "Drill", "exercise", *days, rng.choice(["yes", "yes", "no"])]
            calendar.append(dict(zip(CALENDAR, cells, strict=True)))
    return events, calendar


def first_day(row: Row) -> str:
    return row["date"] if row["date_precision"] == "day" else row["date"][:8] + "01"


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("seed", range(2))
def test_without_the_later_rows_all_is_the_same(tmp_path: Path, seed: int, dated: bool) -> None:
    rng = random.Random(seed)
    events, calendar = made_up(rng)
    whole = case_in(tmp_path / "whole", events, calendar, dated=dated)
    for number, after in enumerate((100, 330)):
        day = str(D("2020-01-01") + (after + rng.randrange(60)) * ONE)
        then = [row for row in events if row["known_on"] <= day and first_day(row) <= day]
        known = [row for row in calendar if row["known_on"] <= day]
        cut = case_in(tmp_path / str(number), then, known, dated=dated)

        full, past = api.window(whole, as_of=day), api.window(cut, as_of=day)

        assert full.rates == past.rates
        assert full.coming == past.coming
        assert any(rate.warnings for rate in full.rates)
