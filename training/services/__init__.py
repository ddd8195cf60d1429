"""Every write of training."""

from training.services.claims import correct_claim, submit_claim
from training.services.closures import close_year
from training.services.completion import complete_if_done, confirm_attendance, mark_done
from training.services.decisions import decide_claims, decide_enrolments, undo_decisions
from training.services.enrolment import enrol, withdraw
from training.services.evidence import (
    certify_evidence,
    record_evidence,
    refuse_evidence,
    return_evidence,
    reverse_evidence,
)
from training.services.history import HistoryRecord, post_history
from training.services.ledger import post_entries, rebuild_totals
from training.services.nominations import nominate, set_quotas, withdraw_nomination
from training.services.opening_balances import import_opening_balances
from training.services.quiz import submit_quiz
from training.services.reminders import remind_staff
from training.services.rule_sets import assign_rule_set, load_rule_sets
from training.services.run_plans import edit_run, propose_run
from training.services.runs import approve_run, cancel_run, change_capacity, finish_run, return_run, start_run
from training.services.watching import open_player, rebuild_progress, record_heartbeat

__all__ = [
    "HistoryRecord",
    "approve_run",
    "assign_rule_set",
    "cancel_run",
    "certify_evidence",
    "change_capacity",
    "close_year",
    "complete_if_done",
    "confirm_attendance",
    "correct_claim",
    "decide_claims",
    "decide_enrolments",
    "edit_run",
    "enrol",
    "finish_run",
    "import_opening_balances",
    "load_rule_sets",
    "mark_done",
    "nominate",
    "open_player",
    "post_entries",
    "post_history",
    "propose_run",
    "rebuild_progress",
    "rebuild_totals",
    "record_evidence",
    "record_heartbeat",
    "refuse_evidence",
    "remind_staff",
    "return_evidence",
    "return_run",
    "reverse_evidence",
    "set_quotas",
    "start_run",
    "submit_claim",
    "submit_quiz",
    "undo_decisions",
    "withdraw",
    "withdraw_nomination",
]
