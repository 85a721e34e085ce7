"""A private PostgreSQL server: made in a folder of its own, reached through it alone, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PATIENCE = 120
DEBIAN = Path("/usr/lib/postgresql")
MISSING = (
    "these tests need the programs of a PostgreSQL server (initdb, pg_ctl, postgres) and found none: install the "
    "Debian package `postgresql` with `apt-get install postgresql`, or put the programs on the PATH; no server needs "
    "to run, the tests start one of their own"
)


def programs() -> Path:
    """Return the folder of the newest PostgreSQL programs on this machine."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    folders = [*reversed(versions), *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise RuntimeError(MISSING)


def plain_user() -> str | None:
    """Return a user to run the server, which root may not: None if we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")


def run(program: Path, *arguments: str, user: str | None, folder: Path) -> None:
    """Run a program of the server to its end, and say what it printed if it fails."""
    log = folder / f"{program.name}.log"
    with log.open("wb") as stream:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
    if done.returncode != 0:
        logs = "\n".join(
            path.read_text("utf-8", errors="replace") for path in (log, folder / "server.log") if path.exists()
        )
        raise RuntimeError(f"{program} {' '.join(arguments)} failed:\n{logs}")


@contextmanager
def running() -> Iterator[str]:
    """Start a server and return the connection string of its database; stop it at the end."""
    found, user = programs(), plain_user()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if user:
            shutil.chown(folder, user)
        data, log = str(folder / "data"), str(folder / "server.log")
        run(found / "initdb", "-D", data, "-U", "offramp", "-A", "trust", "-E", "UTF8", "-N", user=user, folder=folder)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c shared_buffers=64MB"
        start = ("-D", data, "-l", log, "-w", "-t", str(PATIENCE), "-o", options, "start")
        run(found / "pg_ctl", *start, user=user, folder=folder)
        try:
            yield f"postgresql://offramp@/postgres?host={quote(str(folder), safe='')}"
        finally:
            run(found / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop", user=user, folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
