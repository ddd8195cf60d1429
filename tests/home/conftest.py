"""Two districts under rule sets, and files of a test alone."""

from tests.training.conftest import enter, far, near, protected_files, rules  # noqa: F401 - shared fixtures
