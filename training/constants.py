"""States of runs, enrolments and evidence; kinds of ledger entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.constants import STAFF_ROLES, Role


class RunMode(models.TextChoices):
    """How people come into a run."""

    SELF_ENROL = "self_enrol", _("自主报名")
    NOMINATED = "nominated", _("学校报送")
    ASSIGNED = "assigned", _("指定参训")
    ALWAYS_OPEN = "always_open", _("常年开放的线上课")


class RunStatus(models.TextChoices):
    """Where a run stands; it cannot open without the bureau's approval."""

    PROPOSED = "proposed", _("待审批")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已批准")
    RUNNING = "running", _("进行中")
    FINISHED = "finished", _("已结束")
    CANCELLED = "cancelled", _("已取消")


DRAFT_RUN_STATUSES = (RunStatus.PROPOSED, RunStatus.RETURNED)  # known to who proposes and who approves only
OPEN_RUN_STATUSES = (RunStatus.APPROVED, RunStatus.RUNNING)


class EnrolmentStatus(models.TextChoices):
    """Where a person stands in a run."""

    ENROLLED = "enrolled", _("已报名")
    WAITING = "waiting", _("候补")
    COMPLETED = "completed", _("已结业")
    WITHDRAWN = "withdrawn", _("已退出")


class Consent(models.TextChoices):
    """What the school says to a teacher's own enrolment; only some runs ask."""

    NOT_ASKED = "", _("不须学校同意")
    ASKED = "asked", _("待学校同意")
    GIVEN = "given", _("学校已同意")
    REFUSED = "refused", _("学校不同意")


ENROLMENT_SOURCE = "enrolment"  # source type of the evidence that a completed run becomes
SEATED_STATUSES = (EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED)


class EvidenceState(models.TextChoices):
    """Where a piece of evidence stands."""

    SUBMITTED = "submitted", _("待认定")
    CERTIFIED = "certified", _("已认定")
    RETURNED = "returned", _("已退回")
    REFUSED = "refused", _("不予认定")
    REVERSED = "reversed", _("已撤销")


class DecisionKind(models.TextChoices):
    """What was decided about, several at once."""

    CLAIMS = "claims", _("学时申报")
    ENROLMENTS = "enrolments", _("报名")


UNDO_HOURS = 24


class EntryKind(models.TextChoices):
    """What a ledger entry is."""

    AWARD = "award", _("认定")
    OPENING = "opening", _("上线前由区核定")
    ADJUSTMENT = "adjustment", _("更正")
    REVERSAL = "reversal", _("撤销")


class YearStatus(models.TextChoices):
    """Status of a teacher this year; never by linear pace."""

    REACHED = "reached", _("已达标")
    ON_COURSE = "on_course", _("正常")
    GAP = "gap", _("有缺口")
    WILL_MISS = "will_miss", _("预计不达标")
    EXEMPT = "exempt", _("免审")


# A home membership in one of these roles puts a person under the rule set of that organization.
COUNTED_ROLES = (*STAFF_ROLES, Role.HEAD_SCHOOL_ADMIN, Role.EDITOR)

COUNTED_STATES = (EvidenceState.CERTIFIED, EvidenceState.REVERSED)  # what the rule engine is told about
FIRST_KINDS = (EntryKind.AWARD, EntryKind.OPENING)  # the first entry of a clause for a piece of evidence
SHORT_STATUSES = (YearStatus.WILL_MISS, YearStatus.GAP)  # who may be reminded
OPENING_TYPE = "opening_balance"
CLAIM_SOURCE = "claim"
TOTAL_SCOPE = "total"
HOURS_AWARDED = "hours_awarded"  # topic of the outbox


class EvidenceType(models.TextChoices):
    """Evidence types of the rule sets, in the words of the page."""

    TRAINING = "training", _("集中培训")
    ONLINE_COURSE = "online_course", _("线上课程")
    SCHOOL_TRAINING = "school_training", _("校本研修")
    RESEARCH_ACTIVITY = "research_activity", _("教研活动")
    LECTURE = "lecture", _("讲座（主讲）")
    LECTURE_SERIES = "lecture_series", _("系列讲座")
    PUBLIC_LESSON = "public_lesson", _("公开课")
    PRIZE = "prize", _("获奖")
    STUDENT_PRIZE = "student_prize", _("指导学生获奖")
    PAPER = "paper", _("论文")
    BOOK = "book", _("著作")
    PROJECT = "project", _("课题研究")
    DEGREE_STUDY = "degree_study", _("学历进修")
    SUPPORT_TEACHING = "support_teaching", _("支教")
    MENTORING = "mentoring", _("师徒结对")
    READING = "reading", _("读书活动")
    OVERSEAS = "overseas", _("国（境）外研修")
    THEMATIC_STUDY = "thematic_study", _("专题研究")
    COURSE_DEVELOPMENT = "course_development", _("课程开发")
    SKILL_TEST = "skill_test", _("技能考核")
    SELF_STUDY_PRODUCT = "self_study_product", _("自主研修成果")
    ENTERPRISE_PRACTICE = "enterprise_practice", _("企业实践")
    HOLIDAY_PLATFORM = "holiday_platform", _("国家平台假期研修")
    STUDIO = "studio", _("名师工作室")
    BACKBONE_PROGRAMME = "backbone_programme", _("骨干教师培养")
    OPENING_BALANCE = "opening_balance", _("上线前由区核定")
    NEW_TEACHER_TRAINING = "new_teacher_training", _("新教师培训")
    PRINCIPAL_TRAINING = "principal_training", _("校长培训")
