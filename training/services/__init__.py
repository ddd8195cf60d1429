"""Every write of training."""

from training.services.claims import correct_claim, submit_claim
from training.services.closures import close_year
from training.services.evidence import certify_evidence, record_evidence, return_evidence, reverse_evidence
from training.services.history import HistoryRecord, post_history
from training.services.ledger import post_entries, rebuild_totals
from training.services.opening_balances import import_opening_balances
from training.services.reminders import remind_staff
from training.services.rule_sets import assign_rule_set, load_rule_sets

__all__ = [
    "HistoryRecord",
    "assign_rule_set",
    "certify_evidence",
    "close_year",
    "correct_claim",
    "import_opening_balances",
    "load_rule_sets",
    "post_entries",
    "post_history",
    "rebuild_totals",
    "record_evidence",
    "remind_staff",
    "return_evidence",
    "reverse_evidence",
    "submit_claim",
]
