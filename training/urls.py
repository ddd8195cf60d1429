"""Addresses of this app: one's own hours, and a school's staff records."""

from django.urls import URLPattern, URLResolver, path

from training.views import hours, staff

app_name = "training"

hours_patterns = [
    path("me/hours/", hours.my_hours, name="my_hours"),
    path("me/hours/ledger.json", hours.chain, name="ledger_file"),
    path("me/evidence/new/", hours.new_claim, name="new_claim"),
    path("me/evidence/<uuid:public_id>/", hours.evidence, name="evidence"),
    path("me/evidence/<uuid:public_id>/correct/", hours.correct, name="correct_claim"),
    path("me/evidence/<uuid:public_id>/decide/", hours.decide, name="decide_evidence"),
    path("me/evidence/<uuid:public_id>/proofs/<int:number>/", hours.proof, name="proof"),
]

staff_patterns = [
    path("school/<uuid:school_id>/staff/", staff.staff, name="staff"),
    path("school/<uuid:school_id>/staff/export.xlsx", staff.export, name="staff_export"),
    path("school/<uuid:school_id>/staff/remind/", staff.remind, name="remind_staff"),
    path("school/<uuid:school_id>/staff/claims/", staff.decide_claims, name="decide_claims"),
    path("school/<uuid:school_id>/staff/<uuid:person_id>/", staff.staff_detail, name="staff_detail"),
]

urlpatterns: list[URLPattern | URLResolver] = [*hours_patterns, *staff_patterns]
