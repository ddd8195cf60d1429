"""Constants of persons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

NOTICES_PER_PAGE = 20
ANONYMOUS_NAME = "已匿名"  # stored, not translated: it stands where a name stood


class NoticeKind(models.TextChoices):
    """Where a notice comes from; apps may add kinds of their own, these are the common ones."""

    REMINDER = "reminder", _("学时提醒")
    HOURS = "hours", _("学时认定")
    ENROLMENT = "enrolment", _("报名与班期")
    ACTIVITY = "activity", _("教研活动")
    CURRICULUM = "curriculum", _("学校课程")
    SYSTEM = "system", _("平台")
