"""States of runs, enrolments and evidence; kinds of ledger entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunMode(models.TextChoices):
    """How people come into a run."""

    SELF_ENROL = "self_enrol", _("自主报名")
    NOMINATED = "nominated", _("学校报送")
    ASSIGNED = "assigned", _("指定参训")
    ALWAYS_OPEN = "always_open", _("常年开放的线上课")


class RunStatus(models.TextChoices):
    """Where a run stands; it cannot open without the bureau's approval."""

    PROPOSED = "proposed", _("待审批")
    APPROVED = "approved", _("已批准")
    RUNNING = "running", _("进行中")
    FINISHED = "finished", _("已结束")
    CANCELLED = "cancelled", _("已取消")


OPEN_RUN_STATUSES = (RunStatus.APPROVED, RunStatus.RUNNING)


class EnrolmentStatus(models.TextChoices):
    """Where a person stands in a run."""

    ENROLLED = "enrolled", _("已报名")
    WAITING = "waiting", _("候补")
    COMPLETED = "completed", _("已结业")
    WITHDRAWN = "withdrawn", _("已退出")


SEATED_STATUSES = (EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED)


class EvidenceState(models.TextChoices):
    """Where a piece of evidence stands."""

    SUBMITTED = "submitted", _("待认定")
    CERTIFIED = "certified", _("已认定")
    RETURNED = "returned", _("已退回")
    REVERSED = "reversed", _("已撤销")


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
