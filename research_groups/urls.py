"""Addresses of groups and activities."""

from django.urls import URLPattern, URLResolver, path

from research_groups.views import activities, attending, groups, keeping, members, planning, products

app_name = "research_groups"
urlpatterns: list[URLPattern | URLResolver] = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/<slug:code>/", groups.group, name="group"),
    path("groups/<slug:code>/change/", keeping.change, name="change_group"),
    path("groups/<slug:code>/review/", keeping.review, name="review_group"),
    path("groups/<slug:code>/members/", members.members, name="members"),
    path("groups/<slug:code>/members/add/", members.add, name="add_member"),
    path("groups/<slug:code>/members/host/", members.host, name="change_host"),
    path("groups/<slug:code>/members/<int:member_id>/end/", members.end, name="end_member"),
    path("groups/<slug:code>/leave/", members.leave, name="leave_group"),
    path("groups/<slug:code>/invitations/<int:invitation_id>/", members.answer, name="answer_invitation"),
    path("groups/<slug:code>/invitations/<int:invitation_id>/withdraw/", members.withdraw, name="withdraw_invitation"),
    path("groups/<slug:code>/plan/", planning.plan, name="plan_activity"),
    path("workspace/<uuid:organization_id>/groups/", groups.kept_groups, name="kept_groups"),
    path("workspace/<uuid:organization_id>/groups/new/", keeping.found, name="found_group"),
    path("workspace/<uuid:organization_id>/activities/", activities.kept_activities, name="kept_activities"),
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/<uuid:public_id>/", activities.activity, name="activity"),
    path("activities/<uuid:public_id>/join/", activities.join, name="join"),
    path("activities/<uuid:public_id>/leave/", activities.leave, name="leave"),
    path("activities/<uuid:public_id>/products/<int:requirement_id>/", products.product, name="product"),
    path("activities/<uuid:public_id>/files/<int:product_id>/", products.product_file, name="product_file"),
    path("activities/<uuid:public_id>/change/", planning.revise, name="revise_activity"),
    path("activities/<uuid:public_id>/cancel/", planning.cancel, name="cancel_activity"),
    path("activities/<uuid:public_id>/step/", planning.step_done, name="step_done"),
    path("activities/<uuid:public_id>/people/", attending.people, name="activity_people"),
    path("activities/<uuid:public_id>/people/note/", attending.note_people, name="note_people"),
    path("activities/<uuid:public_id>/people/add/", attending.list_person, name="list_person"),
    path(
        "activities/<uuid:public_id>/people/<int:participation_id>/remove/",
        attending.unlist_person,
        name="unlist_person",
    ),
    path("activities/<uuid:public_id>/submit/", activities.submit, name="submit"),
    path("activities/<uuid:public_id>/decide/", activities.decide, name="decide"),
]
