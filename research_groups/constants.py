"""Kinds and states of groups and activities."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    """What a group is."""

    TEACHING_RESEARCH = "teaching_research", _("教研组")
    LESSON_PREPARATION = "lesson_preparation", _("备课组")
    SUBJECT_CENTRE = "subject_centre", _("学科中心组")
    MASTER_STUDIO = "master_studio", _("名师工作室")
    WORKSHOP = "workshop", _("工作坊")
    PROJECT = "project", _("课题组")
    LECTURERS = "lecturers", _("讲师团")


class GroupRole(models.TextChoices):
    """What a person is in a group."""

    HOST = "host", _("主持人")
    SECRETARY = "secretary", _("秘书")
    MEMBER = "member", _("成员")


class ReviewResult(models.TextChoices):
    """Yearly review; a failed one dissolves the group."""

    EXCELLENT = "excellent", _("优秀")
    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")


class InvitationAnswer(models.TextChoices):
    """What became of an invitation."""

    OPEN = "", _("待答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已谢绝")
    WITHDRAWN = "withdrawn", _("已撤回")


class ActivityKind(models.TextChoices):
    """Four templates, the daily ones of a school, and the showcase."""

    LESSON_STUDY = "lesson_study", _("课例研修")
    THEME_STUDY = "theme_study", _("主题研修")
    PEER_STUDY = "peer_study", _("同伴研修")
    PROJECT_STUDY = "project_study", _("课题研修")
    JOINT_PREPARATION = "joint_preparation", _("集体备课")
    LESSON_VISIT = "lesson_visit", _("听课评课")
    SHOWCASE = "showcase", _("展示推广")


class ActivityStatus(models.TextChoices):
    """Where an activity stands; hours count only once approved at district level or above."""

    PLANNED = "planned", _("筹备中")
    RUNNING = "running", _("进行中")
    SUBMITTED = "submitted", _("待认定")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已认定")
    CANCELLED = "cancelled", _("已取消")


OPEN_STATUSES = (ActivityStatus.PLANNED, ActivityStatus.RUNNING, ActivityStatus.RETURNED)


class ProductKind(models.TextChoices):
    """What an activity must bring forth."""

    PLAN = "plan", _("教学设计")
    RECORDING = "recording", _("课堂实录")
    COMMENTS = "comments", _("评课记录")
    REFLECTION = "reflection", _("反思")
    CASE = "case", _("案例")
    PAPER = "paper", _("论文")
    REPORT = "report", _("报告")
    LESSON = "lesson", _("课例")


class DueFrom(models.TextChoices):
    """Who owes a product: the activity once, or every participant."""

    ACTIVITY = "activity", _("活动一份")
    EACH = "each", _("每人一份")


# A 课例研修 cannot close without plan, recording, comments and everybody's reflection.
REQUIRED_PRODUCTS: dict[str, tuple[tuple[ProductKind, DueFrom], ...]] = {
    ActivityKind.LESSON_STUDY: (
        (ProductKind.PLAN, DueFrom.ACTIVITY),
        (ProductKind.RECORDING, DueFrom.ACTIVITY),
        (ProductKind.COMMENTS, DueFrom.ACTIVITY),
        (ProductKind.REFLECTION, DueFrom.EACH),
    ),
    ActivityKind.THEME_STUDY: ((ProductKind.PLAN, DueFrom.ACTIVITY), (ProductKind.REFLECTION, DueFrom.EACH)),
    ActivityKind.PEER_STUDY: ((ProductKind.COMMENTS, DueFrom.EACH),),
    ActivityKind.PROJECT_STUDY: ((ProductKind.REPORT, DueFrom.ACTIVITY), (ProductKind.CASE, DueFrom.EACH)),
    ActivityKind.JOINT_PREPARATION: ((ProductKind.PLAN, DueFrom.ACTIVITY),),
    ActivityKind.LESSON_VISIT: ((ProductKind.COMMENTS, DueFrom.EACH),),
    ActivityKind.SHOWCASE: ((ProductKind.REPORT, DueFrom.ACTIVITY),),
}

# Where a plan begins; the host writes over it.
STEP_TEMPLATES: dict[str, tuple[Any, ...]] = {
    ActivityKind.LESSON_STUDY: (_("集体备课"), _("第一次试讲"), _("评课修改"), _("第二次上课"), _("总结反思")),
    ActivityKind.THEME_STUDY: (_("提出问题"), _("学习研讨"), _("课堂实践"), _("总结反思")),
    ActivityKind.PEER_STUDY: (_("互相听课"), _("交流改进")),
    ActivityKind.PROJECT_STUDY: (_("开题"), _("中期交流"), _("结题")),
    ActivityKind.JOINT_PREPARATION: (_("主备发言"), _("集体讨论")),
    ActivityKind.LESSON_VISIT: (_("听课"), _("评课")),
    ActivityKind.SHOWCASE: (_("展示"), _("点评")),
}

# Who does what; offered where a part is given out, and where one joins.
ROLE_TEMPLATES: dict[str, tuple[Any, ...]] = {
    ActivityKind.LESSON_STUDY: (_("主备"), _("执教"), _("观课"), _("记录")),
    ActivityKind.THEME_STUDY: (_("主讲"), _("研讨"), _("记录")),
    ActivityKind.PEER_STUDY: (_("授课"), _("听课")),
    ActivityKind.PROJECT_STUDY: (_("课题负责"), _("课题成员"), _("记录")),
    ActivityKind.JOINT_PREPARATION: (_("主备"), _("讨论"), _("记录")),
    ActivityKind.LESSON_VISIT: (_("授课"), _("听课"), _("评课")),
    ActivityKind.SHOWCASE: (_("展示"), _("点评"), _("观摩")),
}
