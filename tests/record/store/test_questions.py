"""The same questions give the same answers in every database, and those of a naive program."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import pytest

from offramp.record.events.event import Event
from offramp.record.events.rows import rows
from offramp.record.store import parts, reading
from offramp.record.store.selecting import EVERYTHING, Selection
from offramp.record.store.store import Store
from record.store.conftest import new_database
from record.store.inventing import NASTY, asked, gdelt, icews, naive, naive_count, own, read

JULY = datetime.date(2017, 7, 1)
SELECTIONS = {
    "all": EVERYTHING,
    "actor": Selection(actors=("PRK", "North Korea")),
    "nasty": Selection(actors=NASTY[:4], categories=tuple(f"kind {word}".lower() for word in NASTY)),
    "injected": Selection(actors=(NASTY[6], NASTY[7], NASTY[8])),
    "pair": Selection(actors=("USA", "United States"), targets=("PRK", "North Korea", "KOR")),
    "code": Selection(code="04"),
    "code of no letters": Selection(code="%"),
    "days": Selection(since=JULY, until=datetime.date(2017, 7, 6)),
    "known": Selection(known_by=datetime.date(2017, 7, 4)),
    "known days": Selection(actors=("PRK", "USA"), since=JULY, known_by=datetime.date(2017, 7, 12), code="1"),
    "none": Selection(actors=("nobody",)),
}
BY = [
    (),
    ("month",),
    ("year", "actor"),
    ("day", "target"),
    ("category", "quad"),
    ("code",),
    ("actor", "target", "month"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("feeds")
    return (
        gdelt(folder / "one.tsv", 2500, 1),
        icews(folder / "two.tab", 300, 2),
        own(folder / "three.csv", 150, 3),
        gdelt(folder / "four.tsv", 1500, 4),
    )


def filled(place: str, files: tuple[Path, ...]) -> Store:
    with Store(place, write=True) as store:
        store.ingest(files, report=lambda *_: None)
    return Store(place)


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgresql", marks=pytest.mark.debian)])
def store(
    request: pytest.FixtureRequest, files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    if request.param == "duckdb":
        place = str(tmp_path_factory.mktemp("store") / "feed.duckdb")
    else:
        place = new_database(request.getfixturevalue("server"))
    with filled(place, files) as store:
        yield store


def check(store: Store, files: tuple[Path, ...], selection: Selection) -> None:
    """Compare every way to count, and the events themselves, with the naive program."""
    expected = naive(files, selection)
    for by in BY:
        found = {values: (events, together) for values, events, together in store.count(by, selection)}
        assert found == (naive_count(expected, by) or ({(): (0, 0)} if not by else {})), by
    told = [(event.day, event.file, event.line, event.rows) for event in store.select(selection)]
    assert told == [(event.day, event.file, event.line, together) for event, together in expected]


@pytest.mark.parametrize("which", SELECTIONS)
def test_counts_and_events_are_those_of_a_naive_program(store: Store, files: tuple[Path, ...], which: str) -> None:
    check(store, files, SELECTIONS[which])


def test_the_questions_find_something(files: tuple[Path, ...]) -> None:
    sizes = {name: len(naive(files, selection)) for name, selection in SELECTIONS.items()}

    assert {name for name, size in sizes.items() if not size} == {"code of no letters", "none"}
    assert sizes["all"] < sum(isinstance(row, Event) for file in files for row in rows(file)) - 500


def test_a_merged_event_is_known_from_the_first_report_and_as_sure_as_the_surest(store: Store) -> None:
    every = Selection(actors=("PRK",), targets=("USA",), code="190")
    (merged,) = [event for event in store.select(every) if event.day == JULY]
    rows_of_all = [event for file in store.files() for event in read(Path(file.name))]
    raw = [event for event in rows_of_all if asked(event, every) and event.day == JULY]

    assert merged.rows == len(raw) > 1
    assert merged.known_on == min(event.known_on for event in raw)


def test_rows_that_are_not_merged_are_all_there(store: Store, files: tuple[Path, ...]) -> None:
    ((_, events, together),) = store.count((), merge=False)

    assert events == together == sum(isinstance(row, Event) for file in files for row in rows(file))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_answers(files: tuple[Path, ...], tmp_path: Path) -> None:
    assert importlib.util.find_spec("pyspark"), "`make test-long` installs Spark; so does the extra `spark`"

    place = f"spark:local?folder={tmp_path / 'feed'}"
    with patch.object(parts, "PART", 400), Store(place, write=True) as store:
        (plan,) = reading.planned(files[:1], (), None, lambda *_: None)
        for batch in islice(reading.batches(plan, reading.Workers(1)), 3):
            store.database.write(batch)

    with filled(place, files) as store:
        assert store.files()[0].lines > 3 * 400
        for selection in SELECTIONS.values():
            check(store, files, selection)
        assert [file.complete for file in store.files()] == [True] * len(files)
        assert store.refused(5)[0] == sum(not isinstance(row, Event) for file in files for row in rows(file))
