"""Kinds, visibilities and derivation steps of materials."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MaterialKind(models.TextChoices):
    """What a file is for in teaching."""

    MICRO_VIDEO = "micro_video", _("微课视频")
    CLASS_RECORDING = "class_recording", _("课堂实录")
    LESSON_PLAN = "lesson_plan", _("教学设计")
    SLIDES = "slides", _("课件")
    TASK_SHEET = "task_sheet", _("学习任务单")
    EXERCISE = "exercise", _("作业练习")
    STUDY_GUIDE = "study_guide", _("导学案")
    EXPERIMENT_VIDEO = "experiment_video", _("实验视频")
    EVIDENCE = "evidence", _("证明材料")


VIDEO_KINDS = (MaterialKind.MICRO_VIDEO, MaterialKind.CLASS_RECORDING, MaterialKind.EXPERIMENT_VIDEO)


class Visibility(models.TextChoices):
    """Who may open it. ``SIGNED_IN`` is the usual one of a class recording."""

    OWNER = "owner", _("仅本人")
    SCHOOL = "school", _("本校")
    ALLIANCE = "alliance", _("本教共体")
    DISTRICT = "district", _("本区")
    SIGNED_IN = "signed_in", _("登录后可看")
    PUBLIC = "public", _("公开")


class SegmentKind(models.TextChoices):
    """A piece of text and where it stands: a hit opens at that place."""

    PARAGRAPH = "paragraph", _("段落")
    SLIDE = "slide", _("课件页")
    PAGE = "page", _("页")
    CUE = "cue", _("字幕")


class DerivationStep(models.TextChoices):
    """Derived parts; each step restarts alone."""

    PROBE = "probe", _("检查文件")
    POSTER = "poster", _("封面")
    CAPTIONS = "captions", _("字幕")
    TEXT = "text", _("提取文字")
    PREVIEW = "preview", _("预览")


class JobState(models.TextChoices):
    """States of long work that people can see and retry."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")
