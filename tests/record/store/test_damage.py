"""Stores that are damaged: every command says so, whatever is broken, and when it is come upon."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.cli import main
from offramp.record.store.embedded import Embedded
from record.store.inventing import gdelt

PAGE = 4096
BLOCK = 262_144


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a store of 20,000 rows."""
    folder = tmp_path_factory.mktemp("sound")
    api.read_feed([gdelt(folder / "x.tsv", 20_000, 1)], folder / "feed.duckdb")
    return (folder / "feed.duckdb").read_bytes()


def commands(folder: Path, place: str) -> list[list[str]]:
    """Return every command that uses a store."""
    new = str(gdelt(folder / "new.tsv", 50, 2))
    return [
        ["feed", "count", "--store", place, "--by", "month,actor"],
        ["feed", "take", "--store", place, "--to", str(folder / "events.csv")],
        ["feed", "refused", "--store", place],
        ["feed", "read", new, "--store", place],
    ]


def cut(data: bytes) -> bytes:
    return data[:300_000]


def heads(data: bytes) -> bytes:
    return data[:PAGE] + random.Random(1).randbytes(2 * PAGE) + data[3 * PAGE :]


def pages(data: bytes) -> bytes:
    return data[: 20 * PAGE] + random.Random(2).randbytes(30 * PAGE) + data[50 * PAGE :]


def text(_: bytes) -> bytes:
    return b"date,actor,category\n" * 20_000


@pytest.mark.parametrize("harm", [cut, heads, text])
def test_every_command_says_that_a_store_is_damaged(
    sound: bytes, harm: Callable[[bytes], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "feed.duckdb"
    for command in commands(tmp_path, str(place)):
        place.write_bytes(harm(sound))

        assert main(command) == 2
        said = capsys.readouterr().err
        assert "E098" in said
        assert "damaged, or is no store" in said
        assert "into a new store" in said
    assert not list(tmp_path.glob("*events.csv*"))


@pytest.mark.parametrize("harm", [pages, *range(12)])
def test_no_damage_raises_anything_but_that_it_is_damaged(
    sound: bytes, harm: Callable[[bytes], bytes] | int, tmp_path: Path
) -> None:
    if isinstance(harm, int):
        rng, data = random.Random(harm), bytearray(sound)
        at, size = rng.randrange(len(data)), rng.choice([1, PAGE, 30 * PAGE, BLOCK, len(data)])
        data[at : at + size] = rng.choice([b"", bytes(size), rng.randbytes(size)])
        broken = bytes(data)
    else:
        broken = harm(sound)
    place, to = tmp_path / "feed.duckdb", tmp_path / "events.csv"
    new = gdelt(tmp_path / "new.tsv", 50, 2)
    asking: list[Callable[[], object]] = [
        lambda: api.count_feed(place, ["month", "actor"]),
        lambda: api.take_feed(place, to),
        lambda: api.refused_rows(place),
        lambda: api.read_feed([new], place),
    ]
    for ask in asking:
        place.write_bytes(broken)
        assert told(ask) in ([], ["E098"])


def told(ask: Callable[[], object]) -> list[str]:
    """Return the codes of the mistakes that asking raises, none if it raises nothing."""
    try:
        ask()
    except CaseError as error:
        return [mistake.code for mistake in error.mistakes]
    return []


class Breaking:
    """A connection that fails when something is asked of it."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def sql(self, _: str) -> object:
        raise self.error

    def close(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (duckdb.InternalException("INTERNAL Error: out of bounds"), "E098"),
        (duckdb.FatalException("FATAL Error: the database has been invalidated"), "E098"),
        (duckdb.IOException('IO Error: Could not write file "x.tmp": No space left on device'), "E095"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate block"), "E095"),
    ],
)
def test_what_a_question_comes_upon_is_told(sound: bytes, tmp_path: Path, error: Exception, code: str) -> None:
    from offramp.record.store.columns import table

    (tmp_path / "feed.duckdb").write_bytes(sound)
    there = Embedded(str(tmp_path / "feed.duckdb"), write=False)
    there.close()
    there._con = Breaking(error)

    with pytest.raises(CaseError) as raised:
        list(there.rows(table("events"), 10))
    assert [mistake.code for mistake in raised.value.mistakes] == [code]


def test_who_asks_to_stop_is_not_told_of_damage(sound: bytes, tmp_path: Path) -> None:
    from offramp.record.store.columns import table

    (tmp_path / "feed.duckdb").write_bytes(sound)
    there = Embedded(str(tmp_path / "feed.duckdb"), write=False)
    there.close()
    there._con = Breaking(duckdb.InterruptException("INTERRUPT Error: Interrupted!"))

    with pytest.raises(KeyboardInterrupt):
        list(there.rows(table("events"), 10))
