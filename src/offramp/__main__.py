"""Run the command line with `python -m offramp`."""

from offramp.cli import run

if __name__ == "__main__":
    run()
