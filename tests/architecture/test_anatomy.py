"""Files say what they are: size, names, docstrings, and one door to committed tests."""

import ast
import re

import pytest

from tests.architecture.house import ROOT, house_files, name_of

HARD_LIMIT = 400  # lines; 250 is where a module should become a package
DRAWERS = {"utils", "helpers", "util", "helper", "misc", "common"}
TOP_LEVEL = {
    "benchmarks", "deploy", "docs", "drills", "locale", "static", "templates", "tests",
}  # fmt: skip


def too_long(source: str) -> bool:
    """Whether a module is over the hard limit."""
    return source.count("\n") > HARD_LIMIT


def is_drawer(name: str) -> bool:
    """Whether a module's name says only that things lie in it."""
    return name.removesuffix(".py") in DRAWERS


def has_reason(source: str) -> bool:
    """Whether a module says what it is for; an empty one needs no reason."""
    return not source.strip() or bool(ast.get_docstring(ast.parse(source)))


def commits_on_its_own(source: str) -> bool:
    """Whether a test asks Django for committed data without the shared fixture."""
    named = {node.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword | ast.arg)}
    used = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(ast.parse(source))}
    switched = any(
        isinstance(node, ast.keyword)
        and node.arg in {"transaction", "serialized_rollback"}
        and getattr(node.value, "value", False) is True
        for node in ast.walk(ast.parse(source))
    )
    return switched or "transactional_db" in named or bool({"TransactionTestCase", "LiveServerTestCase"} & used)


def test_no_module_is_longer_than_the_limit() -> None:
    assert [name_of(path) for path in house_files() if too_long(path.read_text())] == []


def test_no_drawers() -> None:
    assert [name_of(path) for path in house_files() if is_drawer(path.name)] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name_of(path) for path in house_files() if not has_reason(path.read_text())] == []


def test_committed_tests_use_the_shared_fixture() -> None:
    allowed = {"tests/conftest.py", "tests/database.py"}
    found = {name_of(path) for path in house_files() if path.is_relative_to(ROOT / "tests")} - allowed
    assert [name for name in sorted(found) if commits_on_its_own((ROOT / name).read_text())] == []


def test_nothing_new_at_the_top() -> None:
    """A new folder at the top needs a reason in the architecture page, and then a line here."""
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"lms"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert folders <= apps | TOP_LEVEL


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (too_long, "x = 1\n" * (HARD_LIMIT + 1), "x = 1\n" * HARD_LIMIT),
        (is_drawer, "utils.py", "spelling.py"),
        (lambda source: not has_reason(source), "x = 1", '"""Why."""\nx = 1'),
        (commits_on_its_own, "@pytest.mark.django_db(transaction=True)\ndef test_x(): ...", "def test_x(db): ..."),
        (commits_on_its_own, "def test_x(transactional_db): ...", "def test_x(committed_db): ..."),
        (commits_on_its_own, "class T(TransactionTestCase): ...", "class T(TestCase): ..."),
    ],
    ids=["length", "drawer", "docstring", "transaction", "transactional_db", "transaction_case"],
)
def test_canary_each_check_sees_its_fault(check: object, bad: str, good: str) -> None:
    assert callable(check)
    assert check(bad)
    assert not check(good)


def test_repository_names_no_machine() -> None:
    """A path of one machine in a source makes it work there only."""
    machine = re.compile("|".join(["/w" + "ork/", "/ro" + "ot/", "/home/[a-z]+/"]))
    assert [name_of(path) for path in house_files() if machine.search(path.read_text())] == []
