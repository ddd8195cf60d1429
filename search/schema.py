# ruff: noqa: S608 - names come from constants of this package, every value is a parameter
"""What Django's migrations cannot express: the full-text structures of each database, installed after every migrate.

SQLite: an external-content FTS5 table fed by triggers (an ``AlterField`` rebuilds the table and drops triggers
silently, hence after *every* migrate). PostgreSQL: generated tsvector columns with one GIN index; the tokens are ours,
so no parser and no dictionary of the server is involved.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "search_indexeddocument"
FTS = "search_fts"
COLUMNS = ("title", "card", "text", "members", "sounds")
_LIST = ", ".join(f"{column}_tokens" for column in COLUMNS)
_NEW = ", ".join(f"new.{column}_tokens" for column in COLUMNS)
_OLD = ", ".join(f"old.{column}_tokens" for column in COLUMNS)

# "~" joins the token characters: sounds (~siji) must not meet Latin words (siji).
SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5({_LIST}, content='{TABLE}', content_rowid='id', "
    "detail=column, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '~='\")",
    f"DROP TRIGGER IF EXISTS {FTS}_insert",
    f"DROP TRIGGER IF EXISTS {FTS}_delete",
    f"DROP TRIGGER IF EXISTS {FTS}_update",
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}(rowid, {_LIST}) VALUES (new.id, {_NEW}); END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, {_LIST}) VALUES ('delete', old.id, {_OLD}); END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE OF id, {_LIST} ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, {_LIST}) VALUES ('delete', old.id, {_OLD}); "
    f"INSERT INTO {FTS}(rowid, {_LIST}) VALUES (new.id, {_NEW}); END",
)
POSTGRESQL = (
    *(
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {column}_vector tsvector GENERATED ALWAYS AS "
        f"(array_to_tsvector(array_remove(string_to_array({column}_tokens, ' '), ''))) STORED"
        for column in COLUMNS
    ),
    f"CREATE INDEX IF NOT EXISTS {FTS}_gin ON {TABLE} USING gin "
    f"({', '.join(f'{column}_vector' for column in COLUMNS)}) WITH (fastupdate = off)",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create what is missing; safe to run again."""
    if TABLE not in connection.introspection.table_names():
        return
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rebuild_full_text(connection: BaseDatabaseWrapper) -> None:
    """Build SQLite's full-text table anew from the rows; PostgreSQL's columns are generated and need nothing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')")


def install_after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``."""
    install(connections[using])
