"""A run that was killed and begun again leaves the same store as one that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.record.store import parts, reading
from offramp.record.store.store import Store
from record.store.conftest import Place
from record.store.inventing import contents, gdelt, own

DYING = Path(__file__).with_name("dying.py")
PATIENCE = 300


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [
        gdelt(tmp_path / "one.tsv", 2000, 1),
        own(tmp_path / "two.csv", 300, 2),
        gdelt(tmp_path / "three.tsv", 1000, 3),
    ]


def run(place: str, files: list[Path], how: str = "go", workers: int = 1) -> subprocess.CompletedProcess[str]:
    """Read files in a process of its own."""
    command = [sys.executable, str(DYING), how, str(workers), place, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def read_until_done(place: str, files: list[Path], seed: int, kills: int, seconds: float, workers: int = 1) -> int:
    """Read files, and die so many times at the most; return how often it died."""
    for died in range(kills):
        done = run(place, files, f"die:{seed + died}:{seconds}", workers)
        if done.returncode == 0:
            return died
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert run(place, files, workers=workers).returncode == 0
    return kills


def test_killed_at_random_moments_it_goes_on_to_the_same_store(new_place: Place, files: list[Path]) -> None:
    unbroken, broken = new_place(), new_place()
    assert run(unbroken, files).returncode == 0

    died = read_until_done(broken, files, seed=7, kills=3, seconds=0.4)

    assert died >= 2
    assert contents(broken) == contents(unbroken)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_many_times_it_goes_on_to_the_same_store(new_place: Place, files: list[Path], workers: int) -> None:
    unbroken = new_place()
    assert run(unbroken, files).returncode == 0
    expected = contents(unbroken)

    deaths = 0
    for trial in range(4):
        place = new_place()
        deaths += read_until_done(place, files, 100 * trial, kills=6, seconds=0.2 + 0.4 * trial, workers=workers)
        assert contents(place) == expected

    assert deaths >= 10


def test_a_run_that_breaks_off_within_a_batch_leaves_nothing_of_it(
    new_place: Place, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART", 500)
    place, unbroken = new_place(), new_place()
    with Store(unbroken, write=True) as store:
        store.ingest(files, report=lambda *_: None)

    with Store(place, write=True) as store:
        whole = list(reading.batches(reading.planned(files, (), None, lambda *_: None)[0], reading.Workers(1)))
        for batch in whole[:3]:
            store.database.write(batch)
        nonsense = whole[3].refused.rename_columns(["seq", "file", "line", "why", "other"]).drop_columns(["other"])
        with pytest.raises(Exception, match=r"(?i)column|data"):
            store.database.write(reading.Batch(whole[3].events, nonsense, whole[3].progress))
        assert store.files() == (whole[2].progress,)
        assert store.count(merge=False)[0][1] == whole[2].progress.events
        store.ingest(files, report=lambda *_: None)

    assert contents(place) == contents(unbroken)


def test_several_processes_read_what_one_does(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART", 300)
    places = [str(tmp_path / f"{workers}.duckdb") for workers in (1, 2)]
    for workers, place in enumerate(places, 1):
        with Store(place, write=True) as store:
            store.ingest(files, workers=workers, report=lambda *_: None)

    assert contents(places[0]) == contents(places[1])


def test_stopped_by_ctrl_c_it_says_how_to_go_on_and_does(tmp_path: Path, files: list[Path]) -> None:
    place, unbroken = (str(tmp_path / f"{name}.duckdb") for name in ("stopped", "unbroken"))

    done = run(place, files, "stop:5")

    assert done.returncode == 130
    assert "the same command goes on from there" in done.stderr
    assert "Traceback" not in done.stderr
    (begun,) = contents(place)["files"]
    assert begun["lines"] in (4 * 150, 5 * 150)
    assert not begun["complete"]
    assert [run(stored, files).returncode for stored in (place, unbroken)] == [0, 0]
    assert contents(place) == contents(unbroken)
