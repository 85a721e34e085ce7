"""How long the window stays open: of a case with a record, a window, or both; in Python and on the command line."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.case.model import MONTH_DAYS
from offramp.cli import main
from offramp.record.rates.estimating import estimates
from record.rates.making import ONE, STANDOFF, D, every_day_of

RATES = """\
    tests: {of: test, expert: 0.2 to 2 per month, beside: [exercise]}
    moves: {changes: north}"""
WINDOW = """
policies: {pause: {by: south, sets: {south.drills: no}}}
behaviour: {north: {reconsiders: 0.5 per month}}
window: {closes: {fitted tests: true}}
"""
COLUMNS = "id,date,date_precision,actor,target,category,plover_mode,summary,source,confidence,known_on\n"


def folder(where: Path, more: str = "", *, record: bool = True) -> Path:
    """Write a case, with a record of a test every 20 days from 5 January 2020 on, into a folder."""
    text = STANDOFF.replace("RATES", RATES).replace("status_quo: {}", "status_quo: {north.tests: yes}")
    if not record:
        text = text[: text.index("record:")]
    (where / "case.yaml").write_text(text + more, encoding="utf-8")
    rows = [f"e{n},{d},day,A,B,x,t,A test,S,high,{d}\n" for n, d in enumerate(every_day_of(20, 30))]
    (where / "events.csv").write_text(COLUMNS + "".join(rows), encoding="utf-8")
    calendar = "id,name,kind,start,end,known_on\nspring,Spring,exercise,2020-03-01,2020-03-31,2019-01-01\n"
    calendar += "autumn,Autumn,exercise,2020-09-01,2020-09-30,2020-01-01\n"
    (where / "calendar.csv").write_text(calendar, encoding="utf-8")
    return where / "case.yaml"


def test_of_a_case_with_a_record_and_a_window(tmp_path):
    path = folder(tmp_path, WINDOW)
    found = api.window(path, months=12)
    assert [rate.rate for rate in found.rates] == ["tests", "moves"]
    assert (found.record.as_of, found.rates[0].regimes[0].until) == ("2020-07-01", "2020-07-01")
    assert (found.seek, found.provenance.case) == ("calm", "standoff")
    assert [c.id for c in found.coming] == ["autumn"]
    assert [c.policy for c in found.completions] == ["no policy", "pause"]
    speed = api.load(path).window.closes[0].speed
    assert found.rates[0].combined.both[1] < speed.low < speed.high < found.rates[0].combined.both[2]
    done = found.completions[0].done
    assert list(done) == [str(n) for n in range(1, 13)]
    by_hand = np.mean([0.5 / (0.5 + r) * (1 - math.exp(-(0.5 + r) * 12)) for r in speed.values])
    assert done["12"] == pytest.approx(by_hand)


def test_as_of_another_day(tmp_path):
    path = folder(tmp_path, WINDOW)
    early, late = (api.window(path, as_of=day, months=6) for day in ("2020-03-01", "2021-03-01"))
    assert (early.record.as_of, late.record.as_of) == ("2020-03-01", "2021-03-01")
    assert [found.rates[0].regimes[0].count for found in (early, late)] == [3, 22]
    assert [c.id for c in early.coming] == ["spring", "autumn"]
    case = api.load(path)
    assert api.window(case, as_of="2020-03-01", months=6) == early
    there = api.ensemble(path, as_of="2020-03-01")
    assert api.window(there, months=6, record=api.opened(path)) == early
    with pytest.raises(CaseError, match="E012"):
        api.window(there, as_of="2020-03-01")


def test_of_a_case_with_a_record_alone(tmp_path):
    found = api.window(folder(tmp_path))
    assert (found.completions, found.provenance, found.seek) == ((), None, None)
    assert [rate.rate for rate in found.rates] == ["tests", "moves"]


def test_of_a_case_with_a_window_alone(tmp_path):
    path = folder(tmp_path, WINDOW.replace("fitted tests", "0.1 per month"), record=False)
    found = api.window(path, months=3, policies=["pause"])
    assert (found.rates, found.record, found.coming) == ((), None, ())
    assert found.completions[0].done["3"] == pytest.approx(0.5 / 0.6 * (1 - math.exp(-1.8)))


def test_what_cannot_be_told_is_refused(tmp_path):
    path = folder(tmp_path, record=False)
    with pytest.raises(CaseError, match="E064"):
        api.window(path)
    path = folder(tmp_path, WINDOW)
    for months in (0, 601):
        with pytest.raises(CaseError, match="E012"):
            api.window(path, months=months)
    with pytest.raises(CaseError, match='did you mean "pause"'):
        api.window(path, policies=["paus"])
    with pytest.raises(CaseError, match="E102"):
        api.window(path, as_of="2019-03-01")


def test_on_the_command_line(tmp_path, capsys):
    path = str(folder(tmp_path, WINDOW))
    assert main(["window", path, "--as-of", "2020-03-01", "--policy", "pause", "--months", "6", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["record"]["as_of"] == "2020-03-01"
    assert list(told["completions"][1]["done"]) == ["1", "2", "3", "4", "5", "6"]
    assert main(["window", path, "--months", "6"]) == 0
    assert "How long the window stays open" in capsys.readouterr().out
    assert main(["window", path, "--policy", "paus"]) == 2
    assert "E021" in capsys.readouterr().err


def test_the_record_of_korea_as_of_july_2017():
    there = api.opened("korea-2017")
    case = api.load("korea-2017")
    found = {rate.rate: rate for rate in api.window(case, policies=[], months=1, samples=2, record=there).rates}
    race = found["provocations"].regimes[-1]
    assert (race.regime, race.until, race.count, race.days) == ("race", "2017-07-10", 39, 557)
    drills = found["provocations"].contrasts[0]
    assert (drills.beside, drills.inside, drills.outside) == ("large_exercise", 19, 20)
    assert drills.ratio == pytest.approx(19 / drills.inside_days / 20 * drills.outside_days)
    months = 557 / MONTH_DAYS
    assert found["tests"].expected[1].mean == pytest.approx(34.5 / months * 90 / MONTH_DAYS)


def test_the_record_of_korea_to_its_end():
    there = api.opened("korea-2017")
    found = {rate.rate: rate for rate in estimates(there, D("2019-12-31"))}
    regimes = found["provocations"].regimes
    told = [(r.count, r.days, *(round(x, 2) for x in (r.per_month, r.low, r.high))) for r in regimes]
    assert told == [(45, 699, 1.96, 1.43, 2.62), (0, 520, 0, 0, 0.22), (15, 242, 1.89, 1.06, 3.11)]
    assert [r.count for r in found["tests"].regimes] == [40, 0, 13]
    assert there.since + 699 * ONE == D("2017-11-30")
