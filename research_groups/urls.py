"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from research_groups.views import activities, groups

app_name = "research_groups"
urlpatterns: list[URLPattern | URLResolver] = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/<slug:code>/", groups.group, name="group"),
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/<uuid:public_id>/", activities.activity, name="activity"),
    path("activities/<uuid:public_id>/join/", activities.join, name="join"),
    path("activities/<uuid:public_id>/products/<int:requirement_id>/", activities.product, name="product"),
    path("activities/<uuid:public_id>/submit/", activities.submit, name="submit"),
    path("activities/<uuid:public_id>/decide/", activities.decide, name="decide"),
]
