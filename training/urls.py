"""Addresses of this app: one's own hours, a school's staff records, runs and learning in them."""

from django.urls import URLPattern, URLResolver, path

from training.views import deciding, evidence, hours, learning, nominations, organizing, rosters, runs, series, staff

app_name = "training"

hours_patterns = [
    path("me/hours/", hours.my_hours, name="my_hours"),
    path("me/hours/ledger.json", hours.chain, name="ledger_file"),
    path("me/evidence/new/", evidence.new_claim, name="new_claim"),
    path("me/evidence/<uuid:public_id>/", evidence.evidence, name="evidence"),
    path("me/evidence/<uuid:public_id>/correct/", evidence.correct, name="correct_claim"),
    path("me/evidence/<uuid:public_id>/decide/", evidence.decide, name="decide_evidence"),
    path("me/evidence/<uuid:public_id>/proofs/<int:number>/", evidence.proof, name="proof"),
]

staff_patterns = [
    path("school/<uuid:school_id>/staff/", staff.staff, name="staff"),
    path("school/<uuid:school_id>/staff/export.xlsx", staff.export, name="staff_export"),
    path("school/<uuid:school_id>/staff/remind/", staff.remind, name="remind_staff"),
    path("school/<uuid:school_id>/staff/<uuid:person_id>/", staff.staff_detail, name="staff_detail"),
]

RUN = "runs/<uuid:public_id>/"
UNIT = f"{RUN}units/<slug:code>/"
run_patterns = [
    path("series/", series.series_list, name="series_list"),
    path("series/<slug:code>/enrol/", series.enrol_in_series, name="enrol_in_series"),
    path(RUN, runs.run, name="run"),
    path(f"{RUN}enrol/", runs.enrol_in_run, name="enrol_in_run"),
    path(f"{RUN}withdraw/", runs.withdraw_from_run, name="withdraw_from_run"),
    path(f"{RUN}approve/", runs.approve, name="approve_run"),
    path(f"{RUN}attendance/<slug:code>/", runs.attendance, name="attendance"),
    path(UNIT, learning.learn, name="learn"),
    path(f"{UNIT}heartbeat/", learning.heartbeat, name="heartbeat"),
    path(f"{UNIT}done/", learning.done, name="unit_done"),
    path(f"{UNIT}quiz/", learning.quiz, name="quiz"),
    path(f"{UNIT}video/", learning.unit_video, name="unit_video"),
    path(f"{UNIT}captions.vtt", learning.unit_captions, name="unit_captions"),
    path(f"{UNIT}poster/", learning.unit_poster, name="unit_poster"),
]

organizing_patterns = [
    path("institute/<uuid:organization_id>/runs/", organizing.institute_runs, name="institute_runs"),
    path("institute/<uuid:organization_id>/runs/new/", organizing.propose, name="propose_run"),
    path("district/<uuid:organization_id>/runs/", organizing.run_approvals, name="run_approvals"),
    path(f"{RUN}edit/", organizing.edit, name="edit_run"),
    path(f"{RUN}return/", organizing.send_back, name="return_run"),
    path(f"{RUN}roster/", rosters.roster, name="run_roster"),
    path(f"{RUN}quotas/", rosters.quotas, name="run_quotas"),
    path(f"{RUN}seats/", rosters.seats, name="run_seats"),
    path(f"{RUN}start/", rosters.start, name="start_run"),
    path(f"{RUN}finish/", rosters.finish, name="finish_run"),
    path(f"{RUN}cancel/", rosters.cancel, name="cancel_run"),
]

SCHOOL = "school/<uuid:school_id>/"
deciding_patterns = [
    path(f"{SCHOOL}claims/", deciding.school_claims, name="school_claims"),
    path("district/<uuid:organization_id>/claims/", deciding.district_claims, name="district_claims"),
    path(f"{SCHOOL}enrolments/", deciding.school_enrolments, name="school_enrolments"),
    path("decisions/<uuid:public_id>/undo/", deciding.undo, name="undo_decisions"),
    path(f"{SCHOOL}nominations/", nominations.nominations, name="nominations"),
    path(f"{SCHOOL}nominations/withdraw/", nominations.withdraw_nominated, name="withdraw_nominations"),
    path(f"{SCHOOL}nominations/<uuid:public_id>/", nominations.nominate, name="nominate"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *hours_patterns,
    *staff_patterns,
    *run_patterns,
    *organizing_patterns,
    *deciding_patterns,
]
