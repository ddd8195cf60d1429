"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from research_groups.views import activities, groups, members, planning

app_name = "research_groups"
urlpatterns: list[URLPattern | URLResolver] = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/<slug:code>/", groups.group, name="group"),
    path("groups/<slug:code>/change/", members.change, name="change_group"),
    path("groups/<slug:code>/members/", members.members, name="members"),
    path("groups/<slug:code>/members/add/", members.add, name="add_member"),
    path("groups/<slug:code>/members/host/", members.host, name="change_host"),
    path("groups/<slug:code>/members/<int:member_id>/end/", members.end, name="end_member"),
    path("groups/<slug:code>/review/", members.review, name="review_group"),
    path("groups/<slug:code>/plan/", planning.plan, name="plan_activity"),
    path("workspace/<uuid:organization_id>/groups/new/", members.found, name="found_group"),
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/<uuid:public_id>/", activities.activity, name="activity"),
    path("activities/<uuid:public_id>/join/", activities.join, name="join"),
    path("activities/<uuid:public_id>/products/<int:requirement_id>/", activities.product, name="product"),
    path("activities/<uuid:public_id>/change/", planning.revise, name="revise_activity"),
    path("activities/<uuid:public_id>/cancel/", planning.cancel, name="cancel_activity"),
    path("activities/<uuid:public_id>/attendance/", planning.attendance, name="activity_attendance"),
    path("activities/<uuid:public_id>/step/", planning.step_done, name="step_done"),
    path("activities/<uuid:public_id>/submit/", activities.submit, name="submit"),
    path("activities/<uuid:public_id>/decide/", activities.decide, name="decide"),
]
