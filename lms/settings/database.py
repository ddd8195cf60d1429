"""Database, cache and sessions: SQLite and local memory by default, PostgreSQL and Redis when named."""

from typing import Any

import dj_database_url

from lms.settings.env import DATA_DIR, DATABASE_URL, REDIS_URL

__all__ = ["CACHES", "DATABASES", "SESSION_ENGINE"]

# IMMEDIATE: short writers of several processes wait instead of failing as "locked"; recursive_triggers: INSERT OR
# REPLACE would otherwise pass the append-only guards. No ATOMIC_REQUESTS: every GET would take the write lock.
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "yanxun.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
        ),
    },
}


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL with psycopg's pool and a statement limit of five seconds on the web (60 s in workers: ``tasks``)."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    settings["OPTIONS"] = {
        **settings.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        "connect_timeout": 2,
        "prepare_threshold": 0,  # only of statements under ``core.prepared``; Django's own cursors never prepare
    }
    settings["CONN_MAX_AGE"] = 0  # the pool keeps connections
    return settings


DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else SQLITE}

if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 3},
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"
