"""The reference's one page."""

from django.urls import path

from benchmarks.references.views import rows

urlpatterns = [path("rows/<slug:code>/", rows)]
