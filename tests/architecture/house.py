"""What the checks share: the ladder, the files of the house, and what a piece of Python imports."""

import ast
import configparser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def ladder() -> tuple[str, ...]:
    """The apps of ``.importlinter`` from the ground up: ``core`` first."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    lines = contracts["importlinter:contract:ladder"]["layers"].splitlines()
    return tuple(line.strip() for line in reversed(lines) if line.strip() and not line.strip().startswith("#"))


def floor(app: str) -> int:
    """How high an app stands; the ground is 0."""
    return ladder().index(app)


def app_files(pattern: str = "*.py") -> Iterator[tuple[str, Path]]:
    """Every source file with the app it belongs to, migrations left out."""
    for app in ladder():
        for path in sorted((ROOT / app).rglob(pattern)):
            if "migrations" not in path.parts:
                yield app, path


def house_files(pattern: str = "*.py") -> Iterator[Path]:
    """Every source file of the project, tests and tools included."""
    for folder in (*ladder(), "tests", "deploy", "benchmarks", "docs"):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    """A path as a reader writes it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def imported_roots(source: str) -> set[str]:
    """Top-level packages that a module imports anywhere, inside functions and under TYPE_CHECKING too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and _is_import_by_name(node):
            found.add(str(node.args[0].value).partition(".")[0])  # type: ignore[attr-defined]
    return found


def _is_import_by_name(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    named = bool(node.args) and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    return named and name in {"import_module", "import_string", "__import__"}
