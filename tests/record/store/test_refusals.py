"""What a store refuses, and what it says then."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest

from offramp import api
from offramp.case.mistakes import CaseError
from offramp.cli import main
from offramp.record.events.rows import rows
from offramp.record.store import reading
from offramp.record.store import store as storing
from offramp.record.store.cluster import Cluster, named
from offramp.record.store.postgres import hidden
from offramp.record.store.selecting import Selection
from offramp.record.store.store import Store
from record.store.conftest import Place, new_database
from record.store.inventing import gdelt, own


def code_of(error: pytest.ExceptionInfo[CaseError]) -> str:
    (mistake,) = error.value.mistakes
    assert mistake.hint
    return mistake.code


def silent(*_: object) -> None:
    return None


def read(place: str, *files: Path) -> None:
    with Store(place, write=True) as store:
        store.ingest(files, report=silent)


def test_a_store_that_is_not_there_is_not_made_by_asking(new_place: Place) -> None:
    place = new_place()

    for _ in range(2):
        with pytest.raises(CaseError) as error:
            Store(place)
        assert code_of(error) == "E095"


@pytest.mark.parametrize(
    "place", ["mysql://host/db", "", "spark:nowhere", "spark:local?path=x", "/no/such/folder/x.duckdb"]
)
def test_a_name_that_names_no_store_is_refused(place: str) -> None:
    with pytest.raises(CaseError) as error:
        Store(place, write=True)

    assert code_of(error) == "E095"


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        Store(f"postgresql://me:secret@/db?host={tmp_path}")

    assert code_of(error) == "E095"
    assert "secret" not in str(error.value)
    assert hidden("postgresql://me:se:cret@host/db") == "postgresql://me:...@host/db"


@pytest.mark.debian
def test_what_is_no_store_is_refused(server: str, tmp_path: Path) -> None:
    other, text, database = tmp_path / "other.duckdb", tmp_path / "text.duckdb", new_database(server)
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE events (x INTEGER)")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE files (x INTEGER)")
    text.write_text("not a database, but a text that is long enough to be one" * 400)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")

    for place, code in (
        (str(other), "E098"),
        (database, "E098"),
        (f"spark:local?folder={tmp_path / 'folder'}", "E098"),
        (str(text), "E098"),
        (str(tmp_path), "E095"),
    ):
        with pytest.raises(CaseError) as error:
            Store(place, write=True)
        assert code_of(error) == code, place
    assert text.read_text().startswith("not a database")


@pytest.mark.debian
def test_two_commands_do_not_read_into_one_store(server: str, tmp_path: Path) -> None:
    database = new_database(server)
    folder = f"spark:local?folder={tmp_path / 'spark'}"
    with Store(database, write=True), Store(folder, write=True):
        for place in (database, folder):
            with pytest.raises(CaseError) as error:
                Store(place, write=True)
            assert code_of(error) == "E097"


def test_a_file_of_duckdb_that_another_process_has_open_is_told(tmp_path: Path) -> None:
    import subprocess
    import sys

    place = str(tmp_path / "feed.duckdb")
    program = (
        "import sys; from offramp.record.store.store import Store; s = Store(sys.argv[1], write=True); "
        "print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, place]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(CaseError) as error:
            Store(place)
        other.stdin.close()
    assert code_of(error) == "E097"


def test_a_file_that_has_changed_is_refused_and_the_store_stays(new_place: Place, tmp_path: Path) -> None:
    place, file = new_place(), gdelt(tmp_path / "x.tsv", 200, 1)
    read(place, file)
    with file.open("a") as stream:
        stream.write("one more line\n")

    with pytest.raises(CaseError) as error:
        read(place, file)

    assert code_of(error) == "E096"
    with Store(place) as store:
        assert store.files()[0].lines == len(file.read_text().splitlines()) - 1


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offramp.record.store.parts.PART", 50)
    place, file = str(tmp_path / "feed.duckdb"), gdelt(tmp_path / "x.tsv", 200, 1)

    def touch(what: str, done: int, _: int) -> None:
        if what == "lines" and done:
            os.utime(file, ns=(1, 1))

    with Store(place, write=True) as store, pytest.raises(CaseError) as error:
        store.ingest([file], report=touch)
    assert code_of(error) == "E096"
    with Store(place) as store:
        assert store.files()[0].lines == 50


def test_a_file_begun_in_another_layout_is_refused(tmp_path: Path) -> None:
    place, file = str(tmp_path / "feed.duckdb"), own(tmp_path / "x.csv", 5, 1)
    api.read_feed([file], place)

    with pytest.raises(CaseError) as error:
        api.read_feed([file], place, layout="gdelt-2")

    assert code_of(error) == "E096"


def test_the_same_bytes_are_read_once(new_place: Place, tmp_path: Path) -> None:
    place, file = new_place(), gdelt(tmp_path / "x.tsv", 200, 1)
    copy = Path(shutil.copy(file, tmp_path / "copy.tsv"))

    read(place, file, file, copy)
    read(place, copy)

    with Store(place) as store:
        (only,) = store.files()
        assert (only.name, only.events) == (str(file), store.count(merge=False)[0][1])


def test_what_is_taken_is_read_again_as_it_was(new_place: Place, tmp_path: Path) -> None:
    place, to = new_place(), tmp_path / "events.csv"
    read(place, gdelt(tmp_path / "x.tsv", 500, 1), own(tmp_path / "y.csv", 80, 2))
    names = (
        "day",
        "precision",
        "actor",
        "target",
        "category",
        "mode",
        "code",
        "quad",
        "score",
        "known_on",
        "confidence",
    )

    with Store(place) as store:
        events, together, lines = store.take()
        api.write(to, lines)
        kept = list(store.select())

    again = list(rows(to))
    assert len(again) == events == len(kept) < together
    for one, other in zip(kept, again, strict=True):
        expected = [" ".join(v.split()) if isinstance(v, str) else v for v in (getattr(one, name) for name in names)]
        assert [getattr(other, name) for name in names] == expected


def test_more_than_a_case_may_have_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "feed.duckdb")
    read(place, gdelt(tmp_path / "x.tsv", 500, 1))
    monkeypatch.setattr(storing, "MOST_TAKEN", 20)
    monkeypatch.setattr(storing, "MOST_COUNTS", 20)

    with Store(place) as store:
        with pytest.raises(CaseError) as error:
            store.take()
        assert code_of(error) == "E099"
        with pytest.raises(CaseError) as error:
            store.count(("day", "actor", "target"))
        assert code_of(error) == "E099"
        events, together, lines = store.take(Selection(actors=("nobody",)))
        assert (events, together, len(list(lines))) == (0, 0, 1)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, to = str(tmp_path / "feed.duckdb"), tmp_path / "events.csv"
    read(place, gdelt(tmp_path / "x.tsv", 50, 1))
    to.write_text("old")

    def broken(_: object) -> Iterator[str]:
        yield "id,date\n"
        raise OSError("no space")

    monkeypatch.setattr(storing, "own_lines", broken)
    with pytest.raises(OSError, match="no space"):
        api.take_feed(place, to)
    assert to.read_text() == "old"
    assert [path.name for path in tmp_path.glob("*events*")] == ["events.csv"]


def test_a_batch_that_was_broken_off_in_a_folder_is_not_seen(tmp_path: Path) -> None:
    folder = tmp_path / "spark"
    place, file = f"spark:local?folder={folder}", own(tmp_path / "y.csv", 8, 2)
    (plan,) = reading.planned([file], (), None, silent)
    database = Cluster(place, write=True)
    database.write(next(reading.batches(plan, reading.Workers(1))))
    database.close()
    broken = folder / "batches" / ".00000002"
    broken.mkdir()
    (broken / "events.parquet").write_bytes(b"half")

    Cluster(place, write=True).close()

    assert [path.name for path in (folder / "batches").iterdir()] == ["00000001"]
    assert named("spark://host:7077?folder=/shared/feed") == ("spark://host:7077", Path("/shared/feed"))


def test_the_commands_tell_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, place, to = gdelt(tmp_path / "x.tsv", 300, 1), str(tmp_path / "feed.duckdb"), tmp_path / "events.csv"

    assert main(["feed", "read", str(file), "--store", place]) == 0
    assert "could not be read" in capsys.readouterr().out
    assert main(["feed", "count", "--store", place, "--by", "month,actor", "--actor", "PRK,USA"]) == 0
    assert "by PRK or USA" in capsys.readouterr().out
    assert main(["feed", "count", "--store", place, "--by", "week"]) == 2
    assert "E021" in capsys.readouterr().err
    assert main(["feed", "refused", "--store", place, "--limit", "1"]) == 0
    assert "more are not shown" in capsys.readouterr().out
    assert main(["feed", "take", "--store", place, "--since", "2017-07-01", "--to", str(to)]) == 0
    assert "told of them" in capsys.readouterr().out
    assert main(["feed", "take", "--store", place, "--to", str(to)]) == 2
    assert "E094" in capsys.readouterr().err
    assert main(["feed", "read", str(file), "--store", place, "--workers", "0"]) == 2
    assert main(["feed", "read", str(tmp_path / "none.tsv"), "--store", place]) == 2
    assert "E001" in capsys.readouterr().err
