"""Measure what docs/performance.md promises: ``python -m benchmarks.run [--only P1 …] [--seconds 5] [--rounds 5]``.

``make bench`` starts PostgreSQL, Redis and Elasticsearch around it; without them it measures on SQLite and says so.
Prints a Markdown table. The exit code is 0 for a finished run whatever the verdicts, or 1 where a goal is missed or a
row is void and ``--strict`` was given.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from benchmarks.comparing import PASS
from benchmarks.stage import ROOT, TEMPORARY_SERVERS, stage

ON_SERVERS = ("S1", "S2", "S5", "S6", "S7")
EMBEDDED = ("S3", "S4")
ROWS = ("P1", "P2", "P3", "P5", "L4", *ON_SERVERS, *EMBEDDED)
MOST_SECONDS, MOST_ROUNDS, MOST_STAFF, MOST_LESSONS = 60.0, 50, 2000, 200_000


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
    parser.add_argument(
        "--lessons", type=_within(int, MOST_LESSONS), default=50_000, help="lessons that S1 to S7 search"
    )
    parser.add_argument("--strict", action="store_true", help="exit code 1 unless every row passes")
    parser.add_argument("--rows-only", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(given)


def prepare_site() -> None:
    """Tables, the least a site needs, and static files under hashed names, as production has them."""
    from deploy.prepare import prepare

    prepare()


def embedded(given: Sequence[str]) -> int:
    """Measure the embedded set-up in a process that knows of no server, inside this run's table."""
    environment = {name: value for name, value in os.environ.items() if name not in TEMPORARY_SERVERS.values()}
    argv = [sys.executable, "-m", "benchmarks.run", *given, "--rows-only"]
    return subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Measure the wanted rows one after another and print each as it is known."""
    options = arguments()
    os.chdir(ROOT)
    named = any(os.environ.get(name) for name in TEMPORARY_SERVERS.values())
    apart = [key for key in options.only if key in EMBEDDED] if named else []
    here = [key for key in options.only if key not in apart]
    failed = _measured(here, options) if here or not apart else False
    if apart:
        settings = ("--seconds", options.seconds, "--rounds", options.rounds, "--lessons", options.lessons)
        given = [*("--only", *apart), *map(str, settings), *(["--strict"] if options.strict else [])]
        failed = bool(embedded(given)) or failed
    return int(failed)


def _measured(only: Sequence[str], options: argparse.Namespace) -> bool:
    """Whether ``--strict`` should say no."""
    missed = 0
    with stage() as ground:
        prepare_site()
        from benchmarks import embedded_rows, rows, search_rows
        from benchmarks.city import City
        from benchmarks.measuring import Setting

        setting = Setting(rounds=options.rounds, seconds=options.seconds, staff=options.staff, lessons=options.lessons)
        if not options.rows_only:
            print(f"\n{ground}; {setting.rounds} rounds of {setting.seconds:g} s each side\n")
            print("| # | what | measured | goal | verdict |\n|---|---|---|---|---|", flush=True)
        city = City()
        for key, measure in (rows.MEASURES | search_rows.MEASURES | embedded_rows.MEASURES).items():
            for row in measure(city, setting) if key in only else ():
                missed += row.verdict != PASS
                print(f"| {row.key} | {row.what} | {row.measured} | {row.goal} | {row.verdict} |", flush=True)
    return bool(options.strict and missed)


if __name__ == "__main__":
    sys.exit(main())
