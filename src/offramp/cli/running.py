"""Running a command: its exit code, its mistakes, Ctrl-C."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from cyclopts import App

from offramp import __version__
from offramp.cli.showing import refuse, tell

app = App(
    name="offramp",
    version=__version__,
    help="Which policies have a chance in a standoff, what holds, who misreads whom, and which deal would hold.",
    help_epilogue="CASE is a name that `offramp cases` lists, a case file, or a folder with a case.yaml.",
    result_action="return_value",
    suppress_keyboard_interrupt=False,
    help_format="plaintext",
)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    return _guarded(lambda: app(given, exit_on_error=False, print_error=True), "--json" in given)


def _guarded(command: Callable[[], Any], as_json: bool) -> int:
    from cyclopts import CycloptsError

    try:
        code = command()
    except CycloptsError:
        return 2
    except (KeyboardInterrupt, SystemError) as error:
        from offramp.stability.compiled import interrupted

        if not interrupted(error):
            raise
        print("stopped; there is no result", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        reason = (error.strerror or "it did not work").lower()
        place = str(error.filename or "this machine")
        hint = "free some space, then try again" if error.errno == errno.ENOSPC else "try another path"
        return refuse("E001", f"cannot read or write: {reason}", place, hint, as_json)
    except Exception as error:
        from offramp.case.mistakes import CaseError

        if not isinstance(error, CaseError):
            raise
        return tell(error.mistakes, as_json)
    return code if isinstance(code, int) else 0


def run() -> None:
    """Run the command line and leave with its exit code. What asks it to end is taken as Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.exit(main())
