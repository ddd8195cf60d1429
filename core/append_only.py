"""Tables whose rows may be added, never changed; the database itself refuses.

Guards are installed after every ``migrate`` (an ``AlterField`` on SQLite rebuilds the table and silently drops its
triggers) and verified by a database check. They refuse UPDATE, DELETE, REPLACE (SQLite fires delete triggers for it
because connections set ``recursive_triggers``) and TRUNCATE, and raise ``IntegrityError`` on both databases.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_tables: set[str] = set()


def protect(table: str) -> None:
    """Declare ``table`` append-only; called from the owning app's ``ready()``."""
    _tables.add(table)


def protected_tables() -> list[str]:
    """Names of all append-only tables, sorted."""
    return sorted(_tables)


def trigger_names(table: str, vendor: str) -> list[str]:
    """The guards a table must have on this database."""
    operations = ["update", "delete"] + (["truncate"] if vendor == "postgresql" else [])
    return [f"{table}_no_{operation}" for operation in operations]


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Create the guards of one table; harmless when they exist."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in trigger_names(table, "sqlite"):
                operation = name.rsplit("_", 1)[1].upper()
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {operation} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
        )
        for name in trigger_names(table, "postgresql"):
            operation = name.rsplit("_", 1)[1].upper()
            level = "STATEMENT" if operation == "TRUNCATE" else "ROW"
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {operation} ON {table} "
                f"FOR EACH {level} EXECUTE FUNCTION refuse_change()"
            )


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the guards of one table."""
    suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in trigger_names(table, connection.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Guards that should exist on this database and do not."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return [
        name
        for table in protected_tables()
        if table in present
        for name in trigger_names(table, connection.vendor)
        if name not in found
    ]


def install_all(*, using: str = "default", **kwargs: Any) -> None:
    """``post_migrate`` receiver: guard every declared table that exists by now."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    for table in protected_tables():
        if table in present:
            install(connection, table)


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Take the guards off for a flush of a test database, and put them back."""
    connection = connections[using]
    present = [table for table in protected_tables() if table in connection.introspection.table_names()]
    with transaction.atomic(using=using):
        for table in present:
            remove(connection, table)
    try:
        yield
    finally:
        with transaction.atomic(using=using):
            for table in present:
                install(connection, table)
