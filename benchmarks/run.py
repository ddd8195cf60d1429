"""Measure what docs/performance.md promises: ``python -m benchmarks.run [--only P1 …] [--seconds 5] [--rounds 5]``.

``make bench`` starts PostgreSQL, Redis and Elasticsearch around it; without them it measures on SQLite and says so.
Prints a Markdown table. The exit code is 0 for a finished run whatever the verdicts, or 1 where a goal is missed or a
row is void and ``--strict`` was given.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from benchmarks.comparing import PASS
from benchmarks.stage import ROOT, stage

ROWS = ("P1", "P2", "P3", "P5", "L4")
MOST_SECONDS, MOST_ROUNDS, MOST_STAFF = 60.0, 50, 2000


def _within(kind: type[int] | type[float], most: float) -> Callable[[str], float]:
    """A number of the command line that keeps a run bounded."""

    def read(text: str) -> float:
        value = kind(text)
        if not 0 < value <= most:
            raise argparse.ArgumentTypeError(f"more than 0 and at most {most}")
        return value

    return read


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=ROWS, default=ROWS, help="rows to measure")
    parser.add_argument("--seconds", type=_within(float, MOST_SECONDS), default=5.0, help="length of a window")
    parser.add_argument("--rounds", type=_within(int, MOST_ROUNDS), default=5, help="windows of each side")
    parser.add_argument("--staff", type=_within(int, MOST_STAFF), default=300, help="teachers of the school of L4")
    parser.add_argument("--strict", action="store_true", help="exit code 1 unless every row passes")
    return parser.parse_args(given)


def prepare_site() -> None:
    """Tables, the least a site needs, and static files under hashed names, as production has them."""
    from deploy.prepare import prepare

    prepare()


def main() -> int:
    """Measure the wanted rows one after another and print each as it is known."""
    options = arguments()
    os.chdir(ROOT)
    missed = 0
    with stage() as ground:
        prepare_site()
        from benchmarks.city import City
        from benchmarks.rows import MEASURES, Setting

        setting = Setting(rounds=options.rounds, seconds=options.seconds, staff=options.staff)
        print(f"\n{ground}; {setting.rounds} rounds of {setting.seconds:g} s each side\n")
        print("| # | what | measured | goal | verdict |\n|---|---|---|---|---|", flush=True)
        city = City()
        for key, measure in MEASURES.items():
            for row in measure(city, setting) if key in options.only else ():
                missed += row.verdict != PASS
                print(f"| {row.key} | {row.what} | {row.measured} | {row.goal} | {row.verdict} |", flush=True)
    return 1 if options.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
