"""Vocabularies of lessons, curricula and series."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonType(models.TextChoices):
    """课型."""

    NEW = "new", _("新授课")
    PRACTICE = "practice", _("练习课")
    REVIEW = "review", _("复习课")
    EXPERIMENT = "experiment", _("实验课")
    READING = "reading", _("阅读课")
    WRITING = "writing", _("习作课")
    SPEAKING = "speaking", _("口语交际")
    PROJECT = "project", _("综合实践")


class AuthorRole(models.TextChoices):
    """What a person did for a lesson."""

    TEACHING = "teaching", _("执教")
    DESIGN = "design", _("设计")
    GUIDANCE = "guidance", _("指导")
    EDITING = "editing", _("整理")


class Licence(models.TextChoices):
    """Under which terms a lesson may be used."""

    CC_BY_NC = "cc-by-nc", _("署名—非商业性使用")
    CC_BY_NC_SA = "cc-by-nc-sa", _("署名—非商业性使用—相同方式共享")
    DISTRICT = "district", _("区内教学使用")
    LINK_ONLY = "link-only", _("仅供查阅，版权归原单位")


class FilingStatus(models.TextChoices):
    """Where a school curriculum stands on its way to being public."""

    DRAFT = "draft", _("草稿")
    SCHOOL_REVIEW = "school_review", _("学校审议")
    DISTRICT_REVIEW = "district_review", _("区级审核")
    RETURNED = "returned", _("已退回")
    FILED = "filed", _("已备案")


class UnitKind(models.TextChoices):
    """What a unit of a series asks for."""

    VIDEO = "video", _("视频")
    READING = "reading", _("阅读")
    QUIZ = "quiz", _("小测")
    TASK = "task", _("任务")
    SESSION = "session", _("线下活动")


class ModuleKind(models.TextChoices):
    """District and school modules stand side by side in a series."""

    DISTRICT = "district", _("区级模块")
    SCHOOL = "school", _("校级模块")


class LearningType(models.TextChoices):
    """Evidence type of the rule sets that completing a run of the series becomes."""

    TRAINING = "training", _("集中培训")
    ONLINE_COURSE = "online_course", _("线上课程")
