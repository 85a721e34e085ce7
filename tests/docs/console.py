"""Runs the commands that a page of the documentation shows, and puts their output into the page.

`python tests/docs/console.py docs/tutorial.md` rewrites the page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from offramp.cli import main

FENCE = re.compile(r"^```(yaml|csv|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^(?=\S)", re.MULTILINE)


def written(file: str, piece: str) -> str:
    """Return a file with the top-level keys of a piece put in, each in its place or at the end."""
    sections = {part.partition(":")[0]: part for part in SECTION.split(file) if part}
    sections.update({part.partition(":")[0]: part for part in SECTION.split(piece) if part})
    return "".join(sections.values())


def run(command: str) -> str:
    """Return what a command prints on a terminal of 80 columns without colour."""
    program, *arguments = command.split()
    assert program == "offramp"
    terminal = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    shown = io.StringIO()
    with patch.dict(os.environ, terminal), contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        main(arguments)
    return "".join(f"{line.rstrip()}\n" for line in shown.getvalue().strip("\n").split("\n"))


def executed(page: str) -> str:
    """Return a page with the output of its commands as it is now.

    The YAML before each makes the file it names, a table the file `events.csv` beside it.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        file = ""

        def replaced(match: re.Match[str]) -> str:
            nonlocal file
            kind, body = match.groups()
            if kind == "yaml":
                file = written(file, body)
                return match.group()
            if kind == "csv":
                Path("events.csv").write_text(body, "utf-8")
                return match.group()
            command = body.splitlines()[0].removeprefix("$ ")
            for name in re.findall(r"\S+\.yaml", command):
                Path(name).write_text(file, "utf-8")
            return f"```console\n$ {command}\n{run(command)}```"

        return FENCE.sub(replaced, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name).resolve()
        path.write_text(executed(path.read_text("utf-8")), "utf-8")
