"""Kill a study at random moments until that has been done often enough, then let it end.

Run as a program: FOLDER TIMES SEED. Prints how often the study was killed, and how many blocks were there each time.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from offramp.study.many.spreading import Here
from offramp.study.many.surveying import survey
from study.many import TEXT
from study.small import ensemble


def study(folder: Path) -> None:
    survey(ensemble(TEXT, samples=4_000), spread=Here(), folder=folder)


def main() -> None:
    folder, times, rng = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    survey(ensemble(TEXT, samples=10), spread=Here())  # compile
    killed, there = 0, []
    while killed < times:
        child = os.fork()
        if child == 0:
            study(folder)
            os._exit(0)
        time.sleep(rng.uniform(0.0, 1.2))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        blocks = list(folder.glob("block-*.npz"))
        if os.WIFSIGNALED(status):
            killed += 1
            there.append(len(blocks))
        if len(blocks) == 4 and killed < times:
            rng.choice(blocks).unlink()
    study(folder)
    print(killed, there)


main()
