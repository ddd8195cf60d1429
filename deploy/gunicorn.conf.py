"""Gunicorn: two workers with a few threads each, from one preloaded application.

Pages spend their time in SQL and in template rendering, so more threads than four per worker only queue on the
interpreter; more workers only help with more cores (WEB_WORKERS).
"""

import os
from pathlib import Path
from typing import Any

wsgi_app = "lms.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # one import for all workers, and its memory shared
timeout = 30  # seconds without a sign of life
graceful_timeout = 10
keepalive = 5
# Heartbeat files on a disk that is being synced stall the workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")
accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") else None
control_socket_disable = True


def pre_fork(server: Any, worker: Any) -> None:
    """Close what loading the application opened: a database connection shared by two processes breaks both."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
