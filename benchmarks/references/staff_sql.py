"""Hours of a school by person and year as one statement over the ledger's covering index."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

STATEMENT = """
SELECT person_id, year, SUM(year_amount), COUNT(*)
FROM training_hourentry
WHERE person_id IN (
    SELECT person_id FROM organizations_membership WHERE organization_id = %s AND until IS NULL
)
AND set_key = %s AND year IN ({years})
GROUP BY person_id, year
"""


def staff_hours(*, school_id: int, set_key: str, years: Sequence[str]) -> list[tuple[Any, ...]]:
    """(person, year, grains, entries) for everybody of the school."""
    marks = ", ".join(["%s"] * len(years))
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(years=marks), [school_id, set_key, *years])
        return list(cursor.fetchall())
