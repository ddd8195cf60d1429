"""The database's own guard: a curriculum's page row cannot be live while the curriculum is not filed.

Two tables carry the fact, so both are watched. Installed after every ``migrate`` (SQLite rebuilds altered tables and
drops their triggers). Raises ``IntegrityError`` on both databases.
"""

from typing import Any

from django.db import connections

PAGE, CURRICULUM = "wagtailcore_page", "courses_curriculumpage"
MESSAGE = "an unfiled curriculum cannot be live"
UNFILED = f"SELECT 1 FROM {CURRICULUM} c WHERE c.page_ptr_id = NEW.id AND c.filing_status <> 'filed'"  # noqa: S608 - fixed names
LIVE = f"SELECT 1 FROM {PAGE} p WHERE p.id = NEW.page_ptr_id AND p.live"  # noqa: S608 - fixed names

# name, table, operation, condition on the new row
GUARDS = [
    ("curriculum_live_only_filed", PAGE, "UPDATE OF live", f"NEW.live AND EXISTS ({UNFILED})"),
    ("curriculum_filed_before_live", CURRICULUM, "INSERT", f"NEW.filing_status <> 'filed' AND EXISTS ({LIVE})"),
    (
        "curriculum_filed_while_live",
        CURRICULUM,
        "UPDATE OF filing_status",
        f"NEW.filing_status <> 'filed' AND EXISTS ({LIVE})",
    ),
]


def install(*, using: str = "default", **kwargs: Any) -> None:
    """``post_migrate`` receiver; harmless when the triggers exist or the tables do not yet."""
    connection = connections[using]
    if not {PAGE, CURRICULUM} <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, table, operation, condition in GUARDS:
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {operation} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )
            return
        for name, table, operation, condition in GUARDS:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; "
                f"RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
