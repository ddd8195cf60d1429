"""Committed tests leave the database as they found it.

Django ends a committed test with ``flush``, which append-only guards refuse and which takes along the rows that
migrations made (Wagtail's root and locale). Patched here, in one place, so that it holds for live servers as well, and
in whatever order pytest ends its fixtures.
"""

from functools import cache

from django.db import connections
from django.test import TransactionTestCase

from core import append_only


@cache
def initial_rows(alias: str) -> str:
    """Everything in the database before the first committed test, as JSON."""
    return str(connections[alias].creation.serialize_db_to_string())


def restore_after_flush() -> None:
    """Teach ``TransactionTestCase`` to lift the guards around its flush and to plant the initial rows again."""
    setup, teardown = TransactionTestCase._fixture_setup, TransactionTestCase._fixture_teardown

    def remember(case: type[TransactionTestCase]) -> None:
        initial_rows("default")
        setup.__func__(case)  # the class method, on the class that asks

    def flush_and_plant(case: TransactionTestCase) -> None:
        connection, rows = connections["default"], initial_rows("default")
        # Django's own way to say "the rows come back": flush then makes no content types of its own, with other keys.
        connection._test_serialized_contents = rows
        case.serialized_rollback = True
        with append_only.lifted("default"):
            teardown(case)
            connection.creation.deserialize_db_from_string(rows)

    TransactionTestCase._fixture_setup = classmethod(remember)
    TransactionTestCase._fixture_teardown = flush_and_plant
