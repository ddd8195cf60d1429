"""Files of a test alone."""

from tests.courses.conftest import protected_files  # noqa: F401 - the shared fixture
