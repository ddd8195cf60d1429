"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/notices/", views.notices, name="notices"),
    path("me/findable/", views.findable, name="findable"),
    path("me/notices/read/", views.read_notices, name="read_notices"),
    path("me/notices/<uuid:public_id>/", views.open_notice, name="open_notice"),
    path("demo/sign-in/<slug:role>/", views.demo_sign_in, name="demo_sign_in"),
]
