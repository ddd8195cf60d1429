"""Addresses of this app."""

from django.urls import URLPattern, URLResolver

app_name = "research_groups"
urlpatterns: list[URLPattern | URLResolver] = []
