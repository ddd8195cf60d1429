"""Models of learning that counts."""

from training.models.decisions import DecisionBatch, DecisionLine
from training.models.evidence import Evidence, EvidenceProof
from training.models.ledger import HourEntry, YearTotal
from training.models.progress import QuizAttempt, UnitMark, UnitProgress, WatchEvent, WatchSession
from training.models.rule_sets import RuleSetAssignment, RuleSetVersion, YearClosure
from training.models.runs import CourseRun, Enrolment, RunQuota, RunSession

__all__ = [
    "CourseRun",
    "DecisionBatch",
    "DecisionLine",
    "Enrolment",
    "Evidence",
    "EvidenceProof",
    "HourEntry",
    "QuizAttempt",
    "RuleSetAssignment",
    "RuleSetVersion",
    "RunQuota",
    "RunSession",
    "UnitMark",
    "UnitProgress",
    "WatchEvent",
    "WatchSession",
    "YearClosure",
    "YearTotal",
]
