"""Is the platform ready? For the start script, the proxy and the watch."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import access
from courses.models import LessonPage
from search.health import health as search_health


@access.public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with ``status``, ``search_engine`` and ``lessons`` once ready; 503 with the failing part otherwise."""
    try:
        if pending := pending_migrations():
            return JsonResponse({"status": "failed", "failing": "migrations", "pending": pending}, status=503)
        lessons = LessonPage.objects.live().count()
        search = search_health()
    except DatabaseError:
        return JsonResponse({"status": "failed", "failing": "database"}, status=503)
    # A missing Elasticsearch is degraded, not down: the database engine answers.
    status = "ok" if search["ok"] else "degraded"
    return JsonResponse({"status": status, "search_engine": search["engine"], "lessons": lessons, "search": search})


_migrated = False


def pending_migrations() -> int:
    """How many migrations are missing; asked until the answer is none, which cannot change under a running process."""
    global _migrated
    if _migrated:
        return 0
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _migrated = not pending
    return pending
