"""``evaluate_rules CASES.yaml``: what the shipped rules give for the cases of a file. Needs no database.

With ``--json`` it prints ``{"results": [{"id", "result"}]}``; without, it compares each case with what it expects and
ends with exit code 1 where one differs.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.rules import (
    Case,
    CaseError,
    RuleBook,
    RuleFileError,
    differences,
    evaluate,
    explanations,
    load_rule_files,
    load_shipped_rule_sets,
    read_cases,
)


class Command(BaseCommand):
    help = "Evaluate a file of cases by the shipped rule sets."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cases", type=Path, help="file of cases (YAML)")
        parser.add_argument("--json", action="store_true", help="print the results as JSON")
        parser.add_argument("--explain", action="store_true", help="add the explanations to the JSON")
        parser.add_argument("--rules", type=Path, help="folder of rule files to use instead of the shipped ones")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["cases"]
        try:
            book = load_rule_files(options["rules"]) if options["rules"] else load_shipped_rule_sets()
            cases = read_cases(path.read_text(encoding="utf-8"), book=book, file=path.name)
        except (CaseError, RuleFileError) as error:
            raise CommandError(str(error)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        if options["json"] or options["explain"]:
            self._print_results(cases, book, explained=options["explain"])
        else:
            self._compare(cases, book)

    def _print_results(self, cases: list[Case], book: RuleBook, *, explained: bool) -> None:
        results = []
        for case in cases:
            result = evaluate(case.facts, book)
            row: dict[str, Any] = {"id": case.id, "result": result.as_dict()}
            if explained:
                row["explanations"] = explanations(result)
            results.append(row)
        self.stdout.write(json.dumps({"results": results}, ensure_ascii=False, indent=1))

    def _compare(self, cases: list[Case], book: RuleBook) -> None:
        failed = 0
        for case in cases:
            if case.expect is None:
                self.stdout.write(f"----  {case.id} {case.title}")
                continue
            found = differences(case.expect, evaluate(case.facts, book).as_dict())
            failed += bool(found)
            self.stdout.write(f"{'FAIL' if found else 'pass'}  {case.id} {case.title}")
            for line in found:
                self.stdout.write(f"      {line}")
        if failed:
            raise CommandError(f"{failed} of {len(cases)} cases differ")
