"""Two districts under rule sets, pages and files: what the tests of training stand on."""

from pathlib import Path

import pytest

from tests.training.conftest import enter, far, home, near, protected_files, rules  # noqa: F401 - shared fixtures


@pytest.fixture(autouse=True)
def pages(home: None, protected_files: Path) -> None:  # noqa: F811 - the shared fixtures
    """Lessons are pages, products may be files."""
