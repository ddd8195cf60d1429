"""A loaded vocabulary."""

import pytest

from taxonomy.services import load_vocabulary


@pytest.fixture
def vocabulary(db: None) -> None:
    """All terms and aliases."""
    load_vocabulary()
