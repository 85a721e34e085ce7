"""The command line. Exit codes: 0 done; 1 a result that does not hold; 2 a mistake in what was given; 130 stopped."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the linear systems are small; threads only get in their way

from offramp.cli import (  # noqa: F401  (they add their commands)
    backtest,
    deals,
    doubt,
    events,
    feeds,
    files,
    monitoring,
    one_world,
    signals,
    timeline,
    window,
    worlds,
)
from offramp.cli.running import app, main, run

__all__ = ["app", "main", "run"]
