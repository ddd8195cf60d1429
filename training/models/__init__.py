"""Models of learning that counts."""

from training.models.evidence import Evidence, EvidenceProof
from training.models.ledger import HourEntry, YearTotal
from training.models.progress import QuizAttempt, UnitMark, UnitProgress, WatchEvent, WatchSession
from training.models.rule_sets import RuleSetAssignment, RuleSetVersion, YearClosure
from training.models.runs import CourseRun, Enrolment, RunSession

__all__ = [
    "CourseRun",
    "Enrolment",
    "Evidence",
    "EvidenceProof",
    "HourEntry",
    "QuizAttempt",
    "RuleSetAssignment",
    "RuleSetVersion",
    "RunSession",
    "UnitMark",
    "UnitProgress",
    "WatchEvent",
    "WatchSession",
    "YearClosure",
    "YearTotal",
]
