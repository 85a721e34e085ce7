"""A run folder: what a long study has found so far, so that nothing is lost when it is killed."""

from __future__ import annotations

import difflib
import fcntl
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from offramp import __version__
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.reading import read_file, read_text
from offramp.study.many.blocks import Job
from offramp.study.many.survey import FIELDS, Tally

FORMAT = 1
MOST_CHANGES = 12


class RunFolder:
    """A folder with one file for each block of worlds that is done.

    Files are written whole or not at all, so a study that was killed at any point goes on from the last block that was
    written; an unreadable block is played again.

    Parameters
    ----------
    path : Path
        The folder; made if it is not there.
    job : Job
        The study.
    policies : iterable of str
        The policies that are compared.

    Raises
    ------
    CaseError
        E071 if the folder holds another study, saying what differs; E072 if another study is writing to it.
    """

    def __init__(self, path: Path, job: Job, policies: Iterable[str]) -> None:
        self.path = path
        self.job = job
        self.manifest = {
            "format": FORMAT,
            "offramp": __version__,
            "case": job.case.id,
            "meaning": _meaning_of(job),
            "seed": job.seed,
            "samples": job.samples,
            "policies": list(policies),
            **({"as_of": str(job.case.as_of), "record": job.dated} if job.dated else {}),
        }
        self._lock: int | None = None

    def __enter__(self) -> RunFolder:
        self._refuse_others()
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            hint = "wait until it is done, or give another folder with `--run`"
            message = "another study is writing to this run folder"
            raise CaseError([Mistake("E072", message, str(self.path), hint=hint)]) from None
        for part in self.path.glob(".*.part"):
            part.unlink()
        if not (self.path / "manifest.json").exists():
            text = _text_of(self.job)
            if text is not None:
                self._write("case.yaml", text.encode())
            told = {**self.manifest, "digest": self.job.case.digest}
            self._write("manifest.json", json.dumps(told, indent=2).encode())
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            os.close(self._lock)

    def _refuse_others(self) -> None:
        manifest = self.path / "manifest.json"
        if manifest.exists():
            changes = self._changes(_read(manifest))
            if changes:
                hint = "\n".join([*changes, "give another folder with `--run`, or delete this one"])
                message = "this run folder holds another study"
                raise CaseError([Mistake("E071", message, str(self.path), hint=hint)])
        elif self.path.is_dir() and any(entry.name not in ("lock", "case.yaml") for entry in self._entries()):
            message, hint = "this folder is no run folder", "give a new or an empty one with `--run`"
            raise CaseError([Mistake("E071", message, str(self.path), hint=hint)])

    def _entries(self) -> Iterable[Path]:
        return (entry for entry in self.path.iterdir() if not entry.name.endswith(".part"))

    def _changes(self, there: dict[str, Any]) -> list[str]:
        """Return what differs between the study in the folder and the one that is asked for."""
        found = []
        for key, here in self.manifest.items():
            if there.get(key) != here and key != "meaning":
                found.append(f"{key}: {there.get(key)} there, {here} here")
        if there.get("meaning") != self.manifest["meaning"]:
            found.append("the case has changed:")
            found += self._changed_lines()
        return found

    def _changed_lines(self) -> list[str]:
        before, after = self.path / "case.yaml", _text_of(self.job)
        if not before.exists() or after is None:
            return ["what changed cannot be said: the text of one of the two is gone"]
        old = before.read_text("utf-8", errors="replace")
        lines = difflib.unified_diff(old.splitlines(), after.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        more = len(changed) - MOST_CHANGES
        return [*changed[:MOST_CHANGES], *([f"and {more} more lines"] if more > 0 else [])]

    # ------------------------------------------------------------ blocks

    def _mark(self, number: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return what a block file says of itself: which block of which study it is."""
        told = json.dumps([self.manifest, number], sort_keys=True).encode()
        return np.frombuffer(hashlib.sha256(told).digest(), dtype=np.uint8)

    def _block(self, number: int) -> str:
        return f"block-{number:07d}.npz"

    def readable(self, numbers: Iterable[int]) -> dict[int, Tally]:
        """Return the blocks that are there, by number."""
        loaded = {number: self.load(number) for number in numbers}
        return {number: tally for number, tally in loaded.items() if tally is not None}

    def save(self, number: int, tally: Tally) -> None:
        """Write a block, whole or not at all."""
        with io.BytesIO() as stream:
            np.savez(stream, mark=self._mark(number), **{name: getattr(tally, name) for name in FIELDS})
            self._write(self._block(number), stream.getvalue())

    def load(self, number: int) -> Tally | None:
        """Return a block, None if it cannot be read or is another one."""
        try:
            with (self.path / self._block(number)).open("rb") as stream, np.load(stream, allow_pickle=False) as found:
                mine = bytes(found["mark"]) == bytes(self._mark(number))
                return Tally(**{name: found[name] for name in FIELDS}) if mine else None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def _write(self, name: str, content: bytes) -> None:
        handle, part = tempfile.mkstemp(dir=self.path, prefix=f".{name}.", suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(part).replace(self.path / name)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _text_of(job: Job) -> str | None:
    """Return the text of a job's case, None if its file is gone or has changed since it was read."""
    try:
        text = "\n".join(read_file(Path(job.case.file)).lines)
    except CaseError:
        return None
    return text if hashlib.sha256(text.encode()).hexdigest() == job.case.digest else None


def _meaning_of(job: Job) -> str:
    """Return what stays the same if only comments and layout of the case change; its digest if the text is gone."""
    text = _text_of(job)
    if text is None:
        return job.case.digest
    values = read_text(text, job.case.file).values
    return hashlib.sha256(json.dumps(values, sort_keys=False, default=str).encode()).hexdigest()
