"""Addresses of this app."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("lessons/", views.lesson_list, name="lesson_list"),
    path("lessons/suggest/", views.lesson_suggestions, name="lesson_suggestions"),
]
