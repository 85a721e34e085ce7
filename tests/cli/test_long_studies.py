"""Long studies from the command line: spread, stopped, killed, gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from offramp.cli import main
from study.many import TEXT

SAMPLES = "12000"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "many" / "case.yaml"
    path.parent.mkdir()
    path.write_text(TEXT, "utf-8")
    return path


def start(case: Path, folder: Path, *more: str) -> subprocess.Popen[str]:
    """Start a study in a process group of its own, as a shell does."""
    command = [sys.executable, "-m", "offramp", "policies", str(case), "--samples", SAMPLES, "--run", str(folder)]
    return subprocess.Popen(
        [*command, "--json", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_for_blocks(folder: Path, count: int, process: subprocess.Popen[str]) -> None:
    while len(list(folder.glob("block-*.npz"))) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def finished(case: Path, folder: Path, *more: str) -> Any:
    process = start(case, folder, *more)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return json.loads(out)


def alive(pids: list[int]) -> list[int]:
    """Return the processes that still run; those that have ended and wait to be collected do not."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        found += [pid] if state != "Z" else []
    return found


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        found += [int(stat.parent.name)] if parent == pid else []
    return found


def test_a_killed_study_leaves_no_workers_behind_and_goes_on_to_the_same_end(case: Path, tmp_path: Path) -> None:
    process = start(case, tmp_path / "run", "--workers", "2")
    wait_for_blocks(tmp_path / "run", 1, process)
    workers = children(process.pid)
    assert len(workers) >= 2
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    for _ in range(100):
        if not alive(workers):
            break
        time.sleep(0.1)
    assert not alive(workers)
    assert finished(case, tmp_path / "run") == finished(case, tmp_path / "other", "--workers", "1")


def test_ctrl_c_leaves_a_result_that_says_it_is_partial_and_the_study_goes_on(case: Path, tmp_path: Path) -> None:
    process = start(case, tmp_path / "run", "--workers", "2")
    wait_for_blocks(tmp_path / "run", 1, process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "stopped" in err
    assert "goes on" in err
    partial = json.loads(out)
    assert partial["provenance"]["partial"] is True
    assert partial["provenance"]["worlds"] < int(SAMPLES)
    whole = finished(case, tmp_path / "run")
    assert whole["provenance"]["partial"] is False
    assert whole["provenance"]["worlds"] >= int(SAMPLES)


def test_ctrl_c_before_anything_is_done_writes_nothing(case: Path, tmp_path: Path) -> None:
    process = start(case, tmp_path / "run", "--workers", "2")
    while not (tmp_path / "run" / "manifest.json").exists():
        assert process.poll() is None
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert out == "" or json.loads(out)["provenance"]["partial"]
    assert "Traceback" not in err


def test_a_changed_case_is_refused_saying_what_changed(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["policies", str(case), "--samples", "1000", "--run", str(tmp_path / "run")]
    assert main(arguments) == 0
    case.write_text(TEXT.replace("maybe(0.4)", "maybe(0.6)"), "utf-8")
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "E071" in said
    assert "+    - maybe(0.6): north.troops == gone" in said
    assert "-    - maybe(0.4): north.troops == gone" in said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--workers", "0"), "E012"),
        (("--samples", "1"), "E012"),
        (("--samples", "99999999"), "E012"),
        (("--scheduler", "tcp://127.0.0.1:9"), "E073"),
    ],
)
def test_what_cannot_be_done_is_refused(
    arguments: tuple[str, ...], code: str, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policies", str(case), *arguments]) == 2
    assert code in capsys.readouterr().err


def test_a_long_study_keeps_what_is_done_unasked(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("offramp.cli.asking.LONG", 2_000)
    assert main(["certain", str(case), "--samples", "2000", "--workers", "1", "--json"]) == 0
    assert "many-seed-0-2000.run" in capsys.readouterr().err
    assert len(list((tmp_path / "many-seed-0-2000.run").glob("block-*.npz"))) == 2
