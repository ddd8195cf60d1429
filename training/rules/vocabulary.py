"""Closed vocabularies of the rule files and cases. A word outside them is an error of the file, never a zero."""

LEVELS = ("school", "area", "district", "city", "province", "national")
LEVEL_RANK = {level: rank for rank, level in enumerate(LEVELS)}

OPENING_BALANCE = "opening_balance"
EVIDENCE_TYPES = frozenset(
    {
        "backbone_programme",
        "book",
        "course_development",
        "degree_study",
        "enterprise_practice",
        "holiday_platform",
        "lecture",
        "lecture_series",
        "mentoring",
        "new_teacher_training",
        "online_course",
        OPENING_BALANCE,
        "overseas",
        "paper",
        "principal_training",
        "prize",
        "project",
        "public_lesson",
        "reading",
        "research_activity",
        "school_training",
        "self_study_product",
        "skill_test",
        "student_prize",
        "studio",
        "support_teaching",
        "thematic_study",
        "training",
    }
)
DEFAULT_ROLE = "participant"
DEFAULT_ROLES = {"project": "lead"}
OUTCOMES = frozenset({"pass", "fail", "good", "excellent"})
DEFAULT_OUTCOME = "pass"
FAILED = "fail"

WHOLE_FIELDS = frozenset({"author_rank", "chars", "granted", "minutes", "note_chars", "reflection_chars", "stay_days"})
FLAG_FIELDS = frozenset(
    {
        "appointment",
        "consent",
        "finished",
        "notes",
        "plan",
        "plan_filed",
        "product",
        "reflection",
        "report",
        "script",
        "unaudited",
    }
)
TEXT_FIELDS = frozenset({"activity", "cert_no", "edition", "grade", "kind", "note", "season", "set", "term", "title"})
NUMBER_FIELDS = frozenset({"count", "share"})
LEVEL_FIELDS = frozenset({"approved_level", "level"})
EVIDENCE_FIELDS = (
    WHOLE_FIELDS
    | FLAG_FIELDS
    | TEXT_FIELDS
    | NUMBER_FIELDS
    | LEVEL_FIELDS
    | {"categories", "date", "days", "id", "outcome", "posted", "role", "scopes", "type", "year"}
)
MATCH_FIELDS = frozenset(
    {"activity", "approved_level", "edition", "grade", "kind", "level", "outcome", "role", "season", "term", "type"}
)

FORMULAS = frozenset(
    {"fixed", "grade", "per_1000_chars", "per_block", "per_count", "per_day", "per_hour", "range", "table"}
)
FACTORS = frozenset({"level_f", "outcome_f", "role_f", "share"})
WINDOWS = frozenset({"cycle", "day", "year"})
KEY_WINDOW = "key:"
TOTAL = "total"

MINUTES_PER_HOUR = 45  # one 学时
