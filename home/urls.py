"""Addresses of this app; the home page itself and organization pages are Wagtail's."""

from django.urls import URLPattern, URLResolver, path

from home.views import health, operations, start

app_name = "home"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("start/", start.begin, name="begin"),
    path("me/", start.me, name="me"),
    path("operations/", operations.operations, name="operations"),
    path("operations/retry/", operations.retry_rows, name="retry_rows"),
    path("workspace/<uuid:organization_id>/", start.workspace, name="workspace"),
]
