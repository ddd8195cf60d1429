"""How good is the search? Judged queries against the running code and two references in the same Elasticsearch node.

    make bench-search
    python -m benchmarks.search_quality.evaluate [--set lessons passages] [--engine elasticsearch database]
        [--legs elasticsearch database] [--questions 1000] [--judgements DIR] [--misses] [--in-place] [--strict]

``lessons``: the lesson queries over the real lessons, imported into a database of the run's own. ``passages``:
questions of CMRC 2018 over its passages. Both are read from ``../shared/data`` or ``YANXUN_SHARED_DATA``;
``--judgements`` or ``SEARCH_JUDGEMENTS`` names another folder of lesson queries. ``--in-place`` asks the database of
the settings, whose lessons are imported and indexed already. Prints Markdown tables; ``--strict`` ends with 1 when a
goal is missed.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.stage import ROOT, stage
from tests.shared_data import LESSONS, shared, shared_folder

SETS = ("lessons", "passages")
ENGINES = ("elasticsearch", "database")
LESSON_QUERIES, PASSAGES = "retrieval/lesson_queries_dev", "retrieval/cmrc2018"
QUESTIONS = 1000
MISSING = 2  # exit code when the data is not there


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs="+", choices=SETS, default=SETS, dest="sets", help="what to evaluate")
    parser.add_argument("--engine", nargs="+", choices=ENGINES, help="default: every engine that is there")
    parser.add_argument("--legs", nargs="*", choices=ENGINES, help="engines to switch legs off in; default: the first")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="how many of CMRC's; 0: all 4,221")
    parser.add_argument("--judgements", type=Path, default=os.environ.get("SEARCH_JUDGEMENTS") or None)
    parser.add_argument("--misses", action="store_true", help="list the lesson queries whose nDCG is below .8")
    parser.add_argument("--in-place", action="store_true", help="on the database of the settings, lessons only")
    parser.add_argument("--strict", action="store_true", help="exit code 1 unless every goal is met")
    return parser.parse_args(given)


def missing(options: argparse.Namespace) -> list[str]:
    """What the wanted sets need and nobody has put there."""
    needed = {"lessons": [] if options.in_place else [LESSONS], "passages": [PASSAGES]}
    if not options.judgements:
        needed["lessons"].append(LESSON_QUERIES)
    return [part for name in options.sets for part in needed[name] if shared(part) is None]


def apart(given: Sequence[str], sets: Sequence[str]) -> int:
    """Each set in a process of its own, because each needs a database of its own."""
    codes = []
    for name in sets:
        argv = [sys.executable, "-m", "benchmarks.search_quality.evaluate", *given, "--set", name]
        codes.append(subprocess.run(argv, cwd=ROOT, check=False).returncode)
    return max(codes)


def main() -> int:
    """Evaluate and print."""
    options = arguments()
    if options.in_place:
        options.sets = SETS[:1]
    if lacking := missing(options):
        print(f"not below {shared_folder()}: {', '.join(lacking)}. Set YANXUN_SHARED_DATA.", file=sys.stderr)
        return MISSING
    if len(options.sets) > 1:
        return apart(sys.argv[1:], options.sets)
    if options.in_place:
        return _in_place(options)
    os.chdir(ROOT)
    with stage() as ground:
        from benchmarks.run import prepare_site

        prepare_site()
        return _evaluated(options, ground)


def _in_place(options: argparse.Namespace) -> int:
    import django

    from benchmarks.stage import description

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    return _evaluated(options, description())


def _evaluated(options: argparse.Namespace, ground: str) -> int:
    from benchmarks.search_quality.report import Report
    from benchmarks.search_quality.sets import lesson_report, passage_report

    report = Report()
    print(f"\n{ground}")
    if options.sets[0] == "lessons":
        lesson_report(report, options)
    else:
        passage_report(report, options)
    report.print_goals()
    return 1 if options.strict and report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
